package tails

import "math"

// AndersonDarling returns ln P(A <= x) and ln P(A >= x) for A of the limit law of
// the Anderson-Darling statistic, that of the sum of Z_j^2/(j(j+1)) over j = 1, 2,
// ... with independent standard normal Z_j. x is at least 0 and may be +Inf; it
// panics otherwise. The relative error of the probabilities is below 1e-9 where
// they are above 1e-300.
//
// Sources: below 1.5, the series of Anderson and Darling, "A test of goodness of
// fit" (1954). Above, Smirnov's formula (1937) for a sum of weighted squares: the
// inverse transform, drawn together around the cuts of 1/sqrt(prod (1 - 2s/(j(j+1))))
// = sqrt(-2 pi s/cos(pi/2 sqrt(1+8s))) from 1 to 3, 6 to 10, 15 to 21, and so on.
func AndersonDarling(x float64) (logLower, logUpper float64) {
	mustBe(x >= 0, "AndersonDarling", "x", x)
	switch {
	case x < 1e-300:
		return logFloor, 0
	case x > 1e300:
		return 0, logFloor
	case x < 1.5:
		logLower = andersonDarlingLower(x)
		return logLower, Log1mExp(logLower)
	}
	logUpper = andersonDarlingUpper(x)
	return Log1mExp(logUpper), logUpper
}

// andersonDarlingLower is
//
//	(sqrt(2 pi)/x) sum over j of C(-1/2, j) (4j+1) e^-a times the integral over w
//	from 0 of exp(x/(8(1+w^2)) - a w^2), a = (4j+1)^2 pi^2/(8x).
func andersonDarlingLower(x float64) float64 {
	first := math.Pi * math.Pi / (8 * x)
	total, choose := 0., 1.
	for j := 0.; ; j++ {
		a := (4*j + 1) * (4*j + 1) * first
		if a-first > 45 {
			break
		}
		// The integrand is analytic where |Im w| < 1: the sum is off by about
		// exp(a y^2 - 2 pi y/step), for any y below 1.
		step := 2 * math.Pi / (45 + a)
		if a > 45 {
			step = math.Pi / math.Sqrt(45*a)
		}
		sum := math.Exp(x/8) / 2
		for w := step; a*w*w < 45; w += step {
			sum += math.Exp(x/(8*(1+w*w)) - a*w*w)
		}
		total += choose * (4*j + 1) * math.Exp(first-a) * step * sum
		choose *= -(j + 0.5) / (j + 1)
	}
	return clamp(halfLog2Pi - ln(x) - first + math.Log(total))
}

// andersonDarlingUpper is
//
//	(1/pi) sum over k of (-1)^(k-1) times the integral over the k-th cut of
//	e^(-xs)/s sqrt(2 pi s/|cos(pi/2 sqrt(1+8s))|).
//
// With v = sqrt(1+8s) the cuts are from 4k-1 to 4k+1, and with v = 4k - cos(t)
// the integrand is an even and periodic analytic function of t.
func andersonDarlingUpper(x float64) float64 {
	total := 0.
	step := math.Pi / math.Ceil(24+12*math.Sqrt(x))
	for k := 1.; ; k++ {
		v0 := 4*k - 1
		s0 := (v0*v0 - 1) / 8
		if x*(s0-1) > 45 {
			break
		}
		sum := 0.
		for t := step / 2; t < math.Pi; t += step {
			half := math.Sin(t / 2)
			e := 2 * half * half       // v - v0
			s := s0 - 1 + e*(2*v0+e)/8 // less 1
			if x*s > 45 {
				break
			}
			sum += math.Exp(-x*s) * math.Sqrt(2*math.Pi/(1+s)) * (v0 + e) / 4 * math.Sin(t) / math.Sqrt(math.Sin(math.Pi/2*e))
		}
		if int(k)%2 == 0 {
			sum = -sum
		}
		total += sum
	}
	return clamp(-x + math.Log(step/math.Pi*total))
}
