package randtest

import (
	"fmt"
	"math"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"
)

// An experiment is what a check does: it draws, and counts in tables.
type experiment struct {
	tb     testing.TB
	name   string // of the function: "Uniform"
	noun   string // what is drawn: "draws", "shuffles"
	bias   string // what the Detect promise speaks of: "one of 6 values"
	hint   string // what else could be done where the promises cannot be kept; may be empty
	config config
	tables []*table
	draw   func() error // makes and counts one draw; an error is misuse

	// What has no tables, or more than tables:
	detect string                     // what the second promise speaks of, where it is not bias
	needs  func(c config) uint64      // draws that keep both promises, where it is not for the tables to say
	kept   func(draws uint64) string  // what could be kept with that many draws, where needs is given
	look   func(alpha float64) []note // is shown each stage, with its whole alpha
	last   func(alpha float64) []note // is shown the first stage that can pass, with extraShare of FalseAlarm
	least  uint64                     // draws that last needs

	drawn uint64
	need  uint64 // draws that keep both promises
}

// A note is a finding of another kind than a table's.
type note struct {
	text string
	logP float64
}

// few is the number of values up to which each is a category of its own.
const few = 100

// patience is how long the draws are timed before the deadline is compared.
const patience = 100 * time.Millisecond

// run keeps the two promises or fails.
func (e *experiment) run() {
	e.tb.Helper()
	if err := e.config.wrong; err != nil {
		e.tb.Errorf("randtest.%s: %v", e.name, err)
		return
	}
	e.share()
	if e.needs != nil {
		e.need = e.needs(e.config)
	} else {
		e.need = e.needOf(e.config)
	}
	if e.need > e.config.maxDraws {
		e.tb.Errorf("%s", e.cannot(e.config.maxDraws, fmt.Sprintf("MaxDraws is %s", thousands(e.config.maxDraws))))
		return
	}
	deadline, limited := deadlineOf(e.tb)
	begin := time.Now()
	wait, timed := patience, false
	if limited {
		wait = min(wait, deadline.Sub(begin)/4)
	}
	var warm time.Time // after the first draw, which may have more to do than the others
	chunk := uint64(1)
	for _, s := range e.config.stages(e.need, e.least) {
		for e.drawn < s.draws {
			n := min(chunk, s.draws-e.drawn)
			start := time.Now()
			if err := e.draws(n); err != nil {
				e.tb.Errorf("randtest.%s: %v", e.name, err)
				return
			}
			now := time.Now()
			switch took := now.Sub(start); {
			case took < patience/10:
				chunk *= 2
			case took > patience && chunk > 1:
				chunk /= 2
			}
			if !limited || e.drawn >= e.need {
				continue
			}
			spent, left := now.Sub(begin), deadline.Sub(now)
			drawn := e.drawn
			late := left < spent/50
			if drawn == 1 {
				warm = now
				late = left < spent // there may be no time for a second
			} else if since := now.Sub(warm); !timed && since >= wait { // a speed is known
				timed = true
				spent, drawn = since, drawn-1
				late = late || float64(spent)/float64(drawn)*float64(e.need-e.drawn) > float64(left*9/10)
			}
			if late {
				a := max(spent/time.Duration(drawn), 1) // a draw
				can := e.drawn + uint64(max(0, left*9/10)/a)
				e.tb.Errorf("%s", e.cannot(min(can, e.config.maxDraws), fmt.Sprintf(
					"the deadline of the test leaves time for about %s of them (%v a draw; see go test -timeout)",
					thousands(can), a.Round(10*time.Nanosecond))))
				return
			}
		}
		if fs := e.failures(s); len(fs) > 0 {
			e.fail(fs)
			return
		}
		if e.look != nil {
			if notes := e.look(s.alpha); len(notes) > 0 {
				e.failNotes(notes)
				return
			}
		}
		if s.once && e.last != nil {
			if notes := e.last(e.config.falseAlarm * extraShare); len(notes) > 0 {
				e.failNotes(notes)
				return
			}
		}
		if s.beta > 0 && s.draws < e.need && e.needs == nil && e.config.within(e.tables, s.beta) {
			break
		}
	}
	e.tb.Logf("randtest.%s: pass after %s of at most %s %s in %v. %s", e.name, thousands(e.drawn), thousands(e.need), e.noun,
		time.Since(begin).Round(time.Millisecond), e.promises())
}

