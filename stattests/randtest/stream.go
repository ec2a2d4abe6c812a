package randtest

import (
	"fmt"
	"math"
	"slices"
	"sync"
	"testing"

	"github.com/randaudit/randaudit/stattests/anytime"
)

// Stream watches draws that are made for another purpose: in a load test, a
// simulation, a benchmark, as long as it runs. The function it returns is given
// each value, which should be uniform on [0, n), n at least 2, and independent of
// those before; it may be called from several goroutines, and does nothing once
// the test has ended.
//
// The test fails as soon as the evidence of package anytime reaches
// 1/FalseAlarm, which a fair source ever makes it do with probability at most
// FalseAlarm, however long it is watched. A source that goes bad late is seen too.
// There is no second promise: how many draws there will be is not for Stream to
// say. When the test ends it logs how many there were.
func Stream(tb testing.TB, n uint64, opts ...Option) func(value uint64) {
	tb.Helper()
	w := &watch{tb: tb, n: n, config: newConfig(opts)}
	if w.config.byteModulo || w.config.detectSet {
		w.config.refuse("Detect has no meaning for a stream: it makes the first promise alone")
	}
	if n < 2 {
		w.config.refuse("n is %d: there is nothing to test with fewer than 2 values", n)
	}
	if err := w.config.wrong; err != nil {
		tb.Errorf("randtest.Stream: %v", err)
		return func(uint64) {}
	}
	if n <= few {
		w.values = append(w.values, watched{"values", anytime.NewUniform(int(n)), func(v uint64) uint64 { return v }})
		w.steps = watched{"steps from value to value", anytime.NewUniform(int(n)), w.values[0].cell}
	} else {
		cut := cutter(n)
		p := cut.table("").p
		w.values = append(w.values,
			watched{"intervals", anytime.NewCategories(p), cut.interval},
			watched{"residue classes", anytime.NewCategories(cut.residueTable(int(cut.parts())).p), func(v uint64) uint64 { return v % cut.parts() }})
		w.steps = watched{"steps from value to value", anytime.NewCategories(p), cut.interval}
	}
	tb.Cleanup(func() {
		tb.Helper()
		w.mu.Lock()
		defer w.mu.Unlock()
		w.closed = true
		w.look()
		if !w.failed {
			tb.Logf("randtest.Stream: pass: %s values below %d, log10 of the evidence is %.1f. A fair source ever fails with probability at most %.3g.",
				thousands(w.draws), n, w.evidence()/math.Ln10, w.config.falseAlarm)
		}
	})
	return w.add
}

// A watch is the state of Stream.
type watch struct {
	tb     testing.TB
	n      uint64
	config config

	mu     sync.Mutex
	values []watched
	steps  watched
	draws  uint64
	last   uint64
	failed bool
	closed bool // the test has ended, and takes no more reports
}

// watched are categories of values under watch.
type watched struct {
	name    string
	process *anytime.Categories
	cell    func(v uint64) uint64
}

func (w watched) add(v uint64) { w.process.Add(int(w.cell(v))) }

// lookEvery is the number of draws between looks, after some early ones.
const lookEvery = 4096

func (w *watch) add(v uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.failed || w.closed {
		return
	}
	if v >= w.n {
		w.failed = true
		w.tb.Errorf("randtest.Stream: value %s: got %d, which is not below %d", thousands(w.draws+1), v, w.n)
		return
	}
	for _, c := range w.values {
		c.add(v)
	}
	if w.draws > 0 {
		d := v - w.last
		if v < w.last {
			d = v + (w.n - w.last)
		}
		w.steps.add(d)
	}
	w.last = v
	w.draws++
	if w.draws%lookEvery == 0 || w.draws < lookEvery && w.draws&(w.draws-1) == 0 {
		w.look()
	}
}

// all are the categories with their weights: half for the values.
func (w *watch) all() (all []watched, weights []float64) {
	for _, c := range w.values {
		all, weights = append(all, c), append(weights, 0.5/float64(len(w.values)))
	}
	return append(all, w.steps), append(weights, 0.5)
}

// evidence is ln of the evidence of all categories.
func (w *watch) evidence() float64 {
	all, weights := w.all()
	logs := make([]float64, len(all))
	for i, c := range all {
		logs[i] = c.process.Log()
	}
	return anytime.Combine(weights, logs)
}

// look fails the test if there is evidence enough.
func (w *watch) look() {
	if w.failed {
		return
	}
	e := w.evidence()
	if e < -math.Log(w.config.falseAlarm) {
		return
	}
	w.failed = true
	all, _ := w.all()
	worst := slices.MaxFunc(all, func(a, b watched) int {
		if a.process.Log() < b.process.Log() {
			return -1
		}
		return 1
	})
	counts := worst.process.Counts()
	list := fmt.Sprint(counts)
	if len(list) > 600 {
		list = list[:600] + " ..."
	}
	w.tb.Errorf("randtest.Stream: not as expected: after %s values below %d the evidence is %s to 1, most of it in the %s. Their counts are %s.\n"+
		"A fair source ever fails with probability at most %.3g. To see which value is off: Uniform on the same draw.",
		thousands(w.draws), w.n, formatP(e), worst.name, list, w.config.falseAlarm)
}
