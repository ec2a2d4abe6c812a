package planted_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/randaudit/randaudit/sources"
	"github.com/randaudit/randaudit/sources/planted"
	"pgregory.net/rapid"
)

// byName returns a way of All.
func byName(t testing.TB, name string) planted.Way {
	t.Helper()
	for _, w := range planted.All {
		if w.Name == name {
			return w
		}
	}
	t.Fatalf("no way is called %s", name)
	panic("unreachable")
}

func distribution(t testing.TB, name string, args ...uint64) *planted.Distribution {
	t.Helper()
	d, err := byName(t, name).Distribution(args...)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// classes are the probabilities that a row of the table is about.
type classes func(t *testing.T) []*big.Rat

func everySymbol(name string, args ...uint64) classes {
	return func(t *testing.T) []*big.Rat {
		d := distribution(t, name, args...)
		p := make([]*big.Rat, d.N)
		for i := range p {
			p[i] = d.P(uint64(i))
		}
		return p
	}
}

func residues(m uint64, name string, args ...uint64) classes {
	return func(t *testing.T) []*big.Rat {
		d := distribution(t, name, args...)
		p := make([]*big.Rat, m)
		for r := range p {
			p[r] = d.Residue(m, uint64(r))
		}
		return p
	}
}

func thirds(name string, n uint64) classes {
	return func(t *testing.T) []*big.Rat {
		d := distribution(t, name, n)
		return []*big.Rat{d.Between(0, n/3-1), d.Between(n/3, n/3*2-1), d.Between(n/3*2, n-1)}
	}
}

// TestTable holds the distributions to figures that were computed without this
// code: largest and smallest probability, distance in total variation from the
// uniform distribution, and phi^2 (chi-squared for each draw), to the printed
// digits. The draws that a chi-squared test needs go by phi^2.
func TestTable(t *testing.T) {
	for _, c := range []struct {
		name               string
		p                  classes
		most, least, tv, f string
	}{
		{"cryptocat", everySymbol("cryptocat"), "0.103586", "0.0996016", "0.00359", "0.000143"},
		{"modulo8(10)", everySymbol("modulo8", 10), "0.101562", "0.0976562", "0.00937", "0.000366"},
		{"modulo8(6)", everySymbol("modulo8", 6), "0.167969", "0.164062", "0.00521", "0.000122"},
		{"modulo8(62)", everySymbol("modulo8", 62), "0.0195312", "0.015625", "0.0272", "0.00659"},
		{"modulo8(95)", everySymbol("modulo8", 95), "0.0117188", "0.0078125", "0.0787", "0.0292"},
		{"modulo8(3)", everySymbol("modulo8", 3), "0.335938", "0.332031", "0.0026", "3.05e-05"},
		{"modulo16(52)", everySymbol("modulo16", 52), "0.0192413", "0.0192261", "0.000169", "1.34e-07"},
		{"modulo32(26)", everySymbol("modulo32", 26), "0.0384615", "0.0384615", "7.88e-10", "4.77e-18"},
		{"modulo32(10)", everySymbol("modulo32", 10), "0.1", "0.1", "5.59e-10", "1.3e-18"},
		{"mulhigh32(3<<30)%3", residues(3, "mulhigh32", 3<<30), "0.5", "0.25", "0.167", "0.125"},
		{"floatmul(3<<51)%3", residues(3, "floatmul", 3<<51), "0.375", "0.291667", "0.0417", "0.0104"},
		{"naive-shuffle(3)", everySymbol("naive-shuffle", 3), "0.185185", "0.148148", "0.0556", "0.0123"},
		{"naive-shuffle(4)", everySymbol("naive-shuffle", 4), "0.0585938", "0.03125", "0.0651", "0.0298"},
		{"naive-shuffle(5)", everySymbol("naive-shuffle", 5), "0.01504", "0.00512", "0.0842", "0.0497"},
		{"offbyone-shuffle(3)", everySymbol("offbyone-shuffle", 3), "0.25", "0", "0.333", "0.5"},
		{"offbyone-shuffle(4)", everySymbol("offbyone-shuffle", 4), "0.0617284", "0", "0.25", "0.35"},
		{"offbyone-shuffle(5)", everySymbol("offbyone-shuffle", 5), "0.0146484", "0", "0.204", "0.287"},
		{"sattolo(3)", everySymbol("sattolo", 3), "0.5", "0", "0.667", "2"},
		{"sattolo(4)", everySymbol("sattolo", 4), "0.166667", "0", "0.75", "3"},
		{"sattolo(5)", everySymbol("sattolo", 5), "0.0416667", "0", "0.8", "4"},

		// The words of these are n+n/3 with n = 3*2^(w-2).
		{"modulo32(3<<30) thirds", thirds("modulo32", 3<<30), "0.5", "0.25", "0.167", "0.125"},
		{"modulo64(3<<62) thirds", thirds("modulo64", 3<<62), "0.5", "0.25", "0.167", "0.125"},
		{"mulhigh64(3<<62)%3", residues(3, "mulhigh64", 3<<62), "0.5", "0.25", "0.167", "0.125"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := c.p(t)
			k := big.NewRat(int64(len(p)), 1)
			uniform := new(big.Rat).Inv(k)
			most, least := new(big.Rat).Set(p[0]), new(big.Rat).Set(p[0])
			sum, tv, phi := new(big.Rat), new(big.Rat), new(big.Rat)
			for _, p := range p {
				if p.Cmp(most) > 0 {
					most = p
				}
				if p.Cmp(least) < 0 {
					least = p
				}
				sum.Add(sum, p)
				d := new(big.Rat).Sub(p, uniform)
				phi.Add(phi, new(big.Rat).Mul(d, d))
				tv.Add(tv, d.Abs(d))
			}
			if sum.Cmp(big.NewRat(1, 1)) != 0 {
				t.Errorf("the probabilities add up to %v", sum)
			}
			tv.Mul(tv, big.NewRat(1, 2))
			phi.Mul(phi, k)
			for _, v := range []struct {
				what   string
				got    *big.Rat
				digits int
				want   string
			}{{"max p", most, 6, c.most}, {"min p", least, 6, c.least}, {"TV", tv, 3, c.tv}, {"phi^2", phi, 3, c.f}} {
				f, _ := v.got.Float64()
				if got := fmt.Sprintf("%.*g", v.digits, f); got != v.want {
					t.Errorf("%s = %s, want %s", v.what, got, v.want)
				}
			}
		})
	}
}

