package stattests

import (
	"fmt"
	"math"
	"math/bits"
)

// The predictors of [Predict] that multiply and carry, or invert a mixer.

// multiplyCarry is G. Marsaglia's multiply-with-carry: t = a x[i-lag] + c, of which the
// lowest bits are x[i] and the others the next c. Where a is not known, lag is 1
// and words have 32 bits: the words x[i-1], x[i-2] ... are the digits, in base 2^32, of
// s[i] / (2^32 a - 1), where s[i] is x[i] + 2^32 c, so the divisor is that of a convergent
// of its continued fraction (Knuth, TAOCP 2, 4.5.3).
type multiplyCarry struct {
	ring
	lag, width int
	unknown    bool
	a, c       uint64
}

func newMultiplyCarry(a uint64, lag, width int) func() predictor {
	return func() predictor { return &multiplyCarry{a: a, lag: lag, width: width, unknown: a == 0} }
}

func (g *multiplyCarry) fit(known []uint64) bool {
	if g.unknown {
		var ok bool
		if g.a, ok = multiplierOf(known[3]<<32|known[2], known[1]<<32|known[0]); !ok {
			return false
		}
	}
	if g.c = (known[g.lag] - g.a*known[0]) & (math.MaxUint64 >> (64 - g.width)); g.c >= g.a {
		return false
	}
	g.ring.fit(known[:g.lag])
	for _, x := range known[g.lag:] {
		if g.next() != x {
			return false
		}
		g.see(x)
	}
	return true
}

// step is a x[i-lag] + c.
func (g *multiplyCarry) step() (c, x uint64) {
	hi, lo := bits.Mul64(g.a, g.word(0))
	lo, carry := bits.Add64(lo, g.c, 0)
	hi += carry
	if g.width == 64 {
		return hi, lo
	}
	return lo >> g.width, lo & (1<<g.width - 1)
}

func (g *multiplyCarry) next() uint64 {
	_, x := g.step()
	return x
}

func (g *multiplyCarry) see(word uint64) {
	g.c, _ = g.step()
	g.ring.see(word)
}

func (g *multiplyCarry) parameters() []Parameter {
	return []Parameter{decimal("multiplier", g.a), decimal("lag", uint64(g.lag)), decimal("carry", g.c)}
}

// multiplierOf finds a where y = hi 2^64 + lo is nearly a multiple of 2^128 / (2^32 a - 1),
// by Euclid's algorithm for y and 2^128.
func multiplierOf(hi, lo uint64) (a uint64, ok bool) {
	// r0 and r1 are the last remainders, d0 and d1 the denominators; the remainder of
	// 2^128 by y comes first, without 2^128 itself.
	if hi == 0 {
		return 0, false
	}
	r1h, r1l := hi, lo
	r0l, borrow := bits.Sub64(0, lo, 0)
	r0h, _ := bits.Sub64(0, hi, borrow)
	d0, d1 := uint64(1), uint64(1) // of r0 = 2^128 - y, and of r1 = y
	// In r0 = |d0 y - n 2^128|, d0 grows by q d1 each time q r1 is taken off.
	for {
		for r0h > r1h || r0h == r1h && r0l >= r1l {
			q := uint64(1)
			if r1h < math.MaxUint64 {
				q = max(q, r0h/(r1h+1))
			}
			ph, pl := bits.Mul64(q, r1l)
			ph += q * r1h
			r0l, borrow = bits.Sub64(r0l, pl, 0)
			r0h, _ = bits.Sub64(r0h, ph, borrow)
			over, more := bits.Mul64(q, d1)
			var carry uint64
			if d0, carry = bits.Add64(d0, more, 0); over+carry != 0 {
				return 0, false
			}
		}
		if d0&(1<<32-1) == 1<<32-1 && d0>>32 != 0 {
			return d0>>32 + 1, d0>>32 < 1<<32-1
		}
		if r0h|r0l == 0 {
			return 0, false
		}
		r0h, r0l, r1h, r1l = r1h, r1l, r0h, r0l
		d0, d1 = d1, d0
	}
}

// carryXor is MWC64X of D. B. Thomas (2011): multiply-with-carry of base 2^32, of which
// x XOR c is the output. As the multiplier is 2^32 - m, where m has 17 bits, what x loses
// in the next carry, x - c, is m at most. The lowest 17 bits of x and two outputs tell it;
// it tells x to within 2^17.
type carryXor struct {
	exact
	x, c uint64 // of the next output
}

const (
	carryXorMultiplier = 4294883355
	carryXorBits       = 17
)

