package sp80022

import (
	"math"
	"testing"

	"github.com/randaudit/randaudit/internal/fft"
)

func parse(tb testing.TB, s string) *Bits {
	tb.Helper()
	b := &Bits{}
	if err := b.SetString(s); err != nil {
		tb.Fatal(err)
	}
	return b
}

// pi100 are the first 100 bits of pi, the standard's example.
const pi100 = "1100100100001111110110101010001000100001011010001100001000110100110001001100011001100010100010111000"

// run128 is the example of 2.4.8.
const run128 = "11001100000101010110110001001100111000000000001001001101010100010001001111010110100000001101011111001100111001101101100010110010"

// TestExamples are the worked examples of the standard, by section. Most are of
// sequences shorter than the tests take, so the formulas are called as they are.
func TestExamples(t *testing.T) {
	e := readBits(t, "e-1e6.bin")
	e100000 := &Bits{words: append(append([]uint64(nil), e.words[:1563]...), 0, 0), n: 100000}
	e100000.words[1562] &^= 1<<32 - 1
	frequencyOf := func(b *Bits) float64 { return frequencyP(b.ones(0, b.n), b.n) }
	runsOf := func(b *Bits) float64 { return runsP(b, b.ones(0, b.n)) }
	cyclic := func(b *Bits, least, most int) *windows {
		var w windows
		w.need(least, most)
		w.count(b)
		return &w
	}
	serialOf := func(b *Bits, m, which int) float64 {
		var p [2]float64
		serialP(cyclic(b, m-2, m), m, b.n, p[:])
		return p[which]
	}
	entropyOf := func(b *Bits, m int) float64 { return approximateEntropyP(cyclic(b, m, m+1), m, b.n) }
	sums := func(b *Bits) (forward, backward float64) {
		w := newWalk(b)
		return cumulativeSumsP(max(w.highest, -w.lowest), b.n), cumulativeSumsP(max(w.highest-w.last, w.last-w.lowest), b.n)
	}
	forward := func(b *Bits) float64 { p, _ := sums(b); return p }
	backward := func(b *Bits) float64 { _, p := sums(b); return p }
	suite := func(n int, p Parameters, name string, b *Bits, which int) float64 {
		return newSuite(t, n, p, name).Run(b, nil)[which]
	}

	for _, c := range []struct {
		section   string
		got, want float64
	}{
		{"2.1.4", frequencyOf(parse(t, "1011010101")), 0.527089},
		{"2.1.8", frequencyOf(parse(t, pi100)), 0.109599},
		{"2.2.4", blockFrequencyP(parse(t, "0110011010"), 3), 0.801252},
		{"2.2.8", blockFrequencyP(parse(t, pi100), 10), 0.706438},
		{"2.3.4", runsOf(parse(t, "1001101011")), 0.147232},
		{"2.3.8", runsOf(parse(t, pi100)), 0.500798},
		{"2.5.8", suite(100000, Parameters{Constants: NIST}, "Rank", e100000, 0), 0.532069},
		{"2.8.8", suite(1000000, Parameters{Constants: NIST}, "OverlappingTemplate", e, 0), 0.110434},
		{"2.10.8", suite(1000000, Parameters{Constants: NIST, LinearComplexityM: 1000}, "LinearComplexity", e, 0), 0.845406},
		{"2.11.4, first", serialOf(parse(t, "0011011101"), 3, 0), 0.808792},
		{"2.11.4, second", serialOf(parse(t, "0011011101"), 3, 1), 0.670320},
		{"2.11.8, first", suite(1000000, Parameters{SerialM: 2}, "Serial", e, 0), 0.843764},
		{"2.11.8, second", suite(1000000, Parameters{SerialM: 2}, "Serial", e, 1), 0.561915},
		{"2.12.4", entropyOf(parse(t, "0100110101"), 3), 0.261961},
		{"2.12.8", entropyOf(parse(t, pi100), 2), 0.235301},
		{"2.13.4", forward(parse(t, "1011010111")), 0.4116588},
		{"2.13.8, forward", forward(parse(t, pi100)), 0.219194},
		{"2.13.8, backward", backward(parse(t, pi100)), 0.114866},
		{"2.14.8, -4", suite(1000000, Parameters{}, "RandomExcursions", e, 0), 0.573306},
		{"2.14.8, -1", suite(1000000, Parameters{}, "RandomExcursions", e, 3), 0.007779},
		{"2.14.8, 4", suite(1000000, Parameters{}, "RandomExcursions", e, 7), 0.778186},
		{"2.15.8, -9", suite(1000000, Parameters{}, "RandomExcursionsVariant", e, 0), 0.858946},
		{"2.15.8, 1", suite(1000000, Parameters{}, "RandomExcursionsVariant", e, 9), 0.137861},
	} {
		if !(math.Abs(c.got-c.want) < 6e-7) {
			t.Errorf("%s: p = %.7f, want %.6f", c.section, c.got, c.want)
		}
	}
}

