package stattests

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
)

// Recurrence searches each block for a relation between a word and two earlier
// ones,
//
//	x[i] = x[i-a] + x[i-b], x[i] = x[i-a] - x[i-b] or x[i] = x[i-a] XOR x[i-b],
//
// at all pairs of lags up to some thousand, and then lets it predict words that
// it has not seen. Lagged Fibonacci generators, subtract-with-borrow and
// generalized feedback shift registers (Knuth, TAOCP 2, 3.2.2; Marsaglia and
// Zaman 1991; Lewis and Payne 1973) are such relations, of numbers whose lowest
// bits may be missing or carry a borrow: so that only the highest bits, 24 of
// wide words, have to agree, nearly.
//
// A block has three parts. The relations that give one of 4 words after the longest
// lag are found by a table of the words before them (for each a, the x[i-b] that is
// missing is looked up). Of these, the one that gives most of the next 32 words is
// chosen, if it gives 8 of them. It then predicts the last 192 words or more, each
// from the true words before it: the number of hits is counted.
//
// The null law: whatever was chosen, each word of the last part is uniform given
// all words before it, and is hit with probability q, the number of words that
// count as a hit over N. So the hits among B blocks, with h such words each, are at
// most binomial(h B, q): the p-value is exact where every block had a relation to
// try, and else a bound that holds for every sample size. There is nothing to
// correct for the number of relations tried, since none of them has seen the words
// it predicts.
var Recurrence = &Test{
	Name: "recurrence",
	Doc: "Searches for x[i] = x[i-a] + x[i-b], x[i-a] - x[i-b] or x[i-a] XOR x[i-b] at all lags up to some thousand, and predicts held-out words by it: " +
		"binomial tail of the hits. Catches lagged Fibonacci generators, subtract-with-borrow and two-tap shift registers. " +
		"Knuth, TAOCP 2, 3.2.2. A bound that is exact where there is something to predict.",
	Planted: "mathrand?seed=1|words",
	New:     newRecurrence,
}

const (
	recurrenceTargets = 4      // words for which relations are looked up
	trainedWords      = 32     // words on which the relations compete
	trainedHits       = 8      // of them, that the one to be tried has to give
	heldOutWords      = 192    // words that it predicts, at least
	recurrenceWords   = 4096   // words of a block, at least
	agreeingBits      = 24     // of wide words, that have to agree
	wideLags          = 10_000 // longest lag, for words of 32 bits and more
	middleLags        = 2_000  // for those of 16 to 31, of which more agree by chance
	narrowLags        = 250    // and for those of 8 to 15
)

// The counts of a tally: of the relations that were tried, the number, that of
// each operation, and the sums from which their lags can be read where they are
// all the same.
const (
	recurrenceHits = iota
	recurrenceTried
	recurrenceLagA
	recurrenceLagB
	recurrenceSquareA
	recurrenceSquareB
	recurrenceOperation // and the next ones
	recurrenceCounts    = recurrenceOperation + 3
)

// A relation gives x[i] from x[i-a] and x[i-b].
type relation struct {
	operation int // 0: sum, 1: difference, 2: exclusive or
	a, b      int
}

func (r relation) String() string {
	return fmt.Sprintf("x[i] = x[i-%d] %s x[i-%d]", r.a, [...]string{"+", "-", "XOR"}[r.operation], r.b)
}

type recurrence struct {
	width int    // bits of a word
	mask  uint64 // N - 1
	off   uint64 // by how much a prediction may be off
	lags  int
	held  int      // words that are predicted
	keys  int      // bits of a word that are its key in the table: the highest
	last  []uint16 // of each key, one more than the place of the last word that has it; 0: none
	chain []uint16 // of each word, the same for the word before it that has its key
}

func newRecurrence(law Law, args ...uint64) (Counter, error) {
	if err := noArgs("recurrence", args); err != nil {
		return nil, err
	}
	width, err := wholeBitsFrom("recurrence", law, 8)
	if err != nil {
		return nil, err
	}
	r := &recurrence{width: width, mask: law.N - 1, off: 1}
	switch {
	case width >= 32:
		r.lags, r.off = wideLags, 1<<(width-agreeingBits)
	case width >= 16:
		r.lags = middleLags
	default:
		r.lags = narrowLags
	}
	r.held = max(heldOutWords, recurrenceWords-r.lags-recurrenceTargets-trainedWords)
	r.keys = bits.Len(uint(r.lags)) // no more than width
	r.last, r.chain = make([]uint16, 1<<r.keys), make([]uint16, r.lags)
	return r, nil
}

func (r *recurrence) Block() int { return r.lags + recurrenceTargets + trainedWords + r.held }
func (r *recurrence) Size() int  { return recurrenceCounts }

// hits reports whether the relation gives word i of the block, nearly.
func (r *recurrence) hits(rel relation, block []uint64, i int) bool {
	y := r.gives(rel, block, i)
	if rel.operation == 2 {
		return block[i]^y < r.off
	}
	return (block[i]-y+r.off)&r.mask <= 2*r.off
}

func (r *recurrence) Count(t *Tally, block []uint64) {
	t.Blocks++
	rel, ok := r.search(block)
	if !ok {
		return
	}
	a, b := uint64(rel.a), uint64(rel.b)
	t.Counts[recurrenceTried]++
	t.Counts[recurrenceLagA] += a
	t.Counts[recurrenceLagB] += b
	t.Counts[recurrenceSquareA] += a * a
	t.Counts[recurrenceSquareB] += b * b
	t.Counts[recurrenceOperation+rel.operation]++
	for i := len(block) - r.held; i < len(block); i++ {
		if r.hits(rel, block, i) {
			t.Counts[recurrenceHits]++
		}
	}
}

