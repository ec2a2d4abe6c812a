package battery

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/randaudit/randaudit/internal/tails"
	"github.com/randaudit/randaudit/sources"
	"github.com/randaudit/randaudit/stattests"
)

func parse(tb testing.TB, spec string) sources.Source {
	tb.Helper()
	src, err := sources.Parse(spec, sources.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	return src
}

func plan(tb testing.TB, src sources.Source, o Options) Plan {
	tb.Helper()
	if o.Alpha == 0 {
		o.Alpha = DefaultAlpha
	}
	p, err := Quick.Plan(src, o)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

func mustAudit(tb testing.TB, p Plan, src sources.Source, o RunOptions) (*Run, *Report) {
	tb.Helper()
	run, report, err := Audit(tb.Context(), p, src, o)
	if err != nil {
		tb.Fatal(err)
	}
	return run, report
}

// errorTexts compares errors by what they say.
var errorTexts = cmp.Comparer(func(a, b error) bool {
	return a == nil && b == nil || a != nil && b != nil && a.Error() == b.Error()
})

// sameTallies fails the test unless two runs counted the same.
func sameTallies(tb testing.TB, a, b *Run) {
	tb.Helper()
	if diff := cmp.Diff(a.Tallies, b.Tallies); diff != "" {
		tb.Errorf("tallies differ:\n%.2000s", diff)
	}
	if a.Symbols != b.Symbols || a.Rounds != b.Rounds {
		tb.Errorf("%d symbols in %d rounds, and %d in %d", a.Symbols, a.Rounds, b.Symbols, b.Rounds)
	}
}

func TestJobsDoNotMatter(t *testing.T) {
	for _, c := range []struct {
		spec  string
		bytes uint64 // no multiple of anything: the data end in the middle of a turn
		jobs  []int
	}{
		{"wyrand?seed=1", 3<<20 + 12345, []int{2, 5}},
		{"pcg32?seed=1", 1<<20 + 12345, []int{5}},
		{"rc4?seed=1", 1<<20 + 12345, []int{2}},
	} {
		spec, src := c.spec, parse(t, c.spec)
		if testing.Short() {
			c.bytes = 1<<19 + 12345
		}
		p := plan(t, src, Options{Bytes: c.bytes})
		one, first := mustAudit(t, p, src, RunOptions{Jobs: 1})
		for _, jobs := range c.jobs {
			many, report := mustAudit(t, p, src, RunOptions{Jobs: jobs})
			sameTallies(t, one, many)
			if diff := cmp.Diff(first, report, cmpopts.IgnoreFields(Report{}, "Seconds"), errorTexts); diff != "" {
				t.Errorf("%s: reports of 1 and %d jobs differ:\n%.2000s", spec, jobs, diff)
			}
		}
		if one.Ended != EndBytes {
			t.Errorf("%s: ended by %s, want %s", spec, one.Ended, EndBytes)
		}
	}
}

func TestTimeCanBeRepeatedByBytes(t *testing.T) {
	src := parse(t, "chacha8?seed=3")
	var timed *Run
	for limit := 150 * time.Millisecond; timed == nil || timed.Plan.Bytes == 0 && limit < time.Minute; limit *= 2 {
		timed, _ = mustAudit(t, plan(t, src, Options{Endless: true}), src, RunOptions{Time: limit}) // a busy machine reads nothing in too short a time
	}
	if timed.Ended != EndTime || timed.Plan.Bytes == 0 {
		t.Fatalf("ended by %s after %d bytes, want %s and the bytes it reached", timed.Ended, timed.Plan.Bytes, EndTime)
	}
	again, _ := mustAudit(t, timed.Plan, src, RunOptions{})
	sameTallies(t, timed, again)
}

func TestShardsAdd(t *testing.T) {
	src := parse(t, "wyrand?seed=9")
	p := plan(t, src, Options{Bytes: 1 << 20})
	a, _ := mustAudit(t, p, src, RunOptions{})
	b, _ := mustAudit(t, p, src, RunOptions{Shard: 1})
	again, _ := mustAudit(t, p, src, RunOptions{Shard: 1})

	dir := t.TempDir()
	if err := a.Save(dir); err != nil {
		t.Fatal(err)
	}
	saved, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a, saved, cmpopts.IgnoreUnexported(Run{})); diff != "" {
		t.Errorf("saving and loading changed the run:\n%.2000s", diff)
	}
	if diff := cmp.Diff(a.Judge(1e-9), saved.Judge(1e-9), errorTexts); diff != "" {
		t.Errorf("a saved run is judged otherwise:\n%.2000s", diff)
	}

	symbols := a.Symbols + b.Symbols
	if err := a.Add(b); err != nil {
		t.Fatal(err)
	}
	if a.Symbols != symbols || !cmp.Equal(a.Shards, []uint64{0, 1}) {
		t.Errorf("sum has %d symbols of shards %v, want %d of [0 1]", a.Symbols, a.Shards, symbols)
	}
	if v := a.Judge(1e-9).Verdict; v != Pass {
		t.Errorf("sum of two fair shards: %s", v)
	}
	if err := a.Add(again); err == nil {
		t.Error("the same shard was added twice")
	}
	other := plan(t, src, Options{Bytes: 1 << 20, Views: []string{"words"}})
	u, _ := mustAudit(t, other, src, RunOptions{Shard: 2})
	if err := a.Add(u); err == nil {
		t.Error("a run of another plan was added")
	}
	if err := a.Tallies[0].Add(a.Tallies[1]); err == nil {
		t.Error("tallies of two cells were added")
	}
}

func TestLoadRefuses(t *testing.T) {
	src := parse(t, "wyrand?seed=9")
	run, _ := mustAudit(t, plan(t, src, Options{Bytes: 1 << 16, Views: []string{"words"}}), src, RunOptions{})
	for name, spoil := range map[string]func(dir string) error{
		"no run":   func(dir string) error { return os.Remove(filepath.Join(dir, runFile)) },
		"no tally": func(dir string) error { return os.Remove(filepath.Join(dir, tallyFile(0))) },
		"not JSON": func(dir string) error { return os.WriteFile(filepath.Join(dir, tallyFile(0)), []byte("{"), 0o666) },
		"another's": func(dir string) error {
			return os.Rename(filepath.Join(dir, tallyFile(0)), filepath.Join(dir, tallyFile(1)))
		},
		"too few counts": func(dir string) error { return cutCounts(filepath.Join(dir, tallyFile(0))) },
	} {
		dir := t.TempDir()
		if err := run.Save(dir); err != nil {
			t.Fatal(err)
		}
		if err := spoil(dir); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(dir); err == nil {
			t.Errorf("%s: loaded", name)
		}
	}
}

// TestSaveIsNeverHalf holds that a run that was saved is there whatever ends the process
// that saves the next one, and that what such an end leaves behind is used up.
func TestSaveIsNeverHalf(t *testing.T) {
	src := parse(t, "wyrand?seed=9")
	o := Options{Views: []string{"words"}, Tests: []string{"frequency"}}
	o.Bytes = 1 << 16
	first, _ := mustAudit(t, plan(t, src, o), src, RunOptions{})
	o.Bytes = 1 << 17
	second, _ := mustAudit(t, plan(t, src, o), src, RunOptions{})
	parent := t.TempDir()
	dir := filepath.Join(parent, "run")
	save := func(r *Run) {
		t.Helper()
		if err := r.Save(dir); err != nil {
			t.Fatal(err)
		}
	}
	holds := func(when string, want *Run) {
		t.Helper()
		got, err := Load(dir)
		if err != nil {
			t.Fatalf("%s: %v", when, err)
		}
		sameTallies(t, want, got)
	}
	if _, err := Load(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("nothing saved yet: %v, want fs.ErrNotExist", err)
	}
	save(first)
	half := beside(dir, "new")
	if err := os.Mkdir(half, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(half, runFile), []byte("{"), 0o666); err != nil {
		t.Fatal(err)
	}
	holds("ended while it wrote", first)
	save(second)
	holds("saved", second)
	if err := os.Rename(dir, beside(dir, "old")); err != nil {
		t.Fatal(err)
	}
	holds("ended between the renames", second)
	save(first)
	holds("saved again", first)
	if err := os.CopyFS(beside(dir, "old"), os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	save(second)
	holds("ended before the old one was removed", second)
	left, err := os.ReadDir(parent)
	if err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v; want the run alone", left, err)
	}
}

func cutCounts(name string) error {
	var t Tally
	if err := readJSON(name, &t); err != nil {
		return err
	}
	t.Counts = t.Counts[1:]
	return writeJSON(name, t)
}

// constant is an endless reader of one byte.
type constant byte

func (c constant) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(c)
	}
	return len(p), nil
}

