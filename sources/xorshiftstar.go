package sources

// The scrambled xorshift generators of S. Vigna, "An experimental exploration
// of Marsaglia's xorshift generators, scrambled", ACM TOMS 42(4), 2016: a
// linear state, whose word is multiplied.

// xorshift64Star is xorshift64*, shifts 12, 25, 27 and the multiplier M32 of
// table V.
func xorshift64Star(s uint64) generator {
	return stepped(func() uint64 {
		s ^= s >> 12
		s ^= s << 25
		s ^= s >> 27
		return s * 2685821657736338717
	})
}

func newXorshift64Star(seed uint64) generator { return xorshift64Star(newSeeder(seed).word64()) }

// newXorshift64StarHigh gives the high half, which has no linear bit.
func newXorshift64StarHigh(seed uint64) generator { return highOf(newXorshift64Star(seed), 32) }

// xorshift1024 has shifts 31, 11, 30; xorshift1024* has the multiplier M8.
func xorshift1024(s [16]uint64, multiplier uint64) generator {
	p := 0
	return stepped(func() uint64 {
		s0 := s[p]
		p = (p + 1) % 16
		s1 := s[p]
		s1 ^= s1 << 31
		s[p] = s1 ^ s0 ^ s1>>11 ^ s0>>30
		return s[p] * multiplier
	})
}

func newXorshift1024Star(seed uint64) generator {
	var s [16]uint64
	newSeeder(seed).fill64(s[:])
	return xorshift1024(s, 1181783497276652981)
}

// newXorshift1024Phi is xorshift1024*phi, the same with the multiplier of the golden
// ratio, which is better spread (prng.di.unimi.it, 2017).
func newXorshift1024Phi(seed uint64) generator {
	var s [16]uint64
	newSeeder(seed).fill64(s[:])
	return xorshift1024(s, 0x9e3779b97f4a7c13)
}

// xorgens4096 is R. P. Brent's xorgens with 4096 bits in 32-bit words ("Some
// long-period random number generators using shifts and xors", ANZIAM J. 48,
// 2007): r = 128, s = 95, shifts 17, 12, 13, 15, and a Weyl sequence of steps
// of the golden ratio, whose high half is xored into its low one, is added. The
// lowest bit of a sum has no carry: it is a linear one of 4096 bits plus the bits
// 0 and 16 of a counter, and its linear complexity stays below half its length by
// a thousand after 45,056 words.
func xorgens4096(x [128]uint32, weyl uint32) generator {
	i := 0
	return stepped(func() uint64 {
		t, v := x[i], x[(i+128-95)%128]
		t ^= t << 17
		t ^= t >> 12
		v ^= v << 13
		v ^= v >> 15
		v ^= t
		x[i] = v
		i = (i + 1) % 128
		weyl += 0x61c88647
		return uint64(v + (weyl ^ weyl>>16))
	})
}

func newXorgens4096(seed uint64) generator {
	var x [128]uint32
	words := newSeeder(seed)
	words.fill32(x[:])
	return xorgens4096(x, words.word32())
}
