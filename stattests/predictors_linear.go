package stattests

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
	"strings"
	"sync"
)

// The predictors of [Predict] that solve for a state which goes on linearly over GF(2).

// An engine is a generator whose state goes on linearly over GF(2), and some bits of
// whose outputs are linear in it: the lowest of a sum of words has no carry, and a
// scrambler can be undone.
type engine struct {
	words, bits int // of the state
	step        func(s *[4]uint64)
	output      func(s *[4]uint64) uint64 // before the scrambler
	linear      uint64                    // bits of an output that are
	known       int                       // outputs, of which the linear bits give the state
	scrambler   scrambler
	solution    func() []solved
}

// A scrambler multiplies an output, rotates it and multiplies it again. What can be undone
// hides nothing.
type scrambler struct {
	width, rotate int       // no width: it does nothing
	factors       [2]uint64 // odd
	inverse       [2]uint64
}

func newScrambler(width int, first uint64, rotate int, second uint64) scrambler {
	return scrambler{width, rotate, [2]uint64{first, second}, [2]uint64{inverse64(first), inverse64(second)}}
}

func (c *scrambler) apply(x uint64) uint64 {
	if c.width == 0 {
		return x
	}
	mask := uint64(math.MaxUint64) >> (64 - c.width)
	return rotated(x*c.factors[0]&mask, c.rotate, c.width) * c.factors[1] & mask
}

func (c *scrambler) undo(x uint64) uint64 {
	mask := uint64(math.MaxUint64) >> (64 - c.width)
	return rotated(x*c.inverse[1]&mask, c.width-c.rotate, c.width) * c.inverse[0] & mask
}

// rotated is x of so many bits, rotated to the left.
func rotated(x uint64, by, width int) uint64 {
	return (x<<by | x>>(width-by)) & (math.MaxUint64 >> (64 - width))
}

// A solved bit of an output is part of some bits of the state.
type solved struct {
	output, bit int
	state       [4]uint64
}

// solve inverts the map from the state to the linear bits of known outputs, leaving
// out those that are sums of others.
func (e *engine) solve() []solved {
	size := e.words * e.bits
	// rows[o][b] is the linear bit b of output o as a sum of bits of the state.
	rows := make([][64][4]uint64, e.known)
	for i := range size {
		var s [4]uint64
		s[i/e.bits] = 1 << (i % e.bits)
		for o := range rows {
			for x := e.output(&s) & e.linear; x != 0; x &= x - 1 {
				rows[o][bits.TrailingZeros64(x)][i/64] ^= 1 << (i % 64)
			}
			e.step(&s)
		}
	}
	// Gauss and Jordan: each row of the basis is a sum of bits of the state, and of chosen
	// bits of outputs.
	type equation struct{ state, chosen [4]uint64 }
	var basis []equation
	var leads []int
	var chosen []solved
	for o := range rows {
		for x := e.linear; x != 0 && len(basis) < size; x &= x - 1 {
			b := bits.TrailingZeros64(x)
			new := equation{state: rows[o][b]}
			new.chosen[len(basis)/64] = 1 << (len(basis) % 64)
			for i, lead := range leads {
				if new.state[lead/64]>>(lead%64)&1 != 0 {
					add(&new.state, &basis[i].state)
					add(&new.chosen, &basis[i].chosen)
				}
			}
			lead := lowest(&new.state)
			if lead < 0 {
				continue
			}
			for i := range basis {
				if basis[i].state[lead/64]>>(lead%64)&1 != 0 {
					add(&basis[i].state, &new.state)
					add(&basis[i].chosen, &new.chosen)
				}
			}
			basis, leads = append(basis, new), append(leads, lead)
			chosen = append(chosen, solved{output: o, bit: b})
		}
	}
	if len(basis) < size {
		panic("stattests: the outputs of an engine do not give its state")
	}
	for i, lead := range leads {
		for k := range chosen {
			if basis[i].chosen[k/64]>>(k%64)&1 != 0 {
				chosen[k].state[lead/e.bits] |= 1 << (lead % e.bits)
			}
		}
	}
	return chosen
}

