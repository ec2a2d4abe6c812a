package secrets

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
)

// The golden files were made by CPython 3.11.7, and were the same with 3.12.1
// and 3.13.0.
//
// systemrandom.json: "stream" are calls of random.SystemRandom, secrets and
// uuid.uuid4 with os.urandom replaced by a stream of splitmix64 (seed 42,
// little-endian); the call begins "at" so many bytes and takes "used". "hand"
// are calls with streams of their own.
//
// random.json: calls of random.Random, the Mersenne Twister, with its 32-bit
// outputs in hexadecimal; each call is repeated for each of its "results".
// What SystemRandom and Random share (everything above getrandbits) must
// agree.

type call struct {
	Py         string     `json:"py"`
	Method     string     `json:"method"`
	N          string     `json:"n"`
	K          int        `json:"k"`
	Population []string   `json:"population"`
	Range      []string   `json:"range"` // first, how many, step
	Result     []string   `json:"result"`
	Results    [][]string `json:"results"`
	Next       string     `json:"next"`
	At         int        `json:"at"`
	Used       int        `json:"used"`
	Stream     string     `json:"stream"`
}

func readJSON(t *testing.T, name string, v any) {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, v); err != nil {
		t.Fatal(err)
	}
}

// do makes the call on s, which is also what the package's functions use.
func (c call) do(t *testing.T, s *SystemRandom) []string {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", c.Py, err)
		}
	}
	number := func(v uint64, err error) []string {
		must(err)
		return []string{strconv.FormatUint(v, 10)}
	}
	n, _ := strconv.ParseUint(c.N, 10, 64)
	switch c.Method {
	case "random":
		f, err := s.Random()
		must(err)
		want, err := strconv.ParseFloat(c.Result[0], 64)
		must(err)
		if f == want {
			return c.Result
		}
		return []string{strconv.FormatFloat(f, 'x', -1, 64)}
	case "getrandbits":
		return number(s.GetRandBits(int(n)))
	case "randbits":
		return number(RandBits(int(n)), nil)
	case "randbelow":
		if strings.HasPrefix(c.Py, "secrets.") {
			return number(RandBelow(n), nil)
		}
		return number(s.RandBelow(n))
	case "randbytes":
		b, err := s.RandBytes(int(n))
		must(err)
		return []string{hex.EncodeToString(b)}
	case "token_bytes":
		return []string{hex.EncodeToString(TokenBytes(int(n)))}
	case "token_hex":
		return []string{TokenHex(int(n))}
	case "token_urlsafe":
		return []string{TokenURLSafe(int(n))}
	case "uuid4":
		b, err := s.RandBytes(16)
		must(err)
		return []string{UUID(b).version4().String()}
	}

	if c.Range != nil && c.Method != "shuffle" { // too many things for a slice
		first, _ := strconv.ParseInt(c.Range[0], 10, 64)
		count, _ := strconv.ParseUint(c.Range[1], 10, 64)
		step, _ := strconv.ParseInt(c.Range[2], 10, 64)
		places := make([]uint64, max(c.K, 1))
		if c.Method == "sample" {
			places = places[:c.K]
			must(s.SampleRange(places, count))
		} else {
			place, err := s.RandBelow(count)
			must(err)
			places[0] = place
		}
		result := []string{}
		for _, p := range places {
			result = append(result, strconv.FormatInt(first+int64(p)*step, 10))
		}
		return result
	}
	switch c.Method {
	case "choice":
		e, err := ChoiceFrom(s, c.Population)
		must(err)
		return []string{e}
	case "shuffle":
		shuffled := slices.Clone(c.Population)
		must(ShuffleFrom(s, shuffled))
		return shuffled
	case "sample":
		sample, err := SampleFrom(s, c.Population, c.K)
		must(err)
		return sample
	}
	t.Fatalf("unknown method %s", c.Method)
	return nil
}

// over returns a SystemRandom that draws from r, and makes the package's
// functions use it for the rest of the test.
func over(t *testing.T, r io.Reader) *SystemRandom {
	s := New(r)
	system = *s
	t.Cleanup(func() { system = SystemRandom{} })
	return s
}

