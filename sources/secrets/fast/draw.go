package fast

import "math/bits"

// A Word is what integers are drawn from: all its values equally likely.
type Word interface {
	~uint8 | ~uint16 | ~uint32 | ~uint64
}

func width[W Word]() int { return bits.Len64(uint64(^W(0))) }

// multiply is the product of two words: high * 2^width + low.
func multiply[W Word](a, b W) (high, low W) {
	shift := 64 - width[W]()
	h, l := bits.Mul64(uint64(a)<<(shift&63), uint64(b))
	return W(h), W(l >> (shift & 63))
}

// one takes an integer below n, at least 1, out of a word; ok is false for a
// word that is rejected. It is Lemire's method: 2^width mod n, for which it
// takes a division, is seldom needed.
func one[W Word](word, n W) (x W, ok bool) {
	x, rest := multiply(word, n)
	return x, rest >= n || rest >= -n%n
}

// many takes integers below n, n-step, n-2*step ... out of a word, as many as
// places; ok is false for a word that is rejected. The product of the bounds is
// below 2^width, or places is one. It is algorithm 4 of Brackett-Rozinsky and
// Lemire: each integer is the high half of a product of a bound and what the
// one before left, and the last rest decides, as in Lemire's method with the
// product of the bounds for n.
func many[W Word](word, n, step W, places []W) (ok bool) {
	bound, product := n, W(1)
	for i := range places {
		places[i], word = multiply(word, bound)
		product *= bound
		bound -= step
	}
	return word >= product || word >= -product%product
}

// mostBatch is the most integers that are taken out of a word. More would
// save words, but each waits for the one before.
const mostBatch = 8

// batch is how many integers below n are taken out of a word: so many that
// their product leaves an eighth of the bits, and one word in 2^(width/8) at
// most is rejected, unless it is one.
func batch[W Word](n W) int {
	each := uint32(max(1, bits.Len64(uint64(n-1))))
	w := uint32(width[W]())
	return int(max(1, min(mostBatch, (w-w/8)/each)))
}

// BelowWords returns an integer in [0, n), every one equally likely if the words
// are: [RandBelow] from words of the caller's. It is how RandBelow draws, for
// words of any width, so that it can be proved by enumeration. It panics if n is
// 0.
func BelowWords[W Word](n W, next func() W) W {
	if n == 0 {
		panic("fast: RandBelow: the upper bound must be positive")
	}
	for {
		if x, ok := one(next(), n); ok {
			return x
		}
	}
}

// DiceWords is [Dice] from words of the caller's, as BelowWords is RandBelow.
func DiceWords[W Word](dst []W, n W, next func() W) {
	if n == 0 {
		panic("fast: Dice: the upper bound must be positive")
	}
	for len(dst) > 0 {
		dst = diceStep(dst, n, next())
	}
}

// diceStep fills the beginning of dst, not empty, from a word, and returns the
// rest of it: all of it if the word is rejected.
func diceStep[W Word](dst []W, n, word W) (rest []W) {
	k := min(batch(n), len(dst))
	if !many(word, n, 0, dst[:k]) {
		return dst
	}
	return dst[k:]
}

// ShuffleWords is [Shuffle] from words of the caller's, as BelowWords is
// RandBelow. It panics if seq has more elements than W has values. It is Fisher
// and Yates's shuffle from the end.
func ShuffleWords[W Word, E any](seq []E, next func() W) {
	if uint64(len(seq)) > uint64(^W(0)) {
		panic("fast: Shuffle: more elements than words can tell apart")
	}
	for len(seq) > 1 {
		seq = shuffleStep(seq, next())
	}
}

// shuffleStep swaps the last elements of seq, of which there are two at least,
// each with one that is not after it, as a word says, and returns those before
// them: all if the word is rejected.
func shuffleStep[W Word, E any](seq []E, word W) (rest []E) {
	var places [mostBatch]W
	n := W(len(seq))
	swaps := places[:min(batch(n), len(seq)-1)]
	if !many(word, n, 1, swaps) {
		return seq
	}
	for _, j := range swaps {
		last := len(seq) - 1
		seq[last], seq[j] = seq[j], seq[last]
		seq = seq[:last]
	}
	return seq
}

// RandBelow returns a random integer in [0, n), every one equally likely. It
// takes 8 bytes, and 8 more with probability below n/2^64. It panics if n is 0.
func (g *Generator) RandBelow(n uint64) uint64 {
	if n == 0 {
		panic("fast: RandBelow: the upper bound must be positive")
	}
	for {
		if x, ok := one(g.Uint64(), n); ok {
			return x
		}
	}
}

// RandBits returns k random bits. It takes 8 bytes. It panics unless
// 0 <= k <= 64.
func (g *Generator) RandBits(k int) uint64 {
	if k < 0 || k > 64 {
		panic("fast: RandBits: the number of bits must be 0 to 64")
	}
	return g.Uint64() >> (64 - uint(k))
}

// Dice fills dst with random integers in [0, n), every row of them equally
// likely. It takes 8 bytes for up to 8 integers: for all 8 where n is at most
// 128. It panics if n is 0.
func (g *Generator) Dice(dst []uint64, n uint64) { DiceWords(dst, n, g.Uint64) }

// ChoiceFrom returns a random element of seq, every one equally likely, drawn
// by g. It panics if seq is empty.
func ChoiceFrom[E any](g *Generator, seq []E) E {
	if len(seq) == 0 {
		panic("fast: Choice: cannot choose from an empty sequence")
	}
	return seq[g.RandBelow(uint64(len(seq)))]
}

// ShuffleFrom shuffles seq in place, every order equally likely, drawn by g. It
// takes 8 bytes for up to 8 elements: for all 8 while at most 128 are left.
func ShuffleFrom[E any](g *Generator, seq []E) { ShuffleWords(seq, g.Uint64) }
