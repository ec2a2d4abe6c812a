package battery

import (
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/randaudit/randaudit/sources"
)

var errKilled = errors.New("killed")

// killedAfter runs a plan and ends it when it has been saved so many times, as a process
// that is killed ends. It returns what was saved.
func killedAfter(t *testing.T, p Plan, src sources.Source, saves int, o RunOptions) *Run {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "run")
	o.Save = func(r *Run) error {
		if err := r.Save(dir); err != nil {
			return err
		}
		if saves--; saves == 0 {
			return errKilled
		}
		return nil
	}
	if _, _, err := Audit(t.Context(), p, src, o); !errors.Is(err, errKilled) {
		t.Fatalf("%v, want it killed", err)
	}
	saved, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	return saved
}

func marathon(t *testing.T, src sources.Source, o Options) Plan {
	t.Helper()
	o.Alpha = DefaultAlpha
	p, err := Marathon.Plan(src, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestResume holds that a run that is killed and goes on gives what one that is not gives,
// wherever it was killed, whatever it is made of: views that keep bytes from draw to draw,
// tests that are counted in every so many rounds, a source that is read as it comes.
func TestResume(t *testing.T) {
	src := parse(t, "pcg32?seed=5")
	p := marathon(t, src, Options{Bytes: 3<<20 + 1234})
	p.Cells = slices.DeleteFunc(p.Cells, func(c Cell) bool {
		return !slices.Contains([]string{"frequency", "gap", "permutation", "linear-complexity"}, c.Test) || c.Every > 16
	})
	whole, want := mustAudit(t, p, src, RunOptions{Jobs: 2})
	if whole.Ended != EndBytes || whole.Rounds < 5 {
		t.Fatalf("ended by %s after %d rounds: not what is to be shown", whole.Ended, whole.Rounds)
	}
	for _, tt := range []struct {
		name  string
		saves int
		every time.Duration
	}{
		{"at the first look", 1, time.Hour},
		{"at the third look", 3, time.Hour},
		{"between looks", 7, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			saved := killedAfter(t, p, src, tt.saves, RunOptions{SaveEvery: tt.every})
			if saved.Ended != EndSaved || saved.Rounds == 0 || saved.Rounds >= whole.Rounds {
				t.Fatalf("saved as ended by %s, after %d rounds of %d", saved.Ended, saved.Rounds, whole.Rounds)
			}
			run, report := mustAudit(t, p, src, RunOptions{From: saved, Jobs: 1})
			sameTallies(t, whole, run)
			if diff := cmp.Diff(want, report, cmpopts.IgnoreFields(Report{}, "Seconds"), errorTexts); diff != "" {
				t.Errorf("reports differ:\n%.2000s", diff)
			}
			if diff := cmp.Diff(whole, run, cmpopts.IgnoreUnexported(Run{}), cmpopts.IgnoreFields(Run{}, "Seconds", "Tallies")); diff != "" {
				t.Errorf("runs differ:\n%.2000s", diff)
			}
			// Once more there is nothing to do.
			_, again := mustAudit(t, p, src, RunOptions{From: run})
			if diff := cmp.Diff(want, again, cmpopts.IgnoreFields(Report{}, "Seconds"), errorTexts); diff != "" {
				t.Errorf("a run that is over is judged otherwise:\n%.2000s", diff)
			}
		})
	}
}

// TestResumeCountsOn: what ended by itself goes on as well, each end is a look, and nothing is
// counted twice. A source that is fresh each time is not read again.
func TestResumeCountsOn(t *testing.T) {
	o := Options{Views: []string{"words"}, Tests: []string{"frequency"}}
	for _, spec := range []string{"splitmix64?seed=2", "crypto"} {
		src := parse(t, spec)
		o.Bytes = 5<<16 + 800 // in the sixth round
		run, _ := mustAudit(t, marathon(t, src, o), src, RunOptions{})
		looks, symbols := run.Looks, run.Symbols
		o.Bytes = 20 << 16
		on, report := mustAudit(t, marathon(t, src, o), src, RunOptions{From: run})
		if on.Looks != looks+3 || report.Look != on.Looks { // at 8 and at 16 rounds, and at the end
			t.Errorf("%s: %d looks after %d", spec, on.Looks, looks)
		}
		if on.Symbols != 20<<13 || on.Symbols <= symbols {
			t.Errorf("%s: %d symbols after %d", spec, on.Symbols, symbols)
		}
		if blocks := on.Tallies[0].Blocks; blocks > 20*32 || blocks < 19*32 {
			t.Errorf("%s: %d blocks, want those of 20 rounds but for what was passed over in one", spec, blocks)
		}
		if report.Verdict != Pass {
			t.Errorf("%s: %s", spec, report.Verdict)
		}
	}
}

// TestResumeFailed: a run that failed is over, unless all is wanted.
func TestResumeFailed(t *testing.T) {
	src := parse(t, "randu?seed=1")
	p := marathon(t, src, Options{})
	run, first := mustAudit(t, p, src, RunOptions{})
	if first.Verdict != Fail {
		t.Fatal(first.Verdict)
	}
	rounds := run.Rounds
	on, report := mustAudit(t, p, src, RunOptions{From: run})
	if report.Verdict != Fail || on.Rounds != rounds || report.Look != first.Look {
		t.Errorf("%s after %d rounds and %d looks, want fail after %d and %d", report.Verdict, on.Rounds, report.Look, rounds, first.Look)
	}
	p.Bytes = 4 * run.Bytes()
	on, report = mustAudit(t, p, src, RunOptions{From: run, All: true})
	if report.Verdict != Fail || on.Rounds <= rounds {
		t.Errorf("%s after %d rounds, want it to fail and to go on after %d", report.Verdict, on.Rounds, rounds)
	}
}

func TestResumeRefuses(t *testing.T) {
	src := parse(t, "splitmix64?seed=2")
	o := Options{Views: []string{"words"}, Tests: []string{"frequency"}, Bytes: 1 << 18}
	p := marathon(t, src, o)
	run, _ := mustAudit(t, p, src, RunOptions{})
	o.Tests = []string{"gap"}
	for name, audit := range map[string]func() error{
		"another plan": func() error {
			_, _, err := Audit(t.Context(), marathon(t, src, o), src, RunOptions{From: run})
			return err
		},
		"another shard": func() error {
			_, _, err := Audit(t.Context(), p, src, RunOptions{From: run, Shard: 1})
			return err
		},
		"a source that broke": func() error {
			broken := *run
			broken.Ended, broken.Broken = EndBroken, "the wire came off"
			_, _, err := Audit(t.Context(), p, src, RunOptions{From: &broken})
			return err
		},
	} {
		if err := audit(); err == nil {
			t.Errorf("%s: it went on", name)
		}
	}
}

// TestResumeShorter: data that end before the place where the saved run was are not its data.
func TestResumeShorter(t *testing.T) {
	file := filepath.Join(t.TempDir(), "data")
	write := func(n int) {
		t.Helper()
		writeFair(t, file, n)
	}
	write(1 << 20)
	src := sources.File(file, 64)
	p := marathon(t, src, Options{Views: []string{"words"}, Tests: []string{"frequency"}})
	saved := killedAfter(t, p, src, 3, RunOptions{SaveEvery: time.Hour})
	write(1 << 16)
	if _, _, err := Audit(t.Context(), p, src, RunOptions{From: saved}); err == nil {
		t.Error("it went on with other data")
	}
}

// TestShardsOfAMarathonAdd: wherever time or a kill has ended them.
func TestShardsOfAMarathonAdd(t *testing.T) {
	src := parse(t, "chacha8?seed=4")
	o := Options{Views: []string{"words"}, Tests: []string{"frequency"}, Bytes: 1 << 20}
	a, _ := mustAudit(t, marathon(t, src, o), src, RunOptions{})
	b := killedAfter(t, marathon(t, src, o), src, 2, RunOptions{Shard: 1, SaveEvery: time.Hour})
	o.Bytes = 1 << 19
	c, _ := mustAudit(t, marathon(t, src, o), src, RunOptions{Shard: 2})
	symbols, looks := a.Symbols+b.Symbols+c.Symbols, a.Looks+b.Looks+c.Looks
	for _, u := range []*Run{b, c} {
		if err := a.Add(u); err != nil {
			t.Fatal(err)
		}
	}
	if a.Symbols != symbols || a.Looks != looks || !cmp.Equal(a.Shards, []uint64{0, 1, 2}) {
		t.Errorf("%d symbols, %d looks of shards %d; want %d, %d", a.Symbols, a.Looks, a.Shards, symbols, looks)
	}
	if v := a.Judge(DefaultAlpha).Verdict; v != Pass {
		t.Error(v)
	}
}

// TestShardsShareAlpha: of S shards each may fail, so each has alpha/S.
func TestShardsShareAlpha(t *testing.T) {
	src := parse(t, "chacha8?seed=4")
	p := marathon(t, src, Options{Views: []string{"words"}, Tests: []string{"frequency"}, Bytes: 1 << 20})
	a, _ := mustAudit(t, p, src, RunOptions{})
	b, _ := mustAudit(t, p, src, RunOptions{Shard: 1})
	b.Failed, b.FailedLogP = 2, -30
	if err := a.Add(b); err != nil {
		t.Fatal(err)
	}
	const e30 = 9.357622968840175e-14 // exp(-30)
	if v := a.Judge(2.01 * e30).Verdict; v != Fail {
		t.Errorf("%s just above twice what the shard had", v)
	}
	if v := a.Judge(1.99 * e30).Verdict; v == Fail {
		t.Errorf("%s just below twice what the shard had", v)
	}
}

func writeFair(t *testing.T, name string, n int) {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.CopyN(f, rand.NewChaCha8([32]byte{9}), int64(n)); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestResumeTime: what is read again takes none of the time.
func TestResumeTime(t *testing.T) {
	src := parse(t, "splitmix64?seed=2")
	o := Options{Views: []string{"words"}, Tests: []string{"frequency"}}
	saved := killedAfter(t, marathon(t, src, o), src, 8, RunOptions{SaveEvery: time.Hour})
	rounds := saved.Rounds
	run, report := mustAudit(t, marathon(t, src, o), src, RunOptions{From: saved, Time: 1})
	if run.Ended != EndTime || run.Rounds < rounds || report.Verdict != Pass {
		t.Errorf("%s, ended by %s after %d rounds, want those that were saved, %d, and the end of the time", report.Verdict, run.Ended, run.Rounds, rounds)
	}
}
