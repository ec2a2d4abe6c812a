package stattests

import (
	"math/rand/v2"
	"testing"
)

// TestAutocorrelation counts as the definition says.
func TestAutocorrelation(t *testing.T) {
	r := rand.New(rand.NewChaCha8([32]byte{1}))
	for _, c := range []struct{ n, arg uint64 }{{0, 6}, {2, 14}, {1 << 13, 8}} {
		counter, err := newAutocorrelation(Law{N: c.n}, c.arg)
		if err != nil {
			t.Fatal(err)
		}
		a := counter.(*autocorrelation)
		block := make([]uint64, a.Block())
		for i := range block {
			block[i] = r.Uint64() & (c.n - 1)
		}
		tally := NewTally(a)
		a.Count(&tally, block)
		if last := a.lags[len(a.lags)-1]; last != 1<<c.arg || a.compared+last > len(block) || a.compared < len(block)/4 {
			t.Errorf("lag %d, %d of %d compared", last, a.compared, len(block))
		}
		for l, lag := range a.lags {
			for bit := range a.bits {
				want := uint64(0)
				for i := range a.compared {
					want += (block[i] ^ block[i+lag]) >> bit & 1
				}
				if got := tally.Counts[l*a.bits+bit]; got != want {
					t.Fatalf("N = %d, lag %d, bit %d: %d, want %d", c.n, lag, bit, got, want)
				}
			}
		}
	}
}
