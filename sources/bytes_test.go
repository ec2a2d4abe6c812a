package sources

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"testing/iotest"
)

func openBytes(t *testing.T, src Source) io.Reader {
	t.Helper()
	r, err := OpenBytes(context.Background(), src)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

// TestOpenBytesInput: all bytes of an input come, also those of no whole word.
func TestOpenBytesInput(t *testing.T) {
	data := make([]byte, 3*ringSize+5)
	for i := range data {
		data[i] = byte(i * i >> 7)
	}
	name := filepath.Join(t.TempDir(), "data")
	if err := os.WriteFile(name, data, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, src := range []Source{
		File(name, 64), File(name, 8), FromReader("r", bytes.NewReader(data), 32), Stdin(iotest.HalfReader(bytes.NewReader(data)), 16),
	} {
		got, err := io.ReadAll(openBytes(t, src))
		if err != nil || !bytes.Equal(got, data) {
			t.Errorf("%s: %d bytes, %v; want the %d that there are", src.Name(), len(got), err, len(data))
		}
	}
}

// TestOpenBytesSymbols: words are little-endian, however they are read.
func TestOpenBytesSymbols(t *testing.T) {
	splitmix, _ := Lookup("splitmix64")
	h := sha256.New()
	if _, err := io.CopyN(h, openBytes(t, splitmix.New(42)), 16<<20); err != nil {
		t.Fatal(err)
	}
	if got, want := hex.EncodeToString(h.Sum(nil)), "2f0abc3d93861f3aea137f02355b72e84c68ed3426fa63cabb9dcd68729bc29b"; got != want {
		t.Errorf("16 MiB of splitmix64 have the digest %s, want %s", got, want)
	}
	for _, name := range []string{"splitmix64", "pcg32", "rc4"} {
		e, _ := Lookup(name)
		want := make([]byte, 10000)
		if _, err := io.ReadFull(openBytes(t, e.New(1)), want); err != nil {
			t.Fatal(err)
		}
		got := make([]byte, len(want))
		if _, err := io.ReadFull(iotest.OneByteReader(openBytes(t, e.New(1))), got); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: other bytes one at a time: %v", name, err)
		}
	}
}

// die is a source of no bytes.
type die struct{ Source }

func (die) Name() string { return "die" }
func (die) N() uint64    { return 6 }

func TestOpenBytesAlphabet(t *testing.T) {
	if _, err := OpenBytes(context.Background(), die{}); !errors.Is(err, ErrAlphabet) {
		t.Errorf("%v, want that its numbers are no bytes", err)
	}
}