// TestLongestRunExample: 2.4.8 has p = 0.180609, which the exact probabilities
// give; the four decimals that it prints give 0.180598.
func TestLongestRunExample(t *testing.T) {
	b := parse(t, run128)
	plan := &longestRunPlans[0]
	counts := make([]int, 4)
	plan.count(b, counts)
	if want := [4]int{4, 9, 3, 0}; [4]int(counts) != want {
		t.Errorf("classes have %v blocks, want %v", counts, want)
	}
	if p := pearson(counts, []float64{0.2148, 0.3672, 0.2305, 0.1875}, 16); math.Abs(p-0.180598) > 6e-7 {
		t.Errorf("with the probabilities printed, p = %v, want 0.180598", p)
	}
	if p := pearson(counts, plan.probabilities(), 16); math.Abs(p-0.180609) > 6e-7 {
		t.Errorf("with the exact ones, p = %v, want 0.180609", p)
	}
}

// TestRankExample: 2.5.4, two matrices of 3 by 3, of rank 2 and 3, judged by the
// probabilities of 32 by 32.
func TestRankExample(t *testing.T) {
	if p := pearson([]int{1, 1, 0}, []float64{0.2888, 0.5776, 0.1336}, 2); math.Abs(p-0.741948) > 6e-7 {
		t.Errorf("p = %v, want 0.741948", p)
	}
	for i, want := range []float64{0.288788095, 0.577576190, 0.133635715} {
		if got := rankProbabilities(32)[i]; math.Abs(got-want) > 1e-9 {
			t.Errorf("class %d has probability %v, want %v", i, got, want)
		}
	}
}

// TestSpectralExample: the examples of 2.6 are not what its own formulas give.
// 2.6.4 has 4 of 5 values below the limit and p = 0.029523: but the moduli of
// its 10 bits are 0, 2, 4.472136, 2 and 4.472136, all below 5.473328, and p is
// 0.468160. 2.6.8 has 46 of 50 and p = 0.168669 for the 100 bits of pi: 48 are.
func TestSpectralExample(t *testing.T) {
	for _, c := range []struct {
		bits           string
		printed, below int
		printedP, p    float64
	}{
		{"1001010011", 4, 5, 0.029523, 0.468160},
		{pi100, 46, 48, 0.168669, 0.646355},
	} {
		b := parse(t, c.bits)
		below := fft.NewSpectrum(b.n).CountBelow(b.words, math.Log(20)*float64(b.n))
		if below != c.below {
			t.Errorf("%d bits: %d values are below the limit, want %d", b.n, below, c.below)
		}
		if p := spectralP(below, b.n, Exact); math.Abs(p-c.p) > 6e-7 {
			t.Errorf("%d bits: p = %v, want %v", b.n, p, c.p)
		}
		if p := spectralP(c.printed, b.n, Exact); math.Abs(p-c.printedP) > 6e-7 {
			t.Errorf("%d bits: p = %v for %d values, want %v", b.n, p, c.printed, c.printedP)
		}
	}
}

