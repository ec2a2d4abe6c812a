package secrets

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"math/big"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// draws are one call of each method, for what they have in common.
var draws = []struct {
	name      string
	allocates bool
	do        func(s *SystemRandom) error
}{
	{"GetRandBits", false, func(s *SystemRandom) error { return second(s.GetRandBits(64)) }},
	{"BigRandBits", true, func(s *SystemRandom) error { return second(s.BigRandBits(100)) }},
	{"Random", false, func(s *SystemRandom) error { return second(s.Random()) }},
	{"RandBytes", true, func(s *SystemRandom) error { return second(s.RandBytes(9)) }},
	{"TokenHex", true, func(s *SystemRandom) error { return second(s.TokenHex(9)) }},
	{"TokenURLSafe", true, func(s *SystemRandom) error { return second(s.TokenURLSafe(9)) }},
	{"UUID4", false, func(s *SystemRandom) error { return second(s.UUID4()) }},
	{"RandBelow", false, func(s *SystemRandom) error { return second(s.RandBelow(1000)) }},
	{"TryBelow", false, func(s *SystemRandom) error { _, _, err := s.TryBelow(1000); return err }},
	{"BigRandBelow", true, func(s *SystemRandom) error { return second(s.BigRandBelow(googol)) }},
	{"RandRange", false, func(s *SystemRandom) error { return second(s.RandRange(100, -100, -7)) }},
	{"BigRandRange", true, func(s *SystemRandom) error { return second(s.BigRandRange(new(big.Int), googol, big.NewInt(7))) }},
	{"RandInt", false, func(s *SystemRandom) error { return second(s.RandInt(1, 6)) }},
	{"BigRandInt", true, func(s *SystemRandom) error { return second(s.BigRandInt(big.NewInt(1), googol)) }},
	{"ChoiceFrom", false, func(s *SystemRandom) error { return second(ChoiceFrom(s, things[:])) }},
	{"ChoicesFrom", true, func(s *SystemRandom) error { return second(ChoicesFrom(s, things[:], nil, 3)) }},
	{"ChoicesFrom by weight", true, func(s *SystemRandom) error { return second(ChoicesFrom(s, things[:2], []float64{1, 2}, 3)) }},
	{"ChoicesCumulativeFrom", true, func(s *SystemRandom) error {
		return second(ChoicesCumulativeFrom(s, things[:2], []float64{1, 3}, 3))
	}},
	{"ChoicesRange", false, func(s *SystemRandom) error { return s.ChoicesRange(things[:5], 20) }},
	{"ShuffleFrom", false, func(s *SystemRandom) error { return ShuffleFrom(s, things[:]) }},
	{"SampleFrom", true, func(s *SystemRandom) error { return second(SampleFrom(s, things[:], 3)) }},
	{"SampleCountsFrom", true, func(s *SystemRandom) error { return second(SampleCountsFrom(s, things[:2], []int{1, 3}, 3)) }},
	{"SampleRange of few", false, func(s *SystemRandom) error { return s.SampleRange(things[:5], 20) }},
	{"SampleRange of many", false, func(s *SystemRandom) error { return s.SampleRange(things[:5], 1<<40) }},
	{"Uniform", false, func(s *SystemRandom) error { return second(s.Uniform(-1, 1)) }},
	{"Triangular", false, func(s *SystemRandom) error { return second(s.Triangular(-1, 1, 0.5)) }},
	{"BetaVariate", false, func(s *SystemRandom) error { return second(s.BetaVariate(0.5, 2)) }},
	{"BinomialVariate of few", false, func(s *SystemRandom) error { return second(s.BinomialVariate(10, 0.5)) }},
	{"BinomialVariate of many", false, func(s *SystemRandom) error { return second(s.BinomialVariate(1000, 0.7)) }},
	{"ExpoVariate", false, func(s *SystemRandom) error { return second(s.ExpoVariate(1)) }},
	{"GammaVariate", false, func(s *SystemRandom) error { return second(s.GammaVariate(1, 2)) }},
	{"Gauss", false, func(s *SystemRandom) error { return second(s.Gauss(0, 1)) }},
	{"GaussPair", false, func(s *SystemRandom) error { _, _, err := s.GaussPair(); return err }},
	{"LogNormVariate", false, func(s *SystemRandom) error { return second(s.LogNormVariate(0, 1)) }},
	{"NormalVariate", false, func(s *SystemRandom) error { return second(s.NormalVariate(0, 1)) }},
	{"VonMisesVariate", false, func(s *SystemRandom) error { return second(s.VonMisesVariate(0, 1)) }},
	{"ParetoVariate", false, func(s *SystemRandom) error { return second(s.ParetoVariate(3)) }},
	{"WeibullVariate", false, func(s *SystemRandom) error { return second(s.WeibullVariate(1, 2)) }},
}

func second[T any](_ T, err error) error { return err }

var googol = new(big.Int).Exp(big.NewInt(10), big.NewInt(100), nil)

var things [10]uint64

func TestShortReads(t *testing.T) {
	data := splitmix64(1, 4096)
	for _, d := range draws {
		whole, short := bytes.NewReader(data), bytes.NewReader(data)
		errWhole, errShort := d.do(New(whole)), d.do(New(iotest.OneByteReader(short)))
		if errWhole != nil || errShort != nil {
			t.Errorf("%s: %v, %v", d.name, errWhole, errShort)
		}
		if whole.Len() != short.Len() {
			t.Errorf("%s took %d bytes, and %d from a reader that gives one at a time", d.name, len(data)-whole.Len(), len(data)-short.Len())
		}
	}
}

