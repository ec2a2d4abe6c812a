package secrets

import (
	"math"
	"math/big"
)

// Python's distributions call the C library's log, exp, pow, sin, cos and acos.
// Those of package math differ from them in the last bit in up to a third of
// all arguments, and rejection makes more of it. glibc's return the float
// nearest to the exact value but for a few arguments in a thousand. Those here
// return it unless the exact value is within about 2^-35 of a last bit of the
// middle between two floats, so they agree with glibc as far as it agrees with
// mathematics.
//
// They calculate with double-doubles of about 104 bits: T. J. Dekker, A
// floating-point technique for extending the available precision, Numerische
// Mathematik 18 (1971). Products are rounded by an explicit conversion, since a
// compiler may otherwise fuse them with a sum.

// A dd is the unevaluated sum hi + lo, where hi is the float nearest to it.
type dd struct{ hi, lo float64 }

// sum is a + b, exactly (Knuth).
func sum(a, b float64) dd {
	s := a + b
	t := s - a
	return dd{s, (a - (s - t)) + (b - t)}
}

// fastSum is a + b, exactly, for |a| >= |b| (Dekker).
func fastSum(a, b float64) dd {
	s := a + b
	return dd{s, b - (s - a)}
}

// product is a * b, exactly unless it underflows.
func product(a, b float64) dd {
	p := float64(a * b)
	return dd{p, math.FMA(a, b, -p)}
}

func (x dd) neg() dd { return dd{-x.hi, -x.lo} }

func (x dd) add(y dd) dd {
	s, t := sum(x.hi, y.hi), sum(x.lo, y.lo)
	s = fastSum(s.hi, s.lo+t.hi)
	return fastSum(s.hi, s.lo+t.lo)
}

func (x dd) mul(y dd) dd {
	p := product(x.hi, y.hi)
	return fastSum(p.hi, p.lo+(float64(x.hi*y.lo)+float64(x.lo*y.hi)))
}

func (x dd) div(y dd) dd {
	q := x.hi / y.hi
	rest := x.add(y.mul(dd{-q, 0}))
	return fastSum(q, rest.hi/y.hi)
}

// sqrt is the square root of x >= 0.
func (x dd) sqrt() dd {
	if x.hi == 0 {
		return dd{}
	}
	r := math.Sqrt(x.hi)
	rest := x.add(product(-r, r))
	return fastSum(r, rest.hi/(2*r))
}

// scale is x * 2^k rounded once, to a subnormal too.
func (x dd) scale(k int) float64 {
	if k > -1000 { // x is near 1
		return math.Ldexp(x.hi, k)
	}
	exact := new(big.Float).SetPrec(200).SetFloat64(x.hi)
	exact.Add(exact, big.NewFloat(x.lo))
	f, _ := exact.SetMantExp(exact, k).Float64()
	return f
}

// The constants are sums of floats, each nearest to what the ones before leave.
var (
	ln2    = dd{0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56}
	halfPi = [3]float64{0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54, -0x1.f1976b7ed8fbcp-110}

	// oddReciprocal[i] is 1/(2i+1). factorialReciprocal[i] is 1/i!, beyond 22!,
	// the last factorial that a float holds, only to a float's precision.
	oddReciprocal = func() (t [22]dd) {
		for i := range t {
			t[i] = reciprocal(float64(2*i + 1))
		}
		return t
	}()
	factorialReciprocal = func() (t [28]dd) {
		factorial := 1.0
		for i := range t {
			factorial *= float64(max(i, 1))
			t[i] = reciprocal(factorial)
		}
		return t
	}()
)

// reciprocal is 1/n.
func reciprocal(n float64) dd {
	r := 1 / n
	return dd{r, math.FMA(-r, n, 1) / n}
}

// log is the natural logarithm of x.
func log(x float64) float64 {
	if !(x > 0) || math.IsInf(x, 1) {
		return math.Log(x)
	}
	return logDD(x).hi
}

// logDD is the natural logarithm of a finite x > 0.
func logDD(x float64) dd {
	m, e := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m *= 2
		e--
	}
	// log m = 2 artanh(s) = 2 (s + s^3/3 + s^5/5 + ...), |s| < 0.172.
	s := dd{m - 1, 0}.div(sum(m, 1))
	z := s.mul(s)
	// Terms below 2^-53 of the first need no more than a float.
	tail := 0.0
	for i := len(oddReciprocal) - 1; i >= 11; i-- {
		tail = math.FMA(tail, z.hi, oddReciprocal[i].hi)
	}
	series := dd{tail, 0}
	for i := 10; i >= 0; i-- {
		series = series.mul(z).add(oddReciprocal[i])
	}
	l := series.mul(s)
	l = dd{2 * l.hi, 2 * l.lo}
	if e == 0 {
		return l
	}
	return ln2.mul(dd{float64(e), 0}).add(l)
}

// log2 is the binary logarithm of a finite x > 0.
func log2(x float64) float64 {
	if m, e := math.Frexp(x); m == 0.5 {
		return float64(e - 1)
	}
	return logDD(x).div(ln2).hi
}

