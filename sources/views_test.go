package sources

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"math/bits"
	"slices"
	"strings"
	"testing"

	"github.com/randaudit/randaudit/sources/secrets"
	"pgregory.net/rapid"
)

// wordsSource is a source of given words, which end with err. It counts how
// many were read.
type wordsSource struct {
	n     uint64
	words []uint64
	err   error
	read  int
}

func (s *wordsSource) Name() string { return "given" }
func (s *wordsSource) N() uint64    { return s.n }
func (s *wordsSource) Close() error { return nil }

func (s *wordsSource) Open(context.Context, uint64) (Stream, error) { return s, nil }

func (s *wordsSource) Fill(dst []uint64) (int, error) {
	n := copy(dst, s.words[s.read:])
	s.read += n
	if n < len(dst) {
		return n, s.err
	}
	return n, nil
}

// splitmixWords are words of a width, always the same.
func splitmixWords(width, n int) []uint64 {
	words := make([]uint64, n)
	newSplitMix64(42).fill(words)
	for i := range words {
		words[i] >>= 64 - width
	}
	return words
}

// openView opens a source seen through a view.
func openView(tb testing.TB, source Source, view string) (Stream, uint64) {
	tb.Helper()
	v, err := ParseView(view)
	if err != nil {
		tb.Fatal(err)
	}
	src, err := Apply(source, v)
	if err != nil {
		tb.Fatal(err)
	}
	s, err := src.Open(context.Background(), 0)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { s.Close() })
	return s, src.N()
}

func TestParseView(t *testing.T) {
	for _, name := range []string{
		"words", "bytes", "reverse", "float", "bits(1)", "bits(64)", "below(2)", "below(18446744073709551615)",
		"choice(10)", "shuffle(2)", "shuffle(20)", "sample(10,3)", "sample(5,5)", "sample(4294967295,2)",
		"lane(0)", "lane(63)", "xor-lanes(0,63)", "low(1)", "high(64)", "decimate(1)", "decimate(18446744073709551615)",
		"lane(0)/decimate(16)", "low(32)/bytes/below(6)", "reverse/high(8)/shuffle(5)/decimate(2)",
	} {
		v, err := ParseView(name)
		if err != nil || v.Name != name {
			t.Errorf("ParseView(%q) = %q, %v", name, v.Name, err)
		}
		words := true
		for _, draw := range []string{"float", "bits", "below", "choice", "shuffle", "sample"} {
			words = words && !strings.Contains(name, draw)
		}
		if v.Words != words {
			t.Errorf("ParseView(%q).Words = %v", name, v.Words)
		}
	}
	for _, c := range []struct {
		name string
		is   error
		says string
	}{
		{"", ErrArgs, "is no view"},
		{"below(0)", ErrArgs, "n must be at least 2"},
		{"below(1)", ErrArgs, "n must be at least 2"},
		{"below(x", ErrArgs, "closing parenthesis is missing: write below(n)"},
		{"below(x)", ErrArgs, `"x" is no decimal number`},
		{"below()", ErrArgs, `"" is no decimal number`},
		{"below(06)", ErrArgs, "leading zeros"},
		{"below(+6)", ErrArgs, "sign"},
		{"below(-6)", ErrArgs, "sign"},
		{"below(6))", ErrArgs, `"6)"`},
		{"below(6,)", ErrArgs, `""`},
		{"below(18446744073709551616)", ErrArgs, "is above 2^64-1"},
		{"below", ErrArgs, "below takes 1 argument, not 0"},
		{"below(6,6)", ErrArgs, "below(6,6): below takes 1 argument, not 2"},
		{"sample(10, 3)", ErrArgs, "spaces"},
		{" words", ErrArgs, "without spaces"},
		{"words(1)", ErrArgs, "words takes 0 arguments, not 1"},
		{"words/", ErrArgs, "is no view"},
		{"Words", ErrArgs, "is no view"},
		{"bellow(6)", ErrUnknown, "did you mean below(n)?"},
		{"lanes(0)", ErrUnknown, "did you mean lane(i)?"},
		{"words/lain(0)", ErrUnknown, "did you mean lane(i)?"},
		{"bits(0)", ErrArgs, "k must be at least 1"},
		{"bits(65)", ErrArgs, "k must be at most 64"},
		{"choice(1)", ErrArgs, "k must be at least 2"},
		{"choice(65537)", ErrArgs, "k must be at most 65536"},
		{"shuffle(1)", ErrArgs, "n must be at least 2"},
		{"shuffle(21)", ErrArgs, "n must be at most 20"},
		{"sample(1,1)", ErrArgs, "n must be at least 2"},
		{"sample(10,0)", ErrArgs, "k must be at least 1"},
		{"sample(10,11)", ErrArgs, "at most n"},
		{"sample(4294967297,2)", ErrArgs, "fewer than 2^64"},
		{"sample(18446744073709551615,18446744073709551615)", ErrArgs, "fewer than 2^64"},
		{"lane(64)", ErrArgs, "i must be at most 63"},
		{"xor-lanes(3)", ErrArgs, "takes 2 arguments, not 1"},
		{"xor-lanes(3,3)", ErrArgs, "i must be below j"},
		{"xor-lanes(3,64)", ErrArgs, "j at most 63"},
		{"low(0)", ErrArgs, "k must be at least 1"},
		{"high(65)", ErrArgs, "k must be at most 64"},
		{"decimate(0)", ErrArgs, "k must be at least 1"},
	} {
		_, err := ParseView(c.name)
		if !errors.Is(err, c.is) || !strings.HasPrefix(err.Error(), "sources: ") || !strings.Contains(err.Error(), c.says) {
			t.Errorf("ParseView(%q): %v, want %v and %q", c.name, err, c.is, c.says)
		}
	}
}

