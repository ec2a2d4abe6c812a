package stattests

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"testing"

	"github.com/randaudit/randaudit/internal/tails"
)

// TestSpectralPowers compares the sums with the definition.
func TestSpectralPowers(t *testing.T) {
	r := rand.New(rand.NewChaCha8([32]byte{1}))
	for _, n := range []uint64{2, 1 << 13, 0} {
		counter, err := newSpectral(Law{N: n}, 10)
		if err != nil {
			t.Fatal(err)
		}
		s := counter.(*spectral)
		block := make([]uint64, s.Block())
		for i := range block {
			block[i] = r.Uint64() & (n - 1)
		}
		tally := NewTally(s)
		s.Count(&tally, block)
		var signs []float64
		for _, x := range block {
			for i := range s.bits {
				signs = append(signs, float64(2*int(x>>i&1)-1))
			}
		}
		if want := uint64(len(signs) / s.n); tally.Counts[0] != want {
			t.Fatalf("%d segments, want %d", tally.Counts[0], want)
		}
		for _, j := range []int{1, 2, 77, 256, 511} {
			want := 0.0
			for at := 0; at < len(signs); at += s.n {
				var f complex128
				for k, x := range signs[at : at+s.n] {
					f += complex(x, 0) * cmplx.Exp(complex(0, -2*math.Pi*float64(j*k%s.n)/float64(s.n)))
				}
				want += real(f*cmplx.Conj(f)) / float64(s.n)
			}
			if got := float64(tally.Counts[j]) / powerUnit; math.Abs(got-want) > float64(tally.Counts[0])/powerUnit {
				t.Errorf("N = %d, frequency %d: %g, want %g", n, j, got, want)
			}
		}
	}
}

// checkGamma samples segments that lean to a frequency, for which the largest powers are
// no longer rare. Bit k is +1 with the odds exp(2 a cos(2 pi (j k + phase)/n)), for a
// uniform phase.
func checkGamma(t *testing.T) {
	const n = 1 << segmentBits
	samples := 600
	if *long {
		samples = 10000
	}
	r := rand.New(rand.NewChaCha8([32]byte{4}))
	threshold := gammaQuantile(near, 1)
	_, stated := tails.Gamma(threshold, 1)
	a := 2 * math.Sqrt((threshold-1)/n) // a power is nearly 1 + a^2 n/4 on the average
	for _, j := range []int{1, n / 4} {
		var sum, squares float64
		for range samples {
			phase := 2 * math.Pi * r.Float64()
			var f complex128
			norm := 0.0
			for k := range n {
				sin, cos := math.Sincos(2 * math.Pi * float64(j*k%n) / n)
				tilt := a * (cos*math.Cos(phase) + sin*math.Sin(phase))
				x := -1.0
				if r.Float64() < 1/(1+math.Exp(-2*tilt)) {
					x = 1
				}
				f += complex(x*cos, x*sin)
				norm += math.Log(math.Cosh(tilt))
			}
			size := math.Hypot(real(f), imag(f))
			if size*size/n < threshold {
				continue
			}
			// As if the fair bits had been given a phase of the density
			// exp(a Re(f e^(-i phase)))/(2 pi I_0(a |f|)): then bits and phase have
			// the ratio of densities that follows, and its mean is the probability.
			w := math.Exp(norm - logBessel0(a*size))
			sum += w
			squares += w * w
		}
		m := sum / float64(samples)
		relErr := math.Sqrt((squares/float64(samples)-m*m)/float64(samples)) / m
		tailCheck(t, "gamma", fmt.Sprintf("power %.4g at frequency %d of %d", threshold, j, n), stated, math.Log(m), relErr, false)
	}
}

// logBessel0 is ln I_0(x), by the series.
func logBessel0(x float64) float64 {
	term, sum := 1.0, 1.0
	for k := 1.0; term > 1e-17*sum; k++ {
		term *= x / 2 / k * (x / 2 / k)
		sum += term
	}
	return math.Log(sum)
}

// TestSpectralEverywhere: the sums are the same on all kinds of processors, of which some
// round a product and a sum together. The value is that of amd64; arm64 has it too.
func TestSpectralEverywhere(t *testing.T) {
	r := rand.New(rand.NewChaCha8([32]byte{7}))
	hash := fnv.New64a()
	for m := leastSegment; m <= mostSegment; m++ {
		counter, err := newSpectral(Law{N: 0}, uint64(m))
		if err != nil {
			t.Fatal(err)
		}
		tally := NewTally(counter)
		block := make([]uint64, counter.Block())
		for range 3 {
			for i := range block {
				block[i] = r.Uint64()
			}
			counter.Count(&tally, block)
		}
		for _, sum := range tally.Counts {
			hash.Write(binary.LittleEndian.AppendUint64(nil, sum))
		}
	}
	if got, want := hash.Sum64(), uint64(0xa6fc4e471d113b0); got != want {
		t.Errorf("the sums have the hash %#x, want %#x", got, want)
	}
}

// TestSpectralEffect: a spectrum whose powers are all too large by what is called
// detectable is seen in all but a few of the tallies, and the interval holds the excess.
func TestSpectralEffect(t *testing.T) {
	counter, err := newSpectral(Law{N: 0}, 10)
	if err != nil {
		t.Fatal(err)
	}
	s := counter.(*spectral)
	const segments, trials, level = 400, 1000, 1e-6
	r := rand.New(rand.NewChaCha8([32]byte{8}))
	// Of the sums of all frequencies a few are judged, which is sooner done.
	sums := make([]float64, 20)
	for j := range sums {
		sums[j] = segments
	}
	judge := func(power float64) (peak Result) {
		sums[7] = power
		s.judge(&peak, segments, sums, 1, level, func(int) string { return "" })
		peak.Sides = 1
		return peak
	}
	detectable := judge(2 * segments).Effect.Detectable
	seen, held := 0, 0
	for range trials {
		power := 0.0
		for range segments {
			power += r.ExpFloat64()
		}
		power *= 1 + detectable
		peak := judge(power)
		if peak.LogP() <= math.Log(level) {
			seen++
		}
		if peak.Effect.Low <= detectable && detectable <= peak.Effect.High {
			held++
		}
	}
	if seen < 970 || seen > 1000-1 {
		t.Errorf("an excess of %g was seen in %d of %d, not in 99 %%", detectable, seen, trials)
	}
	if held < 990 {
		t.Errorf("the interval held the excess in %d of %d", held, trials)
	}
}
