package sources

// An Entry is a line of [All]: a source that can be named.
type Entry struct {
	// Name is what a user types: "mt19937".
	Name string
	// Doc says in one line what the source is, and its reference.
	Doc string
	// Seeded reports that the source takes a seed, as "mt19937?seed=42".
	Seeded bool
	// New makes the source. The seed is ignored unless Seeded.
	New func(seed uint64) Source
}

// All lists the sources that can be named, in the order in which they are
// shown: those of the operating system and of Go's library first, then the
// generators. A new generator is one file and one line here.
var All = []Entry{
	unseeded("crypto", "crypto/rand, the operating system's generator as Go reads it", openCrypto),
	unseeded("urandom", "the device /dev/urandom, read as a file", openURandom),
	unseeded("system", "the bytes of secrets.SystemRandom, the counterpart of Python's random.SystemRandom", openSystem),
	unseeded("fast", "the bytes of secrets/fast: AES-256 in counter mode, its keys from crypto/rand and erased", openFast),
	seeded("mathrand", words64, "math/rand's generator, rand.New(rand.NewSource(seed)).Uint64: additive lagged Fibonacci", newMathRand),
	{Name: "mathrand-global", Doc: "math/rand's top-level rand.Uint64, which the runtime seeds", New: func(uint64) Source { return mathRandGlobal{} }},
	seeded("randv2-pcg", words64, "math/rand/v2's rand.NewPCG(seed, 0): PCG-DXSM (O'Neill 2014)", newRandV2PCG),
	seeded("randv2-chacha8", words64, "math/rand/v2's rand.NewChaCha8, its key SplitMix64 of the seed (C2SP ChaCha8Rand)", newRandV2ChaCha8),

	seeded("splitmix64", words64, "SplitMix64: a counter in steps of the golden ratio, mixed (Steele, Lea, Flood 2014)", newSplitMix64),
	seeded("xoshiro256ss", words64, "xoshiro256** 1.0 (Blackman, Vigna 2021)", newXoshiro256SS),
	seeded("xoroshiro128p", words64, "xoroshiro128+ 1.0 (Blackman, Vigna 2021); its low bits are linear", newXoroshiro128P),
	seeded("mt19937", words32, "Mersenne Twister (Matsumoto, Nishimura 1998); linear", newMT19937),
	seeded("pcg32", words32, "PCG-XSH-RR 64/32, stream 54 (O'Neill 2014)", newPCG32),
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
	seeded("sfc64", words64, "small fast chaotic, 64 bits (Doty-Humphrey, PractRand)", newSFC64),
	seeded("jsf32", words32, "small fast, 32 bits, two rotations (R. Jenkins, \"A small noncryptographic PRNG\")", newJSF32),
	seeded("wyrand", words64, "wyrand of wyhash final version 3 (Wang Yi 2020)", newWyRand),
	seeded("msws", words32, "middle-square Weyl sequence (Widynski 2017)", newMSWS),
	seeded("lfsr113", words32, "four combined Tausworthe generators (L'Ecuyer 1999); linear", newLFSR113),
	seeded("taus88", words32, "three combined Tausworthe generators (L'Ecuyer 1996); linear", newTaus88),
	seeded("well512a", words32, "WELL512a (Panneton, L'Ecuyer, Matsumoto 2006); linear", newWELL512A),
	seeded("mrg32k3a", words32, "two combined recursive generators, the integer in [1, 2^32-209] (L'Ecuyer 1999)", newMRG32k3a),
	seeded("kiss99", words32, "KISS of 1999: multiply-with-carry, congruential and xorshift (Marsaglia 1999)", newKISS99),
	seeded("chacha8", words32, "ChaCha with 8 rounds, original layout (Bernstein 2008)", newChaCha8),
	seeded("xorshift128p", words64, "xorshift128+ 23, 18, 5 (Vigna 2017); its low bits are linear", newXorShift128P),
	seeded("java48", words32, "java.util.Random's nextInt: high 32 of 48 bits of drand48's generator (Java documentation)", newJava48),
	seeded("glibcrand", words32, "GNU C library's srand and rand, shifted left by one (random(3), TYPE_3)", newGlibcRand),
	seeded("counter64", words64, "a counter; known bad", newCounter64),
	seeded("bias60", words8, "independent bits, 1 with probability 0.6; known bad", newBias60),
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
