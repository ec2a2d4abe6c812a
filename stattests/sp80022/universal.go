package sp80022

import (
	"fmt"
	"math"
)

// universal is Maurer's universal statistical test, 2.9: the mean logarithm of
// the distance between equal blocks of L bits.
var universal = test{
	name:       "Universal",
	statistics: alone,
	least: func(n int, p *Parameters) (int, error) {
		l, q := p.UniversalL, p.UniversalQ
		if l < 6 || l > 16 {
			return 0, &ParameterError{"Universal", "L", l, "6 to 16"}
		}
		if q < 10<<l || q > 1<<24 {
			return 0, &ParameterError{"Universal", "Q", q, fmt.Sprintf("%d to %d", 10<<l, 1<<24)}
		}
		return (q + 1000<<l) * l, nil // K of about 1000 * 2^L, 2.9.7
	},
	start: func(s *Suite) func(*Bits, []float64) {
		l, q := s.p.UniversalL, s.p.UniversalQ
		law := universalLawOf(l, s.p.Constants)
		seen := make([]int32, 1<<l)
		distances := make([]uint32, s.n/l+1)
		logs := make([]float64, min(len(distances), 20<<l))
		for i := range logs {
			logs[i] = math.Log2(float64(i))
		}
		return func(b *Bits, p []float64) {
			p[0] = law.p(universalStatistic(b, l, q, seen, distances, logs), b.n/l-q)
		}
	},
}

// universalBlock is the standard's L for sequences of n bits, 2.9.7: the largest
// for which there are 1010 * 2^L blocks; 6 where there is none.
func universalBlock(n int) int {
	l := 6
	for l < 16 && int64(1010<<(l+1))*int64(l+1) <= int64(n) {
		l++
	}
	return l
}

// universalStatistic is the mean of log2 of the distances, counted first, so
// that the sum does not depend on their order. The scratch memory is: the last
// place of each block, the number of each distance, and the logarithms of the
// first few.
func universalStatistic(b *Bits, l, q int, seen []int32, distances []uint32, logs []float64) float64 {
	clear(seen)
	blocks := b.n / l
	at := 0
	for i := 1; i <= q; i++ {
		seen[b.fetch(at)>>(64-l)] = int32(i)
		at += l
	}
	longest := 0
	for i := q + 1; i <= blocks; i++ {
		last := &seen[b.fetch(at)>>(64-l)]
		d := i - int(*last)
		*last = int32(i)
		distances[d]++
		longest = max(longest, d)
		at += l
	}
	sum := 0.0
	for d, count := range distances[:longest+1] {
		if count == 0 {
			continue
		}
		if d < len(logs) {
			sum += float64(count) * logs[d]
		} else {
			sum += float64(count) * math.Log2(float64(d))
		}
	}
	clear(distances[:longest+1])
	return sum / float64(blocks-q)
}

// A universalLaw is the normal law of the statistic.
type universalLaw struct {
	mean, variance float64             // of the logarithm of one distance
	factor         func(k int) float64 // of the standard deviation of the mean of k, since distances depend on each other
}

func universalLawOf(l int, c Constants) universalLaw {
	law := universalLaw{factor: func(k int) float64 {
		// Maurer's, 2.9.4.
		l := float64(l)
		return 0.7 - 0.8/l + (4+32/l)*math.Pow(float64(k), -3/l)/15
	}}
	if c == NIST {
		law.mean, law.variance = nistUniversal[l-6][0], nistUniversal[l-6][1]
		return law
	}
	law.mean, law.variance = distanceMoments(l)
	if c == Corrected {
		d, e := coronNaccache[l-6][0], coronNaccache[l-6][1]
		law.factor = func(k int) float64 { return math.Sqrt(d + e*math.Ldexp(1, l)/float64(k)) }
	}
	return law
}

func (u universalLaw) p(statistic float64, k int) float64 {
	sigma := u.factor(k) * math.Sqrt(u.variance/float64(k))
	return math.Erfc(math.Abs(statistic-u.mean) / (math.Sqrt2 * sigma))
}

// distanceMoments are the mean and the variance of log2 of the distance between
// equal blocks of l bits, which is geometric: Maurer, "A universal statistical
// test for random bit generators", J. Cryptology 5 (1992).
func distanceMoments(l int) (mean, variance float64) {
	p := math.Ldexp(1, -l)
	// From the far end, so that small terms are added first.
	farthest := 42 << l
	stay := math.Exp(float64(farthest-1) * math.Log1p(-p))
	square := 0.0
	for i := farthest; i >= 1; i-- {
		x := math.Log2(float64(i))
		mean += stay * p * x
		square += stay * p * x * x
		stay /= 1 - p
	}
	return mean, square - mean*mean
}

// nistUniversal are the mean and the variance for L from 6 to 16 that the
// standard's program has.
var nistUniversal = [11][2]float64{
	{5.2177052, 2.954}, {6.1962507, 3.125}, {7.1836656, 3.238}, {8.1764248, 3.311}, {9.1723243, 3.356}, {10.170032, 3.384},
	{11.168765, 3.401}, {12.168070, 3.410}, {13.167693, 3.416}, {14.167488, 3.419}, {15.167379, 3.421},
}

// coronNaccache are d and e for L from 6 to 16: the variance of the statistic is
// that of independent distances times d + e 2^L/K. Coron and Naccache, "An accurate
// evaluation of Maurer's universal test" (SAC 1998). Maurer's factor is 4.5 % of
// the variance too small at L = 7.
var coronNaccache = [11][2]float64{
	{0.3489769, 0.3941338}, {0.3631815, 0.3813210}, {0.3732189, 0.3730195}, {0.3800637, 0.3677118}, {0.3845867, 0.3643695}, {0.3874942, 0.3622979},
	{0.3893189, 0.3610336}, {0.3904405, 0.3602731}, {0.3911178, 0.3598216}, {0.3915202, 0.3595571}, {0.3917561, 0.3594040},
}
