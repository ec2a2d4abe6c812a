package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/randaudit/randaudit/internal/tails"
	"github.com/randaudit/randaudit/stattests"
)

// limits are the p-values whose shares are counted.
var limits = [3]float64{1e-2, 1e-3, 1e-4}

// An entry is a line of the results.
type entry struct {
	setting
	Block   uint64  `json:"block"` // symbols
	Tallies int     `json:"tallies"`
	Probe   float64 `json:"probe"` // of the first tallies
	Rows    []row   `json:"rows"`  // a result each
}

// A row is what is kept of the p-values of a result.
//
// A result whose lower tail is always 1 states a bound on the upper tail, and is
// counted as it is. One that has both tails has a law: P(S < s) + V P(S = s),
// where V is uniform, is then uniform itself, whether S is discrete or not, and
// it is counted in its place.
type row struct {
	Name     string    `json:"name"`
	Null     string    `json:"null"` // of the first tally
	Quality  string    `json:"quality"`
	Bound    bool      `json:"bound,omitempty"`
	Judged   uint64    `json:"judged"` // tallies that were enough data
	Need     uint64    `json:"need,omitempty"`
	Lower    [3]uint64 `json:"lower"` // within limits
	Upper    [3]uint64 `json:"upper"`
	Distance float64   `json:"distance"` // of Kolmogorov and Smirnov
}

// values are the p-values that make a row.
type values struct {
	row
	u     []float64 // randomised P(S <= s)
	upper []float64 // P(S >= s)
}

// measure judges the tallies of a setting.
func measure(ctx context.Context, s setting, tallies, jobs int) (entry, error) {
	chunks := make([][]*values, (tallies+chunk-1)/chunk)
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(jobs, len(chunks)) {
		workers.Go(func() {
			c := s.counter()
			for i := int(next.Add(1)) - 1; i < len(chunks) && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				chunks[i] = s.values(c, i, min(chunk, tallies-i*chunk))
			}
		})
	}
	workers.Wait()
	if ctx.Err() != nil {
		return entry{}, fmt.Errorf("interrupted: the same command goes on from here: %w", context.Cause(ctx))
	}
	e := entry{setting: s, Block: s.block(), Tallies: tallies}
	e.Probe, _ = s.probe()
	var all []*values
	for _, c := range chunks {
		for _, v := range c {
			of(&all, v.Name).add(v)
		}
	}
	for _, v := range all {
		e.Rows = append(e.Rows, v.summary())
	}
	return e, nil
}

// of returns the values of that name, which are made where there are none.
func of(all *[]*values, name string) *values {
	for _, v := range *all {
		if v.Name == name {
			return v
		}
	}
	v := &values{row: row{Name: name}}
	*all = append(*all, v)
	return v
}

func (v *values) add(w *values) {
	if v.Null == "" {
		v.Null, v.Quality = w.Null, w.Quality
	}
	v.Need = max(v.Need, w.Need)
	v.u, v.upper = append(v.u, w.u...), append(v.upper, w.upper...)
	v.Bound = len(v.u) == 0
}

// values are those of a chunk.
func (s setting) values(c stattests.Counter, number, tallies int) (all []*values) {
	s.judge(c, number, tallies, func(results []stattests.Result, r *rand.Rand) {
		for _, res := range results {
			v := of(&all, res.Name)
			if !res.Judged() {
				v.Need = max(v.Need, needs(res))
				continue
			}
			if v.Null == "" {
				v.Null, v.Quality = res.Null, res.Quality.Kind
			}
			upper := math.Exp(res.P.LogUpper)
			v.upper = append(v.upper, upper)
			less := -math.Expm1(res.P.LogUpper)
			equal := max(0, math.Exp(res.P.LogLower)-less)
			u := less + r.Float64()*equal
			if res.P.LogLower < 0 || res.Sides == 2 {
				v.u = append(v.u, u)
			}
		}
	})
	return all
}

// summary counts the values.
func (v *values) summary() row {
	r := v.row
	r.Judged = uint64(len(v.upper))
	for i, limit := range limits {
		if r.Bound {
			for _, p := range v.upper {
				if p <= limit {
					r.Upper[i]++
				}
			}
		}
		for _, u := range v.u {
			if u <= limit {
				r.Lower[i]++
			}
			if 1-u <= limit {
				r.Upper[i]++
			}
		}
	}
	r.Distance = distance(v.u)
	return r
}

