package stattests

import (
	"math"
	"strconv"

	"github.com/randaudit/randaudit/internal/lattice"
)

// Lattice looks for a linear relation with small integers among t successive symbols
// (N = 2^k, k from 8; t is the test's argument, 4 to 32; 8 without one), and then counts
// how often it nearly holds.
//
// Of a symbol its s = min(k, 32) highest bits count, as a number y. From the first 3t
// symbols of a block, of 2^14, the 2t windows of t successive ones make a basis of the
// lattice of all
//
//	(r_1, ..., r_2t, c_1, ..., c_t), r_j = c_1 y_j + ... + c_t y_{j+t-1} (mod 2^s)
//
// which is reduced (Lenstra, Lenstra and Lovasz 1982). The shortest of its vectors that
// has an odd number among c_1, ..., c_t is taken. For all windows of the rest of the
// block, the same combination of the y of a window, modulo 2^s, is nearer to 0 than to
// 2^(s-1), or not: that is counted.
//
// The windows of the rest overlap, and yet, whatever the c are, their combinations are
// independent and uniform for fair symbols: the map from y_1, ..., y_n to the n-t+1
// combinations is onto, since modulo 2 it is the multiplication by a polynomial that is
// not 0. So the count is exactly binomial(windows, 1/2), and the law of the result
// "near" is exact.
//
// A congruential generator of modulus m, or a recursive one of order k with m^k instead,
// has such relations with numbers of about m^(1/t), for they are the vectors of the dual
// of its lattice (Knuth, TAOCP 2, 3.3.4), whatever its multiplier is; and they hold for
// the high bits of its outputs as well as for the whole ones. So do generators that
// multiply or subtract with carry or borrow. Relations are found while m^(1/t) is below
// some 2^18 for 32 bits of a symbol: with 8 terms a state of 128 bits is within reach, with
// 16 one of 256. That the high bits are enough, without knowledge of the generator, is
// Stern's ("Secret linear congruential generators are not cryptographically secure", FOCS
// 1987; Joux and Stern, "Lattice reduction: a toolbox for the cryptanalyst", J. Cryptology
// 11, 1998).
var Lattice = &Test{
	Name: "lattice",
	Doc: "Linear relations with small integers among t successive symbols (N = 2^k, k from 8; argument, 4 to 32; 8 without one), found by lattice " +
		"reduction in the first symbols of a block and tried on the rest: how often they hold, by the exact binomial law. Catches congruential " +
		"generators, also combined, recursive and truncated ones, with any modulus and multiplier. Stern 1987; Knuth, TAOCP 2, 3.3.4. Exact.",
	Planted: "lcg64hi?seed=1|words",
	New:     newLattice,
}

const (
	latticeTerms = 8       // of a relation, without an argument
	leastTerms   = 4       // of a relation
	mostTerms    = 32      // of a relation; to find one takes seconds, with 8 terms 2 ms
	latticeBlock = 1 << 14 // symbols of a block
	leastLattice = 8       // bits of a symbol
	latticeBits  = 32      // of a symbol that count
)

type relations struct {
	terms, windows int // of a relation, and of those that it is made for
	down, bits     int // the bits of a symbol that do not count, and that do

	reducer  lattice.Reducer
	basis    [][]int64
	relation []uint64 // modulo 2^64
}

func newLattice(law Law, args ...uint64) (Counter, error) {
	terms, err := oneArg("lattice", "the terms of a relation", args, leastTerms, mostTerms, latticeTerms)
	if err != nil {
		return nil, err
	}
	k, err := wholeBitsFrom("lattice", law, leastLattice)
	if err != nil {
		return nil, err
	}
	l := &relations{terms: int(terms), windows: 2 * int(terms), bits: min(k, latticeBits), relation: make([]uint64, terms)}
	l.down = k - l.bits
	for range l.windows + l.terms {
		l.basis = append(l.basis, make([]int64, l.windows+l.terms))
	}
	return l, nil
}

func (l *relations) Block() int { return latticeBlock }

// Size is the count of windows in which the relation nearly holds.
func (l *relations) Size() int { return 1 }

// tried is the number of windows of a block in which the relation is tried.
func (l *relations) tried() int { return latticeBlock - l.windows - 2*(l.terms-1) }

func (l *relations) Count(t *Tally, block []uint64) {
	t.Blocks++
	c := l.find(block[:l.windows+l.terms-1])
	rest := block[l.windows+l.terms-1:]
	half := uint64(1) << (l.bits - 1)
	for len(rest) >= l.terms {
		sum := half / 2
		for i, x := range rest[:l.terms] {
			sum += c[i] * (x >> l.down)
		}
		t.Counts[0] += ^sum >> (l.bits - 1) & 1
		rest = rest[1:]
	}
}

// find returns the numbers of a relation that holds best for the windows of y.
func (l *relations) find(y []uint64) []uint64 {
	for i, b := range l.basis {
		clear(b)
		if i < l.windows {
			b[i] = 1 << l.bits
			continue
		}
		b[i] = 1
		for j := range l.windows {
			b[j] = int64(y[j+i-l.windows]>>l.down) - 1<<(l.bits-1)
		}
	}
	l.reducer.Reduce(l.basis)
	var best []int64
	least := math.Inf(1)
	for _, b := range l.basis {
		odd, square := int64(0), 0.0
		for j, x := range b {
			square += float64(float64(x) * float64(x))
			if j >= l.windows {
				odd |= x
			}
		}
		if odd&1 == 1 && square < least {
			best, least = b, square
		}
	}
	for i := range l.relation { // some vector has an odd number, or they would not span the lattice
		l.relation[i] = uint64(best[l.windows+i])
	}
	return l.relation
}

func (l *relations) Judge(t Tally, level float64) []Result {
	n := mulSaturating(t.Blocks, uint64(l.tried()))
	near := t.Counts[0]
	return []Result{binomialResult("near", "a combination of "+strconv.Itoa(l.terms)+" symbols near 0", t.Blocks, near, max(n, near), level)}
}
