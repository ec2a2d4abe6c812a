package stattests

import (
	"fmt"
	"math"
	"sync"
)

// A hypothesis is that words are those of a certain generator.
type hypothesis struct {
	kind        string // of generator
	shown       int    // bits of an output
	from, known int    // the words that its state is recovered from
	ahead       int    // words that are then predicted, before they are looked at
	among       uint64 // outputs that count as the predicted one, from it on
	rarely      uint64 // bits of the first word that are 0 where a block is tried: it takes long
	make        func() predictor

	generator int // place in the list
	drop      int // lowest bits of a word that are not its output, but zeros
}

// A predictor recovers a generator's state from outputs and goes on from there.
type predictor interface {
	// fit recovers the state after the outputs known, or says that they are not
	// the generator's.
	fit(known []uint64) bool
	// next is the output that comes next, as far as the state tells.
	next() uint64
	// see advances by the output that came.
	see(output uint64)
	// off is by how much the next n outputs may be off, either way.
	off(n int) uint64
	// parameters are what was recovered.
	parameters() []Parameter
}

// A partial predictor knows something of the next output, and has no next one before
// it has settled.
type partial interface {
	// agrees says whether the output is one that may come next.
	agrees(output uint64) bool
}

// A settler makes the best of all outputs it has seen before it tells the next.
type settler interface {
	settle() bool
}

// exact is embedded where what comes next is known exactly.
type exact struct{}

func (exact) off(int) uint64 { return 0 }

// logQ is ln of the probability that fair words are as predicted.
func (h *hypothesis) logQ() float64 {
	return float64(h.ahead) * (math.Log(float64(h.among)) - float64(h.shown)*math.Ln2)
}

// padded reports whether words have other bits beside the output.
func (h *hypothesis) padded(width int) bool { return width > h.shown }

// place says where in the symbols the outputs are.
func (h *hypothesis) place(width, symbol int) string {
	s := ""
	if h.padded(width) {
		which := "lowest"
		if h.drop > 0 {
			which = "highest"
		}
		s = fmt.Sprintf(" in the %s bits", which)
	}
	if width != symbol || h.padded(width) {
		s = fmt.Sprintf(",%s words of %d bits", map[bool]string{true: s + " of"}[s != ""], width)
	}
	return s
}

// carriers are the widths of words in which a narrower output is looked for. One of 53
// bits is a float in [0, 1).
var carriers = []int{16, 32, 53, 64}

// hypothesesOf lists what is tried on words of a width.
func hypothesesOf(width int) []hypothesis { return allHypotheses()[width] }

var allHypotheses = sync.OnceValue(func() map[int][]hypothesis {
	all := map[int][]hypothesis{}
	add := func(h hypothesis, width, drop int) {
		h.drop = drop
		all[width] = append(all[width], h)
	}
	for i := range generators {
		h := &generators[i]
		h.generator, h.among = i, max(h.among, 1)
		add(*h, h.shown, 0)
	}
	for _, h := range generators {
		if h.shown == 8 || h.shown == 16 || h.shown == 32 {
			continue // these are words themselves
		}
		for _, width := range carriers {
			if width > h.shown {
				if width != 53 {
					add(h, width, 0)
				}
				add(h, width, width-h.shown)
			}
		}
	}
	return all
})

