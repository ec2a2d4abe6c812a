package stattests

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestMarginals adds up each choice of places by itself.
func TestMarginals(t *testing.T) {
	r := rand.New(rand.NewChaCha8([32]byte{10}))
	for _, c := range []struct{ places, classes int }{
		{2, 2 * 3}, {3, 3*3 + 3*9}, {4, 4*3 + 6*9 + 4*27}, {8, 8*3 + 28*9 + 56*27},
	} {
		l := ternary{p: [3]float64{0.25, 0.3, 0.45}, places: c.places, what: "part", names: [3]string{"low", "middle", "high"}}
		counts := make([]uint64, int(math.Pow(3, float64(c.places))))
		total, sum := uint64(0), 0.0
		for i := range counts {
			counts[i] = r.Uint64N(1000)
			total += counts[i]
			sum += l.probability(i)
		}
		if math.Abs(sum-1) > 1e-13 {
			t.Errorf("%d places: the probabilities add to %.17g", c.places, sum)
		}
		all := l.marginals(counts)
		if len(all) != c.classes {
			t.Fatalf("%d places: %d classes, want %d", c.places, len(all), c.classes)
		}
		seen := map[int]bool{}
		for _, m := range all {
			if seen[m.first] {
				t.Fatalf("%s comes twice", l.marginalLabel(m.first))
			}
			seen[m.first] = true
			observed, p := uint64(0), 0.0
			for tuple := range counts {
				in := true
				for place, rest := 0, tuple; place < c.places; place, rest = place+1, rest/3 {
					if want := m.first >> (2 * place) & 3; want > 0 && want-1 != rest%3 {
						in = false
					}
				}
				if in {
					observed += counts[tuple]
					p += l.probability(tuple)
				}
			}
			if observed != m.observed || math.Abs(p-m.p) > 1e-13 {
				t.Errorf("%s: %d, %g, want %d, %g", l.marginalLabel(m.first), m.observed, m.p, observed, p)
			}
		}
	}
	l := ternary{places: 4, what: "part", names: [3]string{"low", "middle", "high"}}
	if got := l.marginalLabel(1 | 3<<6); got != "part 1 low, part 4 high" {
		t.Error(got)
	}
	if got := l.label(2*27 + 1); got != "parts middle, low, low, high" {
		t.Error(got)
	}
}
