package planted

import (
	"io"
	"math"
	"math/big"

	"github.com/randaudit/randaudit/sources/secrets"
)

// floatmul is int(random() * n) with a float of the given number of random bits.
func floatmul(name string, bits uint, doc string) Way {
	return method{
		name:    name,
		doc:     doc,
		least:   2,
		most:    1 << 53, // beyond it a float holds not every n, and the product may reach n
		symbols: itself,
		open: func(n uint64, r io.Reader) func() (uint64, error) {
			s := secrets.New(r)
			if bits == 53 {
				return func() (uint64, error) {
					f, err := s.Random()
					return uint64(f * float64(n)), err
				}
			}
			unit := math.Ldexp(1, -int(bits))
			return func() (uint64, error) {
				k, err := s.GetRandBits(int(bits))
				return uint64(float64(k) * unit * float64(n)), err
			}
		},
		exact: func(n uint64) (*Distribution, error) { return floatmulOf(n, bits), nil },
	}.way()
}

var (
	floatmul53 = floatmul("floatmul", 53,
		"int(random() * n) with a float of 53 random bits, as in Math.floor(Math.random() * n): n does not divide 2^53, and the product is rounded. "+
			"Python's randrange was this until 3.2 (bpo-9025, 2010); random.choices still is. "+
			"At n = 3*2^51 the remainders modulo 3 have the probabilities 1/3, 3/8 and 7/24, within 2^-53.")
	floatmul32 = floatmul("floatmul32", 32,
		"int(u * n) with a float of 32 random bits: Math.floor(Math.random() * n) in V8 until 2015, and R's sample() until 3.6.0 (2019). "+
			"Near n = 3*2^30 every third symbol is twice as likely as the others, and beyond 2^32 not all can come.")
	floatmul31 = floatmul("floatmul31", 31,
		"int(u * n) with a float of 31 random bits: mt_rand(0, n-1) of PHP before 7.1 (2016, bug 45184). "+
			"Beyond 2^31 not all numbers can come: of n = 2^33 every fourth.")
)

// floatmulOf counts the k in [0, 2^bits) for which the float nearest to
// y = k*n/2^bits is below x, for each x in [1, n]; here for bits = 53, with
// fewer it is the same for n*2^(53-bits) in place of n in the quotients.
//
// Let 2^e < x <= 2^(e+1). The floats just below x are 2^(e-52) apart, so y
// rounds to x or above if it is above the middle x - 2^(e-53), and also if it
// is the middle, for of two floats the one with the even significand is taken:
// that is x, except that for e = 52, where the significand is x itself, it is x
// only if x is even. Hence there are ceil((x*2^53 - 2^e) / n) such k, for e = 52
// and odd x floor((x*2^53 - 2^52) / n) + 1. At x = 1 no middle is in reach of
// an integer k*n, and it is ceil(2^53 / n).
func floatmulOf(n uint64, bits uint) *Distribution {
	one, bign := big.NewInt(1), new(big.Int).SetUint64(n)
	bign.Lsh(bign, 53-bits)
	scale := new(big.Int).Lsh(one, 53)
	d := &Distribution{N: n, total: new(big.Int).Lsh(one, bits)}
	add := func(first, last, step uint64, minus uint64, roundUp bool) {
		if first > last {
			return
		}
		b := new(big.Int).Sub(bign, one) // n-1 rounds up; n rounds down and adds 1
		if !roundUp {
			b.Set(bign)
		}
		d.pieces = append(d.pieces, piece{first, last, step, scale, b.Sub(b, new(big.Int).SetUint64(minus)), bign})
	}
	add(1, 1, 1, 0, true)
	for e := range 52 {
		add(1<<e+1, min(n, 2<<e), 1, 1<<e, true)
	}
	const last = 1 << 52
	add(last+1, n-(n+1)%2, 2, last, false) // odd x
	add(last+2, n-n%2, 2, last, true)      // even x
	if k := len(d.pieces); k > 1 && d.pieces[k-1].last < d.pieces[k-2].last {
		d.pieces[k-1], d.pieces[k-2] = d.pieces[k-2], d.pieces[k-1]
	}
	return d
}
