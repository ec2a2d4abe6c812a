package sources

import "math/bits"

// msws is B. Widynski's "Middle-square Weyl sequence RNG", arXiv:1704.00358
// (2017), with the paper's example of the odd constant of the Weyl sequence. It
// squares, adds the sequence and gives the middle 32 bits of the 64.
type msws struct{ x, w uint64 }

func newMSWS(seed uint64) generator {
	words := newSeeder(seed)
	return &msws{words.word64(), words.word64()}
}

func (g *msws) fill(dst []uint64) {
	x, w := g.x, g.w
	for i := range dst {
		w += 0xb5ad4eceda1ce2a9
		x = bits.RotateLeft64(x*x+w, 32)
		dst[i] = uint64(uint32(x))
	}
	g.x, g.w = x, w
}
