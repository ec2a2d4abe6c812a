package randtest

import (
	"flag"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/randaudit/randaudit/internal/tails"
)

var all = flag.Bool("all", false, "make all 20,000 runs of each promise")

// missing sets the second promise, which for users is 1e-6.
func missing(p float64) Option { return func(c *config) { c.miss = p } }

// TestPromises holds both promises at 1e-2, where they can be counted: of so many
// runs on fair draws, no more fail; of so many at exactly the Detect bias, no more
// pass.
func TestPromises(t *testing.T) {
	// Its own false alarms are rarer than 1e-10; of few runs with a seed that stays the
	// same, rarer than 1e-5, which 7 of 60 are.
	runs, level := 60, 1e-5
	switch {
	case *all:
		runs, level = 20_000, 1e-10
	case testing.Short():
		runs = 10
	}
	const promise = 1e-2
	options := func(more ...Option) []Option {
		return append([]Option{FalseAlarm(promise), missing(promise)}, more...)
	}
	// biased draws below 6 with the 6 times p of some values changed.
	biased := func(r *rand.Rand, weights ...float64) func() uint64 {
		sum := 0.
		for _, w := range weights {
			sum += w
		}
		return func() uint64 {
			u := r.Float64() * sum
			for i, w := range weights {
				if u -= w; u < 0 {
					return uint64(i)
				}
			}
			return uint64(len(weights) - 1)
		}
	}
	for name, c := range map[string]struct {
		passes bool // these draws should
		check  func(tb testing.TB, r *rand.Rand)
	}{
		"fair die": {true, func(tb testing.TB, r *rand.Rand) {
			Uniform(tb, 6, func() uint64 { return r.Uint64N(6) }, options(Detect(0.2))...)
		}},
		"fair coin": {true, func(tb testing.TB, r *rand.Rand) {
			Uniform(tb, 2, func() uint64 { return r.Uint64N(2) }, options()...)
		}},
		"fair below 1000": {true, func(tb testing.TB, r *rand.Rand) {
			Uniform(tb, 1000, func() uint64 { return r.Uint64N(1000) }, options(Detect(0.5))...)
		}},
		"fair character": {true, func(tb testing.TB, r *rand.Rand) {
			Uniform(tb, 62, func() uint64 { return r.Uint64N(62) }, options(DetectByteModulo())...)
		}},
		"fair weights": {true, func(tb testing.TB, r *rand.Rand) {
			Law(tb, []float64{1, 2, 5}, biased(r, 1, 2, 5), options(Detect(0.3))...)
		}},
		"fair string": {true, func(tb testing.TB, r *rand.Rand) {
			UniformString(tb, alphanumeric, word(10, func() int { return r.IntN(62) }), options(Detect(0.5))...)
		}},
		"fair string of one character": {true, func(tb testing.TB, r *rand.Rand) {
			UniformString(tb, alphanumeric, word(1, func() int { return r.IntN(62) }), options(Detect(0.5))...)
		}},
		"fair weights of 101": {true, func(tb testing.TB, r *rand.Rand) {
			Law(tb, slices.Repeat([]float64{1}, 101), func() uint64 { return r.Uint64N(101) }, options(Detect(1))...)
		}},
		"fair shuffle": {true, func(tb testing.TB, r *rand.Rand) {
			Shuffle(tb, 5, shuffled(r), options(Detect(0.4))...)
		}},
		"fair sample": {true, func(tb testing.TB, r *rand.Rand) {
			Sample(tb, 12, 4, func() []int { return r.Perm(12)[:4] }, options(Detect(0.4))...)
		}},
		"fair bits": {true, func(tb testing.TB, r *rand.Rand) {
			Bits(tb, 16, func() uint64 { return r.Uint64() >> 48 }, options(Detect(0.5))...)
		}},
		"one value more": {false, func(tb testing.TB, r *rand.Rand) {
			Uniform(tb, 6, biased(r, 0.96, 0.96, 0.96, 0.96, 0.96, 1.2), options(Detect(0.2))...)
		}},
		"one value less": {false, func(tb testing.TB, r *rand.Rand) {
			Uniform(tb, 6, biased(r, 0.8, 1.04, 1.04, 1.04, 1.04, 1.04), options(Detect(0.2))...)
		}},
		"one value of 62 more": {false, func(tb testing.TB, r *rand.Rand) {
			Uniform(tb, 62, func() uint64 {
				if r.Float64() < 1.3/62 {
					return 0
				}
				return 1 + r.Uint64N(61)
			}, options(Detect(0.3))...)
		}},
		"a coin": {false, func(tb testing.TB, r *rand.Rand) {
			Uniform(tb, 2, biased(r, 0.9, 1.1), options()...)
		}},
		"byte % 62": {false, func(tb testing.TB, r *rand.Rand) {
			Uniform(tb, 62, func() uint64 { return r.Uint64N(256) % 62 }, options(DetectByteModulo())...)
		}},
		"byte % 95": {false, func(tb testing.TB, r *rand.Rand) {
			Uniform(tb, 95, func() uint64 { return r.Uint64N(256) % 95 }, options(DetectByteModulo())...)
		}},
		"one character more, anywhere": {false, func(tb testing.TB, r *rand.Rand) {
			UniformString(tb, alphanumeric[:10], word(4, func() int {
				if r.Float64() < 1.3/10 {
					return 0
				}
				return 1 + r.IntN(9)
			}), options(Detect(0.3))...)
		}},
		"one card at one place more": {false, func(tb testing.TB, r *rand.Rand) {
			// Card 0 is first 1.4 times as often as it should, 0.28; else the
			// shuffle is fair among those where it is not.
			Shuffle(tb, 5, func(c []int) {
				shuffled(r)(c)
				first := r.Float64() < 0.28
				for (c[0] == 0) != first {
					shuffled(r)(c)
				}
			}, options(Detect(0.4))...)
		}},
		"weights": {false, func(tb testing.TB, r *rand.Rand) {
			Law(tb, []float64{1, 2, 5}, biased(r, 1.3, 1.9, 4.8), options(Detect(0.3))...)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := fair(77)
			wrong := uint64(0)
			tb := &recorder{TB: t, dir: t.TempDir()}
			for range runs {
				tb.errors, tb.logs = nil, nil
				c.check(tb, r)
				if tb.Failed() == c.passes {
					wrong++
				}
			}
			_, logP := tails.Binomial(wrong, uint64(runs), promise)
			t.Logf("%s: %d of %d runs are wrong", name, wrong, runs)
			if logP < math.Log(level) {
				t.Errorf("%d of %d runs are wrong, where the promise is %g: %q", wrong, runs, promise, tb.errors)
			}
		})
	}
}