func FuzzParseView(f *testing.F) {
	for _, e := range Views() {
		f.Add(e.Usage)
	}
	for _, s := range []string{"below(6)", "lane(0)/decimate(16)", "sample(10,3)", "below(x", "below(0)", "a//b", "words/words", "(", "low(07)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		v, err := ParseView(name)
		if err != nil {
			if !errors.Is(err, ErrArgs) && !errors.Is(err, ErrUnknown) {
				t.Fatalf("ParseView(%q): %v is neither ErrArgs nor ErrUnknown", name, err)
			}
			return
		}
		if again, err := ParseView(v.Name); err != nil || again.Name != v.Name {
			t.Fatalf("ParseView(%q).Name is %q, but ParseView of that %q, %v", name, v.Name, again.Name, err)
		}
		for _, n := range []uint64{0, 1, 2, 6, 1 << 8, 1 << 32, 1 << 63, math.MaxUint64} {
			if _, _, err := v.Over(n); err != nil && !errors.Is(err, ErrAlphabet) {
				t.Fatalf("%s over %d: %v is not ErrAlphabet", v.Name, n, err)
			}
		}
	})
}

// TestWords holds the views of words to what they should be, word by word.
func TestWords(t *testing.T) {
	for _, width := range []int{1, 8, 16, 31, 32, 64} {
		words := splitmixWords(width, 3000)
		each := func(f func(w uint64) uint64) (out []uint64) {
			for _, w := range words {
				out = append(out, f(w))
			}
			return out
		}
		reversed := func(w uint64) uint64 { return bits.Reverse64(w) >> (64 - width) }
		top := uint64(width - 1)
		cases := []struct {
			view string
			n    uint64
			want []uint64
		}{
			{"words", 1 << width, words},
			{"lane(0)", 2, each(func(w uint64) uint64 { return w & 1 })},
			{fmt.Sprintf("lane(%d)", top), 2, each(func(w uint64) uint64 { return w >> top })},
			{"low(1)", 2, each(func(w uint64) uint64 { return w & 1 })},
			{fmt.Sprintf("low(%d)", width), 1 << width, words},
			{"high(1)", 2, each(func(w uint64) uint64 { return w >> top })},
			{fmt.Sprintf("high(%d)", width), 1 << width, words},
			{"reverse", 1 << width, each(reversed)},
			{"reverse/reverse", 1 << width, words},
		}
		if top > 0 {
			cases = append(cases, struct {
				view string
				n    uint64
				want []uint64
			}{fmt.Sprintf("xor-lanes(0,%d)", top), 2, each(func(w uint64) uint64 { return (w ^ w>>top) & 1 })})
		}
		for _, k := range []int{1, 2, 3, 16, 999, 1500, 3000} {
			var every []uint64
			for i := 0; i+k <= len(words); i += k {
				every = append(every, words[i])
			}
			cases = append(cases, struct {
				view string
				n    uint64
				want []uint64
			}{fmt.Sprintf("decimate(%d)", k), 1 << width, every})
		}
		if width >= 8 && width != 31 {
			var bytes []uint64
			for _, w := range words {
				for i := 0; i < width; i += 8 {
					bytes = append(bytes, w>>i&0xff)
				}
			}
			cases = append(cases, struct {
				view string
				n    uint64
				want []uint64
			}{"bytes", 256, bytes})
		}
		for _, c := range cases {
			s, n := openView(t, &wordsSource{n: 1 << width, words: words, err: io.EOF}, c.view)
			got := make([]uint64, len(c.want)+1)
			filled, err := s.Fill(got)
			if n != c.n || err != io.EOF || !slices.Equal(got[:filled], c.want) {
				t.Errorf("%d bits, %s: N = %d, %d symbols (%x ...), %v, want N = %d, %d symbols (%x ...)",
					width, c.view, n, filled, got[:min(4, filled)], err, c.n, len(c.want), c.want[:min(4, len(c.want))])
			}
		}
	}
}

