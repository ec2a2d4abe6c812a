package battery

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/randaudit/randaudit/sources"
)

// follows returns an error unless r can go on with what u counted.
func (r *Run) follows(u *Run) error {
	if d, e := r.Plan.Digest(), u.Plan.Digest(); d != e {
		return fmt.Errorf("battery: a run of plan %s cannot go on with plan %s", e, d)
	}
	if !slices.Equal(r.Shards, u.Shards) {
		return fmt.Errorf("battery: a run of shards %d cannot go on with shards %d", u.Shards, r.Shards)
	}
	if u.Broken != "" {
		return fmt.Errorf("battery: a run whose source broke cannot go on: %s", u.Broken)
	}
	return nil
}

var (
	// ErrOtherData is wrapped by Audit where what is read again is not what a saved run
	// read.
	ErrOtherData = errors.New("it gives other data than what was counted and saved")
	// errOver ends the reading again of data of which no more is wanted.
	errOver = errors.New("what was saved is all that is wanted")
)

// checkAgain has the data of a source that may be other data than those a saved run read
// compared with those, as soon as as many are read again.
func (a *audit) checkAgain(u *Run, base sources.Stream, all bool) {
	a.meter.left = max(a.meter.left, u.Symbols)
	a.meter.again = u.Symbols
	a.meter.check = func() error {
		if d, ok := base.(sources.Digester); ok && d.SHA256() != u.SHA256 {
			return ErrOtherData
		}
		if u.over(a.run.Plan, all) {
			return errOver
		}
		return nil
	}
}

// over reports whether there is nothing to add to a saved run: its plan ended, or it has read
// as much as the plan p of the run that is to follow it, or there is evidence in it, by the
// false-alarm rate of p.
func (r *Run) over(p Plan, all bool) bool {
	switch {
	case r.evidence(p.Alpha) && !all, r.Ended == EndPlan && r.Failed == 0:
		return true
	case p.Bytes == 0:
		return false
	}
	symbols := p.Bytes / sources.SymbolBytes(p.N)
	if r.Ended == EndSaved {
		return r.Symbols > symbols // the look at the end was not made
	}
	return r.Symbols >= symbols
}

// evidence reports whether a look at the run was evidence of bias, by that false-alarm rate.
func (r *Run) evidence(alpha float64) bool {
	return r.Failed > 0 && r.FailedLogP+math.Log(float64(len(r.Shards))) < math.Log(alpha)
}

// goOn adds what was counted in a run before, and has as much data passed over. It returns the
// plan's look that comes next.
//
// A run whose data ended (by time, by bytes, on request) had begun a round. The rest of that
// round is passed over as well: where it stopped does not depend on what was in it.
func (a *audit) goOn(u *Run) (look int) {
	run := a.run
	run.Looks, run.Seconds, run.Failed, run.FailedLogP = u.Looks, u.Seconds, u.Failed, u.FailedLogP
	for i := range run.Tallies {
		run.Tallies[i].Tally.Add(u.Tallies[i].Tally)
	}
	rounds := u.Rounds
	begun := u.Ended != EndSaved && u.Ended != EndPlan
	if begun {
		rounds++
	}
	for {
		// Each look that is saved was made; the one at the end of a round that was
		// begun was not.
		if at, ok := run.Plan.look(look); !ok || at > rounds || begun && at == rounds {
			break
		}
		look++
	}
	if !sources.Fresh(run.Plan.Source) {
		if a.skip = rounds; rounds == 0 {
			a.begin()
		}
		return look
	}
	run.Rounds, run.Symbols = rounds, u.Symbols
	a.meter.used = u.Symbols
	if run.Plan.Bytes > 0 {
		a.meter.left -= u.Symbols
	}
	run.Stuck = u.Stuck
	for _, g := range a.groups {
		g.stuck = !g.words && slices.Contains(u.Stuck, g.views[0].name)
	}
	return look
}
