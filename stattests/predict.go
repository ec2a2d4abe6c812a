package stattests

import (
	"fmt"
	"math"
	"math/bits"
)

// Predict takes the first words of each block for the output of a generator
// that it knows, recovers the generator's state from them, and predicts the next
// words. What it tries on words of 32 bits:
//
//   - "mt19937": the Mersenne Twister (Matsumoto and Nishimura 1998). The
//     tempering is undone, and the recurrence gives the 625th and the 626th word.
//   - "lcg": x[i+1] = a x[i] + c mod m, all three unknown. With d[i] = x[i+1] -
//     x[i], each d[i] d[i+2] - d[i+1]^2 is a multiple of m, and m is nearly always
//     the greatest common divisor of eight of them (Marsaglia's and Plumstead's
//     observation; Knuth, TAOCP 2, exercise 3.6-7 of older editions has it as
//     folklore). The 12th to the 15th word are predicted.
//   - "lcg48" and "lcg64": the highest 32 bits of s[i+1] = a s[i] + c mod 2^48
//     with the a of drand48 and java.util.Random, and mod 2^64 with that of
//     Knuth's MMIX, whatever c is. The differences D of the states follow D[i+1] =
//     a D[i]; the highest bits of two are known to within one, and all D that fit
//     are found by the algorithm of [firstInRange]. The 5th to the 8th word are
//     predicted.
//
// and on words of 64 bits:
//
//   - "mt19937-64": the same as mt19937 (Nishimura 2000): the 313th word.
//
// The null law: a hypothesis tells at most one set of words a block, before they
// are looked at, so all of them are hit in B blocks at most binomial(B, q) times,
// where q is 2^-64 or less. The p-value is that of the hypothesis with the most
// hits, times their number (Bonferroni); it is a bound that holds for every
// sample size. A single hit is evidence enough: nobody predicts 64 bits by luck.
var Predict = &Test{
	Name: "predict",
	Doc: "Recovers the state of the Mersenne Twister, of linear congruential generators with unknown parameters, and of truncated ones with the multipliers " +
		"of drand48, java.util.Random and MMIX from a block's first words, and predicts the next 64 bits or more: binomial tail of the hits. " +
		"Matsumoto and Nishimura 1998; Knuth, TAOCP 2, 3.6. A bound.",
	Planted: "mt19937?seed=1|words",
	New:     newPredict,
}

// A hypothesis predicts words of a block from those before them.
type hypothesis struct {
	name string
	what string  // it is, for Effect
	logQ float64 // ln of the probability that fair words are as predicted, at most
	// hit predicts and compares. block has predictBlock words.
	hit func(block []uint64) bool
}

const predictBlock = 1024 // words

// The hypotheses for words of 32 and of 64 bits.
var (
	hypotheses32 = []hypothesis{
		{"mt19937", "two words that the Mersenne Twister would give next", -64 * math.Ln2, hitMT19937},
		{"lcg", "four words that x[i+1] = a x[i] + c mod m would give next", -128 * math.Ln2, hitCongruential},
		{"lcg48", "four words that a linear congruential generator modulo 2^48 (drand48, java.util.Random) would give next", -124 * math.Ln2,
			func(block []uint64) bool { return hitTruncated(block, 0x5DEECE66D, 48) }},
		{"lcg64", "four words that a linear congruential generator modulo 2^64 (Knuth's MMIX) would give next", -124 * math.Ln2,
			func(block []uint64) bool { return hitTruncated(block, 6364136223846793005, 64) }},
	}
	hypotheses64 = []hypothesis{
		{"mt19937-64", "the word that the 64-bit Mersenne Twister would give next", -64 * math.Ln2, hitMT1993764},
	}
)

type predict struct{ hypotheses []hypothesis }

