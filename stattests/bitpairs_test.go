package stattests

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestBitPairsSlowly counts pairs bit by bit.
func TestBitPairsSlowly(t *testing.T) {
	for k, lags := range map[int]int{2: 70, 5: 130, 64: 1} {
		c := counter(t, BitPairs, 1<<k, uint64(lags)).(*bitPairs) // 1<<64 is 0
		block := make([]uint64, c.Block())
		r := rand.New(rand.NewChaCha8([32]byte{1}))
		for i := range block {
			block[i] = r.Uint64() >> (64 - k)
		}
		tally := NewTally(c)
		c.Count(&tally, block)
		want := NewTally(c)
		want.Blocks = 1
		labels := map[string]bool{}
		at := 0
		for lag := range lags + 1 {
			for i := range k {
				for j := range k {
					if lag == 0 && j <= i {
						continue
					}
					for s := range 64 * pairWords {
						want.Counts[at] += (block[s]>>i ^ block[s+lag]>>j) & 1
					}
					label := fmt.Sprintf("bit %d unlike bit %d", i, j)
					switch lag {
					case 0:
					case 1:
						label += " 1 symbol later"
					default:
						label += fmt.Sprintf(" %d symbols later", lag)
					}
					if got := c.pair(at); got != label {
						t.Fatalf("k = %d: place %d is %q, want %q", k, at, got, label)
					}
					labels[label] = true
					at++
				}
			}
		}
		if at != c.Size() || len(labels) != at || !slices.Equal(tally.Counts, want.Counts) {
			t.Errorf("k = %d: the counts are not those of %d pairs one by one", k, at)
		}
	}
}

// TestBitPairsFound plants a pair and a rotation.
func TestBitPairsFound(t *testing.T) {
	c := counter(t, BitPairs, 0, 8).(*bitPairs)
	r := rand.New(rand.NewChaCha8([32]byte{2}))
	block := make([]uint64, c.Block())
	for name, p := range map[string]struct {
		plant  func(i int)
		result string
		want   string
	}{
		"within": {func(i int) { block[i] ^= (block[i]>>7 ^ block[i]>>40) & 1 << 7 }, "max", "bit 7 unlike bit 40"},
		"across": {func(i int) {
			if i >= 5 {
				block[i] ^= (block[i]>>3 ^ block[i-5]>>60) & 1 << 3
			}
		}, "max", "bit 60 unlike bit 3 5 symbols later"},
		"rotation": {func(i int) {
			if i >= 8 { // two bits of each symbol, no more
				m := uint64(1)<<r.IntN(64) | 1<<r.IntN(64)
				block[i] = block[i]&^m | (block[i-8]<<11|block[i-8]>>53)&m
			}
		}, "rotation", "a bit i unlike bit i + 11 (mod 64) 8 symbols later"},
	} {
		tally := NewTally(c)
		for range 16 {
			for i := range block {
				block[i] = r.Uint64()
				p.plant(i)
			}
			c.Count(&tally, block)
		}
		for _, result := range c.Judge(tally, 1e-12) {
			if result.Name == p.result && (result.LogP() > -50 || result.Effect.Category != p.want) {
				t.Errorf("%s: %s: ln p = %g for %q, want %q", name, result.Name, result.LogP(), result.Effect.Category, p.want)
			}
		}
	}
}