// exp is e^x.
func exp(x float64) float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return math.Exp(x)
	}
	e, k := expDD(dd{x, 0})
	return e.scale(k)
}

// expDD is e^x = e * 2^k, with e near 1.
func expDD(x dd) (e dd, k int) {
	// Beyond it all is 0 or infinite, and k stays small.
	if x.hi > 800 {
		return dd{1, 0}, 1100
	}
	if x.hi < -800 {
		return dd{1, 0}, -1200
	}
	n := math.Round(x.hi / ln2.hi)
	r := x.add(product(-n, ln2.hi)).add(product(-n, ln2.lo))
	// e^r = (e^(r/64))^64, |r/64| < 0.0055.
	const halvings = 6
	r = dd{r.hi / (1 << halvings), r.lo / (1 << halvings)}
	tail := 0.0
	for i := 13; i >= 8; i-- {
		tail = math.FMA(tail, r.hi, factorialReciprocal[i].hi)
	}
	e = dd{tail, 0}
	for i := 7; i >= 0; i-- {
		e = e.mul(r).add(factorialReciprocal[i])
	}
	for range halvings {
		e = e.mul(e)
	}
	return e, int(n)
}

// pow is x^y.
func pow(x, y float64) float64 {
	if !(x > 0) || math.IsInf(x, 1) || math.IsNaN(y) || math.IsInf(y, 0) || y == 0 || x == 1 {
		return math.Pow(x, y) // exact: a special value
	}
	e, k := expDD(logDD(x).mul(dd{y, 0}))
	// Where x^y is the middle between two floats, the approximation cannot tell
	// which one is nearer.
	half := math.Abs(math.Nextafter(e.hi, math.Copysign(math.Inf(1), e.lo))-e.hi) / 2
	if math.Abs(math.Abs(e.lo)-half) < half*0x1p-30 {
		if p, ok := exactPow(x, y); ok {
			return p
		}
	}
	return e.scale(k)
}

// exactPow is x^y, x > 0, rounded to even from its exact value, if that has few
// enough bits to be the middle between two floats.
func exactPow(x, y float64) (float64, bool) {
	// y is an integer after halving x's exponent as often as x is a square.
	for y != math.Trunc(y) {
		root := math.Sqrt(x)
		if p := product(root, root); p != (dd{x, 0}) {
			return 0, false
		}
		x, y = root, 2*y
	}
	if y < 2 || y > 64 { // 3^34 has more than 54 bits
		return 0, false
	}
	base := new(big.Float).SetPrec(64 * 53).SetFloat64(x)
	power := new(big.Float).SetPrec(64 * 53).SetInt64(1)
	for range int(y) {
		power.Mul(power, base)
	}
	f, _ := power.Float64()
	return f, true
}

// sinCos is the sine and the cosine of x, |x| < 2^20.
func sinCos(x float64) (sin, cos float64) {
	// x = n pi/2 + r.
	n := math.Round(x / halfPi[0])
	r := dd{x, 0}
	for _, part := range halfPi {
		r = r.add(product(-n, part))
	}
	s, c := sinDD(r), cosDD(r)
	switch int(n) & 3 {
	case 1:
		s, c = c, s.neg()
	case 2:
		s, c = s.neg(), c.neg()
	case 3:
		s, c = c.neg(), s
	}
	return s.hi, c.hi
}

// sinDD is the sine of r, |r| <= pi/4.
func sinDD(r dd) dd {
	z := r.mul(r).neg()
	return taylor(z, 1).mul(r)
}

// cosDD is the cosine of r, |r| <= pi/4.
func cosDD(r dd) dd {
	z := r.mul(r).neg()
	return taylor(z, 0)
}

// taylor is 1/first! + z/(first+2)! + z^2/(first+4)! + ..., |z| < 0.62.
func taylor(z dd, first int) dd {
	// Terms below 2^-53 of the first need no more than a float.
	tail := 0.0
	n := 26 + first
	for ; n > 17; n -= 2 {
		tail = math.FMA(tail, z.hi, factorialReciprocal[n].hi)
	}
	s := dd{tail, 0}
	for ; n >= 0; n -= 2 {
		s = s.mul(z).add(factorialReciprocal[n])
	}
	return s
}

// acos is the arc cosine of x, in [0, pi].
func acos(x float64) float64 {
	pi := dd{2 * halfPi[0], 2 * halfPi[1]}
	switch {
	case !(math.Abs(x) <= 1):
		return math.NaN()
	case x == 1:
		return 0
	case x >= 0.5: // 1-x is exact
		a := asinDD(dd{(1 - x) / 2, 0}.sqrt())
		return 2 * a.hi
	case x <= -0.5:
		a := asinDD(dd{(1 + x) / 2, 0}.sqrt())
		return pi.add(dd{-2 * a.hi, -2 * a.lo}).hi
	}
	return dd{halfPi[0], halfPi[1]}.add(asinDD(dd{x, 0}).neg()).hi
}

// asinDD is the arc sine of x, |x| <= 1/2, by one step of Newton's method.
func asinDD(x dd) dd {
	y := dd{math.Asin(x.hi), 0}
	rest := x.add(sinDD(y).neg())
	return y.add(rest.div(cosDD(y)))
}
