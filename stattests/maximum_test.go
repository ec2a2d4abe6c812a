package stattests

import (
	"math"
	"testing"
)

// TestMaximumEnumerated compares the law with all tuples of small alphabets.
func TestMaximumEnumerated(t *testing.T) {
	for _, c := range []struct{ n, t uint64 }{{2, 2}, {2, 10}, {3, 6}, {7, 4}, {100, 2}} {
		m := counter(t, Maximum, c.n, c.t).(*maximum)
		total := power64(c.n, m.t)
		counts := make([]float64, m.Size())
		block := make([]uint64, m.Block())
		for i := range total {
			for j := range m.t {
				block[j] = i % c.n
				i /= c.n
			}
			for j := m.t; j < len(block); j += m.t {
				copy(block[j:], block[:m.t])
			}
			tally := NewTally(m)
			m.Count(&tally, block)
			for j, n := range tally.Counts {
				counts[j] += float64(n) / maxima
			}
		}
		for i, got := range m.p {
			if want := counts[i] / float64(total); math.Abs(got-want) > 1e-14 {
				t.Errorf("N = %d, t = %d, class %d: %g, want %g", c.n, c.t, i, got, want)
			}
		}
	}
}

// TestMaximumClasses: in large alphabets the classes are 32 equal ones.
func TestMaximumClasses(t *testing.T) {
	for _, c := range []struct{ n, t uint64 }{{0, 2}, {0, 8}, {0, 1024}, {1 << 32, 8}} {
		m := counter(t, Maximum, c.n, c.t).(*maximum)
		if m.Size() != maximumClasses {
			t.Fatalf("N = %d, t = %d: %d classes", c.n, c.t, m.Size())
		}
		sum := 0.0
		for i, p := range m.p {
			if math.Abs(p*maximumClasses-1) > 1e-5 {
				t.Errorf("N = %d, t = %d, class %d: %g", c.n, c.t, i, p)
			}
			sum += p
		}
		if math.Abs(sum-1) > 1e-12 {
			t.Errorf("N = %d, t = %d: the probabilities add to %g", c.n, c.t, sum)
		}
	}
}
