package examples

import (
	"testing"

	"github.com/randaudit/randaudit/stattests/randtest"
)

// A sample without replacement from a stream of unknown length: the reservoir
// (Algorithm R). Element i, from 0, replaces one of the k with probability
// k/(i+1). Written with a draw below i, late elements are too likely.

func reservoir(n, k, extra int) []int {
	sample := make([]int, k)
	for i := range n {
		if i < k {
			sample[i] = i
			continue
		}
		if j := randomBelow(i + extra); j < k {
			sample[j] = i
		}
	}
	return sample
}

func TestReservoir(t *testing.T) {
	randtest.Sample(t, 20, 5, func() []int { return reservoir(20, 5, 1) })
}

func TestReservoirOffByOne(t *testing.T) {
	expectFail(t, func(t testing.TB) {
		randtest.Sample(t, 20, 5, func() []int { return reservoir(20, 5, 0) })
	})
}
