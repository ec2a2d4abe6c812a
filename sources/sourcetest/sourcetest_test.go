package sourcetest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/randaudit/randaudit/sources"
)

func TestRun(t *testing.T) {
	// One of each kind: of the operating system, of Go, seeded with words of
	// 64, 32 and 8 bits.
	for _, name := range []string{"crypto", "system", "mathrand-global", "randv2-pcg", "splitmix64", "mt19937", "rc4", "counter64"} {
		t.Run(name, func(t *testing.T) {
			e, ok := sources.Lookup(name)
			if !ok {
				t.Fatalf("%s is not in All", name)
			}
			Run(t, e.New(42))
		})
	}
	t.Run("func", func(t *testing.T) {
		Run(t, sources.FromFunc32("func", func() func() uint32 {
			r := rand.New(rand.NewPCG(1, 2))
			return r.Uint32
		}()))
	})
	t.Run("reader", func(t *testing.T) {
		Run(t, sources.FromReader("reader", rand.NewChaCha8([32]byte{}), 16))
	})
	t.Run("short reader", func(t *testing.T) {
		Run(t, sources.FromReader("reader", bytes.NewReader(make([]byte, 100)), 64))
	})
	t.Run("good fake", func(t *testing.T) { Run(t, newFake()) })
}

// A fake is a source that keeps the contract until a test breaks it.
type fake struct {
	name   func() string
	n      uint64
	open   func(ctx context.Context, shard uint64) error
	symbol func(shard, i uint64) uint64
	fill   func(ctx context.Context, dst []uint64, next func() uint64) (int, error)
	close  func() error
}

func newFake() *fake {
	return &fake{
		name:   func() string { return "fake" },
		n:      1 << 16,
		open:   func(ctx context.Context, _ uint64) error { return ctx.Err() },
		symbol: func(shard, i uint64) uint64 { return ((shard+1)%65521*40503 + i*i) % (1 << 16) },
		fill: func(ctx context.Context, dst []uint64, next func() uint64) (int, error) {
			if err := ctx.Err(); err != nil {
				return 0, err
			}
			for i := range dst {
				dst[i] = next()
			}
			return len(dst), nil
		},
		close: func() error { return nil },
	}
}

func (f *fake) Name() string { return f.name() }
func (f *fake) N() uint64    { return f.n }
func (f *fake) Open(ctx context.Context, shard uint64) (sources.Stream, error) {
	if err := f.open(ctx, shard); err != nil {
		return nil, err
	}
	var i uint64
	return &fakeStream{f, ctx, func() uint64 { i++; return f.symbol(shard, i-1) }}, nil
}

type fakeStream struct {
	f    *fake
	ctx  context.Context
	next func() uint64
}

func (s *fakeStream) Fill(dst []uint64) (int, error) { return s.f.fill(s.ctx, dst, s.next) }
func (s *fakeStream) Close() error                   { return s.f.close() }

