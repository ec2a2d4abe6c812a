package sp80022

import (
	"fmt"
	"math"
	"slices"

	"github.com/randaudit/randaudit/internal/tails"
)

const (
	// Level is the standard's: a sequence passes a test with a p-value of at
	// least 0.01.
	Level = 0.01
	// Classes of p-values, of equal width, for the uniformity (4.2.2).
	Classes = 10
	// LeastSequences is the number of p-values below which the uniformity says
	// nothing (4.2.2).
	LeastSequences = 55
	// UniformityLevel is the standard's: p-values are uniform if P-value_T is at
	// least 0.0001.
	UniformityLevel = 0.0001
)

// A Row is what the p-values of one statistic show as the standard reads them, 4.2.
type Row struct {
	Statistic
	PValues    []float64    // one a sequence; NaN where the test does not apply to it
	Applicable int          // sequences to which it applies
	Counts     [Classes]int // of the p-values in [0, 0.1), [0.1, 0.2), ..., [0.9, 1]
	Passed     int          // sequences with a p-value of at least Level
	// Proportion is Passed over Applicable, and Low and High are the ends of
	// the interval that the standard wants it in: 0.99 and three standard
	// deviations to either side. NaN where no sequence applies.
	Proportion, Low, High float64
	// Statistic of the uniformity, chi-squared with 9 degrees of freedom, and
	// its ln P-value_T: NaN with fewer than LeastSequences.
	ChiSquared, LogUniformity float64
}

// ProportionOK reports whether the proportion is within the standard's interval,
// or there is none.
func (r *Row) ProportionOK() bool {
	return r.Applicable == 0 || r.Proportion >= r.Low && r.Proportion <= r.High
}

// UniformityOK reports whether the p-values are uniform by the standard's
// criterion, or too few.
func (r *Row) UniformityOK() bool { return !(r.LogUniformity < math.Log(UniformityLevel)) }

// An Assessment is what the p-values of many sequences show.
type Assessment struct {
	Rows []Row
	// LogP is the natural logarithm of one p-value for all of it, family-wise:
	// see [Assess].
	LogP float64
	// Reason says what LogP comes from.
	Reason string
	// LeastLogP is the least LogP that any data could have given with the
	// p-values there are: 0 where no test applies, -Inf where there are exact
	// p-values. A false-alarm rate below it cannot be reached.
	LeastLogP float64
	// LeftOut are the tests whose p-values LogP does not count, since with the
	// constants of the standard's program they may be far from uniform.
	LeftOut []string
	// ProportionsOut and UniformitiesOut are how many rows do not meet the
	// standard's criteria, and the Expected ones how many a fair source has out
	// on average: with 100 sequences 3.4 of 188 proportions.
	ProportionsOut, UniformitiesOut                 int
	ExpectedProportionsOut, ExpectedUniformitiesOut float64
}

// Rates that the number of sequences with a small or a large p-value is held to
// in [Assess]. They are above those of a fair source, by more than the limit
// laws of the tests are off for sequences of the least lengths that are taken:
// docs/sp80022-calibration.md has them for 10^6 bits.
const (
	rateBelowLevel = 0.02  // of p < 0.01
	rateFarBelow   = 0.001 // of p < 0.0001
	farBelow       = 0.0001
	rateAbove      = 0.02 // of p > 0.99, of sequences of leastUpper bits at least
	aboveLevel     = 0.99
	leastUpper     = 100000 // with few bits the p-values are so few that 1 is common
)

// calibrationBits is the length of the sequences of docs/sp80022-calibration.md.
const calibrationBits = 1000000

