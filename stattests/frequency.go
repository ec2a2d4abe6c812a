package stattests

import (
	"fmt"
	"strconv"
)

// Frequency counts how often each symbol comes.
//
// Up to 2^16 symbols each is a class of its own. A larger alphabet [0, N) is cut
// into 256 intervals, floor(256 x / N), each with its exact probability (a
// number of symbols over N). The counts of independent symbols are multinomial;
// how they are judged is said in categories.go.
//
// It is the oldest test (Pearson 1900; Knuth, TAOCP 2, 3.3.2 A; SP 800-22 2.1
// for one bit), and the one that biased ways of drawing fail. It takes
// laws that are not uniform, for up to 2^16 symbols.
var Frequency = &Test{
	Name: "frequency",
	Doc: "Frequency of each symbol (of 256 equal intervals where there are more than 65536 symbols): " +
		"Pearson's chi-squared, and the most deviating symbol by exact binomial tails. " +
		"Catches unfair dice, modulo bias, stuck values. Knuth, TAOCP 2, 3.3.2 A. Asymptotic and exact.",
	Planted: "splitmix64?seed=1|modulo8(62)",
	New:     newFrequency,
}

const (
	mostSymbols   = 1 << 16 // with a class each
	manyIntervals = 256
	blockSymbols  = 256 // symbols of a block, of most tests
)

type frequency struct {
	law  Law
	size int
	cut  *intervals // where there are more than mostSymbols; or nil
}

func newFrequency(law Law, args ...uint64) (Counter, error) {
	if err := noArgs("frequency", args); err != nil {
		return nil, err
	}
	if err := atLeast("frequency", law, 2); err != nil {
		return nil, err
	}
	if law.N == 0 || law.N > mostSymbols {
		if err := uniform("frequency of more than 65536 symbols", law); err != nil {
			return nil, err
		}
		return &frequency{law, manyIntervals, newIntervals(law.N, manyIntervals)}, nil
	}
	return &frequency{law: law, size: int(law.N)}, nil
}

func (f *frequency) Block() int { return blockSymbols }
func (f *frequency) Size() int  { return f.size }

func (f *frequency) Count(t *Tally, block []uint64) {
	t.Blocks++
	counts := t.Counts
	if f.cut == nil {
		for _, x := range block {
			counts[x]++
		}
		return
	}
	cut := f.cut
	for _, x := range block {
		counts[cut.of(x)]++
	}
}

func (f *frequency) Judge(t Tally, level float64) []Result {
	c := categories{k: f.size, perBlock: blockSymbols}
	switch {
	case f.cut != nil:
		c.p, c.label = f.cut.p, f.cut.label
	case f.law.P != nil:
		c.p, c.label = func(i int) float64 { return f.law.P(uint64(i)) }, strconv.Itoa
	default:
		c.p, c.label = equal(f.size), strconv.Itoa
	}
	return c.judge(t.Blocks, t.Counts, level)
}

// noArgs returns an error if there are arguments.
func noArgs(test string, args []uint64) error {
	if len(args) > 0 {
		return fmt.Errorf("stattests: %s takes no arguments: %w", test, ErrArgs)
	}
	return nil
}

// oneArg returns the argument of a test that takes one at most, from least to
// most, or what it is without.
func oneArg(test, what string, args []uint64, least, most, without uint64) (uint64, error) {
	switch {
	case len(args) > 1:
		return 0, fmt.Errorf("stattests: %s takes one argument, %s: %w", test, what, ErrArgs)
	case len(args) == 0:
		return without, nil
	case args[0] < least || args[0] > most:
		return 0, fmt.Errorf("stattests: %s takes %d to %d for %s, not %d: %w", test, least, most, what, args[0], ErrArgs)
	}
	return args[0], nil
}

// uniform returns an error unless the law is uniform.
func uniform(test string, law Law) error {
	if law.P != nil {
		return fmt.Errorf("stattests: %s needs uniform symbols: %w", test, ErrAlphabet)
	}
	return nil
}

// atLeast returns an error unless there are n symbols or more.
func atLeast(test string, law Law, n uint64) error {
	if law.N != 0 && law.N < n {
		return fmt.Errorf("stattests: %s needs at least %d symbols, not %d: %w", test, n, law.N, ErrAlphabet)
	}
	return nil
}
