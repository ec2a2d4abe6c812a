// Nullrun audits a fair source with one seed after the other, and counts the
// false alarms: of a battery, or of tests by themselves.
//
//	go run ./scripts/nullrun -battery quick -n 300 -out quick.jsonl
//	go run ./scripts/nullrun -test all -n 10000 -out tests.jsonl
//	go run ./scripts/nullrun -battery quick -source crypto -n 100 -out crypto.jsonl
//
// The seeds are 1 to n; a source that takes none gives fresh data each time. A
// test sees a few blocks of its natural view: the one with the largest alphabet
// that it takes.
//
// Each line of the file holds some successive runs. A run that was interrupted
// is done again when the command is; lines of another source, and those of plans
// that have changed since, stay in the file and are left out. A test that counts or
// judges otherwise than it did needs a new file.
//
// It prints the verdicts and how the family-wise p-values of the last looks are
// distributed, which are no smaller than uniform ones. Exit status: 0 where no run failed and the
// p-values are not too small, 1 otherwise, 2 for an error.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"os/signal"
	"runtime"
	"time"

	"github.com/randaudit/randaudit/internal/lines"
	"github.com/randaudit/randaudit/internal/tails"
	"github.com/randaudit/randaudit/sources"
	"github.com/randaudit/randaudit/stattests"
	"github.com/randaudit/randaudit/stattests/battery"
)

type options struct {
	battery, test string
	source        string
	n, jobs       int
	out           string
}

func main() {
	var o options
	flag.StringVar(&o.battery, "battery", "quick", "battery to run")
	flag.StringVar(&o.test, "test", "", "test to run by itself instead of a battery, as gap or gap(9), or all")
	flag.StringVar(&o.source, "source", "chacha8", "source, without its seed")
	flag.IntVar(&o.n, "n", 100, "runs in the file at the end, of each")
	flag.IntVar(&o.jobs, "jobs", runtime.GOMAXPROCS(0), "runs at once")
	flag.StringVar(&o.out, "out", "nullrun.jsonl", "file of the results; it is continued if it is there")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	good, err := false, errors.New("flags alone are taken")
	if flag.NArg() == 0 {
		good, err = repeat(ctx, o, os.Stdout)
	}
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "nullrun: error:", err)
		os.Exit(2)
	case !good:
		os.Exit(1)
	}
}

// A job is what is run again and again.
type job struct {
	name  string
	chunk int                                        // runs of a line
	plan  func(sources.Source) (battery.Plan, error) // of a source
	id    string                                     // of the plan, whatever the seed
}

// A line of the file holds the runs with the seeds from First on.
type line struct {
	Name   string    `json:"name"` // of the battery or the test
	Source string    `json:"source"`
	Plan   string    `json:"plan"`
	First  int       `json:"first"`
	Bytes  uint64    `json:"bytes"`            // of the source, read by all
	LogP   []float64 `json:"ln_p"`             // family-wise, of the last look, to four digits
	Longer int       `json:"longer,omitempty"` // runs whose sample was doubled
	Odd    []odd     `json:"odd,omitempty"`
}

// An odd run is one that did not pass.
type odd struct {
	Seed    int             `json:"seed"`
	Verdict battery.Verdict `json:"verdict"`
	Result  string          `json:"result"` // the one with the smallest p-value
}

const version = "nullrun" // in the plans: it changes nothing that is counted

