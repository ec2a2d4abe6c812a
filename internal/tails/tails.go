// Package tails gives the natural logarithms of both tails of the laws that
// the statistical tests need: normal, chi-squared, gamma, binomial, Poisson,
// Kolmogorov-Smirnov, Anderson-Darling, and noncentral chi-squared (for power
// only).
//
// A float64 probability is 0 below 1e-308 and 1-p says nothing below 1e-16, so
// tails are logarithms from the start: lower is ln P(X <= x), upper is
// ln P(X >= x). The two overlap at x for a discrete law: exp(lower) +
// exp(upper) = 1 + P(X = x).
//
// # Accuracy
//
// The relative error of ln p is below 1e-10 for p from 1e-2 down to 1e-3000
// and below, and the absolute error of ln p is below 1e-12 for p above 1e-2: for
// the chi-squared law up to 1e7 degrees of freedom, gamma shapes and Poisson
// means up to 1e9, binomial n up to 2^50 with p from 1e-12. The table
// testdata/tails.json, which testdata/tails.py computed at 60 digits, has both
// tails over all of that, and the tests compare each row; no error is above a
// hundredth of what is allowed. The laws of Kolmogorov-Smirnov and Anderson-Darling
// and the noncentral one have their own, wider statements, and the first two a table
// of their own, testdata/kolmogorov.json.
//
// # How
//
// A tail is the density (or mass) at its end point times an integral of the
// density relative to it. Both factors are computed without cancellation: the
// first by the saddle-point form of Loader, "Fast and accurate computation of
// binomial probabilities" (2000), the second by Gauss-Legendre quadrature of
// exp(-E(v)) where E is a sum of terms of one sign. The quadrature takes the
// place of continued fractions, which need about as many terms as there are
// units in a standard deviation when the end point is near the mean, and of
// uniform asymptotic expansions, of which there would have to be one a law.
//
// # Range
//
// Every function returns numbers in [-math.MaxFloat64, 0] for valid arguments:
// a probability of zero gives -math.MaxFloat64, so that sums of few logarithms
// stay finite where it matters and JSON can hold them. Arguments outside the
// stated ranges (NaN, a negative mean, p > 1) are mistakes of the program and
// panic.
package tails

import (
	"fmt"
	"math"
)

// logFloor stands for ln 0.
const logFloor = -math.MaxFloat64

// halfLog2Pi is ln(2 pi) / 2.
const halfLog2Pi = 0.918938533204672741780329736405617639861397473637783412817

// clamp brings the logarithm of a probability into [logFloor, 0]. Rounding may
// have put it just above 0, and a probability of zero at -Inf.
func clamp(x float64) float64 {
	if x >= 0 {
		return 0 // and never -0, which would be printed as such
	}
	return math.Max(x, logFloor)
}

// ln is math.Log for x >= 0, right for subnormal numbers too: math.Log is not
// on amd64.
func ln(x float64) float64 {
	if 0 < x && x < 0x1p-1022 {
		return math.Log(x*0x1p60) - 60*math.Ln2
	}
	return math.Log(x)
}

// logRatio is ln(a/b) for positive a and b, whatever a/b is.
func logRatio(a, b float64) float64 {
	if r := a / b; 0x1p-1000 < r && r < 0x1p1000 {
		return math.Log(r)
	}
	return ln(a) - ln(b)
}

// Log1mExp returns ln(1 - e^x), the logarithm of the complement of a
// probability whose logarithm is x. Above 0, where rounding may have put x, it
// is taken for 0, and the result is -math.MaxFloat64. It panics if x is NaN.
//
// The probability that the smallest of m independent p-values is at most p
// (Šidák) has the logarithm Log1mExp(m * Log1mExp(ln p)).
//
// Source: Mächler, "Accurately computing log(1 - exp(-|a|))" (2012).
func Log1mExp(x float64) float64 {
	switch {
	case math.IsNaN(x):
		panic("tails: Log1mExp of NaN")
	case x >= 0:
		return logFloor
	case x > -math.Ln2:
		return ln(-math.Expm1(x))
	}
	return clamp(math.Log1p(-math.Exp(x)))
}

// LogAdd returns ln(e^a + e^b) without overflow or underflow. The result may
// be above 0: it is not taken for a probability. -Inf is ln 0. It panics if a
// or b is NaN.
func LogAdd(a, b float64) float64 {
	if math.IsNaN(a) || math.IsNaN(b) {
		panic("tails: LogAdd of NaN")
	}
	if a < b {
		a, b = b, a
	}
	if math.IsInf(a, 0) {
		return math.Max(a, logFloor)
	}
	return a + math.Log1p(math.Exp(b-a))
}

