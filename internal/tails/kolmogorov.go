package tails

import (
	"math"
	"math/cmplx"
)

// How the two laws come about. Let c = n d, let N be a Poisson process of rate 1,
// and X(t) = t - N(t). Given N(n) = n its jumps are n uniform points, so that
//
//	P(D_n < d) = (e^n n!/n^n) P(X stays in (-c, c) up to n, and X(n) = 0)
//
// and for D_n+ the same with (-c, inf). X has jumps of one sign only, and what is
// killed on leaving an interval is known by its scale function W_q (Bertoin, Lévy
// Processes, 1996, chapter VII): the sums of e^(-qn) P(...) over n are
//
//	W_q(c)^2 / W_q(2c)  and  e^(-b+ c) W_q(c),  where  W_q(x) = sum of e^(bx)/(1 - e^-b)
//
// over the complex roots b of b - 1 + e^-b = q, two of which, b+ and b-, dominate:
// the next ones have a real part that is lower by 2.09 for q near 0, so that they
// are below e^(-2.09 c) of the whole. With both, b+- = ln(sinh h/h) +- h and
// q = g(h) = ln(sinh h/h) + h coth h - 1 have one parameter, h = (b+ - b-)/2. The
// probabilities follow by a contour integral over q: as a rapidly converging
// integral over h for D_n+; as a sum of residues at the zeros of W_q(2c), h = i
// theta, for D_n. In the limit they become exp(-2 n d^2) and Kolmogorov's series.
const (
	// Boundaries c = n d below this are computed exactly.
	nearBoundary = 10
	// Up to this n, D_n+ is computed by its sum.
	summed = 1000
)

// Smirnov returns ln P(D <= d) and ln P(D >= d) for D = D_n+, the largest excess
// of the empirical distribution function of n independent points over their
// continuous distribution function (Smirnov 1944). n is from 1 to 2^53, d at least
// 0. It panics otherwise.
//
// It is exact but for a relative error of the probabilities below 1e-9 where they
// are above 1e-300; beyond, ln p has a relative error below 1e-4. It takes some
// microseconds; up to n = 1000, one for each ten points.
//
// Sources: Birnbaum and Tingey, "One-sided confidence contours for probability
// distribution functions" (1951), for the sum; see above for large n.
func Smirnov(d float64, n uint64) (logLower, logUpper float64) {
	mustBe(d >= 0, "Smirnov", "d", d)
	mustBe(n >= 1 && n <= 1<<53, "Smirnov", "n", float64(n))
	c := float64(n) * d
	switch {
	case d == 0:
		return logFloor, 0
	case d >= 1:
		return 0, logFloor
	case n <= summed:
		logUpper = smirnovSum(d, n)
		if c < 3 { // the complement may have few digits, and these terms do not cancel
			return smirnovNear(c, n), logUpper
		}
		return Log1mExp(logUpper), logUpper
	case c < nearBoundary:
		logLower = smirnovNear(c, n)
	case d > 1-1e-6: // more than 1000 points at once: e^-2h is lost in the exponent
		logUpper = clamp(float64(n) * math.Log1p(-d))
		return Log1mExp(logUpper), logUpper
	case c*d < 0.35: // exp(-2 n d^2) is above 1/2
		logLower = smirnovLower(c, n)
	default:
		logUpper = smirnovUpper(c, n)
		return Log1mExp(logUpper), logUpper
	}
	return logLower, Log1mExp(logLower)
}

// Kolmogorov returns ln P(D <= d) and ln P(D >= d) for D = D_n, the largest
// distance between the empirical distribution function of n independent points and
// their continuous distribution function (Kolmogorov 1933). n is from 1 to 2^53, d
// at least 0. It panics otherwise.
//
// The relative error of the probabilities is below 1e-8 where they are above
// 1e-300; beyond, ln p has a relative error below 1e-4. Upper tails below 0.002 are
// taken for twice those of D_n+, as Miller, "Table of percentage points of
// Kolmogorov statistics" (1956), does: that is too much by no more than about
// (p/2)^3 of p, the second term of Kolmogorov's series. Boundaries n d below 10 are
// computed by the matrix of Durbin, "Distribution Theory for Tests Based on the
// Sample Distribution Function" (1973), as Marsaglia, Tsang and Wang, "Evaluating
// Kolmogorov's distribution" (2003), use it; for the others see above. It takes some
// microseconds, up to a third of a millisecond near a boundary of 10.
func Kolmogorov(d float64, n uint64) (logLower, logUpper float64) {
	mustBe(d >= 0, "Kolmogorov", "d", d)
	mustBe(n >= 1 && n <= 1<<53, "Kolmogorov", "n", float64(n))
	c := float64(n) * d
	switch {
	case c <= 0.5:
		return logFloor, 0
	case d >= 1:
		return 0, logFloor
	case 2*c*d > math.Log(1000): // Massart (1990): the tail of D_n+ is at most exp(-2 n d^2)
		_, logUpper = Smirnov(d, n)
		logUpper = clamp(logUpper + math.Ln2)
		return Log1mExp(logUpper), logUpper
	case c < nearBoundary:
		logLower = kolmogorovNear(c, n)
	default:
		logLower = kolmogorovFar(c, n)
	}
	return logLower, Log1mExp(logLower)
}

