package secrets

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
)

// everything draws with each method once and returns what it drew up to the
// first error.
func everything(s *SystemRandom) (drawn []string, err error) {
	letters := strings.Split("abcdefghijklmnop", "")
	numbers := make([]uint64, 9)
	for _, draw := range []func() (any, error){
		func() (any, error) { return s.GetRandBits(37) },
		func() (any, error) { return s.BigRandBits(300) },
		func() (any, error) { return s.Random() },
		func() (any, error) { return s.RandBytes(21) },
		func() (any, error) { return s.TokenHex(21) },
		func() (any, error) { return s.TokenURLSafe(21) },
		func() (any, error) { return s.UUID4() },
		func() (any, error) { return s.RandBelow(1 << 40) },
		func() (any, error) { return s.BigRandBelow(googol) },
		func() (any, error) { return s.RandRange(-1e18, 1e18, 7) },
		func() (any, error) { return s.RandInt(math.MinInt64, math.MaxInt64) },
		func() (any, error) { return ChoiceFrom(s, letters) },
		func() (any, error) { return ChoicesFrom(s, letters, nil, 9) },
		func() (any, error) { return SampleFrom(s, letters, 9) },
		func() (any, error) { return numbers, s.SampleRange(numbers, 1<<50) },
		func() (any, error) { shuffled := slices.Clone(letters); return shuffled, ShuffleFrom(s, shuffled) },
		func() (any, error) { return s.Uniform(0, 1) },
		func() (any, error) { return s.Gauss(0, 1) },
		func() (any, error) { return s.Gauss(0, 1) },
		func() (any, error) { return s.NormalVariate(0, 1) },
		func() (any, error) { return s.GammaVariate(0.5, 1) },
		func() (any, error) { return s.GammaVariate(5, 1) },
		func() (any, error) { return s.BetaVariate(2, 3) },
		func() (any, error) { return s.VonMisesVariate(1, 2) },
		func() (any, error) { return s.BinomialVariate(1000, 0.6) },
		func() (any, error) { return s.ExpoVariate(1) },
	} {
		v, err := draw()
		if err != nil {
			return drawn, err
		}
		drawn = append(drawn, fmt.Sprint(v))
	}
	return drawn, nil
}

// TestBrokenReaders holds that readers may give as few bytes at a time as they
// like, and that of one that breaks or ends nothing is drawn but what was drawn
// before.
func TestBrokenReaders(t *testing.T) {
	data := splitmix64(3, 1<<13)
	whole := bytes.NewReader(data)
	want, err := everything(New(whole))
	if err != nil {
		t.Fatal(err)
	}
	used := len(data) - whole.Len()
	for name, r := range map[string]io.Reader{
		"one byte at a time": iotest.OneByteReader(bytes.NewReader(data)),
		"half of them":       iotest.HalfReader(bytes.NewReader(data)),
		"the end with bytes": iotest.DataErrReader(bytes.NewReader(data[:used])),
	} {
		if got, err := everything(New(r)); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v, or other values", name, err)
		}
	}
	broken := errors.New("broken")
	complete := 0
	for n := range used {
		for _, end := range []error{io.EOF, broken} {
			r := io.MultiReader(bytes.NewReader(data[:n]), iotest.ErrReader(end))
			got, err := everything(New(r))
			if len(got) >= len(want) || !slices.Equal(got, want[:len(got)]) || len(got) < complete {
				t.Fatalf("of %d bytes and %v: other values, or not as many as of fewer bytes", n, end)
			}
			complete = len(got)
			switch {
			case end == broken && err != broken:
				t.Errorf("of %d bytes, then an error: %v", n, err)
			case end == io.EOF && err != io.EOF && err != io.ErrUnexpectedEOF:
				t.Errorf("of %d bytes: %v", n, err)
			}
		}
	}
}

