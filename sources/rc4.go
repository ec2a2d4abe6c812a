package sources

import "encoding/binary"

// rc4 is the byte stream of R. Rivest's RC4, as posted to sci.crypt in 1994 and
// described in RFC 6229; no bytes are dropped. The second byte is 0 with twice
// the probability it should have (I. Mantin and A. Shamir, FSE 2001), and
// digraphs are biased throughout (S. Fluhrer and D. McGrew, FSE 2000). The key
// is the seed's 8 bytes, little-endian.
type rc4 struct {
	s    [256]uint8
	i, j uint8
}

func newRC4(seed uint64) generator {
	return newRC4Key(binary.LittleEndian.AppendUint64(nil, seed))
}

// newRC4Drop drops the first bytes, where the state is still close to the key.
// The digraphs stay biased.
func newRC4Drop(drop int) func(seed uint64) generator {
	return func(seed uint64) generator { return started(newRC4(seed), drop) }
}

// newRC4Key schedules a key of 1 to 256 bytes.
func newRC4Key(key []byte) *rc4 {
	g := new(rc4)
	for i := range g.s {
		g.s[i] = uint8(i)
	}
	var j uint8
	for i := range g.s {
		j += g.s[i] + key[i%len(key)]
		g.s[i], g.s[j] = g.s[j], g.s[i]
	}
	return g
}

func (g *rc4) fill(dst []uint64) {
	s, i, j := &g.s, g.i, g.j
	for k := range dst {
		i++
		x := s[i]
		j += x
		y := s[j]
		s[i], s[j] = y, x
		dst[k] = uint64(s[x+y])
	}
	g.i, g.j = i, j
}
