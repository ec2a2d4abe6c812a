package randtest

import (
	"math"
	"slices"

	"github.com/randaudit/randaudit/internal/tails"
)

// A stage ends at a number of draws, where the tables are looked at.
type stage struct {
	draws uint64
	alpha float64 // probability at most with which a fair source fails here
	beta  float64 // probability at most with which the bias passes here; 0: none passes here
	once  bool    // what is judged once is judged here: the first stage that can pass
}

// Stages are fractions of the draws of the last one, which has most of both
// promises: what is spent before it makes the whole longer.
var (
	fractions = []float64{1. / 64, 1. / 16, 1. / 4, 0.4, 0.5, 0.6, 0.7, 0.8}
	passFrom  = 3 // index in fractions of the first stage that can pass
)

const lastShare = 0.9 // of alpha; and of beta, of which early passes have little use

// stages returns the stages of a check of that many draws, of which none can
// pass before that many are made.
func (c *config) stages(draws, before uint64) []stage {
	var ss []stage
	once := false
	alpha := c.falseAlarm * (1 - lastShare) / float64(len(fractions))
	beta := c.miss * (1 - lastShare) / float64(len(fractions)-passFrom)
	for i, f := range fractions {
		s := stage{draws: uint64(f * float64(draws)), alpha: alpha}
		if i >= passFrom {
			s.draws, s.beta, s.once = max(s.draws, before), beta, !once
		}
		if s.draws > 0 && s.draws < draws && (len(ss) == 0 || s.draws > ss[len(ss)-1].draws) {
			ss = append(ss, s)
			once = once || s.once
		}
	}
	return append(ss, stage{draws: draws, alpha: c.falseAlarm * lastShare, beta: c.miss * lastShare, once: !once})
}

// need is the least number of draws that keeps both promises for the tables.
func (c *config) need(tables []*table) uint64 {
	ok := func(draws uint64) bool {
		for _, t := range tables {
			if t.promised && !c.enough(t, draws) {
				return false
			}
		}
		return true
	}
	return least(ok)
}

// least is the least number for which ok holds, rounded up to three digits, or
// math.MaxUint64 if it is above 2^44. The power of a test of integers is no
// monotone function of their number: what counts is that ok holds for the
// number returned.
func least(ok func(n uint64) bool) uint64 {
	const most = 1 << 44
	high := uint64(16)
	for !ok(high) {
		if high *= 2; high > most {
			return math.MaxUint64
		}
	}
	low := high / 2 // not enough, or 8
	for high-low > 1 && high-low > high/4096 {
		if mid := low + (high-low)/2; ok(mid) {
			high = mid
		} else {
			low = mid
		}
	}
	for unit := roundUnit(high); ; {
		if high = (high + unit - 1) / unit * unit; ok(high) {
			return high
		}
		high++
	}
}

// roundUnit is the power of ten to whose multiples three digits of n lead.
func roundUnit(n uint64) uint64 {
	unit := uint64(1)
	for n/unit >= 1000 {
		unit *= 10
	}
	return unit
}

// enough reports whether that many draws keep the Detect promise for a table at
// the last stage.
func (c *config) enough(t *table, draws uint64) bool {
	alpha := c.falseAlarm * lastShare * t.share
	logBeta := math.Log(c.miss * lastShare)
	n := draws * t.per
	if c.byteModulo {
		return byteModuloMiss(len(t.counts), n, math.Log(alpha*t.parts(true)[statHigh]), logBeta) <= logBeta
	}
	logAlpha := math.Log(alpha * t.parts(false)[statMax] / t.looks())
	for _, p := range t.probs() {
		low, high := tails.BinomialBand(logAlpha, n, p)
		if more := p * (1 + c.detect); more <= 1 {
			if lower, _ := tails.Binomial(high, n, more); lower > logBeta {
				return false
			}
		}
		if _, upper := tails.Binomial(low, n, p*(1-c.detect)); upper > logBeta {
			return false
		}
	}
	return true
}

