package planted

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/randaudit/randaudit/internal/tails"
	"github.com/randaudit/randaudit/sources"
)

// An Exhibit of the gallery is a bug that was shipped, or a way of drawing that
// is biased by design.
type Exhibit struct {
	Name   string // of the bug, as people know it
	When   string // a year, or years
	What   string // was wrong, and what came of it
	Source string // where it is told
	View   string // that draws so: "modulo8(62)"
	Shows  Shows  // where the bias is to be seen
}

// Shows says into which classes symbols are put where a bias is to be seen.
type Shows string

// The classes.
const (
	Symbols Shows = "symbols" // each symbol
	Halves  Shows = "halves"  // lower and upper half of the alphabet
	Thirds  Shows = "thirds"  // of the alphabet
	Parity  Shows = "parity"  // even and odd symbols
	Mod3    Shows = "mod 3"   // remainders modulo 3
)

// A Class has its exact probability, and the one that a fair way of drawing
// gives it.
type Class struct {
	Label      string
	Real, Fair *big.Rat
}

// Way returns the exhibit's way of drawing and its arguments. The error is that
// of a View that no way makes.
func (e Exhibit) Way() (w Way, args []uint64, err error) {
	name, list, _ := strings.Cut(strings.TrimSuffix(e.View, ")"), "(")
	for _, w = range All {
		if w.Name != name {
			continue
		}
		for digits := range strings.SplitSeq(list, ",") {
			if list == "" {
				break
			}
			arg, err := strconv.ParseUint(digits, 10, 64)
			if err != nil {
				return Way{}, nil, fmt.Errorf("%w: %s", sources.ErrArgs, e.View)
			}
			args = append(args, arg)
		}
		return w, args, nil
	}
	return Way{}, nil, fmt.Errorf("%w: no planted way is called %q", sources.ErrUnknown, name)
}

// Classes are those that the exhibit shows, with their exact probabilities.
func (e Exhibit) Classes() ([]Class, error) {
	w, args, err := e.Way()
	if err != nil {
		return nil, err
	}
	d, err := w.Distribution(args...)
	if err != nil {
		return nil, err
	}
	fair := uniform(d.N)
	if w.Fair != nil {
		if fair, err = w.Fair(args...); err != nil {
			return nil, err
		}
	}
	n := d.N
	if e.Shows == Symbols && (n == 0 || n > 1<<16) {
		return nil, fmt.Errorf("%w: %s has too many symbols to show each", ErrTooLarge, e.View)
	}
	if least := map[Shows]uint64{Thirds: 3, Mod3: 3}[e.Shows]; n != 0 && n < max(2, least) {
		return nil, fmt.Errorf("%w: %s has too few symbols", sources.ErrArgs, e.View)
	}
	var classes []Class
	between := func(label string, first, last uint64) {
		classes = append(classes, Class{label, d.Between(first, last), fair.Between(first, last)})
	}
	residues := func(m uint64, label func(r uint64) string) {
		for r := range m {
			classes = append(classes, Class{label(r), d.Residue(m, r), fair.Residue(m, r)})
		}
	}
	switch e.Shows {
	case Symbols:
		for i := range n {
			between(strconv.FormatUint(i, 10), i, i)
		}
	case Halves:
		between("lower half", 0, n/2-1)
		between("upper half", n/2, n-1)
	case Thirds:
		between("first third", 0, n/3-1)
		between("second third", n/3, n/3*2-1)
		between("last third", n/3*2, n-1)
	case Parity:
		residues(2, func(r uint64) string { return [...]string{"even", "odd"}[r] })
	case Mod3:
		residues(3, func(r uint64) string { return fmt.Sprintf("remainder %d modulo 3", r) })
	default:
		return nil, fmt.Errorf("%w: %s shows nothing that is known", sources.ErrArgs, e.View)
	}
	return classes, nil
}

// uniform is the distribution of n equally likely symbols.
func uniform(n uint64) *Distribution {
	one := big.NewInt(1)
	return &Distribution{N: n, total: new(big.Int).SetUint64(n), pieces: []piece{{1, n, 1, one, new(big.Int), one}}}
}

