package tails

import "math"

// Poisson returns ln P(X <= k) and ln P(X >= k) for X of the Poisson law with
// the given mean, which is finite and at least 0. It panics otherwise.
func Poisson(k uint64, mean float64) (logLower, logUpper float64) {
	mustBe(mean >= 0 && !math.IsInf(mean, 1), "Poisson", "mean", mean)
	if k == 0 {
		return clamp(-mean), 0
	}
	// k events come before the time "mean" if the waiting time for the k-th,
	// which is of the gamma law, is shorter.
	logUpper, _ = Gamma(mean, float64(k))
	_, logLower = Gamma(mean, float64(k)+1)
	return logLower, logUpper
}
