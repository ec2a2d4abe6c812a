package tails

import (
	"math"
	"testing"
)

// binomialLaw is the law of n trials.
func binomialLaw(n uint64, p float64) []float64 {
	law := make([]float64, n+1)
	for k := range law {
		law[k] = math.Exp(lgamma(float64(n+1)) - lgamma(float64(k+1)) - lgamma(float64(n)-float64(k)+1) +
			float64(k)*math.Log(p) + float64(n-uint64(k))*math.Log1p(-p))
	}
	return law
}

// TestSum: the sum of binomial variables is binomial, and that of Poisson ones is
// Poisson.
func TestSum(t *testing.T) {
	worst := 0.
	compare := func(name string, s, n uint64, what string, got, want float64) {
		t.Helper()
		d := math.Abs(got-want) / max(1, math.Abs(want))
		worst = max(worst, d)
		if !(d <= 1e-11+4e-15*math.Sqrt(float64(s))) {
			t.Errorf("%s: sum of %d at %d: %s tail %.15g, want %.15g", name, n, s, what, got, want)
		}
	}
	for _, c := range []struct {
		n uint64
		p float64
	}{{1, 0.5}, {1, 1e-3}, {5, 0.3}, {10, 0.9}, {60, 0.1}} {
		law := binomialLaw(c.n, c.p)
		for _, n := range []uint64{1, 2, 3, 17, 1000, 1e6, 1e9, 1e12} {
			all := c.n * n
			mean := float64(all) * c.p
			sd := math.Sqrt(mean * (1 - c.p))
			for _, z := range []float64{-40, -9, -3, -1, -0.1, 0, 0.1, 1, 3, 9, 40, 1e3} {
				s := math.Round(mean + z*sd)
				if s < 0 || s > float64(all) {
					continue
				}
				lower, upper := Sum(uint64(s), n, law)
				wantLower, wantUpper := Binomial(uint64(s), all, c.p)
				compare("binomial", uint64(s), n, "lower", lower, wantLower)
				compare("binomial", uint64(s), n, "upper", upper, wantUpper)
			}
			for _, s := range []uint64{0, 1, 2, all - 1, all} {
				lower, upper := Sum(s, n, law)
				wantLower, wantUpper := Binomial(s, all, c.p)
				compare("binomial", s, n, "lower", lower, wantLower)
				compare("binomial", s, n, "upper", upper, wantUpper)
			}
		}
	}
	law := make([]float64, 120)
	for i := range law {
		law[i] = math.Exp(-8 + float64(i)*math.Log(8) - lgamma(float64(i)+1))
	}
	for _, n := range []uint64{1, 3, 100, 1e7} {
		for _, z := range []float64{-2, -0.5, 0, 0.5, 2, 6} {
			s := uint64(max(0, math.Round(8*float64(n)+z*math.Sqrt(8*float64(n)))))
			lower, upper := Sum(s, n, law)
			wantLower, wantUpper := Poisson(s, 8*float64(n))
			compare("Poisson", s, n, "lower", lower, wantLower)
			compare("Poisson", s, n, "upper", upper, wantUpper)
		}
	}
	t.Logf("the largest error is %.2g", worst)
	for _, s := range []uint64{0, 1, 1 << 40, math.MaxUint64} {
		for _, n := range []uint64{1, 1 << 40, math.MaxUint64} {
			if l, u := Sum(s, n, law); !(l <= 0 && u <= 0 && l >= logFloor && u >= logFloor) {
				t.Errorf("sum of %d at %d: %g, %g", n, s, l, u)
			}
		}
	}
}

func lgamma(x float64) float64 {
	l, _ := math.Lgamma(x)
	return l
}

func BenchmarkSum(b *testing.B) {
	law := binomialLaw(60, 0.1)
	for b.Loop() {
		Sum(6300, 1000, law)
	}
}
