package anytime

import (
	"encoding/json"
	"fmt"
	"math"
)

// Bits is evidence against fair bits: the mean of that at each position of words
// of so many bits, bit 0 being the lowest. Each position is [Categories] of two
// halves.
type Bits struct{ positions []*Categories }

// NewBits returns evidence of 1 against words of width fair bits. It panics unless
// the width is from 1 to 64.
func NewBits(width int) *Bits {
	if width < 1 || width > 64 {
		panic(fmt.Sprintf("anytime: a width of %d bits is not from 1 to 64", width))
	}
	b := &Bits{}
	for range width {
		b.positions = append(b.positions, NewUniform(2))
	}
	return b
}

// Add counts the lowest bits of a word, as many as the width.
func (b *Bits) Add(word uint64) {
	for _, p := range b.positions {
		p.Add(int(word & 1))
		word >>= 1
	}
}

// Log is the logarithm of the evidence.
func (b *Bits) Log() float64 {
	e := math.Inf(-1)
	for _, p := range b.positions {
		e = logAdd(e, p.Log())
	}
	return e - math.Log(float64(len(b.positions)))
}

// Position is the logarithm of the evidence at one position.
func (b *Bits) Position(i int) float64 { return b.positions[i].Log() }

// MarshalJSON gives the state.
func (b *Bits) MarshalJSON() ([]byte, error) { return json.Marshal(b.positions) }

// UnmarshalJSON takes up a state that MarshalJSON gave.
func (b *Bits) UnmarshalJSON(text []byte) error {
	var ps []*Categories
	if err := json.Unmarshal(text, &ps); err != nil {
		return fmt.Errorf("anytime: reading a state: %w", err)
	}
	if len(ps) < 1 || len(ps) > 64 {
		return fmt.Errorf("anytime: reading a state: %d bits are not from 1 to 64", len(ps))
	}
	for _, p := range ps {
		if p == nil || len(p.p) != 2 {
			return fmt.Errorf("anytime: reading a state: bits have two categories")
		}
	}
	b.positions = ps
	return nil
}
