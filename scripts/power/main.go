// Power measures what each test of a view finds among the generators of the list, in
// how many bytes, and what it costs; and writes the document that the batteries are
// designed by.
//
//	go run ./scripts/power
//
// Each weak generator is audited by one cell (a test of a view) at a time, with a
// fixed seed, until it fails or 4 MiB are read. What is missing in the file of the
// results is made, a line a generator and cell; the same command goes on after an
// interrupt. A test that was changed needs its lines taken out.
//
// The cost of a cell is the least time, of some repetitions, in which it counts the
// words of a fair source, the view's own work included and the source's left out. Only
// its document has times, which differ from machine to machine; the lines do not.
package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/randaudit/randaudit/internal/lines"
	"github.com/randaudit/randaudit/sources"
	"github.com/randaudit/randaudit/stattests"
	"github.com/randaudit/randaudit/stattests/battery"
)

// more are cells that are in no battery: what was thought of, so that the document
// says why it is in none.
var more = []cell{
	{"lane(0)", "frequency"}, {"lane(0)", "serial(16)"}, {"lane(0)", "gap"}, {"lane(0)", "longest-run"}, {"lane(0)", "hamming-weights"},
	{"low(8)", "sums"}, {"low(8)", "mod3"}, {"low(8)", "hamming-pairs"}, {"low(8)", "random-walk"},
	{"low(1)", "birthday-spacings(32,1)"}, {"high(8)", "birthday-spacings(4,8)"}, {"high(8)", "birthday-spacings(6,8)"},
	{"words", "collision(1,32)"}, {"words", "birthday-spacings(2,24)"}, {"bytes", "entropy"}, {"bytes", "gap"},
	{"decimate(2)", "hamming-dependency"}, {"decimate(16)", "birthday-spacings(2,24)"}, {"reverse", "birthday-spacings(2,24)"},
	{"reverse", "gap"}, {"decimate(16)", "serial"},
	{"words", "gap(4)"}, {"words", "gap(6)"}, {"words", "gap(9)"}, {"low(8)", "gap(5)"}, {"low(8)", "permutation"}, {"low(8)", "poker"},
	{"lane(0)", "weight-distribution"}, {"lane(0)", "matrix-rank(64)"}, {"lane(0)", "spectral"}, {"lane(0)", "autocorrelation"}, {"words", "matrix-rank(1024)"},
	{"low(1)", "collision(20,1)"}, {"words", "birthday-spacings(3,21)"}, {"high(16)", "birthday-spacings(4,16)"}, {"decimate(4)", "birthday-spacings(2,24)"},
	{"low(4)", "birthday-spacings(12,4)"}, {"decimate(256)/low(8)", "birthday-spacings(4,8)"}, {"low(16)", "collision(2,16)"}, {"words", "collision(4,8)"},
}

// A cell is a test of a view.
type cell struct {
	View string `json:"view"`
	Test string `json:"test"`
}

func (c cell) String() string { return c.Test + " of " + c.View }

// A line of the file is what a cell made of a generator.
type line struct {
	cell
	Source string  `json:"source"`
	Bytes  uint64  `json:"bytes"` // at which it failed; 0 where it did not
	LogP   float64 `json:"ln_p"`
}

const (
	mostBytes = 1 << 22
	seed      = 42
	version   = "power" // in the plans: it changes nothing that is counted
)

type options struct {
	jobs         int
	results, doc string
}

func main() {
	var o options
	flag.IntVar(&o.jobs, "jobs", runtime.GOMAXPROCS(0), "audits at once")
	flag.StringVar(&o.results, "results", "scripts/power/results.jsonl", "file of the results; it is continued if it is there")
	flag.StringVar(&o.doc, "doc", "docs/power.md", "document to write")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := errors.New("flags alone are taken")
	if flag.NArg() == 0 {
		err = run(ctx, o, generators(), cells(), os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "power: error:", err)
		os.Exit(2)
	}
}

// generators are the weak ones of the list: of others there is nothing to find.
func generators() (names []string) {
	for _, e := range sources.All {
		if e.Group == sources.Weak {
			names = append(names, e.Name)
		}
	}
	return names
}

// cells are those of the batteries, each test of whole words, and more.
func cells() (all []cell) {
	for _, b := range battery.All {
		for _, row := range b.Rows {
			for _, test := range row.Tests {
				all = append(all, cell{row.View, test})
			}
		}
	}
	for _, t := range stattests.All {
		for _, view := range []string{"words", "float", "lane(0)"} {
			if _, _, err := (cell{view, t.Name}).counter(); err == nil {
				all = append(all, cell{view, t.Name})
				break
			}
		}
	}
	all = append(all, more...)
	seen := map[cell]bool{}
	return slices.DeleteFunc(all, func(c cell) bool {
		was := seen[c]
		seen[c] = true
		return was
	})
}

