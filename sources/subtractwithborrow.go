package sources

// Subtract-with-borrow generators: G. Marsaglia and A. Zaman, "A new class of
// random number generators", Annals of Applied Probability 1(3), 1991. x[n] =
// x[n-s] - x[n-r] - c mod b, and c says whether that borrowed. They are
// congruential generators of a huge modulus with a poor lattice (S. Tezuka, P.
// L'Ecuyer, R. Couture, ACM TOMACS 3(4), 1993), which shows in r+1 successive
// outputs and in the gaps between small ones.

// subtractWithBorrow has lags short < long and any base up to 2^63. Of each
// block of outputs it gives the first used: 0 stands for all.
type subtractWithBorrow struct {
	x           []uint64 // the oldest at next
	short, next int
	base, carry uint64
	block, used int
	given       int
}

func (g *subtractWithBorrow) step() uint64 {
	x, i := g.x, g.next
	k := i - g.short
	if k < 0 {
		k += len(x)
	}
	y := x[k] - x[i] - g.carry
	g.carry = y >> 63
	if g.carry != 0 {
		y += g.base
	}
	x[i] = y
	if i++; i == len(x) {
		i = 0
	}
	g.next = i
	return y
}

func (g *subtractWithBorrow) fill(dst []uint64) {
	for i := range dst {
		if g.used != 0 && g.given == g.used {
			for range g.block - g.used {
				g.step()
			}
			g.given = 0
		}
		dst[i] = g.step()
		g.given++
	}
}

// newSWB starts one of 32-bit words.
func newSWB(long, short int, base uint64) func(seed uint64) generator {
	return func(seed uint64) generator {
		g := &subtractWithBorrow{x: make([]uint64, long), short: short, base: base}
		words := newSeeder(seed)
		for i := range g.x {
			g.x[i] = words.word64() % base
		}
		return g
	}
}

// ranlux is the subtract-with-borrow engine of C++ ([rand.eng.sub]) with words
// of so many bits, seeded as there: from the congruential generator 40014 mod
// 2147483563. Of each block of outputs the first used are given (M. Luescher,
// "A portable high-quality random number generator for lattice field theory
// simulations", Computer Physics Communications 79, 1994, whose luxury levels 0
// to 4 give 24 of 24, 48, 97, 223 and 389).
func ranlux(width, long, short, block, used int, seed uint64) *subtractWithBorrow {
	g := &subtractWithBorrow{x: make([]uint64, long), short: short, base: 1 << width, block: block, used: used}
	const modulus = 2147483563
	s := max(seed%modulus, 1)
	for i := range g.x {
		for shift := 0; shift < width; shift += 32 {
			s = s * 40014 % modulus
			g.x[i] |= s << shift
		}
		g.x[i] %= g.base
	}
	if g.x[long-1] == 0 {
		g.carry = 1
	}
	return g
}

// newRanlux gives the highest bits of the words, 16 of 24 or 32 of 48.
func newRanlux(width, long, short, block, used int) func(seed uint64) generator {
	return func(seed uint64) generator {
		g := ranlux(width, long, short, block, used, seed)
		return highOf(g, width-width/3*2)
	}
}

// highOf gives the outputs of a generator without so many of their lowest bits.
func highOf(g generator, drop int) generator { return &shifted{g, drop} }

type shifted struct {
	generator
	drop int
}

func (g *shifted) fill(dst []uint64) {
	g.generator.fill(dst)
	for i := range dst {
		dst[i] >>= g.drop
	}
}
