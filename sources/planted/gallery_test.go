package planted_test

import (
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/randaudit/randaudit/sources"
	"github.com/randaudit/randaudit/sources/planted"
)

// TestExhibit holds that each exhibit is whole, that its classes add up, and
// that its view has the law that its classes call fair.
func TestExhibit(t *testing.T) {
	if n := len(planted.Gallery); n < 20 {
		t.Errorf("%d exhibits", n)
	}
	names := map[string]bool{}
	for _, e := range planted.Gallery {
		t.Run(e.Name, func(t *testing.T) {
			if names[e.Name] || e.When == "" || e.What == "" || e.Source == "" {
				t.Error("it is not told whole, or its name is taken")
			}
			names[e.Name] = true
			v, err := sources.ParseView(e.View)
			if err != nil {
				t.Fatal(err)
			}
			law, _, err := v.Over(0)
			if err != nil {
				t.Fatal(err)
			}
			classes, err := e.Classes()
			if err != nil {
				t.Fatal(err)
			}
			realSum, fairSum := new(big.Rat), new(big.Rat)
			for i, c := range classes {
				realSum.Add(realSum, c.Real)
				fairSum.Add(fairSum, c.Fair)
				if c.Real.Sign() < 0 || c.Label == "" {
					t.Errorf("class %d: %v", i, c)
				}
				if e.Shows == planted.Symbols {
					want := 1 / float64(law.N)
					if law.P != nil {
						want = law.P(uint64(i))
					}
					if got, _ := c.Fair.Float64(); math.Abs(got-want) > 1e-15*want {
						t.Errorf("class %d: fair is %v, its law says %v", i, got, want)
					}
				}
			}
			if one := big.NewRat(1, 1); realSum.Cmp(one) != 0 || fairSum.Cmp(one) != 0 {
				t.Errorf("the classes add up to %v and %v", realSum, fairSum)
			}
			if n := planted.Draws(classes, 1e-6, 0.99); !(n >= 1) || math.IsInf(n, 1) {
				t.Errorf("%v draws", n)
			}
		})
	}
}

// TestDraws holds the draws to figures that were computed without this code, to
// the digits that they have.
func TestDraws(t *testing.T) {
	for _, c := range []struct {
		view  string
		shows planted.Shows
		want  string
	}{
		{"cryptocat", planted.Symbols, "5.04e+05"},
		{"modulo8(10)", planted.Symbols, "1.97e+05"},
		{"modulo8(6)", planted.Symbols, "5.28e+05"},
		{"modulo8(62)", planted.Symbols, "1.83e+04"},
		{"modulo8(95)", planted.Symbols, "4.78e+03"},
		{"modulo8(3)", planted.Symbols, "1.84e+06"},
		{"modulo15(6)", planted.Symbols, "8.65e+09"},
		{"modulo15(10000)", planted.Halves, "7.3e+03"},
		{"modulo16(52)", planted.Symbols, "8.48e+08"},
		{"modulo32(26)", planted.Symbols, "1.93e+19"},
		{"modulo32(10)", planted.Symbols, "5.54e+19"},
		{"mulhigh32(3221225472)", planted.Mod3, "450"},
		{"r-sample", planted.Parity, "1.3e+03"},
		{"floatmul(6755399441055744)", planted.Mod3, "5.4e+03"},
		{"python-choices(6755399441055744)", planted.Mod3, "5.4e+03"},
		{"modulo-bits(3)", planted.Symbols, "450"},
		{"next-bytes", planted.Symbols, "3.67e+18"},
		{"naive-shuffle(3)", planted.Symbols, "5.22e+03"},
		{"naive-shuffle(4)", planted.Symbols, "3.02e+03"},
		{"naive-shuffle(5)", planted.Symbols, "3.06e+03"},
		{"offbyone-shuffle(3)", planted.Symbols, "129"},
		{"offbyone-shuffle(5)", planted.Symbols, "528"},
		{"sattolo(3)", planted.Symbols, "32.2"},
		{"sattolo(5)", planted.Symbols, "37.9"},
		{"exclusive-shuffle(4)", planted.Symbols, "45"},
		{"exclusive-shuffle(5)", planted.Symbols, "55.2"},
		{"coin-sort(3)", planted.Symbols, "516"},
		{"coin-sort(5)", planted.Symbols, "95"},
	} {
		classes, err := planted.Exhibit{View: c.view, Shows: c.shows}.Classes()
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprintf("%.3g", planted.Draws(classes, 1e-6, 0.99)); got != c.want {
			t.Errorf("%s: %s draws, want %s", c.view, got, c.want)
		}
	}
	fair := []planted.Class{{Real: big.NewRat(1, 2), Fair: big.NewRat(1, 2)}, {Real: big.NewRat(1, 2), Fair: big.NewRat(1, 2)}}
	if n := planted.Draws(fair, 1e-6, 0.99); !math.IsInf(n, 1) {
		t.Errorf("a fair coin: %v draws", n)
	}
}