func add(x, y *[4]uint64) {
	for i := range x {
		x[i] ^= y[i]
	}
}

func lowest(x *[4]uint64) int {
	for i, w := range x {
		if w != 0 {
			return 64*i + bits.TrailingZeros64(w)
		}
	}
	return -1
}

// linear follows an engine.
type linear struct {
	exact
	*engine
	s     [4]uint64 // that gives the next output
	plain []uint64  // known outputs before the scrambler
}

func newLinear(e *engine) func() predictor {
	return func() predictor {
		e.solution() // not while blocks are counted
		return &linear{engine: e}
	}
}

func (g *linear) fit(known []uint64) bool {
	if g.scrambler.width > 0 {
		g.plain = g.plain[:0]
		for _, x := range known {
			g.plain = append(g.plain, g.scrambler.undo(x))
		}
		known = g.plain
	}
	g.s = [4]uint64{}
	for _, b := range g.solution() {
		some := -(known[b.output] >> b.bit & 1)
		for i := range g.words {
			g.s[i] ^= b.state[i] & some
		}
	}
	for _, x := range known {
		if g.output(&g.s) != x {
			return false
		}
		g.step(&g.s)
	}
	return true
}

func (g *linear) next() uint64 { return g.scrambler.apply(g.output(&g.s)) }
func (g *linear) see(uint64)   { g.step(&g.s) }

func (g *linear) parameters() []Parameter { return []Parameter{g.state(&g.s)} }

func (g *engine) state(s *[4]uint64) Parameter {
	var words []string
	for _, w := range s[:g.words] {
		words = append(words, fmt.Sprintf("0x%0*X", g.bits/4, w))
	}
	return Parameter{"state", strings.Join(words, " ")}
}

// newEngine adds the solution, which is worked out when it is needed.
func newEngine(e engine) *engine {
	e.solution = sync.OnceValue(e.solve)
	return &e
}

