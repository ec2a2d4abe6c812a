package gf2

import (
	"math/bits"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

func TestTranspose(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var m, want [64]uint64
	for i := range m {
		m[i] = r.Uint64()
		for j := range want {
			want[j] |= m[i] >> j & 1 << i
		}
	}
	if Transpose(&m); m != want {
		t.Error("not transposed")
	}
}

// TestSliced holds 64 sequences at once to one sequence at a time, for random
// ones, sparse ones and short registers beside each other.
func TestSliced(t *testing.T) {
	var z Sliced // kept, so that what one call leaves behind would show in the next
	var one Synthesizer
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 600).Draw(t, "n")
		seed := rapid.Uint64().Draw(t, "seed")
		r := rand.New(rand.NewPCG(seed, 0))
		s := make([]uint64, n)
		period := rapid.IntRange(1, 40).Draw(t, "period")
		periodic, sparse := r.Uint64()&r.Uint64(), r.Uint64()&r.Uint64()
		for i := range s {
			s[i] = r.Uint64()
			if r.IntN(50) != 0 {
				s[i] &^= sparse
			}
			if i >= period {
				s[i] = s[i]&^periodic | s[i-period]&periodic
			}
		}
		var got [64]int
		z.LinearComplexities(&got, s)
		lane := make([]uint64, (n+63)/64)
		for l := range got {
			clear(lane)
			for i, w := range s {
				lane[i/64] |= w >> l & 1 << (i % 64)
			}
			if want := one.LinearComplexity(lane, n); got[l] != want {
				t.Fatalf("sequence %d of %d bits: %d, want %d", l, n, got[l], want)
			}
		}
	})
}

func naiveRank(rows []uint32) (rank int) {
	for bit := range 32 {
		for i := rank; i < len(rows); i++ {
			if rows[i]>>bit&1 == 0 {
				continue
			}
			rows[i], rows[rank] = rows[rank], rows[i]
			for j := range rows {
				if j != rank && rows[j]>>bit&1 == 1 {
					rows[j] ^= rows[rank]
				}
			}
			rank++
			break
		}
	}
	return rank
}

func TestRank32(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	seen := map[int]int{}
	for trial := range 3000 {
		rows := make([]uint32, 32)
		for i := range rows {
			rows[i] = r.Uint32()
			if trial%3 == 1 {
				rows[i] &= 1<<(trial%32) - 1
			}
			if k := r.IntN(32); trial%3 == 2 && i > k {
				rows[i] = rows[k]
			}
		}
		var m [16]uint64
		for i := range m {
			m[i] = uint64(rows[2*i])<<32 | uint64(rows[2*i+1])
		}
		want := naiveRank(rows)
		if got := Rank32(&m); got != want {
			t.Fatalf("rank %d, want %d", got, want)
		}
		seen[want]++
	}
	if len(seen) < 20 {
		t.Errorf("only ranks %v were tried", seen)
	}
}

func BenchmarkSliced(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	s := make([]uint64, 500)
	for i := range s {
		s[i] = r.Uint64()
	}
	var z Sliced
	var lengths [64]int
	b.SetBytes(64 * 500 / 8)
	for b.Loop() {
		z.LinearComplexities(&lengths, s)
	}
}

func BenchmarkRank32(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	var m [16]uint64
	for i := range m {
		m[i] = r.Uint64()
	}
	sum := 0
	for b.Loop() {
		n := m
		sum += Rank32(&n)
	}
	_ = bits.Len(uint(sum))
}