// TestBroken breaks a source in one way at a time: the check that is there
// for it must say so.
func TestBroken(t *testing.T) {
	defer func(d time.Duration) { patience = d }(patience)
	patience = 100 * time.Millisecond
	hang := make(chan struct{})
	defer close(hang)
	broken := errors.New("broken")
	var calls atomic.Uint64

	tests := []struct {
		name, check string
		breaks      func(f *fake)
		want        string // in the error
	}{
		{"no name", "identity", func(f *fake) { f.name = func() string { return "" } }, "empty"},
		{"name changes", "identity", func(f *fake) {
			f.name = func() string { return strings.Repeat("x", int(calls.Add(1))) }
		}, "name changed"},
		{"N of 1", "identity", func(f *fake) { f.n = 1 }, "N of 1"},
		{"does not open", "stream", func(f *fake) {
			f.open = func(context.Context, uint64) error { return broken }
		}, "broken"},
		{"symbol of N", "stream", func(f *fake) { f.n = 1 << 15 }, "N is 32768"},
		{"empty Fill fails", "stream", func(f *fake) {
			f.fill = func(_ context.Context, dst []uint64, _ func() uint64) (int, error) {
				if len(dst) == 0 {
					return 0, broken
				}
				return len(dst), nil
			}
		}, "no symbols"},
		{"partial Fill", "stream", func(f *fake) {
			f.fill = func(_ context.Context, dst []uint64, _ func() uint64) (int, error) { return len(dst) / 2, nil }
		}, "without an error"},
		{"Fill of too many", "stream", func(f *fake) {
			f.fill = func(_ context.Context, dst []uint64, _ func() uint64) (int, error) { return 4 * len(dst), nil }
		}, "returned 4"},
		{"Fill writes behind", "stream", func(f *fake) {
			f.fill = func(_ context.Context, dst []uint64, _ func() uint64) (int, error) {
				if len(dst) < cap(dst) {
					dst[:len(dst)+1][len(dst)] = 1
				}
				return len(dst), nil
			}
		}, "behind"},
		{"Fill fails", "stream", func(f *fake) {
			f.fill = func(_ context.Context, dst []uint64, _ func() uint64) (int, error) {
				clear(dst)
				if len(dst) < 64 {
					return len(dst), nil
				}
				return 3, broken
			}
		}, "broken"},
		{"Close fails", "stream", func(f *fake) { f.close = func() error { return broken } }, "closing the stream: broken"},
		{"Close hangs", "stream", func(f *fake) { f.close = func() error { <-hang; return nil } }, "Close has not returned"},
		{"context ignored", "cancel", func(f *fake) {
			f.fill = func(_ context.Context, dst []uint64, _ func() uint64) (int, error) {
				time.Sleep(time.Millisecond)
				clear(dst)
				return len(dst), nil
			}
		}, "goes on"},
		{"Fill hangs", "cancel", func(f *fake) {
			f.fill = func(_ context.Context, dst []uint64, next func() uint64) (int, error) {
				<-hang
				return 0, io.EOF
			}
		}, "has not returned"},
		{"another error on cancel", "cancel", func(f *fake) {
			f.fill = func(ctx context.Context, dst []uint64, next func() uint64) (int, error) { return 0, broken }
		}, "want context.Canceled"},
		{"another error of Open on cancel", "cancel", func(f *fake) {
			f.open = func(ctx context.Context, _ uint64) error {
				if ctx.Err() != nil {
					return broken
				}
				return nil
			}
		}, "want context.Canceled"},
		{"Close fails after an error", "cancel", func(f *fake) { f.close = func() error { return broken } }, "after the context ended"},
		{"seed that does not repeat", "reopen", func(f *fake) {
			f.name = func() string { return "fake?seed=1" }
			f.symbol = func(uint64, uint64) uint64 { return calls.Add(1) % (1 << 16) }
		}, "holds a seed"},
		{"repeats at times", "reopen", func(f *fake) {
			f.symbol = func(shard, i uint64) uint64 {
				if i == 0 {
					calls.Add(1)
				}
				return i/4 + calls.Load()/3
			}
		}, "the third differs"},
		{"depends on sizes", "fill sizes", func(f *fake) {
			f.fill = func(ctx context.Context, dst []uint64, next func() uint64) (int, error) {
				for i := range dst {
					dst[i] = next()
				}
				next() // the rest of a block, thrown away
				return len(dst), nil
			}
		}, "depends on the sizes"},
		{"same shards", "shards", func(f *fake) {
			f.symbol = func(_, i uint64) uint64 { return i }
		}, "same symbols"},
		{"some shards", "shards", func(f *fake) {
			f.open = func(_ context.Context, shard uint64) error {
				if shard > 1 {
					return sources.ErrOneStream
				}
				return nil
			}
		}, "shard 2 has not"},
		{"shared state", "shards at once", func(f *fake) {
			// Shards share what only one at a time can use.
			var open atomic.Int64
			f.open = func(context.Context, uint64) error { open.Add(1); return nil }
			f.close = func() error { open.Add(-1); return nil }
			var met atomic.Bool
			f.fill = func(_ context.Context, dst []uint64, next func() uint64) (int, error) {
				// The two wait for each other, so that the test does not
				// depend on the scheduler; alone, nobody is waited for.
				for i := 0; i < 50 && len(dst) == 16 && !met.Load(); i++ {
					if open.Load() == 2 {
						met.Store(true)
					}
					time.Sleep(time.Millisecond)
				}
				for i := range dst {
					dst[i] = next()
					if met.Load() {
						dst[i] ^= 1
					}
				}
				return len(dst), nil
			}
		}, "at the same time"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			calls.Store(0)
			f := newFake()
			test.breaks(f)
			for _, c := range checks {
				if c.name != test.check {
					continue
				}
				err := c.check(f)
				if err == nil || !strings.Contains(err.Error(), test.want) {
					t.Errorf("check %q: %v; want an error with %q", c.name, err, test.want)
				}
				return
			}
			t.Fatalf("no check %q", test.check)
		})
	}
}
