package sources

import "math/bits"

// sfc64 is C. Doty-Humphrey's "small fast chaotic" generator of 64-bit words,
// as in PractRand 0.94 (shifts 11 and 3, rotation 24), seeded as there: the
// seed three times, a counter of 1, and 12 outputs dropped.
type sfc64 struct{ a, b, c, counter uint64 }

func newSFC64(seed uint64) generator {
	g := &sfc64{seed, seed, seed, 1}
	g.fill(make([]uint64, 12))
	return g
}

func (g *sfc64) fill(dst []uint64) {
	a, b, c, counter := g.a, g.b, g.c, g.counter
	for i := range dst {
		t := a + b + counter
		counter++
		a = b ^ b>>11
		b = c + c<<3
		c = bits.RotateLeft64(c, 24) + t
		dst[i] = t
	}
	g.a, g.b, g.c, g.counter = a, b, c, counter
}
