package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/randaudit/randaudit/stattests"
)

// A setting is what is calibrated at a time.
type setting struct {
	Test   string   `json:"test"`
	Args   []uint64 `json:"args,omitempty"` // none: the default ones
	N      uint64   `json:"n,string"`       // alphabet; 0 means 2^64
	Blocks uint64   `json:"blocks"`         // of a tally
}

// alphabets are tried in this order, and the first that a test takes is its
// natural one: machine words, 53-bit floats, 32-bit words, bytes, dice, single
// bits. A test is tried on dice besides: there symbols are equal often.
var alphabets = []uint64{0, 1 << 53, 1 << 32, 256, dice, 2}

const dice = 6

// enough is the number of symbols of a tally in the second setting of a test,
// after the one with the least data: so many that the chi-squared law of two
// classes is smooth to 20,000 tallies.
const enough = 1 << 16

// declared are the settings of tests that the rule does not suit; Blocks of 0
// are by the rule.
var declared = map[string][]setting{
	// A symbol takes microseconds, at the lags 0 to 16.
	"bit-pairs": {{Blocks: 1}, {Args: []uint64{1}, Blocks: 4}},
	// Blocks are of half a million words and more without arguments.
	"birthday-spacings": {{Args: []uint64{2, 16}, N: 1 << 32, Blocks: 1}, {Args: []uint64{1, 21}, N: 1 << 32}},
	"close-pairs":       {{Args: []uint64{2, 12}, N: 1 << 32, Blocks: 1}, {Args: []uint64{4, 12}, N: 256}},
	"collision":         {{Args: []uint64{2, 10}, N: 1 << 32, Blocks: 1}, {Args: []uint64{1, 12}, N: 1 << 32}},
	// Chi-squared needs 452 blocks, and 20,000 tallies of as many blocks of
	// 4096 bits take half an hour. Its classes are nearly the same for 64.
	"linear-complexity": {{N: 2, Blocks: 16}, {Args: []uint64{64}, N: 2}},
	// A block takes 10 ms or more, and no fair one has anything to predict.
	"taps": {{N: 256, Blocks: 1}},
	// The same holds here, and a block takes 5 ms.
	"multiply-carry": {{Blocks: 1}},
	// Among words of 64 bits none comes again.
	"repeats": {{Args: []uint64{1 << 10, 22}, Blocks: 4}, {Args: []uint64{1 << 10, 22}, Blocks: 64}},
	// A symbol takes most of a microsecond.
	"spectral": {{Blocks: 1}, {Args: []uint64{10}, Blocks: 16}},
	// A block of the default is 2^16 symbols, of which 302 are needed for the
	// chi-squared of its largest windows; smaller ones have the same laws.
	"sums": {{Blocks: 1}, {Args: []uint64{10}}, {Args: []uint64{10}, N: dice}},
}

// settings are all that is calibrated of the tests.
func settings(tests []*stattests.Test) (all []setting, err error) {
	for _, t := range tests {
		list, ok := declared[t.Name]
		if !ok {
			list = natural(t)
		}
		if len(list) == 0 {
			return nil, fmt.Errorf("%s takes none of the alphabets: declare its settings", t.Name)
		}
		for _, s := range list {
			s.Test = t.Name
			if s.Blocks > 0 {
				all = append(all, s)
				continue
			}
			if s.Blocks, err = s.least(); err != nil {
				return nil, err
			}
			all = append(all, s)
			if more := (enough + s.block() - 1) / s.block(); more > s.Blocks {
				s.Blocks = more
				all = append(all, s)
			}
		}
	}
	return all, nil
}

func natural(t *stattests.Test) (list []setting) {
	for _, n := range alphabets {
		if _, err := t.New(stattests.Law{N: n}); err == nil && (n == dice || len(list) == 0) {
			list = append(list, setting{N: n})
		}
	}
	return list
}

// key names a setting.
func (s setting) key() string {
	return fmt.Sprintf("%s of %s symbols, %d blocks", s.name(), power(s.N), s.Blocks)
}

// name is the test with its arguments.
func (s setting) name() string {
	if len(s.Args) == 0 {
		return s.Test
	}
	return s.Test + strings.ReplaceAll(strings.NewReplacer("[", "(", "]", ")").Replace(fmt.Sprint(s.Args)), " ", ",")
}

