package sources

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/randaudit/randaudit/sources/secrets"
	"pgregory.net/rapid"
)

// TestDistributionFunctions holds the distribution functions of the views to
// values at 50 digits, which testdata/distributions.py computed.
func TestDistributionFunctions(t *testing.T) {
	data, err := os.ReadFile("testdata/distributions.json")
	if err != nil {
		t.Fatal(err)
	}
	var rows []struct {
		Name string
		Args []uint64
		X    float64
		F    string
		Mass string
	}
	if err := json.Unmarshal(data, &rows); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	number := func(s string) float64 {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	const most = 1e-12
	for _, row := range rows {
		seen[row.Name] = true
		var f float64
		if row.Name == "binomialvariate" {
			below, mass := binomialTable(int(row.Args[0]), float64(row.Args[1])/hundredth)
			f = below[int(row.X)]
			if d := math.Abs(mass[int(row.X)] - number(row.Mass)); d > most {
				t.Errorf("binomialvariate%v: P(%v) is off by %.2g", row.Args, row.X, d)
			}
		} else {
			i := slices.IndexFunc(distributions, func(d distribution) bool { return d.name == row.Name })
			_, cdf := distributions[i].make(parameters(row.Args))
			f = cdf(row.X)
		}
		if d := math.Abs(f - number(row.F)); !(d <= most) {
			t.Errorf("%s%v: F(%v) = %v is off by %.2g", row.Name, row.Args, row.X, f, d)
		}
	}
	for _, d := range distributions {
		if !seen[d.name] {
			t.Errorf("%s: no values", d.name)
		}
	}
}

// methodViews are views of every method, and how many symbols they have.
var methodViews = []struct {
	view string
	n    uint64
}{
	{"uniform(10,20)", 1 << 16},
	{"triangular(0)", 1 << 16}, {"triangular(25)", 1 << 16}, {"triangular(100)", 1 << 16},
	{"normalvariate(1000,250)", 1 << 16}, {"gauss(1000,250)", 1 << 16}, {"gausspair", 1 << 16},
	{"lognormvariate(150,25)", 1 << 16}, {"expovariate(250)", 1 << 16},
	{"gammavariate(50)", 1 << 16}, {"gammavariate(100)", 1 << 16}, {"gammavariate(730)", 1 << 16},
	{"betavariate(50,50)", 1 << 16}, {"betavariate(200,300)", 1 << 16},
	{"vonmisesvariate(100,400)", 1 << 16}, {"vonmisesvariate(100,0)", 1 << 16}, {"vonmisesvariate(0,10000)", 1 << 16},
	{"paretovariate(300)", 1 << 16}, {"weibullvariate(200,150)", 1 << 16},
	{"binomialvariate(1,30)", 1 << 16}, {"binomialvariate(20,50)", 1 << 16}, {"binomialvariate(100,7)", 1 << 16},
	{"binomialvariate(1000,50)", 1 << 16}, {"binomialvariate(1000,93)", 1 << 16},
	{"randrange(10,100,7)", 13}, {"randrange(0,1000,1)", 1000}, {"randrange-down(100,10,7)", 13}, {"randint(5,10)", 6},
	{"big-bits(64)", 1 << 32}, {"big-bits(521)", 1 << 32}, {"big-below(100)", 3 << 16}, {"big-randrange(100)", 3 << 16},
	{"big-randint(100)", 3 << 16}, {"big-below(16)", 3 << 16},
	{"randbytes(32)", 256}, {"tokenhex(32)", 16}, {"tokenhex(32,63)", 16}, {"tokenurlsafe(32)", 64},
	{"tokenurlsafe(32,0)", 64}, {"tokenurlsafe(32,42)", 16}, {"tokenurlsafe(16,21)", 4}, {"tokenurlsafe(3,3)", 64},
	{"tokenurlsafe-any(32)", 64}, {"tokenurlsafe-any(16)", 64},
	{"uuid4", 1 << 61}, {"uuid4-fixed", 3}, {"password(12,0)", 65}, {"password(4,3)", 65}, {"password-kind(12,11)", 4},
	{"choices(1,2,3,4)", 4}, {"choices(0,7,0,1)", 4}, {"choices-cumulative(1,3,3,10)", 4}, {"choices-range(6)", 6},
	{"shuffle-place(52,0)", 52}, {"shuffle-place(52,51)", 52}, {"shuffle-pair(52,3,50)", 52 * 51}, {"shuffle-parity(21)", 2},
	{"sample-place(100,30,29)", 100}, {"sample-place(65536,10,3)", 65536}, {"sample-pair(100,30,0,29)", 9900},
	{"sample-parity(100,30)", 2}, {"sample-counts(3,2,1,0)", 16},
}

// TestMethodViews draws with each view from a fixed seed, and compares how often
// symbols come in each of up to 32 classes with the law: within 6.5 standard
// deviations, which a class leaves once in 10^10 seeds.
func TestMethodViews(t *testing.T) {
	draws := 40_000
	if testing.Short() {
		draws = 10_000
	}
	for _, c := range methodViews {
		t.Run(c.view, func(t *testing.T) {
			v, err := ParseView(c.view)
			if err != nil {
				t.Fatal(err)
			}
			if v.Name != c.view || v.Words {
				t.Errorf("its name is %s, words %v", v.Name, v.Words)
			}
			law, open, err := v.Over(0)
			if err != nil {
				t.Fatal(err)
			}
			if law.N != c.n {
				t.Fatalf("N = %d, want %d", law.N, c.n)
			}
			e, _ := Lookup("splitmix64")
			base, err := e.New(7).Open(t.Context(), 0)
			if err != nil {
				t.Fatal(err)
			}
			s := open(base)
			defer s.Close()
			symbols := make([]uint64, draws)
			if n, err := s.Fill(symbols); err != nil {
				t.Fatalf("%d symbols, %v", n, err)
			}
			classes := min(law.N, 32)
			class := func(x uint64) uint64 {
				if law.N > 1<<32 {
					return x / (law.N / classes)
				}
				return x * classes / law.N
			}
			expected, counts := make([]float64, classes), make([]float64, classes)
			if law.P == nil {
				for i := range expected {
					first := (uint64(i)*law.N + classes - 1) / classes
					last := (uint64(i+1)*law.N + classes - 1) / classes
					expected[i] = float64(last-first) / float64(law.N)
					if law.N > 1<<32 {
						expected[i] = 1 / float64(classes)
					}
				}
			} else {
				for x := range law.N {
					expected[class(x)] += law.P(x)
				}
			}
			total := 0.0
			for _, p := range expected {
				total += p
			}
			if math.Abs(total-1) > 1e-12 {
				t.Fatalf("the law adds up to %v", total)
			}
			for _, x := range symbols {
				if x >= law.N {
					t.Fatalf("symbol %d of N = %d", x, law.N)
				}
				if law.P != nil && law.P(x) == 0 {
					t.Fatalf("symbol %d has the probability 0", x)
				}
				counts[class(x)]++
			}
			for i, p := range expected {
				mean, sd := p*float64(draws), math.Sqrt(p*(1-p)*float64(draws))
				if math.Abs(counts[i]-mean) > 6.5*sd+1e-9 {
					t.Errorf("class %d: %v times, expected %.1f +- %.1f", i, counts[i], mean, sd)
				}
			}
		})
	}
}

// TestMethodViewsCover holds that the list above has each view that was
// registered for a method.
func TestMethodViewsCover(t *testing.T) {
	tried := map[string]bool{}
	for _, m := range methodViews {
		name, _, _ := strings.Cut(m.view, "(")
		tried[name] = true
	}
	for _, d := range distributions {
		if !tried[d.name] {
			t.Errorf("%s is not tried", d.name)
		}
	}
	for _, e := range methodEntries {
		if !tried[e.Name] {
			t.Errorf("%s is not tried", e.Name)
		}
	}
}

func TestMethodViewArguments(t *testing.T) {
	for _, view := range []string{
		"uniform(1)", "uniform(5,5)", "uniform(0,1048577)", "triangular(101)", "normalvariate(0,0)", "gauss(1)",
		"lognormvariate(0,1001)", "expovariate(0)", "gammavariate(9)", "betavariate(49,50)", "vonmisesvariate(629,1)",
		"vonmisesvariate(0,10001)", "paretovariate(9)", "weibullvariate(1,9)", "gausspair(1)",
		"binomialvariate(0,50)", "binomialvariate(65537,50)", "binomialvariate(10,0)", "binomialvariate(10,100)",
		"randrange(5,5,1)", "randrange(5,6,1)", "randrange(10,0,1)", "randrange(0,10,0)", "randrange-down(0,10,1)", "randint(5,5)",
		"big-bits(63)", "big-below(15)", "big-randrange(65537)", "big-randint(1)",
		"randbytes(0)", "tokenhex(0)", "tokenhex(2,4)", "tokenhex", "tokenhex(1,0,0)", "tokenurlsafe(32,43)", "tokenurlsafe-any(0)",
		"uuid4(1)", "uuid4-fixed(1)", "password(3,0)", "password(12,12)", "password-kind(65,0)",
		"choices(1)", "choices(0,0)", "choices(1,1048577)", "choices-cumulative(3,1)", "choices-cumulative(0,0)",
		"choices-range(1)", "choices-range(65537)",
		"shuffle-place(1,0)", "shuffle-place(52,52)", "shuffle-pair(52,1,1)", "shuffle-pair(52,1)", "shuffle-parity(65537)",
		"sample-place(10,11,0)", "sample-place(10,3,3)", "sample-pair(10,3,0,0)", "sample-parity(10,1)", "sample-parity(10000,4097)",
		"sample-counts(1)", "sample-counts(1,0)", "sample-counts(1048577,1)",
	} {
		if _, err := ParseView(view); !errors.Is(err, ErrArgs) {
			t.Errorf("%s: %v, want an error of arguments", view, err)
		}
	}
}

func TestDrawnLaw(t *testing.T) {
	law := Law{N: 2, P: func(i uint64) float64 { return [...]float64{1, 0}[i] }}
	v := DrawnLaw("even", law, func(r io.Reader) func() (uint64, error) {
		b := make([]byte, 1)
		return func() (uint64, error) {
			_, err := io.ReadFull(r, b)
			return uint64(b[0] & 1), err
		}
	})
	got, open, err := v.Over(256)
	if err != nil || got.N != 2 || got.P(0) != 1 || got.P(1) != 0 {
		t.Fatalf("%v, %v", got, err)
	}
	symbols := make([]uint64, 4)
	if n, err := open(&wordsSource{n: 256, words: []uint64{2, 5, 4}, err: io.EOF}).Fill(symbols); n != 3 || err != io.EOF || symbols[1] != 1 {
		t.Errorf("%v, %d, %v", symbols, n, err)
	}
	if _, _, err := v.Over(6); !errors.Is(err, ErrAlphabet) {
		t.Errorf("over 6 symbols: %v", err)
	}
}

// TestUUIDBits changes every bit of a UUID: a free one changes the symbols, a
// fixed one is wrong.
func TestUUIDBits(t *testing.T) {
	u, err := secrets.New(bytes.NewReader(make([]byte, 16))).UUID4()
	if err != nil {
		t.Fatal(err)
	}
	if a, b := uuidFree(u); a != 0 || b != 0 || uuidFixed(u) != 0 {
		t.Fatalf("%v: %x, %x, %d", u, a, b, uuidFixed(u))
	}
	fixed := 0
	var seen [2]uint64
	for bit := range 128 {
		v := u
		v[bit/8] ^= 0x80 >> (bit % 8)
		a, b := uuidFree(v)
		if uuidFixed(v) == uuidWrong {
			fixed++
			if a != 0 || b != 0 {
				t.Errorf("bit %d is fixed and free", bit)
			}
			continue
		}
		if (a == 0) == (b == 0) || a&(a-1) != 0 || b&(b-1) != 0 || a&seen[0] != 0 || b&seen[1] != 0 {
			t.Errorf("bit %d: %x, %x", bit, a, b)
		}
		seen[0], seen[1] = seen[0]|a, seen[1]|b
	}
	if fixed != 6 || seen != [2]uint64{1<<61 - 1, 1<<61 - 1} {
		t.Errorf("%d bits are fixed, %x are free", fixed, seen)
	}
}

func TestParity(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		row := make([]uint64, rapid.IntRange(1, 40).Draw(rt, "n"))
		ascending(row)
		row = rapid.Permutation(row).Draw(rt, "row")
		want := descents(row)
		if got := parity(slices.Clone(row)); got != want {
			rt.Fatalf("parity(%v) = %d, but there are %d pairs in descending order modulo 2", row, got, want)
		}
	})
}

// A law with an impossible symbol: here, a token that begins with a hyphen,
// which a command would take for a flag.
func ExampleDrawnLaw() {
	view := DrawnLaw("flag", Law{N: 2, P: func(i uint64) float64 { return []float64{1, 0}[i] }}, func(r io.Reader) func() (uint64, error) {
		s := secrets.New(r)
		return func() (uint64, error) {
			token, err := s.TokenURLSafe(4)
			if err == nil && token[0] == '-' {
				return 1, nil
			}
			return 0, err
		}
	})
	law, _, err := view.Over(256)
	fmt.Println(view.Name, law.P(1), err)
	// Output: flag 0 <nil>
}
