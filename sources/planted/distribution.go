package planted

import (
	"math/big"
	"sort"

	"github.com/randaudit/randaudit/sources"
)

// A Distribution is an exact distribution of symbols in [0, N): every
// probability is a fraction of the equally likely things that the way of
// drawing may meet, such as the 2^32 words that it takes the remainder of.
//
// It is held as the number of those things that give a symbol below x, which
// is piecewise a linear function of x rounded down. So the sums over intervals
// and over residue classes are exact, and quick for alphabets of any size.
type Distribution struct {
	// N is the number of symbols, at least 2.
	N uint64

	total  *big.Int // equally likely things
	pieces []piece  // of below, ordered by last; together they hold 1 ... N once
}

// A piece says how many things give a symbol below x, for x = first,
// first+step ... last: (a*x + b) / c, rounded down.
type piece struct {
	first, last, step uint64 // step is 1 or 2
	a, b, c           *big.Int
}

func (p piece) at(x uint64) *big.Int {
	v := new(big.Int).SetUint64(x)
	v.Mul(v, p.a).Add(v, p.b)
	return v.Div(v, p.c) // a*x+b is not negative
}

// below is the number of things that give a symbol below x, 0 <= x <= N.
func (d *Distribution) below(x uint64) *big.Int {
	if x == 0 {
		return new(big.Int)
	}
	i := sort.Search(len(d.pieces), func(i int) bool { return d.pieces[i].last >= x })
	for p := d.pieces[i]; x < p.first || (x-p.first)%p.step != 0; p = d.pieces[i] {
		i++ // one of two interleaved pieces
	}
	return d.pieces[i].at(x)
}

// P is the probability of a symbol below N.
func (d *Distribution) P(symbol uint64) *big.Rat { return d.Between(symbol, symbol) }

// Between is the probability of the symbols from first to last, both included:
// first <= last < N.
func (d *Distribution) Between(first, last uint64) *big.Rat {
	count := d.below(last + 1)
	return new(big.Rat).SetFrac(count.Sub(count, d.below(first)), d.total)
}

// Residue is the probability of the symbols that leave the remainder r when
// divided by m: 0 <= r < m.
func (d *Distribution) Residue(m, r uint64) *big.Rat {
	// Sum over x = r (mod m), x < N, of below(x+1) - below(x).
	count := d.sum(m, (r+1)%m)
	count.Sub(count, d.sum(m, r))
	if d.N%m == r { // the sum of below(x) took x = N too
		count.Add(count, d.total)
	}
	return new(big.Rat).SetFrac(count, d.total)
}

// sum is the sum of below(x) over x = r (mod m), 0 <= x <= N.
func (d *Distribution) sum(m, r uint64) *big.Int {
	sum := new(big.Int)
	for _, p := range d.pieces {
		// The first x of the piece that is r modulo m, and the distance to
		// the next. Neither may overflow: big integers are the simplest way.
		x, distance := new(big.Int).SetUint64(p.first), new(big.Int).SetUint64(m)
		x.Sub(x, new(big.Int).SetUint64(p.first%m)).Add(x, new(big.Int).SetUint64(r))
		if p.first%m > r {
			x.Add(x, distance)
		}
		if p.step == 2 {
			if parity := x.Bit(0) == uint(p.first&1); m%2 == 0 {
				if !parity {
					continue
				}
			} else {
				if !parity {
					x.Add(x, distance)
				}
				distance.Lsh(distance, 1)
			}
		}
		count := new(big.Int).SetUint64(p.last)
		if count.Sub(count, x).Sign() < 0 {
			continue
		}
		count.Div(count, distance).Add(count, big.NewInt(1))
		b := new(big.Int).Mul(p.a, x)
		sum.Add(sum, floorSum(count, distance.Mul(distance, p.a), b.Add(b, p.b), p.c))
	}
	return sum
}

// floorSum is the sum over 0 <= j < count of (a*j + b) / c, each rounded down,
// for a, b >= 0 and c > 0. It takes the whole parts of a/c and b/c out and
// counts the lattice points that are left with the axes exchanged, which is
// Euclid's algorithm for a and c (R. L. Graham, D. E. Knuth, O. Patashnik,
// "Concrete Mathematics", section 3.5).
func floorSum(count, a, b, c *big.Int) *big.Int {
	sum := new(big.Int)
	if count.Sign() == 0 {
		return sum
	}
	qa, ra := new(big.Int).QuoRem(a, c, new(big.Int))
	qb, rb := new(big.Int).QuoRem(b, c, new(big.Int))
	pairs := new(big.Int).Sub(count, big.NewInt(1))
	pairs.Mul(pairs, count).Rsh(pairs, 1)
	sum.Add(sum, pairs.Mul(pairs, qa))
	sum.Add(sum, qb.Mul(qb, count))
	top := new(big.Int).Mul(ra, count)
	top.Add(top, rb)
	columns, rest := top.QuoRem(top, c, new(big.Int))
	return sum.Add(sum, floorSum(columns, c, rest, ra))
}

// moduloOf is the distribution of w % n for w one of words equally likely
// numbers from 0: the first words%n symbols get one more.
func moduloOf(words *big.Int, n uint64) *Distribution {
	bign, one := new(big.Int).SetUint64(n), big.NewInt(1)
	quotient, remainder := new(big.Int).QuoRem(words, bign, new(big.Int))
	more := remainder.Uint64()
	d := &Distribution{N: n, total: words}
	if more > 0 {
		d.pieces = append(d.pieces, piece{1, more, 1, new(big.Int).Add(quotient, one), new(big.Int), one})
	}
	d.pieces = append(d.pieces, piece{more + 1, n, 1, quotient, remainder, one})
	return d
}

// enumerated is the distribution of symbols of which each has counts[symbol] of
// total equally likely things.
func enumerated(counts []uint64) *Distribution {
	all := make([]*big.Int, len(counts))
	for i, count := range counts {
		all[i] = new(big.Int).SetUint64(count)
	}
	return enumeratedBig(all)
}

// enumeratedBig is enumerated for counts of any size.
func enumeratedBig(counts []*big.Int) *Distribution {
	d := &Distribution{N: uint64(len(counts)), pieces: make([]piece, len(counts))}
	below, zero, one := new(big.Int), new(big.Int), big.NewInt(1)
	for i, count := range counts {
		below = new(big.Int).Add(below, count)
		x := uint64(i) + 1
		d.pieces[i] = piece{x, x, 1, zero, below, one}
	}
	d.total = below
	return d
}

// law is the law of the symbols, for an alphabet that fits in memory.
func (d *Distribution) law() sources.Law {
	p := make([]float64, d.N)
	for i := range p {
		p[i], _ = d.P(uint64(i)).Float64()
	}
	return sources.Law{N: d.N, P: func(i uint64) float64 { return p[i] }}
}
