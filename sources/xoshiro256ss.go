package sources

import "math/bits"

// xoshiro256SS is xoshiro256** 1.0: D. Blackman and S. Vigna, "Scrambled linear
// pseudorandom number generators", ACM TOMS 47(4), 2021 (A = 17, B = 45;
// scrambler ** with 5, 7, 9). The state is linear over GF(2); the output is not.
type xoshiro256SS struct{ s0, s1, s2, s3 uint64 }

func newXoshiro256SS(seed uint64) generator {
	words := newSeeder(seed)
	return &xoshiro256SS{words.word64(), words.word64(), words.word64(), words.word64()}
}

func (g *xoshiro256SS) fill(dst []uint64) {
	s0, s1, s2, s3 := g.s0, g.s1, g.s2, g.s3
	for i := range dst {
		dst[i] = bits.RotateLeft64(s1*5, 7) * 9
		t := s1 << 17
		s2 ^= s0
		s3 ^= s1
		s1 ^= s2
		s0 ^= s3
		s2 ^= t
		s3 = bits.RotateLeft64(s3, 45)
	}
	g.s0, g.s1, g.s2, g.s3 = s0, s1, s2, s3
}
