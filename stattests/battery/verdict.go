package battery

import (
	"errors"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/randaudit/randaudit/sources"
	"github.com/randaudit/randaudit/stattests"
)

// A Verdict is what an audit says of a source.
type Verdict string

// The verdicts.
const (
	Pass          Verdict = "pass"            // no evidence of bias
	Suspicious    Verdict = "suspicious"      // p below SuspiciousP at the last look, not below alpha
	Fail          Verdict = "fail"            // evidence of bias at alpha
	TooLittleData Verdict = "too-little-data" // nothing could be judged, or less than the battery's least
	Invalid       Verdict = "invalid"         // the source broke: nothing is said of it
)

// DefaultAlpha is the false-alarm rate of a whole run: a fair source fails
// once in 10^9 runs.
const DefaultAlpha = 1e-9

// SuspiciousP is the family-wise p-value of one look below which the sample is
// doubled instead of passed.
const SuspiciousP = 1e-4

// A CellReport is what one cell of a plan found.
type CellReport struct {
	Cell    Cell
	N       uint64 // alphabet of the view's symbols; 0 means 2^64
	Symbols uint64 // counted
	Results []stattests.Result
	// Forecast is what follows the last symbols, where the audit failed and the
	// test can tell; else nil.
	Forecast *stattests.Forecast
}

// below reports whether a result of the cell is evidence at the level.
func (c CellReport) below(level float64) bool {
	for _, res := range c.Results {
		if res.Judged() && res.Usable() < math.Log(level) {
			return true
		}
	}
	return false
}

// A Report is the outcome of an audit of one source.
type Report struct {
	Plan        Plan
	Verdict     Verdict
	LogP        float64  // family-wise ln p of the whole run: Bonferroni over the results and the looks
	Shards      []uint64 // of the source, counted
	Look        int      // looks made, from 1
	Bytes       uint64   // of the source, read
	Symbols     uint64   // of the source, read
	Seconds     float64  // wall clock
	Interrupted bool     // ended early on request (Ctrl-C)
	NeedBytes   uint64   // with TooLittleData: about how many bytes are needed
	SHA256      string   // of the bytes read, hex; "" where not known
	Err         error    // with Invalid: what broke
	Cells       []CellReport
	Notes       []string // pairs of view and test that have no meaning here, and the like
}

// drawing is the test's name in the report of a view that is stuck: whose draws
// were rejected without end (sources.ErrStuck).
const drawing = "drawing"

// Judge says what the tallies show at false-alarm rate alpha for the whole run.
//
// The family-wise p-value is Bonferroni's over the results that have a p-value
// (valid although tests share data: which have one is a matter of how much was
// counted, not of what), and look k has the share 1/(k(k+1)) of alpha, which
// adds up to alpha however many looks there are. Each p-value counts only as
// far out as its law is shown right.
func (r *Run) Judge(alpha float64) *Report {
	rep, level := r.look(alpha)
	r.complete(rep, level)
	return rep
}

// complete adds to what a look saw what it could have seen, at the level that it
// returned.
func (r *Run) complete(rep *Report, level float64) {
	if level > 0 {
		r.judge(rep, level)
	}
}

// look judges without the results' effects and bins, and returns the level of
// one result; 0 where none may be shown.
func (r *Run) look(alpha float64) (rep *Report, level float64) {
	rep = &Report{
		Plan: r.Plan, Shards: r.Shards, Look: max(r.Looks, 1), Bytes: r.Bytes(), Symbols: r.Symbols, Seconds: r.Seconds,
		Interrupted: r.Ended == EndInterrupted, SHA256: r.SHA256, Notes: r.Plan.Notes,
	}
	rep.Plan.Alpha = alpha
	if r.Ended == EndSaved {
		rep.Look, rep.Interrupted = r.Looks+1, true // this is one more look
	}
	if r.Broken != "" {
		// No number from a source that broke: it would be taken for a verdict.
		rep.Verdict, rep.Err = Invalid, errors.New(r.Broken)
		return rep, 0
	}
	if rep.Bytes < r.Plan.Least {
		rep.Verdict, rep.NeedBytes = TooLittleData, r.Plan.Least
		return rep, 0
	}
	looks := math.Log(float64(rep.Look)) + math.Log(float64(rep.Look+1))
	results := r.judge(rep, 0)
	if results == 0 {
		rep.Verdict, rep.NeedBytes = TooLittleData, r.needBytes(rep)
		return rep, alpha
	}
	look := min(0, least(rep.Cells)+math.Log(float64(results)))
	// Evidence that was there at a look is not undone by a later one, nor by another
	// shard: of S shards each may have failed, so that each has a share of alpha/S. Their
	// looks leave enough of it for this one: 1/S of the sum of 1/(k+1) over the shards'
	// looks k is at least 1/(K(K+1)), K their sum.
	rep.LogP = min(0, look+looks, r.FailedLogP+math.Log(float64(len(r.Shards))))
	switch {
	case rep.LogP < math.Log(alpha):
		rep.Verdict = Fail
	case look < math.Log(SuspiciousP):
		rep.Verdict = Suspicious
	default:
		rep.Verdict = Pass
	}
	return rep, math.Exp(math.Log(alpha) - looks - math.Log(float64(results)))
}

