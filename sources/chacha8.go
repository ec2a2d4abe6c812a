package sources

import "math/bits"

// chaCha8 is the key stream of D. J. Bernstein's ChaCha with 8 rounds: "ChaCha,
// a variant of Salsa20" (2008), with the original layout of 256-bit keys: a
// 64-bit block counter from 0 in words 12 and 13, and a nonce of 0. The key is
// four outputs of SplitMix64 started at the seed, low half first.
type chaCha8 struct {
	input [16]uint32 // the counter in words 12 and 13
	block [16]uint32
	next  int // the word of block to be output next; 16: another block first
}

func newChaCha8(seed uint64) generator { return newChaCha8Key(key256(seed)) }

func newChaCha8Key(key [8]uint32) *chaCha8 {
	g := &chaCha8{next: 16}
	// "expand 32-byte k", little-endian.
	g.input = [16]uint32{0x61707865, 0x3320646e, 0x79622d32, 0x6b206574}
	copy(g.input[4:12], key[:])
	return g
}

func quarterRound(a, b, c, d uint32) (uint32, uint32, uint32, uint32) {
	a += b
	d = bits.RotateLeft32(d^a, 16)
	c += d
	b = bits.RotateLeft32(b^c, 12)
	a += b
	d = bits.RotateLeft32(d^a, 8)
	c += d
	b = bits.RotateLeft32(b^c, 7)
	return a, b, c, d
}

// refill makes the next block and steps the counter.
func (g *chaCha8) refill() {
	in := &g.input
	x0, x1, x2, x3 := in[0], in[1], in[2], in[3]
	x4, x5, x6, x7 := in[4], in[5], in[6], in[7]
	x8, x9, x10, x11 := in[8], in[9], in[10], in[11]
	x12, x13, x14, x15 := in[12], in[13], in[14], in[15]
	for range 4 { // double rounds: the columns, then the diagonals
		x0, x4, x8, x12 = quarterRound(x0, x4, x8, x12)
		x1, x5, x9, x13 = quarterRound(x1, x5, x9, x13)
		x2, x6, x10, x14 = quarterRound(x2, x6, x10, x14)
		x3, x7, x11, x15 = quarterRound(x3, x7, x11, x15)
		x0, x5, x10, x15 = quarterRound(x0, x5, x10, x15)
		x1, x6, x11, x12 = quarterRound(x1, x6, x11, x12)
		x2, x7, x8, x13 = quarterRound(x2, x7, x8, x13)
		x3, x4, x9, x14 = quarterRound(x3, x4, x9, x14)
	}
	g.block = [16]uint32{
		x0 + in[0], x1 + in[1], x2 + in[2], x3 + in[3],
		x4 + in[4], x5 + in[5], x6 + in[6], x7 + in[7],
		x8 + in[8], x9 + in[9], x10 + in[10], x11 + in[11],
		x12 + in[12], x13 + in[13], x14 + in[14], x15 + in[15],
	}
	in[12]++
	if in[12] == 0 {
		in[13]++
	}
}

func (g *chaCha8) fill(dst []uint64) {
	for len(dst) > 0 {
		if g.next == 16 {
			g.refill()
			g.next = 0
		}
		ready := g.block[g.next:]
		ready = ready[:min(len(ready), len(dst))]
		for i, w := range ready {
			dst[i] = uint64(w)
		}
		g.next += len(ready)
		dst = dst[len(ready):]
	}
}