// TestDraws holds the numbers of draws that the documentation gives.
func TestDraws(t *testing.T) {
	for _, c := range []struct {
		n    uint64
		opts []Option
		want uint64
	}{
		{2, nil, 14_200},
		{6, nil, 77_000},
		{10, nil, 141_000},
		{62, nil, 995_000},
		{100, nil, 1_640_000},
		{3 << 30, nil, 1_060_000},
		{6, []Option{DetectByteModulo()}, 1_340_000},
		{10, []Option{DetectByteModulo()}, 480_000},
		{62, []Option{DetectByteModulo()}, 40_800},
		{95, []Option{DetectByteModulo()}, 14_300},
		{6, []Option{Detect(0.05)}, 303_000},
	} {
		e := newExperiment(t, "Uniform", "draws", c.opts)
		e.uniform(c.n)
		e.share()
		if got := e.config.need(e.tables); got != c.want {
			t.Errorf("n = %d, by byte modulo %t, Detect %g: %d draws, not %d", c.n, e.config.byteModulo, e.config.detect, got, c.want)
		}
	}
	for n := uint64(2); n <= 300; n++ { // no n needs more than MaxDraws
		fits := func(e *experiment) {
			e.share()
			for _, tb := range e.tables {
				if tb.promised && !e.config.enough(tb, e.config.maxDraws) {
					t.Errorf("%s, n = %d: the default MaxDraws is not enough for each %s", e.name, n, tb.name)
				}
			}
		}
		e := newExperiment(t, "Uniform", "draws", nil)
		e.uniform(n)
		fits(e)
		if n >= 99 && n < 130 {
			e := newExperiment(t, "Shuffle", "shuffles", nil)
			e.shuffle(int(n), nil)
			fits(e)
		}
	}
	for _, c := range []struct {
		bits float64
		want uint64
	}{{122, 345_000}, {77, 345_000}, {64, 379_000}, {32, 1_320_000}} {
		if got := tokens(newConfig(nil), c.bits, min(seedBits, c.bits-1)); got != c.want {
			t.Errorf("tokens of %g bits: %d, not %d", c.bits, got, c.want)
		}
	}
}