func TestGoldenSystemRandom(t *testing.T) {
	var golden struct{ Stream, Hand []call }
	readJSON(t, "systemrandom.json", &golden)
	stream := splitmix64(42, 1<<15)
	check := func(c call, data []byte) {
		t.Helper()
		r := bytes.NewReader(data)
		if got := c.do(t, over(t, r)); !slices.Equal(got, c.Result) {
			t.Errorf("%s at byte %d = %q, want %q", c.Py, c.At, got, c.Result)
		}
		if used := len(data) - r.Len(); used != c.Used {
			t.Errorf("%s at byte %d took %d bytes, want %d", c.Py, c.At, used, c.Used)
		}
	}
	for _, c := range golden.Stream {
		check(c, stream[c.At:])
	}
	for _, c := range golden.Hand {
		data, err := hex.DecodeString(c.Stream)
		if err != nil {
			t.Fatal(err)
		}
		check(c, data)
	}
}

// splitmix64 is the golden file's stream.
func splitmix64(state uint64, bytes int) []byte {
	var b []byte
	for len(b) < bytes {
		state += 0x9e3779b97f4a7c15
		z := state
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		b = binary.LittleEndian.AppendUint64(b, z^z>>31)
	}
	return b
}

// wordReader gives, to every Read of up to 4 bytes, the top bytes of the next
// 32-bit word: what the Mersenne Twister's getrandbits(k) takes for k <= 32.
type wordReader struct{ words []byte }

func (w *wordReader) Read(p []byte) (int, error) {
	if len(p) > 4 || len(w.words) < 4 {
		return 0, errors.New("not so many bits")
	}
	n := copy(p, w.words[:4])
	w.words = w.words[4:]
	return n, nil
}

func TestGoldenRandom(t *testing.T) {
	var golden []struct {
		Seed, Words string
		Cases       []call
	}
	readJSON(t, "random.json", &golden)
	for _, seed := range golden {
		words, err := hex.DecodeString(seed.Words)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range seed.Cases {
			s := over(t, &wordReader{words})
			for i, want := range c.Results {
				if got := c.do(t, s); !slices.Equal(got, want) {
					t.Fatalf("seed %s: %s, call %d = %q, want %q", seed.Seed, c.Py, i, got, want)
				}
			}
			if c.Next == "" {
				continue
			}
			if next, err := s.GetRandBits(32); err != nil || strconv.FormatUint(next, 10) != c.Next {
				t.Errorf("seed %s: after %s comes %d, %v, want %s", seed.Seed, c.Py, next, err, c.Next)
			}
		}
	}
}

// draws are one call of each method, for what they have in common.
var draws = []struct {
	name string
	do   func(s *SystemRandom) error
}{
	{"GetRandBits", func(s *SystemRandom) error { _, err := s.GetRandBits(64); return err }},
	{"RandBelow", func(s *SystemRandom) error { _, err := s.RandBelow(1000); return err }},
	{"Random", func(s *SystemRandom) error { _, err := s.Random(); return err }},
	{"ChoiceFrom", func(s *SystemRandom) error { _, err := ChoiceFrom(s, things[:]); return err }},
	{"ShuffleFrom", func(s *SystemRandom) error { return ShuffleFrom(s, things[:]) }},
	{"SampleRange of few", func(s *SystemRandom) error { return s.SampleRange(things[:5], 20) }},
	{"SampleRange of many", func(s *SystemRandom) error { return s.SampleRange(things[:5], 1<<40) }},
}

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
}

func TestPanics(t *testing.T) {
	var s SystemRandom
	for name, f := range map[string]func(){
		"RandBelow(0)":             func() { RandBelow(0) },
		"SystemRandom.RandBelow":   func() { s.RandBelow(0) },
		"RandBits(-1)":             func() { RandBits(-1) },
		"RandBits(65)":             func() { RandBits(65) },
		"Choice of nothing":        func() { Choice([]int{}) },
		"Sample larger":            func() { Sample([]int{1, 2}, 3) },
		"Sample negative":          func() { Sample([]int{1, 2}, -1) },
		"SampleRange":              func() { s.SampleRange(make([]uint64, 3), 2) },
		"TokenBytes(-1)":           func() { TokenBytes(-1) },
		"TokenHex(-1)":             func() { TokenHex(-1) },
		"TokenURLSafe(-1)":         func() { TokenURLSafe(-1) },
		"SystemRandom.RandBytes":   func() { s.RandBytes(-1) },
		"SystemRandom.GetRandBits": func() { s.GetRandBits(-1) },
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

func BenchmarkRandBelow(b *testing.B) {
	b.Run("source=crypto", func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			RandBelow(6)
		}
	})
}
