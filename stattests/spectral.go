package stattests

import (
	"fmt"
	"math"
	"strconv"

	"github.com/randaudit/randaudit/internal/fft"
	"github.com/randaudit/randaudit/internal/tails"
)

// Spectral takes the discrete Fourier transform of segments of n = 2^m bits (the test's
// argument, 10 to 16; 12 without one), as +1 and -1: symbols (N = 2^k) are read from their
// lowest bit up. The power of a segment at frequency j = 1, ..., n/2 - 1 is
// |f_j|^2 / n. Powers are rounded to multiples of 2^-16 and added up over segments, for
// each frequency by itself, so that their sums are integers and add.
//
// A power has exactly the mean 1 and the variance 1 - 2/n, and is nearly exponential: the
// sum over B segments is nearly gamma(B). For the largest power of one segment the true
// tail e^-t is smaller than that by a factor of exp(-t^2/(2n)), and of exp(-t^2/(3n)) to
// exp(-2 t^2/(3n)) at j = n/4, by the fourth cumulants of +1 and -1, and for a sum by less.
// That is within a factor of 2 down to ln p = -sqrt(n) at least: the reach. The lower tail
// is used from 64 segments on, where sums are no longer those of a lattice. Two results,
// each Bonferroni over its frequencies and both sides:
//
//   - "peak": the frequency whose sum is furthest out: what is periodic;
//   - "band": of 64 bands of neighbouring frequencies, the one whose sum is furthest out,
//     by gamma(B w) for w frequencies: what is coloured. Powers of a segment have the
//     covariance -2/n, since they add up to n, which makes the variance of a band
//     smaller than that by up to a fraction of 1/64, and the p-value larger.
//
// The interval and the smallest excess that would be seen are those of power that goes up
// and down as noise does: a sum that is as many times as large a gamma variable. A steady
// tone of that power is seen sooner.
//
// It is the spectral test of SP 800-22 (2.6) and of Erdmann and TestU01's guide
// (sspectral; L'Ecuyer and Simard 2007), without their count of high peaks, whose
// variance is not that of independent peaks (Hamano 2005; Pareschi, Rovatti, Setti 2012).
var Spectral = &Test{
	Name: "spectral",
	Doc: "Powers of the discrete Fourier transform of segments of 2^m bits (N = 2^k; argument, 10 to 16; 12 without one), added up over segments: the " +
		"most deviating frequency, and the most deviating of 64 bands, by gamma laws. Catches periods and coloured noise. " +
		"L'Ecuyer, Simard 2007; SP 800-22 2.6. Asymptotic.",
	Planted: "counter64?seed=1|low(8)",
	New:     newSpectral,
}

const (
	segmentBits   = 12 // binary logarithm of a segment, without an argument
	leastSegment  = 10
	mostSegment   = 16
	powerUnit     = 1 << 16 // of a power
	bands         = 64
	leastSegments = 64 // for the lower tail
)

type spectral struct {
	*bitStrings // two segments each
	n           int
	plan        *fft.Complex
	x           []complex128
}

func newSpectral(law Law, args ...uint64) (Counter, error) {
	m, err := oneArg("spectral", "the binary logarithm of a segment", args, leastSegment, mostSegment, segmentBits)
	if err != nil {
		return nil, err
	}
	k, err := wholeBits("spectral", law)
	if err != nil {
		return nil, err
	}
	n := 1 << m
	return &spectral{bitStrings: cutBits(k, 2*n), n: n}, nil
}

// Size is a sum for each frequency from 1 to n/2 - 1, and the number of segments.
func (s *spectral) Size() int { return s.n / 2 }

func (s *spectral) Count(t *Tally, block []uint64) {
	t.Blocks++
	if s.plan == nil { // a judge needs none
		s.plan, s.x = fft.NewComplex(s.n), make([]complex128, s.n)
	}
	scale := powerUnit / float64(s.n)
	for words := s.of(block); len(words) > 0; words = words[s.length/64:] {
		// Two segments go as real and imaginary parts through one transform.
		first, second := words[:s.n/64], words[s.n/64:s.length/64]
		for i := range s.x {
			s.x[i] = complex(sign(first, i), sign(second, i))
		}
		s.plan.Transform(s.x)
		for j := 1; j < s.n/2; j++ {
			z, c := s.x[j], s.x[s.n-j]
			// (z + conj c)/2 and (z - conj c)/2i are theirs.
			a, b := (real(z)+real(c))/2, (imag(z)-imag(c))/2
			d, e := (imag(z)+imag(c))/2, (real(c)-real(z))/2
			t.Counts[j] += round(scale*(float64(a*a)+float64(b*b))) + round(scale*(float64(d*d)+float64(e*e)))
		}
		t.Counts[0] += 2
	}
}