// excess is x - ln(1+x) for x > -1: at least 0, and to full relative
// precision near 0, where it is x^2/2.
func excess(x float64) float64 {
	if x < -0.5 || x > 0.5 {
		return x - math.Log1p(x)
	}
	// With r = x/(2+x), ln(1+x) = 2 artanh(r) = 2r + 2r^3/3 + 2r^5/5 + ...
	// and x - 2r = xr.
	r := x / (2 + x)
	r2 := r * r
	sum, power := 1./3, r2
	for i := 5.; power > 1e-17; i += 2 {
		sum += power / i
		power *= r2
	}
	return r * (x - 2*r2*sum)
}

// deviance is a ln(a/x) + x - a for positive a and x, at least 0, given
// difference = x - a (which the caller may know better than this function
// could compute it).
func deviance(a, x, difference float64) float64 {
	if y := difference / a; -0.5 < y && y < 1 {
		return a * excess(y)
	}
	return difference + a*logRatio(a, x)
}

// stirlingError is ln Gamma(x+1) - ((x+1/2) ln x - x + ln(2 pi)/2) for
// x >= 1/2: what Stirling's formula leaves out.
func stirlingError(x float64) float64 {
	if x < 10 {
		g, _ := math.Lgamma(x + 1)
		return g - (x+0.5)*math.Log(x) + x - halfLog2Pi
	}
	// The series B(2k) / (2k(2k-1) x^(2k-1)); its ninth term is below 2e-18.
	// DLMF 5.11.1.
	y := 1 / x
	y2 := y * y
	return y * (1./12 - y2*(1./360-y2*(1./1260-y2*(1./1680-y2*(1./1188-y2*(691./360360-y2*(1./156-y2*(3617./122400))))))))
}

// relativeTail is the integral of exp(-E(v)) over [0, end], where
//
//	E(v) = c v + a excess(-v) + b excess(rho v)
//
// with a, b, rho >= 0, not all of a, b, c zero unless end is finite, and c at
// least 0 or not so far below it that E falls much below 0.
//
// E is convex and the integrand falls from about 1, so its scale is known, and
// the quadrature stops where it is below e^-45 of its start.
func relativeTail(c, a, b, rho, end float64) float64 {
	energy := func(v float64) float64 {
		e := c * v
		if a > 0 {
			e += a * excess(-v)
		}
		if b > 0 {
			e += b * excess(rho*v)
		}
		return e
	}
	// Where c v + (a + b rho^2) v^2/2 is 50; excess(x) is less than x^2/2 for
	// x > 0, so it may need to go further.
	stop := 50 / (c/2 + math.Hypot(c/2, 5*math.Hypot(math.Sqrt(a), rho*math.Sqrt(b))))
	for stop < end && energy(stop) < 45 {
		stop *= 1.5
	}
	stop = math.Min(stop, end)

	total, from := 0., 0.
	for _, to := range panels {
		middle, half := stop*(to+from)/2, stop*(to-from)/2
		sum := 0.
		for i, x := range legendre.nodes {
			sum += legendre.weights[i] * (math.Exp(-energy(middle-half*x)) + math.Exp(-energy(middle+half*x)))
		}
		total += half * sum
		from = to
	}
	return total
}

// panels are the ends of the panels of relativeTail, in units of the whole: fine
// enough for the extremes exp(-50 v) and exp(-50 v^2).
var panels = [...]float64{0.08, 0.22, 0.5, 1}

// legendre holds the positive nodes of Gauss-Legendre quadrature of order 20
// on [-1, 1] and their weights.
var legendre = gaussLegendre()

type rule struct{ nodes, weights [10]float64 }

// gaussLegendre finds the nodes by Newton's method from Tricomi's
// approximation; DLMF 3.5(v).
func gaussLegendre() (r rule) {
	order := 2 * float64(len(r.nodes))
	for i := range r.nodes {
		x := math.Cos(math.Pi * (float64(i) + 0.75) / (order + 0.5))
		var slope float64
		for range 8 {
			// Legendre polynomials of degree j-1 and j at x.
			before, here := 1., x
			for j := 2.; j <= order; j++ {
				before, here = here, ((2*j-1)*x*here-(j-1)*before)/j
			}
			slope = order * (x*here - before) / (x*x - 1)
			x -= here / slope
		}
		r.nodes[i] = x
		r.weights[i] = 2 / ((1 - x*x) * slope * slope)
	}
	return r
}

// mustBe panics unless the argument of a law is as it must be.
func mustBe(ok bool, law, argument string, value float64) {
	if !ok {
		panic(fmt.Sprintf("tails: %s: %s is %v", law, argument, value))
	}
}
