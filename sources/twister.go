package sources

// Linear generators of Matsumoto, Nishimura, Saito and others, and of Panneton and
// L'Ecuyer, beside mt19937 and well512a in files of their own.

// A twister is a Mersenne Twister with its words, 32 or 64 bits wide, and its
// parameters by the names of M. Matsumoto and T. Nishimura, "Mersenne twister", ACM
// TOMACS 8(1), 1998.
type twister struct {
	x         []uint64
	i, m      int
	a         uint64 // the matrix
	upper     uint64 // the w-r most significant bits
	loBitOf   int    // whose lowest bit selects a: 1, or 0 in what PHP had
	tempering func(y uint64) uint64
}

func (g *twister) fill(dst []uint64) {
	x, n := g.x, len(g.x)
	for k := range dst {
		i := g.i
		next := [2]uint64{x[i], x[(i+1)%n]}
		y := next[0]&g.upper | next[1]&^g.upper
		x[i] = x[(i+g.m)%n] ^ y>>1 ^ -(next[g.loBitOf]&1)&g.a
		dst[k] = g.tempering(x[i])
		g.i = (i + 1) % n
	}
}

// twisterStart is the authors' init_genrand of 2002, for words of 32 or 64 bits.
func twisterStart(n, width int, seed uint64) []uint64 {
	multiplier, mask := uint64(1812433253), uint64(1<<32-1)
	if width == 64 {
		multiplier, mask = 6364136223846793005, 1<<64-1
	}
	x := make([]uint64, n)
	x[0] = seed & mask
	for i := 1; i < n; i++ {
		x[i] = (multiplier*(x[i-1]^x[i-1]>>(width-2)) + uint64(i)) & mask
	}
	return x
}

// mt19937x64 is the one of 64-bit words (T. Nishimura, "Tables of 64-bit Mersenne
// twisters", ACM TOMACS 10(4), 2000; C++'s mt19937_64).
func newMT19937x64(seed uint64) generator {
	return &twister{
		x: twisterStart(312, 64, seed), m: 156, a: 0xb5026f5aa96619e9, upper: 0xffffffff80000000, loBitOf: 1,
		tempering: func(y uint64) uint64 {
			y ^= y >> 29 & 0x5555555555555555
			y ^= y << 17 & 0x71d67fffeda60000
			y ^= y << 37 & 0xfff7eee000000000
			return y ^ y>>43
		},
	}
}

// mt11213b is the smaller one of table II of the paper of 1998 (Boost's mt11213b).
func newMT11213b(seed uint64) generator {
	return &twister{
		x: twisterStart(351, 32, seed), m: 175, a: 0xccab8ee7, upper: 0xfff80000, loBitOf: 1,
		tempering: func(y uint64) uint64 {
			y ^= y >> 11
			y ^= y << 7 & 0x31b6ab00
			y ^= y << 15 & 0xffe50000
			return y ^ y>>17
		},
	}
}

// phpMTRand is mt_rand() of PHP 5.2.1 to 7.0, and since then with MT_RAND_PHP: the
// lowest bit of the wrong word selects the matrix (PHP's documentation of mt_srand).
// It gives 31 of the 32 bits, of which the source gives all, shifted back: they are
// those of mt_rand, and one more.
func newPHPMTRand(seed uint64) generator {
	return &twister{
		x: twisterStart(mtWords, 32, seed), m: mtMiddle, a: mtMatrix, upper: mtUpper, loBitOf: 0,
		tempering: func(y uint64) uint64 {
			y ^= y >> 11
			y ^= y << 7 & 0x9d2c5680
			y ^= y << 15 & 0xefc60000
			return y ^ y>>18
		},
	}
}

// tt800 is a twisted generalised feedback shift register of 25 words (M. Matsumoto,
// Y. Kurita, "Twisted GFSR generators II", ACM TOMACS 4(3), 1994), with the last shift
// of 1996.
func tt800(x [25]uint32) generator {
	i := 0
	return stepped(func() uint64 {
		y := x[i]
		x[i] = x[(i+7)%25] ^ y>>1 ^ -(y&1)&0x8ebfd028
		i = (i + 1) % 25
		y ^= y << 7 & 0x2b5b2500
		y ^= y << 15 & 0xdb8b0000
		return uint64(y ^ y>>16)
	})
}

