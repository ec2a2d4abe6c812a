package battery

import (
	"math"
	"strings"
	"testing"

	"github.com/randaudit/randaudit/sources"
	"github.com/randaudit/randaudit/stattests"
)

// TestAllViews holds that "--view all" has each view of package sources, save
// for those by words of 8 and 16 bits, which are there to be proved fair.
func TestAllViews(t *testing.T) {
	listed, steps := map[string]bool{}, map[string]bool{}
	for _, name := range allViews {
		v, err := sources.ParseView(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := v.Over(0); err != nil {
			t.Errorf("%s does not fit words of 64 bits: %v", name, err)
		}
		if listed[v.Name] {
			t.Errorf("%s is there twice", v.Name)
		}
		listed[v.Name] = true
		for step := range strings.SplitSeq(name, "/") {
			step, _, _ = strings.Cut(step, "(")
			steps[step] = true
		}
	}
	for _, e := range sources.Views() {
		if small := strings.HasSuffix(e.Name, "8") || strings.HasSuffix(e.Name, "16"); !small && !steps[e.Name] {
			t.Errorf("%s is in no view of all", e.Name)
		}
	}
}

// TestFixedBits counts UUIDs of which one among a million has a wrong fixed bit:
// that one is evidence by itself, and without it there is none.
func TestFixedBits(t *testing.T) {
	view, err := sources.ParseView("uuid4-fixed")
	if err != nil {
		t.Fatal(err)
	}
	law, _, err := view.Over(0)
	if err != nil {
		t.Fatal(err)
	}
	counter, err := stattests.Frequency.New(stattests.Law(law))
	if err != nil {
		t.Fatal(err)
	}
	for wrong, fail := range map[uint64]bool{0: false, 1: true} {
		blocks := uint64(1<<20) / uint64(counter.Block())
		tally := stattests.Tally{Blocks: blocks, Counts: []uint64{1 << 19, 1<<19 - wrong, wrong}}
		least := 0.0
		for _, r := range counter.Judge(tally, 1e-9) {
			if r.Judged() {
				least = min(least, r.Usable())
			}
		}
		if got := least < math.Log(1e-100); got != fail {
			t.Errorf("%d of 2^20 wrong: ln p = %v", wrong, least)
		}
	}
}
