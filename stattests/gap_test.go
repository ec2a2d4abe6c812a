package stattests

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestWideGap: the classes of segments by hand, and the law against long counts, for
// alphabets that 2^k divides and others.
func TestWideGap(t *testing.T) {
	g := counter(t, Gap, 256, 3).(*wideGap)
	for _, c := range []struct {
		hits []int // places
		want int
	}{
		{nil, 33}, {[]int{32, 33}, 33}, {[]int{0}, 32}, {[]int{0, 1}, 0}, {[]int{5, 7, 8}, 1}, {[]int{31, 63}, 31}, {[]int{0, 33}, 32},
	} {
		segment := make([]uint64, 64)
		for i := range segment {
			segment[i] = 32
		}
		for _, place := range c.hits {
			segment[place] = 31
		}
		if got := g.class(segment); got != c.want {
			t.Errorf("hits at %v: class %d, want %d", c.hits, got, c.want)
		}
	}
	for _, c := range []struct{ n, k uint64 }{{0, 1}, {13, 3}, {1000, 5}, {1 << 53, 12}} {
		g := counter(t, Gap, c.n, c.k).(*wideGap)
		r := rand.New(rand.NewChaCha8([32]byte{7}))
		tally := NewTally(g)
		block := make([]uint64, g.Block())
		for range max(20, 1<<19/len(block)) {
			for i := range block {
				block[i] = r.Uint64()
				if c.n > 0 {
					block[i] %= c.n // a bias of 2^-11 at most
				}
			}
			g.Count(&tally, block)
		}
		results := g.Judge(tally, 0)
		sum := uint64(0)
		for _, n := range tally.Counts {
			sum += n
		}
		if want := tally.Blocks * uint64(g.perBlock()); sum != want {
			t.Errorf("N = %d, k = %d: %d gaps, want %d", c.n, c.k, sum, want)
		}
		for _, res := range results {
			if res.Judged() && res.LogP() < math.Log(1e-4) {
				t.Errorf("N = %d, k = %d: %s: ln p = %g", c.n, c.k, res.Name, res.LogP())
			}
		}
	}
	if _, err := Gap.New(Law{N: 256}, 9); err == nil {
		t.Error("gap(9) of 256 symbols: no error")
	}
}
