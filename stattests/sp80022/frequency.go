package sp80022

import (
	"math"
	"math/bits"
)

// leastBits is what the standard recommends for its simplest tests.
const leastBits = 100

// frequency is the frequency test, 2.1: the sum of the bits as +1 and -1.
var frequency = test{
	name:       "Frequency",
	statistics: alone,
	least:      func(int, *Parameters) (int, error) { return leastBits, nil },
	start: func(s *Suite) func(*Bits, []float64) {
		return func(b *Bits, p []float64) {
			ones := s.count(b)
			s.exact.see(ones, b.n, 0.5)
			p[0] = frequencyP(ones, b.n)
		}
	},
}

// count is the number of ones of the sequence.
func (s *Suite) count(b *Bits) int { return s.ones.get(func() int { return b.ones(0, b.n) }) }

func frequencyP(ones, n int) float64 {
	return math.Erfc(math.Abs(float64(2*ones-n)) / math.Sqrt(float64(n)) / math.Sqrt2)
}

// blockFrequency is the frequency test within a block, 2.2.
//
// The standard recommends M > 0.01 n and fewer than 100 blocks, which its own
// default of 128 does not keep at n = 10^6; that is not held to here.
var blockFrequency = test{
	name:       "BlockFrequency",
	statistics: alone,
	least: func(n int, p *Parameters) (int, error) {
		if p.BlockFrequencyM < 20 {
			return 0, &ParameterError{"BlockFrequency", "M", p.BlockFrequencyM, "at least 20"}
		}
		return max(leastBits, p.BlockFrequencyM), nil
	},
	start: func(s *Suite) func(*Bits, []float64) {
		return func(b *Bits, p []float64) { p[0] = blockFrequencyP(b, s.p.BlockFrequencyM) }
	},
}

func blockFrequencyP(b *Bits, m int) float64 {
	blocks := b.n / m
	sum := uint64(0)
	for i := range blocks {
		d := int64(2*b.ones(i*m, (i+1)*m) - m)
		sum += uint64(d * d)
	}
	return upperChiSquared(float64(sum)/float64(m), blocks)
}

// runs is the runs test, 2.3: the number of runs, given that of ones.
var runs = test{
	name:       "Runs",
	statistics: alone,
	least:      func(int, *Parameters) (int, error) { return leastBits, nil },
	start: func(s *Suite) func(*Bits, []float64) {
		return func(b *Bits, p []float64) { p[0] = runsP(b, s.count(b)) }
	},
}

// runsP is 0 where the frequency is too far out for the test, as the standard
// has it (2.3.4, step 2).
func runsP(b *Bits, ones int) float64 {
	n := float64(b.n)
	share := float64(ones) / n
	if math.Abs(share-0.5) > 2/math.Sqrt(n) {
		return 0
	}
	observed := 1
	last := b.n - 1 // transitions
	whole := last / 64
	for i, w := range b.words[:whole] {
		observed += bits.OnesCount64(w ^ (w<<1 | b.words[i+1]>>63))
	}
	if rest := last % 64; rest > 0 {
		w := b.words[whole]
		observed += bits.OnesCount64((w ^ (w<<1 | b.words[whole+1]>>63)) >> (64 - rest))
	}
	q := share * (1 - share)
	return math.Erfc(math.Abs(float64(observed)-2*n*q) / (2 * q * math.Sqrt(2*n)))
}

// longestRun is the test for the longest run of ones in a block, 2.4.
var longestRun = test{
	name:       "LongestRun",
	statistics: alone,
	least:      func(int, *Parameters) (int, error) { return longestRunPlans[0].least, nil },
	start: func(s *Suite) func(*Bits, []float64) {
		plan := longestRunPlanOf(s.n)
		exact := plan.probabilities()
		probabilities := exact
		if s.p.Constants == NIST {
			probabilities = plan.nist
		}
		counts := make([]int, len(probabilities))
		return func(b *Bits, p []float64) {
			clear(counts)
			plan.count(b, counts)
			s.exact.classes(counts, exact, b.n/plan.m)
			p[0] = pearson(counts, probabilities, b.n/plan.m)
		}
	},
}

// A longestRunPlan is a line of the table in 2.4.2: blocks of m bits, whose
// longest runs of ones have the classes up to first, first+1, ..., from first +
// number of classes - 1 on.
type longestRunPlan struct {
	least, m, first int
	nist            []float64
}

var longestRunPlans = []longestRunPlan{
	{128, 8, 1, []float64{0.21484375, 0.3671875, 0.23046875, 0.1875}},
	{6272, 128, 4, []float64{0.1174035788, 0.242955959, 0.249363483, 0.17517706, 0.102701071, 0.112398847}},
	{750000, 10000, 10, []float64{0.0882, 0.2092, 0.2483, 0.1933, 0.1208, 0.0675, 0.0727}},
}

func longestRunPlanOf(n int) *longestRunPlan {
	plan := &longestRunPlans[0]
	for i := range longestRunPlans {
		if n >= longestRunPlans[i].least {
			plan = &longestRunPlans[i]
		}
	}
	return plan
}

// probabilities are those of the classes.
func (l *longestRunPlan) probabilities() []float64 {
	p := make([]float64, len(l.nist))
	before := 0.0
	for i := range p {
		upTo := 1.0
		if i < len(p)-1 {
			upTo = noLongerRun(l.m, l.first+i)
		}
		p[i], before = upTo-before, upTo
	}
	return p
}

// noLongerRun is the probability that m fair bits have no run of more than k
// ones. With q(i) that of i bits, a first longer run that ends at bit i is k+1
// ones after a zero at bit i-k-1, or from the first bit on, so that
// q(i) = q(i-1) - 2^-(k+2) q(i-k-2). Feller, Introduction to Probability Theory
// I, section XIII.7.
func noLongerRun(m, k int) float64 {
	q := make([]float64, m+1)
	for i := range q {
		switch {
		case i <= k:
			q[i] = 1
		case i == k+1:
			q[i] = 1 - math.Ldexp(1, -k-1)
		default:
			q[i] = q[i-1] - math.Ldexp(q[i-k-2], -k-2)
		}
	}
	return q[m]
}

func (l *longestRunPlan) count(b *Bits, counts []int) {
	for i := range b.n / l.m {
		longest := longestRunOf(b, i*l.m, (i+1)*l.m)
		counts[min(max(longest-l.first, 0), len(counts)-1)]++
	}
}

// longestRunOf is the length of the longest run of ones from bit from up to but
// not including to.
func longestRunOf(b *Bits, from, to int) (longest int) {
	ending := 0 // length of the run that the bits before end with
	for ; from < to; from += 64 {
		w := b.fetch(from)
		if rest := to - from; rest < 64 {
			w = w >> (64 - rest) << (64 - rest)
		}
		if w == math.MaxUint64 {
			ending += 64
			continue
		}
		longest = max(longest, ending+bits.LeadingZeros64(^w))
		ending = bits.TrailingZeros64(^w)
		for longest < 64 && hasRun(w, longest+1) {
			longest++
		}
	}
	return max(longest, ending)
}

// hasRun reports whether w has a run of k ones, k from 1 to 64.
func hasRun(w uint64, k int) bool {
	for have := 1; have < k && w != 0; {
		step := min(have, k-have)
		w &= w << (step & 63)
		have += step
	}
	return w != 0
}
