package sources

// xorShift64 is G. Marsaglia's xorshift with shifts 13, 7, 17: "Xorshift
// RNGs", Journal of Statistical Software 8(14), 2003. It is linear
// over GF(2), of period 2^64-1.
type xorShift64 struct{ x uint64 }

// newXorShift64 takes the first output of SplitMix64, which is 0, the state
// never left, for one seed of 2^64.
func newXorShift64(seed uint64) generator { return &xorShift64{newSeeder(seed).word64()} }

func (g *xorShift64) fill(dst []uint64) {
	x := g.x
	for i := range dst {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		dst[i] = x
	}
	g.x = x
}