// sign is +1 or -1 for bit i.
func sign(words []uint64, i int) float64 {
	return math.Float64frombits(0x3ff0000000000000 | (^words[i/64]>>(i%64)&1)<<63)
}

func round(x float64) uint64 { return uint64(x + 0.5) }

func (s *spectral) Judge(t Tally, level float64) []Result {
	peak, band := Result{Name: "peak", Sides: 1}, Result{Name: "band", Sides: 1}
	segments := t.Counts[0]
	if segments == 0 {
		peak.Warnings, band.Warnings = []error{&TooLittle{t.Blocks, 1}}, []error{&TooLittle{t.Blocks, 1}}
		return []Result{peak, band}
	}
	powers := make([]float64, s.n/2)
	for j := 1; j < s.n/2; j++ {
		powers[j] = float64(t.Counts[j]) / powerUnit
	}
	s.judge(&peak, segments, powers[1:], 1, level, func(i int) string { return fmt.Sprintf("power at a period of %.4g bits", float64(s.n)/float64(i+1)) })
	wide := s.n / 2 / bands
	sums := make([]float64, bands)
	for j, p := range powers {
		sums[j/wide] += p // frequency 0 is not in: the first band has one fewer
	}
	s.judge(&band, segments, sums, wide, level, func(i int) string {
		if i == 0 {
			return fmt.Sprintf("power at periods above %.4g bits", float64(s.n)/float64(wide))
		}
		return fmt.Sprintf("power at periods of %.4g to %.4g bits", float64(s.n)/float64((i+1)*wide), float64(s.n)/float64(i*wide))
	})
	if level > 0 {
		for i, p := range sums {
			mean := float64(segments) * float64(s.frequencies(i, wide))
			low, high := gammaQuantile(math.Log1p(-BandProbability/2/bands), mean), gammaQuantile(math.Log(BandProbability/2/bands), mean)
			band.Bins = append(band.Bins, Bin{"band " + strconv.Itoa(i+1) + " of " + strconv.Itoa(bands), p, mean, low, high})
		}
	}
	return []Result{peak, band}
}

// frequencies is how many a sum i of so many neighbours has: the first lacks frequency 0.
func (s *spectral) frequencies(i, wide int) int {
	if i == 0 && wide > 1 {
		return wide - 1
	}
	return wide
}

// judge judges the sum that is furthest out.
func (s *spectral) judge(r *Result, segments uint64, sums []float64, wide int, level float64, label func(i int) string) {
	logP, worst := math.Inf(1), 0
	for i, sum := range sums {
		lower, upper := tails.Gamma(sum, float64(segments)*float64(s.frequencies(i, wide)))
		if segments < leastSegments {
			lower = 0
		}
		if p := min(lower, upper); p < logP {
			logP, worst = p, i
		}
	}
	shape := float64(segments) * float64(s.frequencies(worst, wide))
	r.Stat = sums[worst] / shape
	r.Null = fmt.Sprintf("gamma(%d), Bonferroni over %d", uint64(shape), len(sums))
	r.P.LogUpper = min(0, logP+math.Log(2*float64(len(sums))))
	r.Quality = Quality{Asymptotic, max(deepest, -math.Sqrt(float64(s.n))+math.Log(2*float64(len(sums))))}
	if level > 0 {
		r.Effect = Effect{Category: label(worst), Deviation: r.Stat - 1}
		miss := (1 - confidence) / 2 / float64(len(sums))
		r.Effect.Low = sums[worst]/gammaQuantile(math.Log(miss), shape) - 1
		r.Effect.High = min(sums[worst]/gammaQuantile(math.Log1p(-miss), shape)-1, math.MaxFloat64)
		if logTail := math.Log(level); logTail >= r.Quality.Reach {
			critical := gammaQuantile(logTail-math.Log(2*float64(len(sums))), shape)
			r.Effect.Detectable = critical/gammaQuantile(math.Log(power), shape) - 1
		}
	}
}

// gammaQuantile is the value that a gamma law of that shape exceeds with the probability
// e^logUpper.
func gammaQuantile(logUpper, shape float64) float64 {
	return tails.ChiSquaredQuantile(logUpper, 2*shape) / 2
}
