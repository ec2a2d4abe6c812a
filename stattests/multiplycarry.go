package stattests

import (
	"fmt"
	"math"
	"math/bits"
)

// MultiplyCarry searches each block for a multiply-with-carry generator of unknown
// multiplier a and lag r,
//
//	b c[i] + x[i] = a x[i-r] + c[i-1]
//
// or a complementary one, whose output is b-1 less x[i], of base b = 2^w or 2^w-1
// (Marsaglia, "Random number generators", J. Modern Applied Statistical Methods 2(1),
// 2003; Marsaglia and Zaman 1991), and lets it predict words that it has not seen. The
// carry is a x[i-1-r] / b but for a fraction, so that two words and a tell the next one
// nearly. Symbols of 8, 16, 32 and 64 bits are read as words of 32 and of 64 bits,
// lowest bits first: what has base B has base B^2 too, with multiplier a and lag r/2 or,
// where r is odd, with a B and (r-1)/2, or a^2 and r.
//
// The multiplier is found without trying any. By differences of words that are near each
// other, of these differences, and so on (Wagner, "A generalized birthday problem",
// CRYPTO 2002), some words are chosen whose sum with signs is exactly 0. The same sum of
// the words r later is then one of carries alone, which is a/b times the sum of the
// words just before the chosen ones: a division gives a within a few units, for each r
// by the same words. What is left is tried on 16 words, and what gives most of
// them is chosen, if it gives half of them. It then predicts the last 64 words of the
// block: the number of hits is counted.
//
// The null law: whatever was chosen, each word of the last ones is uniform given all
// before it, and is hit with probability q = 9/2^w. So the hits among B blocks are at
// most binomial(64 B, q), a bound that holds for every sample size, whatever number of
// multipliers and lags was tried, since none has seen the words that it predicts. The
// p-value is that of the reading with most hits, times the number of readings.
var MultiplyCarry = &Test{
	Name: "multiply-carry",
	Doc: "Recovers the multiplier and the lag, up to some thousand, of a multiply-with-carry generator or a complementary one of base 2^w or 2^w-1, and predicts held-out words by it: " +
		"binomial tail of the hits. Marsaglia 2003. A bound that is exact where there is something to predict.",
	Planted: "mwc8222?seed=1|words",
	New:     newCarryCounter,
}

const (
	carryBytes   = 1 << 17 // of a block of machine words
	carryWords   = 1 << 14 // words of a block of other widths
	carryHeldOut = 64      // words that are predicted
	carryTrained = 16      // words on which multipliers compete
	carryOff     = 4       // by how much a prediction may be off: fractions of carries, and wraps of base 2^w-1
	carryListed  = 1 << 15 // differences that are kept
	carryLevels  = 5       // lists of differences, the words themselves among them
	carryTerms   = 1 << (carryLevels - 1)
	carryZeros   = 1 << 12 // sums of 0 that are looked at, for a good one
)

// The counts of a tally, of each reading: hits, and of the generators that were
// tried the number, those of each kind, and the sums from which lag and multiplier can
// be read where they are all the same.
const (
	carryHits = iota
	carryTried
	carryLag
	carryLagSquare
	carryLow    // halves of the multiplier
	carryHigh   // of 32 bits
	carryKind   // and the next ones: base 2^w-1 adds 1, a complement 2
	carryCounts = carryKind + 4
)

// A carryGenerator gives x[i] from x[i-lag] and x[i-lag-1].
type carryGenerator struct {
	multiplier   uint64
	lag          int
	less         bool // the base is 2^w-1 instead of 2^w
	complemented bool
}

func (g carryGenerator) kind() int {
	kind := 0
	if g.less {
		kind++
	}
	if g.complemented {
		kind += 2
	}
	return kind
}

func (g carryGenerator) String() string {
	text := fmt.Sprintf("%d x[i-%d] + carry", g.multiplier, g.lag)
	if g.complemented {
		text = "-1 - (" + text + ")"
	}
	return "x[i] = " + text
}

// base is that of words of the given width.
func (g carryGenerator) base(width int) string {
	if g.less {
		return fmt.Sprintf("2^%d-1", width)
	}
	return fmt.Sprintf("2^%d", width)
}

type carryCounter struct {
	width int // bits of a symbol
	block int
	as    []*carryReading
}

