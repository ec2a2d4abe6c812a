package anytime

import (
	"encoding/json"
	"fmt"
	"math"
	"math/bits"
	"slices"
)

// Categories is evidence against independent draws from categories of known
// probabilities.
//
// It is the likelihood ratio of a mixture of Dirichlet laws around the null,
// with a pseudo-counts for a cell of average probability, to the null itself,
// with equal weights on a = 1/2, 4, 32, ..., 2^20. A large a bets on small
// biases. Jeffreys' a = 1/2 alone is weak: it stakes on biases that would be seen
// at a glance. On byte % 62 it takes 74,000 draws to 1e12 on average, where
// a = 100 takes 19,000 and the mixture 20,000.
//
// Given a and the counts n_i of n draws from K cells of probability p_i, with
// A = a K, the ratio is
//
//	Gamma(A)/Gamma(n+A) * product of Gamma(n_i + A p_i)/(Gamma(A p_i) p_i^n_i)
//
// so the state is the counts, and a draw adds 1 to one of them. Starts are at
// multiples of a block of draws. The first goes on for ever. Start k goes on for
// as many blocks as [lifetime] times the largest power of 2 in k-1, and then
// keeps what it has (a gambler who stops): so a number of starts that grows with
// the logarithm of the draws is open at a time, some of every age.
//
// Rounding limits it to some 1e12 draws, where a logarithm is right to 0.1.
type Categories struct {
	p     []float64
	block uint64 // draws between starts
	state categoriesState
}

// categoriesState is what is saved.
type categoriesState struct {
	P       []float64 `json:"p"`
	Counts  []uint64  `json:"counts"`
	Draws   uint64    `json:"draws"`
	Open    []start   `json:"open"`    // the first is start 1
	Stopped *float64  `json:"stopped"` // ln of the weighted evidence of the starts that have stopped; nil is ln 0
}

// A start is where bets begin anew.
type start struct {
	K      uint64   `json:"k"`      // from 1
	Counts []uint64 `json:"counts"` // before it; nil for none
}

const (
	lifetime   = 4    // blocks that a start goes on for, at least
	leastBlock = 4096 // draws
)

// concentrations are the pseudo-counts of a cell of average probability.
var concentrations = []float64{1. / 2, 1 << 2, 1 << 5, 1 << 8, 1 << 11, 1 << 14, 1 << 17, 1 << 20}

// NewCategories returns evidence of 1 against categories with the given
// probabilities. They are not negative and add to 1, and at least two are
// positive; it panics otherwise.
func NewCategories(p []float64) *Categories {
	c, err := newCategories(p, 0)
	if err != nil {
		panic(err)
	}
	return c
}

// NewUniform returns evidence of 1 against k equally likely categories. It panics
// if k is below 2.
func NewUniform(k int) *Categories {
	if k < 2 {
		panic(fmt.Sprintf("anytime: %d categories, fewer than 2", k))
	}
	return NewCategories(slices.Repeat([]float64{1 / float64(k)}, k))
}

// newCategories is NewCategories with blocks of that many draws, 0 for the usual
// number.
func newCategories(p []float64, block uint64) (*Categories, error) {
	sum, positive := 0., 0
	for i, q := range p {
		if !(q >= 0) {
			return nil, fmt.Errorf("anytime: probability %d is %v", i, q)
		}
		if q > 0 {
			positive++
		}
		sum += q
	}
	if positive < 2 || math.Abs(sum-1) > 1e-9 {
		return nil, fmt.Errorf("anytime: %d probabilities are positive and they add to %v: at least 2 must be, and add to 1", positive, sum)
	}
	if block == 0 {
		// A start costs as much as there are cells: so draws cost the same
		// for many.
		block = max(leastBlock, 16*uint64(len(p)))
	}
	return &Categories{p: slices.Clone(p), block: block, state: categoriesState{
		Counts: make([]uint64, len(p)),
		Open:   []start{{K: 1}},
	}}, nil
}

// Add counts a draw of category i. It panics if there is no such category.
func (c *Categories) Add(i int) {
	c.state.Counts[i]++
	if c.state.Draws++; c.state.Draws%c.block == 0 {
		c.turn()
	}
}

// Draws is the number of draws.
func (c *Categories) Draws() uint64 { return c.state.Draws }