func FuzzReaders(f *testing.F) {
	f.Add(splitmix64(1, 600), uint(1))
	f.Add([]byte{}, uint(7))
	f.Add(bytes.Repeat([]byte{0xff}, 100), uint(3))
	f.Add(make([]byte, 700), uint(3))
	f.Fuzz(func(t *testing.T, data []byte, size uint) {
		want, wantErr := everything(New(bytes.NewReader(data)))
		got, err := everything(New(chunks{bytes.NewReader(data), int(size%9) + 1}))
		if !slices.Equal(got, want) || (err == nil) != (wantErr == nil) {
			t.Errorf("in chunks: %v, %v, want %v, %v", got, err, want, wantErr)
		}
	})
}

// chunks gives at most so many bytes at a time, and sometimes none.
type chunks struct {
	r *bytes.Reader
	n int
}

func (c chunks) Read(p []byte) (int, error) {
	if c.r.Len()%5 == 4 && c.n > 1 {
		c.n = 1
	}
	return c.r.Read(p[:min(c.n, len(p))])
}

// TestExactlyFair counts what every possible byte, or every pair of them, makes:
// all values come equally often.
func TestExactlyFair(t *testing.T) {
	for _, n := range []uint64{1, 2, 3, 6, 10, 100, 127, 128, 129, 255, 256, 300, 1000, 4096, 32767, 40000} {
		bits := 0
		for n>>bits > 0 {
			bits++
		}
		count := make([]int, n)
		rejected := 0
		size := (bits + 7) / 8
		for i := range 1 << (8 * size) {
			b := []byte{byte(i >> 8), byte(i)}[2-size:]
			r, err := New(bytes.NewReader(b)).RandBelow(n)
			if err == io.EOF { // rejected, and nothing left
				rejected++
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			count[r]++
		}
		each := 1 << (8*size - bits)
		for r, c := range count {
			if c != each {
				t.Fatalf("RandBelow(%d) is %d for %d of the inputs, want %d", n, r, c, each)
			}
		}
		if want := 1<<(8*size) - each*int(n); rejected != want {
			t.Errorf("RandBelow(%d) rejects %d inputs, want %d", n, rejected, want)
		}
	}
}

// TestTryBelow holds RandBelow to be TryBelow again and again until it is ok: the
// same values from the same bytes.
func TestTryBelow(t *testing.T) {
	stream := rand.NewChaCha8([32]byte{7})
	for _, n := range []uint64{1, 2, 6, 10, 255, 256, 257, 1 << 16, 1<<32 + 1, 1<<63 + 1, 1<<64 - 1} {
		b := make([]byte, 1000)
		stream.Read(b)
		whole, tries := bytes.NewReader(b), bytes.NewReader(b)
		for range 20 {
			want, err := New(whole).RandBelow(n)
			if err != nil {
				t.Fatal(err)
			}
			v, ok, err := New(tries).TryBelow(n)
			for !ok && err == nil {
				if v < n {
					t.Fatalf("TryBelow(%d) rejects %d", n, v)
				}
				v, ok, err = New(tries).TryBelow(n)
			}
			if v != want || err != nil || tries.Len() != whole.Len() {
				t.Fatalf("TryBelow(%d) until ok is %d, %v, with %d bytes left; RandBelow is %d, with %d", n, v, err, tries.Len(), want, whole.Len())
			}
		}
	}
	if _, ok, err := New(bytes.NewReader(nil)).TryBelow(0); ok || err == nil {
		t.Error("TryBelow(0) is no error")
	}
}

// TestConcurrent draws from crypto/rand in many goroutines at once, by functions,
// by one SystemRandom and by copies of it. Nothing comes twice: of values of 122
// bits or more that has a probability below 1e-29, of floats of the normal
// distribution below 1e-9.
func TestConcurrent(t *testing.T) {
	const goroutines, each = 8, 50
	shared := New(nil)
	var mutex sync.Mutex
	seen := map[string]bool{}
	var group sync.WaitGroup
	for range goroutines {
		group.Go(func() {
			clone := *shared
			for range each {
				var values []string
				values = append(values, TokenHex(16), TokenURLSafe(16), UUID4().String(), BigRandBits(128).String())
				for _, s := range []*SystemRandom{shared, &clone} {
					u, err := s.UUID4()
					if err != nil {
						t.Error(err)
					}
					z1, _ := s.Gauss(0, 1)
					z2, _ := s.Gauss(0, 1)
					values = append(values, u.String(), fmt.Sprint(z1), fmt.Sprint(z2))
				}
				mutex.Lock()
				for _, v := range values {
					if seen[v] {
						t.Errorf("%s came twice", v)
					}
					seen[v] = true
				}
				mutex.Unlock()
			}
		})
	}
	group.Wait()
}

// TestClone holds that copies of a SystemRandom over a reader go on from where
// the other is: the second number of Gauss's pair comes once.
func TestClone(t *testing.T) {
	s := New(bytes.NewReader(splitmix64(1, 100)))
	first, _ := s.Gauss(0, 1)
	clone := *s
	second, _ := clone.Gauss(0, 1)
	third, _ := s.Gauss(0, 1)
	if first == second || second == third || first == third {
		t.Errorf("%v, %v and %v are not three numbers", first, second, third)
	}
}

// TestFork starts this program twice more: processes have values of their own,
// at the same moment too. (A Go program cannot fork without starting another,
// so that none of its memory is ever in two processes.)
func TestFork(t *testing.T) {
	const child = "SECRETS_TEST_CHILD"
	if os.Getenv(child) != "" {
		fmt.Println("token", TokenHex(16))
		fmt.Println("token", UUID4())
		return
	}
	seen := map[string]bool{TokenHex(16): true}
	for range 2 {
		command := exec.Command(os.Args[0], "-test.run=^TestFork$")
		command.Env = append(os.Environ(), child+"=1")
		output, err := command.Output()
		if err != nil {
			t.Skipf("this program cannot start itself here: %v", err)
		}
		tokens := 0
		for line := range strings.Lines(string(output)) {
			if !strings.HasPrefix(line, "token ") {
				continue
			}
			tokens++
			if seen[line] {
				t.Errorf("%s came twice", line)
			}
			seen[line] = true
		}
		if tokens != 2 {
			t.Errorf("the child gave %d tokens:\n%s", tokens, output)
		}
	}
}

// TestZeroes holds the draws for which Random is 0 or a run of zeros, as
// CPython's own tests do: each ends, and is what it should be.
func TestZeroes(t *testing.T) {
	zeros := func() *SystemRandom {
		return New(io.MultiReader(bytes.NewReader(make([]byte, 700)), bytes.NewReader(splitmix64(5, 1<<12))))
	}
	if x, err := zeros().ExpoVariate(1); err != nil || x != 0 || !math.Signbit(x) {
		t.Errorf("ExpoVariate of 0 is %v, %v, want -0", x, err)
	}
	for _, n := range []int64{10, 1000} {
		if k, err := zeros().BinomialVariate(n, 0.5); err != nil || k < 0 || k > n {
			t.Errorf("BinomialVariate(%d, 0.5) of zeros and more is %d, %v", n, k, err)
		}
	}
	for name, draw := range map[string]func(s *SystemRandom) (float64, error){
		"Uniform":         func(s *SystemRandom) (float64, error) { return s.Uniform(1, 10) },
		"Triangular":      func(s *SystemRandom) (float64, error) { return s.Triangular(0, 1, 1.0/3) },
		"NormalVariate":   func(s *SystemRandom) (float64, error) { return s.NormalVariate(0, 1) },
		"Gauss":           func(s *SystemRandom) (float64, error) { return s.Gauss(0, 1) },
		"LogNormVariate":  func(s *SystemRandom) (float64, error) { return s.LogNormVariate(0, 1) },
		"VonMisesVariate": func(s *SystemRandom) (float64, error) { return s.VonMisesVariate(0, 1) },
		"Gamma of 0.2":    func(s *SystemRandom) (float64, error) { return s.GammaVariate(0.2, 1) },
		"Gamma of 1":      func(s *SystemRandom) (float64, error) { return s.GammaVariate(1, 1) },
		"Gamma of 20":     func(s *SystemRandom) (float64, error) { return s.GammaVariate(20, 1) },
		"BetaVariate":     func(s *SystemRandom) (float64, error) { return s.BetaVariate(3, 3) },
		"ParetoVariate":   func(s *SystemRandom) (float64, error) { return s.ParetoVariate(1) },
		"WeibullVariate":  func(s *SystemRandom) (float64, error) { return s.WeibullVariate(1, 3) },
	} {
		if x, err := draw(zeros()); err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
			t.Errorf("%s of zeros is %v, %v", name, x, err)
		}
	}
	// kappa beyond 2^52 leaves r = 1, and z = -1 would divide by 0.
	if x, err := zeros().VonMisesVariate(2, 1e100); err != nil || x != 2 {
		t.Errorf("VonMisesVariate(2, 1e100) is %v, %v, want 2", x, err)
	}
}

