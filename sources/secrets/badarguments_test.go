package secrets_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/randaudit/randaudit/sources/mersenne"
	"github.com/randaudit/randaudit/sources/secrets"
)

// python-errors.json are calls of Python 3.11.7 with arguments at and beyond
// the edge, and what 3.12 and 3.13 do otherwise.

// badArguments are the Go counterparts of the calls: R is Random(1), S a
// SystemRandom. A call that Python refuses must give an error or panic, any
// other the same value; one that is only said not to fail gives true.
var badArguments = map[string]func(R *mersenne.Random, S *secrets.SystemRandom) (any, error){
	"secrets.randbelow(0)":                          give(func() any { return secrets.RandBelow(0) }),
	"secrets.randbelow(-1)":                         give(func() any { return secrets.BigRandBelow(big.NewInt(-1)) }),
	"secrets.randbits(-1)":                          give(func() any { return secrets.RandBits(-1) }),
	"secrets.randbits(0)":                           give(func() any { return secrets.RandBits(0) }),
	"secrets.choice([])":                            give(func() any { return secrets.Choice([]int{}) }),
	"secrets.choice('')":                            give(func() any { return secrets.Choice([]byte("")) }),
	"secrets.token_bytes(-1)":                       give(func() any { return secrets.TokenBytes(-1) }),
	"secrets.token_bytes(0)":                        give(func() any { return secrets.TokenBytes(0) }),
	"secrets.token_hex(0)":                          give(func() any { return secrets.TokenHex(0) }),
	"secrets.token_hex(-1)":                         give(func() any { return secrets.TokenHex(-1) }),
	"secrets.token_urlsafe(0)":                      give(func() any { return secrets.TokenURLSafe(0) }),
	"secrets.token_urlsafe(-1)":                     give(func() any { return secrets.TokenURLSafe(-1) }),
	"len(secrets.token_bytes())":                    give(func() any { return len(secrets.TokenBytes(secrets.DefaultEntropy)) }),
	"len(secrets.token_bytes(None))":                give(func() any { return len(secrets.TokenBytes(secrets.DefaultEntropy)) }),
	"len(secrets.token_hex())":                      give(func() any { return len(secrets.TokenHex(secrets.DefaultEntropy)) }),
	"len(secrets.token_urlsafe())":                  give(func() any { return len(secrets.TokenURLSafe(secrets.DefaultEntropy)) }),
	"len(secrets.token_urlsafe(16))":                give(func() any { return len(secrets.TokenURLSafe(16)) }),
	"secrets.DEFAULT_ENTROPY":                       give(func() any { return secrets.DefaultEntropy }),
	"secrets.compare_digest('a','a')":               give(func() any { return secrets.CompareDigest("a", "a") }),
	"secrets.compare_digest('a','b')":               give(func() any { return secrets.CompareDigest("a", "b") }),
	"secrets.compare_digest('abc','abcd')":          give(func() any { return secrets.CompareDigest("abc", "abcd") }),
	"secrets.compare_digest('','')":                 give(func() any { return secrets.CompareDigest("", "") }),
	"secrets.compare_digest(b'a',bytearray(b'a'))":  give(func() any { return secrets.CompareDigest([]byte("a"), []byte("a")) }),
	"secrets.compare_digest(b'a',memoryview(b'a'))": give(func() any { return secrets.CompareDigest([]byte("a"), []byte("a")) }),

	"S.seed(100)": func(_ *mersenne.Random, S *secrets.SystemRandom) (any, error) {
		S.Seed(100)
		return nil, nil
	},
	"S.seed(1,2,3,x=4)": func(_ *mersenne.Random, S *secrets.SystemRandom) (any, error) {
		S.Seed(1, 2, 3, map[string]int{"x": 4})
		return nil, nil
	},
	"S.getstate()":     func(_ *mersenne.Random, S *secrets.SystemRandom) (any, error) { return S.GetState() },
	"S.setstate(None)": func(_ *mersenne.Random, S *secrets.SystemRandom) (any, error) { return nil, S.SetState(nil) },
	"S.setstate((3,(),None))": func(_ *mersenne.Random, S *secrets.SystemRandom) (any, error) {
		return nil, S.SetState(mersenne.State{})
	},
	"S.getrandbits(-1)": func(_ *mersenne.Random, S *secrets.SystemRandom) (any, error) { return S.GetRandBits(-1) },
	"S.randbytes(-1)":   func(_ *mersenne.Random, S *secrets.SystemRandom) (any, error) { return S.RandBytes(-1) },
	"S.randbytes(0)":    func(_ *mersenne.Random, S *secrets.SystemRandom) (any, error) { return S.RandBytes(0) },

	"R.randbytes(-1)":        draw(func(R *mersenne.Random) any { return R.RandBytes(-1) }),
	"R.getrandbits(-1)":      draw(func(R *mersenne.Random) any { return R.GetRandBits(-1) }),
	"R.getrandbits(0)":       draw(func(R *mersenne.Random) any { return R.GetRandBits(0) }),
	"R.randrange(0)":         draw(func(R *mersenne.Random) any { return R.RandRange(0, 0, 1) }),
	"R.randrange(-721)":      draw(func(R *mersenne.Random) any { return R.RandRange(0, -721, 1) }),
	"R.randrange(3,3)":       draw(func(R *mersenne.Random) any { return R.RandRange(3, 3, 1) }),
	"R.randrange(10,5)":      draw(func(R *mersenne.Random) any { return R.RandRange(10, 5, 1) }),
	"R.randrange(0,100,-12)": draw(func(R *mersenne.Random) any { return R.RandRange(0, 100, -12) }),
	"R.randrange(100,0,12)": draw(func(R *mersenne.Random) any {
		return R.BigRandRange(big.NewInt(100), big.NewInt(0), big.NewInt(12))
	}),
	"R.randrange(0,42,0)": draw(func(R *mersenne.Random) any { return R.RandRange(0, 42, 0) }),
	"R.randint(5,1)":      draw(func(R *mersenne.Random) any { return R.RandInt(5, 1) }),
	"R.randint(3,3)":      draw(func(R *mersenne.Random) any { return R.RandInt(3, 3) }),
	"R.choice([])":        draw(func(R *mersenne.Random) any { return mersenne.Choice(R, []int{}) }),

	"R.choices([],k=1)":                      draw(func(R *mersenne.Random) any { return mersenne.Choices(R, []int{}, nil, 1) }),
	"R.choices([],k=0)":                      draw(func(R *mersenne.Random) any { return mersenne.Choices(R, []int{}, nil, 0) }),
	"R.choices([1,2],[1],k=1)":               draw(func(R *mersenne.Random) any { return mersenne.Choices(R, []int{1, 2}, []float64{1}, 1) }),
	"R.choices([1,2],cum_weights=[1],k=1)":   draw(func(R *mersenne.Random) any { return mersenne.ChoicesCumulative(R, []int{1, 2}, []float64{1}, 1) }),
	"R.choices([1,2],[0.0,0.0])":             draw(func(R *mersenne.Random) any { return mersenne.Choices(R, []int{1, 2}, []float64{0, 0}, 1) }),
	"R.choices([1,2],[3,-5])":                draw(func(R *mersenne.Random) any { return mersenne.Choices(R, []int{1, 2}, []float64{3, -5}, 1) }),
	"R.choices([1,2],[0.0,math.inf])":        draw(func(R *mersenne.Random) any { return mersenne.Choices(R, []int{1, 2}, []float64{0, math.Inf(1)}, 1) }),
	"R.choices([1,2],[0.0,math.nan])":        draw(func(R *mersenne.Random) any { return mersenne.Choices(R, []int{1, 2}, []float64{0, math.NaN()}, 1) }),
	"R.choices([1,2],k=-1)":                  draw(func(R *mersenne.Random) any { return mersenne.Choices(R, []int{1, 2}, nil, -1) }),
	"R.choices([1,2,3],[0,0,5],k=3)":         draw(func(R *mersenne.Random) any { return mersenne.Choices(R, []int{1, 2, 3}, []float64{0, 0, 5}, 3) }),
	"R.choices([1,2],cum_weights=[3,1],k=3)": draw(func(R *mersenne.Random) any { return mersenne.ChoicesCumulative(R, []int{1, 2}, []float64{3, 1}, 3) }),

	"R.sample([1,2,3],4)":  draw(func(R *mersenne.Random) any { return mersenne.Sample(R, []int{1, 2, 3}, 4) }),
	"R.sample([1,2,3],-1)": draw(func(R *mersenne.Random) any { return mersenne.Sample(R, []int{1, 2, 3}, -1) }),
	"R.sample([],0)":       draw(func(R *mersenne.Random) any { return mersenne.Sample(R, []int{}, 0) }),
	"R.sample([],1)":       draw(func(R *mersenne.Random) any { return mersenne.Sample(R, []int{}, 1) }),
	"R.sample(['r','g','b'],counts=[-3,-7,-8],k=2)": draw(func(R *mersenne.Random) any { return mersenne.SampleCounts(R, []byte("rgb"), []int{-3, -7, -8}, 2) }),
	"R.sample(['r','g','b'],counts=[0,0,0],k=2)":    draw(func(R *mersenne.Random) any { return mersenne.SampleCounts(R, []byte("rgb"), []int{0, 0, 0}, 2) }),
	"R.sample(['r','g'],counts=[10,10],k=21)":       draw(func(R *mersenne.Random) any { return mersenne.SampleCounts(R, []byte("rg"), []int{10, 10}, 21) }),
	"R.sample(['r','g','b'],counts=[1,2],k=2)":      draw(func(R *mersenne.Random) any { return mersenne.SampleCounts(R, []byte("rgb"), []int{1, 2}, 2) }),
	"R.sample(['r','g','b'],counts=[1,2,3,4],k=2)":  draw(func(R *mersenne.Random) any { return mersenne.SampleCounts(R, []byte("rgb"), []int{1, 2, 3, 4}, 2) }),
	"R.sample([],counts=[],k=0)":                    draw(func(R *mersenne.Random) any { return mersenne.SampleCounts(R, []byte{}, []int{}, 0) }),

	"R.triangular(5,5)":               draw(func(R *mersenne.Random) any { return R.Triangular(5, 5) }),
	"R.expovariate(0)":                draw(func(R *mersenne.Random) any { return R.ExpoVariate(0) }),
	"R.expovariate(0.0)":              draw(func(R *mersenne.Random) any { return R.ExpoVariate(0.0) }),
	"R.expovariate()":                 draw(func(R *mersenne.Random) any { return R.ExpoVariate(1) }), // the default
	"R.gammavariate(0,1)":             draw(func(R *mersenne.Random) any { return R.GammaVariate(0, 1) }),
	"R.gammavariate(-1,3)":            draw(func(R *mersenne.Random) any { return R.GammaVariate(-1, 3) }),
	"R.gammavariate(1,0)":             draw(func(R *mersenne.Random) any { return R.GammaVariate(1, 0) }),
	"R.betavariate(0,1)":              draw(func(R *mersenne.Random) any { return R.BetaVariate(0, 1) }),
	"R.betavariate(1,0)":              draw(func(R *mersenne.Random) any { return R.BetaVariate(1, 0) }),
	"R.paretovariate(0)":              draw(func(R *mersenne.Random) any { return R.ParetoVariate(0) }),
	"R.weibullvariate(1,0)":           draw(func(R *mersenne.Random) any { return R.WeibullVariate(1, 0) }),
	"R.vonmisesvariate(3.0,math.inf)": draw(func(R *mersenne.Random) any { return R.VonMisesVariate(3, math.Inf(1)) }),
	"R.lognormvariate(-math.inf,0.0)": draw(func(R *mersenne.Random) any { return R.LogNormVariate(math.Inf(-1), 0) }),
	"R.lognormvariate(1000,1)":        draw(func(R *mersenne.Random) any { return R.LogNormVariate(1000, 1) }),
	"R.gauss(1,-2)!=None":             draw(func(R *mersenne.Random) any { R.Gauss(1, -2); return true }),
	"R.normalvariate(1,-2)!=None":     draw(func(R *mersenne.Random) any { R.NormalVariate(1, -2); return true }),
	"R.vonmisesvariate(1,-5)!=None":   draw(func(R *mersenne.Random) any { R.VonMisesVariate(1, -5); return true }),
	"R.binomialvariate(-1)":           draw(func(R *mersenne.Random) any { return R.BinomialVariate(-1, 0.5) }),
	"R.binomialvariate(5,1.5)":        draw(func(R *mersenne.Random) any { return R.BinomialVariate(5, 1.5) }),
	"R.binomialvariate(5,-0.1)":       draw(func(R *mersenne.Random) any { return R.BinomialVariate(5, -0.1) }),
	"R.binomialvariate(0,0.5)":        draw(func(R *mersenne.Random) any { return R.BinomialVariate(0, 0.5) }),

	"R.seed(None)": draw(func(R *mersenne.Random) any { mersenne.Reseed(R, secrets.BigRandBits(624*32)); return nil }),
	"R.setstate((3,(1,)*624+(625,),None))": func(R *mersenne.Random, _ *secrets.SystemRandom) (any, error) {
		return nil, R.SetState(mersenne.State{Index: 625})
	},
	"R.setstate((3,(1,)*624+(-1,),None))": func(R *mersenne.Random, _ *secrets.SystemRandom) (any, error) {
		return nil, R.SetState(mersenne.State{Index: -1})
	},

	"uuid.uuid4().version": give(func() any { return secrets.UUID4()[6] >> 4 }),
	"uuid.uuid4().variant": give(func() any {
		if secrets.UUID4()[8]>>6 == 2 {
			return "specified in RFC 4122"
		}
		return "another"
	}),
	"uuid.UUID(int=(1<<128)-1,version=4)": give(func() any { return must(secrets.New(strings.NewReader(strings.Repeat("\xff", 16))).UUID4()) }),
	"uuid.UUID(int=0,version=4)":          give(func() any { return must(secrets.New(strings.NewReader(strings.Repeat("\x00", 16))).UUID4()) }),
}

