package gf2

import (
	"fmt"
	"math/bits"
)

// Transpose transposes a matrix of 64 by 64 bits in place: bit j of m[i] and
// bit i of m[j] change places. Warren, "Hacker's Delight", 2nd ed., section 7-3.
func Transpose(m *[64]uint64) {
	mask := uint64(0x00000000ffffffff)
	for j := 32; j != 0; j >>= 1 {
		for k := 0; k < 64; k = (k + j + 1) &^ j {
			a, b := &m[k&63], &m[(k+j)&63]
			t := (*a>>(j&63) ^ *b) & mask
			*a ^= t << (j & 63)
			*b ^= t
		}
		mask ^= mask << (j >> 1 & 63)
	}
}

// A Sliced finds the shortest linear feedback shift registers of 64 sequences
// of the same length at once: bit l of each word belongs to sequence l. It owns
// its scratch memory, so that a worker that keeps one allocates nothing; the
// zero value is ready.
type Sliced struct {
	reversed, now, old []uint64
}

// planes is the number of bits of a number 2L - i, and so bounds the length of
// a sequence.
const planes = 16

// MostSliced is the greatest length of the sequences that [Sliced] takes.
const MostSliced = 1<<(planes-1) - 2

// LinearComplexities stores the length of the shortest linear feedback shift
// register that yields sequence l, whose bit i is bit l of s[i], in lengths[l].
// It panics if s is longer than [MostSliced].
//
// It is the algorithm of Berlekamp and Massey, as [Synthesizer] has it, with
// every decision turned into a mask: the old polynomial is multiplied by x in
// each step, so that a correction needs no shift, and 2L - i is kept as a number
// of 16 bits in two's complement, one word a bit. A step of all 64 sequences
// takes about 3 cycles for each coefficient, of which there are i/2.
func (z *Sliced) LinearComplexities(lengths *[64]int, s []uint64) {
	n := len(s)
	if n > MostSliced {
		panic(fmt.Sprintf("gf2: %d bits, at most %d are taken 64 sequences at once", n, MostSliced))
	}
	if cap(z.now) < n+2 {
		z.now, z.old, z.reversed = make([]uint64, n+2), make([]uint64, n+2), make([]uint64, n+2)
	}
	now, old, reversed := z.now[:n+2], z.old[:n+2], z.reversed[:n]
	clear(now)
	clear(old)
	for i, w := range s {
		reversed[n-1-i] = w
	}
	now[0] = ^uint64(0)
	// Before the first step the old polynomial is 1, which the step multiplies
	// by x: no sequence has had a change of length.
	old[0] = ^uint64(0)
	var v [planes]uint64 // 2L - i, lowest bit first
	var discrepancy uint64
	if n > 0 {
		discrepancy = s[0]
	}
	for i := range n {
		// The length changes where the discrepancy is 1 and 2L <= i, and
		// becomes i+1-L: with w = 2L - i - 1, the next 2L - i, it changes
		// where w is negative, and w becomes -w.
		borrow := ^uint64(0)
		for k, x := range v {
			v[k] = x ^ borrow
			borrow &^= x
			if borrow == 0 {
				break
			}
		}
		change := discrepancy & v[planes-1]
		carry := change
		var high uint64
		top := 0
		for k, x := range v {
			x ^= change
			v[k] = x ^ carry
			carry &= x
		}
		for k := planes - 2; k >= 0; k-- {
			if high = v[k] ^ v[planes-1]; high != 0 {
				top = k + 1
				break
			}
		}
		// All |2L - (i+1)| are at most 2^top, so that L and the degree of the
		// old polynomial, at most i+1-L, are at most (i+1 + 2^top)/2.
		degree := min((i+1+1<<top)/2+1, i+1)

		next := uint64(0)
		if i+1 < n {
			next = s[i+1]
		}
		// c, o and r are now, old and the bits from i+1 down, from coefficient
		// 1 on. Bits before the first one are not there: degree is at most i+1.
		var r []uint64
		if i+1 < n {
			r = reversed[n-1-i:][:degree]
		} else {
			r = reversed[:min(degree, n)] // the last discrepancy is not used
			degree = len(r)
		}
		c, o := now[1:degree+1], old[1:degree+1]
		before := old[0]
		old[0] = change
		for len(c) >= 4 && len(o) >= 4 && len(r) >= 4 {
			c0, c1, c2, c3 := c[0], c[1], c[2], c[3]
			o0, o1, o2, o3 := o[0], o[1], o[2], o[3]
			o[0] = before ^ change&(before^c0)
			o[1] = o0 ^ change&(o0^c1)
			o[2] = o1 ^ change&(o1^c2)
			o[3] = o2 ^ change&(o2^c3)
			c0 ^= discrepancy & before
			c1 ^= discrepancy & o0
			c2 ^= discrepancy & o1
			c3 ^= discrepancy & o2
			c[0], c[1], c[2], c[3] = c0, c1, c2, c3
			next ^= c0&r[0] ^ c1&r[1] ^ c2&r[2] ^ c3&r[3]
			before = o3
			c, o, r = c[4:], o[4:], r[4:]
		}
		for k := range c {
			x := c[k]
			b := before
			before = o[k]
			o[k] = b ^ change&(b^x)
			x ^= discrepancy & b
			c[k] = x
			next ^= x & r[k]
		}
		discrepancy = next
	}
	for l := range lengths {
		twice := 0
		for k, x := range v {
			twice |= int(x>>l&1) << k
		}
		if twice >= 1<<(planes-1) {
			twice -= 1 << planes
		}
		lengths[l] = (twice + n) / 2
	}
}

// Rank32 is the rank of a matrix of 32 rows of 32 bits, two rows to a word: the
// rows' order and that of their bits change nothing. The matrix is overwritten.
func Rank32(m *[16]uint64) (rank int) {
	const both = 1<<32 | 1
	for i := range m {
		// The upper row of the pair is reduced by all rows before, the lower
		// one by these and the upper.
		if high := m[i] >> 32; high != 0 {
			rank++
			pivot := bits.TrailingZeros64(high)
			row := high * both
			for j := i; j < len(m); j++ {
				m[j] ^= row & (m[j] >> (pivot & 63) & both * 0xffffffff)
			}
		}
		if low := m[i] & 0xffffffff; low != 0 {
			rank++
			pivot := bits.TrailingZeros64(low)
			row := low * both
			for j := i + 1; j < len(m); j++ {
				m[j] ^= row & (m[j] >> (pivot & 63) & both * 0xffffffff)
			}
		}
	}
	return rank
}
