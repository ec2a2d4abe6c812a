package sp80022

import (
	"errors"
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// leastLengths are those that each test asks for with the default parameters.
var leastLengths = map[string]int{
	"Frequency": 100, "BlockFrequency": 128, "CumulativeSums": 100, "Runs": 100, "LongestRun": 128, "Rank": 38912, "FFT": 1000,
	"NonOverlappingTemplate": 20544, "OverlappingTemplate": 1000000, "Universal": 387840, "ApproximateEntropy": 65536,
	"RandomExcursions": 1000000, "RandomExcursionsVariant": 1000000, "Serial": 524288, "LinearComplexity": 1000000,
}

func TestTooShort(t *testing.T) {
	for name, least := range leastLengths {
		short := newSuite(t, least-1, Parameters{}, name)
		refused := short.Refused()
		if len(refused) != 1 || refused[0].Test != name || refused[0].Need != least || refused[0].Bits != least-1 {
			t.Errorf("%s: %d bits: refused %v, want the least of %d bits", name, least-1, refused, least)
			continue
		}
		if text := refused[0].Error(); !strings.Contains(text, name) {
			t.Errorf("%s: %q does not name the test", name, text)
		}
		b := &Bits{}
		b.SetBytes(splitmixBytes(1, 0, least/8+1), least-1)
		for i, p := range short.Run(b, nil) {
			if !math.IsNaN(p) {
				t.Errorf("%s: p-value %d of a sequence too short is %v", name, i, p)
			}
		}
		b.SetBytes(splitmixBytes(1, 0, least/8+1), least)
		for i, p := range newSuite(t, least, Parameters{}, name).Run(b, nil) {
			// Few cycles make the excursions not apply.
			if !(p >= 0 && p <= 1) && !strings.HasPrefix(name, "RandomExcursions") {
				t.Errorf("%s: p-value %d of the shortest sequence is %v", name, i, p)
			}
		}
	}
}

func TestParameterRanges(t *testing.T) {
	for _, c := range []struct {
		parameters      Parameters
		test, parameter string
	}{
		{Parameters{BlockFrequencyM: 19}, "BlockFrequency", "M"},
		{Parameters{NonOverlappingTemplateM: 1}, "NonOverlappingTemplate", "m"},
		{Parameters{NonOverlappingTemplateM: 11}, "NonOverlappingTemplate", "m"},
		{Parameters{NonOverlappingTemplateN: 101}, "NonOverlappingTemplate", "N"},
		{Parameters{NonOverlappingTemplateN: -1}, "NonOverlappingTemplate", "N"},
		{Parameters{OverlappingTemplateM: 17}, "OverlappingTemplate", "m"},
		{Parameters{OverlappingTemplateBits: 8}, "OverlappingTemplate", "M"},
		{Parameters{OverlappingTemplateBits: 1 << 20}, "OverlappingTemplate", "M"},
		{Parameters{UniversalL: 5}, "Universal", "L"},
		{Parameters{UniversalL: 17}, "Universal", "L"},
		{Parameters{UniversalL: 7, UniversalQ: 1279}, "Universal", "Q"},
		{Parameters{ApproximateEntropyM: 25}, "ApproximateEntropy", "m"},
		{Parameters{ApproximateEntropyM: -1}, "ApproximateEntropy", "m"},
		{Parameters{SerialM: 1}, "Serial", "m"},
		{Parameters{SerialM: 25}, "Serial", "m"},
		{Parameters{LinearComplexityM: 499}, "LinearComplexity", "M"},
		{Parameters{LinearComplexityM: 5001}, "LinearComplexity", "M"},
	} {
		_, err := NewSuite(1000000, c.parameters)
		var e *ParameterError
		if !errors.As(err, &e) || e.Test != c.test || e.Parameter != c.parameter {
			t.Errorf("%+v: %v, want that %s of %s is out of range", c.parameters, err, c.parameter, c.test)
		}
	}
	if _, err := NewSuite(1000000, Parameters{}, "Monobit"); err == nil || !strings.Contains(err.Error(), "Frequency") {
		t.Errorf("unknown test: %v, want an error that names those there are", err)
	}
	if _, err := NewSuite(1000000, Parameters{Constants: 7}); err == nil {
		t.Error("unknown constants: no error")
	}
	if math.MaxInt > MostBits {
		if _, err := NewSuite(math.MaxInt, Parameters{}, "Frequency"); err == nil {
			t.Error("2^63 - 1 bits: no error")
		}
	}
	if s := newSuite(t, 1000000, Parameters{SerialM: 17}, "Serial"); len(s.Refused()) != 1 || s.Refused()[0].Need != 1<<20 {
		t.Errorf("m = 17 at 10^6 bits: %v, want the least of 2^20 bits", s.Refused())
	}
}

// TestUniversalBlocks is the table in 2.9.7.
func TestUniversalBlocks(t *testing.T) {
	for l, n := range map[int]int{6: 387840, 7: 904960, 8: 2068480, 9: 4654080, 10: 10342400, 11: 22753280, 12: 49643520, 13: 107560960, 14: 231669760, 15: 496435200, 16: 1059061760} {
		if got := universalBlock(n); got != l {
			t.Errorf("%d bits: L = %d, want %d", n, got, l)
		}
		if got := universalBlock(n - 1); got != max(l-1, 6) {
			t.Errorf("%d bits: L = %d, want %d", n-1, got, l-1)
		}
	}
}

// TestNonOverlappingScan holds the histogram of windows to a scan that jumps past
// each occurrence, as 2.7.4 has it.
func TestNonOverlappingScan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.IntRange(2, 10).Draw(t, "m")
		n := rapid.IntRange(m, 700).Draw(t, "n")
		from := rapid.IntRange(0, n-m).Draw(t, "from")
		to := rapid.IntRange(from+m, n).Draw(t, "to")
		b := randomBits(rapid.Uint64().Draw(t, "seed"), n)
		counts, wide := make([]uint32, 1<<m), make([]uint32, 8<<m)
		countWindowsBy4(counts, wide, b, m, from, to-m+1)
		for _, template := range aperiodic(m) {
			found := uint32(0)
			for i := from; i+m <= to; {
				if uint32(b.fetch(i)>>(64-m)) == template {
					found++
					i += m
				} else {
					i++
				}
			}
			if counts[template] != found {
				t.Fatalf("template %0*b: %d times, want %d", m, template, counts[template], found)
			}
		}
	})
}

