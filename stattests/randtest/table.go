package randtest

import (
	"math"
	"slices"

	"github.com/randaudit/randaudit/internal/tails"
)

// A table counts how often each of a number of events, its cells, came in a
// number of trials. Whatever the cells have to do with each other, each count
// alone is binomial under the null: that is all that "max" rests on.
type table struct {
	name  string             // what a cell is: "value", "interval"
	label func(i int) string // which one: "7"
	p     []float64          // of the cells: one for all, or each its own

	counts []uint64
	trials uint64 // so far
	per    uint64 // trials of a draw, where each draw has as many

	// chi-squared: factor * sum (o-e)^2/e has df degrees of freedom; df 0
	// means that it is not used. A factor of 1 is Pearson's, for a table that
	// is multinomial: each trial is in one cell.
	factor float64
	df     int

	settle   func()  // brings counts up to date, before they are read; may be nil
	promised bool    // the Detect promise holds for each cell
	siblings int     // tables that have one share together with it, if more than 1
	share    float64 // of the false-alarm rate
}

// partition is a table each of whose trials is in one of the cells.
func partition(name string, label func(int) string, cells int, p ...float64) *table {
	t := &table{name: name, label: label, p: p, counts: make([]uint64, cells), per: 1, factor: 1, df: cells - 1}
	if cells == 2 {
		t.df = 0 // max says it all
	}
	return t
}

// prob is the probability of cell i.
func (t *table) prob(i int) float64 {
	if len(t.p) == 1 {
		return t.p[0]
	}
	return t.p[i]
}

// probs are the different positive probabilities, the smallest first.
func (t *table) probs() []float64 {
	ps := slices.Clone(t.p)
	slices.Sort(ps)
	ps = slices.Compact(ps)
	return slices.DeleteFunc(ps, func(p float64) bool { return p <= 0 })
}

// looks is the number of one-sided tests among which max takes the best.
func (t *table) looks() float64 {
	if len(t.counts) == 2 && t.factor == 1 {
		return 2 // the second count is the first one again
	}
	if len(t.p) == 1 {
		return 2 * float64(len(t.counts))
	}
	n := 0
	for _, p := range t.p {
		if p > 0 {
			n++
		}
	}
	return 2 * float64(n)
}

// A statistic is one of the three that judge a table.
type statistic int

const (
	statMax  statistic = iota // the cell furthest out
	statHigh                  // chi-squared: the counts are too uneven
	statLow                   // chi-squared: they are too even
)

// A finding is a statistic of a table with its p-value.
type finding struct {
	table *table
	stat  statistic
	cell  int     // the one furthest out
	logP  float64 // over the table's cells, never too small
	x     float64 // chi-squared
	df    int     // its degrees of freedom
}

// parts are the shares of the statistics in the table's false-alarm rate: most
// goes to the one that the Detect promise rests on, if one does.
func (t *table) parts(byteModulo bool) [3]float64 {
	switch {
	case t.df == 0:
		return [3]float64{1, 0, 0}
	case byteModulo && t.promised:
		return [3]float64{statMax: 0.08, statHigh: 0.9, statLow: 0.02}
	case t.promised:
		return [3]float64{statMax: 0.9, statHigh: 0.08, statLow: 0.02}
	}
	return [3]float64{statMax: 0.5, statHigh: 0.4, statLow: 0.1}
}

// judge returns the findings of the table.
func (t *table) judge() []finding {
	if t.trials == 0 {
		return nil
	}
	if t.settle != nil {
		t.settle()
	}
	worst, logP := t.extreme()
	fs := []finding{{table: t, stat: statMax, cell: worst, logP: logP}}
	if t.df > 0 {
		if x, df, high, low, ok := t.chiSquared(); ok {
			fs = append(fs,
				finding{table: t, stat: statHigh, cell: worst, logP: high, x: x, df: df},
				finding{table: t, stat: statLow, cell: worst, logP: low, x: x, df: df})
		}
	}
	return fs
}

// depth is about minus the logarithm of the binomial tail in which cell i lies:
// the exponent of Chernoff's bound.
func (t *table) depth(i int) float64 {
	p, o, n := t.prob(i), float64(t.counts[i]), float64(t.trials)
	e := n * p
	if p <= 0 || p >= 1 {
		if o != e {
			return math.Inf(1)
		}
		return 0
	}
	return e*divergence((o-e)/e) + (n-e)*divergence((e-o)/(n-e))
}

// worst returns the up to k cells furthest out, the worst first, of those that can
// come or did.
func (t *table) worst(k int) []int {
	type cell struct {
		i     int
		depth float64
	}
	var cells []cell // sorted, deepest first
	for i := range t.counts {
		d := t.depth(i)
		if t.prob(i) <= 0 && t.counts[i] == 0 {
			continue
		}
		if len(cells) == k && d <= cells[k-1].depth {
			continue
		}
		at := len(cells)
		for at > 0 && cells[at-1].depth < d {
			at--
		}
		if len(cells) == k {
			cells = cells[:k-1]
		}
		cells = slices.Insert(cells, at, cell{i, d})
	}
	worst := make([]int, len(cells))
	for j, c := range cells {
		worst[j] = c.i
	}
	return worst
}

