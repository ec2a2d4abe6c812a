package sources

// xorShift128P is S. Vigna's xorshift128+ with shifts 23, 18, 5: "Further
// scramblings of Marsaglia's xorshift generators", Journal of Computational and
// Applied Mathematics 315, 2017. The lowest bit of the sum has no
// carry into it, so that it is linear over GF(2) with a complexity of 128.
type xorShift128P struct{ s0, s1 uint64 }

func newXorShift128P(seed uint64) generator {
	words := newSeeder(seed)
	return &xorShift128P{words.word64(), words.word64()}
}

func (g *xorShift128P) fill(dst []uint64) {
	s0, s1 := g.s0, g.s1
	for i := range dst {
		dst[i] = s0 + s1
		a, b := s0, s1
		s0 = b
		a ^= a << 23
		s1 = a ^ b ^ a>>18 ^ b>>5
	}
	g.s0, g.s1 = s0, s1
}