func (g *carryXor) fit(known []uint64) bool {
	const (
		lowest = 1<<carryXorBits - 1
		m      = 1<<32 - carryXorMultiplier
		scale  = 1 << 48 / m // 2^16 times what x grows by where its loss grows by 1
	)
	for low := range uint64(lowest + 1) {
		loss := (low - (known[1] ^ (known[0] ^ low - m*low))) & lowest
		if loss > m {
			continue
		}
		least := (max(loss, 1) - 1) * scale >> 16
		most := (loss+1)*scale>>16 + 2
		for x := least + (low-least)&lowest; x <= most && x < 1<<32; x += lowest + 1 {
			if g.from(known, x) {
				return true
			}
		}
	}
	return false
}

// from goes on from an x at the first word.
func (g *carryXor) from(known []uint64, x uint64) bool {
	g.x, g.c = x, known[0]^x
	for _, word := range known {
		if g.next() != word {
			return false
		}
		g.see(word)
	}
	return true
}

func (g *carryXor) next() uint64 { return g.x ^ g.c }

func (g *carryXor) see(uint64) {
	t := carryXorMultiplier*g.x + g.c
	g.x, g.c = t&(1<<32-1), t>>32
}

func (g *carryXor) parameters() []Parameter {
	return []Parameter{decimal("multiplier", carryXorMultiplier), decimal("lag", 1), decimal("state", g.x), decimal("carry", g.c)}
}

// A doubleCarry is two multiply-with-carry generators of base 2^16, z and w, each with
// its carry in the highest 16 of 32 bits, that a word joins (G. Marsaglia 1999).
type doubleCarry struct {
	exact
	az, aw uint32
	shift  int                         // of z
	lowest uint32                      // bits of w that are joined
	join   func(z, w uint32) uint32    // z is shifted
	part   func(word, w uint32) uint32 // inverts join: what is shifted
	z, w   uint32
}

// The three that are known: Marsaglia's, with all of w, R's Marsaglia-Multicarry, and V8's
// Math.random() until 2015.
func newDoubleCarry(az, aw uint32, shift int, lowest uint32, xor bool) func() predictor {
	g := doubleCarry{az: az, aw: aw, shift: shift, lowest: lowest}
	g.join, g.part = func(z, w uint32) uint32 { return z + w }, func(word, w uint32) uint32 { return word - w }
	if xor {
		g.join = func(z, w uint32) uint32 { return z ^ w }
		g.part = g.join
	}
	return func() predictor {
		own := g
		return &own
	}
}

func carryStep(a, s uint32) uint32 { return a*(s&0xffff) + s>>16 }

func (g *doubleCarry) fit(known []uint64) bool {
	// The lowest bits of a word are those of w alone; where they are fewer than 16, the
	// others are tried.
	mask := uint32(1)<<g.shift - 1
	x0, x1 := uint32(known[0])&mask, uint32(known[1])&mask
	for high := uint32(0); high <= 0xffff>>g.shift; high++ {
		low := x0 | high<<g.shift
		for carry := (x1 - g.aw*low) & mask; carry < g.aw; carry += mask + 1 {
			if g.from(known, carry<<16|low) {
				return true
			}
		}
	}
	return false
}

// from goes on from a state of w at the first word, which gives z at two.
func (g *doubleCarry) from(known []uint64, w uint32) bool {
	z0 := g.part(uint32(known[0]), w&g.lowest) >> g.shift & 0xffff
	z1 := g.part(uint32(known[1]), carryStep(g.aw, w)&g.lowest) >> g.shift & 0xffff
	carry := (z1 - g.az*z0) & 0xffff
	if carry >= g.az {
		return false
	}
	if g.z, g.w = carry<<16|z0, w; uint64(g.word()) != known[0] {
		return false
	}
	for _, x := range known[1:] {
		if g.next() != x {
			return false
		}
		g.see(x)
	}
	return true
}

func (g *doubleCarry) word() uint32 { return g.join(g.z<<g.shift, g.w&g.lowest) }

func (g *doubleCarry) next() uint64 {
	after := *g
	after.see(0)
	return uint64(after.word())
}

func (g *doubleCarry) see(uint64) { g.z, g.w = carryStep(g.az, g.z), carryStep(g.aw, g.w) }

func (g *doubleCarry) parameters() []Parameter {
	return []Parameter{decimal("multiplier", uint64(g.az)), decimal("multiplier", uint64(g.aw)), decimal("state", uint64(g.z)), decimal("state", uint64(g.w))}
}

// mixed is a congruential generator modulo 2^width with a known multiplier, each
// state of which goes through a permutation: a counter and its hash, or PCG's RXS-M-XS.
// The permutation is inverted; two states give the increment.
type mixed struct {
	exact
	a     uint64
	width int
	mixer mixer
	c, s  uint64
}

// A mixer of numbers is of steps x ^ x>>shift and x * factor (an odd one), modulo
// 2^width.
type mixer struct {
	random  int // where it is not 0, the first shift is this plus the number's so many highest bits
	factors [2]uint64
	inverse [2]uint64
	shifts  [3]int
}