// TestStages holds that the stages share out no more than both promises.
func TestStages(t *testing.T) {
	c := newConfig(nil)
	for _, draws := range []uint64{1, 2, 10, 100, 77_000} {
		alpha, beta, last := 0., 0., uint64(0)
		for _, s := range c.stages(draws, 0) {
			if s.draws <= last {
				t.Errorf("%d draws: a stage at %d after one at %d", draws, s.draws, last)
			}
			alpha, beta, last = alpha+s.alpha, beta+s.beta, s.draws
		}
		if last != draws || alpha > c.falseAlarm*(1+1e-9) || beta > c.miss*(1+1e-9) {
			t.Errorf("%d draws: the last stage is at %d; alpha %g, beta %g", draws, last, alpha, beta)
		}
	}
}

// TestReach holds that chi-squared can fail wherever it is judged: that no
// threshold is below what it gives for counts as uneven as can be, nor, for 16 cells
// and more, for counts as even as can be.
func TestReach(t *testing.T) {
	letters := []rune(alphanumeric)
	for name, set := range map[string]func(e *experiment){
		"uniform 62":   func(e *experiment) { e.uniform(62) },
		"uniform 1000": func(e *experiment) { e.uniform(1000) },
		"uniform 2^53": func(e *experiment) { e.uniform(1 << 53) },
		"string of 1":  func(e *experiment) { e.string(letters, nil, 1, nil) },
		"string of 10": func(e *experiment) { e.string(letters, nil, 10, nil) },
		"string of 64": func(e *experiment) { e.string(letters, nil, 64, nil) },
		"words":        func(e *experiment) { e.words(nil) },
		"shuffle 5":    func(e *experiment) { e.shuffle(5, nil) },
		"shuffle 8":    func(e *experiment) { e.shuffle(8, nil) },
		"shuffle 52":   func(e *experiment) { e.shuffle(52, nil) },
		"sample 48, 6": func(e *experiment) { e.sample(48, 6, nil) },
		"sample 20, 5": func(e *experiment) { e.sample(20, 5, nil) },
	} {
		e := newExperiment(t, name, "draws", nil)
		set(e)
		e.share()
		for _, tb := range e.tables {
			if tb.df == 0 {
				continue
			}
			judged := [3]int{}
			for _, s := range e.config.stages(e.needOf(e.config), e.least) {
				tb.trials = s.draws * max(1, tb.per)
				before := 0.
				total := 0.
				for i := range tb.counts {
					total += tb.prob(i)
					tb.counts[i] = uint64(total*float64(tb.trials)+0.5) - uint64(before*float64(tb.trials)+0.5)
					before = total
				}
				_, df, _, low, ok := tb.chiSquared()
				clear(tb.counts)
				tb.counts[0] = tb.trials
				_, _, high, _, _ := tb.chiSquared()
				for stat, p := range map[statistic]float64{statHigh: high, statLow: low} {
					limit, is := e.limit(tb, stat, s)
					if !is {
						continue
					}
					judged[stat]++
					if !ok || p > limit && (stat == statHigh || df >= 16) {
						t.Errorf("%s, each %s after %d draws: statistic %d gives ln p = %.1f at the least, above its threshold %.1f", name, tb.name, s.draws, stat, p, limit)
					}
				}
			}
			if judged[statHigh] != 1 || judged[statLow] != 1 {
				t.Errorf("%s, each %s: judged %v times", name, tb.name, judged)
			}
		}
	}
}

