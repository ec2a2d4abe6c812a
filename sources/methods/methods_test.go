package methods_test

import (
	"testing"

	"github.com/randaudit/randaudit/sources/methods"
)

// TestEdges holds the code to the methods' definitions at the words on both
// sides of each threshold, at every width.
func TestEdges(t *testing.T) {
	for _, m := range methods.All {
		if m.Edges == nil {
			continue
		}
		for _, n := range []uint64{2, 3, 6, 10, 62, 127, 128, 129, 200, 255, 256, 1000, 1 << 15, 49152, 65535, 1<<31 + 1, 1<<62 + 1, 3 << 62, 1<<63 - 1, 1 << 63, 1<<63 + 1, 1<<64 - 1} {
			if n > m.Most {
				continue
			}
			edges := m.Edges(n)
			accepted, rejected := 0, 0
			for _, e := range edges {
				output, done, _ := m.Step(n, methods.State{}, e.Word)
				if done != e.Accepted || done && output != e.Output {
					t.Errorf("%s(%d): word %d gives %d, %v; want %d, %v", m.Name, n, e.Word, output, done, e.Output, e.Accepted)
				}
				if e.Accepted {
					accepted++
				} else {
					rejected++
				}
			}
			if whole := n&(n-1) == 0; accepted == 0 || rejected == 0 && !whole {
				t.Errorf("%s(%d): %d words accepted, %d rejected: no threshold is among them", m.Name, n, accepted, rejected)
			}
		}
	}
}
