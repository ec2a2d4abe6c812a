package stattests

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/randaudit/randaudit/internal/tails"
)

// successes draws from the binomial law: by the waiting times between successes,
// or from the normal law where that is as good.
func successes(r *rand.Rand, n uint64, p float64) uint64 {
	switch v := float64(n) * p * (1 - p); {
	case p > 0.5:
		return n - successes(r, n, 1-p)
	case p <= 0:
		return 0
	case v > 500:
		return uint64(min(max(0, math.Round(float64(n)*p+math.Sqrt(v)*r.NormFloat64())), float64(n)))
	}
	rate := -math.Log1p(-p)
	k, at := uint64(0), 0.0
	for {
		at += 1 + math.Floor(r.ExpFloat64()/rate)
		if at > float64(n) {
			return k
		}
		k++
	}
}

// outcomes draws the counts of n outcomes of the given probabilities.
func outcomes(r *rand.Rand, n uint64, p []float64, counts []uint64) {
	left := 1.0
	for i, q := range p {
		counts[i] = n
		if i < len(p)-1 {
			counts[i] = successes(r, n, min(1, max(0, q/left)))
		}
		n -= counts[i]
		left -= q
	}
}

// geometric are classes whose probabilities halve, the last two being equal.
func geometric(k int) []float64 {
	p := make([]float64, k)
	for i := range p {
		p[i] = math.Exp2(-float64(min(i+1, k-1)))
	}
	return p
}

func uniformly(k int) []float64 {
	p := make([]float64, k)
	for i := range p {
		p[i] = equal(k)(i)
	}
	return p
}

func classes(p []float64) categories {
	return categories{k: len(p), p: func(i int) float64 { return p[i] }, label: func(i int) string { return fmt.Sprint(i) }, perBlock: 1}
}

// powerOf is the share of trials in which the result is evidence at the level,
// for n outcomes of which class i comes too often by the fraction d.
func powerOf(r *rand.Rand, p []float64, n uint64, i, result int, d, level float64, trials int) float64 {
	c := classes(p)
	q := make([]float64, len(p))
	for j := range q {
		q[j] = p[j] * (1 - p[i]*(1+d)) / (1 - p[i])
	}
	q[i] = p[i] * (1 + d)
	counts := make([]uint64, len(p))
	seen := 0
	for range trials {
		outcomes(r, n, q, counts)
		if c.judge(n, counts, 0)[result].Usable() <= math.Log(level) { // 0: effects are not asked for
			seen++
		}
	}
	return float64(seen) / float64(trials)
}

// TestDetectable draws outcomes of which one class comes too often by exactly
// what is said to be detectable: that is seen with 99 % power. By "max" a fifth
// less is not.
func TestDetectable(t *testing.T) {
	const early = 1e-9 / 5400 // of one result, at an early look of a plan of many
	for i, c := range []struct {
		name    string
		p       []float64
		n       uint64
		level   float64
		unknown bool // there are too few for chi-squared
	}{
		{"N=2", uniformly(2), 512, early, false},
		{"N=2", uniformly(2), 1 << 18, 1e-6, false},
		{"N=2", uniformly(2), 1 << 40, early, false},
		{"N=6", uniformly(6), 60, 1e-6, true},
		{"N=6", uniformly(6), 2048, early, false},
		{"N=6", uniformly(6), 1 << 30, early, false},
		{"N=24", uniformly(24), 1024, early, false},
		{"N=24", uniformly(24), 8192, early, false},
		{"N=24", uniformly(24), 1 << 20, 1e-12, false},
		{"N=62", uniformly(62), 4096, early, false},
		{"N=62", uniformly(62), 1 << 22, early, false},
		{"N=256", uniformly(256), 512, early, false},
		{"N=256", uniformly(256), 8192, early, false},
		{"N=256", uniformly(256), 38912, early, false},
		{"N=256", uniformly(256), 1 << 30, early, false},
		{"N=1000", uniformly(1000), 4096, early, false},
		{"N=1000", uniformly(1000), 65536, early, false},
		{"N=1000", uniformly(1000), 1 << 26, early, false},
		{"geometric", geometric(12), 4096, early, false},
		{"geometric", geometric(12), 1 << 24, early, false},
		{"weighted", []float64{0.4, 0.3, 0.2, 0.1}, 10000, early, false},
	} {
		t.Run(fmt.Sprintf("%s/n=%d", c.name, c.n), func(t *testing.T) {
			t.Parallel()
			if testing.Short() && len(c.p) > 100 {
				t.Skip("many classes take long")
			}
			r := rand.New(rand.NewChaCha8([32]byte{5, byte(i)}))
			trials := 300
			if *long {
				trials = 2000
			}
			counts := make([]uint64, len(c.p))
			outcomes(r, c.n, c.p, counts)
			least := 0 // the last of the least probable: the last pool is the largest
			for i, p := range c.p {
				if p <= c.p[least] {
					least = i
				}
			}
			for j, result := range classes(c.p).judge(c.n, counts, c.level) {
				d := result.Effect.Detectable
				if !result.Judged() {
					if !c.unknown || d != 0 {
						t.Errorf("%s: %v, detectable: %g", result.Name, result.Warnings, d)
					}
					continue
				}
				if d <= 0 || c.p[least]*(1+d) > 1 {
					t.Errorf("%s: detectable: %g", result.Name, d)
					continue
				}
				got := powerOf(r, c.p, c.n, least, j, d, c.level, trials)
				t.Logf("%s: detectable %.4g: power %.3f", result.Name, d, got)
				if got < 0.97 {
					t.Errorf("%s: %.4g is seen with power %.3f", result.Name, d, got)
				}
				if result.Name != "max" {
					continue
				}
				if less := powerOf(r, c.p, c.n, least, j, d*0.8, c.level, trials); less > 0.95 {
					t.Errorf("max: %.4g is seen with power %.3f, which is less than %.4g", d*0.8, less, d)
				}
			}
		})
	}
}

