package sources

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand"
	randv2 "math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// golden is a line of testdata/generators.json: what a generator must give at
// seed 42. The figures are those of another implementation, from the papers, and
// are not to be written from this package's output.
type golden struct {
	Name   string
	Bits   int
	First  []string // hexadecimal
	SHA256 string   `json:"sha256_1mib"` // of the first MiB, its first 8 bytes
}

func readGolden(t *testing.T) []golden {
	t.Helper()
	b, err := os.ReadFile("testdata/generators.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []golden
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func newSource(t testing.TB, name string, seed uint64) Source {
	t.Helper()
	e, ok := Lookup(name)
	if !ok {
		t.Fatalf("Lookup(%q): not there", name)
	}
	return e.New(seed)
}

// take returns the first n symbols of a shard.
func take(t testing.TB, s Source, shard uint64, n int) []uint64 {
	t.Helper()
	stream, err := s.Open(t.Context(), shard)
	if err != nil {
		t.Fatalf("%s: Open: %v", s.Name(), err)
	}
	defer stream.Close()
	dst := make([]uint64, n)
	if got, err := stream.Fill(dst); got != n || err != nil {
		t.Fatalf("%s: Fill of %d: %d, %v", s.Name(), n, got, err)
	}
	return dst
}

// bytesOf writes symbols little-endian at their own width.
func bytesOf(symbols []uint64, bits int) []byte {
	var b []byte
	for _, x := range symbols {
		var word [8]byte
		binary.LittleEndian.PutUint64(word[:], x)
		b = append(b, word[:bits/8]...)
	}
	return b
}

func alphabetBits(t *testing.T, n uint64) int {
	t.Helper()
	switch n {
	case 0:
		return 64
	case 1 << 32:
		return 32
	case 1 << 16:
		return 16
	case 1 << 8:
		return 8
	}
	t.Fatalf("N = %d: want 0, 2^32, 2^16 or 2^8", n)
	return 0
}

func TestAllNames(t *testing.T) {
	seen := map[string]bool{}
	for i, e := range All {
		if seen[e.Name] || e.Name == "" || strings.ContainsAny(e.Name, "?/ ") {
			t.Errorf("%q is there twice, or is no name", e.Name)
		}
		seen[e.Name] = true
		if i > 0 && e.Group != All[i-1].Group && slices.ContainsFunc(All[:i], func(f Entry) bool { return f.Group == e.Group }) {
			t.Errorf("%s: group %q is in two parts", e.Name, e.Group)
		}
		if e.Doc == "" || strings.Contains(e.Doc, "\n") {
			t.Errorf("%s: Doc must be one line: %q", e.Name, e.Doc)
		}
		name := e.Name
		if e.Seeded {
			name += "?seed=18446744073709551615"
		}
		if s := e.New(math.MaxUint64); s.Name() != name {
			t.Errorf("%s: Name() = %q, want %q", e.Name, s.Name(), name)
		}
	}
	want := []string{"crypto", "urandom", "system", "fast", "mathrand", "mathrand-global", "randv2-pcg", "randv2-chacha8"}
	for _, g := range readGolden(t) {
		want = append(want, g.Name)
	}
	for _, name := range want {
		if !seen[name] {
			t.Errorf("%s is missing", name)
		}
	}
	if e, ok := Lookup("no-such"); ok || e.New != nil {
		t.Errorf("Lookup of a name that is not there: %v, %v", e, ok)
	}
}

func TestGenerators(t *testing.T) {
	for _, g := range readGolden(t) {
		t.Run(g.Name, func(t *testing.T) {
			s := newSource(t, g.Name, 42)
			if bits := alphabetBits(t, s.N()); bits != g.Bits {
				t.Fatalf("%d bits, want %d", bits, g.Bits)
			}
			got := take(t, s, 0, 1<<20*8/g.Bits)
			for i, h := range g.First {
				want, err := strconv.ParseUint(h, 16, 64)
				if err != nil {
					t.Fatal(err)
				}
				if got[i] != want {
					t.Errorf("output %d: %x, want %x", i, got[i], want)
				}
			}
			if s.N() != 0 {
				for i, x := range got {
					if x >= s.N() {
						t.Fatalf("output %d: %x is not below N = %x", i, x, s.N())
					}
				}
			}
			sum := sha256.Sum256(bytesOf(got, g.Bits))
			if h := hex.EncodeToString(sum[:8]); h != g.SHA256 {
				t.Errorf("SHA-256 of the first MiB: %s, want %s", h, g.SHA256)
			}
		})
	}
}

func TestSplitMix64Long(t *testing.T) {
	const want = "2f0abc3d93861f3aea137f02355b72e84c68ed3426fa63cabb9dcd68729bc29b"
	sum := sha256.Sum256(bytesOf(take(t, newSource(t, "splitmix64", 42), 0, 16<<20/8), 64))
	if got := hex.EncodeToString(sum[:]); got != want {
		t.Errorf("SHA-256 of the first 16 MiB: %s, want %s", got, want)
	}
}

// TestPublished checks outputs that the generators' authors, or a standard,
// state.
func TestPublished(t *testing.T) {
	tests := []struct {
		name  string
		g     generator
		skip  int // outputs before the first of want
		want  []uint64
		where string
	}{
		{"splitmix64", newSplitMix64(1234567), 0,
			[]uint64{6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821},
			"Rosetta Code, Pseudo-random numbers/Splitmix64"},
		{"mt19937", newMT19937(5489), 9999, []uint64{4123659995}, "C++11, [rand.predef]"},
		{"minstd0", newMinStd0(1), 9999, []uint64{1043618065 << 1}, "Park and Miller 1988; C++11, [rand.predef]"},
		{"minstd", newMinStd(1), 9999, []uint64{399268537 << 1}, "C++11, [rand.predef]"},
		{"pcg32", newPCG32(42), 0,
			[]uint64{0xa15c02b7, 0x7b47f409, 0xba1d3330, 0x83d2f293, 0xbfa4784b, 0xcbed606e},
			"pcg32-demo of the author's library"},
		{"randu", newRandu(1), 0, []uint64{65539 << 1, 393225 << 1, 1769499 << 1, 7077969 << 1}, "OEIS A096555"},
		{"xorshift128", &xorShift128{123456789, 362436069, 521288629, 88675123}, 0,
			[]uint64{3701687786, 458299110, 2500872618, 3633119408}, "the seeds of Marsaglia 2003, function xor128"},
		{"kiss99", &kiss99{z: 12345, w: 65435, jsr: 34221, jcong: 12345}, 256 + 999999, []uint64{1372460312},
			"Marsaglia 1999: after the 256 that fill his table"},
		{"rc4", newRC4Key([]byte("Key")), 0, []uint64{0xeb, 0x9f, 0x77, 0x81, 0xb7, 0x34, 0xca, 0x72, 0xa7, 0x19},
			"Wikipedia, RC4, test vectors"},
		{"rc4", newRC4Key([]byte{1, 2, 3, 4, 5}), 0, []uint64{0xb2, 0x39, 0x63, 0x05, 0xf0, 0x3d, 0xc0, 0x27},
			"RFC 6229, section 2"},
		{"chacha8", newChaCha8Key([8]uint32{}), 0, []uint64{0x2fef003e, 0xd6405f89, 0xe8b85b7f, 0xa1a5091f},
			"draft-strombergson-chacha-test-vectors, TC1, 8 rounds, 256 bits"},
		{"java48", newJava48(42), 0, []uint64{0x100000000 - 1170105035, 234785527}, "new Random(42).nextInt()"},
		{"glibcrand", newGlibcRand(1), 0, []uint64{1804289383 << 1, 846930886 << 1, 1681692777 << 1}, "glibc's rand() unseeded"},
	}
	for _, test := range tests {
		test.g.fill(make([]uint64, test.skip))
		got := make([]uint64, len(test.want))
		test.g.fill(got)
		if !slices.Equal(got, test.want) {
			t.Errorf("%s from output %d: %d, want %d (%s)", test.name, test.skip, got, test.want, test.where)
		}
	}
}

// TestMRG32k3aPublished checks the fractions that the author's RngStream.c
// gives for its default seeds, 12345 six times.
func TestMRG32k3aPublished(t *testing.T) {
	g := &mrg32k3a{[3]uint64{12345, 12345, 12345}, [3]uint64{12345, 12345, 12345}}
	got := make([]uint64, 1000)
	g.fill(got)
	for i, want := range map[int]float64{
		0: 0.127011122046577, 1: 0.318527565396795, 2: 0.309186015583270,
		3: 0.825846862927114, 4: 0.221629915782023, 999: 0.986078486802132,
	} {
		if x := float64(got[i]) / (mrgM1 + 1); math.Abs(x-want) > 1e-14 {
			t.Errorf("output %d: %.15f, want %.15f", i, x, want)
		}
	}
}

// TestStandardLibrary holds the sources that wrap Go's generators to what their
// documentation says of the seed.
func TestStandardLibrary(t *testing.T) {
	const seed = 42
	v1 := rand.New(rand.NewSource(seed))
	pcg := randv2.NewPCG(seed, 0)
	words := take(t, newSource(t, "splitmix64", seed), 0, 4)
	chacha8 := randv2.NewChaCha8([32]byte(bytesOf(words, 64)))
	for name, next := range map[string]func() uint64{
		"mathrand": v1.Uint64, "randv2-pcg": pcg.Uint64, "randv2-chacha8": chacha8.Uint64,
	} {
		for i, x := range take(t, newSource(t, name, seed), 0, 1000) {
			if want := next(); x != want {
				t.Fatalf("%s: output %d is %x, want %x", name, i, x, want)
			}
		}
	}
}

// TestChaCha8Counter checks that the block counter carries into its high word.
func TestChaCha8Counter(t *testing.T) {
	g := newChaCha8Key([8]uint32{})
	g.input[12] = math.MaxUint32
	g.refill()
	if g.input[12] != 0 || g.input[13] != 1 {
		t.Errorf("counter after block 2^32-1: %d, %d, want 0, 1", g.input[12], g.input[13])
	}
}

// TestSeedLimits checks that no seed leads to a state that is never left, or
// panics.
func TestSeedLimits(t *testing.T) {
	for _, seed := range []uint64{0, 1<<31 - 1, 1 << 31, 1<<32 - 1, 1 << 63, math.MaxUint64} {
		for _, e := range All {
			if !e.Seeded {
				continue
			}
			x := take(t, e.New(seed), 0, 1000)
			slices.Sort(x)
			if distinct := len(slices.Compact(x)); distinct < 100 {
				t.Errorf("%s, seed %d: %d different outputs of 1000", e.Name, seed, distinct)
			}
		}
	}
}

func TestShards(t *testing.T) {
	const n = 64
	for _, e := range All {
		if !e.Seeded {
			continue
		}
		// Not 43: randu makes its seed odd.
		seen := map[string]string{}
		for _, seed := range []uint64{42, 45} {
			for shard := range uint64(20) {
				x := fmt.Sprint(take(t, e.New(seed), shard, n))
				id := fmt.Sprintf("seed %d, shard %d", seed, shard)
				if other, ok := seen[x]; ok {
					t.Errorf("%s: %s is the same stream as %s", e.Name, id, other)
				}
				seen[x] = id
				if again := fmt.Sprint(take(t, e.New(seed), shard, n)); again != x {
					t.Errorf("%s: %s is not the same twice", e.Name, id)
				}
			}
		}
	}
	// The rule, once, by hand: SHA-256 of 8 bytes of seed, the name, 8 bytes of
	// shard.
	sum := sha256.Sum256([]byte("\x2a\x00\x00\x00\x00\x00\x00\x00counter64\x03\x00\x00\x00\x00\x00\x00\x00"))
	if got := take(t, newSource(t, "counter64", 42), 3, 1)[0]; got != binary.LittleEndian.Uint64(sum[:]) {
		t.Errorf("the seed of shard 3 is %x, want the first 8 of %x", got, sum)
	}
}

// TestFillSizes checks that reads of any sizes give the stream of one large
// read.
func TestFillSizes(t *testing.T) {
	const n = 3000
	rapid.Check(t, func(t *rapid.T) {
		e := rapid.SampledFrom(All[3:]).Draw(t, "entry")
		if !e.Seeded {
			return
		}
		seed := rapid.Uint64().Draw(t, "seed")
		s := e.New(seed)
		ctx := context.Background()
		whole, parts := make([]uint64, n), make([]uint64, n)
		one, err := s.Open(ctx, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := one.Fill(whole); err != nil {
			t.Fatal(err)
		}
		many, err := s.Open(ctx, 0)
		if err != nil {
			t.Fatal(err)
		}
		for at := 0; at < n; {
			size := rapid.IntRange(0, min(n-at, 1300)).Draw(t, "size")
			if got, err := many.Fill(parts[at : at+size]); got != size || err != nil {
				t.Fatalf("Fill of %d: %d, %v", size, got, err)
			}
			at += size
		}
		if !slices.Equal(whole, parts) {
			t.Fatalf("%s: reads in parts give another stream", s.Name())
		}
	})
}

// TestUnseededFillSizes does so for the sources of bytes, on bytes that are
// known.
func TestUnseededFillSizes(t *testing.T) {
	const words = 3 * systemChunk / 8
	raw := make([]byte, 8*words)
	rand.New(rand.NewSource(1)).Read(raw)
	entry := unseeded("known", "", func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(string(raw))), nil
	})
	stream, err := entry.New(0).Open(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	var got []uint64
	for size := 1; ; size = size*3%10007 + 1 {
		dst := make([]uint64, size)
		n, err := stream.Fill(dst)
		got = append(got, dst[:n]...)
		if n == size && err == nil {
			continue
		}
		if !errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
			t.Fatalf("error at the end of data that has none: %v, want io.ErrUnexpectedEOF", err)
		}
		break
	}
	if string(bytesOf(got, 64)) != string(raw) {
		t.Error("the words are not the bytes in order")
	}
}

func TestUnseeded(t *testing.T) {
	for _, name := range []string{"crypto", "urandom", "system", "mathrand-global"} {
		t.Run(name, func(t *testing.T) {
			s := newSource(t, name, 0)
			if name == "urandom" && runtime.GOOS == "windows" {
				if _, err := s.Open(t.Context(), 0); err == nil || !strings.Contains(err.Error(), "crypto") {
					t.Errorf("Open without the device: %v, want an error that names crypto", err)
				}
				return
			}
			if s.N() != 0 {
				t.Errorf("N = %d, want 0", s.N())
			}
			// Two words of 64 fair bits are equal with probability 2^-64: among
			// 20,000 no two are, with a false alarm below 1.1e-11.
			x := slices.Concat(take(t, s, 0, 10000), take(t, s, 1, 10000))
			slices.Sort(x)
			if distinct := len(slices.Compact(x)); distinct != 20000 {
				t.Errorf("%d different words of 20000", distinct)
			}
		})
	}
}

func TestFillAfterCancel(t *testing.T) {
	for _, e := range All {
		if e.Name == "urandom" && runtime.GOOS == "windows" {
			continue
		}
		ctx, cancel := context.WithCancel(t.Context())
		stream, err := e.New(42).Open(ctx, 0)
		if err != nil {
			t.Fatalf("%s: %v", e.Name, err)
		}
		dst := make([]uint64, 10)
		if n, err := stream.Fill(dst); n != 10 || err != nil {
			t.Errorf("%s: Fill: %d, %v", e.Name, n, err)
		}
		cancel()
		if n, err := stream.Fill(dst); n != 0 || err != context.Canceled {
			t.Errorf("%s: Fill after the context ended: %d, %v, want 0, %v", e.Name, n, err, context.Canceled)
		}
		if err := stream.Close(); err != nil {
			t.Errorf("%s: Close: %v", e.Name, err)
		}
	}
}

// TestFillAllocates checks that a Fill takes no memory of its own. (What
// RandBytes returns to the source system, once in 8 Fills of this size, is
// averaged out.)
func TestFillAllocates(t *testing.T) {
	dst := make([]uint64, 1000)
	for _, e := range All {
		if e.Name == "urandom" && runtime.GOOS == "windows" {
			continue
		}
		stream, err := e.New(42).Open(t.Context(), 0)
		if err != nil {
			t.Fatal(err)
		}
		if n := testing.AllocsPerRun(100, func() { stream.Fill(dst) }); n != 0 {
			t.Errorf("%s: %v allocations a Fill", e.Name, n)
		}
		stream.Close()
	}
}

// BenchmarkFill is here for work on a generator; package bench has the
// benchmarks that are published.
func BenchmarkFill(b *testing.B) {
	dst := make([]uint64, 8192)
	for _, e := range All {
		b.Run(e.Name, func(b *testing.B) {
			stream, err := e.New(42).Open(b.Context(), 0)
			if err != nil {
				b.Skip(err)
			}
			defer stream.Close()
			b.SetBytes(int64(8 * len(dst)))
			for b.Loop() {
				stream.Fill(dst)
			}
		})
	}
}