func newTT800(seed uint64) generator {
	var x [25]uint32
	newSeeder(seed).fill32(x[:])
	return tt800(x)
}

// tinyMT32 and tinyMT64 have 127 bits (M. Saito, M. Matsumoto, "Tiny Mersenne
// Twister", 2011; RFC 8682), with the parameters of the authors' check program. Their
// outputs are a sum, whose lowest bit is linear.
func tinyMT32(seed uint32) generator {
	const mat1, mat2, tmat = 0x8f7011ee, 0xfc78ff1f, 0x3793fdff
	s := [4]uint32{seed, mat1, mat2, tmat}
	for i := range uint32(7) {
		before := s[i&3]
		s[(i+1)&3] ^= i + 1 + 1812433253*(before^before>>30)
	}
	step := func() uint64 {
		y := s[3]
		x := s[0]&0x7fffffff ^ s[1] ^ s[2]
		x ^= x << 1
		y ^= y>>1 ^ x
		odd := -(y & 1)
		s = [4]uint32{s[1], s[2] ^ odd&mat1, x ^ y<<10 ^ odd&mat2, y}
		t := s[0] + s[2]>>8
		return uint64(s[3] ^ t ^ -(t&1)&tmat)
	}
	for range 8 {
		step()
	}
	return stepped(step)
}

func newTinyMT32(seed uint64) generator { return tinyMT32(uint32(seed)) }

func newTinyMT64(seed uint64) generator {
	const mat1, mat2, tmat = 0xfa051f40, 0xffd0fff4, 0x58d02ffeffbfffbc
	s := [2]uint64{seed ^ mat1<<32, mat2 ^ tmat}
	for i := range uint64(7) {
		before := s[i&1]
		s[(i+1)&1] ^= i + 1 + 6364136223846793005*(before^before>>62)
	}
	return stepped(func() uint64 {
		s[0] &= 1<<63 - 1
		x := s[0] ^ s[1]
		x ^= x << 12
		x ^= x >> 32
		x ^= x << 32
		x ^= x << 11
		odd := -(x & 1)
		s = [2]uint64{s[1] ^ odd&mat1, x ^ odd&(mat2<<32)}
		x = s[0] + s[1] ^ s[0]>>8
		return x ^ -(x&1)&tmat
	})
}

// sfmt19937 is the SIMD-oriented one, of 128-bit words, given here by 32 bits (M.
// Saito, M. Matsumoto, "SIMD-oriented fast Mersenne Twister", MCQMC 2006).
func newSFMT19937(seed uint64) generator {
	const n, middle = 156, 122
	var x [n]uint128
	words := twisterStart(4*n, 32, seed)
	words[0] ^= ^parity128(words) & 1 // the period is certified
	for i := range x {
		w := words[4*i : 4*i+4]
		x[i] = uint128{w[3]<<32 | w[2], w[1]<<32 | w[0]}
	}
	i, c, d := 0, x[n-2], x[n-1]
	var out [4]uint64
	given := len(out)
	return stepped(func() uint64 {
		if given == len(out) {
			a, b := x[i], x[(i+middle)%n]
			const low32 = 1<<32 - 1
			// Of each 32 bits, b is shifted right by 11 and masked, and d left by 18.
			shifted := func(b, d, mask uint64) uint64 {
				b = b>>11&(low32>>11<<32) | b&low32>>11
				d = d&(low32<<32)<<18 | d<<18&low32
				return b&mask ^ d
			}
			r := uint128{
				a.hi ^ (a.hi<<8 | a.lo>>56) ^ c.hi>>8 ^ shifted(b.hi, d.hi, 0xbffffff6bffaffff),
				a.lo ^ a.lo<<8 ^ (c.lo>>8 | c.hi<<56) ^ shifted(b.lo, d.lo, 0xddfecb7fdfffffef),
			}
			x[i], c, d = r, d, r
			i = (i + 1) % n
			out = [4]uint64{r.lo & low32, r.lo >> 32, r.hi & low32, r.hi >> 32}
			given = 0
		}
		given++
		return out[given-1]
	})
}

