package stattests

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// TestRecurrence plants relations whose words have lost what a relation may
// lose, and asks for their lags and all of their hits.
func TestRecurrence(t *testing.T) {
	for _, width := range []int{8, 16, 24, 32, 53, 64} {
		for _, c := range []struct {
			relation
			what string
		}{
			{relation{0, 7, 31}, "x[i] = x[i-7] + x[i-31]"},
			{relation{1, 97, 33}, "x[i] = x[i-97] - x[i-33]"},
			{relation{1, 24, 37}, "x[i] = x[i-24] - x[i-37]"},
			{relation{2, 103, 250}, "x[i] = x[i-103] XOR x[i-250]"},
		} {
			t.Run(fmt.Sprintf("%d bits/%s", width, c.what), func(t *testing.T) {
				counter := counter(t, Recurrence, 1<<width)
				r := rand.New(rand.NewChaCha8([32]byte{byte(width)}))
				words := make([]uint64, 3*counter.Block())
				for i := range words {
					words[i] = r.Uint64()
					if i >= 250 {
						y, z := words[i-c.a], words[i-c.b]
						words[i] = [...]uint64{y + z, y - z, y ^ z}[c.operation]
					}
				}
				for i := range words {
					words[i] >>= 64 - width // a sum loses its carry by that
				}
				tally := NewTally(counter)
				for i := 0; i < len(words); i += counter.Block() {
					counter.Count(&tally, words[i:][:counter.Block()])
				}
				got := counter.Judge(tally, 1e-9)[0]
				if want := 3 * counter.(*recurrence).held; got.Stat < float64(want) {
					t.Errorf("%g of %d words hit", got.Stat, want)
				}
				if want := "a word that " + c.what + " gives"; got.Effect.Category != want {
					t.Errorf("%q, not %q", got.Effect.Category, want)
				}
			})
		}
	}
}
