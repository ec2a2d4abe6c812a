package fft

import (
	"fmt"
	"math"
	"math/bits"

	"github.com/randaudit/randaudit/internal/gf2"
)

// A Spectrum counts the small values of the discrete Fourier transform of
// sequences of n bits, taken for numbers: +1 for a one, -1 for a zero. It owns
// its tables and its scratch memory: it is used by one goroutine at a time.
//
// For n = 64 * 5^k, k >= 1, which 10^6 is, it is as fast as it can be made here
// (8 n bytes of memory): n is split by Good and Thomas into 64 and 5^k, which
// needs no twiddle factors in between; the transforms of 64 bits begin with a
// table of the transforms of a byte, and of the 64 results 33 suffice, the others
// being conjugates; those of length 5^k are by radix 5, in place; the order of
// their results does not matter and is left as it comes. Other lengths take
// about ten times as long.
type Spectrum struct {
	n int

	// Of n = 64 m with m = 5^k.
	m       int
	twiddle [][][4]complex128 // for m, m/5, ..., 25: the factors of element j
	streams [64][]uint64      // bit i of stream o is bit o of word i, cyclic
	rows    [rowCount][]complex128

	// Of other lengths.
	plan *Complex
	x    []complex128
}

// rowCount is the number of results of a real transform of 64 numbers that are
// not conjugates of others; rows 0 and 1 are the real ones, 0 and 32.
const rowCount = 33

// NewSpectrum makes the tables for sequences of n bits, n at least 2.
func NewSpectrum(n int) *Spectrum {
	if n < 2 {
		panic(fmt.Sprintf("fft: the spectrum of %d bits", n))
	}
	s := &Spectrum{n: n}
	if m := n / 64; n%64 == 0 && m > 1 && powerOf5(m) {
		s.m = m
		for length := m; length > 5; length /= 5 {
			table := make([][4]complex128, length/5)
			for j := range table {
				for r := range table[j] {
					table[j][r] = unitRoot(j*(r+1), length)
				}
			}
			s.twiddle = append(s.twiddle, table)
		}
		for o := range s.streams {
			s.streams[o] = make([]uint64, (2*m+63)/64+2)
		}
		all := make([]complex128, rowCount*m)
		for k := range s.rows {
			s.rows[k] = all[k*m:][:m:m]
		}
		return s
	}
	if n%2 == 0 {
		s.plan = NewComplex(n / 2)
	} else {
		s.plan = NewComplex(n)
	}
	s.x = make([]complex128, s.plan.n)
	return s
}

func powerOf5(m int) bool {
	for m%5 == 0 {
		m /= 5
	}
	return m == 1
}

// CountBelow returns the number of j in [0, n/2) for which the squared modulus of
// the sum of x[k] exp(-2 pi i jk/n) is below limit, where x[k] is +1 if bit k
// is set and -1 if not. Bits are taken from the words highest first. It panics
// if words holds fewer than n bits. Squared moduli have an absolute error of
// about 1e-14 n.
func (s *Spectrum) CountBelow(words []uint64, limit float64) int {
	if len(words) < (s.n+63)/64 {
		panic(fmt.Sprintf("fft: %d bits asked for of %d words", s.n, len(words)))
	}
	if s.plan != nil {
		return s.general(words, limit)
	}
	s.gather(words[:s.m])
	s.columns()
	count := 0
	for k, row := range s.rows {
		c := s.row(row, limit)
		if k > 1 {
			count += c
			continue
		}
		// Row 0 or 32: its results come in conjugate pairs but for the first,
		// which is at frequency 0 or n/2. The latter is not counted.
		first := below(five0(row), limit)
		if k == 0 {
			count += (c + first) / 2
		} else {
			count += (c - first) / 2
		}
	}
	return count
}

