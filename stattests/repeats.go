package stattests

import (
	"fmt"
	"math"
)

// Repeats looks for words that came before, over the whole of what is counted: all blocks,
// all shards, however far apart. Symbols of fewer than 64 bits are joined to words of w
// bits, as many as fit into 64, the first the most significant.
//
// A word's key is w bits times an odd constant modulo 2^64, which no two words share. Of
// the n words that were counted, the K different ones with the smallest keys are kept
// (the argument; 2^20 without, 8 MiB), and R is how many of these came more than once: a
// sample of all words by their values, so that a word that is kept is seen whenever it
// comes, the first time included. What is kept does not depend on the order, and adds (see
// [Keys]). Bar-Yossef and others, "Counting distinct elements in a data stream" (2002),
// keep the same to estimate how many there are.
//
// The null law: how often words come is independent for different words but for their sum,
// n, and which are kept depends on which came, not on how often. So each of the D words
// that are kept came again with the probability that a word has which came at least once,
//
//	q = 1 - r/(e^r - 1) = r/2 - r^2/12 + ..., r = (n-1)/2^w
//
// and R is binomial(D, q), of mean D (n-1)/2^(w+1). That the sum is fixed enters by terms
// of a relative size of R/D and of R^2/n where all words are kept, and less where few are;
// K is 2^(w-12) at most, whatever the argument says. The tail was compared with the exact law at 1e-12, where it
// is least exact.
//
// Too many repeats have a source with a period, with a cycle that it ends in, with few
// states or few seeds, and one that was cloned: two streams that are the same, in part. A
// period of up to n words is seen, or about K n/50 different words drawn at random. Where
// most words came again after the same number of symbols, and all after multiples of it, it
// is said: that is the period, or the distance between the copies.
//
// Too few have generators that give each word once in their period, as a counter does
// however well it is mixed. R must be due some twenty times to be missed: with 2^20 words
// kept of 64 bits, that takes 2^49 words. A warning says how far a tally is from it.
//
// What other tests do not see: [Collision] and [BirthdaySpacings] forget a block before the
// next, so they see no period longer than a block of 2^20, and no clone; they take a few
// bits of a word, and so need no period of words at all, but many words for each cell.
// [ClosePairs] looks at the same blocks for points that are near.
var Repeats = &Test{
	Name: "repeats",
	Doc: "Words of 64 bits that came before, over all blocks and shards: of the K different words with the smallest keys (argument; 2^20 without), " +
		"how many came again, by the binomial law. Symbols are joined to words; a second argument takes so many of their highest bits. Catches periods, " +
		"cycles, few states or seeds, cloned streams, and, of more words than are usually read, counters. Bar-Yossef and others 2002. Asymptotic.",
	Planted: "few-seeds?seed=1|words",
	New:     newRepeats,
	Sized: func(bytes uint64) []uint64 {
		return []uint64{min(max(bytes/keyBytes, leastKept), mostKept)}
	},
}

const (
	keptWords    = 1 << 20 // without an argument
	leastKept    = 1 << 10
	mostKept     = 1 << 32
	fewestBits   = 22 // of a word
	spareBits    = 12 // by which the words there are outnumber those kept
	keyBytes     = 12 // a key, a share of those that wait and of what they are sorted in
	repeatsBlock = 1 << 10
	fewRepeats   = 4 // that tell a distance
	seldom       = 1e-9
	fewest       = 21.416413017506358 // ln(2/seldom): repeats that are due where none is as rare
)

type repeating struct {
	joined int // symbols of a word
	width  int // bits of a symbol
	bits   int // of a word that are looked at: the highest
	most   int // words that are kept
}

func newRepeats(law Law, args ...uint64) (Counter, error) {
	if len(args) > 2 {
		return nil, fmt.Errorf("stattests: repeats takes two arguments, the words to keep and the bits of a word: %w", ErrArgs)
	}
	k, err := wholeBits("repeats", law)
	if err != nil {
		return nil, err
	}
	r := &repeating{joined: 64 / k, width: k, most: keptWords}
	r.bits = r.joined * k
	if len(args) > 0 {
		if args[0] < leastKept || args[0] > mostKept {
			return nil, fmt.Errorf("stattests: repeats keeps %d to %d words, not %d: %w", leastKept, uint64(mostKept), args[0], ErrArgs)
		}
		r.most = int(min(args[0], math.MaxInt/16))
	}
	if len(args) > 1 {
		if args[1] < fewestBits || args[1] > 64 {
			return nil, fmt.Errorf("stattests: repeats takes words of %d to 64 bits, not %d: %w", fewestBits, args[1], ErrArgs)
		}
		if args[1] > uint64(r.bits) {
			return nil, fmt.Errorf("stattests: repeats cannot take %d bits of %d of %s symbols: %w", args[1], r.joined, size(law.N), ErrAlphabet)
		}
		r.bits = int(args[1])
	}
	r.most = int(min(uint64(r.most), 1<<(r.bits-spareBits)))
	return r, nil
}

