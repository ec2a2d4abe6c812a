// Calibrate measures how the p-values of every test of stattests.All are
// distributed for a fair source, and writes the document that says so.
//
//	go run ./scripts/calibrate            # what is missing or out of date; then the document
//	go run ./scripts/calibrate -test gap  # of one test
//	go run ./scripts/calibrate -quick     # a few tallies of each, in seconds; writes nothing
//
// Run it in the module's folder. The results file has a line for each setting: a
// test, its arguments, an alphabet, and a number of blocks. A run that was
// interrupted goes on with the settings that have no line. A line whose first
// tallies no longer come out as they did, because the test was changed, is made
// again, and one whose test is gone is dropped. The data are of ChaCha8
// (math/rand/v2) with a key that is the SHA-256 of the setting's name and the
// number of the chunk of tallies, so the numbers are the same for any -jobs.
//
// Exit status: 0, or 1 where a row is out of its bounds, or 2 for an error.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"runtime"
	"time"

	"github.com/randaudit/randaudit/internal/lines"
	"github.com/randaudit/randaudit/stattests"
)

type options struct {
	tallies int
	quick   bool
	jobs    int
	test    string // "" for all
	results string
	tails   string
	doc     string
}

func main() {
	var o options
	flag.IntVar(&o.tallies, "n", 20000, "tallies of each setting")
	flag.BoolVar(&o.quick, "quick", false, "a few tallies of each setting, printed and not written")
	flag.IntVar(&o.jobs, "jobs", runtime.GOMAXPROCS(0), "workers")
	flag.StringVar(&o.test, "test", "", "the only test to run; the lines of the others are kept as they are")
	flag.StringVar(&o.results, "results", "scripts/calibrate/results.jsonl", "file of the results; it is continued if it is there")
	flag.StringVar(&o.tails, "tails", "scripts/calibrate/tails.jsonl", "file of the tail checks")
	flag.StringVar(&o.doc, "doc", "docs/calibration.md", "document to write")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var faults int
	err := errors.New("flags alone are taken")
	if flag.NArg() == 0 {
		faults, err = run(ctx, o, tailChecks, os.Stdout)
	}
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "calibrate: error:", err)
		os.Exit(2)
	case faults > 0:
		os.Exit(1)
	}
}

// run brings the files up to date and returns how many rows are out of bounds.
func run(ctx context.Context, o options, tails func(context.Context, bool) ([]tailCheck, error), log io.Writer) (faults int, err error) {
	if o.test != "" && stattests.Lookup(o.test) == nil {
		return 0, fmt.Errorf("no test %q", o.test)
	}
	if o.tallies < 1 || o.jobs < 1 {
		return 0, errors.New("-n and -jobs must be positive")
	}
	if o.quick {
		entries, err := quick(ctx, o.test, quickTallies, o.jobs)
		if err != nil {
			return 0, err
		}
		checks, err := tails(ctx, false)
		if err != nil {
			return 0, err
		}
		text, faults := document(entries, checks)
		fmt.Fprintf(log, "%s\nrows out of bounds: %d\n", text, faults)
		return faults, nil
	}
	old, err := load[entry](o.results)
	if err != nil {
		return 0, err
	}
	known := map[string]entry{}
	for _, e := range old {
		known[e.key()] = e
	}
	all, err := settings(stattests.All)
	if err != nil {
		return 0, err
	}
	var entries []entry
	var missing []setting
	var cost time.Duration // of a processor
	for _, s := range all {
		e, ok := known[s.key()]
		if o.test != "" && s.Test != o.test {
			if ok {
				entries = append(entries, e)
			}
			continue
		}
		probe, took := s.probe()
		if ok && e.Tallies >= o.tallies && e.same(probe) {
			entries = append(entries, e)
			continue
		}
		entries = append(entries, entry{setting: s})
		missing = append(missing, s)
		cost += took * time.Duration(o.tallies) / probeTallies
	}
	fmt.Fprintf(log, "%d settings, %d to be run: about %.1f minutes of a processor\n", len(all), len(missing), cost.Minutes())
	for i := range entries {
		if entries[i].Tallies > 0 {
			continue
		}
		begin := time.Now()
		if entries[i], err = measure(ctx, entries[i].setting, o.tallies, o.jobs); err != nil {
			return 0, err
		}
		fmt.Fprintf(log, "%s: %.1f s\n", entries[i].key(), time.Since(begin).Seconds())
		if err := save(o.results, done(entries)); err != nil {
			return 0, err
		}
	}
	if err := save(o.results, entries); err != nil {
		return 0, err
	}
	checks, err := tails(ctx, true)
	if err != nil {
		return 0, err
	}
	if err := save(o.tails, checks); err != nil {
		return 0, err
	}
	text, faults := document(entries, checks)
	fmt.Fprintf(log, "rows out of bounds: %d\n", faults)
	return faults, os.WriteFile(o.doc, []byte(text), 0o666)
}

// done are the entries that have been measured.
func done(entries []entry) (d []entry) {
	for _, e := range entries {
		if e.Tallies > 0 {
			d = append(d, e)
		}
	}
	return d
}

// Of a quick run: tallies of a setting, and symbols that they take together,
// beyond which there are fewer.
const (
	quickTallies = 200
	quickSymbols = 1 << 22
)

// quick measures a few tallies of each setting, so many at the most.
func quick(ctx context.Context, test string, most, jobs int) (entries []entry, err error) {
	all, err := settings(stattests.All)
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		if test != "" && s.Test != test {
			continue
		}
		tallies := min(most, max(2, int(quickSymbols/(s.Blocks*s.block()))))
		e, err := measure(ctx, s, tallies, jobs)
		if err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// load reads a file of a JSON value a line; it is empty where there is none.
func load[T any](file string) (values []T, err error) {
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if values, err = lines.Decode[T](b); err != nil {
		return nil, fmt.Errorf("%s, %w", file, err)
	}
	return values, nil
}

// save writes such a file, as a whole or not at all.
func save[T any](file string, lines []T) error {
	var b bytes.Buffer
	for _, v := range lines {
		line, err := json.Marshal(v)
		if err != nil {
			return err
		}
		b.Write(append(line, '\n'))
	}
	if err := os.WriteFile(file+".tmp", b.Bytes(), 0o666); err != nil {
		return err
	}
	return os.Rename(file+".tmp", file)
}
