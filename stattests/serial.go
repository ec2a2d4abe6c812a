package stattests

import (
	"fmt"
	"strconv"
)

// Serial counts tuples of t successive symbols (the test's first argument; 2
// without one), (x1, ..., xt), (x(t+1), ..., x(2t)), ...: tuples that do not
// overlap, so that the classes are independent and have products of exact
// probabilities (Knuth, TAOCP 2, 3.3.2 B; overlapping tuples need another law:
// Good, "The serial test for sampling numbers", 1953).
//
// Where there are no more than 2^16 tuples of symbols, each is a class. Else the
// alphabet is cut into m = 2^b intervals, floor(m x / N), and there are m^t
// classes. b is the second argument; without one it is 6 for pairs and else the
// largest that gives at most 2^15 classes, which the cache holds: 5 for triples, 3
// for tuples of 4 and 5, 2 for 6 and 7, 1 for longer ones. Where N = 2^k these are
// the b highest bits; the low ones are reached through the view low(8).
var Serial = &Test{
	Name: "serial",
	Doc: "Tuples of t successive symbols that do not overlap (first argument; 2 without one), of 2^b equal intervals (second argument; " +
		"64 for pairs) where there are more than 65536 tuples: " +
		"Pearson's chi-squared, and the most deviating tuple by exact binomial tails. " +
		"Catches symbols that depend on those before. Knuth, TAOCP 2, 3.3.2 B. Asymptotic and exact.",
	Planted: "counter64?seed=1|low(8)",
	New:     newSerial,
}

const (
	mostTuples   = 16  // binary logarithm of the most classes
	usualTuples  = 15  // and of those without a second argument
	pairedBits   = 6   // of a pair's interval, without a second argument
	longestTuple = 16  // symbols
	tuples       = 256 // of a block, but for pairs
)

type serial struct {
	t    int        // symbols of a tuple
	side int        // classes of one symbol
	size int        // side^t
	cut  *intervals // where there are more symbols than classes; or nil
}

func newSerial(law Law, args ...uint64) (Counter, error) {
	t, b := uint64(2), uint64(0)
	switch len(args) {
	case 2:
		t, b = args[0], args[1]
		if b == 0 {
			return nil, fmt.Errorf("stattests: serial cuts the alphabet into 2^b intervals, b = 1 or more, not 0: %w", ErrArgs)
		}
	case 1:
		t = args[0]
	case 0:
	default:
		return nil, fmt.Errorf("stattests: serial takes two arguments, the symbols of a tuple and the bits of an interval: %w", ErrArgs)
	}
	if t < 2 || t > longestTuple || b > mostTuples || t*b > mostTuples {
		return nil, fmt.Errorf("stattests: serial takes tuples of 2 to %d symbols, of at most %d bits together: %w", longestTuple, mostTuples, ErrArgs)
	}
	if err := uniform("serial", law); err != nil {
		return nil, err
	}
	if err := atLeast("serial", law, 2); err != nil {
		return nil, err
	}
	most := uint64(1) << b // symbols that are classes themselves
	switch {
	case b > 0:
	case t == 2:
		b, most = pairedBits, 1<<(mostTuples/2)
	default:
		b = max(1, usualTuples/t)
		for most = 2; power64(most+1, int(t)) <= 1<<mostTuples; most++ {
		}
	}
	s := &serial{t: int(t)}
	if law.N == 0 || law.N > most {
		s.side, s.cut = 1<<b, newIntervals(law.N, 1<<b)
	} else {
		s.side = int(law.N)
	}
	s.size = int(power64(uint64(s.side), s.t))
	return s, nil
}

// power64 is x^n, which must be below 2^64.
func power64(x uint64, n int) uint64 {
	p := uint64(1)
	for range n {
		p *= x
	}
	return p
}

func (s *serial) Block() int {
	if s.t == 2 {
		return blockSymbols
	}
	return tuples * s.t
}

func (s *serial) Size() int { return s.size }

func (s *serial) Count(t *Tally, block []uint64) {
	t.Blocks++
	counts := t.Counts
	side := uint64(s.side)
	switch {
	case s.t == 2 && s.cut == nil:
		for ; len(block) >= 2; block = block[2:] {
			counts[block[0]*side+block[1]]++
		}
	case s.t == 2:
		cut := s.cut
		for ; len(block) >= 2; block = block[2:] {
			counts[cut.of(block[0])*side+cut.of(block[1])]++
		}
	case s.cut == nil:
		for ; len(block) >= s.t; block = block[s.t:] {
			i := uint64(0)
			for _, x := range block[:s.t] {
				i = i*side + x
			}
			counts[i]++
		}
	default:
		cut := s.cut
		for ; len(block) >= s.t; block = block[s.t:] {
			i := uint64(0)
			for _, x := range block[:s.t] {
				i = i*side + cut.of(x)
			}
			counts[i]++
		}
	}
}

func (s *serial) Judge(t Tally, level float64) []Result {
	c := categories{
		k:        s.size,
		p:        equal(s.size),
		label:    s.label,
		perBlock: s.Block() / s.t,
	}
	if s.cut != nil {
		one := make([]float64, s.side)
		for i := range one {
			one[i] = s.cut.p(i)
		}
		c.p = func(i int) float64 {
			p := 1.0
			for range s.t {
				p *= one[i%s.side]
				i /= s.side
			}
			return p
		}
	}
	return c.judge(t.Blocks, t.Counts, level)
}

// label names the tuple of index i.
func (s *serial) label(i int) string {
	name := ")"
	for j := range s.t {
		x := strconv.Itoa(i % s.side)
		if s.cut != nil {
			x = "interval " + strconv.Itoa(i%s.side+1)
		}
		if j > 0 {
			x += ", "
		}
		name = x + name
		i /= s.side
	}
	if s.cut != nil {
		return "(" + name + " of " + strconv.Itoa(s.side)
	}
	return "(" + name
}
