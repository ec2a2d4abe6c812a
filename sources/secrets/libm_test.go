package secrets

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// The functions are held to series summed with 320 bits, over arguments that
// the distributions give them.

func bigFloat(x float64) *big.Float { return new(big.Float).SetPrec(320).SetFloat64(x) }

func bigZero() *big.Float { return new(big.Float).SetPrec(320) }

// bigSeries sums term(0) + term(1) + ... until the terms do not count; next
// makes a term from the one before.
func bigSeries(first *big.Float, next func(term *big.Float, i int64)) *big.Float {
	total, term := bigZero().Set(first), bigZero().Set(first)
	for i := int64(1); ; i++ {
		next(term, i)
		if term.Sign() == 0 || term.MantExp(nil) < total.MantExp(nil)-320 {
			return total
		}
		total.Add(total, term)
	}
}

// bigArtanh is artanh(x) for |x| well below 1.
func bigArtanh(x *big.Float) *big.Float {
	square, power := bigZero().Mul(x, x), bigZero().Set(x)
	return bigSeries(x, func(term *big.Float, i int64) {
		power.Mul(power, square)
		term.Quo(power, bigFloat(float64(2*i+1)))
	})
}

var bigLn2 = bigZero().Mul(bigFloat(2), bigArtanh(bigZero().Quo(bigFloat(1), bigFloat(3))))

func bigLog(x float64) *big.Float {
	m, e := math.Frexp(x)
	if m < 0.7 {
		m, e = 2*m, e-1
	}
	s := bigZero().Quo(bigFloat(m-1), bigZero().Add(bigFloat(m), bigFloat(1)))
	l := bigArtanh(s)
	l.Mul(l, bigFloat(2))
	return l.Add(l, bigZero().Mul(bigLn2, bigFloat(float64(e))))
}

func bigExp(x *big.Float) *big.Float {
	f, _ := x.Float64()
	k := math.Round(f / math.Ln2)
	r := bigZero().Sub(x, bigZero().Mul(bigLn2, bigFloat(k)))
	e := bigSeries(bigFloat(1), func(term *big.Float, i int64) {
		term.Mul(term, r)
		term.Quo(term, bigFloat(float64(i)))
	})
	return e.SetMantExp(e, int(k))
}

// bigSinCos is sine and cosine for moderate x.
func bigSinCos(x *big.Float) (sin, cos *big.Float) {
	square := bigZero().Mul(x, x)
	series := func(first *big.Float, odd int64) *big.Float {
		return bigSeries(first, func(term *big.Float, i int64) {
			term.Mul(term, square)
			term.Quo(term, bigFloat(float64(-(2*i+odd)*(2*i+odd-1))))
		})
	}
	if x.Sign() == 0 {
		return bigZero(), bigFloat(1)
	}
	return series(x, 1), series(bigFloat(1), 0)
}

// bigAcos is the arc cosine of -1 < x < 1, by Newton's method.
func bigAcos(x float64) *big.Float {
	y := bigFloat(math.Acos(x))
	for range 6 {
		sin, cos := bigSinCos(y)
		cos.Sub(cos, bigFloat(x))
		y.Add(y, cos.Quo(cos, sin))
	}
	return y
}

func TestLibm(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	check := func(name string, got float64, exact *big.Float, x ...float64) {
		t.Helper()
		if want, _ := exact.Float64(); got != want {
			t.Errorf("%s(%x) = %x, want %x", name, x, got, want)
		}
	}
	for i := range 200 {
		u := 1 - r.Float64()
		small := math.Ldexp(u, -r.IntN(53))
		for _, x := range []float64{u, small, 1 - small/2, math.Ldexp(u, r.IntN(2040)-1020)} {
			check("log", log(x), bigLog(x), x)
			check("log2", log2(x), bigZero().Quo(bigLog(x), bigLn2), x)
		}
		for _, x := range []float64{-u, small, 10 * (u - 0.5), 1400 * (u - 0.5), -708 - 30*u} {
			check("exp", exp(x), bigExp(bigFloat(x)), x)
		}
		for _, y := range []float64{2 * u, -0.5, 1 / (0.1 + u), -20 * small, 2, 3, 1.5, -1, 0.5} {
			x := r.Float64() + 0x1p-60
			check("pow", pow(x, y), bigExp(bigZero().Mul(bigLog(x), bigFloat(y))), x, y)
		}
		for _, x := range []float64{2 * math.Pi * u, small, float64(i%5) * math.Pi / 2, math.Nextafter(math.Pi, u*9)} {
			sin, cos := sinCos(x)
			bigSin, bigCos := bigSinCos(bigFloat(x))
			check("sin", sin, bigSin, x)
			check("cos", cos, bigCos, x)
		}
		for _, x := range []float64{u - 0x1p-54, -u + 0x1p-54, 1 - small/2, small/2 - 1, small / 2, -small / 2} {
			if math.Abs(x) < 1 {
				check("acos", acos(x), bigAcos(x), x)
			}
		}
	}
}

// TestLibmSpecial holds what no series gives: the ends, and powers that are the
// middle between two floats or a float themselves.
func TestLibmSpecial(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"log(0)", log(0), -inf}, {"log(-1)", log(-1), nan}, {"log(inf)", log(inf), inf}, {"log(1)", log(1), 0},
		{"log2(8)", log2(8), 3}, {"log2(2^-1074)", log2(0x1p-1074), -1074},
		{"exp(-inf)", exp(-inf), 0}, {"exp(inf)", exp(inf), inf}, {"exp(nan)", exp(nan), nan}, {"exp(0)", exp(0), 1},
		{"exp(710)", exp(710), inf}, {"exp(1e300)", exp(1e300), inf}, {"exp(-1e300)", exp(-1e300), 0}, {"exp(-746)", exp(-746), 0},
		{"exp(-745)", exp(-745), 0x1p-1074},
		{"pow(0,2)", pow(0, 2), 0}, {"pow(0,-1)", pow(0, -1), inf}, {"pow(2,0)", pow(2, 0), 1}, {"pow(inf,-1)", pow(inf, -1), 0},
		{"pow(2,nan)", pow(2, nan), nan}, {"pow(0.5,-2000)", pow(0.5, -2000), inf}, {"pow(0.5,2000)", pow(0.5, 2000), 0},
		{"pow(0.25,-0.5)", pow(0.25, -0.5), 2}, {"pow(3,33)", pow(3, 33), 5559060566555523},
		// Odd numbers of 54 bits, each the middle between two floats.
		{"pow(94906267,2)", pow(94906267, 2), float64(uint64(94906267 * 94906267))},
		{"pow(94906269,2)", pow(94906269, 2), float64(uint64(94906269 * 94906269))},
		{"pow(228001^2,1.5)", pow(228001*228001, 1.5), float64(uint64(228001 * 228001 * 228001))},
		{"pow(228003^2,1.5)", pow(228003*228003, 1.5), float64(uint64(228003 * 228003 * 228003))},
		{"pow(228003^2,0.25)", pow(228003*228003, 0.25), math.Sqrt(228003)},
		{"acos(1)", acos(1), 0}, {"acos(-1)", acos(-1), math.Pi}, {"acos(0)", acos(0), math.Pi / 2}, {"acos(1.1)", acos(1.1), nan},
	} {
		if math.Float64bits(c.got) != math.Float64bits(c.want) && !(math.IsNaN(c.got) && math.IsNaN(c.want)) {
			t.Errorf("%s = %x, want %x", c.name, c.got, c.want)
		}
	}
}
