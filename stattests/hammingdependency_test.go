package stattests

import (
	"errors"
	"math"
	"math/bits"
	"math/rand/v2"
	"testing"

	"github.com/randaudit/randaudit/internal/tails"
)

// TestExtremes: about half the words are extreme, and low ones mirror high ones.
func TestExtremes(t *testing.T) {
	for k := 2; k <= 64; k++ {
		class := extremes(k)
		row := weights(k)
		extreme, all := 0., 0.
		for w, n := range row {
			all += float64(n)
			if class[w] != 1 {
				extreme += float64(n)
			}
			if class[w] != 2-class[k-w] || w > 0 && class[w] < class[w-1] {
				t.Errorf("%d bits: the classes are not alike on both sides: %v", k, class)
			}
		}
		if math.Abs(all/math.Ldexp(1, k)-1) > 1e-15 {
			t.Errorf("%d bits: %g words", k, all)
		}
		if share := extreme / all; share < 0.25 || share > 0.75 || k >= 16 && math.Abs(share-0.5) > 0.15 {
			t.Errorf("%d bits: %g of the words are extreme", k, share)
		}
	}
	// As in the paper: 5 weights around 32, and 3 around 16.
	if c := extremes(64); c[29] != 0 || c[30] != 1 || c[34] != 1 || c[35] != 2 {
		t.Errorf("64 bits: %v", c)
	}
	if c := extremes(32); c[14] != 0 || c[15] != 1 || c[17] != 1 || c[18] != 2 {
		t.Errorf("32 bits: %v", c)
	}
}

// definition adds the products of a pattern of digits 0 (neither), 1 (w), 2 (e).
func definition(k int, digits []int, block []uint64) (sum, number int64) {
	class := extremes(k)
	for i := range len(block) - len(digits) + 1 {
		product := int64(1)
		for j, d := range digits {
			c := int64(class[bits.OnesCount64(block[i+j])]) - 1
			switch d {
			case 1:
				product *= c
			case 2:
				product *= 2*c*c - 1
			}
		}
		sum += product
		number += product * product
	}
	return sum, number
}

// TestHammingDependencyProducts compares the transforms of the counts with the
// products themselves.
func TestHammingDependencyProducts(t *testing.T) {
	r := rand.New(rand.NewChaCha8([32]byte{7}))
	for _, k := range []int{2, 3, 8, 64} {
		for _, words := range []uint64{2, 4} {
			h := counter(t, HammingDependency, 1<<(k&63)*uint64(1-k>>6), words).(*hammingDependency)
			block := make([]uint64, h.Block())
			for i := range block {
				block[i] = (r.Uint64() | r.Uint64()&0xffff) >> (64 - k)
			}
			tally := NewTally(h)
			h.Count(&tally, block)
			sum, number := h.products(tally.Counts)
			digits := make([]int, words)
			for pattern := range sum {
				for i, rest := len(digits)-1, pattern; i >= 0; i, rest = i-1, rest/3 {
					digits[i] = rest % 3
				}
				if s, n := definition(k, digits, block); s != sum[pattern] || n != number[pattern] {
					t.Errorf("%d bits: %v: %d of %d, want %d of %d", k, digits, sum[pattern], number[pattern], s, n)
				}
			}
		}
	}
}

