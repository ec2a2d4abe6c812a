package stattests

import (
	"errors"
	"math"
	"math/bits"
	"math/rand/v2"
	"testing"
)

// TestHammingTuplesCount compares with a loop over parts.
func TestHammingTuplesCount(t *testing.T) {
	r := rand.New(rand.NewChaCha8([32]byte{9}))
	for _, c := range []struct{ k, part int }{
		{64, 8}, {32, 8}, {8, 8}, {16, 8}, {24, 8}, {64, 16}, {32, 16}, {64, 32}, {64, 64}, {64, 2}, {12, 12}, {12, 4}, {3, 3},
	} {
		h := counter(t, HammingTuples, 1<<(c.k&63)*uint64(1-c.k>>6), uint64(c.part)).(*hammingTuples)
		block := make([]uint64, h.Block())
		want := make([]uint64, h.Size())
		tuple, power := 0, 1
		for i := range block {
			block[i] = r.Uint64() >> (64 - c.k)
			switch i {
			case 0, 1, 2, 3, 4, 5, 6, 7:
				block[i] = 0
			case 8, 9, 10, 11, 12, 13, 14, 15:
				block[i] = math.MaxUint64 >> (64 - c.k)
			}
			for j := 0; j < c.k; j += c.part {
				part := block[i] >> j << (64 - c.part)
				tuple += power * int(h.class[bits.OnesCount64(part)])
				if power *= 3; power == tupleClasses {
					want[tuple]++
					tuple, power = 0, 1
				}
			}
		}
		if power != 1 {
			t.Fatalf("%+v: a tuple is cut off", c)
		}
		tally := NewTally(h)
		h.Count(&tally, block)
		for i := range want {
			if tally.Counts[i] != want[i] {
				t.Errorf("%+v: tuple %d: %d, want %d", c, i, tally.Counts[i], want[i])
				break
			}
		}
	}
}

// TestHammingTuplesLaw counts the parts of each class, and adds up all tuples.
func TestHammingTuplesLaw(t *testing.T) {
	for _, part := range []int{2, 3, 8, 16} {
		h := counter(t, HammingTuples, 1<<part).(*hammingTuples)
		if part == 16 {
			h = counter(t, HammingTuples, 1<<part, 16).(*hammingTuples)
		}
		var n [3]float64
		for x := range uint64(1) << part {
			n[h.class[bits.OnesCount64(x)]]++
		}
		for i := range n {
			if want := math.Ldexp(n[i], -part); h.p[i] != want {
				t.Errorf("parts of %d bits, class %d: %g, want %g", part, i, h.p[i], want)
			}
		}
	}
	for _, part := range []uint64{8, 16, 32, 64} {
		h := counter(t, HammingTuples, 0, part).(*hammingTuples)
		sum := 0.0
		for i := range tupleClasses {
			sum += h.law().probability(i)
		}
		if math.Abs(sum-1) > 1e-13 || h.p[0] != h.p[2] || h.p[1] < 0.19 || h.p[1] > 0.41 {
			t.Errorf("parts of %d bits: %v, and the tuples add to %.17g", part, h.p, sum)
		}
	}
	// 3 or fewer ones of 8: 1 + 8 + 28 + 56 of 256.
	if h := counter(t, HammingTuples, 0).(*hammingTuples); h.p != [3]float64{93. / 256, 70. / 256, 93. / 256} {
		t.Errorf("bytes: %v", h.p)
	}
}

func TestHammingTuplesArgs(t *testing.T) {
	for _, args := range [][]uint64{{1}, {65}, {8, 8}} {
		if _, err := HammingTuples.New(Law{}, args...); !errors.Is(err, ErrArgs) {
			t.Errorf("%v: %v", args, err)
		}
	}
	if _, err := HammingTuples.New(Law{}, 7); !errors.Is(err, ErrAlphabet) {
		t.Errorf("parts of 7 bits: %v", err)
	}
}
