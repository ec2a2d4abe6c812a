package sources

import (
	"fmt"
	"io"
	"math"

	"gonum.org/v1/gonum/mathext"

	"github.com/randaudit/randaudit/sources/secrets"
)

// The views of the distributions of SystemRandom. A float x of a continuous
// distribution function F is seen as floor(2^16 F(x)), which is uniform in
// [0, 2^16) whatever F is: the probability integral transform (R. A. Fisher,
// Statistical Methods for Research Workers, 1932, section 21.1). A whole number
// k of a distribution with jumps p(k) is seen as floor(2^16 (F(k-1) + V p(k)))
// with V uniform in [0, 1), which is just as uniform: the randomised transform.
// V comes from the source too.
//
// What F is wrong by is a bias of the view. Every F here is right within 1e-12
// (TestDistributionFunctions), a symbol is 2^-16 wide, so the bias of a symbol
// is below 1e-7 of its probability, and could be seen in 10^19 draws.

const (
	pitBits    = 16
	pitSymbols = 1 << pitBits

	hundredth = 100 // parameters are whole numbers of hundredths
)

// transformed is the symbol of the value F(x) of a distribution function.
func transformed(f float64) (uint64, error) {
	// Rounding may put F just beyond [0, 1].
	switch {
	case math.IsNaN(f):
		return 0, fmt.Errorf("sources: a distribution gave what is no number")
	case f < 0:
		return 0, nil
	case f >= 1:
		return pitSymbols - 1, nil
	}
	return uint64(f * pitSymbols), nil
}

// A bound is the range of an argument of a view.
type bound struct {
	name        string
	least, most uint64
}

// wantBounds is an error that wraps [ErrArgs] unless there is an argument in
// range for each bound.
func wantBounds(name string, args []uint64, bounds ...bound) error {
	if err := wantArgs(name, args, len(bounds)); err != nil {
		return err
	}
	for i, b := range bounds {
		switch a := args[i]; {
		case a < b.least:
			return fmt.Errorf("%w: %s: %s must be at least %d", ErrArgs, viewName(name, args...), b.name, b.least)
		case a > b.most:
			return fmt.Errorf("%w: %s: %s must be at most %d", ErrArgs, viewName(name, args...), b.name, b.most)
		}
	}
	return nil
}

// A distribution is one of SystemRandom's, as a view.
type distribution struct {
	name, usage, doc string
	bounds           []bound
	// check refuses combinations of arguments that are in their bounds; may
	// be nil.
	check func(args []uint64) error
	// make returns how to draw and the distribution function of what is drawn.
	// The parameters are the arguments, hundredths as such.
	make func(p []float64) (draw func(*secrets.SystemRandom) (float64, error), cdf func(float64) float64)
}

func (d distribution) entry() ViewEntry {
	return ViewEntry{Name: d.name, Usage: d.usage, Doc: d.doc, New: func(args ...uint64) (View, error) {
		if err := wantBounds(d.name, args, d.bounds...); err != nil {
			return View{}, err
		}
		if d.check != nil {
			if err := d.check(args); err != nil {
				return View{}, err
			}
		}
		draw, cdf := d.make(parameters(args))
		return drawnBySystemRandom(viewName(d.name, args...), pitSymbols, func(s *secrets.SystemRandom) func() (uint64, error) {
			return func() (uint64, error) {
				x, err := draw(s)
				if err != nil {
					return 0, err
				}
				return transformed(cdf(x))
			}
		}), nil
	}}
}

func parameters(args []uint64) []float64 {
	p := make([]float64, len(args))
	for i, a := range args {
		p[i] = float64(a)
	}
	return p
}

