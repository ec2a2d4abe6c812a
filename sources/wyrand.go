package sources

import "math/bits"

// wyRand is Wang Yi's wyrand, from wyhash final version 3 (2020;
// github.com/wangyi-fudan/wyhash, constants _wyp[0] and _wyp[1]): a Weyl
// sequence, folded by a 64x64-bit product with a masked copy of itself.
type wyRand struct{ s uint64 }

func newWyRand(seed uint64) generator { return &wyRand{seed} }

func (g *wyRand) fill(dst []uint64) {
	s := g.s
	for i := range dst {
		s += 0xa0761d6478bd642f
		high, low := bits.Mul64(s, s^0xe7037ed1a0b428db)
		dst[i] = high ^ low
	}
	g.s = s
}