// below is 1 if |z|^2 < limit, without a branch: for numbers that are not
// negative the order of floats is that of their bits.
func below(z complex128, limit float64) int {
	square := real(z)*real(z) + imag(z)*imag(z)
	return int((math.Float64bits(square) - math.Float64bits(limit)) >> 63)
}

// five0 is result 0 of the last transform of length 5, as five has it.
func five0(x []complex128) complex128 { return x[0] + ((x[1] + x[4]) + (x[2] + x[3])) }

// gather makes stream o of bit o of every word, highest first. Streams are
// cyclic with period m, and written out twice, so that a rotated one can be read
// straight.
func (s *Spectrum) gather(words []uint64) {
	var block [64]uint64
	for t := 0; 64*t < s.m; t++ {
		n := copy(block[:], words[64*t:])
		clear(block[n:])
		gf2.Transpose(&block)
		for o := range s.streams {
			s.streams[o][t] = block[63-o]
		}
	}
	for _, stream := range s.streams {
		shift, at := uint(s.m%64), s.m/64
		// Bits from m on are zero in word at, and unset beyond.
		clear(stream[at+1:])
		last := (s.m + 63) / 64
		for i := range last {
			w := stream[i]
			if i == at {
				w &= 1<<shift - 1 // what the copy itself has put there
			}
			stream[at+i] |= w << shift
			stream[at+i+1] |= w >> 1 >> (63 - shift)
		}
	}
}

// columns transforms the 64 numbers of each column. With n = 64 m, the number at
// index (m a + 64 b) mod n has its frequency k multiply by a modulo 64 and by b
// modulo m (Good 1958): column b holds bit (m a) mod 64 of word (m a)/64 + b.
func (s *Spectrum) columns() {
	var at [64]int
	var stream [64][]uint64
	for a := range at {
		// Byte i of a column holds its numbers i, i+8, ..., lowest bit first.
		to := 8*(a%8) + a/8
		at[to] = s.m * a / 64
		stream[to] = s.streams[s.m*a%64]
	}
	var block [64]uint64
	for t := 0; 64*t < s.m; t++ {
		for i := range block {
			from := at[i] + 64*t
			shift := uint(from % 64)
			pair := stream[i][from/64:][:2]
			block[i] = pair[0]>>(shift&63) | pair[1]<<1<<(^shift&63)
		}
		gf2.Transpose(&block)
		for i := range min(64, s.m-64*t) {
			s.column(block[i], 64*t+i)
		}
	}
}

// A byteTransform is the transform of length 8 of the bits of a byte, lowest
// first: results 0 and 4 are real, 1 to 3 complex, 5 to 7 conjugates of these.
type byteTransform struct {
	y0, y4     float64
	y1, y2, y3 complex128
}

var byteTransforms = func() (t [256]byteTransform) {
	for b := range t {
		var y [5]complex128
		for a := range 8 {
			v := complex(float64(b>>a&1)*2-1, 0)
			for k := range y {
				y[k] += v * unitRoot(a*k%8, 8)
			}
		}
		t[b] = byteTransform{real(y[0]), real(y[4]), y[1], y[2], y[3]}
	}
	return t
}()

// turns are exp(-2 pi i k/64).
var turns = [64]complex128(unitRoots(64))

const rootHalf = 1 / math.Sqrt2

