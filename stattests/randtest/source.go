package randtest

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/randaudit/randaudit/stattests"
)

// Source checks a generator of 64-bit words, in two ways: as [Bits] does, with
// both promises; and by the tests of package stattests that take whole words,
// with a fortieth of FalseAlarm, and linear complexity of the lowest bit, which
// every generator fails that is linear over bits, xorshift and the Mersenne
// twister among them. That takes 81,920 words, however large Detect is.
func Source(tb testing.TB, src rand.Source, opts ...Option) {
	tb.Helper()
	e := newExperiment(tb, "Source", "words", opts)
	e.words(func() (uint64, error) { return src.Uint64(), nil })
	e.run()
}

// Reader checks the bytes of r, read in 64 KiB pieces: as words of 64 bits, the
// least significant byte first, as [Source] does, and byte by byte. About 8 MB
// are needed; a reader that ends before fails.
func Reader(tb testing.TB, r io.Reader, opts ...Option) {
	tb.Helper()
	e := newExperiment(tb, "Reader", "words of 8 bytes", opts)
	b := bufio.NewReaderSize(r, 64<<10)
	bytes := partition("byte", strconv.Itoa, 256, 1./256)
	var buf [8]byte
	e.words(func() (uint64, error) {
		if n, err := io.ReadFull(b, buf[:]); err != nil {
			return 0, fmt.Errorf("reading at byte %s of %s: %w", thousands(8*e.drawn+uint64(n)), thousands(8*e.need), err)
		}
		for _, v := range buf {
			bytes.add(uint64(v))
		}
		return binary.LittleEndian.Uint64(buf[:]), nil
	})
	e.tables = append(e.tables, bytes)
	e.run()
}

// words sets the experiment up for a generator of words.
func (e *experiment) words(next func() (uint64, error)) {
	if e.config.byteModulo {
		e.config.refuse("DetectByteModulo has a meaning for Uniform and UniformString only")
	}
	count := e.bits(64)
	tests := generatorTests()
	e.draw = func() error {
		w, err := next()
		if err != nil {
			return err
		}
		for _, t := range tests {
			t.add(w)
		}
		return count(w)
	}
	e.least = complexityBlocks * complexityBits
	e.last = func(alpha float64) []note {
		var notes []note
		for _, t := range tests {
			notes = append(notes, t.judge(math.Log(alpha/float64(len(tests))))...)
		}
		return notes
	}
}

// A generatorTest feeds a test of package stattests.
type generatorTest struct {
	name    string
	counter stattests.Counter
	symbol  func(w uint64) uint64
	most    uint64 // blocks
	tally   stattests.Tally
	block   []uint64
}

// complexityBits is enough for the Mersenne twister: more than twice its 19,937
// bits of state.
const (
	complexityBits   = 40_960
	complexityBlocks = 2
)

// generatorTests are the tests that take whole words, and linear complexity.
func generatorTests() []*generatorTest {
	var ts []*generatorTest
	add := func(name string, test *stattests.Test, law stattests.Law, symbol func(uint64) uint64, most uint64, args ...uint64) {
		c, err := test.New(law, args...)
		if err != nil {
			return // it has no meaning for such symbols
		}
		ts = append(ts, &generatorTest{name: name, counter: c, symbol: symbol, most: most,
			tally: stattests.NewTally(c), block: make([]uint64, 0, c.Block())})
	}
	for _, test := range stattests.All {
		add(test.Name, test, stattests.Law{}, func(w uint64) uint64 { return w }, math.MaxUint64)
	}
	add("linear-complexity of the lowest bit", stattests.LinearComplexity, stattests.Law{N: 2},
		func(w uint64) uint64 { return w & 1 }, complexityBlocks, complexityBits)
	return ts
}

func (t *generatorTest) add(w uint64) {
	if t.tally.Blocks >= t.most {
		return
	}
	t.block = append(t.block, t.symbol(w))
	if len(t.block) == cap(t.block) {
		t.counter.Count(&t.tally, t.block)
		t.block = t.block[:0]
	}
}

// judge returns the results that a fair generator would give with probability
// at most e^logAlpha, over all results of the test.
func (t *generatorTest) judge(logAlpha float64) []note {
	var notes []note
	results := t.counter.Judge(t.tally, math.Exp(logAlpha))
	for _, r := range results {
		if p := r.Usable() + math.Log(float64(len(results))); r.Judged() && p <= logAlpha {
			notes = append(notes, note{
				text: fmt.Sprintf("not as expected: the test %q gives %s = %.6g, against %s", t.name, r.Name, r.Stat, r.Null),
				logP: p,
			})
		}
	}
	return notes
}
