package stattests

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// TestRepetitionCount compares with the definition: a search backwards.
func TestRepetitionCount(t *testing.T) {
	r := rand.New(rand.NewChaCha8([32]byte{1}))
	for _, n := range []uint64{2, 6, 256, 1 << 16} {
		for _, near := range []uint64{1, 5, 32, mostNear} {
			for name, draw := range map[string]func(i int) uint64{
				"fair":     func(int) uint64 { return r.Uint64N(n) },
				"constant": func(int) uint64 { return n - 1 },
				"counter":  func(i int) uint64 { return uint64(i) % n }, // of 256: nothing is near
				"few":      func(int) uint64 { return r.Uint64N(2) * (n - 1) },
			} {
				t.Run(fmt.Sprintf("%d/%d/%s", n, near, name), func(t *testing.T) {
					c := counter(t, Repetition, n, near).(*repetition)
					block := make([]uint64, c.Block())
					for i := range block {
						block[i] = draw(i)
					}
					want, left := uint64(0), c.answers
					for i := 1; i < len(block) && left > 0; i++ {
						told, ok := block[i-1], len(block)-i <= left
						for back := 1; back <= int(near) && i-1-back >= 0; back++ {
							if block[i-1-back] == block[i-1] {
								told, ok = block[i-back], true
								break
							}
						}
						if ok {
							left--
							if told == block[i] {
								want++
							}
						}
					}
					tally := NewTally(c)
					c.Count(&tally, block)
					if tally.Counts[0] != want || left != 0 {
						t.Errorf("%d repetitions, want %d; %d answers are missing", tally.Counts[0], want, left)
					}
				})
			}
		}
	}
}

// TestRepetitionAnswers: a block has nearly as many answers as it can give, and is seldom
// short of them.
func TestRepetitionAnswers(t *testing.T) {
	for _, n := range []uint64{2, 6, 100, 256, 1 << 16} {
		c := counter(t, Repetition, n).(*repetition)
		r := rand.New(rand.NewChaCha8([32]byte{2}))
		given := 0
		const blocks = 20
		for range blocks {
			last := map[uint64]int{}
			for i := range c.Block() - 1 {
				x := r.Uint64N(n)
				if before, ok := last[x]; ok && i-before <= c.near {
					given++
				}
				last[x] = i
			}
		}
		if mean := float64(given) / blocks; float64(c.answers) > mean || float64(c.answers) < 0.7*mean {
			t.Errorf("N = %d: %d answers of the %.1f that a block gives", n, c.answers, mean)
		}
	}
}
