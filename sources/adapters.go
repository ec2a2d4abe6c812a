package sources

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
)

// FromFunc64 is the source of what f returns, call by call: N is 2^64.
//
// The source has one stream ([ErrOneStream]). f keeps the state, so the
// stream, opened again after it was closed, goes on where it was; while it is
// open, a second Open fails. f is called by one goroutine at a time; while it
// runs, the stream cannot be interrupted.
func FromFunc64(name string, f func() uint64) Source {
	return &funcSource{name: name, f: f}
}

// FromFunc32 is as [FromFunc64] with N = 2^32. A 32-bit generator must not be
// given as a 64-bit one: its upper bits would be zero.
func FromFunc32(name string, f func() uint32) Source {
	return &funcSource{name: name, n: 1 << 32, f: func() uint64 { return uint64(f()) }}
}

// FromRandSource is as [FromFunc64] for a source of math/rand/v2.
func FromRandSource(name string, s rand.Source) Source {
	return FromFunc64(name, s.Uint64)
}

type funcSource struct {
	name string
	n    uint64
	f    func() uint64
	open atomic.Bool
}

func (s *funcSource) Name() string { return s.name }
func (s *funcSource) N() uint64    { return s.n }

func (s *funcSource) Open(ctx context.Context, shard uint64) (Stream, error) {
	if shard != 0 {
		return nil, ErrOneStream
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if s.open.Swap(true) {
		return nil, fmt.Errorf("sources: %s is open already: close its stream first", s.name)
	}
	return &funcStream{ctx: ctx, src: s}, nil
}

type funcStream struct {
	ctx    context.Context
	src    *funcSource
	closed bool
}

func (s *funcStream) Fill(dst []uint64) (int, error) {
	// Often enough for a function that asks a device, seldom enough to cost
	// nothing for one that does not.
	const step = 256
	for n := 0; ; {
		if err := s.ctx.Err(); err != nil {
			return n, err
		}
		end := min(n+step, len(dst))
		for ; n < end; n++ {
			dst[n] = s.src.f()
		}
		if n == len(dst) {
			return n, nil
		}
	}
}

func (s *funcStream) Close() error {
	if !s.closed {
		s.closed = true
		s.src.open.Store(false)
	}
	return nil
}
