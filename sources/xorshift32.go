package sources

// xorShift32 is G. Marsaglia's xorshift with shifts 13, 17, 5: "Xorshift
// RNGs", Journal of Statistical Software 8(14), 2003 (the triple named
// there as a favourite). It is linear over GF(2), of period 2^32-1.
type xorShift32 struct{ y uint32 }

func newXorShift32(seed uint64) generator { return &xorShift32{newSeeder(seed).word32AtLeast(1)} }

func (g *xorShift32) fill(dst []uint64) {
	y := g.y
	for i := range dst {
		y ^= y << 13
		y ^= y >> 17
		y ^= y << 5
		dst[i] = uint64(y)
	}
	g.y = y
}