// generators are what is tried. The words that are predicted leave a chance of 2^-60
// or less.
var generators = []hypothesis{
	{kind: "the Mersenne Twister (MT19937)", shown: 32, known: 624, ahead: 2, make: func() predictor { return new(twister) }},
	{kind: "the 64-bit Mersenne Twister (MT19937-64)", shown: 64, known: 312, ahead: 1, make: func() predictor { return new(twister64) }},

	{kind: "a linear congruential generator", shown: 32, known: 12, ahead: 4, make: func() predictor { return new(congruential) }},
	{kind: "a linear congruential generator", shown: 31, known: 12, ahead: 4, make: func() predictor { return new(congruential) }},
	{kind: "a linear congruential generator", shown: 24, known: 12, ahead: 4, make: func() predictor { return new(congruential) }},
	{kind: "a linear congruential generator modulo a power of two", shown: 64, known: 4, ahead: 1, make: newBinaryCongruential(64)},
	{kind: "a linear congruential generator modulo a power of two (drand48() and the like)", shown: 48, known: 4, ahead: 2, make: newBinaryCongruential(48)},

	{kind: "the highest 32 bits of drand48's generator (java.util.Random, mrand48())", shown: 32, known: 4, ahead: 4, among: 2, make: newTruncated(rand48, 48, 32, 11)},
	{kind: "the highest 31 bits of drand48's generator (lrand48(), java.util.Random)", shown: 31, known: 4, ahead: 4, among: 2, make: newTruncated(rand48, 48, 31, 11)},
	{kind: "java.util.Random's nextFloat()", shown: 24, known: 5, ahead: 3, among: 2, make: newTruncated(rand48, 48, 24, 11)},
	{kind: "java.util.Random's nextLong()", shown: 64, known: 2, ahead: 1, make: func() predictor { return newJavaPair(32, 32) }},
	{kind: "java.util.Random's nextDouble()", shown: 53, known: 2, ahead: 2, make: func() predictor { return newJavaPair(26, 27) }},
	{kind: "the highest 32 bits of a linear congruential generator modulo 2^64 (Knuth's MMIX)", shown: 32, known: 4, ahead: 4, among: 2,
		make: newTruncated(mmix, 64, 32, 1442695040888963407, 1)},
	{kind: "the highest 32 bits of a linear congruential generator modulo 2^64 (L'Ecuyer 1999)", shown: 32, known: 4, ahead: 4, among: 2,
		make: newTruncated(2862933555777941757, 64, 32, 3037000493, 7046029254386353087, 1)},
	{kind: "the highest 32 bits of a linear congruential generator modulo 2^64 (L'Ecuyer 1999)", shown: 32, known: 4, ahead: 4, among: 2,
		make: newTruncated(3935559000370003845, 64, 32, 1)},
	{kind: "the highest 32 bits of a linear congruential generator modulo 2^64 (L'Ecuyer 1999)", shown: 32, known: 4, ahead: 4, among: 2,
		make: newTruncated(3202034522624059733, 64, 32, 1)},
	{kind: "the highest 32 bits of a linear congruential generator modulo 2^64 (Steele and Vigna 2022)", shown: 32, known: 4, ahead: 4, among: 2,
		make: newTruncated(0xd1342543de82ef95, 64, 32, 1)},
	{kind: "the highest 32 bits of a multiplicative congruential generator modulo 2^64 (Steele and Vigna 2022)", shown: 32, known: 4, ahead: 4, among: 2,
		make: newTruncated(0xf1357aea2e62a9c5, 64, 32, 0)},
	{kind: "the highest 64 bits of a linear congruential generator modulo 2^128 (PCG's)", shown: 64, known: 4, ahead: 1, among: 2, make: newWideTruncated(pcg128, 128, 64, pcgIncrement, wide{0, 1})},
	{kind: "the highest 32 bits of a linear congruential generator modulo 2^128 (PCG's)", shown: 32, known: 6, ahead: 3, among: 2, make: newWideTruncated(pcg128, 128, 32, pcgIncrement, wide{0, 1})},
	{kind: "the highest 64 bits of a congruential generator modulo 2^128 (lehmer64)", shown: 64, known: 4, ahead: 1, among: 2, make: newTruncated(lehmer, 128, 64, 0, 1)},
	{kind: "the highest 32 bits of a congruential generator modulo 2^128 (lehmer64)", shown: 32, known: 6, ahead: 3, among: 2, make: newTruncated(lehmer, 128, 32, 0, 1)},
	// newlib's is modulo 2^63 with an increment of 1: twice its state is as here.
	{kind: "musl's rand() (increment 1) or newlib's (2)", shown: 31, known: 5, ahead: 3, among: 2, make: newTruncated(mmix, 64, 31, 1, 2)},
	{kind: "Microsoft's rand()", shown: 15, known: 6, ahead: 5, among: 2, make: newTruncated(214013, 31, 15, 2531011)},
	{kind: "the C standard's example of rand()", shown: 15, known: 6, ahead: 5, among: 2, make: newTruncated(1103515245, 31, 15, 12345)},
	{kind: "Borland's rand()", shown: 15, known: 6, ahead: 5, among: 2, make: newTruncated(22695477, 31, 15, 1)},

	{kind: "Python's random.random(), by the Mersenne Twister", shown: 53, known: 312, ahead: 2, among: 1 << 15, make: func() predictor { return newHighTwister(27, 26) }},
	{kind: "PHP's mt_rand(), the highest 31 bits of the Mersenne Twister", shown: 31, known: 624, ahead: 3, among: 1 << 4, make: func() predictor { return newHighTwister(31) }},

	{kind: "glibc's rand()", shown: 31, known: 31, ahead: 3, among: 2, make: func() predictor { return new(glibcRand) }},
	{kind: "math/rand of Go", shown: 64, known: 607, ahead: 1, make: newGoRand(64, 0, 0)},
	{kind: "Int63() of Go's math/rand", shown: 63, known: 607, ahead: 1, make: newGoRand(63, 0, 0)},
	// Float64() is a number of 63 bits rounded to 53 that count: each of the two terms and
	// their sum may be off by half of 2^-53, or one if cut off.
	{kind: "Float64() of Go's math/rand", shown: 53, known: 607, ahead: 2, among: 5, make: newGoRand(53, 2, 4)},
	{kind: "Float64() of Go's math/rand", shown: 64, known: 607, ahead: 2, among: 6<<10 + 1, make: newGoRand(64, 3<<10, 6<<10)},
	{kind: "Uint32() of Go's math/rand", shown: 32, known: 607, ahead: 2, among: 2, make: newGoRand(32, 0, 1)},
	{kind: "Int31() of Go's math/rand", shown: 31, known: 607, ahead: 3, among: 2, make: newGoRand(31, 0, 1)},
	{kind: "Next() of .NET's Random", shown: 31, known: 55, ahead: 3, make: func() predictor { return new(dotNet) }},
	{kind: "NextDouble() of .NET's Random", shown: 53, known: 55, ahead: 2, make: func() predictor { return &dotNet{width: 53} }},
	{kind: "NextDouble() of .NET's Random", shown: 64, known: 55, ahead: 1, make: func() predictor { return &dotNet{width: 64} }},
	{kind: "NextBytes() of .NET's Random", shown: 8, known: 55, ahead: 10, among: 2,
		make: func() predictor { return &lagged{long: 55, short: 34, width: 8, subtract: true, below: 1, spread: 1} }},

	{kind: "Math.random() of V8", shown: 52, known: 4, ahead: 2, among: 2, make: newV8(engineV8[0])},
	{kind: "Math.random() of V8", shown: 52, from: v8Batch / 2, known: 4, ahead: 2, among: 2, make: newV8(engineV8[0])},
	{kind: "Math.random() of V8, with 53 bits", shown: 53, known: 4, ahead: 2, among: 2, make: newV8(engineV8[1])},
	{kind: "Math.random() of V8, with 53 bits", shown: 53, from: v8Batch / 2, known: 4, ahead: 2, among: 2, make: newV8(engineV8[1])},
	{kind: "Math.random() of Firefox and Safari, xorshift128+ 23, 17, 26", shown: 53, known: 128, ahead: 2, make: newLinear(engineXorshift128P53)},
	{kind: "xorshift128+ 23, 17, 26", shown: 64, known: 128, ahead: 1, make: newLinear(engineXorshift128PV8)},
	{kind: "xorshift128+ 23, 18, 5", shown: 64, known: 128, ahead: 1, make: newLinear(engineXorshift128P)},
	{kind: "xoroshiro128+ 24, 16, 37", shown: 64, known: 128, ahead: 1, make: newLinear(engineXoroshiro128P)},
	{kind: "xoroshiro128+ 55, 14, 36", shown: 64, known: 128, ahead: 1, make: newLinear(engineXoroshiro128P2016)},
	{kind: "xoshiro256+", shown: 64, known: 256, ahead: 1, make: newLinear(engineXoshiro256P)},
	{kind: "xoshiro128+", shown: 32, known: 128, ahead: 2, make: newLinear(engineXoshiro128P)},
	{kind: "xorshift32 13, 17, 5", shown: 32, known: 1, ahead: 2, make: newLinear(engineXorshift32)},
	{kind: "xorshift64 13, 7, 17", shown: 64, known: 1, ahead: 1, make: newLinear(engineXorshift64)},
	{kind: "xorshift128 11, 8, 19", shown: 32, known: 4, ahead: 2, make: newLinear(engineXorshift128)},

	{kind: "xoshiro256**", shown: 64, known: 4, ahead: 1, make: newLinear(engineXoshiro256SS)},
	{kind: "xoshiro128**", shown: 32, known: 4, ahead: 2, make: newLinear(engineXoshiro128SS)},
	{kind: "xoroshiro128**", shown: 64, known: 2, ahead: 1, make: newLinear(engineXoroshiro128SS)},
	{kind: "xoroshiro64*", shown: 32, known: 2, ahead: 2, make: newLinear(engineXoroshiro64S)},
	{kind: "xoroshiro64**", shown: 32, known: 2, ahead: 2, make: newLinear(engineXoroshiro64SS)},
	{kind: "xorshift64* 12, 25, 27", shown: 64, known: 1, ahead: 1, make: newLinear(engineXorshift64S)},

	{kind: "multiply-with-carry of base 2^32", shown: 32, known: 6, ahead: 2, make: newMultiplyCarry(0, 1, 32)},
	{kind: "multiply-with-carry of base 2^32, MWC256 (Marsaglia 2003)", shown: 32, known: 257, ahead: 2, make: newMultiplyCarry(809430660, 256, 32)},
	{kind: "multiply-with-carry of base 2^32, x XOR carry (MWC64X)", shown: 32, known: 4, ahead: 2, rarely: 127, make: func() predictor { return new(carryXor) }},
	{kind: "multiply-with-carry of base 2^64, MWC128 (Vigna)", shown: 64, known: 2, ahead: 1, make: newMultiplyCarry(0xffebb71d94fcdaf9, 1, 64)},
	{kind: "multiply-with-carry of base 2^64, MWC192 (Vigna)", shown: 64, known: 3, ahead: 1, make: newMultiplyCarry(0xffa04e67b3c95d86, 2, 64)},
	{kind: "multiply-with-carry of base 2^64, MWC256 (Vigna)", shown: 64, known: 4, ahead: 1, make: newMultiplyCarry(0xfff62cf2ccc0cdaf, 3, 64)},
	{kind: "two multiply-with-carry generators of base 2^16 (Marsaglia 1999)", shown: 32, known: 2, ahead: 2, make: newDoubleCarry(36969, 18000, 16, math.MaxUint32, false)},
	{kind: "R's Marsaglia-Multicarry", shown: 32, known: 2, ahead: 2, make: newDoubleCarry(36969, 18000, 16, 0xffff, true)},
	{kind: "Math.random() of V8 until 2015, two multiply-with-carry generators", shown: 32, known: 4, ahead: 2, make: newDoubleCarry(18273, 36969, 14, 0x3ffff, false)},

	{kind: "a counter and MurmurHash3's 64-bit finalizer", shown: 64, known: 2, ahead: 1,
		make: newMixed(1, 64, 0, [3]int{33, 33, 33}, [2]uint64{0xff51afd7ed558ccd, 0xc4ceb9fe1a85ec53})},
	{kind: "a counter and MurmurHash3's 32-bit finalizer", shown: 32, known: 2, ahead: 2,
		make: newMixed(1, 32, 0, [3]int{16, 13, 16}, [2]uint64{0x85ebca6b, 0xc2b2ae35})},
	{kind: "a counter and lowbias32", shown: 32, known: 2, ahead: 2,
		make: newMixed(1, 32, 0, [3]int{16, 15, 16}, [2]uint64{0x7feb352d, 0x846ca68b})},
	{kind: "SplitMix64 (java.util.SplittableRandom)", shown: 64, known: 2, ahead: 1,
		make: newMixed(1, 64, 0, [3]int{30, 27, 31}, [2]uint64{0xbf58476d1ce4e5b9, 0x94d049bb133111eb})},
	{kind: "a counter and Evensen's moremur", shown: 64, known: 2, ahead: 1,
		make: newMixed(1, 64, 0, [3]int{27, 33, 27}, [2]uint64{0x3c79ac492ba7b653, 0x1c69b3f74ac4ae35})},
	{kind: "a counter and Lea's mixer of 64 bits", shown: 64, known: 2, ahead: 1,
		make: newMixed(1, 64, 0, [3]int{32, 32, 32}, [2]uint64{0xdaba0b6eb09322e3, 0xdaba0b6eb09322e3})},
	{kind: "a counter and the hash of 32 bits with 0x45d9f3b", shown: 32, known: 2, ahead: 2,
		make: newMixed(1, 32, 0, [3]int{16, 16, 16}, [2]uint64{0x45d9f3b, 0x45d9f3b})},
	{kind: "PCG RXS-M-XS 64/64", shown: 64, known: 2, ahead: 1, make: newMixed(mmix, 64, 5, [3]int{0, 64, 43}, [2]uint64{12605985483714917081, 1})},
	{kind: "PCG RXS-M-XS 32/32", shown: 32, known: 2, ahead: 2, make: newMixed(747796405, 32, 4, [3]int{0, 64, 22}, [2]uint64{277803737, 1})},
	{kind: "PCG RXS-M-XS 16/16", shown: 16, known: 2, ahead: 4, make: newMixed(12829, 16, 3, [3]int{0, 64, 11}, [2]uint64{62169, 1})},
	{kind: "PCG RXS-M-XS 8/8", shown: 8, known: 2, ahead: 8, make: newMixed(141, 8, 2, [3]int{0, 64, 6}, [2]uint64{217, 1})},

	{kind: "RomuTrio", shown: 64, known: 3, ahead: 1, make: newRomuTrio(64, romuMultiplier, 12, 44)},
	{kind: "RomuTrio32", shown: 32, known: 3, ahead: 2, make: newRomuTrio(32, romuMultiplier32, 6, 22)},
	{kind: "RomuDuo", shown: 64, known: 2, ahead: 1, make: newRomuDuo},
	{kind: "RomuDuoJr", shown: 64, known: 2, ahead: 1, make: newRomuDuoJr},
}

// Multipliers: of drand48 and java.util.Random, by their manuals; of Knuth's MMIX,
// TAOCP 2, 3.3.4 table 1; of D. Lemire's lehmer64, from L'Ecuyer's table.
const (
	rand48 = 0x5DEECE66D
	mmix   = 6364136223846793005
	lehmer = 0xda942042e4dd58b5
)

// M. E. O'Neill's PCG, 2014, for states of 128 bits.
var (
	pcg128       = wide{2549297995355413924, 4865540595714422341}
	pcgIncrement = wide{mmix, 1442695040888963407}
)
