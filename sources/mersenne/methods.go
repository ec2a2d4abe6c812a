package mersenne

import (
	"math/big"
	"strings"

	"github.com/randaudit/randaudit/sources/secrets"
)

// must panics with an error of package secrets, whose methods these are.
func must[T any](v T, err error) T {
	if err != nil {
		panic("mersenne: " + strings.TrimPrefix(err.Error(), "secrets: "))
	}
	return v
}

// RandBelow returns a random integer in [0, n): Python's _randbelow. See
// [secrets.SystemRandom.RandBelow].
func (r *Random) RandBelow(n uint64) uint64 { return must(r.draw.RandBelow(n)) }

// BigRandBelow is [Random.RandBelow] for n of any size.
func (r *Random) BigRandBelow(n *big.Int) *big.Int { return must(r.draw.BigRandBelow(n)) }

// RandRange returns one of start, start+step, start+2*step ... before stop:
// Python's randrange. See [secrets.SystemRandom.RandRange].
func (r *Random) RandRange(start, stop, step int64) int64 {
	return must(r.draw.RandRange(start, stop, step))
}

// BigRandRange is [Random.RandRange] for numbers of any size.
func (r *Random) BigRandRange(start, stop, step *big.Int) *big.Int {
	return must(r.draw.BigRandRange(start, stop, step))
}

// RandInt returns a random integer in [a, b]: Python's randint. See
// [secrets.SystemRandom.RandInt].
func (r *Random) RandInt(a, b int64) int64 { return must(r.draw.RandInt(a, b)) }

// BigRandInt is [Random.RandInt] for numbers of any size.
func (r *Random) BigRandInt(a, b *big.Int) *big.Int { return must(r.draw.BigRandInt(a, b)) }

// Choice returns a random element of seq: Python's choice. See
// [secrets.ChoiceFrom].
func Choice[E any](r *Random, seq []E) E { return must(secrets.ChoiceFrom(r.draw, seq)) }

// Choices returns k elements of population, each drawn from all of it with the
// weights, nil for equal ones: Python's choices. See [secrets.ChoicesFrom].
func Choices[E any](r *Random, population []E, weights []float64, k int) []E {
	return must(secrets.ChoicesFrom(r.draw, population, weights, k))
}

// ChoicesCumulative is [Choices] with the sums of the weights so far: Python's
// choices with cum_weights. See [secrets.ChoicesCumulativeFrom].
func ChoicesCumulative[E any](r *Random, population []E, cumulative []float64, k int) []E {
	return must(secrets.ChoicesCumulativeFrom(r.draw, population, cumulative, k))
}

// ChoicesRange fills dst with numbers of [0, n), each drawn from all of them:
// Python's choices(range(n), k=len(dst)). See
// [secrets.SystemRandom.ChoicesRange].
func (r *Random) ChoicesRange(dst []uint64, n uint64) { must(0, r.draw.ChoicesRange(dst, n)) }

// Shuffle shuffles seq in place: Python's shuffle. See [secrets.ShuffleFrom].
func Shuffle[E any](r *Random, seq []E) { must(0, secrets.ShuffleFrom(r.draw, seq)) }

// Sample returns k elements of different places of population in random order:
// Python's sample. See [secrets.SampleFrom].
func Sample[E any](r *Random, population []E, k int) []E {
	return must(secrets.SampleFrom(r.draw, population, k))
}

// SampleCounts is [Sample] of a population that has counts[i] elements like
// population[i]: Python's sample with counts. See [secrets.SampleCountsFrom].
func SampleCounts[E any](r *Random, population []E, counts []int, k int) []E {
	return must(secrets.SampleCountsFrom(r.draw, population, counts, k))
}

// SampleRange fills dst with different numbers of [0, n) in random order:
// Python's sample(range(n), len(dst)). See [secrets.SystemRandom.SampleRange].
func (r *Random) SampleRange(dst []uint64, n uint64) { must(0, r.draw.SampleRange(dst, n)) }

// Uniform returns a float of [a, b]: Python's uniform. See
// [secrets.SystemRandom.Uniform].
func (r *Random) Uniform(a, b float64) float64 { return must(r.draw.Uniform(a, b)) }

// Triangular returns a float of [low, high] with a density that is largest at
// mode, or in the middle without one: Python's triangular. See
// [secrets.SystemRandom.Triangular].
func (r *Random) Triangular(low, high float64, mode ...float64) float64 {
	return must(r.draw.Triangular(low, high, mode...))
}

// BetaVariate returns a float of the beta distribution: Python's betavariate.
// See [secrets.SystemRandom.BetaVariate].
func (r *Random) BetaVariate(alpha, beta float64) float64 {
	return must(r.draw.BetaVariate(alpha, beta))
}

// BinomialVariate returns how many of n trials succeed: Python's
// binomialvariate. See [secrets.SystemRandom.BinomialVariate].
func (r *Random) BinomialVariate(n int64, p float64) int64 {
	return must(r.draw.BinomialVariate(n, p))
}

// ExpoVariate returns a float of the exponential distribution with rate lambda:
// Python's expovariate. See [secrets.SystemRandom.ExpoVariate].
func (r *Random) ExpoVariate(lambda float64) float64 { return must(r.draw.ExpoVariate(lambda)) }

// GammaVariate returns a float of the gamma distribution with shape alpha and
// scale beta: Python's gammavariate. See [secrets.SystemRandom.GammaVariate].
func (r *Random) GammaVariate(alpha, beta float64) float64 {
	return must(r.draw.GammaVariate(alpha, beta))
}

// Gauss returns a float of the normal distribution with mean mu and standard
// deviation sigma: Python's gauss. It keeps the second of the two numbers that
// it draws at once for the next call. See [secrets.SystemRandom.Gauss].
func (r *Random) Gauss(mu, sigma float64) float64 {
	s := &r.state
	z := s.GaussNext
	if s.HasGaussNext {
		s.GaussNext, s.HasGaussNext = 0, false
	} else {
		// Its only errors are those of a reader.
		z, s.GaussNext, _ = r.draw.GaussPair()
		s.HasGaussNext = true
	}
	return mu + float64(z*sigma)
}

// LogNormVariate returns a float whose logarithm is normal with mean mu and
// standard deviation sigma: Python's lognormvariate. See
// [secrets.SystemRandom.LogNormVariate].
func (r *Random) LogNormVariate(mu, sigma float64) float64 {
	return must(r.draw.LogNormVariate(mu, sigma))
}

// NormalVariate returns a float of the normal distribution with mean mu and
// standard deviation sigma: Python's normalvariate. See
// [secrets.SystemRandom.NormalVariate].
func (r *Random) NormalVariate(mu, sigma float64) float64 {
	return must(r.draw.NormalVariate(mu, sigma))
}

// VonMisesVariate returns an angle of the von Mises distribution around mu with
// concentration kappa: Python's vonmisesvariate. See
// [secrets.SystemRandom.VonMisesVariate].
func (r *Random) VonMisesVariate(mu, kappa float64) float64 {
	return must(r.draw.VonMisesVariate(mu, kappa))
}

// ParetoVariate returns a float of the Pareto distribution with shape alpha:
// Python's paretovariate. See [secrets.SystemRandom.ParetoVariate].
func (r *Random) ParetoVariate(alpha float64) float64 { return must(r.draw.ParetoVariate(alpha)) }

// WeibullVariate returns a float of the Weibull distribution with scale alpha
// and shape beta: Python's weibullvariate. See
// [secrets.SystemRandom.WeibullVariate].
func (r *Random) WeibullVariate(alpha, beta float64) float64 {
	return must(r.draw.WeibullVariate(alpha, beta))
}
