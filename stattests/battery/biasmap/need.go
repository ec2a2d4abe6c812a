package biasmap

import (
	"fmt"
	"math"
	"math/big"

	"github.com/randaudit/randaudit/internal/tails"
	"github.com/randaudit/randaudit/sources/planted"
)

// The test that a [Need] is of: it calls a fair way biased with probability
// Alpha, and sees the bias with probability Power.
const (
	Alpha = 1e-6
	Power = 0.99
)

// A Knowledge is what is known of a way of drawing at an n.
type Knowledge string

const (
	Unknown Knowledge = "unknown" // nothing: its distribution was not given
	Exact   Knowledge = "exact"   // that there is no bias
	Biased  Knowledge = "biased"  // its distribution, which is not uniform
)

// A Need is how many draws it takes to see the bias of a way at an n, by its
// exact distribution and the most favourable of four questions: which symbol
// (of more than 65,536 symbols: which of 256 equal intervals), which third,
// which remainder modulo 3, and whether it is odd.
type Need struct {
	Known Knowledge
	// Draws is how many independent draws the test takes; above 2^53 it is
	// rounded. It is there if the way is biased.
	Draws float64
	// Question is the most favourable one: "frequency", "thirds", "modulo 3"
	// or "parity".
	Question string
	// Law is that of the test: the binomial law, or chi-squared with the
	// noncentral law for the power.
	Law string
	// Proof says why there is no bias, where that is known.
	Proof string
}

const mostClasses = 1 << 16 // as in stattests.Frequency

// needOf is the need of a way with a known distribution.
func needOf(d *planted.Distribution) Need {
	best := Need{Known: Exact, Draws: math.Inf(1), Proof: "n divides the number of words or of floats: every output has as many of them"}
	ask := func(question string, classes int, expected, p func(i uint64) *big.Rat) {
		squares := 0.0 // sum of (p-e)^2/e: what Pearson's statistic grows by with a draw
		var first, firstFair float64
		for i := range uint64(classes) {
			e := expected(i)
			q := p(i)
			fair, _ := e.Float64()
			if i == 0 {
				firstFair = fair
				first, _ = q.Float64()
			}
			// Biases of 2^-64 need the exact difference.
			difference, _ := q.Sub(q, e).Float64()
			squares += difference * difference / fair
		}
		if squares == 0 {
			return
		}
		if n := chiSquaredNeed(question, classes-1, squares, first, firstFair); n.Draws < best.Draws {
			best = n
		}
	}
	n := d.N
	fraction := func(count uint64) *big.Rat {
		return new(big.Rat).SetFrac(new(big.Int).SetUint64(count), new(big.Int).SetUint64(n))
	}
	intervals := func(question string, classes uint64) {
		start := func(i uint64) uint64 { // ceil(i*n/classes)
			v := new(big.Int).Mul(new(big.Int).SetUint64(i), new(big.Int).SetUint64(n))
			v.Add(v, new(big.Int).SetUint64(classes-1)).Div(v, new(big.Int).SetUint64(classes))
			return v.Uint64()
		}
		ask(question, int(classes),
			func(i uint64) *big.Rat { return fraction(start(i+1) - start(i)) },
			func(i uint64) *big.Rat { return d.Between(start(i), start(i+1)-1) })
	}
	remainders := func(question string, m uint64) {
		ask(question, int(m),
			func(i uint64) *big.Rat { return fraction((n-1-i)/m + 1) },
			func(i uint64) *big.Rat { return d.Residue(m, i) })
	}
	if n <= mostClasses {
		each := fraction(1)
		ask("frequency", int(n), func(uint64) *big.Rat { return each }, d.P)
	} else {
		intervals("frequency", 256)
	}
	if n > 3 { // else a class would be empty, or a symbol
		intervals("thirds", 3)
		remainders("modulo 3", 3)
		remainders("parity", 2)
	}
	if best.Known == Exact {
		if n > mostClasses { // no question sees anything, which proves nothing of each output
			return Need{Known: Unknown}
		}
		best.Draws = 0
	}
	return best
}

// chiSquaredNeed is the need of Pearson's test. The noncentrality of its
// statistic is draws * squares. For two classes and few draws the test by the
// binomial law, on both sides, takes its place: p is the probability of the
// first class, and fair what it should be.
func chiSquaredNeed(question string, df int, squares, p, fair float64) Need {
	draws := math.Ceil(tails.Noncentrality(float64(df), math.Log(Alpha), Power) / squares)
	if df == 1 && draws < 5000 {
		return Need{Known: Biased, Draws: binomialNeed(p, fair, uint64(draws)), Question: question,
			Law: fmt.Sprintf("binomial, p = %.4g against %.4g, both sides", p, fair)}
	}
	return Need{Known: Biased, Draws: draws, Question: question, Law: fmt.Sprintf("chi-squared with %d degrees of freedom, noncentral for the power", df)}
}

// binomialNeed is the least number of draws up to twice the guess for which the
// power of the binomial test is reached.
func binomialNeed(p, fair float64, guess uint64) float64 {
	for n := uint64(1); n < 2*guess; n++ {
		low, high := tails.BinomialBand(math.Log(Alpha/2), n, fair)
		power := 0.0
		if low > 0 {
			lower, _ := tails.Binomial(low-1, n, p)
			power += math.Exp(lower)
		}
		if high < n {
			_, upper := tails.Binomial(high+1, n, p)
			power += math.Exp(upper)
		}
		if power >= Power {
			return float64(n)
		}
	}
	return float64(guess)
}