// ruledOut are the calls that do not compile, or that mean something else in
// Go, and why.
var ruledOut = map[string][]string{
	"a bound is a uint64 or *big.Int": {
		"secrets.randbelow(1.5)", "secrets.randbelow(5.0)", "secrets.randbelow('10')", "secrets.randbelow(None)",
	},
	"a number of bits, bytes or elements is an int": {
		"secrets.randbits(1.0)", "secrets.token_bytes(1.0)", "R.getrandbits(1.5)", "R.choices([1,2],k=2.5)", "R.sample('abc',2.0)",
	},
	"a sequence is a slice": {
		"secrets.choice({})", "secrets.choice({1,2})", "secrets.choice({0:'a',1:'b'})", "R.choice({1:2})",
		"R.sample({1,2,3},2)", "R.sample({'a':1},1)", "R.shuffle((1,2,3))", "R.shuffle('abc')",
	},
	"weights are []float64 and counts []int": {
		"R.choices([1,2],10)", "R.sample(['r','g','b'],counts=10,k=2)", "R.sample(['r','g'],counts=[1.5,2],k=2)",
	},
	"weights and cumulative weights are for different functions": {
		"R.choices([1,2],weights=[1,2],cum_weights=[1,3])",
	},
	"digests are both bytes or both strings": {
		"secrets.compare_digest(b'','')", "secrets.compare_digest('a',b'a')", "secrets.compare_digest(b'a','a')",
		"secrets.compare_digest(1,2)", "secrets.compare_digest(None,None)", "secrets.compare_digest(b'a',None)",
	},
	"strings are bytes, ASCII or not: TestCompareDigest": {
		"secrets.compare_digest('fooä','fooä')", "secrets.compare_digest('foo','fooä')",
	},
	"the number of arguments is fixed": {
		"S.random(1)", "R.uniform(1)", "R.randrange(1000,step=100)", "R.randrange(1000,None,100)",
	},
	"the arguments of RandRange are int64 or *big.Int": {
		"R.randrange(3.14159)", "R.randrange(3.0)", "R.randrange('3')", "R.randrange(0,2.71828)", "R.randrange(0,42,3.0)",
	},
	"the value is a float, so 0.0 instead of 0": {
		"R.triangular(0,0,0)",
	},
	"a seed is a Seed, its version a function": {
		"R.seed([1])", "R.seed((1,2))", "R.seed(1+2j)", "R.seed(1,3)", "random.Random([])",
	},
	"a State has no version and an array of words": {
		"R.setstate((1,None,None))", "R.setstate((2,None,None))", "R.setstate((2,(1,2,3),None))",
	},
	"there is no other UUID than UUID4, and its type is 16 bytes": {
		"uuid.UUID(int=0,version=0)", "uuid.UUID(int=0,version=6)", "uuid.UUID(bytes=b'1')",
	},
}

