package tails

import (
	"math"
	"testing"
)

// TestKolmogorovPublished has values of Marsaglia, Tsang and Wang (2003), and of
// Marsaglia and Marsaglia, "Evaluating the Anderson-Darling Distribution" (2004).
func TestKolmogorovPublished(t *testing.T) {
	for _, c := range []struct {
		d    float64
		n    uint64
		want float64
	}{{0.274, 10, 0.6284796154565}, {0.04, 2000, 0.99676943191713676985}, {0.06, 2000, 0.99999893956930568118}, {0.016, 16000, 0.99945234913828052085}} {
		if lower, _ := Kolmogorov(c.d, c.n); math.Abs(math.Exp(lower)-c.want) > 1e-11 {
			t.Errorf("P(D_%d <= %g) = %.17g, want %.17g", c.n, c.d, math.Exp(lower), c.want)
		}
	}
	for x, want := range map[float64]float64{1.9329578327415937304: 0.9, 2.492367160059158: 0.95, 3.878125021605394: 0.99} {
		if lower, _ := AndersonDarling(x); math.Abs(math.Exp(lower)-want) > 1e-9 {
			t.Errorf("P(A <= %g) = %.17g, want %g", x, math.Exp(lower), want)
		}
	}
}

// TestKolmogorovLimit compares with the limit laws, whose next term is a shift of
// n d by 1/6, at an n where the one after that is lost, and with their ratio to
// exact laws that jumps nowhere in between.
func TestKolmogorovLimit(t *testing.T) {
	const n = 1 << 52
	root := math.Sqrt(n)
	for z := 0.05; z < 17; z *= 1.1 {
		d := (z - 1/(6*root)) / root
		lower, upper := Kolmogorov(d, n)
		var wantLower, wantUpper float64
		for k := 1.; k < 30; k++ {
			wantLower += math.Exp(-((2*k-1)*(2*k-1) - 1) * math.Pi * math.Pi / (8 * z * z))
			wantUpper += 2 * math.Pow(-1, k-1) * math.Exp(-2*(k*k-1)*z*z)
		}
		wantLower = math.Log(math.Sqrt(2*math.Pi)/z*wantLower) - math.Pi*math.Pi/(8*z*z)
		wantUpper = math.Log(wantUpper) - 2*z*z
		if z < 1 && math.Abs(lower-wantLower) > 2e-9 || z > 1 && math.Abs(upper-wantUpper) > 2e-9 {
			t.Errorf("z = %g: ln p is %.15g and %.15g, the limits are %.15g and %.15g", z, lower, upper, wantLower, wantUpper)
		}
		if _, upper := Smirnov(d, n); math.Abs(upper+2*z*z) > 2e-9 {
			t.Errorf("z = %g: ln p of D+ is %.15g, the limit is %.15g", z, upper, -2*z*z)
		}
	}
}

// TestKolmogorovMethods compares the methods where one takes over from another.
func TestKolmogorovMethods(t *testing.T) {
	same := func(what string, n uint64, a, b, allowed float64) {
		if !(math.Abs(a-b) <= allowed) {
			t.Errorf("%s, n = %d: %.17g and %.17g", what, n, a, b)
		}
	}
	for n := uint64(40); n <= 1<<50; n *= 3 {
		m := float64(n)
		if n < 10000 {
			same("D at 10/n", n, kolmogorovNear(nearBoundary, n), kolmogorovFar(nearBoundary, n), 1e-9)
		}
		c := math.Sqrt(math.Log(1000) / 2 * m)
		if c > nearBoundary {
			_, upper := Smirnov(c/m, n)
			same("D at p = 0.002", n, Log1mExp(kolmogorovFar(c, n)), upper+math.Ln2, 2e-9)
		}
		if n > summed {
			same("D+ at 10/n", n, smirnovNear(nearBoundary, n), smirnovLower(nearBoundary, n), 1e-9)
			c := math.Sqrt(0.35 * m)
			same("D+ in the middle", n, Log1mExp(smirnovLower(c, n)), smirnovUpper(c, n), 1e-12)
		}
	}
	for d := 0.02; d < 0.6; d += 0.01 {
		same("D+ by its sum", summed, smirnovSum(d, summed), smirnovUpper(d*summed, summed), 1e-10)
	}
	for x := 0.5; x < 5; x += 0.1 {
		same("A", 0, Log1mExp(andersonDarlingLower(x)), andersonDarlingUpper(x), 1e-12)
	}
}
