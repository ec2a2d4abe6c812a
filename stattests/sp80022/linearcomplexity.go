package sp80022

import (
	"math"

	"github.com/randaudit/randaudit/internal/gf2"
)

// linearComplexity is the linear complexity test, 2.10: the length of the
// shortest linear feedback shift register of blocks of M bits.
var linearComplexity = test{
	name:       "LinearComplexity",
	statistics: alone,
	least: func(n int, p *Parameters) (int, error) {
		m := p.LinearComplexityM
		if m < 500 || m > 5000 {
			return 0, &ParameterError{"LinearComplexity", "M", m, "500 to 5000"}
		}
		return max(1000000, 200*m), nil // n >= 10^6, N >= 200: 2.10.7
	},
	start: func(s *Suite) func(*Bits, []float64) {
		m := s.p.LinearComplexityM
		probabilities, exact := complexityProbabilities(m, s.p.Constants), complexityProbabilities(m, Exact)
		c := &complexities{m: m, sliced: make([]uint64, m)}
		return func(b *Bits, p []float64) {
			var counts [complexityClasses]int
			c.count(b, &counts)
			s.exact.classes(counts[:], exact, b.n/m)
			p[0] = pearson(counts[:], probabilities, b.n/m)
		}
	},
}

const complexityClasses = 7

// complexityClass is the class of a block of m bits of complexity l: 2.10.4, step
// 3 to 5.
func complexityClass(l, m int) int {
	sign := 1.0
	if m%2 == 1 {
		sign = -1
	}
	mean := float64(m)/2 + (9-sign)/36 - math.Ldexp(float64(m)/3+2./9, -m)
	t := sign*(float64(l)-mean) + 2./9
	return min(max(int(math.Ceil(t+2.5)), 0), complexityClasses-1)
}

// complexityProbabilities are those of the classes, from the exact law of the
// complexity: P(0) = 2^-m, P(l) = 2^(min(2m-2l, 2l-1) - m) (Rueppel, Analysis and
// Design of Stream Ciphers, 1986, section 4.1).
func complexityProbabilities(m int, c Constants) []float64 {
	if c == NIST {
		return []float64{0.01047, 0.03125, 0.12500, 0.50000, 0.25000, 0.06250, 0.020833}
	}
	p := make([]float64, complexityClasses)
	p[complexityClass(0, m)] = math.Ldexp(1, -m)
	for l := 1; l <= m; l++ {
		p[complexityClass(l, m)] += math.Ldexp(1, min(2*m-2*l, 2*l-1)-m)
	}
	return p
}

// complexities finds the complexities of blocks of m bits, 64 at once.
type complexities struct {
	m      int
	z      gf2.Sliced
	sliced []uint64
}

func (c *complexities) count(b *Bits, counts *[complexityClasses]int) {
	var classOf [64]int
	var lengths [64]int
	blocks := b.n / c.m
	// Lengths are near m/2, within 32 nearly always.
	first := c.m/2 - len(classOf)/2
	for i := range classOf {
		classOf[i] = complexityClass(first+i, c.m)
	}
	for i := 0; i < blocks; i += 64 {
		here := min(64, blocks-i)
		c.slice(b, i, here)
		c.z.LinearComplexities(&lengths, c.sliced)
		for _, l := range lengths[:here] {
			if k := l - first; k >= 0 && k < len(classOf) {
				counts[classOf[k]]++
			} else {
				counts[complexityClass(l, c.m)]++
			}
		}
	}
}

// slice puts bit j of block first+i at bit i of sliced[j].
func (c *complexities) slice(b *Bits, first, blocks int) {
	var part [64]uint64
	for j := 0; j < c.m; j += 64 {
		clear(part[blocks:])
		for i := range blocks {
			part[i] = b.fetch((first+i)*c.m + j)
		}
		gf2.Transpose(&part)
		for k := range c.sliced[j:min(j+64, c.m)] {
			c.sliced[j+k] = part[63-k]
		}
	}
}
