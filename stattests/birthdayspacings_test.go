package stattests

import (
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/randaudit/randaudit/internal/tails"
)

// equalSpacingsOf is the definition.
func equalSpacingsOf(days []uint64, k uint64) int {
	days = slices.Clone(days)
	slices.Sort(days)
	seen := map[uint64]bool{days[0] + k - days[len(days)-1]: true}
	for i := range days[1:] {
		seen[days[i+1]-days[i]] = true
	}
	return len(days) - len(seen)
}

// spacingsGenerating is E u^Y for the equal spacings Y of m birthdays in a year of
// k days, by counting: n spacings of one size give u^(n-1).
func spacingsGenerating(m, k int, u float64) float64 {
	// ways[d][s] is for d spacings above 0 that add to s, over d!.
	ways := make([][]float64, m+1)
	for d := range ways {
		ways[d] = make([]float64, k+1)
	}
	ways[0][0] = 1
	for size := 1; size <= k; size++ {
		for d := m; d > 0; d-- {
			for s := k; s >= size; s-- {
				f := 1.
				for n := 1; n <= d && n*size <= s; n++ {
					f /= float64(n)
					ways[d][s] += f * ways[d-n][s-n*size]
					f *= u
				}
			}
		}
	}
	total := 0.
	compositions := 1. // C(k-1, d-1)/d!
	occupied := occupancy(m, k)
	for d := 1; d <= m; d++ {
		if d > 1 {
			compositions *= float64(k-d+1) / float64(d-1)
		}
		compositions /= float64(d)
		total += occupied[d] * math.Pow(u, float64(max(m-d-1, 0))) * ways[d][k] / compositions
	}
	return total
}

// occupancy is the law of how many of k cells are hit by n balls.
func occupancy(n, k int) []float64 {
	p := make([]float64, n+1)
	p[0] = 1
	for range n {
		for d := n; d >= 0; d-- {
			p[d] *= float64(d) / float64(k)
			if d > 0 {
				p[d] += p[d-1] * float64(k-d+1) / float64(k)
			}
		}
	}
	return p
}

// TestSpacingsGenerating: the oracle is right for small years, by enumeration of
// all birthdays.
func TestSpacingsGenerating(t *testing.T) {
	for _, c := range []struct{ m, k int }{{2, 5}, {3, 7}, {4, 6}, {5, 8}, {6, 6}} {
		sum, all := 0., 1
		for range c.m {
			all *= c.k
		}
		days := make([]uint64, c.m)
		for i := range all {
			for j := range days {
				days[j] = uint64(i % c.k)
				i /= c.k
			}
			sum += math.Pow(3, float64(equalSpacingsOf(days, uint64(c.k))))
		}
		if got, want := spacingsGenerating(c.m, c.k, 3), sum/float64(all); math.Abs(got/want-1) > 1e-12 {
			t.Errorf("%d birthdays, %d days: %g, want %g", c.m, c.k, got, want)
		}
	}
}

// TestSpacingsLaw compares with the oracle. These years are harder than any of the
// test's: what is left out grows with m^2/k.
func TestSpacingsLaw(t *testing.T) {
	for _, c := range []struct {
		m, k int
		u, d float64
	}{{16, 2048, 0, 2e-7}, {16, 2048, 0.5, 2e-9}, {16, 2048, 2, 2e-7}, {16, 2048, 3, 2e-5}, {24, 2048, 2, 5e-5}} {
		p := equalSpacings(c.m, float64(c.k)).p
		got, want := generating(p, c.u), spacingsGenerating(c.m, c.k, c.u)
		if d := math.Abs(got/want - 1); d > c.d {
			t.Errorf("%d birthdays, %d days, u = %g: off by %g", c.m, c.k, c.u, d)
		}
	}
	for _, year := range []int{leastYear, 22, 23, 24, 32, 48, 58, 59, mostYear} {
		p := spacingsLaw(year).p
		m := math.Ldexp(1, birthdayBits(year))
		lambda := m * m * m / 4 / math.Ldexp(1, year)
		mean, sum := 0., 0.
		for i, q := range p {
			sum += q
			mean += q * float64(i)
			if !(q > 0) {
				t.Errorf("2^%d days: P(%d) = %g", year, i, q)
			}
		}
		if math.Abs(sum-1) > 1e-14 {
			t.Errorf("2^%d days: the probabilities add to %.16g", year, sum)
		}
		if lambda < 1 || lambda > 32 || math.Abs(mean/lambda-1) > (2*lambda+4)/m {
			t.Errorf("2^%d days: the mean is %g, the limit law's %g", year, mean, lambda)
		}
	}
}

