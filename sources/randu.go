package sources

// randu is IBM's RANDU, s = 65539 s mod 2^31 (IBM System/360 Scientific
// Subroutine Package, GH20-0205): 65539 = 2^16 + 3, so that each output is 6
// times the last less 9 times the one before, and its points in three
// dimensions lie in 15 planes (Knuth, volume 2, section 3.3.4). The 31 bits are
// output shifted left by one: bit 0 is always 0. The state is the seed's low 31
// bits, made odd.
type randu struct{ s uint32 }

func newRandu(seed uint64) generator { return &randu{uint32(seed)&0x7fffffff | 1} }

func (g *randu) fill(dst []uint64) {
	s := g.s
	for i := range dst {
		s = s * 65539 & 0x7fffffff
		dst[i] = uint64(s << 1)
	}
	g.s = s
}