// TestGallery holds single probabilities to what is known of the bugs.
func TestGallery(t *testing.T) {
	// 2^53 floats cannot be divided by 3: 1/3 and 7/24 are met within 2^-53.
	third, seven24ths := big.NewRat((1<<53+1)/3, 1<<53), big.NewRat((7<<50-1)/3, 1<<53)
	for _, c := range []struct {
		what      string
		got, want *big.Rat
	}{
		{"cryptocat: 0", distribution(t, "cryptocat").P(0), big.NewRat(26, 251)},
		{"cryptocat: 9", distribution(t, "cryptocat").P(9), big.NewRat(25, 251)},
		{"floatmul(3<<51) % 3 = 0", distribution(t, "floatmul", 3<<51).Residue(3, 0), third},
		{"floatmul(3<<51) % 3 = 1", distribution(t, "floatmul", 3<<51).Residue(3, 1), big.NewRat(3, 8)},
		{"floatmul(3<<51) % 3 = 2", distribution(t, "floatmul", 3<<51).Residue(3, 2), seven24ths},
		{"mulhigh32(3<<30) % 3 = 0", distribution(t, "mulhigh32", 3<<30).Residue(3, 0), big.NewRat(1, 2)},
	} {
		if c.got.Cmp(c.want) != 0 {
			t.Errorf("%s: %v, want %v", c.what, c.got, c.want)
		}
	}
	// The last card of the poker site never ends in its place; Sattolo's cards
	// never do, and its orders are equally likely.
	poker, cycles := distribution(t, "offbyone-shuffle", 5), distribution(t, "sattolo", 5)
	eachOrder(5, func(order []uint64) {
		rank := sources.Rank(order, 5)
		if order[4] == 4 && poker.P(rank).Sign() != 0 {
			t.Errorf("offbyone-shuffle(5): order %v has probability %v", order, poker.P(rank))
		}
		at, length := order[0], 1
		for ; at != 0; at = order[at] {
			length++
		}
		want := new(big.Rat)
		if length == 5 {
			want.SetFrac64(1, 24)
		}
		if got := cycles.P(rank); got.Cmp(want) != 0 {
			t.Errorf("sattolo(5): order %v has probability %v, want %v", order, got, want)
		}
	})
}

