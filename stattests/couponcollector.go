package stattests

import (
	"fmt"
	"math"
	"math/bits"
)

// CouponCollector finds, in each segment of the stream, how many symbols it takes
// until each of d kinds has come: the symbols themselves where there are d or fewer,
// and else d intervals of the alphabet, floor(d x / N) (the test's argument, 2 to 64;
// 8 without one). A segment has d (b + 4) symbols, where b is the number of d's bits,
// in which about one of a thousand sets stays incomplete: a class of its own.
//
// The law is exact: the numbers of kinds seen among the less and the more probable
// intervals, of which there are two sizes, are a Markov chain.
//
// It is the coupon collector's test (Knuth, TAOCP 2, 3.3.2 E) for blocks: the
// segments are fixed, so that each gives exactly one outcome. Counting the sets that
// are complete within a block instead would favour short ones.
var CouponCollector = &Test{
	Name: "coupon-collector",
	Doc: "Symbols until each of d kinds has come, intervals of the alphabet (argument, 2 to 64; 8 without one), in segments of d (b + 4) symbols, " +
		"b the bits of d: Pearson's chi-squared, and the most deviating number by exact binomial tails. " +
		"Catches symbols that come in turns, or that stay away. Knuth, TAOCP 2, 3.3.2 E. Asymptotic and exact.",
	Planted: "counter64?seed=1|low(8)",
	New:     newCouponCollector,
}

const (
	coupons     = 8 // kinds, without an argument
	mostCoupons = 64
	segments    = 16 // of a block
)

type couponCollector struct {
	kinds
	segment int // symbols
}

func newCouponCollector(law Law, args ...uint64) (Counter, error) {
	d, err := oneArg("coupon-collector", "the kinds", args, 2, mostCoupons, coupons)
	if err != nil {
		return nil, err
	}
	if err := uniform("coupon-collector", law); err != nil {
		return nil, err
	}
	if err := atLeast("coupon-collector", law, 2); err != nil {
		return nil, err
	}
	return newCoupons(law.N, int(d)), nil
}

func (c *couponCollector) Block() int { return segments * c.segment }

// Size is a count for each number of symbols from d on, and one for "incomplete".
func (c *couponCollector) Size() int { return c.segment - c.d + 2 }

func (c *couponCollector) Count(t *Tally, block []uint64) {
	t.Blocks++
	counts := t.Counts
	all := uint64(math.MaxUint64) >> (64 - c.d)
	for ; len(block) >= c.segment; block = block[c.segment:] {
		seen := uint64(0)
		at := 0
		if c.cut == nil {
			for at < c.segment && seen != all {
				seen |= 1 << (block[at] & 63)
				at++
			}
		} else {
			for at < c.segment && seen != all {
				seen |= 1 << (c.cut.of(block[at]) & 63)
				at++
			}
		}
		if seen != all {
			at++
		}
		counts[at-c.d]++
	}
}

// law is the probabilities of the counts.
func (c *couponCollector) law() []float64 {
	// The kinds have one of two probabilities, or all the same one.
	less, more := c.p(0), c.p(0)
	for i := range c.d {
		less, more = min(less, c.p(i)), max(more, c.p(i))
	}
	few, many := 0, 0 // kinds of either
	for i := range c.d {
		if c.p(i) > less {
			many++
		} else {
			few++
		}
	}
	// state[a][b] is the probability that a of the less and b of the more
	// probable kinds have come, and not all.
	state := make([][]float64, few+1)
	for a := range state {
		state[a] = make([]float64, many+1)
	}
	state[0][0] = 1
	p := make([]float64, c.Size())
	for n := 1; n <= c.segment; n++ {
		complete := 0.0
		for a := few; a >= 0; a-- {
			for b := many; b >= 0; b-- {
				now := float64(state[a][b] * (float64(float64(a)*less) + float64(float64(b)*more)))
				if a > 0 {
					now += float64(state[a-1][b] * float64(float64(few-a+1)*less))
				}
				if b > 0 {
					now += float64(state[a][b-1] * float64(float64(many-b+1)*more))
				}
				if a == few && b == many {
					complete, now = now, 0
				}
				state[a][b] = now
			}
		}
		if n >= c.d {
			p[n-c.d] = complete
		}
	}
	for _, row := range state {
		for _, q := range row {
			p[len(p)-1] += q
		}
	}
	return p
}

var couponLaw = remember(func(key lawKey) []float64 { return newCoupons(key.n, key.d).law() })

func newCoupons(n uint64, d int) *couponCollector {
	c := &couponCollector{kinds: newKinds(n, d)}
	c.segment = c.d * (bits.Len(uint(c.d)) + 4)
	return c
}

func (c *couponCollector) Judge(t Tally, level float64) []Result {
	return valued{
		what: "set complete after",
		value: func(i int) string {
			if i == c.segment-c.d+1 {
				return fmt.Sprintf("more than %d", c.segment)
			}
			return fmt.Sprint(i + c.d)
		},
		p:        couponLaw(lawKey{n: c.n, d: c.d}),
		least:    leastValued,
		perBlock: segments,
	}.judge(t.Blocks, t.Counts, level)
}
