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
	whole := int(length / gcd(length, uint64(k))) // symbols that are whole strings together
	s := &bitStrings{bits: k, length: int(length), block: (blockSymbols + whole - 1) / whole * whole}
	if k < 64 {
		s.words = make([]uint64, s.block*k/64)
	}
	return s, nil
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
		for i := range s.words {
			b := (*[64]uint64)(block[64*i:])
			var w [4]uint64 // in turns, so that shifts do not wait for each other
			for j := range 16 {
				w[0] = w[0]>>1 | b[j]<<63
				w[1] = w[1]>>1 | b[j+16]<<63
				w[2] = w[2]>>1 | b[j+32]<<63
				w[3] = w[3]>>1 | b[j+48]<<63
			}
			s.words[i] = w[0]>>48 | w[1]>>32 | w[2]>>16 | w[3]
		}
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

// A valued statistic takes the values first, first+1, ... with the probabilities
// p. It is judged as categories: neighbours are one class until it has at least the
// probability least, so that what is too rare to matter costs no Bonferroni.
type valued struct {
	prefix   string // of the names of the results
	what     string // what takes the values
	first    int
	p        []float64
	least    float64
	perBlock int // values in a block
}

// judge judges how often each value came.
func (v valued) judge(blocks uint64, counts []uint64, level float64) []Result {
	var start []int // the first value of each class, and the end
	var p []float64
	var lumped []uint64
	fresh := true
	for i, q := range v.p {
		if fresh {
			start, p, lumped = append(start, i), append(p, 0), append(lumped, 0)
		}
		k := len(p) - 1
		p[k] += q
		lumped[k] = addSaturating(lumped[k], counts[i])
		fresh = p[k] >= v.least
	}
	if k := len(p) - 1; !fresh && k > 0 { // what is left over joins the last
		p[k-1] += p[k]
		lumped[k-1] = addSaturating(lumped[k-1], lumped[k])
		start, p, lumped = start[:k], p[:k], lumped[:k]
	}
	start = append(start, len(v.p))
	c := categories{
		prefix: v.prefix,
		k:      len(p),
		p:      func(i int) float64 { return p[i] },
		label: func(i int) string {
			from, to := v.first+start[i], v.first+start[i+1]-1
			switch {
			case from == to:
				return fmt.Sprintf("%s %d", v.what, from)
			case i == 0:
				return fmt.Sprintf("%s %d or less", v.what, to)
			case i == len(p)-1:
				return fmt.Sprintf("%s %d or more", v.what, from)
			}
			return fmt.Sprintf("%s %d to %d", v.what, from, to)
		},
		perBlock: v.perBlock,
	}
	return c.judge(blocks, lumped, level)
}

// leastValued is the least of a valued statistic whose probabilities have no
// error but rounding: a single value that is rarer is evidence by itself.
const leastValued = 0x1p-50

// centred is the law of the number of ones among n fair bits.
func centred(n int) []float64 {
	p := make([]float64, n+1)
	m := n / 2
	p[m] = 1
	for i := 1; i <= m; i++ {
		p[m] *= float64(2*i-1) / float64(2*i)
	}
	if n%2 == 1 {
		p[m] *= float64(n) / float64(n+1) // C(2m+1, m)/2 = C(2m, m) (2m+1)/(2m+2)
	}
	for i := m; i > 0; i-- {
		p[i-1] = p[i] * float64(i) / float64(n-i+1)
	}
	for i := m; i < n; i++ {
		p[i+1] = p[i] * float64(n-i) / float64(i+1)
	}
	return p
}
