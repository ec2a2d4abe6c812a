// Calibrate80022 measures how the p-values of SP 800-22 are distributed for a fair
// source, and writes the document that says so.
//
//	go run ./scripts/calibrate80022 -n 20000
//
// Sequence i, of 10^6 bits, is of ChaCha8 (math/rand/v2) with the key i, so a run
// goes on where the last one ended: the tally file has how many are in, and is
// written every 100 sequences; testdata has the one of the document. A thousand take about 25 s of a processor. With
// -n no more than the tally has, it only writes the document again.
package main

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"
	"sync"

	"github.com/randaudit/randaudit/internal/tails"
	"github.com/randaudit/randaudit/stattests/sp80022"
)

const (
	bitsOf  = 1000000
	classes = 100 // of p-values
	chunk   = 100 // sequences between two writes of the tally
)

// A tally is what the file holds.
type tally struct {
	Sequences int             `json:"sequences"`
	Suites    map[string]rows `json:"suites"` // by the constants
}

type rows []*row

// A row is what is kept of the p-values of a statistic.
type row struct {
	Test    string          `json:"test"`
	Name    string          `json:"name"`
	Classes [classes]uint64 `json:"classes"`
	Far     [3]uint64       `json:"far"` // p below 1e-3, 1e-4, 1e-5
}

// suites are what is run: all with exact constants, and what has others.
var suites = []struct {
	constants sp80022.Constants
	tests     []string
}{
	{sp80022.Exact, nil},
	{sp80022.NIST, []string{"LongestRun", "OverlappingTemplate", "Universal", "LinearComplexity"}},
	{sp80022.Corrected, []string{"FFT", "Universal"}},
}

func main() {
	n := flag.Int("n", 20000, "sequences in the tally at the end")
	file := flag.String("tally", "scripts/calibrate80022/testdata/calibration.json", "file of the tally; it is continued if it is there")
	doc := flag.String("doc", "docs/sp80022-calibration.md", "document to write")
	jobs := flag.Int("jobs", runtime.GOMAXPROCS(0), "workers")
	data := flag.String("data", "stattests/sp80022/testdata", "folder with pi-1e6.bin and e-1e6.bin")
	flag.Parse()
	if err := run(*n, *file, *doc, *jobs, *data); err != nil {
		fmt.Fprintln(os.Stderr, "calibrate80022: error:", err)
		os.Exit(2)
	}
}

func run(n int, file, doc string, jobs int, data string) error {
	t, err := load(file)
	if err != nil {
		return err
	}
	for t.Sequences < n {
		count(t, min(n-t.Sequences, chunk), jobs)
		if err := save(file, t); err != nil {
			return err
		}
	}
	text, err := document(t, data)
	if err != nil {
		return err
	}
	return os.WriteFile(doc, []byte(text), 0o666)
}

func load(file string) (*tally, error) {
	t := &tally{Suites: map[string]rows{}}
	b, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		for _, s := range suites {
			var all rows
			for _, st := range newSuite(s.constants, s.tests).Statistics() {
				all = append(all, &row{Test: st.Test, Name: st.Name})
			}
			t.Suites[s.constants.String()] = all
		}
		return t, nil
	case err != nil:
		return nil, err
	}
	if err := json.Unmarshal(b, t); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return t, nil
}

func save(file string, t *tally) error {
	b, err := json.Marshal(t)
	if err != nil {
		return err
	}
	if err := os.WriteFile(file+".tmp", b, 0o666); err != nil {
		return err
	}
	return os.Rename(file+".tmp", file)
}

func newSuite(c sp80022.Constants, tests []string) *sp80022.Suite {
	s, err := sp80022.NewSuite(bitsOf, sp80022.Parameters{Constants: c}, tests...)
	if err != nil {
		panic(err) // the parameters are the defaults
	}
	return s
}

// count adds so many sequences.
func count(t *tally, n, jobs int) {
	var mu sync.Mutex
	var workers sync.WaitGroup
	next := make(chan int)
	for range jobs {
		workers.Go(func() {
			var all []*sp80022.Suite
			for _, s := range suites {
				all = append(all, newSuite(s.constants, s.tests))
			}
			data := make([]byte, bitsOf/8)
			var b sp80022.Bits
			for i := range next {
				var key [32]byte
				binary.LittleEndian.PutUint64(key[:], uint64(i))
				rand.NewChaCha8(key).Read(data)
				b.SetBytes(data, bitsOf)
				for k, s := range all {
					p := s.Run(&b, nil)
					mu.Lock()
					for j, r := range t.Suites[suites[k].constants.String()] {
						r.add(p[j])
					}
					mu.Unlock()
				}
			}
		})
	}
	for i := range n {
		next <- t.Sequences + i
	}
	close(next)
	workers.Wait()
	t.Sequences += n
}

func (r *row) add(p float64) {
	if math.IsNaN(p) {
		return
	}
	r.Classes[min(int(p*classes), classes-1)]++
	for i, limit := range [3]float64{1e-3, 1e-4, 1e-5} {
		if p < limit {
			r.Far[i]++
		}
	}
}

