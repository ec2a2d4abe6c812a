package stattests

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/bits"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"github.com/randaudit/randaudit/internal/gf2"
	"github.com/randaudit/randaudit/internal/tails"
)

func counter(t testing.TB, test *Test, n uint64, args ...uint64) Counter {
	t.Helper()
	c, err := test.New(Law{N: n}, args...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestEnumeration feeds every possible segment once: each class must then come
// exactly as often as its probability says, and Pearson's X^2 is 0.
func TestEnumeration(t *testing.T) {
	for _, c := range []struct {
		test    *Test
		n       uint64
		segment int // symbols that give one outcome
	}{
		{Frequency, 2, 1}, {Frequency, 6, 1}, {Frequency, 1000, 1}, {Frequency, 100003, 1}, {Frequency, 1 << 17, 1},
		{Serial, 2, 2}, {Serial, 13, 2}, {Serial, 257, 2}, {Serial, 300, 2},
		{Sweep, 256, 1}, {Sweep, 257, 1}, {Sweep, 3 << 8, 1}, {Sweep, 1000, 1}, {Sweep, 100003, 1},
		{RunsBits, 4, 1}, {RunsBits, 256, 1}, {RunsBits, 1 << 16, 1},
		{RunsUpDown, 2, 6}, {RunsUpDown, 3, 6}, {RunsUpDown, 4, 6}, {RunsUpDown, 7, 6},
		{RunsMedian, 2, 8}, {RunsMedian, 3, 8}, {RunsMedian, 4, 8}, {RunsMedian, 5, 8},
	} {
		t.Run(fmt.Sprintf("%s/N=%d", c.test.Name, c.n), func(t *testing.T) { enumerate(t, counter(t, c.test, c.n), c.n, c.segment) })
	}
}

// enumerate feeds every possible segment of symbols below n once.
func enumerate(t *testing.T, counter Counter, n uint64, segment int) {
	t.Helper()
	tally := NewTally(counter)
	block := make([]uint64, 0, counter.Block())
	segments := uint64(1)
	for range segment {
		segments *= n
	}
	// As many turns as it takes to end with a whole block.
	perBlock := uint64(counter.Block() / segment)
	turns := perBlock / gcd(perBlock, segments)
	for range turns {
		for s := range segments {
			for range segment {
				block = append(block, s%n)
				s /= n
			}
			if len(block) == cap(block) {
				counter.Count(&tally, block)
				block = block[:0]
			}
		}
	}
	if len(block) > 0 {
		t.Fatalf("%d symbols are left", len(block))
	}
	judged := 0
	for _, r := range counter.Judge(tally, 1e-9) {
		if r.Name == "transitions" || !r.Judged() {
			continue // blocks put in order are no fair sample of transitions
		}
		judged++
		all := float64(segments * turns)
		if math.Abs(r.Stat) > 1e-20*all && math.Abs(r.Stat) > 1e-9 {
			t.Errorf("%s: %g, not 0", r.Name, r.Stat)
		}
		for _, b := range r.Bins {
			if math.Abs(b.Observed-b.Expected) > 1e-12*all {
				t.Errorf("%s: %s: %g segments, %g expected", r.Name, b.Label, b.Observed, b.Expected)
			}
		}
	}
	if judged == 0 {
		t.Error("nothing was judged")
	}
}

// TestProbabilities adds up the classes of alphabets that cannot be enumerated.
// Expected counts are probabilities times the number of outcomes.
func TestProbabilities(t *testing.T) {
	for _, test := range []*Test{Frequency, Serial, Sweep, RunsUpDown, RunsMedian, Gap} {
		for _, n := range []uint64{2, 3, 15, 16, 17, 257, 1000, 65537, 1<<32 - 1, 1<<63 + 1, 3 << 62, math.MaxUint64, 0} {
			c, err := test.New(Law{N: n})
			if err != nil {
				continue
			}
			tally := NewTally(c)
			tally.Blocks = 1
			for i := range tally.Counts {
				tally.Counts[i] = 1000
			}
			for _, r := range c.Judge(tally, 1e-9) {
				var observed, expected float64
				for _, b := range r.Bins {
					observed += b.Observed
					expected += b.Expected
				}
				if math.Abs(expected-observed) > 1e-12*observed {
					t.Errorf("%s, N = %d: %s: the probabilities add to %.17g", test.Name, n, r.Name, expected/observed)
				}
			}
		}
	}
}

// TestGapLaw has the place of the first hit by hand.
func TestGapLaw(t *testing.T) {
	for _, c := range []struct {
		n    uint64
		want float64 // probability of a hit
	}{{2, 1. / 2}, {15, 1. / 15}, {16, 1. / 8}, {23, 2. / 23}, {24, 1. / 8}, {0, 1. / 8}} {
		g := counter(t, Gap, c.n).(*gap)
		if got := float64(g.hits) / alphabet(c.n); got != c.want {
			t.Errorf("N = %d: a hit has probability %g, want %g", c.n, got, c.want)
		}
		tally := NewTally(g)
		block := make([]uint64, g.Block())
		for i := range block {
			block[i] = g.hits // a miss
		}
		block[5] = g.hits - 1   // a hit, in the first segment
		block[6] = 0            // another, which does not count
		block[32] = 0           // in the second segment, at its beginning
		block[2*32+31] = 0      // in the third, at its end
		block[len(block)-1] = 0 // in the last, at its end
		g.Count(&tally, block)
		want := map[int]uint64{0: 1, 5: 1, 31: 2, 32: 4}
		for i, n := range tally.Counts {
			if n != want[i] {
				t.Errorf("N = %d: place %d: %d, want %d", c.n, i, n, want[i])
			}
		}
	}
}

// TestIntervals compares with floor(x m / n) in whole numbers of any size.
func TestIntervals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.SampledFrom([]int{2, 3, 64, 256}).Draw(t, "m")
		n := rapid.OneOf(rapid.Uint64Min(257), rapid.SampledFrom([]uint64{0, 257, 3 << 62, math.MaxUint64, 1 << 63, 1<<63 + 1})).Draw(t, "n")
		v := newIntervals(n, m)
		size := new(big.Int).SetUint64(n)
		if n == 0 {
			size.Lsh(big.NewInt(1), 64)
		}
		check := func(x uint64) {
			want := new(big.Int).SetUint64(x)
			want.Mul(want, big.NewInt(int64(m))).Div(want, size)
			if got := v.of(x); got != want.Uint64() {
				t.Fatalf("%d of %d symbols lies in interval %d of %d, not %d", x, n, want, m, got)
			}
		}
		check(0)
		check(n - 1)
		i := rapid.IntRange(0, m-1).Draw(t, "i")
		check(v.start(i))
		check(v.last[i])
		x := rapid.Uint64().Draw(t, "x")
		if n != 0 {
			x %= n
		}
		check(x)
		sum := 0.0
		for i := range m {
			sum += v.p(i)
		}
		if math.Abs(sum-1) > 1e-14*float64(m) {
			t.Fatalf("the probabilities add to %g", sum)
		}
	})
}