func give(f func() any) func(*mersenne.Random, *secrets.SystemRandom) (any, error) {
	return draw(func(*mersenne.Random) any { return f() })
}

// draw makes the panics of f errors.
func draw(f func(R *mersenne.Random) any) func(*mersenne.Random, *secrets.SystemRandom) (any, error) {
	return func(R *mersenne.Random, _ *secrets.SystemRandom) (v any, err error) {
		defer func() {
			switch p := recover().(type) {
			case nil:
			case string:
				err = errors.New(p)
			default:
				panic(p) // none of ours
			}
		}()
		return f(R), nil
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err.Error())
	}
	return v
}

// repr is how Python prints v.
func repr(v any) string {
	switch v := v.(type) {
	case nil:
		return "None"
	case bool:
		return map[bool]string{true: "True", false: "False"}[v]
	case string:
		return "'" + v + "'"
	case []byte:
		return "b'" + string(v) + "'"
	case []int:
		return strings.ReplaceAll(fmt.Sprint(v), " ", ", ")
	case float64:
		s := strconv.FormatFloat(v, 'g', -1, 64)
		if !strings.ContainsAny(s, ".e") {
			s += ".0"
		}
		return s
	case secrets.UUID:
		return "UUID('" + v.String() + "')"
	}
	return fmt.Sprint(v)
}

