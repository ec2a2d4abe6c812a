package secrets

import (
	"errors"
	"fmt"
	"math"
)

// The distributions draw as Python's do, step for step, so that the same floats
// give the same values. Where Python rounds a product it is rounded here by an
// explicit conversion: a compiler may otherwise fuse it with a sum. The
// functions of libm.go stand for the C library's.

// Uniform returns a float of [a, b], or [b, a], uniformly: random.SystemRandom's
// uniform, a + (b-a) * Random(). It takes 7 bytes. Whether b itself can come
// depends on rounding: Uniform(1e15, 1e15+1) is b in 1 of 16 draws.
func (s *SystemRandom) Uniform(a, b float64) (float64, error) {
	u, err := s.Random()
	return a + float64((b-a)*u), err
}

// Triangular returns a float of [low, high] with a density that rises linearly
// from 0 at low to mode and falls to 0 at high: random.SystemRandom's
// triangular. Without a mode it is in the middle. It takes 7 bytes, also for
// low == high, where it returns low. More than one mode is an error.
//
// It inverts the distribution function.
func (s *SystemRandom) Triangular(low, high float64, mode ...float64) (float64, error) {
	if len(mode) > 1 {
		return 0, fmt.Errorf("secrets: Triangular: %d modes instead of one", len(mode))
	}
	u, err := s.Random()
	if err != nil {
		return 0, err
	}
	c := 0.5
	if len(mode) == 1 {
		if high == low {
			return low, nil
		}
		c = (mode[0] - low) / (high - low)
	}
	if u > c {
		u, c = 1-u, 1-c
		low, high = high, low
	}
	return low + float64((high-low)*math.Sqrt(u*c)), nil
}

// NormalVariate returns a float of the normal distribution with mean mu and
// standard deviation sigma: random.SystemRandom's normalvariate. It takes 14
// bytes a try, 1.37 tries on average.
//
// It is the ratio of uniforms of A. J. Kinderman and J. F. Monahan, Computer
// generation of random variables using the ratio of uniform deviates, ACM
// Transactions on Mathematical Software 3 (1977).
func (s *SystemRandom) NormalVariate(mu, sigma float64) (float64, error) {
	const magic = 0x1.b72cd3f331398p+0 // 4 exp(-1/2) / sqrt(2), as Python rounds it
	for {
		u, v, err := s.two()
		if err != nil {
			return 0, err
		}
		v = 1 - v
		z := float64(magic*(u-0.5)) / v
		if float64(z*z)/4 <= -log(v) {
			return mu + float64(z*sigma), nil
		}
	}
}

// two returns two floats of [0, 1).
func (s *SystemRandom) two() (u, v float64, err error) {
	if u, err = s.Random(); err != nil {
		return 0, 0, err
	}
	v, err = s.Random()
	return u, v, err
}

// Gauss returns a float of the normal distribution with mean mu and standard
// deviation sigma: random.SystemRandom's gauss. It draws pairs of numbers with
// [SystemRandom.GaussPair]: it takes 14 bytes for the first, and none for the
// second, which it keeps for the next call. Python calls it slightly faster than
// normalvariate.
//
// From crypto/rand it keeps nothing, but takes 14 bytes for each: nothing can
// come twice, however many goroutines or copies draw.
func (s *SystemRandom) Gauss(mu, sigma float64) (float64, error) {
	if s.from != nil && s.from.hasSecond {
		s.from.hasSecond = false
		return mu + float64(s.from.second*sigma), nil
	}
	z, second, err := s.GaussPair()
	if err != nil {
		return 0, err
	}
	if s.from != nil {
		s.from.second, s.from.hasSecond = second, true
	}
	return mu + float64(z*sigma), nil
}

// GaussPair returns two independent floats of the normal distribution with mean
// 0 and standard deviation 1, those that Python's gauss draws at once. It takes
// 14 bytes.
//
// It is the method of G. E. P. Box and M. E. Muller, A note on the generation of
// random normal deviates, Annals of Mathematical Statistics 29 (1958).
func (s *SystemRandom) GaussPair() (first, second float64, err error) {
	u, v, err := s.two()
	if err != nil {
		return 0, 0, err
	}
	sin, cos := sinCos(u * (2 * math.Pi))
	radius := math.Sqrt(-2 * log(1-v))
	return cos * radius, sin * radius, nil
}

