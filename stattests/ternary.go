package stattests

import (
	"fmt"
	"math"
	"strings"
)

// The law shared by the tests whose blocks give a fixed number of independent
// tuples of independent outcomes with three classes each. The 3^t classes of the
// tuple are judged as said in categories.go: "chi2" and "max". A dependence of few
// places is diluted in so many classes; "marginal" looks at each choice of one, two
// or three places, fewer than t: the count of each of the 3, 9 or 27 classes there
// is exactly binomial, and the most deviating of all is judged by its exact tail,
// Bonferroni over all and both sides.

// mostPlaces is how many places a marginal class has.
const mostPlaces = 3

// ternary is a law of tuples, numbered in base 3 with the first place as the lowest
// digit.
type ternary struct {
	p        [3]float64 // of the classes of a place
	places   int        // t
	perBlock int        // tuples in a block
	what     string     // a place is, as "word"
	names    [3]string  // of the classes
}

// judge judges a tally whose counts are those of the 3^t tuples.
func (l ternary) judge(t Tally, level float64) []Result {
	c := categories{
		k:        len(t.Counts),
		p:        l.probability,
		label:    l.label,
		perBlock: l.perBlock,
	}
	results := c.judge(t.Blocks, t.Counts, level)
	if l.places == 1 {
		return results
	}
	r := Result{Name: "marginal", Sides: 1}
	n := uint64(0)
	for _, o := range t.Counts {
		n = addSaturating(n, o)
	}
	if n == 0 {
		r.Warnings = []error{&TooLittle{t.Blocks, 1}}
		return append(results, r)
	}
	all := l.marginals(t.Counts)
	worst, z, logP := extreme(all, n)
	r.Stat, r.P.LogUpper = z, logP
	r.Null = fmt.Sprintf("binomial, Bonferroni over %d", len(all))
	r.Quality = Quality{Exact, math.Inf(-1)}
	if level > 0 {
		choices := float64(len(all))
		d, low, high := deviation(worst.observed, n, worst.p, choices)
		rare := math.Pow(min(l.p[0], l.p[1], l.p[2]), float64(min(mostPlaces, l.places-1)))
		r.Effect = Effect{l.marginalLabel(worst.first), d, low, high, excess(n, rare, math.Log(level/2/choices))}
	}
	return append(results, r)
}

// probability is that of a tuple.
func (l ternary) probability(tuple int) float64 {
	p := 1.0
	for range l.places {
		p *= l.p[tuple%3]
		tuple /= 3
	}
	return p
}

// label names a tuple, as "parts low, low, high".
func (l ternary) label(tuple int) string {
	s := make([]string, l.places)
	for i := range s {
		s[i] = l.names[tuple%3]
		tuple /= 3
	}
	return l.what + "s " + strings.Join(s, ", ")
}

// marginals returns the classes of few places. Their names are said with
// marginalLabel.
func (l ternary) marginals(counts []uint64) []class {
	var all []class
	// collect adds the classes of a table of tuples whose highest places, from
	// place on, are dealt with: kept of them have classes, whose probability is p.
	var collect func(table []uint64, place, name, kept int, p float64)
	collect = func(table []uint64, place, name, kept int, p float64) {
		if place == 0 {
			if kept > 0 {
				all = append(all, class{name, name, table[0], p})
			}
			return
		}
		place--
		third := len(table) / 3
		if kept < min(mostPlaces, l.places-1) {
			for i := range 3 {
				collect(table[i*third:(i+1)*third], place, name|(i+1)<<(2*place), kept+1, p*l.p[i])
			}
		}
		sums := make([]uint64, third)
		for i := range sums {
			sums[i] = addSaturating(addSaturating(table[i], table[third+i]), table[2*third+i])
		}
		collect(sums, place, name, kept, p)
	}
	collect(counts, l.places, 0, 0, 1)
	return all
}

// marginalLabel names a marginal class, as "part 1 low, part 4 high". The name has
// two bits a place, the first lowest: 0 where any class is meant, and otherwise the
// class plus 1.
func (l ternary) marginalLabel(name int) string {
	var s []string
	for i := range l.places {
		if c := name >> (2 * i) & 3; c > 0 {
			s = append(s, fmt.Sprintf("%s %d %s", l.what, i+1, l.names[c-1]))
		}
	}
	return strings.Join(s, ", ")
}