// TestEvenBound holds the bound of even counts to the exact law of X^2 for three
// and four cells.
func TestEvenBound(t *testing.T) {
	for _, expected := range [][]float64{{4, 4, 4}, {2.5, 7, 10.5}, {3, 5, 4, 8}, {10, 10, 10, 10}} {
		n := 0.
		for _, e := range expected {
			n += e
		}
		p := map[float64]float64{} // of X^2
		var all func(i int, left, x, logP float64)
		all = func(i int, left, x, logP float64) {
			e := expected[i]
			cell := func(o float64) {
				lg, _ := math.Lgamma(o + 1)
				x, logP := x+(o-e)*(o-e)/e, logP+o*math.Log(e/n)-lg
				if i == len(expected)-1 {
					whole, _ := math.Lgamma(n + 1)
					p[x] += math.Exp(logP + whole)
					return
				}
				all(i+1, left-o, x, logP)
			}
			if i == len(expected)-1 {
				cell(left)
				return
			}
			for o := 0.; o <= left; o++ {
				cell(o)
			}
		}
		all(0, n, 0, 0)
		for x := range p {
			exact := 0.
			for y, q := range p {
				if y <= x {
					exact += q
				}
			}
			if bound := evenBound(x, expected); math.Log(exact) > bound+1e-9 {
				t.Errorf("%v: ln P(X^2 <= %g) is %g, above the bound %g", expected, x, math.Log(exact), bound)
			}
		}
	}
}

// TestByteModuloMiss compares the bound of the miss probability to simulation.
func TestByteModuloMiss(t *testing.T) {
	runs := uint64(4000)
	if testing.Short() {
		runs = 500
	}
	r := fair(5)
	for _, n := range []int{3, 6, 10, 62} {
		draws := map[int]uint64{3: 1_500_000, 6: 420_000, 10: 150_000, 62: 14_000}[n]
		logAlpha := math.Log(1e-4)
		bound := byteModuloMiss(n, draws, logAlpha, 0)
		missed := uint64(0)
		for range runs {
			tb := partition("value", nil, n, 1/float64(n))
			tb.promised = true
			multinomial(r, tb.counts, draws, func(i int) float64 { return float64((255-i)/n+1) / 256 })
			tb.trials = draws
			if _, _, high, _, _ := tb.chiSquared(); high > logAlpha {
				missed++
			}
		}
		low, high := tails.Binomial(missed, runs, math.Exp(bound))
		t.Logf("n = %d: bound %.4f, %d of %d", n, math.Exp(bound), missed, runs)
		if high < math.Log(1e-9) {
			t.Errorf("n = %d: more are missed than the bound: ln p = %.1f", n, high)
		}
		if low < math.Log(1e-30) && math.Exp(bound) > 4*float64(missed+10)/float64(runs) {
			t.Errorf("n = %d: the bound is far off", n)
		}
	}
}

// multinomial fills counts with a sample of that many draws, by normal
// approximations of the binomial laws of each count given those before.
func multinomial(r *rand.Rand, counts []uint64, draws uint64, p func(i int) float64) {
	left, rest := float64(draws), 1.
	for i := range counts {
		if i == len(counts)-1 {
			counts[i] = uint64(left)
			break
		}
		q := min(1, p(i)/rest)
		k := math.Round(left*q + r.NormFloat64()*math.Sqrt(left*q*(1-q)))
		k = max(0, min(left, k))
		counts[i] = uint64(k)
		left, rest = left-k, rest-p(i)
	}
}