// LogNormVariate returns a float whose logarithm is normal with mean mu and
// standard deviation sigma: random.SystemRandom's lognormvariate. It takes what
// [SystemRandom.NormalVariate] takes. It is an error if the value is beyond
// floats, as it often is for mu near 709.
func (s *SystemRandom) LogNormVariate(mu, sigma float64) (float64, error) {
	z, err := s.NormalVariate(mu, sigma)
	if err != nil {
		return 0, err
	}
	x := exp(z)
	if math.IsInf(x, 1) && !math.IsInf(z, 1) {
		return 0, fmt.Errorf("secrets: LogNormVariate: e to the power of %v is beyond floats", z)
	}
	return x, nil
}

// ExpoVariate returns a float of the exponential distribution with rate lambda,
// 1 by the mean: random.SystemRandom's expovariate. It takes 7 bytes. It is in
// [0, +Inf) for positive lambda, (-Inf, 0] for negative. It is an error if
// lambda is 0.
func (s *SystemRandom) ExpoVariate(lambda float64) (float64, error) {
	if lambda == 0 {
		return 0, errors.New("secrets: ExpoVariate: lambda must not be 0")
	}
	u, err := s.Random()
	// 1-u is never 0, which u can be.
	return -log(1-u) / lambda, err
}

// VonMisesVariate returns an angle in [0, 2 pi] (2 pi by rounding alone) of the von Mises distribution
// around the angle mu with concentration kappa: random.SystemRandom's
// vonmisesvariate. For kappa up to 1e-6 it is uniform and takes 7 bytes, beyond
// it takes 14 bytes a try, up to 1.52 tries on average, and 7 more. It is an
// error if kappa is not a number.
//
// It is the method of D. J. Best and N. I. Fisher, Efficient simulation of the
// von Mises distribution, Applied Statistics 28 (1979), as given by N. I.
// Fisher, Statistical Analysis of Circular Data (1993).
func (s *SystemRandom) VonMisesVariate(mu, kappa float64) (float64, error) {
	if math.IsNaN(kappa) {
		return 0, errors.New("secrets: VonMisesVariate: kappa is not a number")
	}
	if kappa <= 1e-6 {
		u, err := s.Random()
		return 2 * math.Pi * u, err
	}
	half := 0.5 / kappa
	r := half + math.Sqrt(1+float64(half*half))
	var z float64
	for {
		u, v, err := s.two()
		if err != nil {
			return 0, err
		}
		_, z = sinCos(math.Pi * u)
		d := z / (r + z)
		if v < 1-float64(d*d) || v <= float64((1-d)*exp(d)) {
			break
		}
	}
	q := 1 / r
	f := (q + z) / (1 + float64(q*z))
	u, err := s.Random()
	if err != nil {
		return 0, err
	}
	angle := acos(max(-1, min(1, f))) // f may be rounded beyond 1
	if u <= 0.5 {
		angle = -angle
	}
	return modulo(mu+angle, 2*math.Pi), nil
}

// modulo is the remainder of x with the sign of y: Python's x % y.
func modulo(x, y float64) float64 {
	m := math.Mod(x, y)
	if m == 0 {
		return math.Copysign(0, y)
	}
	if (m < 0) != (y < 0) {
		m += y
	}
	return m
}

// GammaVariate returns a float of the gamma distribution with shape alpha and
// scale beta, and so with mean alpha*beta: random.SystemRandom's gammavariate.
// It takes, on average, up to 1.39 tries of 14 bytes for alpha below 1, 7 bytes
// for alpha = 1, and up to 1.47 tries of 14 bytes, beside 7 bytes more in 2 of
// 10^7, above. It is an error unless alpha and beta are positive and alpha is
// below 2^1023.
//
// Above 1 it is that of R. C. H. Cheng, The generation of gamma variables with
// non-integral shape parameter, Applied Statistics 26 (1977); below 1 algorithm
// GS of J. H. Ahrens and U. Dieter, Computer methods for sampling from gamma,
// beta, Poisson and binomial distributions, Computing 12 (1974).
func (s *SystemRandom) GammaVariate(alpha, beta float64) (float64, error) {
	switch {
	case !(alpha > 0) || !(beta > 0) || math.IsInf(2*alpha, 1):
		return 0, fmt.Errorf("secrets: GammaVariate: alpha = %v and beta = %v must be positive, and alpha below 2^1023", alpha, beta)
	case alpha > 1:
		return s.gammaAbove1(alpha, beta)
	case alpha == 1:
		u, err := s.Random()
		return -log(1-u) * beta, err
	}
	var x float64
	for {
		u, v, err := s.two()
		if err != nil {
			return 0, err
		}
		b := (math.E + alpha) / math.E
		p := b * u
		if p <= 1 {
			x = pow(p, 1/alpha)
			if v <= exp(-x) {
				break
			}
		} else {
			x = -log((b - p) / alpha)
			if v <= pow(x, alpha-1) {
				break
			}
		}
	}
	return x * beta, nil
}

