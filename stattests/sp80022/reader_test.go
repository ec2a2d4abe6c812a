package sp80022

import (
	"bytes"
	"errors"
	"io"
	"math/bits"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"
)

// TestReader holds sequences of any length to the bits of the stream in order.
func TestReader(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		data := append([]byte{2}, rapid.SliceOfN(rapid.Byte(), 0, 200).Draw(t, "data")...)
		n := rapid.IntRange(1, 300).Draw(t, "n")
		least := rapid.Bool().Draw(t, "least significant bit first")
		r := NewReader(iotest.HalfReader(bytes.NewReader(data)), least)
		var b Bits
		for at := 0; ; at += n {
			err := r.Next(&b, n)
			if at+n > 8*len(data) {
				if err != io.EOF {
					t.Fatalf("%v after the last whole sequence, want io.EOF", err)
				}
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			for i := range n {
				c := data[(at+i)/8]
				if least {
					c = bits.Reverse8(c)
				}
				if want := uint64(c >> (7 - (at+i)%8) & 1); b.bit(i) != want {
					t.Fatalf("bit %d is %d, want %d", at+i, b.bit(i), want)
				}
			}
		}
		if r.Bytes() != int64(len(data)) || r.Text() {
			t.Fatalf("%d bytes read of %d, text %v", r.Bytes(), len(data), r.Text())
		}
	})
}

func TestReaderText(t *testing.T) {
	r := NewReader(strings.NewReader(" 0110\n10 0\r\n1\t01"), true)
	var b Bits
	for _, want := range []string{"01101", "00101"} {
		if err := r.Next(&b, 5); err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for i := range 5 {
			got.WriteByte('0' + byte(b.bit(i)))
		}
		if got.String() != want {
			t.Errorf("%s, want %s", &got, want)
		}
	}
	if err := r.Next(&b, 1); err != io.EOF || !r.Text() {
		t.Errorf("%v, text %v; want io.EOF", err, r.Text())
	}
	// What is no text further on is said to be so, and not skipped.
	r = NewReader(strings.NewReader(strings.Repeat("01", 5000)+"2"), false)
	if err := r.Next(&b, 10000); err != nil {
		t.Fatal(err)
	}
	if err := r.Next(&b, 1); err == nil || !strings.Contains(err.Error(), `'2' at byte 10000`) {
		t.Errorf("%v, want which character", err)
	}
}

func TestReaderErrors(t *testing.T) {
	broken := errors.New("broken")
	var b Bits
	if err := NewReader(iotest.ErrReader(broken), false).Next(&b, 8); !errors.Is(err, broken) {
		t.Errorf("%v, want what broke", err)
	}
	if err := NewReader(strings.NewReader(""), false).Next(&b, 8); err != io.EOF {
		t.Errorf("%v, want io.EOF", err)
	}
	r := NewReader(io.MultiReader(bytes.NewReader(make([]byte, 100)), iotest.ErrReader(broken)), false)
	for {
		if err := r.Next(&b, 100); err != nil {
			if !errors.Is(err, broken) {
				t.Errorf("%v, want what broke", err)
			}
			break
		}
	}
}

func FuzzReader(f *testing.F) {
	f.Add([]byte("0101 11"), 3, false)
	f.Add([]byte{0xff, 0}, 7, true)
	f.Fuzz(func(t *testing.T, data []byte, n int, least bool) {
		if n < 1 || n > 1<<16 {
			return
		}
		r := NewReader(bytes.NewReader(data), least)
		var b Bits
		for sequences := 0; ; sequences++ {
			if err := r.Next(&b, n); err != nil {
				break
			}
			if b.Len() != n || sequences*n > 8*len(data) {
				t.Fatalf("sequence %d of %d bits from %d bytes", sequences, b.Len(), len(data))
			}
		}
	})
}