// eachOrder calls f with every order of 0 ... n-1.
func eachOrder(n int, f func(order []uint64)) {
	order := make([]uint64, n)
	for i := range order {
		order[i] = uint64(i)
	}
	var place func(i int)
	place = func(i int) {
		if i == n {
			f(order)
			return
		}
		for j := i; j < n; j++ {
			order[i], order[j] = order[j], order[i]
			place(i + 1)
			order[i], order[j] = order[j], order[i]
		}
	}
	place(0)
}

// draw opens a way over bytes and returns what draws from them.
func draw(t testing.TB, r io.Reader, name string, args ...uint64) sources.Stream {
	t.Helper()
	v, err := byName(t, name).New(args...)
	if err != nil {
		t.Fatal(err)
	}
	_, open, err := v.Over(256)
	if err != nil {
		t.Fatal(err)
	}
	return open(byteWords{r})
}

// byteWords is a stream of bytes.
type byteWords struct{ io.Reader }

func (b byteWords) Fill(dst []uint64) (int, error) {
	for i := range dst {
		var p [1]byte
		if _, err := io.ReadFull(b.Reader, p[:]); err != nil {
			return i, err
		}
		dst[i] = uint64(p[0])
	}
	return len(dst), nil
}

func (byteWords) Close() error { return nil }

// TestEveryWord draws from every word there is, for the ways that take 8 or 16
// bits: the counts are the distribution itself.
func TestEveryWord(t *testing.T) {
	every8, every16 := make([]byte, 1<<8), make([]byte, 0, 2<<16)
	for i := range every8 {
		every8[i] = byte(i)
	}
	for w := range 1 << 16 {
		every16 = binary.LittleEndian.AppendUint16(every16, uint16(w))
	}
	type row struct {
		name string
		args []uint64
		data []byte
	}
	rows := []row{{"cryptocat", nil, every8}}
	for _, n := range []uint64{2, 3, 6, 10, 62, 95, 128, 200, 255, 256} {
		rows = append(rows, row{"modulo8", []uint64{n}, every8})
	}
	for _, n := range []uint64{2, 52, 1000, 49152, 65535, 65536} {
		rows = append(rows, row{"modulo16", []uint64{n}, every16})
	}
	for _, r := range rows {
		d := distribution(t, r.name, r.args...)
		counts := make([]int64, d.N)
		s := draw(t, bytes.NewReader(r.data), r.name, r.args...)
		total := int64(0)
		for {
			var symbol [1]uint64
			if _, err := s.Fill(symbol[:]); err == io.EOF {
				break
			} else if err != nil {
				t.Fatal(err)
			}
			counts[symbol[0]]++
			total++
		}
		for i, count := range counts {
			if got := d.P(uint64(i)); got.Cmp(big.NewRat(count, total)) != 0 {
				t.Fatalf("%s%v: P(%d) = %v, but %d of %d words give it", r.name, r.args, i, got, count, total)
			}
		}
	}
}

// TestThresholds holds the distributions of the ways of more bits to what the
// code does at the border of each symbol: if below(x) words give a symbol less
// than x, the words of these ways that multiply are 0 ... below(x)-1.
func TestThresholds(t *testing.T) {
	ways := []struct {
		name  string
		width uint   // bits of a word
		most  uint64 // n
		bytes func(w uint64) []byte
	}{
		{"mulhigh32", 32, 1 << 32, func(w uint64) []byte { return binary.LittleEndian.AppendUint32(nil, uint32(w)) }},
		{"mulhigh64", 64, math.MaxUint64, func(w uint64) []byte { return binary.LittleEndian.AppendUint64(nil, w) }},
		{"floatmul", 53, 1 << 53, func(w uint64) []byte { return binary.BigEndian.AppendUint64(nil, w<<3)[1:] }},
		{"python-choices", 53, 1 << 53, func(w uint64) []byte { return binary.BigEndian.AppendUint64(nil, w<<3)[1:] }},
		{"floatmul32", 32, 1 << 32, func(w uint64) []byte { return binary.BigEndian.AppendUint32(nil, uint32(w)) }},
		{"floatmul31", 31, 1 << 31, func(w uint64) []byte { return binary.BigEndian.AppendUint32(nil, uint32(w)<<1) }},
	}
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			rapid.Check(t, func(rt *rapid.T) {
				n := rapid.Uint64Range(2, way.most).Draw(rt, "n")
				x := rapid.OneOf(rapid.Uint64Range(1, n-1), rapid.Map(rapid.IntRange(0, 62), func(e int) uint64 {
					return min(1<<e+uint64(e&1), n-1) // at or after a power of two
				})).Draw(rt, "x")
				below := distribution(t, way.name, n).Between(0, x-1)
				words := new(big.Int).Lsh(below.Num(), way.width)
				words.Div(words, below.Denom())
				w := words.Uint64()
				for _, at := range []uint64{w - 1, w} {
					var symbol [1]uint64
					if _, err := draw(t, bytes.NewReader(way.bytes(at)), way.name, n).Fill(symbol[:]); err != nil {
						rt.Fatal(err)
					}
					if (symbol[0] < x) != (at < w) {
						rt.Fatalf("%s(%d): word %d gives %d, but %d words are to give less than %d", way.name, n, at, symbol[0], w, x)
					}
				}
			})
		})
	}
}

