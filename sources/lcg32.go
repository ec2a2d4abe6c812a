package sources

// lcg32 is the "quick and dirty" linear congruential generator of W. H. Press
// et al., Numerical Recipes, 2nd edition, section 7.1: s = 1664525 s +
// 1013904223 mod 2^32 (the multiplier is Knuth's and H. W. Lewis's). All of the
// state is output; its bit k has period 2^(k+1), so that the lowest alternates.
// Only the low 32 bits of a seed are used.
type lcg32 struct{ s uint32 }

func newLCG32(seed uint64) generator { return &lcg32{uint32(seed)} }

func (g *lcg32) fill(dst []uint64) {
	s := g.s
	for i := range dst {
		s = s*1664525 + 1013904223
		dst[i] = uint64(s)
	}
	g.s = s
}
