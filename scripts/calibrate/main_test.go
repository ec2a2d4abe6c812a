package main

import (
	"context"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/randaudit/randaudit/stattests"
)

// TestQuick: a few tallies of every setting are within their bounds. The tests of
// stattests judge more of each test.
func TestQuick(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	entries, err := quick(t.Context(), "", 50, 2)
	if err != nil {
		t.Fatal(err)
	}
	if text, faults := document(entries, nil); faults > 0 {
		t.Errorf("%d rows are out of bounds:\n%s", faults, text)
	}
}

// TestResume: a line that is missing, and one of a test that was changed, are
// made again as they were, whatever the number of workers.
func TestResume(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a second")
	}
	dir := t.TempDir()
	o := options{tallies: 120, jobs: 1, test: "gap",
		results: filepath.Join(dir, "results.jsonl"), tails: filepath.Join(dir, "tails.jsonl"), doc: filepath.Join(dir, "doc.md")}
	checks := func(context.Context, bool) ([]tailCheck, error) {
		return []tailCheck{{Law: "chi2", Parameters: "6 classes", LogP: -27.6, Ratio: 0.5}, {Law: "chi2", LogP: -27.6, Ratio: 1.25}}, nil
	}
	read := func(file string) string {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	again := func() string {
		var log strings.Builder
		if faults, err := run(t.Context(), o, checks, &log); err != nil || faults > 0 {
			t.Fatalf("%d rows out of bounds, %v", faults, err)
		}
		return log.String()
	}
	again()
	want, doc := read(o.results), read(o.doc)
	if log := again(); !strings.Contains(log, " 0 to be run") || read(o.results) != want {
		t.Errorf("a second time: %s", log)
	}
	lines := strings.SplitAfter(want, "\n")
	if len(lines) != 5 {
		t.Fatalf("%d lines, want 4: %q", len(lines)-1, want)
	}
	lines[1] = strings.Replace(lines[1], `"probe":-`, `"probe":-1`, 1)
	lines[3] = strings.Replace(lines[3], `"test":"gap"`, `"test":"gone"`, 1)
	if err := os.WriteFile(o.results, []byte(lines[0]+lines[1]+lines[3]), 0o666); err != nil {
		t.Fatal(err)
	}
	o.jobs = 3
	if log := again(); !strings.Contains(log, " 3 to be run") || read(o.results) != want || read(o.doc) != doc {
		t.Errorf("again: %s; the file is\n%s\nand was\n%s", log, read(o.results), want)
	}
	for _, want := range []string{"\n## gap\n", "| max | 6 |  | 256 of 256 | 120 | binomial, Bonferroni over 33 | exact, bound |", " 0.50 to 1.25 |", "| chi2 | 6 classes | 1.03e-12 | 0.5000 |"} {
		if !strings.Contains(doc, want) {
			t.Errorf("the document lacks %q:\n%s", want, doc)
		}
	}
	interrupted, cancel := context.WithCancel(t.Context())
	cancel()
	o.tallies++
	if _, err := run(interrupted, o, checks, io.Discard); err == nil || read(o.results) != want {
		t.Errorf("interrupted: %v", err)
	}
}

