package sources

import (
	"math/big"
	"slices"
	"testing"
)

// rand_xoshiro's tests have the outputs of the authors' C code from the states
// 1, 2, 3, ...
const rustXoshiro = "the tests of the crate rand_xoshiro, by the authors' C code"

// published are outputs that a generator's author, a standard, or the tests of
// another implementation state. All other generators of [All] are in
// noOutsideValue or in testdata/generators.json.
var published = []struct {
	name  string // of All
	g     generator
	skip  int // outputs before the first of want
	want  []uint64
	where string
}{
	{"xoshiro256pp", &xoshiro256PP{[4]uint64{1, 2, 3, 4}}, 0,
		[]uint64{41943041, 58720359, 3588806011781223, 3591011842654386, 9228616714210784205, 9973669472204895162}, rustXoshiro},
	{"xoshiro256p", xoshiro256P([4]uint64{1, 2, 3, 4}), 0,
		[]uint64{5, 211106232532999, 211106635186183, 9223759065350669058, 9250833439874351877, 13862484359527728515}, rustXoshiro},
	{"xoshiro512p", xoshiro512([8]uint64{1, 2, 3, 4, 5, 6, 7, 8}, plus512), 0,
		[]uint64{4, 8, 4113, 25169936, 52776585412635}, rustXoshiro},
	{"xoshiro512pp", xoshiro512([8]uint64{1, 2, 3, 4, 5, 6, 7, 8}, plusPlus512), 0,
		[]uint64{524291, 1048578, 539099140, 3299073855497}, rustXoshiro},
	{"xoshiro512ss", xoshiro512([8]uint64{1, 2, 3, 4, 5, 6, 7, 8}, starStar512), 0,
		[]uint64{11520, 0, 23040, 23667840, 144955163520}, rustXoshiro},
	{"xoshiro128p", xoshiro128([4]uint32{1, 2, 3, 4}, plus128), 0,
		[]uint64{5, 12295, 25178119, 27286542, 39879690, 1140358681}, rustXoshiro},
	{"xoshiro128pp", xoshiro128([4]uint32{1, 2, 3, 4}, plusPlus128), 0,
		[]uint64{641, 1573767, 3222811527, 3517856514, 836907274, 4247214768}, rustXoshiro},
	{"xoshiro128ss", xoshiro128([4]uint32{1, 2, 3, 4}, starStar128), 0,
		[]uint64{11520, 0, 5927040, 70819200, 2031721883, 1637235492}, rustXoshiro},
	{"xoroshiro128pp", xoroshiro128PP([2]uint64{1, 2}), 0,
		[]uint64{393217, 669327710093319, 1732421326133921491, 11394790081659126983, 9555452776773192676}, rustXoshiro},
	{"xoroshiro128ss", xoroshiro128SS([2]uint64{1, 2}), 0,
		[]uint64{5760, 97769243520, 9706862127477703552, 9223447511460779954, 8358291023205304566}, rustXoshiro},
	{"xoroshiro64s", xoroshiro64([2]uint32{1, 2}, star64), 0,
		[]uint64{2654435771, 327208753, 4063491769, 4259754937, 261922412, 168123673}, rustXoshiro},
	{"xoroshiro64ss", xoroshiro64([2]uint32{1, 2}, starStar64), 0,
		[]uint64{3802928447, 813792938, 1618621494, 2955957307, 3252880261, 1129983909}, rustXoshiro},
	{"aes-ctr", newAESCTRKey([16]byte{0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6, 0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f, 0x3c},
		[16]byte{0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe, 0xff}), 0,
		[]uint64{0xb07c609873df8cec, 0xe4a19eea7516d2f2, 0x635173673c7c2b36, 0xae7350fcd777a018}, "NIST SP 800-38A, F.5.1, output blocks"},
	{"lfib4", stepped(newMarsaglia1999(marsagliaKISS()).lfib4), 999999, []uint64{1064612766}, "Marsaglia 1999"},
	{"swb-1999", stepped(afterLFIB4().swb), 999999, []uint64{627749721}, "Marsaglia 1999"},
	{"mwc2x16", mwc2x16(afterKISS().z, afterKISS().w), 999999, []uint64{904977562}, "Marsaglia 1999"},
	{"fib1999", fib1999(9983651, 95746118), 999999, []uint64{3519793928}, "Marsaglia 1999"},
	{"ranlux24-base", ranlux(24, 24, 10, 0, 0, 19780503), 9999, []uint64{7937952}, "C++11, [rand.predef]"},
	{"ranlux24", ranlux(24, 24, 10, 223, 23, 19780503), 9999, []uint64{9901578}, "C++11, [rand.predef]"},
	{"ranlux48-base", ranlux(48, 12, 5, 0, 0, 19780503), 9999, []uint64{61839128582725}, "C++11, [rand.predef]"},
	{"ranlux48", ranlux(48, 12, 5, 389, 11, 19780503), 9999, []uint64{249142670248501}, "C++11, [rand.predef]"},
}

