package sources

import "math/bits"

// xoroshiro128P is xoroshiro128+ 1.0 with the constants 24, 16, 37 of 2018:
// D. Blackman and S. Vigna, "Scrambled linear pseudorandom number generators",
// ACM TOMS 47(4), 2021. The lowest bit of the sum has no carry into
// it, so that it is linear over GF(2) with a complexity of 128.
type xoroshiro128P struct{ s0, s1 uint64 }

func newXoroshiro128P(seed uint64) generator {
	words := newSeeder(seed)
	return &xoroshiro128P{words.word64(), words.word64()}
}

func (g *xoroshiro128P) fill(dst []uint64) {
	s0, s1 := g.s0, g.s1
	for i := range dst {
		dst[i] = s0 + s1
		s1 ^= s0
		s0 = bits.RotateLeft64(s0, 24) ^ s1 ^ s1<<16
		s1 = bits.RotateLeft64(s1, 37)
	}
	g.s0, g.s1 = s0, s1
}
