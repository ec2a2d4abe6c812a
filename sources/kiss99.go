package sources

// kiss99 is G. Marsaglia's KISS as posted to sci.stat.math on 20 January 1999
// ("Random numbers for C: the end, at last?"): two multiply-with-carry halves,
// a congruential generator and an xorshift with shifts 17, 13, 5, as
// (MWC^CONG)+SHR3.
type kiss99 struct{ z, w, jsr, jcong uint32 }

func newKISS99(seed uint64) generator {
	words := newSeeder(seed)
	return &kiss99{words.word32AtLeast(1), words.word32AtLeast(1), words.word32AtLeast(1), words.word32()}
}

func (g *kiss99) fill(dst []uint64) {
	z, w, jsr, jcong := g.z, g.w, g.jsr, g.jcong
	for i := range dst {
		z = 36969*(z&0xffff) + z>>16
		w = 18000*(w&0xffff) + w>>16
		jcong = 69069*jcong + 1234567
		jsr ^= jsr << 17
		jsr ^= jsr >> 13
		jsr ^= jsr << 5
		dst[i] = uint64((z<<16 + w) ^ jcong + jsr)
	}
	g.z, g.w, g.jsr, g.jcong = z, w, jsr, jcong
}
