package stattests

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestMultiplyCarry plants generators of all kinds, computed by big integers, and asks
// for their multipliers, lags and all of their hits.
func TestMultiplyCarry(t *testing.T) {
	for _, width := range []int{12, 24, 32, 53, 64} {
		for _, lag := range []int{1, 2, 255, 4096} {
			for kind := range 4 {
				r := rand.New(rand.NewChaCha8([32]byte{byte(width), byte(lag), byte(kind)}))
				for _, small := range []int{1, width / 4} { // bits that the multiplier lacks
					g := carryGenerator{r.Uint64()>>(64-width+small) | 1<<(width-small-1), lag, kind&1 > 0, kind&2 > 0}
					t.Run(fmt.Sprintf("%d bits/%v, kind %d", width, g, kind), func(t *testing.T) {
						c := counter(t, MultiplyCarry, 1<<width).(*carryCounter)
						const ahead = 10
						words := multiplyWithCarry(g, width, 3*c.Block()+ahead, r)
						told := words[3*c.Block():]
						words = words[:3*c.Block()]
						tally := NewTally(c)
						for i := 0; i < len(words); i += c.Block() {
							c.Count(&tally, words[i:][:c.Block()])
						}
						got := c.Judge(tally, 1e-9)[0]
						if got.Stat < 2*carryHeldOut { // a block in a hundred has no good sum
							t.Errorf("%g of %d words hit: %s", got.Stat, 2*carryHeldOut, got.Effect.Category)
						}
						if want := fmt.Sprintf("a word that %v modulo 2^%d%s gives", g, width, [...]string{"", "-1"}[kind&1]); got.Effect.Category != want {
							t.Errorf("%q, not %q", got.Effect.Category, want)
						}
						if f, ok := c.Forecast(words[2*c.Block():], ahead); !ok || !slices.Equal(f.Next, told) {
							t.Errorf("%v come next, not %v: %t", told, f, ok)
						}
					})
				}
			}
		}
	}
}

// multiplyWithCarry gives n words of a generator.
func multiplyWithCarry(g carryGenerator, width, n int, r *rand.Rand) []uint64 {
	base := new(big.Int).Lsh(big.NewInt(1), uint(width))
	if g.less {
		base.Sub(base, big.NewInt(1))
	}
	a := new(big.Int).SetUint64(g.multiplier)
	carry, x, t := big.NewInt(1), new(big.Int), new(big.Int)
	words := make([]uint64, n)
	for i := range words {
		if i < g.lag {
			words[i] = r.Uint64() >> (64 - width)
			continue
		}
		t.Mul(a, x.SetUint64(words[i-g.lag]))
		carry.DivMod(t.Add(t, carry), base, x)
		words[i] = x.Uint64()
		if g.complemented {
			words[i] = base.Uint64() - 1 - words[i]
		}
	}
	return words
}
