package randtest

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// A recorder is a testing.TB that keeps what is reported to it.
type recorder struct {
	testing.TB
	dir      string
	deadline time.Time
	cleanups []func()

	mu     sync.Mutex
	errors []string
	logs   []string
}

func (r *recorder) Helper()             {}
func (r *recorder) Name() string        { return "TestOfMine/a sub(1)" }
func (r *recorder) ArtifactDir() string { return r.dir }
func (r *recorder) Failed() bool        { return len(r.errors) > 0 }
func (r *recorder) Cleanup(f func())    { r.cleanups = append(r.cleanups, f) }
func (r *recorder) Deadline() (time.Time, bool) {
	return r.deadline, !r.deadline.IsZero()
}
func (r *recorder) Errorf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}
func (r *recorder) Logf(format string, args ...any) {
	r.logs = append(r.logs, fmt.Sprintf(format, args...))
}
func (r *recorder) end() {
	for _, f := range r.cleanups {
		f()
	}
}

// record runs a check and returns what it reported.
func record(t *testing.T, check func(tb testing.TB)) *recorder {
	t.Helper()
	r := &recorder{TB: t, dir: t.TempDir()}
	check(r)
	r.end()
	return r
}

// fair is a generator of fixed seed.
func fair(seed byte) *rand.Rand { return rand.New(rand.NewChaCha8([32]byte{seed})) }

const alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

// word draws strings of length characters, each by draw.
func word(length int, draw func() int) func() string {
	b := make([]byte, length)
	return func() string {
		for i := range b {
			b[i] = alphanumeric[draw()]
		}
		return string(b)
	}
}

func shuffled(r *rand.Rand) func(cards []int) {
	return func(c []int) { r.Shuffle(len(c), func(i, j int) { c[i], c[j] = c[j], c[i] }) }
}

