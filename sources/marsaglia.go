package sources

import "math/bits"

// Generators of G. Marsaglia that combine others, beside kiss99 and those of the
// families of mwc.go and laggedfibonacci.go.

// shr3 is the xorshift of his post of 1999, shifts 17, 13, 5, which has no full
// period: those of his paper of 2003, 13, 17, 5, do (xorshift32).
func shr3(jsr uint32) generator {
	return stepped(func() uint64 {
		jsr ^= jsr << 17
		jsr ^= jsr >> 13
		jsr ^= jsr << 5
		return uint64(jsr)
	})
}

func newSHR3(seed uint64) generator { return shr3(newSeeder(seed).word32AtLeast(1)) }

// superDuper is the Super-Duper of the seventies as R has it (?RNGkind): a xorshift
// of 32 bits, of which the right shift gives 17, xor a multiplicative congruential
// one, whose state is odd.
func superDuper(x, y uint32) generator {
	return stepped(func() uint64 {
		x ^= x >> 15 & 0x1ffff
		x ^= x << 17
		y *= 69069
		return uint64(x ^ y)
	})
}

func newSuperDuper(seed uint64) generator {
	words := newSeeder(seed)
	return superDuper(words.word32AtLeast(1), words.word32()|1)
}

// dieHardMWC is the multiply-with-carry of 16 bits of DIEHARD (1995).
func dieHardMWC(z uint32) uint32 { return 30903*(z&0xffff) + z>>16 }

// newCombo is DIEHARD's COMBO: the product of the last two odd words mod 2^32, plus a
// multiply-with-carry.
func newCombo(seed uint64) generator {
	words := newSeeder(seed)
	x, y, z := words.word32()|1, words.word32()|1, words.word32AtLeast(1)
	return stepped(func() uint64 {
		x, y = y, x*y
		z = dieHardMWC(z)
		return uint64(y + z)
	})
}

// newUltra is DIEHARD's ULTRA: x[n-99] x[n-33] mod 2^32 of odd words, plus a
// multiply-with-carry.
func newUltra(seed uint64) generator {
	words := newSeeder(seed)
	x := make([]uint64, 99)
	for i := range x {
		x[i] = uint64(words.word32() | 1)
	}
	product := laggedFibonacci(x, 33, 1<<32-1, multiply).(stepped)
	z := words.word32AtLeast(1)
	return stepped(func() uint64 {
		z = dieHardMWC(z)
		return uint64(uint32(product()) + z)
	})
}

// newMother is "the mother of all random number generators" (sci.stat.math, 1994):
// multiply-with-carry of four words mod 2^32, 2111111111 x[n-4] + 1492 x[n-3] + 1776
// x[n-2] + 5115 x[n-1] + carry.
func newMother(seed uint64) generator {
	words := newSeeder(seed)
	var x [4]uint64 // the newest first
	for i := range x {
		x[i] = uint64(words.word32())
	}
	carry := uint64(words.word32()) % 2111111111
	return stepped(func() uint64 {
		s := 5115*x[0] + 1776*x[1] + 1492*x[2] + 2111111111*x[3] + carry
		carry = s >> 32
		x = [4]uint64{s & 0xffffffff, x[0], x[1], x[2]}
		return x[0]
	})
}

// kiss64 is his of 64 bits ("64-bit KISS RNGs", comp.lang.c, 28 February 2009):
// multiply-with-carry of the multiplier 2^58+1, xorshift and congruential, added.
func kiss64(x, c, y, z uint64) generator {
	return stepped(func() uint64 {
		lo, carry := bits.Add64(x<<58, c, 0)
		hi := x>>6 + carry
		x, carry = bits.Add64(x, lo, 0)
		c = hi + carry
		y ^= y << 13
		y ^= y >> 17
		y ^= y << 43
		z = 6906969069*z + 1234567
		return x + y + z
	})
}

func newKISS64(seed uint64) generator {
	words := newSeeder(seed)
	return kiss64(words.word64(), words.word64()>>6, words.word64()|1, words.word64())
}

// newJKISS is D. Jones's ("Good practice in (pseudo) random number generation for
// bioinformatics applications", 2010): KISS with better constants.
func newJKISS(seed uint64) generator {
	words := newSeeder(seed)
	x, y := words.word32(), words.word32AtLeast(1)
	z, c := uint64(words.word32AtLeast(1)), words.word64()%4294584393
	return stepped(func() uint64 {
		x = 314527869*x + 1234567
		y ^= y << 5
		y ^= y >> 7
		y ^= y << 22
		z = 4294584393*z + c
		c = z >> 32
		z &= 0xffffffff
		return uint64(x + y + uint32(z))
	})
}

// ranmar is the universal one (G. Marsaglia, A. Zaman, W. W. Tsang, Statistics and
// Probability Letters 9, 1990; F. James's RANMAR, Computer Physics Communications 60,
// 1990): a lagged Fibonacci one of 24-bit fractions, x[n-97] - x[n-33] mod 1, minus an
// arithmetic sequence mod 1 - 3/2^24. ij is up to 31328, kl up to 30081.
func ranmar(ij, kl int) generator {
	const one, prime, step = 1 << 24, 1<<24 - 3, 7654321
	i, j, k, l := ij/177%177+2, ij%177+2, kl/169%178+1, kl%169
	x := make([]uint64, 97)
	for n := len(x) - 1; n >= 0; n-- { // theirs is used from its end
		for range 24 {
			m := i * j % 179 * k % 179
			i, j, k = j, k, m
			l = (53*l + 1) % 169
			x[n] <<= 1
			if l*m%64 >= 32 {
				x[n]++
			}
		}
	}
	c := uint64(362436)
	difference := laggedFibonacci(x, 33, one-1, subtract).(stepped)
	return stepped(func() uint64 {
		if c < step {
			c += prime
		}
		c -= step
		return (difference() - c) & (one - 1)
	})
}

// newRanmar gives the highest 16 of the 24 bits.
func newRanmar(seed uint64) generator {
	w := newSeeder(seed).word64()
	return highOf(ranmar(int(w%31329), int(w>>32%30082)), 8)
}
