package gf2

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// plainRank is the rank by elimination, row by row.
func plainRank(n int, matrix []uint64) (rank int) {
	width := n / 64
	rows := make([][]uint64, n)
	for i := range rows {
		rows[i] = append([]uint64(nil), matrix[i*width:(i+1)*width]...)
	}
	for column := range n {
		bit := func(row []uint64) bool { return row[column/64]>>(column%64)&1 == 1 }
		for i := rank; i < n; i++ {
			if !bit(rows[i]) {
				continue
			}
			rows[i], rows[rank] = rows[rank], rows[i]
			for _, row := range rows[rank+1:] {
				if bit(row) {
					add(row, rows[rank])
				}
			}
			rank++
			break
		}
	}
	return rank
}

// TestRank compares with elimination row by row: matrices of fair bits, and those
// whose rows or columns depend on each other.
func TestRank(t *testing.T) {
	r := rand.New(rand.NewChaCha8([32]byte{1}))
	for _, n := range []int{64, 128, 192, 256, 320} {
		z := NewRanker(n)
		width := n / 64
		matrix := make([]uint64, n*width)
		for trial := range 60 {
			for i := range matrix {
				matrix[i] = r.Uint64()
				if trial%6 == 4 {
					matrix[i] &= r.Uint64() & r.Uint64() & r.Uint64() // few ones
				}
			}
			switch trial % 6 {
			case 1: // rows from a space of few dimensions
				few := 1 + r.IntN(n)
				for i := few; i < n; i++ {
					row := matrix[i*width : (i+1)*width]
					clear(row)
					for range 5 {
						j := r.IntN(few)
						add(row, matrix[j*width:(j+1)*width])
					}
				}
			case 2: // columns that are empty
				mask := r.Uint64()
				for i := range matrix {
					matrix[i] &= mask
				}
			case 3: // zeros at the start of rows, and rows of zeros
				for i := range n {
					clear(matrix[i*width : i*width+r.IntN(width+1)])
				}
			}
			given := fmt.Sprint(matrix)
			if got, want := z.Rank(matrix), plainRank(n, matrix); got != want {
				t.Fatalf("n = %d, trial %d: rank %d, want %d", n, trial, got, want)
			}
			if fmt.Sprint(matrix) != given {
				t.Fatal("Rank changes the matrix")
			}
		}
	}
	zero := make([]uint64, 64)
	if got := NewRanker(64).Rank(zero); got != 0 {
		t.Errorf("zeros: rank %d", got)
	}
	for i := range zero {
		zero[i] = 1 << (63 - i)
	}
	if got := NewRanker(64).Rank(zero); got != 64 {
		t.Errorf("a permutation: rank %d", got)
	}
}

func BenchmarkRank(b *testing.B) {
	for _, n := range []int{64, 128, 256, 512, 1024} {
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			r := rand.New(rand.NewChaCha8([32]byte{1}))
			matrix := make([]uint64, n*n/64)
			for i := range matrix {
				matrix[i] = r.Uint64()
			}
			z := NewRanker(n)
			b.SetBytes(int64(n * n / 8))
			b.ReportAllocs()
			for b.Loop() {
				z.Rank(matrix)
			}
		})
	}
}