// distributions are those of SystemRandom with a density. The bounds keep the
// parameters to where a float64 resolves the distribution far below a symbol.
var distributions = []distribution{
	{
		name: "uniform", usage: "uniform(a,b)", doc: "a float of Uniform(a, b), 0 <= a < b <= 2^20, by its place in 2^16 equal intervals",
		bounds: []bound{{"a", 0, 1<<20 - 1}, {"b", 1, 1 << 20}},
		check: func(args []uint64) error {
			if args[0] >= args[1] {
				return fmt.Errorf("%w: %s: a must be below b", ErrArgs, viewName("uniform", args...))
			}
			return nil
		},
		make: func(p []float64) (func(*secrets.SystemRandom) (float64, error), func(float64) float64) {
			a, b := p[0], p[1]
			return func(s *secrets.SystemRandom) (float64, error) { return s.Uniform(a, b) },
				func(x float64) float64 { return (x - a) / (b - a) }
		},
	},
	{
		name: "triangular", usage: "triangular(mode)", doc: "a float of Triangular(0, 1, mode) through its distribution function, by 2^16 equal intervals; the mode in hundredths",
		bounds: []bound{{"the mode", 0, hundredth}},
		make: func(p []float64) (func(*secrets.SystemRandom) (float64, error), func(float64) float64) {
			mode := p[0] / hundredth
			return func(s *secrets.SystemRandom) (float64, error) { return s.Triangular(0, 1, mode) }, triangularCDF(mode)
		},
	},
	{
		name: "normalvariate", usage: "normalvariate(mu,sigma)", doc: "a float of NormalVariate through the normal distribution function, by 2^16 equal intervals; mu and sigma in hundredths",
		bounds: normalBounds,
		make: func(p []float64) (func(*secrets.SystemRandom) (float64, error), func(float64) float64) {
			mu, sigma := p[0]/hundredth, p[1]/hundredth
			return func(s *secrets.SystemRandom) (float64, error) { return s.NormalVariate(mu, sigma) }, normalCDF(mu, sigma)
		},
	},
	{
		name: "gauss", usage: "gauss(mu,sigma)", doc: "a float of Gauss through the normal distribution function, by 2^16 equal intervals; mu and sigma in hundredths",
		bounds: normalBounds,
		make: func(p []float64) (func(*secrets.SystemRandom) (float64, error), func(float64) float64) {
			mu, sigma := p[0]/hundredth, p[1]/hundredth
			return func(s *secrets.SystemRandom) (float64, error) { return s.Gauss(mu, sigma) }, normalCDF(mu, sigma)
		},
	},
	{
		name: "lognormvariate", usage: "lognormvariate(mu,sigma)", doc: "a float of LogNormVariate through its distribution function, by 2^16 equal intervals; mu and sigma in hundredths",
		bounds: []bound{{"mu", 0, 100 * hundredth}, {"sigma", 1, 10 * hundredth}}, // e to the power of mu + 9 sigma is a float
		make: func(p []float64) (func(*secrets.SystemRandom) (float64, error), func(float64) float64) {
			mu, sigma := p[0]/hundredth, p[1]/hundredth
			cdf := normalCDF(mu, sigma)
			return func(s *secrets.SystemRandom) (float64, error) { return s.LogNormVariate(mu, sigma) },
				func(x float64) float64 { return cdf(math.Log(x)) }
		},
	},
	{
		name: "expovariate", usage: "expovariate(lambda)", doc: "a float of ExpoVariate through the exponential distribution function, by 2^16 equal intervals; lambda in hundredths",
		bounds: []bound{{"lambda", 1, 1e6}},
		make: func(p []float64) (func(*secrets.SystemRandom) (float64, error), func(float64) float64) {
			lambda := p[0] / hundredth
			return func(s *secrets.SystemRandom) (float64, error) { return s.ExpoVariate(lambda) },
				func(x float64) float64 { return -math.Expm1(-lambda * x) }
		},
	},
	{
		name: "gammavariate", usage: "gammavariate(alpha)", doc: "a float of GammaVariate(alpha, 1) through the incomplete gamma function, by 2^16 equal intervals; alpha in hundredths",
		bounds: []bound{{"alpha", 10, 100 * hundredth}},
		make: func(p []float64) (func(*secrets.SystemRandom) (float64, error), func(float64) float64) {
			alpha := p[0] / hundredth
			return func(s *secrets.SystemRandom) (float64, error) { return s.GammaVariate(alpha, 1) },
				func(x float64) float64 { return mathext.GammaIncReg(alpha, x) }
		},
	},
	{
		name: "betavariate", usage: "betavariate(alpha,beta)", doc: "a float of BetaVariate through the incomplete beta function, by 2^16 equal intervals; alpha and beta in hundredths",
		bounds: []bound{{"alpha", 50, 100 * hundredth}, {"beta", 50, 100 * hundredth}},
		make: func(p []float64) (func(*secrets.SystemRandom) (float64, error), func(float64) float64) {
			alpha, beta := p[0]/hundredth, p[1]/hundredth
			return func(s *secrets.SystemRandom) (float64, error) { return s.BetaVariate(alpha, beta) },
				func(x float64) float64 { return mathext.RegIncBeta(alpha, beta, x) }
		},
	},
	{
		name: "vonmisesvariate", usage: "vonmisesvariate(mu,kappa)", doc: "an angle of VonMisesVariate through its distribution function, by 2^16 equal intervals; mu and kappa in hundredths",
		bounds: []bound{{"mu", 0, 628}, {"kappa", 0, 100 * hundredth}},
		make: func(p []float64) (func(*secrets.SystemRandom) (float64, error), func(float64) float64) {
			mu, kappa := p[0]/hundredth, p[1]/hundredth
			if kappa <= 1e-6 {
				// Python's then is uniform in [0, 2 pi), whatever mu is: so is
				// the angle from mu.
				kappa = 0
			}
			return func(s *secrets.SystemRandom) (float64, error) { return s.VonMisesVariate(mu, kappa) }, vonMisesCDF(mu, kappa)
		},
	},
	{
		name: "paretovariate", usage: "paretovariate(alpha)", doc: "a float of ParetoVariate through its distribution function, by 2^16 equal intervals; alpha in hundredths",
		bounds: []bound{{"alpha", 10, 1e4}},
		make: func(p []float64) (func(*secrets.SystemRandom) (float64, error), func(float64) float64) {
			alpha := p[0] / hundredth
			return func(s *secrets.SystemRandom) (float64, error) { return s.ParetoVariate(alpha) },
				func(x float64) float64 { return -math.Expm1(-alpha * math.Log(x)) }
		},
	},
	{
		name: "weibullvariate", usage: "weibullvariate(alpha,beta)", doc: "a float of WeibullVariate through its distribution function, by 2^16 equal intervals; alpha and beta in hundredths",
		bounds: []bound{{"alpha", 1, 1e6}, {"beta", 10, 1e4}},
		make: func(p []float64) (func(*secrets.SystemRandom) (float64, error), func(float64) float64) {
			alpha, beta := p[0]/hundredth, p[1]/hundredth
			return func(s *secrets.SystemRandom) (float64, error) { return s.WeibullVariate(alpha, beta) },
				func(x float64) float64 { return -math.Expm1(-math.Pow(x/alpha, beta)) }
		},
	},
}