// TestFaults: what is uniform is within its bounds, and what is not is found.
func TestFaults(t *testing.T) {
	r := rand.New(rand.NewChaCha8([32]byte{1}))
	made := func(quality string, bound bool, f func(u float64) float64) row {
		v := &values{row: row{Quality: quality, Bound: bound}}
		for range 20000 {
			u := f(r.Float64())
			v.upper = append(v.upper, u)
			if !bound {
				v.u = append(v.u, 1-u)
			}
		}
		return v.summary()
	}
	const level = 1e-6
	for _, c := range []struct {
		name string
		row  row
		want string // a part of the first fault; "" for none
	}{
		{"uniform", made(stattests.Exact, false, func(u float64) float64 { return u }), ""},
		{"a light upper tail", made(stattests.Exact, false, func(u float64) float64 { return max(u, 0.01+u/100) }), "upper 0.01 share too small"},
		{"a heavy lower tail", made(stattests.Exact, false, func(u float64) float64 { return 1 - math.Pow(1-u, 1.2) }), "lower 0.01 share too large"},
		{"a bent middle", made(stattests.Exact, false, func(u float64) float64 { return u + math.Sin(2*math.Pi*u)/50 }), "not uniform"},
		{"the same of a limit law", made(stattests.Asymptotic, false, func(u float64) float64 { return u + math.Sin(2*math.Pi*u)/50 }), ""},
		{"a limit law that is off by 1.7", made(stattests.Asymptotic, false, func(u float64) float64 {
			if u < 0.017 {
				return u / 1.7
			}
			return u
		}), ""},
		{"one that is off by 3", made(stattests.Asymptotic, false, func(u float64) float64 {
			if u < 0.03 {
				return u / 3
			}
			return u
		}), "upper 0.01 share too large"},
		{"a bound far off", made(stattests.Exact, true, func(u float64) float64 { return min(1, 3*u) }), ""},
		{"a bound that is none", made(stattests.Exact, true, func(u float64) float64 { return u / 1.5 }), "upper 0.01 share too large"},
		{"nothing", row{}, ""},
	} {
		got := strings.Join(c.row.faults(level), ", ")
		if c.want == "" && got != "" || !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestKolmogorov has quantiles of the limit law (Smirnov 1948).
func TestKolmogorov(t *testing.T) {
	for _, c := range []struct{ x, p float64 }{{0.8276, 0.5}, {1.2238, 0.1}, {1.3581, 0.05}, {1.6276, 0.01}, {1.9495, 0.001}} {
		if got := kolmogorov(c.x/1e4, 1e8); math.Abs(got/c.p-1) > 1e-3 {
			t.Errorf("%g: %g, want %g", c.x, got, c.p)
		}
	}
	if d := distance([]float64{0.9, 0.1, 0.5}); math.Abs(d-7./30) > 1e-15 {
		t.Errorf("the distance of 0.1, 0.5, 0.9 is %g, want 7/30", d)
	}
	if kolmogorov(0, 10) != 1 || kolmogorov(1, 0) != 1 {
		t.Error("no distance, or no values: p is not 1")
	}
}

// TestInterval: the tails at both ends are 0.005 each.
func TestInterval(t *testing.T) {
	if low, high := interval(0, 100); low != 0 || math.Abs(high-(1-math.Pow(0.005, 0.01))) > 1e-12 {
		t.Errorf("0 of 100: %g to %g", low, high)
	}
	if low, high := interval(100, 100); high != 1 || math.Abs(low-math.Pow(0.005, 0.01)) > 1e-12 {
		t.Errorf("100 of 100: %g to %g", low, high)
	}
}

func TestGenerator(t *testing.T) {
	for _, n := range []uint64{2, 6, 256, 1 << 32, 1 << 53, 0} {
		block := make([]uint64, 1000)
		newGenerator("test", n).fill(block)
		if top := slices.Max(block); top > n-1 || float64(top) < 0.95*float64(n-1) {
			t.Errorf("%d symbols: the largest of 1000 is %d", n, top)
		}
		same := 0
		for i, x := range block[1:] {
			if x == block[i] {
				same++
			}
		}
		if want := 999 / math.Max(float64(n), 1); n > 0 && math.Abs(float64(same)-want) > 6*math.Sqrt(want)+1 {
			t.Errorf("%d symbols: %d are as the one before, want about %.0f", n, same, want)
		}
	}
}

func TestParseTailChecks(t *testing.T) {
	checks, err := parseTailChecks([]byte(`=== RUN   TestTails
    tailcheck_test.go:70: tail check: extreme: a: b, of 2: stated ln p -27.462, true over stated 1.0000, relative error 0.0010, bound true
    tailcheck_test.go:70: tail check: chi2: 2 classes: stated ln p -27.631, true over stated 0.9830, relative error 0.0011, bound false
PASS
`))
	want := []tailCheck{{"chi2", "2 classes", -27.631, 0.983, 0.0011, false}, {"extreme", "a: b, of 2", -27.462, 1, 0.001, true}}
	if err != nil || !slices.Equal(checks, want) {
		t.Errorf("%v, %v; want %v", checks, err, want)
	}
}

// TestComplete: each test has its rows in the committed results and in the
// document, of as many tallies as a row is made of, and the document is made of
// what is committed. After a test was added or changed: go run ./scripts/calibrate.
func TestComplete(t *testing.T) {
	entries, err := load[entry]("results.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	checks, err := load[tailCheck]("tails.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]int{}
	for _, e := range entries {
		if e.Tallies >= 20000 {
			rows[e.Test] += len(e.Rows)
		}
	}
	doc, err := os.ReadFile("../../docs/calibration.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range stattests.All {
		if rows[test.Name] == 0 {
			t.Errorf("results.jsonl has no row of %s", test.Name)
		}
	}
	if text, faults := document(entries, checks); faults > 0 || text != string(doc) {
		t.Errorf("docs/calibration.md is not that of results.jsonl and tails.jsonl, or %d rows are out of bounds", faults)
	}
}