func newPredict(law Law, args ...uint64) (Counter, error) {
	if err := noArgs("predict", args); err != nil {
		return nil, err
	}
	if err := uniform("predict", law); err != nil {
		return nil, err
	}
	switch law.N {
	case 1 << 32:
		return predict{hypotheses32}, nil
	case 0:
		return predict{hypotheses64}, nil
	}
	return nil, fmt.Errorf("stattests: predict needs words of 32 or 64 bits, not %s symbols: %w", size(law.N), ErrAlphabet)
}

func (p predict) Block() int { return predictBlock }
func (p predict) Size() int  { return len(p.hypotheses) }

func (p predict) Count(t *Tally, block []uint64) {
	t.Blocks++
	for i, h := range p.hypotheses {
		if h.hit(block) {
			t.Counts[i]++
		}
	}
}

func (p predict) Judge(t Tally, level float64) []Result {
	r := Result{Name: "hits", Sides: 1}
	if t.Blocks == 0 {
		r.Warnings = []error{&TooLittle{0, 1}}
		return []Result{r}
	}
	best := 0
	for i, h := range p.hypotheses {
		hits := min(t.Counts[i], t.Blocks)
		if hits == 0 {
			continue
		}
		_, upper := binomial(hits, t.Blocks, math.Exp(h.logQ))
		upper = min(0, upper+math.Log(float64(len(p.hypotheses))))
		if upper < r.P.LogUpper {
			r.P.LogUpper, best = upper, i
		}
	}
	h := p.hypotheses[best]
	hits := min(t.Counts[best], t.Blocks)
	r.Stat = float64(hits)
	r.Null = fmt.Sprintf("binomial(%d, 2^%.0f), Bonferroni over %d", t.Blocks, h.logQ/math.Ln2, len(p.hypotheses))
	r.Quality = Quality{Exact, math.Inf(-1)}
	if level > 0 {
		d, low, high := deviation(hits, t.Blocks, math.Exp(h.logQ), choices(len(p.hypotheses)))
		r.Effect = Effect{h.what, d, low, high, excess(t.Blocks, math.Exp(h.logQ), math.Log(level/float64(len(p.hypotheses))))}
	}
	return []Result{r}
}

// hitMT19937 predicts word 624 and word 625 from those before it. Parameters:
// Matsumoto and Nishimura, "Mersenne Twister", ACM TOMACS 8, 1998, table II.
func hitMT19937(block []uint64) bool {
	const n, m = 624, 397
	for i := n; i < n+2; i++ {
		y := untemper(uint32(block[i-n]))&(1<<31) | untemper(uint32(block[i-n+1]))&(1<<31-1)
		x := untemper(uint32(block[i-n+m])) ^ y>>1 ^ -(y&1)&0x9908B0DF
		if untemper(uint32(block[i])) != x {
			return false
		}
	}
	return true
}

// untemper inverts the tempering of mt19937.
func untemper(y uint32) uint32 {
	y ^= y >> 18
	y ^= y << 15 & 0xEFC60000
	x := y
	for range 4 {
		x = y ^ x<<7&0x9D2C5680 // seven more bits are right
	}
	y = x
	for range 2 {
		x = y ^ x>>11
	}
	return x
}

// hitMT1993764 predicts word 312. Parameters: Nishimura, "Tables of 64-bit
// Mersenne Twisters", ACM TOMACS 10, 2000, as in the C++ standard's mt19937_64.
func hitMT1993764(block []uint64) bool {
	const n, m = 312, 156
	y := untemper64(block[0])&^(1<<31-1) | untemper64(block[1])&(1<<31-1)
	return untemper64(block[n]) == untemper64(block[m])^y>>1^-(y&1)&0xB5026F5AA96619E9
}

// untemper64 inverts the tempering of mt19937_64.
func untemper64(y uint64) uint64 {
	y ^= y >> 43
	y ^= y << 37 & 0xFFF7EEE000000000
	x := y
	for range 3 {
		x = y ^ x<<17&0x71D67FFFEDA60000
	}
	y = x
	for range 2 {
		x = y ^ x>>29&0x5555555555555555
	}
	return x
}

