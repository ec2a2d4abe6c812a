package fips140

import (
	"flag"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/randaudit/randaudit/internal/fft"
	"github.com/randaudit/randaudit/internal/tails"
)

var derive = flag.Bool("derive", false, "derive the rates of poker and of runs too, which takes two minutes")

var simulate = flag.Int("simulate", 0, "blocks with which TestSimulatedRate estimates what has no exact rate")

// TestRates derives the exact rates; all of them: go test -run Rates -derive.
func TestRates(t *testing.T) {
	check := func(name string, got, want float64) {
		if !(math.Abs(got-want) <= 1e-8*want) {
			t.Errorf("%s: %.10g, want %.10g", name, want, got)
		}
	}
	lower, _ := tails.Binomial(onesAbove, BlockBits, 0.5)
	_, upper := tails.Binomial(onesBelow, BlockBits, 0.5)
	check("monobit", math.Exp(lower)+math.Exp(upper), FairRates.Monobit)
	check("long run", longRunRate(), FairRates.LongRun)
	check("continuous", -math.Expm1(BlockBytes/4*math.Log1p(-0x1p-32)), FairRates.Continuous)
	if *derive {
		check("poker", pokerRate(), FairRates.Poker)
		check("runs", 1-runsPass(0, BlockBits, 1<<20), FairRates.Runs)
		check("monobit, runs or long run", 1-runsPass(onesAbove+1, onesBelow-1, longRun-1), anyButPoker)
	}
}

// longRunRate: a run of at least k bits is k-1 of the 19,999 comparisons of
// neighbours in a row that find no difference; these are fair bits.
func longRunRate() float64 {
	const n, k = BlockBits - 1, longRun - 1
	q := make([]float64, n+1) // no such row in i comparisons
	fail := make([]float64, n+1)
	for i := range q {
		switch {
		case i < k:
		case i == k:
			fail[i] = math.Ldexp(1, -k)
		default:
			fail[i] = fail[i-1] + math.Ldexp(1-fail[i-k-1], -k-1)
		}
	}
	return fail[n]
}

// pokerRate: with Poisson numbers of each nibble, given that their sum is 5000.
func pokerRate() float64 {
	const mean, most = 312.5, 125 // no deviation above 125 has squares below the limit
	// Sums of squares of deviations from 312, which add up to 8: the squares
	// themselves add up to 1562496 more.
	const low, high = squaresLeast - 1562496, squaresMost - 1562496
	p := make([]float64, 2*most+1) // of a deviation
	for d := -most; d <= most; d++ {
		n := float64(312 + d)
		g, _ := math.Lgamma(n + 1)
		p[d+most] = math.Exp(n*math.Log(mean) - mean - g)
	}
	// table[sum][squares] of k nibbles.
	const widest = 8 * most
	add := func(from [][]float64) [][]float64 {
		to := make([][]float64, 2*widest+1)
		for sum, row := range from {
			if row == nil {
				continue
			}
			for d := -most; d <= most; d++ {
				at := sum + d
				if at < 0 || at > 2*widest || d*d > high {
					continue
				}
				if to[at] == nil {
					to[at] = make([]float64, high+1)
				}
				q, dst := p[d+most], to[at][d*d:]
				for s, x := range row[:len(dst)] {
					if x > 0 {
						dst[s] += q * x
					}
				}
			}
		}
		return to
	}
	table := make([][]float64, 2*widest+1)
	table[widest] = make([]float64, high+1)
	table[widest][0] = 1
	for k := 1; k <= 8; k++ {
		table = add(table)
		limit := int(math.Sqrt(float64(k * high))) // of the sum of k deviations: Cauchy
		for at := range table {
			if at < widest-limit || at > widest+limit {
				table[at] = nil
			}
		}
	}
	pass := 0.0
	for at, row := range table {
		other := 2*widest + 8 - at
		if row == nil || other < 0 || other > 2*widest || table[other] == nil {
			continue
		}
		cumulative := make([]float64, high+2)
		for s, x := range table[other] {
			cumulative[s+1] = cumulative[s] + x
		}
		for s, x := range row {
			pass += x * (cumulative[high-s+1] - cumulative[max(low-s, 0)])
		}
	}
	g, _ := math.Lgamma(5001)
	return 1 - pass/math.Exp(5000*math.Log(5000)-5000-g)
}

