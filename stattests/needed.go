package stattests

import (
	"math"
	"math/rand/v2"
	"strings"
)

// Needed is how many blocks c needs to see one category that comes more often than it
// should by the fraction deviation, with 99 % power at the level (as [Effect] has it):
// any category, or, where the rarest one takes more than a thousand times as many, the
// most probable one, whose label is returned. The statistic is the name of the result
// that sees it first. It is 0 where c does not say: what it judges is no frequency of a
// category.
//
// It is found by judging what a fair block gives, many times over, and is within a tenth
// of the least number.
func Needed(c Counter, law Law, deviation, level float64) (blocks float64, statistic, category string) {
	tally := NewTally(c)
	block := make([]uint64, c.Block())
	r := rand.New(rand.NewChaCha8([32]byte{}))
	for i := range block {
		if law.N == 0 {
			block[i] = r.Uint64()
		} else {
			block[i] = r.Uint64N(law.N)
		}
	}
	c.Count(&tally, block)

	// Numbers of blocks are 2^(e/8), so that a search by halving finds one soon.
	const mostExponent = 8 * 44
	times := func(exponent int) float64 { return math.Round(math.Exp2(float64(exponent) / 8)) }
	sees := func(exponent int, any bool) (seen bool, statistic, category string) {
		times := uint64(times(exponent))
		many := Tally{Blocks: mulSaturating(tally.Blocks, times), Counts: make([]uint64, len(tally.Counts))}
		for i, n := range tally.Counts {
			many.Counts[i] = mulSaturating(n, times)
		}
		results := c.Judge(many, level)
		for i, res := range results {
			if d := res.Effect.Detectable; any && res.Judged() && d > 0 && d <= deviation {
				return true, res.Name, ""
			}
			if any || len(res.Bins) == 0 || len(res.Bins) >= mostBins || i+1 >= len(results) || !strings.HasSuffix(results[i+1].Name, "max") {
				continue
			}
			// The bars of chi2 are the categories that max looks at.
			n, most := 0.0, res.Bins[0]
			for _, b := range res.Bins {
				n += b.Expected
				if b.Expected > most.Expected {
					most = b
				}
			}
			d := excess(uint64(n), most.Expected/n, math.Log(level/2/choices(len(res.Bins))))
			if d > 0 && d <= deviation {
				return true, results[i+1].Name, most.Label
			}
		}
		return false, "", ""
	}
	find := func(any bool) int {
		if ok, _, _ := sees(mostExponent, any); !ok {
			return math.MaxInt
		}
		low, high := -1, mostExponent // does not, does
		for high-low > 1 {
			middle := (low + high) / 2
			if ok, _, _ := sees(middle, any); ok {
				high = middle
			} else {
				low = middle
			}
		}
		return high
	}
	const rare = 8 * 10 // the rarest category takes a thousand times as many blocks
	all, one := find(true), find(false)
	if one < math.MaxInt && all > one+rare {
		_, statistic, category = sees(one, false)
		return times(one), statistic, category
	}
	if all == math.MaxInt {
		return 0, "", ""
	}
	_, statistic, _ = sees(all, true)
	return times(all), statistic, ""
}
