package secrets

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var goldenDir = flag.String("golden", "testdata", "the directory of systemrandom-golden.json")

// systemrandom-golden.json was made by CPython 3.11.7 with glibc 2.36 (and was
// the same with 3.12.1 and 3.13.0): calls of random.SystemRandom, secrets and
// uuid.uuid4 with os.urandom replaced by a stream of splitmix64, and some with
// streams of their own ("hand").

// goldenExceptions are the calls, by their place in the stream, whose value
// differs from CPython's: where glibc's log, exp, pow, sin, cos or acos is not
// the float nearest to the exact value. They may be 1 % at most of the calls
// that depend on these functions.
var goldenExceptions = map[int]string{}

// throughLibm are the methods whose values depend on the C library.
var throughLibm = []string{"betavariate", "expovariate", "gammavariate", "gauss", "lognormvariate", "paretovariate", "vonmisesvariate", "weibullvariate"}

type arg struct {
	T string          `json:"t"`
	V json.RawMessage `json:"v"`
}

func (a arg) text() string {
	var s string
	_ = json.Unmarshal(a.V, &s)
	return s
}

func (a arg) texts() []string {
	if a.T == "str" {
		return strings.Split(a.text(), "")
	}
	var s []string
	_ = json.Unmarshal(a.V, &s)
	return s
}

// number is right for an int: it is rounded as Python does.
func (a arg) number() float64 {
	f, _ := strconv.ParseFloat(a.text(), 64)
	return f
}

func (a arg) numbers() []float64 {
	var numbers []float64
	for _, s := range a.texts() {
		f, _ := strconv.ParseFloat(s, 64)
		numbers = append(numbers, f)
	}
	return numbers
}

func (a arg) integer() *big.Int {
	n, ok := new(big.Int).SetString(a.text(), 10)
	if !ok {
		panic("not an integer: " + string(a.V))
	}
	return n
}

// span is a range(start, stop, step).
type span struct {
	start, step *big.Int
	n           uint64
}

func (a arg) span() span {
	var v [3]*big.Int
	for i, s := range a.texts() {
		v[i], _ = new(big.Int).SetString(s, 10)
	}
	n := new(big.Int).Sub(v[1], v[0])
	if n.Sign() != v[2].Sign() {
		return span{v[0], v[2], 0}
	}
	n.Abs(n).Add(n, new(big.Int).Abs(v[2])).Sub(n, big.NewInt(1)).Quo(n, new(big.Int).Abs(v[2]))
	return span{v[0], v[2], n.Uint64()}
}

func (r span) at(place uint64) string {
	n := new(big.Int).SetUint64(place)
	return n.Mul(n, r.step).Add(n, r.start).String()
}

type call struct {
	Method    string          `json:"method"`
	Py        string          `json:"py"`
	Args      []arg           `json:"args"`
	Kwargs    map[string]arg  `json:"kwargs"`
	Result    json.RawMessage `json:"result"`
	ResultHex string          `json:"result_hex"`
	Used      int             `json:"used"`
	Total     int             `json:"total"`
	StreamHex string          `json:"stream_hex"`
}

// given returns the argument at place i or of the name.
func (c call) given(i int, name string) (arg, bool) {
	if i >= 0 && i < len(c.Args) {
		return c.Args[i], c.Args[i].T != "none"
	}
	a, ok := c.Kwargs[name]
	return a, ok && a.T != "none"
}

func (c call) float(i int, name string, otherwise float64) float64 {
	if a, ok := c.given(i, name); ok {
		return a.number()
	}
	return otherwise
}

func (c call) int(i int, name string, otherwise int64) *big.Int {
	if a, ok := c.given(i, name); ok {
		return a.integer()
	}
	return big.NewInt(otherwise)
}