func (r *repeating) Block() int  { return repeatsBlock * r.joined }
func (r *repeating) Size() int   { return 0 }
func (r *repeating) Keys() *Keys { return NewKeys(r.most) }

func (r *repeating) Count(t *Tally, block []uint64) { r.CountAt(t, block, Nowhere, 0) }

func (r *repeating) CountAt(t *Tally, block []uint64, place, takes uint64) {
	t.Blocks++
	keys := t.Keys
	keys.reserve(repeatsBlock)
	step := takes / repeatsBlock
	if place == Nowhere || takes%repeatsBlock > 0 {
		place, step = Nowhere, 0
	}
	if r.joined == 1 {
		shift := (64 - r.bits) & 63
		left := (64 - r.width) & 63
		last := keys.last
		for i, x := range block {
			if key := spread(x << left >> shift << shift); key <= last {
				keys.put(key, place+uint64(i)*step)
			}
		}
	} else {
		drop, up := (r.joined*r.width-r.bits)&63, (64-r.bits)&63
		for i := range repeatsBlock {
			w := uint64(0)
			for _, x := range block[r.joined*i:][:r.joined] {
				w = w<<(r.width&63) | x
			}
			if key := spread(w >> drop << up); key <= keys.last {
				keys.put(key, place+uint64(i)*step)
			}
		}
	}
	keys.tidy()
}

// spread is one to one. Its highest bits depend on all bits, so that words that differ in
// few are kept by chance.
func spread(x uint64) uint64 { return x * 0x9e3779b97f4a7c15 }

// again is the probability that a word of so many bits came more than once among n, given
// that it came.
func again(n uint64, bits int) float64 {
	r := math.Ldexp(float64(n-1), -bits)
	if r < 0.01 {
		return r * (1./2 - r*(1./12-r*r/720))
	}
	return min(1-r/math.Expm1(r), 1-1e-15) // so that both tails are there
}

func (r *repeating) Judge(t Tally, level float64) []Result {
	res := Result{Name: "again", Sides: 2, Quality: Quality{Asymptotic, deepest}}
	n := mulSaturating(t.Blocks, repeatsBlock)
	keys := t.Keys
	if keys == nil { // of fair words
		keys = NewKeys(r.most)
	} else {
		keys = keys.inOrder()
	}
	kept, came := uint64(len(keys.Words)), uint64(len(keys.Again))
	if t.Keys == nil {
		kept = min(n, uint64(r.most))
	}
	if n == 0 || kept == 0 {
		res.Quality = Quality{}
		res.Warnings = []error{&TooLittle{t.Blocks, t.Blocks + 1}}
		return []Result{res}
	}
	q := again(n, r.bits)
	res.Stat = float64(came)
	res.Null = fmt.Sprintf("binomial(%d, %.4g)", kept, q)
	res.P.LogLower, res.P.LogUpper = binomial(min(came, kept), kept, q)
	if due := float64(kept) * q; due < fewest {
		res.Warnings = []error{fmt.Errorf("stattests: %d words read, %d kept, %.3g repeats due: %s; too few repeats could be seen from about 2^%.0f words on",
			n, kept, due, r.sight(kept, q), r.far())}
	}
	if level > 0 {
		d, low, high := deviation(min(came, kept), kept, q, 1)
		res.Effect = Effect{r.category(keys), d, low, high, excess(kept, q, math.Log(level/2))}
	}
	return []Result{res}
}

// sight says how few different words would have been noticed.
func (r *repeating) sight(kept uint64, q float64) string {
	d := excess(kept, q, math.Log(seldom/2))
	if d == 0 {
		return "too little to see any"
	}
	return fmt.Sprintf("a source that draws from 2^%.1f words or fewer would be seen", float64(r.bits)-math.Log2(1+d))
}

// far is log2 of the number of words among which so many repeats are due that none of them is
// rarer than seldom.
func (r *repeating) far() float64 {
	return math.Log2(fewest/float64(r.most)) + float64(r.bits) + 1
}

// category says what came again, and at which distance if there is one.
func (r *repeating) category(k *Keys) string {
	if len(k.Words) == 1 && len(k.Again) == 1 {
		return "the one word that there is"
	}
	if apart, ok := k.apart(); ok {
		return fmt.Sprintf("a word that came %d symbols before", apart)
	}
	return "a word that came before"
}
