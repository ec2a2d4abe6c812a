package stattests

import (
	"fmt"
	"math"
)

// The predictors of [Predict] that add or subtract two words that came before, or
// multiply one and carry.

// lagged is x[i] = x[i-long] + x[i-short], or with a minus, modulo 2^width. Where the
// bits below an output are not seen, they may carry, and where it was rounded, the sum is
// not that of the true terms: what comes is then up to spread more than what is predicted.
// Math/rand of Go: D. P. Mitchell and J. A. Reeds, with lags 607 and 273.
type lagged struct {
	ring
	long, short, width int
	subtract           bool
	below, spread      uint64 // the least and the range of an output less the sum, the former with a minus
}

func newGoRand(width int, below, spread uint64) func() predictor {
	return func() predictor { return &lagged{long: 607, short: 273, width: width, below: below, spread: spread} }
}

func (g *lagged) next() uint64 {
	y := g.word(g.long - g.short)
	if g.subtract {
		y = -y
	}
	return (g.word(0) + y - g.below) & (math.MaxUint64 >> (64 - g.width))
}

// off adds up what is left open.
func (g *lagged) off(n int) uint64 { return g.spread * carriesAhead(n, g.long, g.short) }

// carriesAhead is how far the n-th sum may be off at most where each leaves 1 open.
func carriesAhead(n, long, short int) uint64 {
	most := uint64(0)
	off := make([]uint64, n)
	for i := range off {
		off[i] = 1
		for _, lag := range []int{long, short} {
			if i >= lag {
				off[i] += off[i-lag]
			}
		}
		most = max(most, off[i])
	}
	return most
}

func (g *lagged) parameters() []Parameter {
	return []Parameter{
		{"lags", fmt.Sprintf("%d and %d", g.long, g.short)}, {"modulus", fmt.Sprintf("2^%d", g.width)},
		{"state", fmt.Sprintf("%d words, the oldest %d", g.long, g.word(0))},
	}
}

// glibcRand is rand() and random() of the GNU C library: r[i] = r[i-3] + r[i-31]
// modulo 2^32, of which the 31 highest bits are the output (random(3), TYPE_3). The
// lowest bits follow a recurrence modulo 2 of their own, so each is a sum of the
// first 31 of them. Two that are both 1 carry, which shows, and gives two
// equations; some hundred outputs give all.
type glibcRand struct {
	ring
	lowest   [31]uint32 // of each word, as the sum of some of the first 31 lowest bits
	solved   [31]uint32 // equations: the sum of some, of which the first leads, is bit 31
	unsolved int
	at       int // place of the oldest of lowest
}

func (g *glibcRand) fit(known []uint64) bool {
	g.at, g.unsolved = 0, len(g.lowest)
	for i := range g.lowest {
		g.lowest[i], g.solved[i] = 1<<i, 0
	}
	return g.ring.fit(known)
}

// reduce substitutes what is solved; the rest is unknown, and bit 31 a constant.
func (g *glibcRand) reduce(sum uint32) uint32 {
	for i, e := range g.solved {
		if sum>>i&1 != 0 && e != 0 {
			sum ^= e
		}
	}
	return sum
}

// solve adds the equation that a sum is 1.
func (g *glibcRand) solve(sum uint32) {
	sum = g.reduce(sum ^ 1<<31)
	for i := range g.solved {
		if sum>>i&1 != 0 {
			g.solved[i] = sum
			g.unsolved--
			return
		}
	}
}

func (g *glibcRand) taps() (x, y uint64, lowX, lowY uint32) {
	return g.word(0), g.word(28), g.lowest[g.at], g.lowest[(g.at+28)%31]
}

func (g *glibcRand) next() uint64 {
	x, y, lowX, lowY := g.taps()
	if g.reduce(lowX) == 1<<31 && g.reduce(lowY) == 1<<31 {
		x++
	}
	return (x + y) & (1<<31 - 1)
}

func (g *glibcRand) see(word uint64) {
	x, y, lowX, lowY := g.taps()
	if g.unsolved > 0 && (word-x-y)&(1<<31-1) == 1 {
		g.solve(lowX)
		g.solve(lowY)
	}
	g.lowest[g.at] = lowX ^ lowY
	g.at = (g.at + 1) % 31
	g.ring.see(word)
}

func (g *glibcRand) off(n int) uint64 {
	if g.unsolved == 0 {
		return 0
	}
	return carriesAhead(n, 31, 3)
}

func (g *glibcRand) parameters() []Parameter {
	oldest := g.word(0) << 1
	if g.reduce(g.lowest[g.at]) == 1<<31 {
		oldest |= 1
	}
	return []Parameter{{"lags", "31 and 3"}, {"modulus", "2^32"}, {"state", fmt.Sprintf("31 words, the oldest %d", oldest)}}
}

// dotNet is System.Random of .NET with a seed, and of the .NET Framework: x[i] =
// x[i-55] - x[i-34] modulo 2^31-1, by D. E. Knuth's subtractive method (TAOCP 2, 3.2.2,
// as in Numerical Recipes' ran3, with a lag of 34 instead of 24). If width is not 0, the
// outputs are NextDouble()'s, in units of 2^-width.
type dotNet struct {
	ring
	width int
}

const dotNetModulus = 1<<31 - 1

// float is NextDouble() where x is the integer that Next() gives.
func (g *dotNet) float(x uint64) uint64 {
	return uint64(math.Ldexp(float64(float64(x)*(1.0/dotNetModulus)), g.width))
}

// integer inverts float, if f is one.
func (g *dotNet) integer(f uint64) (x uint64, ok bool) {
	x = uint64(math.Round(math.Ldexp(float64(f), -g.width) * dotNetModulus))
	return x, x < dotNetModulus && g.float(x) == f
}

func (g *dotNet) fit(known []uint64) bool {
	g.words, g.at = g.words[:0], 0
	for _, x := range known {
		ok := x < dotNetModulus
		if g.width > 0 {
			x, ok = g.integer(x)
		}
		if !ok {
			return false
		}
		g.words = append(g.words, x)
	}
	return true
}

func (g *dotNet) next() uint64 {
	x := (g.word(0) + dotNetModulus - g.word(21)) % dotNetModulus
	if g.width > 0 {
		return g.float(x)
	}
	return x
}

func (g *dotNet) see(word uint64) {
	if g.width > 0 {
		word, _ = g.integer(word)
	}
	g.ring.see(word)
}

func (g *dotNet) parameters() []Parameter {
	return []Parameter{{"lags", "55 and 34"}, decimal("modulus", dotNetModulus), {"state", fmt.Sprintf("55 words, the oldest %d", g.word(0))}}
}