func (s *SystemRandom) gammaAbove1(alpha, beta float64) (float64, error) {
	const (
		log4  = 0x1.62e42fefa39efp+0 // log(4)
		magic = 0x1.40859baee748fp+1 // 1 + log(4.5)
	)
	a := math.Sqrt(float64(2*alpha) - 1)
	b := alpha - log4
	c := alpha + a
	for {
		u, err := s.Random()
		if err != nil {
			return 0, err
		}
		if !(1e-7 < u && u < 0.9999999) {
			continue
		}
		w, err := s.Random()
		if err != nil {
			return 0, err
		}
		w = 1 - w
		v := log(u/(1-u)) / a
		x := alpha * exp(v)
		z := u * u * w
		r := b + float64(c*v) - x
		if r+magic-float64(4.5*z) >= 0 || r >= log(z) {
			return x * beta, nil
		}
	}
}

// BetaVariate returns a float in [0, 1] of the beta distribution with the shapes
// alpha and beta: random.SystemRandom's betavariate. It takes what
// [SystemRandom.GammaVariate] takes for both. It is an error unless they are
// positive and below 2^1023.
//
// It is the quotient x/(x+y) of two gamma variates: D. E. Knuth, The Art of
// Computer Programming, volume 2, section 3.4.1.
func (s *SystemRandom) BetaVariate(alpha, beta float64) (float64, error) {
	for _, shape := range [2]float64{alpha, beta} {
		if !(shape > 0) || math.IsInf(2*shape, 1) {
			return 0, fmt.Errorf("secrets: BetaVariate: alpha = %v and beta = %v must be positive and below 2^1023", alpha, beta)
		}
	}
	x, err := s.GammaVariate(alpha, 1)
	if err != nil || x == 0 {
		return 0, err
	}
	y, err := s.GammaVariate(beta, 1)
	if err != nil {
		return 0, err
	}
	return x / (x + y), nil
}

// ParetoVariate returns a float >= 1 of the Pareto distribution with shape
// alpha, which is at least x with the probability x^-alpha:
// random.SystemRandom's paretovariate. It takes 7 bytes. It is an error if alpha
// is 0, or if the value is beyond floats, as it can be for alpha up to 0.0518.
func (s *SystemRandom) ParetoVariate(alpha float64) (float64, error) {
	if alpha == 0 {
		return 0, errors.New("secrets: ParetoVariate: alpha must not be 0")
	}
	u, err := s.Random()
	if err != nil {
		return 0, err
	}
	return finitePow("ParetoVariate", 1-u, -1/alpha)
}

// WeibullVariate returns a float of the Weibull distribution with scale alpha
// and shape beta, which is at least x with the probability
// exp(-(x/alpha)^beta): random.SystemRandom's weibullvariate. It takes 7 bytes.
// It is an error if beta is 0, or if the value is beyond floats, as it can be
// for beta up to 0.0051 and for negative beta.
func (s *SystemRandom) WeibullVariate(alpha, beta float64) (float64, error) {
	if beta == 0 {
		return 0, errors.New("secrets: WeibullVariate: beta must not be 0")
	}
	u, err := s.Random()
	if err != nil {
		return 0, err
	}
	x, err := finitePow("WeibullVariate", -log(1-u), 1/beta)
	return alpha * x, err
}

// finitePow is x^y, and an error if that is beyond floats.
func finitePow(method string, x, y float64) (float64, error) {
	p := pow(x, y)
	if math.IsInf(p, 0) && !math.IsInf(y, 0) {
		return 0, fmt.Errorf("secrets: %s: %v to the power of %v is beyond floats", method, x, y)
	}
	return p, nil
}

// BinomialVariate returns how many of n independent trials succeed, each with
// probability p: random.SystemRandom's binomialvariate, which Python has since
// 3.12. It is an error unless n >= 0 and 0 <= p <= 1.
//
// It takes no bytes for p = 0 and p = 1, and 7 for n = 1. Else, with
// q = min(p, 1-p), it takes 7 bytes for each success with the probability q and
// 7 more if nq < 10, and beyond 14 bytes a try, or 7 if the value is out of
// range, up to 1.5 tries on average. Where Python 3.13 fails, because Random is
// exactly 0 (1 time in 2^53), it draws again, as later Pythons do.
//
// For nq < 10 it adds geometric variates (L. Devroye, Non-Uniform Random Variate
// Generation, 1986, page 525); beyond it is algorithm BTRS of W. Hörmann, The
// generation of binomial random variates, Journal of Statistical Computation
// and Simulation 46 (1993).
func (s *SystemRandom) BinomialVariate(n int64, p float64) (int64, error) {
	switch {
	case n < 0:
		return 0, errors.New("secrets: BinomialVariate: n must not be negative")
	case !(0 <= p && p <= 1):
		return 0, fmt.Errorf("secrets: BinomialVariate: p = %v must be in [0, 1]", p)
	case p == 0:
		return 0, nil
	case p == 1:
		return n, nil
	case n == 1:
		u, err := s.Random()
		if err != nil || u >= p {
			return 0, err
		}
		return 1, nil
	case p > 0.5:
		k, err := s.BinomialVariate(n, 1-p)
		if err != nil {
			return 0, err
		}
		return n - k, nil
	case float64(n)*p < 10:
		return s.binomialFew(n, p)
	}
	return s.binomialMany(n, p)
}