// Draws is how many independent draws Pearson's chi-squared test needs to find
// out about classes: to reach a p-value below alpha with the given probability
// (power). It is noncentral chi-squared, whose noncentrality is the number of
// draws times sum (real-fair)^2/fair.
//
// Where a class comes that a fair way of drawing never gives, or so seldom that
// one is proof at the level alpha, that many are needed to see one with that
// probability. Where the classes are fair it is +Inf: no number of draws shows
// anything. It is at least 1. 0 < alpha, power < 1.
func Draws(classes []Class, alpha, power float64) float64 {
	phi, proof := new(big.Rat), 0.0
	possible := 0
	for _, c := range classes {
		fair, _ := c.Fair.Float64()
		if p, _ := c.Real.Float64(); p > 0 {
			if n := untilOne(p, power); fair*n <= alpha {
				proof += p
				continue
			}
		}
		if fair == 0 {
			continue
		}
		possible++
		d := new(big.Rat).Sub(c.Real, c.Fair)
		phi.Add(phi, d.Mul(d, d).Quo(d, c.Fair))
	}
	needed := math.Inf(1)
	if proof > 0 {
		needed = untilOne(proof, power)
	}
	if f, _ := phi.Float64(); f > 0 && possible > 1 {
		needed = min(needed, tails.Noncentrality(float64(possible-1), math.Log(alpha), power)/f)
	}
	return max(1, needed)
}

// untilOne is the number of draws after which something of probability p has
// come with the probability power.
func untilOne(p, power float64) float64 {
	if p >= 1 {
		return 1
	}
	return math.Log1p(-power) / math.Log1p(-p)
}

// Keys is the number of keys of a generator with so many seeds among which two
// are the same with the probability p: the exact law of the birthday problem.
// seeds is at least 2 and at most 2^40, 0 < p < 1.
func Keys(seeds uint64, p float64) uint64 {
	limit := math.Log1p(-p) // ln of the probability that all differ
	sum := 0.0
	for m := uint64(1); ; m++ {
		if sum <= limit {
			return m
		}
		sum += math.Log1p(-float64(m) / float64(seeds))
	}
}