// TestKnown holds single probabilities of the exhibits to what is known of them.
func TestKnown(t *testing.T) {
	for _, c := range []struct {
		view   string
		args   []uint64
		symbol uint64
		want   *big.Rat
	}{
		{"python-uniform", nil, 8, big.NewRat(1, 16)},
		{"python-uniform", nil, 0, big.NewRat(1<<49+1, 1<<53)},
		{"closed-float", nil, 2, big.NewRat(1, 1<<25)},
		{"p521-nonce", nil, 0, big.NewRat(1, 1)},
		{"short-read", nil, 0, big.NewRat(263, 2048)},
		{"next-bytes", nil, 255, big.NewRat(8388607, 1<<31-1)},
		{"arc4random-off", []uint64{6}, 4, big.NewRat(1<<32/6-1, 1<<32-5)},
		{"modulo-bits", []uint64{3}, 0, big.NewRat(1, 2)},
		{"floatmul31", []uint64{1 << 33}, 1, new(big.Rat)},
		{"floatmul31", []uint64{1 << 33}, 4, big.NewRat(1, 1<<31)},
		{"seeds", []uint64{365, 23}, 1, nil}, // 0.5073, below
		{"seeds", []uint64{2, 3}, 1, big.NewRat(1, 1)},
	} {
		got := distribution(t, c.view, c.args...).P(c.symbol)
		if c.want == nil {
			if s := got.FloatString(4); s != "0.5073" {
				t.Errorf("%s%v: P(%d) = %s", c.view, c.args, c.symbol, s)
			}
			continue
		}
		if got.Cmp(c.want) != 0 {
			t.Errorf("%s%v: P(%d) = %v, want %v", c.view, c.args, c.symbol, got, c.want)
		}
	}
	// choices(range(3*2**51)) modulo 3, within 2^-53.
	d := distribution(t, "python-choices", 3<<51)
	for r, want := range []*big.Rat{big.NewRat(1, 3), big.NewRat(3, 8), big.NewRat(7, 24)} {
		off := new(big.Rat).Sub(d.Residue(3, uint64(r)), want)
		if off.Abs(off).Cmp(big.NewRat(1, 1<<53)) > 0 {
			t.Errorf("remainder %d: %v, want %v", r, d.Residue(3, uint64(r)), want)
		}
	}
}

// TestFloatsAtTheMiddles draws with the words next to where the exact
// distribution of python-uniform and closed-float says that a symbol begins.
func TestFloatsAtTheMiddles(t *testing.T) {
	for _, way := range []struct {
		name  string
		bytes int
		bits  uint
		n     uint64
	}{{"python-uniform", 7, 53, 9}, {"closed-float", 4, 32, 3}, {"r-sample", 4, 32, 1717986919}} {
		d := distribution(t, way.name)
		for x := uint64(1); x < way.n; x += 1 + way.n/1000 {
			below := d.Between(0, x-1)
			words := new(big.Int).Lsh(below.Num(), way.bits)
			w := words.Div(words, below.Denom()).Uint64()
			for _, at := range []uint64{w - 1, w} {
				word := make([]byte, way.bytes)
				big.NewInt(0).Lsh(new(big.Int).SetUint64(at), uint(8*way.bytes)-way.bits).FillBytes(word)
				var symbol [1]uint64
				if _, err := draw(t, strings.NewReader(string(word)), way.name).Fill(symbol[:]); err != nil {
					t.Fatal(err)
				}
				if (symbol[0] < x) != (at < w) {
					t.Errorf("%s: word %d gives %d, but %d words are to give less than %d", way.name, at, symbol[0], w, x)
				}
			}
		}
	}
}

// The birthday problem, and how soon two of Debian's keys were the same.
func ExampleKeys() {
	fmt.Println(planted.Keys(365, 0.5), planted.Keys(1<<15, 0.5), planted.Keys(1<<15, 0.99))
	// Output: 23 214 549
}

