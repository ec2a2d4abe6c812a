package sources

import (
	"context"
	"math/rand"
)

// mathRand is math/rand's generator for a seed: an additive lagged Fibonacci
// generator, x[i] = x[i-273] + x[i-607] mod 2^64 (D. P. Mitchell and J. A.
// Reeds), as 64-bit words by Uint64. NewSource reduces the seed mod 2^31-1, so
// that seeds equal mod 2^31-1 give the same stream.
type mathRand struct{ source rand.Source64 }

func newMathRand(seed uint64) generator {
	// The documentation of NewSource: its result implements Source64.
	return mathRand{rand.NewSource(int64(seed)).(rand.Source64)}
}

func (g mathRand) fill(dst []uint64) {
	for i := range dst {
		dst[i] = g.source.Uint64()
	}
}

// mathRandGlobal is the top-level rand.Uint64 of math/rand, seeded by the
// runtime. It is one generator, shared by the program: every shard is another
// part of it.
type mathRandGlobal struct{}

func (mathRandGlobal) Name() string { return "mathrand-global" }
func (mathRandGlobal) N() uint64    { return words64 }

func (mathRandGlobal) Open(ctx context.Context, _ uint64) (Stream, error) {
	return &seededStream{ctx: ctx, generator: mathRandGlobal{}}, nil
}

func (mathRandGlobal) fill(dst []uint64) {
	for i := range dst {
		dst[i] = rand.Uint64()
	}
}