// TestWordsReadNoMore holds the views of words to reading what they need and
// nothing ahead, however the symbols are asked for.
func TestWordsReadNoMore(t *testing.T) {
	for _, c := range []struct {
		view  string
		width int
		words func(symbols int) int // that give so many symbols
	}{
		{"words", 64, func(n int) int { return n }},
		{"lane(3)", 16, func(n int) int { return n }},
		{"low(3)", 32, func(n int) int { return n }},
		{"high(3)", 64, func(n int) int { return n }},
		{"reverse", 64, func(n int) int { return n }},
		{"bytes", 8, func(n int) int { return n }},
		{"bytes", 16, func(n int) int { return (n + 1) / 2 }},
		{"bytes", 64, func(n int) int { return (n + 7) / 8 }},
		{"decimate(7)", 64, func(n int) int { return 7 * n }},
		{"decimate(1100)", 64, func(n int) int { return 1100 * n }},
		{"lane(0)/decimate(3)", 64, func(n int) int { return 3 * n }},
		{"bytes/decimate(3)", 64, func(n int) int { return (3*n + 7) / 8 }},
		{"decimate(3)/bytes", 64, func(n int) int { return 3 * ((n + 7) / 8) }},
	} {
		t.Run(fmt.Sprintf("%s of %d", c.view, c.width), func(t *testing.T) {
			const symbols = 40
			words := splitmixWords(c.width, c.words(symbols))
			rapid.Check(t, func(rt *rapid.T) {
				source := &wordsSource{n: 1 << c.width, words: words, err: io.EOF}
				whole, _ := openView(t, source, c.view)
				want := make([]uint64, symbols)
				if n, err := whole.Fill(want); n != symbols || err != nil {
					rt.Fatalf("%d symbols, %v", n, err)
				}
				source.read = 0
				pieces, _ := openView(t, source, c.view)
				got := make([]uint64, symbols)
				for done := 0; done < symbols; {
					n := rapid.IntRange(0, symbols-done).Draw(rt, "n")
					if filled, err := pieces.Fill(got[done : done+n]); filled != n || err != nil {
						rt.Fatalf("%d of %d symbols, %v", filled, n, err)
					}
					if done += n; source.read != c.words(done) {
						rt.Fatalf("read %d words for %d symbols, want %d", source.read, done, c.words(done))
					}
				}
				if !slices.Equal(got, want) {
					rt.Fatalf("symbols %v, want %v", got, want)
				}
			})
		})
	}
}

