package anytime

import (
	"encoding/json"
	"fmt"
	"math"
)

// Mean is evidence against a known mean of symbols in [0, 1], whatever else their
// law is: that the mean of each, given those before, is mu. It bets fixed shares
// of the capital on either side,
//
//	the product of 1 + lambda (x - mu)
//
// (Waudby-Smith and Ramdas, "Estimating means of bounded random variables by
// betting", Journal of the Royal Statistical Society B 86, 2024), with equal
// weights on lambda = +-2^-1, 2^-2, ..., 2^-12 of the largest that cannot ruin.
//
// Since what a draw multiplies the capital by does not depend on the start, every
// draw is a start, at no cost: the sum over starts is R <- (R + weight)(1 +
// lambda (x - mu)), as of Shiryaev and Roberts.
type Mean struct {
	mu    float64
	bets  []float64 // lambda
	state meanState
}

// meanState is what is saved: the sums R over starts, as R * 2^(512 Scale).
type meanState struct {
	Mu    float64   `json:"mu"`
	Draws uint64    `json:"draws"`
	R     []float64 `json:"r"`
	Scale []int     `json:"scale"`
}

const (
	betSizes = 12
	scaling  = 0x1p512
)

// NewMean returns evidence of 1 against the mean mu, which is above 0 and below 1;
// it panics otherwise. Integers below n, uniform, have the mean 1/2 when they are
// divided by n-1.
func NewMean(mu float64) *Mean {
	if !(mu > 0 && mu < 1) {
		panic(fmt.Sprintf("anytime: a mean of %v is not above 0 and below 1", mu))
	}
	m := &Mean{mu: mu}
	for i := 1; i <= betSizes; i++ {
		m.bets = append(m.bets, math.Ldexp(1/mu, -i), -math.Ldexp(1/(1-mu), -i))
	}
	m.state = meanState{R: make([]float64, len(m.bets)), Scale: make([]int, len(m.bets))}
	return m
}

// Add counts a draw. It panics unless x is from 0 to 1.
func (m *Mean) Add(x float64) {
	if !(x >= 0 && x <= 1) {
		panic(fmt.Sprintf("anytime: a symbol of %v is not from 0 to 1", x))
	}
	s := &m.state
	s.Draws++
	w := 1 / (float64(s.Draws) * (float64(s.Draws) + 1))
	for j, lambda := range m.bets {
		r := s.R[j]
		if s.Scale[j] == 0 {
			r += w // else it is nothing beside r
		}
		r *= 1 + lambda*(x-m.mu)
		switch {
		case r > scaling:
			r /= scaling
			s.Scale[j]++
		case r < 1 && s.Scale[j] > 0:
			r *= scaling
			s.Scale[j]--
		}
		s.R[j] = r
	}
}

// Draws is the number of draws.
func (m *Mean) Draws() uint64 { return m.state.Draws }

// Log is the logarithm of the evidence.
func (m *Mean) Log() float64 {
	s := &m.state
	e := math.Inf(-1)
	for j, r := range s.R {
		e = logAdd(e, math.Log(r)+float64(s.Scale[j])*512*math.Ln2)
	}
	e -= math.Log(float64(len(m.bets)))
	return logAdd(e, -math.Log(float64(s.Draws)+1)) // the starts to come
}

// MarshalJSON gives the state.
func (m *Mean) MarshalJSON() ([]byte, error) {
	s := m.state
	s.Mu = m.mu
	return json.Marshal(s)
}

// UnmarshalJSON takes up a state that MarshalJSON gave.
func (m *Mean) UnmarshalJSON(b []byte) error {
	var s meanState
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("anytime: reading a state: %w", err)
	}
	if !(s.Mu > 0 && s.Mu < 1) {
		return fmt.Errorf("anytime: reading a state: a mean of %v is not above 0 and below 1", s.Mu)
	}
	fresh := NewMean(s.Mu)
	if len(s.R) != len(fresh.bets) || len(s.Scale) != len(fresh.bets) {
		return fmt.Errorf("anytime: reading a state: %d bets, not %d", len(s.R), len(fresh.bets))
	}
	for j, r := range s.R {
		if !(r >= 0) || s.Scale[j] < 0 {
			return fmt.Errorf("anytime: reading a state: bet %d is %v", j, r)
		}
	}
	fresh.state = s
	*m = *fresh
	return nil
}