func newCarryCounter(law Law, args ...uint64) (Counter, error) {
	if err := noArgs("multiply-carry", args); err != nil {
		return nil, err
	}
	width, err := wholeBitsFrom("multiply-carry", law, 8)
	if err != nil {
		return nil, err
	}
	switch width {
	case 8, 16, 32, 64:
		m := &carryCounter{width: width, block: carryBytes * 8 / width}
		for _, w := range []int{32, 64} {
			m.as = append(m.as, newCarryReading(w, carryBytes*8/w))
		}
		return m, nil
	default:
		return &carryCounter{width, carryWords, []*carryReading{newCarryReading(width, carryWords)}}, nil
	}
}

func (m *carryCounter) Block() int { return m.block }
func (m *carryCounter) Size() int  { return carryCounts * len(m.as) }

func (m *carryCounter) Count(t *Tally, block []uint64) {
	t.Blocks++
	for i, r := range m.as {
		words := r.read(block, m.width)
		g, ok := r.search(words)
		if !ok {
			continue
		}
		counts := t.Counts[i*carryCounts:][:carryCounts]
		lag := uint64(g.lag)
		counts[carryTried]++
		counts[carryLag] += lag
		counts[carryLagSquare] += lag * lag
		counts[carryLow] += g.multiplier & math.MaxUint32
		counts[carryHigh] += g.multiplier >> 32
		counts[carryKind+g.kind()]++
		counts[carryHits] += r.count(g, words, len(words)-carryHeldOut, len(words))
	}
}

// A carryReading is a block read as words of some width.
type carryReading struct {
	width   int
	words   []uint64 // where they are not the symbols themselves
	lags    int
	sources int // words of which some are chosen, from the third on
	train   int // place of the first word to train on
	lists   [carryLevels]differences
	last    [1 << 14]uint16 // of each bucket, one more than the place of its last difference; 0: none
	chain   [carryListed]uint16
	terms   []carryTerm
}

// differences are those of a list before, without their signs.
type differences struct {
	values []uint64
	pairs  [][2]uint16 // places in the list before: the greater value, and the less
}

// A carryTerm is a word of a sum.
type carryTerm struct {
	at    int
	minus bool
}

func newCarryReading(width, words int) *carryReading {
	r := &carryReading{width: width, lags: words * 5 / 16, terms: make([]carryTerm, 0, carryTerms)}
	r.train = words - carryHeldOut - carryTrained
	r.sources = r.train - r.lags - 2
	return r
}

// read returns the symbols of the given width as words of the reading's.
func (r *carryReading) read(symbols []uint64, width int) []uint64 {
	if width == r.width {
		return symbols
	}
	if r.words == nil { // a judge needs none, nor any lists
		r.words = make([]uint64, carryBytes*8/r.width)
	}
	recut(r.words, r.width, symbols, width)
	return r.words
}

// search returns the generator that does best on the trained words.
func (r *carryReading) search(words []uint64) (best carryGenerator, ok bool) {
	before := r.choose(words)
	if before == 0 {
		return best, false
	}
	most := uint64(carryTrained/2 - 1)
	mask, shift := uint64(math.MaxUint64)>>(64-r.width), 64-r.width
	base, terms := math.Ldexp(1, r.width), float64(len(r.terms))
	// A carry depends on the words just before those before, too, and its fraction is
	// dropped: a sum of uniform numbers that is bounded.
	earlier := -signed128(sum(r.terms, words, -2)) / base / float64(before)
	near := uint64(min(6*math.Sqrt(terms/12), terms/2)*base/float64(before)) + 2
	for lag := 1; lag <= r.lags; lag++ {
		high, low := sum(r.terms, words, lag)
		// Modulo 2^w - 1, w bits above the lowest ones add to them.
		folded := low + high<<shift
		if r.width < 64 {
			folded += low >> r.width
		}
		for kind, carries := range [...]uint64{low & mask, folded & mask, -low & mask, -folded & mask} {
			if carries >= before {
				continue
			}
			a, _ := bits.Div64(carries<<shift, 0, before<<shift)
			a >>= shift
			a += uint64(int64(math.Round(float64(a) * earlier)))
			g := carryGenerator{lag: lag, less: kind&1 > 0, complemented: kind&2 > 0}
			g.multiplier = a - near
			step := words[r.train-lag]
			wide := carryOff + 2*near // what is above the lowest bits of the product changes by as much
			d := r.miss(g, words, r.train) + wide
			for range 2*near + 1 {
				if d&mask <= 2*wide && g.multiplier-1 < mask {
					if n := r.count(g, words, r.train, r.train+carryTrained); n > most {
						best, most, ok = g, n, true
					}
				}
				g.multiplier++
				d -= step
			}
		}
	}
	return best, ok
}

