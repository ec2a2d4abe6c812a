package stattests

import "fmt"

// Serial counts pairs of successive symbols, (x1, x2), (x3, x4), ...: pairs
// that do not overlap, so that the N^2 classes are independent and equally
// probable (Knuth, TAOCP 2, 3.3.2 B; overlapping pairs need another law: Good,
// "The serial test for sampling numbers", 1953).
//
// Alphabets above 256 are cut into 64 intervals, floor(64 x / N), and the
// 64^2 classes have products of exact probabilities. Where N = 2^k these are
// the 6 highest bits; the low ones are reached through the view low(8).
var Serial = &Test{
	Name: "serial",
	Doc: "Pairs of successive symbols that do not overlap (of 64 equal intervals where there are more than 256 symbols): " +
		"Pearson's chi-squared, and the most deviating pair by exact binomial tails. " +
		"Catches symbols that depend on the one before. Knuth, TAOCP 2, 3.3.2 B. Asymptotic and exact.",
	Planted: "counter64?seed=1|low(8)",
	New:     newSerial,
}

const (
	mostPaired      = 256 // symbols that are classes themselves
	pairedIntervals = 64
)

type serial struct {
	side int        // classes of one symbol
	cut  *intervals // where there are more than mostPaired symbols; or nil
}

func newSerial(law Law, args ...uint64) (Counter, error) {
	if err := noArgs("serial", args); err != nil {
		return nil, err
	}
	if err := uniform("serial", law); err != nil {
		return nil, err
	}
	if err := atLeast("serial", law, 2); err != nil {
		return nil, err
	}
	if law.N == 0 || law.N > mostPaired {
		return &serial{pairedIntervals, newIntervals(law.N, pairedIntervals)}, nil
	}
	return &serial{side: int(law.N)}, nil
}

func (s *serial) Block() int { return blockSymbols }
func (s *serial) Size() int  { return s.side * s.side }

func (s *serial) Count(t *Tally, block []uint64) {
	t.Blocks++
	counts := t.Counts
	if s.cut == nil {
		n := uint64(s.side)
		for ; len(block) >= 2; block = block[2:] {
			counts[block[0]*n+block[1]]++
		}
		return
	}
	cut := s.cut
	for ; len(block) >= 2; block = block[2:] {
		counts[cut.of(block[0])*pairedIntervals+cut.of(block[1])]++
	}
}

func (s *serial) Judge(t Tally, level float64) []Result {
	c := categories{
		k:        s.Size(),
		p:        equal(s.Size()),
		label:    func(i int) string { return fmt.Sprintf("(%d, %d)", i/s.side, i%s.side) },
		perBlock: blockSymbols / 2,
	}
	if s.cut != nil {
		c.p = func(i int) float64 { return s.cut.p(i/s.side) * s.cut.p(i%s.side) }
		c.label = func(i int) string {
			return fmt.Sprintf("(interval %d, interval %d) of %d", i/s.side+1, i%s.side+1, s.side)
		}
	}
	return c.judge(t.Blocks, t.Counts, level)
}