func TestVerdicts(t *testing.T) {
	fair := func() io.Reader { return rand.NewChaCha8([32]byte{7}) }
	broken := errors.New("the wire came off")
	for _, tt := range []struct {
		name  string
		src   sources.Source
		views []string
		want  Verdict
		ended string
	}{
		{"fair", sources.FromReader("r", io.LimitReader(fair(), 1<<20), 64), nil, Pass, EndData},
		{"fair bytes", sources.FromReader("r", io.LimitReader(fair(), 1<<20), 8), nil, Pass, EndData},
		{"fair 16", sources.FromReader("r", io.LimitReader(fair(), 1<<20), 16), nil, Pass, EndData},
		{"a coin", sources.FromReader("r", io.LimitReader(&coin{fair()}, 1<<20), 8), []string{"lane(0)"}, Pass, EndData},
		{"zeros", sources.FromReader("r", constant(0), 64), nil, Fail, EndPlan},
		{"ones", sources.FromReader("r", constant(0xff), 64), nil, Fail, EndPlan},
		{"ones, a die", sources.FromReader("r", constant(0xff), 8), []string{"below(6)"}, Fail, EndData},
		{"ones, a shuffle", sources.FromReader("r", constant(0xff), 64), []string{"shuffle(20)"}, Fail, EndData},
		{"y and newline", sources.FromReader("r", &repeat{s: "y\n"}, 64), nil, Fail, EndPlan},
		{"empty", sources.FromReader("r", bytes.NewReader(nil), 64), nil, TooLittleData, EndData},
		{"ten bytes", sources.FromReader("r", bytes.NewReader(make([]byte, 10)), 64), nil, TooLittleData, EndData},
		{"least but one", sources.FromReader("r", io.LimitReader(fair(), 1<<14-1), 8), nil, TooLittleData, EndData},
		{"least", sources.FromReader("r", io.LimitReader(fair(), 1<<14), 8), nil, Pass, EndData},
		{"broken at once", sources.FromReader("r", iotest.ErrReader(broken), 64), nil, Invalid, EndBroken},
		{"broken later", sources.FromReader("r", io.MultiReader(io.LimitReader(fair(), 1<<18), iotest.ErrReader(broken)), 64), nil, Invalid, EndBroken},
		{"wrong symbols", wrongN{parse(t, "wyrand?seed=1")}, []string{"words"}, Invalid, EndBroken},
	} {
		t.Run(tt.name, func(t *testing.T) {
			run, report := mustAudit(t, plan(t, tt.src, Options{Views: tt.views}), tt.src, RunOptions{})
			if report.Verdict != tt.want || run.Ended != tt.ended {
				t.Errorf("verdict %s, ended by %s; want %s, %s (%v)", report.Verdict, run.Ended, tt.want, tt.ended, report.Err)
			}
			if tt.want == TooLittleData && report.NeedBytes <= report.Bytes {
				t.Errorf("too little data, and yet %d bytes are said to be enough and %d are there", report.NeedBytes, report.Bytes)
			}
			if tt.want == Invalid && (len(report.Cells) > 0 || report.Err == nil) {
				t.Errorf("an invalid audit has %d cells and the error %v", len(report.Cells), report.Err)
			}
		})
	}
}

