package sources

import "math/bits"

// Generators of programming languages that are no more than one of another file with
// its own start, or its own way to give words.

// v8Random is Math.random() of V8 since 2015 (Chrome, Node.js): xorshift128+ 23, 17,
// 26 whose first word is given, not the sum, so that it is linear. A cache of 64
// outputs is filled at once and used from its end. The seed is mixed by MurmurHash3
// ("There's Math.random(), and then there's Math.random()", v8.dev, 2015; the start is
// that of the flag --random-seed). The source gives the high 32 of the 52 or 53 bits.
func newV8Random(seed uint64) generator {
	s0, s1 := murmur64(seed), murmur64(^seed)
	var cache [64]uint64
	left := 0
	return stepped(func() uint64 {
		if left == 0 {
			for i := range cache {
				s0, s1 = xorshift128V8(s0, s1)
				cache[i] = s0
			}
			left = len(cache)
		}
		left--
		return cache[left] >> 32
	})
}

// xorshift128V8 is the step 23, 17, 26 (Vigna 2017).
func xorshift128V8(s0, s1 uint64) (uint64, uint64) {
	s0 ^= s0 << 23
	s0 ^= s0 >> 17
	return s1, s0 ^ s1 ^ s1>>26
}

// spiderMonkey is Math.random() of Firefox and Safari before it is cut: the sum of
// the same step, of which the lowest 53 bits are given. The source gives the high 32
// of those.
func spiderMonkey(s0, s1 uint64) stepped {
	return func() uint64 {
		s0, s1 = xorshift128V8(s0, s1)
		return s0 + s1
	}
}

func newSpiderMonkeyRandom(seed uint64) generator {
	words := newSeeder(seed)
	sum := spiderMonkey(words.word64(), words.word64())
	return stepped(func() uint64 { return sum() << 11 >> 32 })
}

// newLuaRandom is math.random of Lua 5.4 after math.randomseed(seed): xoshiro256** of
// the state seed, 255, 0, 0 after 16 outputs that are dropped (Lua's manual, 6.7). The
// source gives math.random(0).
func newLuaRandom(seed uint64) generator {
	g := &xoshiro256SS{s0: seed, s1: 0xff}
	g.fill(make([]uint64, 16))
	return g
}

// lxm is one of G. L. Steele and S. Vigna's "LXM: better splittable pseudorandom number
// generators (and almost as fast)" (OOPSLA 2021): Java 17's L64X128MixRandom, a
// congruential generator mod 2^64 and xoroshiro128, added and mixed. The start is
// Java's of a seed.
func newLXM(seed uint64) generator {
	const multiplier, goldenRatio, silverRatio = 0xd1342543de82ef95, splitMix64Step, 0x6a09e667f3bcc909
	seed ^= silverRatio
	a, s := murmur64(seed)|1, uint64(1)
	x0, x1 := splitMix64Mix(seed), splitMix64Mix(seed+goldenRatio)
	return stepped(func() uint64 {
		z := s + x0
		z = (z ^ z>>32) * 0xdaba0b6eb09322e3
		z = (z ^ z>>32) * 0xdaba0b6eb09322e3
		z ^= z >> 32
		s = multiplier*s + a
		x1 ^= x0
		x0 = bits.RotateLeft64(x0, 24) ^ x1 ^ x1<<16
		x1 = bits.RotateLeft64(x1, 37)
		return z
	})
}

// newPythonRandom is random() of Python and, started alike, rand of Ruby: the Mersenne
// Twister by its init_by_array of the seed's 32-bit words, whose outputs are joined to
// 53 bits in pairs. The source gives the high 32 of those: 27 of one and 5 of the next.
func newPythonRandom(seed uint64) generator {
	g := newMT19937(19650218).(*mt19937)
	key := []uint32{uint32(seed)}
	if seed>>32 != 0 {
		key = append(key, uint32(seed>>32))
	}
	g.scramble(key)
	pair := make([]uint64, 2)
	return stepped(func() uint64 {
		g.fill(pair)
		return pair[0]>>5<<5 | pair[1]>>27
	})
}

// scramble is the authors' init_by_array of 2002 after its init_genrand.
func (g *mt19937) scramble(key []uint32) {
	s := &g.state
	i, j := 1, 0
	advance := func() {
		if i++; i == mtWords {
			s[0] = s[mtWords-1]
			i = 1
		}
	}
	for range mtWords {
		before := s[i-1]
		s[i] = s[i] ^ (before^before>>30)*1664525 + key[j] + uint32(j)
		advance()
		j = (j + 1) % len(key)
	}
	for range mtWords - 1 {
		before := s[i-1]
		s[i] = s[i] ^ (before^before>>30)*1566083941 - uint32(i)
		advance()
	}
	s[0] = 1 << 31
}
