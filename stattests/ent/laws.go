package ent

import (
	"math"

	"github.com/randaudit/randaudit/internal/tails"
)

// A Law is a figure with where it lies among those of fair sources.
type Law struct {
	Name     string  // "entropy", "chi-squared", "mean", "monte-carlo-pi", "serial-correlation"
	Value    float64 // NaN where there is none
	Expected float64 // of a fair source: the mean
	// A fair source's figure is in [Low, High] with probability 0.99. They are
	// NaN, as Expected is, where there is too little data for the law or no Value.
	Low, High float64
	Null      string // the law
	// LogP is the natural logarithm of the two-sided p-value, NaN where there
	// is too little data for the law; Need is the number of bytes there must be.
	LogP float64
	Need uint64
	// Reach is the ln p down to which the law is right within a factor of two;
	// -Inf for exact ones.
	Reach float64
}

// Usable is LogP no further out than its law is right; 0 where there is none.
func (l Law) Usable() float64 {
	if math.IsNaN(l.LogP) {
		return 0
	}
	return max(l.LogP, l.Reach)
}

const (
	// leastExpected is the expected count of each value from which on the
	// chi-squared law is right within a factor of two down to e^chiReach.
	leastExpected = 150
	chiReach      = -12 * math.Ln10
	// leastSamples is for normal laws. The fourth cumulant of a sum of n equal
	// variables changes its density at z standard deviations by about
	// exp(k z^4/(24 n)), |k| <= 2: it is within a factor of two for
	// z^4 < 8 n.
	leastSamples = 1000
	outside      = 0.01 // probability to leave an interval
)

func normalReach(n float64) float64 { return -math.Sqrt(8*n) / 2 }

// pointsInside is how many of the 2^48 points of the Monte Carlo test are within
// the circle: the integers x, y >= 0 with x^2 + y^2 <= (2^24 - 1)^2. It is a little
// below pi/4 of them.
const pointsInside = 221069920168561

