package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestResume: a tally that is continued is that of one run, and the document has
// every statistic.
func TestResume(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a second")
	}
	dir := t.TempDir()
	document := func(name string, steps ...int) (tally, doc string) {
		file := filepath.Join(dir, name)
		for _, n := range steps {
			if err := run(n, file+".json", file+".md", 2, "../../stattests/sp80022/testdata"); err != nil {
				t.Fatal(err)
			}
		}
		var text [2]string
		for i, ext := range []string{".json", ".md"} {
			b, err := os.ReadFile(file + ext)
			if err != nil {
				t.Fatal(err)
			}
			text[i] = string(b)
		}
		return text[0], text[1]
	}
	tally, doc := document("whole", 4)
	again, _ := document("parts", 1, 4, 4)
	if tally != again {
		t.Error("a run in parts has another tally")
	}
	for _, want := range []string{"4 sequences", "| pi | LinearComplexity | 0.246801 | 0.255475 | 0.246801 |", "| NonOverlappingTemplate | 111111110 | 4 |", "| FFT | corrected | 4 |"} {
		if !strings.Contains(doc, want) {
			t.Errorf("the document lacks %q", want)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "bad.json"), []byte("{"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := run(1, filepath.Join(dir, "bad.json"), filepath.Join(dir, "bad.md"), 1, "."); err == nil {
		t.Error("a tally that is none: no error")
	}
}