// run makes what is missing and writes the document.
func run(ctx context.Context, o options, generators []string, cells []cell, log io.Writer) (err error) {
	if o.jobs < 1 {
		return errors.New("-jobs must be positive")
	}
	f, known, err := lines.Open[line](o.results)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()

	type key struct {
		cell
		source string
	}
	have := map[key]line{}
	for _, l := range known {
		have[key{l.cell, l.Source}] = l
	}
	var todo []key
	for _, c := range cells {
		for _, g := range generators {
			if _, ok := have[key{c, g}]; !ok {
				todo = append(todo, key{c, g})
			}
		}
	}
	fmt.Fprintf(log, "%d cells, %d generators: %d audits to be made\n", len(cells), len(generators), len(todo))
	err = lines.Fill(f, o.jobs, todo,
		func(k key) (line, error) { return audit(ctx, k.source, k.cell) },
		func(k key, l line) { have[k] = l })
	if ctx.Err() != nil {
		return fmt.Errorf("interrupted: the same command goes on from here: %w", context.Cause(ctx))
	}
	if err != nil {
		return err
	}
	var all []line
	for _, c := range cells {
		for _, g := range generators {
			all = append(all, have[key{c, g}])
		}
	}
	var costs []float64
	for _, c := range cells {
		cost, err := c.cost()
		if err != nil {
			return err
		}
		costs = append(costs, cost)
	}
	return os.WriteFile(o.doc, document(cells, costs, generators, all), 0o666)
}

// audit looks at a generator through one cell.
func audit(ctx context.Context, source string, c cell) (line, error) {
	l := line{cell: c, Source: source}
	src, err := sources.Parse(source, sources.Options{Seed: seed})
	if err != nil {
		return l, err
	}
	p, err := battery.Quick.Plan(src, battery.Options{
		Views: []string{c.View}, Tests: []string{c.Test}, Bytes: mostBytes, Alpha: battery.DefaultAlpha, Version: version,
	})
	if errors.Is(err, stattests.ErrAlphabet) || errors.Is(err, sources.ErrAlphabet) || errors.Is(err, battery.ErrBlock) {
		return l, nil // a generator of 32-bit words has no lane 40
	}
	if err != nil {
		return l, fmt.Errorf("%s, %v: %w", source, c, err)
	}
	_, report, err := battery.Audit(ctx, p, src, battery.RunOptions{Jobs: 1})
	if err != nil {
		return l, fmt.Errorf("%s, %v: %w", source, c, err)
	}
	if ctx.Err() != nil {
		return l, ctx.Err()
	}
	l.LogP = math.Round(report.LogP*100) / 100
	if report.Verdict == battery.Fail {
		l.Bytes = report.Bytes
	}
	return l, nil
}

// counter makes the counter of a cell for words of 64 bits.
func (c cell) counter() (stattests.Counter, func(sources.Stream) sources.Stream, error) {
	v, err := sources.ParseView(c.View)
	if err != nil {
		return nil, nil, err
	}
	law, open, err := v.Over(0)
	if err != nil {
		return nil, nil, err
	}
	t, args, err := battery.ParseTest(c.Test)
	if err != nil {
		return nil, nil, err
	}
	counter, err := t.New(stattests.Law(law), args...)
	return counter, open, err
}

// words is a stream of the words of a slice, again and again.
type words struct {
	all  []uint64
	at   int
	used uint64
}

func (w *words) Fill(dst []uint64) (int, error) {
	w.used += uint64(len(dst))
	for n := 0; n < len(dst); {
		k := copy(dst[n:], w.all[w.at:])
		w.at = (w.at + k) % len(w.all)
		n += k
	}
	return len(dst), nil
}

func (w *words) Close() error { return nil }

// cost is the processor's seconds that the cell takes for a mebibyte of the source.
func (c cell) cost() (float64, error) {
	counter, open, err := c.counter()
	if err != nil {
		return 0, err
	}
	src, err := sources.Parse("chacha8", sources.Options{Seed: seed})
	if err != nil {
		return 0, err
	}
	stream, err := src.Open(context.Background(), 0)
	if err != nil {
		return 0, err
	}
	w := &words{all: make([]uint64, 1<<17)}
	if _, err := stream.Fill(w.all); err != nil {
		return 0, err
	}
	view := open(w)
	block := make([]uint64, counter.Block())
	tally := stattests.NewTally(counter)
	least := math.Inf(1)
	for range 5 {
		w.used = 0
		begin := time.Now()
		for w.used < 1<<15 {
			if _, err := view.Fill(block); err != nil {
				return 0, err
			}
			counter.Count(&tally, block)
		}
		least = min(least, time.Since(begin).Seconds()*(1<<17)/float64(w.used))
	}
	return least, nil
}

