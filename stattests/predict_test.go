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

// TestPredict lets generators with parameters drawn for each block be predicted
// nearly always, each by its own hypothesis alone.
func TestPredict(t *testing.T) {
	const blocks = 200
	for name, fill := range map[string]func(block []uint64, r *rand.Rand){
		"lcg": func(block []uint64, r *rand.Rand) {
			m := 1<<31 + r.Uint64N(1<<31)
			a, c, x := r.Uint64N(m), r.Uint64N(m), r.Uint64N(m)
			for i := range block {
				x = (a*x%m + c) % m
				block[i] = x
			}
		},
		"lcg48": func(block []uint64, r *rand.Rand) {
			s, c := r.Uint64(), r.Uint64()
			for i := range block {
				s = (s*0x5DEECE66D + c) & (1<<48 - 1)
				block[i] = s >> 16
			}
		},
		"lcg64": func(block []uint64, r *rand.Rand) {
			s, c := r.Uint64(), r.Uint64()
			for i := range block {
				s = s*6364136223846793005 + c
				block[i] = s >> 32
			}
		},
	} {
		c := counter(t, Predict, 1<<32).(predict)
		tally := NewTally(c)
		r := rand.New(rand.NewChaCha8([32]byte{3}))
		block := make([]uint64, c.Block())
		for range blocks {
			fill(block, r)
			c.Count(&tally, block)
		}
		for i, h := range c.hypotheses {
			if hits := tally.Counts[i]; h.name == name && hits < blocks*9/10 || h.name != name && hits > 0 {
				t.Errorf("%s: %s hits %d of %d blocks", name, h.name, hits, blocks)
			}
		}
	}
}

// TestUntemper tempers again.
func TestUntemper(t *testing.T) {
	r := rand.New(rand.NewChaCha8([32]byte{4}))
	for range 1000 {
		x := r.Uint32()
		y := x ^ x>>11
		y ^= y << 7 & 0x9D2C5680
		y ^= y << 15 & 0xEFC60000
		if got := untemper(y ^ y>>18); got != x {
			t.Fatalf("%08x, not %08x", got, x)
		}
		x64 := r.Uint64()
		z := x64 ^ x64>>29&0x5555555555555555
		z ^= z << 17 & 0x71D67FFFEDA60000
		z ^= z << 37 & 0xFFF7EEE000000000
		if got := untemper64(z ^ z>>43); got != x64 {
			t.Fatalf("%016x, not %016x", got, x64)
		}
	}
}
