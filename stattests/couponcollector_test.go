package stattests

import (
	"math"
	"testing"
)

// TestCouponLaw: for d equal kinds the set is complete with symbol n with the
// probability d!/d^n S(n-1, d-1), and stays incomplete with 1 - d!/d^m S(m, d)
// (Knuth, TAOCP 2, 3.3.2 E).
func TestCouponLaw(t *testing.T) {
	for _, c := range []struct {
		n uint64
		d int
	}{{0, 8}, {6, 8}, {2, 2}, {0, 64}, {1 << 32, 5}} {
		collector := newCoupons(c.n, c.d)
		d, m := collector.d, collector.segment
		law := collector.law()
		// scaled[r] is d!/(d-r)! S(n, r) / d^n: the probability of r kinds
		// among n, by Stirling's recurrence.
		scaled := make([]float64, d+1)
		scaled[0] = 1
		for n := 1; n <= m; n++ {
			last := scaled[d-1]
			for r := d; r >= 1; r-- {
				scaled[r] = scaled[r]*float64(r)/float64(d) + scaled[r-1]*float64(d-r+1)/float64(d)
			}
			scaled[0] = 0
			if n >= d {
				if want := last / float64(d); math.Abs(law[n-d]/want-1) > 1e-9 {
					t.Errorf("%d kinds of %d: complete with %d: %g, want %g", d, c.n, n, law[n-d], want)
				}
			}
		}
		if got, want := law[len(law)-1], 1-scaled[d]; math.Abs(got-want) > 1e-9 {
			t.Errorf("%d kinds of %d: incomplete: %g, want %g", d, c.n, got, want)
		}
		if want := 1e-2; law[len(law)-1] > want {
			t.Errorf("%d kinds: %g stay incomplete", d, law[len(law)-1])
		}
	}
}

// TestCouponUnequal: kinds of two sizes, by all strings of a segment's length.
func TestCouponUnequal(t *testing.T) {
	c := newCoupons(3, 2) // intervals {0, 1} and {2}
	law := c.law()
	counts := make([]float64, len(law))
	total := power64(3, c.segment)
	for i := range total {
		seen, at := uint64(0), 0
		for at < c.segment && seen != 3 {
			seen |= 1 << c.cut.of(i%3)
			i /= 3
			at++
		}
		if seen != 3 {
			at++
		}
		counts[at-2]++
	}
	for i, got := range law {
		if want := counts[i] / float64(total); math.Abs(got-want) > 1e-14 {
			t.Errorf("%d: %g, want %g", i+2, got, want)
		}
	}
}
