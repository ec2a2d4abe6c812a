package stattests

import (
	"math/big"
	"math/rand/v2"
	"testing"
)

// TestWide compares with big integers.
func TestWide(t *testing.T) {
	r := rand.New(rand.NewChaCha8([32]byte{1}))
	modulus := new(big.Int).Lsh(big.NewInt(1), 128)
	for range 2000 {
		x, y := wide{r.Uint64(), r.Uint64()}, wide{r.Uint64(), r.Uint64()}
		n := r.IntN(129)
		for name, c := range map[string]struct {
			got  wide
			want func(z, x, y *big.Int) *big.Int
		}{
			"plus":    {x.plus(y), (*big.Int).Add},
			"minus":   {x.minus(y), (*big.Int).Sub},
			"times":   {x.times(y), (*big.Int).Mul},
			"left":    {x.left(n), func(z, x, _ *big.Int) *big.Int { return z.Lsh(x, uint(n)) }},
			"right":   {x.right(n), func(z, x, _ *big.Int) *big.Int { return z.Rsh(x, uint(n)) }},
			"lowest":  {x.lowest(n), func(z, x, _ *big.Int) *big.Int { return z.Rem(x, z.Lsh(big.NewInt(1), uint(n))) }},
			"inverse": {wide{y.hi, y.lo | 1}.inverse().times(wide{y.hi, y.lo | 1}), func(z, _, _ *big.Int) *big.Int { return z.SetInt64(1) }},
		} {
			want := c.want(new(big.Int), x.big(), y.big())
			if c.got.big().Cmp(want.Mod(want, modulus)) != 0 {
				t.Fatalf("%s of %v, %v, %d: %v, not %v", name, x, y, n, c.got, want)
			}
		}
		if got, want := x.below(y), x.big().Cmp(y.big()) < 0; got != want {
			t.Fatalf("%v below %v: %t", x, y, got)
		}
		if got := (wide{x.hi & 0xff, x.lo}).signed(72); x.hi&0x80 == 0 && got != (wide{x.hi & 0x7f, x.lo}) || x.hi&0x80 != 0 && got != (wide{x.hi | ^uint64(0x7f), x.lo}) {
			t.Fatalf("%v with its sign is %v", x, got)
		}
	}
}

func TestGCD128(t *testing.T) {
	r := rand.New(rand.NewChaCha8([32]byte{2}))
	join := func(hi, lo uint64) *big.Int {
		x := new(big.Int).SetUint64(hi)
		return x.Or(x.Lsh(x, 64), new(big.Int).SetUint64(lo))
	}
	for range 2000 {
		draw := func() uint64 { return r.Uint64() >> r.IntN(65) << r.IntN(65) }
		ah, al, bh, bl := draw(), draw(), draw(), draw()
		got := join(gcd128(ah, al, bh, bl))
		if want := new(big.Int).GCD(nil, nil, join(ah, al), join(bh, bl)); got.Cmp(want) != 0 {
			t.Fatalf("gcd(%d, %d) = %d, not %d", join(ah, al), join(bh, bl), got, want)
		}
	}
}

// TestUntemper tempers again.
func TestUntemper(t *testing.T) {
	r := rand.New(rand.NewChaCha8([32]byte{4}))
	for range 1000 {
		if x := r.Uint32(); untemper(temper(x)) != x {
			t.Fatalf("%08x", x)
		}
		if x := r.Uint64(); untemper64(temper64(x)) != x {
			t.Fatalf("%016x", x)
		}
	}
}
