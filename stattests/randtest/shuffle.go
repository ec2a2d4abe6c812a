package randtest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	mostWhole  = 8  // cards up to which whole permutations are counted
	mostBefore = 64 // cards up to which pairs of them are looked at
	mostFirsts = 16 // cards up to which it is looked at which of two is first
)

// Shuffle checks that shuffle puts n cards into an order that is uniform among
// all n!, n at least 2. It is given the cards 0 to n-1 in ascending order, and
// must leave each of them there once.
//
// Judged are: where each card goes, by the count furthest out and by chi-squared,
// where (n-1)/n X^2 has (n-1)^2 degrees of freedom; to n = 64, which card follows
// which; to n = 16, which of two is first; the number of fixed points; parity; to
// n = 8 whole permutations; and the step from the place of card 0 to its place
// after the next shuffle.
//
// The Detect promise holds for each card at each place for n up to 100. Above
// that, for each of 64 cards, spread evenly, at each of 64 intervals of places;
// below 128, 32 of both.
func Shuffle(tb testing.TB, n int, shuffle func(cards []int), opts ...Option) {
	tb.Helper()
	e := newExperiment(tb, "Shuffle", "shuffles", opts)
	if n < 2 {
		tb.Errorf("randtest.Shuffle: n is %d: there is nothing to shuffle with fewer than 2 cards", n)
		return
	}
	e.shuffle(n, shuffle)
	e.run()
}

// shuffle sets the experiment up for shuffles of n cards.
func (e *experiment) shuffle(n int, shuffle func(cards []int)) {
	if e.config.byteModulo {
		e.config.refuse("DetectByteModulo has a meaning for Uniform and UniformString only")
	}
	var counters []func(cards, places []int)
	add := func(count func(cards, places []int), tables ...*table) {
		e.tables = append(e.tables, tables...)
		counters = append(counters, count)
	}
	add(e.places(n))
	if n > 2 && n <= mostBefore {
		add(followers(n))
	}
	if n > 2 && n <= mostFirsts {
		add(firsts(n))
	}
	if n > 2 {
		add(parity(n))
		add(fixedPoints(n))
	}
	if n > 2 && n <= mostWhole {
		add(permutations(n))
	}
	add(stepOfPlace(n))
	cards, places := make([]int, n), make([]int, n)
	e.draw = func() error {
		for i := range cards {
			cards[i], places[i] = i, -1
		}
		shuffle(cards)
		for i, c := range cards {
			if c < 0 || c >= n || places[c] >= 0 {
				return fmt.Errorf("after the shuffle, the cards are no permutation of 0 to %d: %v", n-1, abridged(cards))
			}
			places[c] = i
		}
		for _, count := range counters {
			count(cards, places)
		}
		return nil
	}
}

// stepOfPlace counts the steps, mod n, of card 0 from its place after one shuffle
// to that after the next.
func stepOfPlace(n int) (func(cards, places []int), *table) {
	count, t := steps(n, "step of card 0's place to the next shuffle")
	return func(_, places []int) { count(uint64(places[0])) }, t
}

// steps is a table of the steps, mod n, between uniform values below n, and the
// function that takes the next value.
func steps(n int, name string) (func(v uint64), *table) {
	t := partition(name, plus, n, 1/float64(n))
	cell := func(d uint64) uint64 { return d }
	if n > few {
		t, cell = cutter(n).table(name), cutter(n).interval
	}
	last, first := uint64(0), true
	return func(v uint64) {
		if !first {
			t.add(cell((v + uint64(n) - last) % uint64(n)))
		}
		last, first = v, false
	}, t
}

// abridged writes at most 20 numbers.
func abridged(s []int) string {
	if len(s) <= 20 {
		return fmt.Sprint(s)
	}
	return strings.TrimSuffix(fmt.Sprint(s[:20]), "]") + " ...]"
}

