// Package gf2 holds linear algebra over the field of two elements, 64 elements
// to a word.
package gf2

import (
	"fmt"
	"math/bits"
)

// A Synthesizer finds shortest linear feedback shift registers. It owns its
// scratch memory, so that a worker that keeps one allocates nothing; the zero
// value is ready.
type Synthesizer struct {
	reversed       []uint64
	now, old, next []uint64
	halving        halving
}

// leastHalved is the number of bits from which on halving is faster.
const leastHalved = 4096

// LinearComplexity returns the length of the shortest linear feedback shift
// register that yields the first n bits of s, lowest bit of each word first: 0
// for zeros only, at most n. It panics if s holds fewer than n bits.
//
// It is the algorithm of Berlekamp and Massey (Massey, "Shift-register synthesis
// and BCH decoding", IEEE Trans. Inf. Theory 15, 1969), with polynomials as bits
// of words: a step costs L/64 words for the discrepancy, and as many for each
// correction, so that n bits take about n^2/160 operations on words. From 4096 bits on
// the steps are done by halves, in n^1.585: 2^17 bits take 25 ms, 2^20 bits 0.6 s.
func (z *Synthesizer) LinearComplexity(s []uint64, n int) int {
	words := (n + 63) / 64
	if n < 0 || len(s) < words {
		panic(fmt.Sprintf("gf2: %d bits asked for of %d words", n, len(s)))
	}
	if n >= leastHalved {
		return z.halving.linearComplexity(s[:words], n)
	}
	length, _ := z.stepwise(s[:words], n)
	return length
}

// Register returns the length L of the shortest linear feedback shift register that
// yields the first n bits of s, as [Synthesizer.LinearComplexity] does, and its taps: bit i
// is the sum of the bits i-j for the ones j >= 1 of taps, lowest bit of each word first.
// There is no other register of that length where n >= 2L. The taps are valid until the
// next call. It takes n^2/160 operations on words.
func (z *Synthesizer) Register(s []uint64, n int) (length int, taps []uint64) {
	words := (n + 63) / 64
	if n < 0 || len(s) < words {
		panic(fmt.Sprintf("gf2: %d bits asked for of %d words", n, len(s)))
	}
	length, taps = z.stepwise(s[:words], n)
	taps = taps[:length/64+1]
	taps[0] &^= 1
	return length, taps
}

// stepwise is the algorithm step by step. It returns the connection polynomial too.
func (z *Synthesizer) stepwise(s []uint64, n int) (length int, polynomial []uint64) {
	words := len(s)
	z.reset(words)
	// Reversed, the bits that a step multiplies with lie in order: bit i of s
	// is bit 64*words-1-i here, and above are zeros.
	for i, w := range s {
		z.reversed[words-1-i] = bits.Reverse64(w)
	}

	// now is the connection polynomial of the register of length length, and
	// old the one before its last change of length, before bit changed.
	now, old, next := z.now, z.old, z.next
	now[0], old[0] = 1, 1
	oldLength, changed := 0, -1
	for i := range n {
		at := 64*words - 1 - i
		if parity(now[:length/64+1], z.reversed[at/64:], uint(at%64)) == 0 {
			continue
		}
		shift := i - changed
		if 2*length > i {
			addShifted(now[shift/64:length/64+1], old[:oldLength/64+1], uint(shift%64))
			continue
		}
		longer := i + 1 - length
		copy(next, now[:length/64+1])
		clear(next[length/64+1 : longer/64+1])
		addShifted(next[shift/64:longer/64+1], old[:oldLength/64+1], uint(shift%64))
		now, old, next = next, now, old
		length, oldLength, changed = longer, length, i
	}
	return length, now
}

// reset makes room for words words of bits and clears it.
func (z *Synthesizer) reset(words int) {
	if len(z.now) < words+1 {
		z.reversed = make([]uint64, words+2)
		z.now, z.old, z.next = make([]uint64, words+1), make([]uint64, words+1), make([]uint64, words+1)
		return
	}
	clear(z.reversed)
	clear(z.now)
	clear(z.old)
	clear(z.next)
}

// parity is the parity of the ones in a & (b >> shift), for shift below 64. b is
// longer than a.
func parity(a, b []uint64, shift uint) int {
	b = b[:len(a)+1]
	sum := uint64(0)
	low := b[0]
	for i, x := range a {
		high := b[i+1]
		sum ^= x & (low>>(shift&63) | high<<1<<(^shift&63))
		low = high
	}
	return bits.OnesCount64(sum) & 1
}

// addShifted adds b << shift to a, for shift below 64. a is at least as long as
// b, and what would lie above a is zero.
func addShifted(a, b []uint64, shift uint) {
	low := uint64(0)
	a0 := a[:len(b)]
	for i, high := range b {
		a0[i] ^= high<<(shift&63) | low>>1>>(^shift&63)
		low = high
	}
	if len(a) > len(b) {
		a[len(b)] ^= low >> 1 >> (^shift & 63)
	}
}
