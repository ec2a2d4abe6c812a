package stattests

import (
	"errors"
	"math"
	"math/big"
	"math/bits"
	"math/rand/v2"
	"testing"
)

// TestSumsLaw adds up the binomial law of each class in rationals.
func TestSumsLaw(t *testing.T) {
	for _, c := range []struct{ n, b uint64 }{{2, 6}, {2, 8}, {2, 13}, {3, 6}, {6, 10}, {256, 8}, {1000, 7}, {0, 8}} {
		s := counter(t, Sums, c.n, c.b).(*sums)
		for _, w := range s.windows {
			up, of, trials := int64(1), int64(2), int64(w.symbols)
			if k, ok := bitsOf(c.n); ok {
				trials *= int64(k)
			} else {
				up, of = int64(c.n/2), int64(c.n)
			}
			want := make([]*big.Int, len(w.p))
			for i := range want {
				want[i] = new(big.Int)
			}
			term := new(big.Int).Exp(big.NewInt(of-up), big.NewInt(trials), nil) // of no ones
			total := new(big.Int).Exp(big.NewInt(of), big.NewInt(trials), nil)
			for ones := range trials + 1 {
				i := w.class(uint64(ones))
				want[i].Add(want[i], term)
				term.Mul(term, big.NewInt((trials-ones)*up)).Div(term, big.NewInt((ones+1)*(of-up)))
			}
			sum := 0.0
			for i, p := range w.p {
				sum += p
				if f, _ := new(big.Rat).SetFrac(want[i], total).Float64(); math.Abs(p/f-1) > 1e-10 {
					t.Errorf("N = %d, %d symbols, %s: probability %g, want %g", c.n, w.symbols, w.label(i), p, f)
				}
			}
			if math.Abs(sum-1) > 1e-12 || len(w.p) < 10 {
				t.Errorf("N = %d, %d symbols: %d probabilities add to %.17g", c.n, w.symbols, len(w.p), sum)
			}
		}
	}
}

// TestSumsCount compares with the sum of each window by itself.
func TestSumsCount(t *testing.T) {
	r := rand.New(rand.NewChaCha8([32]byte{13}))
	for _, c := range []struct{ n, b uint64 }{{2, 6}, {6, 10}, {256, 11}, {0, 12}} {
		s := counter(t, Sums, c.n, c.b).(*sums)
		block := make([]uint64, s.Block())
		for i := range block {
			block[i] = r.Uint64()
			if c.n != 0 {
				block[i] %= c.n
			}
		}
		tally := NewTally(s)
		s.Count(&tally, block)
		want := NewTally(s)
		for _, w := range s.windows {
			for at := 0; at < len(block); at += w.symbols {
				sum := 0
				for _, x := range block[at : at+w.symbols] {
					if c.n == 6 {
						if x < 3 {
							sum++
						}
					} else {
						sum += bits.OnesCount64(x)
					}
				}
				i := 0
				for i < len(w.cuts) && uint64(sum) > w.cuts[i] {
					i++
				}
				want.Counts[w.at+i]++
			}
		}
		for i := range want.Counts {
			if tally.Counts[i] != want.Counts[i] {
				t.Errorf("N = %d, 2^%d symbols, class %d: %d, want %d", c.n, c.b, i, tally.Counts[i], want.Counts[i])
			}
		}
		if last := s.windows[len(s.windows)-1]; last.symbols != s.Block() {
			t.Errorf("2^%d symbols: the largest window has %d", c.b, last.symbols)
		}
	}
	for _, args := range [][]uint64{{5}, {25}, {8, 8}} {
		if _, err := Sums.New(Law{}, args...); !errors.Is(err, ErrArgs) {
			t.Errorf("%v: %v", args, err)
		}
	}
}
