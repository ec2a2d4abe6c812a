package tails

import "math"

// Normal returns ln P(Z <= z) and ln P(Z >= z) for a standard normal Z.
// z may be infinite. It panics if z is NaN.
func Normal(z float64) (logLower, logUpper float64) {
	mustBe(!math.IsNaN(z), "Normal", "z", z)
	return clamp(normalUpper(-z)), clamp(normalUpper(z))
}

// normalFar is the z from which Mills' ratio is taken from its asymptotic
// series, which there gives 1e-17 in 25 terms.
const normalFar = 10

func normalUpper(z float64) float64 {
	switch {
	case z < -1:
		return math.Log1p(-math.Erfc(-z/math.Sqrt2) / 2)
	case z < normalFar:
		return math.Log(math.Erfc(z/math.Sqrt2) / 2)
	case math.IsInf(z, 1):
		return logFloor
	}
	return -(z/2)*z - math.Log(z) - halfLog2Pi + math.Log(millsSeries(z))
}

// millsSeries is z times Mills' ratio, P(Z >= z) / density(z), for
// z >= normalFar: 1 - 1/z^2 + 3/z^4 - 15/z^6 + ... DLMF 7.12.1.
func millsSeries(z float64) float64 {
	y := 1 / z / z
	sum, term := 1., 1.
	for i := 1.; i < 60; i += 2 {
		term *= -i * y
		next := sum + term
		if next == sum {
			break
		}
		sum = next
	}
	return sum
}

// NormalQuantile returns the z with ln P(Z >= z) = logP for a standard normal
// Z; logP is at most 0. The result is finite: it is about -1.9e154 for
// logP = 0. It panics if logP is above 0 or NaN.
func NormalQuantile(logP float64) float64 {
	mustBe(logP <= 0, "NormalQuantile", "logP", logP)
	if logP > -math.Ln2 {
		return -normalQuantile(Log1mExp(logP))
	}
	return normalQuantile(math.Max(logP, logFloor))
}

// normalQuantile is NormalQuantile for logP at most ln(1/2): z is at least 0.
func normalQuantile(logP float64) float64 {
	// The logarithm of the tail is concave, and P(Z >= z) <= exp(-z^2/2)/2: so
	// Newton's method from here comes down to the root and never passes it.
	z := math.Sqrt2 * math.Sqrt(-logP)
	for range 64 {
		tail := normalUpper(z)
		var hazard float64
		if z < normalFar {
			hazard = math.Exp(-(z/2)*z - halfLog2Pi - tail)
		} else {
			hazard = z / millsSeries(z)
		}
		step := (clamp(tail) - logP) / hazard
		z += step
		if math.Abs(step) <= 1e-15*z {
			break
		}
	}
	return z
}