// TestDetectableBits does the same for one bit position, and for all of them.
func TestDetectableBits(t *testing.T) {
	r := rand.New(rand.NewChaCha8([32]byte{6}))
	trials := 300
	if *long {
		trials = 2000
	}
	for _, c := range []struct {
		k      int
		blocks uint64
		level  float64
	}{
		{1, 4, 1e-9 / 5400}, {1, 1 << 20, 1e-6},
		{2, 4, 1e-9 / 5400}, {8, 16, 1e-9 / 5400}, {8, 1 << 20, 1e-6},
		{64, 2, 1e-9 / 5400}, {64, 1 << 14, 1e-9 / 5400}, {64, 1 << 14, 1e-16},
	} {
		n := c.blocks * blockSymbols
		counter := counter(t, Bias, 1<<c.k) // 1<<64 is 0, which means 2^64
		tally := Tally{Blocks: c.blocks, Counts: make([]uint64, c.k)}
		for i := range tally.Counts {
			tally.Counts[i] = n / 2
		}
		for j, result := range counter.Judge(tally, c.level) {
			d := result.Effect.Detectable
			if d <= 0 || d > 1 {
				t.Errorf("k=%d n=%d %s: detectable: %g", c.k, n, result.Name, d)
				continue
			}
			seen := 0
			for range trials {
				for i := range tally.Counts {
					bias := 0.0
					if i == 0 || result.Name == "total" {
						bias = d
					}
					tally.Counts[i] = successes(r, n, 0.5*(1+bias))
				}
				if counter.Judge(tally, 0)[j].Usable() <= math.Log(c.level) {
					seen++
				}
			}
			t.Logf("k=%d n=%d %s: detectable %.4g: seen in %d of %d", c.k, n, result.Name, d, seen, trials)
			if seen < trials*97/100 {
				t.Errorf("k=%d n=%d %s: %.4g is seen in %d of %d", c.k, n, result.Name, d, seen, trials)
			}
		}
	}
}

// TestDetectableUnknown: where nothing could be seen, nothing is promised.
func TestDetectableUnknown(t *testing.T) {
	for _, c := range []struct {
		p     []float64
		n     uint64
		known [2]bool // chi2, max
	}{
		{uniformly(6), 5, [2]bool{false, false}}, // 6^-5 is no evidence
		{uniformly(6), 100, [2]bool{false, true}},
		{uniformly(1000), 200, [2]bool{false, true}},
		{[]float64{0.5, 0.5, 0}, 400, [2]bool{true, true}},
		{[]float64{0.9, 0.1 - 1e-300, 1e-300}, 400, [2]bool{false, true}},
	} {
		counts := make([]uint64, len(c.p))
		counts[0] = c.n
		for i, r := range classes(c.p).judge(c.n, counts, 1e-9) {
			if r.Effect.Detectable > 0 != c.known[i] {
				t.Errorf("%v, n = %d, %s: %g", c.p[:3], c.n, r.Name, r.Effect.Detectable)
			}
		}
	}
	for _, r := range counter(t, LinearComplexity, 2).Judge(Tally{Blocks: 1000, Counts: count(t, 1000)}, 1e-9) {
		if r.Effect.Detectable != 0 {
			t.Errorf("linear-complexity %s: %g", r.Name, r.Effect.Detectable)
		}
	}
}

