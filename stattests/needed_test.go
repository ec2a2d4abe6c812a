package stattests

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// TestNeeded makes what a source gives of which one category comes too often, as much as
// is said to be needed: that is evidence in 99 % of the runs or nearly, and with half as
// much it is not.
func TestNeeded(t *testing.T) {
	const (
		level = 1e-9
		runs  = 200
	)
	// ofDraws draws symbols, of which the lowest share comes too often.
	ofDraws := func(share float64) func(*rand.Rand, Counter, float64, *Tally, string) {
		return func(r *rand.Rand, c Counter, deviation float64, tally *Tally, _ string) {
			block := make([]uint64, c.Block())
			blocks := tally.Blocks
			tally.Blocks = 0
			for range blocks {
				for i := range block {
					x := share * r.Float64()
					if r.Float64() >= share*(1+deviation) {
						x = share + (1-share)*r.Float64()
					}
					switch c := c.(type) {
					case *frequency:
						block[i] = uint64(x * float64(c.size))
					default:
						block[i] = uint64(x * (1 << 53) * (1 << 11))
					}
				}
				c.Count(tally, block)
			}
		}
	}
	// ofClasses draws the counts of a test that counts its classes, whose probabilities
	// are those of the bars of its plot: the class of the label comes too often, or the
	// least probable one.
	ofClasses := func(r *rand.Rand, c Counter, deviation float64, tally *Tally, label string) {
		fair := NewTally(c)
		fair.Blocks, fair.Counts[0] = 1, 1<<40
		bins := c.Judge(fair, level)[0].Bins
		p, which := make([]float64, len(bins)), -1
		for i, b := range bins {
			p[i] = b.Expected / (1 << 40)
			if b.Label == label || label == "" && (which < 0 || p[i] < p[which]) {
				which = i
			}
		}
		rest := (1 - p[which]*(1+deviation)) / (1 - p[which])
		for i := range p {
			if i == which {
				p[i] *= 1 + deviation
			} else {
				p[i] *= rest
			}
		}
		n := uint64(0)
		one := NewTally(c)
		c.Count(&one, make([]uint64, c.Block()))
		for _, k := range one.Counts {
			n += k
		}
		// A bar may hold the first few classes, which hardly come.
		outcomes(r, tally.Blocks*n, p, tally.Counts[len(tally.Counts)-len(p):])
	}
	ofBits := func(r *rand.Rand, c Counter, deviation float64, tally *Tally, _ string) {
		for i := range tally.Counts {
			tally.Counts[i] = successes(r, tally.Blocks*uint64(c.Block()), 0.5*(1+deviation))
		}
	}
	for i, c := range []struct {
		test                *Test
		n                   uint64
		deviation           float64
		statistic, category string
		draw                func(r *rand.Rand, c Counter, deviation float64, tally *Tally, label string)
	}{
		{Frequency, 6, 0.1, "max", "", ofDraws(1. / 6)},
		{Frequency, 6, 0.01, "max", "", ofClasses},
		{Frequency, 0, 0.001, "max", "", ofClasses},
		{Serial, 6, 0.1, "max", "", ofClasses},
		{Bias, 0, 0.01, "total", "", ofBits},
		{Gap, 0, 0.01, "max", "", ofClasses},
		{Permutation, 0, 0.1, "max", "", ofClasses},
		{Poker, 0, 0.1, "max", "kinds 10", ofClasses},
		{Poker, 6, 0.01, "max", "kinds 6", ofClasses},
		{KolmogorovSmirnov, 0, 0.1, "distance", "", ofDraws(0.5)},
	} {
		t.Run(fmt.Sprintf("%s/n=%d/%g", c.test.Name, c.n, c.deviation), func(t *testing.T) {
			t.Parallel()
			counter := counter(t, c.test, c.n)
			blocks, statistic, category := Needed(counter, Law{N: c.n}, c.deviation, level)
			if blocks < 1 || statistic != c.statistic || category != c.category {
				t.Fatalf("%g blocks, %q, %q", blocks, statistic, category)
			}
			r := rand.New(rand.NewChaCha8([32]byte{1, byte(i)}))
			found := func(blocks float64) float64 {
				seen := 0
				for range runs {
					tally := NewTally(counter)
					tally.Blocks = uint64(blocks)
					c.draw(r, counter, c.deviation, &tally, category)
					for _, res := range counter.Judge(tally, 0) {
						if res.Name == statistic && res.LogP() <= math.Log(level) {
							seen++
						}
					}
				}
				return float64(seen) / runs
			}
			if share := found(blocks); share < 0.97 {
				t.Errorf("with %g blocks, %g are found", blocks, share)
			}
			if share := found(blocks / 2); share > 0.9 {
				t.Errorf("with half of %g blocks, %g are found: they are not needed", blocks, share)
			}
		})
	}
	if blocks, _, _ := Needed(counter(t, Predict, 0), Law{}, 0.1, level); blocks != 0 {
		t.Errorf("predict: %g blocks", blocks)
	}
}
