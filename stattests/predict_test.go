package stattests

import (
	"math/big"
	"math/rand/v2"
	"strings"
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
// nearly always, each by its own hypothesis alone, and asks for the next words.
func TestPredict(t *testing.T) {
	for _, c := range []struct {
		kind  string
		width int
		fill  func(block []uint64, r *rand.Rand)
		loose uint64 // by how much what comes next may be off
	}{
		{"a linear congruential generator", 32, func(block []uint64, r *rand.Rand) {
			m := 1<<31 + r.Uint64N(1<<31)
			a, c, x := r.Uint64N(m), r.Uint64N(m), r.Uint64N(m)
			for i := range block {
				x = (a*x%m + c) % m
				block[i] = x
			}
		}, 0},
		{"the highest 32 bits of drand48's", 32, func(block []uint64, r *rand.Rand) {
			s, c := r.Uint64(), uint64(11)
			for i := range block {
				s = (s*0x5DEECE66D + c) & (1<<48 - 1)
				block[i] = s >> 16
			}
		}, 0},
		{"the highest 32 bits of drand48's", 32, func(block []uint64, r *rand.Rand) {
			s, c := r.Uint64(), r.Uint64()
			for i := range block {
				s = (s*0x5DEECE66D + c) & (1<<48 - 1)
				block[i] = s >> 16
			}
		}, 1},
		{"the highest 32 bits of a linear", 32, func(block []uint64, r *rand.Rand) {
			s, c := r.Uint64(), uint64(1442695040888963407)
			for i := range block {
				s = s*6364136223846793005 + c
				block[i] = s >> 32
			}
		}, 0},
	} {
		const blocks, ahead = 50, 10
		n := uint64(1) << c.width
		p := counter(t, Predict, n).(*predict)
		tally := NewTally(p)
		r := rand.New(rand.NewChaCha8([32]byte{3}))
		words := make([]uint64, p.Block()+ahead)
		told := 0
		for range blocks {
			c.fill(words, r)
			p.Count(&tally, words[:p.Block()])
			f, ok := p.Forecast(words[:p.Block()], ahead)
			if !ok {
				continue
			}
			told++
			if !strings.HasPrefix(f.Kind, c.kind) {
				t.Errorf("%s is taken for %s", c.kind, f.Kind)
			}
			for i, x := range words[p.Block():] {
				if (x-f.Next[i]+c.loose)&(n-1) > 2*c.loose {
					t.Fatalf("%s: %d comes next, not %d", c.kind, x, f.Next[i])
				}
			}
		}
		if told < blocks*9/10 {
			t.Errorf("%s: %d of %d blocks", c.kind, told, blocks)
		}
		for i, hits := range tally.Counts {
			h := p.hypothesis(i)
			if own := strings.HasPrefix(h.kind, c.kind); own && hits < blocks*9/10 || !own && hits > 0 {
				t.Errorf("%s: %s hits %d of %d blocks", c.kind, h.kind, hits, blocks)
			}
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