// repeat brings the file up to n runs of each job and prints what came of them.
func repeat(ctx context.Context, o options, log io.Writer) (good bool, err error) {
	if o.n < 1 || o.jobs < 1 {
		return false, errors.New("-n and -jobs must be positive")
	}
	jobs, err := o.list(ctx)
	if err != nil {
		return false, err
	}
	f, old, err := lines.Open[line](o.out)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	type place struct {
		name, source, plan string
		first              int
	}
	known := map[place]line{}
	for _, l := range old {
		known[place{l.Name, l.Source, l.Plan, l.First}] = l
	}
	at := func(j job, first int) place { return place{j.name, o.source, j.id, first} }

	var todo []line
	runs, seconds := 0, 0.0
	for _, j := range jobs {
		left := 0
		for first := 1; first <= o.n; first += j.chunk {
			if _, ok := known[at(j, first)]; !ok {
				todo = append(todo, line{Name: j.name, Source: o.source, Plan: j.id, First: first})
				left += j.chunk
			}
		}
		if left > 0 {
			begin := time.Now()
			if _, err := o.run(ctx, j, 1, 1); err != nil {
				return false, err
			}
			seconds += time.Since(begin).Seconds() * float64(left)
			runs += left
		}
	}
	fmt.Fprintf(log, "%d runs to be made: about %.1f minutes of a processor\n", runs, seconds/60)

	err = lines.Fill(f, o.jobs, todo, func(l line) (line, error) {
		j := jobs[index(jobs, l.Name)]
		return o.run(ctx, j, l.First, j.chunk)
	}, func(_, l line) { known[place{l.Name, l.Source, l.Plan, l.First}] = l })
	if ctx.Err() != nil {
		return false, fmt.Errorf("interrupted: the same command goes on from here: %w", context.Cause(ctx))
	}
	if err != nil {
		return false, err
	}

	good = true
	fmt.Fprintf(log, "%-20s %7s %7s %5s %10s %7s %9s %9s %-22s %-22s\n", "", "runs", "pass", "fail", "suspicious", "doubled", "MB a run", "least p", "p <= 0.01", "p <= 0.001")
	for _, j := range jobs {
		var s summary
		for first := 1; first <= o.n; first += j.chunk {
			s.add(known[at(j, first)], o.n)
		}
		good = s.print(log, j.name) && good
	}
	return good, nil
}

func index(jobs []job, name string) int {
	for i, j := range jobs {
		if j.name == name {
			return i
		}
	}
	panic("no job " + name)
}

// list makes the jobs.
func (o options) list(ctx context.Context) (jobs []job, err error) {
	src, err := o.open(1)
	if err != nil {
		return nil, err
	}
	if o.test == "" {
		b := battery.Lookup(o.battery)
		if b == nil {
			return nil, fmt.Errorf("no battery %q", o.battery)
		}
		jobs = []job{{name: b.Name, chunk: 1, plan: func(src sources.Source) (battery.Plan, error) {
			return b.Plan(src, battery.Options{Alpha: battery.DefaultAlpha, Version: version})
		}}}
	}
	var tests []string
	for _, t := range stattests.All {
		if o.test == "all" || o.test == t.Name {
			tests = append(tests, t.Name+shorter[t.Name])
		}
	}
	if o.test != "" && len(tests) == 0 {
		tests = []string{o.test} // with arguments, or a plan says that there is none
	}
	for _, test := range tests {
		j, err := o.alone(ctx, src, test)
		if err != nil {
			return nil, err
		}
		jobs = append(jobs, j)
	}
	for i, j := range jobs {
		p, err := j.plan(src)
		if err != nil {
			return nil, err
		}
		p.Source = o.source
		jobs[i].id = fmt.Sprintf("%s, %d bytes", p.Digest(), p.Bytes)
	}
	return jobs, nil
}

// views of a test by itself, the largest alphabet first.
var views = []string{"words", "bits(64)", "bits(53)", "bits(32)", "low(8)", "below(6)", "lane(0)"}

// aloneBytes are what a test by itself sees, unless its blocks are longer: three
// looks.
const aloneBytes = 1 << 18

// shorter are the arguments of tests whose blocks are of megabytes without them, or
// take long: 10,000 runs are then a matter of minutes.
var shorter = map[string]string{
	"birthday-spacings": "(21,1)",
	"close-pairs":       "(4,12)",
	"collision":         "(12,1)",
	"linear-complexity": "(64)",
	"repeats":           "(1024,22)",
	"sums":              "(10)",
}

// alone is the job of a test by itself.
func (o options) alone(ctx context.Context, src sources.Source, test string) (job, error) {
	for _, view := range views {
		bytes := uint64(aloneBytes)
		j := job{name: test, chunk: 100, plan: func(src sources.Source) (battery.Plan, error) {
			return battery.Quick.Plan(src, battery.Options{
				Views: []string{view}, Tests: []string{test}, Bytes: bytes, Alpha: battery.DefaultAlpha, Version: version,
			})
		}}
		p, err := j.plan(src)
		if errors.Is(err, stattests.ErrAlphabet) || errors.Is(err, sources.ErrAlphabet) {
			continue
		}
		if err != nil {
			return j, err
		}
		_, report, err := battery.Audit(ctx, p, src, battery.RunOptions{Jobs: 1})
		if err != nil {
			return j, err
		}
		if report.Verdict == battery.TooLittleData {
			bytes = report.NeedBytes
		}
		return j, nil
	}
	return job{}, fmt.Errorf("%s takes none of the views %q", test, views)
}

