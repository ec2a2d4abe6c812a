package sources

import "math/bits"

// Counters put through some rounds of additions, rotations and xors, or of
// multiplications: block ciphers and their likes in counter mode. With few
// rounds they are weak in a way that a counter behind too weak a mixer is. The
// number of rounds ends the name: chacha2, philox4x32-7.

// A blockFunc turns counter n into the words of a block.
type blockFunc func(n uint64, block []uint64)

// blocks is the generator of the blocks of counters 0, 1, ...
type blocks struct {
	make  blockFunc
	n     uint64
	block []uint64
	next  int // the word of block to be output next; len(block): another first
}

func newBlocks(words int, f blockFunc) *blocks {
	return &blocks{make: f, block: make([]uint64, words), next: words}
}

func (g *blocks) fill(dst []uint64) {
	for len(dst) > 0 {
		if g.next == len(g.block) {
			g.make(g.n, g.block)
			g.n++
			g.next = 0
		}
		n := copy(dst, g.block[g.next:])
		g.next += n
		dst = dst[n:]
	}
}

// chaCha is D. J. Bernstein's ChaCha with any even number of rounds and a key
// of 256 bits, as chacha8 in its own file.
func chaCha(key [8]uint32, rounds int) generator {
	return newBlocks(16, func(n uint64, block []uint64) {
		in := [16]uint32{0x61707865, 0x3320646e, 0x79622d32, 0x6b206574}
		copy(in[4:12], key[:])
		in[12], in[13] = uint32(n), uint32(n>>32)
		x := in
		for r := range rounds {
			if r%2 == 0 { // the columns
				for i := range 4 {
					x[i], x[4+i], x[8+i], x[12+i] = quarterRound(x[i], x[4+i], x[8+i], x[12+i])
				}
				continue
			}
			for i := range 4 { // the diagonals
				b, c, d := 4+(i+1)%4, 8+(i+2)%4, 12+(i+3)%4
				x[i], x[b], x[c], x[d] = quarterRound(x[i], x[b], x[c], x[d])
			}
		}
		for i := range block {
			block[i] = uint64(x[i] + in[i])
		}
	})
}

// salsa is his Salsa20 ("The Salsa20 family of stream ciphers", 2007).
func salsa(key [8]uint32, nonce [2]uint32, rounds int) generator {
	return newBlocks(16, func(n uint64, block []uint64) {
		k := &key
		in := [16]uint32{
			0x61707865, k[0], k[1], k[2],
			k[3], 0x3320646e, nonce[0], nonce[1],
			uint32(n), uint32(n >> 32), 0x79622d32, k[4],
			k[5], k[6], k[7], 0x6b206574,
		}
		x := in
		for r := range rounds {
			for i := range 4 {
				// The column from the diagonal down, or the row from it on.
				a, b, c, d := 5*i, (5*i+4)%16, (5*i+8)%16, (5*i+12)%16
				if r%2 == 1 {
					b, c, d = 4*i+(i+1)%4, 4*i+(i+2)%4, 4*i+(i+3)%4
				}
				x[b] ^= bits.RotateLeft32(x[a]+x[d], 7)
				x[c] ^= bits.RotateLeft32(x[b]+x[a], 9)
				x[d] ^= bits.RotateLeft32(x[c]+x[b], 13)
				x[a] ^= bits.RotateLeft32(x[d]+x[c], 18)
			}
		}
		for i := range block {
			block[i] = uint64(x[i] + in[i])
		}
	})
}

func newChaCha(rounds int) func(seed uint64) generator {
	return func(seed uint64) generator { return chaCha(key256(seed), rounds) }
}

func newSalsa(rounds int) func(seed uint64) generator {
	return func(seed uint64) generator { return salsa(key256(seed), [2]uint32{}, rounds) }
}

// The counter generators of J. K. Salmon, M. A. Moraes, R. O. Dror and D. E.
// Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011: Philox
// multiplies, Threefry is Threefish of fewer rounds without its tweak.