func TestBadArguments(t *testing.T) {
	type outcome struct {
		OK    bool   `json:"ok"`
		Value string `json:"value"`
		Error string `json:"error"`
	}
	var python struct {
		Rows []struct {
			Call string `json:"call"`
			outcome
			Py313 *outcome `json:"py3.13"` // if it differs
		} `json:"rows"`
	}
	data, err := os.ReadFile("testdata/python-errors.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &python); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, calls := range ruledOut {
		out = append(out, calls...)
	}
	if len(out)+len(badArguments) != len(python.Rows) {
		t.Errorf("%d calls and %d that are ruled out are not Python's %d", len(badArguments), len(out), len(python.Rows))
	}
	for _, row := range python.Rows {
		do, ok := badArguments[row.Call]
		if ok == slices.Contains(out, row.Call) {
			t.Errorf("%s is neither tested nor ruled out, or both", row.Call)
		}
		if !ok {
			continue
		}
		want := row.outcome
		if row.Py313 != nil {
			want = *row.Py313
		}
		bytes := strings.NewReader("")
		got, err := do(mersenne.New(1), secrets.New(bytes))
		switch {
		case want.OK && err != nil:
			t.Errorf("%s: %v, want %s", row.Call, err, want.Value)
		case want.OK && repr(got) != want.Value:
			t.Errorf("%s = %s, want %s", row.Call, repr(got), want.Value)
		case !want.OK && err == nil:
			t.Errorf("%s = %s, want an error like %s", row.Call, repr(got), want.Error)
		case !want.OK && !strings.HasPrefix(err.Error(), "secrets: ") && !strings.HasPrefix(err.Error(), "mersenne: "):
			t.Errorf("%s: %v is no error of these packages", row.Call, err)
		case want.Error == "NotImplementedError" && !errors.Is(err, errors.ErrUnsupported):
			t.Errorf("%s: %v is not errors.ErrUnsupported", row.Call, err)
		}
	}
}