// power writes powers of two from 2^16 on as such.
func power(n uint64) string {
	switch {
	case n == 0:
		return "2^64"
	case n&(n-1) == 0 && n >= 1<<16:
		return fmt.Sprintf("2^%d", bits.TrailingZeros64(n))
	}
	return fmt.Sprint(n)
}

func (s setting) counter() stattests.Counter {
	c, err := stattests.Lookup(s.Test).New(stattests.Law{N: s.N}, s.Args...)
	if err != nil {
		panic(fmt.Sprintf("%s: %v", s.key(), err)) // natural has tried it; what is declared is known
	}
	return c
}

func (s setting) block() uint64 { return uint64(s.counter().Block()) }

// level asks for p-values alone.
const level = 0

// least is the number of blocks from which on a tally has all results: it grows
// one as the warnings say.
func (s setting) least() (uint64, error) {
	const most = 1 << 28 // symbols
	c := s.counter()
	g := newGenerator(s.key()+", least", s.N)
	tally := stattests.NewTally(c)
	block := make([]uint64, c.Block())
	for need := uint64(1); need > tally.Blocks; {
		if need*uint64(len(block)) > most {
			return 0, fmt.Errorf("%s of %s symbols needs %d blocks of %d symbols: declare its settings", s.name(), power(s.N), need, len(block))
		}
		for tally.Blocks < need {
			g.fill(block)
			c.Count(&tally, block)
		}
		for _, r := range c.Judge(tally, level) {
			need = max(need, needs(r))
		}
	}
	return tally.Blocks, nil
}

// needs is how many blocks a result needs that has none now, or 0.
func needs(r stattests.Result) (need uint64) {
	for _, w := range r.Warnings {
		if little, ok := errors.AsType[*stattests.TooLittle](w); ok {
			need = max(need, little.Need)
		}
	}
	return need
}

// A generator makes fair symbols.
type generator struct {
	n       uint64
	r       *rand.Rand
	perWord int // symbols of a word, where the bits of a symbol divide 64
	bits    int
}

func newGenerator(name string, n uint64) *generator {
	g := &generator{n: n, r: rand.New(rand.NewChaCha8(sha256.Sum256([]byte("randaudit calibrate: " + name)))), bits: 64}
	if n != 0 {
		g.bits = bits.TrailingZeros64(n)
	}
	if n&(n-1) == 0 {
		g.perWord = 64 / g.bits
	}
	return g
}

func (g *generator) fill(block []uint64) {
	switch {
	case g.n == 0:
		for i := range block {
			block[i] = g.r.Uint64()
		}
	case g.perWord == 0:
		for i := range block {
			block[i] = g.r.Uint64N(g.n)
		}
	default:
		for len(block) > 0 {
			w := g.r.Uint64()
			some := block[:min(g.perWord, len(block))]
			for i := range some {
				some[i] = w & (g.n - 1)
				w >>= g.bits
			}
			block = block[len(some):]
		}
	}
}

const (
	chunk        = 50 // tallies of one key
	probeTallies = 4  // that tell whether a line is out of date
)

// judge calls f with the results of so many tallies of a chunk; the generator is
// also what f may randomise with.
func (s setting) judge(c stattests.Counter, number, tallies int, f func(results []stattests.Result, r *rand.Rand)) {
	g := newGenerator(fmt.Sprintf("%s, chunk %d", s.key(), number), s.N)
	block := make([]uint64, c.Block())
	for range tallies {
		tally := stattests.NewTally(c)
		for range s.Blocks {
			g.fill(block)
			c.Count(&tally, block)
		}
		f(c.Judge(tally, level), g.r)
	}
}

// probe is the sum of the ln p of both tails of the first tallies, and how long
// they took.
func (s setting) probe() (sum float64, took time.Duration) {
	c := s.counter()
	begin := time.Now()
	s.judge(c, 0, probeTallies, func(results []stattests.Result, r *rand.Rand) {
		for _, res := range results {
			if res.Judged() {
				sum += res.P.LogLower + res.P.LogUpper
				r.Float64() // as measure does
			}
		}
	})
	return sum, time.Since(begin)
}

// same reports whether the first tallies still come out as they did, but for
// how processors round.
func (e entry) same(probe float64) bool {
	return math.Abs(probe-e.Probe) <= 1e-6*math.Abs(e.Probe)
}
