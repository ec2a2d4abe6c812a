package stattests

import (
	"fmt"
	"math"
	"math/bits"
	"math/cmplx"
)

// Entropy takes the entropy of blocks of n = 256 symbols. If d symbols can be and
// symbol i comes c_i times, it is H = log2 n - (1/n) sum c_i log2 c_i bits. Up to 256
// symbols each is one of the d; a larger alphabet whose size is a multiple of 256 is
// cut into d = 256 equal intervals, which for N = 2^k are the 8 highest bits.
//
// Each c log2 c is rounded to a multiple of 1/u bits, u from 8 for few symbols to 1 for
// many, so that the sum T = sum f(c_i) of u c log2 c is an integer whose standard
// deviation is 5 to 20. Its law is exact: if the c_i were independent Poisson
// variables of mean n/d, given that their sum is n they would have the multinomial law
// of the counts, and so
//
//	P(T = t) = [y^t x^n] A(x, y)^d / P(Poisson(n) = n),
//	A(x, y) = sum over c of e^(-n/d) (n/d)^c / c! x^c y^f(c).
//
// The coefficient comes from the values at roots of unity of order 512 for y, because
// T has 512 values but for a probability below 1e-13, and of order 256 for x, because
// a Poisson variable of mean 256 is not off by 256 or more, but for one of 1e-57. Their
// rounding is an absolute error of about 1e-13; values rarer than 2^-30 together are
// one class. How the classes are judged is said in categories.go.
//
// It is L'Ecuyer and Simard's sentrop_EntropyDisc (TestU01) for single blocks, whose
// mean they take for normal; n T is half of the likelihood ratio statistic G^2 in other
// units (Wilks 1938).
var Entropy = &Test{
	Name: "entropy",
	Doc: "Shannon entropy of blocks of 256 symbols (of 256 equal intervals where there are more symbols, a multiple of 256) with its " +
		"exact law: Pearson's chi-squared and the most deviating value by exact binomial tails. Catches symbols that are spread too " +
		"evenly or too unevenly over a short time. L'Ecuyer, Simard, TestU01. Asymptotic and exact.",
	Planted: "counter64?seed=1|low(8)",
	New:     newEntropy,
}

const (
	entropySymbols = 256 // that are told apart
	entropyValues  = 512 // of T that are told apart
	leastEntropy   = 0x1p-30
)

type entropy struct {
	cut   *intervals // where there are more than entropySymbols; or nil
	law   *entropyLaw
	delta [blockSymbols]int32 // f(c+1) - f(c)
}

func newEntropy(law Law, args ...uint64) (Counter, error) {
	if err := noArgs("entropy", args); err != nil {
		return nil, err
	}
	if err := uniform("entropy", law); err != nil {
		return nil, err
	}
	if err := atLeast("entropy", law, 2); err != nil {
		return nil, err
	}
	e := &entropy{}
	d := int(law.N)
	if law.N == 0 || law.N > entropySymbols {
		if law.N%entropySymbols != 0 {
			return nil, fmt.Errorf("stattests: entropy needs at most %d symbols or a multiple of it, not %s: %w", entropySymbols, size(law.N), ErrAlphabet)
		}
		e.cut = newIntervals(law.N, entropySymbols)
		d = entropySymbols
	}
	e.law = entropyLawOf(d)
	for c := range e.delta {
		e.delta[c] = int32(e.law.f(c+1) - e.law.f(c))
	}
	return e, nil
}

// entropyLawOf is the law of a block of d symbols.
var entropyLawOf = remember(func(d int) *entropyLaw { return newEntropyLaw(blockSymbols, d) })

// An entropyLaw is the law of T for n symbols of d.
type entropyLaw struct {
	n    int
	unit float64   // u
	low  int       // the T of value 0
	p    []float64 // of T = low, low+1, ...
}

