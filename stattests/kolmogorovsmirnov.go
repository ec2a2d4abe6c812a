package stattests

import (
	"fmt"
	"math"

	"github.com/randaudit/randaudit/internal/tails"
)

// KolmogorovSmirnov compares the distribution function of the symbols, N >= 2^32, with
// that of fair ones, at the 4095 places that cut the alphabet into 4096 intervals,
// floor(4096 x / N). Among n symbols the statistic D is the largest distance of the share
// below a place from the exact probability of being below it.
//
// It is no more than the statistic of Kolmogorov and Smirnov, for which all places count,
// and whose law for n points is exact (Kolmogorov 1933; Knuth, TAOCP 2, 3.3.1). So the
// p-value of that is never too small; of 4096 places it is too large by about
// 1 + 0.04 sqrt(n) D.
//
// The counts of the intervals are all that is kept: they add, where the largest
// distances of parts do not.
var KolmogorovSmirnov = &Test{
	Name: "kolmogorov-smirnov",
	Doc: "The largest distance of the distribution function of symbols (N >= 2^32) from that of fair ones at 4095 places, by the law of Kolmogorov and " +
		"Smirnov for all places, which bounds it. Catches floats and words that lean to one side. Knuth, TAOCP 2, 3.3.1. Exact.",
	Planted: "bias60?seed=1|float",
	New: func(law Law, args ...uint64) (Counter, error) {
		return newDistances("kolmogorov-smirnov", law, args, (*distances).kolmogorovSmirnov)
	},
}

// AndersonDarling takes the same counts as [KolmogorovSmirnov], and weighs the squares of
// the distances: with the share S_j below place j of 4095, and its probability F_j,
//
//	A^2 = n/4096 sum_j (S_j - F_j)^2 / (F_j (1 - F_j)),
//
// in which the ends of the alphabet count as much as its middle.
//
// The limit law is that of Anderson and Darling, "Asymptotic theory of certain 'goodness
// of fit' criteria based on stochastic processes", Ann. Math. Statist. 23 (1952). No
// verdict uses it below p = 1e-6: Reach. 4096 symbols are the least.
var AndersonDarling = &Test{
	Name: "anderson-darling",
	Doc: "The squared distances of the distribution function of symbols (N >= 2^32) from that of fair ones at 4095 places, each over its variance, by the " +
		"limit law. Catches floats and words that lean to one side, or that are rare or frequent at the ends. " +
		"Anderson, Darling 1952. Asymptotic, to p = 1e-6.",
	Planted: "bias60?seed=1|float",
	New: func(law Law, args ...uint64) (Counter, error) {
		return newDistances("anderson-darling", law, args, (*distances).andersonDarling)
	},
}

const (
	distanceCells   = 1 << 12 // intervals
	leastDistance   = 1 << 32 // symbols of an alphabet
	leastDarling    = 4096    // symbols from which on the limit law holds
	darlingReachLog = -13.815510557964274
)

// distances counts the symbols in each interval.
type distances struct {
	n    uint64
	cut  *intervals
	test func(d *distances, t Tally, n uint64, level float64) Result
}

func newDistances(name string, law Law, args []uint64, test func(*distances, Tally, uint64, float64) Result) (Counter, error) {
	if err := noArgs(name, args); err != nil {
		return nil, err
	}
	if err := uniform(name, law); err != nil {
		return nil, err
	}
	if err := atLeast(name, law, leastDistance); err != nil {
		return nil, err
	}
	return &distances{law.N, newIntervals(law.N, distanceCells), test}, nil
}

func (d *distances) Block() int { return blockSymbols }
func (d *distances) Size() int  { return distanceCells }

func (d *distances) Count(t *Tally, block []uint64) {
	t.Blocks++
	counts, cut := t.Counts, d.cut
	for _, x := range block {
		counts[cut.of(x)]++
	}
}

// below is the probability of a symbol below interval j.
func (d *distances) below(j int) float64 { return float64(d.cut.start(j)) / alphabet(d.n) }

// each calls f for each place j, from 1 on, with the share of n symbols that lie below it
// less what it should be.
func (d *distances) each(counts []uint64, n uint64, f func(j int, below uint64, p, off float64)) {
	below := uint64(0)
	for j := 1; j < distanceCells; j++ {
		below = addSaturating(below, counts[j-1])
		p := d.below(j)
		f(j, below, p, float64(below)/float64(n)-p)
	}
}

func (d *distances) Judge(t Tally, level float64) []Result {
	n := uint64(0)
	for _, c := range t.Counts {
		n = addSaturating(n, c)
	}
	r := d.test(d, t, n, level)
	if level > 0 && r.Judged() {
		all := make([]class, distanceCells)
		for i, o := range t.Counts {
			all[i] = class{i, i, o, d.cut.p(i)}
		}
		r.Bins = categories{k: distanceCells, label: d.cut.label}.bins(all, n)
	}
	return []Result{r}
}

func (d *distances) kolmogorovSmirnov(t Tally, n uint64, level float64) Result {
	r := Result{Name: "distance", Sides: 1}
	if n == 0 {
		r.Warnings = []error{&TooLittle{t.Blocks, 1}}
		return r
	}
	at, worst := 0, uint64(0)
	d.each(t.Counts, n, func(j int, below uint64, _, off float64) {
		if math.Abs(off) > r.Stat {
			r.Stat, at, worst = math.Abs(off), j, below
		}
	})
	r.Null = fmt.Sprintf("kolmogorov(%d)", trials(n))
	_, r.P.LogUpper = tails.Kolmogorov(min(r.Stat, 1), trials(n))
	r.Quality = Quality{Exact, math.Inf(-1)}
	if level > 0 && at > 0 {
		r.Effect = d.effect(at, worst, n)
		// The lower half is enough if its binomial count leaves the distance of the
		// level, no more than Massart's (1990), which is reached by its share alone.
		half := math.Sqrt(math.Log(2/level) / 2 / float64(trials(n)))
		if half < 0.5 {
			_, upper := tails.Binomial(uint64(math.Ceil(float64(trials(n))*(0.5+half))), trials(n), 0.5)
			r.Effect.Detectable = excess(n, 0.5, upper)
		}
	}
	return r
}

// effect is how far the number of symbols below a place is off.
func (d *distances) effect(j int, below, n uint64) Effect {
	dev, low, high := deviation(below, n, d.below(j), distanceCells-1)
	return Effect{Category: fmt.Sprintf("a symbol below %d/%d of the alphabet", j, distanceCells), Deviation: dev, Low: low, High: high}
}

func (d *distances) andersonDarling(t Tally, n uint64, level float64) Result {
	r := Result{Name: "squares", Sides: 1}
	if n < leastDarling {
		r.Warnings = []error{&TooLittle{t.Blocks, leastDarling / blockSymbols}}
		return r
	}
	at, worst, most := 0, uint64(0), 0.0
	sum := 0.0
	d.each(t.Counts, n, func(j int, below uint64, p, off float64) {
		square := float64(off*off) / (p * (1 - p))
		sum += square
		if square > most {
			at, worst, most = j, below, square
		}
	})
	r.Stat = float64(trials(n)) * sum / distanceCells
	r.Null = "anderson-darling"
	r.P.LogLower, r.P.LogUpper = tails.AndersonDarling(r.Stat)
	r.Quality = Quality{Asymptotic, darlingReachLog}
	if level > 0 && at > 0 {
		r.Effect = d.effect(at, worst, n)
	}
	return r
}
