package sources

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
)

// OpenBytes opens stream 0 of a source for those who read bytes: the standards
// that know nothing of words. Of a file, standard input, a reader or a command
// they are its bytes, whatever the width of words that it was given, to the last
// one; of other sources the little-endian bytes of its symbols, which must be
// words of 8, 16, 32 or 64 bits: the error wraps [ErrAlphabet] where they are
// not.
//
// Read gives at least one byte or an error, io.EOF where the data end as data
// do; an input that gives nothing for 10 s wraps [ErrStalled].
func OpenBytes(ctx context.Context, src Source) (io.ReadCloser, error) {
	size := wordSize(src.N())
	if size == 0 {
		return nil, fmt.Errorf("%w: %s gives numbers below %d, which are no bytes", ErrAlphabet, src.Name(), src.N())
	}
	stream, err := src.Open(ctx, 0)
	if err != nil {
		return nil, err
	}
	if in, ok := stream.(*inputStream); ok {
		in.size = 1
		return inputBytes{in}, nil
	}
	return &symbolBytes{stream: stream, size: size, symbols: make([]uint64, 4096)}, nil
}

// inputBytes reads the bytes of an input as they are.
type inputBytes struct{ *inputStream }

func (b inputBytes) Read(p []byte) (int, error) {
	s := b.inputStream
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	if len(p) == 0 {
		return 0, nil
	}
	for {
		if s.broken != nil {
			return 0, s.broken
		}
		have := s.head.Load() - s.pos
		if have == 0 {
			if err := s.wait(); err != nil {
				s.broken = err
			}
			continue
		}
		at := s.pos % ringSize
		n := copy(p, s.ring[at:min(at+have, ringSize)])
		s.pos += uint64(n)
		if s.pos-s.tail.Load() >= ringStep || uint64(n) == have {
			s.tail.Store(s.pos)
			signal(s.space)
		}
		return n, nil
	}
}

// symbolBytes writes the symbols of a stream as little-endian words.
type symbolBytes struct {
	stream  Stream
	size    int // bytes of a symbol
	symbols []uint64
	rest    []byte // of a symbol that did not fit
	split   [8]byte
	err     error
}

func (b *symbolBytes) Read(p []byte) (n int, err error) {
	if len(b.rest) > 0 {
		n = copy(p, b.rest)
		b.rest = b.rest[n:]
		return n, nil
	}
	if len(p) == 0 {
		return 0, nil
	}
	if b.err != nil {
		return 0, b.err
	}
	want := min(max(len(p)/b.size, 1), len(b.symbols))
	var got int
	got, b.err = b.stream.Fill(b.symbols[:want])
	if got == 0 {
		if b.err == nil {
			b.err = io.ErrNoProgress
		}
		return 0, b.err
	}
	if len(p) < b.size {
		b.put(b.split[:b.size], b.symbols[:1])
		n = copy(p, b.split[:b.size])
		b.rest = b.split[n:b.size]
		return n, nil
	}
	b.put(p[:got*b.size], b.symbols[:got])
	return got * b.size, nil
}

func (b *symbolBytes) put(dst []byte, symbols []uint64) {
	switch b.size {
	case 8:
		for i, x := range symbols {
			binary.LittleEndian.PutUint64(dst[8*i:][:8], x)
		}
	default:
		for i, x := range symbols {
			for j := range b.size {
				dst[i*b.size+j] = byte(x >> (8 * j))
			}
		}
	}
}

func (b *symbolBytes) Close() error { return b.stream.Close() }
