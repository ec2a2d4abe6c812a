package sources

// lfsr113 is P. L'Ecuyer's combination of four Tausworthe generators: "Tables
// of maximally equidistributed combined LFSR generators", Mathematics of
// Computation 68(225), 1999. It is linear over GF(2), of complexity 113. A
// component whose state is below its least (2, 8, 16, 128) would be 0 for ever.
type lfsr113 struct{ z1, z2, z3, z4 uint32 }

func newLFSR113(seed uint64) generator {
	words := newSeeder(seed)
	return &lfsr113{
		words.word32AtLeast(2), words.word32AtLeast(8),
		words.word32AtLeast(16), words.word32AtLeast(128),
	}
}

func (g *lfsr113) fill(dst []uint64) {
	z1, z2, z3, z4 := g.z1, g.z2, g.z3, g.z4
	for i := range dst {
		z1 = z1&^1<<18 ^ (z1<<6^z1)>>13
		z2 = z2&^7<<2 ^ (z2<<2^z2)>>27
		z3 = z3&^15<<7 ^ (z3<<13^z3)>>21
		z4 = z4&^127<<13 ^ (z4<<3^z4)>>12
		dst[i] = uint64(z1 ^ z2 ^ z3 ^ z4)
	}
	g.z1, g.z2, g.z3, g.z4 = z1, z2, z3, z4
}