// TestKnuthSpacings compares with the example of Knuth, 3.3.2, J: 512 birthdays in a year
// of 2^25 days.
func TestKnuthSpacings(t *testing.T) {
	p := equalSpacings(512, 1<<25).p
	got := append(slices.Clone(p[:3]), 0)
	for _, q := range p[3:] {
		got[3] += q
	}
	for i, want := range []float64{0.368801577, 0.369035243, 0.183471182, 0.078691997} {
		if math.Abs(got[i]-want) > 1e-9 {
			t.Errorf("%d equal spacings: %.9f, Knuth has %.9f", i, got[i], want)
		}
	}
}

// generating is the sum of p_i u^i.
func generating(p []float64, u float64) float64 {
	sum, power := 0., 1.
	for _, q := range p {
		sum += q * power
		power *= u
	}
	return sum
}

// TestSpacingsMean: the mean is the formula's, d - sum over s of P(spacing s
// occurs), by inclusion and exclusion.
func TestSpacingsMean(t *testing.T) {
	const m, k = 512, 1 << 21
	mean := 0.
	for c, p := range collisionsLaw(m, k, 10) {
		d := m - c
		equal := float64(d)
		// P(j given spacings are all s) is the product of (d-i)/(k-i) for i <
		// j, times C(k-js-1, d-j-1)/C(k-j-1, d-j-1).
		for s := 1; s < k/4; s++ {
			choose, sign, ratio := 1., 1., 1.
			occurs := 0.
			for j := 1; j <= 8; j++ {
				choose *= float64(d-j+1) / float64(j)
				ratio *= float64(d-j) / float64(k-j)
				// C(n-x, r)/C(n, r) for n = k-j-1, x = js-j, r = d-j-1
				n, x, r := float64(k-j-1), float64(j*s-j), float64(d-j-1)
				if n-x < r || r*x/n > 40 {
					break
				}
				lost := 0.
				if x > 0 {
					lost = logFalling(n-x, r) - logFalling(n, r)
				}
				occurs += sign * choose * ratio * math.Exp(lost)
				sign = -sign
			}
			equal -= occurs
			if float64(s)*m/k > 40 {
				break
			}
		}
		mean += p * (equal + float64(max(c-1, 0)))
	}
	got := 0.
	for i, q := range equalSpacings(m, k).p {
		got += q * float64(i)
	}
	if math.Abs(got/mean-1) > 1e-7 {
		t.Errorf("mean %.12g, want %.12g", got, mean)
	}
}

// logFalling is ln n(n-1)...(n-r+1).
func logFalling(n, r float64) float64 {
	a, _ := math.Lgamma(n + 1)
	b, _ := math.Lgamma(n - r + 1)
	return a - b
}

// spacingsTail is P(Y >= y) for the equal spacings of d different birthdays in a
// year of k days: the coefficient of w^d z^k in the product over s of g(w z^s),
// g(x) = 1 + (e^(ux)-1)/u, over that for u = 1, summed over the powers of u, all
// three by integrals over circles through the saddle points. It has nothing in
// common with the law but the generating function.
func spacingsTail(d, k float64, y int) float64 {
	const terms = 50 // of the logarithm of g
	a, sd := -math.Log1p(-d/k), math.Sqrt(d)
	type node struct {
		weight complex128
		power  [terms + 1]complex128
	}
	var ys, zs []node
	var yWeights, zWeights complex128
	for t := -11.; t <= 11; t += 0.5 {
		// w = y (1-z)/z, so that e^(wz/(1-z)) is e^y.
		angle := complex(0, t/sd)
		n := node{weight: cmplx.Exp(complex(d, 0) * (cmplx.Exp(angle) - 1 - angle))}
		for j := range n.power {
			n.power[j] = cmplx.Exp(complex(float64(j), 0) * angle)
		}
		ys, yWeights = append(ys, n), yWeights+n.weight
		z := cmplx.Exp(complex(-a, a*t/sd))
		n = node{weight: cmplx.Exp(complex(0, (d-k)*a*t/sd) - complex(d, 0)*cmplx.Log((1-z)*complex(k/d, 0)))}
		for j := 2; j <= terms; j++ {
			n.power[j] = cmplx.Pow(complex(d, 0)*(1-z), complex(float64(j), 0)) / (1 - cmplx.Pow(z, complex(float64(j), 0)))
		}
		zs, zWeights = append(zs, n), zWeights+n.weight
	}
	sum := complex(0, 0)
	radius := float64(y) / (d * d * d / 4 / k)
	const around = 128
	for i := range around {
		u := cmplx.Rect(radius, 2*math.Pi*float64(i)/around)
		var g, l [terms + 1]complex128
		f := complex(1, 0)
		for j := 1; j <= terms; j++ {
			f /= complex(float64(j), 0)
			g[j] = f
			f *= u
			l[j] = g[j]
			for i := 1; i < j; i++ {
				l[j] -= complex(float64(i)/float64(j), 0) * l[i] * g[j-i]
			}
		}
		all := complex(0, 0)
		for i := range ys {
			for j := range zs {
				exponent := complex(0, 0)
				for n := 2; n <= terms; n++ {
					exponent += l[n] * ys[i].power[n] * zs[j].power[n]
				}
				all += ys[i].weight * zs[j].weight * cmplx.Exp(exponent)
			}
		}
		// The sum of the coefficients of u^y and above.
		sum += all / (yWeights * zWeights) * cmplx.Pow(u, complex(float64(-y), 0)) / (1 - 1/u)
	}
	return real(sum) / around
}