// Counts returns a copy of the counts of all draws.
func (c *Categories) Counts() []uint64 { return slices.Clone(c.state.Counts) }

// turn begins a start, and ends those whose time has come.
func (c *Categories) turn() {
	s := &c.state
	s.Open = slices.DeleteFunc(s.Open, func(o start) bool {
		begun := o.K - 1 // blocks
		if begun == 0 || s.Draws/c.block < begun+lifetime<<bits.TrailingZeros64(begun) {
			return false
		}
		e := startWeight(o.K) + c.since(o)
		if s.Stopped != nil {
			e = logAdd(e, *s.Stopped)
		}
		s.Stopped = &e
		return true
	})
	s.Open = append(s.Open, start{K: s.Draws/c.block + 1, Counts: slices.Clone(s.Counts)})
}

// Log is the logarithm of the evidence. It takes time in proportion to the number
// of categories, times the logarithm of the number of draws.
func (c *Categories) Log() float64 {
	s := &c.state
	// The starts to come have evidence 1, and all together the weight
	// 1/(begun + 1).
	begun := s.Draws/c.block + 1
	e := -math.Log(float64(begun) + 1)
	if s.Stopped != nil {
		e = logAdd(e, *s.Stopped)
	}
	for _, o := range s.Open {
		e = logAdd(e, startWeight(o.K)+c.since(o))
	}
	return min(e, math.MaxFloat64)
}

// since is the logarithm of the evidence of the draws since a start.
func (c *Categories) since(o start) float64 {
	n, null := 0., 0. // draws, and ln of their probability
	counts := make([]float64, len(c.p))
	for i, k := range c.state.Counts {
		if o.Counts != nil {
			k -= o.Counts[i]
		}
		if k == 0 {
			continue
		}
		if c.p[i] == 0 {
			return math.MaxFloat64 // what cannot be has been; JSON has no infinity
		}
		counts[i] = float64(k)
		n += counts[i]
		null += counts[i] * math.Log(c.p[i])
	}
	if n == 0 {
		return 0
	}
	e := math.Inf(-1)
	for _, a := range concentrations {
		e = logAdd(e, c.dirichlet(a, n, counts))
	}
	return min(e-null-math.Log(float64(len(concentrations))), math.MaxFloat64)
}

// dirichlet is ln of the probability of the counts in their order under the
// Dirichlet law with a pseudo-counts a cell.
func (c *Categories) dirichlet(a, n float64, counts []float64) float64 {
	total := a * float64(len(c.p))
	e := -rising(total, n)
	for i, k := range counts {
		if k > 0 {
			e += rising(total*c.p[i], k)
		}
	}
	return e
}

// rising is ln Gamma(a+k)/Gamma(a).
func rising(a, k float64) float64 {
	x, _ := math.Lgamma(a + k)
	y, _ := math.Lgamma(a)
	return x - y
}

// MarshalJSON gives the state.
func (c *Categories) MarshalJSON() ([]byte, error) {
	s := c.state
	s.P = c.p
	return json.Marshal(s)
}

// UnmarshalJSON takes up a state that MarshalJSON gave.
func (c *Categories) UnmarshalJSON(b []byte) error {
	var s categoriesState
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("anytime: reading a state: %w", err)
	}
	fresh, err := newCategories(s.P, c.block)
	if err != nil {
		return err
	}
	sum := uint64(0)
	for _, k := range s.Counts {
		sum += k
	}
	if len(s.Counts) != len(s.P) || sum != s.Draws || len(s.Open) == 0 || s.Open[0].K != 1 || s.Open[0].Counts != nil {
		return fmt.Errorf("anytime: reading a state: %d counts of %d draws for %d categories do not fit", len(s.Counts), s.Draws, len(s.P))
	}
	for i, o := range s.Open[1:] {
		if o.K <= s.Open[i].K || o.K > s.Draws/fresh.block+1 || len(o.Counts) != len(s.P) {
			return fmt.Errorf("anytime: reading a state: start %d does not fit", o.K)
		}
		for j, k := range o.Counts {
			if k > s.Counts[j] {
				return fmt.Errorf("anytime: reading a state: start %d does not fit", o.K)
			}
		}
	}
	fresh.state = s
	fresh.state.P = nil
	*c = *fresh
	return nil
}
