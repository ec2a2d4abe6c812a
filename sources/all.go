package sources

import (
	"os"
	"slices"
	"strings"
)

// An Entry is a line of [All]: a source that can be named.
type Entry struct {
	// Name is what a user types: "mt19937".
	Name string
	// Group is the part of the list that it is in.
	Group Group
	// Doc says in one line what the source is, and its reference.
	Doc string
	// Seeded reports that the source takes a seed, as "mt19937?seed=42".
	Seeded bool
	// New makes the source. The seed is ignored unless Seeded.
	New func(seed uint64) Source
}

// A Group is a part of [All], as a heading over it.
type Group string

// The groups. A generator is weak where its definition (a period, a
// linearity, a state that few outputs give away), or a failure of a battery that
// was published, says so.
const (
	System Group = "operating system and Go"
	Sound  Group = "generators without a published failure within reach"
	Weak   Group = "generators known to be weak"
)

func group(name Group, entries ...Entry) []Entry {
	for i := range entries {
		entries[i].Group = name
	}
	return entries
}

// All lists the sources that can be named, in the order in which they are
// shown. A new generator is one file, or some lines in its family's, and one
// line here.
var All = slices.Concat(
	group(System,
		unseeded("crypto", "crypto/rand, the operating system's generator as Go reads it", openCrypto),
		unseeded("urandom", "the device /dev/urandom, read as a file", openURandom),
		unseeded("system", "the bytes of secrets.SystemRandom, the counterpart of Python's random.SystemRandom", openSystem),
		unseeded("fast", "the bytes of secrets/fast: AES-256 in counter mode, its keys from crypto/rand and erased", openFast),
		seeded("mathrand", words64, "math/rand's generator, rand.New(rand.NewSource(seed)).Uint64: additive lagged Fibonacci", newMathRand),
		Entry{Name: "mathrand-global", Doc: "math/rand's top-level rand.Uint64, which the runtime seeds", New: func(uint64) Source { return mathRandGlobal{} }},
		seeded("randv2-pcg", words64, "math/rand/v2's rand.NewPCG(seed, 0): PCG-DXSM (O'Neill 2014)", newRandV2PCG),
		seeded("randv2-chacha8", words64, "math/rand/v2's rand.NewChaCha8, its key SplitMix64 of the seed (C2SP ChaCha8Rand)", newRandV2ChaCha8),
	),
	group(Sound,
		seeded("pcg32", words32, "PCG-XSH-RR 64/32, stream 54 (O'Neill 2014)", newPCG32),
		seeded("sfc64", words64, "small fast chaotic, 64 bits (Doty-Humphrey, PractRand)", newSFC64),
		seeded("jsf32", words32, "small fast, 32 bits, two rotations (R. Jenkins, \"A small noncryptographic PRNG\")", newJSF32),
		seeded("wyrand", words64, "wyrand of wyhash final version 3 (Wang Yi 2020)", newWyRand),
		seeded("msws", words32, "middle-square Weyl sequence (Widynski 2017)", newMSWS),
		seeded("mrg32k3a", words32, "two combined recursive generators, the integer in [1, 2^32-209] (L'Ecuyer 1999)", newMRG32k3a),
		seeded("kiss99", words32, "KISS of 1999: multiply-with-carry, congruential and xorshift (Marsaglia 1999)", newKISS99),
		seeded("chacha8", words32, "ChaCha with 8 rounds, original layout (Bernstein 2008)", newChaCha8),
		seeded("xoshiro256pp", words64, "xoshiro256++ 1.0 (Blackman, Vigna 2021)", newXoshiro256PP),
		seeded("xoshiro512pp", words64, "xoshiro512++ 1.0 (Blackman, Vigna 2021)", newXoshiro512(plusPlus512)),
		seeded("xoshiro512ss", words64, "xoshiro512** 1.0 (Blackman, Vigna 2021)", newXoshiro512(starStar512)),
		seeded("xoshiro128pp", words32, "xoshiro128++ 1.0 (Blackman, Vigna 2021)", newXoshiro128(plusPlus128)),
		seeded("xoroshiro128pp", words64, "xoroshiro128++ 1.0 (Blackman, Vigna 2021)", of2(xoroshiro128PP)),
		seeded("xoroshiro1024pp", words64, "xoroshiro1024++ 1.0 (Blackman, Vigna 2021)", newXoroshiro1024(plusPlus1024)),
		seeded("aes-ctr", words64, "AES with a 128-bit key in counter mode (NIST SP 800-38A)", newAESCTR),
		seeded("ranlux24", words16, "C++'s ranlux24, luxury 3: 23 of 223 outputs; the high 16 of 24 bits (Luescher 1994)", newRanlux(24, 24, 10, 223, 23)),
		seeded("ranlux48", words32, "C++'s ranlux48: 11 of 389 outputs; the high 32 of 48 bits (Luescher 1994)", newRanlux(48, 12, 5, 389, 11)),
		seeded("chacha12", words32, "ChaCha with 12 rounds (Bernstein 2008)", newChaCha(12)),
		seeded("chacha20", words32, "ChaCha with 20 rounds (Bernstein 2008)", newChaCha(20)),
		seeded("salsa8", words32, "Salsa20/8 (Bernstein 2007)", newSalsa(8)),
		seeded("salsa20", words32, "Salsa20 with its 20 rounds (Bernstein 2007)", newSalsa(20)),
		seeded("philox4x32", words32, "Philox with its 10 rounds (Salmon and others 2011)", newPhilox4x32(10)),
		seeded("philox4x32-7", words32, "Philox with 7 rounds, the fewest that passed BigCrush (Salmon and others 2011)", newPhilox4x32(7)),
		seeded("philox2x32", words32, "Philox of two words with its 10 rounds (Salmon and others 2011)", newPhilox2x32(10)),
		seeded("threefry4x64", words64, "Threefry with its 20 rounds (Salmon and others 2011)", newThreefry4x64(20)),
		seeded("threefry4x64-12", words64, "Threefry with 12 rounds, the fewest that passed BigCrush (Salmon and others 2011)", newThreefry4x64(12)),
		seeded("threefry2x32", words32, "Threefry of two words with its 20 rounds (Salmon and others 2011)", newThreefry2x32(20)),
		seeded("threefry2x32-13", words32, "Threefry of two words with 13 rounds (Salmon and others 2011)", newThreefry2x32(13)),
		seeded("speck64", words32, "the block cipher Speck64/128, 27 rounds, of a counter (Beaulieu and others 2013)", newSpeck64(27)),
		seeded("xtea", words32, "the block cipher XTEA, 32 cycles, of a counter (Needham, Wheeler 1997)", newXTEA(32)),
		seeded("squares32", words32, "Squares, four rounds of squaring a counter (Widynski 2020)", newSquares(squares32)),
		seeded("squares64", words64, "Squares, five rounds for 64 bits (Widynski 2020)", newSquares(squares64)),
		seeded("sha256-ctr", words64, "SHA-256 of the seed and a counter (FIPS 180-4)", newSHA256),
		seeded("pcg64", words64, "PCG XSL-RR 128/64, stream 54 (O'Neill 2014)", newPCG64),
		seeded("pcg32-fast", words32, "PCG XSH-RS 64/32 without an increment (O'Neill 2014)", newPCG32Fast),
		seeded("sfc32", words32, "small fast chaotic, 32 bits (Doty-Humphrey, PractRand)", newSFC32),
		seeded("sfc16", words16, "small fast chaotic, 16 bits (Doty-Humphrey, PractRand)", newSFC16),
		seeded("jsf64", words64, "small fast, 64 bits, three rotations (R. Jenkins)", newJSF64),
		seeded("jsf32-3", words32, "small fast, 32 bits, three rotations (R. Jenkins)", newJSF32Three),
		seeded("jsf16", words16, "small fast, 16 bits (R. Jenkins; O'Neill 2018)", newJSF16),
		seeded("romuquad", words64, "RomuQuad (Overton 2020)", newRomuQuad),
		seeded("tyche", words32, "ChaCha's quarter round as a transition (Neves, Araujo 2011)", newTyche(false)),
		seeded("tychei", words32, "its inverse, which is faster (Neves, Araujo 2011)", newTyche(true)),
		seeded("isaac", words32, "ISAAC (R. Jenkins 1996)", newISAAC),
		seeded("isaac64", words64, "ISAAC for 64-bit words (R. Jenkins)", newISAAC64),
		seeded("wyhash64", words64, "two folded multiplications of a counter (Lemire 2019)", newWyHash64),
		seeded("mrg5", words16, "multiple recursive of order 5 mod 2^31-1; the high 16 of 31 bits (L'Ecuyer and others 1993)", newMRG5),
		seeded("mrg96", words16, "two combined recursive generators; the high 16 of 31 bits (L'Ecuyer 1996)", newMRG96),
		seeded("mrg31k3p", words16, "two combined recursive generators that shift; the high 16 of 31 bits (L'Ecuyer, Touzin 2000)", newMRG31k3p),
		seeded("nr-ran2", words16, "Numerical Recipes' ran2: two congruential ones, shuffled; the high 16 of 31 bits", newRan2),
		seeded("nr-ranq2", words64, "Numerical Recipes' Ranq2: a xorshift xor a multiply-with-carry", newRanq2),
		seeded("nr-ran", words64, "Numerical Recipes' Ran: congruential, xorshift and multiply-with-carry", newRan),
		seeded("kiss64", words64, "KISS for 64 bits: multiply-with-carry, xorshift and congruential (Marsaglia 2009)", newKISS64),
		seeded("jkiss", words32, "KISS with other constants (Jones 2010)", newJKISS),
		seeded("ultra", words32, "DIEHARD's ULTRA: multiplied lagged Fibonacci plus multiply-with-carry (Marsaglia 1995)", newUltra),
		seeded("ranmar", words16, "RANMAR: lagged Fibonacci minus an arithmetic sequence; the high 16 of 24 bits (Marsaglia and others 1990)", newRanmar),
		seeded("lxm-l64x128", words64, "Java's L64X128MixRandom: congruential and xoroshiro128, mixed (Steele, Vigna 2021)", newLXM),
		seeded("ran-array", words16, "Knuth's ran_array of 2002, 100 of 1009 outputs; the high 16 of 30 bits", newRanArray(100)),
		seeded("gjrand", words64, "gjrand for 64-bit words (Blackman 2005)", newGJRand),
		seeded("msws64", words64, "middle-square Weyl sequences, two for 64 bits (Widynski 2017)", newMSWS64),
		seeded("rule30", words8, "rule 30 on a ring of 256 cells, the middle one (Wolfram 1986)", newRule30),
		seeded("xorshift64s-high", words32, "the high half of xorshift64* (Vigna 2016)", newXorshift64StarHigh),
	),
	group(Weak,
		seeded("xoroshiro128p", words64, "xoroshiro128+ 1.0 (Blackman, Vigna 2021); its low bits are linear", newXoroshiro128P),
		seeded("mt19937", words32, "Mersenne Twister (Matsumoto, Nishimura 1998); linear", newMT19937),
		seeded("lcg64hi", words32, "high half of a congruential generator mod 2^64 (Knuth's MMIX)", newLCG64Hi),
		seeded("lcg32", words32, "congruential generator mod 2^32, all bits (Numerical Recipes); its low bits have short periods", newLCG32),
		seeded("xorshift32", words32, "xorshift 13, 17, 5 of one 32-bit word (Marsaglia 2003); linear", newXorShift32),
		seeded("xorshift64", words64, "xorshift 13, 7, 17 of one 64-bit word (Marsaglia 2003); linear", newXorShift64),
		seeded("xorshift128", words32, "xorshift 11, 8, 19 of four 32-bit words (Marsaglia 2003); linear", newXorShift128),
		seeded("xorwow", words32, "xorshift of five words plus a Weyl sequence (Marsaglia 2003)", newXorWow),
		seeded("randu", words32, "IBM's RANDU, 65539 mod 2^31, shifted left by one (IBM SSP); known bad", newRandu),
		seeded("minstd0", words32, "minimal standard, 16807 mod 2^31-1, shifted left by one (Park, Miller 1988)", newMinStd0),
		seeded("minstd", words32, "minimal standard, 48271 mod 2^31-1, shifted left by one (Park, Miller 1993)", newMinStd),
		seeded("rc4", words8, "RC4's key stream, no bytes dropped (Rivest; RFC 6229)", newRC4),
		seeded("lfsr113", words32, "four combined Tausworthe generators (L'Ecuyer 1999); linear", newLFSR113),
		seeded("taus88", words32, "three combined Tausworthe generators (L'Ecuyer 1996); linear", newTaus88),
		seeded("well512a", words32, "WELL512a (Panneton, L'Ecuyer, Matsumoto 2006); linear", newWELL512A),
		seeded("xorshift128p", words64, "xorshift128+ 23, 18, 5 (Vigna 2017); its low bits are linear", newXorShift128P),
		seeded("java48", words32, "java.util.Random's nextInt: high 32 of 48 bits of drand48's generator (Java documentation)", newJava48),
		seeded("glibcrand", words32, "GNU C library's srand and rand, shifted left by one (random(3), TYPE_3)", newGlibcRand),
		seeded("few-seeds", words64, "four words of SplitMix64 a time, its seed one of 32,767, as keys of Debian's OpenSSL until 2008 (CVE-2008-0166); known bad", newFewSeeds),
		seeded("counter64", words64, "a counter; known bad", newCounter64),
		seeded("bias60", words8, "independent bits, 1 with probability 0.6; known bad", newBias60),
		seeded("xoshiro256p", words64, "xoshiro256+ 1.0 (Blackman, Vigna 2021); its low bits are linear", newXoshiro256P),
		seeded("xoshiro512p", words64, "xoshiro512+ 1.0 (Blackman, Vigna 2021); its low bits are linear", newXoshiro512(plus512)),
		seeded("xoshiro128p", words32, "xoshiro128+ 1.0 (Blackman, Vigna 2021); its low bits are linear", newXoshiro128(plus128)),
		seeded("xoshiro256ss", words64, "xoshiro256** 1.0 (Blackman, Vigna 2021)", newXoshiro256SS),
		seeded("xoshiro128ss", words32, "xoshiro128** 1.1 (Blackman, Vigna 2021)", newXoshiro128(starStar128)),
		seeded("xoroshiro128p-2016", words64, "xoroshiro128+ with the constants of 2016, 55, 14, 36; its low bits are linear", of2(xoroshiro128P2016)),
		seeded("xoroshiro128ss", words64, "xoroshiro128** 1.0 (Blackman, Vigna 2021)", of2(xoroshiro128SS)),
		seeded("xoroshiro64s", words32, "xoroshiro64* 1.0 (Blackman, Vigna 2021); its low bits are linear", newXoroshiro64(star64)),
		seeded("xoroshiro64ss", words32, "xoroshiro64** 1.0 (Blackman, Vigna 2021)", newXoroshiro64(starStar64)),
		seeded("xoroshiro1024s", words64, "xoroshiro1024* 1.0 (Blackman, Vigna 2021); its low bits are linear", newXoroshiro1024(star1024)),
		seeded("xorshift64s", words64, "xorshift64* (Vigna 2016); its low bits are linear", newXorshift64Star),
		seeded("xorshift1024s", words64, "xorshift1024* (Vigna 2016); its low bits are linear", newXorshift1024Star),
		seeded("xorgens4096", words32, "xorgens with 4096 bits and a Weyl sequence (Brent 2007); the linear complexity of its lowest bit is too low", newXorgens4096),
		seeded("mwc2x16", words32, "two multiply-with-carry generators of 16 bits (Marsaglia 1999)", newTwoMWC16(mwc2x16)),
		seeded("mwc-r", words32, "R's Marsaglia-Multicarry (?RNGkind)", newTwoMWC16(mwcMarsagliaR)),
		seeded("mwc1616", words32, "V8's Math.random() until 2015: two of 16 bits that overlap (v8.dev)", newTwoMWC16(mwc1616)),
		seeded("mwc64", words32, "multiply-with-carry of base 2^32, lag 1 (Marsaglia 2003)", newMWC64),
		seeded("cmwc4096", words32, "complementary multiply-with-carry of base 2^32-1, lag 4096 (Marsaglia 2003)", newCMWC4096),
		seeded("mwc64x", words32, "multiply-with-carry of base 2^32, x xor carry (Thomas 2011)", newMWC64X),
		seeded("mwc128", words64, "multiply-with-carry of base 2^64, lag 1 (Vigna)", newMWCVigna(mwc128Multiplier, 1)),
		seeded("mwc192", words64, "multiply-with-carry of base 2^64, lag 2 (Vigna)", newMWCVigna(mwc192Multiplier, 2)),
		seeded("mwc256", words64, "multiply-with-carry of base 2^64, lag 3 (Vigna)", newMWCVigna(mwc256Multiplier, 3)),
		seeded("mwc8222", words32, "multiply-with-carry of base 2^32, lag 256 (Marsaglia 2003)", newMWC8222),
		seeded("swb-37-24", words32, "subtract with borrow, lags 37 and 24, base 2^32 (Marsaglia, Zaman 1991)", newSWB(37, 24, 1<<32)),
		seeded("swb-43-22", words32, "subtract with borrow, lags 43 and 22, base 2^32-5 (Marsaglia, Zaman 1991)", newSWB(43, 22, 1<<32-5)),
		seeded("swb-1999", words32, "subtract with borrow, lags 237 and 222, base 2^32 (Marsaglia 1999)", newSWB1999),
		seeded("ranlux24-base", words16, "C++'s ranlux24_base, luxury 0: subtract with borrow, lags 24 and 10; the high 16 of 24 bits", newRanlux(24, 24, 10, 0, 0)),
		seeded("ranlux24-luxury1", words16, "RANLUX at luxury 1: 24 of 48 outputs; the high 16 of 24 bits (Luescher 1994)", newRanlux(24, 24, 10, 48, 24)),
		seeded("ranlux24-luxury2", words16, "RANLUX at luxury 2: 24 of 97 outputs; the high 16 of 24 bits (Luescher 1994)", newRanlux(24, 24, 10, 97, 24)),
		seeded("ranlux48-base", words32, "C++'s ranlux48_base: subtract with borrow, lags 12 and 5; the high 32 of 48 bits", newRanlux(48, 12, 5, 0, 0)),
		seeded("lfib4", words32, "lagged Fibonacci of four taps, +, 256 words (Marsaglia 1999); its lowest bit is linear", newLFIB4),
		seeded("lfib-17-5", words32, "lagged Fibonacci, x[n-17] + x[n-5] mod 2^32", newLFIB(17, 5, add)),
		seeded("lfib-55-24", words32, "lagged Fibonacci, x[n-55] + x[n-24] mod 2^32 (Mitchell, Moore 1958)", newLFIB(55, 24, add)),
		seeded("lfib-55-24-subtract", words32, "lagged Fibonacci, x[n-55] - x[n-24] mod 2^32", newLFIB(55, 24, subtract)),
		seeded("lfib-607-273", words32, "lagged Fibonacci, x[n-607] + x[n-273] mod 2^32", newLFIB(607, 273, add)),
		seeded("lfib-607-273-high", words32, "lagged Fibonacci, x[n-607] + x[n-273] mod 2^64, the high half", newLFIBHigh(607, 273)),
		seeded("lfib-607-273-subtract", words32, "lagged Fibonacci, x[n-607] - x[n-273] mod 2^32", newLFIB(607, 273, subtract)),
		seeded("lfib-607-273-xor", words32, "lagged Fibonacci, x[n-607] xor x[n-273]; linear", newLFIB(607, 273, exclusive)),
		seeded("lfib-1279-418", words32, "lagged Fibonacci, x[n-1279] + x[n-418] mod 2^32", newLFIB(1279, 418, add)),
		seeded("lfib-17-5-multiply", words32, "lagged Fibonacci, x[n-17] * x[n-5] mod 2^64 of odd numbers, the high half", newLFIBMultiply(17, 5)),
		seeded("lfib-607-273-multiply", words32, "lagged Fibonacci, x[n-607] * x[n-273] mod 2^64 of odd numbers, the high half", newLFIBMultiply(607, 273)),
		seeded("r250", words32, "generalised feedback shift register 250, 103 (Kirkpatrick, Stoll 1981); linear", newR250),
		seeded("r250-521", words32, "the xor of R250 and R521 (Heuer, Duenweg, Ferrenberg 1997); linear", newR250R521),
		seeded("ziff4", words32, "four-tap shift register 471, 1586, 6988, 9689 (Ziff 1998); linear", newZiff4),
		seeded("fib1999", words32, "the Fibonacci sequence mod 2^32, every second term (Marsaglia 1999)", newFib1999),
		seeded("chacha2", words32, "ChaCha with 2 rounds (Bernstein 2008)", newChaCha(2)),
		seeded("chacha4", words32, "ChaCha with 4 rounds (Bernstein 2008)", newChaCha(4)),
		seeded("salsa2", words32, "Salsa20 with 2 rounds (Bernstein 2007)", newSalsa(2)),
		seeded("salsa4", words32, "Salsa20 with 4 rounds (Bernstein 2007)", newSalsa(4)),
		seeded("philox4x32-2", words32, "Philox with 2 rounds (Salmon and others 2011)", newPhilox4x32(2)),
		seeded("philox4x32-3", words32, "Philox with 3 rounds (Salmon and others 2011)", newPhilox4x32(3)),
		seeded("philox4x32-4", words32, "Philox with 4 rounds (Salmon and others 2011)", newPhilox4x32(4)),
		seeded("philox2x32-3", words32, "Philox of two words with 3 rounds (Salmon and others 2011)", newPhilox2x32(3)),
		seeded("philox2x32-5", words32, "Philox of two words with 5 rounds (Salmon and others 2011)", newPhilox2x32(5)),
		seeded("threefry4x64-4", words64, "Threefry with 4 rounds (Salmon and others 2011)", newThreefry4x64(4)),
		seeded("threefry4x64-8", words64, "Threefry with 8 rounds (Salmon and others 2011)", newThreefry4x64(8)),
		seeded("threefry2x32-4", words32, "Threefry of two words with 4 rounds (Salmon and others 2011)", newThreefry2x32(4)),
		seeded("threefry2x32-8", words32, "Threefry of two words with 8 rounds (Salmon and others 2011)", newThreefry2x32(8)),
		seeded("speck64-4", words32, "Speck64/128 with 4 rounds of a counter (Beaulieu and others 2013)", newSpeck64(4)),
		seeded("speck64-8", words32, "Speck64/128 with 8 rounds of a counter (Beaulieu and others 2013)", newSpeck64(8)),
		seeded("xtea-2", words32, "XTEA with 2 cycles of a counter (Needham, Wheeler 1997)", newXTEA(2)),
		seeded("xtea-4", words32, "XTEA with 4 cycles of a counter (Needham, Wheeler 1997)", newXTEA(4)),
		seeded("squares32-2", words32, "Squares with two rounds (Widynski 2020)", newSquares(squares2)),
		seeded("pcg64-once", words64, "PCG RXS-M-XS 64/64: each output once in 2^64 (O'Neill 2014)", newPCG64Once),
		seeded("pcg32-once", words32, "PCG RXS-M-XS 32/32: each output once in 2^32 (O'Neill 2014)", newPCG32Once),
		seeded("pcg16", words16, "PCG XSH-RR 32/16, a period of 2^32 (O'Neill 2014)", newPCG16),
		seeded("pcg16-once", words16, "PCG RXS-M-XS 16/16, a period of 2^16 (O'Neill 2014)", newPCG16Once),
		seeded("pcg8", words8, "PCG XSH-RR 16/8, a period of 2^16 (O'Neill 2014)", newPCG8),
		seeded("pcg8-once", words8, "PCG RXS-M-XS 8/8, a period of 2^8 (O'Neill 2014)", newPCG8Once),
		seeded("lcg128hi", words64, "high half of a congruential generator mod 2^128 (O'Neill 2014)", newLCG128(0)),
		seeded("lcg128top", words32, "high quarter of a congruential generator mod 2^128 (O'Neill 2014)", newLCG128(32)),
		seeded("lehmer64", words64, "high half of a multiplicative one mod 2^128 (Lemire 2018)", newLehmer64),
		seeded("rc4-drop256", words8, "RC4 without its first 256 bytes (RFC 4345's advice is 1536)", newRC4Drop(256)),
		seeded("rc4-drop3072", words8, "RC4 without its first 3072 bytes (Mironov 2002)", newRC4Drop(3072)),
		seeded("sfc8", words8, "small fast chaotic, 8 bits: a toy (Doty-Humphrey, PractRand)", newSFC8),
		seeded("jsf8", words8, "small fast, 8 bits: a toy (R. Jenkins; O'Neill 2018)", newJSF8),
		seeded("romutrio", words64, "RomuTrio (Overton 2020)", newRomuTrio),
		seeded("romuduo", words64, "RomuDuo (Overton 2020)", newRomuDuo),
		seeded("romuduojr", words64, "RomuDuoJr (Overton 2020)", newRomuDuoJr),
		seeded("romumono32", words16, "RomuMono32, a period below 2^32 (Overton 2020)", newRomuMono32),
		seeded("mulberry32", words32, "a mixed counter of 32 bits (Ettinger 2017)", newMulberry32),
		seeded("splitmix64", words64, "SplitMix64: a counter in steps of the golden ratio, mixed (Steele, Lea, Flood 2014)", newSplitMix64),
		seeded("splitmix32", words32, "MurmurHash3's finalizer of multiples of the golden ratio, 32 bits", newSplitMix32),
		seeded("murmur64", words64, "MurmurHash3's 64-bit finalizer of a counter (Appleby 2011)", newMurmur64),
		seeded("stafford13", words64, "Stafford's thirteenth mixer of a counter, that is SplitMix64 in steps of 1 (2011)", newMixed(splitMix64Mix)),
		seeded("rrmxmx", words64, "Evensen's rrmxmx of a counter (2018)", newMixed(rrmxmx)),
		seeded("moremur", words64, "Evensen's moremur of a counter (2019)", newMixed(moremur)),
		seeded("nasam", words64, "Evensen's nasam of a counter (2020)", newMixed(nasam)),
		seeded("murmur32", words32, "MurmurHash3's 32-bit finalizer of a counter (Appleby 2011)", newMurmur32),
		seeded("lowbias32", words32, "lowbias32 of a counter (Wellons 2018)", newLowBias32),
		seeded("fnv64", words64, "FNV-1a, 64 bits, of a counter (Fowler, Noll, Vo)", newFNV64),
		seeded("fnv32", words32, "FNV-1a, 32 bits, of a counter (Fowler, Noll, Vo)", newFNV32),
		seeded("crc32", words32, "CRC-32 of a counter; linear", newCRC32),
		seeded("oneatatime", words32, "Jenkins's one-at-a-time hash of a counter (1997)", newOneAtATime),
		seeded("weyl64", words64, "multiples of the golden ratio (Weyl 1916)", newWeyl64),
		seeded("weyl-nested", words64, "n times the n-th multiple of the golden ratio (Holian and others 1994)", newWeylNested),
		seeded("middlesquare64", words64, "von Neumann's middle square, 64 bits (1949)", newMiddleSquare),
		seeded("cong", words32, "69069 x + 1234567 mod 2^32, all bits (Marsaglia 1999); its low bits have short periods", newCong),
		seeded("borosh13", words32, "1812433253 x mod 2^32, all bits (Knuth 3.3.4, line 13)", newMultiplicative(borosh13, 1<<32, 0)),
		seeded("waterman14", words32, "1566083941 x mod 2^32, all bits (Knuth 3.3.4, line 14)", newMultiplicative(waterman14, 1<<32, 0)),
		seeded("waterman14-high", words16, "1566083941 x mod 2^32, the high half (Knuth 3.3.4, line 14)", newMultiplicative(waterman14, 1<<32, 16)),
		seeded("fishman18", words16, "62089911 x mod 2^31-1, the high 16 of 31 bits (Fishman, Moore 1986)", newMultiplicative(fishman18, minStdModulus, 15)),
		seeded("lecuyer21", words16, "40692 x mod 2^31-249, the high 16 of 31 bits (L'Ecuyer 1988)", newMultiplicative(lecuyer21, lecuyer21Modulus, 15)),
		seeded("fishman2x", words16, "the difference of minstd and lecuyer21, the high 16 of 31 bits (Knuth 3.3.4)", newFishman2x),
		seeded("knuthran2", words16, "of second order mod 2^31-1, the high 16 of 31 bits (Knuth 3.3.4, line 20)", newKnuthRan2),
		seeded("coveyou", words16, "x (x+1) mod 2^32, the high half (Coveyou; Knuth 3.2.2)", newCoveyou),
		seeded("ranf", words32, "Cray's RANF: high 32 of 48 bits of a multiplicative one mod 2^48", newMultiplicative(ranf, 1<<48, 16)),
		seeded("ansirand", words8, "the C standards' example of a rand(), the high 8 of 15 bits (C11, 7.22.2.2)", newRand(ansiRand, 7)),
		seeded("msvcrand", words8, "Microsoft's rand(), the high 8 of 15 bits", newRand(msvcRand, 7)),
		seeded("muslrand", words16, "musl's rand(), the high 16 of 31 bits", newRand(muslRand, 15)),
		seeded("newlibrand", words16, "newlib's rand(), the high 16 of 31 bits", newRand(newlibRand, 15)),
		seeded("mrand48", words32, "POSIX's mrand48 after srand48: high 32 of 48 bits", newMRand48),
		seeded("lua", words64, "Lua 5.4's math.random(0): xoshiro256** from the seed, 255, 0, 0", newLuaRandom),
		seeded("visualbasic", words16, "Visual Basic's Rnd, mod 2^24: the high 16 of 24 bits (Microsoft)", newVisualBasic),
		seeded("wichmann-hill", words32, "three congruential ones of 15 bits, 32 bits of the sum mod 1 (Wichmann, Hill 1982)", newWichmannHill),
		seeded("excel97", words32, "Excel's RAND() until 2002: fractions of 9821 x + 0.211327 (Microsoft)", newExcel97),
		seeded("clcg88", words16, "two combined congruential ones, PHP's lcg_value; the high 16 of 31 bits (L'Ecuyer 1988)", newCLCG88),
		seeded("lfsr258", words64, "five combined Tausworthe generators of 64 bits (L'Ecuyer 1999); linear", newLFSR258),
		seeded("nr-ranq1", words64, "Numerical Recipes' Ranq1: a xorshift of 64 bits, multiplied; its low bits are linear", newRanq1),
		seeded("eicg", words16, "explicit inversive congruential mod 2^31-1, a period of 2^31; the high 16 of 31 bits (Eichenauer-Herrmann 1993)", newEICG),
		seeded("icg", words16, "inversive congruential mod 2^31-1, a period of 2^31; the high 16 of 31 bits (Eichenauer, Lehn 1986)", newICG),
		seeded("nr-ran1", words16, "Numerical Recipes' ran1: minstd0, shuffled; the high 16 of 31 bits", newRan1),
		seeded("nr-ran3", words16, "Numerical Recipes' ran3: Knuth's subtractive one, 16 bits of x / 10^9", newRan3),
		seeded("dotnet", words16, ".NET's Random with a seed: Knuth's subtractive one, lags 55 and 34; the high 16 of 31 bits", newDotNet),
		seeded("mt19937-64", words64, "Mersenne Twister of 64-bit words, C++'s mt19937_64 (Nishimura 2000); linear", newMT19937x64),
		seeded("mt11213b", words32, "Mersenne Twister of 11213 bits (Matsumoto, Nishimura 1998); linear", newMT11213b),
		seeded("php-mt-rand", words32, "PHP's mt_rand until 7.0, whose twist takes the wrong bit; linear", newPHPMTRand),
		seeded("python-random", words32, "Python's random() and Ruby's rand: MT19937, the high 32 of 53 bits; linear", newPythonRandom),
		seeded("sfmt19937", words32, "SIMD-oriented Mersenne Twister (Saito, Matsumoto 2006); linear", newSFMT19937),
		seeded("tt800", words32, "twisted shift register of 800 bits (Matsumoto, Kurita 1994); linear", newTT800),
		seeded("tinymt32", words32, "Tiny Mersenne Twister (Saito, Matsumoto 2011); its lowest bit is linear", newTinyMT32),
		seeded("tinymt64", words64, "Tiny Mersenne Twister of 64-bit words (Saito, Matsumoto 2011); its lowest bit is linear", newTinyMT64),
		seeded("well1024a", words32, "WELL1024a (Panneton, L'Ecuyer, Matsumoto 2006); linear", newWELL(&well1024a)),
		seeded("well19937a", words32, "WELL19937a (Panneton, L'Ecuyer, Matsumoto 2006); linear", newWELL(&well19937a)),
		seeded("well19937c", words32, "WELL19937c, tempered (Panneton, L'Ecuyer, Matsumoto 2006); linear", newWELL(&well19937c)),
		seeded("well44497a", words32, "WELL44497a (Panneton, L'Ecuyer, Matsumoto 2006); linear", newWELL(&well44497a)),
		seeded("well44497b", words32, "WELL44497b, tempered (Panneton, L'Ecuyer, Matsumoto 2006); linear", newWELL(&well44497b)),
		seeded("shr3", words32, "xorshift 17, 13, 5 of one 32-bit word (Marsaglia 1999); linear, of short periods", newSHR3),
		seeded("superduper", words32, "R's Super-Duper: xorshift xor congruential (Marsaglia; ?RNGkind)", newSuperDuper),
		seeded("combo", words32, "DIEHARD's COMBO: products of two odd words plus multiply-with-carry (Marsaglia 1995)", newCombo),
		seeded("mother", words32, "the mother of all: multiply-with-carry of four words (Marsaglia 1994); its small multipliers show", newMother),
		seeded("v8-random", words32, "V8's Math.random since 2015: xorshift128, in blocks of 64 from their end; linear", newV8Random),
		seeded("spidermonkey-random", words32, "Firefox's Math.random: the low 53 bits of xorshift128+, their high 32", newSpiderMonkeyRandom),
		seeded("ran-array-all", words16, "Knuth's ran_array of 2002, all outputs; the high 16 of 30 bits", newRanArray(ranBlock)),
		seeded("ranrot", words32, "RANROT of type B, lags 17 and 10 (Fog 2001)", newRanrot),
		seeded("xorshift1024phi", words64, "xorshift1024*phi (Vigna 2017); its low bits are linear", newXorshift1024Phi),
		seeded("knuth-b", words16, "C++'s knuth_b: minstd0, shuffled by 256; the high 16 of 31 bits", newKnuthB),
		seeded("glibcrandom7", words16, "GNU C library's random of 7 words, the high 16 of 31 bits (random(3), TYPE_1)", newGlibcRandom(7, 3)),
		seeded("glibcrandom15", words16, "GNU C library's random of 15 words, the high 16 of 31 bits (random(3), TYPE_2)", newGlibcRandom(15, 1)),
		seeded("glibcrandom63", words16, "GNU C library's random of 63 words, the high 16 of 31 bits (random(3), TYPE_4)", newGlibcRandom(63, 1)),
		seeded("bsdrand", words16, "GNU C library's random of one word: 1103515245 x + 12345 mod 2^31, the high 16 of 31 bits (random(3), TYPE_0)", newRand(bsdRand, 15)),
	),
)

// Fresh reports whether the source of this name ([Source].Name) gives other data each time it
// is opened: it is in [All] and takes no seed, or is a character device. What it gave
// yesterday and what it gives today add up; of a file, a pipe or a command nobody can say so.
func Fresh(name string) bool {
	if e, ok := Lookup(name); ok {
		return !e.Seeded
	}
	info, err := os.Stat(name)
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// Repeatable reports whether the source of this name ([Source].Name) gives the same data each
// time it is opened: it is a generator of [All] with its seed. Others may.
func Repeatable(name string) bool {
	name, _, _ = strings.Cut(name, "?")
	e, ok := Lookup(name)
	return ok && e.Seeded
}

// Lookup returns the entry of the given name, without parameters, and whether
// there is one.
func Lookup(name string) (Entry, bool) {
	for _, e := range All {
		if e.Name == name {
			return e, true
		}
	}
	return Entry{}, false
}