// places counts where each card goes. Each card is at each place with
// probability 1/n; the n^2 counts lie in a space of (n-1)^2 dimensions, in which
// their covariance is n/(n-1)/n times that of independent ones.
func (e *experiment) places(n int) (func(cards, places []int), *table) {
	if n <= few {
		e.bias = fmt.Sprintf("%d cards at %d places", n, n)
		t := partition("card at place", func(i int) string { return fmt.Sprintf("%d at %d", i/n, i%n) }, n*n, 1/float64(n))
		t.df, t.factor = (n-1)*(n-1), float64(n-1)/float64(n)
		t.promised = true
		if n == 2 {
			t.df = 0 // one coin
		}
		return func(_, places []int) {
			t.trials++
			for c, p := range places {
				t.counts[c*n+p]++
			}
		}, t
	}
	cut := cutter(n)
	parts := int(cut.parts())
	e.bias = fmt.Sprintf("%d cards at %d intervals of places", parts, parts)
	t := cut.table("card at places")
	whole, p := t.label, slices.Clone(t.p)
	t.counts = make([]uint64, parts*parts)
	t.p = nil
	for range parts {
		t.p = append(t.p, p...)
	}
	card := func(i int) int { return i * (n - 1) / (parts - 1) } // the first and the last are in it
	t.label = func(i int) string { return fmt.Sprintf("%d at %s", card(i/parts), whole(i%parts)) }
	t.df, t.factor = 0, 0
	t.promised = true
	return func(_, places []int) {
		t.trials++
		for i := range parts {
			t.counts[i*parts+int(cut.interval(uint64(places[card(i)])))]++
		}
	}, t
}

// followers counts which card lies right after which: n-1 places of n(n-1)
// ordered pairs, so 1/n for each.
func followers(n int) (func(cards, places []int), *table) {
	t := &table{
		name:   "card after card",
		label:  func(i int) string { a, b := i/(n-1), i%(n-1); return fmt.Sprintf("%d after %d", skip(b, a), a) },
		p:      []float64{1 / float64(n)},
		counts: make([]uint64, n*(n-1)),
	}
	return func(cards, _ []int) {
		t.trials++
		for i, c := range cards[1:] {
			a := cards[i]
			if c > a {
				c--
			}
			t.counts[a*(n-1)+c]++
		}
	}, t
}

// skip is number b of the numbers without a.
func skip(b, a int) int {
	if b >= a {
		return b + 1
	}
	return b
}

// firsts counts which of two cards is first: the lower one half of the time.
func firsts(n int) (func(cards, places []int), *table) {
	var pairs [][2]int
	for a := range n {
		for b := a + 1; b < n; b++ {
			pairs = append(pairs, [2]int{a, b})
		}
	}
	t := &table{
		name:   "card before card",
		label:  func(i int) string { return fmt.Sprintf("%d before %d", pairs[i][0], pairs[i][1]) },
		p:      []float64{0.5},
		counts: make([]uint64, len(pairs)),
	}
	return func(_, places []int) {
		t.trials++
		i := 0
		for a, p := range places {
			for _, q := range places[a+1:] {
				if p < q {
					t.counts[i]++
				}
				i++
			}
		}
	}, t
}

// parity counts even and odd permutations.
func parity(n int) (func(cards, places []int), *table) {
	t := partition("parity", func(i int) string { return []string{"even", "odd"}[i] }, 2, 0.5)
	seen := make([]bool, n)
	return func(cards, _ []int) {
		clear(seen)
		odd := uint64(0)
		for i := range cards {
			for j := i; !seen[j]; j = cards[j] {
				seen[j] = true
				if cards[j] != i {
					odd ^= 1 // a cycle of k cards is k-1 exchanges
				}
			}
		}
		t.add(odd)
	}, t
}

// fixedPoints counts the cards that stay where they are: k of them with
// probability D(n-k)/(n-k)!/k!, where D(m)/m! = sum over j <= m of (-1)^j/j! is
// the share of permutations of m without any.
func fixedPoints(n int) (func(cards, places []int), *table) {
	const classes = 7 // the last is as many and more
	p := make([]float64, min(classes, n+1))
	rest := 1.0
	factorial := 1.0 // k!
	for k := range p[:len(p)-1] {
		if k > 0 {
			factorial *= float64(k)
		}
		share, term := 0.0, 1.0
		for j := 0; j <= n-k && j < 30; j++ {
			if j > 0 {
				term /= -float64(j)
			}
			share += term
		}
		if n-k == 1 {
			share = 0 // one card alone cannot be out of place; 1 - 1 is exact
		}
		p[k] = share / factorial
		rest -= p[k]
	}
	last := len(p) - 1
	p[last] = max(rest, 0)
	if n < classes { // the last is n exactly
		p[last] = 1 / (factorial * float64(last))
	}
	t := partition("number of fixed points", func(i int) string {
		if i == last && n > last {
			return fmt.Sprintf("%d or more", i)
		}
		return strconv.Itoa(i)
	}, len(p), p...)
	return func(cards, _ []int) {
		k := 0
		for i, c := range cards {
			if i == c {
				k++
			}
		}
		t.add(uint64(min(k, last)))
	}, t
}

