package sources

import "math/bits"

// Generators of P. L'Ecuyer, beside those in files of their own: congruential and
// multiple recursive ones modulo primes below 2^31, of whose outputs the sources give
// the highest 16 bits, and one more of combined shift registers.

// clcg88 combines two congruential ones ("Efficient and portable combined random
// number generators", CACM 31(6), 1988): 1 to 2147483562, with a period of 2^61. It is
// PHP's lcg_value, and ecuyer1988 of Boost.
type clcg88 struct{ x, y uint64 }

const (
	clcg88M1 = 1<<31 - 85
	clcg88M2 = 1<<31 - 249
)

func newCLCG88State(seed uint64) *clcg88 {
	words := newSeeder(seed)
	return &clcg88{words.word64()%(clcg88M1-1) + 1, words.word64()%(clcg88M2-1) + 1}
}

func newCLCG88(seed uint64) generator { return highOf(newCLCG88State(seed), 15) }

func (g *clcg88) fill(dst []uint64) {
	for i := range dst {
		g.x = g.x * 40014 % clcg88M1
		g.y = g.y * 40692 % clcg88M2
		z := g.x - g.y
		if g.x <= g.y {
			z += clcg88M1 - 1
		}
		dst[i] = z
	}
}

// mrg5 is of order 5, x[n] = 107374182 x[n-1] + 104480 x[n-5] mod 2^31-1 (P.
// L'Ecuyer, F. Blouin, R. Couture, "A search for good multiple recursive random number
// generators", ACM TOMACS 3(2), 1993). x has the newest first.
func mrg5(x [5]uint64) generator {
	return stepped(func() uint64 {
		n := (107374182*x[0] + 104480*x[4]) % minStdModulus
		x = [5]uint64{n, x[0], x[1], x[2], x[3]}
		return n
	})
}

func newMRG5(seed uint64) generator {
	var x [5]uint64
	fillBelow(newSeeder(seed), x[:], minStdModulus)
	return highOf(mrg5(x), 15)
}

// fillBelow fills a state with words below m, the first of them not 0.
func fillBelow(words *seeder, x []uint64, m uint64) {
	for i := range x {
		x[i] = words.word64() % m
	}
	x[0] = max(x[0], 1)
}

// mrg96 combines two of order 3 ("Combined multiple recursive random number
// generators", Operations Research 44(5), 1996). x and y have the newest first.
func mrg96(x, y [3]uint64) generator {
	const m1, m2 = 1<<31 - 1, 2145483479
	return stepped(func() uint64 {
		nx := (63308*x[1] + 183326*(m1-x[2])) % m1
		ny := (86098*y[0] + 539608*(m2-y[2])) % m2
		x, y = [3]uint64{nx, x[0], x[1]}, [3]uint64{ny, y[0], y[1]}
		if nx < ny {
			nx += m1
		}
		return nx - ny
	})
}

func newMRG96(seed uint64) generator {
	words := newSeeder(seed)
	var x, y [3]uint64
	fillBelow(words, x[:], 1<<31-1)
	fillBelow(words, y[:], 2145483479)
	return highOf(mrg96(x, y), 15)
}

// mrg31k3p has coefficients that shifts can multiply by: x[n] = 2^22 x[n-2] + (2^7+1)
// x[n-3] mod 2^31-1 and y[n] = 2^15 y[n-1] + (2^15+1) y[n-3] mod 2^31-21069 (P.
// L'Ecuyer, R. Touzin, "Fast combined multiple recursive generators with multipliers
// of the form a = +-2^q +- 2^r", Winter Simulation Conference 2000). 1 to 2^31-1.
func mrg31k3p(x, y [3]uint64) generator {
	const m1, m2 = 1<<31 - 1, 1<<31 - 21069
	return stepped(func() uint64 {
		nx := (x[1]<<22 + x[2]<<7 + x[2]) % m1
		ny := (y[0]<<15 + y[2]<<15 + y[2]) % m2
		x, y = [3]uint64{nx, x[0], x[1]}, [3]uint64{ny, y[0], y[1]}
		if nx <= ny {
			nx += m1
		}
		return nx - ny
	})
}

func newMRG31k3p(seed uint64) generator {
	words := newSeeder(seed)
	var x, y [3]uint64
	fillBelow(words, x[:], 1<<31-1)
	fillBelow(words, y[:], 1<<31-21069)
	return highOf(mrg31k3p(x, y), 15)
}

// lfsr258 combines five shift registers of 64-bit words ("Tables of maximally
// equidistributed combined LFSR generators", Mathematics of Computation 68(225), 1999),
// of complexity 258 = 63 + 55 + 52 + 47 + 41. A register with no bit above its lowest
// 1, 9, 12, 17 or 23 would be 0 for ever.
func lfsr258(z [5]uint64) generator {
	return stepped(func() uint64 {
		z[0] = z[0]&^(1<<1-1)<<10 ^ (z[0]<<1^z[0])>>53
		z[1] = z[1]&^(1<<9-1)<<5 ^ (z[1]<<24^z[1])>>50
		z[2] = z[2]&^(1<<12-1)<<29 ^ (z[2]<<3^z[2])>>23
		z[3] = z[3]&^(1<<17-1)<<23 ^ (z[3]<<5^z[3])>>24
		z[4] = z[4]&^(1<<23-1)<<8 ^ (z[4]<<3^z[4])>>33
		return z[0] ^ z[1] ^ z[2] ^ z[3] ^ z[4]
	})
}

func newLFSR258(seed uint64) generator {
	var z [5]uint64
	newSeeder(seed).fill64(z[:])
	for i := range z {
		z[i] |= 1 << 63
	}
	return lfsr258(z)
}

// mulDiv32 is n 2^32 / m, rounded down, for n below m.
func mulDiv32(n, m uint64) uint64 {
	q, _ := bits.Div64(n>>32, n<<32, m)
	return q
}
