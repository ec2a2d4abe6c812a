package stattests

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestBitStrings compares bitStrings with a loop over bits.
func TestBitStrings(t *testing.T) {
	r := rand.New(rand.NewChaCha8([32]byte{1}))
	for _, length := range []uint64{64, 192, 1024} {
		for _, k := range []int{1, 2, 5, 8, 13, 31, 32, 33, 63, 64} {
			s, err := newBitStrings("test", Law{N: 1 << (k & 63) * uint64(1-k>>6)}, []uint64{length}, 4096, 64)
			if err != nil {
				t.Fatal(err)
			}
			if s.block < blockSymbols || s.block*k%s.length != 0 || s.perBlock()*s.length != s.block*k {
				t.Fatalf("%d bits, strings of %d: %d strings in a block of %d", k, length, s.perBlock(), s.block)
			}
			for range 2 {
				block := make([]uint64, s.block)
				want := make([]uint64, s.block*k/64)
				for i := range block {
					block[i] = r.Uint64() >> (64 - k)
					for j := range k {
						at := i*k + j
						want[at/64] |= block[i] >> j & 1 << (at % 64)
					}
				}
				if !slices.Equal(s.of(block), want) {
					t.Errorf("%d bits, strings of %d", k, length)
				}
			}
		}
	}
	for _, length := range []uint64{0, 63, 65, 96, 8192} {
		if _, err := newBitStrings("test", Law{}, []uint64{length}, 4096, 64); err == nil {
			t.Errorf("strings of %d bits", length)
		}
	}
}

// walk takes the steps of a walk one by one: H, M, J, R and C by their definitions.
func walk(steps []byte) (values [5]int) {
	s := []int{0}
	for i, x := range steps {
		s = append(s, s[i]+2*int(x)-1)
	}
	values[0] = (len(steps) + s[len(steps)]) / 2
	values[1] = slices.Max(s)
	for i := 1; i < len(s); i++ {
		if i%2 == 1 && s[i] > 0 {
			values[2]++
		}
		if s[i] == 0 {
			values[3]++
		}
		if i+1 < len(s) && s[i-1]*s[i+1] < 0 {
			values[4]++
		}
	}
	return values
}

// TestWalkLaws takes all the walks of few steps.
func TestWalkLaws(t *testing.T) {
	for _, l := range []int{2, 4, 6, 8, 12, 16} {
		laws := (&randomWalk{&bitStrings{length: l}}).laws()
		var counts [5][]float64
		for i := range counts {
			counts[i] = make([]float64, len(laws[i]))
		}
		steps := make([]byte, l)
		for x := range 1 << l {
			for i := range steps {
				steps[i] = byte(x >> i & 1)
			}
			for i, v := range walk(steps) {
				counts[i][v]++
			}
		}
		for i := range counts {
			for v, n := range counts[i] {
				if want := laws[i][v] * math.Ldexp(1, l); math.Abs(n-want) > 1e-9 {
					t.Errorf("L = %d, statistic %d: %g walks have %d, %g by the law", l, i, n, v, want)
				}
			}
		}
	}
	for _, l := range []int{64, 128, 1024, 4096} {
		for i, law := range (&randomWalk{&bitStrings{length: l}}).laws() {
			sum := 0.0
			for _, p := range law {
				sum += p
			}
			if math.Abs(sum-1) > 1e-13 {
				t.Errorf("L = %d, statistic %d: the probabilities add to %.17g", l, i, sum)
			}
		}
	}
	// Feller, 1, III.4, table 1: the discrete arc sine law of order 10.
	positive := (&randomWalk{&bitStrings{length: 20}}).laws()[2]
	for j, want := range []float64{0.1762, 0.0927, 0.0736, 0.0655, 0.0617, 0.0606} {
		if got := positive[j]; math.Abs(got-want) > 0.00006 {
			t.Errorf("%d of 20 steps on the positive side: %.4f, Feller has %.4f", 2*j, got, want)
		}
	}
	// Feller, 1, III.5, table of the changes of side in 99 steps: as many as in 100,
	// because the hundredth decides about none.
	changes := (&randomWalk{&bitStrings{length: 100}}).laws()[4]
	for j, want := range []float64{0.1592, 0.1529, 0.1412, 0.1252, 0.1066, 0.0873, 0.0686, 0.0517} {
		if got := changes[j]; math.Abs(got-want) > 0.00006 {
			t.Errorf("%d changes of side in 99 steps: %.4f, Feller has %.4f", j, got, want)
		}
	}
}

// TestWalk compares with walks that are taken step by step.
func TestWalk(t *testing.T) {
	r := rand.New(rand.NewChaCha8([32]byte{2}))
	words := map[string]func() uint64{
		"fair":        r.Uint64,
		"zeros":       func() uint64 { return 0 },
		"ones":        func() uint64 { return math.MaxUint64 },
		"alternating": func() uint64 { return 0x5555555555555555 },
		"sparse":      func() uint64 { return r.Uint64() & r.Uint64() },
		"near":        func() uint64 { x := r.Uint64() & 0x5555555555555555; return x | ^x<<1&0xaaaaaaaaaaaaaaaa },
	}
	for name, word := range words {
		for _, length := range []uint64{64, 128, 192, 1024} {
			for _, k := range []int{1, 8, 24, 64} {
				c := counter(t, RandomWalk, 1<<(k&63)*uint64(1-k>>6), length).(*randomWalk)
				block := make([]uint64, c.Block())
				var steps []byte
				for i := range block {
					block[i] = word() >> (64 - k)
					for j := range k {
						steps = append(steps, byte(block[i]>>j&1))
					}
				}
				want := make([]uint64, c.Size())
				for ; len(steps) > 0; steps = steps[length:] {
					at := 0
					for i, v := range walk(steps[:length]) {
						want[at+v]++
						at += len(c.laws()[i])
					}
				}
				tally := NewTally(c)
				c.Count(&tally, block)
				if !slices.Equal(tally.Counts, want) {
					t.Errorf("%s: %d bits, L = %d", name, k, length)
				}
			}
		}
	}
}
