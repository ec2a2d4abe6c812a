package sp80022

import (
	"encoding/binary"
	"encoding/json"
	"flag"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var goldenDir = flag.String("golden", "testdata", "folder with nist-sts-golden.json, pi-1e6.bin and e-1e6.bin")

// golden is what the program of the standard gave.
type golden struct {
	About struct {
		Order map[string][]any `json:"order"`
	} `json:"about"`
	NIST struct {
		Splitmix []map[string][]*float64 `json:"splitmix42 sequences 0..1"`
		Pi       map[string][]*float64   `json:"pi"`
		E        map[string][]*float64   `json:"e"`
	} `json:"sts-2.1.2"`
	Arcetri struct {
		Splitmix []map[string][]*float64 `json:"splitmix42 sequences 0..1"`
	} `json:"arcetri sts 3.2.7"`
}

func readGolden(tb testing.TB) *golden {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join(*goldenDir, "nist-sts-golden.json"))
	if err != nil {
		tb.Fatal(err)
	}
	g := &golden{}
	if err := json.Unmarshal(data, g); err != nil {
		tb.Fatal(err)
	}
	return g
}

func readBits(tb testing.TB, name string) *Bits {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join(*goldenDir, name))
	if err != nil {
		tb.Fatal(err)
	}
	b := &Bits{}
	b.SetBytes(data, 1000000)
	return b
}

// splitmix is a sequence of SplitMix64's output, seed 42, eight bytes little-endian
// each.
func splitmix(index, n int) *Bits {
	b := &Bits{}
	b.SetBytes(splitmixBytes(42, index*n/8, n/8), n)
	return b
}

func splitmixBytes(seed uint64, from, count int) []byte {
	data := make([]byte, 0, count+16)
	for i := from / 8; len(data) < count+8; i++ {
		z := seed + uint64(i+1)*0x9e3779b97f4a7c15
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		data = binary.LittleEndian.AppendUint64(data, z^z>>31)
	}
	return data[from%8:][:count]
}

func newSuite(tb testing.TB, n int, p Parameters, names ...string) *Suite {
	tb.Helper()
	s, err := NewSuite(n, p, names...)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// TestGolden holds every p-value to that of sts-2.1.2.
func TestGolden(t *testing.T) {
	g := readGolden(t)
	s := newSuite(t, 1000000, Parameters{Constants: NIST})
	if got := len(s.Statistics()); got != 188 {
		t.Errorf("%d statistics, want 188", got)
	}
	worst := 0.0
	for _, c := range []struct {
		name string
		bits *Bits
		want map[string][]*float64
	}{
		{"splitmix42 sequence 0", splitmix(0, 1000000), g.NIST.Splitmix[0]},
		{"splitmix42 sequence 1", splitmix(1, 1000000), g.NIST.Splitmix[1]},
		{"pi", readBits(t, "pi-1e6.bin"), g.NIST.Pi},
		{"e", readBits(t, "e-1e6.bin"), g.NIST.E},
	} {
		p := s.Run(c.bits, nil)
		place := map[string]int{}
		for i, st := range s.Statistics() {
			k := place[st.Test]
			place[st.Test]++
			var want *float64 // nil, as the whole test may be: not applicable
			if values := c.want[st.Test]; values != nil {
				want = values[k]
			}
			switch {
			case want == nil:
				if !math.IsNaN(p[i]) {
					t.Errorf("%s: %s %s: p = %v, want not applicable", c.name, st.Test, st.Name, p[i])
				}
			case !(math.Abs(p[i]-*want) <= 1e-9):
				t.Errorf("%s: %s %s: p = %.17g, want %.17g", c.name, st.Test, st.Name, p[i], *want)
			default:
				worst = max(worst, math.Abs(p[i]-*want))
			}
		}
		for name, values := range c.want {
			if values != nil && place[name] != len(values) {
				t.Errorf("%s: %d p-values of %s, want %d", c.name, place[name], name, len(values))
			}
		}
	}
	t.Logf("largest difference %.1e", worst)
}

// TestOrder holds the names of statistics to those of the golden file.
func TestOrder(t *testing.T) {
	g := readGolden(t)
	names := map[string][]any{}
	for _, st := range newSuite(t, 1000000, Parameters{}).Statistics() {
		names[st.Test] = append(names[st.Test], st.Name)
	}
	for key, want := range g.About.Order {
		test, _, _ := strings.Cut(key, " ")
		if len(names[test]) != len(want) {
			t.Errorf("%s: %d statistics, want %d", test, len(names[test]), len(want))
			continue
		}
		for i, w := range want {
			if x, ok := w.(float64); ok {
				data, _ := json.Marshal(x)
				w = string(data)
			}
			if names[test][i] != w {
				t.Errorf("%s: statistic %d is %q, want %q", test, i, names[test][i], w)
			}
		}
	}
}

// TestExactAgainstArcetri compares the exact classes of two tests with another
// program that has them.
func TestExactAgainstArcetri(t *testing.T) {
	g := readGolden(t)
	s := newSuite(t, 1000000, Parameters{}, "LongestRun", "OverlappingTemplate")
	for i, want := range g.Arcetri.Splitmix {
		p := s.Run(splitmix(i, 1000000), nil)
		for k, st := range s.Statistics() {
			if math.Abs(p[k]-*want[st.Test][0]) > 1e-6 {
				t.Errorf("sequence %d: %s: p = %v, want %v", i, st.Test, p[k], *want[st.Test][0])
			}
		}
	}
}