// drawn are the views that draw, and how SystemRandom draws their symbols.
var drawn = []struct {
	view string
	n    uint64
	draw func(s *secrets.SystemRandom) (uint64, error)
}{
	{"bits(1)", 2, func(s *secrets.SystemRandom) (uint64, error) { return s.GetRandBits(1) }},
	{"bits(8)", 256, func(s *secrets.SystemRandom) (uint64, error) { return s.GetRandBits(8) }},
	{"bits(64)", 0, func(s *secrets.SystemRandom) (uint64, error) { return s.GetRandBits(64) }},
	{"below(6)", 6, func(s *secrets.SystemRandom) (uint64, error) { return s.RandBelow(6) }},
	{"below(13835058055282163712)", 3 << 62, func(s *secrets.SystemRandom) (uint64, error) { return s.RandBelow(3 << 62) }},
	{"choice(10)", 10, func(s *secrets.SystemRandom) (uint64, error) { return s.RandBelow(10) }},
	{"float", 1 << 53, func(s *secrets.SystemRandom) (uint64, error) {
		f, err := s.Random()
		return uint64(math.Ldexp(f, 53)), err
	}},
	{"shuffle(5)", 120, func(s *secrets.SystemRandom) (uint64, error) {
		order := []uint64{0, 1, 2, 3, 4}
		err := secrets.ShuffleFrom(s, order)
		return Rank(order, 5), err
	}},
	{"shuffle(20)", 2432902008176640000, func(s *secrets.SystemRandom) (uint64, error) {
		order := make([]uint64, 20)
		ascending(order)
		err := secrets.ShuffleFrom(s, order)
		return Rank(order, 20), err
	}},
	{"sample(10,3)", 720, func(s *secrets.SystemRandom) (uint64, error) {
		population := make([]uint64, 10)
		ascending(population)
		sample, err := secrets.SampleFrom(s, population, 3)
		return Rank(sample, 10), err
	}},
	{"sample(4294967295,2)", 4294967295 * 4294967294, func(s *secrets.SystemRandom) (uint64, error) {
		sample := make([]uint64, 2)
		err := s.SampleRange(sample, 4294967295)
		return Rank(sample, 4294967295), err
	}},
}

// TestDraws holds the views that draw to SystemRandom over the same bytes, for
// words of each width, from data that ends amid a draw.
func TestDraws(t *testing.T) {
	data := make([]byte, 40_000)
	for i, w := range splitmixWords(8, len(data)) {
		data[i] = byte(w)
	}
	for _, width := range []int{8, 16, 32, 64} {
		var words []uint64
		for rest := data; len(rest) > 0; rest = rest[width/8:] {
			var w [8]byte
			copy(w[:], rest[:width/8])
			words = append(words, binary.LittleEndian.Uint64(w[:]))
		}
		for _, d := range drawn {
			want := []uint64{}
			s := secrets.New(bytes.NewReader(data))
			for {
				symbol, err := d.draw(s)
				if err != nil {
					break
				}
				want = append(want, symbol)
			}
			// An error that is not the end passes unchanged, io.ErrUnexpectedEOF
			// (of a truncated file) included.
			for _, end := range []error{io.EOF, io.ErrUnexpectedEOF, errors.New("broken")} {
				stream, n := openView(t, &wordsSource{n: 1 << width, words: words, err: end}, d.view)
				got := make([]uint64, len(want)+1)
				filled, err := stream.Fill(got[:100])
				if filled != 100 || err != nil {
					t.Fatalf("%s: %d symbols, %v", d.view, filled, err)
				}
				filled, err = stream.Fill(got[100:])
				if filled += 100; n != d.n || err != end || !slices.Equal(got[:filled], want) {
					t.Errorf("%s over %d-bit words: N = %d, %d symbols, %v, want N = %d, %d symbols, %v", d.view, width, n, filled, err, d.n, len(want), end)
				}
				if filled, err = stream.Fill(got[:1]); filled != 0 || err != end {
					t.Errorf("%s after the end: %d symbols, %v", d.view, filled, err)
				}
			}
			for _, symbol := range want {
				if d.n != 0 && symbol >= d.n {
					t.Errorf("%s: symbol %d is not below %d", d.view, symbol, d.n)
				}
			}
		}
	}
}

