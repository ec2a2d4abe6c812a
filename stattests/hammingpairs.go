package stattests

import (
	"fmt"
	"math"
	"math/bits"
)

// HammingPairs takes pairs of words of k bits, N = 2^k with k >= 2, that are a lag
// apart (the test's argument, 1 to 1024; 1 without one) and do not overlap: of each
// 2 lag words, the first half is paired with the second. A word is classed by its
// Hamming weight: from the smallest weight on, and alike from the largest, weights
// are put together until they have the probability 1/32, so that there are 9 to 17 for
// words of many bits; a pair has the product of two exact probabilities. How the pairs
// are judged is said in categories.go.
//
// TestU01's guide (L'Ecuyer and Simard 2007) has the pairs of weights as HammingIndep,
// for words that follow one another, and HammingCorr for their correlation alone.
var HammingPairs = &Test{
	Name: "hamming-pairs",
	Doc: "Numbers of ones of two words that are a lag apart (argument, 1 to 1024; 1 without one; N = 2^k), in some 9 to 17 classes each: " +
		"Pearson's chi-squared over the pairs, and the most deviating pair by exact binomial tails. Catches words whose weight " +
		"depends on that of another. L'Ecuyer, Simard 2007. Asymptotic and exact.",
	Planted: "threefry4x64-4?seed=1|words",
	New:     newHammingPairs,
}

const (
	mostLag     = 1024
	pairsBlock  = 1024    // words of a block, at least
	leastWeight = 1. / 32 // probability of a class of weights
)

type hammingPairs struct {
	lag, block int
	classes    uint64
	class      [65]uint8 // of a weight
	p          []float64 // of a class
	first      []int     // weight of a class; and one more than the last
}

func newHammingPairs(law Law, args ...uint64) (Counter, error) {
	lag, err := oneArg("hamming-pairs", "the lag", args, 1, mostLag, 1)
	if err != nil {
		return nil, err
	}
	k, err := wholeBitsFrom("hamming-pairs", law, 2)
	if err != nil {
		return nil, err
	}
	h := &hammingPairs{lag: int(lag)}
	h.block = (pairsBlock + 2*h.lag - 1) / (2 * h.lag) * (2 * h.lag)
	// The lower half, up to the class that the middle of the weights is in.
	row := weights(k)
	h.first = []int{0}
	for w, p := 0, 0.0; 2*(w+1) <= k; w++ {
		if p += math.Ldexp(float64(row[w]), -k); p >= leastWeight {
			h.first, p = append(h.first, w+1), 0
		}
	}
	// Its mirror image: where a class ends at w, its image begins at k-w.
	for i := len(h.first) - 1; i > 0; i-- {
		h.first = append(h.first, k+1-h.first[i])
	}
	h.first = append(h.first, k+1)
	h.p = make([]float64, len(h.first)-1)
	for i := range h.p {
		n := uint64(0)
		for w := h.first[i]; w < h.first[i+1]; w++ {
			h.class[w] = uint8(i)
			n += row[w]
		}
		h.p[i] = math.Ldexp(float64(n), -k)
	}
	h.classes = uint64(len(h.p))
	return h, nil
}

func (h *hammingPairs) Block() int { return h.block }
func (h *hammingPairs) Size() int  { return len(h.p) * len(h.p) }

func (h *hammingPairs) Count(t *Tally, block []uint64) {
	t.Blocks++
	counts := t.Counts
	if h.lag == 1 {
		for ; len(block) >= 2; block = block[2:] {
			a, b := h.class[bits.OnesCount64(block[0])], h.class[bits.OnesCount64(block[1])]
			counts[uint64(a)*h.classes+uint64(b)]++
		}
		return
	}
	for ; len(block) > 0; block = block[2*h.lag:] {
		second := block[h.lag : 2*h.lag]
		for i, x := range block[:h.lag] {
			a, b := h.class[bits.OnesCount64(x)], h.class[bits.OnesCount64(second[i])]
			counts[uint64(a)*h.classes+uint64(b)]++
		}
	}
}

func (h *hammingPairs) Judge(t Tally, level float64) []Result {
	m := len(h.p)
	return categories{
		k:        m * m,
		p:        func(i int) float64 { return h.p[i/m] * h.p[i%m] },
		label:    func(i int) string { return h.label(i/m) + " and then " + h.label(i%m) },
		perBlock: h.block / 2,
	}.judge(t.Blocks, t.Counts, level)
}

// label names a class of weights.
func (h *hammingPairs) label(i int) string {
	first, last := h.first[i], h.first[i+1]-1
	if first == last {
		return fmt.Sprintf("%d ones", first)
	}
	return fmt.Sprintf("%d to %d ones", first, last)
}
