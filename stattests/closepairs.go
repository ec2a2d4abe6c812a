package stattests

import (
	"fmt"
	"math"
)

// ClosePairs makes n = 2^m points of the highest bits of t successive symbols each,
// one symbol a coordinate (t and m are the arguments), and counts the pairs that are
// close: no coordinate is off by more than r. Coordinates have b = 64/t bits, or all
// that a symbol has (N = 2^k), and go in a circle: the points are on a torus, a grid
// of 2^b in each direction.
//
// A pair is close with the probability p = ((2r+1)/2^b)^t, exactly; r is the
// greatest for which the mean of the number of close pairs, L = p n(n-1)/2, is 48 or
// less. Any two pairs are independent, since differences of uniform points of a
// group are, even if they have a point in common; so are more pairs, unless they make
// a ring. Three that join three points are all close with the probability
// q = ((3r^2+3r+1)/4^b)^t. So the logarithm of the generating function begins with
//
//	L v - L p v^2/2 + (L p^2/3 + C(n, 3)(q - p^3)) v^3, v = u-1
//
// exactly (mean, variance and third cumulant), and what is left out begins with four
// pairs that join four points in a ring, a term of about (2/3)^t L^3/n^2 v^4: 3e-6 v^4
// for 2^16 points in four dimensions, where v is 0.15 a standard deviation. The tail
// was compared with importance sampling at 1e-12 for 2^12 points, the fewest that are
// taken. The sum over many blocks is no further from its law than one block is.
//
// The results: "chi2" and "max" of the classes of the number of close pairs; "sum",
// the sum over all blocks.
//
// Points of a lattice keep a distance. Ripley, "Tests of 'randomness' for spatial
// point patterns", J. R. Statist. Soc. B 41 (1979); L'Ecuyer, Cordeau, Simard,
// "Close-point spatial tests and their application to random number generators",
// Oper. Res. 48 (2000), who take the distance of the m-th nearest pair.
var ClosePairs = &Test{
	Name: "close-pairs",
	Doc: "Pairs of 2^m points on the t-dimensional torus, one symbol a coordinate, that are closer than by chance 48 are (arguments t, 2 to 4, and m, " +
		"12 to 20; 4 and 16 without; N = 2^k): their sum over blocks, Pearson's chi-squared, and the most deviating number by exact " +
		"binomial tails. Catches lattices, and points that avoid each other. L'Ecuyer, Cordeau, Simard 2000. Asymptotic.",
	Planted: "philox2x32-3?seed=1|words",
	New:     newClosePairs,
}

const (
	closest     = 48 // the most close pairs that are expected
	leastClose  = 8  // the least
	leastPoints = 12 // bits of their number
	mostPoints  = 20
	crowded     = 16 // points that a point shares its bucket with, itself included, on the average; 3 to 5 are expected
)

// A point has coordinates of 32 bits, the lowest of which may be 0 in all points:
// differences modulo 2^32 are those on the torus.
type point [4]uint32

type closePairs struct {
	t      int    // dimensions
	n      int    // points
	shift  int    // of a symbol: lowest bits that are dropped
	left   int    // of a coordinate: bits that are 0
	radius uint32 // r, of coordinates of 32 bits
	side   int    // log2 of the number of buckets along either side of a plane
	points []point
	sorted []point  // by the bucket of the first two coordinates
	ends   []uint32 // of the buckets
	pairs  float64  // n(n-1)/2
	law    countLaw
}

func newClosePairs(law Law, args ...uint64) (Counter, error) {
	if len(args) > 2 {
		return nil, fmt.Errorf("stattests: close-pairs takes two arguments, dimensions and bits of the number of points: %w", ErrArgs)
	}
	t, m := 4, 16
	if len(args) > 0 {
		if args[0] < 2 || args[0] > 4 {
			return nil, fmt.Errorf("stattests: close-pairs takes 2 to 4 dimensions, not %d: %w", args[0], ErrArgs)
		}
		t = int(args[0])
	}
	if len(args) > 1 {
		if args[1] < leastPoints || args[1] > mostPoints {
			return nil, fmt.Errorf("stattests: close-pairs takes 2^%d to 2^%d points, not 2^%d: %w", leastPoints, mostPoints, args[1], ErrArgs)
		}
		m = int(args[1])
	}
	k, err := wholeBits("close-pairs", law)
	if err != nil {
		return nil, err
	}
	b := min(k, 64/t)
	n := 1 << m
	c := &closePairs{t: t, n: n, shift: k - b, left: 32 - b, side: (m - 1) / 2, pairs: float64(n) * float64(n-1) / 2}
	r := math.Floor((math.Ldexp(math.Pow(closest/c.pairs, 1/float64(t)), b) - 1) / 2)
	if r < 0 || c.pairs*closeShare(r, t, b) < leastClose {
		return nil, fmt.Errorf("stattests: close-pairs of 2^%d points in %d dimensions needs more than %s symbols: %w", m, t, size(law.N), ErrAlphabet)
	}
	c.radius = uint32(r) << c.left
	c.law = cut(fromCumulants(closeCumulants(float64(n), r, t, b), 300), 1e-30)
	return c, nil
}