// TestEndlessArguments holds what would keep Python in its loop for ever.
func TestEndlessArguments(t *testing.T) {
	s := secrets.New(nil)
	nan, inf := math.NaN(), math.Inf(1)
	for name, draw := range map[string]func() (float64, error){
		"VonMisesVariate(0, NaN)": func() (float64, error) { return s.VonMisesVariate(0, nan) },
		"GammaVariate(NaN, 1)":    func() (float64, error) { return s.GammaVariate(nan, 1) },
		"GammaVariate(+Inf, 1)":   func() (float64, error) { return s.GammaVariate(inf, 1) },
		"GammaVariate(1e308, 1)":  func() (float64, error) { return s.GammaVariate(1e308, 1) },
		"BetaVariate(1, 1e308)":   func() (float64, error) { return s.BetaVariate(1, 1e308) },
		"BetaVariate(1, +Inf)":    func() (float64, error) { return s.BetaVariate(1, inf) },
		"BetaVariate(NaN, 1)":     func() (float64, error) { return s.BetaVariate(nan, 1) },
		"Triangular of two modes": func() (float64, error) { return s.Triangular(0, 1, 0.5, 0.5) },
	} {
		if x, err := draw(); err == nil {
			t.Errorf("%s = %v, want an error", name, x)
		}
	}
	for _, p := range []float64{nan, inf, -inf} {
		if k, err := s.BinomialVariate(100, p); err == nil {
			t.Errorf("BinomialVariate(100, %v) = %v, want an error", p, k)
		}
	}
}

func TestCompareDigest(t *testing.T) {
	long := strings.Repeat("x", 100)
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"", "", true},
		{long, long, true},
		{long + "a", long + "b", false},
		{"a" + long, "b" + long, false},
		{long, long + "x", false},
		{"fooä", "fooä", true},
		{"foo", "fooä", false},
		{"foo\x00", "foo", false},
	} {
		if got := secrets.CompareDigest(c.a, c.b); got != c.want {
			t.Errorf("CompareDigest(%q, %q) = %t", c.a, c.b, got)
		}
		if got := secrets.CompareDigest([]byte(c.a), []byte(c.b)); got != c.want {
			t.Errorf("CompareDigest of bytes (%q, %q) = %t", c.a, c.b, got)
		}
	}
}