// coin reads bytes of which only the lowest bit is fair.
type coin struct{ r io.Reader }

func (c *coin) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	for i := range p[:n] {
		p[i] &= 1
	}
	return n, err
}

type repeat struct {
	s string
	i int
}

func (r *repeat) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = r.s[r.i]
		r.i = (r.i + 1) % len(r.s)
	}
	return len(p), nil
}

// wrongN claims dice and gives words.
type wrongN struct{ sources.Source }

func (wrongN) N() uint64 { return 6 }

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	reads := 0
	src := sources.FromFunc64("f", func() uint64 {
		if reads++; reads == 1<<17 {
			cancel()
		}
		return rand.Uint64()
	})
	run, report, err := Audit(ctx, plan(t, src, Options{}), src, RunOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if run.Ended != EndInterrupted || !report.Interrupted || report.Bytes < 1<<17 {
		t.Errorf("ended by %s after %d bytes, want what was counted to be judged", run.Ended, report.Bytes)
	}
	if report.Verdict == Invalid || report.Verdict == Fail {
		t.Errorf("verdict %s (%v)", report.Verdict, report.Err)
	}
}

// leaning gives a byte's top bit as 1 with a probability a little above 1/2.
func leaning(seed, extra uint64) sources.Source {
	r := rand.New(rand.NewPCG(seed, 1))
	return sources.FromFunc64("leaning", func() uint64 {
		x := r.Uint64()
		if x>>40&(1<<24-1) < extra {
			x |= 1 << 63
		}
		return x
	})
}

