package stattests

import (
	"math"
	"strconv"
)

// Autocorrelation compares each bit of a symbol (N = 2^k) with the same bit so many
// symbols later: at the lags 1 to 64, and at the powers of two from 2^7 to 2^b (the
// test's argument, 6 to 20; 10 without one). A block has 2^12 symbols, or 2^(b+1) where
// those are more; of its symbols at i = 0, 1, ..., as many as leave room for the longest
// lag, in multiples of 256, are compared with those at i + lag.
//
// The exclusive ors of bits i and i + lag, for i = 0, 1, ..., are fair and independent:
// none is a sum of others, since each new one has a bit that those before have not. So
// the number of ones is exactly binomial(n, 1/2), for each bit and each lag. Two
// results:
//
//   - "max": the most deviating bit at a lag by exact binomial tails, Bonferroni over
//     bits, lags and sides;
//   - "total": the most deviating lag, all bits of the symbol together, in the same way.
//
// For one bit only "total" is given. It is the autocorrelation test of Knuth (TAOCP 2,
// 3.3.2 K, serial correlation) for bits, as the TestU01 guide has it (sstring_AutoCor;
// L'Ecuyer and Simard 2007), at many lags.
var Autocorrelation = &Test{
	Name: "autocorrelation",
	Doc: "Each bit of a symbol (N = 2^k) against itself 1 to 64 and 2^7, 2^8, ... up to 2^b symbols later (argument, 6 to 20; 10 without one): the " +
		"most deviating bit and lag, and the most deviating lag of all bits, by exact binomial tails. Catches short periods, " +
		"counters, and low bits of congruential generators. Knuth, TAOCP 2, 3.3.2 K; L'Ecuyer, Simard 2007. Exact.",
	Planted: "counter64?seed=1|low(8)",
	New:     newAutocorrelation,
}

const (
	shortLags   = 64 // each up to here
	lagBits     = 10 // binary logarithm of the greatest lag, without an argument
	leastLagBit = 6
	mostLagBit  = 20
	lagBlock    = 12 // binary logarithm of the least symbols of a block
)

type autocorrelation struct {
	bits     int
	lags     []int
	block    int
	compared int // symbols of a block, in multiples of blockSymbols
	scratch  [blockSymbols]uint64
}

func newAutocorrelation(law Law, args ...uint64) (Counter, error) {
	b, err := oneArg("autocorrelation", "the binary logarithm of the greatest lag", args, leastLagBit, mostLagBit, lagBits)
	if err != nil {
		return nil, err
	}
	k, err := wholeBits("autocorrelation", law)
	if err != nil {
		return nil, err
	}
	a := &autocorrelation{bits: k, block: 1 << max(lagBlock, b+1)}
	for lag := 1; lag <= shortLags; lag++ {
		a.lags = append(a.lags, lag)
	}
	for lag := 2 * shortLags; lag <= 1<<b; lag *= 2 {
		a.lags = append(a.lags, lag)
	}
	a.compared = (a.block - a.lags[len(a.lags)-1]) / blockSymbols * blockSymbols
	return a, nil
}

func (a *autocorrelation) Block() int { return a.block }

// Size is a count for each bit at each lag.
func (a *autocorrelation) Size() int { return a.bits * len(a.lags) }

func (a *autocorrelation) Count(t *Tally, block []uint64) {
	t.Blocks++
	for i := 0; i < a.compared; i += blockSymbols {
		here := (*[blockSymbols]uint64)(block[i:])
		for l, lag := range a.lags {
			there := (*[blockSymbols]uint64)(block[i+lag:])
			counts := t.Counts[l*a.bits:][:a.bits]
			if a.bits == 1 {
				ones := uint64(0)
				for j, x := range here {
					ones += x ^ there[j]
				}
				counts[0] += ones
				continue
			}
			for j, x := range here {
				a.scratch[j] = x ^ there[j]
			}
			addOnes(counts, &a.scratch)
		}
	}
}

func (a *autocorrelation) Judge(t Tally, level float64) []Result {
	n := mulSaturating(t.Blocks, uint64(a.compared))
	for _, ones := range t.Counts {
		n = max(n, ones)
	}
	all := make([]class, len(t.Counts))
	totals := make([]class, len(a.lags))
	most := n
	for i, ones := range t.Counts {
		all[i] = class{i, i, ones, 0.5}
		total := &totals[i/a.bits]
		*total = class{i / a.bits, i / a.bits, addSaturating(total.observed, ones), 0.5}
		most = max(most, total.observed)
	}
	most = max(most, mulSaturating(n, uint64(a.bits)))
	total := mostUnlike("total", t.Blocks, totals, most, level, func(l int) string { return "a bit unlike itself " + symbolsLater(a.lags[l]) })
	if level > 0 && n > 0 {
		low, high := binomialBand(most, 0.5, math.Log(BandProbability/2/float64(len(totals))))
		for _, c := range totals {
			total.Bins = append(total.Bins, Bin{symbolsLater(a.lags[c.first]), float64(c.observed), float64(most) / 2, low, high})
		}
	}
	if a.bits == 1 {
		return []Result{total}
	}
	return []Result{
		mostUnlike("max", t.Blocks, all, n, level, func(i int) string {
			return "bit " + strconv.Itoa(i%a.bits) + " unlike itself " + symbolsLater(a.lags[i/a.bits])
		}),
		total,
	}
}
