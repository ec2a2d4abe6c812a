package sources

import (
	"encoding/binary"
	"math/rand/v2"
)

// randV2PCG is rand.NewPCG(seed, 0) of math/rand/v2: PCG-DXSM with 128 bits of
// state, whose high half is the seed and low half 0. (M. E. O'Neill, "PCG",
// Harvey Mudd College HMC-CS-2014-0905; DXSM is of numpy, 2019.)
type randV2PCG struct{ source *rand.PCG }

func newRandV2PCG(seed uint64) generator { return randV2PCG{rand.NewPCG(seed, 0)} }

func (g randV2PCG) fill(dst []uint64) {
	for i := range dst {
		dst[i] = g.source.Uint64()
	}
}

// randV2ChaCha8 is rand.NewChaCha8(key) of math/rand/v2, where the 32 bytes of
// the key are four outputs of SplitMix64 started at the seed, little-endian.
// (C2SP, "ChaCha8Rand", c2sp.org/chacha8rand: blocks interleaved, rekeyed
// every 992 bytes; the source chacha8 is another generator.)
type randV2ChaCha8 struct{ source *rand.ChaCha8 }

func newRandV2ChaCha8(seed uint64) generator {
	words := newSeeder(seed)
	var key [32]byte
	for i := 0; i < len(key); i += 8 {
		binary.LittleEndian.PutUint64(key[i:], words.word64())
	}
	return randV2ChaCha8{rand.NewChaCha8(key)}
}

func (g randV2ChaCha8) fill(dst []uint64) {
	for i := range dst {
		dst[i] = g.source.Uint64()
	}
}