func TestSuspiciousIsDoubled(t *testing.T) {
	src := leaning(1, 1<<24/180)
	p := plan(t, src, Options{Views: []string{"words"}, Tests: []string{"bias"}})
	p.Looks = []uint64{32}
	run, report := mustAudit(t, p, src, RunOptions{})
	if report.Look < 2 || run.Rounds <= 32 {
		t.Errorf("a suspicious look (ln p %.1f) was not followed by another: %d looks, %d rounds", report.LogP, report.Look, run.Rounds)
	}
	if report.Verdict != Fail {
		t.Errorf("verdict %s after %d looks, ln p %.1f: the doubled sample should have shown the bias", report.Verdict, report.Look, report.LogP)
	}
	if r, ok := p.look(3); r != 256 || !ok {
		t.Errorf("third doubling at %d rounds, %v; want 256", r, ok)
	}
	if _, ok := p.look(4); ok {
		t.Error("a fourth doubling")
	}
	p.Doublings = 0
	again := leaning(1, 1<<24/180)
	if _, report := mustAudit(t, p, again, RunOptions{}); report.Verdict != Suspicious {
		t.Errorf("verdict %s at the last look, want %s", report.Verdict, Suspicious)
	}
}

func TestNoPBeyondReach(t *testing.T) {
	far := stattests.Result{P: stattests.Tail{LogUpper: -1000}, Sides: 1, Quality: stattests.Quality{Kind: stattests.Asymptotic, Reach: -20}}
	none := stattests.Result{P: stattests.Tail{LogUpper: -5000}, Sides: 1, Warnings: []error{&stattests.TooLittle{}}}
	exact := stattests.Result{P: stattests.Tail{LogUpper: -30}, Sides: 1, Quality: stattests.Quality{Kind: stattests.Exact, Reach: math.Inf(-1)}}
	if p := least([]CellReport{{Results: []stattests.Result{far, none}}}); p != -20 {
		t.Errorf("ln p %v, want -20: as far out as the law was shown right", p)
	}
	if p := least([]CellReport{{Results: []stattests.Result{far}}, {Results: []stattests.Result{exact}}}); p != -30 {
		t.Errorf("ln p %v, want -30", p)
	}
}

func TestFailStaysFail(t *testing.T) {
	src := parse(t, "randu?seed=1")
	p := plan(t, src, Options{})
	p.Looks = []uint64{1, 2, 4}
	run, report := mustAudit(t, p, src, RunOptions{All: true})
	if report.Verdict != Fail || run.Rounds != 4 {
		t.Errorf("%s after %d rounds, want fail after 4", report.Verdict, run.Rounds)
	}
}

// The plan's share of false alarms: small audits of ChaCha under fixed seeds. By
// Bonferroni a look's family-wise p-value is below u at most u of the time.
func TestFamilyWiseRate(t *testing.T) {
	if testing.Short() {
		t.Skip("many audits")
	}
	const runs = 60
	low := uint64(0)
	for seed := range runs {
		key := [32]byte{byte(seed), byte(seed >> 8), 0x51}
		src := sources.FromReader("r", rand.NewChaCha8(key), 64)
		p := plan(t, src, Options{})
		p.Looks, p.Doublings = []uint64{3}, 0
		_, report := mustAudit(t, p, src, RunOptions{})
		if report.Verdict != Pass {
			t.Errorf("seed %d: %s, ln p %v", seed, report.Verdict, report.LogP)
		}
		if report.LogP-math.Ln2 < math.Log(0.01) { // one look: its factor is 2
			low++
		}
	}
	// The seeds stay the same, so that 1e-5 is rare enough: 7 of 60 are too many.
	if _, logP := tails.Binomial(low, runs, 0.01); logP < math.Log(1e-5) {
		t.Errorf("%d of %d family-wise p-values are below 0.01", low, runs)
	}
}

