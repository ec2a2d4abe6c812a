package stattests

// The law shared by the tests whose blocks give a fixed number of independent
// outcomes, each in one of k classes of known probability. Their counts are
// multinomial, and are judged twice:
//
//   - "chi2": Pearson's X^2 = sum (o-e)^2/e over classes that are pooled until
//     each is expected at least leastExpected times, against chi-squared with
//     (classes - 1) degrees of freedom (Pearson 1900; Knuth, TAOCP 2, 3.3.1).
//     Both tails count: a counter fits too well. See [chiSquared] for how far
//     out, and for what replaces the law beyond that.
//   - "max": the one class that deviates most, by the exact binomial tails of
//     its count, times twice the number of classes (Bonferroni). Since each
//     count is exactly binomial whatever the others are, this p-value is never
//     too small, at any sample size and any depth.

import (
	"fmt"
	"math"
	"math/bits"

	"github.com/randaudit/randaudit/internal/tails"
)

const (
	leastExpected = 150                 // least expected count of a pooled class
	mostBins      = 256                 // classes up to which each has its own bar in a plot
	sharedBins    = 64                  // bars of a plot of more classes: neighbours share one
	deepest       = -34.538776394910684 // ln 1e-15: how far out asymptotic laws have been checked
)

// categories is a set of k classes with their exact probabilities.
type categories struct {
	prefix   string              // of the names of the results: "" or "thirds-"
	k        int                 // number of classes, at least 2
	p        func(i int) float64 // probability of class i; they add to 1
	label    func(i int) string  // what class i is called
	perBlock int                 // outcomes in a block
}

// A class is one class, or several neighbours that are judged as one.
type class struct {
	first, last int     // the classes in it
	observed    uint64  // count
	p           float64 // probability
}

// judge judges the counts of blocks blocks: "chi2" and "max", in this order.
func (c categories) judge(blocks uint64, counts []uint64, level float64) []Result {
	all := make([]class, c.k)
	n := uint64(0)
	for i := range all {
		all[i] = class{first: i, last: i, observed: counts[i], p: c.p(i)}
		n = addSaturating(n, counts[i])
	}
	pooled := pool(all, float64(n))
	chi2 := Result{Name: c.prefix + "chi2", Sides: 2}
	most := Result{Name: c.prefix + "max", Sides: 1}
	if n == 0 {
		chi2.Warnings = []error{&TooLittle{blocks, c.need(all)}}
		most.Warnings = []error{&TooLittle{blocks, 1}}
		return []Result{chi2, most}
	}
	if level > 0 {
		chi2.Bins = c.bins(all, n)
	}

	var worst class
	worst, most.Stat, most.P.LogUpper = extreme(all, n)
	most.Null = fmt.Sprintf("binomial, Bonferroni over %d", len(all))
	most.Quality = Quality{Exact, math.Inf(-1)}
	var rare diluted
	if level > 0 {
		most.Effect = c.effect(worst, n)
		rare = rarest(all, pooled)
	}
	if rare.p > 0 {
		most.Effect.Detectable = excess(n, min(rare.p, 1), math.Log(level/2/choices(c.k)))
	}

	if len(pooled) < 2 {
		chi2.Warnings = []error{&TooLittle{blocks, c.need(all)}}
		return []Result{chi2, most}
	}
	df := len(pooled) - 1
	var g float64
	least := math.Inf(1) // least expected count
	for _, cl := range pooled {
		e := float64(n) * cl.p
		d := (float64(cl.observed) - e) / e
		chi2.Stat += e * d * d
		g += e * divergence(d)
		least = min(least, e)
	}
	holds := reach(least, len(pooled))
	chi2.Null = fmt.Sprintf("chi2(%d)", df)
	chi2.P, chi2.Quality = chiSquared(chi2.Stat, g, df, float64(df+1)/least, holds)
	chi2.Effect = most.Effect
	chi2.Effect.Detectable = 0
	if rare.p > 0 {
		chi2.Effect.Detectable = excessOfSquares(n, rare, df, level, holds)
	}
	return []Result{chi2, most}
}

// need is the number of blocks from which on pool leaves two classes.
func (c categories) need(all []class) uint64 {
	var best, cum float64
	for _, cl := range all {
		cum += cl.p
		best = max(best, min(cum, 1-cum))
	}
	return uint64(math.Ceil(leastExpected*(1+1e-9)/best/float64(c.perBlock))) + 1
}

