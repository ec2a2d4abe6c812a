package sources

// splitMix64 is SplitMix64: G. L. Steele Jr., D. Lea, C. H. Flood, "Fast
// splittable pseudorandom number generators", OOPSLA 2014, with the finalizer
// "Mix13" of D. Stafford's "Better Bit Mixing" (2011), as in Java's
// SplittableRandom. The increment is 2^64 over the golden ratio, rounded to an
// odd number. Its state is a counter, so that no output ever repeats within the
// period of 2^64.
type splitMix64 struct{ s uint64 }

const splitMix64Step = 0x9e3779b97f4a7c15

func newSplitMix64(seed uint64) generator { return &splitMix64{seed} }

func splitMix64Mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func (g *splitMix64) next() uint64 {
	g.s += splitMix64Step
	return splitMix64Mix(g.s)
}

func (g *splitMix64) fill(dst []uint64) {
	s := g.s
	for i := range dst {
		s += splitMix64Step
		dst[i] = splitMix64Mix(s)
	}
	g.s = s
}
