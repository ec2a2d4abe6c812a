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

// TestDeep: deep has standard's rows for its first rounds, and what is long for all of them,
// and a plan without the latter, or without an end, does not know of rounds that count nothing.
func TestDeep(t *testing.T) {
	words, dice := parse(t, "chacha8?seed=1"), wrongN{parse(t, "chacha8?seed=1")}
	for _, tt := range []struct {
		name      string
		src       sources.Source
		o         Options
		open      int    // cells that are counted in all rounds
		last      uint64 // look
		doublings int
	}{
		{"table", words, Options{}, len(long) + 1, 16 * deepRounds, 0},
		{"without bytes", dice, Options{}, -1, deepRounds, 3},
		{"a view", words, Options{Views: []string{"words"}}, -1, deepRounds, 3},
		{"bytes", words, Options{Bytes: 1 << 30}, -1, endless, 0},
		{"time", words, Options{Endless: true}, -1, endless, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.o.Alpha = DefaultAlpha
			p, err := Deep.Plan(tt.src, tt.o)
			if err != nil {
				t.Fatal(err)
			}
			if tt.open < 0 {
				tt.open = len(p.Cells)
			}
			open := 0
			for _, c := range p.Cells {
				if c.Until == 0 {
					open++
				} else if c.Until != deepRounds || c.counted(deepRounds) || c.counted(1<<20) {
					t.Errorf("%s of %s is counted until round %d", c.TestName(), c.View, c.Until)
				}
			}
			if last := p.Looks[len(p.Looks)-1]; open != tt.open || last != tt.last || p.Doublings != tt.doublings {
				t.Errorf("%d of %d cells are open, the last look is at %d rounds and doubled %d times; want %d, %d, %d",
					open, len(p.Cells), last, p.Doublings, tt.open, tt.last, tt.doublings)
			}
		})
	}
}

// TestUntil counts a cell in its rounds and no longer.
func TestUntil(t *testing.T) {
	src := parse(t, "splitmix64?seed=1")
	p := plan(t, src, Options{Views: []string{"words"}, Tests: []string{"frequency", "gap"}})
	p.Looks, p.Doublings = []uint64{2, 9}, 0
	p.Cells[0].Until = 3
	run, _ := mustAudit(t, p, src, RunOptions{})
	for i, rounds := range []uint64{3, 9} {
		if got, want := run.Tallies[i].Blocks, rounds*p.Cells[i].Blocks; got != want {
			t.Errorf("%s: %d blocks, want those of %d rounds, %d", p.Cells[i].Test, got, rounds, want)
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
		{"deep", 1, 1 << 18},
		{"marathon", 1, 1 << 18},
		{"express", len(Express.Looks), 1 << 25},
	} {
		if tt.looks > 1 && testing.Short() {
			continue
		}
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
