package sources

import "math/bits"

// The xoshiro family: D. Blackman and S. Vigna, "Scrambled linear
// pseudorandom number generators", ACM TOMS 47(4), 2021 (prng.di.unimi.it). A
// linear engine over GF(2) of 4 or 8 words and a scrambler: the sum of two
// words ("p": its low bits stay linear), that sum rotated plus a word ("pp"),
// or a word times 5, rotated, times 9 ("ss").

// xoshiro256PP is xoshiro256++ 1.0. It is here in full, and not made of an
// engine and a scrambler, because it is what others are measured against.
type xoshiro256PP struct{ s [4]uint64 }

func newXoshiro256PP(seed uint64) generator {
	g := new(xoshiro256PP)
	newSeeder(seed).fill64(g.s[:])
	return g
}

func (g *xoshiro256PP) fill(dst []uint64) {
	s0, s1, s2, s3 := g.s[0], g.s[1], g.s[2], g.s[3]
	for i := range dst {
		dst[i] = bits.RotateLeft64(s0+s3, 23) + s0
		t := s1 << 17
		s2 ^= s0
		s3 ^= s1
		s1 ^= s2
		s0 ^= s3
		s2 ^= t
		s3 = bits.RotateLeft64(s3, 45)
	}
	g.s = [4]uint64{s0, s1, s2, s3}
}

// xoshiro256P is xoshiro256+ 1.0.
func xoshiro256P(s [4]uint64) generator {
	return stepped(func() uint64 {
		out := s[0] + s[3]
		t := s[1] << 17
		s[2] ^= s[0]
		s[3] ^= s[1]
		s[1] ^= s[2]
		s[0] ^= s[3]
		s[2] ^= t
		s[3] = bits.RotateLeft64(s[3], 45)
		return out
	})
}

func newXoshiro256P(seed uint64) generator {
	var s [4]uint64
	newSeeder(seed).fill64(s[:])
	return xoshiro256P(s)
}

// xoshiro512 has the engine of the generators with 512 bits.
func xoshiro512(s [8]uint64, scramble func(s *[8]uint64) uint64) generator {
	return stepped(func() uint64 {
		out := scramble(&s)
		t := s[1] << 11
		s[2] ^= s[0]
		s[5] ^= s[1]
		s[1] ^= s[2]
		s[7] ^= s[3]
		s[3] ^= s[4]
		s[4] ^= s[5]
		s[0] ^= s[6]
		s[6] ^= s[7]
		s[6] ^= t
		s[7] = bits.RotateLeft64(s[7], 21)
		return out
	})
}

func plus512(s *[8]uint64) uint64     { return s[0] + s[2] }
func plusPlus512(s *[8]uint64) uint64 { return bits.RotateLeft64(s[0]+s[2], 17) + s[2] }
func starStar512(s *[8]uint64) uint64 { return bits.RotateLeft64(s[1]*5, 7) * 9 }

func newXoshiro512(scramble func(s *[8]uint64) uint64) func(seed uint64) generator {
	return func(seed uint64) generator {
		var s [8]uint64
		newSeeder(seed).fill64(s[:])
		return xoshiro512(s, scramble)
	}
}

// xoshiro128 has the engine of the generators with 128 bits, in 32-bit words.
func xoshiro128(s [4]uint32, scramble func(s *[4]uint32) uint32) generator {
	return stepped(func() uint64 {
		out := scramble(&s)
		t := s[1] << 9
		s[2] ^= s[0]
		s[3] ^= s[1]
		s[1] ^= s[2]
		s[0] ^= s[3]
		s[2] ^= t
		s[3] = bits.RotateLeft32(s[3], 11)
		return uint64(out)
	})
}

func plus128(s *[4]uint32) uint32     { return s[0] + s[3] }
func plusPlus128(s *[4]uint32) uint32 { return bits.RotateLeft32(s[0]+s[3], 7) + s[0] }
func starStar128(s *[4]uint32) uint32 { return bits.RotateLeft32(s[1]*5, 7) * 9 }

func newXoshiro128(scramble func(s *[4]uint32) uint32) func(seed uint64) generator {
	return func(seed uint64) generator {
		words := newSeeder(seed)
		s := [4]uint32{words.word32AtLeast(1), words.word32(), words.word32(), words.word32()}
		return xoshiro128(s, scramble)
	}
}