// What is exactly wrong with a byte modulo 62, and how soon it is seen.
func ExampleDraws() {
	classes, err := planted.Exhibit{View: "modulo8(62)", Shows: planted.Symbols}.Classes()
	fmt.Println(classes[0].Real, classes[61].Real, err)
	fmt.Printf("%.0f draws\n", planted.Draws(classes, 1e-6, 0.99))
	// Output:
	// 5/256 1/64 <nil>
	// 18283 draws
}

func ExampleExhibit_Way() {
	way, args, err := planted.Exhibit{View: "seeds(32768,256)"}.Way()
	fmt.Println(way.Usage, args, err)
	// Output: seeds(s,m) [32768 256] <nil>
}

func TestExhibitErrors(t *testing.T) {
	for _, view := range []string{"no-such", "modulo8(x)", "modulo8(1)", "modulo8", "sattolo(9)", "seeds(1,2)", "seeds(2)", "seeds(5,70000)", "seeds(5,5000)", "cryptocat(1)"} {
		if _, err := (planted.Exhibit{View: view}).Classes(); err == nil {
			t.Errorf("%s has classes", view)
		}
	}
}

func ExampleEarlyExit() {
	fmt.Println(planted.EarlyExit([]byte("secret"), []byte("secret")), planted.EarlyExit([]byte("secret"), []byte("guess!")))
	// Output: true false
}

// An exhibit's classes have exact probabilities.
func ExampleExhibit_Classes() {
	classes, err := planted.Exhibit{View: "modulo-bits(3)", Shows: planted.Symbols}.Classes()
	for _, c := range classes {
		fmt.Println(c.Label, c.Real, c.Fair)
	}
	fmt.Println(err)
	// Output:
	// 0 1/2 1/3
	// 1 1/4 1/3
	// 2 1/4 1/3
	// <nil>
}

// TestShows puts symbols into each kind of classes.
func TestShows(t *testing.T) {
	for shows, n := range map[planted.Shows]int{planted.Symbols: 62, planted.Halves: 2, planted.Thirds: 3, planted.Parity: 2, planted.Mod3: 3} {
		classes, err := planted.Exhibit{View: "modulo8(62)", Shows: shows}.Classes()
		if err != nil || len(classes) != n {
			t.Fatalf("%s: %d classes, %v", shows, len(classes), err)
		}
		sum := new(big.Rat)
		for _, c := range classes {
			sum.Add(sum, c.Real)
		}
		if sum.Cmp(big.NewRat(1, 1)) != 0 {
			t.Errorf("%s: the classes add up to %v", shows, sum)
		}
	}
}

// The exact distribution of a byte modulo 6.
func ExampleDistribution() {
	for _, way := range planted.All {
		if way.Name == "modulo8" {
			d, err := way.Distribution(6)
			fmt.Println(d.N, d.P(0), d.P(5), err)
		}
	}
	// Output: 6 43/256 21/128 <nil>
}

func ExampleDistribution_P() {
	way, args, _ := planted.Exhibit{View: "cryptocat"}.Way()
	d, err := way.Distribution(args...)
	fmt.Println(d.P(0), d.P(1), err)
	// Output: 26/251 25/251 <nil>
}

func ExampleDistribution_Between() {
	way, args, _ := planted.Exhibit{View: "modulo15(10000)"}.Way()
	d, err := way.Distribution(args...)
	fmt.Println(d.Between(0, 4999), err)
	// Output: 2221/4096 <nil>
}

func ExampleDistribution_Residue() {
	way, args, _ := planted.Exhibit{View: "mulhigh32(3221225472)"}.Way()
	d, err := way.Distribution(args...)
	fmt.Println(d.Residue(3, 0), d.Residue(3, 1), err)
	// Output: 1/2 1/4 <nil>
}

// A way of drawing is a view, with what is exactly known of it.
func ExampleWay() {
	way, args, _ := planted.Exhibit{View: "python-uniform"}.Way()
	view, err := way.New(args...)
	fair, _ := way.Fair(args...)
	d, _ := way.Distribution(args...)
	fmt.Println(view.Name, fair.P(8), d.P(8), err)
	// Output: python-uniform 0/1 1/16 <nil>
}

// Who bets on the first face of a byte modulo 6 wins too often.
func ExampleClass() {
	c := planted.Class{Label: "1", Real: big.NewRat(43, 256), Fair: big.NewRat(1, 6)}
	fmt.Println(new(big.Rat).Sub(c.Real, c.Fair))
	// Output: 1/768
}
