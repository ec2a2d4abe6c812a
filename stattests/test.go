// Package stattests holds the statistical tests of randaudit.
//
// A test is two pure functions: a block of symbols to integers
// ([Counter].Count), and integers to p-values ([Counter].Judge). The integers
// add ([Tally].Add), so cores, shards, machines, resuming and judging an old run
// again are all the same addition, and for a fixed plan the answer is the same
// bit for bit however the work was spread.
//
// Each test is one file and one line in all.go.
package stattests

import (
	"errors"
	"fmt"
	"math"
)

// Law is the distribution of the symbols under the null hypothesis.
type Law struct {
	N uint64                 // number of symbols; 0 means 2^64
	P func(i uint64) float64 // probability of symbol i; nil means uniform
}

// A Test is an entry of [All].
type Test struct {
	// Name is the stable key: the flag, the JSON and the golden files use it.
	Name string
	// Doc says what the test catches, its reference, and whether its null law
	// is exact, asymptotic or simulated.
	Doc string
	// Planted is the "source|view" that the test must fail: a test of the
	// tests holds it to that.
	Planted string
	// New makes a counter for symbols of the given law. It is called once a
	// worker: the counter owns its scratch memory. It returns an error that
	// wraps [ErrAlphabet] where the test has no meaning for the law, and one
	// that wraps [ErrArgs] for arguments it does not take.
	New func(law Law, args ...uint64) (Counter, error)
	// Sized gives the arguments with which the test takes no more than so many
	// bytes of memory for a fair source; nil where that is no matter.
	Sized func(bytes uint64) []uint64
}

// A Counter counts blocks of symbols and judges tallies.
type Counter interface {
	// Block is the number of symbols in a block.
	Block() int
	// Size is the number of counts in a tally.
	Size() int
	// Count adds one block of exactly Block() symbols to t.
	Count(t *Tally, block []uint64)
	// Judge turns a tally into results; it changes nothing. The level is the
	// p-value below which a result will be called evidence; it enters only
	// Effect (the smallest deviation that would have been seen). A level of 0
	// asks for the p-values alone: Effect and Bins, which cost more than they
	// do, are then left empty, and all else is the same. Where the tally
	// holds too few blocks for a result, the result has no p-value and a
	// [*TooLittle] among its warnings.
	Judge(t Tally, level float64) []Result
}

// A Keeper is a [Counter] whose tallies keep words: it sees repeats over all blocks.
type Keeper interface {
	Counter
	// Keys are those of a new tally.
	Keys() *Keys
	// CountAt is Count for a block that comes after so many symbols of the source and
	// takes so many; place may be [Nowhere].
	CountAt(t *Tally, block []uint64, place, takes uint64)
}

// A Tally is what a test keeps of the data: integers that add.
type Tally struct {
	Blocks uint64   `json:"blocks"`
	Counts []uint64 `json:"counts"`
	Keys   *Keys    `json:"-"` // of a [Keeper]; written by themselves: [Keys.WriteTo]
}

// NewTally returns an empty tally for c.
func NewTally(c Counter) Tally {
	t := Tally{Counts: make([]uint64, c.Size())}
	if k, ok := c.(Keeper); ok {
		t.Keys = k.Keys()
	}
	return t
}

// Settle brings the tally's keys, if it has any, in order: after it tallies that say the
// same are the same.
func (t *Tally) Settle() {
	if t.Keys != nil {
		t.Keys.settle()
	}
}

// MoveTo adds t to sum and empties t. What t keeps from then on is what sum can use: it
// must be added to the same sum next time.
func (t *Tally) MoveTo(sum *Tally) {
	sum.Add(*t)
	t.Blocks = 0
	clear(t.Counts)
	if t.Keys != nil {
		t.Keys.empty(sum.Keys)
	}
}

// Add adds u to t. Both must be of the same counter: it panics if their sizes
// differ.
func (t *Tally) Add(u Tally) {
	if len(t.Counts) != len(u.Counts) {
		panic(fmt.Sprintf("stattests: adding a tally of %d counts to one of %d", len(u.Counts), len(t.Counts)))
	}
	t.Blocks += u.Blocks
	for i, c := range u.Counts {
		t.Counts[i] += c
	}
	if t.Keys != nil {
		t.Keys.add(u.Keys)
	}
}

