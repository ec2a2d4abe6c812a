package sources

import (
	"encoding/binary"
	"encoding/hex"
	"math/big"
	"slices"
	"testing"

	"github.com/randaudit/randaudit/internal/gf2"
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
	{"chacha12", chaCha([8]uint32{}, 12), 0, littleEndian("9bf49a6a0755f953811fce125f2683d5"), "draft-strombergson-chacha-test-vectors, TC1, 12 rounds, 256 bits"},
	{"chacha20", chaCha([8]uint32{}, 20), 0, littleEndian("76b8e0ada0f13d90405d6ae55386bd28"), "draft-strombergson-chacha-test-vectors, TC1, 20 rounds, 256 bits"},
	{"salsa20", salsa([8]uint32{0x80}, [2]uint32{}, 20), 0, littleEndian("e3be8fdd8beca2e3ea8ef9475b29a6e7003951e1097a5c38d23b7a5fad9f6844"), "ECRYPT, Salsa20 with 256 bits, set 1, vector 0"},
	{"philox4x32", blockOf32x4(philox4x32([4]uint32{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, [2]uint32{0xa4093822, 0x299f31d0}, 10)), 0,
		[]uint64{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}, random123},
	{"philox4x32-7", blockOf32x4(philox4x32([4]uint32{}, [2]uint32{}, 7)), 0,
		[]uint64{0x5f6fb709, 0x0d893f64, 0x4f121f81, 0x4f730a48}, random123},
	{"philox2x32", blockOf32x2(philox2x32([2]uint32{0x243f6a88, 0x85a308d3}, 0x13198a2e, 10)), 0, []uint64{0xdd7ce038, 0xf62a4c12}, random123},
	{"threefry4x64", blockOf64x4(threefry4x64([4]uint64{}, [4]uint64{}, 20)), 0,
		[]uint64{0x09218ebde6c85537, 0x55941f5266d86105, 0x4bd25e16282434dc, 0xee29ec846bd2e40b}, random123},
	{"threefry2x32", blockOf32x2(threefry2x32([2]uint32{0x243f6a88, 0x85a308d3}, [2]uint32{0x13198a2e, 0x03707344}, 20)), 0,
		[]uint64{0xc4923a9c, 0x483df7a0}, random123},
	{"threefry2x32-13", blockOf32x2(threefry2x32([2]uint32{0x243f6a88, 0x85a308d3}, [2]uint32{0x13198a2e, 0x03707344}, 13)), 0,
		[]uint64{0xba3e4725, 0xf27d669e}, random123},
	{"speck64", blockOf32x2(two(speck64(0x3b726574, 0x7475432d, [4]uint32{0x03020100, 0x0b0a0908, 0x13121110, 0x1b1a1918}, 27))), 0,
		[]uint64{0x8c6fa548, 0x454e028b}, "Beaulieu and others 2013, appendix C"},
	{"xtea", blockOf32x2(two(xtea(0x41424344, 0x45464748, [4]uint32{0x00010203, 0x04050607, 0x08090a0b, 0x0c0d0e0f}, 32))), 0,
		[]uint64{0x497df3d0, 0x72612cb5}, "the test vectors of Crypto++ and Botan"},
	{"pcg64", pcg64(seedPCG64(uint128{0, 42}, uint128{0, 54})), 0,
		[]uint64{0x86b1da1d72062b68, 0x1304aa46c9853d39, 0xa3670e9e0dd50358, 0xf9090e529a7dae00}, pcgExpected},
	{"pcg64-once", pcg64Once(pcgStart[uint64](pcg32Multiplier, 42, 54)), 0,
		[]uint64{0xe1cbc180b69606bb, 0x6573bce7abaee684, 0xc744f07442006076, 0x9e9f98ccbd60b8fc}, pcgExpected},
	{"pcg32-once", pcg32Once(pcgStart[uint32](747796405, 42, 54)), 0,
		[]uint64{0xf84b622d, 0xdc1e5bb4, 0x74fb8ac1, 0xb3bbf8de}, pcgExpected},
	{"pcg32-fast", pcg32RS(pcgStart[uint64](pcg32Multiplier, 42, 54)), 0,
		[]uint64{0x5c1b65c0, 0x8ffceb31, 0xcccad075, 0xb83cdfc6}, pcgExpected + ", with an increment"},
	{"pcg16", pcg16(pcgStart[uint32](747796405, 42, 54)), 0, []uint64{0x0a76, 0x61e2, 0x8b45, 0xdacf, 0x2b23, 0x9447}, pcgExpected},
	{"pcg16-once", pcg16Once(pcgStart[uint16](12829, 42, 54)), 0, []uint64{0x9bec, 0x5957, 0x960e, 0xd08d, 0x4e05, 0xde00}, pcgExpected},
	{"pcg8", pcg8(pcgStart[uint16](12829, 42, 54)), 0, []uint64{0xf5, 0x8a, 0x7f, 0xcb, 0xed, 0xfe, 0xad, 0xe7}, pcgExpected},
	{"pcg8-once", pcg8Once(pcgStart[uint8](141, 42, 54)), 0, []uint64{0xea, 0x4d, 0x8a, 0x45, 0x6b, 0x23, 0xcb, 0xaa}, pcgExpected},
	{"isaac", isaac32([256]uint32{}), 256, []uint64{0xf650e4c8, 0xe448e96d, 0x98db2fb4, 0xf5fad54f, 0x433f1afb, 0xedec154a}, "the author's randvect.txt"},
	{"isaac64", isaac64([256]uint64{1, 23, 456, 7890, 12345}), 252,
		[]uint64{1238879483818134882, 17351601304698403469, 14377643087320773276, 547121783600835980},
		"the tests of the crate rand_isaac, which gives each batch from its end"},
	{"splitmix32", splitMix32(0), 0, []uint64{0x92ca2f0e, 0x3cd6e3f3, 0x1b147dcc, 0x4c081dbf}, "tests of other implementations, state 0"},
	{"ranlux24-base", ranlux(24, 24, 10, 0, 0, 19780503), 9999, []uint64{7937952}, "C++11, [rand.predef]"},
	{"ranlux24", ranlux(24, 24, 10, 223, 23, 19780503), 9999, []uint64{9901578}, "C++11, [rand.predef]"},
	{"ranlux48-base", ranlux(48, 12, 5, 0, 0, 19780503), 9999, []uint64{61839128582725}, "C++11, [rand.predef]"},
	{"ranlux48", ranlux(48, 12, 5, 389, 11, 19780503), 9999, []uint64{249142670248501}, "C++11, [rand.predef]"},
	{"cong", cong(uint64(afterKISS().jcong)), 999999, []uint64{1529210297}, "Marsaglia 1999"},
	{"borosh13", lcg(42, borosh13, 0, 1<<32, 0), 0, []uint64{3107752594, 3708341658, 2176223170, 1777885578}, gsl},
	{"waterman14", lcg(42, waterman14, 0, 1<<32, 0), 0, []uint64{1351016082, 2352944538, 4102955970, 1848537482}, gsl},
	{"waterman14-high", lcg(42, waterman14, 0, 1<<32, 16), 0, []uint64{1351016082 >> 16, 2352944538 >> 16, 4102955970 >> 16}, gsl},
	{"fishman18", lcg(42, fishman18, 0, minStdModulus, 0), 0, []uint64{460292615, 1228729052, 1639780612, 466763812}, gsl},
	{"lecuyer21", lcg(42, lecuyer21, 0, lecuyer21Modulus, 0), 0, []uint64{1709064, 825763520, 296411687, 1317598620}, gsl},
	{"fishman2x", fishman2x(42, 42), 0, []uint64{318318, 401228887, 255082350, 1791256842}, gsl},
	{"knuthran2", knuthRan2(42, 42), 0, []uint64{369578035, 872889997, 1119400451, 2001018628}, gsl},
	{"coveyou", coveyou(42), 0, []uint64{1806, 3263442, 2833024022, 3537057274}, gsl},
	{"ranf", lcg(0x333322221111, ranf, 0, 1<<48, 16), 0, []uint64{2437369781, 390499266, 3054484431, 687382050}, gsl + " and the state 0x333322221111"},
	{"ansirand", ansiRand(1), 0, []uint64{16838, 5758, 10113, 17515, 31051}, "known from many programs of its time, seed 1"},
	{"msvcrand", msvcRand(1), 0, []uint64{41, 18467, 6334, 26500, 19169, 15724}, "known from many programs, seed 1"},
	{"muslrand", muslRand(42), 0, []uint64{311430560, 131117839, 1110653038, 92942940, 1421832848, 1535304859}, "musl 1.2.3, srand(42)"},
	{"mrand48", mrand48(42), 0, []uint64{3197710526, 1471891643, 477107655, 1813932012, 348369827, 3678384831}, "glibc 2.36 and musl 1.2.3, srand48(42)"},
	{"visualbasic", visualBasic(0x50000), 0, []uint64{0xb49ec3, 0x888e7a, 0x945b55, 0x4a20c4, 0x4d4c77}, "the fractions .7055475, .533424, .5795186, .2895625, .301948 that every program began with"},
	{"wichmann-hill", wichmannHill(1234, 5678, 9012), 0,
		[]uint64{3089894259, 3097770176, 3422637203, 3981498122, 1380073675}, "R 4.2, Wichmann-Hill, its fractions times 2^32"},
	{"mwc-r", mwcMarsagliaR(12345, 67890), 0, []uint64{3613494177, 33336022, 165350713, 1005774524, 3151070817}, "R 4.2, Marsaglia-Multicarry, its fractions times 2^32-1"},
	{"clcg88", &clcg88{42, 77}, 0, []uint64{2146030866, 2024469354, 1959861728, 1027134043}, "Boost 1.74, ecuyer1988(42, 77)"},
	{"mrg5", mrg5([5]uint64{11, 22, 33, 44, 55}), 0, []uint64{1186862402, 1951427291, 501564294, 1329989610}, gsl + " and that state"},
	{"mrg96", mrg96([3]uint64{11, 22, 33}, [3]uint64{44, 55, 66}), 0, []uint64{29169002, 385045109, 377186672, 1063596024}, gsl + " and that state"},
	{"mrg96", mrg96([3]uint64{11, 22, 33}, [3]uint64{44, 55, 66}), 9999, []uint64{121929978}, gsl + " and that state"},
	{"nr-ran1", ran1(42), 0, []uint64{1013554273, 1157513875, 1582736250, 404315618}, gsl},
	{"nr-ran2", ran2(42), 0, []uint64{1211447580, 1970255770, 250417104, 945924964}, gsl},
	{"nr-ran3", ran3(42), 0, []uint64{634670766, 791644133, 941623396, 894891413}, gsl},
	{"nr-ran3", ran3(42), 9999, []uint64{221262568}, gsl},
	{"dotnet", dotNet(42), 0, []uint64{1434747710, 302596119, 269548474, 1122627734, 361709742}, "Mono 6.8, new Random(42)"},
	{"dotnet", dotNet(-1 << 31), 0, []uint64{1559595546, 1755192844, 1649316172}, "Mono 6.8, new Random(int.MinValue)"},
	{"mt19937-64", newMT19937x64(5489), 9999, []uint64{9981545732273789042}, "C++11, [rand.predef]"},
	{"mt11213b", newMT11213b(5489), 9999, []uint64{3809585648}, "Boost 1.74, mt11213b"},
	{"php-mt-rand", highOf(newPHPMTRand(42), 1), 0, []uint64{1354439493, 1710563033, 2041643438, 1748058097, 586813251, 478617429}, "PHP 8.2, mt_srand(42, MT_RAND_PHP)"},
	{"python-random", newPythonRandom(42), 0, []uint64{0x14762f307200c5 >> 21, 0xcce35af75903 >> 21, 0x8cd0a48fac4ee >> 21, 0x7248ad88ee307 >> 21}, "Python 3.11, random.seed(42)"},
	{"sfmt19937", newSFMT19937(1234), 0, []uint64{3440181298, 1564997079, 1510669302, 2930277156, 1452439940, 3796268453, 423124208, 2143818589}, "SFMT.19937.out.txt of the authors' program"},
	{"tt800", tt800([25]uint32(multiplesOfGoldenRatio(25))), 0, []uint64{262631966, 3594388556, 3384123806, 294442856}, gsl + " and a state of multiples of 0x9e3779b9"},
	{"tt800", tt800([25]uint32(multiplesOfGoldenRatio(25))), 9999, []uint64{3739784042}, gsl + " and that state"},
	{"tinymt32", tinyMT32(1), 0, []uint64{2545341989, 981918433, 3715302833, 2387538352, 3591001365}, "RFC 8682, figure 2"},
	{"tinymt64", newTinyMT64(1), 0, []uint64{15503804787016557143, 17280942441431881838, 2177846447079362065, 10087979609567186558}, "check64.out.txt of the authors' program"},
	{"well1024a", well(&well1024a, multiplesOfGoldenRatio(32)), 0, []uint64{0xbae571f9, 0x5d83083a, 0x0895538b, 0x1598fbd2}, commonsMath},
	{"well1024a", well(&well1024a, multiplesOfGoldenRatio(32)), 99999, []uint64{0x36fc1e74}, commonsMath},
	{"well19937a", well(&well19937a, multiplesOfGoldenRatio(624)), 0, []uint64{0xae76edc7, 0x8e30c61, 0x3371239, 0xead4f6ac}, commonsMath},
	{"well19937a", well(&well19937a, multiplesOfGoldenRatio(624)), 99999, []uint64{0x65bfbcd5}, commonsMath},
	{"well19937c", well(&well19937c, multiplesOfGoldenRatio(624)), 99999, []uint64{0x3af33ed5}, commonsMath},
	{"well44497a", well(&well44497a, multiplesOfGoldenRatio(1391)), 0, []uint64{0x78415a01, 0x9e7e161e, 0xb64cf1da, 0x52b5e735}, commonsMath},
	{"well44497a", well(&well44497a, multiplesOfGoldenRatio(1391)), 99999, []uint64{0x9a3e1bb1}, commonsMath},
	{"well44497b", well(&well44497b, multiplesOfGoldenRatio(1391)), 99999, []uint64{0x09238bb1}, commonsMath},
	{"shr3", shr3(afterKISS().jsr), 999999, []uint64{2642725982}, "Marsaglia 1999"},
	{"superduper", superDuper(12345, 67891), 0, []uint64{1997325550, 3056012278, 2437522211, 2171745804, 2085424950}, "R 4.2, Super-Duper, its fractions times 2^32-1"},
	{"kiss64", kiss64(1234567890987654321, 123456123456123456, 362436362436362436, 1066149217761810), 99999999, []uint64{1666297717051644203}, "Marsaglia 2009"},
	{"ranmar", ranmar(1802, 9373), 20000, []uint64{6533892, 14220222, 7275067, 6172232, 8354498, 10633180}, "James 1990"},
	{"v8-random", newV8Random(42), 0, []uint64{0xcb3dc527, 0x86871b3f, 0x5a11d82f, 0xf68ada54, 0x89ff5a4a, 0x7eac4c03}, v8},
	{"v8-random", newV8Random(42), 63, []uint64{0x14e1b569, 0x787deb25, 0x42a45749}, v8},
	{"spidermonkey-random", spiderMonkey(1, 4), 0, []uint64{0x800049, 0x3000186, 0x400003001145}, "Firefox's test of XorShift128PlusRNG, calculated by hand"},
	{"lua", newLuaRandom(42), 0, []uint64{0xee49b4f7660276e5, 0x73a81c109b785431, 0x8c00881aa3bfbd4b, 0xcb28abfc09025d55}, "Lua 5.4.4, math.randomseed(42)"},
	{"lxm-l64x128", newLXM(42), 0, []uint64{0xb2482ded0ba7ac12, 0xabc6a30a803e9910, 0xb52050e95869e138, 0xd0bb322ded7531ec}, "OpenJDK 17, L64X128MixRandom, seed 42"},
	{"ran-array", newRanArrayState(42, 100), 0, []uint64{943903070, 520268190, 497655158, 557661446}, gsl},
	{"ran-array", newRanArrayState(42, 100), 9999, []uint64{85869391}, gsl},
	{"ran-array-all", newRanArrayState(310952, ranBlock), 2009 * ranBlock, []uint64{995235265}, "Knuth's test program"},
	{"icg", icg(42), 0, []uint64{576682808, 1974035939, 1859530304, 1208865727}, "Boost 1.74, hellekalek1995(42)"},
	{"icg", icg(42), 9999, []uint64{399699580}, "Boost 1.74, hellekalek1995(42)"},
	{"gjrand", newGJRand(0xdeadbeef12345678), 9999, []uint64{0xb7c6758b43ea66ec}, "SmokeRand's check of its own"},
	{"rule30", rule30([4]uint64{2: 1}), 0, []uint64{0b11011100, 0b11000101, 0b10010011, 0b10101110}, "OEIS A051023: the middle column from one cell"},
	{"knuth-b", knuthB(1), 0, []uint64{152607844, 823378840, 578354438, 2035308228}, "libstdc++ 12, knuth_b(1)"},
	{"knuth-b", knuthB(1), 9999, []uint64{1112339016}, "C++11, [rand.predef]"},
	{"glibcrandom7", highOf(glibcRandom(7, 3, 42), 1), 0, []uint64{769798547, 2024571666, 1204852799, 931293870}, "glibc 2.36, initstate(42, state, 32)"},
	{"glibcrandom15", highOf(glibcRandom(15, 1, 42), 1), 0, []uint64{2051258974, 339992574, 1379825892, 1298392284}, "glibc 2.36, initstate(42, state, 64)"},
	{"glibcrandom63", highOf(glibcRandom(63, 1, 42), 1), 0, []uint64{472624893, 994493761, 100792968, 176611971}, "glibc 2.36, initstate(42, state, 256)"},
	{"bsdrand", bsdRand(42), 0, []uint64{1250496027, 1116302264, 1000676753, 1668674806}, "glibc 2.36, initstate(42, state, 8)"},
}

const (
	commonsMath = "Apache Commons Math 3.6.1, from a state of multiples of 0x9e3779b9"
	v8          = "Node.js 20, --random-seed=42, Math.random() times 2^32"
	gsl         = "GSL 2.7.1, seed 42"
	random123   = "kat_vectors of the authors' library Random123"
	pcgExpected = "the expected outputs of the author's library pcg-c"
)

// blockOf, with the width and the number of the words, gives those of a block.
func blockOf64x4(block [4]uint64) generator { return &blocks{block: block[:]} }

func blockOf32x4(b [4]uint32) generator {
	return blockOf64x4([4]uint64{uint64(b[0]), uint64(b[1]), uint64(b[2]), uint64(b[3])})
}

func blockOf32x2(b [2]uint32) generator { return blockOf32x4([4]uint32{b[0], b[1]}) }

func two(x, y uint32) [2]uint32 { return [2]uint32{x, y} }

// littleEndian are the little-endian words of bytes in hexadecimal.
func littleEndian(s string) (w []uint64) {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic(err)
	}
	for ; len(b) > 0; b = b[4:] {
		w = append(w, uint64(binary.LittleEndian.Uint32(b)))
	}
	return w
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

// multiplesOfGoldenRatio are n 0x9e3779b9 mod 2^32 for n from 1 on.
func multiplesOfGoldenRatio(n int) []uint32 {
	x := make([]uint32, n)
	for i := range x {
		x[i] = 0x9e3779b9 * uint32(i+1)
	}
	return x
}

// noOutsideValue are the generators for which no outputs are published that
// could be found, and for some of which a test below checks a property.
var noOutsideValue = []string{
	"xoroshiro1024pp", "xoroshiro1024s", "xoroshiro128p-2016", "xorshift64s", "xorshift1024s", "xorgens4096",
	"mwc64x", "mwc128", "mwc192", "mwc256", "mwc8222", "cmwc4096", "mwc1616", "mwc64",
	"salsa8", "sfc32", "sfc16", "sfc8", "jsf64", "jsf32-3", "jsf16", "jsf8", "romuquad", "romutrio", "romuduo", "romuduojr", "romumono32",
	"tyche", "tychei", "murmur64", "murmur32", "few-seeds", "lowbias32", "wyhash64", "mulberry32", "fnv64", "fnv32", "crc32", "oneatatime", "sha256-ctr",
	"weyl64", "weyl-nested", "middlesquare64", "lcg128hi", "lcg128top", "lehmer64", "rc4-drop256", "rc4-drop3072", "threefry4x64-12",
	"chacha2", "chacha4", "salsa2", "salsa4", "philox4x32-2", "philox4x32-3", "philox4x32-4", "philox2x32-3", "philox2x32-5",
	"threefry4x64-4", "threefry4x64-8", "threefry2x32-4", "threefry2x32-8", "speck64-4", "speck64-8", "xtea-2", "xtea-4",
	"squares32", "squares64", "squares32-2",
	"ranlux24-luxury1", "ranlux24-luxury2", "swb-37-24", "swb-43-22",
	"lfib-17-5", "lfib-55-24", "lfib-55-24-subtract", "lfib-607-273", "lfib-607-273-high", "lfib-607-273-subtract",
	"jkiss", "ultra", "mother", "combo", "eicg", "msws64", "ranrot",
	"rrmxmx", "moremur", "nasam", "stafford13", "xorshift64s-high", "xorshift1024phi",
	"newlibrand", "excel97", "mrg31k3p", "lfsr258", "nr-ranq1", "nr-ranq2", "nr-ran",
	"lfib-607-273-xor", "lfib-1279-418", "lfib-17-5-multiply", "lfib-607-273-multiply", "r250", "r250-521", "ziff4",
}

func TestPublishedOutputs(t *testing.T) {
	known := map[string]bool{}
	for _, g := range readGolden(t) {
		known[g.Name] = true
	}
	for _, test := range published {
		known[test.name] = true
		if test.skip >= 1e7 && testing.Short() {
			continue // it takes the race detector seconds
		}
		skipped := make([]uint64, min(test.skip, 1<<16))
		for left := test.skip; left > 0; left -= len(skipped) {
			test.g.fill(skipped[:min(left, len(skipped))])
		}
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

// TestLinear: each bit of a linear generator has the linear complexity that its
// author states. A wrong shift or mask would hardly leave it so.
func TestLinear(t *testing.T) {
	for _, test := range []struct {
		name       string
		complexity int
	}{
		{"lfsr258", 258}, {"tt800", 800}, {"well1024a", 1024}, {"mt11213b", 11213}, {"well19937a", 19937}, {"mt19937-64", 19937},
	} {
		const seed = 42
		n := 2*test.complexity + 64
		x := take(t, newSource(t, test.name, seed), 0, n)
		e, _ := Lookup(test.name)
		width := alphabetBits(t, e.New(seed).N())
		for _, lane := range []int{0, width / 2, width - 1} {
			bits := make([]uint64, (n+63)/64)
			for i, w := range x {
				bits[i/64] |= w >> lane & 1 << (i % 64)
			}
			if got := new(gf2.Synthesizer).LinearComplexity(bits, n); got != test.complexity {
				t.Errorf("%s, bit %d: a linear complexity of %d, want %d", test.name, lane, got, test.complexity)
			}
		}
	}
}

// TestMRG31k3p compares with the recurrences as the paper has them.
func TestMRG31k3p(t *testing.T) {
	const m1, m2 = 2147483647, 2147462579
	x, y := [3]uint64{3, 2, 1}, [3]uint64{6, 5, m2 - 1}
	g := mrg31k3p(x, y)
	got := make([]uint64, 1000)
	g.fill(got)
	for i := range got {
		x = [3]uint64{(4194304*x[1] + 129*x[2]) % m1, x[0], x[1]}
		y = [3]uint64{(32768*y[0] + 32769*y[2]) % m2, y[0], y[1]}
		if want := (x[0]+2*m1-y[0]-1)%m1 + 1; got[i] != want {
			t.Fatalf("output %d: %d, want %d", i, got[i], want)
		}
	}
}

// TestInverse: x times its inverse is 1 mod 2^31-1.
func TestInverse(t *testing.T) {
	for _, x := range []uint64{1, 2, 3, 16807, 1 << 30, minStdModulus - 2, minStdModulus - 1} {
		if y := inverse(x); y >= minStdModulus || x*y%minStdModulus != 1 {
			t.Errorf("1/%d is not %d", x, y)
		}
	}
}