// randomBits are n bits, of a period for every other seed so that repeats come.
func randomBits(seed uint64, n int) *Bits {
	r := rand.New(rand.NewPCG(seed, 0))
	b := &Bits{}
	b.reset(n)
	for i := range n {
		bit := r.Uint64() & 1
		if period := int(seed>>1%20) + 1; seed%2 == 1 && i >= period && r.IntN(20) > 0 {
			bit = b.bit(i - period)
		}
		b.words[i/64] |= bit << (63 - i%64)
	}
	return b
}

// naiveWalk is the walk a step at a time.
func naiveWalk(b *Bits) walk {
	var w walk
	var inCycle [2 * excursionStates]int
	sum := 0
	for i := range b.n {
		sum += int(b.bit(i))*2 - 1
		w.step(sum, &inCycle)
	}
	if w.last = sum; sum != 0 {
		w.endCycle(&inCycle)
	}
	return w
}

func TestWalk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := randomBits(rapid.Uint64().Draw(t, "seed"), rapid.IntRange(1, 5000).Draw(t, "n"))
		if got, want := newWalk(b), naiveWalk(b); got != want {
			t.Fatalf("%+v, want %+v", got, want)
		}
	})
	for i := range 3 { // long enough to skip words
		b := randomBits(uint64(2*i), 300000)
		if got, want := newWalk(b), naiveWalk(b); got != want {
			t.Fatalf("%+v, want %+v", got, want)
		}
	}
}

