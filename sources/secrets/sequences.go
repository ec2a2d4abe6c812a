package secrets

import (
	"errors"
	"fmt"
	"math"
)

// ChoiceFrom returns a random element of seq, every one equally likely, drawn
// by s: random.SystemRandom's choice. It takes what [SystemRandom.RandBelow]
// takes for len(seq). It is an error if seq is empty.
func ChoiceFrom[E any](s *SystemRandom, seq []E) (E, error) {
	var zero E
	if len(seq) == 0 {
		return zero, errors.New("secrets: Choice: cannot choose from an empty sequence")
	}
	i, err := s.RandBelow(uint64(len(seq)))
	if err != nil {
		return zero, err
	}
	return seq[i], nil
}

// ChoicesFrom returns k elements of population, each drawn by s from all of it:
// random.SystemRandom's choices. The element i has the probability weights[i] by
// their sum; without weights (nil) all have the same. It takes 7 bytes an
// element, and returns none for k <= 0, as Python does.
//
// It is as fair as a float of 53 bits can be: without weights see
// [SystemRandom.ChoicesRange], which tells how far it is from it. Python adds
// weights that are integers exactly; here they are floats, which is the same
// up to a sum of 2^53.
//
// It is an error if the population is empty for k > 0, if weights has another
// length, or if their sum is not positive and finite. A negative weight that the
// sum does not show is not seen, as in Python.
func ChoicesFrom[E any](s *SystemRandom, population []E, weights []float64, k int) ([]E, error) {
	if weights != nil {
		cumulative := make([]float64, len(weights))
		total := 0.0
		for i, w := range weights {
			total += w
			cumulative[i] = total
		}
		return ChoicesCumulativeFrom(s, population, cumulative, k)
	}
	k = max(k, 0)
	if len(population) == 0 && k > 0 {
		return nil, errors.New("secrets: Choices: cannot choose from an empty population")
	}
	choices := make([]E, k)
	for i := range choices {
		u, err := s.Random()
		if err != nil {
			return nil, err
		}
		choices[i] = population[int(u*float64(len(population)))]
	}
	return choices, nil
}

// ChoicesCumulativeFrom is [ChoicesFrom] with the sums of the weights so far,
// weights[0], weights[0]+weights[1] and so on: random.SystemRandom's choices
// with cum_weights. It saves adding them. That they do not descend is not
// checked, as in Python.
func ChoicesCumulativeFrom[E any](s *SystemRandom, population []E, cumulative []float64, k int) ([]E, error) {
	if len(cumulative) != len(population) {
		return nil, fmt.Errorf("secrets: Choices: %d weights for a population of %d", len(cumulative), len(population))
	}
	if len(cumulative) == 0 {
		return nil, errors.New("secrets: Choices: cannot choose from an empty population by weight")
	}
	last := len(cumulative) - 1
	total := cumulative[last]
	if !(total > 0) || math.IsInf(total, 1) {
		return nil, fmt.Errorf("secrets: Choices: the sum of the weights is %v: it must be positive and finite", total)
	}
	choices := make([]E, max(k, 0))
	for i := range choices {
		u, err := s.Random()
		if err != nil {
			return nil, err
		}
		choices[i] = population[bisect(cumulative[:last], u*total)]
	}
	return choices, nil
}

