package sources

// lcg64Hi is the high half of a linear congruential generator mod 2^64,
// s = 6364136223846793005 s + 1442695040888963407: Knuth's MMIX, The Art of
// Computer Programming, volume 2, 3rd edition, section 3.3.4, table 1, line 26.
// Bit k of the state has period 2^(k+1).
type lcg64Hi struct{ s uint64 }

func newLCG64Hi(seed uint64) generator { return &lcg64Hi{seed} }

func (g *lcg64Hi) fill(dst []uint64) {
	s := g.s
	for i := range dst {
		s = s*6364136223846793005 + 1442695040888963407
		dst[i] = s >> 32
	}
	g.s = s
}