func TestBits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		data := rapid.SliceOfN(rapid.Byte(), 1, 60).Draw(t, "data")
		n := rapid.IntRange(0, 8*len(data)).Draw(t, "n")
		var text strings.Builder
		for i := range n {
			text.WriteByte('0' + data[i/8]>>(7-i%8)&1)
			if i%7 == 3 {
				text.WriteByte('\n')
			}
		}
		var b, c Bits
		b.SetBytes(data, n)
		if err := c.SetString(text.String()); err != nil {
			t.Fatal(err)
		}
		if b.n != c.n || len(b.words) != len(c.words) {
			t.Fatalf("%d bits in %d words, and %d in %d", b.n, len(b.words), c.n, len(c.words))
		}
		for i := range b.words {
			if b.words[i] != c.words[i] {
				t.Fatalf("word %d: %x and %x", i, b.words[i], c.words[i])
			}
		}
		from := rapid.IntRange(0, n).Draw(t, "from")
		to := rapid.IntRange(from, n).Draw(t, "to")
		ones, longest, run, changes := 0, 0, 0, 0
		for i := from; i < to; i++ {
			ones += int(b.bit(i))
			if b.bit(i) == 1 {
				run++
				longest = max(longest, run)
			} else {
				run = 0
			}
		}
		for i := 1; i < n; i++ {
			changes += int(b.bit(i) ^ b.bit(i-1))
		}
		if got := b.ones(from, to); got != ones {
			t.Fatalf("%d ones, want %d", got, ones)
		}
		if got := longestRunOf(&b, from, to); got != longest {
			t.Fatalf("longest run %d, want %d", got, longest)
		}
	})
	var b Bits
	if err := b.SetString("01x"); err == nil {
		t.Error("x is a bit")
	}
}

// TestLaws checks constants of the laws against other ways to compute them.
func TestLaws(t *testing.T) {
	sum := func(p []float64) (s float64) {
		for _, x := range p {
			s += x
		}
		return s
	}
	for name, p := range map[string][]float64{
		"LongestRun 8": longestRunPlans[0].probabilities(), "LongestRun 128": longestRunPlans[1].probabilities(),
		"LongestRun 10000": longestRunPlans[2].probabilities(), "Rank": rankProbabilities(32),
		"OverlappingTemplate": overlappingProbabilities(1032, 9, Exact), "LinearComplexity": complexityProbabilities(501, Exact),
		"RandomExcursions": excursionProbabilities(3, Exact),
	} {
		if s := sum(p); math.Abs(s-1) > 1e-12 {
			t.Errorf("%s: probabilities add to %v", name, s)
		}
	}
	// Runs of ones in 8 bits, and occurrences of 11 in 12 bits, by counting.
	var longest [4]int
	var occurrences [overlappingClasses]int
	for x := range uint64(1 << 12) {
		b := &Bits{words: []uint64{x << 52, 0, 0}, n: 12}
		countOverlapping(b, 2, 12, &occurrences)
		if x < 256 {
			b := &Bits{words: []uint64{x << 56, 0, 0}, n: 8}
			longestRunPlans[0].count(b, longest[:])
		}
	}
	for i, c := range longest {
		if got := longestRunPlans[0].probabilities()[i]; got != float64(c)/256 {
			t.Errorf("longest run, class %d: %v, want %v", i, got, float64(c)/256)
		}
	}
	for i, c := range occurrences {
		if got := overlappingProbabilities(12, 2, Exact)[i]; got != float64(c)/4096 {
			t.Errorf("occurrences of 11, class %d: %v, want %v", i, got, float64(c)/4096)
		}
	}
	// The decimals that the standard's program has are those of these laws.
	for i, want := range longestRunPlans[1].nist {
		if got := longestRunPlans[1].probabilities()[i]; math.Abs(got-want) > 1e-9 {
			t.Errorf("longest run of 128, class %d: %v, want %v", i, got, want)
		}
	}
	for x, row := range nistExcursions {
		for i, want := range row {
			if got := excursionProbabilities(x+1, Exact)[i]; math.Abs(got-want) > 1.1e-10 {
				t.Errorf("state %d, %d visits: %v, want %v", x+1, i, got, want)
			}
		}
	}
	for l := 6; l <= 16; l++ {
		mean, variance := distanceMoments(l)
		if want := nistUniversal[l-6]; math.Abs(mean-want[0]) > 6e-7 || math.Abs(variance-want[1]) > 1e-3 {
			t.Errorf("L = %d: mean %v and variance %v, want %v", l, mean, variance, want)
		}
	}
	// Ranks of 32 by 32 in rational numbers: full rank is the product of 1 - 2^-i.
	full := big.NewRat(1, 1)
	for i := 1; i <= 32; i++ {
		full.Mul(full, big.NewRat(int64(1<<i)-1, int64(1<<i)))
	}
	if want, _ := full.Float64(); math.Abs(rankProbabilities(32)[0]-want) > 1e-15 {
		t.Errorf("full rank: %v, want %v", rankProbabilities(32)[0], want)
	}
}