// marsagliaKISS is the KISS of Marsaglia's test program of 1999 at its start.
func marsagliaKISS() *kiss99 { return &kiss99{z: 12345, w: 65435, jsr: 34221, jcong: 12345} }

// afterLFIB4 is its table after the million of LFIB4, where that of SWB begins.
func afterLFIB4() *marsaglia1999 {
	g := newMarsaglia1999(marsagliaKISS())
	for range 1000000 {
		g.lfib4()
	}
	return g
}

// afterKISS is its KISS after the 256 words of the table and the million that
// follow, which the millions of the parts (CONG, SHR3, MWC) go on from.
func afterKISS() *kiss99 {
	k := marsagliaKISS()
	k.fill(make([]uint64, 256+1000000))
	return k
}

// noOutsideValue are the generators for which no outputs are published that
// could be found, and for some of which a test below checks a property.
var noOutsideValue = []string{
	"xoroshiro1024pp", "xoroshiro1024s", "xoroshiro128p-2016", "xorshift64s", "xorshift1024s", "xorgens4096",
	"mwc64x", "mwc128", "mwc192", "mwc256", "mwc8222", "cmwc4096", "mwc-r", "mwc1616", "mwc64",
	"ranlux24-luxury1", "ranlux24-luxury2", "swb-37-24", "swb-43-22",
	"lfib-17-5", "lfib-55-24", "lfib-55-24-subtract", "lfib-607-273", "lfib-607-273-high", "lfib-607-273-subtract",
	"lfib-607-273-xor", "lfib-1279-418", "lfib-17-5-multiply", "lfib-607-273-multiply", "r250", "r250-521", "ziff4",
}

func TestPublishedOutputs(t *testing.T) {
	known := map[string]bool{}
	for _, g := range readGolden(t) {
		known[g.Name] = true
	}
	for _, test := range published {
		known[test.name] = true
		test.g.fill(make([]uint64, test.skip))
		got := make([]uint64, len(test.want))
		test.g.fill(got)
		if !slices.Equal(got, test.want) {
			t.Errorf("%s from output %d: %d, want %d (%s)", test.name, test.skip, got, test.want, test.where)
		}
	}
	for _, name := range noOutsideValue {
		if known[name] {
			t.Errorf("%s has an outside value", name)
		}
		known[name] = true
	}
	for _, e := range All {
		if e.Group != System && !known[e.Name] {
			t.Errorf("%s: no published outputs, and not among those that have none", e.Name)
		}
	}
}

// TestModuli checks the constants of carry generators by what they were chosen
// for: the modulus of the congruential generator that each one is, a b^r - 1
// or b^long - b^short + 1, is prime. A wrong digit would hardly leave it so.
func TestModuli(t *testing.T) {
	power := func(base uint64, r int) *big.Int {
		return new(big.Int).Exp(new(big.Int).SetUint64(base), big.NewInt(int64(r)), nil)
	}
	base64 := func(r int) *big.Int { return power(1<<32, 2*r) }
	one := big.NewInt(1)
	for _, test := range []struct {
		name       string
		multiplier uint64
		power      *big.Int
	}{
		{"mwc64", mwc64Multiplier, power(1<<32, 1)},
		{"mwc64x", mwc64xMultiplier, power(1<<32, 1)},
		{"mwc128", mwc128Multiplier, base64(1)},
		{"mwc192", mwc192Multiplier, base64(2)},
		{"mwc256", mwc256Multiplier, base64(3)},
		{"mwc2x16 and mwc1616", 36969, power(1<<16, 1)},
		{"mwc2x16", 18000, power(1<<16, 1)},
		{"mwc1616", 18273, power(1<<16, 1)},
	} {
		m := new(big.Int).SetUint64(test.multiplier)
		if m.Mul(m, test.power).Sub(m, one); !m.ProbablyPrime(10) {
			t.Errorf("%s: %d b^r - 1 is not prime", test.name, test.multiplier)
		}
	}
	for _, test := range []struct {
		name        string
		base        uint64
		long, short int
	}{
		{"swb-37-24", 1 << 32, 37, 24}, {"swb-43-22", 1<<32 - 5, 43, 22}, {"ranlux24", 1 << 24, 24, 10}, {"ranlux48", 1 << 48, 12, 5},
	} {
		m := power(test.base, test.long)
		if m.Sub(m, power(test.base, test.short)).Add(m, one); !m.ProbablyPrime(10) {
			t.Errorf("%s: b^%d - b^%d + 1 is not prime", test.name, test.long, test.short)
		}
	}
}