// TestSums holds the closed forms of intervals and residue classes to sums over
// the symbols.
func TestSums(t *testing.T) {
	for _, way := range planted.All {
		t.Run(way.Name, func(t *testing.T) {
			for _, n := range []uint64{2, 3, 6, 7, 100, 255} {
				args := []uint64{n}
				if way.Usage == way.Name {
					args = nil
				}
				d, err := way.Distribution(args...)
				if errors.Is(err, planted.ErrTooLarge) || errors.Is(err, sources.ErrArgs) {
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				if d.N > 1<<16 {
					break // too many to add up
				}
				m := min(n, 5)
				byResidue, all := make([]*big.Rat, m), new(big.Rat)
				for r := range byResidue {
					byResidue[r] = new(big.Rat)
				}
				for i := range d.N {
					p := d.P(i)
					all.Add(all, p)
					byResidue[i%m].Add(byResidue[i%m], p)
					if i%97 == 0 && d.Between(0, i).Cmp(all) != 0 {
						t.Fatalf("n = %d: P(0 ... %d) = %v, want %v", n, i, d.Between(0, i), all)
					}
				}
				for r, want := range byResidue {
					if got := d.Residue(m, uint64(r)); got.Cmp(want) != 0 {
						t.Errorf("n = %d: P(x mod %d = %d) = %v, want %v", n, m, r, got, want)
					}
				}
			}
		})
	}
}

// TestResiduesAddUp looks at the closed form where sums cannot go.
func TestResiduesAddUp(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		way := rapid.SampledFrom([]string{"modulo32", "modulo64", "mulhigh32", "mulhigh64", "floatmul"}).Draw(rt, "way")
		most := map[string]uint64{"modulo32": 1 << 32, "mulhigh32": 1 << 32, "floatmul": 1 << 53}[way]
		if most == 0 {
			most = math.MaxUint64
		}
		d := distribution(t, way, rapid.Uint64Range(2, most).Draw(rt, "n"))
		m := rapid.Uint64Range(1, 12).Draw(rt, "m")
		sum := new(big.Rat)
		for r := range m {
			p := d.Residue(m, r)
			if p.Sign() < 0 {
				rt.Fatalf("%s: P(x mod %d = %d) = %v", way, m, r, p)
			}
			sum.Add(sum, p)
		}
		if sum.Cmp(big.NewRat(1, 1)) != 0 {
			rt.Fatalf("%s: the residues mod %d add up to %v", way, m, sum)
		}
	})
}

