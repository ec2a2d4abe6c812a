package anytime

import (
	"encoding/json"
	"flag"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"github.com/randaudit/randaudit/internal/tails"
)

var all = flag.Bool("all", false, "simulate all 20,000 paths")

// paths is the number of simulated paths.
func paths() int {
	switch {
	case *all:
		return 20_000
	case testing.Short():
		return 60
	}
	return 1000
}

func generator(seed byte) *rand.Rand { return rand.New(rand.NewChaCha8([32]byte{seed})) }

// TestExpectation holds that the evidence is expected to be 1 at every time, to
// the last digit: over all strings of draws, with blocks so small that starts
// begin and end.
func TestExpectation(t *testing.T) {
	t.Run("categories", func(t *testing.T) {
		for _, p := range [][]float64{{0.5, 0.5}, {0.9, 0.1}, {0.5, 0.25, 0.25}, {0.3, 0, 0.7}} {
			length := 12
			if len(p) > 2 {
				length = 9
			}
			if testing.Short() {
				length -= 3
			}
			for n := 1; n <= length; n++ {
				sum := 0.
				for code := range int(math.Pow(float64(len(p)), float64(n))) {
					c, err := newCategories(p, 1)
					if err != nil {
						t.Fatal(err)
					}
					prob := 1.
					for range n {
						c.Add(code % len(p))
						prob *= p[code%len(p)]
						code /= len(p)
					}
					if prob > 0 {
						sum += prob * math.Exp(c.Log())
					}
				}
				if math.Abs(sum-1) > 1e-9 {
					t.Errorf("p = %v, %d draws: the expectation is 1%+g", p, n, sum-1)
				}
			}
		}
	})
	t.Run("mean", func(t *testing.T) {
		x := []float64{0, 0.25, 1} // of mean 0.375
		p := []float64{0.4, 0.3, 0.3}
		for n := 1; n <= 9; n++ {
			sum := 0.
			for code := range int(math.Pow(3, float64(n))) {
				m := NewMean(0.375)
				prob := 1.
				for range n {
					m.Add(x[code%3])
					prob *= p[code%3]
					code /= 3
				}
				sum += prob * math.Exp(m.Log())
			}
			if math.Abs(sum-1) > 1e-12 {
				t.Errorf("%d draws: the expectation is 1%+g", n, sum-1)
			}
		}
	})
}

// TestCalibration looks at fair paths again and again: no more than alpha of them
// may ever reach 1/alpha.
func TestCalibration(t *testing.T) {
	const draws, looks = 2048, 64
	kinds := []struct {
		name string
		make func(r *rand.Rand) (Process, func())
	}{
		{"die", func(r *rand.Rand) (Process, func()) {
			c := NewUniform(6)
			return c, func() { c.Add(r.IntN(6)) }
		}},
		{"die, many starts", func(r *rand.Rand) (Process, func()) {
			c, _ := newCategories([]float64{1. / 6, 1. / 6, 1. / 6, 1. / 6, 1. / 6, 1. / 6}, 100)
			return c, func() { c.Add(r.IntN(6)) }
		}},
		{"weights", func(r *rand.Rand) (Process, func()) {
			c := NewCategories([]float64{0.5, 0.25, 0.25})
			return c, func() { c.Add([]int{0, 0, 1, 2}[r.IntN(4)]) }
		}},
		{"bits", func(r *rand.Rand) (Process, func()) {
			b := NewBits(4)
			return b, func() { b.Add(r.Uint64()) }
		}},
		{"mean", func(r *rand.Rand) (Process, func()) {
			m := NewMean(0.5)
			return m, func() { m.Add(float64(r.IntN(10)) / 9) }
		}},
		{"combined", func(r *rand.Rand) (Process, func()) {
			c, m := NewUniform(10), NewMean(0.5)
			return combined{c, m}, func() {
				x := r.IntN(10)
				c.Add(x)
				m.Add(float64(x) / 9)
			}
		}},
	}
	for i, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			r := generator(byte(i))
			highest := make([]float64, paths())
			for j := range highest {
				p, draw := k.make(r)
				for n := 1; n <= draws; n++ {
					draw()
					if n%(draws/looks) == 0 || n < 20 {
						highest[j] = max(highest[j], p.Log())
					}
				}
			}
			for _, alpha := range []float64{0.2, 0.05, 0.01, 0.001} {
				crossed := uint64(0)
				for _, h := range highest {
					if h >= -math.Log(alpha) {
						crossed++
					}
				}
				_, logP := tails.Binomial(crossed, uint64(len(highest)), alpha)
				t.Logf("alpha = %g: %d of %d paths reach 1/alpha", alpha, crossed, len(highest))
				if logP < math.Log(1e-9) {
					t.Errorf("alpha = %g: that is too many, ln p = %.1f", alpha, logP)
				}
			}
		})
	}
}

