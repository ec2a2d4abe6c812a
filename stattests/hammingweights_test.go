package stattests

import (
	"errors"
	"math"
	"math/bits"
	"math/rand/v2"
	"testing"
)

// TestWeightRows compares with words that are enumerated, and with the law of 64
// bits at its ends and in its middle.
func TestWeightRows(t *testing.T) {
	for _, k := range []int{1, 2, 7, 16} {
		want := make([]uint64, k+1)
		for x := range uint64(1) << k {
			want[bits.OnesCount64(x)]++
		}
		for w, n := range weights(k) {
			if n != want[w] {
				t.Errorf("%d bits: %d words of weight %d, want %d", k, n, w, want[w])
			}
		}
	}
	row := weights(64)
	if row[0] != 1 || row[1] != 64 || row[32] != 1832624140942590534 || row[64] != 1 {
		t.Errorf("64 bits: %v", row)
	}
}

// TestHammingWeightsCount compares with a loop.
func TestHammingWeightsCount(t *testing.T) {
	r := rand.New(rand.NewChaCha8([32]byte{11}))
	h := counter(t, HammingWeights, 0)
	tally := NewTally(h)
	block := make([]uint64, h.Block())
	want := make([]uint64, 65)
	for range 3 {
		for i := range block {
			block[i] = r.Uint64() << (i % 65)
			want[bits.OnesCount64(block[i])]++
		}
		h.Count(&tally, block)
	}
	for w := range want {
		if tally.Counts[w] != want[w] {
			t.Errorf("weight %d: %d, want %d", w, tally.Counts[w], want[w])
		}
	}
}

// TestHammingPairsClasses: the classes are alike on both sides, none is rare, and
// their probabilities are those of the words in them.
func TestHammingPairsClasses(t *testing.T) {
	for k := 2; k <= 64; k++ {
		h := counter(t, HammingPairs, 1<<(k&63)*uint64(1-k>>6)).(*hammingPairs)
		m := len(h.p)
		row := weights(k)
		p := make([]float64, m)
		for w, n := range row {
			i := int(h.class[w])
			p[i] += math.Ldexp(float64(n), -k)
			if int(h.class[k-w]) != m-1-i || w < h.first[i] || w >= h.first[i+1] {
				t.Errorf("%d bits: weight %d is in class %d of %d", k, w, i, m)
			}
		}
		for i := range p {
			if math.Abs(p[i]-h.p[i]) > 1e-15 || h.p[i] != h.p[m-1-i] || p[i] < leastWeight {
				t.Errorf("%d bits: class %d has probability %g, want %g", k, i, h.p[i], p[i])
			}
		}
		if m < 3 || k > 20 && (m < 9 || m > 17) {
			t.Errorf("%d bits: %d classes", k, m)
		}
	}
}

// TestHammingPairsCount: each word has one partner, at the lag.
func TestHammingPairsCount(t *testing.T) {
	r := rand.New(rand.NewChaCha8([32]byte{12}))
	for _, lag := range []uint64{1, 2, 3, 64, 1024} {
		h := counter(t, HammingPairs, 0, lag).(*hammingPairs)
		if h.Block() < 1024 || h.Block() > 2048+1024 {
			t.Errorf("lag %d: blocks of %d", lag, h.Block())
		}
		block := make([]uint64, h.Block())
		for i := range block {
			block[i] = r.Uint64()
		}
		want := make([]uint64, h.Size())
		paired := make([]bool, len(block))
		for i := range block {
			if j := i + int(lag); !paired[i] {
				paired[i], paired[j] = true, true
				want[int(h.class[bits.OnesCount64(block[i])])*len(h.p)+int(h.class[bits.OnesCount64(block[j])])]++
			}
		}
		tally := NewTally(h)
		h.Count(&tally, block)
		for i := range want {
			if tally.Counts[i] != want[i] {
				t.Fatalf("lag %d: pair %d: %d, want %d", lag, i, tally.Counts[i], want[i])
			}
		}
	}
	for _, args := range [][]uint64{{0}, {1025}, {1, 1}} {
		if _, err := HammingPairs.New(Law{}, args...); !errors.Is(err, ErrArgs) {
			t.Errorf("%v: %v", args, err)
		}
	}
}