func philox4x32(c [4]uint32, k [2]uint32, rounds int) [4]uint32 {
	for range rounds {
		p0, p1 := uint64(c[0])*0xd2511f53, uint64(c[2])*0xcd9e8d57
		c = [4]uint32{uint32(p1>>32) ^ c[1] ^ k[0], uint32(p1), uint32(p0>>32) ^ c[3] ^ k[1], uint32(p0)}
		k[0] += 0x9e3779b9
		k[1] += 0xbb67ae85
	}
	return c
}

func philox2x32(c [2]uint32, k uint32, rounds int) [2]uint32 {
	for range rounds {
		p := uint64(c[0]) * 0xd256d193
		c = [2]uint32{uint32(p>>32) ^ k ^ c[1], uint32(p)}
		k += 0x9e3779b9
	}
	return c
}

func newPhilox4x32(rounds int) func(seed uint64) generator {
	return func(seed uint64) generator {
		k := [2]uint32{uint32(seed), uint32(seed >> 32)}
		return newBlocks(4, func(n uint64, block []uint64) {
			for i, x := range philox4x32([4]uint32{uint32(n), uint32(n >> 32)}, k, rounds) {
				block[i] = uint64(x)
			}
		})
	}
}

// newPhilox2x32 has but 32 bits of key, the seed's low ones; its high half goes
// above the counter.
func newPhilox2x32(rounds int) func(seed uint64) generator {
	return func(seed uint64) generator {
		return newBlocks(2, func(n uint64, block []uint64) {
			n += seed &^ (1<<32 - 1)
			for i, x := range philox2x32([2]uint32{uint32(n), uint32(n >> 32)}, uint32(seed), rounds) {
				block[i] = uint64(x)
			}
		})
	}
}

// threefry4x64 has the rotations and the constant of Threefish-256 (Skein 1.3).
func threefry4x64(c, k [4]uint64, rounds int) [4]uint64 {
	rotations := [8][2]int{{14, 16}, {52, 57}, {23, 40}, {5, 37}, {25, 33}, {46, 12}, {58, 22}, {32, 32}}
	keys := [5]uint64{k[0], k[1], k[2], k[3], 0x1bd11bdaa9fc1a22 ^ k[0] ^ k[1] ^ k[2] ^ k[3]}
	for i := range c {
		c[i] += keys[i]
	}
	for r := range rounds {
		a, b := 1, 3
		if r%2 == 1 {
			a, b = 3, 1
		}
		c[0] += c[a]
		c[a] = bits.RotateLeft64(c[a], rotations[r%8][0]) ^ c[0]
		c[2] += c[b]
		c[b] = bits.RotateLeft64(c[b], rotations[r%8][1]) ^ c[2]
		if r%4 == 3 { // a subkey
			s := r/4 + 1
			for i := range c {
				c[i] += keys[(s+i)%5]
			}
			c[3] += uint64(s)
		}
	}
	return c
}

func threefry2x32(c, k [2]uint32, rounds int) [2]uint32 {
	rotations := [8]int{13, 15, 26, 6, 17, 29, 16, 24}
	keys := [3]uint32{k[0], k[1], 0x1bd11bda ^ k[0] ^ k[1]}
	c[0] += keys[0]
	c[1] += keys[1]
	for r := range rounds {
		c[0] += c[1]
		c[1] = bits.RotateLeft32(c[1], rotations[r%8]) ^ c[0]
		if r%4 == 3 {
			s := r/4 + 1
			c[0] += keys[s%3]
			c[1] += keys[(s+1)%3] + uint32(s)
		}
	}
	return c
}

func newThreefry4x64(rounds int) func(seed uint64) generator {
	return func(seed uint64) generator {
		return newBlocks(4, func(n uint64, block []uint64) {
			c := threefry4x64([4]uint64{n}, [4]uint64{seed}, rounds)
			copy(block, c[:])
		})
	}
}