// do makes the call on s, which is also what the package's functions use. The
// result is a string, a []string or a float64.
func (c call) do(s *SystemRandom) (any, error) {
	small := func(n *big.Int) (int64, bool) { return n.Int64(), n.IsInt64() }
	switch c.Method {
	case "random":
		return result(s.Random())
	case "getrandbits":
		if k := int(c.int(0, "k", 0).Int64()); k <= 64 {
			return result(s.GetRandBits(k))
		} else {
			return result(s.BigRandBits(k))
		}
	case "secrets.randbits":
		if k := int(c.int(0, "k", 0).Int64()); k <= 64 {
			return result(RandBits(k), nil)
		} else {
			return result(BigRandBits(k), nil)
		}
	case "_randbelow":
		if n := c.int(0, "n", 0); n.IsUint64() {
			return result(s.RandBelow(n.Uint64()))
		} else {
			return result(s.BigRandBelow(n))
		}
	case "secrets.randbelow":
		if n := c.int(0, "exclusive_upper_bound", 0); n.IsUint64() {
			return result(RandBelow(n.Uint64()), nil)
		} else {
			return result(BigRandBelow(n), nil)
		}
	case "randrange":
		start, stop, step := big.NewInt(0), c.int(0, "start", 0), c.int(2, "step", 1)
		if a, ok := c.given(1, "stop"); ok {
			start, stop = stop, a.integer()
		}
		a, ok1 := small(start)
		b, ok2 := small(stop)
		d, ok3 := small(step)
		if ok1 && ok2 && ok3 {
			return result(s.RandRange(a, b, d))
		}
		return result(s.BigRandRange(start, stop, step))
	case "randint":
		low, high := c.int(0, "a", 0), c.int(1, "b", 0)
		a, ok1 := small(low)
		b, ok2 := small(high)
		if ok1 && ok2 {
			return result(s.RandInt(a, b))
		}
		return result(s.BigRandInt(low, high))
	case "randbytes":
		return result(s.RandBytes(int(c.int(0, "n", 0).Int64())))
	case "secrets.token_bytes":
		return result(TokenBytes(int(c.int(0, "nbytes", DefaultEntropy).Int64())), nil)
	case "secrets.token_hex":
		return TokenHex(int(c.int(0, "nbytes", DefaultEntropy).Int64())), nil
	case "secrets.token_urlsafe":
		return TokenURLSafe(int(c.int(0, "nbytes", DefaultEntropy).Int64())), nil
	case "uuid.uuid4":
		return UUID4().String(), nil
	case "choice", "secrets.choice", "choices", "sample", "shuffle":
		return c.doSequence(s)
	case "uniform":
		return result(s.Uniform(c.float(0, "a", 0), c.float(1, "b", 0)))
	case "triangular":
		if mode, ok := c.given(2, "mode"); ok {
			return result(s.Triangular(c.float(0, "low", 0), c.float(1, "high", 1), mode.number()))
		}
		return result(s.Triangular(c.float(0, "low", 0), c.float(1, "high", 1)))
	case "betavariate":
		return result(s.BetaVariate(c.float(0, "alpha", 0), c.float(1, "beta", 0)))
	case "binomialvariate":
		return result(s.BinomialVariate(c.int(0, "n", 1).Int64(), c.float(1, "p", 0.5)))
	case "expovariate":
		return result(s.ExpoVariate(c.float(0, "lambd", 1)))
	case "gammavariate":
		return result(s.GammaVariate(c.float(0, "alpha", 0), c.float(1, "beta", 0)))
	case "gauss":
		return result(s.Gauss(c.float(0, "mu", 0), c.float(1, "sigma", 1)))
	case "lognormvariate":
		return result(s.LogNormVariate(c.float(0, "mu", 0), c.float(1, "sigma", 1)))
	case "normalvariate":
		return result(s.NormalVariate(c.float(0, "mu", 0), c.float(1, "sigma", 1)))
	case "vonmisesvariate":
		return result(s.VonMisesVariate(c.float(0, "mu", 0), c.float(1, "kappa", 0)))
	case "paretovariate":
		return result(s.ParetoVariate(c.float(0, "alpha", 0)))
	case "weibullvariate":
		return result(s.WeibullVariate(c.float(0, "alpha", 0), c.float(1, "beta", 0)))
	}
	return nil, fmt.Errorf("unknown method %s", c.Method)
}

func (c call) doSequence(s *SystemRandom) (any, error) {
	population, _ := c.given(0, map[string]string{"choice": "seq", "secrets.choice": "seq", "shuffle": "x"}[c.Method])
	place := -1 // only by name
	if c.Method == "sample" {
		place = 1
	}
	k := int(c.int(place, "k", 1).Int64())
	var things []string
	var r span
	if population.T == "range" {
		r = population.span()
		if r.n <= 1<<10 {
			for i := range r.n {
				things = append(things, r.at(i))
			}
		}
	} else {
		things = population.texts()
	}
	if r.n > 1<<10 { // too many for a slice
		var places []uint64
		var err error
		switch c.Method {
		case "choice", "secrets.choice":
			place, err := s.RandBelow(r.n)
			return r.at(place), err
		case "choices":
			places = make([]uint64, max(k, 0))
			err = s.ChoicesRange(places, r.n)
		case "sample":
			places = make([]uint64, k)
			err = s.SampleRange(places, r.n)
		}
		texts := []string{}
		for _, p := range places {
			texts = append(texts, r.at(p))
		}
		return texts, err
	}
	switch c.Method {
	case "choice":
		return ChoiceFrom(s, things)
	case "secrets.choice":
		return Choice(things), nil
	case "choices":
		if a, ok := c.given(-1, "cum_weights"); ok {
			return ChoicesCumulativeFrom(s, things, a.numbers(), k)
		}
		if a, ok := c.given(1, "weights"); ok {
			return ChoicesFrom(s, things, a.numbers(), k)
		}
		return ChoicesFrom(s, things, nil, k)
	case "sample":
		if a, ok := c.given(-1, "counts"); ok {
			var counts []int
			for _, n := range a.numbers() {
				counts = append(counts, int(n))
			}
			return SampleCountsFrom(s, things, counts, k)
		}
		return SampleFrom(s, things, k)
	}
	err := ShuffleFrom(s, things)
	return things, err
}

