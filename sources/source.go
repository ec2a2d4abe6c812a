// Package sources holds what randaudit audits: sources of symbols and views of
// them.
//
// A [Source] yields symbols in [0, N). A [View] turns a source into another
// one: the lowest bit of every word, a die drawn from its bytes, the rank of a
// shuffle. A way of drawing is therefore nothing but another source.
//
// Most users need [Parse] alone, which turns what they type into a Source, or
// one of the adapters [FromReader], [FromFunc64], [FromFunc32] and
// [FromRandSource] for a generator of their own.
package sources

import (
	"context"
	"errors"
	"math/bits"
)

// A Source yields symbols in [0, N) that should be independent and uniform.
type Source interface {
	// Name is the canonical name: Parse(Name()) gives the source back where
	// the source can be named at all.
	Name() string
	// N is the number of symbols; 0 means 2^64, that is, whole 64-bit words.
	N() uint64
	// Open starts the stream of a shard. Shard 0 is the published stream; the
	// seed of shard i > 0 is a hash of (seed, name, i), because streams whose
	// seeds differ in few bits can be correlated. Sources that have but one
	// stream (a pipe, a command, a func) return [ErrOneStream] for i > 0.
	Open(ctx context.Context, shard uint64) (Stream, error)
}

// A Stream is an open source. It is used by one goroutine at a time.
type Stream interface {
	// Fill writes symbols to dst and returns how many it wrote: n < len(dst)
	// only with an error. The error is io.EOF where the data ended as data
	// does, ctx.Err() soon after the context given to Open ends, and anything
	// else where the source broke. A stream is never rewound.
	Fill(dst []uint64) (n int, err error)
	// Close releases what Open took. Fill must not be called after it.
	Close() error
}

// SymbolBytes is how many bytes a symbol in [0, n) is counted as: the least
// whole number that holds it. n = 0 means 2^64.
func SymbolBytes(n uint64) uint64 {
	return uint64(max(1, (bits.Len64(n-1)+7)/8))
}

// Law is the distribution that a view's symbols have if its source is uniform.
// It has the same fields as stattests.Law, into which it converts.
type Law struct {
	N uint64                 // number of symbols; 0 means 2^64
	P func(i uint64) float64 // probability of symbol i; nil means uniform
}

// A View turns a stream of symbols below n into another stream of symbols.
type View struct {
	// Name is canonical, as "below(6)" or "lane(0)/decimate(16)":
	// ParseView(Name) gives the view back.
	Name string
	// Words reports that every symbol is a fixed function of a fixed number of
	// source symbols, so that views of this kind can share blocks of words.
	// Views that draw (below, shuffle) are not: they take turns on the stream.
	Words bool
	// Over applies the view to sources of alphabet n (0 means 2^64). It
	// returns the law of the view's symbols and how to open it, or an error
	// that wraps [ErrAlphabet] where the view has no meaning for n.
	Over func(n uint64) (law Law, open func(Stream) Stream, err error)
}

var (
	// ErrAlphabet is wrapped where a view has no meaning for a source's N.
	ErrAlphabet = errors.New("sources: the view does not fit the source's alphabet")
	// ErrOneStream is returned by Open for a shard other than 0 of a source
	// that has only one stream.
	ErrOneStream = errors.New("sources: this source has only one stream: use shard 0")
	// ErrUnknown is wrapped where a name is that of no source or no view.
	ErrUnknown = errors.New("sources: unknown name")
)
