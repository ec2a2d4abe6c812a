package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/randaudit/randaudit/stattests/exact"
)

// exactSchema compiles the committed schema; it allows no key that it does not
// describe, so that a key that was added to the command alone is seen.
func exactSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	const name = "../../reports/schema/exact-v1.json"
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	root := v.(map[string]any)
	defs := root["$defs"].(map[string]any)
	for _, object := range []any{root, defs["edge"], defs["probability"]} {
		object.(map[string]any)["additionalProperties"] = false
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("exact-v1.json", root); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("exact-v1.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestExactSchema holds what the command prints to the schema, for every verdict
// and every way of proof.
func TestExactSchema(t *testing.T) {
	if raceDetector {
		t.Skip("one goroutine")
	}
	s := exactSchema(t)
	printed := map[string]string{}
	for _, c := range []struct {
		view  string
		depth int
		want  exact.Verdict
	}{
		{"modulo8(62)", 0, exact.Biased},
		{"below(10)", 0, exact.Fair},
		{"below(10)", 1, exact.Fair},
		{"below(1000000)", 0, exact.Undecided},
		{"below(300)", 1, exact.Undecided},
		{"lemire64(10)", 0, exact.Undecided},
		{"lemire8(10)", 0, exact.Fair},
		{"shuffle(4)", 0, exact.Fair},
		{"sattolo(4)", 0, exact.Biased},
		{"sample(30,2)", 0, exact.Undecided},
		{"bits(8)", 0, exact.Fair},
		{"bits(64)", 0, exact.Undecided},
	} {
		p, err := prove(t.Context(), c.view, exact.Options{Depth: c.depth, Replays: 1 << 17})
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := p.json(&b); err != nil {
			t.Fatal(err)
		}
		printed[c.view] = b.String()
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(b.String()))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(v); err != nil || p.Verdict != c.want {
			t.Errorf("%s to depth %d is %v, want %v; %v\n%s", c.view, c.depth, p.Verdict, c.want, err, b.String())
		}
	}
	for _, change := range [][3]string{
		{"modulo8(62)", `"verdict": "biased"`, `"verdict": "random"`},
		{"modulo8(62)", `"witness": "0",`, ``},
		{"modulo8(62)", `"n": "62"`, `"n": 62`},
		{"modulo8(62)", `"p": "5/256"`, `"p": "0.0195"`},
		{"modulo8(62)", `"p": "5/256"`, `"least": "5/256"`},
		{"below(1000000)", `"got": "rejected"`, `"got": ""`},
		{"below(10)", `"calls"`, `"call"`},
	} {
		bad := strings.Replace(printed[change[0]], change[1], change[2], 1)
		if bad == printed[change[0]] {
			t.Fatalf("%s has no %s", change[0], change[1])
		}
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(bad))
		if err != nil {
			t.Fatal(err)
		}
		if s.Validate(v) == nil {
			t.Errorf("the schema takes %s for %s", change[2], change[1])
		}
	}
}