// TestOverflow holds the errors that depend on what was drawn.
func TestOverflow(t *testing.T) {
	ones := func() *SystemRandom { return New(bytes.NewReader(bytes.Repeat([]byte{0xff}, 100))) }
	if x, err := ones().ParetoVariate(0.01); err == nil {
		t.Errorf("ParetoVariate(0.01) = %v, want an error", x)
	}
	if x, err := ones().WeibullVariate(1, 0.001); err == nil {
		t.Errorf("WeibullVariate(1, 0.001) = %v, want an error", x)
	}
	if x, err := New(bytes.NewReader(make([]byte, 7))).WeibullVariate(1, -1); err == nil {
		t.Errorf("WeibullVariate(1, -1) of 0 = %v, want an error", x)
	}
	if _, err := SampleCountsFrom(New(nil), []int{1, 2, 3}, []int{math.MaxInt, math.MaxInt, math.MaxInt}, 1); err == nil && math.MaxInt > math.MaxInt32 {
		t.Error("the sum of counts overflows without an error")
	}
}

// TestChoicesRange holds that rounding never makes n itself, with the largest
// float that Random gives.
func TestChoicesRange(t *testing.T) {
	ones := bytes.Repeat([]byte{0xff}, 7)
	check := func(n uint64) {
		var dst [1]uint64
		if err := New(bytes.NewReader(ones)).ChoicesRange(dst[:], n); err != nil || dst[0] >= n {
			t.Errorf("ChoicesRange below %d = %d, %v", n, dst[0], err)
		}
	}
	for k := range 64 {
		for d := range uint64(500) {
			check(1<<k + d)
			if d < 1<<k {
				check(1<<k - d)
			}
		}
	}
	for d := range uint64(500) {
		check(math.MaxUint64 - d)
	}
}