// The engines. S. Vigna, "Further scramblings of Marsaglia's xorshift generators", 2017;
// D. Blackman and S. Vigna, "Scrambled linear pseudorandom number generators", 2021; S.
// Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled", 2016;
// G. Marsaglia, "Xorshift RNGs", 2003.
var (
	engineXorshift128P      = newEngine(sumOf2(64, xorshift128Plus(23, 18, 5)))
	engineXorshift128PV8    = newEngine(sumOf2(64, xorshift128Plus(23, 17, 26)))
	engineXorshift128P53    = newEngine(sumOf2(53, xorshift128Plus(23, 17, 26)))
	engineXoroshiro128P     = newEngine(sumOf2(64, xoroshiro128(24, 16, 37)))
	engineXoroshiro128P2016 = newEngine(sumOf2(64, xoroshiro128(55, 14, 36)))
	engineXoshiro256P       = newEngine(engine{words: 4, bits: 64, step: xoshiro256, linear: 1, known: 256,
		output: func(s *[4]uint64) uint64 { return s[0] + s[3] }})
	engineXoshiro128P = newEngine(engine{words: 4, bits: 32, step: xoshiro128, linear: 1, known: 128,
		output: func(s *[4]uint64) uint64 { return (s[0] + s[3]) & (1<<32 - 1) }})
	engineXorshift32 = newEngine(engine{words: 1, bits: 32, linear: 1<<32 - 1, known: 1, output: firstWord,
		step: func(s *[4]uint64) {
			x := uint32(s[0])
			x ^= x << 13
			x ^= x >> 17
			s[0] = uint64(x ^ x<<5)
		}})
	engineXorshift64 = newEngine(engine{words: 1, bits: 64, linear: math.MaxUint64, known: 1, output: firstWord,
		step: func(s *[4]uint64) {
			x := s[0]
			x ^= x << 13
			x ^= x >> 7
			s[0] = x ^ x<<17
		}})
	engineXorshift128 = newEngine(engine{words: 4, bits: 32, linear: 1<<32 - 1, known: 4, output: firstWord,
		step: func(s *[4]uint64) {
			x, w := uint32(s[0]), uint32(s[3])
			x ^= x << 11
			s[0], s[1], s[2] = s[1], s[2], s[3]
			s[3] = uint64(w ^ w>>19 ^ x ^ x>>8)
		}})
	engineXoshiro256SS = newEngine(engine{words: 4, bits: 64, step: xoshiro256, linear: math.MaxUint64, known: 4,
		output: secondWord, scrambler: newScrambler(64, 5, 7, 9)})
	engineXoshiro128SS = newEngine(engine{words: 4, bits: 32, step: xoshiro128, linear: 1<<32 - 1, known: 4,
		output: secondWord, scrambler: newScrambler(32, 5, 7, 9)})
	engineXoroshiro128SS = newEngine(engine{words: 2, bits: 64, step: xoroshiro128(24, 16, 37), linear: math.MaxUint64, known: 2,
		output: firstWord, scrambler: newScrambler(64, 5, 7, 9)})
	engineXoroshiro64S = newEngine(engine{words: 2, bits: 32, step: xoroshiro64, linear: 1<<32 - 1, known: 2,
		output: firstWord, scrambler: newScrambler(32, 0x9e3779bb, 0, 1)})
	engineXoroshiro64SS = newEngine(engine{words: 2, bits: 32, step: xoroshiro64, linear: 1<<32 - 1, known: 2,
		output: firstWord, scrambler: newScrambler(32, 0x9e3779bb, 5, 5)})
	engineXorshift64S = newEngine(engine{words: 1, bits: 64, linear: math.MaxUint64, known: 1, output: firstWord,
		scrambler: newScrambler(64, 2685821657736338717, 0, 1),
		step: func(s *[4]uint64) {
			x := s[0]
			x ^= x >> 12
			x ^= x << 25
			s[0] = x ^ x>>27
		}})
	engineV8 = [2]*engine{newEngine(v8Engine(12)), newEngine(v8Engine(11))}
)

func firstWord(s *[4]uint64) uint64  { return s[0] }
func secondWord(s *[4]uint64) uint64 { return s[1] }

// sumOf2 shows the lowest bits of the sum of two words.
func sumOf2(shown int, step func(s *[4]uint64)) engine {
	mask := uint64(math.MaxUint64) >> (64 - shown)
	return engine{words: 2, bits: 64, step: step, linear: 1, known: 128,
		output: func(s *[4]uint64) uint64 { return (s[0] + s[1]) & mask }}
}

func xorshift128Plus(a, b, c int) func(s *[4]uint64) {
	return func(s *[4]uint64) {
		x, y := s[0], s[1]
		x ^= x << a
		s[0], s[1] = y, x^y^x>>b^y>>c
	}
}

func xoroshiro128(a, b, c int) func(s *[4]uint64) {
	return func(s *[4]uint64) {
		x, y := s[0], s[1]
		y ^= x
		s[0], s[1] = bits.RotateLeft64(x, a)^y^y<<b, bits.RotateLeft64(y, c)
	}
}

func xoroshiro64(s *[4]uint64) {
	x, y := uint32(s[0]), uint32(s[1])
	y ^= x
	s[0], s[1] = uint64(bits.RotateLeft32(x, 26)^y^y<<9), uint64(bits.RotateLeft32(y, 13))
}

func xoshiro256(s *[4]uint64) {
	t := s[1] << 17
	s[2] ^= s[0]
	s[3] ^= s[1]
	s[1] ^= s[2]
	s[0] ^= s[3]
	s[2] ^= t
	s[3] = bits.RotateLeft64(s[3], 45)
}

func xoshiro128(s *[4]uint64) {
	t := s[1] << 9 & (1<<32 - 1)
	s[2] ^= s[0]
	s[3] ^= s[1]
	s[1] ^= s[2]
	s[0] ^= s[3]
	s[2] ^= t
	s[3] = uint64(bits.RotateLeft32(uint32(s[3]), 11))
}