// TestOnes compares the upright counters with a loop over bits.
func TestOnes(t *testing.T) {
	r := rand.New(rand.NewChaCha8([32]byte{1}))
	for name, word := range map[string]func() uint64{
		"fair":   r.Uint64,
		"zeros":  func() uint64 { return 0 },
		"ones":   func() uint64 { return math.MaxUint64 },
		"sparse": func() uint64 { return r.Uint64() & r.Uint64() & r.Uint64() },
		"dense":  func() uint64 { return r.Uint64() | 0xf0000000f000000f },
	} {
		for _, k := range []int{1, 2, 7, 8, 9, 31, 63, 64} {
			var block [blockSymbols]uint64
			got, want := make([]uint64, k), make([]uint64, k)
			for i := range block {
				block[i] = word() >> (64 - k)
				for j := range want {
					want[j] += block[i] >> j & 1
				}
			}
			addOnes(got, &block)
			for j := range want {
				if got[j] != want[j] {
					t.Errorf("%s: bit %d of %d: %d ones, want %d", name, j, k, got[j], want[j])
				}
			}
		}
	}
}

// TestTransitions compares with a string of bits.
func TestTransitions(t *testing.T) {
	r := rand.New(rand.NewChaCha8([32]byte{2}))
	for _, k := range []int{1, 2, 5, 8, 24, 25, 33, 63, 64} {
		c := counter(t, RunsBits, 1<<(k&63)*uint64(1-k>>6)) // 0 for k = 64
		block := make([]uint64, c.Block())
		var all []uint64
		starts := make([]uint64, c.Size()-1)
		for i := range block {
			block[i] = (r.Uint64() & r.Uint64()) >> (64 - k)
			run := 1
			for j := range k {
				all = append(all, block[i]>>j&1)
			}
			for run < k && block[i]>>run&1 == block[i]&1 {
				run++
			}
			starts[min(run, len(starts))-1]++
		}
		want := uint64(0)
		for i := 1; i < len(all); i++ {
			want += all[i] ^ all[i-1]
		}
		tally := NewTally(c)
		c.Count(&tally, block)
		if tally.Counts[0] != want {
			t.Errorf("%d bits: %d transitions, want %d", k, tally.Counts[0], want)
		}
		for i, n := range starts {
			if tally.Counts[1+i] != n {
				t.Errorf("%d bits: %d first runs of %d, want %d", k, tally.Counts[1+i], i+1, n)
			}
		}
	}
}