// TestCoronNaccache derives the variance of the universal statistic from the joint
// law of two distances, and holds the published factors to it.
//
// Block j has its last occurrence at distance d from it, block i < j = i+k at e.
// For d <= k that occurrence is not before i, and the two are independent. For
// d = k+f neither block i nor those between are that of j, so with
// p = 2^-L, q = 1-p, r = 1-2p the joint probability is
//
//	q^k r^(e-1) p q^(f-e-1) p for e < f, q^k r^(f-1) p q^(e-f-1) p for e > f,
//
// and 0 for e = f.
func TestCoronNaccache(t *testing.T) {
	most := 8
	if testing.Short() {
		most = 6
	}
	for l := 6; l <= most; l++ {
		p := math.Ldexp(1, -l)
		q, r := 1-p, 1-2*p
		size := 30 << l
		log := make([]float64, 2*size+1)
		for i := 1; i < len(log); i++ {
			log[i] = math.Log2(float64(i))
		}
		mean, variance := distanceMoments(l)
		// given[f] is the sum over e of log2(e) times the joint probability at
		// k = 0, less the product of the two mean's terms.
		given := make([]float64, size+1)
		after := make([]float64, size+2) // sum over e > f of log2(e) q^(e-f-1) p
		for f := size; f >= 1; f-- {
			after[f] = after[f+1]*q + log[f+1]*p
		}
		before, power := 0.0, 1.0 // sum over e < f of log2(e) r^(e-1) p q^(f-e-1)
		for f := 1; f <= size; f++ {
			joint := before*p + power*p*after[f]
			given[f] = joint - mean*p*math.Pow(q, float64(f-1))
			before = before*q + log[f]*power*p
			power *= r
		}
		var sum, weighted float64 // of the covariances at distance k, and of these times k
		for k := 1; k <= size; k++ {
			covariance := 0.0
			for f := 1; f <= size; f++ {
				covariance += given[f] * log[k+f]
			}
			covariance *= math.Pow(q, float64(k))
			sum += covariance
			weighted += covariance * float64(k)
		}
		// Var of the mean of K is (variance + 2 sum - 2 weighted/K)/K.
		d, e := 1+2*sum/variance, -2*weighted/variance/math.Ldexp(1, l)
		if want := coronNaccache[l-6]; math.Abs(d-want[0]) > 1e-5 || math.Abs(e-want[1]) > 1e-5 {
			t.Errorf("L = %d: d = %.7f and e = %.7f, want %v", l, d, e, want)
		}
	}
}