// TestFair holds that fair draws pass each check, and that it logs its promises.
func TestFair(t *testing.T) {
	r := fair(1)
	var checks = map[string]func(tb testing.TB){
		"uniform 2":      func(tb testing.TB) { Uniform(tb, 2, func() uint64 { return r.Uint64N(2) }) },
		"uniform 62":     func(tb testing.TB) { Uniform(tb, 62, func() uint64 { return r.Uint64N(62) }) },
		"uniform 101":    func(tb testing.TB) { Uniform(tb, 101, func() uint64 { return r.Uint64N(101) }) },
		"uniform 3<<62":  func(tb testing.TB) { Uniform(tb, 3<<62, func() uint64 { return r.Uint64N(3 << 62) }) },
		"byte modulo 62": func(tb testing.TB) { Uniform(tb, 62, func() uint64 { return r.Uint64N(62) }, DetectByteModulo()) },
		"law": func(tb testing.TB) {
			Law(tb, []float64{1, 0, 2, 5}, func() uint64 { return []uint64{0, 2, 2, 3, 3, 3, 3, 3}[r.IntN(8)] })
		},
		"law of 200": func(tb testing.TB) {
			w := make([]float64, 200)
			for i := range w {
				w[i] = float64(1 + i%2)
			}
			Law(tb, w, func() uint64 {
				x := r.Uint64N(300)
				return x/3*2 + min(1, x%3)
			})
		},
		"string":      func(tb testing.TB) { UniformString(tb, alphanumeric, word(12, func() int { return r.IntN(62) })) },
		"shuffle 2":   func(tb testing.TB) { Shuffle(tb, 2, shuffled(r)) },
		"shuffle 3":   func(tb testing.TB) { Shuffle(tb, 3, shuffled(r)) },
		"shuffle 8":   func(tb testing.TB) { Shuffle(tb, 8, shuffled(r)) },
		"shuffle 52":  func(tb testing.TB) { Shuffle(tb, 52, shuffled(r), Detect(0.3)) },
		"shuffle 200": func(tb testing.TB) { Shuffle(tb, 200, shuffled(r), Detect(0.5)) },
		"sample 6 of 49": func(tb testing.TB) {
			Sample(tb, 49, 6, func() []int { return r.Perm(49)[:6] }, Detect(0.2))
		},
		"sample 1 of 2": func(tb testing.TB) { Sample(tb, 2, 1, func() []int { return []int{r.IntN(2)} }) },
		"sample 3 of 500": func(tb testing.TB) {
			Sample(tb, 500, 3, func() []int {
				for {
					s := []int{r.IntN(500), r.IntN(500), r.IntN(500)}
					if s[0] != s[1] && s[0] != s[2] && s[1] != s[2] {
						return s
					}
				}
			})
		},
		"float":   func(tb testing.TB) { Float(tb, r.Float64) },
		"cdf":     func(tb testing.TB) { CDF(tb, func(x float64) float64 { return -math.Expm1(-x) }, r.ExpFloat64) },
		"bits 1":  func(tb testing.TB) { Bits(tb, 1, func() uint64 { return r.Uint64() >> 63 }) },
		"bits 13": func(tb testing.TB) { Bits(tb, 13, func() uint64 { return r.Uint64() >> 51 }) },
		"source":  func(tb testing.TB) { Source(tb, rand.NewChaCha8([32]byte{7})) },
		"reader":  func(tb testing.TB) { Reader(tb, rand.NewChaCha8([32]byte{8})) },
		"distinct 64": func(tb testing.TB) {
			Distinct(tb, 64, func() []byte { return binary.LittleEndian.AppendUint64(nil, r.Uint64()) })
		},
		"distinct 32": func(tb testing.TB) { // must repeat
			Distinct(tb, 32, func() []byte { return binary.LittleEndian.AppendUint32(nil, r.Uint32()) })
		},
		"exact": func(tb testing.TB) { Exact(tb, 10, byteBelow(10, true)) },
		"stream": func(tb testing.TB) {
			add := Stream(tb, 6)
			for range 300_000 {
				add(r.Uint64N(6))
			}
		},
		"stream of 1000": func(tb testing.TB) {
			add := Stream(tb, 1000)
			for range 100_000 {
				add(r.Uint64N(1000))
			}
		},
	}
	for name, check := range checks {
		t.Run(name, func(t *testing.T) {
			r = fair(1)
			got := record(t, check)
			if got.Failed() || len(got.logs) != 1 {
				t.Fatalf("errors %q, logs %q", got.errors, got.logs)
			}
			want := "A fair source"
			if name == "exact" {
				want = "proved fair"
			}
			if !strings.Contains(got.logs[0], want) {
				t.Errorf("it logs %q", got.logs[0])
			}
			t.Log(got.logs[0])
		})
	}
}

// byteBelow draws below n from bytes, with or without rejection.
func byteBelow(n uint64, reject bool) func(r io.Reader) (uint64, error) {
	return func(r io.Reader) (uint64, error) {
		var b [1]byte
		for {
			if _, err := io.ReadFull(r, b[:]); err != nil {
				return 0, err
			}
			if v := uint64(b[0]); !reject || v < 256/n*n {
				return v % n, nil
			}
		}
	}
}

