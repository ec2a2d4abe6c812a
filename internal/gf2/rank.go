package gf2

import (
	"fmt"
	"math/bits"
)

// A Ranker finds ranks of square matrices of n rows. It owns its scratch memory, so
// that a worker that keeps one allocates nothing.
type Ranker struct {
	n     int
	rows  [][]uint64 // the matrix, in the order of the elimination
	copy  []uint64
	strip int      // columns that are dealt with at a time
	sums  []uint64 // of each set of the strip's pivots, a row each
}

// NewRanker returns a Ranker for matrices of n rows, a multiple of 64.
func NewRanker(n int) *Ranker {
	if n < 64 || n%64 != 0 {
		panic(fmt.Sprintf("gf2: a matrix of %d rows: their number must be a multiple of 64", n))
	}
	r := &Ranker{n: n, rows: make([][]uint64, n), copy: make([]uint64, n*n/64), strip: 4}
	if n >= 512 {
		r.strip = 8
	}
	r.sums = make([]uint64, (1<<r.strip)*(n/64))
	return r
}

// Rank is the rank of the matrix whose rows are n/64 words each, one after the other.
// It panics if there are not n rows.
//
// It is Gauss's elimination by the method of four Russians (Arlazarov, Dinic,
// Kronrod and Faradzev 1970; Bard, Algebraic Cryptanalysis, 2009, 9.4): of a
// strip of columns, the pivots are found first, and then each row below takes the one
// sum of them that clears its strip, instead of several rows.
func (r *Ranker) Rank(matrix []uint64) (rank int) {
	width := r.n / 64
	if len(matrix) != r.n*width {
		panic(fmt.Sprintf("gf2: %d words for a matrix of %d rows", len(matrix), r.n))
	}
	copy(r.copy, matrix)
	for i := range r.rows {
		r.rows[i] = r.copy[i*width : (i+1)*width]
	}
	strip := uint64(1)<<r.strip - 1
	for column := 0; column < r.n; column += r.strip {
		word, shift := column/64, column%64
		pivots := 0
		var part, lead [8]uint64 // of a pivot: its bits in the strip, and one of them
		for i := rank; i < r.n && pivots < r.strip; i++ {
			row := r.rows[i]
			rest := row[word] >> shift & strip
			used := 0 // the set of pivots that clear their leads in the row
			for j := range pivots {
				if rest&lead[j] != 0 {
					rest ^= part[j]
					used |= 1 << j
				}
			}
			if rest == 0 {
				continue
			}
			for j := range pivots {
				if used>>j&1 == 1 {
					add(row[word:], r.rows[rank+j][word:])
				}
			}
			part[pivots], lead[pivots] = rest, rest&-rest
			r.rows[i], r.rows[rank+pivots] = r.rows[rank+pivots], row
			pivots++
		}
		if pivots == 0 {
			continue
		}

		// The sum of each set of pivots, and the set that clears the leads of a
		// part: sets and what they do to leads correspond one to one.
		var leads uint64
		for j := range pivots {
			leads |= lead[j]
		}
		var clears [1 << 8]uint8
		wide := width - word
		for set := 1; set < 1<<pivots; set++ {
			j := bits.TrailingZeros(uint(set))
			sum := r.sums[set*wide:][:wide]
			copy(sum, r.rows[rank+j][word:])
			if before := set & (set - 1); before != 0 {
				add(sum, r.sums[before*wide:][:wide])
			}
			clears[sum[0]>>shift&leads] = uint8(set)
		}
		rank += pivots
		for _, row := range r.rows[rank:] {
			if set := int(clears[row[word]>>shift&leads]); set != 0 {
				add(row[word:], r.sums[set*wide:][:wide])
			}
		}
	}
	return rank
}

// add adds b to a.
func add(a, b []uint64) {
	b = b[:len(a)]
	for i := range a {
		a[i] ^= b[i]
	}
}

// Deficits returns the probabilities that a matrix of n rows and columns of fair bits has
// the rank n, n-1, ..., n-most: of n-d, exactly
//
//	2^(-d^2) prod_{i=d+1}^{n} (1 - 2^-i)^2 / prod_{i=1}^{n-d} (1 - 2^-i).
//
// (SP 800-22, 3.5; Marsaglia and Tsay 1985.)
func Deficits(n, most int) []float64 {
	some := make([]float64, n+1) // 1 - 2^-i
	half := 1.0
	for i := range some {
		some[i] = 1 - half
		half /= 2
	}
	law := make([]float64, most+1)
	for d := range law {
		p := 1.0
		for range d * d {
			p /= 2
		}
		for i := d + 1; i <= n; i++ {
			p *= some[i] * some[i]
		}
		for i := 1; i <= n-d; i++ {
			p /= some[i]
		}
		law[d] = p
	}
	return law
}