// Laws are those of the five figures, in ent's order; none without data.
func (f *Figures) Laws() []Law {
	if f.Samples == 0 {
		return nil
	}
	n := float64(f.Samples)
	k := float64(len(f.Counts))
	entropy := Law{Name: "entropy", Value: f.Entropy, Null: "2 n ln 2 (log2 k - H) is chi2(k-1)", Reach: chiReach}
	chi := Law{Name: "chi-squared", Value: f.ChiSquared, Expected: k - 1, Null: "chi2(k-1)", Reach: chiReach}
	low, high := tails.ChiSquaredQuantile(math.Log1p(-outside/2), k-1), tails.ChiSquaredQuantile(math.Log(outside/2), k-1)
	chi.Low, chi.High = low, high
	// H is log2 k less the divergence of the counts from even ones.
	unit := 2 * n * math.Ln2
	entropy.Expected, entropy.Low, entropy.High = math.Log2(k)-(k-1)/unit, math.Log2(k)-high/unit, math.Log2(k)-low/unit
	chi.LogP = twoSided(tails.ChiSquared(f.ChiSquared, k-1))
	entropy.LogP = twoSided(tails.ChiSquared(f.divergence(), k-1))
	chi.need(f, uint64(leastExpected*k))
	entropy.need(f, uint64(leastExpected*k))

	mean := Law{Name: "mean", Value: f.Mean, Expected: (k - 1) / 2, Null: "normal", Reach: normalReach(n)}
	deviation := math.Sqrt((k*k - 1) / 12 / n)
	quantile := tails.NormalQuantile(math.Log(outside / 2))
	mean.Low, mean.High = mean.Expected-quantile*deviation, mean.Expected+quantile*deviation
	mean.LogP = twoSided(tails.Normal((f.Mean - mean.Expected) / deviation))
	mean.need(f, leastSamples)
	if f.Bits {
		// The law of the number of ones, exactly; chi-squared and entropy are
		// functions of how far it is from the middle.
		mean.Null, mean.Reach = "binomial(n, 1/2)/n", math.Inf(-1)
		lower, upper := tails.Binomial(f.Counts[1], f.Samples, 0.5)
		mean.LogP = twoSided(lower, upper)
		ones := f.Counts[1]
		_, far := tails.Binomial(max(ones, f.Samples-ones), f.Samples, 0.5)
		exact := min(0, math.Ln2+far)
		if 2*ones == f.Samples {
			exact = 0
		}
		for _, l := range []*Law{&chi, &entropy} {
			l.LogP, l.Reach, l.Need = exact, math.Inf(-1), 1
			l.Null = "of the binomial number of ones"
		}
	}

	pi := Law{Name: "monte-carlo-pi", Value: f.Pi, Null: "4 binomial(points, 1/4 of pi)/points", Reach: math.Inf(-1)}
	p := pointsInside * 0x1p-48
	pi.Expected = 4 * p
	spread := 4 * quantile * math.Sqrt(p*(1-p)/float64(f.Points))
	pi.Low, pi.High = pi.Expected-spread, pi.Expected+spread
	pi.LogP, pi.Need = math.NaN(), groupBytes
	if f.Points > 0 {
		pi.LogP = twoSided(tails.Binomial(f.Inside, f.Points, p))
	} else {
		pi.Value, pi.Low, pi.High = math.NaN(), math.NaN(), math.NaN()
	}

	// Of n exchangeable samples, cyclic: Wald and Wolfowitz, "An exact test for
	// randomness in the non-parametric case based on serial correlation" (Ann.
	// Math. Stat. 14, 1943).
	serial := Law{Name: "serial-correlation", Value: f.SerialCorrelation, Expected: -1 / (n - 1), Null: "normal(-1/(n-1), 1/n)", Reach: normalReach(n)}
	deviation = 1 / math.Sqrt(n)
	serial.Low, serial.High = serial.Expected-quantile*deviation, serial.Expected+quantile*deviation
	if math.IsNaN(f.SerialCorrelation) {
		// All samples are equal: there is no correlation to expect, and for one
		// sample the mean has no value.
		serial.Expected, serial.Low, serial.High = math.NaN(), math.NaN(), math.NaN()
		serial.LogP, serial.Reach = (1-n)*math.Log(k), math.Inf(-1)
	} else {
		serial.LogP = twoSided(tails.Normal((f.SerialCorrelation - serial.Expected) / deviation))
		serial.need(f, leastSamples)
	}
	return []Law{entropy, chi, mean, pi, serial}
}

// divergence is 2 n ln 2 (log2 k - H), summed so that little cancels.
func (f *Figures) divergence() (sum float64) {
	expected := float64(f.Samples) / float64(len(f.Counts))
	for _, c := range f.Counts {
		if c > 0 {
			sum += float64(c) * math.Log1p((float64(c)-expected)/expected)
		}
	}
	return max(0, 2*sum)
}

// need takes the p-value and the interval away where there are fewer samples than the law needs.
func (l *Law) need(f *Figures, samples uint64) {
	l.Need = samples
	if f.Bits {
		l.Need = (samples + 7) / 8
	}
	if f.Samples < samples {
		l.LogP, l.Expected, l.Low, l.High = math.NaN(), math.NaN(), math.NaN(), math.NaN()
	}
}

// NeedBytes is the number of bytes from which on every figure has a law, so that
// data without evidence may be said to have none: 38,400, and by bits 125.
func (f *Figures) NeedBytes() uint64 {
	if f.Bits {
		return (leastSamples + 7) / 8
	}
	return leastExpected * 256
}

func twoSided(lower, upper float64) float64 {
	return max(-math.MaxFloat64, min(0, math.Ln2+min(lower, upper)))
}

// LogP is the natural logarithm of the family-wise p-value of the figures,
// Bonferroni's over those that have one, no further out than their laws are right;
// and the name of the least likely figure. Where none has a p-value the name is "".
func LogP(laws []Law) (logP float64, name string) {
	n := 0
	for _, l := range laws {
		if math.IsNaN(l.LogP) {
			continue
		}
		n++
		if p := l.Usable(); name == "" || p < logP {
			logP, name = p, l.Name
		}
	}
	if n == 0 {
		return 0, ""
	}
	return min(0, logP+math.Log(float64(n))), name
}