// document says what each cell finds, and in which order the cells find most.
func document(cells []cell, costs []float64, generators []string, all []line) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `# What finds what

Written by `+"`go run ./scripts/power`"+` from scripts/power/results.jsonl: %d cells, each a test
of a view, on the %d weak generators of the list, one at a time, with the seed %d, until
the generator fails (at the default false-alarm rate of 1e-9) or 4 MiB are read. Costs are processor time on one core, for counting alone.

`, len(cells), len(generators), seed)

	found := map[string]int{} // by how many cells
	for _, l := range all {
		if l.Bytes > 0 {
			found[l.Source]++
		}
	}
	fmt.Fprintf(&b, "%d generators fail some cell within 4 MiB.\n\n", len(found))

	b.WriteString("## The best next cell\n\n" +
		"From nothing, what is added next is the cell and the amount of data that finds most\n" +
		"generators not yet found, for the processor time that they take.\n\n" +
		"| cell | MiB | seconds | so far | finds | so far |\n|---|---|---|---|---|---|\n")
	var seconds float64
	left := map[string]bool{}
	for g := range found {
		left[g] = true
	}
	total := len(left)
	spent := make([]float64, len(cells)) // MiB that the cell has been given
	for len(left) > 0 {
		best, bestBytes, bestGain, bestRate := 0, 0.0, 0, 0.0
		for i := range cells {
			var at []float64
			for _, l := range all[i*len(generators) : (i+1)*len(generators)] {
				if l.Bytes > 0 && left[l.Source] {
					at = append(at, float64(l.Bytes)/(1<<20))
				}
			}
			slices.Sort(at)
			for k, m := range at {
				rate := float64(k+1) / (costs[i] * max(m-spent[i], 1e-3))
				if rate > bestRate {
					best, bestBytes, bestGain, bestRate = i, m, k+1, rate
				}
			}
		}
		cost := costs[best] * max(bestBytes-spent[best], 1e-3)
		spent[best] = max(spent[best], bestBytes)
		seconds += cost
		for _, l := range all[best*len(generators) : (best+1)*len(generators)] {
			if l.Bytes > 0 && float64(l.Bytes) <= bestBytes*(1<<20) {
				delete(left, l.Source)
			}
		}
		fmt.Fprintf(&b, "| %v | %.3g | %.3g | %.3g | %d | %d |\n", cells[best], bestBytes, cost, seconds, bestGain, total-len(left))
	}

	b.WriteString("\n## Each cell\n\n" +
		"Generators that fail within so much data, and those that no other cell finds.\n\n" +
		"| cell | ms a MiB | 64 KiB | 256 KiB | 1 MiB | 4 MiB | alone |\n|---|---|---|---|---|---|---|\n")
	order := make([]int, len(cells))
	for i := range order {
		order[i] = i
	}
	within := func(i int, bytes uint64) (n int) {
		for _, l := range all[i*len(generators) : (i+1)*len(generators)] {
			if l.Bytes > 0 && l.Bytes <= bytes {
				n++
			}
		}
		return n
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(within(j, 2*mostBytes), within(i, 2*mostBytes)) })
	for _, i := range order {
		var alone []string
		for _, l := range all[i*len(generators) : (i+1)*len(generators)] {
			if l.Bytes > 0 && found[l.Source] == 1 {
				alone = append(alone, l.Source)
			}
		}
		fmt.Fprintf(&b, "| %v | %.2f |", cells[i], 1e3*costs[i])
		for _, bytes := range []uint64{1 << 16, 1 << 18, 1 << 20, 1 << 22} {
			// A block that is longer than the look is read to its end.
			fmt.Fprintf(&b, " %d |", within(i, bytes+bytes/4))
		}
		fmt.Fprintf(&b, " %s |\n", strings.Join(alone, ", "))
	}

	b.WriteString("\n## Found by none\n\n")
	var none []string
	for _, g := range generators {
		if found[g] == 0 {
			none = append(none, g)
		}
	}
	fmt.Fprintf(&b, "%s.\n", strings.Join(none, ", "))
	return b.Bytes()
}