// runsPass is the probability that the runs are in their intervals, none is longer
// than longest, and the ones are from least to most.
//
// Runs of ones and of zeros take turns, and their lengths are geometric: a
// sequence with R runs of ones that have L bits, and S of zeros that have the
// others, has probability 2^-L times 2^-(n-L). So with g(R, L) the probability that R
// geometric lengths add up to L and pass, it is the sum of g(R, L) g(S, n-L) over
// L and |R-S| <= 1, twice for R = S, as either can come first. For g, the
// numbers of each length are taken for Poisson; given their sum, R, they are
// multinomial.
func runsPass(least, most, longest int) float64 {
	const (
		mean      = 5000.0 // of R
		size      = 1 << 13
		firstSum  = 4000 // of R, in the table
		lastSum   = 6000
		firstBits = 7000 // of L
	)
	poisson := func(n int, mean float64) float64 {
		g, _ := math.Lgamma(float64(n) + 1)
		return math.Exp(float64(n)*math.Log(mean) - mean - g)
	}
	// Lengths 1 to 5: from the table of sum and bits less those of the least
	// numbers.
	type table = map[int][]float64
	now, sum0, bits0 := table{0: {1}}, 0, 0
	for k := 1; k <= 5; k++ {
		interval := runsInterval[k-1]
		next := table{}
		for sum, row := range now {
			for c := interval[0]; c <= interval[1]; c++ {
				extra := c - interval[0]
				dst := next[sum+extra]
				if need := len(row) + k*extra; len(dst) < need {
					dst = append(dst, make([]float64, need-len(dst))...)
					next[sum+extra] = dst
				}
				q := poisson(c, mean*math.Ldexp(1, -k))
				for l, x := range row {
					if x != 0 {
						dst[k*extra+l] += q * x
					}
				}
			}
		}
		now, sum0, bits0 = next, sum0+interval[0], bits0+k*interval[0]
	}
	// The long ones: c of them have 6c bits and the sum of c numbers that are
	// geometric from 0 on, up to longest-6.
	plan := fft.NewComplex(size)
	one := make([]complex128, size)
	for e := 0; e < size/2 && e+6 <= longest; e++ {
		one[e] = complex(math.Ldexp(1, -e-1), 0)
	}
	plan.Transform(one)
	interval := runsInterval[5]
	power := make([][]complex128, interval[1]+1)
	for c := range power {
		power[c] = make([]complex128, size)
		for i := range power[c] {
			if c == 0 {
				power[c][i] = 1
			} else {
				power[c][i] = power[c-1][i] * one[i]
			}
		}
	}
	// g[R-firstSum][L-firstBits]
	g := make([][]float64, lastSum-firstSum+1)
	spectra := map[int][]complex128{}
	for sum, row := range now {
		z := make([]complex128, size)
		for l, x := range row {
			z[l] = complex(x, 0)
		}
		plan.Transform(z)
		spectra[sum] = z
	}
	for r := range g {
		// Shifted by 6 bits for each long run above the least number.
		total := make([]complex128, size)
		any := false
		for c := interval[0]; c <= interval[1]; c++ {
			z := spectra[r+firstSum-sum0-c]
			if z == nil {
				continue
			}
			any = true
			q := complex(poisson(c, mean/32), 0)
			step := -2 * math.Pi * float64(6*(c-interval[0])) / size
			for i := range total {
				sin, cos := math.Sincos(math.Mod(step*float64(i), 2*math.Pi))
				total[i] += z[i] * power[c][i] * q * complex(cos, sin)
			}
		}
		if !any || math.Abs(float64(r+firstSum)-mean) > 400 {
			continue // R is that far out with probability 1e-28
		}
		// The inverse: the conjugate of the transform of the conjugate.
		for i, z := range total {
			total[i] = complex(real(z), -imag(z))
		}
		plan.Transform(total)
		g[r] = make([]float64, size)
		base := bits0 + 6*interval[0] - firstBits
		for i, z := range total {
			if at := base + i; at >= 0 && at < size {
				g[r][at] = real(z) / size / poisson(r+firstSum, mean)
			}
		}
	}
	at := func(r, l int) float64 {
		if r < 0 || r >= len(g) || g[r] == nil || l < firstBits || l >= firstBits+size {
			return 0
		}
		return g[r][l-firstBits]
	}
	pass := 0.0
	for r := range g {
		for l := max(least, firstBits); l <= min(most, firstBits+size-1); l++ {
			pass += at(r, l) * (2*at(r, BlockBits-l) + at(r-1, BlockBits-l) + at(r+1, BlockBits-l))
		}
	}
	return pass
}

// TestSimulatedRate estimates how often a fair block fails poker and one of
// monobit, runs and long run: go test -run SimulatedRate -simulate 20000000 -v.
func TestSimulatedRate(t *testing.T) {
	if *simulate == 0 {
		t.Skip("-simulate is not given")
	}
	r := rand.NewChaCha8([32]byte{0: 1})
	data := make([]byte, 1000*BlockBytes)
	var c Counter
	c.Write(make([]byte, PrimeBytes))
	r.Read(data)
	both, done := 0, 0
	for ; done < *simulate; done += 1000 {
		r.Read(data)
		for rest := data; len(rest) > 0; rest = rest[BlockBytes:] {
			before := c.counts
			c.block((*[BlockBytes]byte)(rest))
			after := c.counts
			if after.Poker > before.Poker && (after.Monobit > before.Monobit || after.Runs > before.Runs || after.LongRun > before.LongRun) {
				both++
			}
		}
	}
	p := float64(both) / float64(done)
	t.Logf("%d of %d blocks: %.4g, standard error %.2g; counts %+v", both, done, p, math.Sqrt(p/float64(done)), c.Counts())
}
