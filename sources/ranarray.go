package sources

// ranArray is D. E. Knuth's ran_array of 2002 (The Art of Computer Programming,
// volume 2, section 3.6, ninth printing): x[n] = x[n-100] - x[n-37] mod 2^30, of which
// the first used of each 1009 are given, 100 as he advises (M. Luescher's way), or
// all. R's Knuth-TAOCP-2002 uses it.
type ranArray struct {
	x           [ranLong]uint32
	i           int
	used, given int
}

const (
	ranLong  = 100
	ranShort = 37
	ranMask  = 1<<30 - 1
	ranBlock = 1009 // of which the first are used
)

// newRanArrayState is his ran_start: the state comes from the squares and multiples of
// a polynomial in z modulo z^100 + z^37 + 1, whose power the seed is. Seeds to 2^30-3
// give streams that are far apart.
func newRanArrayState(seed uint32, used int) *ranArray {
	const separation = 70
	difference := func(a, b uint32) uint32 { return (a - b) & ranMask }
	var x [2*ranLong - 1]uint32
	s := (seed + 2) & (ranMask - 1)
	for j := range ranLong {
		x[j] = s
		if s <<= 1; s > ranMask {
			s -= ranMask - 1 // a cyclic shift of 29 bits
		}
	}
	x[1]++ // the only odd one
	s = seed & ranMask
	for t := separation - 1; t > 0; {
		for j := ranLong - 1; j > 0; j-- { // the square
			x[2*j], x[2*j-1] = x[j], 0
		}
		for j := 2*ranLong - 2; j >= ranLong; j-- {
			x[j-(ranLong-ranShort)] = difference(x[j-(ranLong-ranShort)], x[j])
			x[j-ranLong] = difference(x[j-ranLong], x[j])
		}
		if s&1 != 0 { // times z
			copy(x[1:ranLong+1], x[:ranLong])
			x[0] = x[ranLong]
			x[ranShort] = difference(x[ranShort], x[ranLong])
		}
		if s != 0 {
			s >>= 1
		} else {
			t--
		}
	}
	g := &ranArray{used: used}
	copy(g.x[ranLong-ranShort:], x[:ranShort])
	copy(g.x[:], x[ranShort:ranLong])
	for range 10 * (2*ranLong - 1) {
		g.step()
	}
	return g
}

// step gives the oldest word and replaces it.
func (g *ranArray) step() uint64 {
	x, i := &g.x, g.i
	k := i - ranShort
	if k < 0 {
		k += ranLong
	}
	y := x[i]
	x[i] = (y - x[k]) & ranMask
	if i++; i == ranLong {
		i = 0
	}
	g.i = i
	return uint64(y)
}

func (g *ranArray) fill(dst []uint64) {
	for i := range dst {
		if g.given == g.used {
			for range ranBlock - g.used {
				g.step()
			}
			g.given = 0
		}
		dst[i] = g.step()
		g.given++
	}
}

// newRanArray gives the highest 16 of the 30 bits.
func newRanArray(used int) func(seed uint64) generator {
	return func(seed uint64) generator {
		return highOf(newRanArrayState(uint32(newSeeder(seed).word64()%(1<<30-2)), used), 14)
	}
}