func newEntropyLaw(n, d int) *entropyLaw {
	l := &entropyLaw{n: n, unit: 8, p: make([]float64, entropyValues)}
	// T less its minimum, the even spread, is about chi-squared(d-1) u/(2 ln 2).
	switch {
	case d >= 128:
		l.unit = 1
	case d >= 32:
		l.unit = 2
	case d >= 8:
		l.unit = 4
	}
	// Rounding may bring it a little below the even spread.
	l.low = max(0, (d-n%d)*l.f(n/d)+n%d*l.f(n/d+1)-16)

	const ys, xs = entropyValues, 256
	root := make([]complex128, ys)
	for i := range root {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / ys)
		root[i] = complex(cos, sin)
	}
	poisson := make([]float64, n+1)
	mean := float64(n) / float64(d)
	logMean := math.Log(mean)
	for c := range poisson {
		lg, _ := math.Lgamma(float64(c + 1))
		poisson[c] = math.Exp(float64(c)*logMean - mean - lg)
	}
	lg, _ := math.Lgamma(float64(n + 1))
	total := math.Exp(float64(n)*math.Log(float64(n)) - float64(n) - lg)

	// value[j] is [x^n] A(x, y)^d at the root j of unity for y.
	value := make([]complex128, ys)
	term := make([]complex128, 0, n+1)
	at := make([]int, 0, n+1)
	for j := range ys/2 + 1 {
		term, at = term[:0], at[:0]
		for c, p := range poisson {
			if p > 1e-25 {
				term = append(term, complex(p, 0)*root[j*l.f(c)%ys])
				at = append(at, c)
			}
		}
		var sum complex128
		for k := range xs {
			var a complex128
			for i, t := range term {
				a += t * root[k*at[i]*(ys/xs)%ys]
			}
			sum += raise(a, d) * cmplx.Conj(root[k*n*(ys/xs)%ys])
		}
		value[j] = sum / complex(xs*total, 0)
		value[(ys-j)%ys] = cmplx.Conj(value[j])
	}
	for i := range l.p {
		sum := 0.0
		for j, v := range value {
			sum += real(v * cmplx.Conj(root[j*(l.low+i)%ys]))
		}
		l.p[i] = max(0, sum/ys)
	}
	return l
}

// f is u c log2 c, rounded.
func (l *entropyLaw) f(c int) int {
	if c == 0 {
		return 0
	}
	return int(math.Round(l.unit * float64(c) * math.Log2(float64(c))))
}

// bits is the entropy of the value i.
func (l *entropyLaw) bits(i int) float64 {
	n := float64(l.n)
	return max(0, math.Log2(n)-float64(l.low+i)/l.unit/n)
}

// raise is a^n for n > 0.
func raise(a complex128, n int) complex128 {
	p := a
	for i := bits.Len(uint(n)) - 2; i >= 0; i-- {
		p *= p
		if n>>i&1 == 1 {
			p *= a
		}
	}
	return p
}

func (e *entropy) Block() int { return blockSymbols }

// Size is a count for each value of T, the greatest first, so that the entropy grows.
func (e *entropy) Size() int { return entropyValues }

func (e *entropy) Count(t *Tally, block []uint64) {
	t.Blocks++
	var counts [entropySymbols]uint8 // before the symbol: below 256
	sum := int32(-e.law.low)
	if e.cut == nil {
		for _, x := range block {
			c := counts[uint8(x)]
			sum += e.delta[c]
			counts[uint8(x)] = c + 1
		}
	} else {
		for _, x := range block {
			i := uint8(e.cut.of(x))
			c := counts[i]
			sum += e.delta[c]
			counts[i] = c + 1
		}
	}
	t.Counts[entropyValues-1-min(max(sum, 0), entropyValues-1)]++
}

func (e *entropy) Judge(t Tally, level float64) []Result {
	p := make([]float64, entropyValues)
	for i := range p {
		p[i] = e.law.p[entropyValues-1-i]
	}
	v := valued{
		what:     "entropy",
		value:    func(i int) string { return fmt.Sprintf("%.4f", e.law.bits(entropyValues-1-i)) },
		p:        p,
		least:    leastEntropy,
		perBlock: 1,
	}
	return v.judge(t.Blocks, t.Counts, level)
}