type combined struct{ a, b Process }

func (c combined) Log() float64 {
	return Combine([]float64{0.5, 0.5}, []float64{c.a.Log(), c.b.Log()})
}

// TestConcentrations holds what is said of byte % 62: how many draws Jeffreys'
// prior alone takes to 1e12, 100 pseudo-counts a cell, and the mixture.
func TestConcentrations(t *testing.T) {
	const runs, step = 9, 500
	usual := concentrations
	defer func() { concentrations = usual }()
	mean := func(cs []float64) int {
		concentrations = cs
		var at []int
		r := generator(9)
		for range runs {
			c, _ := newCategories(NewUniform(62).p, 1<<40) // one start
			for n := 1; ; n++ {
				c.Add(r.IntN(256) % 62)
				if n%step == 0 && c.since(start{K: 1}) >= 12*math.Ln10 {
					at = append(at, n)
					break
				}
			}
		}
		sum := 0
		for _, n := range at {
			sum += n
		}
		return sum / runs
	}
	for _, c := range []struct {
		of        []float64
		low, high int
	}{
		{[]float64{0.5}, 68_000, 80_000},
		{[]float64{100}, 16_000, 22_000},
		{usual, 17_000, 23_000},
	} {
		got := mean(c.of)
		t.Logf("%v pseudo-counts: %d draws", c.of, got)
		if got < c.low || got > c.high {
			t.Errorf("%v pseudo-counts: %d draws, want %d to %d", c.of, got, c.low, c.high)
		}
	}
}

// TestLate holds that a source that goes bad late is still seen.
func TestLate(t *testing.T) {
	const good, bad = 1_000_000, 150_000
	r := generator(3)
	c, m := NewUniform(6), NewMean(0.5)
	for range good {
		x := r.IntN(6)
		c.Add(x)
		m.Add(float64(x) / 5)
	}
	if c.Log() > 3 || m.Log() > 3 {
		t.Fatalf("evidence of a fair die: %.1f and %.1f", c.Log(), m.Log())
	}
	for range bad {
		x := r.IntN(7) // the 6 twice as likely
		c.Add(min(x, 5))
		m.Add(float64(min(x, 5)) / 5)
		if c.state.Draws == good+10_000 {
			t.Logf("after %d of %d bad draws: %.1f and %.1f", 10_000, bad, c.Log(), m.Log())
			if c.Log() < 12*math.Ln10 {
				t.Errorf("categories: %.1f after 10,000 bad draws", c.Log())
			}
			if m.Log() < 12*math.Ln10 {
				t.Errorf("mean: %.1f after 10,000 bad draws", m.Log())
			}
		}
	}
	if n := len(c.state.Open); n > 60 {
		t.Errorf("%d starts are open", n)
	}
}

// TestState holds that a saved state goes on as if nothing had happened.
func TestState(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, rest := rapid.IntRange(0, 5000).Draw(t, "before"), rapid.IntRange(0, 3000).Draw(t, "after")
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		c, b, m := NewUniform(5), NewBits(7), NewMean(0.4)
		c2, b2, m2 := new(Categories), new(Bits), new(Mean)
		add := func(c *Categories, b *Bits, m *Mean, x uint64) {
			c.Add(int(x % 5))
			b.Add(x)
			m.Add(float64(x%11) / 10)
		}
		for range n {
			add(c, b, m, r.Uint64())
		}
		for from, to := range map[any]any{c: c2, b: b2, m: m2} {
			text, err := json.Marshal(from)
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(text, to); err != nil {
				t.Fatal(err)
			}
		}
		for range rest {
			x := r.Uint64()
			add(c, b, m, x)
			add(c2, b2, m2, x)
		}
		if c.Log() != c2.Log() || b.Log() != b2.Log() || m.Log() != m2.Log() {
			t.Fatalf("%v %v %v went on as %v %v %v", c.Log(), b.Log(), m.Log(), c2.Log(), b2.Log(), m2.Log())
		}
		if c.Draws() != uint64(n+rest) || m2.Draws() != uint64(n+rest) {
			t.Fatalf("%d draws", c.Draws())
		}
	})
}

