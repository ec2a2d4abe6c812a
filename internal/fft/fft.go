// Package fft holds the discrete Fourier transforms of the spectral tests: one
// of complex numbers of any length ([Complex]), and one of bits that only counts
// ([Spectrum]), which is where the time goes.
package fft

import (
	"fmt"
	"math"
	"math/bits"
)

// A Complex transforms sequences of one length. It owns its tables and its
// scratch memory: it is used by one goroutine at a time.
//
// Lengths whose prime factors are at most 31 are done by Stockham's algorithm
// with mixed radices, in n times the sum of the factors operations; others by
// Bluestein's convolution (IEEE Trans. Audio Electroacoustics 18, 1970), in
// about 6 transforms of the next power of two above 2n.
type Complex struct {
	n       int
	factors []int
	roots   []complex128 // exp(-2 pi i k/n)
	scratch []complex128

	// Of Bluestein's convolution, else nil.
	inner  *Complex
	chirp  []complex128 // exp(-pi i k^2/n)
	filter []complex128 // transform of the conjugate chirp, over the inner length
	padded []complex128
}

const largestRadix = 31

// NewComplex makes the tables for transforms of length n, which is at least 1.
func NewComplex(n int) *Complex {
	if n < 1 {
		panic(fmt.Sprintf("fft: length %d", n))
	}
	c := &Complex{n: n}
	rest := n
	for rest%4 == 0 {
		c.factors, rest = append(c.factors, 4), rest/4
	}
	for p := 2; p <= largestRadix; p++ {
		for rest%p == 0 {
			c.factors, rest = append(c.factors, p), rest/p
		}
	}
	if rest > 1 {
		c.bluestein()
		return c
	}
	c.roots, c.scratch = unitRoots(n), make([]complex128, n)
	return c
}

// unitRoots returns exp(-2 pi i k/n) for k < n, each to full precision.
func unitRoots(n int) []complex128 {
	r := make([]complex128, n)
	for k := range r {
		r[k] = unitRoot(k, n)
	}
	return r
}

// unitRoot is exp(-2 pi i k/n) for 0 <= k < n, from an angle of at most pi/4.
func unitRoot(k, n int) complex128 {
	quarter := (8*int64(k)/int64(n) + 1) / 2 // the nearest multiple of pi/2
	rest := float64(4*int64(k)-quarter*int64(n)) / float64(n)
	sin, cos := sincos(rest * math.Pi / 2)
	switch quarter % 4 {
	case 1:
		sin, cos = cos, -sin
	case 2:
		sin, cos = -sin, -cos
	case 3:
		sin, cos = -cos, sin
	}
	return complex(cos, -sin)
}

// sincos is the sine and the cosine of an angle of at most pi/4 in magnitude, by their
// power series up to x^19. [math.Sincos] may differ in the last digit between kinds of
// processors, some of which round products and sums together; every operation here is
// rounded by itself, and so are those of [multiply], so that transforms whose lengths have
// no other factors than 2 are the same everywhere.
func sincos(x float64) (sin, cos float64) {
	square := float64(x * x)
	cos = 1
	for n := 18.0; n > 0; n -= 2 {
		cos = 1 - float64(square*cos/float64(n*(n-1)))
	}
	sin = 1
	for n := 19.0; n > 1; n -= 2 {
		sin = 1 - float64(square*sin/float64(n*(n-1)))
	}
	return float64(x * sin), cos
}

// multiply is a b, each product rounded before they are added.
func multiply(a, b complex128) complex128 {
	return complex(
		float64(real(a)*real(b))-float64(imag(a)*imag(b)),
		float64(real(a)*imag(b))+float64(imag(a)*real(b)),
	)
}

func (c *Complex) bluestein() {
	n := c.n
	size := 1 << bits.Len(uint(2*n-2))
	c.inner = NewComplex(size)
	c.chirp = make([]complex128, n)
	c.filter = make([]complex128, size)
	c.padded = make([]complex128, size)
	for k := range c.chirp {
		square := uint64(k) * uint64(k) % uint64(2*n)
		c.chirp[k] = unitRoot(int(square), 2*n)
		conj := complex(real(c.chirp[k]), -imag(c.chirp[k]))
		c.filter[k] = conj
		if k > 0 {
			c.filter[size-k] = conj
		}
	}
	c.inner.Transform(c.filter)
}

