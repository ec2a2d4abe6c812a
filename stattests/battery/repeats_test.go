package battery

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/randaudit/randaudit/sources"
	"github.com/randaudit/randaudit/stattests"
)

// periodic is a fair source's first symbols, again and again; every shard is the same.
type periodic struct {
	sources.Source
	period uint64
}

type periodicStream struct {
	sources.Stream
	open         func() (sources.Stream, error)
	period, left uint64
}

func (s periodic) Open(ctx context.Context, _ uint64) (sources.Stream, error) {
	p := &periodicStream{open: func() (sources.Stream, error) { return s.Source.Open(ctx, 0) }, period: s.period}
	return p, p.again()
}

func (p *periodicStream) again() (err error) {
	p.Stream, err = p.open()
	p.left = p.period
	return err
}

func (p *periodicStream) Fill(dst []uint64) (n int, err error) {
	for n < len(dst) && err == nil {
		if p.left == 0 {
			err = p.again()
			continue
		}
		some := dst[n:min(uint64(len(dst)), uint64(n)+p.left)]
		if _, err = p.Stream.Fill(some); err == nil {
			n += len(some)
			p.left -= uint64(len(some))
		}
	}
	return n, err
}

// TestPeriod: a period is found exactly, between turns of other views and with symbols
// that are joined, whatever the number of workers.
func TestPeriod(t *testing.T) {
	for _, tt := range []struct {
		spec    string
		period  uint64
		options Options
	}{
		{"chacha8?seed=1", 1 << 20, Options{Bytes: 12 << 20}},
		{"splitmix64?seed=1", 1 << 18, Options{Bytes: 5 << 20}},
		{"splitmix64?seed=1", 250_000, Options{Bytes: 5 << 20, Views: []string{"words"}, Tests: []string{"repeats"}}},
		{"splitmix64?seed=1", 250_000, Options{Bytes: 8 << 20, Views: []string{"words", "bytes", "low(16)"}, Tests: []string{"repeats"}, Memory: 1 << 20}},
		{"sfc16?seed=1", 1 << 20, Options{Bytes: 6 << 20}},
	} {
		src := periodic{parse(t, tt.spec), tt.period}
		p := plan(t, src, tt.options)
		one, report := mustAudit(t, p, src, RunOptions{Jobs: 1, All: true})
		two, _ := mustAudit(t, p, src, RunOptions{Jobs: 2, All: true})
		sameTallies(t, one, two)
		if report.Verdict != Fail {
			t.Errorf("%s, period %d: %s", tt.spec, tt.period, report.Verdict)
		}
		for _, c := range report.Cells {
			if c.Cell.Test != "repeats" {
				continue
			}
			if got, want := c.Results[0].Effect.Category, fmt.Sprintf("a word that came %d symbols before", tt.period); got != want {
				t.Errorf("%s of %s: %q, want %q: %+v", c.Cell.TestName(), c.Cell.View, got, want, c.Results[0])
			}
			if words := int(tt.options.Memory) / 12 / 3; words > 0 && c.Cell.Args[0] != uint64(words) {
				t.Errorf("%s with a third of %d bytes", c.Cell.TestName(), tt.options.Memory)
			}
		}
	}
}

// TestClonedShards: two shards that are the same stream pass by themselves and fail
// together; two that are not pass.
func TestClonedShards(t *testing.T) {
	for _, cloned := range []bool{false, true} {
		src := parse(t, "chacha8?seed=3")
		if cloned {
			src = periodic{src, 1 << 40}
		}
		p := plan(t, src, Options{Bytes: 2 << 20, Views: []string{"words"}, Tests: []string{"repeats"}})
		a, report := mustAudit(t, p, src, RunOptions{})
		if report.Verdict != Pass {
			t.Errorf("cloned %t: one shard: %s", cloned, report.Verdict)
		}
		b, _ := mustAudit(t, p, src, RunOptions{Shard: 1})
		dir := t.TempDir()
		if err := b.Save(dir + "/b"); err != nil {
			t.Fatal(err)
		}
		u, err := Load(dir + "/b")
		if err != nil {
			t.Fatal(err)
		}
		sameTallies(t, b, u)
		if err := a.Add(u); err != nil {
			t.Fatal(err)
		}
		want := Pass
		if cloned {
			want = Fail
		}
		both := a.Judge(p.Alpha)
		if both.Verdict != want {
			t.Errorf("cloned %t: both shards: %s", cloned, both.Verdict)
		}
		if got := both.Cells[0].Results[0].Effect.Category; cloned && got != "a word that came before" {
			t.Errorf("words of another shard are at no distance: %q", got)
		}
	}
}

// alphabet is a source that says it has another one.
type alphabet struct {
	sources.Source
	n uint64
}

func (a alphabet) N() uint64 { return a.n }

// TestNarrow: words of few bits are not kept by the million, whatever memory there is.
func TestNarrow(t *testing.T) {
	for _, tt := range []struct {
		n    uint64
		most int
	}{{1 << 33, 1 << 21}, {1 << 22, 8 << 20}, {1 << 53, 8 << 20}, {0, 8 << 20}} {
		p, err := Deep.Plan(alphabet{parse(t, "splitmix64?seed=1"), tt.n}, Options{Tests: []string{"repeats"}, Views: []string{"words"}})
		if err != nil {
			t.Errorf("N = %d: %v", tt.n, err)
			continue
		}
		c, err := newCounter(p.Cells[0], stattests.Law{N: tt.n})
		if err != nil {
			t.Errorf("N = %d: %v", tt.n, err)
			continue
		}
		if most := stattests.NewTally(c).Keys.Most; most != tt.most {
			t.Errorf("N = %d: %d words are kept, want %d", tt.n, most, tt.most)
		}
	}
}

// TestMemory: it is for tests that keep words, which share it.
func TestMemory(t *testing.T) {
	src := parse(t, "splitmix64?seed=1")
	if _, err := Quick.Plan(src, Options{Tests: []string{"gap"}, Memory: 1 << 20}); !errors.Is(err, ErrMemory) {
		t.Errorf("memory for a test that takes none: %v", err)
	}
	for _, b := range All {
		for _, memory := range []uint64{0, 1 << 10, 1 << 30} {
			p, err := b.Plan(src, Options{Memory: memory})
			if err != nil {
				t.Errorf("%s: %v", b.Name, err)
			}
			for _, c := range p.Cells {
				if c.Test != "repeats" {
					continue
				}
				want := stattests.Repeats.Sized(b.Memory)[0]
				if memory > 0 {
					want = stattests.Repeats.Sized(memory)[0]
				}
				if len(c.Args) != 1 || c.Args[0] != want {
					t.Errorf("%s, %d bytes: %s, want %d words", b.Name, memory, c.TestName(), want)
				}
			}
		}
	}
}
