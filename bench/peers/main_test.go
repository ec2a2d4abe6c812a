package main

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestRun holds the table to its rows, with no care for its numbers.
func TestRun(t *testing.T) {
	var b bytes.Buffer
	if err := run(&b, leastRounds, time.Millisecond); err != nil {
		t.Fatal(err)
	}
	for _, row := range []string{"fast.RandBelow", "fast.Generator.RandBelow", "fast.Shuffle", "fast.Dice", "fast.TokenHex", "fast.UUID4, String", "fast.Read"} {
		if !regexp.MustCompile(`\| ` + regexp.QuoteMeta(row) + ` +\| [0-9.]+ [nµm]s ± [0-9]+ % +\| [0-9.]+ \([0-9.]+ to [0-9.]+\)`).MatchString(b.String()) {
			t.Errorf("no row of %s", row)
		}
	}
	if t.Failed() {
		t.Log(b.String())
	}
	if python, err := startPython(); err == nil {
		python.stop()
		if n := strings.Count(b.String(), "Python"); n != len(pythonTasks) {
			t.Errorf("%d rows of Python, want %d", n, len(pythonTasks))
		}
	}
}

func TestTasks(t *testing.T) {
	for i, task := range tasks() {
		if task.name != pythonTasks[i] {
			t.Errorf("task %d is %q, and Python's %q", i, task.name, pythonTasks[i])
		}
		if task.ways[0].wanted != 0 || !slices.ContainsFunc(task.ways, func(w *way) bool { return strings.HasPrefix(w.name, "fast.") }) {
			t.Errorf("%s: the first way is what others are compared with, and fast is one of these", task.name)
		}
	}
}
