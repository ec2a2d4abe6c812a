package stattests

import "math"

// Collision throws n balls into k = 2^(tb) cells, each ball by the highest b bits of
// t successive symbols (the arguments; N = 2^b or more, a power of 2), and counts
// the balls that fall into a cell that has one: the collisions C. n is the greatest
// power of 2 for which n^2/(2k), nearly the mean, is 128 or less, but no more than
// 2^20.
//
// n-C cells are hit, so (Knuth, TAOCP 2, 3.3.2 I, where algorithm S computes the
// law ball by ball)
//
//	P(C = c) = k(k-1)...(k-n+c+1) S(n, n-c) / k^n
//
// with the Stirling numbers of the second kind: S(n, d) d!/n! is the coefficient of
// x^(n-d) in ((e^x-1)/x)^d, and ln((e^x-1)/x) is x/2 + x^2/24 - x^4/2880 + ..., of
// which the exponential is taken term by term. The law is exact, but for rounding.
//
// The results: "chi2" and "max" of the classes of C, of which the first and the last
// stand for all beyond, 1e-30 on either side; and "sum", the sum of C over all blocks,
// by its exact law.
//
// Too few collisions are as telling as too many: a permutation of a counter, which
// gives each symbol once in its period, has none where a fair source has a hundred.
// Many cells of many symbols see unequal probabilities of tuples, and periods.
var Collision = &Test{
	Name: "collision",
	Doc: "Collisions of balls in 2^(t*b) cells, 12 to 36 bits, made of the highest b bits of t symbols (arguments; the highest 32 bits of one " +
		"symbol without, 20 bits of several in alphabets below 2^32; N = 2^k): their sum over blocks by its exact law, Pearson's " +
		"chi-squared, and the most deviating number by exact binomial tails. Catches permutations of counters, short periods, unequal tuples. " +
		"Knuth, TAOCP 2, 3.3.2 I. Exact and asymptotic.",
	Planted: "pcg32-once?seed=1|words",
	New:     newCollision,
}

const (
	leastCells = 12 // bits of their number
	mostCells  = 36
	mostBalls  = 20
	inCache    = 20 // cells of which a set is kept
)

type collision struct {
	tupleReader
	n      int      // balls
	balls  []uint64 // their cells
	set    []uint64 // which cells have a ball; or nil,
	sorter *sorter  // where there are too many
	law    countLaw
}

func newCollision(law Law, args ...uint64) (Counter, error) {
	v, err := newTuples("collision", law, args, leastCells, mostCells, func(k int) (t, bits int) {
		if k >= 32 {
			return 1, 32
		}
		return max(2, 20/k), 20
	})
	if err != nil {
		return nil, err
	}
	cells := v.t * v.b
	n := 1 << ballBits(cells)
	c := &collision{tupleReader: v, n: n, law: collisionLaw(cells)}
	if cells > inCache {
		c.sorter = newSorter(n, cells)
	}
	return c, nil
}

// ballBits is log2 of the number of balls for 2^cells cells.
func ballBits(cells int) int { return min((cells+8)/2, mostBalls) }

func (c *collision) Block() int { return c.t * c.n }
func (c *collision) Size() int  { return len(c.law.p) }

func (c *collision) Count(t *Tally, block []uint64) {
	t.Blocks++
	if c.balls == nil { // a judge needs none
		c.balls = make([]uint64, c.n)
		if c.sorter == nil {
			c.set = make([]uint64, 1<<(c.t*c.b)/64)
		}
	}
	c.read(c.balls, block)
	found := 0
	if c.set != nil {
		set := c.set
		clear(set)
		last := uint64(len(set) - 1)
		for _, x := range c.balls {
			w := &set[x/64&last]
			found += int(*w >> (x & 63) & 1)
			*w |= 1 << (x & 63)
		}
	} else {
		c.balls = c.sorter.sort(c.balls)
		found = repeats(c.balls)
	}
	t.Counts[c.law.class(found)]++
}

// collisionLaw is the law of the number of collisions in 2^cells cells.
var collisionLaw = remember(func(cells int) countLaw {
	return cut(collisionsLaw(1<<ballBits(cells), float64(uint64(1)<<cells), 400), 1e-30)
})

// collisionsLaw is the law of the number of collisions of n balls in k cells, the
// probabilities of 0 to below most, which is at most n and beyond which there is
// nothing. n^2/(2k) is at most 128.
func collisionsLaw(n int, k float64, most int) []float64 {
	// x times the derivative of ln((e^x-1)/x), by powers of x: B_j/j! from 2 on
	// (DLMF 24.2.1).
	terms := [...]float64{1: 1. / 2, 2: 1. / 12, 4: -1. / 720, 6: 1. / 30240, 8: -1. / 1209600, 10: 1. / 47900160}
	m := float64(n)
	ratio := m / k
	for j, power := 1, ratio; j < len(terms); j++ {
		terms[j] *= power
		power *= ratio
	}
	p := make([]float64, most)
	series := make([]float64, most)
	sum, falling := 0., 1. // n...(n-c+1) / ((k-n+1)...(k-n+c)) over ratio^c
	for c := range p {
		d := m - float64(c)
		if c > 0 {
			falling *= (d + 1) / (k - d) / ratio
		}
		series[0] = 1
		for i := 1; i <= c; i++ {
			next := 0.
			for j := 1; j <= min(i, len(terms)-1); j++ {
				next += terms[j] * series[i-j]
			}
			series[i] = next * d / float64(i)
		}
		p[c] = series[c] * falling
		sum += p[c]
	}
	for c := range p {
		p[c] /= sum
	}
	return p
}

func (c *collision) Judge(t Tally, level float64) []Result {
	return c.law.judge(t, float64(c.n), "collisions", Quality{Exact, math.Inf(-1)}, level)
}
