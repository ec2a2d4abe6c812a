package sources

import "slices"

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
// linearity), or a failure of a battery that was published, says so.
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
		seeded("splitmix64", words64, "SplitMix64: a counter in steps of the golden ratio, mixed (Steele, Lea, Flood 2014)", newSplitMix64),
		seeded("xoshiro256ss", words64, "xoshiro256** 1.0 (Blackman, Vigna 2021)", newXoshiro256SS),
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
		seeded("xoshiro128ss", words32, "xoshiro128** 1.1 (Blackman, Vigna 2021)", newXoshiro128(starStar128)),
		seeded("xoroshiro128pp", words64, "xoroshiro128++ 1.0 (Blackman, Vigna 2021)", of2(xoroshiro128PP)),
		seeded("xoroshiro128ss", words64, "xoroshiro128** 1.0 (Blackman, Vigna 2021)", of2(xoroshiro128SS)),
		seeded("xoroshiro64ss", words32, "xoroshiro64** 1.0 (Blackman, Vigna 2021)", newXoroshiro64(starStar64)),
		seeded("xoroshiro1024pp", words64, "xoroshiro1024++ 1.0 (Blackman, Vigna 2021)", newXoroshiro1024(plusPlus1024)),
		seeded("xorgens4096", words32, "xorgens with 4096 bits and a Weyl sequence (Brent 2007)", newXorgens4096),
		seeded("aes-ctr", words64, "AES with a 128-bit key in counter mode (NIST SP 800-38A)", newAESCTR),
		seeded("mwc64x", words32, "multiply-with-carry of base 2^32, x xor carry (Thomas 2011)", newMWC64X),
		seeded("mwc128", words64, "multiply-with-carry of base 2^64, lag 1 (Vigna)", newMWCVigna(mwc128Multiplier, 1)),
		seeded("mwc192", words64, "multiply-with-carry of base 2^64, lag 2 (Vigna)", newMWCVigna(mwc192Multiplier, 2)),
		seeded("mwc256", words64, "multiply-with-carry of base 2^64, lag 3 (Vigna)", newMWCVigna(mwc256Multiplier, 3)),
		seeded("mwc8222", words32, "multiply-with-carry of base 2^32, lag 256 (Marsaglia 2003)", newMWC8222),
		seeded("cmwc4096", words32, "complementary multiply-with-carry of base 2^32-1, lag 4096 (Marsaglia 2003)", newCMWC4096),
		seeded("lfib4", words32, "lagged Fibonacci of four taps, +, 256 words (Marsaglia 1999)", newLFIB4),
		seeded("ranlux24", words16, "C++'s ranlux24, luxury 3: 23 of 223 outputs; the high 16 of 24 bits (Luescher 1994)", newRanlux(24, 24, 10, 223, 23)),
		seeded("ranlux48", words32, "C++'s ranlux48: 11 of 389 outputs; the high 32 of 48 bits (Luescher 1994)", newRanlux(48, 12, 5, 389, 11)),
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
		seeded("counter64", words64, "a counter; known bad", newCounter64),
		seeded("bias60", words8, "independent bits, 1 with probability 0.6; known bad", newBias60),
		seeded("xoshiro256p", words64, "xoshiro256+ 1.0 (Blackman, Vigna 2021); its low bits are linear", newXoshiro256P),
		seeded("xoshiro512p", words64, "xoshiro512+ 1.0 (Blackman, Vigna 2021); its low bits are linear", newXoshiro512(plus512)),
		seeded("xoshiro128p", words32, "xoshiro128+ 1.0 (Blackman, Vigna 2021); its low bits are linear", newXoshiro128(plus128)),
		seeded("xoroshiro128p-2016", words64, "xoroshiro128+ with the constants of 2016, 55, 14, 36; its low bits are linear", of2(xoroshiro128P2016)),
		seeded("xoroshiro64s", words32, "xoroshiro64* 1.0 (Blackman, Vigna 2021); its low bits are linear", newXoroshiro64(star64)),
		seeded("xoroshiro1024s", words64, "xoroshiro1024* 1.0 (Blackman, Vigna 2021); its low bits are linear", newXoroshiro1024(star1024)),
		seeded("xorshift64s", words64, "xorshift64* (Vigna 2016); its low bits are linear", newXorshift64Star),
		seeded("xorshift1024s", words64, "xorshift1024* (Vigna 2016); its low bits are linear", newXorshift1024Star),
		seeded("mwc2x16", words32, "two multiply-with-carry generators of 16 bits (Marsaglia 1999)", newMWC2x16),
		seeded("mwc-r", words32, "R's Marsaglia-Multicarry (?RNGkind)", newMWCMarsagliaR),
		seeded("mwc1616", words32, "V8's Math.random() until 2015: two of 16 bits that overlap (v8.dev)", newMWC1616),
		seeded("mwc64", words32, "multiply-with-carry of base 2^32, lag 1 (Marsaglia 2003)", newMWC64),
		seeded("swb-37-24", words32, "subtract with borrow, lags 37 and 24, base 2^32 (Marsaglia, Zaman 1991)", newSWB(37, 24, 1<<32)),
		seeded("swb-43-22", words32, "subtract with borrow, lags 43 and 22, base 2^32-5 (Marsaglia, Zaman 1991)", newSWB(43, 22, 1<<32-5)),
		seeded("swb-1999", words32, "subtract with borrow, lags 237 and 222, base 2^32 (Marsaglia 1999)", newSWB1999),
		seeded("ranlux24-base", words16, "C++'s ranlux24_base, luxury 0: subtract with borrow, lags 24 and 10; the high 16 of 24 bits", newRanlux(24, 24, 10, 0, 0)),
		seeded("ranlux24-luxury1", words16, "RANLUX at luxury 1: 24 of 48 outputs; the high 16 of 24 bits (Luescher 1994)", newRanlux(24, 24, 10, 48, 24)),
		seeded("ranlux24-luxury2", words16, "RANLUX at luxury 2: 24 of 97 outputs; the high 16 of 24 bits (Luescher 1994)", newRanlux(24, 24, 10, 97, 24)),
		seeded("ranlux48-base", words32, "C++'s ranlux48_base: subtract with borrow, lags 12 and 5; the high 32 of 48 bits", newRanlux(48, 12, 5, 0, 0)),
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
	),
)

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
