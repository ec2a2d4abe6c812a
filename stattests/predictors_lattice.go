package stattests

import (
	"math"
	"math/big"
	"math/bits"

	"github.com/randaudit/randaudit/internal/lattice"
)

// A wide is a number modulo 2^128.
type wide struct{ hi, lo uint64 }

func (x wide) plus(y wide) wide {
	lo, carry := bits.Add64(x.lo, y.lo, 0)
	return wide{x.hi + y.hi + carry, lo}
}

func (x wide) minus(y wide) wide {
	lo, borrow := bits.Sub64(x.lo, y.lo, 0)
	return wide{x.hi - y.hi - borrow, lo}
}

func (x wide) times(y wide) wide {
	hi, lo := bits.Mul64(x.lo, y.lo)
	return wide{hi + x.hi*y.lo + x.lo*y.hi, lo}
}

func (x wide) left(n int) wide {
	if n >= 64 {
		return wide{x.lo << (n - 64), 0}
	}
	return wide{x.hi<<n | x.lo>>(64-n), x.lo << n}
}

func (x wide) right(n int) wide {
	hi, lo := shift128(x.hi, x.lo, n)
	return wide{hi, lo}
}

// lowest is x modulo 2^n.
func (x wide) lowest(n int) wide { return x.minus(x.right(n).left(n)) }

func (x wide) below(y wide) bool { return x.hi < y.hi || x.hi == y.hi && x.lo < y.lo }

// signed takes the highest of n bits for a sign.
func (x wide) signed(n int) wide {
	if x.right(n-1).lo&1 != 0 {
		return x.lowest(n - 1).minus(wide{0, 1}.left(n - 1))
	}
	return x.lowest(n - 1)
}

func (x wide) negative() bool { return x.hi>>63 != 0 }

// inverse is that of an odd number: each step of Newton's doubles the bits that are
// right, of which there are 64 to begin with.
func (x wide) inverse() wide {
	y := wide{0, inverse64(x.lo)}
	return y.times(wide{0, 2}.minus(x.times(y)))
}

func (x wide) big() *big.Int {
	y := new(big.Int).SetUint64(x.hi)
	return y.Or(y.Lsh(y, 64), new(big.Int).SetUint64(x.lo))
}

func (x wide) String() string { return x.big().String() }

// Multiples are a lattice: its points are D, a D, a^2 D ... modulo 2^width.
type multiples struct {
	shown   int
	first   []wide      // coordinate of each vector of a reduced basis
	inverse [][]float64 // of the basis, times 2^(width-shown): coordinate i's part of each vector
}

// dimension is how many differences give as many bits as the state has, and a fourth more:
// then a point is far from the others.
func dimension(width, shown int) int { return (5*width + 4*shown - 1) / (4 * shown) }

func newMultiples(a wide, width, shown int) *multiples {
	n := dimension(width, shown)
	basis := make([][]*big.Int, n)
	power := wide{0, 1}
	for i := range basis {
		basis[i] = make([]*big.Int, n)
		for j := range basis[i] {
			basis[i][j] = new(big.Int)
		}
		basis[i][i].Lsh(big.NewInt(1), uint(width))
	}
	for j := range n {
		basis[0][j] = power.big()
		power = power.times(a).lowest(width)
	}
	lattice.ReduceExactly(basis)
	l := &multiples{shown: shown}
	modulus := new(big.Int).Lsh(big.NewInt(1), 128)
	inverse := make([][]float64, n) // beside the basis, by Gauss and Jordan
	for i, b := range basis {
		first := new(big.Int).Mod(b[0], modulus)
		low := new(big.Int).And(first, new(big.Int).SetUint64(math.MaxUint64))
		l.first = append(l.first, wide{first.Rsh(first, 64).Uint64(), low.Uint64()})
		inverse[i] = make([]float64, 2*n)
		for j, x := range b {
			f, _ := new(big.Float).SetInt(x).Float64()
			inverse[i][j] = math.Ldexp(f, shown-width)
		}
		inverse[i][n+i] = 1
	}
	for k := range n {
		pivot := k
		for i := k; i < n; i++ {
			if math.Abs(inverse[i][k]) > math.Abs(inverse[pivot][k]) {
				pivot = i
			}
		}
		inverse[k], inverse[pivot] = inverse[pivot], inverse[k]
		for i, scale := 0, inverse[k][k]; i < 2*n; i++ {
			inverse[k][i] /= scale
		}
		for i := range n {
			for j, f := 0, inverse[i][k]; i != k && j < 2*n; j++ {
				inverse[i][j] -= float64(f * inverse[k][j])
			}
		}
	}
	for _, row := range inverse {
		l.inverse = append(l.inverse, row[n:])
	}
	return l
}

// nearest is D where the words are the highest bits of numbers that differ by the
// coordinates of a point.
func (l *multiples) nearest(words []uint64) (d wide, ok bool) {
	for k, first := range l.first {
		sum := 0.0
		for i := range l.first {
			x := int64((words[i+1]-words[i])<<(64-l.shown)) >> (64 - l.shown)
			sum += float64(float64(x) * l.inverse[i][k])
		}
		if sum = math.RoundToEven(sum); math.Abs(sum) > 1<<62 {
			return d, false
		}
		times := wide{0, uint64(int64(math.Abs(sum)))}.times(first)
		if sum < 0 {
			d = d.minus(times)
		} else {
			d = d.plus(times)
		}
	}
	return d, true
}
