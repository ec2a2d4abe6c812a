package sources

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/klauspost/compress/zstd"
	"pgregory.net/rapid"
)

// randomBytes are the same n bytes each time.
func randomBytes(n int) []byte {
	b := make([]byte, n)
	rand.NewChaCha8([32]byte{1}).Read(b)
	return b
}

// words are the symbols that b should give.
func words(b []byte, word int) []uint64 {
	var w []uint64
	for ; len(b) >= word/8; b = b[word/8:] {
		var full [8]byte
		copy(full[:], b[:word/8])
		w = append(w, binary.LittleEndian.Uint64(full[:]))
	}
	return w
}

// readAll fills until an error, and closes.
func readAll(t *testing.T, src Source, fill int) ([]uint64, error) {
	t.Helper()
	s, err := src.Open(context.Background(), 0)
	if err != nil {
		t.Fatal(err)
	}
	all, err := drain(s, fill)
	if err := s.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	return all, err
}

func drain(s Stream, fill int) ([]uint64, error) {
	var all []uint64
	dst := make([]uint64, fill)
	for {
		n, err := s.Fill(dst)
		all = append(all, dst[:n]...)
		if err != nil {
			return all, err
		}
	}
}

// shortStall shortens the stall time for a test.
func shortStall(t *testing.T, d time.Duration) {
	old := stallTime
	stallTime = d
	t.Cleanup(func() { stallTime = old })
}

// noLeak fails the test if goroutines of streams are left at its end.
func noLeak(t *testing.T) {
	t.Cleanup(func() {
		var stacks string
		for range 100 {
			buf := make([]byte, 1<<20)
			stacks = string(buf[:runtime.Stack(buf, true)])
			if !strings.Contains(stacks, "inputStream") {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
		t.Errorf("goroutines are left:\n%s", stacks)
	})
}

func gzipped(t *testing.T, b []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func zstded(t *testing.T, b []byte) []byte {
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	return w.EncodeAll(b, nil)
}

func TestReader(t *testing.T) {
	noLeak(t)
	sizes := []int{0, 1, 7, 8, 9, 4096, ringSize - 1, ringSize, ringSize + 13, 3*ringSize + 5}
	if testing.Short() {
		sizes = []int{0, 9, ringSize + 13}
	}
	for _, size := range sizes {
		data := randomBytes(size)
		for _, word := range []int{8, 16, 32, 64} {
			for _, fill := range []int{1, 1000, 1 << 17} {
				src := FromReader("data", bytes.NewReader(data), word)
				got, err := readAll(t, src, fill)
				if err != io.EOF || !slices.Equal(got, words(data, word)) {
					t.Errorf("%d bytes as words of %d, %d at once: %d words, %v", size, word, fill, len(got), err)
				}
				if want := wordN(word); src.N() != want || src.Name() != "data" {
					t.Errorf("word %d: name %q, N=%d", word, src.Name(), src.N())
				}
			}
		}
	}
}

// TestReaderPieces reads the same bytes in pieces of random sizes on both
// sides of the ring.
func TestReaderPieces(t *testing.T) {
	data := randomBytes(2*ringSize + 5)
	all := map[int][]uint64{}
	for _, word := range []int{8, 16, 32, 64} {
		all[word] = words(data, word)
	}
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]int{8, 16, 32, 64}).Draw(t, "word")
		in := rapid.SliceOfN(rapid.IntRange(64, ringSize), 1, 5).Draw(t, "reads")
		out := rapid.SliceOfN(rapid.IntRange(64, ringSize/4), 1, 5).Draw(t, "fills")
		want := all[word]
		s, err := FromReader("data", &pieces{bytes.NewReader(data), in, 0}, word).Open(context.Background(), 0)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		var got []uint64
		dst := make([]uint64, ringSize/4)
		for i := 0; err == nil; i++ {
			var n int
			n, err = s.Fill(dst[:out[i%len(out)]])
			got = append(got, dst[:n]...)
			if i >= 3 {
				continue
			}
			sum := sha256.Sum256(data[:len(got)*word/8])
			if s.(Digester).SHA256() != hex.EncodeToString(sum[:]) {
				t.Fatalf("the digest after %d words is not that of their bytes", len(got))
			}
		}
		if err != io.EOF || !slices.Equal(got, want) {
			t.Fatalf("%d words, want %d; %v", len(got), len(want), err)
		}
	})
}

