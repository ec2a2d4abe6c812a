package gf2

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// naive is Massey's algorithm as he wrote it, a bit at a time.
func naive(s []uint64, n int) int {
	bit := func(i int) byte { return byte(s[i/64] >> (i % 64) & 1) }
	c, b := make([]byte, n+1), make([]byte, n+1)
	c[0], b[0] = 1, 1
	length, changed := 0, -1
	for i := range n {
		d := byte(0)
		for j := 0; j <= length; j++ {
			d ^= c[j] & bit(i-j)
		}
		if d == 0 {
			continue
		}
		t := append([]byte(nil), c...)
		for j := 0; j+i-changed <= n; j++ {
			c[j+i-changed] ^= b[j]
		}
		if 2*length <= i {
			length, b, changed = i+1-length, t, i
		}
	}
	return length
}

func TestLinearComplexity(t *testing.T) {
	for _, c := range []struct {
		name string
		s    []uint64
		n    int
		want int
	}{
		{"nothing", nil, 0, 0},
		{"zeros", []uint64{0, 0}, 128, 0},
		{"ones", []uint64{^uint64(0), ^uint64(0)}, 128, 1},
		{"alternating", []uint64{0xaaaaaaaaaaaaaaaa}, 64, 2},
		{"one at the end", []uint64{0, 1 << 63}, 128, 128},
		{"one bit more than a word", []uint64{0, 1}, 65, 65},
		// Bits 1101011110001 have complexity 4: SP 800-22 rev. 1a, section 2.10.4.
		{"SP 800-22", []uint64{0b1000111101011}, 13, 4},
	} {
		var z Synthesizer
		if got := z.LinearComplexity(c.s, c.n); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

func TestLinearComplexityAgainstNaive(t *testing.T) {
	var z Synthesizer // kept, so that what one sequence leaves behind would show in the next
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 400).Draw(t, "n")
		s := rapid.SliceOfN(rapid.Uint64(), 7, 7).Draw(t, "s")
		for i := range s { // sparse words, and zeros
			s[i] &= rapid.Uint64().Draw(t, "mask")
		}
		if got, want := z.LinearComplexity(s, n), naive(s, n); got != want {
			t.Fatalf("%d, want %d", got, want)
		}
	})
	r := rand.New(rand.NewPCG(1, 2))
	s := make([]uint64, 64)
	for n := range 700 {
		for i := range s {
			s[i] = r.Uint64()
		}
		if got, want := z.LinearComplexity(s, n), naive(s, n); got != want {
			t.Fatalf("%d random bits: %d, want %d", n, got, want)
		}
	}
}

// TestRegister finds the length of registers much shorter than the sequence.
func TestRegister(t *testing.T) {
	var z Synthesizer
	x := uint64(88172645463325252)
	s := make([]uint64, 64)
	for i := range 64 * len(s) {
		s[i/64] |= x & 1 << (i % 64)
		x ^= x << 13 // xorshift64, Marsaglia 2003
		x ^= x >> 7
		x ^= x << 17
	}
	if got := z.LinearComplexity(s, 64*len(s)); got != 64 {
		t.Errorf("xorshift64: %d, want 64", got)
	}
}

// TestTaps lets the register found go on.
func TestTaps(t *testing.T) {
	var z Synthesizer
	r := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		length := 1 + r.IntN(200)
		want := make([]uint64, length/64+1)
		for j := 1; j < length; j++ {
			want[j/64] |= r.Uint64() & 1 << (j % 64)
		}
		want[length/64] |= 1 << (length % 64)
		s := make([]uint64, 2*length/64+1)
		bit := func(i int) uint64 { return s[i/64] >> (i % 64) & 1 }
		s[(length-1)/64] |= 1 << ((length - 1) % 64) // zeros before it: no shorter one does
		for i := length; i < 2*length; i++ {
			for j := 1; j <= length; j++ {
				s[i/64] ^= want[j/64] >> (j % 64) & bit(i-j) << (i % 64)
			}
		}
		got, taps := z.Register(s, 2*length)
		if got != length || !slices.Equal(taps, want) {
			t.Fatalf("%d, %x, not %d, %x", got, taps, length, want)
		}
	}
}

func TestTooFewWords(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	new(Synthesizer).LinearComplexity(make([]uint64, 1), 65)
}

func BenchmarkLinearComplexity(b *testing.B) {
	for _, n := range []int{2048, 4096, 45000, 1 << 17, 1 << 20} {
		b.Run(fmt.Sprintf("bits=%d", n), func(b *testing.B) {
			r := rand.New(rand.NewPCG(1, 2))
			s := make([]uint64, (n+63)/64)
			for i := range s {
				s[i] = r.Uint64()
			}
			var z Synthesizer
			b.ReportAllocs()
			for b.Loop() {
				z.LinearComplexity(s, n)
			}
		})
	}
}
