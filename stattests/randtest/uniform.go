package randtest

import (
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"testing"
)

const (
	parts    = 64   // intervals, and residue classes, of many values; see cutter.parts
	mostFull = 1024 // values that are counted one by one, without a promise, beside their parts
)

// Uniform checks that draw returns independent values that are uniform on
// [0, n), n at least 2. A value outside fails, as does a draw that panics.
//
// The Detect promise holds for each value for n up to 100; above that for each
// of 64 intervals of about equal size and each class of values that leave the
// same remainder by 64 (below 128, of 32 and by 32), or by 3 (unless n is a power
// of 2): that is where multiply-and-shift without rejection is off. A flat result at a small n says little of the method: at
// n = 3<<30 uint32 % n is twice as likely below 1<<30, at n = 10 no number of
// draws shows its bias.
func Uniform(tb testing.TB, n uint64, draw func() uint64, opts ...Option) {
	tb.Helper()
	e := newExperiment(tb, "Uniform", "draws", opts)
	if n < 2 {
		tb.Errorf("randtest.Uniform: n is %d: there is nothing to test with fewer than 2 values (for whole 64-bit words, use Bits)", n)
		return
	}
	e.hint = hintLarger
	count := e.uniform(n)
	e.draw = func() error { return count(draw()) }
	e.run()
}

// hintLarger is what else could be done about a bias that needs many draws.
const hintLarger = "the same code at a larger n, where its bias shows: near 3<<30 for 32-bit words, near 192 for bytes"

func newExperiment(tb testing.TB, name, noun string, opts []Option) *experiment {
	return &experiment{tb: tb, name: name, noun: noun, config: newConfig(opts)}
}

// uniform sets the experiment up for values uniform on [0, n), 0 for 2^64, and
// returns the function that counts one.
func (e *experiment) uniform(n uint64) func(v uint64) error {
	add, step := e.uniformTables(n)
	var last uint64
	first := true
	return func(v uint64) error {
		if n != 0 && v >= n {
			return fmt.Errorf("got %d, which is not below %d", v, n)
		}
		add(v)
		if !first {
			d := v - last
			if v < last && n != 0 {
				d = v + (n - last)
			}
			step(d)
		}
		last, first = v, false
		return nil
	}
}

// uniformTables adds the tables of values uniform on [0, n), and returns the
// functions that count a value and the step to it from the one before, mod n:
// steps between independent uniform values are such themselves.
func (e *experiment) uniformTables(n uint64) (add, step func(v uint64)) {
	full := n != 0 && (n <= few || e.config.byteModulo && n < 256)
	if e.config.byteModulo && (n < 3 || n > 255 || n&(n-1) == 0) {
		e.config.refuse("DetectByteModulo has no meaning for n = %d: b %% n is biased for n from 3 to 255 but powers of two, and never reaches more values", n)
	}
	if full {
		e.bias = fmt.Sprintf("%d values", n)
		values := partition("value", strconv.Itoa, int(n), 1/float64(n))
		values.promised = true
		steps := partition("step", plus, int(n), 1/float64(n))
		steps.per = 0
		e.tables = append(e.tables, values, steps)
		return values.add, steps.add
	}
	cut := cutter(n)
	parts := cut.parts()
	e.bias = fmt.Sprintf("%d intervals or %d residue classes", parts, parts)
	intervals := cut.table("interval")
	intervals.promised = true
	residues := cut.residueTable(int(parts))
	residues.promised = true
	steps := cut.table("step")
	e.tables = append(e.tables, intervals, residues, steps)
	thirds := cut.residueTable(3)
	byThree := n&(n-1) != 0 // for powers of 2 it would mix the bits, and say little
	if byThree {
		e.bias = fmt.Sprintf("%d intervals, %d residue classes, or remainders by 3", parts, parts)
		thirds.promised = true
		e.tables = append(e.tables, thirds)
	}
	var values *table
	if n != 0 && n <= mostFull {
		values = partition("value", strconv.Itoa, int(n), 1/float64(n))
		e.tables = append(e.tables, values)
	}
	return func(v uint64) {
		intervals.add(cut.interval(v))
		residues.add(v % parts)
		if byThree {
			thirds.add(v % 3)
		}
		if values != nil {
			values.add(v)
		}
	}, func(v uint64) { steps.add(cut.interval(v)) }
}

func plus(i int) string { return "+" + strconv.Itoa(i) }

// add counts one trial, in cell i.
func (t *table) add(i uint64) {
	t.counts[i]++
	t.trials++
}

// A cutter cuts [0, n) into parts: n values, 0 for 2^64.
type cutter uint64