// extreme returns the cell furthest out and ln p: its exact binomial tail times
// the number of tails looked at (Bonferroni). Of cells of one probability it is
// enough to look at the highest count and the lowest. Of many cells of different
// probabilities, those are looked at that a cheap measure puts furthest out:
// that can make p larger, never too small.
func (t *table) extreme() (worst int, logP float64) {
	logP = math.Inf(1)
	look := func(i int) {
		lower, upper := tails.Binomial(t.counts[i], t.trials, t.prob(i))
		if tail := min(lower, upper); tail < logP {
			worst, logP = i, tail
		}
	}
	switch {
	case len(t.p) == 1:
		low, high := 0, 0
		for i, o := range t.counts {
			if o < t.counts[low] {
				low = i
			}
			if o > t.counts[high] {
				high = i
			}
		}
		look(low)
		look(high)
	case len(t.counts) <= few:
		for i := range t.counts {
			look(i)
		}
	default:
		for _, i := range t.worst(8) {
			look(i)
		}
	}
	return worst, min(0, logP+math.Log(t.looks()))
}

// divergence is (1+d) ln(1+d) - d for d >= -1, without cancellation.
func divergence(d float64) float64 {
	if math.Abs(d) < 0.01 {
		return d * d * (1./2 - d*(1./6-d*(1./12-d*(1./20-d*(1./30-d*(1./42-d/56))))))
	}
	if d <= -1 {
		return 1
	}
	return (1+d)*math.Log1p(d) - d
}

const (
	leastExpected = 150                 // least expected count of a class of chi-squared
	leastPooled   = 250                 // to which rare cells are pooled: so many classes reach as deep as any
	deepest       = -34.538776394910684 // ln 1e-15: how far out chi-squared has been checked
)

// reach is the ln p down to which chi-squared is right within a factor of 2 for
// k classes that are all expected least times or more: package stattests has
// the rule, and holds it to the exact law by importance sampling.
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

// chiSquared judges all cells together: ln p of counts that are too uneven and
// too even, or not ok where cells are expected too rarely. Within its reach the
// law is right within a factor of 2, and p is taken twice. Beyond it, the tails
// of a multinomial table have bounds that hold at every sample size: the upper
// one that of Agrawal, "Finite-sample concentration of the multinomial in
// relative entropy" (IEEE Trans. Inf. Theory 66, 2020, theorem 1.2), the lower
// one evenBound.
func (t *table) chiSquared() (x float64, df int, logHigh, logLow float64, ok bool) {
	type class struct{ o, p float64 }
	var classes []class
	n := float64(t.trials)
	if t.factor != 1 { // not multinomial: classes cannot be pooled
		if n*slices.Min(t.p) < leastExpected {
			return 0, 0, 0, 0, false
		}
		for i, o := range t.counts {
			classes = append(classes, class{float64(o), t.prob(i)})
		}
		df = t.df
	} else {
		least := float64(leastPooled)
		if t.promised {
			least = leastExpected // its power was planned for its own cells
		}
		var c class
		for i, o := range t.counts {
			c.o += float64(o)
			c.p += t.prob(i)
			if n*c.p >= least {
				classes, c = append(classes, c), class{}
			}
		}
		if len(classes) < 2 {
			return 0, 0, 0, 0, false
		}
		last := &classes[len(classes)-1]
		last.o, last.p = last.o+c.o, last.p+c.p
		df = len(classes) - 1
	}
	least, g := math.Inf(1), 0.0
	for _, c := range classes {
		e := n * c.p
		d := (c.o - e) / e
		x += e * d * d
		g += e * divergence(d)
		least = min(least, e)
	}
	x *= t.factor
	f, far := float64(df), reach(least, len(classes))
	_, logHigh = tails.ChiSquared(x, f)
	logHigh += math.Ln2
	if logHigh < far {
		bound := 0.0
		if t.factor == 1 && g > f {
			bound = -g + f*(1+math.Log(g/f))
		}
		logHigh = min(far, bound)
	}
	// So near to zero there are few vectors of counts, which no density
	// follows: a count can be off by 1/2 because it is an integer.
	nearest := (f + 1) / least
	logLow, _ = tails.ChiSquared(max(x, nearest), f)
	logLow += math.Ln2
	if logLow < far {
		bound := 0.0
		if t.factor == 1 {
			expected := make([]float64, len(classes))
			for i, c := range classes {
				expected[i] = n * c.p
			}
			bound = evenBound(x, expected)
		}
		logLow = min(far, bound)
	}
	return x, df, min(0, logHigh), min(0, logLow), true
}

// evenBound bounds ln P(X^2 <= x) for multinomial counts with these expected
// ones, each above 1, at every sample size. Multinomial counts are independent
// Poisson ones o_i of means e_i, given that their sum is n = sum e_i, which has
// probability at least e^(-1/(12n)) / sqrt(2 pi n) (Stirling). So, by Markov's
// inequality, for every s > 0
//
//	P(X^2 <= x) <= e^(1/(12n)) sqrt(2 pi n) e^(s x) prod E exp(-s (o_i-e_i)^2/e_i).
//
// No value of o_i has a probability above 1/sqrt(2 pi (e_i-1)), and the sum of
// exp(-s (k-e_i)^2/e_i) over all integers k is at most 1 + sqrt(pi e_i/s), its
// largest term and the integral.
func evenBound(x float64, expected []float64) float64 {
	n, least, k := 0., math.Inf(1), float64(len(expected))
	for _, e := range expected {
		n, least = n+e, min(least, e)
	}
	best := 0.
	// Of independent normal counts, s = k/2x is best; above 100 e_i nothing is
	// to be gained.
	for s := k / (2*x + k/(100*least)) / 4; s < 5*k/(2*x+k/(100*least)); s *= 2 {
		b := s*x + math.Log(2*math.Pi*n)/2 + 1/(12*n)
		for _, e := range expected {
			b += min(0, math.Log1p(math.Sqrt(math.Pi*e/s))-math.Log(2*math.Pi*(e-1))/2)
		}
		best = min(best, b)
	}
	return best
}
