package sources

// taus88 is P. L'Ecuyer's combination of three Tausworthe generators:
// "Maximally equidistributed combined Tausworthe generators", Mathematics of
// Computation 65(213), 1996. It is linear over GF(2), of complexity
// 88. A component whose state is below its least (2, 8, 16) would be 0 for
// ever.
type taus88 struct{ s1, s2, s3 uint32 }

func newTaus88(seed uint64) generator {
	words := newSeeder(seed)
	return &taus88{words.word32AtLeast(2), words.word32AtLeast(8), words.word32AtLeast(16)}
}

func (g *taus88) fill(dst []uint64) {
	s1, s2, s3 := g.s1, g.s2, g.s3
	for i := range dst {
		s1 = s1&^1<<12 ^ (s1<<13^s1)>>19
		s2 = s2&^7<<4 ^ (s2<<2^s2)>>25
		s3 = s3&^15<<17 ^ (s3<<3^s3)>>11
		dst[i] = uint64(s1 ^ s2 ^ s3)
	}
	g.s1, g.s2, g.s3 = s1, s2, s3
}
