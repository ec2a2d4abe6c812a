package stattests

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// parsed is the number of phrases by the definition.
func parsed(bits []byte) int {
	seen := map[string]bool{}
	for phrase := ""; len(bits) > 0; bits = bits[1:] {
		phrase += string('0' + rune(bits[0]))
		if !seen[phrase] {
			seen[phrase] = true
			phrase = ""
		}
	}
	return len(seen)
}

// TestPhrases compares with the definition, and with an example by hand:
// 1 0 11 01 010 00 10.
func TestPhrases(t *testing.T) {
	if got := parsed([]byte{1, 0, 1, 1, 0, 1, 0, 1, 0, 0, 0, 1, 0}); got != 7 {
		t.Errorf("1011010100010 has %d phrases", got)
	}
	r := rand.New(rand.NewChaCha8([32]byte{1}))
	for _, word := range []func() uint64{
		r.Uint64,
		func() uint64 { return 0 },
		func() uint64 { return math.MaxUint64 },
		func() uint64 { return 0x5555555555555555 },
		func() uint64 { return r.Uint64() & r.Uint64() & r.Uint64() },
	} {
		for _, length := range []uint64{64, 192, 4096, 16384} {
			for _, n := range []uint64{2, 1 << 13, 0} {
				l := counter(t, LempelZiv, n, length).(*lempelZiv)
				block := make([]uint64, l.Block())
				var bits []byte
				for i := range block {
					block[i] = word()
					if n > 0 {
						block[i] %= n
					}
					for j := range l.bits {
						bits = append(bits, byte(block[i]>>j&1))
					}
				}
				tally, want := NewTally(l), NewTally(l)
				l.Count(&tally, block)
				for ; len(bits) > 0; bits = bits[length:] {
					m := parsed(bits[:length])
					want.Counts[min(max(m-l.law.first, 0), l.Size()-1)]++
				}
				if !slices.Equal(tally.Counts, want.Counts) {
					t.Errorf("N = %d, %d bits: %d, want %d", n, length, tally.Counts, want.Counts)
				}
			}
		}
	}
}

// TestMostPhrases: the shortest phrases are all strings of 1 bit, of 2, ...
func TestMostPhrases(t *testing.T) {
	for n := range 3000 {
		m, length := 0, 0
		for left := n; ; m++ {
			if m+2 >= 1<<(length+1) {
				length++
			}
			if left < length {
				break
			}
			left -= length
		}
		if got := mostPhrases(n); got != m {
			t.Fatalf("%d bits: at most %d phrases, not %d", n, m, got)
		}
	}
	if places := 2 * (mostPhrases(mostLempelZivBits) + 1); places > len(phraseTree{}) {
		t.Errorf("there are up to %d places in a tree of %d", places, len(phraseTree{}))
	}
}

// TestPhraseLaw takes all the short strings, and compares the law of longer ones with
// the convolutions, whose terms are positive.
func TestPhraseLaw(t *testing.T) {
	for _, n := range []int{1, 2, 3, 7, 12, 16} {
		l := newPhraseLaw(n)
		counts := make([]float64, len(l.p))
		bits := make([]byte, n)
		for x := range 1 << n {
			for i := range bits {
				bits[i] = byte(x >> i & 1)
			}
			counts[parsed(bits)-l.first]++
		}
		for i, p := range l.p {
			if got := math.Ldexp(p, n); math.Abs(got-counts[i]) > 1e-8 {
				t.Errorf("%d bits: %d phrases in %g strings, %g by the law", n, l.first+i, counts[i], got)
			}
		}
	}

	ns := []int{64, 192, 320}
	if *long {
		ns = append(ns, 1024)
	}
	for _, n := range ns {
		// g[m][s] is P(L(m) = s); sums above n do not come back.
		most := mostPhrases(n)
		g := make([][]float64, most+2)
		g[0] = make([]float64, n+1)
		g[0][0] = 1
		atLeast := make([]float64, most+2)
		atLeast[0] = 1
		for m := 1; m <= most+1; m++ {
			g[m] = make([]float64, n+1)
			for k, p := range centred(m) {
				for s, a := range g[max(k-1, 0)] {
					if a > 0 {
						for u, b := range g[max(m-k-1, 0)][:max(0, n+1-m-s)] {
							g[m][m+s+u] += p * a * b
						}
					}
				}
			}
			for _, p := range g[m] {
				atLeast[m] += p
			}
		}
		l := newPhraseLaw(n)
		for i, p := range l.p {
			m := l.first + i
			want := atLeast[m] - atLeast[min(m+1, most+1)]
			switch i {
			case 0:
				want = 1 - atLeast[m+1]
			case len(l.p) - 1:
				want = atLeast[m]
			}
			if math.Abs(p-want) > 1e-13 {
				t.Errorf("%d bits: %d phrases have probability %g, by convolution %g", n, m, p, want)
			}
		}
	}

	for _, n := range []int{1024, 4096, 16384} {
		l := newPhraseLaw(n)
		var sum, mean, square float64
		for i, p := range l.p {
			m := float64(l.first + i)
			sum += p
			mean += p * m
			square += p * m * m
		}
		if math.Abs(sum-1) > 1e-12 || l.p[0] > 1e-12 || l.p[len(l.p)-1] > 1e-9 {
			t.Errorf("%d bits: the probabilities add to %.17g and end with %g and %g", n, sum, l.p[0], l.p[len(l.p)-1])
		}
		// The internal path length of a tree of m nodes and a root has about the mean
		// (m+1)(log2(m+1) + c) + log2(m+1), c = (gamma-1)/ln 2 + 1/2 - sum of 1/(2^k-1)
		// (Konheim and Newman 1973), and about the variance 0.26600 m (Kirschenhofer,
		// Prodinger and Szpankowski 1994).
		c := (0.5772156649-1)/math.Ln2 + 0.5 - 1.6066951524
		m := mean + 1.5 // there are mean + 1/2 phrases or more with probability 1/2
		bits := m*(math.Log2(m)+c) + math.Log2(m)
		slope := math.Log2(m) + c + 1/math.Ln2
		if math.Abs(bits-float64(n)) > 1 {
			t.Errorf("%d bits: the mean is %g, whose path length is %g", n, mean, bits)
		}
		if got, want := square-mean*mean, 0.266*m/slope/slope+1./12; math.Abs(got/want-1) > 0.02 {
			t.Errorf("%d bits: the variance is %g, not about %g", n, got, want)
		}
		t.Logf("%d bits: mean %.4f, variance %.4f; path length %.2f", n, mean, square-mean*mean, bits)
	}
}