// search returns the relation that does best on the trained words.
func (r *recurrence) search(block []uint64) (best relation, ok bool) {
	clear(r.last)
	shift := r.width - r.keys
	for j, x := range block[:r.lags] {
		key := x >> shift
		r.chain[j], r.last[key] = r.last[key], uint16(j+1)
	}
	most := trainedHits - 1
	for i := r.lags; i < r.lags+recurrenceTargets; i++ {
		x := block[i]
		for j := r.lags - 1; j >= 0; j-- { // short lags first: the square of an XOR relation holds as well
			y := block[j]
			for operation, z := range [...]uint64{(x - y) & r.mask, (y - x) & r.mask, x ^ y} {
				for k := r.last[z>>shift]; k > 0; k = r.chain[k-1] {
					rel := relation{operation, i - j, i + 1 - int(k)}
					if operation != 1 && rel.a > rel.b || !r.hits(rel, block, i) {
						continue
					}
					if n := r.train(rel, block, most); n > most {
						best, most, ok = rel, n, true
					}
					if most == trainedWords { // none is better, and of constant words all are as good
						return best, ok
					}
				}
			}
		}
	}
	return best, ok
}

// train counts the trained words that the relation gives; it may stop where
// they cannot be more than most.
func (r *recurrence) train(rel relation, block []uint64, most int) int {
	begin := r.lags + recurrenceTargets
	hits := 0
	for i := begin; i < begin+trainedWords; i++ {
		if r.hits(rel, block, i) {
			hits++
		} else if hits+begin+trainedWords-1-i <= most {
			return 0
		}
	}
	return hits
}

func (r *recurrence) Judge(t Tally, level float64) []Result {
	q := (2*float64(r.off) + 1) / (float64(r.mask) + 1)
	return []Result{heldOut(t.Blocks, r.held, t.Counts[recurrenceHits], 1, q, r.category(t), level)}
}

// heldOut is the result of hits among the words of each block that were predicted, each
// of which is hit with probability q; of so many readings of the blocks, these are the
// hits of that which has most.
func heldOut(blocks uint64, held int, hits uint64, readings int, q float64, category string, level float64) Result {
	r := Result{Name: "hits", Sides: 1}
	n := mulSaturating(blocks, uint64(held))
	if n == 0 {
		r.Warnings = []error{&TooLittle{blocks, 1}}
		return r
	}
	hits = min(hits, n)
	r.Stat = float64(hits)
	r.Null = fmt.Sprintf("binomial(%d, %.4g)", n, q)
	if hits > 0 {
		_, r.P.LogUpper = binomial(hits, n, q)
	}
	if readings > 1 {
		r.Null += fmt.Sprintf(", Bonferroni over %d", readings)
		r.P.LogUpper = min(0, r.P.LogUpper+math.Log(float64(readings)))
	}
	r.Quality = Quality{Exact, math.Inf(-1)}
	if level > 0 {
		d, low, high := deviation(hits, n, q, float64(readings))
		r.Effect = Effect{category, d, low, high, excess(n, q, math.Log(level/float64(readings)))}
	}
	return r
}

// Forecast lets the relation that is found go on, where it gives all words of the block
// that it has not seen.
func (r *recurrence) Forecast(block []uint64, n int) (f Forecast, ok bool) {
	rel, ok := r.search(block)
	if !ok || block[0] == block[1] && block[0] == block[2] { // what is constant is of no kind
		return f, false
	}
	most := uint64(0) // by how much it is off
	for i := len(block) - r.held; i < len(block); i++ {
		if !r.hits(rel, block, i) {
			return f, false
		}
		off := (block[i] - r.gives(rel, block, i)) & r.mask
		most = max(most, min(off, -off&r.mask))
	}
	f = Forecast{Kind: "a lagged Fibonacci generator", Parameters: []Parameter{{"recurrence", rel.String()}, {"modulus", fmt.Sprintf("2^%d", r.width)}},
		Off: most * carriesAhead(n, rel.a, rel.b)}
	if rel.operation == 2 {
		f.Kind, f.Parameters = "a shift register with two taps", f.Parameters[:1]
	}
	words := slices.Clone(block[len(block)-max(rel.a, rel.b):])
	for range n {
		x := r.gives(rel, words, len(words))
		words, f.Next = append(words, x), append(f.Next, x)
	}
	return f, true
}

// gives is what the relation gives for word i.
func (r *recurrence) gives(rel relation, block []uint64, i int) uint64 {
	y, z := block[i-rel.a], block[i-rel.b]
	switch rel.operation {
	case 0:
		return (y + z) & r.mask
	case 1:
		return (y - z) & r.mask
	}
	return y ^ z
}

// category names the relation that was tried, where it was always the same.
func (r *recurrence) category(t Tally) string {
	tried := t.Counts[recurrenceTried]
	if tried > 0 && tried <= t.Blocks {
		a, b := t.Counts[recurrenceLagA]/tried, t.Counts[recurrenceLagB]/tried
		for operation, n := range t.Counts[recurrenceOperation:] {
			if n == tried && t.Counts[recurrenceSquareA] == a*a*tried && t.Counts[recurrenceSquareB] == b*b*tried {
				return "a word that " + relation{operation, int(a), int(b)}.String() + " gives"
			}
		}
	}
	return "a word that two earlier ones give"
}
