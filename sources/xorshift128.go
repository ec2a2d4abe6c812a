package sources

// xorShift128 is G. Marsaglia's xorshift of four 32-bit words with shifts 11,
// 8, 19: "Xorshift RNGs", Journal of Statistical Software 8(14), 2003
// (function xor128). It is linear over GF(2), of period 2^128-1.
type xorShift128 struct{ x, y, z, w uint32 }

func newXorShift128(seed uint64) generator {
	words := newSeeder(seed)
	return &xorShift128{words.word32(), words.word32(), words.word32(), words.word32AtLeast(1)}
}

func (g *xorShift128) fill(dst []uint64) {
	x, y, z, w := g.x, g.y, g.z, g.w
	for i := range dst {
		t := x ^ x<<11
		x, y, z = y, z, w
		w ^= w>>19 ^ t ^ t>>8
		dst[i] = uint64(w)
	}
	g.x, g.y, g.z, g.w = x, y, z, w
}
