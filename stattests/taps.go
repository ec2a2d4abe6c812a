package stattests

import (
	"fmt"
	"math/bits"
)

// Taps searches each block for a relation between a word and three earlier ones,
//
//	x[i] = ± x[i-a] ± x[i-b] ± x[i-c] or x[i] = x[i-a] XOR x[i-b] XOR x[i-c],
//
// at all triples of lags up to 2,000, or four at lags up to 512 under + and XOR, and
// lets it predict words that it has not seen. [Recurrence] does so for two. Lagged
// Fibonacci generators and shift registers with more taps are of this kind (Marsaglia's
// LFIB4 of 1999; Ziff, "Four-tap shift-register-sequence random-number generators",
// Computers in Physics 12(4), 1998, whose own lags are longer). Lowest bits may be
// missing: only the highest, 24 of wide words, have to agree, nearly.
//
// The relations that give one word, the one after the longest lag, are found by a table
// of what is missing to it beside one earlier word, or two of four taps, in which the
// sums of all pairs of earlier words are looked up. Of these, the one that gives most of
// the next 32 words is chosen, if it gives 24 of them. It then predicts the rest of
// the block, each word from the true ones before it: the number of hits is counted.
//
// The null law is that of [Recurrence]: the hits among B blocks, of h such words each,
// are at most binomial(h B, q), where q is the number of words that count as a hit over
// N, whatever number of relations was tried, since none has seen the words it predicts.
var Taps = &Test{
	Name: "taps",
	Doc: "Searches for x[i] = ± x[i-a] ± x[i-b] ± x[i-c], or with XOR, at all lags up to 2,000, and for sums and XORs of four words at lags up to 512, and predicts held-out words by it: " +
		"binomial tail of the hits. Marsaglia 1999; Ziff 1998. A bound that is exact where there is something to predict.",
	Planted: "lfib4?seed=1|words",
	New:     newTaps,
}

const (
	tapsBytes      = 1 << 16 // of a block of machine words
	tapsWords      = 1 << 13 // words of a block of other widths
	tapsWide       = 2_000   // longest of three lags, for words of 32 bits and more
	tapsMiddle     = 500     // for those of 16 to 31, of which more agree by chance
	tapsNarrow     = 100     // and for those of 8 to 15
	tapsFourWide   = 512     // longest of four lags, and likewise
	tapsFourMiddle = 256
	tapsFourNarrow = 64
	tapsOff        = 3       // by how much sums of narrow words may be off, whose lowest bits are missing
	tapsTrained    = 24      // trained words that the one to be tried has to give: a relation gives all
	tapsCandidates = 1 << 17 // relations that are tried: words of few values have more
)

// A tappedRelation gives x[i] from three or four earlier words.
type tappedRelation struct {
	kind int
	lags [4]int // 0: none
}

// The kinds of relations: the first four are sums of three words, of which so many, the
// last ones, are subtracted.
const (
	tapsXOR      = 4
	tapsSumFour  = 5
	tapsXORFour  = 6
	tapsAllKinds = 7
)

// The counts of a tally: hits, of the relations that were tried the number and that of
// each kind, and the sums from which their lags can be read where they are all the same.
const (
	tapsHits = iota
	tapsTried
	tapsKind                                 // and the next ones
	tapsLag        = tapsKind + tapsAllKinds // and the next ones
	tapsLagSquared = tapsLag + 4             // and the next ones
	tapsCounts     = tapsLagSquared + 4
)

// taps is how many words are joined.
func (r tappedRelation) taps() int {
	if r.kind > tapsXOR {
		return 4
	}
	return 3
}

func (r tappedRelation) xor() bool { return r.kind == tapsXOR || r.kind == tapsXORFour }

// minus reports whether tap i is subtracted.
func (r tappedRelation) minus(i int) bool { return r.kind < tapsXOR && i >= 3-r.kind }

func (r tappedRelation) String() string {
	text := "x[i] ="
	for i, lag := range r.lags[:r.taps()] {
		switch {
		case r.minus(i):
			text += " -"
		case i > 0 && r.xor():
			text += " XOR"
		case i > 0:
			text += " +"
		}
		text += fmt.Sprintf(" x[i-%d]", lag)
	}
	return text
}