// normalBounds keep x - mu to 1e-11 of sigma.
var normalBounds = []bound{{"mu", 0, 1e5}, {"sigma", 1, 1e6}}

func normalCDF(mu, sigma float64) func(float64) float64 {
	return func(x float64) float64 { return math.Erfc((mu-x)/sigma/math.Sqrt2) / 2 }
}

// triangularCDF is that of the triangular distribution on [0, 1].
func triangularCDF(mode float64) func(float64) float64 {
	return func(x float64) float64 {
		if x < mode {
			return x * x / mode
		}
		if mode == 1 {
			return x
		}
		return 1 - (1-x)*(1-x)/(1-mode)
	}
}

// vonMisesCDF is the probability of the angles from mu up to x, on the way round
// that angles grow: K. V. Mardia, P. E. Jupp, Directional Statistics (2000),
// formula 3.5.17 with its series of Bessel functions,
//
//	F(t) = t/(2 pi) + (1/pi) sum of I_j(kappa)/I_0(kappa) sin(j t)/j.
func vonMisesCDF(mu, kappa float64) func(float64) float64 {
	c := besselRatios(kappa)
	for j := 1; j < len(c); j++ {
		c[j] /= float64(j) * math.Pi
	}
	return func(x float64) float64 {
		t := math.Mod(x-mu, 2*math.Pi)
		if t < 0 {
			t += 2 * math.Pi
		}
		// Clenshaw's recurrence for sums of sines.
		sin, cos := math.Sincos(t)
		var b1, b2 float64
		for j := len(c) - 1; j >= 1; j-- {
			b1, b2 = c[j]+2*cos*b1-b2, b1
		}
		return t/(2*math.Pi) + sin*b1
	}
}

