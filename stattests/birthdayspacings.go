package stattests

import (
	"math"
	"sync"
)

// BirthdaySpacings makes m birthdays in a year of k = 2^(tb) days of the highest b
// bits of t successive symbols each (the arguments; N = 2^b or more, a power of 2),
// and counts how many of the m spacings between neighbours in the year are equal to
// another: Y is m less the number of different spacings. The year is a circle: the
// last spacing is from the last birthday to the first. m is the least power of 2
// for which m^3/(4k) is 8 or more, but no more than 2^22.
//
// Y is nearly a Poisson variable of mean m^3/(4k) (Marsaglia, "A current view of
// random number generators", 1985; Knuth, TAOCP 2, 3.3.2 J). It is too large by about
// m^2/(4k) of it, which cannot be added up over blocks. But the law can be had:
//
// The number d of different birthdays has the law of the cells that are hit by m
// balls. m-d of the spacings are 0, and given d, the others are a uniform random
// composition of k into d parts. So E u^Y, given d and but for the zeros, is the
// coefficient of w^d z^k in the product of
//
//	g(w z^s), g(x) = 1 + (e^(ux)-1)/u = 1 + x + ux^2/2 + u^2 x^3/6 + ...
//
// over the sizes s = 1, 2, ... of spacings, divided by the same for u = 1, which is
// C(k-1, d-1)/d!. With ln g(x) = x + l_2 x^2 + l_3 x^3 + ..., y = wz/(1-z) and
// e = 1-z, the product is
//
//	exp(y + sum of l_j y^j T_j), T_j = e^j/(1 - (1-e)^j) = e^(j-1)/j + ...
//
// If it is expanded, the terms y^a e^b have the coefficients d!/(d-a)! and
// (d-1)...(d-b)/((k-1)...(k-b)): each coefficient of a power of u-1, which is a
// factorial moment over its factorial, is an exact sum. It is taken up to the
// sixth power, and to terms of a relative size of (m^2/k)^8. The factorial
// cumulants fall by a factor of about m^2/k each, so the exponential of as many
// makes the probabilities. The zero spacings are added with the law of d.
//
// The law was compared with a count of all compositions in small years, and its
// tail with a numerical inversion of the generating function in the shortest year
// that is taken, of 2^21 days, where it is least exact: at 5e-14 it is 1 % too
// small. The error falls like the sixth power of m^2/k, which halves for each 3
// bits of the year: for 2^32 days it is about 1e-7.
//
// The results: "chi2" and "max" of the classes of Y; and "sum", the sum of Y over
// all blocks by its exact law. The first and the last class, of no less than 1e-30,
// stand for all beyond.
//
// What has a lattice structure fails when the year is about as long as the period,
// or as that of the bits that are read: congruential generators, of which the low
// bits have the shorter periods, so through the views low(8) and low(16) with 48
// bits and more; multiply-with-carry; Weyl sequences. L'Ecuyer and Simard, "On the
// performance of birthday spacings tests with certain families of random number
// generators", Math. Comput. Simulation 55 (2001), give m of about 16 times the cube
// root of the period.
var BirthdaySpacings = &Test{
	Name: "birthday-spacings",
	Doc: "Equal spacings between birthdays in a year of 2^(t*b) days, 21 to 64 bits, made of the highest b bits of t symbols (arguments; " +
		"48 bits without, 32 in alphabets below 256; N = 2^k): their sum over blocks by its exact law, Pearson's chi-squared, and the most " +
		"deviating number by exact binomial tails. Catches lattices: congruential generators, multiply-with-carry, Weyl sequences. " +
		"Marsaglia 1985; Knuth, TAOCP 2, 3.3.2 J; L'Ecuyer, Simard 2001. Exact and asymptotic.",
	Planted: "lcg64hi?seed=1|low(8)",
	New:     newBirthdaySpacings,
}

const (
	leastYear     = 21 // bits of the number of days
	mostYear      = 64
	mostBirthdays = 22 // bits of their number
)

type birthdaySpacings struct {
	tupleReader
	m      int    // birthdays
	last   uint64 // day of the year
	days   []uint64
	sorter *sorter // of days
	hashes *sorter // of spacings times a constant
	law    countLaw
}

func newBirthdaySpacings(law Law, args ...uint64) (Counter, error) {
	v, err := newTuples("birthday-spacings", law, args, leastYear, mostYear, func(k int) (t, bits int) {
		bits = 48
		if k < 8 {
			bits = 32
		}
		return max(2, bits/k), bits
	})
	if err != nil {
		return nil, err
	}
	year := v.t * v.b
	m := 1 << birthdayBits(year)
	return &birthdaySpacings{
		tupleReader: v,
		m:           m,
		last:        1<<year - 1,
		sorter:      newSorter(m, year),
		hashes:      newSorter(m, 64),
		law:         spacingsLaw(year),
	}, nil
}

// birthdayBits is log2 of the number of birthdays of a year of 2^year days: the
// least for which m^3/(4 2^year) is 8 or more.
func birthdayBits(year int) int { return min((year+5+2)/3, mostBirthdays) }

func (c *birthdaySpacings) Block() int { return c.t * c.m }
func (c *birthdaySpacings) Size() int  { return len(c.law.p) }

func (c *birthdaySpacings) Count(t *Tally, block []uint64) {
	t.Blocks++
	if c.days == nil {
		c.days = make([]uint64, c.m)
	}
	c.read(c.days, block)
	c.days = c.sorter.sort(c.days)
	// The multiplication is one to one, and spreads small numbers over all.
	days := c.days
	before := days[len(days)-1]
	for i, day := range days {
		days[i] = (day - before) & c.last * 0x9e3779b97f4a7c15
		before = day
	}
	c.days = c.hashes.sort(c.days)
	t.Counts[c.law.class(repeats(c.days))]++
}

