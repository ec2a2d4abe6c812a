package stattests

import (
	"fmt"
	"math/bits"
	"strconv"
)

// intervals cuts the alphabet [0, n) into m intervals as equal as can be:
// symbol x lies in interval floor(x m / n). n is 0 for 2^64; 2 <= m < n.
//
// The division is done by multiplying with floor(m 2^64 / n), which gives the
// interval or the one before it, and one comparison sets that right.
type intervals struct {
	n     uint64
	scale uint64   // floor(m 2^64 / n)
	last  []uint64 // last symbol of interval i
}

func newIntervals(n uint64, m int) *intervals {
	v := &intervals{n: n, last: make([]uint64, m)}
	v.scale = uint64(m)
	if n != 0 {
		v.scale, _ = bits.Div64(uint64(m), 0, n)
	}
	for i := range v.last[:m-1] {
		v.last[i] = v.start(i+1) - 1
	}
	v.last[m-1] = n - 1 // modulo 2^64
	return v
}

// start is the least x with floor(x m / n) >= i: the ceiling of i n / m, for
// i < m.
func (v *intervals) start(i int) uint64 {
	m := uint64(len(v.last))
	hi, lo := bits.Mul64(uint64(i), v.n)
	if v.n == 0 {
		hi, lo = uint64(i), 0
	}
	lo, carry := bits.Add64(lo, m-1, 0)
	hi += carry
	q, _ := bits.Div64(hi, lo, m)
	return q
}

// of returns the interval that x < n lies in. It does not branch: which of the
// two intervals it is cannot be predicted.
func (v *intervals) of(x uint64) uint64 {
	i, _ := bits.Mul64(x, v.scale)
	_, beyond := bits.Sub64(v.last[i], x, 0)
	return i + beyond
}

// p returns the probability of interval i: its exact number of symbols over n.
func (v *intervals) p(i int) float64 {
	return float64(v.last[i]-v.start(i)+1) / alphabet(v.n)
}

func (v *intervals) label(i int) string {
	return fmt.Sprintf("interval %d of %d", i+1, len(v.last))
}

// alphabet is the number of symbols as a float64: n, or 2^64 for 0.
func alphabet(n uint64) float64 {
	if n == 0 {
		return 0x1p64
	}
	return float64(n)
}

// size names the number of symbols in a message.
func size(n uint64) string {
	if n == 0 {
		return "2^64"
	}
	return strconv.FormatUint(n, 10)
}

// bitsOf returns k where n = 2^k symbols, and false for other alphabets; n is 0
// for 2^64.
func bitsOf(n uint64) (k int, ok bool) {
	if n == 0 {
		return 64, true
	}
	return bits.TrailingZeros64(n), n&(n-1) == 0 && n > 1
}