// besselRatios are I_j(x)/I_0(x) for x >= 0 and j = 0, 1 ... until they are
// below 1e-17, by Miller's backward recurrence I_(j-1) = (2j/x) I_j + I_(j+1);
// DLMF 10.74(iv).
func besselRatios(x float64) []float64 {
	if x == 0 {
		return []float64{1}
	}
	// The ratios fall faster than exp(-j^2/(2x + j)).
	n := 40 + int(math.Sqrt(80*x))
	r := make([]float64, n)
	above, here := 0.0, 1e-280
	for j := n + 20; j > 0; j-- {
		if j < n {
			r[j] = here
		}
		above, here = here, 2*float64(j)/x*here+above
		if here > 1e250 { // keep the recurrence in range
			above, here = above*1e-250, here*1e-250
			for i := j; i < n; i++ {
				r[i] *= 1e-250
			}
		}
	}
	r[0] = here
	for j := range r {
		r[j] /= here
		if r[j] < 1e-17 {
			return r[:j]
		}
	}
	return r
}

// newGaussPair is the view of both numbers of a pair of Gauss's.
func newGaussPair(args ...uint64) (View, error) {
	if err := wantArgs("gausspair", args, 0); err != nil {
		return View{}, err
	}
	cdf := normalCDF(0, 1)
	return drawnBySystemRandom("gausspair", pitSymbols, func(s *secrets.SystemRandom) func() (uint64, error) {
		var second float64
		has := false
		return func() (uint64, error) {
			if has {
				has = false
				return transformed(cdf(second))
			}
			first, other, err := s.GaussPair()
			if err != nil {
				return 0, err
			}
			second, has = other, true
			return transformed(cdf(first))
		}
	}), nil
}

// newBinomial is the view of BinomialVariate by the randomised transform.
func newBinomial(args ...uint64) (View, error) {
	if err := wantBounds("binomialvariate", args, bound{"n", 1, 1 << 16}, bound{"p", 1, hundredth - 1}); err != nil {
		return View{}, err
	}
	n, p := args[0], float64(args[1])/hundredth
	below, mass := binomialTable(int(n), p)
	return Drawn(viewName("binomialvariate", args...), pitSymbols, func(r io.Reader) func() (uint64, error) {
		s := secrets.New(r)
		return func() (uint64, error) {
			k, err := s.BinomialVariate(int64(n), p)
			if err != nil {
				return 0, err
			}
			v, err := s.Random()
			if err != nil {
				return 0, err
			}
			return transformed(below[k] + v*mass[k])
		}
	}), nil
}

// binomialTable is P(X < k) and P(X = k) for k = 0 ... n.
func binomialTable(n int, p float64) (below, mass []float64) {
	below, mass = make([]float64, n+1), make([]float64, n+1)
	// From the mode outwards by the ratio of neighbours: all terms are
	// positive and at most 1, so the errors stay those of the ratios.
	mode := min(n, int(float64(n+1)*p))
	mass[mode] = 1
	for k := mode; k < n; k++ {
		mass[k+1] = mass[k] * float64(n-k) / float64(k+1) * (p / (1 - p))
	}
	for k := mode; k > 0; k-- {
		mass[k-1] = mass[k] * float64(k) / float64(n-k+1) * ((1 - p) / p)
	}
	sum := 0.0
	for k := range mass {
		below[k] = sum
		sum += mass[k]
	}
	for k := range mass {
		below[k] /= sum
		mass[k] /= sum
	}
	return below, mass
}