// TestHammingDependencyLaw has every block of a few words: of those in which m
// products of a pattern are not 0, the sum is that of m fair signs, exactly.
func TestHammingDependencyLaw(t *testing.T) {
	for _, c := range []struct{ k, words, block int }{{2, 2, 7}, {2, 3, 7}, {3, 3, 5}, {4, 2, 4}} {
		h := counter(t, HammingDependency, 1<<c.k, uint64(c.words)).(*hammingDependency)
		h.block = c.block
		h.signs = h.signs[:c.block]
		law := make([]map[[2]int64]int64, h.size) // of (number, sum)
		for i := range law {
			law[i] = map[[2]int64]int64{}
		}
		block := make([]uint64, c.block)
		for code := range uint64(1) << (c.k * c.block) {
			for i := range block {
				block[i] = code >> (i * c.k) & (1<<c.k - 1)
			}
			tally := NewTally(h)
			h.Count(&tally, block)
			sum, number := h.products(tally.Counts)
			for i := range sum {
				law[i][[2]int64{number[i], sum[i]}]++
			}
		}
		for pattern := h.size / 3; pattern < h.size; pattern++ {
			if label := h.label(pattern); !containsSign(label) {
				continue
			}
			for key, n := range law[pattern] {
				m, ones := key[0], (key[0]+key[1])/2
				total := int64(0)
				for s := -m; s <= m; s += 2 {
					total += law[pattern][[2]int64{m, s}]
				}
				if want := choose(m, ones) * total; n<<m != want {
					t.Errorf("%+v, %s: %d of %d blocks of %d products have %d positive", c, h.label(pattern), n, total, m, ones)
				}
			}
		}
	}
}

func containsSign(label string) bool {
	for _, c := range label[len("positive"):] {
		if c == 'w' {
			return true
		}
	}
	return false
}

func choose(n, k int64) int64 {
	c := int64(1)
	for i := range k {
		c = c * (n - i) / (i + 1)
	}
	return c
}

// TestHammingDependencyFinds: the pattern that a source has is the one that is
// named, with its exact tail.
func TestHammingDependencyFinds(t *testing.T) {
	h := counter(t, HammingDependency, 0, 5).(*hammingDependency)
	r := rand.New(rand.NewChaCha8([32]byte{8}))
	tally := NewTally(h)
	block := make([]uint64, h.Block())
	for range 10 {
		for i := range block {
			block[i] = r.Uint64()
			if i >= 3 && i%4 == 3 {
				block[i] = ^block[i-3]
			}
		}
		h.Count(&tally, block)
	}
	results := h.Judge(tally, 1e-9)
	pair := results[1]
	if pair.Name != "pair" || pair.Effect.Category != "positive w1 w4" || pair.Effect.Deviation > -0.2 {
		t.Errorf("%+v", pair)
	}
	sum, number := h.products(tally.Counts)
	pattern := 81 + 3
	ones := uint64((number[pattern] + sum[pattern]) / 2)
	lower, _ := tails.Binomial(ones, uint64(number[pattern]), 0.5)
	// Pairs: w or e, twice, but not e e, at four distances.
	if want := lower + math.Log(2*3*4); math.Abs(pair.LogP()-want) > 1e-9 {
		t.Errorf("ln p = %g, want %g", pair.LogP(), want)
	}
	for _, i := range []int{0, 2, 3} {
		if results[i].LogP() < math.Log(1e-6) {
			t.Errorf("%s: ln p = %g", results[i].Name, results[i].LogP())
		}
	}
}

// TestHammingDependencyMiddle: words that all have k/2 ones say nothing.
func TestHammingDependencyMiddle(t *testing.T) {
	h := counter(t, HammingDependency, 256).(*hammingDependency)
	tally := NewTally(h)
	block := make([]uint64, h.Block())
	for i := range block {
		block[i] = 0x55
	}
	h.Count(&tally, block)
	for _, r := range h.Judge(tally, 1e-9) {
		if !r.Judged() || r.LogP() != 0 {
			t.Errorf("%s: ln p = %g, warnings %v", r.Name, r.LogP(), r.Warnings)
		}
	}
}

func TestHammingDependencyArgs(t *testing.T) {
	for _, args := range [][]uint64{{1}, {11}, {2, 3}} {
		if _, err := HammingDependency.New(Law{}, args...); !errors.Is(err, ErrArgs) {
			t.Errorf("%v: %v", args, err)
		}
	}
	if h := counter(t, HammingDependency, 16, 2); len(h.Judge(NewTally(h), 1e-9)) != 2 {
		t.Error("two words have no more than pairs")
	}
}