// count counts the words from begin to end that the generator gives.
func (r *carryReading) count(g carryGenerator, words []uint64, begin, end int) (hits uint64) {
	for i := begin; i < end; i++ {
		if r.hits(g, words, i) {
			hits++
		}
	}
	return hits
}

// hits reports whether the generator gives word i, nearly.
func (r *carryReading) hits(g carryGenerator, words []uint64, i int) bool {
	return (r.miss(g, words, i)+carryOff)&(math.MaxUint64>>(64-r.width)) <= 2*carryOff
}

// miss is how far word i is above the one that the generator gives, modulo 2^w, or
// below it for a complemented one: 0, 1 or, where the base is 2^w-1, up to 3.
func (r *carryReading) miss(g carryGenerator, words []uint64, i int) uint64 {
	shift := 64 - r.width
	high, low := bits.Mul64(g.multiplier<<shift, words[i-g.lag])
	carry, _ := bits.Mul64(g.multiplier<<shift, words[i-g.lag-1])
	y := low>>shift + carry
	if g.less {
		y += high
	}
	if g.complemented {
		return ^y - words[i]
	}
	return words[i] - y
}

// choose chooses terms, whose words have the sum 0 and those just before them the sum
// that it returns: the greatest below the base. It is 0 if there are none.
func (r *carryReading) choose(words []uint64) (before uint64) {
	r.lists[0].values = words[2:][:r.sources]
	left, level := r.width, 0
	for level == 0 || left > 12 && level < carryLevels-1 {
		left -= r.join(&r.lists[level], &r.lists[level+1], left)
		level++
	}
	mask := uint64(math.MaxUint64) >> (64 - r.width)
	best, zeros := 0, 0
	for i, x := range r.lists[level].values {
		if x > 0 {
			continue
		}
		r.expand(level, i)
		high, low := sum(r.terms, words, -1)
		if high > 0 {
			low = -low
			if high = ^high; low == 0 {
				high++
			}
		}
		if high == 0 && low <= mask && low > before {
			best, before = i, low
		}
		if zeros++; zeros == carryZeros || before > mask-mask>>4 {
			break
		}
	}
	if before <= mask>>2 {
		return 0 // too small for a division
	}
	r.expand(level, best)
	if high, _ := sum(r.terms, words, -1); high > 0 {
		for i := range r.terms {
			r.terms[i].minus = !r.terms[i].minus
		}
	}
	return before
}

// join lists the differences of values that have the same highest bits, of the number
// of bits of a value that are left: of so many that about carryListed differences
// are left, the most that are kept. It returns the number.
func (r *carryReading) join(from, to *differences, left int) int {
	n := float64(len(from.values))
	same := min(max(0, int(math.Round(math.Log2(n*n/2/carryListed)))), bits.Len(uint(len(r.last)))-1, left)
	last := r.last[:1<<same]
	clear(last)
	shift := left - same
	if to.values == nil {
		*to = differences{make([]uint64, 0, carryListed), make([][2]uint16, 0, carryListed)}
	}
	to.values, to.pairs = to.values[:0], to.pairs[:0]
	for i, x := range from.values {
		key := x >> shift
		for k := last[key]; k > 0 && len(to.values) < carryListed; k = r.chain[k-1] {
			j := k - 1
			if y := from.values[j]; x >= y {
				to.values, to.pairs = append(to.values, x-y), append(to.pairs, [2]uint16{uint16(i), j})
			} else {
				to.values, to.pairs = append(to.values, y-x), append(to.pairs, [2]uint16{j, uint16(i)})
			}
		}
		r.chain[i], last[key] = last[key], uint16(i+1)
	}
	return same
}

// expand sets the terms to the words of difference i of a level.
func (r *carryReading) expand(level, i int) {
	r.terms = append(r.terms[:0], carryTerm{at: i})
	for ; level > 0; level-- {
		for k, t := range r.terms {
			pair := r.lists[level].pairs[t.at]
			r.terms[k].at = int(pair[0])
			r.terms = append(r.terms, carryTerm{int(pair[1]), !t.minus})
		}
	}
	for k := range r.terms {
		r.terms[k].at += 2 // sources have two words before them
	}
}

