package sources

import "math/bits"

// Small generators without a lattice or a linear state, of rotations, sums and squares,
// and an automaton.

// gjrand is D. Blackman's (G. Jones, gjrand.sourceforge.net): three words that mix and
// a counter. A 64-bit seed starts it as there: 14 outputs are dropped.
func newGJRand(seed uint64) generator {
	a, b, c, d := seed, uint64(0), uint64(2000001), uint64(0)
	g := stepped(func() uint64 {
		b += c
		a = bits.RotateLeft64(a, 32)
		c ^= b
		d += 0x55aa96a5
		a += b
		c = bits.RotateLeft64(c, 23)
		b ^= a
		a += c
		b = bits.RotateLeft64(b, 19)
		c += a
		b += d
		return a
	})
	for range 14 {
		g()
	}
	return g
}

// newRanrot is A. Fog's RANROT of type B ("Chaotic random number generators with
// random cycle lengths", 2001), 32 bits: x[n] = x[n-17] rotated by 9 + x[n-10] rotated
// by 13.
func newRanrot(seed uint64) generator {
	x := make([]uint64, 17)
	words := newSeeder(seed)
	for i := range x {
		x[i] = uint64(words.word32())
	}
	return laggedFibonacci(x, 10, 1<<32-1, func(older, newer uint64) uint64 {
		return uint64(bits.RotateLeft32(uint32(older), 9) + bits.RotateLeft32(uint32(newer), 13))
	})
}

// newMSWS64 is B. Widynski's middle-square Weyl sequence for 64 bits
// (arXiv:1704.00358): the xor of one that is squared and rotated, before it is, and
// another.
func newMSWS64(seed uint64) generator {
	const step0, step1 = 0xb5ad4eceda1ce2a9, 0x278c5a4d8419fe6b
	words := newSeeder(seed)
	x0, w0, x1, w1 := words.word64(), words.word64(), words.word64(), words.word64()
	return stepped(func() uint64 {
		w0 += step0
		x0 = x0*x0 + w0
		out := x0
		x0 = bits.RotateLeft64(x0, 32)
		w1 += step1
		x1 = bits.RotateLeft64(x1*x1+w1, 32)
		return out ^ x1
	})
}

// rule30 is S. Wolfram's automaton on a ring of 256 cells: a cell becomes its left
// neighbour xor (itself or its right one), and the middle cell gives a bit a step
// ("Random sequence generation by cellular automata", Advances in Applied Mathematics
// 7, 1986). Eight steps make a byte, the first bit its highest. The lowest bit of
// cells[0] is the leftmost cell.
func rule30(cells [4]uint64) generator {
	return stepped(func() uint64 {
		var out uint64
		for range 8 {
			out = out<<1 | cells[2]&1
			c := &cells
			c[0], c[1], c[2], c[3] =
				(c[0]<<1|c[3]>>63)^(c[0]|c[0]>>1|c[1]<<63),
				(c[1]<<1|c[0]>>63)^(c[1]|c[1]>>1|c[2]<<63),
				(c[2]<<1|c[1]>>63)^(c[2]|c[2]>>1|c[3]<<63),
				(c[3]<<1|c[2]>>63)^(c[3]|c[3]>>1|c[0]<<63)
		}
		return out
	})
}

func newRule30(seed uint64) generator {
	var cells [4]uint64
	newSeeder(seed).fill64(cells[:])
	return rule30(cells)
}
