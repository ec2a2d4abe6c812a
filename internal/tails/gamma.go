package tails

import "math"

// Gamma returns the logarithms of the regularised incomplete gamma functions
// P(shape, x) and Q(shape, x), which are ln P(X <= x) and ln P(X >= x) for X of
// the gamma law with the given shape and scale 1.
//
// x is at least 0 and may be +Inf; shape is finite and at least 1/2. It panics
// otherwise.
func Gamma(x, shape float64) (logLower, logUpper float64) {
	mustBe(x >= 0, "Gamma", "x", x)
	mustBe(shape >= 0.5 && !math.IsInf(shape, 1), "Gamma", "shape", shape)
	switch {
	case x == 0:
		return logFloor, 0
	case math.IsInf(x, 1):
		return 0, logFloor
	}

	// Of the two tails the one that x lies in is computed, and the other one
	// is its complement: it is not small.
	var lower bool
	var tail float64
	if shape < gammaSmall {
		if lower = x < shape+1; lower {
			tail = gammaSeries(x, shape)
		} else {
			tail = gammaFraction(x, shape)
		}
	} else {
		// With t = x(1-v) or x(1+v), t^(shape-1) e^-t is its value at x times
		// exp(-E(v)).
		c := shape - 1 - x
		if lower = c > 0; lower {
			tail = relativeTail(c, shape-1, 0, 0, 1)
		} else {
			tail = relativeTail(-c, 0, shape-1, 1, math.Inf(1))
		}
	}
	tail = clamp(gammaFront(x, shape) + math.Log(tail))
	if lower {
		return tail, Log1mExp(tail)
	}
	return Log1mExp(tail), tail
}

// gammaFront is ln(x^a e^-x / Gamma(a)) for positive x and a >= 1/2.
func gammaFront(x, a float64) float64 {
	return math.Log(a)/2 - halfLog2Pi - stirlingError(a) - deviance(a, x, x-a)
}

// gammaSmall is the shape below which the series and the continued fraction
// need fewer terms than the quadrature, whose integrand is not analytic at
// v = -1 for shapes that are no integers.
const gammaSmall = 200

// gammaSeries is P(a, x) Gamma(a) / (x^a e^-x) by its power series, all of
// whose terms are positive. DLMF 8.7.1.
func gammaSeries(x, a float64) float64 {
	sum, term := 1., 1.
	for n := a + 1; ; n++ {
		term *= x / n
		next := sum + term
		if next == sum {
			return sum / a
		}
		sum = next
	}
}

// gammaFraction is Q(a, x) Gamma(a) / (x^a e^-x) by Legendre's continued
// fraction in its even form, evaluated by the method of Lentz as modified by
// Thompson and Barnett. DLMF 8.9.2.
func gammaFraction(x, a float64) float64 {
	b := x + 1 - a
	c, d := math.Inf(1), 1/b
	h := d
	for n := 1.; n < 10000; n++ {
		an := n * (a - n)
		b += 2
		d = 1 / (an*d + b)
		c = b + an/c
		step := c * d
		h *= step
		if math.Abs(step-1) < 0x1p-52 {
			break
		}
	}
	return h
}
