package tails

import "math"

// NoncentralChiSquared returns ln P(X <= x) and ln P(X >= x) for X of the
// chi-squared law with df degrees of freedom and noncentrality lambda, the sum
// of df squared normal variables of variance 1 whose squared means sum to
// lambda. It serves to compute the power of tests: the error of ln p is below
// 1e-6 of max(1, |ln p|).
//
// x is at least 0 and may be +Inf; df is finite and at least 1; lambda is
// finite and at least 0. It panics otherwise.
func NoncentralChiSquared(x, df, lambda float64) (logLower, logUpper float64) {
	mustBe(x >= 0, "NoncentralChiSquared", "x", x)
	mustBe(df >= 1 && !math.IsInf(df, 1), "NoncentralChiSquared", "df", df)
	mustBe(lambda >= 0 && !math.IsInf(lambda, 1), "NoncentralChiSquared", "lambda", lambda)
	if lambda == 0 || x == 0 || math.IsInf(x, 1) {
		return ChiSquared(x, df)
	}
	u := noncentralTilt(x, df, lambda)
	switch {
	case df+lambda > noncentralLarge || lambda*u > noncentralLong:
		return Normal(noncentralRoot(x, df, lambda, u))
	case x < df+lambda:
		tail := clamp(noncentralLower(x/2, df/2, lambda/2, u))
		return tail, Log1mExp(tail)
	}
	tail := clamp(noncentralUpper(x/2, df/2, lambda/2, u))
	return Log1mExp(tail), tail
}

const (
	// noncentralLarge is the df + lambda above which the saddle-point
	// approximation is right to 1e-6, as the tests check.
	noncentralLarge = 1e4
	// noncentralLong is the lambda u above which the mixture has too many
	// terms. That is so far out (x above 1e8) that the saddle-point
	// approximation is right to 1e-6 of ln p at any df.
	noncentralLong = 1e6
)

// noncentralTilt is u = 1/(1-2s) for the saddle-point s of the cumulant
// generating function K(s) = lambda s/(1-2s) - df ln(1-2s)/2 at x: the root of
// lambda u^2 + df u = x. It is kept above 0, of which there is no logarithm.
func noncentralTilt(x, df, lambda float64) float64 {
	return math.Max(2*(x/(df+math.Hypot(df, 2*math.Sqrt(lambda)*math.Sqrt(x)))), math.SmallestNonzeroFloat64)
}

// noncentralRoot is Barndorff-Nielsen's modified signed root of the saddle-point
// approximation, which is nearly normal: r* = w + ln(v/w)/w in the notation of
// Jensen, "Saddlepoint Approximations" (1995), section 5.3.
//
// With d = u-1 nothing cancels: w^2 = 2 (s x - K(s)) is lambda d^2 +
// df (d - ln u), and v^2 = s^2 K”(s) is d^2 (lambda u + df/2).
func noncentralRoot(x, df, lambda, u float64) float64 {
	var d, e float64
	if u < 0.5 || u > 2 {
		d = u - 1
		e = d - ln(u)
	} else {
		// d is the root of lambda d^2 + m d = x - lambda - df.
		m := 2*lambda + df
		far := x - lambda - df
		d = 2 * far / (m + math.Sqrt(m)*math.Sqrt(m+4*far*(lambda/m)))
		e = excess(d)
	}
	w := math.Copysign(math.Hypot(math.Sqrt(lambda)*d, math.Sqrt(df)*math.Sqrt(e)), d)
	if math.Abs(w) < 1e-4 { // the limit of ln(v/w)/w
		h := lambda + df/2
		return w + (lambda+df/3)/h/math.Sqrt(h)/2
	}
	return w + math.Log(math.Abs(d)/math.Abs(w)*math.Sqrt(lambda*u+df/2))/w
}

// The law is a mixture of gamma laws of shape a+j with weights Poisson(j; mean),
// in which x, a and mean are half of what they are in the chi-squared law.
// Given X near x, j is nearly of the Poisson law of mean mean*u. The sums start
// 9 standard deviations and a little from there, on the side from which the
// recurrence of the incomplete gamma function adds.

// noncentralUpper is the logarithm of the sum of Poisson(j; mean) Q(a+j, x),
// by Q(a+1, x) = Q(a, x) + x^a e^-x / Gamma(a+1). DLMF 8.8.6.
func noncentralUpper(x, a, mean, u float64) float64 {
	j := math.Max(0, math.Floor(mean*u-9*math.Sqrt(mean*u)-10))
	_, first := Gamma(x, a+j)
	weight := poissonMass(j, mean)
	// Both are relative to the first term of the sum: the term of j, and what
	// the recurrence adds to it.
	value := 1.
	more := math.Exp(gammaFront(x, a+j) - math.Log(a+j) - first)
	sum := 0.
	for {
		sum += value
		if value < 1e-15*sum && j > mean*u {
			return weight + first + math.Log(sum)
		}
		j++
		value = mean / j * (value + more)
		more *= mean / j * (x / (a + j))
	}
}

// noncentralLower is the logarithm of the sum of Poisson(j; mean) P(a+j, x),
// by P(a, x) = P(a+1, x) + x^a e^-x / Gamma(a+1). DLMF 8.8.5.
func noncentralLower(x, a, mean, u float64) float64 {
	if mean*x < 1e-15 { // the first term is all
		logLower, _ := Gamma(x, a)
		return logLower - mean
	}
	j := math.Ceil(mean*u + 9*math.Sqrt(mean*u) + 30)
	scale, _ := Gamma(x, a+j)
	value := 1.
	more := math.Exp(gammaFront(x, a+j)-scale) / x
	scale += poissonMass(j, mean)
	sum := 0.
	for {
		sum += value
		if j == 0 || value < 1e-15*sum && j < mean*u {
			return scale + math.Log(sum)
		}
		value = j / mean * (value + more)
		more *= j / mean * ((a + j - 1) / x)
		j--
		if value > 1e100 { // for small x the terms rise steeply
			scale += math.Log(value)
			sum /= value
			more /= value
			value = 1
		}
	}
}

// poissonMass is ln(mean^j e^-mean / j!) for whole j and mean > 0.
func poissonMass(j, mean float64) float64 {
	if j == 0 {
		return -mean
	}
	return gammaFront(mean, j) - math.Log(j)
}

// Noncentrality returns the lambda at which a chi-squared test with df degrees
// of freedom at the level exp(logAlpha) rejects with probability power: the
// upper tail of the noncentral law at the critical value of the test. It is 0
// if power is at most the level, where no lambda is needed. It is right to
// about 1e-6 of itself.
//
// df is finite and at least 1, logAlpha is below 0, and 0 < power < 1. It
// panics otherwise.
func Noncentrality(df, logAlpha, power float64) float64 {
	mustBe(logAlpha < 0, "Noncentrality", "logAlpha", logAlpha)
	mustBe(power > 0 && power < 1, "Noncentrality", "power", power)
	critical := ChiSquaredQuantile(logAlpha, df)
	logPower, logMiss := math.Log(power), math.Log1p(-power)
	if logPower <= logAlpha {
		return 0
	}
	miss := func(y float64) float64 {
		logLower, logUpper := NoncentralChiSquared(critical, df, math.Exp(y))
		if power < 0.5 {
			return logUpper - logPower
		}
		return logMiss - logLower
	}
	// About as many standard deviations beyond the critical value as a normal
	// law would need.
	z := NormalQuantile(logMiss)
	start := math.Log(math.Max(critical-df, 0) + math.Abs(z)*math.Sqrt(2*df) + z*z + 1)
	return math.Exp(solve(miss, start, 0.1))
}
