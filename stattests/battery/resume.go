package battery

import (
	"fmt"
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

// over reports whether there is nothing to add to a saved run: its plan or its data ended, or
// it has read as much as the plan p of the run that is to follow it, or it failed.
func (r *Run) over(p Plan, all bool) bool {
	switch {
	case r.Failed > 0 && !all, r.Ended == EndData, r.Ended == EndPlan && r.Failed == 0:
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