// binomialFew counts the successes by the numbers of trials up to each.
func (s *SystemRandom) binomialFew(n int64, p float64) (int64, error) {
	c := log2(1 - p)
	if c == 0 {
		return 0, nil
	}
	for k, trial := int64(0), int64(0); ; {
		u, err := s.Random()
		if err != nil {
			return 0, err
		}
		if u == 0 {
			continue
		}
		trials := int64(math.Floor(log2(u)/c)) + 1 // at most 53/2^-53
		if trials > n-trial {
			return k, nil
		}
		trial += trials
		k++
	}
}

func (s *SystemRandom) binomialMany(n int64, p float64) (int64, error) {
	np := float64(n) * p
	deviation := math.Sqrt(np * (1 - p))
	b := 1.15 + float64(2.53*deviation)
	a := -0.0873 + float64(0.0248*b) + float64(0.01*p)
	c := np + 0.5
	vr := 0.92 - 4.2/b
	for {
		u, err := s.Random()
		if err != nil {
			return 0, err
		}
		u -= 0.5
		us := 0.5 - math.Abs(u)
		if us == 0 {
			continue
		}
		kf := math.Floor(float64((float64(2*a)/us+b)*u) + c)
		if kf < 0 || kf >= 0x1p63 || int64(kf) > n {
			continue
		}
		k := int64(kf)
		v, err := s.Random()
		if err != nil {
			return 0, err
		}
		if us >= 0.07 && v <= vr {
			return k, nil
		}
		alpha := (2.83 + 5.1/b) * deviation
		logOdds := log(p / (1 - p))
		mode := int64(math.Floor(float64(uint64(n)+1) * p))
		h := logFactorial(mode) + logFactorial(n-mode)
		v *= alpha / (a/float64(us*us) + b)
		if log(v) <= h-logFactorial(k)-logFactorial(n-k)+float64(float64(k-mode)*logOdds) {
			return k, nil
		}
	}
}

// lanczos are the coefficients of the rational function in Lanczos's
// approximation of the gamma function for g = 6.0246..., n = 13 (C. Lanczos, SIAM
// Journal on Numerical Analysis B 1, 1964; the numbers are those of Boost, which
// Python has too), ascending. The denominator is x(x+1)...(x+11).
var lanczos = [13][2]float64{
	{23531376880.410759688572007674451636754734846804940, 0},
	{42919803642.649098768957899047001988850926355848959, 39916800},
	{35711959237.355668049440185451547166705960488635843, 120543840},
	{17921034426.037209699919755754458931112671403265390, 150917976},
	{6039542586.3520280050642916443072979210699388420708, 105258076},
	{1439720407.3117216736632230727949123939715485786772, 45995730},
	{248874557.86205415651146038641322942321632125127801, 13339535},
	{31426415.585400194380614231628318205362874684987640, 2637558},
	{2876370.6289353724412254090516208496135991145378768, 357423},
	{186056.26539522349504029498971604569928220784236328, 32670},
	{8071.6720023658162106380029022722506138218516325024, 1925},
	{210.82427775157934587250973392071336271166969580291, 66},
	{2.5066282746310002701649081771338373386264310793408, 1},
}

// logFactorial is log n!, with the very errors of Python's lgamma(n+1), of up to
// some units of the last place: for large n they could be seen in what is
// accepted.
func logFactorial(n int64) float64 {
	const g = 6.024680040776729583740234375
	if n <= 1 {
		return 0
	}
	x := float64(uint64(n) + 1)
	var numerator, denominator float64
	if x < 5 {
		for i := len(lanczos) - 1; i >= 0; i-- {
			numerator = float64(numerator*x) + lanczos[i][0]
			denominator = float64(denominator*x) + lanczos[i][1]
		}
	} else {
		for _, c := range lanczos {
			numerator = numerator/x + c[0]
			denominator = denominator/x + c[1]
		}
	}
	return log(numerator/denominator) - g + float64((x-0.5)*(log(x+g-0.5)-1))
}