// parts is the number of intervals and of residue classes. Below 128 some of 64
// would be of one value, and need more draws than 100 values do.
func (n cutter) parts() uint64 {
	if n > few && n < 2*parts {
		return parts / 2
	}
	return parts
}

// interval is the part of v: v*parts/n, rounded down.
func (n cutter) interval(v uint64) uint64 {
	hi, lo := bits.Mul64(v, n.parts())
	if n == 0 {
		return hi
	}
	q, _ := bits.Div64(hi, lo, uint64(n))
	return q
}

// first is the first value of part i: i*n/parts, rounded up. For i = parts it is
// n.
func (n cutter) first(i uint64) uint64 {
	if n == 0 {
		return i << (64 - 6) // parts is 2^6
	}
	k := n.parts()
	q, r := uint64(n)/k, uint64(n)%k
	return i*q + (i*r+k-1)/k
}

// size is n as a float64.
func (n cutter) size() float64 {
	if n == 0 {
		return math.Ldexp(1, 64)
	}
	return float64(n)
}

// table is a table of the intervals.
func (n cutter) table(name string) *table {
	p := make([]float64, n.parts())
	for i := range p {
		p[i] = float64(n.first(uint64(i)+1)-n.first(uint64(i))) / n.size()
	}
	return partition(name, func(i int) string {
		return fmt.Sprintf("%d..%d", n.first(uint64(i)), n.first(uint64(i)+1)-1)
	}, len(p), p...)
}

// residueTable is a table of the remainders by m.
func (n cutter) residueTable(m int) *table {
	p := make([]float64, m)
	for r := range p {
		if n == 0 {
			p[r] = 1 / float64(m) // right to 2^-62
			continue
		}
		count := uint64(n) / uint64(m)
		if uint64(r) < uint64(n)%uint64(m) {
			count++
		}
		p[r] = float64(count) / n.size()
	}
	return partition("residue class", func(i int) string { return fmt.Sprintf("%d mod %d", i, m) }, m, p...)
}

// Law checks that draw returns independent values in [0, len(weights)), each
// with a probability in proportion to its weight. Weights are finite, not
// negative, and at least two are positive. A value of weight 0 fails at once.
//
// The Detect promise holds for each value with a positive weight for up to 100
// weights, above that for each of 64 intervals and 64 residue classes of values
// (32 below 128). Values are judged, and pairs: of 64 intervals for more than 64
// weights.
// A rare value needs many draws: 10 % of a probability of 1 in 1000 takes some
// 15 million.
func Law(tb testing.TB, weights []float64, draw func() uint64, opts ...Option) {
	tb.Helper()
	e := newExperiment(tb, "Law", "draws", opts)
	if e.config.byteModulo {
		e.config.refuse("DetectByteModulo has a meaning for uniform values only")
	}
	sum, positive := 0., 0
	for i, w := range weights {
		if !(w >= 0) || math.IsInf(w, 1) {
			tb.Errorf("randtest.Law: weight %d is %v: weights are finite and not negative", i, w)
			return
		}
		if w > 0 {
			positive++
		}
		sum += w
	}
	if positive < 2 || math.IsInf(sum, 1) {
		tb.Errorf("randtest.Law: %d of %d weights are positive, and they add to %v: there must be at least 2, and a finite sum", positive, len(weights), sum)
		return
	}
	n := len(weights)
	p := make([]float64, n)
	for i, w := range weights {
		p[i] = w / sum
	}
	values := partition("value", strconv.Itoa, n, p...)
	var coarse []*table
	parts := int(cutter(n).parts())
	of := []func(int) int{func(i int) int { return i * parts / n }, func(i int) int { return i % parts }}
	if n > few {
		for k, name := range []string{"interval", "residue class"} {
			q := make([]float64, parts)
			for i := range p {
				q[of[k](i)] += p[i]
			}
			label := func(i int) string { return fmt.Sprintf("%d mod %d", i, parts) }
			if k == 0 {
				label = func(i int) string {
					return fmt.Sprintf("%d..%d", (i*n+parts-1)/parts, ((i+1)*n+parts-1)/parts-1)
				}
			}
			t := partition(name, label, parts, q...)
			t.promised = true
			coarse = append(coarse, t)
		}
		e.bias = fmt.Sprintf("%d intervals or %d residue classes", parts, parts)
	} else {
		values.promised = true
		e.bias = fmt.Sprintf("%d values", positive)
	}
	e.tables = append(coarse, values)
	pairs, inPair := pairTable(p)
	e.tables = append(e.tables, pairs)
	side := int(math.Sqrt(float64(len(pairs.counts))))
	phase, last := 0, 0
	e.draw = func() error {
		v := draw()
		if v >= uint64(n) {
			return fmt.Errorf("got %d, which is not below %d", v, n)
		}
		if p[v] == 0 {
			return fmt.Errorf("got %d, whose weight is 0", v)
		}
		values.add(v)
		for k, t := range coarse {
			t.add(uint64(of[k](int(v))))
		}
		// Of five draws two pairs are taken, so that every other pair begins at
		// an odd draw: draws may depend on each other in either way.
		if phase == 1 || phase == 3 {
			pairs.add(uint64(last*side + inPair(int(v))))
		}
		last = inPair(int(v))
		phase = (phase + 1) % 5
		return nil
	}
	e.run()
}