// pool joins neighbours, in order, until each class is expected at least
// leastExpected times among n; what is left over joins the last.
func pool(all []class, n float64) []class {
	var pooled []class
	var cur class
	fresh := true
	for _, cl := range all {
		if fresh {
			cur, fresh = cl, false
		} else {
			cur.last, cur.observed, cur.p = cl.last, addSaturating(cur.observed, cl.observed), cur.p+cl.p
		}
		if n*cur.p >= leastExpected {
			pooled, fresh = append(pooled, cur), true
		}
	}
	if !fresh && len(pooled) > 0 {
		end := &pooled[len(pooled)-1]
		end.last, end.observed, end.p = cur.last, addSaturating(end.observed, cur.observed), end.p+cur.p
	}
	return pooled
}

// rarest returns the least probable class that can come at all, and of equal ones
// that in the most probable pool, where chi-squared sees it least.
func rarest(all, pooled []class) diluted {
	rare := diluted{p: math.Inf(1)}
	take := func(classes []class, pool float64) {
		for _, cl := range classes {
			if cl.p > 0 && (cl.p < rare.p || cl.p == rare.p && pool > rare.pool) {
				rare = diluted{cl.p, pool}
			}
		}
	}
	take(all, 0)
	for _, cl := range pooled {
		take(all[cl.first:cl.last+1], cl.p)
	}
	return rare
}

// extreme returns the class whose count lies furthest out in its binomial law,
// the deviation of the count in standard deviations, and ln p: the exact tail
// times twice the number of classes. Only the few classes that a cheap measure
// puts furthest out are looked at exactly; as they are a subset, p can only
// become larger by that, never too small.
func extreme(all []class, n uint64) (worst class, z, logP float64) {
	const candidates = 4 // on either side
	type candidate struct {
		class
		depth float64
	}
	var side [2][candidates]candidate // sorted, deepest first
	for _, cl := range all {
		if !farther(cl, n, min(side[0][candidates-1].depth, side[1][candidates-1].depth)) {
			continue
		}
		depth, up := depth(cl, n)
		s := &side[up]
		for j := range s {
			if depth >= s[j].depth {
				copy(s[j+1:], s[j:candidates-1])
				s[j] = candidate{cl, depth}
				break
			}
		}
	}
	logP = math.Inf(1)
	for up := range side {
		for _, c := range side[up] {
			if c.p <= 0 && c.observed == 0 {
				continue // an empty place, or a class that cannot be and is not
			}
			lower, upper := binomial(c.observed, n, c.p)
			tail := lower
			if up == 1 {
				tail = upper
			}
			if tail < logP {
				logP, worst = tail, c.class
			}
		}
	}
	e := float64(n) * worst.p
	if sd := math.Sqrt(e * (1 - worst.p)); sd > 0 {
		z = (float64(worst.observed) - e) / sd
	}
	return worst, z, min(0, logP+math.Log(2*choices(len(all))))
}

// depth is about minus the logarithm of the binomial tail of a class's count,
// and which tail: 0 the lower, 1 the upper. It is the divergence of Chernoff's
// bound.
func depth(cl class, n uint64) (d float64, up int) {
	e := float64(n) * cl.p
	o := float64(cl.observed)
	if o > e {
		up = 1
	}
	if cl.p <= 0 || cl.p >= 1 {
		if o != e {
			return math.Inf(1), up
		}
		return 0, up
	}
	rest := float64(n) - e
	return e*divergence((o-e)/e) + rest*divergence((e-o)/rest), up
}

// farther reports whether a class may be as deep as that. A divergence of d is at most d^2,
// which costs less to tell.
func farther(cl class, n uint64, depth float64) bool {
	e := float64(n) * cl.p
	d := float64(cl.observed) - e
	return !(d*d*float64(n) < depth*e*(float64(n)-e))
}

// binomial returns ln of both tails of k successes among n, or of the share of
// both that the law is known for.
func binomial(k, n uint64, p float64) (logLower, logUpper float64) {
	s := scale(n)
	return tails.Binomial(k>>s, n>>s, min(p, 1))
}

// binomialBand returns the counts below and above which each tail of the
// binomial law holds at most the probability e^logTail.
func binomialBand(n uint64, p, logTail float64) (low, high float64) {
	s := scale(n)
	l, h := tails.BinomialBand(logTail, n>>s, p)
	return float64(l) * float64(uint64(1)<<s), float64(h) * float64(uint64(1)<<s)
}

// divergence is (1+d) ln(1+d) - d for d >= -1, without cancellation: the share
// in the divergence of a class whose count is off its expectation by the
// fraction d.
func divergence(d float64) float64 {
	if math.Abs(d) < 0.01 {
		// d^2/2 - d^3/6 + d^4/12 - ...: the term of d^j is (-1)^j/(j(j-1)).
		return d * d * (1./2 - d*(1./6-d*(1./12-d*(1./20-d*(1./30-d*(1./42-d/56))))))
	}
	if d <= -1 {
		return 1
	}
	return (1+d)*math.Log1p(d) - d
}