// Transform replaces x, of the plan's length, by its transform: element k is the
// sum of x[j] exp(-2 pi i jk/n). It panics if the length is another.
func (c *Complex) Transform(x []complex128) {
	if len(x) != c.n {
		panic(fmt.Sprintf("fft: %d numbers given to a plan for %d", len(x), c.n))
	}
	if c.inner != nil {
		c.convolve(x)
		return
	}
	from, to := x, c.scratch
	length, stride := c.n, 1
	for _, p := range c.factors {
		c.pass(from, to, p, length/p, stride)
		from, to = to, from
		length, stride = length/p, stride*p
	}
	if len(c.factors)%2 == 1 {
		copy(x, from)
	}
}

// pass does the transforms of length p of one factor of Stockham's algorithm:
// m = length/p twiddled groups, stride apart.
func (c *Complex) pass(from, to []complex128, p, m, stride int) {
	var a, b [largestRadix]complex128
	for q := range m {
		for k := range stride {
			for r := range p {
				a[r] = from[k+stride*(q+m*r)]
			}
			c.small(&b, &a, p)
			for j := range p {
				// The roots of unity of the length p*m are every stride-th.
				to[k+stride*(p*q+j)] = multiply(b[j], c.roots[q*j*stride])
			}
		}
	}
}

// small is the transform of length p, a factor of n, of a.
func (c *Complex) small(b, a *[largestRadix]complex128, p int) {
	switch p {
	case 2:
		b[0], b[1] = a[0]+a[1], a[0]-a[1]
	case 4:
		s, d := a[0]+a[2], a[0]-a[2]
		t, e := a[1]+a[3], a[1]-a[3]
		e = complex(imag(e), -real(e))
		b[0], b[1], b[2], b[3] = s+t, d+e, s-t, d-e
	case 5:
		b[0], b[1], b[2], b[3], b[4] = five(a[0], a[1], a[2], a[3], a[4])
	default:
		step := c.n / p
		for j := range p {
			sum := a[0]
			at := 0
			for r := 1; r < p; r++ {
				if at += j; at >= p {
					at -= p
				}
				sum += a[r] * c.roots[at*step]
			}
			b[j] = sum
		}
	}
}

// convolve is Bluestein's algorithm: jk = (j^2 + k^2 - (k-j)^2)/2 makes the
// transform a convolution with a chirp.
func (c *Complex) convolve(x []complex128) {
	clear(c.padded)
	for k, w := range c.chirp {
		c.padded[k] = x[k] * w
	}
	c.inner.Transform(c.padded)
	scale := 1 / float64(len(c.padded))
	for k, f := range c.filter {
		z := c.padded[k] * f
		// The inverse transform is the conjugate of that of the conjugate.
		c.padded[k] = complex(real(z)*scale, -imag(z)*scale)
	}
	c.inner.Transform(c.padded)
	for k, w := range c.chirp {
		z := c.padded[k]
		x[k] = complex(real(z), -imag(z)) * w
	}
}

// Sines and cosines of 2 pi/5 and 4 pi/5.
const (
	sin1     = 0.951056516295153572116439333379382143405698634125750222447305644
	sin2     = 0.587785252292473129168705954639072768597652437643145991072272481
	root5by4 = 0.559016994374947424102293417182819058860154589902881431067724311 // sqrt(5)/4 = (cos1 - cos2)/2
)

// five is the transform of length 5. Winograd, "On computing the discrete
// Fourier transform", Math. Comp. 32 (1978).
func five(x0, x1, x2, x3, x4 complex128) (y0, y1, y2, y3, y4 complex128) {
	s1, d1 := x1+x4, x1-x4
	s2, d2 := x2+x3, x2-x3
	s := s1 + s2
	y0 = x0 + s
	mr, mi := real(x0)-real(s)*0.25, imag(x0)-imag(s)*0.25
	gr, gi := (real(s1)-real(s2))*root5by4, (imag(s1)-imag(s2))*root5by4
	ar, ai := mr+gr, mi+gi
	br, bi := mr-gr, mi-gi
	cr, ci := sin1*real(d1)+sin2*real(d2), sin1*imag(d1)+sin2*imag(d2)
	er, ei := sin2*real(d1)-sin1*real(d2), sin2*imag(d1)-sin1*imag(d2)
	// -i(cr + i ci) = ci - i cr
	y1, y4 = complex(ar+ci, ai-cr), complex(ar-ci, ai+cr)
	y2, y3 = complex(br+ei, bi-er), complex(br-ei, bi+er)
	return
}
