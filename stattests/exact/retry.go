package exact

import (
	"errors"
	"fmt"
)

// longestRun is the most answers that runs of rejected tries take: what reads
// ahead in chunks, or gives up, may do so after 32.
const longestRun = 27

// forgets checks that what follows a rejected try is like what follows nothing,
// as far as o.Replays allows, and says how far that was.
func (t *tree) forgets(o Options, l *level) (ok bool, checked string, err error) {
	starts := make([]int, len(l.leaves)+1)
	for i, at := range l.leaves {
		starts[i+1] = starts[i] + at.forks
	}
	path := func(i int) []fork { return l.paths[starts[i]:starts[i+1]] }

	// same plays a rejected start and then a script.
	f := &Feed{}
	same := func(start []fork, i int) (bool, error) {
		f.path = append(append(f.path[:0], start...), path(i)...)
		f.limit = len(f.path)
		at, err := t.follow(f)
		return err == nil && at.cut == l.leaves[i].cut && at.value == l.leaves[i].value && at.forks == len(f.path), err
	}

	// Each rejected start, or as many as there is time for, and one script: a
	// different one for each.
	tries := len(l.cuts)
	stride := max(1, len(l.leaves)/2|1)
	for k, cut := range l.cuts {
		if ok, err := same(path(cut), (k*stride+k)%len(l.leaves)); !ok || err != nil {
			return false, "", err
		}
	}

	// Runs of rejected starts, each with up to 256 scripts.
	run := longestRun / l.Depth
	for length := 2; length <= run; length++ {
		var start []fork
		for k := range length {
			start = append(start, path(l.cuts[(k*stride+length)%len(l.cuts)])...)
		}
		step := max(1, len(l.leaves)/256)
		for i := length % step; i < len(l.leaves); i += step {
			if ok, err := same(start, i); !ok || err != nil {
				return false, "", err
			}
		}
	}

	// Rejected starts with every script, or one of them with some.
	left := uint64(0)
	if t.replays < o.Replays && l.uniform() {
		left = o.Replays - t.replays
	}
	whole, step := int(min(uint64(tries), left/uint64(len(l.leaves)))), 1
	if whole == 0 {
		const some = 1024
		whole, step = 1, max(1, len(l.leaves)/some)
	}
	for k := range whole {
		start := path(l.cuts[k*tries/whole])
		for i := 0; i < len(l.leaves); i += step {
			if ok, err := same(start, i); !ok || err != nil {
				return false, "", err
			}
		}
	}
	followed := "every string"
	if step > 1 {
		followed = fmt.Sprintf("%d strings", (len(l.leaves)+step-1)/step)
	}
	checked = fmt.Sprintf("to depth %d: %s rejected followed by %s", 2*l.Depth, ofAll(whole, tries), followed)
	if whole < tries {
		checked += ", each of the others by one"
	}
	if run >= 2 {
		checked += fmt.Sprintf("; runs of 2 to %d rejected, by some", run)
	}
	return true, checked, nil
}

func ofAll(some, all int) string {
	switch {
	case all == 1:
		return "the only string that is"
	case some == all:
		return fmt.Sprintf("each of the %d strings that are", all)
	}
	return fmt.Sprintf("%d of the %d strings that are", some, all)
}

// follow plays a script that is longer than those that were enumerated: that it
// asks for something else, or ends early, is an answer here and no fault.
func (t *tree) follow(f *Feed) (leaf, error) {
	at, err := t.replay(f, endError)
	if errors.Is(err, ErrImpure) {
		f.broken = nil
		return leaf{forks: -1}, nil
	}
	return at, err
}