// hitCongruential finds m, a and c from 11 words, and predicts the next four.
// What the differences have in common is divided out first: with it, m is that
// times the divisor found, and a is needed modulo the latter only.
func hitCongruential(block []uint64) bool {
	const known, predicted = 11, 4
	var d [known - 1]int64
	var shared uint64
	for i := range d {
		d[i] = int64(block[i+1]) - int64(block[i])
		_, shared = gcd128(0, shared, 0, magnitude(d[i]))
	}
	if shared == 0 {
		return false // all are the same
	}
	for i := range d {
		d[i] /= int64(shared)
	}
	var hi, m uint64
	for i := range len(d) - 2 {
		h, l := difference(d[i], d[i+2], d[i+1])
		hi, m = gcd128(hi, m, h, l)
	}
	if hi != 0 || m < 2 || m > 1<<33/shared {
		return false
	}
	mod := func(x int64) uint64 { return uint64(x%int64(m)+int64(m)) % m }
	for i := range len(d) - 1 {
		inverse, ok := inverse(mod(d[i]), m)
		if !ok {
			continue
		}
		a := mulMod(mod(d[i+1]), inverse, m)
		m *= shared
		c := (block[1]%m + m - mulMod(a, block[0]%m, m)) % m
		for i := known - 1; i < known-1+predicted; i++ {
			if (mulMod(a, block[i]%m, m)+c)%m != block[i+1] {
				return false
			}
		}
		return true
	}
	return false
}

// mulMod is a b mod m, where a and b are below m.
func mulMod(a, b, m uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return bits.Rem64(hi, lo, m)
}

// difference is |a c - b^2| for differences of 32-bit words.
func difference(a, c, b int64) (hi, lo uint64) {
	hi1, lo1 := bits.Mul64(magnitude(a), magnitude(c))
	hi2, lo2 := bits.Mul64(magnitude(b), magnitude(b))
	if a < 0 != (c < 0) {
		lo, carry := bits.Add64(lo1, lo2, 0)
		hi, _ := bits.Add64(hi1, hi2, carry)
		return hi, lo
	}
	if hi1 < hi2 || hi1 == hi2 && lo1 < lo2 {
		hi1, lo1, hi2, lo2 = hi2, lo2, hi1, lo1
	}
	lo, borrow := bits.Sub64(lo1, lo2, 0)
	hi, _ = bits.Sub64(hi1, hi2, borrow)
	return hi, lo
}

func magnitude(x int64) uint64 { return uint64(max(x, -x)) }

// gcd128 is the greatest common divisor by the binary algorithm; that of 0 and
// x is x. Knuth, TAOCP 2, 4.5.2 B.
func gcd128(ah, al, bh, bl uint64) (hi, lo uint64) {
	if ah|al == 0 {
		return bh, bl
	}
	if bh|bl == 0 {
		return ah, al
	}
	za, zb := zeros128(ah, al), zeros128(bh, bl)
	ah, al = shift128(ah, al, za)
	bh, bl = shift128(bh, bl, zb)
	for ah != bh || al != bl {
		if ah < bh || ah == bh && al < bl {
			ah, al, bh, bl = bh, bl, ah, al
		}
		var borrow uint64
		al, borrow = bits.Sub64(al, bl, 0)
		ah, _ = bits.Sub64(ah, bh, borrow)
		ah, al = shift128(ah, al, zeros128(ah, al))
	}
	shared := min(za, zb)
	if shared >= 64 {
		return al << (shared - 64), 0
	}
	return ah<<shared | al>>(64-shared), al << shared
}

func zeros128(hi, lo uint64) int {
	if lo == 0 {
		return 64 + bits.TrailingZeros64(hi)
	}
	return bits.TrailingZeros64(lo)
}

func shift128(hi, lo uint64, by int) (uint64, uint64) {
	if by >= 64 {
		return 0, hi >> (by - 64)
	}
	return hi >> by, lo>>by | hi<<(64-by)
}