// pieces reads at most sizes[i] bytes at once, in turn.
type pieces struct {
	r     io.Reader
	sizes []int
	i     int
}

func (p *pieces) Read(b []byte) (int, error) {
	size := p.sizes[p.i%len(p.sizes)]
	p.i++
	return p.r.Read(b[:min(len(b), size)])
}

func TestReaderOnce(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	src := FromReader("data", strings.NewReader("0123456789"), 64)
	if _, err := src.Open(ctx, 1); !errors.Is(err, ErrOneStream) {
		t.Errorf("shard 1: %v", err)
	}
	s, err := src.Open(ctx, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := src.Open(ctx, 0); !errors.Is(err, ErrAlreadyRead) {
		t.Errorf("opened twice: %v", err)
	}
	cancel()
	if _, err := src.Open(ctx, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("opened with a context that ended: %v", err)
	}
	if n, err := s.Fill(make([]uint64, 1)); n != 0 || err != context.Canceled {
		t.Errorf("Fill after the context ended: %d, %v", n, err)
	}
	if _, err := FromReader("data", strings.NewReader(""), 12).Open(context.Background(), 0); err == nil {
		t.Error("words of 12 bits can be opened")
	}
}

// A hanging reader gives nothing until it is closed.
type hanging struct{ closed chan struct{} }

func (h hanging) Read([]byte) (int, error) { <-h.closed; return 0, os.ErrClosed }
func (h hanging) Close() error             { close(h.closed); return nil }

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// TestBrokenReaders checks what comes of readers that fail: the words before
// the failure, then its error, for ever, and never io.EOF.
func TestBrokenReaders(t *testing.T) {
	noLeak(t)
	broken := errors.New("the plug was pulled")
	data := randomBytes(100)
	for _, test := range []struct {
		name string
		r    io.Reader
		n    int // words of 64 bits before the error
		is   error
		want string
	}{
		{"fails at once", iotest.ErrReader(broken), 0, broken, "data: the plug"},
		{"fails later", io.MultiReader(bytes.NewReader(data), iotest.ErrReader(broken)), 12, broken, "data: the plug"},
		{"fails with data", iotest.DataErrReader(io.MultiReader(bytes.NewReader(data), iotest.ErrReader(broken))), 12, broken, "plug"},
		{"unexpected end", io.MultiReader(bytes.NewReader(data), iotest.ErrReader(io.ErrUnexpectedEOF)), 12, io.ErrUnexpectedEOF, ""},
		{"times out", iotest.TimeoutReader(iotest.OneByteReader(bytes.NewReader(data))), 0, iotest.ErrTimeout, ""},
		{"hangs", hanging{make(chan struct{})}, 0, ErrStalled, "no data for 100ms"},
		{"hangs later", hangAfter(data), 12, ErrStalled, ""},
		{"nothing, for ever", readerFunc(func([]byte) (int, error) { return 0, nil }), 0, ErrStalled, ""},
		{"too many", readerFunc(func(p []byte) (int, error) { return len(p) + 1, nil }), 0, nil, "reader is broken"},
		{"negative", readerFunc(func(p []byte) (int, error) { return -1, nil }), 0, nil, "reader is broken"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.is == ErrStalled {
				shortStall(t, 100*time.Millisecond)
			}
			s, err := FromReader("data", test.r, 64).Open(context.Background(), 0)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			got, err := drain(s, 5)
			if len(got) != test.n {
				t.Errorf("%d words, want %d", len(got), test.n)
			}
			if errors.Is(err, io.EOF) || test.is != nil && !errors.Is(err, test.is) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %v with %q", err, test.is, test.want)
			}
			if n, again := s.Fill(make([]uint64, 2)); n != 0 || again != err {
				t.Errorf("Fill after its error: %d, %v", n, again)
			}
		})
	}
}

// hangAfter is a reader of data that hangs then.
func hangAfter(data []byte) io.ReadCloser {
	h := hanging{make(chan struct{})}
	return struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(data), h), h}
}