// v8Engine is xorshift128 with 23, 17, 26 backwards: the highest bits of its first word
// are what Math.random() of V8 shows.
func v8Engine(drop int) engine {
	return engine{words: 2, bits: 64, linear: math.MaxUint64 >> drop, known: 4,
		output: func(s *[4]uint64) uint64 { return s[0] >> drop },
		step: func(s *[4]uint64) {
			x, y := s[0], s[1]
			y ^= x ^ x>>26
			y = unshift(y, 17, 64)
			s[0], s[1] = y^y<<23^y<<46, x
		}}
}

// v8Batch is how many numbers V8 makes at once, to give them from the last to the first
// ("There's Math.random(), and then there's Math.random()", v8.dev, 2015, and
// src/numbers/math-random.cc).
const v8Batch = 64

// v8 is Math.random() of V8, in Chrome, Node.js and Edge.
type v8 struct {
	linear
	last [4]uint64 // that gave the last output
	left int       // outputs of the batch to come, -1 where it is not known
}

func newV8(e *engine) func() predictor {
	return func() predictor {
		e.solution()
		return &v8{linear: linear{engine: e}}
	}
}

func v8Forward(s *[4]uint64) { xorshift128Plus(23, 17, 26)(s) }

func (g *v8) fit(known []uint64) bool {
	if !g.linear.fit(known) {
		return false
	}
	g.last, g.left = g.s, -1
	v8Forward(&g.last)
	return true
}

// following is the state after the last: one before it, or the last of the next batch.
func (g *v8) following(batch bool) [4]uint64 {
	s := g.last
	if !batch {
		g.step(&s)
		return s
	}
	for range 2*v8Batch - 1 {
		v8Forward(&s)
	}
	return s
}

func (g *v8) agrees(output uint64) bool {
	if s := g.following(g.left == 0); g.output(&s) == output {
		return true
	}
	if s := g.following(true); g.left < 0 && g.output(&s) == output {
		g.left = 0
		return true
	}
	return false
}

func (g *v8) next() uint64 {
	s := g.following(g.left == 0)
	return g.output(&s)
}

func (g *v8) see(uint64) {
	g.last = g.following(g.left == 0)
	switch {
	case g.left == 0:
		g.left = v8Batch - 1
	case g.left > 0:
		g.left--
	}
}

func (g *v8) parameters() []Parameter {
	return []Parameter{g.state(&g.last), decimal("left of the batch", uint64(max(0, g.left)))}
}

// highTwister is the Mersenne Twister of which a word shows the highest bits of one
// output or more, the first one in the word's highest bits. The recurrence has 32 sums
// of tempered bits, some 20 of which have no bit that is not shown: these are predicted.
// To go on, the hidden bits of the first 624 outputs are solved for.
type highTwister struct {
	exact
	shown     []int // bits of the outputs in a word
	relations [][]parity
	seen      []uint32 // outputs; what is hidden is 0
	inner     twister  // once it has settled
	settled   bool
}

// A parity: the sum of the bits of y[n] and y[n-227] in first, of those of y[n-624] in
// second and of those of y[n-623] in third is 0.
type parity struct{ first, second, third uint32 }