// TestBiased holds that each check fails what it is there for, and says so.
func TestBiased(t *testing.T) {
	r := fair(2)
	counter := uint64(0)
	for name, c := range map[string]struct {
		check func(tb testing.TB)
		want  []string
	}{
		"die": {func(tb testing.TB) {
			Uniform(tb, 6, func() uint64 { return min(r.Uint64N(61)/10, 5) })
		}, []string{"value 5 came", "% too often", "go test -run '^TestOfMine$/^a sub\\(1\\)$' -count=1 -artifacts", "too rarely", "A fair source fails with probability at most 1e-12"}},
		"counter": {func(tb testing.TB) {
			Uniform(tb, 10, func() uint64 { counter++; return counter % 10 })
		}, []string{"step +1 came"}},
		"too even": {func(tb testing.TB) { // every row of 10 has each value once
			row := r.Perm(10)
			Uniform(tb, 10, func() uint64 {
				if len(row) == 0 {
					row = r.Perm(10)
				}
				v := row[0]
				row = row[1:]
				return uint64(v)
			})
		}, []string{"not as expected"}},
		"string of one character, a counter": {func(tb testing.TB) {
			UniformString(tb, alphanumeric, word(1, func() int { counter++; return int(counter % 62) }))
		}, []string{"step to the first character of the next string +1"}},
		"string of one character, dealt": {func(tb testing.TB) {
			UniformString(tb, alphanumeric, word(1, dealt(r, 62)))
		}, []string{"not as expected"}},
		"law of 100, dealt": {func(tb testing.TB) {
			deal := dealt(r, 100)
			Law(tb, slices.Repeat([]float64{1}, 100), func() uint64 { return uint64(deal()) })
		}, []string{"too even: the counts of each value"}},
		"sample, dealt": {func(tb testing.TB) {
			deal := dealt(r, 48)
			Sample(tb, 48, 6, func() []int { return []int{deal(), deal(), deal(), deal(), deal(), deal()} })
		}, []string{"not as expected: step from a number of a sample to one of the next +0"}},
		"strings of 10, each twice": {func(tb testing.TB) {
			UniformString(tb, alphanumeric, twice(word(10, func() int { return r.IntN(62) })))
		}, []string{"step to the first character of the next string +0"}},
		"string of one character, each twice": {func(tb testing.TB) {
			UniformString(tb, alphanumeric, twice(word(1, func() int { return r.IntN(62) })))
		}, []string{"step to the first character of the next string +0"}},
		"strings of 10 of 95, each twice": {func(tb testing.TB) {
			b := make([]rune, 95)
			for i := range b {
				b[i] = rune(' ' + i)
			}
			UniformString(tb, string(b), twice(func() string {
				s := make([]rune, 10)
				for i := range s {
					s[i] = b[r.IntN(95)]
				}
				return string(s)
			}))
		}, []string{"step to the first character of the next string +0"}},
		"sample, each twice": {func(tb testing.TB) {
			Sample(tb, 49, 6, twice(func() []int { return r.Perm(49)[:6] }))
		}, []string{"step from a number of a sample to one of the next +0"}},
		"shuffle, each twice": {func(tb testing.TB) {
			draw := twice(func() []int { return r.Perm(52) })
			Shuffle(tb, 52, func(c []int) { copy(c, draw()) })
		}, []string{"step of card 0's place to the next shuffle +0"}},
		"law of 100, each twice": {func(tb testing.TB) {
			Law(tb, slices.Repeat([]float64{1}, 100), twice(func() uint64 { return r.Uint64N(100) }))
		}, []string{"pair of 64 intervals"}},
		"law of 3, each twice, from the second": {func(tb testing.TB) {
			draw := twice(func() uint64 { return r.Uint64N(3) })
			draw()
			Law(tb, []float64{1, 1, 1}, draw)
		}, []string{"pair"}},
		"byte modulo 6": {func(tb testing.TB) {
			Uniform(tb, 6, func() uint64 { return r.Uint64N(256) % 6 }, DetectByteModulo())
		}, []string{"each value (6 of them) are too uneven", "the bias of b % 6"}},
		"uint32 at 3<<30": {func(tb testing.TB) {
			Uniform(tb, 3<<30, func() uint64 { return uint64(r.Uint32()) % (3 << 30) })
		}, []string{"interval"}},
		"multiply at 3<<51, by remainder": {func(tb testing.TB) {
			Uniform(tb, 5<<60, func() uint64 { return uint64(r.Float64() * (5 << 60)) })
		}, []string{"0 mod 64 came"}},
		"law": {func(tb testing.TB) {
			Law(tb, []float64{1, 2}, func() uint64 { return r.Uint64N(2) })
		}, []string{"value 0 came"}},
		"law, dependent": {func(tb testing.TB) {
			last := uint64(0)
			odd := false
			Law(tb, []float64{1, 1}, func() uint64 {
				if odd = !odd; odd {
					last = r.Uint64N(2)
				}
				return last
			})
		}, []string{"pair"}},
		"string": {func(tb testing.TB) {
			UniformString(tb, alphanumeric, word(20, func() int { return r.IntN(256) % 62 }))
		}, []string{"character"}},
		"string, first position": {func(tb testing.TB) {
			at := 0
			UniformString(tb, alphanumeric, word(20, func() int {
				if at++; at%20 == 1 {
					return r.IntN(52) // a letter
				}
				return r.IntN(62)
			}))
		}, []string{"position 0"}},
		"string, repeated": {func(tb testing.TB) {
			last := 0
			UniformString(tb, alphanumeric, word(20, func() int {
				for {
					if c := r.IntN(62); c != last {
						last = c
						return c
					}
				}
			}))
		}, []string{"step to the next character +0"}},
		"shuffle, swap with any": {func(tb testing.TB) {
			Shuffle(tb, 5, func(c []int) {
				for i := range c {
					j := r.IntN(len(c))
					c[i], c[j] = c[j], c[i]
				}
			})
		}, []string{"card at place"}},
		"shuffle, Sattolo": {func(tb testing.TB) {
			Shuffle(tb, 10, func(c []int) {
				for i := len(c) - 1; i > 0; i-- {
					j := r.IntN(i)
					c[i], c[j] = c[j], c[i]
				}
			})
		}, []string{"card at place"}},
		"shuffle, even only": {func(tb testing.TB) {
			Shuffle(tb, 6, func(c []int) {
				for {
					shuffled(r)(c)
					odd := false
					for i := range c {
						for j := range i {
							odd = odd != (c[j] > c[i])
						}
					}
					if !odd {
						return
					}
				}
			})
		}, []string{"parity odd came 0 times"}},
		"shuffle, cut only": {func(tb testing.TB) {
			Shuffle(tb, 52, func(c []int) {
				k := r.IntN(52)
				copy(c, append(append([]int{}, c[k:]...), c[:k]...))
			})
		}, []string{"card after card"}},
		"shuffle 200": {func(tb testing.TB) {
			Shuffle(tb, 200, func(c []int) {
				shuffled(r)(c[:199]) // the last stays
			})
		}, []string{"199 at 197..199 came"}},
		"sample": {func(tb testing.TB) {
			Sample(tb, 49, 6, func() []int { return r.Perm(48)[:6] })
		}, []string{"number 48 came 0 times"}},
		"sample, together": {func(tb testing.TB) {
			Sample(tb, 40, 2, func() []int { a := r.IntN(40); return []int{a, (a + 1 + r.IntN(20)) % 40} })
		}, []string{"pair of numbers"}},
		"float of 32 bits": {func(tb testing.TB) {
			Float(tb, func() float64 { return float64(r.Uint32()) / (1 << 32) })
		}, []string{"value of the lowest 6 of 53 bits 000000"}},
		"float, squared": {func(tb testing.TB) {
			Float(tb, func() float64 { f := r.Float64(); return f * f })
		}, []string{"interval 0.0000..0.0156"}},
		"cdf": {func(tb testing.TB) {
			CDF(tb, func(x float64) float64 { return -math.Expm1(-x) }, func() float64 { return r.ExpFloat64() * 1.1 })
		}, []string{"interval of the law"}},
		"bits": {func(tb testing.TB) {
			Bits(tb, 32, func() uint64 { return uint64(r.Uint32() | r.Uint32()&r.Uint32()&r.Uint32()&r.Uint32()&1<<17) })
		}, []string{"bit 17 came"}},
		"source, linear": {func(tb testing.TB) {
			Source(tb, &xorshift{1})
		}, []string{"linear-complexity"}},
		"source, linear, with fewer draws": {func(tb testing.TB) {
			Source(tb, &xorshift{1}, Detect(1))
		}, []string{"linear-complexity"}},
		"reader": {func(tb testing.TB) {
			Reader(tb, noZero{rand.NewChaCha8([32]byte{3})})
		}, []string{"byte 0 came 0 times"}},
		"distinct, short seed": {func(tb testing.TB) {
			Distinct(tb, 128, func() []byte {
				var token [16]byte
				s := rand.NewPCG(uint64(r.Uint32()), 0)
				binary.LittleEndian.PutUint64(token[:], s.Uint64())
				binary.LittleEndian.PutUint64(token[8:], s.Uint64())
				return token[:]
			})
		}, []string{"too many repeats", "2^3"}},
		"distinct, fork": {func(tb testing.TB) {
			state := [32]byte{1}
			s, n := rand.NewChaCha8(state), 0
			Distinct(tb, 128, func() []byte {
				if n++; n%1000 == 0 {
					s = rand.NewChaCha8(state) // a child with the parent's state
				}
				return binary.LittleEndian.AppendUint64(nil, s.Uint64())
			})
		}, []string{"tokens 1 and 1,000 are both"}},
		"distinct, counter": {func(tb testing.TB) {
			Distinct(tb, 32, func() []byte { counter++; return binary.LittleEndian.AppendUint32(nil, uint32(counter)) })
		}, []string{"too few repeats"}},
		"exact": {func(tb testing.TB) { Exact(tb, 10, byteBelow(10, false)) }, []string{"13/128"}},
		"stream": {func(tb testing.TB) {
			add := Stream(tb, 62)
			for range 200_000 {
				add(r.Uint64N(256) % 62)
			}
		}, []string{"values below 62 the evidence is"}},
		"stream, late": {func(tb testing.TB) {
			add := Stream(tb, 6)
			for range 200_000 {
				add(r.Uint64N(6))
			}
			for range 20_000 {
				add(min(r.Uint64N(7), 5))
			}
		}, []string{"evidence"}},
	} {
		t.Run(name, func(t *testing.T) {
			r, counter = fair(2), 0
			got := record(t, c.check)
			if len(got.errors) != 1 {
				t.Fatalf("errors %q, logs %q", got.errors, got.logs)
			}
			for _, w := range c.want {
				if !strings.Contains(got.errors[0], w) {
					t.Errorf("%q is not in:\n%s", w, got.errors[0])
				}
			}
			t.Log(got.errors[0])
		})
	}
}

