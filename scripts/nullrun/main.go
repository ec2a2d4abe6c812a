// Nullrun repeats the built-in audit with fresh data: a fair source must pass
// every time, and this counts how often it does.
//
//	go run ./scripts/nullrun -n 100 -out nullrun.jsonl
//
// Each run is one line of JSON in the file: its number, the version, its
// seconds, and the verdict and ln p of each source. A run that was interrupted
// is done again when the command is: it goes on after the last whole line. At
// the end it prints how many of n passed, and exits with status 1 unless all
// did, 2 if a run could not be made.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"time"
)

// A run is a line of the file.
type run struct {
	Run     int     `json:"run"` // from 1
	Version string  `json:"version"`
	Seconds float64 `json:"seconds"`
	Audits  []audit `json:"audits"`
}

// An audit is what a run says of one source.
type audit struct {
	Source  string  `json:"source"`
	Verdict string  `json:"verdict"`
	LogP    float64 `json:"ln_p"` // family-wise
}

// passed reports whether every source passed.
func (r run) passed() bool {
	for _, a := range r.Audits {
		if a.Verdict != "pass" {
			return false
		}
	}
	return len(r.Audits) > 0
}

func main() {
	n := flag.Int("n", 100, "runs in the file at the end")
	out := flag.String("out", "nullrun.jsonl", "file of the results; it is continued if it is there")
	binary := flag.String("bin", "", "randaudit to run; built from this module if empty")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "nullrun: error: %q is no flag\n", flag.Arg(0))
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	passes, err := repeat(ctx, *n, *out, *binary, os.Stdout)
	stop()
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "nullrun: error:", err)
		os.Exit(2)
	case passes < *n:
		os.Exit(1)
	}
}

// repeat brings the file up to n runs and returns how many of the first n
// passed.
func repeat(ctx context.Context, n int, out, binary string, log io.Writer) (passes int, err error) {
	f, err := os.OpenFile(out, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	runs, err := read(f)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", out, err)
	}
	if len(runs) < n && binary == "" {
		dir, err := os.MkdirTemp("", "nullrun")
		if err != nil {
			return 0, err
		}
		defer os.RemoveAll(dir)
		binary = filepath.Join(dir, "randaudit")
		if b, err := exec.CommandContext(ctx, "go", "build", "-o", binary, "github.com/randaudit/randaudit/cmd/randaudit").CombinedOutput(); err != nil {
			return 0, fmt.Errorf("building randaudit: %w\n%s", err, b)
		}
	}
	for len(runs) < n {
		r, err := auditOnce(ctx, binary)
		if err != nil {
			return 0, err
		}
		r.Run = len(runs) + 1
		line, err := json.Marshal(r)
		if err != nil {
			return 0, err
		}
		if _, err := f.Write(append(line, '\n')); err != nil {
			return 0, err
		}
		fmt.Fprintf(log, "%s\n", line)
		runs = append(runs, r)
	}
	versions := make(map[string]bool)
	var longest float64
	for _, r := range runs[:n] {
		if r.passed() {
			passes++
		}
		versions[r.Version] = true
		longest = max(longest, r.Seconds)
	}
	fmt.Fprintf(log, "passes: %d of %d; longest run: %.1f s\n", passes, n, longest)
	if len(versions) > 1 {
		fmt.Fprintf(log, "warning: the runs are of %d versions\n", len(versions))
	}
	return passes, nil
}

// read returns the runs of the file and leaves it at the end of the last whole
// line, with what follows cut off: there an earlier nullrun was killed.
func read(f *os.File) ([]run, error) {
	b, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	whole := int64(bytes.LastIndexByte(b, '\n') + 1)
	if err := f.Truncate(whole); err != nil {
		return nil, err
	}
	if _, err := f.Seek(whole, io.SeekStart); err != nil {
		return nil, err
	}
	var runs []run
	lines := bufio.NewScanner(bytes.NewReader(b[:whole]))
	for lines.Scan() {
		var r run
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return nil, fmt.Errorf("line %d is none of nullrun's: %w", len(runs)+1, err)
		}
		runs = append(runs, r)
	}
	return runs, lines.Err()
}

// auditOnce runs the built-in audit. Its exit status says what the verdicts
// say: no status is an error as long as there is a report.
func auditOnce(ctx context.Context, binary string) (run, error) {
	cmd := exec.CommandContext(ctx, binary, "audit", "--json", "-", "--quiet")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	start := time.Now()
	out, err := cmd.Output()
	seconds := time.Since(start).Seconds()
	if ctx.Err() != nil {
		return run{}, fmt.Errorf("interrupted: the same command goes on from here: %w", context.Cause(ctx))
	}
	if exit := new(exec.ExitError); err != nil && !errors.As(err, &exit) {
		return run{}, err
	}
	var report struct {
		Version string
		Audits  []struct {
			Source  struct{ Name string }
			Verdict string
			LogP    float64 `json:"ln_p"`
		}
	}
	if jsonErr := json.Unmarshal(out, &report); jsonErr != nil {
		return run{}, fmt.Errorf("%s wrote no report (%w; exit: %v):\n%s", cmd, jsonErr, err, stderr.Bytes())
	}
	r := run{Version: report.Version, Seconds: seconds}
	for _, a := range report.Audits {
		r.Audits = append(r.Audits, audit{a.Source.Name, a.Verdict, a.LogP})
	}
	return r, nil
}
