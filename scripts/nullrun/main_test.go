package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestRepeat: what was interrupted goes on, and the runs are the same however
// they were made.
func TestRepeat(t *testing.T) {
	o := options{test: "gap", source: "chacha8", n: 250, jobs: 2, out: filepath.Join(t.TempDir(), "runs.jsonl")}
	call := func(o options) (bool, string) {
		t.Helper()
		var log strings.Builder
		good, err := repeat(t.Context(), o, &log)
		if err != nil {
			t.Fatal(err)
		}
		return good, log.String()
	}
	lines := func() []string {
		b, err := os.ReadFile(o.out)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.SplitAfter(string(b), "\n")
		slices.Sort(lines)
		return lines
	}
	good, log := call(o)
	if !good || !strings.Contains(log, "\ngap                      250     250     0          0 ") {
		t.Errorf("not good:\n%s", log)
	}
	want := lines()
	if len(want) != 4 { // "" is one
		t.Fatalf("%q, want three lines", want)
	}
	// Killed in the middle of a line: the line is cut off and its runs are made again.
	other := strings.Replace(want[2], `"plan":"`, `"plan":"old`, 1)
	if err := os.WriteFile(o.out, []byte(want[1]+other+want[2][:50]), 0o666); err != nil {
		t.Fatal(err)
	}
	o.jobs = 1
	again, log := call(o)
	if want = append(want, other); !again || !strings.HasPrefix(log, "200 runs to be made") {
		t.Errorf("again:\n%s", log)
	}
	slices.Sort(want)
	if got := lines(); !slices.Equal(got, want) {
		t.Errorf("the file is %q, want %q", got, want)
	}
	if _, log := call(o); !strings.HasPrefix(log, "0 runs to be made") {
		t.Errorf("a third time:\n%s", log)
	}

	interrupted, cancel := context.WithCancel(t.Context())
	cancel()
	o.n = 500
	if _, err := repeat(interrupted, o, &strings.Builder{}); err == nil {
		t.Error("interrupted, and no error")
	}
	if got := lines(); !slices.Equal(got, want) {
		t.Errorf("interrupted, and the file is %q", got)
	}

	// A source that is not fair.
	o.n, o.source = 2, "counter64"
	good, log = call(o)
	if good || !strings.Contains(log, "seed 2: fail, words|gap: ") {
		t.Errorf("counter64:\n%s", log)
	}

	for _, bad := range []options{
		{test: "none", source: "chacha8", n: 1, jobs: 1, out: o.out},
		{battery: "none", source: "chacha8", n: 1, jobs: 1, out: o.out},
		{test: "gap", source: "none", n: 1, jobs: 1, out: o.out},
		{test: "gap", source: "chacha8", n: 0, jobs: 1, out: o.out},
	} {
		if _, err := repeat(t.Context(), bad, &strings.Builder{}); err == nil {
			t.Errorf("%+v: no error", bad)
		}
	}
	if err := os.WriteFile(o.out, []byte("notes\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := repeat(t.Context(), o, &strings.Builder{}); err == nil {
		t.Error("somebody else's file is taken")
	}
}