// chiSquared places Pearson's x in chi-squared(df), where g is the divergence
// n KL(observed || expected) of the same counts, and reach is the ln p down to
// which the law holds.
//
// Beyond reach chi-squared proves nothing: the true tail may be larger by any
// factor. There, the tail is no smaller than Agrawal's bound on g, which holds
// at every sample size. A p-value beyond reach is thus a bound, at any depth:
// Quality.Reach is then that depth.
//
// The lower tail stops at reach, and at the tail of nearest: nearer to zero
// there are so few vectors of counts that their probability does not follow the
// density (the exact fit itself has a positive one). A count can be off by 1/2
// because it is an integer; nearest is the x where each class, of least expected
// count e, is off by about twice that: (df + 1)/e.
func chiSquared(x, g float64, df int, nearest, reach float64) (Tail, Quality) {
	f := float64(df)
	_, upper := tails.ChiSquared(x, f)
	lower, _ := tails.ChiSquared(max(x, nearest), f)
	t := Tail{LogLower: max(lower, reach), LogUpper: upper}
	q := Quality{Asymptotic, reach}
	if upper < reach {
		t.LogUpper = max(upper, min(reach, agrawal(g, f)))
		q.Reach = t.LogUpper
	}
	return t, q
}

// agrawal bounds the logarithm of the probability that the divergence of a
// multinomial law with f degrees of freedom is g or more: exp(-g) (e g/f)^f for
// g > f. Agrawal, "Finite-sample concentration of the multinomial in relative
// entropy", IEEE Trans. Inf. Theory 66, 2020, theorem 1.2.
func agrawal(g, f float64) float64 {
	if g <= f {
		return 0
	}
	return min(0, -g+f*(1+math.Log(g/f)))
}

// reach is the ln p down to which chi-squared is right within a factor of 2 for
// k pooled classes that are all expected least times or more, whatever their
// probabilities. What goes wrong first is the upper tail of the least class,
// which is nearly that of a Poisson law, and larger than that of a normal one by
// exp(z^3/(6 sqrt(least))): so the z that can be reached grows like
// least^(1/6), and ln p like its square. With more classes a deviation is rarely
// one class's alone. TestReach holds the rule to the exact law.
func reach(least float64, k int) float64 {
	c := 5.5
	switch {
	case k < 6:
		c = 2.2
	case k < 24:
		c = 3.6
	}
	return max(-c*math.Cbrt(least), deepest)
}

// effect describes how far the class that was chosen is off.
func (c categories) effect(cl class, n uint64) Effect {
	if cl.p <= 0 {
		return Effect{Category: c.name(cl)}
	}
	d, low, high := deviation(cl.observed, n, cl.p, choices(c.k))
	return Effect{Category: c.name(cl), Deviation: d, Low: low, High: high}
}

// name names a class or a range of classes.
func (c categories) name(cl class) string {
	if cl.first == cl.last {
		return c.label(cl.first)
	}
	return c.label(cl.first) + " to " + c.label(cl.last)
}

// bins makes the bars of the plot. The band holds exact binomial quantiles:
// each bar leaves it, on either side, with a probability of at most
// BandProbability over twice the number of bars.
func (c categories) bins(all []class, n uint64) []Bin {
	group := 1
	if len(all) > mostBins {
		group = (len(all) + sharedBins - 1) / sharedBins
	}
	bins := make([]Bin, 0, (len(all)+group-1)/group)
	logTail := math.Log(BandProbability / 2 / float64(cap(bins)))
	type band struct{ low, high float64 }
	known := map[float64]band{}
	for i := 0; i < len(all); i += group {
		last := min(i+group, len(all)) - 1
		cl := class{first: i, last: last}
		for _, a := range all[i : last+1] {
			cl.p += a.p
			cl.observed = addSaturating(cl.observed, a.observed)
		}
		cl.p = min(cl.p, 1)
		b, ok := known[cl.p]
		if !ok {
			b.low, b.high = binomialBand(n, cl.p, logTail)
			known[cl.p] = b
		}
		bins = append(bins, Bin{
			Label:    c.name(cl),
			Observed: float64(cl.observed),
			Expected: float64(n) * cl.p,
			Low:      b.low,
			High:     b.high,
		})
	}
	return bins
}

// equal returns the probabilities of k equal classes.
func equal(k int) func(int) float64 {
	p := 1 / float64(k)
	return func(int) float64 { return p }
}

func addSaturating(a, b uint64) uint64 {
	sum, carry := bits.Add64(a, b, 0)
	if carry != 0 {
		return math.MaxUint64
	}
	return sum
}

func mulSaturating(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	if hi != 0 {
		return math.MaxUint64
	}
	return lo
}
