package gf2

import (
	"math"
	"testing"
)

// TestDeficits: the probabilities add to 1, are those of SP 800-22 (3.5) for 32 rows,
// and those of few rows by the number of matrices of each rank, the product of
// (2^n - 2^i)^2 / (2^r - 2^i) over i < r.
func TestDeficits(t *testing.T) {
	for _, n := range []int{32, 64, 256, 1024} {
		sum := 0.0
		for _, p := range Deficits(n, 9) {
			sum += p
		}
		if math.Abs(sum-1) > 1e-14 {
			t.Errorf("n = %d: the probabilities add to %g", n, sum)
		}
	}
	law := Deficits(32, 9)
	for d, want := range []float64{0.2888, 0.5776} {
		if math.Abs(law[d]-want) > 5e-5 {
			t.Errorf("32 rows, deficit %d: %g, want %g", d, law[d], want)
		}
	}
	if rest := 1 - law[0] - law[1]; math.Abs(rest-0.1336) > 5e-5 {
		t.Errorf("32 rows, the rest: %g, want 0.1336", rest)
	}
	const n = 12
	law = Deficits(n, 9)
	for d, got := range law {
		want := math.Exp2(-n * n)
		for i := range n - d {
			f := math.Exp2(n) - math.Exp2(float64(i))
			want *= f * f / (math.Exp2(float64(n-d)) - math.Exp2(float64(i)))
		}
		if math.Abs(got/want-1) > 1e-12 {
			t.Errorf("%d rows, deficit %d: %g, want %g", n, d, got, want)
		}
	}
}
