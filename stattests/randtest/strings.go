package randtest

import (
	"fmt"
	"strconv"
	"testing"
	"unicode/utf8"
)

// UniformString checks that draw returns independent strings of independent
// characters, each uniform on the alphabet's. All strings have the same length.
// A character that is not in the alphabet fails.
//
// Characters are judged together, at each position (of the first 64), and in
// pairs: the step from each character to the next, for up to 64 characters the
// disjoint pairs, and the step from the first character of a string to that of the
// next. The Detect promise holds for each character of up to 100
// over all positions together, and as in [Uniform] for more; at one position
// alone, a bias must be larger to be seen.
func UniformString(tb testing.TB, alphabet string, draw func() string, opts ...Option) {
	tb.Helper()
	e := newExperiment(tb, "UniformString", "strings", opts)
	letters := []rune(alphabet)
	index := make(map[rune]uint64, len(letters))
	for i, r := range letters {
		if j, twice := index[r]; twice {
			tb.Errorf("randtest.UniformString: the alphabet has %q twice, at %d and at %d", r, j, i)
			return
		}
		index[r] = uint64(i)
	}
	n := uint64(len(letters))
	if n < 2 {
		tb.Errorf("randtest.UniformString: an alphabet of %d characters: there is nothing to test with fewer than 2", n)
		return
	}
	// The length of the strings decides how many are needed, so one is drawn
	// before the rest.
	length := 0
	if !e.prepare(func() error {
		s := draw()
		if length = utf8.RuneCountInString(s); length == 0 {
			return fmt.Errorf("got an empty string")
		}
		return nil
	}) {
		return
	}
	e.hint = ""
	e.string(letters, index, length, draw)
	e.run()
}

// prepare makes what must be drawn before the experiment is known, and reports
// whether that went well.
func (e *experiment) prepare(draw func() error) bool {
	e.tb.Helper()
	e.draw = draw
	err := e.draws(1)
	e.drawn = 0
	if err != nil {
		e.tb.Errorf("randtest.%s: %v", e.name, err)
	}
	return err == nil
}

// mostPositions is the number of positions that are judged one by one.
const mostPositions = 64

// string sets the experiment up for strings of that length.
func (e *experiment) string(letters []rune, index map[rune]uint64, length int, draw func() string) {
	n := uint64(len(letters))
	name := func(i int) string { return strconv.QuoteRune(letters[i]) }
	add, step := e.uniformTables(n)
	if n <= few || e.config.byteModulo {
		e.bias = fmt.Sprintf("%d characters", n)
	} else {
		e.bias += " of the alphabet"
	}
	var steps *table
	for _, t := range e.tables {
		if t.per > 0 {
			t.per = uint64(length)
		}
		switch t.name {
		case "value":
			t.name, t.label = "character", name
		case "step":
			steps = t
			t.name = "step to the next character"
		case "interval", "residue class":
			t.name += " of the alphabet"
		}
	}
	var places []*table
	nextString := step
	if length > 1 {
		for i := range min(length, mostPositions) {
			t := partition(fmt.Sprintf("character at position %d", i), name, int(n), 1/float64(n))
			t.siblings = min(length, mostPositions)
			places = append(places, t)
		}
		firsts := partition("", steps.label, len(steps.counts), steps.p...)
		cell := func(v uint64) uint64 { return v }
		if uint64(len(steps.counts)) < n {
			cell = cutter(n).interval
		}
		nextString = func(v uint64) { firsts.add(cell(v)) }
		e.tables = append(e.tables, firsts)
		steps = firsts
	}
	steps.name = "step to the first character of the next string"
	e.tables = append(e.tables, places...)
	var pairs *table
	if n <= mostPairs && length > 1 {
		pairs = partition("pair", func(i int) string {
			return strconv.Quote(string([]rune{letters[i/int(n)], letters[i%int(n)]}))
		}, int(n*n), 1/float64(n*n))
		e.tables = append(e.tables, pairs)
	}
	const none = ^uint64(0)
	before := none // the first character of the last string
	e.draw = func() error {
		s := draw()
		if l := utf8.RuneCountInString(s); l != length {
			return fmt.Errorf("got %q of %d characters, where the first string had %d: all must have the same number", s, l, length)
		}
		last := uint64(0)
		at := 0
		for _, r := range s {
			v, ok := index[r]
			if !ok {
				return fmt.Errorf("got %q: %q is not in the alphabet", s, r)
			}
			add(v)
			if at < len(places) {
				places[at].add(v)
			}
			if at > 0 {
				step((v + n - last) % n)
			} else {
				if before != none {
					nextString((v + n - before) % n)
				}
				before = v
			}
			if pairs != nil && at%2 == 1 {
				pairs.add(last*n + v)
			}
			last = v
			at++
		}
		return nil
	}
}
