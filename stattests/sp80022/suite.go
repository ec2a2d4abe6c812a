package sp80022

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/randaudit/randaudit/internal/tails"
)

// A Statistic is one of the p-values that a suite gives.
type Statistic struct {
	Test string // as the standard's program calls it: "NonOverlappingTemplate"
	Name string // of the statistic within the test, a template or a state; "" where there is one
}

// A Suite computes the p-values of sequences of one length. It owns its tables
// and its scratch memory, 10 MB for 10^6 bits: it is used by one goroutine at a
// time.
type Suite struct {
	n          int
	p          Parameters
	tests      []running
	statistics []Statistic
	refused    []*TooShortError

	exact exactly

	// What several tests need of a sequence, computed by the first.
	ones    shared[int]
	walk    shared[walk]
	windows windows
	counted shared[*windows]
}

// running is a test with its place among the statistics.
type running struct {
	*test
	from, to int
	run      func(b *Bits, p []float64) // nil where the sequences are too short
}

// A test is one of the standard's.
type test struct {
	name       string
	statistics func(p *Parameters) []string
	// least is the least number of bits of a sequence, or the error of a
	// parameter that is out of range.
	least func(n int, p *Parameters) (int, error)
	// start prepares the tables and returns what computes the p-values of a
	// sequence; NaN is one that does not apply.
	start func(s *Suite) func(b *Bits, p []float64)
}

// tests are in the order of the standard's program.
var tests = []*test{
	&frequency, &blockFrequency, &cumulativeSums, &runs, &longestRun, &rank, &spectral,
	&nonOverlappingTemplate, &overlappingTemplate, &universal, &approximateEntropy,
	&randomExcursions, &randomExcursionsVariant, &serial, &linearComplexity,
}

// Tests are the names of the 15 tests, in the order of the standard's program.
func Tests() []string {
	var names []string
	for _, t := range tests {
		names = append(names, t.name)
	}
	return names
}

// MostBits is the most bits that a sequence may have.
const MostBits = 1<<31 - 1

func alone(*Parameters) []string { return []string{""} }

// NewSuite prepares the tests of the given names, all 15 without a name, for
// sequences of n bits. The order is the standard's, whatever that of the names.
//
// A parameter out of the standard's range gives a [*ParameterError], a name that
// is none an error that lists those there are, and so is n above [MostBits]. A test that needs longer
// sequences is not an error: [Suite.Refused] has it, and its p-values are NaN.
func NewSuite(n int, p Parameters, names ...string) (*Suite, error) {
	if n > MostBits {
		return nil, fmt.Errorf("sp80022: sequences of %d bits: they may have at most %d", n, MostBits)
	}
	if p.Constants < Exact || p.Constants > Corrected {
		return nil, fmt.Errorf("sp80022: there are no constants %d", p.Constants)
	}
	for _, name := range names {
		if !slices.Contains(Tests(), name) {
			return nil, fmt.Errorf("sp80022: no test %q: there are %s", name, strings.Join(Tests(), ", "))
		}
	}
	s := &Suite{n: n, p: p}
	s.p.defaults(n)
	for _, t := range tests {
		if len(names) > 0 && !slices.Contains(names, t.name) {
			continue
		}
		least, err := t.least(n, &s.p)
		if err != nil {
			return nil, err
		}
		r := running{test: t, from: len(s.statistics)}
		for _, name := range t.statistics(&s.p) {
			s.statistics = append(s.statistics, Statistic{t.name, name})
		}
		r.to = len(s.statistics)
		if n < least {
			s.refused = append(s.refused, &TooShortError{t.name, n, least})
		} else {
			r.run = t.start(s)
		}
		s.tests = append(s.tests, r)
	}
	return s, nil
}

// defaults fills in the parameters that are not set.
func (p *Parameters) defaults(n int) {
	for _, d := range []struct {
		to    *int
		value int
	}{
		{&p.BlockFrequencyM, 128},
		{&p.NonOverlappingTemplateM, 9},
		{&p.NonOverlappingTemplateN, 8},
		{&p.OverlappingTemplateM, 9},
		{&p.OverlappingTemplateBits, 1032},
		{&p.UniversalL, universalBlock(n)},
		{&p.ApproximateEntropyM, 10},
		{&p.SerialM, 16},
		{&p.LinearComplexityM, 500},
	} {
		if *d.to == 0 {
			*d.to = d.value
		}
	}
	if p.UniversalQ == 0 && p.UniversalL > 0 && p.UniversalL < 31 {
		p.UniversalQ = min(10<<p.UniversalL, math.MaxInt32)
	}
}

