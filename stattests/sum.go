package stattests

import (
	"fmt"
	"math"

	"github.com/randaudit/randaudit/internal/tails"
)

// sumOf judges the sum of what was counted in blocks, "sum", by its exact law: a
// block has first+i of the things that are counted, of m that there can be, with
// the probability p[i]; the first and the last class may stand for all beyond. The
// law of one block is nearly a Poisson law, or narrower: the effect is that of a
// binomial law, with m trials a block.
func sumOf(t Tally, first int, p []float64, m int, what string, level float64) Result {
	r := Result{Name: "sum", Sides: 2}
	n, sum := uint64(0), uint64(0)
	for i, count := range t.Counts {
		n = addSaturating(n, count)
		sum = addSaturating(sum, mulSaturating(uint64(i), count))
	}
	if n == 0 {
		r.Warnings = []error{&TooLittle{t.Blocks, 1}}
		return r
	}
	whole := addSaturating(sum, mulSaturating(n, uint64(first)))
	r.Stat = float64(whole)
	r.Null = fmt.Sprintf("sum of %d numbers of %s", n, what)
	r.P.LogLower, r.P.LogUpper = tails.Sum(sum, n, p)
	r.Quality = Quality{Exact, math.Inf(-1)}
	if level > 0 {
		mean := float64(first)
		for i, q := range p {
			mean += q * float64(i)
		}
		share, all := mean/float64(m), mulSaturating(n, uint64(m))
		d, low, high := deviation(min(whole, all), all, share, 1)
		r.Effect = Effect{what, d, low, high, excess(all, share, math.Log(level/2))}
	}
	return r
}