// TestMoments compares the means of 4000 draws of each distribution with the
// exact ones, within 7 standard deviations of the mean: a false alarm has a
// probability below 1e-10. The draws are the same each time.
func TestMoments(t *testing.T) {
	const draws = 4000
	s := New(bytes.NewReader(splitmix64(11, 1<<21)))
	for _, d := range []struct {
		name           string
		mean, variance float64
		draw           func() (float64, error)
	}{
		{"Random", 0.5, 1.0 / 12, s.Random},
		{"Uniform", 3, 4.0 / 3, func() (float64, error) { return s.Uniform(1, 5) }},
		{"Triangular", 4.0 / 3, 7.0 / 18, func() (float64, error) { return s.Triangular(0, 3, 1) }},
		{"NormalVariate", 10, 4, func() (float64, error) { return s.NormalVariate(10, 2) }},
		{"Gauss", 10, 4, func() (float64, error) { return s.Gauss(10, 2) }},
		{"LogNormVariate", math.Exp(0.125), math.Exp(0.25) * (math.Exp(0.25) - 1), func() (float64, error) { return s.LogNormVariate(0, 0.5) }},
		{"ExpoVariate", 0.5, 0.25, func() (float64, error) { return s.ExpoVariate(2) }},
		{"GammaVariate above 1", 6, 12, func() (float64, error) { return s.GammaVariate(3, 2) }},
		{"GammaVariate below 1", 0.6, 1.2, func() (float64, error) { return s.GammaVariate(0.3, 2) }},
		{"BetaVariate", 0.4, 0.04, func() (float64, error) { return s.BetaVariate(2, 3) }},
		{"ParetoVariate", 1.25, 5.0 / 48, func() (float64, error) { return s.ParetoVariate(5) }},
		{"WeibullVariate", math.Gamma(1.5), 1 - math.Gamma(1.5)*math.Gamma(1.5), func() (float64, error) { return s.WeibullVariate(1, 2) }},
		{"VonMisesVariate", math.Pi, 1.6131, func() (float64, error) { return s.VonMisesVariate(math.Pi, 1) }},
		{"BinomialVariate of few", 6, 4.2, func() (float64, error) { k, err := s.BinomialVariate(20, 0.3); return float64(k), err }},
		{"BinomialVariate of many", 140, 42, func() (float64, error) { k, err := s.BinomialVariate(200, 0.7); return float64(k), err }},
	} {
		sum := 0.0
		for range draws {
			x, err := d.draw()
			if err != nil {
				t.Fatal(d.name, err)
			}
			sum += x
		}
		if z := (sum/draws - d.mean) / math.Sqrt(d.variance/draws); math.Abs(z) > 7 {
			t.Errorf("%s has the mean %v, %.1f standard deviations from %v", d.name, sum/draws, z, d.mean)
		}
	}
}

