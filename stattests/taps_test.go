package stattests

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// TestTaps plants relations whose words have lost what a relation may lose, and asks for
// their lags and all of their hits.
func TestTaps(t *testing.T) {
	for _, width := range []int{8, 16, 24, 32, 53, 64} {
		long := map[int]int{8: 100, 16: 500, 24: 500}[width]
		if long == 0 {
			long = 2000
		}
		for _, c := range []struct {
			tappedRelation
			what string
		}{
			{tappedRelation{0, [4]int{long, 71, 5}}, fmt.Sprintf("x[i] = x[i-%d] + x[i-71] + x[i-5]", long)},
			{tappedRelation{1, [4]int{long, 7, 31}}, fmt.Sprintf("x[i] = x[i-%d] + x[i-7] - x[i-31]", long)},
			{tappedRelation{2, [4]int{24, long, 37}}, fmt.Sprintf("x[i] = x[i-24] - x[i-%d] - x[i-37]", long)},
			{tappedRelation{3, [4]int{97, 33, 2}}, "x[i] = - x[i-97] - x[i-33] - x[i-2]"},
			{tappedRelation{4, [4]int{long, 73, 50}}, fmt.Sprintf("x[i] = x[i-%d] XOR x[i-73] XOR x[i-50]", long)},
			{tappedRelation{5, [4]int{63, 58, 31, 6}}, "x[i] = x[i-63] + x[i-58] + x[i-31] + x[i-6]"},
			{tappedRelation{6, [4]int{62, 51, 31, 7}}, "x[i] = x[i-62] XOR x[i-51] XOR x[i-31] XOR x[i-7]"},
		} {
			t.Run(fmt.Sprintf("%d bits/%s", width, c.what), func(t *testing.T) {
				counter := counter(t, Taps, 1<<width).(*taps)
				r := rand.New(rand.NewChaCha8([32]byte{byte(width)}))
				words := make([]uint64, 3*counter.Block())
				for i := range words {
					if i < long {
						words[i] = r.Uint64()
						continue
					}
					for k, lag := range c.lags[:c.taps()] {
						switch x := words[i-lag]; {
						case c.xor():
							words[i] ^= x
						case c.minus(k):
							words[i] -= x
						default:
							words[i] += x
						}
					}
				}
				for i := range words {
					words[i] >>= 64 - width // a sum loses its carries by that
				}
				tally := NewTally(counter)
				for i := 0; i < len(words); i += counter.Block() {
					counter.Count(&tally, words[i:][:counter.Block()])
				}
				got := counter.Judge(tally, 1e-9)[0]
				if want := 2 * counter.held(); got.Stat < float64(want) {
					t.Errorf("%g of %d words hit", got.Stat, want)
				}
				if want := "a word that " + c.what + " gives"; got.Effect.Category != want {
					t.Errorf("%q, not %q", got.Effect.Category, want)
				}
			})
		}
	}
}
