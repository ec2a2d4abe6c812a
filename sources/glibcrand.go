package sources

// glibcRand is rand() of the GNU C library after srand(seed): the additive
// generator TYPE_3 of random(3), r[i] = r[i-3] + r[i-31] mod 2^32, whose first
// 31 words come from a multiplicative congruential generator (16807 mod
// 2^31-1); 310 words are dropped. An output is r[i]>>1, here shifted back: bit
// 0 is always 0. The seed is taken as a C int, and 0 as 1.
type glibcRand struct {
	r    [31]uint32
	next int // the oldest word of r, which the next one replaces
}

func newGlibcRand(seed uint64) generator {
	g := new(glibcRand)
	s := int64(int32(uint32(seed)))
	if s == 0 {
		s = 1
	}
	g.r[0] = uint32(s)
	for i := 1; i < len(g.r); i++ {
		// A seed below 0 has a remainder below 0, which is made positive.
		s = 16807 * s % (1<<31 - 1)
		if s < 0 {
			s += 1<<31 - 1
		}
		g.r[i] = uint32(s)
	}
	// The first three words after these are r[i] = r[i-31] alone, so that the
	// recurrence runs from the fourth.
	g.next = 3
	g.fill(make([]uint64, 310))
	return g
}

func (g *glibcRand) fill(dst []uint64) {
	r, k := &g.r, g.next
	for i := range dst {
		j := k - 3
		if j < 0 {
			j += len(r)
		}
		r[k] += r[j]
		dst[i] = uint64(r[k] &^ 1)
		if k++; k == len(r) {
			k = 0
		}
	}
	g.next = k
}
