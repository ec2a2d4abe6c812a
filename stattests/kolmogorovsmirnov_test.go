package stattests

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/randaudit/randaudit/internal/tails"
)

// checkKolmogorov computes the exact probability that the distance at 4095 places
// reaches D, for few symbols: the number below each place is a Markov chain, whose steps
// are binomial, and what leaves the band is added up as it leaves.
func checkKolmogorov(t *testing.T) {
	const n = 200
	low, high := 0.0, 1.0 // a distance of p = 1e-12
	for range 60 {
		middle := (low + high) / 2
		if _, p := tails.Kolmogorov(middle, n); p > near {
			low = middle
		} else {
			high = middle
		}
	}
	distance := high
	_, stated := tails.Kolmogorov(distance, n)
	state := make([]float64, n+1) // of the chain, within the band
	next := make([]float64, n+1)
	state[0] = 1
	out := 0.0
	for j := 1; j < distanceCells; j++ {
		clear(next)
		p := 1 / float64(distanceCells-j+1) // of a symbol not below place j-1 to be below j
		for k, q := range state {
			if q == 0 {
				continue
			}
			left := n - k
			step := q * math.Pow(1-p, float64(left)) // times C(left, i) p^i (1-p)^(left-i)
			for i := 0; i <= left && step > 0; i++ {
				next[k+i] += step
				step *= float64(left-i) / float64(i+1) * p / (1 - p)
			}
		}
		for k := range next {
			if math.Abs(float64(k)/n-float64(j)/distanceCells) >= distance {
				out += next[k]
				next[k] = 0
			}
		}
		state, next = next, state
	}
	tailCheck(t, "kolmogorov", fmt.Sprintf("distance %.4f of %d symbols, 4095 places", distance, n), stated, math.Log(out), 0, true)
}

// checkAndersonDarling samples symbols that lean to either side, for which the largest
// statistics are no longer rare, and weighs them: the density e^(a (2u-1)) a/sinh(a), and
// with -a, have the mean of both as weight, which the sum of 2u-1 tells.
func checkAndersonDarling(t *testing.T) {
	const n = leastDarling
	samples := 1000
	if *long {
		samples = 20000
	}
	threshold := 13.0
	for {
		if _, p := tails.AndersonDarling(threshold); p < darlingReachLog+0.05 {
			break
		}
		threshold += 0.01
	}
	_, stated := tails.AndersonDarling(threshold)
	a := math.Sqrt(3*2*threshold/n) * 0.97 // the first component makes up nearly all
	norm := n * math.Log(math.Sinh(a)/a)
	r := rand.New(rand.NewChaCha8([32]byte{9}))
	counter, err := AndersonDarling.New(Law{N: 1 << 53})
	if err != nil {
		t.Fatal(err)
	}
	var sum, squares float64
	for range samples {
		tally := Tally{Blocks: n / blockSymbols, Counts: make([]uint64, distanceCells)}
		total := 0.0
		side := float64(1 - 2*int(r.Uint64()&1))
		for range n {
			v := math.Log(math.Exp(-a)+r.Float64()*(math.Exp(a)-math.Exp(-a))) / a * side // 2u-1
			total += v
			tally.Counts[min(int((v+1)/2*distanceCells), distanceCells-1)]++
		}
		weight := 0.0
		if counter.Judge(tally, 0)[0].Stat >= threshold {
			weight = 2 / (math.Exp(a*total-norm) + math.Exp(-a*total-norm))
		}
		sum += weight
		squares += weight * weight
	}
	mean := sum / float64(samples)
	relErr := math.Sqrt((squares/float64(samples)-mean*mean)/float64(samples)) / mean
	tailCheck(t, "anderson-darling", fmt.Sprintf("%g or more of %d symbols", math.Round(threshold*100)/100, n), stated, math.Log(mean), relErr, false)
}