// TestSimulation draws with every way from a fixed seed. Each class must come
// up as often as its probability says, within 6.5 standard deviations (8e-11
// for each class if the seed had been drawn).
func TestSimulation(t *testing.T) {
	draws := 400_000
	if testing.Short() {
		draws = 100_000
	}
	for _, c := range []struct {
		name string
		args []uint64
		mod  uint64 // classes: residues modulo mod, or every symbol
	}{
		{"cryptocat", nil, 0},
		{"modulo8", []uint64{62}, 0},
		{"modulo16", []uint64{49152}, 2},
		{"modulo32", []uint64{3 << 30}, 3},
		{"modulo64", []uint64{3 << 62}, 3},
		{"mulhigh32", []uint64{3 << 30}, 3},
		{"mulhigh64", []uint64{3 << 62}, 3},
		{"floatmul", []uint64{3 << 51}, 3},
		{"naive-shuffle", []uint64{4}, 0},
		{"offbyone-shuffle", []uint64{4}, 0},
		{"sattolo", []uint64{5}, 0},
		{"modulo15", []uint64{10000}, 2},
		{"modulo-bits", []uint64{3}, 0},
		{"floatmul32", []uint64{1 << 53}, 2},
		{"r-sample", nil, 2},
		{"floatmul31", []uint64{1 << 33}, 4},
		{"exclusive-shuffle", []uint64{4}, 0},
		{"coin-sort", []uint64{4}, 0},
		{"next-bytes", nil, 0},
		{"arc4random-off", []uint64{6}, 0},
		{"short-read", nil, 0},
		{"p521-nonce", nil, 0},
		{"closed-float", nil, 0},
		{"python-choices", []uint64{3 << 51}, 3},
		{"python-uniform", nil, 0},
		{"seeds", []uint64{10, 3}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := distribution(t, c.name, c.args...)
			view, err := byName(t, c.name).New(c.args...)
			if err != nil {
				t.Fatal(err)
			}
			entry, ok := sources.Lookup("splitmix64")
			if !ok {
				t.Fatal("no splitmix64")
			}
			src, err := sources.Apply(entry.New(1), view)
			if err != nil {
				t.Fatal(err)
			}
			s, err := src.Open(context.Background(), 0)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			symbols := make([]uint64, draws)
			if _, err := s.Fill(symbols); err != nil {
				t.Fatal(err)
			}
			m := c.mod
			if m == 0 {
				m = d.N
			}
			byResidue, byThird := make([]int, m), make([]int, 3)
			third := max(d.N/3, 1)
			for _, x := range symbols {
				if x >= d.N {
					t.Fatalf("symbol %d is not below %d", x, d.N)
				}
				byResidue[x%m]++
				byThird[min(x/third, 2)]++
			}
			check := func(what string, observed int, p *big.Rat) {
				f, _ := p.Float64()
				mean, sd := f*float64(draws), math.Sqrt(f*(1-f)*float64(draws))
				if math.Abs(float64(observed)-mean) > 6.5*sd {
					t.Errorf("%s: %d of %d draws, expected %.1f +- %.1f", what, observed, draws, mean, sd)
				}
			}
			for r, observed := range byResidue {
				check(fmt.Sprintf("x mod %d = %d", m, r), observed, d.Residue(m, uint64(r)))
			}
			if d.N < 3 {
				return
			}
			check("first third", byThird[0], d.Between(0, third-1))
			check("second third", byThird[1], d.Between(third, 2*third-1))
			check("last third", byThird[2], d.Between(2*third, d.N-1))
		})
	}
}

func TestArguments(t *testing.T) {
	for _, c := range []struct {
		name string
		args []uint64
		ok   bool
	}{
		{"modulo8", nil, false},
		{"modulo8", []uint64{1}, false},
		{"modulo8", []uint64{256}, true},
		{"modulo8", []uint64{257}, false},
		{"modulo8", []uint64{6, 6}, false},
		{"modulo32", []uint64{1<<32 + 1}, false},
		{"modulo64", []uint64{math.MaxUint64}, true},
		{"mulhigh32", []uint64{1 << 32}, true},
		{"floatmul", []uint64{1 << 53}, true},
		{"floatmul", []uint64{1<<53 + 1}, false},
		{"sattolo", []uint64{1}, false},
		{"sattolo", []uint64{8}, true},
		{"naive-shuffle", []uint64{21}, false},
		{"cryptocat", []uint64{10}, false},
		{"cryptocat", nil, true},
	} {
		way := byName(t, c.name)
		_, errView := way.New(c.args...)
		_, errLaw := way.Distribution(c.args...)
		for _, err := range []error{errView, errLaw} {
			if (err == nil) != c.ok || err != nil && !errors.Is(err, sources.ErrArgs) {
				t.Errorf("%s%v: %v", c.name, c.args, err)
			}
		}
	}
	if _, err := byName(t, "sattolo").Distribution(9); !errors.Is(err, planted.ErrTooLarge) {
		t.Errorf("sattolo(9): %v, want ErrTooLarge", err)
	}
}

// TestRegistered parses every way by its name.
func TestRegistered(t *testing.T) {
	for _, way := range planted.All {
		name := way.Name
		switch strings.Count(way.Usage, ",") {
		case 1:
			name += "(4,4)"
		default:
			if way.Usage != way.Name {
				name += "(4)"
			}
		}
		v, err := sources.ParseView(name)
		if err != nil || v.Name != name || v.Words {
			t.Errorf("ParseView(%q) = %q, words %v, %v", name, v.Name, v.Words, err)
		}
		if way.Doc == "" {
			t.Errorf("%s has no Doc", name)
		}
	}
}
