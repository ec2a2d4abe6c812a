package examples

import (
	"testing"

	"github.com/randaudit/randaudit/stattests/randtest"
)

// Diceware rolls five dice for a word. With byte % 6, 1 to 4 come 43 times in 256
// and 5 and 6 come 42 times: 1.6 % off at most, far below the 10 % of Detect. So
// this bias has an option of its own.

func die() int       { return 1 + randomBelow(6) }
func dieModulo() int { return 1 + int(randomByte()%6) }

func TestDie(t *testing.T) {
	randtest.Uniform(t, 6, func() uint64 { return uint64(die() - 1) }, randtest.DetectByteModulo())
}

func TestDieModulo(t *testing.T) {
	expectFail(t, func(t testing.TB) {
		randtest.Uniform(t, 6, func() uint64 { return uint64(dieModulo() - 1) }, randtest.DetectByteModulo())
	})
}

// A die is five times in a word of 7776, and the index of the word is uniform if
// all five are.
func TestDicewareIndex(t *testing.T) {
	randtest.Uniform(t, 7776, func() uint64 {
		index := 0
		for range 5 {
			index = 6*index + die() - 1
		}
		return uint64(index)
	})
}
