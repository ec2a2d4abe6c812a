package sources

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{"capture.bin", "crypto", "odd?seed=1"} {
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	o := Options{Seed: 7, Stdin: strings.NewReader("")}
	words32 := Options{Word: 32, Stdin: strings.NewReader("")}
	for _, test := range []struct {
		spec string
		o    Options
		name string
		n    uint64
	}{
		{"crypto", o, "crypto", 0}, // although there is a file
		{"./crypto", o, "./crypto", 0},
		{"mt19937", o, "mt19937?seed=7", 1 << 32},
		{"mt19937?seed=42", o, "mt19937?seed=42", 1 << 32},
		{"mt19937?seed=0", o, "mt19937?seed=0", 1 << 32},
		{"mt19937?seed=0x2A", o, "mt19937?seed=42", 1 << 32},
		{"splitmix64?seed=18446744073709551615", o, "splitmix64?seed=18446744073709551615", 0},
		{"splitmix64?seed=0Xffffffffffffffff", words32, "splitmix64?seed=18446744073709551615", 0},
		{"rc4?seed=0042", o, "rc4?seed=42", 256},
		{"capture.bin", o, "capture.bin", 0},
		{"odd?seed=1", o, "odd?seed=1", 0},
		{"capture.bin", words32, "capture.bin", 1 << 32},
		{"./capture.bin", Options{Word: 8}, "./capture.bin", 256},
		{"-", Options{Word: 16, Stdin: strings.NewReader("")}, "-", 1 << 16},
	} {
		src, err := Parse(test.spec, test.o)
		if err != nil {
			t.Errorf("Parse(%q): %v", test.spec, err)
			continue
		}
		if src.Name() != test.name || src.N() != test.n {
			t.Errorf("Parse(%q): %q with N=%d, want %q with N=%d", test.spec, src.Name(), src.N(), test.name, test.n)
		}
	}
}

func TestParseErrors(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, test := range []struct {
		spec string
		o    Options
		is   error
		want []string
	}{
		{spec: "", want: []string{"empty name"}},
		{spec: "no/such/file", is: fs.ErrNotExist, want: []string{"no/such/file"}},
		{spec: "./", want: []string{"directory"}},
		{spec: "-", want: []string{"no standard input"}},
		{spec: "crypto", o: Options{Word: 12}, want: []string{"12 bits", "8, 16, 32 or 64"}},
		{spec: "crypto", o: Options{Word: -8}, want: []string{"-8 bits"}},
		{spec: "crypto?seed=1", is: ErrArgs, want: []string{"crypto takes no parameters"}},
		{spec: "mt19937?", is: ErrArgs, want: []string{"seed=NUMBER"}},
		{spec: "mt19937?sead=1", is: ErrArgs, want: []string{`"sead"`, "seed=NUMBER"}},
		{spec: "mt19937?seed", is: ErrArgs, want: []string{`""`, "decimal or 0x"}},
		{spec: "mt19937?seed=", is: ErrArgs, want: []string{`""`, "decimal or 0x"}},
		{spec: "mt19937?seed=0x", is: ErrArgs, want: []string{"decimal or 0x"}},
		{spec: "mt19937?seed=-1", is: ErrArgs, want: []string{`"-1"`, "from 0 to 18446744073709551615"}},
		{spec: "mt19937?seed=+1", is: ErrArgs, want: []string{`"+1"`}},
		{spec: "mt19937?seed=1_000", is: ErrArgs, want: []string{`"1_000"`}},
		{spec: "mt19937?seed=0x-1", is: ErrArgs, want: []string{`"0x-1"`}},
		{spec: "mt19937?seed=18446744073709551616", is: ErrArgs, want: []string{"too large", "18446744073709551615"}},
		{spec: "mt19937?seed=1&seed=2", is: ErrArgs, want: []string{"one parameter"}},
		{spec: "mt19973", is: ErrUnknown, want: []string{"did you mean mt19937", "./mt19973"}},
		{spec: "MT19937", is: ErrUnknown, want: []string{"mt19937"}},
		{spec: "pcg", is: ErrUnknown, want: []string{"randv2-pcg", "pcg32"}},
		{spec: "spiltmix?seed=1", is: ErrUnknown, want: []string{"splitmix64"}},
		{spec: "nothing like it", is: ErrUnknown, want: []string{"a file needs a slash"}},
		{spec: "<script>\x1b[31m", is: ErrUnknown, want: []string{`\x1b`}},
		{spec: "\x00", is: ErrUnknown, want: []string{`\x00`}},
		{spec: strings.Repeat("x", 1000), is: ErrUnknown},
	} {
		src, err := Parse(test.spec, test.o)
		if err == nil {
			t.Errorf("Parse(%q) is the source %q, want an error", test.spec, src.Name())
			continue
		}
		if test.is != nil && !errors.Is(err, test.is) {
			t.Errorf("Parse(%q): %v; want one that wraps %q", test.spec, err, test.is)
		}
		for _, part := range append(test.want, "sources: ") {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("Parse(%q): %v; want %q in it", test.spec, err, part)
			}
		}
	}
}

// TestParseAll checks that every name is found, and is canonical.
func TestParseAll(t *testing.T) {
	for _, e := range All {
		src, err := Parse(e.Name, Options{Seed: 3})
		if err != nil {
			t.Errorf("%s: %v", e.Name, err)
			continue
		}
		again, err := Parse(src.Name(), Options{Seed: 4})
		if err != nil || again.Name() != src.Name() {
			t.Errorf("%s: its name %q is not parsed as itself: %v", e.Name, src.Name(), err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, spec := range []string{"", "-", "crypto", "mt19937?seed=42", "rc4?seed=0xfF", "a/b", "mt19937?seed=1&x=2", "pcg3", "?", "crypto?", "\xff?seed="} {
		f.Add(spec, uint64(1), 64)
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, spec string, seed uint64, word int) {
		t.Chdir(dir) // an empty one
		src, err := Parse(spec, Options{Word: word, Seed: seed, Stdin: strings.NewReader("")})
		if err != nil {
			if len(err.Error()) > 1000+10*len(spec) {
				t.Errorf("an error of %d bytes", len(err.Error()))
			}
			return
		}
		if src.Name() == "" || src.N() == 1 {
			t.Errorf("Parse(%q): name %q, N=%d", spec, src.Name(), src.N())
		}
		again, err := Parse(src.Name(), Options{Word: word, Seed: seed + 1, Stdin: strings.NewReader("")})
		if err != nil {
			t.Fatalf("Parse(%q) has the name %q, which fails: %v", spec, src.Name(), err)
		}
		if again.Name() != src.Name() || again.N() != src.N() {
			t.Errorf("Parse(%q) has the name %q, which is %q", spec, src.Name(), again.Name())
		}
	})
}

func TestParseLongPath(t *testing.T) {
	if _, err := Parse(filepath.Join("x", strings.Repeat("y", 100_000)), Options{}); err == nil {
		t.Error("a path longer than any file's was taken")
	}
}
