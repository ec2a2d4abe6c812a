package randtest

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

//go:embed page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// A page is what the HTML report of a failure shows.
type page struct {
	Test, Check string
	Sentence    string
	Promises    string
	Drawn, Need string
	Noun        string
	Again       string
	Tables      []pageTable
}

type pageTable struct {
	Name, Trials  string
	Failed        bool
	P             string
	Worst         []pageRow
	Bars          []pageBar
	Width, Height int
	Due           float64 // y of what is due
}

type pageRow struct{ Label, Observed, Expected, Off string }

type pageBar struct {
	X, Y, W, H float64
	Title      string
	Far        bool // off by more than 4 times the square root of what is due
}

// page makes the page of a failure with that verdict, of which first is the
// table, or nil.
func (e *experiment) page(sentence string, first *table) page {
	p := page{
		Test: e.tb.Name(), Check: "randtest." + e.name,
		Sentence: sentence + ".",
		Promises: e.promises(),
		Drawn:    thousands(e.drawn), Need: thousands(e.need), Noun: e.noun,
		Again: again(e.tb),
	}
	var tables []*table
	if first != nil {
		tables = append(tables, first)
	}
	for _, t := range e.tables {
		if t != first && t.trials > 0 {
			tables = append(tables, t)
		}
	}
	const mostTables = 12
	for _, t := range tables[:min(len(tables), mostTables)] {
		p.Tables = append(p.Tables, drawTable(t, t == first))
	}
	return p
}

// drawTable makes the bars of a table, relative to what is due.
func drawTable(t *table, failed bool) pageTable {
	const width, height, most = 720, 160, 120
	_, logP := t.extreme()
	d := pageTable{Name: t.name, Trials: thousands(t.trials), Failed: failed, P: formatP(logP), Width: width, Height: height}
	for _, i := range t.worst(worstShown) {
		o, e := float64(t.counts[i]), float64(t.trials)*t.prob(i)
		d.Worst = append(d.Worst, pageRow{t.label(i), thousands(t.counts[i]), due(e), off(o, e)})
	}
	bars := t.bars(most)
	top := 1.25
	for _, b := range bars {
		if b.expected > 0 {
			top = max(top, b.observed/b.expected)
		}
	}
	top = min(top, 4)
	d.Due = height * (1 - 1/top)
	w := float64(width) / float64(len(bars))
	for i, b := range bars {
		ratio := top
		if b.expected > 0 {
			ratio = min(b.observed/b.expected, top)
		} else if b.observed == 0 {
			ratio = 0
		}
		h := height * ratio / top
		gap := min(1, w/5)
		difference := b.observed - b.expected
		d.Bars = append(d.Bars, pageBar{
			X: float64(i) * w, Y: height - h, W: w - gap, H: h,
			Title: fmt.Sprintf("%s: %.0f of %.1f due", b.label, b.observed, b.expected),
			Far:   difference*difference > 16*b.expected,
		})
	}
	return d
}

// leave writes the page to the test's artifacts: `go test -artifacts` keeps
// them and says where. Without the flag they are temporary.
func leave(tb testing.TB, p page) {
	tb.Helper()
	var b bytes.Buffer
	if err := pageTemplate.Execute(&b, p); err != nil {
		tb.Logf("randtest: making the HTML report: %v", err)
		return
	}
	name := "randtest-" + strings.ToLower(strings.TrimPrefix(p.Check, "randtest."))
	file, err := create(tb.ArtifactDir(), name)
	if err == nil {
		_, err = file.Write(b.Bytes())
		err = errors.Join(err, file.Close())
	}
	if err != nil {
		tb.Logf("randtest: leaving the HTML report: %v", err)
	}
}

// create makes name.html in the directory, or name-2.html and so on after other
// failures of the test.
func create(dir, name string) (*os.File, error) {
	const mode = os.O_WRONLY | os.O_CREATE | os.O_EXCL
	file, err := os.OpenFile(filepath.Join(dir, name+".html"), mode, 0o644)
	for i := 2; errors.Is(err, fs.ErrExist); i++ {
		file, err = os.OpenFile(filepath.Join(dir, fmt.Sprintf("%s-%d.html", name, i)), mode, 0o644)
	}
	return file, err
}
