package tails

import (
	"fmt"
	"math"
	"math/cmplx"
)

// Sum returns the logarithms of both tails at s of the sum of n independent
// variables that are i with probability p[i]. The p[i] are above 0 and
// log-concave (p[i]^2 >= p[i-1] p[i+1]), but for the last, which may stand for
// itself and all above; they add to 1, nearly. n is at least 1 and len(p) at
// least 2.
//
// The tail is the integral, over a circle, of the generating function of the sum
// over 1 - 1/z or 1 - z: the inversion formula itself and not its expansion at
// the saddle point (Daniels, "Tail probability approximations", 1987), through
// which the circle goes. The trapezoidal rule errs by less than 1e-12 of the
// result. The relative error of the mean of the p[i], of about 1e-16, adds that
// much times sqrt(n mean) standard deviations.
func Sum(s, n uint64, p []float64) (logLower, logUpper float64) {
	if len(p) < 2 || n == 0 {
		panic(fmt.Sprintf("tails: Sum of %d variables with %d values", n, len(p)))
	}
	v := &tilted{p: p, logs: make([]float64, len(p)), q: make([]float64, len(p))}
	for i, q := range p {
		v.logs[i] = ln(q)
	}
	v.tilt(0)
	at, all := float64(s), float64(n)
	most := float64(len(p)-1) * all
	switch {
	case at > most:
		return 0, logFloor
	case at == 0:
		return clamp(all * v.logs[0]), 0
	case at == most:
		return 0, clamp(all * v.logs[len(p)-1])
	case at < all*v.first:
		return v.tails(at, all, -1)
	}
	logUpper, logLower = v.tails(at, all, 1)
	return logLower, logUpper
}

// tilted is a law p[i] and what is left of it after multiplication by e^(xi).
type tilted struct {
	p, logs       []float64
	q             []float64 // p[i] e^(xi) over their sum
	k             float64   // ln of the sum
	first, second float64   // its derivatives: mean and variance of q
}

func (v *tilted) tilt(x float64) {
	greatest := math.Inf(-1)
	for i, p := range v.logs {
		v.q[i] = p + x*float64(i)
		greatest = max(greatest, v.q[i])
	}
	sum, sum1 := 0., 0.
	for i, q := range v.q {
		q = math.Exp(q - greatest)
		v.q[i] = q
		sum += q
		sum1 += q * float64(i)
	}
	v.first = sum1 / sum
	v.second = 0
	for i := range v.q {
		v.q[i] /= sum
		d := float64(i) - v.first
		v.second += v.q[i] * d * d
	}
	v.k = greatest + math.Log(sum)
	if math.Abs(x)*float64(len(v.p)-1) < 1 {
		// The logarithm of nearly 1 would have the error of the 1.
		less := 0.
		for i, p := range v.p {
			less += p * math.Expm1(x*float64(i))
		}
		v.k = math.Log1p(less)
	}
}

// tails returns the logarithms of the tail of the sum of n at s that goes in the
// direction of sign, 1 or -1, where it is the smaller one, nearly, and of the other
// one. 0 < s < n times the greatest value.
func (v *tilted) tails(s, n, sign float64) (tail, other float64) {
	// The saddle point, or a little further from the pole at 0.
	x := sign / math.Sqrt(n*v.second+1)
	v.tilt(x)
	if sign*(s-n*v.first) > 0 {
		x = v.saddle(s/n, x, sign)
	}
	step, nodes := 0.15/max(math.Sqrt(n*v.second), 1), 80
	whole := float64(nodes)*step > math.Pi // the circle, and not only where the integrand is large
	if whole {
		nodes = 128
		step = math.Pi / float64(nodes)
	}
	sum, beyond := 0., 0. // without s itself
	for j := range nodes + 1 {
		theta := step * float64(j)
		var re, im float64 // of the characteristic function of q, less 1
		for i, q := range v.q {
			sin, cos := math.Sincos(theta * float64(i) / 2)
			re -= 2 * q * sin * sin
			im += 2 * q * sin * cos
		}
		size := math.Log(math.Hypot(1+re, im))
		if re > -0.5 {
			size = math.Log1p(re*(2+re)+im*im) / 2
		}
		f := cmplx.Rect(math.Exp(n*size), n*math.Atan2(im, 1+re)-s*theta)
		if j == 0 || whole && j == nodes {
			f /= 2
		}
		next := cmplx.Exp(complex(-sign*x, -sign*theta))
		f /= 1 - next
		sum += real(f)
		beyond += real(f * next)
	}
	scale := n*v.k - s*x + math.Log(step/math.Pi)
	return clamp(scale + math.Log(sum)), Log1mExp(scale + math.Log(beyond))
}

// saddle tilts to the mean m, from x, where it is too little in the direction of
// sign.
func (v *tilted) saddle(m, x, sign float64) float64 {
	low, high := x, x
	for high = 2 * x; ; high *= 2 {
		v.tilt(high)
		if sign*(v.first-m) >= 0 || math.Abs(high) > 1e6 {
			break
		}
		low = high
	}
	x = high
	for range 200 {
		if math.Abs(v.first-m)*math.Abs(v.first-m) <= 1e-14*v.second*v.second*x*x || low == high {
			break
		}
		if sign*(v.first-m) < 0 {
			low = x
		} else {
			high = x
		}
		next := x - (v.first-m)/v.second
		if !(sign*(next-low) > 0 && sign*(high-next) > 0) {
			next = (low + high) / 2
			if next == low || next == high {
				break
			}
		}
		x = next
		v.tilt(x)
	}
	return x
}
