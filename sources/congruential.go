package sources

// Congruential generators of one word, x = a x + c mod m, beside those in files of
// their own, and some that join or square such words. Where the outputs have 15, 24,
// 30 or 31 bits, the source gives the highest 8 or 16 of them, so that no bit of a
// word is constant.

// lcg gives the state x after each step without so many of its lowest bits. m is 0
// for 2^64 or at most 2^48, with a below 2^32 unless m is a power of two.
func lcg(x, a, c, m uint64, drop int) generator {
	if m&(m-1) == 0 {
		mask := m - 1 // 2^64-1 for 0
		return stepped(func() uint64 {
			x = (a*x + c) & mask
			return x >> drop
		})
	}
	return stepped(func() uint64 {
		x = (a*x + c) % m
		return x >> drop
	})
}

// newMultiplicative starts a multiplicative one at a state that has an inverse: odd
// for a power of two, else from 1 to m-1.
func newMultiplicative(a, m uint64, drop int) func(seed uint64) generator {
	return func(seed uint64) generator {
		x := newSeeder(seed).word64()
		if m&(m-1) == 0 {
			return lcg(x&(m-1)|1, a, 0, m, drop)
		}
		return lcg(x%(m-1)+1, a, 0, m, drop)
	}
}

// Multipliers of D. E. Knuth, The Art of Computer Programming, volume 2, 3rd
// edition, section 3.3.4, table 1: of I. Borosh and H. Niederreiter 1983 (line 13),
// of A. G. Waterman (14), of P. L'Ecuyer (21) and of G. S. Fishman and L. R. Moore
// 1986 (18); and of Cray's RANF.
const (
	borosh13   = 1812433253
	waterman14 = 1566083941
	fishman18  = 62089911
	lecuyer21  = 40692
	ranf       = 44485709377909

	lecuyer21Modulus = 1<<31 - 249
)

// cong is the CONG of G. Marsaglia's posts ("Random numbers for C: the end, at
// last?", sci.stat.math, 20 January 1999): 69069 x + 1234567 mod 2^32, all bits.
// 69069 was the multiplier of VAX.
func cong(x uint64) generator { return lcg(x, 69069, 1234567, 1<<32, 0) }

func newCong(seed uint64) generator { return cong(newSeeder(seed).word64() & 0xffffffff) }

// ansiRand is the rand() that the C standards print as an example (C11, 7.22.2.2):
// 15 bits from bit 16 on of a state mod 2^32.
func ansiRand(seed uint32) generator {
	return bitsOf(lcg(uint64(seed), 1103515245, 12345, 1<<32, 16), 15)
}

// msvcRand is the rand() of Microsoft's C library: 15 bits from bit 16 on.
func msvcRand(seed uint32) generator {
	return bitsOf(lcg(uint64(seed), 214013, 2531011, 1<<32, 16), 15)
}

// muslRand and newlibRand are those of musl and of newlib: 31 bits of a state mod
// 2^64 with Knuth's multiplier, the highest, and those below the highest.
func muslRand(seed uint32) generator { return lcg(uint64(seed-1), pcg32Multiplier, 1, 0, 33) }

func newlibRand(seed uint32) generator {
	return bitsOf(lcg(uint64(seed), pcg32Multiplier, 1, 0, 32), 31)
}

// bsdRand is random() of 4BSD and of the GNU C library with a state of one word, mod
// 2^31, all of whose bits it gives.
func bsdRand(seed uint32) generator { return lcg(uint64(seed), 1103515245, 12345, 1<<31, 0) }

// bitsOf keeps the lowest so many bits.
func bitsOf(g generator, width int) generator { return &masked{g, 1<<width - 1} }

type masked struct {
	generator
	mask uint64
}

func (g *masked) fill(dst []uint64) {
	g.generator.fill(dst)
	for i := range dst {
		dst[i] &= g.mask
	}
}

// newRand starts a rand() by the low 32 bits of a seed, as srand does, and drops so
// many of its lowest bits.
func newRand(start func(seed uint32) generator, drop int) func(seed uint64) generator {
	return func(seed uint64) generator { return highOf(start(uint32(seed)), drop) }
}

