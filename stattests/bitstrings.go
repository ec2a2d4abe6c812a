package stattests

import "fmt"

// bitStrings cuts blocks of symbols of k bits (N = 2^k), each read from its lowest
// bit up, into strings of a fixed length.
type bitStrings struct {
	bits   int      // of a symbol
	length int      // bits of a string, a multiple of 64
	block  int      // symbols of a block: at least 256, and whole strings
	words  []uint64 // scratch: the bits of a block
}

// newBitStrings returns an error unless the law is uniform on 2^k symbols and the
// length is a multiple of 64 from 64 to most; without an argument it is the default.
func newBitStrings(test string, law Law, args []uint64, most, without uint64) (*bitStrings, error) {
	length, err := oneArg(test, "the bits of a string", args, 64, most, without)
	if err != nil {
		return nil, err
	}
	if length%64 != 0 {
		return nil, fmt.Errorf("stattests: %s takes strings of a multiple of 64 bits, not of %d: %w", test, length, ErrArgs)
	}
	k, err := wholeBits(test, law)
	if err != nil {
		return nil, err
	}
	return cutBits(k, int(length)), nil
}

// cutBits cuts symbols of k bits.
func cutBits(k, length int) *bitStrings {
	whole := length / int(gcd(uint64(length), uint64(k))) // symbols that are whole strings together
	s := &bitStrings{bits: k, length: length, block: (blockSymbols + whole - 1) / whole * whole}
	if k < 64 {
		s.words = make([]uint64, s.block*k/64)
	}
	return s
}

func (s *bitStrings) Block() int { return s.block }

// perBlock is the number of strings in a block.
func (s *bitStrings) perBlock() int { return s.block * s.bits / s.length }

// of returns the bits of a block, the first as the lowest of the first word. They
// are good until the next call, and must not be written to.
func (s *bitStrings) of(block []uint64) []uint64 {
	switch s.bits {
	case 64:
		return block
	case 1:
		packBits(s.words, block)
		return s.words
	}
	i, have, w := 0, 0, uint64(0)
	for _, x := range block {
		w |= x << have
		if have += s.bits; have >= 64 {
			s.words[i] = w
			i++
			have -= 64
			w = x >> (s.bits - have) // 0 where nothing is left: x has no more bits
		}
	}
	return s.words
}

// packBits fills words with single bits, 64 each, the first as the lowest.
func packBits(words, bits []uint64) {
	for i := range words {
		b := (*[64]uint64)(bits[64*i:])
		var w [4]uint64 // in turns, so that shifts do not wait for each other
		for j := range 16 {
			w[0] = w[0]>>1 | b[j]<<63
			w[1] = w[1]>>1 | b[j+16]<<63
			w[2] = w[2]>>1 | b[j+32]<<63
			w[3] = w[3]>>1 | b[j+48]<<63
		}
		words[i] = w[0]>>48 | w[1]>>32 | w[2]>>16 | w[3]
	}
}
