package examples

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/randaudit/randaudit/stattests/randtest"
)

// Integers from floats: rounded down they are fair for small n; rounded to the
// nearest, the first and the last are half as likely.

func fromFloat() uint64    { return uint64(rand.Float64() * 10) }
func roundedFloat() uint64 { return uint64(math.Round(rand.Float64() * 9)) }

func TestFromFloat(t *testing.T) {
	randtest.Uniform(t, 10, fromFloat)
}

func TestRoundedFloat(t *testing.T) {
	expectFail(t, func(t testing.TB) { randtest.Uniform(t, 10, roundedFloat) })
}

// For large n a float has too few bits: at 3<<51 a third of the remainders by 3
// are 12 % off. The same code, tested where its bias shows.
func TestFromFloatLarge(t *testing.T) {
	const n = 3 << 51
	randtest.Uniform(t, n, func() uint64 { return rand.Uint64N(n) })
	expectFail(t, func(t testing.TB) {
		randtest.Uniform(t, n, func() uint64 { return uint64(rand.Float64() * n) })
	})
}