// inverse is the inverse of a modulo m <= 2^33, if there is one. Knuth, TAOCP 2,
// 4.5.2 X.
func inverse(a, m uint64) (uint64, bool) {
	r0, r1 := int64(m), int64(a)
	t0, t1 := int64(0), int64(1)
	for r1 != 0 {
		q := r0 / r1
		r0, r1 = r1, r0-q*r1
		t0, t1 = t1, t0-q*t1
	}
	if r0 != 1 {
		return 0, false
	}
	if t0 < 0 {
		t0 += int64(m)
	}
	return uint64(t0), true
}

// hitTruncated recovers the difference of the first two states of s[i+1] = a
// s[i] + c mod 2^width from the highest 32 bits of four states, and predicts
// those of the next four.
func hitTruncated(block []uint64, a uint64, width int) bool {
	const (
		predicted = 4
		most      = 64 // differences that are tried; four fit by chance where width is 64
	)
	shift := width - 32
	mask := uint64(math.MaxUint64) >> (64 - width)
	// follows reports whether the difference d of states i and i+1 fits words i
	// and i+1: the lower bits may carry.
	follows := func(d uint64, i int) bool {
		return (block[i+1]-block[i]-d>>shift)&(1<<32-1) <= 1
	}
	low := (block[1] - block[0] - 1) << shift & mask // the least difference that fits, modulo 2^width
	for begin, tried := uint64(0), 0; begin < 2<<shift && tried < most; tried++ {
		// The next d = low + begin + k for which a d lies within 2 * 2^shift of
		// its own least value.
		from := ((block[2]-block[1]-1)<<shift - a*(low+begin)) & mask
		k, ok := firstInRange(a&mask, width, from, 2<<shift-1)
		if !ok || k >= 2<<shift-begin {
			return false
		}
		d := (low + begin + k) & mask
		begin += k + 1
		if !follows(d, 0) || !follows(d*a&mask, 1) || !follows(d*a*a&mask, 2) {
			continue
		}
		// The first that fits three differences is the one: it predicts.
		d = d * a * a * a & mask
		for i := 3; i < 3+predicted; i++ {
			if !follows(d, i) {
				return false
			}
			d = d * a & mask
		}
		return true
	}
	return false
}

// firstInRange is the least k >= 0 with (a k - from) mod 2^width <= length, if
// there is one.
func firstInRange(a uint64, width int, from, length uint64) (k uint64, ok bool) {
	mask := uint64(math.MaxUint64) >> (64 - width)
	if -from&mask <= length {
		return 0, true // a 0 is in the range, which may wrap around
	}
	return firstBetween(a, mask+1, from, from+length)
}

// firstBetween is the least k > 0 with low <= a k mod m <= high, for 0 < low <=
// high < m and a < m, where m = 0 is 2^64. It descends as Euclid's algorithm
// does: if no multiple of a lies between low and high before the first wrap, then
// after y wraps one does where m y mod a lies between -high and -low modulo a.
func firstBetween(a, m, low, high uint64) (k uint64, ok bool) {
	if a == 0 {
		return 0, false
	}
	if a > m-a { // count downwards
		a, low, high = m-a, m-high, m-low
	}
	k = (low-1)/a + 1
	if hi, lo := bits.Mul64(k, a); hi == 0 && lo <= high {
		return k, true
	}
	rest := m % a
	if m == 0 {
		rest = -a % a
	}
	from, to := (a-high%a)%a, (a-low%a)%a
	// No multiple of a is between low and high: neither is 0, and from <= to.
	y, ok := firstBetween(rest, a, from, to)
	if !ok {
		return 0, false
	}
	// k = ceil((low + m y) / a)
	hi, lo := bits.Mul64(m, y)
	if m == 0 {
		hi, lo = y, 0
	}
	lo, carry := bits.Add64(lo, low, 0)
	hi += carry
	if hi >= a {
		return 0, false // beyond 2^64
	}
	k, r := bits.Div64(hi, lo, a)
	if r > 0 {
		k++
	}
	return k, true
}
