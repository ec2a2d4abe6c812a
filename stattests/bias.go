package stattests

import (
	"fmt"
	"math"
	"strconv"
)

// Bias counts the ones at each bit position of symbols of k bits (N = 2^k, k
// from 1 to 64; bit 0 is the lowest). Under the null the k counts are
// independent and Binomial(n, 1/2). Three results:
//
//   - "max": the most biased position by exact binomial tails, Bonferroni over
//     positions and sides;
//   - "chi2": the sum over positions of (ones - n/2)^2/(n/4), which is nearly
//     chi-squared with k degrees of freedom: many small biases;
//   - "total": all the ones, Binomial(n k, 1/2), exactly: a bias that the
//     positions share.
//
// For one bit only "total" is given: the others are the same there. It is the
// monobit test of SP 800-22, 2.1, on every position.
var Bias = &Test{
	Name: "bias",
	Doc: "Ones at each bit position (N = 2^k): the most biased position and all ones together by exact binomial tails, and the sum of " +
		"squares by chi-squared. Catches biased and stuck bits. SP 800-22 2.1 on every position. Exact and asymptotic.",
	Planted: "glibcrand?seed=1|words",
	New:     newBias,
}

type bias struct{ bits int }

func newBias(law Law, args ...uint64) (Counter, error) {
	if err := noArgs("bias", args); err != nil {
		return nil, err
	}
	k, err := wholeBits("bias", law)
	if err != nil {
		return nil, err
	}
	return &bias{k}, nil
}

// wholeBits returns the k of a uniform law on 2^k symbols.
func wholeBits(test string, law Law) (int, error) {
	if err := uniform(test, law); err != nil {
		return 0, err
	}
	k, ok := bitsOf(law.N)
	if !ok {
		return 0, fmt.Errorf("stattests: %s needs symbols of whole bits, not %s symbols: %w", test, size(law.N), ErrAlphabet)
	}
	return k, nil
}

// wholeBitsFrom returns the k of a uniform law on 2^k symbols, k >= least.
func wholeBitsFrom(test string, law Law, least int) (int, error) {
	k, err := wholeBits(test, law)
	if err != nil {
		return 0, err
	}
	return k, atLeast(test, law, 1<<least)
}

func (b *bias) Block() int { return blockSymbols }
func (b *bias) Size() int  { return b.bits }

func (b *bias) Count(t *Tally, block []uint64) {
	t.Blocks++
	addOnes(t.Counts, (*[blockSymbols]uint64)(block))
}

// addSaved is a full adder of 64 columns at once: a + b + c = low + 2 high.
func addSaved(a, b, c uint64) (high, low uint64) {
	u := a ^ b
	return a&b | u&c, u ^ c
}

// addOnes adds, for each position, the number of words of the block that have a
// one there. It keeps 64 binary counters upright: planes[j] holds their bits of
// weight 2^j. Sixteen words go through fifteen full adders, the Harley-Seal way,
// before a carry has to be rippled up.
func addOnes(counts []uint64, block *[blockSymbols]uint64) {
	var planes [9]uint64
	ones, twos, fours, eights := uint64(0), uint64(0), uint64(0), uint64(0)
	for i := 0; i < len(block); i += 16 {
		w := block[i : i+16 : i+16]
		var a, b, c, d, carry uint64
		a, ones = addSaved(ones, w[0], w[1])
		b, ones = addSaved(ones, w[2], w[3])
		c, twos = addSaved(twos, a, b)
		a, ones = addSaved(ones, w[4], w[5])
		b, ones = addSaved(ones, w[6], w[7])
		d, twos = addSaved(twos, a, b)
		c, fours = addSaved(fours, c, d)
		a, ones = addSaved(ones, w[8], w[9])
		b, ones = addSaved(ones, w[10], w[11])
		d, twos = addSaved(twos, a, b)
		a, ones = addSaved(ones, w[12], w[13])
		b, ones = addSaved(ones, w[14], w[15])
		a, twos = addSaved(twos, a, b)
		d, fours = addSaved(fours, d, a)
		carry, eights = addSaved(eights, c, d)
		for j := 4; j < len(planes); j++ {
			planes[j], carry = planes[j]^carry, planes[j]&carry
		}
	}
	planes[0], planes[1], planes[2], planes[3] = ones, twos, fours, eights

	// Eight positions at a time, one to a byte: planes of weight up to 128 fill
	// a byte exactly, and the last is set only for positions that are always one.
	const bytesOfOne = 0x0101010101010101
	for shift := range min(8, len(counts)) {
		sums := uint64(0)
		for j := range 8 {
			sums |= planes[j] >> shift & bytesOfOne << j
		}
		always := planes[8] >> shift & bytesOfOne
		for i := shift; i < len(counts); i += 8 {
			counts[i] += sums&0xff + always&1<<8
			sums >>= 8
			always >>= 8
		}
	}
}

