// Package lattice reduces bases of lattices of integers.
package lattice

import "math"

// A Reducer reduces bases. It owns its scratch memory, so that a worker that keeps one
// allocates nothing; the zero value is ready.
type Reducer struct {
	values [][]float64 // the basis
	r, mu  [][]float64 // its orthogonalisation: r[i][j] = <b_i, b*_j>, mu[i][j] = r[i][j] / r[j][j]
}

const (
	delta   = 0.99 // of Lovasz's condition
	reduced = 0.51 // above 1/2, for rounding
	tiny    = 1e-3 // a square of a vector orthogonal to others
	most    = 2000 // steps for each vector; a few hundred are enough
)

// Reduce reduces the basis of a lattice, its vectors independent, in place: they span the
// same lattice and become short, the first of them not much longer than the shortest
// vector there is. Entries up to 2^40 and a hundred vectors are within what floating point
// can do; where it cannot, what was reached is left, which still is a basis. The same
// basis gives the same on all processors.
//
// It is the algorithm of Lenstra, Lenstra and Lovasz (Math. Ann. 261, 1982) in floating
// point, as Schnorr and Euchner have it (Math. Programming 66, 1994).
func (z *Reducer) Reduce(basis [][]int64) {
	n := len(basis)
	z.reset(n, len(basis[0]))
	for i, b := range basis {
		for j, x := range b {
			z.values[i][j] = float64(x)
		}
	}
	z.r[0][0] = dot(z.values[0], z.values[0])
	for k, steps := 1, 0; k < n && steps < most*n; steps++ {
		square, ok := z.shorten(basis, k)
		if !ok {
			return
		}
		// How far down does b_k belong? left is the square of what is left of it
		// without those below at.
		r, mu := z.r[k], z.mu[k]
		at, left := k, r[k]
		for at > 0 {
			more := left + float64(mu[at-1]*r[at-1])
			if more >= float64(delta*z.r[at-1][at-1]) {
				break
			}
			at, left = at-1, more
		}
		if at == k {
			k++
			continue
		}
		b, v := basis[k], z.values[k]
		copy(basis[at+1:k+1], basis[at:k])
		copy(z.values[at+1:k+1], z.values[at:k])
		basis[at], z.values[at] = b, v
		r, mu = z.r[k], z.mu[k]
		copy(z.r[at+1:k+1], z.r[at:k])
		copy(z.mu[at+1:k+1], z.mu[at:k])
		z.r[at], z.mu[at] = r, mu
		// Its row stands, unless rounding has left little of the difference.
		r[at] = left
		if k = at; left > 1e-6*square {
			k++
		}
	}
}

// reset makes room for n vectors of so many entries.
func (z *Reducer) reset(n, entries int) {
	if len(z.values) == n && len(z.values[0]) == entries {
		return
	}
	z.values, z.r, z.mu = rows(n, entries), rows(n, n), rows(n, n)
}

func rows(n, m int) [][]float64 {
	all := make([]float64, n*m)
	rows := make([][]float64, n)
	for i := range rows {
		rows[i] = all[i*m : (i+1)*m]
	}
	return rows
}

// shorten subtracts multiples of the vectors before it from vector k, and sets its rows
// of r and mu. It returns the square of the vector, and false where numbers are too far apart for floating point.
func (z *Reducer) shorten(basis [][]int64, k int) (square float64, ok bool) {
	v, r, mu := z.values[k], z.r[k], z.mu[k]
	for range 100 { // a few are enough, unless rounding keeps it going
		for j := range k {
			r[j] = dot(v, z.values[j]) - dot(z.mu[j][:j], r[:j])
			mu[j] = r[j] / z.r[j][j]
		}
		largest := 0.0
		for j := k - 1; j >= 0; j-- {
			if math.Abs(mu[j]) <= reduced {
				continue
			}
			q := math.RoundToEven(mu[j])
			if !(math.Abs(q) < 1<<50) { // or not a number
				return 0, false
			}
			largest = max(largest, math.Abs(q))
			for i, x := range basis[j] {
				basis[k][i] -= int64(q) * x
			}
			for i, x := range z.mu[j][:j] {
				mu[i] -= float64(q * x)
			}
			mu[j] -= q
		}
		if largest == 0 {
			break
		}
		for i, x := range basis[k] {
			v[i] = float64(x)
		}
		if largest < 1<<10 { // mu is right to 40 bits and more
			for j := range k {
				r[j] = mu[j] * z.r[j][j]
			}
			break
		}
	}
	// Rounding can leave nothing of a difference, or less, where the vector is long and
	// almost among those before it. It goes down then, as it should.
	square = dot(v, v)
	r[k] = max(square-dot(mu[:k], r[:k]), tiny)
	return square, true
}

// dot is the product of a and b, in four sums.
func dot(a, b []float64) float64 {
	b = b[:len(a)]
	var s0, s1, s2, s3 float64
	i := 0
	for ; i+4 <= len(a); i += 4 {
		x, y := (*[4]float64)(a[i:]), (*[4]float64)(b[i:])
		s0 += float64(x[0] * y[0])
		s1 += float64(x[1] * y[1])
		s2 += float64(x[2] * y[2])
		s3 += float64(x[3] * y[3])
	}
	for ; i < len(a); i++ {
		s0 += float64(a[i] * b[i])
	}
	return s0 + s1 + (s2 + s3)
}
