package sp80022

import (
	"math"

	"github.com/randaudit/randaudit/internal/fft"
)

// spectral is the discrete Fourier transform test, 2.6: of the squared moduli of
// the first half of the spectrum, 95 % are below n ln 20.
//
// The standard takes the number of those below for binomial with a variance
// of n/4 * 0.95 * 0.05. It is smaller than n/2 * 0.95 * 0.05, as the moduli's
// squares have a fixed sum (Parseval), and it is not the standard's either: with
// exponential squares E of mean 1 given their sum, the variance of the number
// of E < t is, for each, q(1-q) - Cov(E < t, E)^2/Var(E), where
// q = e^-t = 0.05 and the covariance is -t q. That is n/4 * 0.95 * 0.05 * 1.0553,
// found as 1/3.8 for 1/4 by Pareschi, Rovatti and Setti, "On statistical tests for
// randomness included in the NIST SP800-22 test suite" (IEEE Trans. Inf. Forensics
// Security 7, 2012).
var spectral = test{
	name:       "FFT",
	statistics: alone,
	least:      func(int, *Parameters) (int, error) { return 1000, nil },
	start: func(s *Suite) func(*Bits, []float64) {
		spectrum := fft.NewSpectrum(s.n)
		limit := math.Log(20)
		if s.p.Constants == NIST {
			limit = 2.995732274
		}
		return func(b *Bits, p []float64) {
			p[0] = spectralP(spectrum.CountBelow(b.words, limit*float64(b.n)), b.n, s.p.Constants)
		}
	},
}

func spectralP(below, n int, c Constants) float64 {
	variance := 0.95 * 0.05 / 4
	if c == Corrected {
		t := math.Log(20)
		variance = (0.95*0.05 - t*t*0.05*0.05) / 2
	}
	d := (float64(below) - 0.95*float64(n)/2) / math.Sqrt(float64(n)*variance)
	return math.Erfc(math.Abs(d) / math.Sqrt2)
}