// mrand48 is POSIX's after srand48(seed): 32 of 48 bits of java48's generator,
// which is started otherwise. lrand48 gives the highest 31 and drand48 all 48.
func mrand48(seed uint32) generator {
	return lcg(uint64(seed)<<16|0x330e, java48Multiplier, 11, 1<<48, 16)
}

func newMRand48(seed uint64) generator { return mrand48(uint32(seed)) }

// visualBasic is Rnd of Visual Basic and VBA, mod 2^24 (Microsoft, knowledge base
// article 231847). The state is the seed mixed, to make use of all its bits.
func visualBasic(x uint64) generator { return lcg(x, 16598013, 12820163, 1<<24, 0) }

func newVisualBasic(seed uint64) generator {
	return highOf(visualBasic(newSeeder(seed).word64()&(1<<24-1)), 8)
}

// coveyou squares: x (x+1) mod 2^32 with x = 2 mod 4 (R. R. Coveyou; Knuth, section
// 3.2.2), whose two lowest bits are always 2; the high half.
func coveyou(x uint32) generator {
	return stepped(func() uint64 {
		x *= x + 1
		return uint64(x)
	})
}

func newCoveyou(seed uint64) generator {
	return highOf(coveyou(newSeeder(seed).word32()&^3|2), 16)
}

// fishman2x is the difference of minstd and of lecuyer21 mod 2^31-1, as Knuth's
// section 3.3.4 proposes and table 1 judges.
func fishman2x(x, y uint64) generator {
	return stepped(func() uint64 {
		x = x * 48271 % minStdModulus
		y = y * lecuyer21 % lecuyer21Modulus
		return (x + minStdModulus - y) % minStdModulus
	})
}

func newFishman2x(seed uint64) generator {
	words := newSeeder(seed)
	return highOf(fishman2x(words.word64()%(minStdModulus-1)+1, words.word64()%(lecuyer21Modulus-1)+1), 15)
}

// knuthRan2 is of second order: 271828183 x[n-1] - 314159269 x[n-2] mod 2^31-1
// (Knuth, section 3.3.4, table 1, line 20, which is his).
func knuthRan2(x0, x1 uint64) generator {
	return stepped(func() uint64 {
		x0, x1 = x1, (271828183*x1+(minStdModulus-314159269)*x0)%minStdModulus
		return x1
	})
}

func newKnuthRan2(seed uint64) generator {
	words := newSeeder(seed)
	return highOf(knuthRan2(words.word64()%minStdModulus, words.word64()%(minStdModulus-1)+1), 15)
}

// wichmannHill adds the fractions of three small ones mod 1 (B. A. Wichmann, I. D.
// Hill, "Algorithm AS 183", Applied Statistics 31, 1982): Python's until 2.2, Excel's
// from 2003 to 2007, and R's of that name. The source gives 32 bits of the fraction,
// computed without rounding: it has the denominator 30269 * 30307 * 30323.
func wichmannHill(x, y, z uint64) generator {
	const mx, my, mz = 30269, 30307, 30323
	return stepped(func() uint64 {
		x, y, z = 171*x%mx, 172*y%my, 170*z%mz
		n := (x*my*mz + y*mx*mz + z*mx*my) % (mx * my * mz)
		return mulDiv32(n, mx*my*mz)
	})
}

func newWichmannHill(seed uint64) generator {
	words := newSeeder(seed)
	return wichmannHill(words.word64()%30268+1, words.word64()%30306+1, words.word64()%30322+1)
}

// excel97 is RAND() of Excel up to 2002, the fraction of 9821 x + 0.211327 in
// float64 arithmetic (Microsoft, knowledge base article 86523), to 32 bits. It comes
// to cycles of some million.
func excel97(x float64) generator {
	return stepped(func() uint64 {
		x = float64(float64(9821*x) + 0.211327)
		x -= float64(uint64(x))
		return uint64(x * (1 << 32))
	})
}

func newExcel97(seed uint64) generator {
	return excel97(float64(newSeeder(seed).word64()>>11) / (1 << 53))
}