// Tail is where a statistic s lies in its null law, as natural logarithms of
// both tails, so that neither is lost to underflow or to 1-p:
// LogLower = ln P(S <= s), LogUpper = ln P(S >= s).
type Tail struct{ LogLower, LogUpper float64 }

// Law kinds of a [Quality].
const (
	Exact      = "exact"      // computed from the null law itself, or a bound that holds for every sample size
	Asymptotic = "asymptotic" // a limit law
	Simulated  = "simulated"  // a law estimated by simulation
)

// Quality says how good a null law is.
type Quality struct {
	// Kind is Exact, Asymptotic or Simulated.
	Kind string
	// Reach is the ln p down to which the law is shown right within a factor
	// of 2; -Inf for exact laws. A verdict uses no p-value beyond it.
	Reach float64
}

// Effect is the size of what a result saw and could have seen. Deviations are
// relative: 0.1 means that a category comes 10 % more often than it should.
type Effect struct {
	// Category is the category that deviates most, or what was counted, so
	// that "... comes 10 % too often" is a sentence.
	Category string
	// Deviation is its relative deviation: -1 or more.
	Deviation float64
	// Low and High enclose the deviation of its true probability with at
	// least 99 % confidence, although the category was chosen for being the
	// most extreme: the intervals of all categories hold together (Clopper
	// and Pearson 1934, Bonferroni over the categories).
	Low, High float64
	// Detectable is the smallest relative excess of one category, at the cost
	// of all others in proportion, that gives a p-value of at most the level
	// with 99 % power, or a little more than that. It is an upward deviation;
	// a category that is expected a few times only can be missing without any
	// sign. Where categories differ in probability (lengths, places, symbols
	// with a law of their own) it is that of the least probable one that can
	// come; where they are intervals, it is that of an interval as a whole
	// and not of a symbol in it. It is 0 where it is unknown, and where no
	// excess is enough because there is too little data.
	Detectable float64
}

// BandProbability is the probability with which a fair source leaves the band
// [Low, High] of a result's bins anywhere at all (Bonferroni over the bins).
const BandProbability = 0.01

// A Bin is one bar of a result's plot: what was observed and what a fair
// source would give, as counts.
type Bin struct {
	Label     string
	Observed  float64
	Expected  float64
	Low, High float64 // the band that a fair source leaves with BandProbability, over all bins together
}

// A Result is one statistic with its p-value.
type Result struct {
	Name     string  // of the statistic within the test: "chi2", "max"
	Stat     float64 // its value
	Null     string  // its null law: "chi2(999)", "binomial(1000000, 0.5)"
	P        Tail    // where Stat lies in the null law
	Sides    int     // 1: the upper tail counts; 2: both tails
	Quality  Quality
	Effect   Effect
	Bins     []Bin   // at most 256; may be empty
	Warnings []error // warnings are data
}

// LogP is the natural logarithm of the p-value: of the upper tail for one
// side, min(0, ln 2 + the smaller tail) for two. It is finite and at most 0.
func (r Result) LogP() float64 {
	p := r.P.LogUpper
	if r.Sides == 2 {
		p = math.Ln2 + min(r.P.LogLower, r.P.LogUpper)
	}
	return max(min(p, 0), -math.MaxFloat64)
}

// Usable is LogP no further out than the law has been shown right: what a
// verdict may use.
func (r Result) Usable() float64 { return max(r.LogP(), r.Quality.Reach) }

// Judged reports whether the result has a p-value: it has none where there
// was too little data.
func (r Result) Judged() bool {
	for _, w := range r.Warnings {
		var t *TooLittle
		if errors.As(w, &t) {
			return false
		}
	}
	return true
}

var (
	// ErrAlphabet is wrapped where a test has no meaning for a law.
	ErrAlphabet = errors.New("the test does not fit the alphabet")
	// ErrArgs is wrapped where a test does not take its arguments.
	ErrArgs = errors.New("bad arguments")
)

// TooLittle is the warning of a result that had too little data for its law.
type TooLittle struct {
	Blocks, Need uint64 // blocks that were there, and the least that is needed
}

func (e *TooLittle) Error() string {
	return fmt.Sprintf("stattests: too little data: %d blocks, at least %d are needed", e.Blocks, e.Need)
}
