package sources

// java48 is java.util.Random, as its documentation defines nextInt(): the top
// 32 bits of a linear congruential generator mod 2^48, s = 0x5DEECE66D s + 11
// (the constants of drand48), seeded with the seed's low 48 bits xor the
// multiplier. Bit k of the state has period 2^(k+1).
type java48 struct{ s uint64 }

const (
	java48Multiplier = 0x5deece66d
	java48Mask       = 1<<48 - 1
)

func newJava48(seed uint64) generator { return &java48{(seed ^ java48Multiplier) & java48Mask} }

func (g *java48) fill(dst []uint64) {
	s := g.s
	for i := range dst {
		s = (s*java48Multiplier + 11) & java48Mask
		dst[i] = s >> 16
	}
	g.s = s
}
