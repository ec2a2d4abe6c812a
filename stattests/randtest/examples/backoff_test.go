package examples

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/randaudit/randaudit/stattests/randtest"
)

// Retries wait a random time ("full jitter"): uniform up to the cap of the
// attempt. The biased form limits what it has drawn in place of the cap, so that
// many clients wait for exactly the limit, and come back at once.

const (
	base  = 100 * time.Millisecond
	limit = 1500 * time.Millisecond
)

func backoff(attempt int) time.Duration {
	return rand.N(min(base<<attempt, limit))
}

func backoffLimitedLate(attempt int) time.Duration {
	return min(rand.N(base<<attempt), limit)
}

// uniformTo is the distribution function of the waiting time.
func uniformTo(most time.Duration) func(seconds float64) float64 {
	return func(s float64) float64 { return min(s/most.Seconds(), 1) }
}

func TestBackoff(t *testing.T) {
	for attempt, most := range map[int]time.Duration{2: 400 * time.Millisecond, 4: limit} {
		randtest.CDF(t, uniformTo(most), func() float64 { return backoff(attempt).Seconds() })
	}
}

func TestBackoffLimitedLate(t *testing.T) {
	expectFail(t, func(t testing.TB) {
		randtest.CDF(t, uniformTo(limit), func() float64 { return backoffLimitedLate(4).Seconds() })
	})
}