// A shift of 64 and a factor of 1 do nothing.
func newMixed(a uint64, width, random int, shifts [3]int, factors [2]uint64) func() predictor {
	p := mixer{random: random, shifts: shifts, factors: factors}
	for i, f := range factors {
		p.inverse[i] = inverse64(f)
	}
	return func() predictor { return &mixed{a: a, width: width, mixer: p} }
}

func (g *mixed) mask() uint64 { return math.MaxUint64 >> (64 - g.width) }

func (g *mixed) first(x uint64) int {
	if n := g.mixer.random; n > 0 {
		return int(x>>(g.width-n)) + n
	}
	return g.mixer.shifts[0]
}

func (g *mixed) apply(x uint64) uint64 {
	p := &g.mixer
	x = (x ^ x>>g.first(x)) * p.factors[0] & g.mask()
	x = (x ^ x>>p.shifts[1]) * p.factors[1] & g.mask()
	return x ^ x>>p.shifts[2]
}

func (g *mixed) undo(x uint64) uint64 {
	p := &g.mixer
	x = unshift(x, p.shifts[2], g.width) * p.inverse[1] & g.mask()
	x = unshift(x, p.shifts[1], g.width) * p.inverse[0] & g.mask()
	return unshift(x, g.first(x), g.width)
}

// unshift inverts x ^ x>>by: 1 + s is inverted by (1 + s)(1 + s^2)(1 + s^4) ..., where s
// shifts.
func unshift(x uint64, by, width int) uint64 {
	for ; by < width; by *= 2 {
		x ^= x >> by
	}
	return x
}

func (g *mixed) fit(known []uint64) bool {
	s := g.undo(known[0])
	g.s = g.undo(known[1])
	g.c = (g.s - g.a*s) & g.mask()
	return true
}

func (g *mixed) next() uint64 { return g.apply((g.a*g.s + g.c) & g.mask()) }
func (g *mixed) see(uint64)   { g.s = (g.a*g.s + g.c) & g.mask() }

func (g *mixed) parameters() []Parameter {
	if g.a == 1 {
		return []Parameter{decimal("step", g.c), decimal("counter", g.s)}
	}
	return []Parameter{decimal("multiplier", g.a), decimal("increment", g.c), decimal("state", g.s)}
}

// romu is a generator of M. A. Overton's ("Romu: fast nonlinear pseudo-random number
// generators providing high quality", 2020). It shows the first word of its state, which
// is a multiple of what another one was.
type romu struct {
	exact
	s       [3]uint64 // that gives the next output
	recover func(known []uint64) (s [3]uint64)
	step    func(s *[3]uint64)
}

const (
	romuMultiplier   = 15241094284759029579
	romuMultiplier32 = 3323815723
)

func newRomuDuo() predictor {
	return newRomuOf2(func(x, y uint64) uint64 { return bits.RotateLeft64(y, 36) + bits.RotateLeft64(y, 15) - x })
}

func newRomuDuoJr() predictor {
	return newRomuOf2(func(x, y uint64) uint64 { return bits.RotateLeft64(y-x, 27) })
}

func newRomuOf2(next func(x, y uint64) uint64) predictor {
	inverse := inverse64(romuMultiplier)
	return &romu{
		recover: func(known []uint64) [3]uint64 { return [3]uint64{known[0], known[1] * inverse} },
		step:    func(s *[3]uint64) { s[0], s[1] = romuMultiplier*s[1], next(s[0], s[1]) },
	}
}

// newRomuTrio rotates by first and second.
func newRomuTrio(width int, a uint64, first, second int) func() predictor {
	mask := uint64(math.MaxUint64) >> (64 - width)
	inverse := inverse64(a)
	return func() predictor {
		return &romu{
			recover: func(known []uint64) [3]uint64 {
				z, nextZ := known[1]*inverse&mask, known[2]*inverse&mask
				return [3]uint64{known[0], (z - rotated(nextZ, width-second, width)) & mask, z}
			},
			step: func(s *[3]uint64) {
				x, y, z := s[0], s[1], s[2]
				s[0], s[1], s[2] = a*z&mask, rotated((y-x)&mask, first, width), rotated((z-y)&mask, second, width)
			},
		}
	}
}

func (g *romu) fit(known []uint64) bool {
	g.s = g.recover(known)
	for range known {
		g.step(&g.s)
	}
	return true
}

func (g *romu) next() uint64 { return g.s[0] }
func (g *romu) see(uint64)   { g.step(&g.s) }

func (g *romu) parameters() []Parameter {
	return []Parameter{{"state", fmt.Sprintf("0x%X 0x%X 0x%X", g.s[0], g.s[1], g.s[2])}}
}