// TestExtremes: sequences of no randomness at all have p-values, none of them NaN
// where the test applies, and fail.
func TestExtremes(t *testing.T) {
	const n = 1000000
	s := newSuite(t, n, Parameters{})
	for name, pattern := range map[string]byte{"zeros": 0, "ones": 0xff, "alternating": 0x55, "bytes": 0x3a} {
		data := make([]byte, n/8)
		for i := range data {
			data[i] = pattern
		}
		var b Bits
		b.SetBytes(data, n)
		least := 1.0
		for i, p := range s.Run(&b, nil) {
			if st := s.Statistics()[i]; math.IsNaN(p) && !strings.HasPrefix(st.Test, "RandomExcursions") || p < 0 || p > 1 {
				t.Errorf("%s: %s %s: p = %v", name, st.Test, st.Name, p)
			}
			if p < least {
				least = p
			}
		}
		if !(least < 1e-100) {
			t.Errorf("%s: least p = %v", name, least)
		}
	}
}

// TestPure: a suite gives the same p-values whatever it has seen before, and alone
// a test gives what it does among the others.
func TestPure(t *testing.T) {
	const n = 1000000
	s := newSuite(t, n, Parameters{})
	b := splitmix(0, n)
	first := s.Run(b, nil)
	s.Run(splitmix(1, n), nil)
	again := s.Run(b, nil)
	i := 0
	for _, name := range Tests() {
		for _, p := range newSuite(t, n, Parameters{}, name).Run(b, nil) {
			if math.Float64bits(first[i]) != math.Float64bits(again[i]) || math.Float64bits(first[i]) != math.Float64bits(p) {
				t.Errorf("%v: %v, then %v, alone %v", s.Statistics()[i], first[i], again[i], p)
			}
			i++
		}
	}
}

// TestConstants has the differences that the documents state.
func TestConstants(t *testing.T) {
	pi := readBits(t, "pi-1e6.bin")
	for _, c := range []struct {
		test  string
		which Constants
		want  float64
	}{
		{"LinearComplexity", NIST, 0.255475},
		{"LinearComplexity", Exact, 0.246801},
	} {
		if p := newSuite(t, 1000000, Parameters{Constants: c.which}, c.test).Run(pi, nil)[0]; math.Abs(p-c.want) > 6e-7 {
			t.Errorf("%s, constants %v: p = %v, want %v", c.test, c.which, p, c.want)
		}
	}
}

// TestOtherLengths runs every test at lengths that are no multiple of anything.
func TestOtherLengths(t *testing.T) {
	lengths := []int{1000003, 1234567}
	if testing.Short() {
		lengths = lengths[:1]
	}
	for _, n := range lengths {
		b := &Bits{}
		b.SetBytes(splitmixBytes(7, 0, n/8+8), n)
		s := newSuite(t, n, Parameters{BlockFrequencyM: 101, NonOverlappingTemplateM: 5, NonOverlappingTemplateN: 7, SerialM: 5, ApproximateEntropyM: 7, LinearComplexityM: 777})
		for i, p := range s.Run(b, nil) {
			if p < 1e-6 {
				t.Errorf("%d bits: %v: p = %v", n, s.Statistics()[i], p)
			}
		}
	}
}

// TestCumulativeSumsTerms: the terms that are not summed are 0.
func TestCumulativeSumsTerms(t *testing.T) {
	const n = 10007
	for z := 1; z <= n; z += max(1, z/7) {
		unit := float64(z) / math.Sqrt(n)
		normal := func(k int) float64 { return math.Erfc(-float64(k)*unit/math.Sqrt2) / 2 }
		want := 1.0
		for k := (-n/z + 1) / 4; k <= (n/z-1)/4; k++ {
			want -= normal(4*k+1) - normal(4*k-1)
		}
		for k := (-n/z - 3) / 4; k <= (n/z-1)/4; k++ {
			want += normal(4*k+3) - normal(4*k+1)
		}
		if got := cumulativeSumsP(z, n); got != min(max(want, 0), 1) {
			t.Errorf("z = %d: %v, want %v", z, got, want)
		}
	}
}
