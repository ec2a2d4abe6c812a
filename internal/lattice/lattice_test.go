package lattice

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"
)

// orthogonal returns the squares of the orthogonalised vectors and their coefficients,
// exactly.
func orthogonal(basis [][]int64) (squares []*big.Rat, mu [][]*big.Rat) {
	var stars [][]*big.Rat
	product := func(a, b []*big.Rat) *big.Rat {
		sum := new(big.Rat)
		for i := range a {
			sum.Add(sum, new(big.Rat).Mul(a[i], b[i]))
		}
		return sum
	}
	for i, b := range basis {
		v := make([]*big.Rat, len(b))
		star := make([]*big.Rat, len(b))
		for j, x := range b {
			v[j], star[j] = big.NewRat(x, 1), big.NewRat(x, 1)
		}
		mu = append(mu, make([]*big.Rat, i))
		for j := range i {
			mu[i][j] = new(big.Rat).Quo(product(v, stars[j]), squares[j])
			for l := range star {
				star[l].Sub(star[l], new(big.Rat).Mul(mu[i][j], stars[j][l]))
			}
		}
		stars = append(stars, star)
		squares = append(squares, product(star, star))
	}
	return squares, mu
}

// determinant is the square of the volume of the lattice.
func determinant(squares []*big.Rat) *big.Rat {
	d := big.NewRat(1, 1)
	for _, s := range squares {
		d.Mul(d, s)
	}
	return d
}

// TestReduce holds what comes out to the definition, and to the same lattice: each vector
// is in it, and the volume is the same.
func TestReduce(t *testing.T) {
	const terms, windows = 3, 6
	r := rand.New(rand.NewPCG(1, 2))
	var z Reducer
	for trial := range 60 {
		basis := random(r, terms, windows)
		switch trial % 4 {
		case 1: // all windows equal
			for i := windows; i < len(basis); i++ {
				copy(basis[i][:windows], basis[windows][:windows])
			}
		case 2: // zeros
			for i := windows; i < len(basis); i++ {
				clear(basis[i][:windows])
			}
		}
		given := make([][]int64, len(basis))
		for i, b := range basis {
			given[i] = append([]int64(nil), b...)
		}
		before, _ := orthogonal(basis)
		z.Reduce(basis)
		after, mu := orthogonal(basis)
		if determinant(before).Cmp(determinant(after)) != 0 {
			t.Fatalf("%v has become %v, of another volume", given, basis)
		}
		for i, b := range basis {
			for j := range windows {
				sum := b[j]
				for c := range terms {
					sum -= b[windows+c] * given[windows+c][j]
				}
				if sum%(1<<32) != 0 {
					t.Fatalf("vector %d of %v is not in the lattice of %v", i, basis, given)
				}
			}
			for j := range i {
				if m, _ := mu[i][j].Float64(); m > 0.5101 || m < -0.5101 {
					t.Fatalf("%v: mu %d, %d is %g", basis, i, j, m)
				}
			}
			if i > 0 {
				m, _ := mu[i][i-1].Float64()
				before, _ := after[i-1].Float64()
				now, _ := after[i].Float64()
				if now < (0.98-m*m)*before {
					t.Fatalf("%v: vector %d is too short for its place", basis, i)
				}
			}
		}
	}
}

// TestReduceFinds finds the multiples of a congruential generator's multiplier that are
// small: the vectors known from Knuth's table for the spectral test, TAOCP 2, 3.3.4.
func TestReduceFinds(t *testing.T) {
	// RANDU has x(n+2) - 6 x(n+1) + 9 x(n) = 0 modulo 2^31.
	const modulus = 1 << 31
	basis := [][]int64{{modulus, 0, 0}, {-65539, 1, 0}, {-65539 * 65539 % modulus, 0, 1}}
	new(Reducer).Reduce(basis)
	if b := basis[0]; b[0]*b[2] != 9 || b[1]*b[2] != -6 {
		t.Errorf("the shortest vector is %v, want 9 -6 1", b)
	}
}

// TestReduceExtremes reduces what floating point cannot hold.
func TestReduceExtremes(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var z Reducer
	for range 20 {
		basis := random(r, 4, 8)
		for i := range basis {
			for j := range basis[i] {
				basis[i][j] = int64(r.Uint64())
			}
		}
		z.Reduce(basis)
	}
}

// random is the basis of the relations of 32-bit numbers, terms of them in a window.
func random(r *rand.Rand, terms, windows int) [][]int64 {
	basis := make([][]int64, terms+windows)
	for i := range basis {
		basis[i] = make([]int64, terms+windows)
		if i < windows {
			basis[i][i] = 1 << 32
			continue
		}
		basis[i][i] = 1
		for j := range windows {
			basis[i][j] = int64(int32(r.Uint32()))
		}
	}
	return basis
}

func BenchmarkReduce(b *testing.B) {
	for _, terms := range []int{8, 16, 24} {
		b.Run(fmt.Sprintf("terms=%d", terms), func(b *testing.B) {
			r := rand.New(rand.NewPCG(1, 2))
			var z Reducer
			for b.Loop() {
				z.Reduce(random(r, terms, 2*terms))
			}
		})
	}
}
