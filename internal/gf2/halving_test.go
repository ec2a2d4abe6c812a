package gf2

import (
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

func TestHalvingAgainstSteps(t *testing.T) {
	var z Synthesizer
	var y halving // kept, so that what one sequence leaves behind would show in the next
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 3000).Draw(t, "n")
		words := (n + 63) / 64
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		s := make([]uint64, words)
		mask := rapid.SampledFrom([]uint64{^uint64(0), 1, 0x8000000000000000, 0}).Draw(t, "mask")
		zeros := rapid.IntRange(0, words).Draw(t, "zeros")
		for i := zeros; i < words; i++ {
			s[i] = r.Uint64()
			if r.IntN(3) == 0 {
				s[i] &= mask
			}
		}
		// From somewhere on, what a register of some length gives.
		taps := rapid.IntRange(1, n).Draw(t, "taps")
		for i := rapid.IntRange(taps, 4000).Draw(t, "start"); i < n; i++ {
			bit := s[(i-taps)/64]>>((i-taps)%64) ^ s[(i-taps/2)/64]>>((i-taps/2)%64)
			s[i/64] = s[i/64]&^(1<<(i%64)) | bit&1<<(i%64)
		}
		want, _ := z.stepwise(s, n)
		if got := y.linearComplexity(s, n); got != want {
			t.Fatalf("%d, want %d", got, want)
		}
	})
}

// TestLong finds the length of a register in a sequence that takes halving ten times.
func TestLong(t *testing.T) {
	const n, length = 1<<16 + 100, 20000
	r := rand.New(rand.NewPCG(5, 6))
	s := make([]uint64, (n+63)/64)
	for i := range length {
		s[i/64] |= r.Uint64() & 1 << (i % 64)
	}
	for i := length; i < n; i++ { // x^20000 + x^271 + 1, or a factor of it
		bit := s[(i-length)/64]>>((i-length)%64) ^ s[(i-271)/64]>>((i-271)%64)
		s[i/64] |= bit & 1 << (i % 64)
	}
	var z Synthesizer
	if got := z.LinearComplexity(s, n); got != length {
		t.Errorf("%d, want %d", got, length)
	}
	s[n/64] ^= 1 << (n % 64) // past the end
	if got := z.LinearComplexity(s, n); got != length {
		t.Errorf("a bit past the end: %d, want %d", got, length)
	}
	s[(n-1)/64] ^= 1 << ((n - 1) % 64)
	if got := z.LinearComplexity(s, n); got != n-length {
		t.Errorf("the last bit wrong: %d, want %d", got, n-length)
	}
}
