package sources

// mt19937 is the Mersenne Twister: M. Matsumoto and T. Nishimura, "Mersenne
// twister: a 623-dimensionally equidistributed uniform pseudo-random number
// generator", ACM TOMACS 8(1), 1998, table II, with the seeding of 2002
// (init_genrand; Knuth, The Art of Computer Programming, volume 2, 3rd
// edition, p. 106, for its multiplier). Only the low 32 bits of a seed are
// used. It is linear over GF(2): every lane has a linear complexity of 19937.
type mt19937 struct {
	state [mtWords]uint32
	next  int // the word of state to be output next; mtWords: twist first
}

const (
	mtWords  = 624        // n
	mtMiddle = 397        // m
	mtMatrix = 0x9908b0df // a, the last row of the twist
	mtUpper  = 0x80000000 // the w-r most significant bits
)

func newMT19937(seed uint64) generator {
	g := &mt19937{next: mtWords}
	g.state[0] = uint32(seed)
	for i := 1; i < mtWords; i++ {
		previous := g.state[i-1]
		g.state[i] = 1812433253*(previous^previous>>30) + uint32(i)
	}
	return g
}

// twisted is x[k+n] of the recurrence, from x[k], x[k+1] and x[k+m].
func twisted(x0, x1, xm uint32) uint32 {
	y := x0&mtUpper | x1&^mtUpper
	return xm ^ y>>1 ^ -(y&1)&mtMatrix
}

func (g *mt19937) twist() {
	s := &g.state
	for k := 0; k < mtWords-mtMiddle; k++ {
		s[k] = twisted(s[k], s[k+1], s[k+mtMiddle])
	}
	for k := mtWords - mtMiddle; k < mtWords-1; k++ {
		s[k] = twisted(s[k], s[k+1], s[k+mtMiddle-mtWords])
	}
	s[mtWords-1] = twisted(s[mtWords-1], s[0], s[mtMiddle-1])
}

func (g *mt19937) fill(dst []uint64) {
	for len(dst) > 0 {
		if g.next == mtWords {
			g.twist()
			g.next = 0
		}
		ready := g.state[g.next:]
		ready = ready[:min(len(ready), len(dst))]
		for i, y := range ready {
			y ^= y >> 11
			y ^= y << 7 & 0x9d2c5680
			y ^= y << 15 & 0xefc60000
			y ^= y >> 18
			dst[i] = uint64(y)
		}
		g.next += len(ready)
		dst = dst[len(ready):]
	}
}