// TestComplexityLaw has all the strings of 16 bits.
func TestComplexityLaw(t *testing.T) {
	c := &linearComplexity{m: 16}
	c.outer = c.class(c.m/2) - fineDeviation
	got := make([]float64, c.Size())
	var z gf2.Synthesizer
	for s := range uint64(1 << 16) {
		got[z.LinearComplexity([]uint64{s}, 16)-8+c.classes()]++
	}
	below, above := 0.0, 0.0
	for i := range got {
		if want := c.p(i) * (1 << 16); math.Abs(got[i]-want) > 1e-9 {
			t.Errorf("L = %d: %g strings, %g by the law", i, got[i], want)
		}
	}
	for d := range 9 {
		if d > 0 {
			above, below = 0, 0
		}
		for j := d; j <= 8; j++ {
			above += got[c.classes()+j]
			below += got[c.classes()-j]
		}
		if want := math.Log(below / (1 << 16)); math.Abs(c.logAtMost(d)-want) > 1e-12 {
			t.Errorf("ln P(D <= -%d) = %g, want %g", d, c.logAtMost(d), want)
		}
		if want := math.Log(above / (1 << 16)); d > 0 && math.Abs(c.logAtLeast(d)-want) > 1e-12 {
			t.Errorf("ln P(D >= %d) = %g, want %g", d, c.logAtLeast(d), want)
		}
	}
}

// TestComplexityClasses: every deviation has a class, in order, which begins
// where first says.
func TestComplexityClasses(t *testing.T) {
	for _, m := range []int{64, 128, 4096, 65536 + 64} {
		c := complexityOf(m)
		last := -1
		for d := range m/2 + 1 {
			i := c.class(d)
			if i != last {
				if i != last+1 || c.first(i) != d {
					t.Fatalf("m = %d: class %d begins at %d, not at %d, and follows %d", m, i, d, c.first(i), last)
				}
				last = i
			}
		}
		if last != c.classes() {
			t.Errorf("m = %d: %d classes, not %d", m, last, c.classes())
		}
		sum := 0.0
		for i := range c.Size() {
			sum += c.p(i)
		}
		if math.Abs(sum-1) > 1e-15 {
			t.Errorf("m = %d: the probabilities add to %.17g", m, sum)
		}
	}
	for _, m := range []uint64{0, 63, 65, 1 << 21} {
		if _, err := LinearComplexity.New(Law{N: 2}, m); !errors.Is(err, ErrArgs) {
			t.Errorf("blocks of %d bits: %v", m, err)
		}
	}
}

// TestComplexityExtreme: a register of 64 in 4096 bits is known to its
// logarithm, and one of 65535 blocks is not much.
func TestComplexityExtreme(t *testing.T) {
	c := complexityOf(complexityBits)
	tally := NewTally(c)
	tally.Blocks = 2
	tally.Counts[c.classes()-c.class(2048-64)] = 2
	r := c.Judge(tally, 1e-9)[0]
	// P(D <= -1025) = (2/3) 4^-1025, one of two, two sides.
	want := math.Log(2./3) - 2050*math.Ln2 + 2*math.Ln2
	if got := r.LogP(); math.Abs(got-want) > 1e-9 {
		t.Errorf("ln p = %g, want %g", got, want)
	}
	if r.Stat != -1025 {
		t.Errorf("stat = %g, want -1025", r.Stat)
	}
	// One block at m/2 + 10 among n: 1 - (1-q)^n with q = (4/3) 4^-10.
	tally = NewTally(c)
	tally.Blocks = 1 << 20
	tally.Counts[c.classes()], tally.Counts[c.classes()+10] = 1<<20-1, 1
	q := 4. / 3 / (1 << 20)
	want = math.Log(min(1, 2*-math.Expm1((1<<20)*math.Log1p(-q))))
	if got := c.Judge(tally, 1e-9)[0].LogP(); math.Abs(got-want) > 1e-9 {
		t.Errorf("ln p = %g, want %g", got, want)
	}
}

