package sources

// xorWow is G. Marsaglia's xorwow: "Xorshift RNGs", Journal of Statistical
// Software 8(14), 2003 (function xorwow): an xorshift of five words plus a Weyl
// sequence in steps of 362437. The low bits of the sum are nearly linear.
type xorWow struct{ x, y, z, w, v, d uint32 }

func newXorWow(seed uint64) generator {
	words := newSeeder(seed)
	g := &xorWow{x: words.word32(), y: words.word32(), z: words.word32(), w: words.word32()}
	g.v = words.word32AtLeast(1)
	g.d = words.word32()
	return g
}

func (g *xorWow) fill(dst []uint64) {
	x, y, z, w, v, d := g.x, g.y, g.z, g.w, g.v, g.d
	for i := range dst {
		t := x ^ x>>2
		x, y, z, w = y, z, w, v
		v ^= v<<4 ^ t ^ t<<1
		d += 362437
		dst[i] = uint64(d + v)
	}
	g.x, g.y, g.z, g.w, g.v, g.d = x, y, z, w, v, d
}
