package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestMain lets the test's own binary stand in for randaudit.
func TestMain(m *testing.M) {
	if verdict := os.Getenv("NULLRUN_VERDICT"); verdict != "" {
		if got := strings.Join(os.Args[1:], " "); got != "audit --json - --quiet" {
			fmt.Fprintln(os.Stderr, "called with", got)
			os.Exit(2)
		}
		if verdict == "none" {
			fmt.Fprintln(os.Stderr, "no report today")
			os.Exit(2)
		}
		fmt.Printf(`{"version":"v1","audits":[{"source":{"name":"crypto"},"verdict":"pass","ln_p":0},{"source":{"name":"system"},"verdict":%q,"ln_p":-30.5}]}`, verdict)
		if verdict != "pass" {
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func TestRepeat(t *testing.T) {
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "runs.jsonl")
	call := func(n int, verdict string) (int, string, error) {
		t.Setenv("NULLRUN_VERDICT", verdict)
		var log bytes.Buffer
		passes, err := repeat(t.Context(), n, out, binary, &log)
		return passes, log.String(), err
	}
	lines := func() []string {
		b, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		return strings.SplitAfter(string(b), "\n")
	}

	if passes, _, err := call(2, "pass"); passes != 2 || err != nil {
		t.Fatalf("passes %d, %v; want 2", passes, err)
	}
	// Killed in the middle of a line: the line is cut off and the run made again.
	half := strings.Join(lines(), "") + `{"run":3,"ver`
	if err := os.WriteFile(out, []byte(half), 0o666); err != nil {
		t.Fatal(err)
	}
	passes, log, err := call(4, "fail")
	if passes != 2 || err != nil || !strings.Contains(log, "passes: 2 of 4") {
		t.Errorf("passes %d, %v, %s; want 2 of 4", passes, err, log)
	}
	got := lines()
	if len(got) != 5 || !strings.HasPrefix(got[2], `{"run":3,"version":"v1",`) ||
		!strings.HasSuffix(got[3], `"audits":[{"source":"crypto","verdict":"pass","ln_p":0},{"source":"system","verdict":"fail","ln_p":-30.5}]}`+"\n") {
		t.Errorf("the file is %q", got)
	}
	// A run without a report is an error and adds no line.
	if _, _, err := call(5, "none"); err == nil || !strings.Contains(err.Error(), "no report today") {
		t.Errorf("without a report: %v", err)
	}
	if len(lines()) != 5 {
		t.Errorf("the file is %q", lines())
	}
	// Nothing is left to do.
	if passes, _, err := call(4, "none"); passes != 2 || err != nil {
		t.Errorf("a second time: passes %d, %v; want 2", passes, err)
	}

	if err := os.WriteFile(out, []byte("notes\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, _, err := call(1, "pass"); err == nil {
		t.Error("somebody else's file is taken")
	}
}
