// Package battery joins sources and tests: a [Plan] says what is counted,
// [Audit] counts it and looks at it, and what was counted ([Run]) can be saved,
// added up and judged again.
package battery

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/randaudit/randaudit/sources"
	"github.com/randaudit/randaudit/stattests"
)

// A Cell is one test of one view, and how much of it a round counts.
type Cell struct {
	View   string   `json:"view"`            // canonical name of a view
	Test   string   `json:"test"`            // name of a test
	Args   []uint64 `json:"args,omitempty"`  // the test's arguments
	Blocks uint64   `json:"blocks"`          // blocks counted in a round
	Every  uint64   `json:"every,omitempty"` // counted in the last of every Every rounds; 0: in each
	Until  uint64   `json:"until,omitempty"` // counted in the first Until rounds alone; 0: in all
}

// TestName is the test with its arguments, as "linear-complexity(4096)".
func (c Cell) TestName() string { return formatStep(c.Test, c.Args) }

// counted reports whether the cell is counted in round r, from 0.
func (c Cell) counted(r uint64) bool {
	return (c.Every == 0 || (r+1)%c.Every == 0) && (c.Until == 0 || r < c.Until)
}

// A Plan fixes what an audit counts and when it is looked at. Two runs of a
// plan over the same stream give the same tallies, bit for bit, whatever the
// number of workers.
type Plan struct {
	Source    string   `json:"source"`          // canonical name
	N         uint64   `json:"n,string"`        // the source's alphabet; 0 means 2^64
	Battery   string   `json:"battery"`         // name
	Seed      uint64   `json:"seed,string"`     // that the run was given or drew
	Cells     []Cell   `json:"cells"`           // in the order of their turns
	Looks     []uint64 `json:"looks"`           // rounds after which the tallies are judged, ascending; the last ends the run
	Doublings int      `json:"doublings"`       // how often the last look is doubled while the verdict is suspicious
	Least     uint64   `json:"least"`           // bytes of the source below which nothing is said of it
	Bytes     uint64   `json:"bytes,omitempty"` // end of the data, in bytes of the source; 0: the last look ends it
	Alpha     float64  `json:"alpha"`           // false-alarm rate of the whole run
	Version   string   `json:"version"`         // of randaudit
	Notes     []string `json:"notes,omitempty"` // pairs of view and test left out, and why
}