// distance is Kolmogorov's between the sample and the uniform law; it sorts v.
func distance(v []float64) (d float64) {
	slices.Sort(v)
	n := float64(len(v))
	for i, x := range v {
		d = max(d, x-float64(i)/n, float64(i+1)/n-x)
	}
	return d
}

// kolmogorov is the p-value of such a distance of n values, by the limit law
// with Stephens's correction: "Use of the Kolmogorov-Smirnov, Cramér-von Mises
// and related statistics without extensive tables", J. R. Stat. Soc. B 32, 1970.
func kolmogorov(d float64, n uint64) float64 {
	if d <= 0 || n == 0 {
		return 1
	}
	s := math.Sqrt(float64(n))
	d *= s + 0.12 + 0.11/s
	if d < 0.2 {
		return 1 // the series needs many terms there, and the law is 1 to 12 digits
	}
	p := 0.0
	for j := 1.0; j < 100; j++ {
		p += 2 * math.Pow(-1, j-1) * math.Exp(-2*j*j*d*d)
	}
	return min(1, max(0, p))
}

// interval is Clopper and Pearson's 99 % confidence interval of a probability of
// which k of n events came.
func interval(k, n uint64) (low, high float64) {
	const tail = -5.298317366548036 // ln 0.005
	solve := func(goesUp bool) float64 {
		a, b := 0.0, 1.0
		for range 60 {
			p := (a + b) / 2
			lower, upper := tails.Binomial(k, n, p)
			if goesUp && upper < tail || !goesUp && lower > tail {
				a = p
			} else {
				b = p
			}
		}
		return (a + b) / 2
	}
	high = 1
	if k > 0 {
		low = solve(true)
	}
	if k < n {
		high = solve(false)
	}
	return low, high
}

// Rows are held to their bounds so that, if all laws are right, all rows
// together are within them but with probability falseAlarm, or a little less.
const falseAlarm = 1e-3

// What an asymptotic law may be off by.
const (
	factor = 2    // of a tail
	slack  = 0.05 // of the distance: half the largest atom of two classes of 150
)

// checks is how many bounds a row has.
func (r row) checks() int {
	if r.Judged == 0 {
		return 0
	}
	if r.Bound {
		return len(limits)
	}
	return 4*len(limits) + 1
}

// faults says which bounds the row is out of, each held at that level.
//
//   - an exact law: the shares of both tails are binomial, and the distance has
//     Kolmogorov's law;
//   - an asymptotic or simulated one: the share of the upper tail is right within
//     a factor of 2; that of the lower tail, which stops where the law no longer
//     holds, is not above twice; and the distance is at most slack, or a sample's
//     within that of the law;
//   - a bound: the share is not above.
func (r row) faults(level float64) (found []string) {
	if r.Judged == 0 {
		return nil
	}
	exact := r.Quality == stattests.Exact
	above := func(count uint64, limit float64, where string) {
		if _, upper := tails.Binomial(count, r.Judged, limit); upper < math.Log(level) {
			found = append(found, where+" share too large")
		}
	}
	below := func(count uint64, limit float64, where string) {
		if lower, _ := tails.Binomial(count, r.Judged, limit); lower < math.Log(level) {
			found = append(found, where+" share too small")
		}
	}
	for i, limit := range limits {
		low, high := fmt.Sprintf("lower %g", limit), fmt.Sprintf("upper %g", limit)
		switch {
		case r.Bound:
			above(r.Upper[i], limit, high)
		case exact:
			above(r.Lower[i], limit, low)
			below(r.Lower[i], limit, low)
			above(r.Upper[i], limit, high)
			below(r.Upper[i], limit, high)
		default:
			above(r.Lower[i], factor*limit, low)
			above(r.Upper[i], factor*limit, high)
			below(r.Upper[i], limit/factor, high)
		}
	}
	d := r.Distance
	if !exact {
		d -= slack
	}
	if !r.Bound && kolmogorov(d, r.Judged) < level {
		found = append(found, "not uniform")
	}
	return found
}