func result(v any, err error) (any, error) {
	switch v := v.(type) {
	case float64:
		return v, err
	case []byte:
		return hex.EncodeToString(v), err
	}
	return fmt.Sprint(v), err
}

// agrees tells whether the result is that of the golden file, floats to the bit.
func (c call) agrees(got any) bool {
	switch got := got.(type) {
	case float64:
		want, err := strconv.ParseFloat(c.ResultHex, 64)
		return err == nil && math.Float64bits(got) == math.Float64bits(want)
	case []string:
		var want []string
		return json.Unmarshal(c.Result, &want) == nil && slices.Equal(got, want)
	}
	var want string
	return json.Unmarshal(c.Result, &want) == nil && got == want
}

// over makes the package's functions draw from s for the rest of the test.
func over(t *testing.T, s *SystemRandom) *SystemRandom {
	system = *s
	t.Cleanup(func() { system = SystemRandom{} })
	return s
}

func TestGoldenSystemRandom(t *testing.T) {
	var golden struct {
		Streams []struct {
			Stream struct {
				Kind    string `json:"kind"`
				Seed    string `json:"seed"`
				First32 string `json:"first32_hex"`
			} `json:"stream"`
			Calls []call `json:"calls"`
		} `json:"streams"`
		Hand []call `json:"hand"`
	}
	data, err := os.ReadFile(filepath.Join(*goldenDir, "systemrandom-golden.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &golden); err != nil {
		t.Fatal(err)
	}
	ours := *goldenDir == "testdata"
	exact, differ := 0, 0 // of those through libm
	check := func(i int, c call, s *SystemRandom, left func() int) {
		before := left()
		got, err := c.do(s)
		if err != nil {
			t.Errorf("call %d: %s: %v", i, c.Py, err)
			return
		}
		if used := before - left(); used != c.Used {
			t.Errorf("call %d: %s took %d bytes, want %d", i, c.Py, used, c.Used)
		}
		libm := slices.Contains(throughLibm, c.Method)
		_, excepted := goldenExceptions[i]
		switch {
		case c.agrees(got) && ours && excepted && i >= 0:
			t.Errorf("call %d: %s is as in Python: it is no exception", i, c.Py)
		case c.agrees(got):
			if libm {
				exact++
			}
		case libm && (!ours || excepted):
			differ++
			t.Logf("call %d: %s = %x, want %s", i, c.Py, got, c.ResultHex)
		default:
			t.Errorf("call %d: %s = %v (%[3]x), want %s %s", i, c.Py, got, c.Result, c.ResultHex)
		}
	}
	for _, stream := range golden.Streams {
		if stream.Stream.Kind != "splitmix64-le64" {
			t.Fatalf("unknown stream %s", stream.Stream.Kind)
		}
		seed, err := strconv.ParseUint(stream.Stream.Seed, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		data := splitmix64(seed, stream.Calls[len(stream.Calls)-1].Total)
		if first := hex.EncodeToString(data[:32]); first != stream.Stream.First32 {
			t.Fatalf("the stream begins with %s, not %s", first, stream.Stream.First32)
		}
		r := bytes.NewReader(data)
		s := over(t, New(r))
		for i, c := range stream.Calls {
			// Where the call begins, even if the one before took too few or many.
			if _, err := r.Seek(int64(c.Total-c.Used), io.SeekStart); err != nil {
				t.Fatal(err)
			}
			check(i, c, s, r.Len)
		}
	}
	for _, c := range golden.Hand {
		data, err := hex.DecodeString(c.StreamHex)
		if err != nil {
			t.Fatal(err)
		}
		r := bytes.NewReader(data)
		check(-1, c, over(t, New(r)), r.Len)
	}
	// One argument can show in several cases, so that few values show little.
	if all := exact + differ; 100*differ > all && differ > 5 {
		t.Errorf("%d of %d values through libm differ from Python's: more than 1 %%", differ, all)
	} else {
		t.Logf("%d of %d values through libm differ from Python's", differ, all)
	}
}

// splitmix64 is the golden file's stream, of at least so many bytes.
func splitmix64(state uint64, bytes int) []byte {
	var b []byte
	for len(b) < max(bytes, 32) {
		state += 0x9e3779b97f4a7c15
		z := state
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		b = binary.LittleEndian.AppendUint64(b, z^z>>31)
	}
	return b
}
