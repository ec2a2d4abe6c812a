package battery

import (
	"slices"
	"testing"

	"github.com/randaudit/randaudit/sources"
	"github.com/randaudit/randaudit/stattests"
)

// TestTables holds the battery tables to what they are for, on words of 64 bits:
// each pair of a view and a test fits, none is there twice, and all are counted at
// least once before the last look.
func TestTables(t *testing.T) {
	for i, b := range All {
		if Lookup(b.Name) != b || b.Doc == "" {
			t.Errorf("battery %d, %q: not found by its name, or without words", i, b.Name)
		}
		if b.Least == 0 {
			t.Errorf("%s: says something of no data at all", b.Name)
		}
		for k, rounds := range b.Looks {
			if k > 0 && rounds <= b.Looks[k-1] || rounds == 0 {
				t.Errorf("%s: looks at %v rounds", b.Name, b.Looks)
			}
		}
		seen := map[string]bool{}
		for _, r := range b.Rows {
			if v, err := sources.ParseView(r.View); err != nil || v.Name != r.View {
				t.Errorf("%s: view %s is not canonical: %v", b.Name, r.View, err)
				continue
			}
			for _, test := range r.Tests {
				c, err := makeCell(row{Row: r}, test, 0)
				if err != nil {
					t.Errorf("%s: %v", b.Name, err)
					continue
				}
				if c.TestName() != test {
					t.Errorf("%s: test %s is not canonical: %s", b.Name, test, c.TestName())
				}
				name := r.View + " " + test
				if seen[name] {
					t.Errorf("%s: %s is there twice", b.Name, name)
				}
				seen[name] = true
				if n := len(b.Looks); n > 0 && c.Every > b.Looks[n-1] {
					t.Errorf("%s: %s is first counted in round %d, after the last look, at %d rounds", b.Name, name, c.Every, b.Looks[n-1])
				}
			}
		}
	}
}

// TestStandardHasQuick: what quick looks at, standard looks at as often and longer.
func TestStandardHasQuick(t *testing.T) {
	for _, r := range Quick.Rows {
		for _, test := range r.Tests {
			if !slices.ContainsFunc(Standard.Rows, func(s Row) bool {
				return s.View == r.View && s.Every == r.Every && slices.Contains(s.Tests, test)
			}) {
				t.Errorf("standard lacks %s of %s", test, r.View)
			}
		}
	}
	for _, rounds := range Quick.Looks {
		if !slices.Contains(Standard.Looks, rounds) {
			t.Errorf("standard does not look at %d rounds", rounds)
		}
	}
}

// TestFirstLook: a first look comes soon, judges most of what the battery has, and holds
// no less than the least that the battery speaks of. Express ends soon, too.
func TestFirstLook(t *testing.T) {
	src := parse(t, "chacha8?seed=1")
	for _, tt := range []struct {
		name  string
		looks int
		most  uint64 // bytes of the source
	}{
		{"express", 1, 1 << 16},
		{"quick", 1, 1 << 17},
		{"standard", 1, 1 << 17},
		{"express", len(Express.Looks), 1 << 25},
	} {
		b := Lookup(tt.name)
		p, err := b.Plan(src, Options{Alpha: DefaultAlpha})
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Notes) > 0 {
			t.Errorf("%s leaves something out of words of 64 bits: %v", tt.name, p.Notes)
		}
		p.Looks, p.Doublings = p.Looks[:tt.looks], 0
		_, report := mustAudit(t, p, src, RunOptions{})
		if report.Bytes > tt.most || report.Bytes < b.Least {
			t.Errorf("%s: look %d is at %d bytes, not from %d to %d", tt.name, tt.looks, report.Bytes, b.Least, tt.most)
		}
		judged := 0
		for _, c := range report.Cells {
			if slices.ContainsFunc(c.Results, stattests.Result.Judged) {
				judged++
			}
		}
		if want := len(report.Cells); judged < want/2 || tt.looks > 1 && judged < want {
			t.Errorf("%s: look %d judges %d of %d pairs of a view and a test", tt.name, tt.looks, judged, want)
		}
	}
}
