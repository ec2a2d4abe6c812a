package sources

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"math/bits"

	"github.com/randaudit/randaudit/sources/secrets"
)

// ErrStuck is wrapped by the Fill of a view that draws where 16,384 words of
// the source gave no symbol, as with a source of ones alone, of which rejection
// rejects everything. With a fair source none of the views here does so once in
// 2^1000 draws.
var ErrStuck = errors.New("sources: the source's bytes are rejected without end")

const (
	drawChunk   = 512 // words that a view that draws reads at once
	stuckChunks = 32  // the most chunks that one draw may take
)

// Drawn makes a view of a way of drawing: anything that takes bytes from an
// io.Reader and makes symbols in [0, n) of them; n = 0 means 2^64. open is
// called once for each stream; what it returns draws one symbol, or passes on
// the reader's error. The view's law is what a fair way of drawing has: uniform.
//
// The bytes are those of the source's words, little-endian. They are read ahead
// in chunks of 512 words, a draw that the stream's end cuts off is dropped, and
// one that takes more than 16,384 words is [ErrStuck].
func Drawn(name string, n uint64, open func(r io.Reader) (draw func() (uint64, error))) View {
	return View{Name: name, Over: func(alphabet uint64) (Law, func(Stream) Stream, error) {
		width, err := wordBytes(name, alphabet)
		if err != nil {
			return Law{}, nil, err
		}
		return Law{N: n}, func(s Stream) Stream {
			d := &drawnStream{Stream: s, name: name, width: width}
			d.draw = open(&d.bytes)
			d.bytes.stream = d
			return d
		}, nil
	}}
}

// drawnStream gives what draw draws.
type drawnStream struct {
	Stream
	name  string
	width int // bytes in a word of Stream
	draw  func() (uint64, error)
	bytes streamBytes
}

func (d *drawnStream) Fill(dst []uint64) (int, error) {
	for i := range dst {
		d.bytes.chunks = 0
		symbol, err := d.draw()
		if err != nil {
			if d.bytes.err != nil {
				// The draw may have made io.ErrUnexpectedEOF of io.EOF.
				err = d.bytes.err
			}
			return i, err
		}
		dst[i] = symbol
	}
	return len(dst), nil
}

// streamBytes reads the bytes of a stream's words.
type streamBytes struct {
	stream *drawnStream
	chunks int    // read since the last symbol
	err    error  // that the stream ended with
	rest   []byte // of buf, not yet given
	words  [drawChunk]uint64
	buf    [8 * drawChunk]byte
}

func (b *streamBytes) Read(p []byte) (int, error) {
	if len(b.rest) == 0 {
		b.more()
		if len(b.rest) == 0 {
			return 0, b.err
		}
	}
	n := copy(p, b.rest)
	b.rest = b.rest[n:]
	return n, nil
}

// more reads a chunk. The error waits until the words before it are used.
func (b *streamBytes) more() {
	if b.err != nil {
		return
	}
	if b.chunks++; b.chunks > stuckChunks {
		b.err = fmt.Errorf("%w: %s made no symbol of %d bytes", ErrStuck, b.stream.name, (b.chunks-1)*drawChunk*b.stream.width)
		return
	}
	var n int
	n, b.err = b.stream.Stream.Fill(b.words[:])
	switch b.stream.width {
	case 1:
		for i, w := range b.words[:n] {
			b.buf[i] = byte(w)
		}
	case 2:
		for i, w := range b.words[:n] {
			binary.LittleEndian.PutUint16(b.buf[2*i:], uint16(w))
		}
	case 4:
		for i, w := range b.words[:n] {
			binary.LittleEndian.PutUint32(b.buf[4*i:], uint32(w))
		}
	default:
		for i, w := range b.words[:n] {
			binary.LittleEndian.PutUint64(b.buf[8*i:], w)
		}
	}
	b.rest = b.buf[:n*b.stream.width]
}

// drawnBySystemRandom is Drawn for what a SystemRandom draws.
func drawnBySystemRandom(name string, n uint64, open func(s *secrets.SystemRandom) func() (uint64, error)) View {
	return Drawn(name, n, func(r io.Reader) func() (uint64, error) { return open(secrets.New(r)) })
}