func TestPlan(t *testing.T) {
	crypto := parse(t, "crypto")
	for _, tt := range []struct {
		name string
		src  sources.Source
		o    Options
		err  string // a part of it; "" if none
	}{
		{"battery", crypto, Options{}, ""},
		{"all views", crypto, Options{Views: []string{"all"}}, ""},
		{"bytes", parse(t, "rc4?seed=1"), Options{}, ""},
		{"a die", wrongN{crypto}, Options{}, ""},
		{"one pair", crypto, Options{Views: []string{"below(6)"}, Tests: []string{"gap"}}, ""},
		{"a test with arguments", crypto, Options{Views: []string{"lane(3)"}, Tests: []string{"linear-complexity(512)"}}, ""},
		{"no such view", crypto, Options{Views: []string{"belwo(6)"}}, "belwo"},
		{"bad view", crypto, Options{Views: []string{"below(x"}}, "below(x"},
		{"no such test", crypto, Options{Tests: []string{"gasp"}}, `no test "gasp"`},
		{"bad argument", crypto, Options{Tests: []string{"gap(x)"}}, `"x"`},
		{"open parenthesis", crypto, Options{Tests: []string{"gap(1"}}, "parenthesis"},
		{"a pair without meaning", crypto, Options{Views: []string{"below(6)"}, Tests: []string{"runs-bits"}}, "runs-bits"},
		{"a view without meaning", wrongN{crypto}, Options{Views: []string{"bytes"}, Tests: []string{"frequency"}}, "bytes"},
		{"a view that fits no test", wrongN{crypto}, Options{Views: []string{"bytes"}}, "bytes"},
		{"nothing left", wrongN{crypto}, Options{Tests: []string{"linear-complexity"}}, "nothing to count"},
		{"all and one more", crypto, Options{Views: []string{"all", "below(7)"}}, ""},
		{"a block beyond memory", crypto, Options{Views: []string{"decimate(1000000000)"}}, "a block takes more"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := Quick.Plan(tt.src, tt.o)
			if tt.err != "" {
				if err == nil || !strings.Contains(err.Error(), tt.err) {
					t.Fatalf("error %v, want one with %s", err, tt.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range p.Cells {
				if c.Blocks == 0 {
					t.Errorf("%s of %s counts nothing", c.TestName(), c.View)
				}
			}
		})
	}
}

func TestPlanCountsNothingTwice(t *testing.T) {
	src := parse(t, "crypto")
	once := plan(t, src, Options{Views: []string{"words"}, Tests: []string{"gap"}})
	twice := plan(t, src, Options{Views: []string{"words", "all", "words"}, Tests: []string{"gap", "gap"}})
	seen := map[string]bool{}
	for _, c := range twice.Cells {
		name := c.View + " " + c.TestName()
		if seen[name] {
			t.Errorf("%s is counted twice", name)
		}
		seen[name] = true
	}
	if len(once.Cells) != 1 {
		t.Errorf("%d cells, want 1", len(once.Cells))
	}
}

// Evidence at a look stays evidence when the run goes on, and when its tallies
// are judged again.
func TestFailIsSaved(t *testing.T) {
	src := parse(t, "wyrand?seed=1")
	run, _ := mustAudit(t, plan(t, src, Options{Bytes: 1 << 20}), src, RunOptions{})
	run.Failed, run.FailedLogP = 2, -30
	dir := filepath.Join(t.TempDir(), "run")
	if err := run.Save(dir); err != nil {
		t.Fatal(err)
	}
	saved, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if rep := saved.Judge(DefaultAlpha); rep.Verdict != Fail || rep.LogP != -30 {
		t.Errorf("%s, ln p %v; want fail at -30", rep.Verdict, rep.LogP)
	}
	if rep := saved.Judge(1e-20); rep.Verdict == Fail {
		t.Error("fail at an alpha that no look reached")
	}
}

func TestDigest(t *testing.T) {
	src := parse(t, "wyrand?seed=1")
	p := plan(t, src, Options{})
	q := p
	q.Alpha, q.Bytes = 0.5, 7
	if p.Digest() != q.Digest() {
		t.Error("the digest depends on alpha or on the end of the data")
	}
	q.Looks = []uint64{1}
	if p.Digest() == q.Digest() {
		t.Error("the digest does not depend on the looks")
	}
}

// FuzzLoad holds that no saved run, however spoilt, does worse than be refused.
func FuzzLoad(f *testing.F) {
	src := parse(f, "wyrand?seed=9")
	run, _ := mustAudit(f, plan(f, src, Options{Bytes: 1 << 15, Views: []string{"high(1)"}, Tests: []string{"frequency"}}), src, RunOptions{})
	dir := f.TempDir()
	if err := run.Save(dir); err != nil {
		f.Fatal(err)
	}
	var files [2][]byte
	for i, name := range []string{runFile, tallyFile(0)} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			f.Fatal(err)
		}
		files[i] = b
	}
	f.Add(files[0], files[1])
	f.Add([]byte(strings.Replace(string(files[0]), `"ended"`, `"stuck":["below(6)","x"],"ended"`, 1)), files[1])
	f.Fuzz(func(t *testing.T, run, tally []byte) {
		dir := t.TempDir()
		for i, b := range [][]byte{run, tally} {
			if err := os.WriteFile(filepath.Join(dir, []string{runFile, tallyFile(0)}[i]), b, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		r, err := Load(dir)
		if err != nil {
			return
		}
		if rep := r.Judge(1e-9); math.IsNaN(rep.LogP) || rep.LogP > 0 {
			t.Errorf("ln p %v", rep.LogP)
		}
	})
}