// sum adds the words that are so far after the terms.
func sum(terms []carryTerm, words []uint64, after int) (high, low uint64) {
	for _, t := range terms {
		x := words[t.at+after]
		var carry uint64
		if t.minus {
			low, carry = bits.Sub64(low, x, 0)
			high -= carry
		} else {
			low, carry = bits.Add64(low, x, 0)
			high += carry
		}
	}
	return high, low
}

// signed128 is a number in two's complement.
func signed128(high, low uint64) float64 {
	return math.Ldexp(float64(int64(high)), 64) + float64(low)
}

// Forecast lets the generator that is found go on from its exact carry, if it gives all
// words that were held out.
func (m *carryCounter) Forecast(block []uint64, n int) (f Forecast, ok bool) {
	for _, r := range m.as {
		words := r.read(block, m.width)
		g, ok := r.search(words)
		if !ok {
			continue
		}
		next := make([]uint64, (n*m.width+r.width-1)/r.width)
		if !r.follow(g, words, next) {
			continue
		}
		f = Forecast{Kind: "a multiply-with-carry generator", Next: next, Parameters: []Parameter{
			decimal("multiplier", g.multiplier), decimal("lag", uint64(g.lag)), {"base", g.base(r.width)},
		}}
		if g.complemented {
			f.Kind = "a complementary multiply-with-carry generator"
		}
		if r.width != m.width {
			f.Kind += fmt.Sprintf(", words of %d bits", r.width)
			f.Next = make([]uint64, n)
			recut(f.Next, m.width, next, r.width)
		}
		return f, true
	}
	return f, false
}

// follow computes the words after the given ones. It reports whether those held out are
// as computed.
func (r *carryReading) follow(g carryGenerator, words, next []uint64) bool {
	mask := uint64(math.MaxUint64) >> (64 - r.width)
	base := mask // 0 is 2^64
	if !g.less {
		base++
	}
	// step is a x + c, by digits.
	step := func(x, c uint64) (digit, carry uint64) {
		high, low := bits.Mul64(g.multiplier, x)
		low, over := bits.Add64(low, c, 0)
		if high += over; base == 0 {
			return low, high
		}
		carry, digit = bits.Div64(high, low, base)
		return digit, carry
	}
	all := append([]uint64(nil), words...)
	i := len(words) - carryHeldOut
	digit, _ := step(all[i-g.lag], 0)
	x := all[i]
	if g.less && x == base {
		return false // no digit
	}
	if g.complemented {
		x = base - 1 - x
	}
	c := x - digit
	if x < digit {
		c += base
	}
	for ; i < len(words)+len(next); i++ {
		x, c = step(all[i-g.lag], c)
		if g.complemented {
			x = base - 1 - x
		}
		switch {
		case i >= len(words):
			all = append(all, x)
		case all[i] != x:
			return false
		}
	}
	copy(next, all[len(words):])
	return true
}

func (m *carryCounter) Judge(t Tally, level float64) []Result {
	best := 0 // the reading with most hits, the narrower of two: its p-value is no smaller than the smallest
	for i := range m.as {
		if t.Counts[i*carryCounts+carryHits] > t.Counts[best*carryCounts+carryHits] {
			best = i
		}
	}
	counts := t.Counts[best*carryCounts:][:carryCounts]
	q := math.Ldexp(2*carryOff+1, -m.as[best].width)
	return []Result{heldOut(t.Blocks, carryHeldOut, counts[carryHits], len(m.as), q, m.category(best, counts, t.Blocks), level)}
}

// category names the generator of a reading, where it was always the same.
func (m *carryCounter) category(reading int, counts []uint64, blocks uint64) string {
	if tried := counts[carryTried]; tried > 0 && tried <= blocks {
		lag, low, high := counts[carryLag]/tried, counts[carryLow]/tried, counts[carryHigh]/tried
		for kind, n := range counts[carryKind:] {
			if n == tried && counts[carryLagSquare] == lag*lag*tried && counts[carryLow] == low*tried && counts[carryHigh] == high*tried {
				g := carryGenerator{high<<32 | low, int(lag), kind&1 > 0, kind&2 > 0}
				return fmt.Sprintf("a word that %s modulo %s gives", g, g.base(m.as[reading].width))
			}
		}
	}
	return "a word that a multiplication with carry gives"
}
