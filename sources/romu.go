package sources

import "math/bits"

// M. A. Overton's Romu generators ("Romu: fast nonlinear pseudo-random number
// generators providing high quality", arXiv 2002.11331, 2020): a multiplication
// and rotations, whose cycles are of random lengths.
const romuMultiplier = 15241094284759029579

func romuQuad(w, x, y, z uint64) generator {
	return stepped(func() uint64 {
		w0, x0, y0, z0 := w, x, y, z
		w = romuMultiplier * z0
		x = z0 + bits.RotateLeft64(w0, 52)
		y = y0 - x0
		z = bits.RotateLeft64(y0+w0, 19)
		return x0
	})
}

func romuTrio(x, y, z uint64) generator {
	return stepped(func() uint64 {
		x0, y0, z0 := x, y, z
		x = romuMultiplier * z0
		y = bits.RotateLeft64(y0-x0, 12)
		z = bits.RotateLeft64(z0-y0, 44)
		return x0
	})
}

func romuDuo(x, y uint64) generator {
	return stepped(func() uint64 {
		x0 := x
		x = romuMultiplier * y
		y = bits.RotateLeft64(y, 36) + bits.RotateLeft64(y, 15) - x0
		return x0
	})
}

func romuDuoJr(x, y uint64) generator {
	return stepped(func() uint64 {
		x0 := x
		x = romuMultiplier * y
		y = bits.RotateLeft64(y-x0, 27)
		return x0
	})
}

// romuMono32 gives the high 16 of its 32 bits; the state starts as the paper
// has it, on its longest cycles.
func newRomuMono32(seed uint64) generator {
	s := newSeeder(seed).word32()&0x1fffffff + 1156979152
	return stepped(func() uint64 {
		out := s >> 16
		s = bits.RotateLeft32(s*3611795771, 12)
		return uint64(out)
	})
}

func newRomuQuad(seed uint64) generator {
	words := newSeeder(seed)
	return romuQuad(words.word64(), words.word64(), words.word64(), words.word64())
}

func newRomuTrio(seed uint64) generator {
	words := newSeeder(seed)
	return romuTrio(words.word64(), words.word64(), words.word64())
}

func newRomuDuo(seed uint64) generator {
	words := newSeeder(seed)
	return romuDuo(words.word64(), words.word64())
}

func newRomuDuoJr(seed uint64) generator {
	words := newSeeder(seed)
	return romuDuoJr(words.word64(), words.word64())
}