// closeShare is the probability that no coordinate of two points is off by more than r.
func closeShare(r float64, t, b int) float64 { return math.Pow(math.Ldexp(2*r+1, -b), float64(t)) }

// closeCumulants returns the first factorial cumulants, n-th over n!, of the number of
// close pairs of n points.
func closeCumulants(n, r float64, t, b int) []float64 {
	p := closeShare(r, t, b)
	three := math.Pow(math.Ldexp(3*r*(r+1)+1, -2*b), float64(t))
	mean := p * n * (n - 1) / 2
	return []float64{0, mean, -mean * p / 2, mean*p*p/3 + n*(n-1)*(n-2)/6*(three-p*p*p)}
}

func (c *closePairs) Block() int { return c.t * c.n }
func (c *closePairs) Size() int  { return len(c.law.p) }

func (c *closePairs) Count(t *Tally, block []uint64) {
	t.Blocks++
	if c.points == nil { // a judge needs none
		c.points, c.sorted = make([]point, c.n), make([]point, c.n)
		c.ends = make([]uint32, 1<<(2*c.side))
	}
	shift, left := c.shift&63, c.left&31
	for i := range c.points {
		var p point
		for j, x := range block[c.t*i:][:c.t] {
			p[j] = uint32(x>>shift) << left
		}
		c.points[i] = p
	}
	t.Counts[c.count()]++
}

// count sorts the points into buckets, which are no narrower than the radius, and
// compares those of neighbouring buckets. It returns the class of the number of close
// pairs: the last where points crowd in few buckets, as fair ones never do, which
// would take long.
func (c *closePairs) count() int {
	ends, most := c.ends, len(c.law.p)-1
	clear(ends)
	for i := range c.points {
		ends[c.bucket(&c.points[i])]++
	}
	sum, squares := uint32(0), uint64(0)
	for i, n := range ends {
		ends[i] = sum
		sum += n
		squares += uint64(n) * uint64(n)
	}
	if squares > crowded*uint64(len(c.points)) {
		return most
	}
	for i := range c.points {
		e := &ends[c.bucket(&c.points[i])]
		c.sorted[*e] = c.points[i]
		*e++
	}
	found, enough := 0, most+c.law.first
	width := 1 << c.side
	start := uint32(0)
	for at, end := range ends {
		// The bucket to the right and the three below, most of which follow each
		// other; the plane is closed to a torus.
		column, row := at&(width-1), at&^(width-1)
		below := (row + width) & (len(ends) - 1)
		size := int(end - start)
		var here, right, under, corner []point
		switch column {
		case width - 1:
			here, right = c.in(at, at), c.in(row, row)
			under, corner = c.in(below+column-1, below+column), c.in(below, below)
		case 0:
			here = c.in(at, at+1)
			under, corner = c.in(below, below+1), c.in(below+width-1, below+width-1)
		default:
			here, under = c.in(at, at+1), c.in(below+column-1, below+column+1)
		}
		for i := range size {
			p := &here[i]
			found += c.near(p, here[i+1:]) + c.near(p, under)
			if len(right)+len(corner) > 0 {
				found += c.near(p, right) + c.near(p, corner)
			}
		}
		if found >= enough {
			return most
		}
		start = end
	}
	return max(found-c.law.first, 0)
}

func (c *closePairs) bucket(p *point) int {
	return int(p[0]>>(32-c.side)<<c.side | p[1]>>(32-c.side))
}

// in returns the points of the buckets from first to last.
func (c *closePairs) in(first, last int) []point {
	start := uint32(0)
	if first > 0 {
		start = c.ends[first-1]
	}
	return c.sorted[start:c.ends[last]]
}

// near counts the points that are close to p. It does not branch: which coordinates
// are off cannot be predicted.
func (c *closePairs) near(p *point, points []point) int {
	r := c.radius
	a0, a1, a2, a3 := p[0]+r, p[1]+r, p[2]+r, p[3]+r
	r2 := uint64(2 * r)
	off := uint64(0)
	for i := range points {
		q := &points[i]
		off += ((r2 - uint64(a0-q[0])) | (r2 - uint64(a1-q[1])) | (r2 - uint64(a2-q[2])) | (r2 - uint64(a3-q[3]))) >> 63
	}
	return len(points) - int(off)
}

func (c *closePairs) Judge(t Tally, level float64) []Result {
	return c.law.judge(t, c.pairs, "close pairs", Quality{Asymptotic, deepest}, level)
}
