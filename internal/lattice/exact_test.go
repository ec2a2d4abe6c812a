package lattice

import (
	"math/big"
	"math/rand/v2"
	"testing"
)

// TestReduceExactly holds bases of the multiples of a number to the definition, and to the
// same lattice.
func TestReduceExactly(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for trial := range 200 {
		n, modulus := 2+trial%5, int64(1)<<(8+trial%40)
		a, power := r.Int64N(modulus), int64(1)
		given, basis := make([][]int64, n), make([][]*big.Int, n)
		for i := range n {
			given[i] = make([]int64, n)
			given[i][i] = modulus
		}
		for j := range n {
			given[0][j] = power
			next := new(big.Int).Mul(big.NewInt(power), big.NewInt(a))
			power = next.Mod(next, big.NewInt(modulus)).Int64()
		}
		for i, b := range given {
			for _, x := range b {
				basis[i] = append(basis[i], big.NewInt(x))
			}
		}
		ReduceExactly(basis)
		reduced := make([][]int64, n)
		for i, b := range basis {
			for j, x := range b {
				reduced[i] = append(reduced[i], x.Int64())
				// The multiple of a that the first number says, modulo the modulus.
				rest := new(big.Int).Mul(b[0], big.NewInt(given[0][j]))
				if rest.Sub(rest, x).Mod(rest, big.NewInt(modulus)).Sign() != 0 {
					t.Fatalf("vector %d of %v is not in the lattice of %v", i, basis, given)
				}
			}
		}
		before, _ := orthogonal(given)
		after, mu := orthogonal(reduced)
		if determinant(before).Cmp(determinant(after)) != 0 {
			t.Fatalf("%v has become %v, of another volume", given, basis)
		}
		for i := range n {
			for j := range i {
				if new(big.Rat).Abs(mu[i][j]).Cmp(big.NewRat(1, 2)) > 0 {
					t.Fatalf("%v: mu %d, %d is %v", basis, i, j, mu[i][j])
				}
			}
			if i > 0 {
				least := new(big.Rat).Sub(big.NewRat(3, 4), new(big.Rat).Mul(mu[i][i-1], mu[i][i-1]))
				if after[i].Cmp(least.Mul(least, after[i-1])) < 0 {
					t.Fatalf("%v: vector %d is too short for its place", basis, i)
				}
			}
		}
	}
}
