package stattests

import (
	"math"
	"testing"
)

// TestPokerLaw: for equal kinds, d(d-1)...(d-r+1) S(k, r) / d^k, with Stirling's
// numbers by their recurrence; five cards of ten kinds and of thirteen among them.
func TestPokerLaw(t *testing.T) {
	for _, c := range []struct {
		n    uint64
		k, d uint64
	}{{10, 5, 10}, {13, 5, 13}, {0, 16, 16}, {6, 16, 16}, {0, 64, 64}, {3, 64, 64}, {256, 2, 64}} {
		counter, err := newPoker(Law{N: c.n}, c.k, c.d)
		if err != nil {
			t.Fatal(err)
		}
		p := counter.(*poker)
		stirling := make([]float64, p.k+2)
		stirling[0] = 1
		for range p.k {
			for r := p.k; r >= 1; r-- {
				stirling[r] = float64(r)*stirling[r] + stirling[r-1]
			}
			stirling[0] = 0
		}
		sum := 0.0
		for i, got := range p.law() {
			want := stirling[i+1]
			for j := range p.k {
				if j <= i {
					want *= float64(p.d - j)
				}
				want /= float64(p.d)
			}
			if math.Abs(got/want-1) > 1e-12 {
				t.Errorf("N = %d, %d symbols, %d kinds: %d: %g, want %g", c.n, c.k, p.d, i+1, got, want)
			}
			sum += got
		}
		if math.Abs(sum-1) > 1e-12 {
			t.Errorf("N = %d: the probabilities add to %g", c.n, sum)
		}
	}
}

// TestPokerEnumerated: kinds that are not equal, by all hands.
func TestPokerEnumerated(t *testing.T) {
	counter, err := newPoker(Law{N: 7}, 5, 3)
	if err != nil {
		t.Fatal(err)
	}
	p := counter.(*poker)
	counts := make([]float64, 3)
	const hands = 7 * 7 * 7 * 7 * 7
	for i := range uint64(hands) {
		seen := map[uint64]bool{}
		for range 5 {
			seen[p.cut.of(i%7)] = true
			i /= 7
		}
		counts[len(seen)-1]++
	}
	for i, got := range p.law() {
		if want := counts[i] / hands; math.Abs(got-want) > 1e-14 {
			t.Errorf("%d kinds: %g, want %g", i+1, got, want)
		}
	}
}