func TestErrors(t *testing.T) {
	broken := errors.New("broken")
	for _, d := range draws {
		if err := d.do(New(iotest.ErrReader(broken))); err != broken {
			t.Errorf("%s: %v, want the reader's error", d.name, err)
		}
		if err := d.do(New(strings.NewReader(""))); err != io.EOF {
			t.Errorf("%s from nothing: %v, want io.EOF", d.name, err)
		}
	}
	if _, err := New(strings.NewReader("123456")).Random(); err != io.ErrUnexpectedEOF {
		t.Errorf("Random from 6 bytes: %v, want io.ErrUnexpectedEOF", err)
	}
	if b, err := New(strings.NewReader("123")).RandBytes(4); b != nil || err != io.ErrUnexpectedEOF {
		t.Errorf("4 of 3 bytes: %v, %v", b, err)
	}
	if s, err := SampleFrom(New(strings.NewReader("")), []string{"a", "b"}, 1); s != nil || err != io.EOF {
		t.Errorf("a sample from nothing: %v, %v", s, err)
	}
	// A whole try, rejected, and half of the next.
	if _, err := New(strings.NewReader("\xff\xff\x00")).RandBelow(1000); err != io.ErrUnexpectedEOF {
		t.Errorf("RandBelow from a try and a half: %v, want io.ErrUnexpectedEOF", err)
	}
}

func TestPanics(t *testing.T) {
	for name, f := range map[string]func(){
		"RandBelow(0)":     func() { RandBelow(0) },
		"BigRandBelow(0)":  func() { BigRandBelow(new(big.Int)) },
		"RandBits(-1)":     func() { RandBits(-1) },
		"RandBits(65)":     func() { RandBits(65) },
		"BigRandBits(-1)":  func() { BigRandBits(-1) },
		"Choice":           func() { Choice([]int{}) },
		"Sample larger":    func() { Sample([]int{1, 2}, 3) },
		"Sample negative":  func() { Sample([]int{1, 2}, -1) },
		"TokenBytes(-1)":   func() { TokenBytes(-1) },
		"TokenHex(-1)":     func() { TokenHex(-1) },
		"TokenURLSafe(-1)": func() { TokenURLSafe(-1) },
	} {
		func() {
			defer func() {
				if message, _ := recover().(string); !strings.HasPrefix(message, "secrets: ") {
					t.Errorf("%s: no panic of this package, but %q", name, message)
				}
			}()
			f()
		}()
	}
}

// raceDetector reports that the test runs under the race detector.
var raceDetector bool

func TestNoAllocations(t *testing.T) {
	if raceDetector {
		t.Skip("crypto/rand allocates under the race detector")
	}
	data := bytes.NewReader(nil)
	source := splitmix64(7, 1<<14)
	for _, d := range draws {
		if d.allocates {
			continue
		}
		for _, s := range []*SystemRandom{New(data), New(nil)} {
			allocs := testing.AllocsPerRun(20, func() {
				data.Reset(source)
				if err := d.do(s); err != nil {
					t.Fatal(err)
				}
			})
			if allocs != 0 {
				t.Errorf("%s allocates %v times", d.name, allocs)
			}
		}
	}
	if allocs := testing.AllocsPerRun(20, func() { RandBelow(6); RandBits(64); Choice(things[:]); UUID4() }); allocs != 0 {
		t.Errorf("the package's functions allocate %v times", allocs)
	}
}

// TestSystem looks at what the package's functions draw from crypto/rand.
// Repeats of 128 bits or more have a probability below 1e-30.
func TestSystem(t *testing.T) {
	population := []int{10, 20, 30, 40}
	for range 100 {
		if r := RandBelow(6); r >= 6 {
			t.Fatalf("RandBelow(6) = %d", r)
		}
		if r := RandBits(3); r >= 8 {
			t.Fatalf("RandBits(3) = %d", r)
		}
		if !slices.Contains(population, Choice(population)) {
			t.Fatal("Choice chose what is not there")
		}
		shuffled := slices.Clone(population)
		Shuffle(shuffled)
		slices.Sort(shuffled)
		if !slices.Equal(shuffled, population) {
			t.Fatalf("Shuffle made %v", shuffled)
		}
		sample := Sample(population, 3)
		slices.Sort(sample)
		if len(sample) != 3 || len(slices.Compact(sample)) != 3 {
			t.Fatalf("Sample made %v", sample)
		}
	}
	for _, n := range []int{0, 1, 16, DefaultEntropy} {
		if b := TokenBytes(n); len(b) != n {
			t.Errorf("TokenBytes(%d) has %d bytes", n, len(b))
		}
		if s := TokenHex(n); len(s) != 2*n {
			t.Errorf("TokenHex(%d) = %q", n, s)
		}
		s := TokenURLSafe(n)
		if b, err := base64.RawURLEncoding.DecodeString(s); err != nil || len(b) != n {
			t.Errorf("TokenURLSafe(%d) = %q", n, s)
		}
	}
	if first := TokenHex(DefaultEntropy); first == TokenHex(DefaultEntropy) {
		t.Error("TokenHex repeats itself")
	}
	a, b := UUID4(), UUID4()
	if a == b {
		t.Error("UUID4 repeats itself")
	}
	if s := a.String(); s[14] != '4' || !strings.ContainsRune("89ab", rune(s[19])) {
		t.Errorf("UUID4: %s is not of version 4 and RFC 9562's variant", s)
	}
}
