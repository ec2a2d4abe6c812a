// Package anytime measures evidence against fairness that may be looked at as
// often as one likes.
//
// A p-value is for one look at a number of draws fixed before: who looks after
// every draw and stops when it is small will find one in any fair source. Here
// evidence is the capital of a gambler who bets on the draws and whose bets are
// fair if the draws are. It starts at 1, is never negative, and is not expected
// to grow: an e-process. By Ville's inequality (Étude critique de la notion de
// collectif, 1939, chapter 5)
//
//	P(the evidence ever reaches 1/alpha) <= alpha
//
// for a fair source, however often one looks, whenever one stops, and whatever
// makes one stop or go on. Log evidence of 27.6 is thus what p = 1e-12 is, at any
// time.
//
// The gambler does not know how the source is biased. Mixing over what he might
// bet on is betting on all of it with a part of the capital each (Robbins,
// "Statistical methods related to the law of the iterated logarithm", Annals of
// Mathematical Statistics 41, 1970; Howard, Ramdas, McAuliffe and Sekhon,
// "Time-uniform, nonparametric, nonasymptotic confidence sequences", Annals of
// Statistics 49, 2021). Any weighted mean of e-processes on the same draws is
// one, whatever they have to do with each other (see [Combine]), and so are
// e-values multiplied along the way: Grünwald, de Heide and Koolen, "Safe
// testing", Journal of the Royal Statistical Society B 86, 2024; Ramdas,
// Grünwald, Vovk and Shafer, "Game-theoretic statistics and safe anytime-valid
// inference", Statistical Science 38, 2023.
//
// A source may go bad late, when a gambler who started early has lost most of
// his capital. So bets start again and again, start k with the weight
// 1/(k(k+1)): these add to 1, and the price of a late start is two logarithms of
// k.
//
// All evidence is kept as natural logarithms, which do not overflow. States are
// counts, and can be saved as JSON and taken up again.
package anytime

import (
	"fmt"
	"math"
)

// A Process is evidence that grows with draws.
type Process interface {
	// Log is the natural logarithm of the evidence now. Against a fair source
	// it ever reaches -ln(alpha) with probability at most alpha.
	Log() float64
}

var (
	_ Process = (*Categories)(nil)
	_ Process = (*Bits)(nil)
	_ Process = (*Mean)(nil)
)

// Combine is the logarithm of the weighted mean of the evidence of several
// processes on the same draws, which is an e-process whatever they have to do
// with each other. The weights are positive, fixed before the draws, and add to 1
// or less; it panics otherwise, or if there is not one for each logarithm.
func Combine(weights, logs []float64) float64 {
	if len(weights) != len(logs) {
		panic(fmt.Sprintf("anytime: %d weights for %d processes", len(weights), len(logs)))
	}
	sum, total := math.Inf(-1), 0.
	for i, w := range weights {
		if !(w > 0) {
			panic(fmt.Sprintf("anytime: weight %d is %v, not positive", i, w))
		}
		total += w
		sum = logAdd(sum, math.Log(w)+logs[i])
	}
	if total > 1+1e-9 {
		panic(fmt.Sprintf("anytime: the weights add to %v, more than 1", total))
	}
	return sum
}

// logAdd is ln(e^a + e^b); -Inf is ln 0.
func logAdd(a, b float64) float64 {
	if a < b {
		a, b = b, a
	}
	if math.IsInf(b, -1) || math.IsInf(a, 1) {
		return a
	}
	return a + math.Log1p(math.Exp(b-a))
}

// startWeight is ln of the weight of start k, from 1: 1/(k(k+1)).
func startWeight(k uint64) float64 {
	return -math.Log(float64(k)) - math.Log(float64(k)+1)
}
