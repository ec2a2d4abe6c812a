package sources

// bias60 gives bytes of independent bits that are 1 with probability 0.6: a bit
// is 1 where an output of SplitMix64, started at the seed, is below
// floor(0.6 * 2^64). The first is the most significant of its byte.
type bias60 struct{ words splitMix64 }

const bias60Threshold = uint64(11068046444225730969)

func newBias60(seed uint64) generator { return &bias60{splitMix64{seed}} }

func (g *bias60) fill(dst []uint64) {
	words := g.words
	for i := range dst {
		var b uint64
		for range 8 {
			b <<= 1
			if words.next() < bias60Threshold {
				b |= 1
			}
		}
		dst[i] = b
	}
	g.words = words
}
