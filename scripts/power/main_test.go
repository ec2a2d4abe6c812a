package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRun: what was cut off is made again, nothing else, and the document says who
// found what.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	o := options{jobs: 2, results: filepath.Join(dir, "results.jsonl"), doc: filepath.Join(dir, "doc.md")}
	two := []cell{{"lane(0)", "linear-complexity(4096)"}, {"words", "frequency"}}
	names := []string{"randu", "xorshift64", "mt19937"}
	read := func(file string) string {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	var log strings.Builder
	if err := run(t.Context(), o, names, two, &log); err != nil || !strings.HasSuffix(log.String(), ": 6 audits to be made\n") {
		t.Fatalf("%v: %s", err, log.String())
	}
	all := read(o.results)
	for _, want := range []string{`"view":"lane(0)","test":"linear-complexity(4096)","source":"xorshift64","bytes":`, `"view":"words","test":"frequency","source":"mt19937","bytes":0,`} {
		if !strings.Contains(all, want) {
			t.Errorf("no line with %s in\n%s", want, all)
		}
	}
	doc := read(o.doc)
	for _, want := range []string{"2 generators fail some cell", "| linear-complexity(4096) of lane(0) |", "\n## Found by none\n\nmt19937.\n"} {
		if !strings.Contains(doc, want) {
			t.Errorf("the document lacks %q:\n%s", want, doc)
		}
	}
	if err := os.WriteFile(o.results, []byte(all[:len(all)-10]), 0o666); err != nil {
		t.Fatal(err)
	}
	log.Reset()
	if err := run(t.Context(), o, names, two, &log); err != nil || !strings.HasSuffix(log.String(), ": 1 audits to be made\n") || len(read(o.results)) != len(all) {
		t.Errorf("again: %v: %s", err, log.String())
	}
	interrupted, cancel := context.WithCancel(t.Context())
	cancel()
	if err := run(interrupted, o, append(names, "minstd0"), two, io.Discard); err == nil || len(read(o.results)) != len(all) {
		t.Errorf("interrupted: %v", err)
	}
}
