package main

import (
	"slices"
	"testing"
)

func TestCommandGenerators(t *testing.T) {
	all, err := commandGenerators("# a comment\n\n mine\t./gen  --fast\r\nwide 8 sh -c 'seq 9 | tac'\n64s 16 64 32")
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		name, doc string
		n         uint64
		args      []string
	}{
		{"mine", "64-bit words of ./gen --fast", 0, []string{"--word", "64", "--", "./gen", "--fast"}},
		{"wide", "8-bit words of sh -c 'seq 9 | tac'", 1 << 8, []string{"--word", "8", "--", "sh", "-c", "seq 9 | tac"}},
		{"64s", "16-bit words of 64 32", 1 << 16, []string{"--word", "16", "--", "64", "32"}},
	} {
		if g := all[i]; g.row.Name != want.name || g.row.Doc != want.doc || g.src.N() != want.n || !slices.Equal(g.args, want.args) {
			t.Errorf("%+v; want %+v", g, want)
		}
	}
	if len(all) != 3 {
		t.Errorf("%d generators, want 3", len(all))
	}
	for _, text := range []string{"", "# none\n", "a", "a 32", "a 'b", "a b\na c", "mt19937 ./mt", "'' ./gen"} {
		if all, err := commandGenerators(text); err == nil {
			t.Errorf("%q gave %d generators, want an error", text, len(all))
		}
	}
}
