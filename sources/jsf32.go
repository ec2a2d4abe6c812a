package sources

import "math/bits"

// jsf32 is R. Jenkins's "small fast" generator of 32-bit words with two
// rotations, 27 and 17 ("A small noncryptographic PRNG",
// burtleburtle.net/bob/rand/smallprng.html), seeded as there: 20 outputs
// dropped. Only the low 32 bits of a seed are used.
type jsf32 struct{ a, b, c, d uint32 }

func newJSF32(seed uint64) generator {
	s := uint32(seed)
	g := &jsf32{0xf1ea5eed, s, s, s}
	g.fill(make([]uint64, 20))
	return g
}

func (g *jsf32) fill(dst []uint64) {
	a, b, c, d := g.a, g.b, g.c, g.d
	for i := range dst {
		e := a - bits.RotateLeft32(b, 27)
		a = b ^ bits.RotateLeft32(c, 17)
		b = c + d
		c = d + e
		d = e + a
		dst[i] = uint64(d)
	}
	g.a, g.b, g.c, g.d = a, b, c, d
}