// poissonAtMean is ln(e^n n!/n^n): minus ln P(N = n) for a Poisson N of mean n.
func poissonAtMean(n uint64) float64 {
	return stirlingError(float64(n)) + halfLog2Pi + math.Log(float64(n))/2
}

// smirnovSum is the upper tail by the sum, all of whose terms are positive:
//
//	d sum of C(n, j) (d + j/n)^(j-1) (1 - d - j/n)^(n-j) over j from 0 to n(1-d).
//
// A term is a binomial probability, but for a factor.
func smirnovSum(d float64, n uint64) float64 {
	m := float64(n)
	c := m * d
	first := m * math.Log1p(-d)
	largest, sum := first, 1.
	front := stirlingError(m) - halfLog2Pi + math.Log(m)/2 + math.Log(c)
	for j := 1.; j < m-c; j++ {
		term := front - stirlingError(j) - stirlingError(m-j) -
			deviance(j, j+c, c) - deviance(m-j, m-j-c, -c) - math.Log(j*(m-j))/2 - math.Log(j+c)
		if term > largest {
			sum *= math.Exp(largest - term)
			largest = term
		}
		sum += math.Exp(term - largest)
	}
	return clamp(largest + math.Log(sum))
}

// smirnovNear is the lower tail for a small c, by what the sum for the upper one
// leaves out of 1 (Abel's identity): the terms of j = n-i for i < c. They have
// both signs, and cancel in a few digits.
func smirnovNear(c float64, n uint64) float64 {
	m := float64(n)
	sum, choose := 0., 1. // C(n, i)/n^i
	for i := 0.; i < c && i < m; i++ {
		sum += choose * math.Pow(i-c, i) * math.Exp((m-i-1)*math.Log1p((c-i)/m))
		choose *= (1 - i/m) / (i + 1)
	}
	return clamp(ln(c/m) + math.Log(sum))
}

// steps of the integrals are such that the error is below e^-50 of the integral
// of the integrand's absolute value.
const steps = 10

// smirnovLower is the lower tail for c = n d that is not small, and not far out:
//
//	(e^n n!/n^n) (2/pi) times the integral over t from 0 of
//	e^(n g(it)) (sin(ct)^2 + (1 - t cot t)/(2t) sin(2ct)).
func smirnovLower(c float64, n uint64) float64 {
	root := math.Sqrt(float64(n))
	step := 2 * math.Pi / (2*c + steps*root)
	sum := 0.
	for t := step; t*root < steps; t += step {
		g, r := spectrum(complex(0, t))
		s := math.Sin(c * t)
		sum += math.Exp(float64(n)*real(g)) * (s*s - real(r)/(2*t)*math.Sin(2*c*t))
	}
	return clamp(poissonAtMean(n) + math.Log(2/math.Pi*step*sum))
}

// smirnovUpper is the upper tail for c = n d that is not small:
//
//	(e^n n!/n^n) (1/pi) times the integral over t from 0 of the real part of
//	e^(n g(h) - 2ch) (1 - (h coth h - 1)/h), h = saddle + it.
func smirnovUpper(c float64, n uint64) float64 {
	m := float64(n)
	d := c / m
	// The saddle point, where n g' = 2c, nearly: h is 2d for small d, and
	// 1/(2(1-d)) near 1.
	slope := func(h float64) (g, slope, bend float64) {
		gc, rc := spectrum(complex(h, 0))
		r := real(rc)
		rSlope := (h*h - r - r*r) / h
		return real(gc), (h*h - r*r) / h, 1 - (2*r*rSlope-r*r/h)/h
	}
	low, high := 0., 2*d+1/(1-d)
	for range 40 {
		h := (low + high) / 2
		if _, s, _ := slope(h); s < 2*d {
			low = h
		} else {
			high = h
		}
	}
	g0, _, bend := slope(low)
	front := m*g0 - 2*c*low
	width := math.Sqrt(m * bend)
	step := math.Pi / (steps * width)
	sum := 0.
	for k := 0.; k*step*width < steps; k++ {
		h := complex(low, k*step)
		g, r := spectrum(h)
		term := real(cmplx.Exp(complex(m, 0)*(g-complex(g0, 0))-complex(0, 2*c*k*step)) * (1 - r/h))
		if k == 0 {
			term /= 2
		}
		sum += term
	}
	return clamp(poissonAtMean(n) + front + math.Log(step/math.Pi*sum))
}