// Digest identifies what the plan counts: 16 hex digits of a SHA-256. It
// leaves out Alpha, with which a tally can be judged again, Bytes, which may
// differ between the shards of a run, and Seed, since Source has the one that
// matters.
func (p Plan) Digest() string {
	p.Alpha, p.Bytes, p.Seed, p.Notes = 0, 0, 0, nil
	b, err := json.Marshal(p)
	if err != nil {
		panic(err) // a Plan holds nothing that JSON cannot
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

// look returns the number of rounds at which look k, from 0, is made, or false
// where the plan has no such look. Looks past the list are its doublings.
func (p Plan) look(k int) (rounds uint64, ok bool) {
	if k < len(p.Looks) {
		return p.Looks[k], true
	}
	d := k - len(p.Looks) + 1
	if d > p.Doublings {
		return 0, false
	}
	return p.Looks[len(p.Looks)-1] << d, true
}

// Options of [Battery.Plan]: what the user asked for by name replaces what the
// battery would count.
type Options struct {
	Views   []string // canonical or not; "all" stands for every view that is not planted
	Tests   []string // as "gap" or "linear-complexity(4096)"
	Seed    uint64
	Bytes   uint64 // end of the data; 0: the battery's own
	Endless bool   // no last look: the end of the data or the time ends the run
	Alpha   float64
	Version string
	Memory  uint64 // bytes for the words that tests keep of a source; 0: the battery's own
}

// ErrMemory is wrapped where memory is given and no test of the plan takes it.
var ErrMemory = errors.New("no test of the plan keeps words")

// Amounts of a round. A round is small, so that a first look comes soon, and a
// multiple of every block that is counted in each round.
const (
	roundBytes = 1 << 16 // of the source, for views of whole words
	rareEvery  = 64      // blocks longer than a round are counted in every rareEvery-th
	namedDraws = 2048    // symbols a round of a view that draws and was asked for by its name
	tableDraws = 512     // and of one from the battery's table
	allDraws   = 256     // and of one of all
	mostWords  = 1 << 24 // source symbols of a block: 128 MiB in memory
	endless    = 1 << 48 // rounds: more than any run will reach
)

// ErrBlock is wrapped where a block takes more of the source than fits in
// memory.
var ErrBlock = errors.New("take a smaller block, or decimate less")

// A Row is a line of a battery's table: tests of a view.
type Row struct {
	View  string
	Tests []string // as "gap" or "linear-complexity(4096)"
	Every uint64   // counted in every Every-th round; 0: in each
	Until uint64   // where the battery's looks end the run: counted in so many rounds alone; 0: in all
}

// A Battery is a table of what to count.
type Battery struct {
	Name string
	Doc  string
	// Least is the number of bytes of a source below which the battery says
	// nothing of it.
	Least uint64
	Rows  []Row
	Looks []uint64 // in rounds
	// Memory is how many bytes a test of a view may take for words that it keeps.
	Memory uint64
	// Endless reports that no run reaches the last look: somebody must end it, and
	// another may go on with it.
	Endless bool
}

// Plan makes the battery's plan for a source. A pair of view and test without
// meaning for the source, or whose block is too long, is left out with a note, and
// is an error that wraps sources.ErrAlphabet, stattests.ErrAlphabet or [ErrBlock]
// where it was asked for by name.
func (b *Battery) Plan(src sources.Source, o Options) (Plan, error) {
	p := Plan{
		Source: src.Name(), N: src.N(), Battery: b.Name, Seed: o.Seed, Looks: b.Looks, Doublings: 3,
		Least: b.Least, Bytes: o.Bytes, Alpha: o.Alpha, Version: o.Version,
	}
	switch {
	case b.Endless:
		p.Doublings = 0
	case o.Endless || o.Bytes > 0:
		p.Doublings = 0
		p.Looks = looksTimes(4)
	}
	rows, err := b.rows(o)
	if err != nil {
		return p, err
	}
	if p.Looks[len(p.Looks)-1] == endless {
		for i := range rows {
			rows[i].Until = 0
		}
	}
	var first error
	var sized []int // cells that keep words
	for _, row := range rows {
		var left []string // of the row's tests
		for _, test := range row.Tests {
			cell, err := makeCell(row, test, src.N())
			switch {
			case err == nil:
				if t := stattests.Lookup(cell.Test); t.Sized != nil && len(cell.Args) == 0 {
					cell.Args = t.Sized(b.Memory)
					sized = append(sized, len(p.Cells))
				}
				p.Cells = append(p.Cells, cell)
			case errors.Is(err, sources.ErrAlphabet) || errors.Is(err, stattests.ErrAlphabet) || errors.Is(err, ErrBlock):
				if row.named && len(o.Tests) > 0 {
					return p, err
				}
				if first == nil {
					first = err
				}
				left = append(left, fmt.Sprintf("left out: %s of %s: %s", test, row.View, reason(err)))
			default:
				return p, err
			}
		}
		// That a view has not all tests is no news, save for a test that was
		// asked for; that it has none is.
		switch {
		case len(left) == len(row.Tests) && row.named:
			return p, first
		case len(o.Tests) > 0:
			p.Notes = append(p.Notes, left...)
		case len(left) == len(row.Tests):
			p.Notes = append(p.Notes, left[0])
		}
	}
	p.settleUntil()
	if len(p.Cells) == 0 {
		return p, fmt.Errorf("battery: nothing to count: no test that was asked for fits %s: %w", src.Name(), first)
	}
	if o.Memory > 0 && len(sized) == 0 {
		return p, fmt.Errorf("battery: memory of %d bytes: %w", o.Memory, ErrMemory)
	}
	for _, i := range sized {
		if o.Memory > 0 {
			p.Cells[i].Args = stattests.Lookup(p.Cells[i].Test).Sized(o.Memory / uint64(len(sized)))
		}
	}
	return p, nil
}

// settleUntil ends the run where the last of its cells does. Where some do and others go on,
// there is no doubling of the last look: it would add nothing to those that ended.
func (p *Plan) settleUntil() {
	longest, open := uint64(0), false
	for _, c := range p.Cells {
		longest, open = max(longest, c.Until), open || c.Until == 0
	}
	switch {
	case longest == 0:
	case open:
		p.Doublings = 0
	default:
		p.Looks = slices.DeleteFunc(slices.Clone(p.Looks), func(rounds uint64) bool { return rounds > longest })
		for i := range p.Cells {
			p.Cells[i].Until = 0
		}
	}
}

// looksTimes are looks at 1, factor, factor^2, ... rounds, until no run reaches them.
func looksTimes(factor uint64) (looks []uint64) {
	for rounds := uint64(1); rounds <= endless; rounds *= factor {
		looks = append(looks, rounds)
	}
	return looks
}

// reason is the innermost part of an error about an alphabet or a block: what
// does not fit.
func reason(err error) string {
	s := err.Error()
	for _, kind := range []error{sources.ErrAlphabet, stattests.ErrAlphabet, ErrBlock} {
		s = strings.TrimSuffix(s, ": "+kind.Error())
	}
	for _, prefix := range []string{"sources: ", "stattests: ", "battery: "} {
		if _, after, ok := strings.Cut(s, prefix); ok {
			s = after
		}
	}
	return s
}

// A row is a row of a plan: whether its view was asked for by its name, or is
// one of all.
type row struct {
	Row
	named, all bool
}

// rows is the battery's table as the options change it.
func (b *Battery) rows(o Options) (rows []row, err error) {
	if len(o.Views) == 0 && len(o.Tests) == 0 {
		for _, r := range b.Rows {
			rows = append(rows, row{Row: r})
		}
		return rows, nil
	}
	tests := slices.Clone(o.Tests)
	if len(tests) == 0 {
		for _, r := range b.Rows {
			tests = append(tests, r.Tests...)
		}
	}
	tests = distinct(tests)
	until := uint64(0) // as long as what it replaces
	for _, r := range b.Rows {
		if r.Until > 0 && slices.ContainsFunc(r.Tests, func(t string) bool { return slices.Contains(tests, t) }) {
			until = max(until, r.Until)
		}
	}
	seen := map[string]bool{}
	add := func(name string, named bool) error {
		v, err := sources.ParseView(name)
		if err != nil {
			return err
		}
		if !seen[v.Name] {
			seen[v.Name] = true
			rows = append(rows, row{Row{View: v.Name, Tests: tests, Until: until}, named, !named && len(o.Views) > 0})
		}
		return nil
	}
	var of []string
	if len(o.Views) == 0 {
		for _, r := range b.Rows {
			of = append(of, r.View)
		}
	}
	for _, v := range o.Views {
		if v == "all" {
			of = append(of, allViews...)
			continue
		}
		if err := add(v, true); err != nil {
			return nil, err
		}
	}
	for _, v := range of {
		if err := add(v, false); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// distinct leaves out what was there before.
func distinct(s []string) []string {
	var d []string
	for _, x := range s {
		if !slices.Contains(d, x) {
			d = append(d, x)
		}
	}
	return d
}

// makeCell sets how many blocks of a test of a view a round counts.
func makeCell(row row, test string, n uint64) (Cell, error) {
	view, err := sources.ParseView(row.View)
	if err != nil {
		return Cell{}, err
	}
	law, open, err := view.Over(n)
	if err != nil {
		return Cell{}, fmt.Errorf("view %s: %w", view.Name, err)
	}
	t, args, err := ParseTest(test)
	if err != nil {
		return Cell{}, err
	}
	c := Cell{View: view.Name, Test: t.Name, Args: args, Every: row.Every, Until: row.Until}
	counter, err := t.New(stattests.Law(law), args...)
	if err != nil {
		return Cell{}, fmt.Errorf("test %s of view %s: %w", c.TestName(), view.Name, err)
	}
	symbols := uint64(tableDraws)
	switch {
	case row.named:
		symbols = namedDraws
	case row.all:
		symbols = allDraws
	}
	if view.Words {
		symbols = yield(open, roundBytes/sources.SymbolBytes(n))
	}
	c.Blocks = symbols / uint64(counter.Block())
	if c.Blocks == 0 {
		c.Blocks, c.Every = 1, max(c.Every, rareEvery)
		if !view.Words {
			// No more draws over the rounds than by other tests.
			c.Every = max(c.Every, uint64(counter.Block())/symbols)
		}
		if view.Words {
			if _, ok := need(open, uint64(counter.Block())); !ok {
				return Cell{}, fmt.Errorf("battery: test %s of view %s: a block takes more than %d symbols of the source: %w", c.TestName(), view.Name, mostWords, ErrBlock)
			}
		}
	}
	return c, nil
}

// ParseTest reads a test with its arguments, as "gap" or
// "linear-complexity(4096)". The error names what there is.
func ParseTest(s string) (*stattests.Test, []uint64, error) {
	name, rest, has := strings.Cut(s, "(")
	t := stattests.Lookup(name)
	if t == nil {
		var names []string
		for _, t := range stattests.All {
			names = append(names, t.Name)
		}
		return nil, nil, fmt.Errorf("battery: no test %q: there are %s", name, strings.Join(names, ", "))
	}
	if !has {
		return t, nil, nil
	}
	list, ok := strings.CutSuffix(rest, ")")
	if !ok {
		return nil, nil, fmt.Errorf("battery: test %q lacks its closing parenthesis", s)
	}
	var args []uint64
	for _, a := range strings.Split(list, ",") {
		u, err := strconv.ParseUint(a, 10, 64)
		if err != nil {
			return nil, nil, fmt.Errorf("battery: test %q: argument %q is not a whole number below 2^64", s, a)
		}
		args = append(args, u)
	}
	return t, args, nil
}

func formatStep(name string, args []uint64) string {
	if len(args) == 0 {
		return name
	}
	var s []string
	for _, a := range args {
		s = append(s, strconv.FormatUint(a, 10))
	}
	return name + "(" + strings.Join(s, ",") + ")"
}

// yield is how many symbols a view of words gives for so many words, and need
// how many words it takes for so many symbols. They ask the view itself, over
// a stream of zeros: a view of words takes a fixed number a symbol.
func yield(open func(sources.Stream) sources.Stream, words uint64) uint64 {
	s := open(&zeros{left: words})
	buf := make([]uint64, 1024)
	var total uint64
	for {
		n, err := s.Fill(buf)
		total += uint64(n)
		if err != nil {
			return total
		}
	}
}

func need(open func(sources.Stream) sources.Stream, symbols uint64) (words uint64, ok bool) {
	z := &zeros{left: mostWords}
	s := open(z)
	buf := make([]uint64, min(symbols, 1024))
	for symbols > 0 {
		some := min(symbols, uint64(len(buf)))
		if _, err := s.Fill(buf[:some]); err != nil {
			return mostWords - z.left, false
		}
		symbols -= some
	}
	return mostWords - z.left, true
}

// zeros is a stream of so many zeros.
type zeros struct{ left uint64 }

func (z *zeros) Fill(dst []uint64) (int, error) {
	n := int(min(uint64(len(dst)), z.left))
	clear(dst[:n])
	z.left -= uint64(n)
	if n < len(dst) {
		return n, io.EOF
	}
	return n, nil
}

func (z *zeros) Close() error { return nil }

var _ sources.Stream = (*zeros)(nil)

// open opens the source that a plan names; it refuses another.
func (p Plan) open(ctx context.Context, src sources.Source, shard uint64) (sources.Stream, error) {
	if src.Name() != p.Source || src.N() != p.N {
		return nil, fmt.Errorf("battery: the plan is for %s with N=%d, not for %s with N=%d", p.Source, p.N, src.Name(), src.N())
	}
	return src.Open(ctx, shard)
}