// Assess reads the p-values of sequences of a suite like s: values has those of
// one sequence each, as [Suite.Run] gives them, and exact what [Suite.LogExact]
// gave for it.
//
// Beside the standard's reading, row by row, it has one family-wise p-value. The
// p-values of the standard's limit laws are not right far out, so it takes
// none of them for what it says: it holds the number of sequences with a p-value
// below 0.01, below 0.0001 and above 0.99 to binomial laws whose rates, 0.02,
// 0.001 and 0.02, are above the true ones, and it takes the sequences' exact
// p-values. Bonferroni's inequality holds for all of these together although
// tests share data.
//
// With the constants [NIST] the rates hold for LongestRun, OverlappingTemplate,
// Universal and LinearComplexity only where they were measured, at 10^6 bits and
// with the default parameters: elsewhere these are in LeftOut.
func Assess(s *Suite, values [][]float64, exact []float64) *Assessment {
	n, statistics := s.n, s.statistics
	a := &Assessment{Rows: make([]Row, len(statistics))}
	counted, countedFor := 0.0, ""
	most, exactly := 0, false // sequences that a counted statistic applies to; whether there are exact p-values
	for i, st := range statistics {
		r := &a.Rows[i]
		r.Statistic = st
		var below, far, above int
		for _, p := range values {
			x := p[i]
			r.PValues = append(r.PValues, x)
			if math.IsNaN(x) {
				continue
			}
			r.Applicable++
			r.Counts[min(max(int(x*Classes), 0), Classes-1)]++
			if x >= Level {
				r.Passed++
			} else {
				below++
			}
			if x < farBelow {
				far++
			}
			if x > aboveLevel && n >= leastUpper && !s.atomAtOne(st.Test) {
				above++
			}
		}
		r.read()
		a.standard(r)
		exactly = exactly || r.Applicable > 0 && slices.Contains(exactTests, st.Test)
		if s.uncalibrated(st.Test) {
			if r.Applicable > 0 {
				a.LeftOut = append(a.LeftOut, st.Test)
			}
			continue
		}
		most = max(most, r.Applicable)
		for _, c := range []struct {
			count int
			rate  float64
			what  string
		}{
			{below, rateBelowLevel, "below 0.01"}, {far, rateFarBelow, "below 0.0001"}, {above, rateAbove, "above 0.99"},
		} {
			if c.count == 0 {
				continue
			}
			if _, upper := tails.Binomial(uint64(c.count), uint64(r.Applicable), c.rate); upper < counted {
				counted = upper
				countedFor = fmt.Sprintf("%d of %d sequences have a p-value %s in %s", c.count, r.Applicable, c.what, st)
			}
		}
	}
	sequence, sequenceOf := 0.0, 0
	for i, p := range exact {
		if p < sequence {
			sequence, sequenceOf = p, i
		}
	}
	correction := math.Log(float64(max(1, 3*len(statistics))))
	counted += correction
	sequence += math.Log(float64(max(1, len(exact))))
	// Either half of the rate.
	a.LeastLogP = min(0, math.Ln2+correction+float64(most)*math.Log(rateFarBelow))
	if exactly {
		a.LeastLogP = math.Inf(-1)
	}
	a.LogP = max(-math.MaxFloat64, min(0, math.Ln2+min(counted, sequence)))
	switch {
	case a.LogP == 0:
	case counted <= sequence:
		a.Reason = countedFor
	default:
		a.Reason = fmt.Sprintf("the number of ones, or of blocks of a class, in sequence %d", sequenceOf+1)
	}
	return a
}

// NeedSequences is how many sequences a test must apply to for the p-value e^LogP
// to reach alpha without exact p-values.
func (a *Assessment) NeedSequences(alpha float64) int {
	correction := math.Ln2 + math.Log(float64(max(1, 3*len(a.Rows))))
	return max(1, int(math.Ceil((math.Log(alpha)-correction)/math.Log(rateFarBelow))))
}

// exactTests are the tests that [Suite.LogExact] takes numbers from.
var exactTests = []string{frequency.name, longestRun.name, rank.name, overlappingTemplate.name, linearComplexity.name}

// atomAtOne reports whether a p-value of 1 may be more common than rateAbove: with
// one block the number of occurrences of a template is its mean, where that is
// an integer, with a probability of up to 0.04 at leastUpper bits.
func (s *Suite) atomAtOne(test string) bool {
	return test == nonOverlappingTemplate.name && s.p.NonOverlappingTemplateN == 1
}

// uncalibrated reports whether a test's constants are approximations that no
// calibration bounds: their error grows with the number of blocks and depends
// on the parameters.
func (s *Suite) uncalibrated(test string) bool {
	if s.p.Constants != NIST {
		return false
	}
	switch test {
	case longestRun.name, overlappingTemplate.name, universal.name, linearComplexity.name:
	default:
		return false
	}
	measured := Parameters{Constants: NIST}
	measured.defaults(calibrationBits)
	return s.n != calibrationBits || s.p != measured
}

// standard adds a row to what the standard's criteria say of all.
func (a *Assessment) standard(r *Row) {
	if !r.ProportionOK() {
		a.ProportionsOut++
	}
	if !r.UniformityOK() {
		a.UniformitiesOut++
	}
	if r.Applicable == 0 {
		return
	}
	// Failures of a fair source are binomial, and out above or below.
	m := float64(r.Applicable)
	most := math.Floor(m - r.Low*m + 1e-9)
	_, above := tails.Binomial(uint64(most)+1, uint64(r.Applicable), Level)
	a.ExpectedProportionsOut += math.Exp(above)
	if least := math.Ceil(m - r.High*m - 1e-9); least > 0 {
		below, _ := tails.Binomial(uint64(least)-1, uint64(r.Applicable), Level)
		a.ExpectedProportionsOut += math.Exp(below)
	}
	if r.Applicable >= LeastSequences {
		a.ExpectedUniformitiesOut += UniformityLevel
	}
}

// String is the test and, where it has several statistics, its name.
func (s Statistic) String() string {
	if s.Name == "" {
		return s.Test
	}
	return s.Test + " " + s.Name
}

// read computes what the standard does of a row's counts.
func (r *Row) read() {
	r.Proportion, r.Low, r.High = math.NaN(), math.NaN(), math.NaN()
	r.ChiSquared, r.LogUniformity = math.NaN(), math.NaN()
	if r.Applicable == 0 {
		return
	}
	m := float64(r.Applicable)
	r.Proportion = float64(r.Passed) / m
	spread := 3 * math.Sqrt(Level*(1-Level)/m)
	r.Low, r.High = 1-Level-spread, min(1, 1-Level+spread)
	if r.Applicable < LeastSequences {
		return
	}
	r.ChiSquared = 0
	for _, c := range r.Counts {
		d := float64(c) - m/Classes
		r.ChiSquared += d * d / (m / Classes)
	}
	_, r.LogUniformity = tails.ChiSquared(r.ChiSquared, Classes-1)
}
