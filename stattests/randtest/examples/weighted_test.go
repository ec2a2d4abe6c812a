package examples

import (
	"testing"

	"github.com/randaudit/randaudit/stattests/randtest"
)

// Choice by weight: a number below the sum of the weights, and the first item
// whose cumulative weight is above it. With >= in place of >, the first item gains
// a share and the last loses one.

var weights = []float64{50, 30, 15, 5}

func weighted(chosen func(cumulative, x float64) bool) uint64 {
	x := float64(randomBelow(100))
	cumulative := 0.
	for i, w := range weights {
		cumulative += w
		if chosen(cumulative, x) {
			return uint64(i)
		}
	}
	panic("weighted: the weights are exhausted")
}

func TestWeighted(t *testing.T) {
	randtest.Law(t, weights, func() uint64 {
		return weighted(func(cumulative, x float64) bool { return cumulative > x })
	})
}

func TestWeightedOffByOne(t *testing.T) {
	expectFail(t, func(t testing.TB) {
		randtest.Law(t, weights, func() uint64 {
			return weighted(func(cumulative, x float64) bool { return cumulative >= x })
		})
	})
}