// count is a tally of linear complexities that are all m/2.
func count(t *testing.T, blocks uint64) []uint64 {
	counts := NewTally(counter(t, LinearComplexity, 2)).Counts
	counts[len(counts)/2] = blocks
	return counts
}

// TestInterval: of fair outcomes, the interval of the class that is furthest out
// holds 0 with 99 % confidence.
func TestInterval(t *testing.T) {
	trials := 400
	if *long {
		trials = 4000
	}
	r := rand.New(rand.NewChaCha8([32]byte{7}))
	check := func(name string, held int) {
		t.Logf("%s: %d of %d", name, held, trials)
		// 99 %: fewer with probability below 1e-6.
		if lower, _ := tails.Binomial(uint64(held), uint64(trials), confidence); lower < math.Log(1e-6) {
			t.Errorf("%s: %d of %d intervals hold 0", name, held, trials)
		}
	}
	for _, c := range []struct {
		name string
		p    []float64
		n    uint64
	}{
		{"N=2", uniformly(2), 1000}, {"N=6", uniformly(6), 60}, {"N=6", uniformly(6), 1 << 20},
		{"N=24", uniformly(24), 2400}, {"N=256", uniformly(256), 100}, {"N=256", uniformly(256), 4096},
		{"N=1000", uniformly(1000), 1 << 24}, {"geometric", geometric(20), 4096},
	} {
		held := 0
		counts := make([]uint64, len(c.p))
		for range trials {
			outcomes(r, c.n, c.p, counts)
			if e := classes(c.p).judge(c.n, counts, level)[1].Effect; e.Low <= 0 && 0 <= e.High {
				held++
			}
		}
		check(fmt.Sprintf("%s, n=%d", c.name, c.n), held)
	}
	for _, k := range []int{1, 8, 64} {
		bias := counter(t, Bias, 1<<k)
		held := 0
		counts := make([]uint64, k)
		for range trials {
			for i := range counts {
				counts[i] = successes(r, 10*blockSymbols, 0.5)
			}
			if e := bias.Judge(Tally{Blocks: 10, Counts: counts}, level)[0].Effect; e.Low <= 0 && 0 <= e.High {
				held++
			}
		}
		check(fmt.Sprintf("bias of %d bits", k), held)
	}
}

const level = 1e-9

// TestIntervalOfOne holds the interval of a single count to Clopper and Pearson's,
// whose ends are known for 0 of n and n of n.
func TestIntervalOfOne(t *testing.T) {
	const n = 100
	end := 1 - math.Pow((1-confidence)/2, 1./n)
	for _, c := range []struct {
		k         uint64
		low, high float64
	}{{0, 0, end}, {n, 1 - end, 1}} {
		_, low, high := deviation(c.k, n, 0.25, 1)
		if math.Abs((low+1)/4-c.low) > 1e-6 || math.Abs((high+1)/4-c.high) > 1e-6 {
			t.Errorf("%d of %d: from %g to %g, want from %g to %g", c.k, n, (low+1)/4, (high+1)/4, c.low, c.high)
		}
	}
	for _, n := range []uint64{1, 2, 1000, 1 << 40, 1<<53 + 1, math.MaxUint64} {
		for _, k := range []uint64{0, 1, n / 3, n - 1, n} {
			d, low, high := deviation(k, n, 1e-3, 256)
			if !(low <= d && d <= high && low >= -1 && high <= 999) {
				t.Errorf("%d of %d: %g, from %g to %g", k, n, d, low, high)
			}
		}
	}
}

// TestEffectNames: what a result names as its effect fits into a sentence.
func TestEffectNames(t *testing.T) {
	for _, c := range []struct {
		test *Test
		n    uint64
		want []string
	}{
		{Bias, 2, []string{"a one"}},
		{Bias, 4, []string{"a one at bit 0", "a one at bit 0", "a one"}},
		{RunsBits, 2, []string{"a transition"}},
	} {
		counter := counter(t, c.test, c.n)
		tally := NewTally(counter)
		block := make([]uint64, counter.Block())
		for i := range block {
			block[i] = 1
		}
		counter.Count(&tally, block)
		counter.Count(&tally, block)
		var got []string
		for _, r := range counter.Judge(tally, level) {
			got = append(got, r.Effect.Category)
		}
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s, N = %d: %q, want %q", c.test.Name, c.n, got, c.want)
		}
	}
	if _, err := LinearComplexity.New(Law{N: 0}); err == nil || !strings.Contains(err.Error(), "not 2^64 symbols") {
		t.Errorf("linear-complexity of 2^64 symbols: %v", err)
	}
}
