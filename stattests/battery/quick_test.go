package battery

import (
	"strings"
	"testing"

	"github.com/randaudit/randaudit/sources"
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