// TestDrawsAreFair draws from each byte once, and from each pair: every symbol
// must come up equally often.
func TestDrawsAreFair(t *testing.T) {
	every8, every16 := make([]uint64, 1<<8), make([]uint64, 1<<16)
	ascending(every8)
	ascending(every16)
	for _, c := range []struct {
		view  string
		n     uint64
		words []uint64
	}{
		{"below(2)", 1 << 8, every8},
		{"below(6)", 1 << 8, every8},
		{"below(10)", 1 << 8, every8},
		{"below(200)", 1 << 8, every8},
		{"choice(62)", 1 << 8, every8},
		{"bits(5)", 1 << 8, every8},
		{"below(256)", 1 << 16, every16},
		{"below(300)", 1 << 16, every16},
		{"below(49152)", 1 << 16, every16},
		{"bits(12)", 1 << 16, every16},
	} {
		s, n := openView(t, &wordsSource{n: c.n, words: c.words, err: io.EOF}, c.view)
		symbols := make([]uint64, len(c.words)+1)
		filled, err := s.Fill(symbols)
		if err != io.EOF {
			t.Fatal(err)
		}
		counts := make([]int, n)
		for _, x := range symbols[:filled] {
			counts[x]++
		}
		if slices.Min(counts) != slices.Max(counts) || counts[0] == 0 {
			t.Errorf("%s: the symbols come up from %d to %d times", c.view, slices.Min(counts), slices.Max(counts))
		}
	}
}

// TestStuck draws from ones alone, of which everything is rejected.
func TestStuck(t *testing.T) {
	ones := make([]uint64, 1<<16)
	for i := range ones {
		ones[i] = math.MaxUint64
	}
	s, _ := openView(t, &wordsSource{words: ones, err: io.EOF}, "below(6)")
	if n, err := s.Fill(make([]uint64, 10)); n != 0 || !errors.Is(err, ErrStuck) || !strings.Contains(err.Error(), "below(6)") {
		t.Errorf("%d symbols, %v", n, err)
	}
}

func TestApply(t *testing.T) {
	for _, c := range []struct {
		n    uint64
		view string
		says string // "": it fits
	}{
		{0, "below(6)", ""},
		{6, "words", ""},
		{6, "decimate(3)", ""},
		{6, "below(6)", "below(6) reads bytes and needs N = 2^8, 2^16, 2^32 or 2^64, but N is 6"},
		{1 << 31, "bytes", "bytes reads bytes and needs"},
		{1 << 31, "lane(30)", ""},
		{1 << 31, "lane(31)", "lane(31): the words have 31 bits"},
		{1 << 31, "xor-lanes(0,31)", "xor-lanes(0,31): the words have 31 bits"},
		{1 << 31, "low(32)", "low(32): the words have only 31 bits"},
		{1 << 31, "high(32)", "high(32): the words have only 31 bits"},
		{1000, "lane(0)", "lane(0) reads bits and needs N = 2^k, but N is 1000"},
		{1000, "reverse", "reverse reads bits"},
		{1, "low(1)", "low(1) reads bits"},
		{0, "low(32)/below(6)", ""},
		{0, "low(31)/below(6)", "below(6) reads bytes"},
		{0, "below(6)/lane(0)", "lane(0) reads bits and needs N = 2^k, but N is 6"},
		{0, "bytes/lane(8)", "lane(8): the words have 8 bits"},
	} {
		v, err := ParseView(c.view)
		if err != nil {
			t.Fatal(err)
		}
		src, err := Apply(&wordsSource{n: c.n}, v)
		if c.says == "" {
			if err != nil || src.Name() != "given|"+c.view {
				t.Errorf("%s over %d: %v", c.view, c.n, err)
			}
			continue
		}
		if !errors.Is(err, ErrAlphabet) || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "given") {
			t.Errorf("%s over %d: %v, want %q", c.view, c.n, err, c.says)
		}
	}
	// What follows symbols that are not uniform has no law.
	first := View{Name: "first", Over: func(uint64) (Law, func(Stream) Stream, error) {
		return Law{N: 2, P: func(i uint64) float64 { return 1 / float64(2+i) }}, nil, nil
	}}
	words, _ := ParseView("words")
	if _, err := Apply(&wordsSource{}, compose([]View{first, words})); !errors.Is(err, ErrAlphabet) {
		t.Errorf("words after a view that is not uniform: %v", err)
	}
}