// A series in v = u-1 and, for each power of v, in y and e: the coefficient of
// v^n y^(2b-w) e^b is s[n][b][w]. For the law, y is about m and e about m/k, and
// m^3/k is not large, so that terms of large w are small: 1/m for each w.
type series [spacingOrders + 1][spacingPowers + 1][spacingWeights + 1]float64

const (
	spacingOrders  = 6 // of v
	spacingWeights = 8 // of w
	spacingPowers  = spacingOrders + spacingWeights
)

// addProduct adds f a_i b_j v^(i+j).
func (s *series) addProduct(f float64, a *series, i int, b *series, j int) {
	for b1, row := range a[i] {
		for w1, x := range row {
			if x == 0 {
				continue
			}
			for b2 := 0; b1+b2 <= spacingPowers; b2++ {
				for w2 := 0; w1+w2 <= spacingWeights; w2++ {
					s[i+j][b1+b2][w1+w2] += f * x * b[j][b2][w2]
				}
			}
		}
	}
}

// spacingSeries is the generating function of the equal spacings of d different
// birthdays in a year of k days, where y^a stands for d(d-1)...(d-a+1), and e^b
// for (d-1)...(d-b) / ((k-1)...(k-b)).
var spacingSeries = sync.OnceValue(func() *series {
	const most = spacingWeights + 2
	// g = 1 + x + u x^2/2 + u^2 x^3/6 + ..., and its logarithm, in powers of x
	// and of v.
	var g, l [most + 1][most + 1]float64
	factorial := 1.
	for j := 1; j <= most; j++ {
		factorial *= float64(j)
		choose := 1.
		for n := 0; n < j; n++ {
			g[j][n] = choose / factorial
			choose *= float64(j-1-n) / float64(n+1)
		}
	}
	for j := 1; j <= most; j++ {
		// j g_j = sum of i l_i g_(j-i)
		l[j] = g[j]
		for i := 1; i < j; i++ {
			for a := range l[i] {
				for b := 0; a+b <= most; b++ {
					l[j][a+b] -= float64(i) / float64(j) * l[i][a] * g[j-i][b]
				}
			}
		}
	}
	// The exponent: the sum of l_j y^j e^j/(1 - (1-e)^j).
	var exponent, power series
	for j := 2; j <= most; j++ {
		// 1 - (1-e)^j = e (c_0 + c_1 e + ...), and its inverse.
		var c, inverse [spacingWeights + 1]float64
		choose := float64(j)
		for i := range c {
			c[i] = choose
			choose *= -float64(j-1-i) / float64(i+2)
		}
		for q := range inverse {
			if q == 0 {
				inverse[0] = 1 / c[0]
				continue
			}
			for i := 1; i <= q; i++ {
				inverse[q] -= c[i] * inverse[q-i] / c[0]
			}
		}
		for q := range inverse {
			// y^j e^(j-1+q)
			b := j - 1 + q
			w := 2*b - j
			if w > spacingWeights || b > spacingPowers {
				continue
			}
			for n := 1; n <= spacingOrders && n <= most; n++ {
				exponent[n][b][w] += l[j][n] * inverse[q]
			}
		}
	}
	power[0][0][0] = 1
	for n := 1; n <= spacingOrders; n++ {
		for i := 1; i <= n; i++ {
			power.addProduct(float64(i)/float64(n), &exponent, i, &power, n-i)
		}
	}
	return &power
})

// differentSpacings is the law of the equal spacings of d different birthdays in
// a year of k days: the probabilities of 0 to most.
func differentSpacings(d, k float64, most int) []float64 {
	// The factorial moments over n!.
	var moments, cumulants [spacingOrders + 1]float64
	s := spacingSeries()
	for n := range s {
		ratio := 1. // (d-1)...(d-b) / ((k-1)...(k-b)) d...(d-b+1)
		for b, row := range s[n] {
			if b > 0 {
				ratio *= (d - float64(b)) / (k - float64(b))
			}
			for w, x := range row {
				if a := 2*b - w; a >= 0 && x != 0 {
					f := ratio
					for i := range a {
						f *= d - float64(i)
					}
					moments[n] += x * f
				}
			}
		}
	}
	// Their logarithm: factorial cumulants over n!.
	for n := 1; n <= spacingOrders; n++ {
		cumulants[n] = moments[n]
		for i := 1; i < n; i++ {
			cumulants[n] -= float64(i) / float64(n) * cumulants[i] * moments[n-i]
		}
	}
	return fromCumulants(cumulants[:], most)
}

// spacingsLaw is the law of the number of equal spacings in a year of 2^year
// days.
var spacingsLaw = remember(func(year int) countLaw {
	return equalSpacings(1<<birthdayBits(year), math.Ldexp(1, year))
})

// equalSpacings is the law of the number of equal spacings of m birthdays in a
// year of k days.
func equalSpacings(m int, k float64) countLaw {
	const (
		most  = 400
		least = 1e-30 // probability of a class
		ties  = 12
	)
	total := make([]float64, most+ties)
	for c, p := range collisionsLaw(m, k, ties) {
		for y, q := range differentSpacings(float64(m-c), k, most) {
			total[y+max(c-1, 0)] += p * q
		}
	}
	return cut(total, least)
}

func (c *birthdaySpacings) Judge(t Tally, level float64) []Result {
	return c.law.judge(t, float64(c.m), "equal spacings", Quality{Exact, math.Inf(-1)}, level)
}
