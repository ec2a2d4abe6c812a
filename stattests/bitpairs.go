package stattests

import (
	"fmt"
	"math/bits"
	"strconv"

	"github.com/randaudit/randaudit/internal/gf2"
)

// BitPairs compares each bit of a symbol (N = 2^k, k from 2) with each other bit of it,
// and with each bit of the symbols 1 to h later (the test's argument, up to 256; 16
// without one). A block has 2048 symbols that are compared, and after them as many as
// the lags need, in multiples of 64.
//
// For bits i and j and a lag, the exclusive ors of bit i of symbol t and bit j of symbol
// t + lag, for t = 0, 1, ..., are fair and independent: joined by lines, such pairs of
// bits are paths, without a circle. So the number of ones is exactly binomial(n, 1/2).
// The same holds of the pairs of all bits i with bit i + r modulo k of a later symbol.
// Two results:
//
//   - "max": the most deviating pair of bits at a lag by exact binomial tails, Bonferroni
//     over pairs, lags and sides;
//   - "rotation": the most deviating r at a lag, all pairs of bits so far apart together,
//     in the same way. It sees symbols that are in part rotated copies of earlier ones.
//
// Correlations between bits are what rounds that are too few leave behind: their lack is
// the bit independence criterion of Webster and Tavares ("On the design of S-boxes",
// CRYPTO 1985), here of a generator's symbols. For the bits of one lag together it is the
// test sstring_AutoCor of L'Ecuyer and Simard ("TestU01", 2007).
var BitPairs = &Test{
	Name: "bit-pairs",
	Doc: "Each bit of a symbol (N = 2^k) against each other and against each bit of the next h symbols (argument, up to 256; 16 without one): the " +
		"most deviating pair, and the most deviating distance between bits, by exact binomial tails. Catches counters that are mixed too little, and " +
		"words that resemble shifted earlier ones. L'Ecuyer, Simard 2007. Exact.",
	Planted: "chacha2?seed=1|words",
	New:     newBitPairs,
}

const (
	pairLags  = 16  // the greatest lag, without an argument
	mostLags  = 256 // the greatest lag
	pairWords = 32  // symbols of a block that are compared, over 64
)

type bitPairs struct {
	bits, lags int
	words      int // symbols of a block, over 64

	lanes [][]uint64          // each bit of the symbols, in turn
	here  [][pairWords]uint64 // of those that are compared
	later [][pairWords]uint64 // of those so much later
}

func newBitPairs(law Law, args ...uint64) (Counter, error) {
	h, err := oneArg("bit-pairs", "the greatest lag", args, 0, mostLags, pairLags)
	if err != nil {
		return nil, err
	}
	k, err := wholeBitsFrom("bit-pairs", law, 2)
	if err != nil {
		return nil, err
	}
	b := &bitPairs{
		bits:  k,
		lags:  int(h),
		words: pairWords + (int(h)+63)/64,
		lanes: make([][]uint64, k),
		here:  make([][pairWords]uint64, k),
		later: make([][pairWords]uint64, k),
	}
	for i := range b.lanes {
		b.lanes[i] = make([]uint64, b.words)
	}
	return b, nil
}

func (b *bitPairs) Block() int { return 64 * b.words }

// within is the number of pairs of bits of the same symbol.
func (b *bitPairs) within() int { return b.bits * (b.bits - 1) / 2 }

// Size is a count for each pair i < j of a symbol, and then, for each lag, one for each
// bit i of a symbol and each bit j of that so much later.
func (b *bitPairs) Size() int { return b.within() + b.lags*b.bits*b.bits }

func (b *bitPairs) Count(t *Tally, block []uint64) {
	t.Blocks++
	for w := range b.words {
		m := *(*[64]uint64)(block[64*w:])
		gf2.Transpose(&m)
		for i := range b.lanes {
			b.lanes[i][w] = m[i]
		}
	}
	for i, lane := range b.lanes {
		b.here[i] = [pairWords]uint64(lane)
	}
	c := 0
	for i := range b.here {
		for j := i + 1; j < b.bits; j++ {
			t.Counts[c] += unlike(&b.here[i], &b.here[j])
			c++
		}
	}
	for lag := 1; lag <= b.lags; lag++ {
		for j, lane := range b.lanes {
			shift(&b.later[j], lane, lag)
		}
		for i := range b.here {
			counts := t.Counts[c:][:len(b.later)]
			for j := range counts {
				counts[j] += unlike(&b.here[i], &b.later[j])
			}
			c += b.bits
		}
	}
}

// shift sets to to the bits from at on.
func shift(to *[pairWords]uint64, from []uint64, at int) {
	from = from[at/64:]
	if at %= 64; at == 0 {
		*to = [pairWords]uint64(from)
		return
	}
	for w := range to {
		to[w] = from[w]>>at | from[w+1]<<(64-at)
	}
}

// unlike is the number of bits in which a and b differ.
func unlike(a, b *[pairWords]uint64) uint64 {
	n := 0
	for w := 0; w < pairWords; w += 4 {
		x, y := (*[4]uint64)(a[w:]), (*[4]uint64)(b[w:])
		n += bits.OnesCount64(x[0]^y[0]) + bits.OnesCount64(x[1]^y[1]) + bits.OnesCount64(x[2]^y[2]) + bits.OnesCount64(x[3]^y[3])
	}
	return uint64(n)
}

func (b *bitPairs) Judge(t Tally, level float64) []Result {
	n := mulSaturating(t.Blocks, 64*pairWords)
	for _, ones := range t.Counts {
		n = max(n, ones)
	}
	all := make([]class, len(t.Counts))
	for c, ones := range t.Counts {
		all[c] = class{c, c, ones, 0.5}
	}
	results := []Result{mostUnlike("max", t.Blocks, all, n, level, b.pair)}
	if b.lags == 0 {
		return results
	}
	rotated := make([]class, b.lags*b.bits)
	bitsOfAll := mulSaturating(n, uint64(b.bits))
	for i := range rotated {
		rotated[i] = class{i, i, 0, 0.5}
	}
	for c, ones := range t.Counts[b.within():] {
		i, j := c/b.bits%b.bits, c%b.bits
		r := &rotated[c/(b.bits*b.bits)*b.bits+(j-i+b.bits)%b.bits]
		r.observed = addSaturating(r.observed, ones)
		bitsOfAll = max(bitsOfAll, r.observed)
	}
	return append(results, mostUnlike("rotation", t.Blocks, rotated, bitsOfAll, level, func(i int) string {
		return fmt.Sprintf("a bit i unlike bit i + %d (mod %d) %s", i%b.bits, b.bits, symbolsLater(i/b.bits+1))
	}))
}

// pair says what is counted in place c.
func (b *bitPairs) pair(c int) string {
	if c -= b.within(); c >= 0 {
		return fmt.Sprintf("bit %d unlike bit %d %s", c/b.bits%b.bits, c%b.bits, symbolsLater(c/(b.bits*b.bits)+1))
	}
	i := b.bits - 2 // of the last pair
	for ; c < i-b.bits+1; i-- {
		c += b.bits - 1 - i
	}
	return fmt.Sprintf("bit %d unlike bit %d", i, b.bits+c)
}

// symbolsLater names a lag.
func symbolsLater(lag int) string {
	if lag == 1 {
		return "1 symbol later"
	}
	return strconv.Itoa(lag) + " symbols later"
}
