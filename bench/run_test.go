package bench

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/perf/benchfmt"
)

func TestNames(t *testing.T) {
	form := regexp.MustCompile(`^(Source/source=[^/ =]+/size=\d+|Draw/view=[^/ =]+/source=[^/ =]+|(Secrets|Usual)/call=[^/ =]+)$`)
	seen := make(map[string]bool)
	for _, b := range All() {
		if !form.MatchString(b.Name) {
			t.Errorf("%q is no name that benchstat groups by", b.Name)
		}
		if seen[b.Name] {
			t.Errorf("%q is there twice", b.Name)
		}
		seen[b.Name] = true
	}
	for _, name := range quick {
		if !seen[name] {
			t.Errorf("Quick measures %q, which All has not", name)
		}
	}
}

// TestOpen does each benchmark a few times.
func TestOpen(t *testing.T) {
	for _, b := range All() {
		t.Run(b.Name, func(t *testing.T) {
			op, err := b.Open(t.Context())
			if errors.Is(err, fs.ErrNotExist) {
				t.Skip(err)
			}
			if err != nil {
				t.Fatal(err)
			}
			if err := op.Do(3); err != nil {
				t.Error(err)
			}
			if err := op.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestRun reads what Run writes as benchstat does, and compares it with what
// Run returns.
func TestRun(t *testing.T) {
	var out bytes.Buffer
	table, err := Run(t.Context(), &out, Options{
		Filter: regexp.MustCompile(`source=crypto/size=(64|512)$|Draw/view=below\(6\)/source=splitmix64`),
		Time:   2 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(table) != 3 {
		t.Fatalf("%d rows, want 3: %v", len(table), table)
	}
	for _, r := range table {
		if r.Samples != 6 || r.Confidence < 0.95 || !(0 < r.Low && r.Low <= r.Median && r.Median <= r.High) {
			t.Errorf("not 6 samples with an interval at 0.95: %+v", r)
		}
		if want := map[bool]string{true: "MB/s", false: "ns/op"}[strings.HasPrefix(r.Name, "Source/")]; r.Unit != want {
			t.Errorf("%s is in %s, want %s", r.Name, r.Unit, want)
		}
	}

	samples := make(map[string]int)
	in := benchfmt.NewReader(bytes.NewReader(out.Bytes()), "run")
	for in.Scan() {
		result, ok := in.Result().(*benchfmt.Result)
		if !ok {
			t.Fatalf("no benchmark line: %v", in.Result())
		}
		if got := result.GetConfig("pkg"); got != "github.com/randaudit/randaudit/bench" {
			t.Errorf("pkg is %q", got)
		}
		base, parts := result.Name.Parts()
		samples[string(base)+string(bytes.Join(parts[:2], nil))]++
		for _, unit := range []string{"sec/op", "B/op", "allocs/op"} {
			if _, ok := result.Value(unit); !ok {
				t.Errorf("%s has no %s", result.Name, unit)
			}
		}
		if _, ok := result.Value("B/s"); ok != strings.HasPrefix(string(base), "Source") {
			t.Errorf("%s: B/s is there: %v", result.Name, ok)
		}
	}
	if err := in.Err(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Source/source=crypto/size=64", "Source/source=crypto/size=512", "Draw/view=below(6)/source=splitmix64"} {
		if samples[name] != 6 {
			t.Errorf("%d lines of %s, want 6", samples[name], name)
		}
	}
}

func TestRunErrors(t *testing.T) {
	if _, err := Run(t.Context(), new(bytes.Buffer), Options{Filter: regexp.MustCompile("^nothing$")}); err == nil {
		t.Error("a filter that matches nothing is no error")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Run(ctx, new(bytes.Buffer), Options{Filter: regexp.MustCompile("source=crypto/size=64$")})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("after the context ended: %v", err)
	}
}

func TestQuick(t *testing.T) {
	start := time.Now()
	table, err := Quick(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(table) != len(quick) {
		t.Errorf("%d rows, want %d", len(table), len(quick))
	}
	t.Logf("%v", time.Since(start))
	for _, r := range table {
		t.Logf("%-45s %8.3g %s [%.3g, %.3g] at %.3f, %d samples", r.Name, r.Median, r.Unit, r.Low, r.High, r.Confidence, r.Samples)
	}
}

// TestBenchstat runs benchstat on what Run writes.
func TestBenchstat(t *testing.T) {
	if testing.Short() {
		t.Skip("builds benchstat")
	}
	var out bytes.Buffer
	_, err := Run(t.Context(), &out, Options{Filter: regexp.MustCompile("source=crypto/size="), Time: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "go", "run", "golang.org/x/perf/cmd/benchstat", "-row", "/source", "-col", "/size", "-")
	cmd.Stdin = &out
	got, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, got)
	}
	for _, want := range []string{"crypto", "65536", "sec/op", "B/s"} {
		if !strings.Contains(string(got), want) {
			t.Errorf("no %q in benchstat's table:\n%s", want, got)
		}
	}
}
