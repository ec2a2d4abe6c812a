package sources

import "math/bits"

// Multiply-with-carry generators (G. Marsaglia): t = a x + c, of which the low
// half is the next x and the high half the next carry. Such a sequence is a
// multiplicative congruential one, mod a b^r - 1 for base b and lag r, read
// digit by digit.

// twoMWC16 has two of base 2^16, each with its multiplier, in the halves of 32
// bits; join makes an output of them.
func twoMWC16(z, w, multiplierZ, multiplierW uint32, join func(z, w uint32) uint32) generator {
	return stepped(func() uint64 {
		z = multiplierZ*(z&0xffff) + z>>16
		w = multiplierW*(w&0xffff) + w>>16
		return uint64(join(z, w))
	})
}

// mwc2x16 is Marsaglia's of 1999 ("Random numbers for C: the end, at last?"):
// side by side.
func mwc2x16(z, w uint32) generator {
	return twoMWC16(z, w, 36969, 18000, func(z, w uint32) uint32 { return z<<16 + w })
}

// mwcMarsagliaR is the "Marsaglia-Multicarry" of R (its page ?RNGkind): as
// mwc2x16, but the halves are joined by xor of their 16 bits alone.
func mwcMarsagliaR(z, w uint32) generator {
	return twoMWC16(z, w, 36969, 18000, func(z, w uint32) uint32 { return z<<16 ^ w&0xffff })
}

// mwc1616 is what Math.random() of V8 gave until 2015: 18 of their bits overlap
// ("There's Math.random(), and then there's Math.random()", v8.dev, 2015).
func mwc1616(s0, s1 uint32) generator {
	return twoMWC16(s0, s1, 18273, 36969, func(s0, s1 uint32) uint32 { return s0<<14 + s1&0x3ffff })
}

// newTwoMWC16 starts one of these.
func newTwoMWC16(start func(z, w uint32) generator) func(seed uint64) generator {
	return func(seed uint64) generator {
		words := newSeeder(seed)
		return start(words.word32AtLeast(1), words.word32AtLeast(1))
	}
}

// mwc64 is the plain one of base 2^32, with a multiplier of Marsaglia's KISS of
// 2003; mwc64x, D. B. Thomas's ("The MWC64X random number generator", 2011),
// gives x xor carry instead of x.
const (
	mwc64Multiplier  = 698769069
	mwc64xMultiplier = 4294883355
)

func newMWC64(seed uint64) generator {
	words := newSeeder(seed)
	// The carry is below the multiplier.
	s := words.word64() % mwc64Multiplier << 32
	s |= uint64(words.word32AtLeast(1))
	return stepped(func() uint64 {
		s = mwc64Multiplier*(s&0xffffffff) + s>>32
		return s & 0xffffffff
	})
}

func mwc64x(s uint64) generator {
	return stepped(func() uint64 {
		x, c := s&0xffffffff, s>>32
		s = mwc64xMultiplier*x + c
		return x ^ c
	})
}

func newMWC64X(seed uint64) generator {
	return mwc64x(newSeeder(seed).word64() % (mwc64xMultiplier << 32))
}

// mwcVigna is S. Vigna's of base 2^64 and lag 1, 2 or 3 (prng.di.unimi.it:
// MWC128, MWC192, MWC256). It gives the newest x of the state before the step.
func mwcVigna(multiplier uint64, x []uint64, c uint64) generator {
	oldest, newest := 0, len(x)-1
	return stepped(func() uint64 {
		out := x[newest]
		hi, lo := bits.Mul64(multiplier, x[oldest])
		lo, carry := bits.Add64(lo, c, 0)
		c = hi + carry
		x[oldest] = lo
		newest = oldest
		if oldest++; oldest == len(x) {
			oldest = 0
		}
		return out
	})
}

const (
	mwc128Multiplier = 0xffebb71d94fcdaf9
	mwc192Multiplier = 0xffa04e67b3c95d86
	mwc256Multiplier = 0xfff62cf2ccc0cdaf
)

func newMWCVigna(multiplier uint64, lag int) func(seed uint64) generator {
	return func(seed uint64) generator {
		x := make([]uint64, lag)
		newSeeder(seed).fill64(x)
		return mwcVigna(multiplier, x, 1) // as advised: a carry of 1
	}
}

// mwc8222 is Marsaglia's MWC256 of 2003 ("Random number generators", J. Modern
// Applied Statistical Methods 2(1)), also called MWC8222 after its period: 256
// words of 32 bits.
func newMWC8222(seed uint64) generator {
	var q [256]uint32
	words := newSeeder(seed)
	words.fill32(q[:])
	const multiplier = 809430660
	c := words.word64() % multiplier
	var i uint8 = 255
	return stepped(func() uint64 {
		i++
		t := multiplier*uint64(q[i]) + c
		c = t >> 32
		q[i] = uint32(t)
		return t & 0xffffffff
	})
}

// A complementary one subtracts x from b-1; in the base b = 2^32-1, that of the
// same paper's CMWC4096, the quotient by b comes from one by 2^32.
const cmwc4096Multiplier = 18782

func cmwc4096(q [4096]uint32, c uint32) generator {
	i := 4095
	return stepped(func() uint64 {
		i = (i + 1) % 4096
		t := cmwc4096Multiplier*uint64(q[i]) + uint64(c)
		const base = 1<<32 - 1
		c = uint32(t / base)
		q[i] = uint32(base - 1 - t%base)
		return uint64(q[i])
	})
}

func newCMWC4096(seed uint64) generator {
	var q [4096]uint32
	words := newSeeder(seed)
	words.fill32(q[:])
	return cmwc4096(q, uint32(words.word64()%cmwc4096Multiplier))
}