func (o options) open(seed int) (sources.Source, error) {
	return sources.Parse(o.source, sources.Options{Seed: uint64(seed)})
}

// run makes the runs of a line.
func (o options) run(ctx context.Context, j job, first, runs int) (line, error) {
	l := line{Name: j.name, Source: o.source, Plan: j.id, First: first}
	for seed := first; seed < first+runs; seed++ {
		src, err := o.open(seed)
		if err != nil {
			return l, err
		}
		p, err := j.plan(src)
		if err != nil {
			return l, err
		}
		_, report, err := battery.Audit(ctx, p, src, battery.RunOptions{Jobs: 1})
		if err != nil {
			return l, err
		}
		if ctx.Err() != nil {
			return l, ctx.Err()
		}
		l.Bytes += report.Bytes
		l.LogP = append(l.LogP, math.Round(ofLook(report)*1e4)/1e4)
		if report.Look > len(p.Looks) {
			l.Longer++
		}
		if report.Verdict != battery.Pass {
			l.Odd = append(l.Odd, odd{seed, report.Verdict, least(report)})
		}
	}
	return l, nil
}

// ofLook is the family-wise ln p of the last look by itself, which is nearer to
// uniform than that of the run; 0 where that is 0.
func ofLook(r *battery.Report) float64 {
	if r.LogP == 0 {
		return 0
	}
	return r.LogP - math.Log(float64(r.Look)*float64(r.Look+1))
}

// least names the result with the smallest usable p-value.
func least(report *battery.Report) (name string) {
	p := math.Inf(1)
	for _, c := range report.Cells {
		for _, r := range c.Results {
			if r.Judged() && r.Usable() < p {
				p = r.Usable()
				name = fmt.Sprintf("%s|%s: %s", c.Cell.View, c.Cell.TestName(), r.Name)
			}
		}
	}
	return name
}

// A summary is what came of the runs of a job.
type summary struct {
	runs, longer          int
	bytes                 float64 // a run
	fail, suspicious, odd int
	least                 float64
	below                 [2]uint64 // 0.01, 0.001
	notes                 []odd
}

// add adds the runs up to number n.
func (s *summary) add(l line, n int) {
	for i, p := range l.LogP {
		if l.First+i > n {
			break
		}
		s.runs++
		s.least = min(s.least, p)
		for k, limit := range [2]float64{0.01, 0.001} {
			if p <= math.Log(limit) {
				s.below[k]++
			}
		}
	}
	s.bytes = float64(l.Bytes) / float64(len(l.LogP))
	s.longer += l.Longer
	for _, o := range l.Odd {
		if o.Seed > n {
			continue
		}
		s.notes = append(s.notes, o)
		switch o.Verdict {
		case battery.Fail:
			s.fail++
		case battery.Suspicious:
			s.suspicious++
		default:
			s.odd++
		}
	}
}

// print prints a summary and reports whether it is as it should be. Shares may
// be too small, since Bonferroni's p-values are.
func (s *summary) print(log io.Writer, name string) bool {
	good := s.fail+s.odd == 0
	shares := [2]string{}
	for k, limit := range [2]float64{0.01, 0.001} {
		_, logUpper := tails.Binomial(s.below[k], uint64(s.runs), limit)
		_, band := tails.BinomialBand(math.Log(0.005), uint64(s.runs), limit)
		shares[k] = fmt.Sprintf("%d, at most %d", s.below[k], band)
		good = good && logUpper > math.Log(1e-6)
	}
	// A sample is doubled where it is suspicious, and may be no longer so then.
	_, logUpper := tails.Binomial(uint64(max(s.suspicious, s.longer)), uint64(s.runs), battery.SuspiciousP)
	good = good && logUpper > math.Log(1e-6)
	fmt.Fprintf(log, "%-20s %7d %7d %5d %10d %7d %9.3f %9.3g %-22s %-22s\n", name,
		s.runs, s.runs-s.fail-s.suspicious-s.odd, s.fail, s.suspicious, s.longer, s.bytes/1e6, math.Exp(s.least), shares[0], shares[1])
	for _, o := range s.notes {
		fmt.Fprintf(log, "    seed %d: %s, %s\n", o.Seed, o.Verdict, o.Result)
	}
	return good
}