type taps struct {
	width      int
	mask       uint64 // N - 1
	off        uint64 // by how much a prediction may be off
	lags, four int    // longest ones of three and of four
	block      int

	// Of the search.
	words      []uint64 // up to the one that relations give, its last, shifted to the highest bits
	trained    []uint64 // the block that is searched
	best       tappedRelation
	most       int // trained words that it gives
	candidates int

	// A table of values, by their highest bits.
	values []uint64
	pairs  [][2]uint16 // lags of the value, of four taps
	chain  []uint32    // of each value, one more than the place of the one before it that has its key; 0: none
	last   []uint32    // of each key, the same for the last value
	sieve  []uint64    // a bit for each key of some more bits
	shift  int         // of a value to its key
	sifted int         // and in the sieve
}

func newTaps(law Law, args ...uint64) (Counter, error) {
	if err := noArgs("taps", args); err != nil {
		return nil, err
	}
	width, err := wholeBitsFrom("taps", law, 8)
	if err != nil {
		return nil, err
	}
	s := &taps{width: width, mask: law.N - 1, off: tapsOff, block: tapsWords}
	switch {
	case width >= 32:
		s.lags, s.four, s.off = tapsWide, tapsFourWide, 1<<(width-agreeingBits)
	case width >= 16:
		s.lags, s.four = tapsMiddle, tapsFourMiddle
	default:
		s.lags, s.four = tapsNarrow, tapsFourNarrow
	}
	switch width {
	case 8, 16, 32, 64:
		s.block = tapsBytes * 8 / width
	}
	most := max(4*s.lags, s.four*(s.four-1)/2)
	s.words = make([]uint64, s.lags+1)
	s.values, s.pairs, s.chain = make([]uint64, 0, most), make([][2]uint16, 0, most), make([]uint32, most)
	keys := bits.Len(uint(most))
	s.last, s.sieve = make([]uint32, 1<<keys), make([]uint64, 1<<keys)
	return s, nil
}

func (s *taps) Block() int { return s.block }
func (s *taps) Size() int  { return tapsCounts }

// held is how many words of a block are predicted.
func (s *taps) held() int { return s.block - s.lags - 1 - trainedWords }

func (s *taps) Count(t *Tally, block []uint64) {
	t.Blocks++
	rel, ok := s.search(block)
	if !ok {
		return
	}
	t.Counts[tapsTried]++
	t.Counts[tapsKind+rel.kind]++
	for i, lag := range rel.lags {
		t.Counts[tapsLag+i] += uint64(lag)
		t.Counts[tapsLagSquared+i] += uint64(lag * lag)
	}
	for i := len(block) - s.held(); i < len(block); i++ {
		if s.hits(rel, block, i) {
			t.Counts[tapsHits]++
		}
	}
}

// search returns the relation that does best on the trained words.
func (s *taps) search(block []uint64) (best tappedRelation, ok bool) {
	s.trained, s.most, s.candidates = block, tapsTrained-1, 0
	for i := range s.words {
		s.words[i] = block[i] << (64 - s.width)
	}
	s.three(false)
	s.three(true)
	s.fours(false)
	s.fours(true)
	return s.best, s.most >= tapsTrained
}

// three looks at relations of three words, or at those by XOR.
func (s *taps) three(xor bool) {
	x, before := s.words[s.lags], s.words[:s.lags]
	s.reset(4 * s.lags)
	for lag := 1; lag <= s.lags; lag++ {
		y := before[s.lags-lag]
		if xor {
			s.put(x ^ y)
			continue
		}
		s.put(x - y)  // y + two others
		s.put(x + y)  // two others - y
		s.put(y - x)  // y - two others
		s.put(-x - y) // - y - two others
	}
	s.lookUp(before, xor, func(e, c, b int) {
		rel := tappedRelation{tapsXOR, [4]int{e + 1, c, b}}
		if !xor {
			a := e/4 + 1
			switch rel.kind = e % 4; rel.kind {
			case 1:
				rel.lags = [4]int{c, b, a}
			default:
				rel.lags = [4]int{a, c, b}
			}
		}
		s.try(rel)
	})
}

// fours looks at sums of four words, or at those by XOR: the table has what is missing
// beside the longest and the shortest lag.
func (s *taps) fours(xor bool) {
	x, before := s.words[s.lags], s.words[s.lags-s.four:s.lags]
	s.reset(s.four * (s.four - 1) / 2)
	for b := 1; b < s.four; b++ {
		y := before[s.four-b]
		for j, z := range before[:s.four-b] {
			if xor {
				s.put(x ^ y ^ z)
			} else {
				s.put(x - y - z)
			}
			s.pairs = append(s.pairs, [2]uint16{uint16(s.four - j), uint16(b)})
		}
	}
	s.lookUp(before, xor, func(e, d, c int) {
		a, b := int(s.pairs[e][0]), int(s.pairs[e][1])
		if a <= d || b >= c {
			return
		}
		rel := tappedRelation{tapsSumFour, [4]int{a, d, c, b}}
		if xor {
			rel.kind = tapsXORFour
		}
		s.try(rel)
	})
}

