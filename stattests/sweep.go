package stattests

import (
	"math/bits"
	"strconv"
)

// Sweep asks three cheap questions of large alphabets: in which third of
// [0, N) a symbol lies (floor(3x/N)), what is left of it modulo 3, and whether
// it is odd. Each class has its exact probability, a number of symbols over N.
//
// These are what sees the bias of modulo, multiply-high and floating-point
// reductions where it is largest, at N = 3 * 2^(w-2) for words of w bits:
// modulo doubles the first third, multiply-high one remainder of 3, and a float
// with too few bits doubles the even symbols or one remainder. A flat frequency plot
// at N = 1000 proves nothing about any of them.
var Sweep = &Test{
	Name: "sweep",
	Doc: "Thirds, remainder modulo 3 and parity of the symbols of large alphabets: Pearson's chi-squared, and the most deviating " +
		"class by exact binomial tails. Catches modulo, multiply-high and floating-point bias at N near 3*2^(w-2). " +
		"Asymptotic and exact.",
	Planted: "splitmix64?seed=1|mulhigh64(13835058055282163712)",
	New:     newSweep,
}

const leastSwept = 256 // symbols

type sweep struct {
	n   uint64
	cut *intervals
}

func newSweep(law Law, args ...uint64) (Counter, error) {
	if err := noArgs("sweep", args); err != nil {
		return nil, err
	}
	if err := uniform("sweep", law); err != nil {
		return nil, err
	}
	if err := atLeast("sweep", law, leastSwept); err != nil {
		return nil, err
	}
	return &sweep{law.N, newIntervals(law.N, 3)}, nil
}

func (s *sweep) Block() int { return blockSymbols }
func (s *sweep) Size() int  { return 3 + 3 + 2 }

func (s *sweep) Count(t *Tally, block []uint64) {
	t.Blocks++
	counts := (*[8]uint64)(t.Counts)
	first, second := s.cut.last[0], s.cut.last[1]
	// The last class of each question is what the others leave.
	var notInFirst, inThird, one, two, odd uint64
	for _, x := range block {
		_, beyond := bits.Sub64(first, x, 0)
		notInFirst += beyond
		_, beyond = bits.Sub64(second, x, 0)
		inThird += beyond
		r := x % 3
		one += r & 1
		two += r >> 1
		odd += x & 1
	}
	n := uint64(len(block))
	counts[0] += n - notInFirst
	counts[1] += notInFirst - inThird
	counts[2] += inThird
	counts[3] += n - one - two
	counts[4] += one
	counts[5] += two
	counts[6] += n - odd
	counts[7] += odd
}

func (s *sweep) Judge(t Tally, level float64) []Result {
	thirds := categories{prefix: "thirds-", k: 3, p: s.cut.p, perBlock: blockSymbols,
		label: func(i int) string { return [...]string{"first third", "second third", "last third"}[i] }}
	mod3 := categories{prefix: "mod3-", k: 3, p: s.remainder(3), perBlock: blockSymbols,
		label: func(i int) string { return "remainder " + strconv.Itoa(i) + " modulo 3" }}
	parity := categories{prefix: "parity-", k: 2, p: s.remainder(2), perBlock: blockSymbols,
		label: func(i int) string { return [...]string{"even", "odd"}[i] }}
	results := thirds.judge(t.Blocks, t.Counts[:3], level)
	results = append(results, mod3.judge(t.Blocks, t.Counts[3:6], level)...)
	return append(results, parity.judge(t.Blocks, t.Counts[6:8], level)...)
}

// remainder returns the probability that a symbol leaves i modulo m, for m < n:
// ceil((n - i)/m) of the n symbols do.
func (s *sweep) remainder(m uint64) func(int) float64 {
	return func(i int) float64 {
		last := s.n - 1 // modulo 2^64, so right for 2^64 symbols as well
		return (float64((last-uint64(i))/m) + 1) / alphabet(s.n)
	}
}