func newThreefry2x32(rounds int) func(seed uint64) generator {
	return func(seed uint64) generator {
		k := [2]uint32{uint32(seed), uint32(seed >> 32)}
		return newBlocks(2, func(n uint64, block []uint64) {
			for i, x := range threefry2x32([2]uint32{uint32(n), uint32(n >> 32)}, k, rounds) {
				block[i] = uint64(x)
			}
		})
	}
}

// speck64 is Speck64/128 (R. Beaulieu and others, "The Simon and Speck families
// of lightweight block ciphers", 2013), full with 27 rounds, of the block x, y.
func speck64(x, y uint32, key [4]uint32, rounds int) (uint32, uint32) {
	k, l := key[0], [3]uint32{key[1], key[2], key[3]}
	for i := range rounds {
		x = (bits.RotateLeft32(x, -8) + y) ^ k
		y = bits.RotateLeft32(y, 3) ^ x
		l[i%3] = (k + bits.RotateLeft32(l[i%3], -8)) ^ uint32(i)
		k = bits.RotateLeft32(k, 3) ^ l[i%3]
	}
	return x, y
}

func newSpeck64(rounds int) func(seed uint64) generator {
	return func(seed uint64) generator {
		key := key128(seed)
		return newBlocks(2, func(n uint64, block []uint64) {
			x, y := speck64(uint32(n>>32), uint32(n), key, rounds)
			block[0], block[1] = uint64(y), uint64(x)
		})
	}
}

// key128 is the first half of key256.
func key128(seed uint64) [4]uint32 {
	k := key256(seed)
	return [4]uint32(k[:4])
}

// xtea is R. Needham and D. Wheeler's ("Tea extensions", 1997), of so many
// cycles of two rounds: 32 in full.
func xtea(v0, v1 uint32, key [4]uint32, cycles int) (uint32, uint32) {
	var sum uint32
	for range cycles {
		v0 += ((v1<<4 ^ v1>>5) + v1) ^ (sum + key[sum&3])
		sum += 0x9e3779b9
		v1 += ((v0<<4 ^ v0>>5) + v0) ^ (sum + key[sum>>11&3])
	}
	return v0, v1
}

func newXTEA(cycles int) func(seed uint64) generator {
	return func(seed uint64) generator {
		key := key128(seed)
		return newBlocks(2, func(n uint64, block []uint64) {
			v0, v1 := xtea(uint32(n>>32), uint32(n), key, cycles)
			block[0], block[1] = uint64(v1), uint64(v0)
		})
	}
}

// squares32 is B. Widynski's ("Squares: a fast counter-based RNG", arXiv
// 2004.06278): four or, for 64 bits, five rounds of squaring. The key
// must have irregular digits: it is SplitMix64's first output, made odd.
func squares32(n, key uint64) uint64 {
	x := n * key
	y, z := x, x+key
	x = bits.RotateLeft64(x*x+y, 32)
	x = bits.RotateLeft64(x*x+z, 32)
	x = bits.RotateLeft64(x*x+y, 32)
	return (x*x + z) >> 32
}

func squares64(n, key uint64) uint64 {
	x := n * key
	y, z := x, x+key
	x = bits.RotateLeft64(x*x+y, 32)
	x = bits.RotateLeft64(x*x+z, 32)
	x = bits.RotateLeft64(x*x+y, 32)
	t := x*x + z
	x = bits.RotateLeft64(t, 32)
	return t ^ (x*x+y)>>32
}

// squares2 is squares32 with two rounds less.
func squares2(n, key uint64) uint64 {
	x := n * key
	y, z := x, x+key
	x = bits.RotateLeft64(x*x+y, 32)
	return (x*x + z) >> 32
}

func newSquares(f func(n, key uint64) uint64) func(seed uint64) generator {
	return func(seed uint64) generator {
		key := newSeeder(seed).word64() | 1
		var n uint64
		return stepped(func() uint64 {
			n++
			return f(n-1, key)
		})
	}
}
