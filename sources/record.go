package sources

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"sync/atomic"
)

// Record is src, and writes every symbol that its stream gives to w, as
// little-endian words of the source's width, before Fill returns it: [File]
// reads them back. N must be 2^8, 2^16, 2^32 or 2^64. A failed write is an
// error of Fill that wraps w's.
//
// So that w holds one stream, there is one ([ErrOneStream]), and it can be
// opened once ([ErrAlreadyRead]). Its stream is a [Digester]. w stays open.
func Record(src Source, w io.Writer) Source { return &recorder{Source: src, w: w} }

type recorder struct {
	Source
	w      io.Writer
	opened atomic.Bool
}

func (r *recorder) Open(ctx context.Context, shard uint64) (Stream, error) {
	size := wordSize(r.N())
	if size == 0 {
		return nil, fmt.Errorf("sources: %s cannot be recorded: its symbols are below %d, not words of 8, 16, 32 or 64 bits", r.Name(), r.N())
	}
	if shard != 0 {
		return nil, fmt.Errorf("%w: what is recorded is one", ErrOneStream)
	}
	if r.opened.Swap(true) {
		return nil, fmt.Errorf("%w: %s is recorded once only", ErrAlreadyRead, r.Name())
	}
	s, err := r.Source.Open(ctx, 0)
	if err != nil {
		r.opened.Store(false)
		return nil, err
	}
	return &recording{Stream: s, name: r.Name(), w: r.w, size: size, digest: sha256.New()}, nil
}

type recording struct {
	Stream
	name   string
	w      io.Writer
	size   int // bytes in a word
	buf    []byte
	digest hash.Hash
	broken error // a failed write; nothing is given after it
}

func (r *recording) Fill(dst []uint64) (int, error) {
	if r.broken != nil {
		return 0, r.broken
	}
	n, err := r.Stream.Fill(dst)
	r.buf = r.buf[:0]
	for _, x := range dst[:n] {
		switch r.size {
		case 1:
			r.buf = append(r.buf, byte(x))
		case 2:
			r.buf = binary.LittleEndian.AppendUint16(r.buf, uint16(x))
		case 4:
			r.buf = binary.LittleEndian.AppendUint32(r.buf, uint32(x))
		case 8:
			r.buf = binary.LittleEndian.AppendUint64(r.buf, x)
		}
	}
	if len(r.buf) == 0 {
		return n, err
	}
	if _, werr := r.w.Write(r.buf); werr != nil {
		r.broken = fmt.Errorf("sources: %s: recording failed: %w", r.name, werr)
		return 0, r.broken
	}
	r.digest.Write(r.buf)
	return n, err
}

// SHA256 is as in [Digester], of the bytes recorded.
func (r *recording) SHA256() string { return hex.EncodeToString(r.digest.Sum(nil)) }