// TestDivergence compares the series and the closed form where they meet.
func TestDivergence(t *testing.T) {
	for _, d := range []float64{-0.0099999, 0.0099999, -0.0100001, 0.0100001} {
		want := (1+d)*math.Log1p(d) - d
		if got := divergence(d); math.Abs(got/want-1) > 1e-11 {
			t.Errorf("divergence(%g) = %g, want %g", d, got, want)
		}
	}
	if divergence(0) != 0 || divergence(-1) != 1 {
		t.Error("divergence(0), divergence(-1) are not 0, 1")
	}
}

// TestExtreme compares with the exact tails of all classes.
func TestExtreme(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := make([]class, rapid.IntRange(2, 30).Draw(t, "k"))
		total, n := 0.0, uint64(0)
		for i := range all {
			all[i] = class{first: i, last: i, p: rapid.Float64Range(0.01, 1).Draw(t, "p")}
			total += all[i].p
		}
		want := 0.0
		for i := range all {
			all[i].p /= total
			all[i].observed = uint64(1000 * all[i].p * rapid.Float64Range(0, 2).Draw(t, "count"))
			n += all[i].observed
		}
		if n == 0 {
			return
		}
		for _, cl := range all {
			want = min(want, min(tails.Binomial(cl.observed, n, cl.p)))
		}
		sides := 2 * float64(len(all))
		if len(all) == 2 {
			sides = 2
		}
		if _, _, got := extreme(all, n); math.Abs(got-min(0, want+math.Log(sides))) > 1e-9 {
			t.Fatalf("ln p = %g, want %g and the logarithm of %g", got, want, sides)
		}
	})
}

// TestBeyondReach: beyond the reach of chi-squared a p-value is a bound, which
// grows with the deviation without end and never falls below what the exact law
// of two classes gives.
func TestBeyondReach(t *testing.T) {
	c := categories{k: 2, p: equal(2), label: func(int) string { return "" }, perBlock: 1}
	const n = 1000
	last := math.Inf(1)
	for o := uint64(500); o <= n; o += 10 {
		r := c.judge(n, []uint64{o, n - o}, 1e-9)[0]
		_, exact := tails.Binomial(o, n, 0.5)
		exact = min(0, exact+math.Ln2)
		if r.P.LogUpper > last {
			t.Errorf("%d of %d: ln p rises to %g", o, n, r.P.LogUpper)
		}
		last = r.P.LogUpper
		if r.P.LogUpper < exact-math.Ln2 {
			t.Errorf("%d of %d: ln p = %g, but exactly it is %g", o, n, r.P.LogUpper, exact)
		}
		if r.Usable() != r.LogP() && r.P.LogLower > r.P.LogUpper {
			t.Errorf("%d of %d: not usable: %g of %g", o, n, r.Usable(), r.LogP())
		}
	}
	if last > -500 {
		t.Errorf("all in one class: ln p = %g only", last)
	}
}

// TestTooEven: a counter fits too well, and the lower tail says so, as far as it
// holds.
func TestTooEven(t *testing.T) {
	c := counter(t, Frequency, 256)
	tally := NewTally(c)
	block := make([]uint64, c.Block())
	for i := range block {
		block[i] = uint64(i)
	}
	for range 300 {
		c.Count(&tally, block)
	}
	if r := c.Judge(tally, 1e-9)[0]; r.Usable() > math.Log(1e-14) {
		t.Errorf("each symbol 300 times: ln p = %g", r.Usable())
	}
	// With two classes the exact fit is the likeliest outcome.
	c = counter(t, Frequency, 2)
	if r := c.Judge(Tally{Blocks: 4, Counts: []uint64{512, 512}}, 1e-9)[0]; r.LogP() < math.Log(0.05) {
		t.Errorf("512 of 1024: ln p = %g", r.LogP())
	}
}

