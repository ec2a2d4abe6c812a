package stattests

import (
	"errors"
	"math/big"
	"testing"
)

// TestMod3Law has the number of symbols of each residue by enumeration, and of
// 2^64, in which 0 comes once more than the others.
func TestMod3Law(t *testing.T) {
	for _, n := range []uint64{3, 4, 5, 6, 13, 256, 1000} {
		m := counter(t, Mod3, n).(*mod3)
		var count [3]float64
		for x := range n {
			count[x%3]++
		}
		for r := range count {
			if want := count[r] / float64(n); m.law.p[r] != want {
				t.Errorf("N = %d: residue %d has probability %g, want %g", n, r, m.law.p[r], want)
			}
		}
	}
	m := counter(t, Mod3, 0).(*mod3)
	for r := range 3 {
		n := new(big.Int).Lsh(big.NewInt(1), 64)
		n.Sub(n, big.NewInt(int64(r))).Add(n, big.NewInt(2)).Div(n, big.NewInt(3))
		want, _ := new(big.Rat).SetFrac(n, new(big.Int).Lsh(big.NewInt(1), 64)).Float64()
		if m.law.p[r] != want {
			t.Errorf("N = 2^64: residue %d has probability %g, want %g", r, m.law.p[r], want)
		}
	}
}

// TestMod3Count numbers tuples with the first symbol as the lowest digit.
func TestMod3Count(t *testing.T) {
	m := counter(t, Mod3, 1000, 3)
	tally := NewTally(m)
	block := make([]uint64, m.Block())
	block[0], block[1], block[2] = 301, 999, 5 // 1, 0, 2
	m.Count(&tally, block)
	if tally.Counts[1+2*9] != 1 || tally.Counts[0] != mod3Tuples-1 {
		t.Errorf("%v", tally.Counts)
	}
	for _, args := range [][]uint64{{0}, {10}, {2, 2}} {
		if _, err := Mod3.New(Law{}, args...); !errors.Is(err, ErrArgs) {
			t.Errorf("%v: %v", args, err)
		}
	}
	if m := counter(t, Mod3, 6, 1); len(m.Judge(NewTally(m), 1e-9)) != 2 {
		t.Error("one symbol has no marginals")
	}
}
