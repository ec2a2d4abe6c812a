package biasmap

import (
	"bytes"
	"flag"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/randaudit/randaudit/internal/tails"
	"github.com/randaudit/randaudit/sources"
)

var update = flag.Bool("update", false, "write the golden files")

// way is a known way.
func way(t *testing.T, name string) Way {
	t.Helper()
	for _, w := range Known() {
		if w.Name == name {
			return w
		}
	}
	t.Fatalf("no way %q", name)
	return Way{}
}

// TestNeed holds the draws needed to numbers that were computed on their own,
// from the probabilities of the outputs and the noncentral law of another
// library.
func TestNeed(t *testing.T) {
	for _, c := range []struct {
		way      string
		n        uint64
		draws    float64
		question string
	}{
		{"modulo8", 6, 5.28e5, "frequency"},
		{"modulo8", 10, 1.97e5, "frequency"},
		{"modulo8", 62, 1.83e4, "frequency"},
		{"modulo32", 10, 5.54e19, "frequency"},
		{"modulo32", 26, 1.93e19, "frequency"},
		{"modulo16", 52, 8.48e8, "frequency"},
		{"modulo32", 3 << 30, 450, "thirds"},
		{"modulo64", 3 << 62, 450, "thirds"},
		{"mulhigh32", 3 << 30, 450, "modulo 3"},
		{"mulhigh64", 3 << 62, 450, "modulo 3"},
		{"floatmul", 3 << 51, 5.4e3, "modulo 3"},
		{"choices", 3 << 51, 5.4e3, "modulo 3"},
		{"choices", 3 << 61, 21, "parity"}, // always even: 2 * 2^-21 is the first below 1e-6
	} {
		need := way(t, c.way).need(c.n)
		// Another question may see it in fewer draws.
		if need.Known != Biased || need.Draws > c.draws*1.005 || need.Draws < c.draws*0.99 && need.Question == c.question {
			t.Errorf("%s at %d: %+v, want %g", c.way, c.n, need, c.draws)
		}
		if c.n > 1000 && need.Question != c.question {
			t.Errorf("%s at %d: the most favourable question is %q, want %q", c.way, c.n, need.Question, c.question)
		}
	}
	for name, ns := range map[string][]uint64{"modulo8": {2, 256}, "modulo16": {256}, "mulhigh32": {256, 1 << 16}, "floatmul": {2, 256}, "lemire64": {10}} {
		for _, n := range ns {
			if need := way(t, name).need(n); need.Known != Exact || need.Proof == "" || need.Draws != 0 {
				t.Errorf("%s at %d: %+v, want exact with a proof", name, n, need)
			}
		}
	}
}

// TestNeedEnumerated compares the needs of modulo8 with the four questions asked
// of each of the 256 bytes.
func TestNeedEnumerated(t *testing.T) {
	modulo8 := way(t, "modulo8")
	for n := uint64(4); n <= 256; n += 3 {
		want := math.Inf(1)
		for _, q := range []struct {
			classes uint64
			of      func(x uint64) uint64
		}{
			{n, func(x uint64) uint64 { return x }},
			{3, func(x uint64) uint64 { return 3 * x / n }},
			{3, func(x uint64) uint64 { return x % 3 }},
			{2, func(x uint64) uint64 { return x % 2 }},
		} {
			fair, p := make([]float64, q.classes), make([]float64, q.classes)
			for x := range n {
				fair[q.of(x)] += 1 / float64(n)
			}
			for b := range uint64(256) {
				p[q.of(b%n)] += 1.0 / 256
			}
			squares := 0.0
			for i := range p {
				squares += (p[i] - fair[i]) * (p[i] - fair[i]) / fair[i]
			}
			if squares > 1e-20 {
				want = min(want, tails.Noncentrality(float64(q.classes-1), math.Log(Alpha), Power)/squares)
			}
		}
		switch need := modulo8.need(n); {
		case math.IsInf(want, 1):
			if need.Known != Exact {
				t.Errorf("n = %d: %+v, want exact", n, need)
			}
		case need.Known != Biased || need.Question != "parity" && math.Abs(need.Draws-want) > 1+1e-6*want:
			t.Errorf("n = %d: %+v, want %v draws", n, need, want)
		}
	}
}