// checkSum has the tails of numbers that are counted in a block: of birthday spacings
// and of close pairs, where their laws are least exact.
func checkSum(t *testing.T) {
	t.Run("birthday-spacings", checkSpacings)
	t.Run("close-pairs", checkClosePairs)
}

// checkSpacings inverts the generating function.
func checkSpacings(t *testing.T) {
	const m, k, y = 512, 1 << leastYear, 50
	truth := 0.
	for c, p := range occupancy(m, k)[m-8:] {
		c = 8 - c // collisions
		truth += p * spacingsTail(float64(m-c), k, y-max(c-1, 0))
	}
	_, stated := tails.Sum(y, 1, spacingsLaw(leastYear).p)
	tailCheck(t, "sum", fmt.Sprintf("%d or more equal spacings of %d birthdays in %d days", y, m, k), stated, math.Log(truth), 0, false)
}

// TestSpacingsCount compares blocks with the definition: fair ones, and such as a
// fast way of sorting could be wrong about.
func TestSpacingsCount(t *testing.T) {
	r := rand.New(rand.NewChaCha8([32]byte{1}))
	for _, args := range [][]uint64{{1, 21}, {2, 12}, {4, 8}, {3, 10}, {2, 24}} {
		for name, draw := range map[string]func(i int) uint64{
			"fair":      func(int) uint64 { return r.Uint64() },
			"constant":  func(int) uint64 { return 12345 << 40 },
			"few":       func(int) uint64 { return r.Uint64N(100) << 56 },
			"clustered": func(int) uint64 { return r.Uint64() & r.Uint64() & r.Uint64() & r.Uint64() },
			"counter":   func(i int) uint64 { return uint64(i) << 40 },
			"down":      func(i int) uint64 { return -uint64(i) << 45 },
			"narrow":    func(int) uint64 { return 1<<63 + r.Uint64()>>4 },
		} {
			c := counter(t, BirthdaySpacings, 0, args...).(*birthdaySpacings)
			block := make([]uint64, c.Block())
			for range 2 {
				for i := range block {
					block[i] = draw(i)
				}
				days := make([]uint64, c.m)
				for i := range days {
					for _, x := range block[i*c.t:][:c.t] {
						days[i] = days[i]<<c.b | x>>(64-c.b)
					}
				}
				want := min(equalSpacingsOf(days, 1<<(c.t*c.b)), len(c.law.p)-1)
				tally := NewTally(c)
				c.Count(&tally, block)
				if tally.Counts[want] != 1 {
					t.Errorf("%v, %s: not %d: %v", args, name, want, tally.Counts)
				}
			}
		}
	}
}

// TestSorter sorts what is uniform and what is not.
func TestSorter(t *testing.T) {
	r := rand.New(rand.NewChaCha8([32]byte{2}))
	for _, n := range []int{1, 2, 5, 100, 1000, 1 << 13, 1 << 15, 100003} {
		for _, bits := range []int{1, 3, 17, 40, 64} {
			s := newSorter(n, bits)
			for _, few := range []int{0, 60} {
				a := make([]uint64, n)
				for i := range a {
					a[i] = r.Uint64() >> few >> (64 - bits)
				}
				want := slices.Clone(a)
				slices.Sort(want)
				if !slices.Equal(s.sort(a), want) {
					t.Errorf("%d numbers of %d bits are not sorted", n, bits)
				}
			}
		}
	}
}
