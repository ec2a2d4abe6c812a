package tails

import "math"

// ChiSquared returns ln P(X <= x) and ln P(X >= x) for X of the chi-squared law
// with df degrees of freedom. x is at least 0 and may be +Inf; df is finite,
// at least 1, and need not be an integer. It panics otherwise.
func ChiSquared(x, df float64) (logLower, logUpper float64) {
	mustBe(x >= 0, "ChiSquared", "x", x)
	mustBe(df >= 1 && !math.IsInf(df, 1), "ChiSquared", "df", df)
	return Gamma(x/2, df/2)
}

// ChiSquaredQuantile returns the x with ln P(X >= x) = logUpper for X of the
// chi-squared law with df degrees of freedom, to a relative precision of about
// 1e-13; logUpper is at most 0. It is 0 for logUpper = 0, and at most
// math.MaxFloat64. It panics if logUpper is above 0 or NaN, or df below 1 or
// infinite.
func ChiSquaredQuantile(logUpper, df float64) float64 {
	mustBe(logUpper <= 0, "ChiSquaredQuantile", "logUpper", logUpper)
	mustBe(df >= 1 && !math.IsInf(df, 1), "ChiSquaredQuantile", "df", df)
	if logUpper == 0 {
		return 0
	}
	// The smaller of the two tails says where x is; and x is sought by its
	// logarithm, in which the lower tail is nearly linear far out.
	logLower := Log1mExp(logUpper)
	miss := func(y float64) float64 {
		lower, upper := ChiSquared(math.Exp(y), df)
		if logUpper < logLower {
			return logUpper - upper
		}
		return lower - logLower
	}
	// Wilson and Hilferty (1931): the cube root of X/df is nearly normal.
	v := 2 / (9 * df)
	root := 1 - v + NormalQuantile(logUpper)*math.Sqrt(v)
	start := ln(df) + 3*math.Log(math.Min(math.Max(root, 1e-3), 1e50))
	return math.Min(math.Exp(solve(miss, start, math.Sqrt(v))), math.MaxFloat64)
}

// solve returns the root of the increasing function f, sought in ever larger
// steps from start and then by the method of Chandrupatla, "A new hybrid
// quadratic/bisection algorithm for finding the zero of a nonlinear function
// without using derivatives" (1997). It looks for no root beyond |x| = 1000:
// an end of that range is returned if f has one sign in it.
func solve(f func(float64) float64, start, step float64) float64 {
	const bound = 1000
	a, fa := start, f(start)
	if fa == 0 {
		return a
	}
	if fa > 0 {
		step = -step
	}
	b, fb := a, fa
	for (fb > 0) == (fa > 0) && fb != 0 {
		if b <= -bound || b >= bound {
			return b
		}
		a, fa = b, fb
		b = math.Max(-bound, math.Min(bound, b+step))
		fb = f(b)
		step *= 2
	}
	c, fc := a, fa
	t := 0.5
	for range 200 {
		x := a + t*(b-a)
		fx := f(x)
		if (fx > 0) == (fa > 0) {
			c, fc = a, fa
		} else {
			c, fc = b, fb
			b, fb = a, fa
		}
		a, fa = x, fx
		best := a
		if math.Abs(fb) < math.Abs(fa) {
			best = b
		}
		limit := 0x1p-52 * math.Max(math.Abs(best), 0x1p-10) / math.Abs(b-a)
		if limit > 0.5 || fa == 0 || fb == 0 {
			return best
		}
		xi, phi := (a-b)/(c-b), (fa-fb)/(fc-fb)
		t = 0.5
		if phi*phi < xi && (1-phi)*(1-phi) < 1-xi {
			t = fa/(fb-fa)*fc/(fb-fc) + (c-a)/(b-a)*fa/(fc-fa)*fb/(fc-fb)
		}
		t = math.Min(math.Max(t, limit), 1-limit)
	}
	return a
}
