package stattests

import (
	"math"
	"math/bits"
)

// WeightDistribution counts, in segments of k symbols (the test's argument, 8 to
// 4096; 256 without one), those of the lowest eighth of the alphabet: x < floor(N/8)
// for N >= 16, x = 0 for smaller ones. With p their exact probability, the number is
// exactly B(k, p). Numbers at both ends that are expected less than once among 2^50
// segments are joined with the next.
//
// It is the weight distribution test of Matsumoto and Kurita ("Twisted GFSR
// generators II", ACM Trans. Model. Comput. Simul. 4 (1994), 254-266) with a fixed
// interval: lagged Fibonacci generators have too many extreme segments, if these are
// longer than the longest lag.
var WeightDistribution = &Test{
	Name: "weight-distribution",
	Doc: "Symbols of the lowest eighth (0, in alphabets below 16) in segments of k symbols (argument, 8 to 4096; 256 without one): Pearson's " +
		"chi-squared, and the most deviating number by exact binomial tails. Catches lagged Fibonacci generators with few taps, bursts, and what is too " +
		"regular. Matsumoto, Kurita 1994. Asymptotic and exact.",
	Planted: "counter64?seed=1|low(8)",
	New:     newWeightDistribution,
}

const (
	weighed      = 256 // symbols, without an argument
	leastWeighed = 8
	mostWeighed  = 4096
)

type weightDistribution struct {
	n    uint64
	hits uint64 // symbols below it are hits
	k    int
}

func newWeightDistribution(law Law, args ...uint64) (Counter, error) {
	k, err := oneArg("weight-distribution", "the symbols of a segment", args, leastWeighed, mostWeighed, weighed)
	if err != nil {
		return nil, err
	}
	if err := uniform("weight-distribution", law); err != nil {
		return nil, err
	}
	if err := atLeast("weight-distribution", law, 2); err != nil {
		return nil, err
	}
	return &weightDistribution{law.N, lowestEighth(law.N), int(k)}, nil
}

func (w *weightDistribution) Block() int { return w.k * w.perBlock() }

// perBlock is the number of segments in a block.
func (w *weightDistribution) perBlock() int { return max(1, blockSymbols/w.k) }

func (w *weightDistribution) Size() int { return w.k + 1 }

func (w *weightDistribution) Count(t *Tally, block []uint64) {
	t.Blocks++
	for ; len(block) >= w.k; block = block[w.k:] {
		hits := uint64(0)
		for _, x := range block[:w.k] {
			_, hit := bits.Sub64(x, w.hits, 0)
			hits += hit
		}
		t.Counts[hits]++
	}
}

var weighedLaw = remember(func(key lawKey) []float64 {
	k, hits := key.k, float64(lowestEighth(key.n))
	n := alphabet(key.n)
	p, q := hits/n, (n-hits)/n
	// From the mode down and up: each term is a product of the one before.
	law := make([]float64, k+1)
	mode := int(float64(k+1) * p)
	a, _ := math.Lgamma(float64(k + 1))
	b, _ := math.Lgamma(float64(mode + 1))
	c, _ := math.Lgamma(float64(k - mode + 1))
	law[mode] = math.Exp(a - b - c + float64(mode)*math.Log(p) + float64(k-mode)*math.Log(q))
	for i := mode; i > 0; i-- {
		law[i-1] = law[i] * (float64(i) * q) / (float64(k-i+1) * p)
	}
	for i := mode; i < k; i++ {
		law[i+1] = law[i] * (float64(k-i) * p) / (float64(i+1) * q)
	}
	sum := 0.0
	for _, x := range law {
		sum += x
	}
	for i := range law { // the logarithms of the mode's factorials have an error that all share
		law[i] /= sum
	}
	return law
})

func (w *weightDistribution) Judge(t Tally, level float64) []Result {
	return valued{
		what:     "hits",
		p:        weighedLaw(lawKey{n: w.n, k: w.k}),
		least:    leastValued,
		perBlock: w.perBlock(),
	}.judge(t.Blocks, t.Counts, level)
}
