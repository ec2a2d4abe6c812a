package sources

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
)

// systemChunk is how many bytes are read from the operating system at once: a
// read of 8 bytes costs 4 times as much a byte as one of 64 KiB.
const systemChunk = 64 << 10

// unseeded makes the entry of a source that cannot be repeated. Every shard of
// it is just another stream. open gives bytes without end, which are read as
// 64-bit little-endian words.
func unseeded(name, doc string, open func() (io.ReadCloser, error)) Entry {
	s := &unseededSource{name: name, open: open}
	return Entry{Name: name, Doc: doc, New: func(uint64) Source { return s }}
}

type unseededSource struct {
	name string
	open func() (io.ReadCloser, error)
}

func (s *unseededSource) Name() string { return s.name }
func (s *unseededSource) N() uint64    { return words64 }

func (s *unseededSource) Open(ctx context.Context, _ uint64) (Stream, error) {
	r, err := s.open()
	if err != nil {
		return nil, err
	}
	return &unseededStream{ctx: ctx, name: s.name, r: r, buf: make([]byte, systemChunk)}, nil
}

type unseededStream struct {
	ctx  context.Context
	name string
	r    io.ReadCloser
	buf  []byte // systemChunk bytes
	rest []byte // what of buf was read and is not yet used: whole words
}

func (s *unseededStream) Fill(dst []uint64) (int, error) {
	n := 0
	for n < len(dst) {
		if err := s.ctx.Err(); err != nil {
			return n, err
		}
		if len(s.rest) == 0 {
			if _, err := io.ReadFull(s.r, s.buf); err != nil {
				// Not io.EOF: the end of data that has none is a failure.
				if err == io.EOF {
					err = io.ErrUnexpectedEOF
				}
				return n, fmt.Errorf("sources: reading %s: %w", s.name, err)
			}
			s.rest = s.buf
		}
		words := min(len(dst)-n, len(s.rest)/8)
		bytes := s.rest[:8*words]
		for i := range dst[n : n+words] {
			dst[n+i] = binary.LittleEndian.Uint64(bytes[8*i:])
		}
		s.rest = s.rest[8*words:]
		n += words
	}
	return n, nil
}

func (s *unseededStream) Close() error { return s.r.Close() }