// byteModuloMiss returns ln of the probability at most with which chi-squared
// over n cells, at ln p <= logAlpha, does not see b % n in that many draws.
//
// The sum S of the counts of the r = 256 % n heavier cells is binomial. Given S,
// the counts within the heavier cells are those of fair draws, and so are those
// within the lighter ones, so that
//
//	X^2 = Z(S)^2 + wH X_H^2 + wL X_L^2,
//
// where Z is how far S is off in standard deviations of a fair source, X_H^2 and
// X_L^2 are chi-squared with r-1 and n-r-1 degrees of freedom, and the weights
// are the factors by which S and draws - S are off. The tail is summed over S in
// slices, with the least value that X^2 can have in each. (The noncentral
// chi-squared law has too small a variance here, and would break the promise
// for n = 62 by a factor of 8.) The sum ends where it is above e^logEnough: what it
// is then is no matter.
func byteModuloMiss(n int, draws uint64, logAlpha, logEnough float64) float64 {
	r := 256 % n
	fair := float64(r) / float64(n)
	biased := float64(r*(256/n+1)) / 256
	m := float64(draws)
	if m/float64(n) < leastExpected || logAlpha-math.Ln2 < reach(m/float64(n), n) {
		return 0 // the law does not hold so far out
	}
	critical := tails.ChiSquaredQuantile(logAlpha-math.Ln2, float64(n-1))
	sd := math.Sqrt(m * biased * (1 - biased))
	const (
		slice    = 1. / 32 // standard deviations
		from, to = -6.5, 2.
	)
	floor := func(a, b float64) float64 { // ln P(X^2 < critical) at most, for S in [a, b]
		z := 0.0
		if d := max(a-m*fair, m*fair-b); d > 0 {
			z = d * d / (m * fair * (1 - fair))
		}
		w := min(max(a, 0)/(m*fair), max(m-b, 0)/(m*(1-fair)))
		if z >= critical {
			return -math.MaxFloat64
		}
		if w <= 0 {
			return 0
		}
		lower, _ := tails.ChiSquared((critical-z)/w, float64(n-2))
		return lower
	}
	cumulative := func(s float64) float64 { // P(S <= s)
		if s < 0 {
			return 0
		}
		lower, _ := tails.Binomial(uint64(s), draws, biased)
		return math.Exp(lower)
	}
	a := m*biased + from*sd
	below := cumulative(a)
	total := below // whatever happens there
	for z := from; z < to && total <= math.Exp(logEnough); z += slice {
		b := a + slice*sd
		upTo := cumulative(b)
		total += (upTo - below) * math.Exp(floor(a, b))
		a, below = b, upTo
	}
	// Further up, in one slice, and in the end whatever happens.
	const far = 8.
	total += (1 - below) * math.Exp(floor(a, m*biased+far*sd))
	_, beyond := tails.Binomial(uint64(min(m, m*biased+far*sd)), draws, biased)
	total += math.Exp(beyond)
	return math.Log(min(1, total))
}

// within reports whether every cell's sequential interval lies within the
// Detect band: none of the biases promised would give counts so near to the
// expected ones with a probability above beta.
func (c *config) within(tables []*table, beta float64) bool {
	logBeta := math.Log(beta)
	for _, t := range tables {
		if !t.promised {
			continue
		}
		if c.byteModulo {
			if !belowByteModulo(t, logBeta) {
				return false
			}
			continue
		}
		type limits struct{ low, high uint64 } // both excluded
		known := make(map[float64]limits)
		for i, o := range t.counts {
			p := t.prob(i)
			if p <= 0 {
				continue
			}
			l, ok := known[p]
			if !ok {
				l.high = math.MaxUint64
				if more := p * (1 + c.detect); more <= 1 {
					l.high, _ = tails.BinomialBand(logBeta, t.trials, more)
				}
				_, l.low = tails.BinomialBand(logBeta, t.trials, p*(1-c.detect))
				known[p] = l
			}
			if o <= l.low || o >= l.high {
				return false
			}
		}
	}
	return true
}

// belowByteModulo reports whether the cells that came most often came too
// rarely for b % n: its heavier cells, whichever they are, come at most as
// often, and so rarely only with probability e^logBeta.
func belowByteModulo(t *table, logBeta float64) bool {
	n := len(t.counts)
	r := 256 % n
	sum := uint64(0)
	for _, o := range largest(t.counts, r) {
		sum += o
	}
	limit, _ := tails.BinomialBand(logBeta, t.trials, float64(r*(256/n+1))/256)
	return sum < limit
}

// largest returns the r largest counts.
func largest(counts []uint64, r int) []uint64 {
	sorted := slices.Sorted(slices.Values(counts))
	return sorted[len(sorted)-r:]
}
