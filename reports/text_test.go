package reports

import (
	"bytes"
	"errors"
	"flag"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files")

// golden compares got with a golden file, or writes it.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v: run go test -update", err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func TestText(t *testing.T) {
	for name, d := range documents() {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			if err := WriteText(&b, d); err != nil {
				t.Fatal(err)
			}
			golden(t, name+".txt", b.Bytes())
			for line := range strings.Lines(b.String()) {
				if w := width(strings.TrimSuffix(line, "\n")); w > columns {
					t.Errorf("%d columns: %q", w, line)
				}
			}
			if strings.ContainsAny(b.String(), "\x1b\x07\u202e") {
				t.Error("a control character of a name reached the terminal")
			}
		})
	}
}

// A verdict must not claim what no test can show.
func TestNeverRandom(t *testing.T) {
	for _, d := range documents() {
		for i := range d.Audits {
			s := strings.ToLower(d.sentence(&d.Audits[i]))
			if strings.Contains(s, "random") {
				t.Errorf("%q", s)
			}
		}
	}
}

// full is a disk without room.
type full struct{ left int }

var errFull = errors.New("no space left on device")

func (f *full) Write(p []byte) (int, error) {
	if len(p) > f.left {
		n := f.left
		f.left = 0
		return n, errFull
	}
	f.left -= len(p)
	return len(p), nil
}

func TestFormat(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{pValue(0), "1"},
		{pValue(math.Log(0.123)), "0.12"},
		{pValue(math.Log(0.001)), "0.001"},
		{pValue(math.Log(4.2e-12)), "4.2e-12"},
		{pValue(math.Log(9.99e-12)), "1.0e-11"},
		{pValue(-310 * math.Ln10), "10^-310"},
		{pValue(-3000 * math.Ln10), "10^-3000"},
		{pValue(-math.MaxFloat64), "< 10^-999999"},
		{percent(0.249), "24.9 %"},
		{percent(-0.004), "0.4 %"},
		{percent(0.0000312), "0.0031 %"},
		{percent(1), "100 %"},
		{percent(12), "1200 %"},
		{percent(0), "0 %"},
		{size(0), "0 B"},
		{size(256 << 20), "256 MiB"},
		{size(1600), "1.56 KiB"},
		{short(1234567), "1.23M"},
		{count(1234567), "1,234,567"},
		{odds(1e-9), "once in 1,000,000,000"},
		{odds(1e-30), "once in 1e+30"},
		{cut("abcdef", 4), "abc…"},
		{cut("日本語", 4), "日…"},
		{cut("e\u0301e\u0301e\u0301", 2), "e\u0301…"},
		{plain("a\x1b[31m\u202e\n"), `a\x1b[31m\u202e\n`},
		{quote("crypto"), "crypto"},
		{quote("below(6)"), "'below(6)'"},
		{quote("it's"), `'it'\''s'`},
		{quote("a\nb'"), `$'a\012b\''`},
		{quote(""), "''"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
