package stattests

import "strconv"

// Gap finds, in each segment of 32 symbols, the place of the first that lies in
// the lowest eighth of the alphabet: x < floor(N/8) for N >= 16, x = 0 for
// smaller ones. With p the exact probability of a hit, the place i = 0, 1, ...
// has probability p (1-p)^i, and "none" has (1-p)^32.
//
// It is the gap test (Knuth, TAOCP 2, 3.3.2 D) for blocks: the segments are
// fixed, so that each gives exactly one outcome. Counting the complete gaps of a
// block instead would favour short ones, and the geometric law would be wrong.
var Gap = &Test{
	Name: "gap",
	Doc: "Place of the first symbol of the lowest eighth (of 0, in alphabets below 16) in segments of 32: Pearson's chi-squared, and " +
		"the most deviating place by exact binomial tails. Catches hits that cluster or repel. " +
		"Knuth, TAOCP 2, 3.3.2 D. Asymptotic and exact.",
	Planted: "counter64?seed=1|low(8)",
	New:     newGap,
}

const gapSegment = 32 // symbols

type gap struct {
	n    uint64
	hits uint64 // symbols below it are hits
}

func newGap(law Law, args ...uint64) (Counter, error) {
	if err := noArgs("gap", args); err != nil {
		return nil, err
	}
	if err := uniform("gap", law); err != nil {
		return nil, err
	}
	if err := atLeast("gap", law, 2); err != nil {
		return nil, err
	}
	return &gap{law.N, lowestEighth(law.N)}, nil
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
