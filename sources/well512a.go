package sources

// well512A is WELL512a: F. Panneton, P. L'Ecuyer and M. Matsumoto, "Improved
// long-period generators based on linear recurrences modulo 2", ACM TOMS 32(1),
// 2006, table II: r = 16 words, m1, m2, m3 = 13, 9, 5, and the matrices of
// the program that its authors distribute. It is linear over GF(2), of
// complexity 512.
type well512A struct {
	state [16]uint32
	i     uint32 // the newest word
}

func newWELL512A(seed uint64) generator {
	words := newSeeder(seed)
	g := new(well512A)
	for i := range g.state {
		g.state[i] = words.word32()
	}
	return g
}

func (g *well512A) fill(dst []uint64) {
	s, i := &g.state, g.i
	for k := range dst {
		v0, vm1, vm2 := s[i&15], s[(i+13)&15], s[(i+9)&15]
		z0 := s[(i+15)&15]
		z1 := v0 ^ v0<<16 ^ vm1 ^ vm1<<15
		z2 := vm2 ^ vm2>>11
		v1 := z1 ^ z2
		s[i&15] = v1
		i = (i + 15) & 15
		s[i&15] = z0 ^ z0<<2 ^ z1 ^ z1<<18 ^ z2<<28 ^ v1 ^ v1<<5&0xda442d24
		dst[k] = uint64(s[i&15])
	}
	g.i = i
}
