package stattests

import "sort"

// Maximum takes the greatest of t successive symbols (the test's argument, 2 to 1024;
// 8 without one) and then of the next t, and so on. It falls into one of up to 32
// classes, cut where (v/N)^t first reaches 1/32, 2/32, ...: an interval of symbols
// from a up to, and without, b has exactly the probability (b/N)^t - (a/N)^t.
//
// It is the maximum-of-t test (Knuth, TAOCP 2, 3.3.2 H), in which
// the maximum to the power t is uniform, with classes in place of the
// Kolmogorov-Smirnov test, so that it is exact for every alphabet.
var Maximum = &Test{
	Name: "maximum",
	Doc: "The greatest of t successive symbols (argument, 2 to 1024; 8 without one) in 32 classes, as equal as can be: Pearson's chi-squared, and " +
		"the most deviating class by exact binomial tails. Catches greatest values that come too often or too seldom together. " +
		"Knuth, TAOCP 2, 3.3.2 H. Asymptotic and exact.",
	Planted: "counter64?seed=1|low(8)",
	New:     newMaximum,
}

const (
	greatestOf     = 8 // symbols, without an argument
	mostGreatest   = 1024
	maximumClasses = 32
	maxima         = 64 // of a block
)

type maximum struct {
	n    uint64
	t    int
	cuts []uint64  // the first symbol of each class but the first
	p    []float64 // of the classes
}

func newMaximum(law Law, args ...uint64) (Counter, error) {
	t, err := oneArg("maximum", "the symbols of which one is the greatest", args, 2, mostGreatest, greatestOf)
	if err != nil {
		return nil, err
	}
	if err := uniform("maximum", law); err != nil {
		return nil, err
	}
	if err := atLeast("maximum", law, 2); err != nil {
		return nil, err
	}
	m := &maximum{n: law.N, t: int(t)}
	last := law.N - 1 // modulo 2^64
	below := 0.0
	for i := 1; i < maximumClasses; i++ {
		// The least v that reaches i/32, by halving, so that it is the same on
		// every machine: powers are products.
		lo, hi := uint64(1), last
		for lo < hi {
			v := lo + (hi-lo)/2
			if m.under(v) >= float64(i)/maximumClasses {
				hi = v
			} else {
				lo = v + 1
			}
		}
		if q := m.under(lo); q > below && q < 1 {
			m.cuts, m.p, below = append(m.cuts, lo), append(m.p, q-below), q
		}
	}
	m.p = append(m.p, 1-below)
	return m, nil
}

// under is the probability that all t symbols are below v.
func (m *maximum) under(v uint64) float64 {
	p, q := 1.0, float64(v)/alphabet(m.n)
	for t := m.t; t > 0; t >>= 1 {
		if t&1 == 1 {
			p *= q
		}
		q *= q
	}
	return p
}

func (m *maximum) Block() int { return maxima * m.t }
func (m *maximum) Size() int  { return len(m.p) }

func (m *maximum) Count(t *Tally, block []uint64) {
	t.Blocks++
	counts := t.Counts
	for ; len(block) >= m.t; block = block[m.t:] {
		greatest := uint64(0)
		for _, x := range block[:m.t] {
			greatest = max(greatest, x)
		}
		counts[sort.Search(len(m.cuts), func(i int) bool { return m.cuts[i] > greatest })]++
	}
}

func (m *maximum) Judge(t Tally, level float64) []Result {
	return categories{
		k: len(m.p),
		p: func(i int) float64 { return m.p[i] },
		label: func(i int) string {
			switch {
			case i == 0:
				return "greatest below " + size(m.cuts[0])
			case i == len(m.cuts):
				return "greatest " + size(m.cuts[i-1]) + " or more"
			}
			return "greatest from " + size(m.cuts[i-1]) + " to " + size(m.cuts[i]-1)
		},
		perBlock: maxima,
	}.judge(t.Blocks, t.Counts, level)
}