// constant is a Generator that makes the same byte again and again.
type constant byte

func (c constant) GetRandBits(k int) uint64   { return uint64(c) * 0x0101010101010101 >> (64 - k) }
func (c constant) BigRandBits(k int) *big.Int { return new(big.Int).Lsh(big.NewInt(1), uint(k-1)) }
func (c constant) RandBytes(n int) []byte     { return bytes.Repeat([]byte{byte(c)}, n) }
func (c constant) Random() float64            { return float64(c) / 256 }

// TestGenerator holds that with a Generator all comes from it, and that it is
// called with arguments in range.
func TestGenerator(t *testing.T) {
	s := NewFrom(constant(0x40))
	for want, draw := range map[string]func() (any, error){
		"0":                                    func() (any, error) { return s.GetRandBits(0) },
		"4":                                    func() (any, error) { return s.GetRandBits(4) },
		"8":                                    func() (any, error) { return s.BigRandBits(5) },
		"18446744073709551616":                 func() (any, error) { return s.BigRandBits(65) },
		"0.25":                                 func() (any, error) { return s.Random() },
		"[64 64]":                              func() (any, error) { return s.RandBytes(2) },
		"404040":                               func() (any, error) { return s.TokenHex(3) },
		"QEBA":                                 func() (any, error) { return s.TokenURLSafe(3) },
		"40404040-4040-4040-8040-404040404040": func() (any, error) { return s.UUID4() },
		"2":                                    func() (any, error) { return s.RandBelow(6) },
		"12.5":                                 func() (any, error) { return s.Uniform(10, 20) },
	} {
		if got, err := draw(); err != nil || fmt.Sprint(got) != want {
			t.Errorf("%v, %v, want %s", got, err, want)
		}
	}
	for _, err := range []error{second(s.GetRandBits(-1)), second(s.BigRandBits(-1)), second(s.RandBytes(-1)), second(s.TokenHex(-1)), second(s.BigRandBelow(new(big.Int)))} {
		if err == nil {
			t.Error("an argument out of range is no error")
		}
	}
}

func TestDefaultEntropy(t *testing.T) {
	if n := len(TokenBytes(DefaultEntropy)); 8*n != 256 {
		t.Errorf("DefaultEntropy is %d bits", 8*n)
	}
}