// least is the smallest usable ln p of the results that have one.
func least(cells []CellReport) float64 {
	p := 0.0
	for _, c := range cells {
		for _, res := range c.Results {
			if res.Judged() {
				p = min(p, res.Usable())
			}
		}
	}
	return p
}

// judge fills the report's cells and returns how many results have a p-value.
func (r *Run) judge(rep *Report, level float64) (results int) {
	rep.Cells = make([]CellReport, len(r.Tallies))
	r.eachTally(func(i int) {
		rep.Cells[i] = r.judgeTally(i, level)
	})
	for _, c := range rep.Cells {
		for _, res := range c.Results {
			if res.Judged() {
				results++
			}
		}
	}
	for _, view := range r.Stuck {
		results++
		law, err := r.law(view)
		if err != nil {
			panic(err) // it has drawn
		}
		rep.Cells = append(rep.Cells, CellReport{
			Cell: Cell{View: view, Test: drawing}, N: law.N,
			Results: []stattests.Result{{
				Name: "rejections", Null: "a symbol comes with probability above 1 - 2^-1000",
				P: stattests.Tail{LogUpper: -1000 * math.Ln2}, Sides: 1,
				Quality: stattests.Quality{Kind: stattests.Exact, Reach: math.Inf(-1)},
				Effect:  stattests.Effect{Category: "accepted draws", Deviation: -1, Low: -1, High: -1},
			}},
		})
	}
	return results
}

// eachTally calls f for each index of Tallies, on several processors.
func (r *Run) eachTally(f func(i int)) {
	if r.counters == nil {
		r.counters = make([]stattests.Counter, len(r.Tallies))
	}
	jobs := r.jobs
	if jobs <= 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	var next atomic.Int64
	var all sync.WaitGroup
	for range jobs {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(r.Tallies); i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	all.Wait()
}

// judgeTally judges tally i.
func (r *Run) judgeTally(i int, level float64) CellReport {
	t := r.Tallies[i]
	law, err := r.law(t.Cell.View)
	if err != nil {
		panic(err) // the tally was counted under the same law
	}
	if r.counters[i] == nil {
		if r.counters[i], err = newCounter(t.Cell, law); err != nil {
			panic(err) // and by the same counter
		}
	}
	c := r.counters[i]
	return CellReport{
		Cell: t.Cell, N: law.N, Symbols: t.Blocks * uint64(c.Block()), Results: c.Judge(t.Tally, level),
		Forecast: r.forecast(t.Cell.View, t.Cell.TestName()),
	}
}

// needBytes estimates the bytes after which a first result has a p-value.
func (r *Run) needBytes(rep *Report) uint64 {
	best := uint64(math.MaxUint64)
	for i, c := range rep.Cells {
		for _, res := range c.Results {
			for _, w := range res.Warnings {
				var t *stattests.TooLittle
				if !errors.As(w, &t) {
					continue
				}
				if i < len(r.Tallies) {
					best = min(best, uint64(math.Ceil(r.bytesPerBlock(i)*float64(t.Need))))
				}
			}
		}
	}
	return max(best, r.Plan.Least, rep.Bytes+1)
}

// bytesPerBlock is how many bytes of the source a block of cell i took, or,
// where none was counted, what one takes at least.
func (r *Run) bytesPerBlock(i int) float64 {
	t := r.Tallies[i]
	if t.Blocks > 0 {
		return float64(r.Bytes()) / float64(t.Blocks)
	}
	view, err := sources.ParseView(t.Cell.View)
	if err != nil {
		panic(err) // it was counted
	}
	law, open, err := view.Over(r.Plan.N)
	if err != nil {
		panic(err)
	}
	counter, err := newCounter(t.Cell, stattests.Law(law))
	if err != nil {
		panic(err)
	}
	words := uint64(counter.Block())
	if view.Words {
		words, _ = need(open, words)
	}
	return float64(words * sources.SymbolBytes(r.Plan.N) * max(1, t.Cell.Every))
}
