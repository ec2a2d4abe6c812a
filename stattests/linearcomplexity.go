package stattests

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"github.com/randaudit/randaudit/internal/gf2"
	"github.com/randaudit/randaudit/internal/tails"
)

// LinearComplexity finds the length L of the shortest linear feedback shift
// register that yields a block of m bits (the test's argument; 4096 without
// one), and counts how far it is from m/2. For fair bits
//
//	P(L = 0) = 2^-m, P(L = l) = 2^(min(2m-2l, 2l-1) - m) for 1 <= l <= m
//
// exactly (Rueppel, Analysis and Design of Stream Ciphers, 1986, section 4.1),
// so that deviations fall off like 4^-|d| on both sides. A linear generator, or
// any bit of one, has an L no greater than its state: it fails with a single block
// of 30 bits more than twice its state, at p = 1e-9.
//
// Deviations from -16 to 16 are classes of their own; further out the classes
// double, (16, 32], (32, 64], ... The results:
//
//   - "extreme": the class furthest out on either side. If q is the probability
//     that one block lies in it or further out on its side, at least one of B
//     blocks does with probability 1 - (1-q)^B, exactly; the smaller of both
//     sides counts, twice (Bonferroni).
//   - "chi2": Pearson's on the classes, where there are blocks enough.
//
// The test takes single bits: a lane of the words. SP 800-22, 2.10, has the
// chi-squared alone, with a limit law; L'Ecuyer and Simard, "TestU01" (2007),
// have the jumps of L besides.
var LinearComplexity = &Test{
	Name: "linear-complexity",
	Doc: "Length of the shortest linear feedback shift register for blocks of m bits (argument, a multiple of 64; 4096 without one): " +
		"the block furthest out by the exact law, and Pearson's chi-squared over the deviations from m/2. Catches generators that are " +
		"linear over bits, whatever their period. Rueppel 1986; SP 800-22 2.10. Exact and asymptotic.",
	Planted: "xorshift64?seed=1|lane(0)",
	New:     newLinearComplexity,
}

const (
	complexityBits  = 4096    // of a block, without an argument
	mostComplexity  = 1 << 20 // bits of a block; they take about a second
	fineDeviation   = 16      // deviations up to it are classes of their own
	leastComplexity = 64

	mostForetold = 4096 // bits of a block that is kept to be foretold from
	foretoldBits = 64   // of it, that the register foretells before it is believed
	shownTaps    = 16   // of a register, that are told one by one
)

type linearComplexity struct {
	m     int // bits of a block
	outer int // classes beyond fineDeviation, on either side
	z     gf2.Synthesizer
	words []uint64
}

func newLinearComplexity(law Law, args ...uint64) (Counter, error) {
	m := uint64(complexityBits)
	switch {
	case len(args) > 1:
		return nil, fmt.Errorf("stattests: linear-complexity takes one argument, the bits of a block: %w", ErrArgs)
	case len(args) == 1:
		m = args[0]
	}
	if m < leastComplexity || m > mostComplexity || m%64 != 0 {
		return nil, fmt.Errorf("stattests: linear-complexity takes blocks of 64 to %d bits, a multiple of 64, not %d: %w",
			mostComplexity, m, ErrArgs)
	}
	if err := uniform("linear-complexity", law); err != nil {
		return nil, err
	}
	if law.N != 2 {
		return nil, fmt.Errorf("stattests: linear-complexity needs single bits, as a lane has them, not %s symbols: %w", size(law.N), ErrAlphabet)
	}
	if m <= mostForetold {
		return &register{complexityOf(int(m))}, nil
	}
	return complexityOf(int(m)), nil
}

func complexityOf(m int) *linearComplexity {
	c := &linearComplexity{m: m, words: make([]uint64, m/64)}
	c.outer = c.class(m/2) - fineDeviation
	return c
}

// A register is a linearComplexity that foretells.
type register struct{ *linearComplexity }

// Forecast lets the register that yields the block go on, where it is so short that the
// block shows that it is the one.
func (c *register) Forecast(block []uint64, n int) (f Forecast, ok bool) {
	packBits(c.words, block)
	length, taps := c.z.Register(c.words, c.m)
	if length < 2 || 2*length+foretoldBits > c.m { // one and none are constant
		return f, false
	}
	var places []string
	for j := 1; j <= length; j++ {
		if taps[j/64]>>(j%64)&1 != 0 {
			places = append(places, strconv.Itoa(j))
		}
	}
	sum := strconv.Itoa(len(places)) + " of them"
	if len(places) <= shownTaps {
		sum = "those " + strings.Join(places, ", ") + " before it"
	}
	f = Forecast{Kind: "a generator that is linear in these bits, each the sum of some before it",
		Parameters: []Parameter{{"state", strconv.Itoa(length) + " bits"}, {"sum", sum}}}
	last := slices.Clone(block[len(block)-length:])
	for range n {
		x := uint64(0)
		for j := 1; j <= length; j++ {
			x ^= taps[j/64] >> (j % 64) & last[len(last)-j]
		}
		x &= 1
		last, f.Next = append(last, x), append(f.Next, x)
	}
	return f, true
}

func (c *linearComplexity) Block() int { return c.m }

