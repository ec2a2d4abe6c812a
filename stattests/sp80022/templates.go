package sp80022

import (
	"fmt"
	"math"
	"math/bits"
)

// nonOverlappingTemplate is the non-overlapping template matching test, 2.7: the
// occurrences of each aperiodic template in N blocks.
//
// An aperiodic template cannot overlap itself, so the occurrences that a scan
// which jumps past each finds are all there are, and one histogram of the
// windows of a block has those of all templates.
var nonOverlappingTemplate = test{
	name: "NonOverlappingTemplate",
	statistics: func(p *Parameters) (names []string) {
		for _, t := range aperiodic(p.NonOverlappingTemplateM) {
			names = append(names, fmt.Sprintf("%0*b", p.NonOverlappingTemplateM, t))
		}
		return names
	},
	least: func(n int, p *Parameters) (int, error) {
		m, blocks := p.NonOverlappingTemplateM, p.NonOverlappingTemplateN
		if m < 2 || m > 10 {
			return 0, &ParameterError{"NonOverlappingTemplate", "m", m, "2 to 10"}
		}
		if blocks < 1 || blocks > 100 {
			return 0, &ParameterError{"NonOverlappingTemplate", "N", blocks, "1 to 100"}
		}
		// The standard has no least length. The number of occurrences in a
		// block is taken for normal, so 5 are expected here.
		return blocks * (5<<m + m - 1), nil
	},
	start: func(s *Suite) func(*Bits, []float64) {
		m, blocks := s.p.NonOverlappingTemplateM, s.p.NonOverlappingTemplateN
		templates := aperiodic(m)
		long := s.n / blocks
		counts, wide := make([]uint32, 1<<m), make([]uint32, 1<<(m+3))
		return func(b *Bits, p []float64) {
			clear(p)
			mean, variance := templateMoments(long, m)
			for i := range blocks {
				clear(counts)
				countWindowsBy4(counts, wide, b, m, i*long, (i+1)*long-m+1)
				for j, t := range templates {
					d := float64(counts[t]) - mean
					p[j] += d * d
				}
			}
			for j, x := range p {
				p[j] = upperChiSquared(x/variance, blocks)
			}
		}
	},
}

// templateMoments are the mean and the variance of the number of occurrences of
// an aperiodic template of m bits in a block, 2.7.4.
func templateMoments(block, m int) (mean, variance float64) {
	mean = math.Ldexp(float64(block-m+1), -m)
	return mean, float64(block) * (math.Ldexp(1, -m) - math.Ldexp(float64(2*m-1), -2*m))
}

// aperiodic lists the templates of m bits of which no proper beginning is also an
// end, in ascending order.
func aperiodic(m int) (templates []uint32) {
	for t := range uint32(1) << m {
		periodic := false
		for k := 1; k < m; k++ {
			periodic = periodic || t>>k == t&(1<<(m-k)-1)
		}
		if !periodic {
			templates = append(templates, t)
		}
	}
	return templates
}

// overlappingTemplate is the overlapping template matching test, 2.8: the
// occurrences of m ones in blocks.
var overlappingTemplate = test{
	name:       "OverlappingTemplate",
	statistics: alone,
	least: func(n int, p *Parameters) (int, error) {
		m, long := p.OverlappingTemplateM, p.OverlappingTemplateBits
		if m < 2 || m > 16 {
			return 0, &ParameterError{"OverlappingTemplate", "m", m, "2 to 16"}
		}
		if long < m || long > 1<<20 {
			return 0, &ParameterError{"OverlappingTemplate", "M", long, fmt.Sprintf("%d to %d", m, 1<<20)}
		}
		// N min(pi) > 5 and n >= 10^6, 2.8.7.
		smallest := 1.0
		for _, q := range overlappingProbabilities(long, m, p.Constants) {
			smallest = min(smallest, q)
		}
		if !(smallest > 1e-6) {
			return 0, &ParameterError{"OverlappingTemplate", "M", long, fmt.Sprintf("near %d for m = %d, so that no class is rarer than 1e-6", 2<<m, m)}
		}
		return max(1000000, long*int(5/smallest+1)), nil
	},
	start: func(s *Suite) func(*Bits, []float64) {
		m, long := s.p.OverlappingTemplateM, s.p.OverlappingTemplateBits
		probabilities, exact := overlappingProbabilities(long, m, s.p.Constants), overlappingProbabilities(long, m, Exact)
		return func(b *Bits, p []float64) {
			var counts [overlappingClasses]int
			countOverlapping(b, m, long, &counts)
			s.exact.classes(counts[:], exact, b.n/long)
			p[0] = pearson(counts[:], probabilities, b.n/long)
		}
	},
}

// overlappingClasses are 0 to 4 occurrences, and at least 5: K+1, 2.8.2.
const overlappingClasses = 6

// countOverlapping counts the blocks by how often m ones in a row begin in them.
func countOverlapping(b *Bits, m, long int, counts *[overlappingClasses]int) {
	for i := range b.n / long {
		found := 0
		// Windows begin at from up to but not including to; a fetch has 65-m
		// of them.
		from, to := i*long, (i+1)*long-m+1
		for each := 65 - m; from < to; from += each {
			w := b.fetch(from)
			for have := 1; have < m; {
				step := min(have, m-have)
				w &= w << (step & 63)
				have += step
			}
			found += bits.OnesCount64(w >> (64 - min(each, to-from)))
		}
		counts[min(found, overlappingClasses-1)]++
	}
}

// overlappingProbabilities are those of the classes: exactly, or by the
// approximation that the standard's program computes (3.8, compound Poisson).
func overlappingProbabilities(long, m int, c Constants) []float64 {
	p := make([]float64, overlappingClasses)
	if c == NIST {
		eta := math.Ldexp(float64(long-m+1), -m) / 2
		rest := 1.0
		for u := range overlappingClasses - 1 {
			p[u] = compoundPoisson(u, eta)
			rest -= p[u]
		}
		p[overlappingClasses-1] = rest
		return p
	}
	// By the occurrences so far and the length of the run of ones that the bits
	// end with, up to m-1 or at least m-1.
	state := make([][overlappingClasses]float64, m)
	next := make([][overlappingClasses]float64, m)
	state[0][0] = 1
	for range long {
		clear(next)
		for run := range state {
			for u, q := range state[run] {
				next[0][u] += q / 2
				if run < m-1 {
					next[run+1][u] += q / 2
				} else {
					next[run][min(u+1, overlappingClasses-1)] += q / 2
				}
			}
		}
		state, next = next, state
	}
	for run := range state {
		for u, q := range state[run] {
			p[u] += q
		}
	}
	return p
}

// compoundPoisson is the program's probability of u occurrences.
func compoundPoisson(u int, eta float64) float64 {
	if u == 0 {
		return math.Exp(-eta)
	}
	lgamma := func(x int) float64 {
		y, _ := math.Lgamma(float64(x))
		return y
	}
	sum := 0.0
	for l := 1; l <= u; l++ {
		sum += math.Exp(-eta - float64(u)*math.Ln2 + float64(l)*math.Log(eta) - lgamma(l+1) + lgamma(u) - lgamma(l) - lgamma(u-l+1))
	}
	return sum
}
