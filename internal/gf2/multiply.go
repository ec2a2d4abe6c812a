package gf2

import "math/bits"

// schoolbook is the length in words up to which polynomials are multiplied word by
// word.
const schoolbook = 2

// multiply sets dst to the product of the polynomials a and b, whose coefficients are
// the bits of the words, lowest first: the algorithm of Karatsuba and Ofman (1962).
// dst has len(a)+len(b) words, scratch twice as many and 64 more; neither overlaps the
// others.
func multiply(dst, a, b, scratch []uint64) {
	if len(a) < len(b) {
		a, b = b, a
	}
	if len(b) <= schoolbook {
		clear(dst)
		for i, x := range b {
			carry := uint64(0)
			row := dst[i : i+len(a)+1]
			for j, y := range a {
				high, low := carryless(x, y)
				row[j] ^= low ^ carry
				carry = high
			}
			row[len(a)] ^= carry
		}
		return
	}
	h := (len(a) + 1) / 2
	if len(b) <= h {
		high := scratch[:len(a)-h+len(b)]
		multiply(high, a[h:], b, scratch[len(high):])
		multiply(dst[:h+len(b)], a[:h], b, scratch[len(high):])
		clear(dst[h+len(b):])
		add(dst[h:][:len(high)], high)
		return
	}
	// (a0 + a1)(b0 + b1) is a0 b0 + a1 b1 and what belongs to x^h.
	middle, rest := scratch[:2*h], scratch[2*h:]
	sumA, sumB := dst[:h], dst[h:2*h]
	addTo(sumA, a[:h], a[h:])
	addTo(sumB, b[:h], b[h:])
	multiply(middle, sumA, sumB, rest)
	multiply(dst[:2*h], a[:h], b[:h], rest)
	multiply(dst[2*h:], a[h:], b[h:], rest)
	add(middle, dst[:2*h])
	add(middle[:len(a)+len(b)-2*h], dst[2*h:])
	add(dst[h:3*h], middle)
}

// addTo sets dst to a + b; b is no longer than a.
func addTo(dst, a, b []uint64) {
	copy(dst, a)
	add(dst[:len(b)], b)
}

// carryless is the product of two polynomials of 64 coefficients.
//
// Of integers with a bit in four only, up to 15 of them each, the product has sums of
// up to 15 in the four places from one such bit to the next: no carry goes too far, and
// the lowest of the four is the coefficient. Sixteen products of such parts are all.
// (BearSSL multiplies so for GHASH: www.bearssl.org/constanttime.html.)
func carryless(x, y uint64) (high, low uint64) {
	const every = 0x1111111111111111
	x0, x1, x2, x3 := x&every, x&(every<<1), x&(every<<2), x&(every<<3)
	top := y >> 60 // the sixteenth of each part of y
	y &= 1<<60 - 1
	y0, y1, y2, y3 := y&every, y&(every<<1), y&(every<<2), y&(every<<3)

	h0, l0 := part(x0, y0, x1, y3, x2, y2, x3, y1)
	h1, l1 := part(x0, y1, x1, y0, x2, y3, x3, y2)
	h2, l2 := part(x0, y2, x1, y1, x2, y0, x3, y3)
	h3, l3 := part(x0, y3, x1, y2, x2, y1, x3, y0)
	high = h0&every | h1&(every<<1) | h2&(every<<2) | h3&(every<<3)
	low = l0&every | l1&(every<<1) | l2&(every<<2) | l3&(every<<3)
	t0, t1, t2, t3 := -(top & 1), -(top >> 1 & 1), -(top >> 2 & 1), -(top >> 3)
	low ^= x<<60&t0 ^ x<<61&t1 ^ x<<62&t2 ^ x<<63&t3
	high ^= x>>4&t0 ^ x>>3&t1 ^ x>>2&t2 ^ x>>1&t3
	return high, low
}

// part is ab + cd + ef + gh, with + the exclusive or.
func part(a, b, c, d, e, f, g, h uint64) (high, low uint64) {
	h0, l0 := bits.Mul64(a, b)
	h1, l1 := bits.Mul64(c, d)
	h2, l2 := bits.Mul64(e, f)
	h3, l3 := bits.Mul64(g, h)
	return h0 ^ h1 ^ h2 ^ h3, l0 ^ l1 ^ l2 ^ l3
}
