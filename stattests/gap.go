package stattests

import (
	"fmt"
	"strconv"
)

// Gap finds, in each segment of 32 symbols, the place of the first that lies in
// the lowest eighth of the alphabet: x < floor(N/8) for N >= 16, x = 0 for
// smaller ones. With p the exact probability of a hit, the place i = 0, 1, ...
// has probability p (1-p)^i, and "none" has (1-p)^32.
//
// It is the gap test (Knuth, TAOCP 2, 3.3.2 C) for blocks: the segments are
// fixed, so that each gives exactly one outcome. Counting the complete gaps of a
// block instead would favour short ones, and the geometric law would be wrong.
//
// With an argument k, 1 to 20, the hits are rarer, x < floor(N/2^k), and the gaps are
// those between two hits: a segment has 2^(k+3) symbols, the first half of which is
// searched for a hit, and 2^(k+2) symbols from there on for the next. With p the
// probability of a hit and W = 2^(k+2), "no hit to begin with" has (1-p)^W; else the gap
// g has p (1-p)^(g-1), and "no other hit" (1-p)^W. Up to k = 10 each gap is a class; then
// 2^(k-10) neighbours are one. In a generator with x[i] = x[i-s] - x[i-r], gaps of r hardly come,
// because where x[i] and x[i-r] are small x[i-s] is small as well: about 90 r^2 symbols
// show it, with 2^k near r (Marsaglia, "A current view of random number generators",
// 1985).
var Gap = &Test{
	Name: "gap",
	Doc: "Place of the first symbol of the lowest eighth (of 0, in alphabets below 16) in segments of 32; with an argument k, 1 to 20, the gap between " +
		"two symbols of the lowest 2^-k of the alphabet, in segments of 2^(k+3): Pearson's chi-squared, and " +
		"the most deviating place by exact binomial tails. Catches hits that cluster or repel, and lagged Fibonacci generators. " +
		"Knuth, TAOCP 2, 3.3.2 C. Asymptotic and exact.",
	Planted: "counter64?seed=1|low(8)",
	New:     newGap,
}

const (
	gapSegment  = 32 // symbols
	mostGapBits = 20
	classedGap  = 10 // k up to which each gap has a class
)

type gap struct {
	n    uint64
	hits uint64 // symbols below it are hits
}

func newGap(law Law, args ...uint64) (Counter, error) {
	k, err := oneArg("gap", "the binary logarithm of a gap", args, 1, mostGapBits, 0)
	if err != nil {
		return nil, err
	}
	if err := uniform("gap", law); err != nil {
		return nil, err
	}
	if err := atLeast("gap", law, 2); err != nil {
		return nil, err
	}
	if k == 0 {
		return &gap{law.N, lowestEighth(law.N)}, nil
	}
	hits := law.N >> k
	if law.N == 0 {
		hits = 1 << (64 - k)
	}
	if hits == 0 {
		return nil, fmt.Errorf("stattests: gap(%d) needs at least 2^%d symbols, not %d: %w", k, k, law.N, ErrAlphabet)
	}
	return &wideGap{n: law.N, hits: hits, half: 4 << k, width: 1 << max(0, int(k)-classedGap)}, nil
}

// lowestEighth is the number of symbols below which an eighth of the alphabet lies:
// floor(n/8), but 1 for n < 16; n is 0 for 2^64.
func lowestEighth(n uint64) uint64 {
	switch {
	case n == 0:
		return 1 << 61
	case n < 16:
		return 1
	}
	return n / 8
}

func (g *gap) Block() int { return blockSymbols }
func (g *gap) Size() int  { return gapSegment + 1 }

func (g *gap) Count(t *Tally, block []uint64) {
	t.Blocks++
	counts := (*[gapSegment + 1]uint64)(t.Counts)
	for ; len(block) >= gapSegment; block = block[gapSegment:] {
		place := 0
		for _, x := range block[:gapSegment] {
			if x < g.hits {
				break
			}
			place++
		}
		counts[place]++
	}
}

func (g *gap) Judge(t Tally, level float64) []Result {
	n := alphabet(g.n)
	hit, miss := float64(g.hits)/n, (n-float64(g.hits))/n
	// Powers by repeated multiplication are the same on every machine.
	var p [gapSegment + 1]float64
	left := 1.0
	for i := range gapSegment {
		p[i] = left * hit
		left *= miss
	}
	p[gapSegment] = left
	c := categories{
		k: len(p),
		p: func(i int) float64 { return p[i] },
		label: func(i int) string {
			if i == gapSegment {
				return "no hit"
			}
			return "first hit at " + strconv.Itoa(i)
		},
		perBlock: blockSymbols / gapSegment,
	}
	return c.judge(t.Blocks, t.Counts, level)
}

// wideGap is the test with an argument.
type wideGap struct {
	n     uint64
	hits  uint64 // symbols below it are hits
	half  int    // symbols in which either hit is looked for
	width int    // gaps in a class
}

func (g *wideGap) Block() int { return 2 * g.half * g.perBlock() }

// perBlock is the number of segments in a block.
func (g *wideGap) perBlock() int { return max(1, blockSymbols/(2*g.half)) }

// Size is a count for each class of gaps, one for no other hit, and one for none at all.
func (g *wideGap) Size() int { return g.half/g.width + 2 }

func (g *wideGap) Count(t *Tally, block []uint64) {
	t.Blocks++
	for ; len(block) > 0; block = block[2*g.half:] {
		t.Counts[g.class(block[:2*g.half])]++
	}
}

// class is the class of a segment.
func (g *wideGap) class(segment []uint64) int {
	start := 0
	for start < g.half && segment[start] >= g.hits {
		start++
	}
	if start == g.half {
		return g.half/g.width + 1
	}
	for gap, x := range segment[start+1:][:g.half] {
		if x < g.hits {
			return gap / g.width
		}
	}
	return g.half / g.width
}

func (g *wideGap) Judge(t Tally, level float64) []Result {
	n := alphabet(g.n)
	miss := (n - float64(g.hits)) / n
	wide := 1.0 // the probability of as many misses as a class has gaps
	for range g.width {
		wide *= miss
	}
	p := make([]float64, g.Size())
	last := len(p) - 1
	left := 1.0
	for i := range last - 1 {
		p[i] = left * (1 - wide)
		left *= wide
	}
	p[last-1], p[last] = left, left // the halves are equal
	for i := range last {
		p[i] *= 1 - left
	}
	return categories{
		k: len(p),
		p: func(i int) float64 { return p[i] },
		label: func(i int) string {
			switch {
			case i == last:
				return "no hit to begin with"
			case i == last-1:
				return "no other hit"
			case g.width == 1:
				return "gap of " + strconv.Itoa(i+1)
			}
			return fmt.Sprintf("gap of %d to %d", i*g.width+1, (i+1)*g.width)
		},
		perBlock: g.perBlock(),
	}.judge(t.Blocks, t.Counts, level)
}