// column transforms 64 numbers and stores result k of column b in a row.
// With index i + 8a and frequency k + 8c, the byte i gives by its table the
// sums over a; these are turned by exp(-2 pi i ik/64) and transformed over i.
func (s *Spectrum) column(w uint64, b int) {
	t0, t1 := &byteTransforms[w&255], &byteTransforms[w>>8&255]
	t2, t3 := &byteTransforms[w>>16&255], &byteTransforms[w>>24&255]
	t4, t5 := &byteTransforms[w>>32&255], &byteTransforms[w>>40&255]
	t6, t7 := &byteTransforms[w>>48&255], &byteTransforms[w>>56]

	// k = 0: real, frequencies 0, 32, 8, 16, 24.
	{
		s0, d0 := t0.y0+t4.y0, t0.y0-t4.y0
		s1, d1 := t1.y0+t5.y0, t1.y0-t5.y0
		s2, d2 := t2.y0+t6.y0, t2.y0-t6.y0
		s3, d3 := t3.y0+t7.y0, t3.y0-t7.y0
		even, odd := s0+s2, s1+s3
		s.rows[0][b] = complex(even+odd, 0)
		s.rows[1][b] = complex(even-odd, 0)
		s.rows[2][b] = complex(s0-s2, s3-s1)
		p, q := rootHalf*(d1-d3), rootHalf*(d1+d3)
		s.rows[3][b] = complex(d0+p, -d2-q)
		s.rows[4][b] = complex(d0-p, d2-q)
	}
	// k = 4: frequencies 4, 20 and 12, 28.
	{
		const c1, s1 = 0.923879532511286756128183189396788286822416625863642486115097731, 0.382683432365089771728459984030398866761344562485627041433800636 // of pi/8
		z0r, z0i := t0.y4, t4.y4                                                                                                                            // z0 = y0 - i y4 or y0 + i y4, and so on
		z1r, z1i := t1.y4, t5.y4
		z2r, z2i := t2.y4, t6.y4
		z3r, z3i := t3.y4, t7.y4
		// (r - i j) turned by pi/8, 2 pi/8, 3 pi/8.
		a0 := complex(z0r, -z0i)
		a1 := complex(z1r*c1-z1i*s1, -z1i*c1-z1r*s1)
		a2 := complex((z2r-z2i)*rootHalf, -(z2i+z2r)*rootHalf)
		a3 := complex(z3r*s1-z3i*c1, -z3i*s1-z3r*c1)
		e, o := a0+a2, a1+a3
		s.rows[5][b] = e + o
		e, o = a0-a2, a1-a3
		s.rows[6][b] = e + complex(imag(o), -real(o))
		// (r + i j) turned by 3 pi/8, 6 pi/8, 9 pi/8.
		a0 = complex(z0r, z0i)
		a1 = complex(z1r*s1+z1i*c1, z1i*s1-z1r*c1)
		a2 = complex((z2i-z2r)*rootHalf, -(z2i+z2r)*rootHalf)
		a3 = complex(-z3r*c1-z3i*s1, z3r*s1-z3i*c1)
		e, o = a0+a2, a1+a3
		s.rows[7][b] = e + o
		e, o = a0-a2, a1-a3
		s.rows[8][b] = e + complex(imag(o), -real(o))
	}
	s.eight(9, b, t0.y1, t1.y1*turns[1], t2.y1*turns[2], t3.y1*turns[3], t4.y1*turns[4], t5.y1*turns[5], t6.y1*turns[6], t7.y1*turns[7])
	s.eight(17, b, t0.y2, t1.y2*turns[2], t2.y2*turns[4], t3.y2*turns[6], t4.y2*turns[8], t5.y2*turns[10], t6.y2*turns[12], t7.y2*turns[14])
	s.eight(25, b, t0.y3, t1.y3*turns[3], t2.y3*turns[6], t3.y3*turns[9], t4.y3*turns[12], t5.y3*turns[15], t6.y3*turns[18], t7.y3*turns[21])
}

// eight transforms 8 complex numbers into rows from to from+7 of column b.
func (s *Spectrum) eight(from, b int, x0, x1, x2, x3, x4, x5, x6, x7 complex128) {
	rows := (*[8][]complex128)(s.rows[from:])
	s0, s1, s2, s3 := x0+x4, x1+x5, x2+x6, x3+x7
	d0, d1, d2, d3 := x0-x4, x1-x5, x2-x6, x3-x7
	e, f := s0+s2, s1+s3
	rows[0][b], rows[1][b] = e+f, e-f
	e, f = s0-s2, s1-s3
	f = complex(imag(f), -real(f))
	rows[2][b], rows[3][b] = e+f, e-f
	// The odd ones, turned by pi/4, pi/2, 3 pi/4.
	d1 = complex((real(d1)+imag(d1))*rootHalf, (imag(d1)-real(d1))*rootHalf)
	d2 = complex(imag(d2), -real(d2))
	d3 = complex((imag(d3)-real(d3))*rootHalf, -(real(d3)+imag(d3))*rootHalf)
	e, f = d0+d2, d1+d3
	rows[4][b], rows[5][b] = e+f, e-f
	e, f = d0-d2, d1-d3
	f = complex(imag(f), -real(f))
	rows[6][b], rows[7][b] = e+f, e-f
}