func (b *bias) Judge(t Tally, level float64) []Result {
	n := mulSaturating(t.Blocks, blockSymbols)
	total := uint64(0)
	for _, ones := range t.Counts {
		n = max(n, ones)
		total = addSaturating(total, ones)
	}
	all := binomialResult("total", "a one", t.Blocks, total, max(total, mulSaturating(n, uint64(b.bits))), level)
	if b.bits == 1 {
		return []Result{all}
	}
	most := Result{Name: "max", Sides: 1}
	chi2 := Result{Name: "chi2", Sides: 2}
	const need = 2 // blocks from which on chi-squared holds down to deepest: see TestReachBits
	if n < need*blockSymbols {
		chi2.Warnings = []error{&TooLittle{t.Blocks, need}}
	}
	if n == 0 {
		most.Warnings = []error{&TooLittle{t.Blocks, 1}}
		return []Result{most, chi2, all}
	}

	k := float64(b.bits)
	logP, worst, g := math.Inf(1), 0, 0.0
	for i, ones := range t.Counts {
		lower, upper := binomial(ones, n, 0.5)
		if tail := min(lower, upper); tail < logP {
			logP, worst = tail, i
		}
		d := float64(ones)/(float64(n)/2) - 1
		chi2.Stat += float64(n) * d * d
		g += float64(n) / 2 * (divergence(d) + divergence(-d))
	}
	most.Stat = relative(float64(t.Counts[worst])/float64(n), 0.5) * math.Sqrt(float64(n))
	most.Null = fmt.Sprintf("binomial(%d, 0.5), Bonferroni over %d", n, b.bits)
	most.P.LogUpper = min(0, logP+math.Log(2*k))
	most.Quality = Quality{Exact, math.Inf(-1)}
	if level > 0 {
		d, dLow, dHigh := deviation(t.Counts[worst], n, 0.5, k)
		most.Effect = Effect{"a one at bit " + strconv.Itoa(worst), d, dLow, dHigh, excess(n, 0.5, math.Log(level/2/k))}
		low, high := binomialBand(n, 0.5, math.Log(BandProbability/2/k))
		for i, ones := range t.Counts {
			most.Bins = append(most.Bins, Bin{"bit " + strconv.Itoa(i), float64(ones), float64(n) / 2, low, high})
		}
	}

	if chi2.Warnings == nil {
		chi2.Null = fmt.Sprintf("chi2(%d)", b.bits)
		chi2.P, chi2.Quality = chiSquared(chi2.Stat, g, b.bits, 4*k/float64(n), deepest)
		chi2.Effect = most.Effect
		if level > 0 {
			chi2.Effect.Detectable = excessOfSquares(n, diluted{0.5, 0.5}, b.bits, level, deepest)
		}
	}
	return []Result{most, chi2, all}
}

// binomialResult judges k successes among n of probability 1/2, on both sides;
// what is a success, such as "a one".
func binomialResult(name, what string, blocks, k, n uint64, level float64) Result {
	r := Result{Name: name, Sides: 2}
	if n == 0 {
		r.Warnings = []error{&TooLittle{blocks, 1}}
		return r
	}
	r.Null = fmt.Sprintf("binomial(%d, 0.5)", n)
	r.P.LogLower, r.P.LogUpper = binomial(k, n, 0.5)
	r.Quality = Quality{Exact, math.Inf(-1)}
	r.Stat = float64(k)
	if level > 0 {
		d, low, high := deviation(k, n, 0.5, 1)
		r.Effect = Effect{what, d, low, high, excess(n, 0.5, math.Log(level/2))}
	}
	return r
}

// mostUnlike judges numbers of bits unlike others, each among n and of probability 1/2,
// by the one that deviates most; label says what one is.
func mostUnlike(name string, blocks uint64, all []class, n uint64, level float64, label func(i int) string) Result {
	r := Result{Name: name, Sides: 1}
	if n == 0 {
		r.Warnings = []error{&TooLittle{blocks, 1}}
		return r
	}
	var worst class
	worst, r.Stat, r.P.LogUpper = extreme(all, n)
	r.Null = fmt.Sprintf("binomial(%d, 0.5), Bonferroni over %d", n, len(all))
	r.Quality = Quality{Exact, math.Inf(-1)}
	if level > 0 {
		choices := float64(len(all))
		d, low, high := deviation(worst.observed, n, 0.5, choices)
		r.Effect = Effect{label(worst.first), d, low, high, excess(n, 0.5, math.Log(level/2/choices))}
	}
	return r
}
