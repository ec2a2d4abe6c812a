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
	v := newTilted(p)
	most := float64(len(p)-1) * float64(n)
	return v.tail(float64(s), float64(n), most, false), v.tail(float64(s), float64(n), most, true)
}

// tilted is a law p[i] and what is left of it after multiplication by e^(xi).
type tilted struct {
	p, q          []float64 // q[i] is p[i] e^(xi) over their sum
	mean          float64   // of p
	k             float64   // ln of the sum
	first, second float64   // its derivatives: mean and variance of q
}

func newTilted(p []float64) *tilted {
	v := &tilted{p: p, q: make([]float64, len(p))}
	v.tilt(0)
	v.mean = v.first
	return v
}

func (v *tilted) tilt(x float64) {
	last := float64(len(v.p) - 1)
	greatest := math.Inf(-1)
	for i, p := range v.p {
		v.q[i] = ln(p) + x*float64(i)
		greatest = max(greatest, v.q[i])
	}
	sum, sum1 := 0., 0.
	for i := range v.q {
		v.q[i] = math.Exp(v.q[i] - greatest)
		sum += v.q[i]
		sum1 += v.q[i] * float64(i)
	}
	v.first = sum1 / sum
	v.second = 0
	for i := range v.q {
		v.q[i] /= sum
		d := float64(i) - v.first
		v.second += v.q[i] * d * d
	}
	v.k = greatest + math.Log(sum)
	if math.Abs(x)*last < 1 {
		// The logarithm of nearly 1 would have the error of the 1.
		less := 0.
		for i, p := range v.p {
			less += p * math.Expm1(x*float64(i))
		}
		v.k = math.Log1p(less)
	}
}

// tail is ln P(S >= s), or ln P(S <= s) if not upper.
func (v *tilted) tail(s, n, most float64, upper bool) float64 {
	switch {
	case upper && s <= 0, !upper && s >= most:
		return 0
	case upper && s > most:
		return logFloor
	case upper && s == most:
		return clamp(n * ln(v.p[len(v.p)-1]))
	case !upper && s == 0:
		return clamp(n * ln(v.p[0]))
	case upper && s < n*v.mean:
		return Log1mExp(v.tail(s-1, n, most, false))
	case !upper && s > n*v.mean:
		return Log1mExp(v.tail(s+1, n, most, true))
	}
	sign := 1.
	if !upper {
		sign = -1
	}
	// The saddle point, or a little further from the pole at 0.
	v.tilt(0)
	apart := sign / math.Sqrt(n*v.second+1)
	v.tilt(apart)
	x := apart
	if sign*(s-n*v.first) > 0 {
		x = v.saddle(s/n, apart, sign)
	}
	sd := math.Sqrt(n * v.second)
	step, nodes := 0.15/max(sd, 1), 80
	whole := float64(nodes)*step > math.Pi // the circle, and not only where the integrand is large
	if whole {
		nodes = 128
		step = math.Pi / float64(nodes)
	}
	sum := 0.
	for j := range nodes + 1 {
		theta := step * float64(j)
		var re, im float64 // of the characteristic function of q, less 1
		for i, q := range v.q {
			sin, cos := math.Sincos(theta * float64(i) / 2)
			re -= 2 * q * sin * sin
			im += 2 * q * sin * cos
		}
		phase := n*math.Atan2(im, 1+re) - s*theta
		size := math.Log(math.Hypot(1+re, im))
		if re > -0.5 {
			size = math.Log1p(re*(2+re)+im*im) / 2
		}
		f := cmplx.Rect(math.Exp(n*size), phase) / (1 - cmplx.Exp(complex(-sign*x, -sign*theta)))
		if j == 0 || whole && j == nodes {
			f /= 2
		}
		sum += real(f)
	}
	return clamp(n*v.k - s*x + math.Log(sum*step/math.Pi))
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