// plus pools two rows.
func (r *row) plus(o *row) {
	for i, c := range o.Classes {
		r.Classes[i] += c
	}
	for i, c := range o.Far {
		r.Far[i] += c
	}
}

func (r *row) total() (n uint64) {
	for _, c := range r.Classes {
		n += c
	}
	return n
}

// uniformity is the p-value of Pearson's chi-squared of the classes.
func (r *row) uniformity() float64 {
	expected := float64(r.total()) / classes
	x := 0.0
	for _, c := range r.Classes {
		d := float64(c) - expected
		x += d * d / expected
	}
	_, upper := tails.ChiSquared(x, classes-1)
	return math.Exp(upper)
}

// cells are the columns of a row's numbers; the errors are binomial, of that many
// independent p-values.
func (r *row) cells(independent bool) string {
	n := float64(r.total())
	if n == 0 {
		return "- | - | - | - | - | -"
	}
	rate := func(count uint64, want float64) string {
		return fmt.Sprintf("%.3f ± %.3f", float64(count)/n/want, math.Sqrt((1-want)/want/n))
	}
	even := "-"
	if independent {
		even = fmt.Sprintf("%.2g", r.uniformity())
	}
	return fmt.Sprintf("%d | %s | %s | %d (%.3g) | %s | %s", r.total(), rate(r.Classes[0], 0.01), rate(r.Far[0], 0.001),
		r.Far[1], n*1e-4, rate(r.Classes[classes-1], 0.01), even)
}

const head = "| p-values | p < 0.01 | p < 0.001 | p < 0.0001 (expected) | p ≥ 0.99 | uniformity |\n"

func document(t *tally, data string) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, `# SP 800-22: how its p-values are distributed for a fair source

Written by `+"`go run ./scripts/calibrate80022`"+`; do not edit. %d sequences of 10^6 bits
of ChaCha8, default parameters. Rates are relative: 1.000 is what a fair source should
have, 1.100 is 10 %% more, and the number after ± is one standard error. Uniformity
is the p-value of Pearson's chi-squared over 100 classes; with so many sequences it
shows deviations that matter to nobody, which the rates put a size to.

## Each test, with exact constants

Statistics of a test are pooled; they are not independent, so that the errors of
pooled rows are too small and they have no uniformity.

| test | statistics `, t.Sequences)
	b.WriteString(head)
	b.WriteString("|---|---|---|---|---|---|---|---|\n")
	exact := t.Suites[sp80022.Exact.String()]
	for i := 0; i < len(exact); {
		pool, from := &row{Test: exact[i].Test}, i
		for ; i < len(exact) && exact[i].Test == pool.Test; i++ {
			pool.plus(exact[i])
		}
		fmt.Fprintf(&b, "| %s | %d | %s |\n", pool.Test, i-from, pool.cells(i-from == 1))
	}
	b.WriteString("\n## Constants that change a law\n\n`nist` has the constants of sts-2.1.2, `corrected` the variances that are known to be right.\n\n| test | constants ")
	b.WriteString(head)
	b.WriteString("|---|---|---|---|---|---|---|---|\n")
	for _, s := range suites[1:] {
		for _, other := range t.Suites[s.constants.String()] {
			for _, r := range exact {
				if r.Test == other.Test && r.Name == other.Name {
					fmt.Fprintf(&b, "| %s | exact | %s |\n", r.Test, r.cells(true))
				}
			}
			fmt.Fprintf(&b, "| %s | %s | %s |\n", other.Test, s.constants, other.cells(true))
		}
	}
	b.WriteString("\n## The same sequences, other constants\n\nThe p-values of the first 10^6 bits of pi and e that differ by 1e-6 or more.\n\n| sequence | statistic | exact | nist | corrected |\n|---|---|---|---|---|\n")
	for _, name := range []string{"pi", "e"} {
		raw, err := os.ReadFile(data + "/" + name + "-1e6.bin")
		if err != nil {
			return "", err
		}
		var bits sp80022.Bits
		bits.SetBytes(raw, bitsOf)
		var p [3][]float64
		for i, c := range []sp80022.Constants{sp80022.Exact, sp80022.NIST, sp80022.Corrected} {
			p[i] = newSuite(c, nil).Run(&bits, nil)
		}
		for i, r := range exact {
			if math.Abs(p[0][i]-p[1][i]) >= 1e-6 || math.Abs(p[0][i]-p[2][i]) >= 1e-6 {
				fmt.Fprintf(&b, "| %s | %s | %.6f | %.6f | %.6f |\n", name, strings.TrimSpace(r.Test+" "+r.Name), p[0][i], p[1][i], p[2][i])
			}
		}
	}
	b.WriteString("\n## Each statistic, with exact constants\n\n| test | statistic ")
	b.WriteString(head)
	b.WriteString("|---|---|---|---|---|---|---|---|\n")
	for _, r := range exact {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", r.Test, r.Name, r.cells(true))
	}
	return b.String(), nil
}