// TestRepeatsTails holds the bounds of the repeats to the exact law.
func TestRepeatsTails(t *testing.T) {
	for _, c := range []struct {
		m    uint64
		bits float64
	}{{50, 8}, {200, 12}, {400, 10}, {30, 16}} {
		// law[r] is the probability of r repeats among the tokens so far.
		values := math.Exp2(c.bits)
		law := make([]float64, c.m+1)
		law[0] = 1
		for i := range c.m {
			for r := i + 1; r <= i+1; r-- { // down to 0, then it wraps
				p := 0.
				if r <= i {
					p = law[r] * (1 - float64(i-r)/values)
				}
				if r > 0 {
					p += law[r-1] * float64(i-(r-1)) / values
				}
				law[r] = p
			}
		}
		below := 0.
		for r := range c.m {
			few, many := repeatsTails(r, c.m, c.bits)
			above := 1 - below // P(R >= r)
			below += law[r]
			if below > math.Exp(few)*(1+1e-9) {
				t.Errorf("%d of 2^%g: P(R <= %d) is %g, above the bound %g", c.m, c.bits, r, below, math.Exp(few))
			}
			if above > math.Exp(many)*(1+1e-9)+1e-12 {
				t.Errorf("%d of 2^%g: P(R >= %d) is %g, above the bound %g", c.m, c.bits, r, above, math.Exp(many))
			}
		}
	}
}

// TestFixedPoints holds the law of the number of fixed points, and all labels of
// permutations, to enumeration.
func TestFixedPoints(t *testing.T) {
	for n := 3; n <= 8; n++ {
		count, points := fixedPoints(n)
		rank, whole := permutations(n)
		total := 0
		cards := make([]int, n)
		var all func(k int)
		used := make([]bool, n)
		all = func(k int) {
			if k == n {
				total++
				count(cards, nil)
				rank(cards, nil)
				return
			}
			for c := range n {
				if !used[c] {
					used[c], cards[k] = true, c
					all(k + 1)
					used[c] = false
				}
			}
		}
		all(0)
		for k, o := range points.counts {
			if want := float64(total) * points.prob(k); math.Abs(float64(o)-want) > 1e-6 {
				t.Errorf("%d of %d permutations have %d fixed points, not %g", o, total, k, want)
			}
		}
		labels := map[string]bool{}
		for i, o := range whole.counts {
			if o != 1 {
				t.Fatalf("n = %d: rank %d came %d times", n, i, o)
			}
			labels[whole.label(i)] = true
		}
		if len(labels) != total {
			t.Errorf("n = %d: %d labels of %d permutations", n, len(labels), total)
		}
	}
}

// TestCutter holds the intervals to counting.
func TestCutter(t *testing.T) {
	for _, n := range []uint64{101, 127, 128, 1000, 4095} {
		c := cutter(n)
		counts := c.table("")
		for v := range n {
			counts.add(c.interval(v))
		}
		parts := c.parts()
		residues := c.residueTable(int(parts)).p
		for i := range parts {
			if got, want := float64(counts.counts[i]), counts.p[i]*float64(n); math.Abs(got-want) > 1e-6 {
				t.Errorf("n = %d: interval %d has %g values, not %g", n, i, got, want)
			}
			if want := float64((n - i + parts - 1) / parts); math.Abs(residues[i]*float64(n)-want) > 1e-6 {
				t.Errorf("n = %d: residue %d has %g values, not %g", n, i, residues[i]*float64(n), want)
			}
		}
	}
	if c := cutter(0); c.interval(math.MaxUint64) != parts-1 || c.interval(1<<58) != 1 || c.first(1) != 1<<58 {
		t.Error("2^64 is cut wrongly")
	}
}