// parity128 is the parity, 0 or 1, of what the certification looks at.
func parity128(words []uint64) (p uint64) {
	p = words[0]&1 ^ words[3]&0x13c9e684
	for shift := 16; shift > 0; shift /= 2 {
		p ^= p >> shift
	}
	return p & 1
}

// wellParameters are those of table II of F. Panneton, P. L'Ecuyer and M. Matsumoto,
// "Improved long-period generators based on linear recurrences modulo 2", ACM TOMS
// 32(1), 2006.
type wellParameters struct {
	words, m1, m2, m3 int
	low               int // p: bits of the last word that are no part of the state
	step              func(v0, v1, v2, v3, z0 uint32) (newV1, newV0 uint32)
	tempering         func(y uint32) uint32
}

// left and right are the paper's M3: I xor a shift.
func left(x uint32, by int) uint32  { return x ^ x<<by }
func right(x uint32, by int) uint32 { return x ^ x>>by }

func untempered(y uint32) uint32 { return y }

var well1024a = wellParameters{
	32, 3, 24, 10, 0,
	func(v0, v1, v2, v3, z0 uint32) (uint32, uint32) {
		z1, z2 := v0^right(v1, 8), left(v2, 19)^left(v3, 14)
		return z1 ^ z2, left(z0, 11) ^ left(z1, 7) ^ left(z2, 13)
	}, untempered,
}

func well19937Step(v0, v1, v2, v3, z0 uint32) (uint32, uint32) {
	z1, z2 := left(v0, 25)^right(v1, 27), v2>>9^right(v3, 1)
	return z1 ^ z2, z0 ^ left(z1, 9) ^ left(z2, 21) ^ right(z1^z2, 21)
}

func well44497Step(v0, v1, v2, v3, z0 uint32) (uint32, uint32) {
	z1, z2 := left(v0, 24)^right(v1, 30), left(v2, 10)^v3<<26
	m5 := (z2<<9 | z2>>23) & 0xfbffffff
	if z2&0x20000 != 0 {
		m5 ^= 0xb729fcec
	}
	return z1 ^ z2, z0 ^ right(z1, 20) ^ m5 ^ z1 ^ z2
}

// tempered is the Matsumoto-Kurita tempering of the variants c and b.
func tempered(b, c uint32) func(y uint32) uint32 {
	return func(y uint32) uint32 {
		y ^= y << 7 & b
		return y ^ y<<15&c
	}
}

var (
	well19937a = wellParameters{624, 70, 179, 449, 31, well19937Step, untempered}
	well19937c = wellParameters{624, 70, 179, 449, 31, well19937Step, tempered(0xe46e1700, 0x9b868000)}
	well44497a = wellParameters{1391, 23, 481, 229, 15, well44497Step, untempered}
	well44497b = wellParameters{1391, 23, 481, 229, 15, well44497Step, tempered(0x93dd1400, 0xfa118000)}
)

// well gives the newest word of each step.
func well(p *wellParameters, x []uint32) generator {
	i, n := 0, p.words
	lowest := uint32(1)<<p.low - 1
	return stepped(func() uint64 {
		at := func(k int) uint32 {
			if k += i; k >= n {
				k -= n
			}
			return x[k]
		}
		z0 := at(n-1)&^lowest | at(n-2)&lowest
		v1, v0 := p.step(x[i], at(p.m1), at(p.m2), at(p.m3), z0)
		x[i] = v1
		if i--; i < 0 {
			i = n - 1
		}
		x[i] = v0
		return uint64(p.tempering(v0))
	})
}

func newWELL(p *wellParameters) func(seed uint64) generator {
	return func(seed uint64) generator {
		x := make([]uint32, p.words)
		newSeeder(seed).fill32(x)
		return well(p, x)
	}
}