// TestSlowReader: a byte now and then is not a stall.
func TestSlowReader(t *testing.T) {
	noLeak(t)
	shortStall(t, 700*time.Millisecond)
	data := randomBytes(48)
	slow := func(b []byte) io.Reader {
		r := iotest.OneByteReader(bytes.NewReader(b))
		return readerFunc(func(p []byte) (int, error) { time.Sleep(15 * time.Millisecond); return r.Read(p) })
	}
	start := time.Now()
	got, err := readAll(t, FromReader("slow", slow(data), 64), 3)
	if err != io.EOF || !slices.Equal(got, words(data, 64)) {
		t.Errorf("%d words, %v", len(got), err)
	}
	if took := time.Since(start); took < stallTime {
		t.Errorf("took %v: that shows nothing", took)
	}
	// Compressed, all the words come at the end.
	got, err = readAll(t, Stdin(slow(gzipped(t, data)), 64), 3)
	if err != io.EOF || !slices.Equal(got, words(data, 64)) {
		t.Errorf("compressed: %d words, %v", len(got), err)
	}
}

func TestOneByteReader(t *testing.T) {
	data := randomBytes(10_000)
	for _, src := range []Source{
		FromReader("r", iotest.OneByteReader(bytes.NewReader(data)), 32),
		Stdin(iotest.OneByteReader(bytes.NewReader(data)), 32),
		Stdin(iotest.OneByteReader(bytes.NewReader(gzipped(t, data))), 32),
		Stdin(iotest.OneByteReader(bytes.NewReader(zstded(t, data))), 32),
	} {
		if got, err := readAll(t, src, 100); err != io.EOF || !slices.Equal(got, words(data, 32)) {
			t.Errorf("%s: %d words, %v", src.Name(), len(got), err)
		}
	}
}