// TestNeedSimulated makes the test that a need is of, with the question and the
// number of draws that it says, and counts how often it sees the bias: in 99 of
// 100 samples, and in fewer of half as many draws. Seeds are fixed.
func TestNeedSimulated(t *testing.T) {
	source, err := sources.Parse("chacha8", sources.Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	for shard, c := range []struct {
		way     string
		n       uint64
		samples int
	}{
		{"modulo8", 62, 200},
		{"modulo8", 3 << 6, 2000},
		{"modulo16", 3 << 14, 2000},
		{"modulo32", 3 << 29, 1000},
		{"modulo32", 3 << 30, 2000},
		{"mulhigh32", 3 << 30, 2000},
		{"mulhigh64", 3 << 62, 2000},
		{"floatmul", 3 << 51, 500},
		{"choices", 3 << 61, 2000},
	} {
		if testing.Short() && c.samples < 1000 {
			continue
		}
		w := way(t, c.way)
		need := w.need(c.n)
		fill, err := w.open(t.Context(), c.n, source, uint64(shard))
		if err != nil {
			t.Fatal(err)
		}
		power := func(draws int) float64 {
			seen := 0
			symbols := make([]uint64, draws)
			for range c.samples {
				if err := fill(symbols); err != nil {
					t.Fatal(err)
				}
				if rejects(need, c.n, symbols) {
					seen++
				}
			}
			return float64(seen) / float64(c.samples)
		}
		// Four standard deviations, and 0.5 % for the laws of so few draws.
		slack := 0.005 + 4*math.Sqrt(Power*(1-Power)/float64(c.samples))
		if p := power(int(need.Draws)); p < Power-slack {
			t.Errorf("%s at %d: %v draws see the bias in %.4f of samples, want %v", c.way, c.n, need.Draws, p, Power)
		}
		if p := power(int(need.Draws) / 2); p > 0.9 {
			t.Errorf("%s at %d: half of %v draws see the bias in %.4f of samples: so many are not needed", c.way, c.n, need.Draws, p)
		}
	}
}

// rejects is the test of a need, written anew.
func rejects(need Need, n uint64, symbols []uint64) bool {
	classes, of := 0, func(uint64) uint64 { return 0 }
	switch need.Question {
	case "frequency":
		classes, of = int(n), func(x uint64) uint64 { return x }
	case "thirds":
		classes, of = 3, func(x uint64) uint64 { return x / (n / 3) }
	case "modulo 3":
		classes, of = 3, func(x uint64) uint64 { return x % 3 }
	case "parity":
		classes, of = 2, func(x uint64) uint64 { return x % 2 }
	}
	counts := make([]uint64, classes)
	for _, x := range symbols {
		counts[of(x)]++
	}
	if classes == 2 {
		lower, upper := tails.Binomial(counts[0], uint64(len(symbols)), 0.5)
		return math.Ln2+min(lower, upper) <= math.Log(Alpha)
	}
	statistic := 0.0
	e := float64(len(symbols)) / float64(classes) // the n of this test are multiples of the classes
	for _, k := range counts {
		statistic += (float64(k) - e) * (float64(k) - e) / e
	}
	_, upper := tails.ChiSquared(statistic, float64(classes-1))
	return upper <= math.Log(Alpha)
}

// TestParityOfChoices: beyond 2^53 no question sees as much as parity, which is
// what choicesNeed says.
func TestParityOfChoices(t *testing.T) {
	m, err := Measure(t.Context(), Options{}, way(t, "choices"))
	if err != nil {
		t.Fatal(err)
	}
	for i, column := range m.Columns {
		if cell := m.Rows[0].Cells[i]; column.N == 3<<61 && (cell.Effect.Category != "odd" || cell.Effect.Deviation != -1) {
			t.Errorf("effect is %+v, want no odd number", cell.Effect)
		}
	}
}

// TestMap holds what was measured to what is known: a bias that takes fewer
// draws is seen, one that takes a thousand times as many is not, and nothing is
// seen of the fair ways. The seed is fixed.
func TestMap(t *testing.T) {
	m, err := Measure(t.Context(), Options{Seed: 1}, Known()...)
	if err != nil {
		t.Fatal(err)
	}
	applicable := 0
	for _, r := range m.Rows {
		for i, c := range r.Cells {
			if !c.Applies {
				continue
			}
			applicable++
			name, draws := r.Way.Name, float64(m.Draws)
			switch need := c.Need; {
			case need.Known == Unknown:
				t.Errorf("%s at %d: nothing is known", name, m.Columns[i].N)
			case need.Known == Biased && need.Draws*2 < draws && !c.Seen():
				t.Errorf("%s at %d: needs %v draws, but p = e^%v with %v", name, m.Columns[i].N, need.Draws, c.LnP, draws)
			case (need.Known == Exact || need.Draws > 1000*draws) && c.LnP < math.Log(1e-4):
				t.Errorf("%s at %d: needs %v draws, but p = e^%v with %v", name, m.Columns[i].N, need.Draws, c.LnP, draws)
			}
		}
	}
	if applicable != 146 {
		t.Errorf("%d cells, want 146", applicable)
	}
	var text bytes.Buffer
	if err := m.WriteText(&text); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(text.String()) {
		if len(line) > 81 {
			t.Errorf("more than 80 columns: %q", line)
		}
	}
	if math.MaxInt == math.MaxInt32 {
		return // math/rand/v2 takes other words there
	}
	golden := filepath.Join("testdata", "map.txt")
	if *update {
		if err := os.WriteFile(golden, text.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(text.Bytes(), want) {
		t.Errorf("got\n%s\nwant (-update writes it)\n%s", text.Bytes(), want)
	}
}

// TestOwn puts functions of a user's on the map.
func TestOwn(t *testing.T) {
	from := rand.New(rand.NewPCG(1, 2))
	m, err := Measure(t.Context(), Options{Draws: 5000},
		Own("a modulo of 32 bits", func(n uint64) uint64 { return uint64(from.Uint32()) % n }),
		Own("fair", from.Uint64N))
	if err != nil {
		t.Fatal(err)
	}
	if m.Draws != 5120 {
		t.Errorf("%d draws, want 5120", m.Draws)
	}
	for i, c := range m.Columns {
		// Beyond 2^32 it never draws most numbers.
		if seen := m.Rows[0].Cells[i].Seen(); seen != (c.N >= 3<<29) {
			t.Errorf("modulo at %d: seen is %v", c.N, seen)
		}
		if m.Rows[1].Cells[i].Seen() {
			t.Errorf("fair at %d: a bias is seen", c.N)
		}
		if k := m.Rows[1].Cells[i].Need.Known; k != Unknown {
			t.Errorf("fair at %d: %s is known", c.N, k)
		}
	}
	for _, bad := range []struct {
		options Options
		way     Way
		says    string
	}{
		{Options{}, Own("bad", func(n uint64) uint64 { return n }), "which is not below n = 6"},
		{Options{Draws: -1}, Own("fair", from.Uint64N), "at least 1"},
	} {
		if _, err := Measure(t.Context(), bad.options, bad.way); err == nil || !strings.Contains(err.Error(), bad.says) {
			t.Errorf("error is %v, want %q in it", err, bad.says)
		}
	}
}
