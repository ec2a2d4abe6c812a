package stattests

import (
	"math/big"
	"math/rand/v2"
	"testing"
)

// TestFirstInRange compares with counting up.
func TestFirstInRange(t *testing.T) {
	r := rand.New(rand.NewChaCha8([32]byte{1}))
	for range 20000 {
		width := 3 + r.IntN(10)
		m := uint64(1) << width
		a, from, length := r.Uint64N(m), r.Uint64N(m), r.Uint64N(m/4+1)
		k, ok := firstInRange(a, width, from, length)
		want, exists := uint64(0), false
		for ; want < m && !exists; want++ {
			exists = (a*want-from)&(m-1) <= length
		}
		if want--; ok != exists || ok && k != want {
			t.Fatalf("a = %d, 2^%d, from %d, length %d: %d, %t; want %d, %t", a, width, from, length, k, ok, want, exists)
		}
	}
	for range 2000 { // at full width, what is found is in the range
		a, from, length := r.Uint64(), r.Uint64(), r.Uint64()>>32
		if k, ok := firstInRange(a, 64, from, length); !ok || a*k-from > length {
			t.Fatalf("a = %d, from %d, length %d: %d, %t", a, from, length, k, ok)
		}
	}
}

func TestGCD128(t *testing.T) {
	r := rand.New(rand.NewChaCha8([32]byte{2}))
	join := func(hi, lo uint64) *big.Int {
		x := new(big.Int).SetUint64(hi)
		return x.Or(x.Lsh(x, 64), new(big.Int).SetUint64(lo))
	}
	for range 2000 {
		draw := func() uint64 { return r.Uint64() >> r.IntN(65) << r.IntN(65) }
		ah, al, bh, bl := draw(), draw(), draw(), draw()
		got := join(gcd128(ah, al, bh, bl))
		if want := new(big.Int).GCD(nil, nil, join(ah, al), join(bh, bl)); got.Cmp(want) != 0 {
			t.Fatalf("gcd(%d, %d) = %d, not %d", join(ah, al), join(bh, bl), got, want)
		}
	}
}

// TestUntemper tempers again.
func TestUntemper(t *testing.T) {
	r := rand.New(rand.NewChaCha8([32]byte{4}))
	for range 1000 {
		if x := r.Uint32(); untemper(temper(x)) != x {
			t.Fatalf("%08x", x)
		}
		if x := r.Uint64(); untemper64(temper64(x)) != x {
			t.Fatalf("%016x", x)
		}
	}
}