func newHighTwister(shown ...int) *highTwister {
	g := &highTwister{shown: shown, relations: make([][]parity, len(shown))}
	var fromOldest, fromNext [32]uint32 // what bit j of y[n-624], y[n-623] adds to y[n]
	for j := range 32 {
		x := untemper(1 << j)
		fromOldest[j] = temper(twist(x & (1 << 31)))
		fromNext[j] = temper(twist(x & (1<<31 - 1)))
	}
	sum := func(w uint32, columns *[32]uint32) (s uint32) {
		for j, c := range columns {
			s |= uint32(bits.OnesCount32(w&c)&1) << j
		}
		return s
	}
	for n := range shown {
		basis := make([]uint32, 32)
		for j := range basis {
			basis[j] = 1 << j
		}
		// without leaves the sums that do not hold what is to vanish.
		without := func(vanish uint32) {
			at := -1
			for i, w := range basis {
				switch {
				case bits.OnesCount32(w&vanish)&1 == 0:
				case at < 0:
					at = i
				default:
					basis[i] ^= basis[at]
				}
			}
			if at >= 0 {
				basis = append(basis[:at], basis[at+1:]...)
			}
		}
		same, other := g.hidden(n), g.hidden(n+1) // of y[n-624], and of y[n-227] and y[n-623]
		for j := range max(same, other) {
			without(1 << j)
		}
		for j := range same {
			without(fromOldest[j])
		}
		for j := range other {
			without(fromNext[j])
		}
		for _, w := range basis {
			g.relations[n] = append(g.relations[n], parity{w, sum(w, &fromOldest), sum(w, &fromNext)})
		}
	}
	g.seen = make([]uint32, 0, 700)
	return g
}

// hidden is how many of the lowest bits of output n are not shown.
func (g *highTwister) hidden(n int) int { return 32 - g.shown[n%len(g.shown)] }

// outputs calls f for each output of a word.
func (g *highTwister) outputs(word uint64, f func(n int, y uint32)) {
	below := 0
	for _, s := range g.shown {
		below += s
	}
	for n, s := range g.shown {
		below -= s
		f(n, uint32(word>>below)<<(32-s))
	}
}

func (g *highTwister) fit(known []uint64) bool {
	g.seen, g.settled = g.seen[:0], false
	for _, x := range known {
		g.see(x)
	}
	return true
}

func (g *highTwister) agrees(word uint64) bool {
	ok := true
	g.outputs(word, func(n int, y uint32) {
		at := len(g.seen) + n
		for _, r := range g.relations[n] {
			all := (y^g.seen[at-227])&r.first ^ g.seen[at-624]&r.second ^ g.seen[at-623]&r.third
			if bits.OnesCount32(all)&1 != 0 {
				ok = false
				return
			}
		}
	})
	return ok
}

func (g *highTwister) see(word uint64) {
	if g.settled {
		for range g.shown {
			g.inner.see(g.inner.next())
		}
		return
	}
	g.outputs(word, func(_ int, y uint32) { g.seen = append(g.seen, y) })
}

func (g *highTwister) next() uint64 {
	word := uint64(0)
	for n, s := range g.shown {
		word = word<<s | g.inner.ahead(n)>>(32-s)
	}
	return word
}

func (g *highTwister) parameters() []Parameter { return g.inner.parameters() }

// settle finds the hidden bits, from all outputs that were seen.
func (g *highTwister) settle() bool {
	hidden := newHiddenBits(g)
	hidden.solve(g)
	var known [624]uint64
	for n := range known {
		known[n] = uint64(g.seen[n] | hidden.of(n))
	}
	g.inner.fit(known[:])
	for n, y := range g.seen[624:] {
		next := g.inner.next()
		if h := g.hidden(n); uint32(next)>>h<<h != y {
			return false
		}
		g.inner.see(next)
	}
	g.settled = true
	return true
}

// hiddenBits are those of the first 624 outputs, and equations for them.
type hiddenBits struct {
	first  [625]int // hidden bit of output n, the lowest
	words  int      // of a sum of hidden bits: bit first[624] is a constant
	solved [][]uint64
	values []uint64
}

func newHiddenBits(g *highTwister) *hiddenBits {
	h := new(hiddenBits)
	for n := range 624 {
		h.first[n+1] = h.first[n] + g.hidden(n)
	}
	h.words = h.first[624]/64 + 1
	h.solved = make([][]uint64, h.first[624])
	return h
}

// A sum of hidden bits.
type sumOfBits []uint64

func (s sumOfBits) add(t []uint64) {
	for i, w := range t {
		s[i] ^= w
	}
}

func (s sumOfBits) flip(i int) { s[i/64] ^= 1 << (i % 64) }