func newBits(args ...uint64) (View, error) {
	k, err := oneArg("bits", "k", args, 1, 64)
	if err != nil {
		return View{}, err
	}
	return drawnBySystemRandom(viewName("bits", k), 1<<k, func(s *secrets.SystemRandom) func() (uint64, error) {
		return func() (uint64, error) { return s.GetRandBits(int(k)) }
	}), nil
}

func newBelow(args ...uint64) (View, error) {
	n, err := oneArg("below", "n", args, 2, math.MaxUint64)
	if err != nil {
		return View{}, err
	}
	return drawnBySystemRandom(viewName("below", n), n, func(s *secrets.SystemRandom) func() (uint64, error) {
		return func() (uint64, error) { return s.RandBelow(n) }
	}), nil
}

func newChoice(args ...uint64) (View, error) {
	// Choice needs the things themselves in memory.
	k, err := oneArg("choice", "k", args, 2, 1<<16)
	if err != nil {
		return View{}, err
	}
	return drawnBySystemRandom(viewName("choice", k), k, func(s *secrets.SystemRandom) func() (uint64, error) {
		things := make([]uint64, k)
		ascending(things)
		return func() (uint64, error) { return secrets.ChoiceFrom(s, things) }
	}), nil
}

func newShuffle(args ...uint64) (View, error) {
	n, err := oneArg("shuffle", "n", args, 2, 20) // 20! is the last below 2^64
	if err != nil {
		return View{}, err
	}
	orders, _ := arrangements(n, n)
	return drawnBySystemRandom(viewName("shuffle", n), orders, func(s *secrets.SystemRandom) func() (uint64, error) {
		things := make([]uint64, n)
		return func() (uint64, error) {
			ascending(things)
			err := secrets.ShuffleFrom(s, things)
			return Rank(things, n), err
		}
	}), nil
}

func newSample(args ...uint64) (View, error) {
	if err := wantArgs("sample", args, 2); err != nil {
		return View{}, err
	}
	n, k := args[0], args[1]
	name := viewName("sample", n, k)
	switch {
	case n < 2:
		return View{}, fmt.Errorf("%w: %s: n must be at least 2", ErrArgs, name)
	case k < 1 || k > n:
		return View{}, fmt.Errorf("%w: %s: k must be at least 1 and at most n", ErrArgs, name)
	}
	symbols, ok := arrangements(n, k)
	if !ok {
		return View{}, fmt.Errorf("%w: %s: the n!/(n-k)! arrangements must be fewer than 2^64", ErrArgs, name)
	}
	return drawnBySystemRandom(name, symbols, func(s *secrets.SystemRandom) func() (uint64, error) {
		things := make([]uint64, k)
		return func() (uint64, error) {
			err := s.SampleRange(things, n)
			return Rank(things, n), err
		}
	}), nil
}

func newFloat(args ...uint64) (View, error) {
	if err := wantArgs("float", args, 0); err != nil {
		return View{}, err
	}
	return drawnBySystemRandom("float", 1<<53, func(s *secrets.SystemRandom) func() (uint64, error) {
		return func() (uint64, error) {
			f, err := s.Random()
			return uint64(f * 0x1p53), err // exact: f is a multiple of 2^-53
		}
	}), nil
}

// ascending fills s with 0, 1, 2 ...
func ascending(s []uint64) {
	for i := range s {
		s[i] = uint64(i)
	}
}

// arrangements is n!/(n-k)!, the number of ways to put k of n things in a row,
// and whether it is below 2^64.
func arrangements(n, k uint64) (uint64, bool) {
	product := uint64(1)
	for i := range k { // ends early: from n-i = 2 on the product grows
		hi, lo := bits.Mul64(product, n-i)
		if hi != 0 {
			return 0, false
		}
		product = lo
	}
	return product, true
}

// Rank is the place of an arrangement of different numbers below n among all
// arrangements of as many, in lexicographic order, from 0: the number of its
// Lehmer code. There must be fewer than 2^64 arrangements.
func Rank(arrangement []uint64, n uint64) uint64 {
	rank := uint64(0)
	for i, a := range arrangement {
		digit := a // how many of the numbers not yet used are below a
		for _, earlier := range arrangement[:i] {
			if earlier < a {
				digit--
			}
		}
		rank = rank*(n-uint64(i)) + digit
	}
	return rank
}