// kolmogorovFar is the lower tail for c = n d that is not small, and not far out:
//
//	(e^n n!/n^n) sum over k of a_k e^(n g(i theta_k)) 2 rho/(theta (2c + phi'))
//
// where phi and rho are the angle and the length of the vector (theta, r), r = 1 -
// theta cot theta, phi' is the derivative of phi, theta_k solves 2c theta + phi =
// k pi, and a_k is cos(phi/2)^2 for odd k and -sin(phi/2)^2 for even k.
func kolmogorovFar(c float64, n uint64) float64 {
	sum := 0.
	front := 0.
	for k := 1.; k < 2*c; k++ {
		theta := k * math.Pi / (2*c + 1./3)
		var g, phi, rho, slope float64
		for range 4 { // Newton's method; phi is nearly theta/3
			gc, rc := spectrum(complex(0, theta))
			r := -real(rc)
			g, phi, rho = real(gc), math.Atan2(r, theta), math.Hypot(theta, r)
			slope = 2*c + (theta*theta-2*r+r*r)/(rho*rho)
			theta -= (2*c*theta + phi - k*math.Pi) / slope
		}
		if k == 1 {
			front = float64(n) * g
		}
		s, co := math.Sincos(phi / 2)
		term := math.Exp(float64(n)*g-front) * 2 * rho / (theta * slope)
		if int(k)%2 == 1 {
			sum += term * co * co
		} else {
			sum -= term * s * s
		}
		if term < 1e-20*sum {
			break
		}
	}
	return clamp(poissonAtMean(n) + front + math.Log(sum))
}

// spectrum returns g(h) = ln(sinh h/h) + h coth h - 1 and h coth h - 1 for h with
// a real part of at least 0 and an imaginary one below pi.
func spectrum(h complex128) (g, r complex128) {
	w := h * h
	if math.Abs(real(w))+math.Abs(imag(w)) < 0.25 {
		power := w
		for k, a := range cothSeries {
			r += complex(a, 0) * power
			g += complex(a*(1+1/float64(2*k+2)), 0) * power
			power *= w
		}
		return g, r
	}
	e := cmplx.Exp(-2 * h)
	r = h*(1+e)/(1-e) - 1
	return h + cmplx.Log((1-e)/(2*h)) + r, r
}

// cothSeries are the coefficients of h^2, h^4, ... in h coth h - 1.
var cothSeries = func() (a [12]float64) {
	// h coth h times sinh h/h is cosh h.
	for k := range a {
		odd, sum := 1., 0. // 1/(2j+1)!
		for j := 1; j <= k; j++ {
			odd /= float64(2 * j * (2*j + 1))
			sum += a[k-j] * odd
		}
		even := odd / float64(2*k+2)          // 1/(2k+2)!
		odd /= float64((2*k + 2) * (2*k + 3)) // 1/(2k+3)!
		a[k] = even - odd - sum
	}
	return a
}()

// kolmogorovNear is the lower tail for a small c: n!/n^n times the middle of the
// n-th power of a matrix H of order 2k-1, k the smallest integer that is at least c.
func kolmogorovNear(c float64, n uint64) float64 {
	k := int(math.Ceil(c))
	h := float64(k) - c
	m := 2*k - 1
	front := poissonAtMean(n)
	// e^-1 H, so that powers do not grow with n^n/n!.
	at := make([]float64, m*m)
	for i := range m {
		for j := range min(i+2, m) {
			v := 1.
			if j == 0 {
				v -= math.Pow(h, float64(i+1))
			}
			if i == m-1 {
				v -= math.Pow(h, float64(m-j))
			}
			if j == 0 && i == m-1 {
				v += math.Pow(max(0, 2*h-1), float64(m))
			}
			at[i*m+j] = v / (math.Gamma(float64(i-j+2)) * math.E)
		}
	}
	// The row of the middle times the power, by squaring.
	row := make([]float64, m)
	row[k-1] = 1
	logRow, logAt := 0., 0.
	next, square := make([]float64, m), make([]float64, m*m)
	for ; ; n >>= 1 {
		if n&1 == 1 {
			multiply(next, row, at, m)
			row, next = next, row
			logRow += logAt + normalize(row)
		}
		if n == 1 {
			break
		}
		multiply(square, at, at, m)
		at, square = square, at
		logAt = 2*logAt + normalize(at)
	}
	return clamp(front + logRow + ln(row[k-1]))
}

// multiply sets to = a b, where b is of order m and a has rows of m.
func multiply(to, a, b []float64, m int) {
	clear(to)
	for i := 0; i < len(a); i += m {
		for j := range m {
			x := a[i+j]
			for l, y := range b[j*m : j*m+m] {
				to[i+l] += x * y
			}
		}
	}
}

// normalize divides a by its largest number and returns the logarithm of that.
func normalize(a []float64) float64 {
	largest := 0.
	for _, x := range a {
		largest = max(largest, x)
	}
	for i := range a {
		a[i] /= largest
	}
	return math.Log(largest)
}
