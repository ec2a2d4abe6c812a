package sources

// isaac and isaac64 are R. J. Jenkins Jr.'s "ISAAC", Fast Software Encryption
// 1996, and its variant for 64-bit words (burtleburtle.net/bob/rand/isaacafa.html),
// seeded as there from 256 words: indirection, shifts, adds.
type isaac[W uint32 | uint64] struct {
	memory  [256]W
	results [256]W
	a, b, c W
	next    int // of results, 256: another batch first
	step    func(a W, i int) W
	x, y    int // shifts that pick the words for indirection
}

// batch makes the next 256 results, which come out from the first to the last.
func (g *isaac[W]) batch() {
	m := &g.memory
	g.c++
	g.b += g.c
	a, b := g.a, g.b
	for i := range m {
		x := m[i]
		a = g.step(a, i) + m[(i+128)%256]
		y := m[x>>g.x%256] + a + b
		m[i] = y
		b = m[y>>g.y%256] + x
		g.results[i] = b
	}
	g.a, g.b = a, b
}

func (g *isaac[W]) fill(dst []uint64) {
	for i := range dst {
		if g.next == len(g.results) {
			g.batch()
			g.next = 0
		}
		dst[i] = uint64(g.results[g.next])
		g.next++
	}
}

// start mixes the seed's words into the memory, in two passes.
func (g *isaac[W]) start(golden W, mix func(s *[8]W), seed [256]W) *isaac[W] {
	var s [8]W
	for i := range s {
		s[i] = golden
	}
	for range 4 {
		mix(&s)
	}
	for _, from := range []*[256]W{&seed, &g.memory} {
		for i := 0; i < 256; i += 8 {
			for k := range s {
				s[k] += from[i+k]
			}
			mix(&s)
			copy(g.memory[i:], s[:])
		}
	}
	g.next = 256
	return g
}

func isaac32(seed [256]uint32) generator {
	g := &isaac[uint32]{x: 2, y: 10, step: func(a uint32, i int) uint32 {
		switch i % 4 {
		case 0:
			return a ^ a<<13
		case 1:
			return a ^ a>>6
		case 2:
			return a ^ a<<2
		default:
			return a ^ a>>16
		}
	}}
	return g.start(0x9e3779b9, func(s *[8]uint32) {
		shifts := [8]int{11, -2, 8, -16, 10, -4, 8, -9} // to the right where below 0
		for i, k := range shifts {
			if k > 0 {
				s[i] ^= s[(i+1)%8] << k
			} else {
				s[i] ^= s[(i+1)%8] >> -k
			}
			s[(i+3)%8] += s[i]
			s[(i+1)%8] += s[(i+2)%8]
		}
	}, seed)
}

func isaac64(seed [256]uint64) generator {
	g := &isaac[uint64]{x: 3, y: 11, step: func(a uint64, i int) uint64 {
		switch i % 4 {
		case 0:
			return ^(a ^ a<<21)
		case 1:
			return a ^ a>>5
		case 2:
			return a ^ a<<12
		default:
			return a ^ a>>33
		}
	}}
	return g.start(0x9e3779b97f4a7c13, func(s *[8]uint64) {
		shifts := [8]int{-9, 9, -23, 15, -14, 20, -17, 14}
		for i, k := range shifts {
			s[i] -= s[(i+4)%8]
			if k > 0 {
				s[(i+5)%8] ^= s[(i+7)%8] << k
			} else {
				s[(i+5)%8] ^= s[(i+7)%8] >> -k
			}
			s[(i+7)%8] += s[i]
		}
	}, seed)
}

func newISAAC(seed uint64) generator {
	var s [256]uint32
	newSeeder(seed).fill32(s[:])
	return isaac32(s)
}

func newISAAC64(seed uint64) generator {
	var s [256]uint64
	newSeeder(seed).fill64(s[:])
	return isaac64(s)
}
