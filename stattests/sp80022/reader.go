package sp80022

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/bits"
)

// A Reader cuts a stream of bytes into sequences, one after the other.
//
// Bytes are eight bits each, most significant bit first, or last. A stream that
// begins with 4096 bytes, or all there are of them, of the characters 0 and 1
// and white space, is text, as the standard's program reads it: a bit a
// character. Fair bytes begin so with probability 2^-20000.
type Reader struct {
	r        *bufio.Reader
	reversed bool
	decided  bool
	text     bool
	read     int64 // bytes
	chunk    []byte
	pending  int // bits of the last byte of chunk that belong to the next sequence
}

// detect is how many bytes decide whether a stream is text.
const detect = 4096

// NewReader reads sequences from r; leastFirst takes the least significant bit of
// each byte first.
func NewReader(r io.Reader, leastFirst bool) *Reader {
	return &Reader{r: bufio.NewReaderSize(r, 1<<16), reversed: leastFirst}
}

// Text reports whether the stream is text; it is known after the first Next.
func (r *Reader) Text() bool { return r.text }

// Bytes is how many bytes were read, those of an incomplete last sequence and of
// a byte that the next one begins in included.
func (r *Reader) Bytes() int64 { return r.read }

// Next makes b the next n bits. The error is io.EOF if the stream ends before,
// and anything else where it broke or a text holds another character.
func (r *Reader) Next(b *Bits, n int) error {
	if !r.decided {
		r.decided = true
		head, err := r.r.Peek(detect)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		r.text = isText(head)
	}
	if r.text {
		return r.nextText(b, n)
	}
	return r.nextBytes(b, n)
}

func isText(head []byte) bool {
	digits := 0
	for _, c := range head {
		switch c {
		case '0', '1':
			digits++
		case ' ', '\t', '\n', '\r':
		default:
			return false
		}
	}
	return digits > 0
}

func (r *Reader) nextText(b *Bits, n int) error {
	b.reset(n)
	for i := 0; i < n; {
		c, err := r.r.ReadByte()
		if err != nil {
			return err
		}
		r.read++
		switch c {
		case '0':
			i++
		case '1':
			b.words[i/64] |= 1 << (63 - i%64)
			i++
		case ' ', '\t', '\n', '\r':
		default:
			return fmt.Errorf("sp80022: %q at byte %d of a text of zeros and ones", c, r.read-1)
		}
	}
	return nil
}

func (r *Reader) nextBytes(b *Bits, n int) error {
	// The sequence begins with the pending bits of the last byte that was read.
	kept := 0
	var first byte
	if r.pending > 0 {
		first, kept = r.chunk[len(r.chunk)-1], 1
	}
	size := kept + (n-r.pending+7)/8
	if cap(r.chunk) < size+1 {
		r.chunk = make([]byte, size+1)
	}
	r.chunk = r.chunk[:size]
	if kept > 0 {
		r.chunk[0] = first
	}
	got, err := io.ReadFull(r.r, r.chunk[kept:])
	r.read += int64(got)
	if err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return io.EOF
		}
		return err
	}
	if r.reversed {
		for i := kept; i < size; i++ {
			r.chunk[i] = bits.Reverse8(r.chunk[i])
		}
	}
	shift := 0
	if kept > 0 {
		shift = 8 - r.pending
	}
	r.pending = 8*size - shift - n
	if shift == 0 {
		b.SetBytes(r.chunk, n)
		return nil
	}
	last := r.chunk[size-1]
	for i := range size {
		next := byte(0)
		if i+1 < size {
			next = r.chunk[i+1]
		}
		r.chunk[i] = r.chunk[i]<<shift | next>>(8-shift)
	}
	b.SetBytes(r.chunk, n)
	r.chunk[size-1] = last
	return nil
}
