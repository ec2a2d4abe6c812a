package stattests

import (
	"fmt"
	"math"
	"math/bits"
)

// HammingWeights counts the words of k bits, N = 2^k with k >= 2, by their Hamming
// weight: weight w has exactly the probability C(k, w) / 2^k. How the k+1 classes are
// judged is said in categories.go.
//
// The test is in TestU01's guide (L'Ecuyer and Simard 2007) as HammingWeight, for any
// number of bits.
var HammingWeights = &Test{
	Name: "hamming-weights",
	Doc: "Words by their number of ones (N = 2^k): Pearson's chi-squared, and the most deviating number by exact binomial tails. " +
		"Catches words with too many, too few or too nearly half their bits set. L'Ecuyer, Simard 2007. Asymptotic and exact.",
	Planted: "bias60?seed=1|words",
	New:     newHammingWeights,
}

const weightsBlock = 1024 // words of a block

type hammingWeights struct{ bits int }

func newHammingWeights(law Law, args ...uint64) (Counter, error) {
	if err := noArgs("hamming-weights", args); err != nil {
		return nil, err
	}
	k, err := wholeBitsFrom("hamming-weights", law, 2)
	if err != nil {
		return nil, err
	}
	return &hammingWeights{k}, nil
}

func (h *hammingWeights) Block() int { return weightsBlock }
func (h *hammingWeights) Size() int  { return h.bits + 1 }

func (h *hammingWeights) Count(t *Tally, block []uint64) {
	t.Blocks++
	// Two tables, so that equal weights in a row do not wait for each other.
	var even, odd [65]uint64
	for ; len(block) >= 2; block = block[2:] {
		even[bits.OnesCount64(block[0])]++
		odd[bits.OnesCount64(block[1])]++
	}
	for i := range t.Counts {
		t.Counts[i] += even[i] + odd[i]
	}
}

func (h *hammingWeights) Judge(t Tally, level float64) []Result {
	row := weights(h.bits)
	return categories{
		k:        len(row),
		p:        func(i int) float64 { return math.Ldexp(float64(row[i]), -h.bits) },
		label:    func(i int) string { return fmt.Sprintf("%d ones of %d", i, h.bits) },
		perBlock: weightsBlock,
	}.judge(t.Blocks, t.Counts, level)
}
