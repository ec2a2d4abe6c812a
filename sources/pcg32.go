package sources

import "math/bits"

// pcg32 is PCG-XSH-RR 64/32: M. E. O'Neill, "PCG: a family of simple fast
// space-efficient statistically good algorithms for random number generation",
// Harvey Mudd College HMC-CS-2014-0905, section 6.3. The multiplier is
// Knuth's of MMIX; the stream is 54, so that seed 42 gives the numbers of the
// author's demonstration. The output comes from the state before the step.
type pcg32 struct{ state, increment uint64 }

const (
	pcg32Multiplier = 6364136223846793005
	pcg32Stream     = 54
)

func newPCG32(seed uint64) generator {
	g := &pcg32{increment: pcg32Stream<<1 | 1}
	// A step from 0 gives the increment; the seed is added and stepped over.
	g.state = (g.increment+seed)*pcg32Multiplier + g.increment
	return g
}

func (g *pcg32) fill(dst []uint64) {
	s, increment := g.state, g.increment
	for i := range dst {
		dst[i] = uint64(bits.RotateLeft32(uint32((s>>18^s)>>27), -int(s>>59)))
		s = s*pcg32Multiplier + increment
	}
	g.state = s
}