// permutations counts whole permutations by their lexicographic rank.
func permutations(n int) (func(cards, places []int), *table) {
	all := 1
	for i := 2; i <= n; i++ {
		all *= i
	}
	label := func(i int) string {
		left := make([]int, n)
		for j := range left {
			left[j] = j
		}
		var s []string
		for f, m := all, n; m > 0; m-- {
			f /= m
			s = append(s, strconv.Itoa(left[i/f]))
			left = slices.Delete(left, i/f, i/f+1)
			i %= f
		}
		return strings.Join(s, " ")
	}
	t := partition("permutation", label, all, 1/float64(all))
	return func(cards, _ []int) {
		rank := 0
		for i, c := range cards {
			smaller := c
			for _, before := range cards[:i] {
				if before < c {
					smaller--
				}
			}
			rank = rank*(n-i) + smaller
		}
		t.add(uint64(rank))
	}, t
}

// Sample checks that sample returns k different numbers of [0, n), every set of
// k equally likely, 0 < k < n. Their order is not judged: for samples in random
// order, look at it with [Shuffle] or [Uniform]. A number that is outside or comes
// twice fails.
//
// Judged are how often each number is in the sample, by the count furthest out
// and by chi-squared; for n up to 64, how often each two are in it together; and
// the step from a number of each sample, chosen at random, to one of the next.
//
// The Detect promise holds for each number for n up to 100. Above that, one
// number is taken from each sample at random, which is uniform where samples
// are, and the promise is that of [Uniform] for it.
func Sample(tb testing.TB, n, k int, sample func() []int, opts ...Option) {
	tb.Helper()
	e := newExperiment(tb, "Sample", "samples", opts)
	if k < 1 || k >= n {
		tb.Errorf("randtest.Sample: %d of %d: there is nothing to test unless 0 < k < n", k, n)
		return
	}
	e.sample(n, k, sample)
	e.run()
}

// sample sets the experiment up for samples of k of n.
func (e *experiment) sample(n, k int, sample func() []int) {
	if e.config.byteModulo {
		e.config.refuse("DetectByteModulo has a meaning for Uniform and UniformString only")
	}
	share := float64(k) / float64(n)
	numbers := &table{
		name: "number", label: strconv.Itoa, p: []float64{share}, counts: make([]uint64, n), per: 1,
		// The counts of a sample have the variance share (1-share) and the
		// covariance -share (1-share)/(n-1): n/(n-1) share (1-share) in every
		// direction but the one of their sum.
		df: n - 1, factor: float64(n-1) / float64(n) / (1 - share),
		promised: n <= few,
	}
	if n == 2 {
		numbers.df = 0 // one coin
	}
	e.tables = append(e.tables, numbers)
	e.bias = fmt.Sprintf("%d numbers", n)
	var one func(uint64) error
	if n <= few {
		count, t := steps(n, "step from a number of a sample to one of the next")
		t.per = 0
		e.tables = append(e.tables, t)
		one = func(v uint64) error { count(v); return nil }
	} else {
		one = e.uniform(uint64(n))
		e.bias += " of a number from each sample"
	}
	var pairs *table
	if n <= mostBefore && k > 1 {
		pairs = together(n, share*float64(k-1)/float64(n-1))
		e.tables = append(e.tables, pairs)
	}
	seen := make([]uint64, n) // the number of the sample that had it last
	e.draw = func() error {
		s := sample()
		if len(s) != k {
			return fmt.Errorf("got %d numbers, not %d: %s", len(s), k, abridged(s))
		}
		numbers.trials++
		for i, v := range s {
			if v < 0 || v >= n {
				return fmt.Errorf("got %d, which is not from 0 to %d: %s", v, n-1, abridged(s))
			}
			if seen[v] == numbers.trials {
				return fmt.Errorf("got %d twice: %s", v, abridged(s))
			}
			seen[v] = numbers.trials
			numbers.counts[v]++
			if pairs != nil {
				for _, w := range s[:i] {
					pairs.counts[pairCell(n, min(v, w), max(v, w))]++
				}
			}
		}
		if pairs != nil {
			pairs.trials++
		}
		return one(uint64(s[rand.IntN(k)]))
	}
}

// together is a table of the pairs a < b of n numbers, each of which comes with
// probability p. Pair a, b is cell pairCell(n, a, b).
func together(n int, p float64) *table {
	var pairs [][2]int
	for a := range n {
		for b := a + 1; b < n; b++ {
			pairs = append(pairs, [2]int{a, b})
		}
	}
	return &table{
		name:   "pair of numbers",
		label:  func(i int) string { return fmt.Sprintf("%d and %d", pairs[i][0], pairs[i][1]) },
		p:      []float64{p},
		counts: make([]uint64, len(pairs)),
	}
}

// pairCell is the number of the pair a < b in ascending order.
func pairCell(n, a, b int) int { return a*(2*n-a-1)/2 + b - a - 1 }