// TestCancelHang: the end of the context ends a Fill that waits.
func TestCancelHang(t *testing.T) {
	noLeak(t)
	ctx, cancel := context.WithCancel(context.Background())
	s, err := FromReader("data", hanging{make(chan struct{})}, 64).Open(ctx, 0)
	if err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(20*time.Millisecond, cancel)
	start := time.Now()
	if n, err := s.Fill(make([]uint64, 1)); n != 0 || err != context.Canceled {
		t.Errorf("Fill: %d, %v", n, err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
}

// TestCloseHang: Close returns although the reader cannot be stopped.
func TestCloseHang(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	s, err := FromReader("data", readerFunc(func([]byte) (int, error) { <-release; return 0, io.EOF }), 64).Open(context.Background(), 0)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	if err := s.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("second Close: %v", err)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestFile(t *testing.T) {
	noLeak(t)
	data := randomBytes(ringSize + 1005)
	small := randomBytes(10)
	dir := t.TempDir()
	for _, test := range []struct {
		name string
		file []byte
		want []byte
	}{
		{"plain", data, data},
		{"gzip", gzipped(t, data), data},
		{"two gzip members", slices.Concat(gzipped(t, small), gzipped(t, data)), slices.Concat(small, data)},
		{"zstd", zstded(t, data), data},
		{"two zstd frames", slices.Concat(zstded(t, small), zstded(t, data)), slices.Concat(small, data)},
		{"gzip of nothing", gzipped(t, nil), nil},
		{"zstd of nothing", zstded(t, nil), nil},
		{"empty", nil, nil},
		{"10 bytes", small, small},
		{"begins as gzip but for a flag", []byte{0x1f, 0x8b, 8, 0x20, 5, 6, 7, 8}, []byte{0x1f, 0x8b, 8, 0x20, 5, 6, 7, 8}},
		{"begins as gzip but for the method", []byte{0x1f, 0x8b, 9, 0, 5, 6, 7, 8}, []byte{0x1f, 0x8b, 9, 0, 5, 6, 7, 8}},
		{"a byte of gzip", []byte{0x1f}, []byte{0x1f}},
		{"three bytes of zstd", []byte{0x28, 0xb5, 0x2f}, []byte{0x28, 0xb5, 0x2f}},
	} {
		path := filepath.Join(dir, test.name)
		if err := os.WriteFile(path, test.file, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, word := range []int{8, 64} {
			src := File(path, word)
			if src.Name() != path {
				t.Errorf("%s: the name is %q", test.name, src.Name())
			}
			for range 2 { // it can be read again
				if got, err := readAll(t, src, 999); err != io.EOF || !slices.Equal(got, words(test.want, word)) {
					t.Errorf("%s: %d words of %d, %v", test.name, len(got), word, err)
				}
			}
		}
		// Standard input is no different.
		if got, err := readAll(t, Stdin(bytes.NewReader(test.file), 8), 999); err != io.EOF || !slices.Equal(got, words(test.want, 8)) {
			t.Errorf("%s on standard input: %d bytes, %v", test.name, len(got), err)
		}
	}
}

// TestTruncated cuts compressed data at every place: all of them are broken,
// and what is given before is right.
func TestTruncated(t *testing.T) {
	noLeak(t)
	data := randomBytes(300)
	checksum, err := zstd.NewWriter(nil, zstd.WithEncoderCRC(true))
	if err != nil {
		t.Fatal(err)
	}
	defer checksum.Close()
	for name, whole := range map[string][]byte{
		"gzip": gzipped(t, data),
		"zstd": checksum.EncodeAll(data, nil),
	} {
		for cut := 4; cut < len(whole); cut++ {
			got, err := readAll(t, Stdin(bytes.NewReader(whole[:cut]), 8), 64)
			if !errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || !strings.Contains(err.Error(), name+" data are truncated") {
				t.Fatalf("%s cut at %d of %d: %v", name, cut, len(whole), err)
			}
			if len(got) > len(data) || !slices.Equal(got, words(data[:len(got)], 8)) {
				t.Errorf("%s cut at %d of %d: wrong data", name, cut, len(whole))
			}
		}
		damaged := slices.Clone(whole)
		damaged[len(damaged)-1] ^= 1
		if _, err := readAll(t, Stdin(bytes.NewReader(damaged), 8), 64); err == io.EOF || !strings.Contains(err.Error(), name+" data are broken") {
			t.Errorf("%s with a wrong check sum: %v", name, err)
		}
		if _, err := readAll(t, Stdin(bytes.NewReader(append(slices.Clone(whole), "rubbish"...)), 8), 64); err == io.EOF {
			t.Errorf("%s with rubbish behind it: %v", name, err)
		}
	}
}

func TestFileErrors(t *testing.T) {
	dir := t.TempDir()
	secret := filepath.Join(dir, "secret")
	if err := os.WriteFile(secret, nil, 0o000); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		path string
		is   error
		want string
	}{
		{filepath.Join(dir, "missing"), os.ErrNotExist, "cannot read the file"},
		{dir, nil, "is a directory"},
		{secret, os.ErrPermission, "cannot read the file"},
		{"a\x00b", nil, "cannot read the file"},
	} {
		if test.path == secret && (os.Geteuid() == 0 || runtime.GOOS == "windows") {
			continue // who may read everything
		}
		s, err := File(test.path, 64).Open(context.Background(), 0)
		if err == nil {
			s.Close()
			t.Errorf("%s can be opened", test.path)
			continue
		}
		if test.is != nil && !errors.Is(err, test.is) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", test.path, err)
		}
	}
	if _, err := File(dir, 64).Open(context.Background(), 1); err != ErrOneStream {
		t.Errorf("shard 1: %v", err)
	}
}

func TestFuncs(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	pcg := rand.NewPCG(1, 2)
	var want []uint64
	for range 1000 {
		want = append(want, pcg.Uint64())
	}
	src := FromRandSource("pcg", rand.NewPCG(1, 2))
	if src.Name() != "pcg" || src.N() != 0 {
		t.Errorf("name %q, N=%d", src.Name(), src.N())
	}
	var got []uint64
	for range 2 { // the second opening goes on
		s, err := src.Open(ctx, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := src.Open(ctx, 0); err == nil {
			t.Error("two streams of one function are open")
		}
		dst := make([]uint64, 500)
		if n, err := s.Fill(dst); n != 500 || err != nil {
			t.Errorf("Fill: %d, %v", n, err)
		}
		got = append(got, dst...)
		s.Close()
	}
	if !slices.Equal(got, want) {
		t.Error("not the outputs of the generator")
	}
	if _, err := src.Open(ctx, 1); err != ErrOneStream {
		t.Errorf("shard 1: %v", err)
	}

	n32 := uint32(0)
	src = FromFunc32("counter", func() uint32 {
		if n32++; n32 == 1000 {
			cancel()
		}
		return n32
	})
	if src.N() != 1<<32 {
		t.Errorf("N=%d", src.N())
	}
	s, err := src.Open(ctx, 0)
	if err != nil {
		t.Fatal(err)
	}
	dst := make([]uint64, 1<<20)
	n, err := s.Fill(dst)
	if err != context.Canceled || n < 1000 || n > 2000 || dst[n-1] != uint64(n) {
		t.Errorf("Fill over the end of the context: %d, %v", n, err)
	}
	if _, err := src.Open(ctx, 0); err != context.Canceled {
		t.Errorf("Open after the end of the context: %v", err)
	}
}

func TestRecord(t *testing.T) {
	for _, name := range []string{"splitmix64", "mt19937", "rc4"} {
		e, ok := Lookup(name)
		if !ok {
			t.Fatal(name)
		}
		var out bytes.Buffer
		src := Record(e.New(5), &out)
		if src.Name() != name+"?seed=5" || src.N() != e.New(5).N() {
			t.Errorf("%s: name %q, N=%d", name, src.Name(), src.N())
		}
		if _, err := src.Open(context.Background(), 1); !errors.Is(err, ErrOneStream) {
			t.Errorf("%s: shard 1: %v", name, err)
		}
		s, err := src.Open(context.Background(), 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := src.Open(context.Background(), 0); !errors.Is(err, ErrAlreadyRead) {
			t.Errorf("%s: opened twice: %v", name, err)
		}
		var got []uint64
		for _, n := range []int{1, 0, 1000, 3} {
			dst := make([]uint64, n)
			if _, err := s.Fill(dst); err != nil {
				t.Fatal(err)
			}
			got = append(got, dst...)
		}
		s.Close()
		sum := sha256.Sum256(out.Bytes())
		if d := s.(Digester).SHA256(); d != hex.EncodeToString(sum[:]) {
			t.Errorf("%s: the digest is not that of the record", name)
		}
		word := map[string]int{"splitmix64": 64, "mt19937": 32, "rc4": 8}[name]
		if again, err := readAll(t, FromReader("record", &out, word), 100); err != io.EOF || !slices.Equal(again, got) {
			t.Errorf("%s: the record has %d words, %v; want %d", name, len(again), err, len(got))
		}
	}
}

type fullDisk struct{ left int }

func (d *fullDisk) Write(p []byte) (int, error) {
	if len(p) > d.left {
		return d.left, errors.New("no space left on device")
	}
	d.left -= len(p)
	return len(p), nil
}

func TestRecordErrors(t *testing.T) {
	s, err := Record(FromReader("data", bytes.NewReader(randomBytes(100)), 64), io.Discard).Open(context.Background(), 0)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := drain(s, 5); len(got) != 12 || err != io.EOF {
		t.Errorf("a short source: %d words, %v", len(got), err)
	}
	s.Close()

	s, err = Record(FromFunc64("f", func() uint64 { return 1 }), &fullDisk{100}).Open(context.Background(), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if got, err := drain(s, 5); len(got) != 10 || err == nil || !strings.Contains(err.Error(), "recording failed: no space left") {
		t.Errorf("a full disk: %d words, %v", len(got), err)
	}
	if n, err := s.Fill(make([]uint64, 1)); n != 0 || err == nil {
		t.Errorf("after a full disk: %d, %v", n, err)
	}

	below6, err := ParseView("below(6)")
	if err != nil {
		t.Fatal(err)
	}
	die, err := Apply(FromFunc64("f", func() uint64 { return 1 }), below6)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Record(die, io.Discard).Open(context.Background(), 0); err == nil || !strings.Contains(err.Error(), "below 6") {
		t.Errorf("a record of dice: %v", err)
	}
}
