package battery

import (
	"context"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/randaudit/randaudit/stattests"
)

func forecastOf(t *testing.T, r *Report) *stattests.Forecast {
	t.Helper()
	for _, c := range r.Cells {
		if c.Forecast != nil {
			return c.Forecast
		}
	}
	t.Fatalf("%s: %s: nothing is told", r.Plan.Source, r.Verdict)
	return nil
}

// A forecast tells what the source then gives, whatever the number of jobs, and is
// there when what was counted is judged again.
func TestForecast(t *testing.T) {
	for _, c := range []struct {
		spec string
		o    Options
	}{
		{"java48?seed=1", Options{Tests: []string{"predict"}, Views: []string{"words"}, Bytes: 1<<20 + 4*123}},
		{"mt19937?seed=1", Options{Tests: []string{"predict", "gap"}}},
		{"lfib-55-24?seed=1", Options{Tests: []string{"recurrence"}, Views: []string{"words"}}},
		{"minstd?seed=1", Options{Tests: []string{"bias", "predict"}, Views: []string{"words"}}},
	} {
		src := parse(t, c.spec)
		p := plan(t, src, c.o)
		run, rep := mustAudit(t, p, src, RunOptions{Jobs: 1})
		f := forecastOf(t, rep)
		if _, many := mustAudit(t, p, src, RunOptions{Jobs: 3}); cmp.Diff(f, forecastOf(t, many)) != "" {
			t.Errorf("%s: three jobs tell something else", c.spec)
		}
		words, err := src.Open(context.Background(), 0)
		if err != nil {
			t.Fatal(err)
		}
		all := make([]uint64, run.Symbols+forecastSymbols)
		if _, err := words.Fill(all); err != nil {
			t.Fatal(err)
		}
		if next := all[run.Symbols:]; !slices.Equal(f.Next, next) {
			t.Errorf("%s: told %d, and %d come", c.spec, f.Next, next)
		}
		dir := filepath.Join(t.TempDir(), "run")
		if err := run.Save(dir); err != nil {
			t.Fatal(err)
		}
		saved, err := Load(dir)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(f, forecastOf(t, saved.Judge(DefaultAlpha))); diff != "" {
			t.Errorf("%s: saved and loaded: %s", c.spec, diff)
		}
	}
}

// A tail is what was added last.
func TestTail(t *testing.T) {
	kept := tail{most: 5}
	var all []uint64
	for i := range uint64(100) {
		some := make([]uint64, i%13)
		for j := range some {
			some[j] = i + uint64(j)
		}
		kept.add(some)
		all = append(all, some...)
		if len(all) < 5 {
			continue
		}
		if last, ok := kept.last(5); !ok || !slices.Equal(last, all[len(all)-5:]) {
			t.Fatalf("%d, %t; want %d", last, ok, all[len(all)-5:])
		}
	}
	if cap(kept.symbols) > 100 {
		t.Errorf("it has grown to %d", cap(kept.symbols))
	}
}
