package stattests

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// TestDivisorLaw takes all the pairs of small alphabets.
func TestDivisorLaw(t *testing.T) {
	for _, n := range []uint64{2, 3, 4, 6, 13, 97, 127, 128, 129, 300, 1000} {
		g := counter(t, GCD, n).(*greatestDivisor)
		want := make([]float64, len(g.p))
		for x := range n {
			for y := range n {
				want[min(plainGCD(x, y)-1, uint64(len(want)-1))]++
			}
		}
		for i, p := range g.p {
			if got := p * float64(n*n); math.Abs(got-want[i]) > 1e-6 {
				t.Errorf("N = %d, %s: %g pairs, %g by the law", n, "gcd "+big.NewInt(int64(i+1)).String(), want[i], got)
			}
		}
	}
	// Where totients are no longer added up, it must not matter.
	for _, n := range []uint64{mostTotients, mostTotients + 1} {
		for i, p := range divisorLaw(n) {
			j := float64(i + 1)
			want := 6 / (math.Pi * j) / (math.Pi * j)
			if i == mostDivisor {
				want = divisorLaw(0)[i]
			}
			if off := math.Abs(p/want - 1); off > 2*j/float64(n) {
				t.Errorf("N = %d, gcd %d: %g, %g in the limit: off by %g of it", n, i+1, p, want, off)
			}
		}
	}
	// 6/(pi j)^2 of 10^7 pairs, the number that Marsaglia and Tsang take.
	for i, want := range []float64{6079271, 1519818, 675475, 379954, 243171} {
		if got := 1e7 * divisorLaw(1 << 32)[i]; math.Abs(got-want) > 1 {
			t.Errorf("gcd %d: %.1f in 10^7 pairs, want %g", i+1, got, want)
		}
	}
}

func plainGCD(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// TestTotients has the sums of totients up to powers of ten, OEIS A064018.
func TestTotients(t *testing.T) {
	for m, want := range map[uint64]uint64{
		1: 1, 10: 32, 100: 3044, 1000: 304192, 10000: 30397486, 100000: 3039650754, 1000000: 303963552392,
		10000000: 30396356427242, 100000000: 3039635516365908, 1000000000: 303963551173008414,
	} {
		if got := totients(m, 1)[1]; got != want {
			t.Errorf("the totients up to %d add to %d, want %d", m, got, want)
		}
		if off := math.Abs(float64(want) - 3/math.Pi/math.Pi*float64(m)*float64(m+1)); off > max(1.5, float64(m)/3) {
			t.Errorf("the totients up to %d are %g off", m, off)
		}
	}
	all := totients(5000, 300)
	for j := uint64(1); j <= 300; j++ {
		if want := totients(5000/j, 1)[1]; all[j] != want {
			t.Errorf("the totients up to 5000/%d add to %d, want %d", j, all[j], want)
		}
	}
}

func TestGCD(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.OneOf(rapid.Uint64(), rapid.Uint64Max(20), rapid.SampledFrom([]uint64{1 << 63, math.MaxUint64, 3 << 62, 1 << 32}))
		x := rapid.SliceOfN(number, 4, 4).Draw(t, "x")
		ab, cd := gcds(x[0], x[1], x[2], x[3])
		if ab != plainGCD(x[0], x[1]) || cd != plainGCD(x[2], x[3]) {
			t.Fatalf("%d: %d and %d", x, ab, cd)
		}
	})
}
