package stattests

import (
	"math"
	"slices"
	"testing"
)

// TestPermutationEnumerated compares the law with all tuples of small alphabets.
func TestPermutationEnumerated(t *testing.T) {
	for _, c := range []struct{ n, t uint64 }{{2, 2}, {2, 5}, {3, 4}, {5, 3}, {4, 5}, {7, 4}} {
		counter, err := newPermutation(Law{N: c.n}, c.t)
		if err != nil {
			t.Fatal(err)
		}
		p := counter.(*permutation)
		counts := make([]int, p.size)
		total := power64(c.n, p.t)
		x := make([]uint64, p.t)
		for i := range total {
			for j := range x {
				x[j] = i % c.n
				i /= c.n
			}
			counts[order(x)]++
		}
		for i, count := range counts {
			if got, want := p.probability(i), float64(count)/float64(total); math.Abs(got-want) > 1e-14 {
				t.Errorf("N = %d, t = %d, order %v: %g, want %g", c.n, c.t, p.ranks(i), got, want)
			}
		}
	}
}

// TestPermutationOrders: the number of an order leads back to it.
func TestPermutationOrders(t *testing.T) {
	counter, err := newPermutation(Law{}, 6)
	if err != nil {
		t.Fatal(err)
	}
	p := counter.(*permutation)
	for i := range p.size {
		x := make([]uint64, p.t)
		for place, rank := range p.ranks(i) {
			x[place] = uint64(rank)
		}
		if got := order(x); got != i {
			t.Fatalf("order %d is %v, whose number is %d", i, x, got)
		}
		if q := p.probability(i); math.Abs(q*720-1) > 1e-12 {
			t.Fatalf("order %v of 2^64 symbols: %g", x, q)
		}
	}
	if s := p.places(order([]uint64{30, 10, 20, 10, 50, 40})); !slices.Equal(s, []int{1, 3, 2, 0, 5, 4}) {
		t.Errorf("places %v", s)
	}
}
