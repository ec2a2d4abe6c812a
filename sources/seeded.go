package sources

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// Alphabets of the generators: what their outputs are symbols of.
const (
	words64 = 0               // 2^64
	words32 = uint64(1) << 32 // 32-bit words
	words16 = uint64(1) << 16 // 16-bit words
	words8  = uint64(1) << 8  // bytes
)

// A generator fills dst with its next outputs, one a symbol. It cannot fail,
// and how its outputs are divided into calls changes nothing.
type generator interface {
	fill(dst []uint64)
}

// stepped is a generator written as the function that gives its next output:
// the call costs some 2 ns, for which most generators here are too rarely used
// to matter.
type stepped func() uint64

func (next stepped) fill(dst []uint64) {
	for i := range dst {
		dst[i] = next()
	}
}

// seeded makes the entry of a generator of alphabet n that a 64-bit seed
// starts.
func seeded(name string, n uint64, doc string, start func(seed uint64) generator) Entry {
	return Entry{Name: name, Doc: doc, Seeded: true, New: func(seed uint64) Source {
		return &seededSource{name: name, n: n, seed: seed, start: start}
	}}
}

type seededSource struct {
	name  string
	n     uint64
	seed  uint64
	start func(seed uint64) generator
}

func (s *seededSource) Name() string { return fmt.Sprintf("%s?seed=%d", s.name, s.seed) }
func (s *seededSource) N() uint64    { return s.n }

func (s *seededSource) Open(ctx context.Context, shard uint64) (Stream, error) {
	return &seededStream{ctx: ctx, generator: s.start(shardSeed(s.seed, s.name, shard))}, nil
}

// shardSeed is the seed of a shard: the seed itself for shard 0, which is thus
// the published stream, and for the others the first 8 bytes, little-endian,
// of SHA-256(seed || name || shard), both integers as 8 bytes little-endian. A
// hash, because streams whose seeds differ in few bits can be correlated. A
// generator that uses only part of its seed (mt19937: 32 bits) can give two
// shards the same stream: expect that from about 2^16 shards on.
func shardSeed(seed uint64, name string, shard uint64) uint64 {
	if shard == 0 {
		return seed
	}
	b := binary.LittleEndian.AppendUint64(nil, seed)
	b = append(b, name...)
	b = binary.LittleEndian.AppendUint64(b, shard)
	sum := sha256.Sum256(b)
	return binary.LittleEndian.Uint64(sum[:])
}

type seededStream struct {
	ctx       context.Context
	generator generator
}

func (s *seededStream) Fill(dst []uint64) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	s.generator.fill(dst)
	return len(dst), nil
}

func (s *seededStream) Close() error { return nil }

// A seeder expands a 64-bit seed into the words that start a larger state:
// they are the outputs of SplitMix64 started at the seed, as D. Blackman and
// S. Vigna advise for their generators (prng.di.unimi.it).
type seeder struct{ s splitMix64 }

func newSeeder(seed uint64) *seeder { return &seeder{splitMix64{seed}} }

// word64 is the next output.
func (s *seeder) word64() uint64 { return s.s.next() }

// word32 is the high half of the next output.
func (s *seeder) word32() uint32 { return uint32(s.s.next() >> 32) }

// fill64 and fill32 fill a state with outputs, in order.
func (s *seeder) fill64(dst []uint64) {
	for i := range dst {
		dst[i] = s.word64()
	}
}

func (s *seeder) fill32(dst []uint32) {
	for i := range dst {
		dst[i] = s.word32()
	}
}

// word32AtLeast is word32, drawn again while it is below least: some
// recurrences have states, such as all zero, that they never leave.
func (s *seeder) word32AtLeast(least uint32) uint32 {
	for {
		if w := s.word32(); w >= least {
			return w
		}
	}
}

// key256 is a key of 256 bits: four outputs of SplitMix64 started at the seed,
// low half first.
func key256(seed uint64) (key [8]uint32) {
	words := newSeeder(seed)
	for i := 0; i < len(key); i += 2 {
		w := words.word64()
		key[i], key[i+1] = uint32(w), uint32(w>>32)
	}
	return key
}