// Gallery lists the exhibits, by date.
var Gallery = []Exhibit{
	{
		"Sattolo's cycle for a shuffle", "1986", "One character: j < i where Fisher and Yates have j <= i. What comes is a random cycle, so no card stays in its place and of 120 orders of 5 cards 24 can come.",
		"S. Sattolo, An algorithm to generate a random cyclic permutation, Information Processing Letters 22 (1986), who meant it", "sattolo(5)", Symbols,
	},
	{
		"rand() % n", "1989", "RAND_MAX may be 32767. 32768 is no multiple of n, so the first numbers come more often: of 10,000 the lower half 54 times in 100.",
		"the example of rand in the C standard; RAND_MAX of Microsoft's library", "modulo15(10000)", Halves,
	},
	{
		"The poker site's shuffle", "1999", "random(51)+1 is never 52: the last card never ends in its place. Beside that, the seed was the milliseconds of the day.",
		"B. Arkin, F. Hill, S. Marks, M. Schmid, T. J. Walls, How We Learned to Cheat at Online Poker (1999)", "offbyone-shuffle(5)", Symbols,
	},
	{
		"Debian's OpenSSL", "2006 to 2008", "A line that mixed in the seed was taken out, because a tool complained of it. The process number was left: 32,768 keys of each kind.",
		"CVE-2008-0166, DSA-1571-1", "seeds(32768,256)", Symbols,
	},
	{
		"Swap every card with any", "2007", "n^n equally likely ways lead to n! orders, which n^n is no multiple of. Written again every year.",
		"J. Atwood, The Danger of Naïveté (2007)", "naive-shuffle(4)", Symbols,
	},
	{
		"Math.random() of V8", "2009 to 2015", "32 random bits where a float has 53: times 2^53, the product is always even. Ids of 22 characters collided.",
		"M. Malone, TIFU by using Math.random() (2015); the V8 team's blog, December 2015", "floatmul32(9007199254740992)", Parity,
	},
	{
		"Python's randrange", "until 2010", "int(random() * n): at n = 3*2^51 a number of remainder 1 modulo 3 comes 9 times where one of remainder 2 comes 7 times.",
		"bpo-9025, repaired in Python 3.2", "floatmul(6755399441055744)", Mod3,
	},
	{
		"The ballot of browsers", "2010", "Sorted with a comparison that tosses a coin: the one that was last stayed last in half of the showings.",
		"R. Weir, Doing the Microsoft Shuffle (2010)", "coin-sort(5)", Symbols,
	},
	{
		"A password manager's clock", "2010 to 2019", "The password depended on the second in which it was made alone: 315,619,200 passwords in ten years.",
		"CVE-2020-27020, Kaspersky Password Manager", "seeds(315619200,4096)", Symbols,
	},
	{
		"Cryptocat's digits", "2013", "Bytes up to 250 where it must be 249: 26 of 251 give the digit 0, 25 each of the others. Private keys were made of such digits.",
		"Cryptocat's advisory of 4 July 2013; cryptofails.com, 11 July 2013", "cryptocat", Symbols,
	},
	{
		"Android's SecureRandom", "2013", "As few as 31 bits of seed. Two signatures with the same nonce give the private key: bitcoins were taken so.",
		"bitcoin.org, advisory of August 2013", "seeds(2147483648,4096)", Symbols,
	},
	{
		"PHP's mt_rand over a large range", "2015", "31 random bits stretched over the range: of 2^33 numbers every fourth can come.",
		"PHP bug 45184; PHP RFC rng_fixes", "floatmul31(8589934592)", Parity,
	},
	{
		"Diceware by byte % 6", "2017", "256 is no multiple of 6: the first four faces come 43 times where the others come 42 times.",
		"dmuth/diceware#7", "modulo8(6)", Symbols,
	},
	{
		"randrange(3) by two bits", "2017", "Two bits modulo 3: 0 in half of the draws. Caught in review.",
		"micropython/micropython-lib#208", "modulo-bits(3)", Symbols,
	},
	{
		"Short reads of satori/go.uuid", "2018", "Read may fill less than the buffer; nobody looked, and the rest stayed zero. Here 1 read of 8 comes short.",
		"satori/go.uuid#73, CVE-2021-3538", "short-read", Symbols,
	},
	{
		"R's sample()", "until 2019", "floor(n*u)+1 with u of 32 bits: for n = 2/5 of 2^32, three of five numbers that come are odd.",
		"K. Ottoboni, P. B. Stark, Random problems with R (2018); repaired in R 3.6.0", "r-sample", Parity,
	},
	{
		"NextBytes of .NET", "2020", "A byte of a number that is never 2^31-1: 0xFF comes once in 8,388,608 times too seldom. It is a bug, and no sample shows it.",
		"dotnet/runtime#41457", "next-bytes", Symbols,
	},
	{
		"A float below 1 that is 1", "2020", "uniform_real_distribution<float> of [0, 1) gave 1: what rounds, rounds up too. 1 of 33,554,432, enough to index out of an array.",
		"microsoft/STL#1074, repaired in 2024; LWG issue 2524", "closed-float", Symbols,
	},
	{
		"One too many rejected", "2021", ">= for > in a copy of arc4random_uniform: one word in 2^32. No sample shows it; a test that feeds the words around the threshold does.",
		"asggo/random#3", "arc4random-off(6)", Symbols,
	},
	{
		"Milk Sad", "2023", "Wallets from 32 bits of seed: everyone's keys can be listed.",
		"CVE-2023-39910, milksad.info", "seeds(4294967296,4096)", Symbols,
	},
	{
		"PuTTY's nonces for P-521", "2024", "A hash of 512 bits for a number of 521: the 9 highest bits are 0 in each signature, and 60 signatures give the key.",
		"CVE-2024-31497", "p521-nonce", Symbols,
	},
	{
		"Tokens by byte % 62", "2026", "256 is no multiple of 62: 8 characters come 5 times where the other 54 come 4 times.",
		"diced/zipline#956", "modulo8(62)", Symbols,
	},
	{
		"A bound that is left out", "2026", "A bounded draw that is exclusive where the bound is a power of two: 8 of 24 orders of 4 cards can come.",
		"cipherstash/vitaminc#238", "exclusive-shuffle(4)", Symbols,
	},
	{
		"valyala/fastrand's Uint32n", "today", "A multiplication that rejects nothing: at n = 3*2^30 the multiples of 3 come twice as often.",
		"github.com/valyala/fastrand v1.1.0", "mulhigh32(3221225472)", Mod3,
	},
	{
		"bytedance/gopkg's Uint64n", "today", "A 64-bit word modulo n: at n = 3*2^62 the first third comes twice as often.",
		"github.com/bytedance/gopkg v0.1.4, fastrand", "modulo64(13835058055282163712)", Thirds,
	},
	{
		"bytedance/gopkg's Read", "today", "32 bits of seed for each call: at most 2^32 buffers, of whatever length.",
		"github.com/bytedance/gopkg v0.1.4, fastrand", "seeds(4294967296,4096)", Symbols,
	},
	{
		"random.choices of Python", "today", "By design: it multiplies a float. choices(range(3*2**51)) modulo 3 is 1/3, 3/8 and 7/24.",
		"Lib/random.py of CPython 3.13", "python-choices(6755399441055744)", Mod3,
	},
	{
		"random.uniform of Python", "today", "By design: uniform(1e15, 1e15+1) returns its upper end 1 time in 16, where its other end is half as likely as what lies between.",
		"Lib/random.py of CPython 3.13; its documentation says so", "python-uniform", Symbols,
	},
	{
		"uint32 % 10", "today", "Biased, and nobody will ever see it in what comes out. It is found by reading the code, or by counting all words of 8 or 16 bits.",
		"any code review", "modulo32(10)", Symbols,
	},
}