func TestPool(t *testing.T) {
	for _, c := range []struct {
		p    []float64
		n    float64
		want []int // last class of each pool
	}{
		{[]float64{0.5, 0.5}, 299, nil},
		{[]float64{0.5, 0.5}, 300, []int{0, 1}},
		{[]float64{0.5, 0.25, 0.125, 0.125}, 600, []int{0, 1, 3}},
		{[]float64{0.125, 0.125, 0.25, 0.5}, 600, []int{1, 2, 3}},
		{[]float64{0.5, 0.375, 0.125}, 400, []int{0, 2}},
		{[]float64{0.25, 0.25, 0.25, 0.25}, 100, nil},
	} {
		all := make([]class, len(c.p))
		for i, p := range c.p {
			all[i] = class{i, i, 1, p}
		}
		pooled := pool(all, c.n)
		if len(c.want) == 0 {
			if len(pooled) > 1 {
				t.Errorf("%v, n = %g: %v", c.p, c.n, pooled)
			}
			continue
		}
		observed, p := uint64(0), 0.0
		for i, cl := range pooled {
			observed += cl.observed
			p += cl.p
			if i >= len(c.want) || cl.last != c.want[i] || c.n*cl.p < leastExpected {
				t.Errorf("%v, n = %g: %v, want ends %v", c.p, c.n, pooled, c.want)
				break
			}
		}
		if observed != uint64(len(all)) || p != 1 {
			t.Errorf("%v, n = %g: %d counts and %g of the probability are left", c.p, c.n, observed, p)
		}
	}
}

// TestWeights: symbols with a law of their own are judged by it.
func TestWeights(t *testing.T) {
	law := Law{N: 4, P: func(i uint64) float64 { return float64(i+1) / 10 }}
	c, err := Frequency.New(law)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range c.Judge(Tally{Blocks: 40, Counts: []uint64{1024, 2048, 3072, 4096}}, 1e-9) {
		if math.Abs(r.Stat) > 1e-9 {
			t.Errorf("%s: %g, not 0", r.Name, r.Stat)
		}
	}
	for _, r := range c.Judge(Tally{Blocks: 40, Counts: []uint64{2560, 2560, 2560, 2560}}, 1e-9) {
		if r.Usable() > math.Log(1e-12) {
			t.Errorf("%s: uniform symbols pass: ln p = %g", r.Name, r.Usable())
		}
	}
	for _, test := range All {
		law.N = 256
		if _, err := test.New(law); test != Frequency && !errors.Is(err, ErrAlphabet) && test != LinearComplexity {
			t.Errorf("%s takes a law that is not uniform: %v", test.Name, err)
		}
	}
	law.N = 1 << 17
	if _, err := Frequency.New(law); !errors.Is(err, ErrAlphabet) {
		t.Errorf("frequency of 2^17 symbols takes a law that is not uniform: %v", err)
	}
}

// TestBins: the band is left with at most its probability over all bars.
func TestBins(t *testing.T) {
	c := counter(t, Frequency, 256)
	r := rand.New(rand.NewChaCha8([32]byte{4}))
	const trials = 300
	left := uint64(0)
	block := make([]uint64, c.Block())
	for range trials {
		tally := NewTally(c)
		for range 20 {
			for i := range block {
				block[i] = r.Uint64() & 255
			}
			c.Count(&tally, block)
		}
		for _, b := range c.Judge(tally, 1e-9)[0].Bins {
			if b.Observed < b.Low || b.Observed > b.High {
				left++
				break
			}
		}
	}
	if _, logUpper := tails.Binomial(left, trials, BandProbability); logUpper < math.Log(1e-4) {
		t.Errorf("the band was left %d times in %d", left, trials)
	}
}

func TestSaturating(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Uint64().Draw(t, "a"), rapid.Uint64().Draw(t, "b")
		if sum, carry := bits.Add64(a, b, 0); carry == 0 && addSaturating(a, b) != sum || carry == 1 && addSaturating(a, b) != math.MaxUint64 {
			t.Fatalf("%d + %d = %d", a, b, addSaturating(a, b))
		}
		if hi, lo := bits.Mul64(a, b); hi == 0 && mulSaturating(a, b) != lo || hi != 0 && mulSaturating(a, b) != math.MaxUint64 {
			t.Fatalf("%d * %d = %d", a, b, mulSaturating(a, b))
		}
	})
}
