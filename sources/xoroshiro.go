package sources

import "math/bits"

// The xoroshiro family, beside xoroshiro128+ in a file of its own: D. Blackman
// and S. Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS
// 47(4), 2021 (prng.di.unimi.it). Two words, or 16 of which two are used at a
// time, are xored, rotated and shifted.

// xoroshiro128 has the engine with two 64-bit words and constants a, b, c.
func xoroshiro128(s [2]uint64, a, b, c int, scramble func(s0, s1 uint64) uint64) generator {
	s0, s1 := s[0], s[1]
	return stepped(func() uint64 {
		out := scramble(s0, s1)
		s1 ^= s0
		s0 = bits.RotateLeft64(s0, a) ^ s1 ^ s1<<b
		s1 = bits.RotateLeft64(s1, c)
		return out
	})
}

// xoroshiro128PP is xoroshiro128++ 1.0.
func xoroshiro128PP(s [2]uint64) generator {
	return xoroshiro128(s, 49, 21, 28, func(s0, s1 uint64) uint64 { return bits.RotateLeft64(s0+s1, 17) + s0 })
}

// xoroshiro128SS is xoroshiro128** 1.0.
func xoroshiro128SS(s [2]uint64) generator {
	return xoroshiro128(s, 24, 16, 37, func(s0, s1 uint64) uint64 { return bits.RotateLeft64(s0*5, 7) * 9 })
}

// xoroshiro128P2016 is xoroshiro128+ with the constants of 2016, which a test
// for Hamming-weight dependencies finds sooner.
func xoroshiro128P2016(s [2]uint64) generator {
	return xoroshiro128(s, 55, 14, 36, func(s0, s1 uint64) uint64 { return s0 + s1 })
}

// of2 starts a generator of two 64-bit words.
func of2(start func(s [2]uint64) generator) func(seed uint64) generator {
	return func(seed uint64) generator {
		words := newSeeder(seed)
		return start([2]uint64{words.word64(), words.word64()})
	}
}

// xoroshiro64 has the engine with two 32-bit words.
func xoroshiro64(s [2]uint32, scramble func(s0 uint32) uint32) generator {
	s0, s1 := s[0], s[1]
	return stepped(func() uint64 {
		out := scramble(s0)
		s1 ^= s0
		s0 = bits.RotateLeft32(s0, 26) ^ s1 ^ s1<<9
		s1 = bits.RotateLeft32(s1, 13)
		return uint64(out)
	})
}

// star64 and starStar64 are the scramblers of xoroshiro64* and xoroshiro64**;
// the factor is theirs.
func star64(s0 uint32) uint32     { return s0 * 0x9e3779bb }
func starStar64(s0 uint32) uint32 { return bits.RotateLeft32(s0*0x9e3779bb, 5) * 5 }

func newXoroshiro64(scramble func(s0 uint32) uint32) func(seed uint64) generator {
	return func(seed uint64) generator {
		words := newSeeder(seed)
		return xoroshiro64([2]uint32{words.word32AtLeast(1), words.word32()}, scramble)
	}
}

// xoroshiro1024 has the engine with 16 words: xoroshiro1024++ and
// xoroshiro1024*, 1.0.
func xoroshiro1024(s [16]uint64, scramble func(s0, s15 uint64) uint64) generator {
	p := 0
	return stepped(func() uint64 {
		q := p
		p = (p + 1) % 16
		s0, s15 := s[p], s[q]
		out := scramble(s0, s15)
		s15 ^= s0
		s[q] = bits.RotateLeft64(s0, 25) ^ s15 ^ s15<<27
		s[p] = bits.RotateLeft64(s15, 36)
		return out
	})
}

func plusPlus1024(s0, s15 uint64) uint64 { return bits.RotateLeft64(s0+s15, 23) + s15 }
func star1024(s0, _ uint64) uint64       { return s0 * 0x9e3779b97f4a7c13 }

func newXoroshiro1024(scramble func(s0, s15 uint64) uint64) func(seed uint64) generator {
	return func(seed uint64) generator {
		var s [16]uint64
		newSeeder(seed).fill64(s[:])
		return xoroshiro1024(s, scramble)
	}
}
