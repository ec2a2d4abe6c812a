package stattests

import (
	"fmt"
	"math"
	"strconv"
)

// GCD counts the greatest common divisors of pairs of successive symbols (x, y) that
// do not overlap, with gcd(x, 0) = x; gcd(0, 0) = 0. Divisors up to 127 are classes of
// their own, and all others are one. With the sum of Euler's totients
// F(n) = phi(1) + ... + phi(n), there are 2F(n) - 1 coprime pairs with 1 <= x, y <= n,
// and those of gcd j > 0 are j times a coprime pair, or (j, 0) or (0, j): of the N^2
// pairs of symbols
//
//	2F(floor((N-1)/j)) + 1
//
// have it, exactly. F(n) = n(n+1)/2 - F(floor(n/2)) - F(floor(n/3)) - ... - F(1),
// because n(n+1)/2 fractions in (0, 1] have denominators up to n, and each is a reduced
// one. Above N = 2^28, F(n) is taken to be 3n(n+1)/pi^2 (Mertens 1874): it is off by less
// than n/3, so the probabilities have relative errors of about j/N, below 1e-6, which
// 10^14 pairs would not show. In the limit they are 6/(pi j)^2.
//
// Marsaglia and Tsang, "Some difficult-to-pass tests of randomness", Journal of
// Statistical Software 7 (2002), section 2, with the limit. They count the steps of
// Euclid's algorithm as well, whose law is known from simulation only: a false one
// fails sound generators that are tested long enough, and so steps are not counted here.
var GCD = &Test{
	Name: "gcd",
	Doc: "Greatest common divisor of pairs of successive symbols that do not overlap: Pearson's chi-squared, and the most deviating " +
		"divisor by exact binomial tails. Catches lattices and symbols that avoid or repeat multiples. " +
		"Marsaglia, Tsang 2002. Asymptotic and exact.",
	Planted: "counter64?seed=1|words",
	New:     newGCD,
}

const (
	mostDivisor  = 127     // the greatest that is a class of its own
	mostTotients = 1 << 28 // symbols up to which totients are added up
)

type greatestDivisor struct {
	p []float64 // of the divisors 1, 2, ..., and of the rest
}

func newGCD(law Law, args ...uint64) (Counter, error) {
	if err := noArgs("gcd", args); err != nil {
		return nil, err
	}
	if err := uniform("gcd", law); err != nil {
		return nil, err
	}
	if err := atLeast("gcd", law, 2); err != nil {
		return nil, err
	}
	return &greatestDivisor{divisorLaw(law.N)}, nil
}

// divisorLaw returns the probabilities that the gcd of two symbols is 1, 2, ... up to
// mostDivisor or n-1, and that it is another. n is 0 for 2^64.
func divisorLaw(n uint64) []float64 {
	own := int(min(n-1, mostDivisor))
	p := make([]float64, own+1)
	size := alphabet(n)
	var coprime []uint64
	if n-1 < mostTotients {
		coprime = totients(n-1, own)
	}
	p[own] = 1
	for j := 1; j <= own; j++ {
		if coprime != nil {
			p[j-1] = float64(2*coprime[j]+1) / size / size
		} else {
			m := float64((n - 1) / uint64(j))
			p[j-1] = 6 * (m / (math.Pi * size)) * ((m + 1) / (math.Pi * size))
		}
		p[own] -= p[j-1]
	}
	if n-1 <= mostDivisor {
		p[own] = 1 / size / size // gcd 0
	}
	return p
}

// totients returns the sums of Euler's totients up to m/j for each j from 1 to most.
// m is below 2^32.
func totients(m uint64, most int) []uint64 {
	// Sums up to about m^(2/3) by a sieve, the others by the recurrence.
	limit := min(m, 1<<20)
	for limit > 64 && limit/2*(limit/2) > m && limit/2*(limit/2)/m*(limit/2) > m {
		limit /= 2
	}
	low := make([]uint64, limit+1) // totients, and then their sums
	for i := range low {
		low[i] = uint64(i)
	}
	for i := uint64(2); i <= limit; i++ {
		if low[i] == i { // a prime
			for k := i; k <= limit; k += i {
				low[k] -= low[k] / i
			}
		}
	}
	for i := uint64(1); i <= limit; i++ {
		low[i] += low[i-1]
	}
	high := make([]uint64, m/(limit+1)+1) // high[j] is the sum up to m/j, above limit
	sum := func(j uint64) uint64 {
		if m/j <= limit {
			return low[m/j]
		}
		return high[j]
	}
	for j := uint64(len(high)) - 1; j > 0; j-- {
		n := m / j
		s := n * (n + 1) / 2
		for d := uint64(2); d <= n; {
			next := n/(n/d) + 1 // the first with another n/d
			s -= (next - d) * sum(d*j)
			d = next
		}
		high[j] = s
	}
	sums := make([]uint64, most+1)
	for j := 1; j <= most; j++ {
		sums[j] = sum(uint64(j))
	}
	return sums
}

// gcd is Euclid's algorithm with remainders of least absolute value, of which it takes
// fewer; that of 0 and x is x.
func gcd(a, b uint64) uint64 {
	for b != 0 {
		r := a % b
		a, b = b, min(r, b-r)
	}
	return a
}

// gcds returns gcd(a, b) and gcd(c, d), in less time than two calls take: one division
// does not wait for the other.
func gcds(a, b, c, d uint64) (ab, cd uint64) {
	for b != 0 && d != 0 {
		r, s := a%b, c%d
		a, b = b, min(r, b-r)
		c, d = d, min(s, d-s)
	}
	return gcd(a, b), gcd(c, d)
}

func (g *greatestDivisor) Block() int { return blockSymbols }

// Size is a count for each divisor, and the last for all others.
func (g *greatestDivisor) Size() int { return len(g.p) }

func (g *greatestDivisor) Count(t *Tally, block []uint64) {
	t.Blocks++
	counts := t.Counts
	rest := uint64(len(counts) - 1)
	for ; len(block) >= 4; block = block[4:] {
		d, e := gcds(block[0], block[1], block[2], block[3])
		counts[min(d-1, rest)]++ // 0 is one of the rest
		counts[min(e-1, rest)]++
	}
}

func (g *greatestDivisor) Judge(t Tally, level float64) []Result {
	c := categories{
		k: len(g.p),
		p: func(i int) float64 { return g.p[i] },
		label: func(i int) string {
			switch {
			case i < len(g.p)-1:
				return "gcd " + strconv.Itoa(i+1)
			case i < mostDivisor:
				return "gcd 0"
			}
			return fmt.Sprintf("gcd 0 or above %d", mostDivisor)
		},
		perBlock: blockSymbols / 2,
	}
	return c.judge(t.Blocks, t.Counts, level)
}
