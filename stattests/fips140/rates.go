package fips140

import (
	"math"

	"github.com/randaudit/randaudit/internal/tails"
)

// Rates are the probabilities with which a block fails each test, and any of the
// five.
type Rates struct {
	Monobit, Poker, Runs, LongRun, Continuous, Any float64
}

// FairRates are those of fair bits. They are exact but for Any, which is known to
// 4e-7: how often a block fails poker and another test was simulated.
//
// Monobit is binomial; poker follows from the law of 16 Poisson numbers given their
// sum; runs, and the union of monobit, runs and long run, from that of geometric
// lengths given theirs. The tests derive them.
var FairRates = Rates{
	Monobit:    1.03497003e-4,
	Poker:      9.97366106e-5,
	Runs:       2.986760195e-4,
	LongRun:    2.976214110e-4,
	Continuous: 1.455191427e-7,
	Any:        anyButPoker + 9.97366106e-5 - pokerAndOther + 1.455191427e-7,
}

const (
	// anyButPoker is the rate of monobit, runs or long run, exactly.
	anyButPoker = 6.979661451e-4
	// pokerAndOther is the rate of poker together with one of these: 57 of
	// 20,000,000 simulated blocks, standard error 4e-7.
	pokerAndOther = 2.85e-6
)

// A Line is the number of blocks that failed one test, as it fits fair bits.
type Line struct {
	Test     string  `json:"test"` // "monobit", "poker", "runs", "long run", "continuous" or "any"
	Failed   uint64  `json:"failed"`
	Rate     float64 `json:"rate"`     // of fair bits, a block
	Expected float64 `json:"expected"` // blocks of fair bits
	// Low and High hold the number for fair bits with probability 0.99.
	Low  uint64 `json:"low"`
	High uint64 `json:"high"`
	// LogP is the natural logarithm of the probability that fair bits fail
	// at least so often: binomial, as blocks are independent. The continuous
	// test compares with the block before, so it is Poisson, of pairs of words.
	LogP float64 `json:"ln_p"`
}

// Judge sets the counts beside what fair bits give.
func (c Counts) Judge() []Line {
	lines := []Line{
		{Test: "monobit", Failed: c.Monobit, Rate: FairRates.Monobit},
		{Test: "poker", Failed: c.Poker, Rate: FairRates.Poker},
		{Test: "runs", Failed: c.Runs, Rate: FairRates.Runs},
		{Test: "long run", Failed: c.LongRun, Rate: FairRates.LongRun},
		{Test: "continuous", Failed: c.Continuous, Rate: FairRates.Continuous},
		{Test: "any", Failed: c.Blocks - c.Passed, Rate: FairRates.Any},
	}
	for i := range lines {
		l := &lines[i]
		l.Expected = l.Rate * float64(c.Blocks)
		_, l.LogP = tails.Binomial(l.Failed, c.Blocks, l.Rate)
		l.Low, l.High = tails.BinomialBand(math.Log(0.005), c.Blocks, l.Rate)
	}
	return lines
}

// LogP is the natural logarithm of the family-wise p-value of the five tests,
// Bonferroni's: that fair bits fail one of them at least so often. The sum of all
// is not among them, because its rate is not exact. 0 without blocks.
func (c Counts) LogP() float64 {
	least := 0.0
	for _, l := range c.Judge()[:5] {
		least = min(least, l.LogP)
	}
	return max(-math.MaxFloat64, min(0, least+math.Log(5)))
}
