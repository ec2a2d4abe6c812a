package gf2

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// slowly multiplies polynomials bit by bit.
func slowly(a, b []uint64) []uint64 {
	product := make([]uint64, len(a)+len(b)+1)
	for i := range 64 * len(b) {
		if b[i/64]>>(i%64)&1 == 1 {
			addShifted(product[i/64:], a, uint(i%64))
		}
	}
	return product[:len(a)+len(b)]
}

func TestMultiply(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	random := func(n int) []uint64 {
		p := make([]uint64, n)
		for i := range p {
			switch p[i] = r.Uint64(); r.IntN(8) {
			case 0:
				p[i] = 0
			case 1:
				p[i] = ^uint64(0)
			}
		}
		return p
	}
	for range 2000 {
		a, b := random(r.IntN(40)), random(r.IntN(40))
		got := random(len(a) + len(b))
		multiply(got, a, b, random(2*len(got)+64))
		if want := slowly(a, b); !slices.Equal(got, want) {
			t.Fatalf("%x times %x: %x, want %x", a, b, got, want)
		}
	}
}

func BenchmarkMultiply(b *testing.B) {
	for _, n := range []int{1, 2, 3, 4, 6, 8, 64, 1024, 4096} {
		b.Run(fmt.Sprintf("words=%d", n), func(b *testing.B) {
			r := rand.New(rand.NewPCG(1, 2))
			x, y, dst, scratch := make([]uint64, n), make([]uint64, n), make([]uint64, 2*n), make([]uint64, 4*n+64)
			for i := range x {
				x[i], y[i] = r.Uint64(), r.Uint64()
			}
			for b.Loop() {
				multiply(dst, x, y, scratch)
			}
		})
	}
}