// TestTemplateExamples: 2.7.4 and 2.8.4.
func TestTemplateExamples(t *testing.T) {
	b := parse(t, "10100100101110010110")
	mean, variance := templateMoments(10, 3)
	if mean != 1 || variance != 0.46875 {
		t.Errorf("mean %v and variance %v, want 1 and 0.46875", mean, variance)
	}
	x := 0.0
	for i, want := range []uint32{2, 1} {
		counts, wide := make([]uint32, 8), make([]uint32, 64)
		countWindowsBy4(counts, wide, b, 3, 10*i, 10*i+8)
		if counts[1] != want {
			t.Errorf("block %d has 001 %d times, want %d", i, counts[1], want)
		}
		d := float64(counts[1]) - mean
		x += d * d / variance
	}
	if p := upperChiSquared(x, 2); math.Abs(p-0.344154) > 6e-7 {
		t.Errorf("p = %v, want 0.344154", p)
	}

	// 2.8.4 is wrong twice: it finds two occurrences of 11 in the block
	// 0010110100, where there is one, and the 0.274932 that it has for its
	// statistic of 3.167729 is the probability to exceed twice that.
	var counts [overlappingClasses]int
	countOverlapping(parse(t, "10111011110010110100011100101110111110000101101001"), 2, 10, &counts)
	if want := [overlappingClasses]int{0, 2, 0, 1, 1, 1}; counts != want {
		t.Errorf("classes of 11 have %v blocks, want %v", counts, want)
	}
	probabilities := []float64{0.324652, 0.182617, 0.142670, 0.106645, 0.077147, 0.166269}
	if p := pearson(counts[:], probabilities, 5); math.Abs(p-0.409633) > 6e-7 {
		t.Errorf("p = %v, want 0.409633", p)
	}
	if p := pearson([]int{0, 1, 1, 1, 1, 1}, probabilities, 5); math.Abs(p-upperChiSquared(3.167729, 5)) > 6e-7 {
		t.Errorf("p = %v for the standard's counts, want that of 3.167729", p)
	}
	if p := upperChiSquared(2*3.167729, 5); math.Abs(p-0.274932) > 6e-7 {
		t.Errorf("p = %v for twice the statistic, want 0.274932", p)
	}
	for i, p := range overlappingProbabilities(10, 2, NIST) {
		if math.Abs(p-probabilities[i]) > 1.1e-6 {
			t.Errorf("class %d has probability %v by the approximation, want %v", i, p, probabilities[i])
		}
	}
}

// TestUniversalExample: 2.9.4, L = 2 and Q = 4, without the factor of the standard
// deviation.
func TestUniversalExample(t *testing.T) {
	b := parse(t, "01011010011101010111")
	f := universalStatistic(b, 2, 4, make([]int32, 4), make([]uint32, 11), nil)
	if math.Abs(f-1.1949875) > 6e-8 {
		t.Errorf("statistic %v, want 1.1949875", f)
	}
	law := universalLaw{factor: func(int) float64 { return math.Sqrt(6) }}
	law.mean, law.variance = distanceMoments(2)
	if math.Abs(law.mean-1.5374383) > 6e-8 || math.Abs(law.variance-1.338) > 6e-4 {
		t.Errorf("mean %v and variance %v, want 1.5374383 and 1.338", law.mean, law.variance)
	}
	law.variance = 1.338
	if p := law.p(f, 6); math.Abs(p-0.767189) > 6e-7 {
		t.Errorf("p = %v, want 0.767189", p)
	}
}

// TestLinearComplexityExample: 2.10.4, M = 13 and L = 4 give T = 2.999444.
func TestLinearComplexityExample(t *testing.T) {
	if c := complexityClass(4, 13); c != 6 {
		t.Errorf("class %d, want 6", c)
	}
	want := []float64{1. / 96, 1. / 32, 1. / 8, 1. / 2, 1. / 4, 1. / 16, 1. / 48}
	for i, got := range complexityProbabilities(500, Exact) {
		if math.Abs(got-want[i]) > 1e-15 {
			t.Errorf("class %d has probability %v, want %v", i, got, want[i])
		}
	}
}

// TestExcursionExamples: 2.14.4 and 2.15.4.
func TestExcursionExamples(t *testing.T) {
	w := newWalk(parse(t, "0110110101"))
	if w.cycles != 3 {
		t.Fatalf("%d cycles, want 3", w.cycles)
	}
	if p := pearson(w.cyclesBy[excursionStates][:], []float64{0.5, 0.25, 0.125, 0.0625, 0.0312, 0.0312}, 3); math.Abs(p-0.502529) > 6e-4 {
		t.Errorf("state 1: p = %v, want 0.502529", p)
	}
	if got := w.visits[farthestState+1]; got != 4 {
		t.Errorf("state 1 has %d visits, want 4", got)
	}
	if p := variantP(4, 1, 3); math.Abs(p-0.683091) > 6e-7 {
		t.Errorf("variant, state 1: p = %v, want 0.683091", p)
	}
}