// solve lets the recurrence go on with sums of hidden bits for the bits of the state, and
// collects what the outputs say of those. The bits of an output that are in no relation
// are enough: a relation says nothing of what is hidden.
func (h *hiddenBits) solve(g *highTwister) {
	constant := h.first[624]
	all := make([]uint64, 625*32*h.words)
	at := func(n, bit int) sumOfBits { return all[(n*32+bit)*h.words:][:h.words] }
	var row [32]uint32 // bit j of an output is the sum of these bits of the state
	for k := range 32 {
		for y := temper(1 << k); y != 0; y &= y - 1 {
			row[bits.TrailingZeros32(y)] |= 1 << k
		}
	}
	for n := range 624 {
		for j := range 32 {
			for x := untemper(1 << j); x != 0; x &= x - 1 {
				s := at(n, bits.TrailingZeros32(x))
				if j < g.hidden(n) {
					s.flip(h.first[n] + j)
				} else if g.seen[n]>>j&1 != 0 {
					s.flip(constant)
				}
			}
		}
	}
	var says [][]int // bits of an output that are looked at
	for n, rs := range g.relations {
		pivots := uint32(0)
		left := make([]uint32, 0, 32)
		for _, r := range rs {
			w := r.first
			for _, l := range left {
				w = min(w, w^l)
			}
			left = append(left, w)
			pivots |= 1 << (bits.Len32(w) - 1)
		}
		var free []int
		for j := g.hidden(n); j < 32; j++ {
			if pivots>>j&1 == 0 {
				free = append(free, j)
			}
		}
		says = append(says, free)
	}
	sum := make(sumOfBits, h.words)
	const patience = 1000 // equations that say nothing new, in a row
	for n, idle := 624, 0; n < len(g.seen) && idle < patience; n++ {
		// Bit k of the state n, in the place of n-624, of which bit 31 alone is needed.
		for k := range 32 {
			s := at(n%624, k)
			copy(s, at((n-227)%624, k))
			switch {
			case k < 30:
				s.add(at((n-623)%624, k+1))
			case k == 30:
				s.add(at(n%624, 31))
			}
			if uint32(0x9908B0DF)>>k&1 != 0 {
				s.add(at((n-623)%624, 0))
			}
		}
		for _, j := range says[n%len(says)] {
			clear(sum)
			for k := row[j]; k != 0; k &= k - 1 {
				sum.add(at(n%624, bits.TrailingZeros32(k)))
			}
			if g.seen[n]>>j&1 != 0 {
				sum.flip(constant)
			}
			if idle++; h.insert(sum) {
				idle = 0
			}
		}
	}
	h.back()
}

// insert keeps what the equation says that is new: that the sum is 0.
func (h *hiddenBits) insert(sum sumOfBits) bool {
	for i := 0; i < len(sum); {
		if sum[i] == 0 {
			i++
			continue
		}
		lead := 64*i + bits.TrailingZeros64(sum[i])
		if lead >= len(h.solved) {
			return false // 0 = 1: these are no outputs of the generator, as settle finds
		}
		if h.solved[lead] == nil {
			h.solved[lead] = slices.Clone(sum)
			return true
		}
		sum.add(h.solved[lead])
	}
	return false
}

// back finds the hidden bits from the last to the first; one of which nothing is said
// is not needed.
func (h *hiddenBits) back() {
	h.values = make([]uint64, h.words)
	sumOfBits(h.values).flip(len(h.solved)) // the constant
	for i := len(h.solved) - 1; i >= 0; i-- {
		ones := 0
		for k, w := range h.solved[i] {
			ones += bits.OnesCount64(w & h.values[k])
		}
		if ones%2 != 0 {
			sumOfBits(h.values).flip(i)
		}
	}
}

// of are those of output n.
func (h *hiddenBits) of(n int) (y uint32) {
	for i := h.first[n]; i < h.first[n+1]; i++ {
		y |= uint32(h.values[i/64]>>(i%64)&1) << (i - h.first[n])
	}
	return y
}
