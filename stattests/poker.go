package stattests

import (
	"fmt"
	"math/bits"
)

// Poker deals hands of k successive symbols (the test's first argument, 2 to 64; 16
// without one) that do not overlap, and counts them by how many of d kinds are in
// them: the symbols themselves where there are d or fewer, and else d intervals of
// the alphabet, floor(d x / N) (the second argument, 2 to 64; 16 without one).
//
// The probability of r kinds is exact: with p_i the probability of kind i, k! times
// the coefficient of z^k y^r in the product of 1 + y (e^(p_i z) - 1), all of whose
// terms are positive; for equal kinds it is d(d-1)...(d-r+1) S(k, r) / d^k with
// Stirling's numbers. Numbers of kinds at both ends that are expected less than once
// among 2^50 hands are joined with the next.
//
// It is the poker test in its simple form (Knuth, TAOCP 2, 3.3.2 D).
var Poker = &Test{
	Name: "poker",
	Doc: "Kinds in hands of k successive symbols that do not overlap (first argument, 2 to 64; 16 without one), of d intervals of the alphabet " +
		"(second argument, 2 to 64; 16 without one): Pearson's chi-squared, and the most deviating number by exact binomial tails. " +
		"Catches symbols that repeat too seldom or too often. Knuth, TAOCP 2, 3.3.2 D. Asymptotic and exact.",
	Planted: "counter64?seed=1|low(8)",
	New:     newPoker,
}

const (
	pokerHand  = 16 // symbols, without an argument
	pokerKinds = 16 // without an argument
	mostPoker  = 64 // of either
)

// kinds names the kind of a symbol: itself, or its interval.
type kinds struct {
	d   int        // kinds
	n   uint64     // symbols
	cut *intervals // or nil
}

// newKinds makes most kinds, or one of each symbol where there are fewer.
func newKinds(n uint64, most int) kinds {
	if n != 0 && n <= uint64(most) {
		return kinds{int(n), n, nil}
	}
	return kinds{most, n, newIntervals(n, most)}
}

func (k kinds) p(i int) float64 {
	if k.cut == nil {
		return 1 / float64(k.n)
	}
	return k.cut.p(i)
}

type poker struct {
	kinds
	k int
}

func newPoker(law Law, args ...uint64) (Counter, error) {
	k, d := uint64(pokerHand), uint64(pokerKinds)
	switch len(args) {
	case 2:
		k, d = args[0], args[1]
	case 1:
		k = args[0]
	case 0:
	default:
		return nil, fmt.Errorf("stattests: poker takes two arguments, the symbols of a hand and their kinds: %w", ErrArgs)
	}
	if k < 2 || k > mostPoker || d < 2 || d > mostPoker {
		return nil, fmt.Errorf("stattests: poker takes hands of 2 to %d symbols of 2 to %d kinds: %w", mostPoker, mostPoker, ErrArgs)
	}
	if err := uniform("poker", law); err != nil {
		return nil, err
	}
	if err := atLeast("poker", law, 3); err != nil {
		return nil, err
	}
	return &poker{newKinds(law.N, int(d)), int(k)}, nil
}

func (p *poker) Block() int { return tuples * p.k }

// Size is a count for each number of kinds, from 1 on.
func (p *poker) Size() int { return min(p.k, p.d) }

func (p *poker) Count(t *Tally, block []uint64) {
	t.Blocks++
	counts := t.Counts
	for ; len(block) >= p.k; block = block[p.k:] {
		seen := uint64(0)
		if p.cut == nil {
			for _, x := range block[:p.k] {
				seen |= 1 << (x & 63)
			}
		} else {
			for _, x := range block[:p.k] {
				seen |= 1 << (p.cut.of(x) & 63)
			}
		}
		counts[bits.OnesCount64(seen)-1]++
	}
}

// law is the probabilities of 1, 2, ... kinds.
func (p *poker) law() []float64 {
	most := p.Size()
	// ways[r][j] is j! times the coefficient of y^r z^j so far. One more kind
	// takes i of j places.
	ways := make([][]float64, most+1)
	for r := range ways {
		ways[r] = make([]float64, p.k+1)
	}
	ways[0][0] = 1
	choose := make([][]float64, p.k+1)
	for j := range choose {
		choose[j] = make([]float64, j+1)
		choose[j][0], choose[j][j] = 1, 1
		for i := 1; i < j; i++ {
			choose[j][i] = choose[j-1][i-1] + choose[j-1][i]
		}
	}
	power := make([]float64, p.k+1)
	for kind := range p.d {
		power[0] = 1
		for i := range p.k {
			power[i+1] = power[i] * p.p(kind)
		}
		for r := most; r > 0; r-- {
			for j := p.k; j > 0; j-- {
				for i := 1; i <= j; i++ {
					ways[r][j] += float64(float64(choose[j][i]*power[i]) * ways[r-1][j-i])
				}
			}
		}
	}
	law := make([]float64, most)
	for r := range law {
		law[r] = ways[r+1][p.k]
	}
	return law
}

func (p *poker) Judge(t Tally, level float64) []Result {
	return valued{
		what:     "kinds",
		value:    func(i int) string { return fmt.Sprint(i + 1) },
		p:        pokerLaw(lawKey{p.n, p.k, p.d}),
		least:    leastValued,
		perBlock: tuples,
	}.judge(t.Blocks, t.Counts, level)
}

// lawKey is what the laws of kinds, and of hits, of so many symbols depend on.
type lawKey struct {
	n    uint64 // alphabet
	k, d int    // symbols and kinds, where they matter
}

var pokerLaw = remember(func(key lawKey) []float64 {
	return (&poker{newKinds(key.n, key.d), key.k}).law()
})
