package stattests

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestEntropyLaw compares with the sum over one symbol after the other, which has
// positive terms only.
func TestEntropyLaw(t *testing.T) {
	for _, c := range []struct{ n, d int }{{1, 2}, {8, 2}, {12, 3}, {10, 6}, {9, 32}, {7, 128}, {64, 3}, {256, 256}} {
		checkEntropyLaw(t, c.n, c.d)
	}
	if *long {
		for d := 2; d <= 256; d++ {
			checkEntropyLaw(t, blockSymbols, d)
		}
	}
}

// positiveEntropyLaw adds one symbol after the other: part[s][v] is the probability
// that the first i symbols come s times together and have the sum v of f(c). What is
// above most is left out.
func positiveEntropyLaw(l *entropyLaw, d, most int) []float64 {
	n := l.n
	// Poisson weights, without e^-mean.
	weight := make([]float64, n+1)
	for c := range weight {
		lg, _ := math.Lgamma(float64(c + 1))
		weight[c] = math.Exp(float64(c)*math.Log(float64(n)/float64(d)) - lg - float64(n)/float64(d))
	}
	part := make([][]float64, n+1)
	for s := range part {
		part[s] = make([]float64, most+1)
	}
	part[0][0] = 1
	for range d {
		for s := n; s >= 0; s-- { // in place: of s, only smaller ones are needed
			sum := make([]float64, most+1)
			for c := 0; c <= s; c++ {
				if weight[c] < 1e-30 {
					continue
				}
				f := l.f(c)
				for v, p := range part[s-c] {
					if p > 0 && v+f <= most {
						sum[v+f] += weight[c] * p
					}
				}
			}
			part[s] = sum
		}
	}
	lg, _ := math.Lgamma(float64(n + 1))
	total := math.Exp(float64(n)*math.Log(float64(n)) - float64(n) - lg)
	p := make([]float64, most+1)
	for v := range p {
		p[v] = part[n][v] / total
	}
	return p
}

func checkEntropyLaw(t *testing.T, n, d int) {
	t.Helper()
	l := newEntropyLaw(n, d)
	want := positiveEntropyLaw(l, d, l.low+entropyValues-1)
	rest := 1.0
	for i, p := range l.p {
		rest -= want[l.low+i]
		if math.Abs(p-want[l.low+i]) > 1e-13 {
			t.Errorf("%d symbols of %d: %.4f bits has probability %.17g, by addition %.17g", n, d, l.bits(i), p, want[l.low+i])
		}
	}
	if math.Abs(rest) > 1e-12 || want[len(want)-1] > 1e-16 {
		t.Errorf("%d symbols of %d: the probability of what is left out is %g, and of the last value %g", n, d, rest, want[len(want)-1])
	}
}

// TestEntropyCounts compares all sequences of a few symbols with the law, and blocks
// with the formula.
func TestEntropyCounts(t *testing.T) {
	for _, c := range []struct{ n, d int }{{8, 2}, {6, 5}, {4, 16}} {
		l := newEntropyLaw(c.n, c.d)
		want := make([]float64, entropyValues)
		sequences := 1
		for range c.n {
			sequences *= c.d
		}
		for s := range sequences {
			counts := make([]int, c.d)
			for range c.n {
				counts[s%c.d]++
				s /= c.d
			}
			sum := 0
			for _, k := range counts {
				sum += l.f(k)
			}
			want[sum-l.low]++
		}
		for i, p := range l.p {
			if got := p * float64(sequences); math.Abs(got-want[i]) > 1e-8 {
				t.Errorf("%d symbols of %d: %.4f bits in %g sequences, %g by the law", c.n, c.d, l.bits(i), want[i], got)
			}
		}
	}
	r := rand.New(rand.NewChaCha8([32]byte{1}))
	for _, n := range []uint64{2, 6, 62, 256, 512, 3 << 32, 0} {
		e := counter(t, Entropy, n).(*entropy)
		for _, spread := range []uint64{1, 2, 256, 1 << 20, math.MaxUint64} {
			block := make([]uint64, e.Block())
			counts := make([]int, entropySymbols)
			for i := range block {
				block[i] = r.Uint64() >> 1 % spread
				if n != 0 {
					block[i] %= n
				}
				k := block[i]
				if n == 0 || n > 256 {
					k = newIntervals(n, 256).of(block[i])
				}
				counts[k]++
			}
			h := 8.0
			for _, k := range counts {
				if k > 0 {
					h -= float64(k) / 256 * math.Log2(float64(k))
				}
			}
			tally := NewTally(e)
			e.Count(&tally, block)
			i := slices.Index(tally.Counts, 1)
			got := e.law.bits(entropyValues - 1 - i)
			if i > 0 && math.Abs(got-h) > 0.15 || i == 0 && h > got {
				t.Errorf("N = %d: %g bits, counted as %g", n, h, got)
			}
		}
	}
	if _, err := Entropy.New(Law{N: 257}); !errors.Is(err, ErrAlphabet) {
		t.Errorf("257 symbols: %v", err)
	}
}