// TestImpossible holds that the evidence of what cannot be is finite, for JSON,
// after starts have ended too.
func TestImpossible(t *testing.T) {
	c, err := newCategories([]float64{0.5, 0, 0.5}, 1)
	if err != nil {
		t.Fatal(err)
	}
	for range 1000 {
		c.Add(1)
	}
	if e := c.Log(); e != math.MaxFloat64 {
		t.Errorf("the evidence is %v", e)
	}
	if _, err := json.Marshal(c); err != nil {
		t.Error(err)
	}
}

// FuzzState tries texts that are no states.
func FuzzState(f *testing.F) {
	for _, p := range []any{NewUniform(3), NewBits(2), NewMean(0.5)} {
		text, err := json.Marshal(p)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`{"p":[0.5,0.5],"counts":[1,2],"draws":3,"open":[{"k":1},{"k":9,"counts":[5,5]}]}`))
	f.Add([]byte(`[null]`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var c Categories
		if json.Unmarshal(text, &c) == nil && len(c.p) < 1000 {
			c.Add(0)
			if math.IsNaN(c.Log()) {
				t.Errorf("NaN from %s", text)
			}
		}
		var b Bits
		if json.Unmarshal(text, &b) == nil {
			b.Add(1)
			_ = b.Log()
		}
		var m Mean
		if json.Unmarshal(text, &m) == nil {
			m.Add(1)
			if math.IsNaN(m.Log()) {
				t.Errorf("NaN from %s", text)
			}
		}
	})
}

func TestExtremes(t *testing.T) {
	c := NewCategories([]float64{0.5, 0.5, 0})
	c.Add(2)
	if c.Log() != math.MaxFloat64 {
		t.Errorf("what cannot be has evidence %v", c.Log())
	}
	m := NewMean(0.5)
	for range 100_000 {
		m.Add(1)
	}
	for range 1000 {
		m.Add(0)
	}
	if l := m.Log(); !(l > 1e4 && l < 1e5) {
		t.Errorf("a constant has evidence %v", l)
	}
	for name, f := range map[string]func(){
		"one category":      func() { NewUniform(1) },
		"negative":          func() { NewCategories([]float64{1.5, -0.5}) },
		"more than 1":       func() { NewCategories([]float64{0.5, 0.6}) },
		"no bits":           func() { NewBits(0) },
		"a mean of 1":       func() { NewMean(1) },
		"a symbol above 1":  func() { NewMean(0.5).Add(1.5) },
		"weights above 1":   func() { Combine([]float64{1, 1}, []float64{0, 0}) },
		"weights too few":   func() { Combine([]float64{1}, []float64{0, 0}) },
		"a weight that's 0": func() { Combine([]float64{0, 1}, []float64{0, 0}) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("it does not panic")
				}
			}()
			f()
		})
	}
}

func BenchmarkAdd(b *testing.B) {
	b.Run("process=categories/k=6", func(b *testing.B) {
		c := NewUniform(6)
		for i := range b.N {
			c.Add(i % 6)
		}
	})
	b.Run("process=categories/k=1000", func(b *testing.B) {
		c := NewUniform(1000)
		for i := range b.N {
			c.Add(i % 1000)
		}
	})
	b.Run("process=bits/width=64", func(b *testing.B) {
		c := NewBits(64)
		for i := range b.N {
			c.Add(uint64(i))
		}
	})
	b.Run("process=mean", func(b *testing.B) {
		m := NewMean(0.5)
		for i := range b.N {
			m.Add(float64(i & 1))
		}
	})
}