// dealt draws below n from a deck that has each value once, and is then shuffled
// anew.
func dealt(r *rand.Rand, n int) func() int {
	var deck []int
	return func() int {
		if len(deck) == 0 {
			deck = r.Perm(n)
		}
		v := deck[0]
		deck = deck[1:]
		return v
	}
}

// twice returns each output of draw twice.
func twice[T any](draw func() T) func() T {
	var last T
	again := false
	return func() T {
		if !again {
			last = draw()
		}
		again = !again
		return last
	}
}

// xorshift is Marsaglia's xorshift64, 2003.
type xorshift struct{ x uint64 }

func (s *xorshift) Uint64() uint64 {
	s.x ^= s.x << 13
	s.x ^= s.x >> 7
	s.x ^= s.x << 17
	return s.x
}

// noZero replaces zero bytes.
type noZero struct{ r io.Reader }

func (z noZero) Read(p []byte) (int, error) {
	n, err := z.r.Read(p)
	for i, b := range p[:n] {
		if b == 0 {
			p[i] = 1
		}
	}
	return n, err
}

// TestMisuse holds that what cannot be tested fails at once, and clearly.
func TestMisuse(t *testing.T) {
	r := fair(3)
	die := func() uint64 { return r.Uint64N(6) }
	for name, c := range map[string]struct {
		check func(tb testing.TB)
		want  string
	}{
		"n is 0":     {func(tb testing.TB) { Uniform(tb, 0, die) }, "n is 0: there is nothing to test"},
		"n is 1":     {func(tb testing.TB) { Uniform(tb, 1, die) }, "n is 1: there is nothing to test"},
		"outside":    {func(tb testing.TB) { Uniform(tb, 5, die) }, "got 5, which is not below 5"},
		"panic":      {func(tb testing.TB) { Uniform(tb, 5, func() uint64 { panic("no coin") }) }, "draw 1 panicked: no coin\ngithub.com/randaudit/randaudit/stattests/randtest.TestMisuse.func"},
		"too large":  {func(tb testing.TB) { Uniform(tb, 6, die, FalseAlarm(0.5)) }, "FalseAlarm(0.5) is not from 1e-14 to 0.1"},
		"NaN":        {func(tb testing.TB) { Uniform(tb, 6, die, FalseAlarm(math.NaN())) }, "FalseAlarm(NaN)"},
		"Detect":     {func(tb testing.TB) { Uniform(tb, 6, die, Detect(10)) }, "Detect(10) is not above 0 and at most 1"},
		"MaxDraws 0": {func(tb testing.TB) { Uniform(tb, 6, die, MaxDraws(0)) }, "MaxDraws(0)"},
		"modulo 64": {func(tb testing.TB) { Uniform(tb, 64, die, DetectByteModulo()) },
			"DetectByteModulo has no meaning for n = 64"},
		"modulo 1000":         {func(tb testing.TB) { Uniform(tb, 1000, die, DetectByteModulo()) }, "no meaning for n = 1000"},
		"modulo of a shuffle": {func(tb testing.TB) { Shuffle(tb, 6, shuffled(r), DetectByteModulo()) }, "Uniform and UniformString only"},
		"negative weight":     {func(tb testing.TB) { Law(tb, []float64{1, -1}, die) }, "weight 1 is -1"},
		"one weight":          {func(tb testing.TB) { Law(tb, []float64{1, 0}, die) }, "1 of 2 weights are positive"},
		"weight 0 drawn":      {func(tb testing.TB) { Law(tb, []float64{1, 1, 0}, func() uint64 { return 2 }) }, "got 2, whose weight is 0"},
		"law, outside":        {func(tb testing.TB) { Law(tb, []float64{1, 1}, func() uint64 { return 2 }) }, "got 2, which is not below 2"},
		"alphabet": {func(tb testing.TB) { UniformString(tb, "abca", func() string { return "a" }) },
			"has 'a' twice, at 0 and at 3"},
		"one letter":   {func(tb testing.TB) { UniformString(tb, "a", func() string { return "a" }) }, "an alphabet of 1 characters"},
		"empty string": {func(tb testing.TB) { UniformString(tb, "ab", func() string { return "" }) }, "got an empty string"},
		"strange character": {func(tb testing.TB) { UniformString(tb, "ab", func() string { return "abé" }) },
			"'é' is not in the alphabet"},
		"lengths": {func(tb testing.TB) {
			UniformString(tb, "ab", func() string { return strings.Repeat("a", 1+r.IntN(3)) })
		}, "all must have the same number"},
		"one card": {func(tb testing.TB) { Shuffle(tb, 1, shuffled(r)) }, "fewer than 2 cards"},
		"lost card": {func(tb testing.TB) { Shuffle(tb, 5, func(c []int) { c[0] = c[1] }) },
			"no permutation of 0 to 4: [1 1 2 3 4]"},
		"sample of all":  {func(tb testing.TB) { Sample(tb, 5, 5, func() []int { return r.Perm(5) }) }, "5 of 5: there is nothing to test"},
		"sample length":  {func(tb testing.TB) { Sample(tb, 5, 2, func() []int { return []int{1} }) }, "got 1 numbers, not 2: [1]"},
		"sample twice":   {func(tb testing.TB) { Sample(tb, 5, 2, func() []int { return []int{1, 1} }) }, "got 1 twice: [1 1]"},
		"sample outside": {func(tb testing.TB) { Sample(tb, 5, 2, func() []int { return []int{-1, 1} }) }, "got -1, which is not from 0 to 4"},
		"float 1":        {func(tb testing.TB) { Float(tb, func() float64 { return 1 }) }, "got 1, which is not in [0, 1)"},
		"float NaN":      {func(tb testing.TB) { Float(tb, math.NaN) }, "got NaN"},
		"cdf": {func(tb testing.TB) { CDF(tb, func(x float64) float64 { return x }, func() float64 { return 2 }) },
			"got 2, whose cdf is 2"},
		"width":         {func(tb testing.TB) { Bits(tb, 65, die) }, "a width of 65 is not from 1 to 64"},
		"bits, outside": {func(tb testing.TB) { Bits(tb, 2, die) }, "which is not below 4"},
		"short reader": {func(tb testing.TB) { Reader(tb, strings.NewReader(strings.Repeat("abcdefgh", 100)+"xyz")) },
			"reading at byte 803 of 8,"},
		"broken reader": {func(tb testing.TB) { Reader(tb, broken{}) }, "the cable is out"},
		"few bits":      {func(tb testing.TB) { Distinct(tb, 20, func() []byte { return []byte{1} }) }, "tokens of 20 bits"},
		"no token":      {func(tb testing.TB) { Distinct(tb, 64, func() []byte { return nil }) }, "got an empty token"},
		"detect tokens": {func(tb testing.TB) { Distinct(tb, 64, func() []byte { return nil }, Detect(0.1)) }, "Detect has no meaning"},
		"exact, n is 1": {func(tb testing.TB) { Exact(tb, 1, byteBelow(1, false)) }, "n is 1"},
		"exact, error": {func(tb testing.TB) {
			Exact(tb, 6, func(io.Reader) (uint64, error) { return 0, errors.New("out of order") })
		}, "out of order"},
		"exact, impure": {func(tb testing.TB) {
			Exact(tb, 256, func(rd io.Reader) (uint64, error) {
				v, err := byteBelow(256, false)(rd)
				return (v + r.Uint64N(2)) % 256, err
			})
		}, "state of its own"},
		"stream, outside": {func(tb testing.TB) { add := Stream(tb, 6); add(6); add(7) }, "got 6, which is not below 6"},
		"stream, n is 1":  {func(tb testing.TB) { Stream(tb, 1)(0) }, "n is 1"},
	} {
		t.Run(name, func(t *testing.T) {
			got := record(t, c.check)
			if len(got.errors) != 1 || len(got.logs) != 0 {
				t.Fatalf("errors %q, logs %q", got.errors, got.logs)
			}
			if !strings.HasPrefix(got.errors[0], "randtest.") || !strings.Contains(got.errors[0], c.want) {
				t.Errorf("%q is not in %q", c.want, got.errors[0])
			}
		})
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("the cable is out") }

// TestCannot holds that a check that cannot keep its promises says which, and what
// could be kept.
func TestCannot(t *testing.T) {
	r := fair(4)
	draws := 0
	die := func() uint64 { draws++; return r.Uint64N(6) }
	slow := func() uint64 { time.Sleep(time.Millisecond); return die() }
	for name, c := range map[string]struct {
		check func(tb testing.TB)
		most  int // draws
		want  []string
	}{
		"MaxDraws": {func(tb testing.TB) { Uniform(tb, 6, die, MaxDraws(10_000)) }, 0, []string{
			"cannot keep the promise that a bias of 10 % in any one of 6 values passes with probability at most 1e-06: that needs 7",
			"MaxDraws is 10,000", "Detect(0.29): 29 % in any one of 6 values", "MaxDraws(7", "larger n", "Exact"}},
		"byte modulo 3": {func(tb testing.TB) { Uniform(tb, 3, die, DetectByteModulo()) }, 0, []string{"the bias of b % 3 for a byte b", "4,970,000"}},
		"rare value":    {func(tb testing.TB) { Law(tb, []float64{999, 1}, die) }, 0, []string{"MaxDraws is 2,000,000", "Detect(0.29)"}},
		"few tokens": {func(tb testing.TB) {
			Distinct(tb, 128, func() []byte { return nil }, MaxDraws(100_000))
		}, 0, []string{"2^32 tokens", "needs 345,000 tokens", "MaxDraws is 100,000", "2^28"}},
		"few words": {func(tb testing.TB) { Source(tb, &xorshift{1}, Detect(1), MaxDraws(81_919)) }, 0, []string{"needs 81,920 words"}},
		"few draws": {func(tb testing.TB) { Uniform(tb, 6, die, MaxDraws(10)) }, 0, []string{"MaxDraws is 10."}},
		"deadline": {func(tb testing.TB) {
			tb.(*recorder).deadline = time.Now().Add(30 * time.Second)
			Uniform(tb, 6, slow)
		}, 500, []string{"the deadline of the test leaves time for about", "ms a draw", "Detect("}},
		"slow draw": {func(tb testing.TB) {
			tb.(*recorder).deadline = time.Now().Add(time.Second)
			Uniform(tb, 6, func() uint64 { time.Sleep(200 * time.Millisecond); return die() })
		}, 2, []string{"the deadline of the test leaves time for about"}},
		"exact": {func(tb testing.TB) {
			Exact(tb, 10, func(rd io.Reader) (uint64, error) {
				var b [4]byte
				_, err := io.ReadFull(rd, b[:])
				return uint64(binary.LittleEndian.Uint32(b[:])) % 10, err
			}, MaxDraws(10_000))
		}, 0, []string{"MaxDraws"}},
	} {
		t.Run(name, func(t *testing.T) {
			draws = 0
			got := record(t, c.check)
			if len(got.errors) != 1 || len(got.logs) != 0 {
				t.Fatalf("errors %q, logs %q", got.errors, got.logs)
			}
			for _, w := range c.want {
				if !strings.Contains(got.errors[0], w) {
					t.Errorf("%q is not in:\n%s", w, got.errors[0])
				}
			}
			if draws > c.most {
				t.Errorf("it made %d draws first", draws)
			}
			t.Log(got.errors[0])
		})
	}
}

// TestArtifacts holds that a failure leaves a page, and that it is whole.
func TestArtifacts(t *testing.T) {
	r := fair(5)
	got := record(t, func(tb testing.TB) {
		for range 2 {
			UniformString(tb, "<&>\"'é日", func() string { return string([]rune("<&>\"'é日")[r.IntN(8)%7]) })
		}
	})
	for _, name := range []string{"randtest-uniformstring-2.html", "randtest-uniformstring-3.html"} {
		_, err := os.Stat(filepath.Join(got.dir, name))
		if (err == nil) != (name == "randtest-uniformstring-2.html") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if !got.Failed() {
		t.Fatal("it passes")
	}
	b, err := os.ReadFile(filepath.Join(got.dir, "randtest-uniformstring.html"))
	if err != nil {
		t.Fatal(err)
	}
	page := string(b)
	for _, w := range []string{"<!DOCTYPE html>", "<svg", "class=\"far\"", "&#39;&lt;&#39;", "日", "A fair source fails", "TestOfMine/a sub(1)"} {
		if !strings.Contains(page, w) {
			t.Errorf("%q is not in the page", w)
		}
	}
	for _, w := range []string{"<script", "http:", "https:", "ZgotmplZ", "NaN", "Inf"} {
		if strings.Contains(page, w) {
			t.Errorf("%q is in the page", w)
		}
	}
	if testing.Verbose() {
		t.Log(got.errors[0])
	}
}

// TestImpossible holds that a message says nothing of cells that cannot come.
func TestImpossible(t *testing.T) {
	r := fair(7)
	for name, check := range map[string]func(tb testing.TB){
		"law":    func(tb testing.TB) { Law(tb, []float64{1, 0, 2}, func() uint64 { return r.Uint64N(2) * 2 }) },
		"sample": func(tb testing.TB) { Sample(tb, 4, 2, func() []int { a := r.IntN(4); return []int{a, a ^ 1} }) },
	} {
		got := record(t, check)
		for _, w := range []string{"NaN", "Inf", "value 1:", "  1  ", "1 and 0"} {
			if !got.Failed() || strings.Contains(got.errors[0], w) {
				t.Errorf("%s: %q is in %q", name, w, got.errors)
			}
		}
	}
}

// TestLateStream holds that a stream takes no values once the test has ended.
func TestLateStream(t *testing.T) {
	var add func(uint64)
	got := record(t, func(tb testing.TB) { add = Stream(tb, 6) })
	add(6) // would fail
	if got.Failed() || len(got.logs) != 1 {
		t.Errorf("errors %q, logs %q", got.errors, got.logs)
	}
}

// TestParallel runs checks at once, with real test values.
func TestParallel(t *testing.T) {
	for i := range 4 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			r := fair(byte(10 + i))
			Uniform(t, 10, func() uint64 { return r.Uint64N(10) })
			Shuffle(t, 4, shuffled(r))
			add := Stream(t, 4)
			var wg sync.WaitGroup
			for j := range 2 {
				wg.Go(func() {
					r := fair(byte(20 + j))
					for range 5000 {
						add(r.Uint64N(4))
					}
				})
			}
			wg.Wait()
		})
	}
}

func BenchmarkInABenchmark(b *testing.B) {
	r := fair(6)
	for b.Loop() {
		Uniform(b, 6, func() uint64 { return r.Uint64N(6) })
	}
}

func FuzzInAFuzzTest(f *testing.F) {
	r := fair(6)
	Uniform(f, 6, func() uint64 { return r.Uint64N(6) })
	f.Add(uint64(62))
	f.Fuzz(func(t *testing.T, n uint64) {
		if n < 2 {
			return
		}
		Uniform(t, n, func() uint64 { return r.Uint64N(n) }, Detect(1))
	})
}
