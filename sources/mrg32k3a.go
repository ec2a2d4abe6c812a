package sources

// mrg32k3a is P. L'Ecuyer's combination of two recursive generators of order 3
// modulo primes: "Good parameters and implementations for combined multiple
// recursive random number generators", Operations Research 47(1), 1999. The
// output is its integer in [1, m1], not the paper's fraction: as a symbol of
// 2^32, 0 and the top 208 never occur.
type mrg32k3a struct{ x, y [3]uint64 } // oldest first

const (
	mrgM1 = 1<<32 - 209
	mrgM2 = 1<<32 - 22853
)

func newMRG32k3a(seed uint64) generator {
	words := newSeeder(seed)
	g := new(mrg32k3a)
	for _, c := range []struct {
		state   *[3]uint64
		modulus uint64
	}{{&g.x, mrgM1}, {&g.y, mrgM2}} {
		c.state[0] = uint64(words.word32()) % c.modulus
		c.state[1] = uint64(words.word32()) % c.modulus
		c.state[2] = uint64(words.word32AtLeast(1)) % c.modulus
	}
	return g
}

func (g *mrg32k3a) fill(dst []uint64) {
	x0, x1, x2 := g.x[0], g.x[1], g.x[2]
	y0, y1, y2 := g.y[0], g.y[1], g.y[2]
	for i := range dst {
		// Negative coefficients are taken of the complement: a product stays
		// below 2^53, so that the sums do not overflow.
		x := (1403580*x1 + 810728*(mrgM1-x0)) % mrgM1
		y := (527612*y2 + 1370589*(mrgM2-y0)) % mrgM2
		x0, x1, x2 = x1, x2, x
		y0, y1, y2 = y1, y2, y
		if x <= y {
			x += mrgM1
		}
		dst[i] = x - y
	}
	g.x = [3]uint64{x0, x1, x2}
	g.y = [3]uint64{y0, y1, y2}
}
