package stattests

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"testing"
)

// TestLatticeWindows tries each window as the definition says.
func TestLatticeWindows(t *testing.T) {
	r := rand.New(rand.NewChaCha8([32]byte{1}))
	for _, k := range []int{8, 40, 64} {
		l := counter(t, Lattice, 1<<k, 5).(*relations) // 1<<64 is 0
		block := make([]uint64, l.Block())
		for i := range block {
			block[i] = r.Uint64() >> (64 - k)
		}
		tally := NewTally(l)
		l.Count(&tally, block)
		c := l.relation
		windows, near, odd := 0, uint64(0), uint64(0)
		s := min(k, 32)
		for at := 14; at+5 <= len(block); at++ { // after ten windows of five
			sum := int64(0)
			for i, x := range block[at : at+5] {
				sum += int64(c[i]) * int64(x>>(k-s))
				odd |= c[i]
			}
			half := int64(1) << (s - 1)
			if rest := sum & (2*half - 1); rest < half/2 || rest >= 3*half/2 {
				near++
			}
			windows++
		}
		if tally.Counts[0] != near || l.tried() != windows {
			t.Errorf("k = %d: %d of %d, want %d of %d", k, tally.Counts[0], l.tried(), near, windows)
		}
		if odd&1 == 0 {
			t.Errorf("k = %d: the relation %d is even", k, c)
		}
	}
}

// TestLatticeReach finds what the doc comment promises: multiplicative generators of
// 128 bits with 8 terms, by their 32 highest bits, whatever the multiplier.
func TestLatticeReach(t *testing.T) {
	r := rand.New(rand.NewChaCha8([32]byte{2}))
	l := counter(t, Lattice, 1<<32).(*relations)
	block := make([]uint64, l.Block())
	for range 5 {
		a1, a0 := r.Uint64(), r.Uint64()&^7|5
		x1, x0 := r.Uint64(), r.Uint64()|1
		for i := range block {
			x1, x0 = multiply128(x1, x0, a1, a0)
			block[i] = x1 >> 32
		}
		tally := NewTally(l)
		l.Count(&tally, block)
		if p := l.Judge(tally, 0)[0].LogP(); p > math.Log(1e-100) {
			t.Errorf("multiplier %x%016x: ln p = %g", a1, a0, p)
		}
	}
}

// multiply128 is a product modulo 2^128.
func multiply128(a1, a0, b1, b0 uint64) (high, low uint64) {
	high, low = bits.Mul64(a0, b0)
	return high + a1*b0 + a0*b1, low
}
