package stattests

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestNeeded draws dice of which one face comes 10 % too often, as many as are said to
// be needed: nearly all are found, and with half as many draws a lot are not.
func TestNeeded(t *testing.T) {
	const deviation, level = 0.1, 1e-6
	c := counter(t, Frequency, 6)
	blocks, category := Needed(c, Law{N: 6}, deviation, level)
	if blocks < 50 || blocks > 1000 || category != "" {
		t.Fatalf("%g blocks, %q", blocks, category)
	}
	r := rand.New(rand.NewChaCha8([32]byte{1}))
	found := func(blocks float64) (share float64) {
		const runs = 300
		block := make([]uint64, c.Block())
		for range runs {
			tally := NewTally(c)
			for range int(blocks) {
				for i := range block {
					// The face 0 with probability 1.1/6, each other with 4.9/30.
					if r.Float64() < 1.1/6 {
						block[i] = 0
					} else {
						block[i] = 1 + r.Uint64N(5)
					}
				}
				c.Count(&tally, block)
			}
			for _, res := range c.Judge(tally, 0) {
				if res.LogP() <= math.Log(level) {
					share += 1. / runs
					break
				}
			}
		}
		return share
	}
	if share := found(blocks); share < 0.97 {
		t.Errorf("with %g blocks, %g are found", blocks, share)
	}
	if share := found(blocks / 2); share > 0.9 {
		t.Errorf("with half of %g blocks, %g are found: they are not needed", blocks, share)
	}
	if blocks, category := Needed(counter(t, Poker, 0), Law{}, deviation, level); blocks < 20 || blocks > 1000 || category == "" {
		t.Errorf("poker: %g blocks for %q", blocks, category)
	}
	if blocks, _ := Needed(counter(t, Predict, 0), Law{}, deviation, level); blocks != 0 {
		t.Errorf("predict: %g blocks", blocks)
	}
}
