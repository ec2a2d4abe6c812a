package shell

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestSplit(t *testing.T) {
	for line, want := range map[string][]string{
		"":                       nil,
		" \t ":                   nil,
		"mine\t32  ./gen --fast": {"mine", "32", "./gen", "--fast"},
		`a 'b  c'd "e 'f" ''`:    {"a", "b  cd", "e 'f", ""},
		`a\ b "c\"d\e\$" '\'`:    {"a b", `c"d\e$`, `\`},
		`sh -c 'seq 9 | tac'`:    {"sh", "-c", "seq 9 | tac"},
	} {
		if got, err := Split(line); err != nil || !slices.Equal(got, want) {
			t.Errorf("Split(%q) = %q, %v; want %q", line, got, err, want)
		}
	}
	for _, line := range []string{"it's", `a "b`, `a \`, `"\"`} {
		if got, err := Split(line); err == nil {
			t.Errorf("Split(%q) = %q, want an error", line, got)
		}
	}
}

// Split gives back what Join was given.
func TestSplitJoin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOf(rapid.String()).Draw(t, "words")
		if got, err := Split(Join(want)); err != nil || !slices.Equal(got, want) {
			t.Fatalf("%q became %q, %v", want, got, err)
		}
	})
}
