package stattests

import (
	"fmt"
	"math"
	"math/bits"

	"github.com/randaudit/randaudit/internal/tails"
)

// A countLaw is the law of a number that is counted in a block: it has the
// probabilities of first, first+1, ... The first and the last class stand for all
// beyond, so that none is too small to be a number.
type countLaw struct {
	first int
	p     []float64
}

// cut joins what is on either side of a law and of a probability of at most least
// in all with the next class.
func cut(p []float64, least float64) countLaw {
	above := 0.
	for i := len(p) - 1; ; i-- {
		if above += p[i]; above > least {
			p[i] = above
			p = p[:i+1]
			break
		}
	}
	below := 0.
	for i := range p {
		if below += p[i]; below > least {
			p[i] = below
			return countLaw{i, p[i:]}
		}
	}
	return countLaw{0, p}
}

// class is the class of a number.
func (l countLaw) class(n int) int { return min(max(n-l.first, 0), len(l.p)-1) }

// judge judges how often each number of the things that are counted comes, "chi2" and
// "max", and their "sum".
func (l countLaw) judge(t Tally, trials float64, what string, q Quality, level float64) []Result {
	last := len(l.p) - 1
	c := categories{
		k: len(l.p),
		p: func(i int) float64 { return l.p[i] },
		label: func(i int) string {
			switch {
			case i == last:
				return fmt.Sprintf("%d %s or more", l.first+i, what)
			case i == 0 && l.first > 0:
				return fmt.Sprintf("%d %s or fewer", l.first, what)
			}
			return fmt.Sprintf("%d %s", l.first+i, what)
		},
		perBlock: 1,
	}
	return append(c.judge(t.Blocks, t.Counts, level), l.sum(t, trials, what, q, level))
}

// sum judges the sum of the numbers over all blocks. A number is nearly of a Poisson
// law, or of a narrower one: the effect is that of a binomial law, with as many trials
// a block as are said.
func (l countLaw) sum(t Tally, trials float64, what string, q Quality, level float64) Result {
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
	whole := addSaturating(sum, mulSaturating(n, uint64(l.first)))
	r.Stat = float64(whole)
	r.Null = fmt.Sprintf("sum of %d numbers of %s", n, what)
	// Of more blocks than anybody counts, a share is judged: their law is beyond
	// what a float64 holds.
	const mostSummed = 40 // bits of n
	share := max(0, bits.Len64(n)-mostSummed)
	r.P.LogLower, r.P.LogUpper = tails.Sum(sum>>share, n>>share, l.p)
	r.Quality = q
	if level > 0 {
		mean := float64(l.first)
		for i, q := range l.p {
			mean += q * float64(i)
		}
		rate, all := mean/trials, mulSaturating(n, uint64(trials))
		d, low, high := deviation(min(whole, all), all, rate, 1)
		r.Effect = Effect{what, d, low, high, excess(all, rate, math.Log(level/2))}
	}
	return r
}

// fromCumulants returns the probabilities of 0 to most of a law whose generating
// function is the exponential of the sum of c[n] (u-1)^n: c[n] is a factorial
// cumulant over n!, and c[0] is 0.
func fromCumulants(c []float64, most int) []float64 {
	// The same polynomial in u, and its exponential.
	q := make([]float64, len(c))
	for n, x := range c {
		choose := 1.
		for i := n; i >= 0; i-- { // x C(n, i) u^i (-1)^(n-i)
			q[i] += x * choose
			choose *= -float64(i) / float64(n-i+1)
		}
	}
	p := make([]float64, most+1)
	p[0] = math.Exp(q[0])
	for y := 1; y <= most; y++ {
		for j := 1; j <= min(y, len(q)-1); j++ {
			p[y] += float64(j) / float64(y) * q[j] * p[y-j]
		}
	}
	return p
}
