package tails

import "math"

// Binomial returns ln P(X <= k) and ln P(X >= k) for the number X of successes
// in n trials of probability p. n is at most 2^53, p in [0, 1], and k may be
// above n. It panics if p is not in [0, 1].
//
// p is taken to be exactly the float64. If that stands for a number such as
// 1/3 which is no float64, its relative error of 1e-16 moves the mean by 1e-16
// sqrt(n p/(1-p)) standard deviations: by 1e-10 at n = 1e12, which is harmless.
func Binomial(k, n uint64, p float64) (logLower, logUpper float64) {
	mustBe(p >= 0 && p <= 1, "Binomial", "p", p)
	switch {
	case k > n:
		return 0, logFloor
	case p > 0.5: // so that 1-p is exact here, and small below
		logUpper, logLower = Binomial(n-k, n, 1-p)
		return logLower, logUpper
	case k == 0:
		return clamp(float64(n) * math.Log1p(-p)), 0
	case p == 0:
		return 0, logFloor
	case k == n:
		return 0, clamp(float64(n) * ln(p))
	}
	q := 1 - p
	mass := binomialMass(k, n, p, q)
	hits, misses := float64(k), float64(n-k)

	// P(X >= k) is an incomplete beta integral of t^(k-1) (1-t)^(n-k) over
	// [0, p]; with t = p(1-v) the integrand is its value at p times
	// exp(-E(v)). P(X <= k) is the same with hits and misses exchanged. The
	// tail in which k lies is computed; the other one is not small.
	if c := math.FMA(float64(n-1), p, -hits); c >= 0 {
		tail := mass + math.Log(misses*relativeTail(c/p, misses-1, hits, q/p, 1))
		return clamp(tail), lessMass(tail, mass)
	}
	c := -math.FMA(float64(n-1), p, 1-hits)
	tail := mass + math.Log(hits*relativeTail(c/q, hits-1, misses, p/q, 1))
	return lessMass(tail, mass), clamp(tail)
}

// lessMass is ln(1 - (e^tail - e^mass)): the logarithm of the other tail.
func lessMass(tail, mass float64) float64 {
	return clamp(math.Log1p(math.Exp(tail) * math.Expm1(math.Min(mass-tail, 0))))
}

// binomialMass is ln P(X = k) for 0 < k < n and 0 < p <= 1/2, q = 1-p rounded.
// Loader (2000), equation 3.
func binomialMass(k, n uint64, p, q float64) float64 {
	trials, hits, misses := float64(n), float64(k), float64(n-k)
	// n p - k is needed to full relative precision, and so is its negative,
	// n q - (n-k), which is not what the rounded q would give.
	d := math.FMA(trials, p, -hits)
	return stirlingError(trials) - stirlingError(hits) - stirlingError(misses) -
		deviance(hits, trials*p, d) - deviance(misses, trials*q, -d) +
		(math.Log(trials/hits/misses))/2 - halfLog2Pi
}

// BinomialBand returns the smallest low with ln P(X <= low) > logP and the
// largest high with ln P(X >= high) > logP, for X as in [Binomial]. X is below
// low with probability at most e^logP, and above high with at most e^logP; no
// narrower band is so; high+1 is the smallest k with ln P(X >= k) <= logP.
// logP is below 0; where it is above about ln(1/2), low may be above high. It
// panics if logP is not below 0 or p not in [0, 1].
func BinomialBand(logP float64, n uint64, p float64) (low, high uint64) {
	mustBe(logP < 0, "BinomialBand", "logP", logP)
	mustBe(p >= 0 && p <= 1, "BinomialBand", "p", p)
	// The normal law says where to look, corrected by the skewness and the kurtosis:
	// Cornish and Fisher (1938). It is rarely off by more than 1.
	mean, variance := float64(n)*p, float64(n)*p*(1-p)
	z, sd := NormalQuantile(logP), math.Sqrt(variance)
	skew, bend := 0.0, 0.0
	if variance > 0.1 { // else the correction is no better than nothing
		skew = (1 - 2*p) * (z*z - 1) / 6
		bend = ((1-6*p*(1-p))*(z*z-3) - (1-2*p)*(1-2*p)*(2*z*z-5)*2/3) * z / 24 / sd
	}
	guess := func(x float64) uint64 {
		if !(x > 0) {
			return 0
		}
		if x >= float64(n) {
			return n
		}
		return uint64(x)
	}
	low = firstTrue(n, guess(mean-sd*z+skew-bend+0.5), func(k uint64) bool {
		logLower, _ := Binomial(k, n, p)
		return logLower > logP
	})
	high = n - firstTrue(n, guess(float64(n)-mean-sd*z-skew-bend+0.5), func(misses uint64) bool {
		_, logUpper := Binomial(n-misses, n, p)
		return logUpper > logP
	})
	return low, high
}

// firstTrue returns the smallest k in [0, n] for which the monotone property
// ok holds, as it does for n; it looks near guess first.
func firstTrue(n, guess uint64, ok func(uint64) bool) uint64 {
	step := uint64(1)
	low, high := guess, guess // ok(low-1) is false, or low is 0; ok(high) is true
	if ok(guess) {
		for low > 0 {
			k := low - min(step, low)
			if !ok(k) {
				low = k + 1
				break
			}
			low, high = k, k
			step *= 2
		}
	} else {
		for {
			low = high + 1
			high += min(step, n-high)
			if ok(high) {
				break
			}
			step *= 2
		}
	}
	for low < high {
		if k := low + (high-low)/2; ok(k) {
			high = k
		} else {
			low = k + 1
		}
	}
	return low
}