func TestRank(t *testing.T) {
	for _, c := range []struct{ n, k uint64 }{{2, 2}, {3, 3}, {5, 5}, {6, 6}, {10, 3}, {5, 1}, {7, 4}} {
		total, ok := arrangements(c.n, c.k)
		if !ok {
			t.Fatal("too many")
		}
		next := uint64(0)
		var place func(arrangement []uint64)
		place = func(arrangement []uint64) {
			if uint64(len(arrangement)) == c.k { // they come in lexicographic order
				if rank := Rank(arrangement, c.n); rank != next {
					t.Fatalf("Rank(%v, %d) = %d, want %d", arrangement, c.n, rank, next)
				}
				next++
				return
			}
			for a := range c.n {
				if !slices.Contains(arrangement, a) {
					place(append(slices.Clip(arrangement), a))
				}
			}
		}
		place(nil)
		if next != total {
			t.Errorf("%d of %d: %d arrangements, want %d", c.k, c.n, next, total)
		}
	}
	last := make([]uint64, 20)
	for i := range last {
		last[i] = uint64(19 - i)
	}
	if rank := Rank(last, 20); rank != 2432902008176640000-1 {
		t.Errorf("the last of 20! orders has rank %d", rank)
	}
}

func TestViews(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range Views() {
		if seen[e.Name] || e.Doc == "" || !strings.HasPrefix(e.Usage, e.Name) {
			t.Errorf("bad entry %q (%q)", e.Name, e.Usage)
		}
		seen[e.Name] = true
	}
	for _, name := range []string{"below", "", "Below", "a b", "2nd"} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("RegisterView took %q", name)
				}
			}()
			RegisterView(ViewEntry{Name: name})
		}()
	}
}

func BenchmarkView(b *testing.B) {
	for _, view := range []string{
		"words", "bytes", "lane(0)", "reverse", "decimate(16)", "lane(0)/decimate(16)",
		"bits(8)", "below(6)", "below(1000)", "choice(10)", "shuffle(5)", "shuffle(20)", "sample(10,3)", "float",
	} {
		b.Run("view="+view, func(b *testing.B) {
			e, _ := Lookup("splitmix64")
			s, _ := openView(b, e.New(1), view)
			dst := make([]uint64, 4096)
			b.ReportAllocs()
			b.ResetTimer()
			for n := 0; n < b.N; n += len(dst) {
				if _, err := s.Fill(dst[:min(len(dst), b.N-n)]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// A way of drawing of one's own is a view like any other.
func ExampleDrawn() {
	letters := Drawn("letter", 26, func(r io.Reader) func() (uint64, error) {
		var b [1]byte
		return func() (uint64, error) {
			_, err := io.ReadFull(r, b[:])
			return uint64(b[0] % 26), err
		}
	})
	src, err := Apply(&wordsSource{n: 256, words: []uint64{0, 25, 26, 255}, err: io.EOF}, letters)
	if err != nil {
		fmt.Println(err)
		return
	}
	stream, err := src.Open(context.Background(), 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer stream.Close()
	symbols := make([]uint64, 10)
	n, err := stream.Fill(symbols)
	fmt.Println(src.Name(), symbols[:n], err)
	// Output: given|letter [0 25 0 21] EOF
}
