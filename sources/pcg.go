package sources

import "math/bits"

// The PCG family, beside pcg32 in a file of its own: M. E. O'Neill, "PCG: a
// family of simple fast space-efficient statistically good algorithms for
// random number generation", Harvey Mudd College HMC-CS-2014-0905, section 6.3.
// A congruential generator mod 2^k whose state is permuted and cut.

// pcg32RS is XSH-RS 64/32. Without an increment and with an odd state it is the
// family's fastest, on a multiplicative generator ("pcg32_fast").
func pcg32RS(s, increment uint64) generator {
	return stepped(func() uint64 {
		out := uint32((s ^ s>>22) >> (22 + s>>61))
		s = s*pcg32Multiplier + increment
		return uint64(out)
	})
}

func newPCG32Fast(seed uint64) generator { return pcg32RS(seed|1, 0) }

// pcg32Once is RXS-M-XS 32/32, whose state is as wide as its output: each
// output comes once in a period of 2^32.
func pcg32Once(s, increment uint32) generator {
	return stepped(func() uint64 {
		word := (s>>(s>>28+4) ^ s) * 277803737
		s = s*747796405 + increment
		return uint64(word>>22 ^ word)
	})
}

// pcg64Once is RXS-M-XS 64/64, whose outputs come once each in 2^64.
func pcg64Once(s, increment uint64) generator {
	return stepped(func() uint64 {
		word := (s>>(s>>59+5) ^ s) * 12605985483714917081
		s = s*pcg32Multiplier + increment
		return word>>43 ^ word
	})
}

// pcg8Once and pcg16Once are RXS-M-XS 8/8 and 16/16: toys.
func pcg8Once(s, increment uint8) generator {
	return stepped(func() uint64 {
		word := (s>>(s>>6+2) ^ s) * 217
		s = s*141 + increment
		return uint64(word>>6 ^ word)
	})
}

func pcg16Once(s, increment uint16) generator {
	return stepped(func() uint64 {
		word := (s>>(s>>13+3) ^ s) * 62169
		s = s*12829 + increment
		return uint64(word>>11 ^ word)
	})
}

// pcg16 is XSH-RR 32/16.
func pcg16(s, increment uint32) generator {
	return stepped(func() uint64 {
		out := bits.RotateLeft16(uint16((s>>10^s)>>12), -int(s>>28))
		s = s*747796405 + increment
		return uint64(out)
	})
}

// pcg8 is XSH-RR 16/8.
func pcg8(s, increment uint16) generator {
	return stepped(func() uint64 {
		out := bits.RotateLeft8(uint8((s>>5^s)>>5), -int(s>>13))
		s = s*12829 + increment
		return uint64(out)
	})
}

// pcgStart is the author's functions pcg_*_srandom_r: a step from 0, the seed
// added, and a step.
func pcgStart[W uint8 | uint16 | uint32 | uint64](multiplier, seed, stream W) (s, increment W) {
	increment = stream<<1 | 1
	return (increment+seed)*multiplier + increment, increment
}

func newPCG32Once(seed uint64) generator {
	return pcg32Once(pcgStart(747796405, uint32(seed), uint32(seed>>32)))
}

func newPCG64Once(seed uint64) generator {
	return pcg64Once(pcgStart(pcg32Multiplier, seed, pcg32Stream))
}

// The small ones take the seed and the stream from SplitMix64.
func newPCG8Once(seed uint64) generator {
	w := newSeeder(seed).word64()
	return pcg8Once(pcgStart(141, uint8(w), uint8(w>>8)))
}

func newPCG16Once(seed uint64) generator {
	w := newSeeder(seed).word64()
	return pcg16Once(pcgStart(12829, uint16(w), uint16(w>>16)))
}

func newPCG16(seed uint64) generator {
	w := newSeeder(seed).word64()
	return pcg16(pcgStart(747796405, uint32(w), uint32(w>>32)))
}

func newPCG8(seed uint64) generator {
	w := newSeeder(seed).word64()
	return pcg8(pcgStart(12829, uint16(w), uint16(w>>16)))
}

// uint128 is a number of 128 bits.
type uint128 struct{ hi, lo uint64 }

// multiplyAdd is x*y + z mod 2^128.
func (x uint128) multiplyAdd(y, z uint128) uint128 {
	hi, lo := bits.Mul64(x.lo, y.lo)
	hi += x.hi*y.lo + x.lo*y.hi
	lo, carry := bits.Add64(lo, z.lo, 0)
	return uint128{hi + z.hi + carry, lo}
}

// pcg128Multiplier is that of the family's 128-bit generators (P. L'Ecuyer,
// "Tables of linear congruential generators of different sizes and good lattice
// structure", Mathematics of Computation 68, 1999).
var pcg128Multiplier = uint128{2549297995355413924, 4865540595714422341}

// pcg64 is XSL-RR 128/64.
func pcg64(s, increment uint128) generator {
	return stepped(func() uint64 {
		s = s.multiplyAdd(pcg128Multiplier, increment)
		return bits.RotateLeft64(s.hi^s.lo, -int(s.hi>>58))
	})
}

// seedPCG64 is pcg_setseq_128_srandom_r.
func seedPCG64(seed, stream uint128) (s, increment uint128) {
	increment = uint128{stream.hi<<1 | stream.lo>>63, stream.lo<<1 | 1}
	lo, carry := bits.Add64(increment.lo, seed.lo, 0)
	return uint128{increment.hi + seed.hi + carry, lo}.multiplyAdd(pcg128Multiplier, increment), increment
}

func newPCG64(seed uint64) generator {
	return pcg64(seedPCG64(uint128{0, seed}, uint128{0, pcg32Stream}))
}

// lcg128 is the congruential generator alone: its high 64 or 32 bits.
func newLCG128(drop int) func(seed uint64) generator {
	return func(seed uint64) generator {
		words := newSeeder(seed)
		s := uint128{words.word64(), words.word64()}
		return stepped(func() uint64 {
			s = s.multiplyAdd(pcg128Multiplier, uint128{0, 1})
			return s.hi >> drop
		})
	}
}

// lehmer64 is the multiplicative one mod 2^128 with the small multiplier that
// D. Lemire took for his lehmer64 (2018) from L'Ecuyer's table: its high half.
func lehmer64(s uint128) generator {
	return stepped(func() uint64 {
		s = s.multiplyAdd(uint128{0, 0xda942042e4dd58b5}, uint128{})
		return s.hi
	})
}

func newLehmer64(seed uint64) generator {
	words := newSeeder(seed)
	return lehmer64(uint128{words.word64(), words.word64() | 1})
}