// bisect is how many of the ascending a are at most x: Python's bisect. It takes
// the same way as Python's, for a that is not ascending.
func bisect[T float64 | uint64](a []T, x T) int {
	low, high := 0, len(a)
	for low < high {
		middle := int(uint(low+high) / 2)
		if x < a[middle] {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}

// ChoicesRange fills dst with numbers of [0, n), each drawn from all of them:
// random.SystemRandom's choices(range(n), k=len(dst)). It takes 7 bytes a
// number. It is an error if n is 0 and dst is not empty.
//
// A number is the floor of n times a float of 53 bits, so that probabilities
// differ by a share of up to n/2^53: for n = 3*2^51 the remainders modulo 3 have
// 1/3, 3/8 and 7/24. [SystemRandom.RandBelow] has no such bias. Beyond 2^53 most
// numbers never come.
func (s *SystemRandom) ChoicesRange(dst []uint64, n uint64) error {
	if n == 0 && len(dst) > 0 {
		return errors.New("secrets: ChoicesRange: cannot choose from an empty range")
	}
	for i := range dst {
		u, err := s.Random()
		if err != nil {
			return err
		}
		dst[i] = uint64(u * float64(n)) // rounded, but below n for every n
	}
	return nil
}

// ShuffleFrom shuffles seq in place, every order equally likely, drawn by s:
// random.SystemRandom's shuffle, which is Fisher and Yates's from the end. It
// takes what [SystemRandom.RandBelow] takes for len(seq), len(seq)-1, ... and 2.
// On an error seq is left partly shuffled.
func ShuffleFrom[E any](s *SystemRandom, seq []E) error {
	for i := len(seq) - 1; i >= 1; i-- {
		j, err := s.RandBelow(uint64(i) + 1)
		if err != nil {
			return err
		}
		seq[i], seq[j] = seq[j], seq[i]
	}
	return nil
}

// SampleFrom returns k elements of different places of population in random
// order, every arrangement equally likely, drawn by s: random.SystemRandom's
// sample. It takes what [SystemRandom.SampleRange] takes. It is an error unless
// 0 <= k <= len(population).
func SampleFrom[E any](s *SystemRandom, population []E, k int) ([]E, error) {
	if k < 0 || k > len(population) {
		return nil, fmt.Errorf("secrets: Sample: %d elements of %d: the sample is larger than the population or negative", k, len(population))
	}
	places := make([]uint64, k)
	if err := s.SampleRange(places, uint64(len(population))); err != nil {
		return nil, err
	}
	sample := make([]E, k)
	for i, p := range places {
		sample[i] = population[p]
	}
	return sample, nil
}

// SampleCountsFrom is [SampleFrom] of a population that has counts[i] elements
// like population[i]: random.SystemRandom's sample with counts. It takes what
// [SystemRandom.SampleRange] takes for the sum of the counts. It is an error
// unless there are as many counts as elements, none of them negative, and
// 0 <= k <= their sum, which is positive and below 2^64.
func SampleCountsFrom[E any](s *SystemRandom, population []E, counts []int, k int) ([]E, error) {
	if len(counts) != len(population) {
		return nil, fmt.Errorf("secrets: Sample: %d counts for a population of %d", len(counts), len(population))
	}
	cumulative := make([]uint64, len(counts))
	total := uint64(0)
	for i, c := range counts {
		if c < 0 {
			return nil, fmt.Errorf("secrets: Sample: the count %d is negative", c)
		}
		if total += uint64(c); total < uint64(c) {
			return nil, errors.New("secrets: Sample: the sum of the counts does not fit into 64 bits")
		}
		cumulative[i] = total
	}
	if total == 0 {
		return nil, errors.New("secrets: Sample: the sum of the counts must be positive")
	}
	if k < 0 || uint64(k) > total {
		return nil, fmt.Errorf("secrets: Sample: %d elements of %d: the sample is larger than the population or negative", k, total)
	}
	places := make([]uint64, k)
	if err := s.SampleRange(places, total); err != nil {
		return nil, err
	}
	sample := make([]E, k)
	for i, p := range places {
		sample[i] = population[bisect(cumulative, p)]
	}
	return sample, nil
}

// SampleRange fills dst with different numbers of [0, n) in random order, every
// arrangement equally likely: random.SystemRandom's sample(range(n), len(dst)).
// For up to 20 numbers it allocates nothing. It is an error if len(dst) > n.
//
// Small populations are drawn from a pool that shrinks: it takes what
// [SystemRandom.RandBelow] takes for n, n-1, n-2 and so on. Large ones take
// RandBelow(n) for each number, again while it was drawn before. A population
// is small up to 21, and for more than 5 numbers up to 21 + 4^c with the least c
// for which 4^c > 3 len(dst).
func (s *SystemRandom) SampleRange(dst []uint64, n uint64) error {
	k := len(dst)
	if uint64(k) > n {
		return fmt.Errorf("secrets: SampleRange: %d numbers of %d: the sample is larger than the population", k, n)
	}
	// Python compares the size of a list of n with that of a set of k. Both
	// ways are fair; which one is taken decides what the bytes become.
	if n <= setSize(k) {
		return s.samplePool(dst, int(n))
	}
	return s.sampleSet(dst, n)
}

// setSize is the largest population for which CPython's sample of k keeps a
// pool: 21, and for k > 5 4^ceil(log4(3k)) more.
func setSize(k int) uint64 {
	if k <= 5 {
		return 21
	}
	size := uint64(1)
	for size < 3*uint64(k) {
		size *= 4
	}
	return 21 + size
}

// samplePool takes each number from a pool and fills its place with the last
// one not taken.
func (s *SystemRandom) samplePool(dst []uint64, n int) error {
	var small [85]uint64 // setSize(20)
	pool := small[:]
	if n > len(small) {
		pool = make([]uint64, n)
	}
	pool = pool[:n]
	for i := range pool {
		pool[i] = uint64(i)
	}
	for i := range dst {
		j, err := s.RandBelow(uint64(n - i))
		if err != nil {
			return err
		}
		dst[i] = pool[j]
		pool[j] = pool[n-i-1]
	}
	return nil
}

// sampleSet draws each number from the whole range, again while it was drawn
// before.
func (s *SystemRandom) sampleSet(dst []uint64, n uint64) error {
	var selected map[uint64]bool
	if len(dst) > 20 { // below it looking through dst is as fast as a map
		selected = make(map[uint64]bool, len(dst))
	}
	for i := range dst {
	again:
		j, err := s.RandBelow(n)
		if err != nil {
			return err
		}
		if selected != nil {
			if selected[j] {
				goto again
			}
			selected[j] = true
		} else {
			for _, earlier := range dst[:i] {
				if earlier == j {
					goto again
				}
			}
		}
		dst[i] = j
	}
	return nil
}