// lookUp calls found for each pair of the words before, at a longer lag and a shorter one,
// and each value of the table that is their sum, nearly, by its place.
func (s *taps) lookUp(before []uint64, xor bool, found func(place, longer, shorter int)) {
	lags := len(before)
	for b := 1; b < lags; b++ {
		y := before[lags-b]
		for j, z := range before[:lags-b] {
			sum := y + z
			if xor {
				sum = y ^ z
			}
			k := sum >> s.sifted
			if s.sieve[k>>6]>>(k&63)&1 == 0 {
				continue
			}
			for e := s.last[sum>>s.shift]; e > 0; e = s.chain[e-1] {
				if s.near(sum, s.values[e-1], xor) {
					found(int(e-1), lags-j, b)
				}
			}
		}
	}
}

// reset makes room for values.
func (s *taps) reset(n int) {
	s.values, s.pairs = s.values[:0], s.pairs[:0]
	// The lowest bits of a word may be off by a carry.
	keys := min(bits.Len(uint(n)), s.width-3)
	sifted := min(keys+4, s.width-3)
	s.shift, s.sifted = 64-keys, 64-sifted
	clear(s.last[:1<<keys])
	clear(s.sieve[:(1<<sifted+63)/64])
}

// put adds a value to the table.
func (s *taps) put(value uint64) {
	e := len(s.values)
	s.values = append(s.values, value)
	key := value >> s.shift
	s.chain[e], s.last[key] = s.last[key], uint32(e+1)
	k := value >> s.sifted
	s.sieve[k>>6] |= 1 << (k & 63)
}

// near reports whether two values, in their highest bits, agree nearly.
func (s *taps) near(x, y uint64, xor bool) bool {
	off := s.off << (64 - s.width)
	if xor {
		return x^y < off
	}
	return x-y+off <= 2*off
}

// try lets a relation compete on the trained words; it stops where it cannot win.
func (s *taps) try(rel tappedRelation) {
	ordered := rel.kind == 0 || rel.kind == 3 || rel.kind == tapsXOR // of which every order of its words is found
	if ordered && rel.lags[0] <= rel.lags[1] || rel.lags[0] == rel.lags[2] || rel.lags[1] == rel.lags[2] || rel.lags[0] == rel.lags[1] {
		return
	}
	if s.candidates++; s.candidates > tapsCandidates {
		return
	}
	begin := s.lags + 1
	hits := 0
	for i := begin; i < begin+trainedWords; i++ {
		if s.hits(rel, s.trained, i) {
			hits++
		} else if hits+begin+trainedWords-1-i <= s.most {
			return
		}
	}
	if hits > s.most {
		s.best, s.most = rel, hits
	}
}

// hits reports whether the relation gives word i of the block, nearly.
func (s *taps) hits(rel tappedRelation, block []uint64, i int) bool {
	var y uint64
	for k, lag := range rel.lags[:rel.taps()] {
		switch x := block[i-lag]; {
		case rel.xor():
			y ^= x
		case rel.minus(k):
			y -= x
		default:
			y += x
		}
	}
	if rel.xor() {
		return block[i]^y < s.off
	}
	return (block[i]-y+s.off)&s.mask <= 2*s.off
}

func (s *taps) Judge(t Tally, level float64) []Result {
	q := (2*float64(s.off) + 1) / (float64(s.mask) + 1)
	return []Result{heldOut(t.Blocks, s.held(), t.Counts[tapsHits], 1, q, s.category(t), level)}
}

// category names the relation that was tried, where it was always the same.
func (s *taps) category(t Tally) string {
	if tried := t.Counts[tapsTried]; tried > 0 && tried <= t.Blocks {
		for kind, n := range t.Counts[tapsKind:tapsLag] {
			if n != tried {
				continue
			}
			rel, same := tappedRelation{kind: kind}, true
			for i := range rel.lags {
				lag := t.Counts[tapsLag+i] / tried
				rel.lags[i] = int(lag)
				same = same && t.Counts[tapsLagSquared+i] == lag*lag*tried
			}
			if same {
				return "a word that " + rel.String() + " gives"
			}
		}
	}
	return "a word that three or four earlier ones give"
}
