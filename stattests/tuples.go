package stattests

import (
	"fmt"
	"math/bits"
	"slices"
)

// tupleReader makes numbers of the highest b bits of each of t successive symbols:
// t-tuples that do not overlap, the first symbol the most significant.
type tupleReader struct {
	t, b  int
	shift int // what is dropped of a symbol: its lowest bits
}

// newTuples reads the arguments t and b of a test of a uniform law on 2^k
// symbols, for t*b from least to most. What they are without is said by suggest: t,
// and about how many bits t*b should be.
func newTuples(test string, law Law, args []uint64, least, most int, suggest func(k int) (t, bits int)) (tupleReader, error) {
	var v tupleReader
	if len(args) > 2 {
		return v, fmt.Errorf("stattests: %s takes two arguments, symbols of a tuple and bits of a symbol: %w", test, ErrArgs)
	}
	k, err := wholeBits(test, law)
	if err != nil {
		return v, err
	}
	for _, a := range args {
		if a < 1 || a > 64 {
			return v, fmt.Errorf("stattests: %s takes 1 to 64 symbols of 1 to 64 bits, not %d: %w", test, a, ErrArgs)
		}
	}
	v.t, v.b = suggest(k)
	if len(args) > 0 {
		v.t = int(args[0])
	}
	v.b = min(k, max(1, v.b/v.t))
	if len(args) > 1 {
		v.b = int(args[1])
	}
	if v.b > k {
		return v, fmt.Errorf("stattests: %s cannot take %d bits of %s symbols: %w", test, v.b, size(law.N), ErrAlphabet)
	}
	if bits := v.t * v.b; bits < least || bits > most {
		return v, fmt.Errorf("stattests: %s takes tuples of %d to %d bits, not %d: %w", test, least, most, bits, ErrArgs)
	}
	v.shift = k - v.b
	return v, nil
}

// read fills dst with the numbers of the tuples of a block.
func (v tupleReader) read(dst, block []uint64) {
	shift, b := v.shift&63, v.b&63
	switch v.t {
	case 1:
		for i, x := range block[:len(dst)] {
			dst[i] = x >> shift
		}
	case 2:
		for i := range dst {
			pair := block[2*i : 2*i+2]
			dst[i] = pair[0]>>shift<<b | pair[1]>>shift
		}
	default:
		for i := range dst {
			w := uint64(0)
			for _, x := range block[v.t*i:][:v.t] {
				w = w<<b | x>>shift
			}
			dst[i] = w
		}
	}
}

// A sorter sorts numbers that are uniform on [0, 2^bits): by their highest bits
// into parts of about 4, in one or two passes whose tables stay in the cache, and
// then by insertion. Numbers that are not uniform are sorted as well.
type sorter struct {
	bits, first, second int // of the numbers, and of both passes
	ends, inner         []uint32
	scratch             []uint64 // made when it is needed: judges need none
}

const (
	onePass   = 13
	fewSorted = 32 // numbers up to which insertion is good enough
)

func newSorter(n, width int) *sorter {
	digits := min(max(bits.Len(uint(n))-1, 1), width)
	s := &sorter{bits: width, first: digits}
	if digits > onePass {
		s.first = (digits + 1) / 2
		s.second = digits - s.first
	}
	return s
}

// sort sorts a, of as many numbers as were said. It may return its scratch
// memory, and keep a for that.
func (s *sorter) sort(a []uint64) []uint64 {
	if s.scratch == nil {
		s.scratch = make([]uint64, len(a))
	}
	if s.ends == nil {
		s.ends, s.inner = make([]uint32, 1<<s.first), make([]uint32, 1<<s.second)
	}
	b := s.scratch[:len(a)]
	shift := s.bits - s.first
	part(b, a, s.ends, shift)
	if s.second == 0 {
		settle(b, s.ends)
		s.scratch = a
		return b
	}
	shift -= s.second
	start := uint32(0)
	for _, end := range s.ends {
		if from, to := b[start:end], a[start:end]; len(from) > fewSorted {
			part(to, from, s.inner, shift)
			settle(to, s.inner)
		} else {
			copy(to, from)
			insertion(to)
		}
		start = end
	}
	return a
}

// part copies src to dst by the bits from shift on, as many as number the ends,
// which it sets to where the parts end. Bits above those are the same in all.
func part(dst, src []uint64, ends []uint32, shift int) {
	clear(ends)
	mask, down := uint64(len(ends)-1), shift&63
	for _, x := range src {
		ends[x>>down&mask]++
	}
	sum := uint32(0)
	for i, n := range ends {
		ends[i] = sum
		sum += n
	}
	for _, x := range src {
		p := &ends[x>>down&mask]
		dst[*p] = x
		*p++
	}
}

// settle sorts a, which is sorted but for the order within its parts.
func settle(a []uint64, ends []uint32) {
	start := uint32(0)
	for _, end := range ends {
		if end-start > fewSorted {
			slices.Sort(a[start:end])
		}
		start = end
	}
	insertion(a)
}

// repeats is how many numbers of a sorted slice, which is not empty, are the same as
// the one before them.
func repeats(sorted []uint64) (n int) {
	before := sorted[0]
	for _, x := range sorted[1:] {
		if x == before {
			n++
		}
		before = x
	}
	return n
}

func insertion(a []uint64) {
	for i := 1; i < len(a); i++ {
		x := a[i]
		j := i
		for ; j > 0 && a[j-1] > x; j-- {
			a[j] = a[j-1]
		}
		a[j] = x
	}
}
