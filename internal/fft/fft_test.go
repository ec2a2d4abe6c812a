package fft

import (
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/dsp/fourier"
)

func TestUnitRoot(t *testing.T) {
	for _, n := range []int{1, 2, 3, 4, 5, 7, 8, 64, 1000, 15625} {
		for k := range n {
			if got, want := unitRoot(k, n), cmplx.Exp(complex(0, -2*math.Pi*float64(k)/float64(n))); cmplx.Abs(got-want) > 3e-15 {
				t.Fatalf("%d/%d: %v, want %v", k, n, got, want)
			}
		}
	}
}

func TestComplexAgainstGonum(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{1, 2, 3, 4, 5, 6, 7, 8, 12, 31, 37, 60, 64, 97, 100, 121, 210, 625, 1000, 1009, 1023, 2 * 3 * 5 * 7 * 11, 4096, 8191} {
		x := make([]complex128, n)
		for i := range x {
			x[i] = complex(r.NormFloat64(), r.NormFloat64())
		}
		want := fourier.NewCmplxFFT(n).Coefficients(nil, x)
		NewComplex(n).Transform(x)
		for i := range x {
			if cmplx.Abs(x[i]-want[i]) > 1e-13*math.Sqrt(float64(n))*math.Log2(float64(n)+1) {
				t.Fatalf("length %d: result %d is %v, want %v", n, i, x[i], want[i])
			}
		}
	}
}

// TestSpectrumAgainstGonum compares the count at limits between all the sorted
// squares that gonum finds, where neighbours are far enough apart: so every one of
// them is checked, whatever their order.
func TestSpectrumAgainstGonum(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{2, 3, 10, 63, 64, 65, 100, 320, 1000, 1009, 1600, 1601, 4096, 8000, 40000, 1000000} {
		words := make([]uint64, (n+63)/64)
		for i := range words {
			words[i] = r.Uint64() | r.Uint64()&r.Uint64() // some more ones: frequency 0 is far out
		}
		x := make([]float64, n)
		for i := range x {
			x[i] = float64(words[i/64]>>(63-i%64)&1)*2 - 1
		}
		var squares []float64
		for _, z := range fourier.NewFFT(n).Coefficients(nil, x)[:n/2] {
			squares = append(squares, real(z)*real(z)+imag(z)*imag(z))
		}
		slices.Sort(squares)
		s := NewSpectrum(n)
		limits := 50
		if testing.Short() {
			limits = 5
		}
		step := max(1, len(squares)/limits)
		for i := 0; i <= len(squares); i += step {
			var limit float64
			switch {
			case i == 0:
				limit = squares[0] / 2
				if squares[0] < 1e-9 {
					continue
				}
			case i == len(squares):
				limit = squares[i-1]*1.01 + 1
			default:
				limit = (squares[i-1] + squares[i]) / 2
				if squares[i]-squares[i-1] < 1e-12*float64(n) {
					continue
				}
			}
			if got := s.CountBelow(words, limit); got != i {
				t.Fatalf("%d bits, limit %v: %d, want %d", n, limit, got, i)
			}
		}
		// Every result: the largest few and the smallest few one by one.
		for i := range min(len(squares), limits/2) {
			j := len(squares) - 1 - i
			if j == 0 || squares[j]-squares[j-1] < 1e-12*float64(n) {
				continue
			}
			if got := s.CountBelow(words, (squares[j]+squares[j-1])/2); got != j {
				t.Fatalf("%d bits, largest but %d: %d below, want %d", n, i, got, j)
			}
		}
	}
}

func TestMisuse(t *testing.T) {
	for name, f := range map[string]func(){
		"no length":     func() { NewComplex(0) },
		"one bit":       func() { NewSpectrum(1) },
		"other length":  func() { NewComplex(3).Transform(make([]complex128, 4)) },
		"too few words": func() { NewSpectrum(100).CountBelow(make([]uint64, 1), 1) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			f()
		})
	}
}

func BenchmarkSpectrum(b *testing.B) {
	for _, n := range []int{1000000, 1 << 20} {
		b.Run(fmt.Sprintf("bits=%d", n), func(b *testing.B) {
			r := rand.New(rand.NewPCG(1, 2))
			words := make([]uint64, (n+63)/64)
			for i := range words {
				words[i] = r.Uint64()
			}
			s := NewSpectrum(n)
			b.ReportAllocs()
			for b.Loop() {
				s.CountBelow(words, math.Log(20)*float64(n))
			}
		})
	}
}
