// Package sp80022 holds the 15 statistical tests of NIST SP 800-22 rev. 1a, "A
// Statistical Test Suite for Random and Pseudorandom Number Generators for
// Cryptographic Applications" (2010): 188 p-values a sequence.
//
// A [Suite] is made for a length of sequences and [Parameters], and gives the
// p-values of one sequence of [Bits] after another. [Assess] reads those of many
// sequences: as the standard does, a proportion and a uniformity a statistic, and
// as one family-wise verdict.
//
// # Constants
//
// The standard prints some of its constants rounded, and its program, sts-2.1.2,
// has a few older ones. The zero value of [Constants] computes each from its
// definition; [NIST] takes the program's, whose p-values it gives to 1e-9;
// [Corrected] takes a better law than the standard's where one is known. Where and
// by how much they differ is in docs/sp80022.md.
//
// Sections are those of the standard.
package sp80022

import (
	"fmt"
	"math/bits"
)

// Constants says where the constants of the tests come from.
type Constants int

// The choices of constants.
const (
	// Exact computes every constant of the standard's laws from its
	// definition.
	Exact Constants = iota
	// NIST takes the constants of the program sts-2.1.2.
	NIST
	// Corrected is Exact but for two laws whose variance the standard has
	// wrong: the number of small values of the spectrum (2.6) and Maurer's
	// universal statistic (2.9).
	Corrected
)

// String is the name that the command line has.
func (c Constants) String() string {
	switch c {
	case Exact:
		return "exact"
	case NIST:
		return "nist"
	case Corrected:
		return "corrected"
	}
	return fmt.Sprintf("Constants(%d)", int(c))
}

// Parameters of the tests. The zero value of a field stands for the standard's
// default.
type Parameters struct {
	Constants Constants

	BlockFrequencyM         int // bits of a block, at least 20; default 128
	NonOverlappingTemplateM int // bits of a template, 2 to 10; default 9
	NonOverlappingTemplateN int // blocks of a sequence, 1 to 100; default 8
	OverlappingTemplateM    int // ones of the template, 2 to 16; default 9
	OverlappingTemplateBits int // bits of a block; default 1032
	UniversalL              int // bits of a block, 6 to 16; default: by the length, 2.9.7
	UniversalQ              int // blocks that initialise, at least 10 * 2^L; default 10 * 2^L
	ApproximateEntropyM     int // bits of a window, 1 to 24; default 10
	SerialM                 int // bits of a window, 2 to 24; default 16
	LinearComplexityM       int // bits of a block, 500 to 5000; default 500
}

// A ParameterError says which parameter is out of the standard's range.
type ParameterError struct {
	Test, Parameter string
	Value           int
	Range           string // "500 to 5000"
}

func (e *ParameterError) Error() string {
	return fmt.Sprintf("sp80022: %s: %s is %d: it must be %s", e.Test, e.Parameter, e.Value, e.Range)
}

// A TooShortError says that a test has no meaning for sequences so short.
type TooShortError struct {
	Test       string
	Bits, Need int // of a sequence: given, and the least with these parameters
}

func (e *TooShortError) Error() string {
	return fmt.Sprintf("sp80022: %s needs sequences of at least %d bits with these parameters, not %d", e.Test, e.Need, e.Bits)
}

// Bits is a sequence of bits, packed. The zero value is an empty one.
type Bits struct {
	words []uint64 // bit i is bit 63 - i%64 of word i/64; two words of zeros follow
	n     int
}

// padding is how many words of zeros follow the bits, so that windows that
// begin within the sequence can be read without looking.
const padding = 2

// Len is the number of bits.
func (b *Bits) Len() int { return b.n }

// SetBytes makes b the first n bits of data, the most significant bit of each
// byte first. It keeps nothing of data, and reuses b's memory. It panics if
// data is too short.
func (b *Bits) SetBytes(data []byte, n int) {
	if n < 0 || len(data) < (n+7)/8 {
		panic(fmt.Sprintf("sp80022: %d bits asked for of %d bytes", n, len(data)))
	}
	b.reset(n)
	whole := n / 64
	for i := range whole {
		x := data[8*i:][:8]
		b.words[i] = uint64(x[0])<<56 | uint64(x[1])<<48 | uint64(x[2])<<40 | uint64(x[3])<<32 |
			uint64(x[4])<<24 | uint64(x[5])<<16 | uint64(x[6])<<8 | uint64(x[7])
	}
	if rest := n % 64; rest > 0 {
		w := uint64(0)
		for i, x := range data[8*whole : (n+7)/8] {
			w |= uint64(x) << (56 - 8*i)
		}
		b.words[whole] = w >> (64 - rest) << (64 - rest)
	}
}

// SetString makes b the bits of a string of zeros and ones; white space is
// skipped. It returns an error for anything else.
func (b *Bits) SetString(s string) error {
	b.reset(len(s))
	n := 0
	for i := range len(s) {
		switch s[i] {
		case '1':
			b.words[n/64] |= 1 << (63 - n%64)
			n++
		case '0':
			n++
		case ' ', '\t', '\n', '\r':
		default:
			return fmt.Errorf("sp80022: %q at place %d is no bit: only 0, 1 and white space are", s[i], i)
		}
	}
	b.n = n
	b.words = b.words[:(n+63)/64+padding]
	return nil
}

func (b *Bits) reset(n int) {
	b.n = n
	size := (n+63)/64 + padding
	if cap(b.words) < size {
		b.words = make([]uint64, size)
		return
	}
	b.words = b.words[:size]
	clear(b.words)
}

// fetch is the 64 bits from bit i on, which is within the sequence.
func (b *Bits) fetch(i int) uint64 {
	shift := uint(i % 64)
	pair := b.words[i/64:][:2]
	return pair[0]<<(shift&63) | pair[1]>>1>>(^shift&63)
}

// bit is bit i.
func (b *Bits) bit(i int) uint64 { return b.words[i/64] >> (63 - i%64) & 1 }

// ones is the number of ones among the bits from up to but not including to.
func (b *Bits) ones(from, to int) (n int) {
	for ; to-from >= 64; from += 64 {
		n += bits.OnesCount64(b.fetch(from))
	}
	if from < to {
		n += bits.OnesCount64(b.fetch(from) >> (64 - (to - from)))
	}
	return n
}
