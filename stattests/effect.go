package stattests

// What a result could have seen, and how large what it saw may be. Both are
// read off exact binomial laws.

import (
	"math"
	"math/bits"

	"github.com/randaudit/randaudit/internal/tails"
)

const (
	power      = 0.99 // with which Effect.Detectable is seen
	confidence = 0.99 // of the interval from Effect.Low to Effect.High
)

// choices is the number of counts that can be chosen for being extreme among
// those of k classes: the second of two is the first one again.
func choices(k int) float64 {
	if k == 2 {
		return 1
	}
	return float64(k)
}

// excess is the smallest relative excess of a probability p > 0 for which n
// trials give, with the power that is asked for, a count whose upper tail is at
// most e^logTail. It is 0 where no count is so far out.
func excess(n uint64, p, logTail float64) float64 {
	n = trials(n)
	if _, high := tails.BinomialBand(logTail, n, p); high < n {
		return relative(enough(high+1, n, 1-power), p)
	}
	return 0
}

// A diluted class is one that chi-squared sees only as a part of a pooled one.
type diluted struct {
	p    float64 // probability, above 0
	pool float64 // probability of the pooled class, from p to below 1
}

// excessOfSquares is the smallest relative excess of the class for which
// [chiSquared] with df degrees of freedom and the given reach says at most
// level, of n outcomes and with the power that is asked for. It is 0 where no
// excess is enough. It is on the large side, by the following:
//
// All other classes become rarer in proportion. If o outcomes fall into the
// pooled class, where e = n pool are expected and r = n - e in the others,
// Pearson's statistic is exactly (o-e)^2/e + (o-e)^2/r + ((n-o)/r) Y, where Y is
// Pearson's statistic of the others among themselves, nearly chi-squared with one
// degree of freedom less; the divergence splits in the same way, with nearly Y/2.
// Half of the 1 % of misses is left to Y, which is taken to be as small as it is
// with that probability, and half to o, which is exactly binomial. What o has to
// be follows, and from that the probability of the pooled class, and from that the
// class's.
//
// For [Bias], whose positions are independent, the factor of Y is 1; it is no
// smaller than the one that is used.
func excessOfSquares(n uint64, c diluted, df int, level, reach float64) float64 {
	if c.pool >= 1 {
		return 0 // only by rounding: the others are expected leastExpected times or more
	}
	n = trials(n)
	f, logTail := float64(df), math.Log(level/2)
	miss, others := 1-power, 0.0
	if df > 1 {
		miss /= 2
		others = tails.ChiSquaredQuantile(math.Log1p(-miss), f-1)
	}
	critical := tails.ChiSquaredQuantile(logTail, f)
	m := float64(n)
	e := m * c.pool
	r := m - e
	evidence := func(o float64) bool {
		up, down := (o-e)/e, (e-o)/r
		if e*up*up+r*down*down+(m-o)/r*others < critical {
			return false
		}
		return logTail >= reach || agrawal(e*divergence(up)+r*divergence(down)+others/2, f) <= logTail
	}
	if !evidence(m) {
		return 0
	}
	low, o := e, m
	for range 64 {
		if middle := low + (o-low)/2; evidence(middle) {
			o = middle
		} else {
			low = middle
		}
	}
	p := enough(min(uint64(math.Ceil(o)), n), n, miss)
	return min((p-c.pool)/(1-c.pool)*(1-c.p)/c.p, math.MaxFloat64)
}

// deviation returns the relative deviation of k among n from the probability
// p > 0, and an interval that holds that of the true probability with the
// confidence that is asked for even if the count was chosen for being the most
// extreme of choices: Clopper and Pearson's (1934), which is never too narrow,
// with Bonferroni's share of the errors. k is at most n, which is above 0.
func deviation(k, n uint64, p, choices float64) (d, low, high float64) {
	miss := (1 - confidence) / 2 / choices
	s := scale(n)
	k, n = k>>s, n>>s
	most := 1.0
	if k < n {
		most = enough(k+1, n, miss)
	}
	return relative(float64(k)/float64(n), p), relative(atMost(k, n, miss), p), relative(most, p)
}

// enough is the smallest probability, nearly, with which n trials give fewer
// than k successes with a probability of at most miss, which is below 1/2.
// 1 <= k <= n.
func enough(k, n uint64, miss float64) float64 {
	logMiss := math.Log(miss)
	// Chernoff: a count of mean h + t is at most h with a probability of at
	// most exp(-t^2/(2(h+t))), which is miss for this t.
	h := float64(k - 1)
	t := math.Sqrt(logMiss*logMiss-2*logMiss*h) - logMiss
	return solve(h/float64(n), min(1, (h+t)/float64(n)), logMiss, func(p float64) float64 {
		fewer, _ := tails.Binomial(k-1, n, p)
		return fewer
	})
}

// atMost is the greatest probability, nearly, with which n trials give k
// successes or more with a probability of at most miss, which is below 1/2.
// k <= n.
func atMost(k, n uint64, miss float64) float64 {
	if k == 0 {
		return 0
	}
	logMiss := math.Log(miss)
	// Chernoff: a count of mean k - t is at least k with a probability of at
	// most exp(-t^2/(2k)).
	t := math.Sqrt(-2 * logMiss * float64(k))
	return solve(float64(k)/float64(n), max(0, float64(k)-t)/float64(n), logMiss, func(p float64) float64 {
		_, more := tails.Binomial(k, n, p)
		return more
	})
}

// solve returns a p for which logTail is a millionth below logMiss, and thus on
// the side of less, which less is as well and more is not; logTail is monotone
// between them. It is the false position with the Illinois correction (Dowell and
// Jarratt 1971), on sqrt(-logTail), which is nearly linear in p.
func solve(more, less, logMiss float64, logTail func(p float64) float64) float64 {
	want := math.Sqrt(-logMiss) * (1 + 1e-6)
	depth := func(p float64) float64 {
		return min(math.Sqrt(-logTail(p)), 3*want) - want // of a tail of 0, no more than is useful
	}
	above, below := depth(more), depth(less)
	last := 0 // which end moved last
	for range 60 {
		if below <= 0 {
			break // only by rounding
		}
		p := less - below*((less-more)/(below-above))
		switch d := depth(p); {
		case math.Abs(d) < 5e-7*want:
			return p
		case d > 0:
			if less, below = p, d; last > 0 {
				above /= 2
			}
			last = 1
		default:
			if more, above = p, d; last < 0 {
				below /= 2
			}
			last = -1
		}
	}
	return less
}

// relative is how far q is off p > 0, relative to p; finite, because it has to
// be written down.
func relative(q, p float64) float64 { return min(q/p-1, math.MaxFloat64) }

// scale is the power of 2 that counts of n trials are divided by for the
// binomial law, which is known up to 2^53 trials.
func scale(n uint64) int { return max(0, bits.Len64(n)-53) }

// trials is the number of trials that is judged of n. Of more than 2^53 it is the
// share that [scale] leaves, which puts nothing further out and sees no more.
func trials(n uint64) uint64 { return n >> scale(n) }