// mostPairs is the number of values up to which pairs of them are counted, and of
// intervals where there are more.
const mostPairs = 64

// pairTable is a table of disjoint pairs of independent values with the
// probabilities p, and the function that says in which row or column a value is.
func pairTable(p []float64) (*table, func(v int) int) {
	n, name := len(p), "pair"
	of := func(v int) int { return v }
	if n > mostPairs {
		values := n
		of = func(v int) int { return v * mostPairs / values }
		sums := make([]float64, mostPairs)
		for i, x := range p {
			sums[of(i)] += x
		}
		n, name, p = mostPairs, fmt.Sprintf("pair of %d intervals", mostPairs), sums
	}
	q := make([]float64, 0, n*n)
	for _, a := range p {
		for _, b := range p {
			q = append(q, a*b)
		}
	}
	t := partition(name, func(i int) string { return fmt.Sprintf("%d,%d", i/n, i%n) }, n*n, q...)
	t.per = 0
	return t, of
}

// Bits checks that draw returns independent numbers of width bits, from 1 to 64,
// each bit one half of the time, and all of them uniform together.
//
// The Detect promise holds for each bit's probability of being 1 (0.55 for 10 %)
// and, as in [Uniform], for each value up to 6 bits and each of 64 intervals (the
// highest six bits) and 64 residue classes (the lowest six) above that.
func Bits(tb testing.TB, width int, draw func() uint64, opts ...Option) {
	tb.Helper()
	e := newExperiment(tb, "Bits", "draws", opts)
	if width < 1 || width > 64 {
		tb.Errorf("randtest.Bits: a width of %d is not from 1 to 64", width)
		return
	}
	if e.config.byteModulo {
		e.config.refuse("DetectByteModulo has a meaning for Uniform and UniformString only")
	}
	count := e.bits(width)
	e.draw = func() error { return count(draw()) }
	e.run()
}

// bits sets the experiment up for words of width bits, and returns the function
// that counts one.
func (e *experiment) bits(width int) func(v uint64) error {
	n := uint64(0) // 2^64
	if width < 64 {
		n = 1 << width
	}
	count := e.uniform(n)
	if width == 1 {
		return count
	}
	e.bias += fmt.Sprintf(" or %d bits", width)
	ones, changes := newBitTable("bit", width), newBitTable("change of bit", width)
	ones.promised = true
	e.tables = append(e.tables, ones.table, changes.table)
	var last uint64
	first := true
	return func(v uint64) error {
		if err := count(v); err != nil {
			return err
		}
		ones.add(v)
		if !first {
			changes.add(v ^ last) // independent fair bits, if the words are
		}
		last, first = v, false
		return nil
	}
}

// A bitTable is a table whose cells are the bits of words, 0 the lowest: each is
// 1 half of the time, and all of them are independent.
type bitTable struct {
	*table
	planes [bitRounds]uint64 // binary counters upright, one of each bit's: planes[j] holds what weighs 2^j
	words  int               // in the planes
}

const bitRounds = 8

func newBitTable(name string, width int) *bitTable {
	b := &bitTable{table: &table{name: name, label: strconv.Itoa, p: []float64{0.5}, counts: make([]uint64, width), per: 1}}
	b.settle = b.flush
	return b
}

// add counts a word.
func (b *bitTable) add(word uint64) {
	b.trials++
	for j := 0; word != 0; j++ {
		b.planes[j], word = b.planes[j]^word, b.planes[j]&word
	}
	if b.words++; b.words == 1<<bitRounds-1 {
		b.flush()
	}
}

// flush adds what the planes hold to the counts.
func (b *bitTable) flush() {
	for j, plane := range b.planes {
		for ; plane != 0; plane &= plane - 1 {
			b.counts[bits.TrailingZeros64(plane)] += 1 << j
		}
	}
	b.planes, b.words = [bitRounds]uint64{}, 0
}
