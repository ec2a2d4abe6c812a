package sources

// glibcRand is random() of the GNU C library after srandom(seed), with the additive
// generators of random(3): r[i] = r[i-separation] + r[i-degree] mod 2^32, whose first
// words come from a multiplicative congruential generator (16807 mod 2^31-1); ten times
// the degree are dropped. An output is r[i]>>1. The seed is taken as a C int, and 0 as
// 1.
type glibcRand struct {
	r          []uint32
	next       int // the oldest word of r, which the next one replaces
	separation int
}

// newGlibcRand is that of rand(), TYPE_3, shifted back: bit 0 is always 0.
func newGlibcRand(seed uint64) generator { return glibcRandom(31, 3, seed) }

// newGlibcRandom is one of those that initstate makes of 32, 64 or 256 bytes: TYPE_1,
// TYPE_2 and TYPE_4. It gives the high 16 of the 31 bits.
func newGlibcRandom(degree, separation int) func(seed uint64) generator {
	return func(seed uint64) generator { return highOf(glibcRandom(degree, separation, seed), 16) }
}

func glibcRandom(degree, separation int, seed uint64) generator {
	g := &glibcRand{r: make([]uint32, degree), separation: separation}
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
	// The first words after these are r[i] = r[i-degree] alone, so that the recurrence
	// runs from the one after them.
	g.next = separation
	g.fill(make([]uint64, 10*degree))
	return g
}

func (g *glibcRand) fill(dst []uint64) {
	r, k := g.r, g.next
	for i := range dst {
		j := k - g.separation
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