// Parameters are those of the suite, none of them the zero value.
func (s *Suite) Parameters() Parameters { return s.p }

// Len is the number of bits of a sequence.
func (s *Suite) Len() int { return s.n }

// Statistics are what [Suite.Run] gives the p-values of, in its order: the
// standard's.
func (s *Suite) Statistics() []Statistic { return slices.Clone(s.statistics) }

// Refused lists the tests that need longer sequences.
func (s *Suite) Refused() []*TooShortError { return slices.Clone(s.refused) }

// Run stores the p-values of a sequence in p, which it returns, one a statistic.
// One is NaN where the test was refused, and for the random excursions of a
// sequence with too few cycles (2.14.4). It panics if b is of another length
// than the suite's or p of another than its statistics'; a p that is nil is made.
func (s *Suite) Run(b *Bits, p []float64) []float64 {
	if p == nil {
		p = make([]float64, len(s.statistics))
	}
	if b.n != s.n || len(p) != len(s.statistics) {
		panic(fmt.Sprintf("sp80022: %d bits and %d p-values given to a suite of %d and %d", b.n, len(p), s.n, len(s.statistics)))
	}
	s.exact = exactly{}
	s.ones.known, s.walk.known, s.counted.known = false, false, false
	for _, t := range s.tests {
		own := p[t.from:t.to]
		if t.run == nil {
			notApplicable(own)
			continue
		}
		t.run(b, own)
	}
	return p
}

func notApplicable(p []float64) {
	for i := range p {
		p[i] = math.NaN()
	}
}

// shared is a value that several tests need of a sequence.
type shared[T any] struct {
	value T
	known bool
}

func (s *shared[T]) get(compute func() T) T {
	if !s.known {
		s.value, s.known = compute(), true
	}
	return s.value
}

// upperChiSquared is the standard's igamc(df/2, x/2): the probability that a
// chi-squared variable with df degrees of freedom exceeds x. A negative x, which
// rounding may give, is 0.
func upperChiSquared(x float64, df int) float64 {
	if !(x > 0) {
		return 1
	}
	if df%2 == 0 && df <= 20 {
		// A finite sum: Abramowitz and Stegun 26.4.5.
		x /= 2
		sum, term := 1.0, 1.0
		for k := 1; k < df/2; k++ {
			term *= x / float64(k)
			sum += term
		}
		return math.Exp(-x) * sum
	}
	_, upper := tails.ChiSquared(x, float64(df))
	return math.Exp(upper)
}

// pearson is the p-value of Pearson's chi-squared for counts of classes with the
// given probabilities.
func pearson[T int | uint32](counts []T, probabilities []float64, total int) float64 {
	x := 0.0
	for i, c := range counts {
		expected := float64(total) * probabilities[i]
		d := float64(c) - expected
		x += d * d / expected
	}
	return upperChiSquared(x, len(counts)-1)
}

// exactly is the evidence of a sequence whose law is known exactly, however far out
// it is: binomial numbers, the ones among the bits and the blocks of each class of
// the tests whose blocks are independent.
type exactly struct {
	least float64 // smallest ln p of both sides
	among int     // numbers looked at
}

func (e *exactly) see(count, total int, p float64) {
	lower, upper := tails.Binomial(uint64(count), uint64(total), p)
	e.least = min(e.least, math.Ln2+min(lower, upper))
	e.among++
}

// classes sees the counts of classes.
func (e *exactly) classes(counts []int, probabilities []float64, total int) {
	for i, c := range counts {
		e.see(c, total, probabilities[i])
	}
}

// LogExact is the natural logarithm of a p-value for the last sequence as a whole
// that is right however small it is, as those of limit laws are not: Bonferroni's
// over the number of ones and, for the tests LongestRun, Rank,
// OverlappingTemplate and LinearComplexity, the number of blocks in each class.
// They are binomial. It is 0 where none of these tests runs.
func (s *Suite) LogExact() float64 {
	if s.exact.among == 0 {
		return 0
	}
	return max(-math.MaxFloat64, min(0, s.exact.least+math.Log(float64(s.exact.among))))
}
