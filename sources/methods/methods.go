// Package methods holds the ways of drawing an integer below n from words that
// libraries use, unbiased but for [CanonShort], each as one step of generic code: for words of 8
// and 16 bits, at which all words can be enumerated, the code is the same as
// for 64.
//
// Importing the package adds them to the view grammar of package sources:
// "lemire8(6)" is then a view like "below(6)".
//
// The package math/rand/v2, whose Uint64N is Lemire's method too, cannot be run
// with words of 8 bits: of it only the words around its thresholds can be
// checked.
package methods

import "math/bits"

// A Word is what a method draws from.
type Word interface {
	~uint8 | ~uint16 | ~uint32 | ~uint64
}

// A State is what a step leaves for the next one. Two methods keep any.
type State struct{ A, B uint64 }

// A Step is one step of a method for n, at least 1: from one word it makes an
// output below n, and is done, or leaves a state for the next step.
type Step[W Word] func(n W, state State, word W) (output W, done bool, next State)

// width is the number of bits of W.
func width[W Word]() int { return bits.Len64(uint64(^W(0))) }

// multiply is the product of two words: high * 2^width + low.
func multiply[W Word](a, b W) (high, low W) {
	shift := 64 - width[W]()
	h, l := bits.Mul64(uint64(a)<<shift, uint64(b))
	return W(h), W(l >> shift)
}

// excess is 2^width mod n.
func excess[W Word](n W) W { return -n % n }

// Lemire takes the high half of word*n and rejects the words whose low half is
// below 2^width mod n, which it computes only where the low half is below n
// (D. Lemire, "Fast random integer generation in an interval", ACM TOMACS 29,
// 2019). It is the method of Go's math/rand/v2 and of Swift.
func Lemire[W Word](n W, _ State, word W) (W, bool, State) {
	high, low := multiply(word, n)
	return high, low >= n || low >= excess(n), State{}
}

// OpenBSD rejects the words below 2^width mod n and takes the rest modulo n:
// arc4random_uniform of OpenBSD.
func OpenBSD[W Word](n W, _ State, word W) (W, bool, State) {
	return word % n, word >= excess(n), State{}
}

// Java takes the remainder and rejects the words above the last whole multiple
// of n, which it knows without a second division by an overflow of
// word - remainder + n-1: java.util.Random.nextInt.
func Java[W Word](n W, _ State, word W) (W, bool, State) {
	remainder := word % n
	first := word - remainder
	return remainder, first+(n-1) >= first, State{}
}

// Bitmask takes as many low bits as n-1 has and rejects what is not below n.
func Bitmask[W Word](n W, _ State, word W) (W, bool, State) {
	mask := W(1)<<bits.Len64(uint64(n-1)) - 1 // all ones where the shift leaves nothing
	word &= mask
	return word, word < n, State{}
}

// Canon multiplies n by a fraction of as many words as are needed to know the
// whole part: the high half of the first product, plus the carry of the second
// into it, and where that product's sum is all ones, of the third (S. Canon,
// pull request 39143 of swiftlang/swift, 2021). It never rejects. State: A is
// the output without the carry, B the low half to which the next is added, with
// 1 on top of both so that no state is the first one.
func Canon[W Word](n W, state State, word W) (W, bool, State) {
	high, low := multiply(word, n)
	settled := low <= -n // the rest of the fraction adds less than n to the low half
	if state == (State{}) {
		return high, settled, State{uint64(high) + 1, uint64(low)}
	}
	output, sum := W(state.A-1), W(state.B)+high
	if sum < high {
		return output + 1, true, State{}
	}
	// A carry out of the low half makes all ones overflow, and nothing else.
	return output, settled || sum < ^W(0), State{state.A, uint64(low)}
}

// CanonShort is Canon with two words at most. It is not exact: a probability
// is wrong by up to 2^(-2 width).
func CanonShort[W Word](n W, state State, word W) (W, bool, State) {
	first := state == State{}
	output, done, next := Canon(n, state, word)
	return output, done || !first, next
}

// FastDiceRoller takes one bit a step, the word's lowest: A+1 equally likely
// numbers are doubled by it, the number B among them too; where there are n, a
// number below n is the output, and the rest stays (J. Lumbroso, "Optimal
// discrete uniform generation from coin flips, and applications", 2013,
// arXiv 1304.1916).
func FastDiceRoller[W Word](n W, state State, word W) (W, bool, State) {
	// Before the doubling there are fewer than n numbers: 65 bits hold them.
	count, carry := bits.Add64(state.A+1, state.A+1, 0)
	number := state.B<<1 | uint64(word)&1
	overflow := carry == 1 || count >= uint64(n)
	if !overflow {
		return 0, false, State{count - 1, number}
	}
	if high := state.B >> 63; high == 0 && number < uint64(n) {
		return W(number), true, State{}
	}
	return 0, false, State{count - uint64(n) - 1, number - uint64(n)}
}