// row transforms a row in place but for the last factor of 5, whose results it
// counts and does not store.
func (s *Spectrum) row(x []complex128, limit float64) int { return s.part(x, 0, limit) }

func (s *Spectrum) part(x []complex128, level int, limit float64) (count int) {
	if level == len(s.twiddle) {
		y0, y1, y2, y3, y4 := five(x[0], x[1], x[2], x[3], x[4])
		return below(y0, limit) + below(y1, limit) + below(y2, limit) + below(y3, limit) + below(y4, limit)
	}
	q := len(x) / 5
	decimate(x, s.twiddle[level])
	for r := range 5 {
		count += s.part(x[r*q:][:q], level+1, limit)
	}
	return count
}

// decimate does one radix-5 step, decimation in frequency.
func decimate(x []complex128, twiddle [][4]complex128) {
	q := len(twiddle)
	x0, x1, x2, x3, x4 := x[:q], x[q:][:q], x[2*q:][:q], x[3*q:][:q], x[4*q:][:q]
	for j := range twiddle {
		w := &twiddle[j]
		a1, a2, a3, a4 := x1[j], x2[j], x3[j], x4[j]
		s1, d1 := a1+a4, a1-a4
		s2, d2 := a2+a3, a2-a3
		sum := s1 + s2
		a0 := x0[j]
		x0[j] = a0 + sum
		mr, mi := real(a0)-real(sum)*0.25, imag(a0)-imag(sum)*0.25
		gr, gi := (real(s1)-real(s2))*root5by4, (imag(s1)-imag(s2))*root5by4
		ar, ai := mr+gr, mi+gi
		br, bi := mr-gr, mi-gi
		cr, ci := sin1*real(d1)+sin2*real(d2), sin1*imag(d1)+sin2*imag(d2)
		er, ei := sin2*real(d1)-sin1*real(d2), sin2*imag(d1)-sin1*imag(d2)
		x1[j] = complex(ar+ci, ai-cr) * w[0]
		x2[j] = complex(br+ei, bi-er) * w[1]
		x3[j] = complex(br-ei, bi+er) * w[2]
		x4[j] = complex(ar-ci, ai+cr) * w[3]
	}
}

// general is CountBelow for any length: of an even one the numbers at even and
// at odd places are taken for real and imaginary parts of n/2 complex numbers.
func (s *Spectrum) general(words []uint64, limit float64) (count int) {
	value := func(i int) float64 { return float64(bits.RotateLeft64(words[i/64], i%64+1)&1)*2 - 1 }
	if s.n%2 == 1 {
		for i := range s.x {
			s.x[i] = complex(value(i), 0)
		}
		s.plan.Transform(s.x)
		for _, z := range s.x[:s.n/2] {
			count += below(z, limit)
		}
		return count
	}
	half := s.n / 2
	for i := range s.x {
		s.x[i] = complex(value(2*i), value(2*i+1))
	}
	s.plan.Transform(s.x)
	for j := range half {
		a, b := s.x[j], s.x[(half-j)%half]
		b = complex(real(b), -imag(b))
		even, odd := (a+b)/2, (a-b)/2
		odd = complex(imag(odd), -real(odd))
		count += below(even+odd*unitRoot(j, s.n), limit)
	}
	return count
}
