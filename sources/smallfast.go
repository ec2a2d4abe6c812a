package sources

import "math/bits"

// The relatives of sfc64 and jsf32, which have files of their own: chaotic
// generators of a few words and no multiplication.

// sfc32 is C. Doty-Humphrey's with 32-bit words: shifts 9 and 3, rotation 21
// (PractRand 0.94).
func sfc32(a, b, c, counter uint32) generator {
	return stepped(func() uint64 {
		t := a + b + counter
		counter++
		a = b ^ b>>9
		b = c + c<<3
		c = bits.RotateLeft32(c, 21) + t
		return uint64(t)
	})
}

// sfc16 is that with 16-bit words: shifts 5 and 3, rotation 6.
func sfc16(a, b, c, counter uint16) generator {
	return stepped(func() uint64 {
		t := a + b + counter
		counter++
		a = b ^ b>>5
		b = c + c<<3
		c = bits.RotateLeft16(c, 6) + t
		return uint64(t)
	})
}

// sfc8 is that with 8-bit words: shifts 2 and 1, rotation 3. Its cycles are of
// some 2^30 bytes, so that it is here as a toy.
func sfc8(a, b, c, counter uint8) generator {
	return stepped(func() uint64 {
		t := a + b + counter
		counter++
		a = b ^ b>>2
		b = c + c<<1
		c = bits.RotateLeft8(c, 3) + t
		return uint64(t)
	})
}

// started drops so many outputs of g.
func started(g generator, drop int) generator {
	g.fill(make([]uint64, drop))
	return g
}

func newSFC32(seed uint64) generator {
	return started(sfc32(0, uint32(seed), uint32(seed>>32), 1), 12)
}

func newSFC16(seed uint64) generator {
	w := newSeeder(seed).word64()
	return started(sfc16(uint16(w), uint16(w>>16), uint16(w>>32), 1), 10)
}

func newSFC8(seed uint64) generator {
	w := newSeeder(seed).word64()
	return started(sfc8(uint8(w), uint8(w>>8), uint8(w>>16), 1), 8)
}

// jsf64 is R. Jenkins's with 64-bit words and rotations 7, 13, 37
// ("A small noncryptographic PRNG").
func newJSF64(seed uint64) generator {
	a, b, c, d := uint64(0xf1ea5eed), seed, seed, seed
	return started(stepped(func() uint64 {
		e := a - bits.RotateLeft64(b, 7)
		a = b ^ bits.RotateLeft64(c, 13)
		b = c + bits.RotateLeft64(d, 37)
		c = d + e
		d = e + a
		return d
	}), 20)
}

// newJSF32Three is his of 32-bit words with the three rotations 23, 16, 11.
func newJSF32Three(seed uint64) generator {
	s := uint32(seed)
	a, b, c, d := uint32(0xf1ea5eed), s, s, s
	return started(stepped(func() uint64 {
		e := a - bits.RotateLeft32(b, 23)
		a = b ^ bits.RotateLeft32(c, 16)
		b = c + bits.RotateLeft32(d, 11)
		c = d + e
		d = e + a
		return uint64(d)
	}), 20)
}

// newJSF16 and newJSF8 are the reductions of M. E. O'Neill ("Bob Jenkins's
// small PRNG passes PractRand (and more!)", pcg-random.org, 2018): rotations
// 13, 8 and 1, 4.
func newJSF16(seed uint64) generator {
	w := newSeeder(seed).word64()
	a, b, c, d := uint16(0x5eed), uint16(w), uint16(w>>16), uint16(w>>32)
	return started(stepped(func() uint64 {
		e := a - bits.RotateLeft16(b, 13)
		a = b ^ bits.RotateLeft16(c, 8)
		b = c + d
		c = d + e
		d = e + a
		return uint64(d)
	}), 20)
}

func newJSF8(seed uint64) generator {
	w := newSeeder(seed).word64()
	a, b, c, d := uint8(0xed), uint8(w), uint8(w>>8), uint8(w>>16)
	return started(stepped(func() uint64 {
		e := a - bits.RotateLeft8(b, 1)
		a = b ^ bits.RotateLeft8(c, 4)
		b = c + d
		c = d + e
		d = e + a
		return uint64(d)
	}), 20)
}

// tyche and tycheI: S. Neves and F. Araujo, "Fast and small nonlinear
// pseudorandom number generators for computer simulation", PPAM 2011: ChaCha's
// quarter round as a state transition, and its inverse.
type tyche struct{ a, b, c, d uint32 }

func newTyche(inverse bool) func(seed uint64) generator {
	return func(seed uint64) generator {
		g := &tyche{uint32(seed >> 32), uint32(seed), 2654435769, 1367130551}
		step := g.forward
		if inverse {
			step = g.backward
		}
		return started(stepped(step), 20)
	}
}

func (g *tyche) forward() uint64 {
	g.a, g.b, g.c, g.d = quarterRound(g.a, g.b, g.c, g.d)
	return uint64(g.b)
}

func (g *tyche) backward() uint64 {
	a, b, c, d := g.a, g.b, g.c, g.d
	b = bits.RotateLeft32(b, -7) ^ c
	c -= d
	d = bits.RotateLeft32(d, -8) ^ a
	a -= b
	b = bits.RotateLeft32(b, -12) ^ c
	c -= d
	d = bits.RotateLeft32(d, -16) ^ a
	a -= b
	g.a, g.b, g.c, g.d = a, b, c, d
	return uint64(a)
}