// share divides the false-alarm rate among the tables: 95 % go to those that
// the Detect promise rests on.
func (e *experiment) share() {
	promised, rest := 0., 0.
	for _, t := range e.tables {
		if t.promised {
			promised++
		} else {
			rest += 1 / t.family()
		}
	}
	const most = 0.95
	part := 1.
	if e.last != nil || rest > 0 {
		part = most
	}
	others := 1 - part
	if e.last != nil {
		others -= extraShare
	}
	for _, t := range e.tables {
		if t.promised {
			t.share = part / promised
		} else {
			t.share = others / rest / t.family()
		}
	}
}

// family is the number of tables that have one share.
func (t *table) family() float64 { return float64(max(1, t.siblings)) }

// needOf is the least number of draws for the promises of c.
func (e *experiment) needOf(c config) uint64 { return max(c.need(e.tables), e.least) }

// extraShare is the part of the false-alarm rate that share leaves to last.
const extraShare = 0.025

// draws makes n draws. A panic of what is tested becomes an error; what ends
// the goroutine (a FailNow in it) still does.
func (e *experiment) draws(n uint64) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("draw %s panicked: %v\n%s", thousands(e.drawn+1), r, userStack(debug.Stack()))
		}
	}()
	for range n {
		if err := e.draw(); err != nil {
			return fmt.Errorf("draw %s: %w", thousands(e.drawn+1), err)
		}
		e.drawn++
	}
	return nil
}

// userStack cuts the stack of a panic to what lies between it and this package's
// call: the frames of what is tested.
func userStack(stack []byte) string {
	lines := strings.Split(strings.TrimSuffix(string(stack), "\n"), "\n")
	isFrame := func(name string) func(line string) bool {
		return func(line string) bool { return strings.HasPrefix(line, name) }
	}
	// A frame is two lines: the function, and the file.
	from := slices.IndexFunc(lines, isFrame("panic(")) + 2
	to := slices.IndexFunc(lines, isFrame("github.com/randaudit/randaudit/stattests/randtest.(*experiment).draws("))
	if from < 2 || to <= from {
		return string(stack)
	}
	return strings.Join(lines[from:to], "\n")
}

// failures returns the findings that fail the check at a stage.
func (e *experiment) failures(s stage) []finding {
	var fs []finding
	for _, t := range e.tables {
		for _, f := range t.judge() {
			if limit, judged := e.limit(t, f.stat, s); judged && f.logP <= limit {
				fs = append(fs, f)
			}
		}
	}
	return fs
}

// limit is the ln p at which a statistic of a table fails the check at a stage,
// or not judged. The count furthest out is judged at every stage, and so is what
// the Detect promise rests on. Chi-squared is else judged once, before any pass:
// shared out among the stages, its part of the false-alarm rate would be so
// small that the law of chi-squared is not known so far out.
func (e *experiment) limit(t *table, stat statistic, s stage) (logP float64, judged bool) {
	part := t.parts(e.config.byteModulo)[stat]
	alpha := s.alpha
	if stat == statLow || stat == statHigh && !(e.config.byteModulo && t.promised) {
		if !s.once {
			return 0, false
		}
		alpha = e.config.falseAlarm
	}
	return math.Log(alpha * t.share * part), part > 0
}

// deadlineOf is the deadline of a test, if it has one: benchmarks have none.
func deadlineOf(tb testing.TB) (time.Time, bool) {
	if d, ok := tb.(interface{ Deadline() (time.Time, bool) }); ok {
		return d.Deadline()
	}
	return time.Time{}, false
}

// largestKept is the smallest bias that both promises could be kept for with
// that many draws, rounded up to whole percents; 0 if there is none.
func (e *experiment) largestKept(draws uint64) float64 {
	c := e.config
	c.byteModulo = false
	kept := func(percent int) bool {
		c.detect = float64(percent) / 100
		return e.needOf(c) <= draws
	}
	if !kept(100) {
		return 0
	}
	low, high := 0, 100
	for high-low > 1 {
		if mid := (low + high) / 2; kept(mid) {
			high = mid
		} else {
			low = mid
		}
	}
	return float64(high) / 100
}