// Size is a count for each class of -m/2..m/2, lowest first.
func (c *linearComplexity) Size() int { return 2*c.classes() + 1 }

// classes is the number of classes on either side of 0.
func (c *linearComplexity) classes() int { return fineDeviation + c.outer }

// class is the class of the deviation d >= 0.
func (c *linearComplexity) class(d int) int {
	if d <= fineDeviation {
		return d
	}
	return fineDeviation + bits.Len(uint(d-1)) - bits.Len(fineDeviation-1)
}

// first is the smallest d of a class i >= 0.
func (c *linearComplexity) first(i int) int {
	if i <= fineDeviation {
		return i
	}
	return fineDeviation<<(i-fineDeviation-1) + 1
}

func (c *linearComplexity) Count(t *Tally, block []uint64) {
	t.Blocks++
	packBits(c.words, block)
	d := c.z.LinearComplexity(c.words, c.m) - c.m/2
	if d < 0 {
		t.Counts[c.classes()-c.class(-d)]++
	} else {
		t.Counts[c.classes()+c.class(d)]++
	}
}

// logAtLeast is ln P(D >= d) for 1 <= d <= m/2: the sum of 4^-j from d on.
func (c *linearComplexity) logAtLeast(d int) float64 {
	return -float64(2*d)*math.Ln2 + math.Log(4./3) + math.Log1p(-math.Exp2(float64(2*(d-1-c.m/2))))
}

// logAtMost is ln P(D <= -d) for 0 <= d <= m/2: the sum of 2^(-2j-1) for j from
// d to m/2-1, and 2^-m for zeros only.
func (c *linearComplexity) logAtMost(d int) float64 {
	// (2/3)(4^-d - 4^-(m/2)) + 4^-(m/2) = (2/3) 4^-d (1 + 4^(d-m/2)/2)
	return -float64(2*d)*math.Ln2 + math.Log(2./3) + math.Log1p(math.Exp2(float64(2*d-c.m))/2)
}

// p is the probability of the class of index i.
func (c *linearComplexity) p(i int) float64 {
	i -= c.classes()
	switch {
	case i == 0:
		return 0.5
	case i < 0:
		return c.between(c.logAtMost, -i)
	}
	return c.between(c.logAtLeast, i)
}

// between is the probability of class i of a side whose tails are given.
func (c *linearComplexity) between(tail func(int) float64, i int) float64 {
	p := math.Exp(tail(c.first(i)))
	if i < c.classes() {
		p -= math.Exp(tail(c.first(i + 1)))
	}
	return p
}

func (c *linearComplexity) Judge(t Tally, level float64) []Result {
	classes := categories{
		k: c.Size(),
		p: c.p,
		label: func(i int) string {
			i -= c.classes()
			if i < 0 {
				return fmt.Sprintf("L at m/2 - %s", c.span(-i))
			}
			return fmt.Sprintf("L at m/2 + %s", c.span(i))
		},
		perBlock: 1,
	}
	// The classes of probability below 1e-308 make "max" useless here: what
	// it is for, "extreme" does.
	chi2 := classes.judge(t.Blocks, t.Counts, level)[0]
	chi2.Effect.Detectable = 0 // of its rarest class, which nobody asks about

	r := Result{Name: "extreme", Sides: 1}
	blocks, lowest, highest := uint64(0), -1, -1
	for i, n := range t.Counts {
		blocks = addSaturating(blocks, n)
		if n > 0 {
			highest = i
			if lowest < 0 {
				lowest = i
			}
		}
	}
	if blocks == 0 {
		r.Warnings = []error{&TooLittle{t.Blocks, 1}}
		return []Result{r, chi2}
	}
	low, high := 0.0, 0.0 // ln P(some block is so far out), where there is one
	if lowest < c.classes() {
		low = anyOf(blocks, c.logAtMost(c.first(c.classes()-lowest)))
	}
	if highest > c.classes() {
		high = anyOf(blocks, c.logAtLeast(c.first(highest-c.classes())))
	}
	worst := highest
	if low < high {
		worst = lowest
	}
	r.Stat = math.Copysign(float64(c.first(max(worst-c.classes(), c.classes()-worst))), float64(worst-c.classes()))
	r.Null = fmt.Sprintf("extreme class of %d linear complexities of %d bits", blocks, c.m)
	r.P.LogUpper = min(0, math.Ln2+min(low, high))
	r.Quality = Quality{Exact, math.Inf(-1)}
	if level > 0 {
		r.Effect = Effect{Category: classes.label(worst)}
	}
	return []Result{r, chi2}
}

// anyOf is ln P(at least one of n independent events of probability e^logQ).
func anyOf(n uint64, logQ float64) float64 {
	if sum := math.Log(float64(n)) + logQ; sum < -40 {
		return sum // n q: the rest is below 1e-17 of it, and 1-q would be 1
	}
	return tails.Log1mExp(float64(n) * tails.Log1mExp(logQ))
}

// span names the deviations of class i.
func (c *linearComplexity) span(i int) string {
	first, last := c.first(i), c.m/2
	if i < c.classes() {
		last = c.first(i+1) - 1
	}
	if first == last {
		return fmt.Sprint(first)
	}
	return fmt.Sprintf("%d..%d", first, last)
}
