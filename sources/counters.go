package sources

import (
	"crypto/sha256"
	"encoding/binary"
	"hash/crc32"
	"math/bits"
)

// Counters put through a hash or a mixer: how well they look is how well it
// mixes.

// counted is f of a counter that starts at first and goes by step.
func counted(first, step uint64, f func(n uint64) uint64) generator {
	n := first - step
	return stepped(func() uint64 {
		n += step
		return f(n)
	})
}

// murmur32 and murmur64 are the finalizers of A. Appleby's MurmurHash3 (2011).
func murmur32(n uint64) uint64 {
	x := uint32(n)
	x = (x ^ x>>16) * 0x85ebca6b
	x = (x ^ x>>13) * 0xc2b2ae35
	return uint64(x ^ x>>16)
}

func murmur64(x uint64) uint64 {
	x = (x ^ x>>33) * 0xff51afd7ed558ccd
	x = (x ^ x>>33) * 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}

func newMurmur32(seed uint64) generator { return counted(newSeeder(seed).word64(), 1, murmur32) }
func newMurmur64(seed uint64) generator { return counted(seed, 1, murmur64) }

// splitMix32 steps the counter by the golden ratio before murmur32.
func splitMix32(seed uint64) generator { return counted(seed+0x9e3779b9, 0x9e3779b9, murmur32) }

func newSplitMix32(seed uint64) generator { return splitMix32(newSeeder(seed).word64()) }

// mulberry32 is T. Ettinger's (2017): a counter of 32 bits, each output of which
// does not come once, but as often as chance has it.
func mulberry32(seed uint64) generator {
	return counted(seed+0x6d2b79f5, 0x6d2b79f5, func(n uint64) uint64 {
		z := uint32(n)
		z = (z ^ z>>15) * (z | 1)
		z ^= z + (z^z>>7)*(z|61)
		return uint64(z ^ z>>14)
	})
}

func newMulberry32(seed uint64) generator { return mulberry32(newSeeder(seed).word64()) }

// newLowBias32 is C. Wellons's lowbias32 of a counter ("Prospecting for hash
// functions", nullprogram.com, 2018).
func newLowBias32(seed uint64) generator {
	return counted(newSeeder(seed).word64(), 1, func(n uint64) uint64 {
		x := uint32(n)
		x = (x ^ x>>16) * 0x7feb352d
		x = (x ^ x>>15) * 0x846ca68b
		return uint64(x ^ x>>16)
	})
}

// newWyHash64 is two rounds of wyhash's folded multiplication of a counter (D.
// Lemire, "The fastest conventional random number generator that can pass Big
// Crush?", 2019).
func newWyHash64(seed uint64) generator {
	const step = 0x60bee2bee120fc15
	return counted(seed+step, step, func(n uint64) uint64 {
		hi, lo := bits.Mul64(n, 0xa3b195354a39b70d)
		hi, lo = bits.Mul64(hi^lo, 0x1b03738712fad5c9)
		return hi ^ lo
	})
}

// More mixers of 64 bits, of a counter: the thirteenth of D. Stafford's "Better bit
// mixing" (2011), which SplitMix64 uses, and P. Evensen's rrmxmx, moremur and nasam
// (mostlymangling.blogspot.com, 2018 to 2020).
func rrmxmx(x uint64) uint64 {
	const multiplier = 0x9fb21c651e98df25
	x ^= bits.RotateLeft64(x, -49) ^ bits.RotateLeft64(x, -24)
	x *= multiplier
	x ^= x >> 28
	x *= multiplier
	return x ^ x>>28
}

func moremur(x uint64) uint64 {
	x = (x ^ x>>27) * 0x3c79ac492ba7b653
	x = (x ^ x>>33) * 0x1c69b3f74ac4ae35
	return x ^ x>>27
}

func nasam(x uint64) uint64 {
	x ^= bits.RotateLeft64(x, -25) ^ bits.RotateLeft64(x, -47)
	x *= 0x9e6c63d0676a9a99
	x ^= x>>23 ^ x>>51
	x *= 0x9e6d62d06f6a9a9b
	return x ^ x>>23 ^ x>>51
}

// newMixed is one of these of a counter from the seed.
func newMixed(mix func(x uint64) uint64) func(seed uint64) generator {
	return func(seed uint64) generator { return counted(seed, 1, mix) }
}

// newFNV64 and newFNV32 are the FNV-1a hash of the 8 bytes of a counter, lowest
// first (G. Fowler, L. C. Noll, K.-P. Vo).
func newFNV64(seed uint64) generator {
	return counted(seed, 1, func(n uint64) uint64 {
		h := uint64(0xcbf29ce484222325)
		for range 8 {
			h = (h ^ n&0xff) * 0x100000001b3
			n >>= 8
		}
		return h
	})
}

func newFNV32(seed uint64) generator {
	return counted(seed, 1, func(n uint64) uint64 {
		h := uint32(0x811c9dc5)
		for range 8 {
			h = (h ^ uint32(n&0xff)) * 0x1000193
			n >>= 8
		}
		return uint64(h)
	})
}

// newCRC32 is the CRC-32 of IEEE 802.3 of the 8 bytes of a counter: linear.
func newCRC32(seed uint64) generator {
	var b [8]byte
	return counted(seed, 1, func(n uint64) uint64 {
		binary.LittleEndian.PutUint64(b[:], n)
		return uint64(crc32.ChecksumIEEE(b[:]))
	})
}

// newOneAtATime is R. Jenkins's one-at-a-time hash ("Hash functions", Dr. Dobb's
// Journal, 1997) of the 8 bytes of a counter.
func newOneAtATime(seed uint64) generator {
	return counted(seed, 1, func(n uint64) uint64 {
		var h uint32
		for range 8 {
			h += uint32(n & 0xff)
			h += h << 10
			h ^= h >> 6
			n >>= 8
		}
		h += h << 3
		h ^= h >> 11
		return uint64(h + h<<15)
	})
}

// newSHA256 is SHA-256 of seed and counter, 8 bytes each, little-endian.
func newSHA256(seed uint64) generator {
	var b [16]byte
	binary.LittleEndian.PutUint64(b[:], seed)
	return newBlocks(4, func(n uint64, block []uint64) {
		binary.LittleEndian.PutUint64(b[8:], n)
		sum := sha256.Sum256(b[:])
		for i := range block {
			block[i] = binary.LittleEndian.Uint64(sum[8*i:])
		}
	})
}

// newWeyl64 is a Weyl sequence: multiples of the golden ratio mod 1 (H. Weyl
// 1916), and newWeylNested n times those (B. L. Holian and others, Physical
// Review E 50, 1994).
func newWeyl64(seed uint64) generator {
	return counted(seed, splitMix64Step, func(n uint64) uint64 { return n })
}

func newWeylNested(seed uint64) generator {
	var n uint64
	return stepped(func() uint64 {
		n++
		return seed + n*(n*splitMix64Step)
	})
}

// newMiddleSquare is J. von Neumann's of 1949 with 64 bits: the middle 64 of the
// 128 bits of the square. It comes to a short cycle, or to 0, after some 2^32.
func newMiddleSquare(seed uint64) generator {
	s := newSeeder(seed).word64()
	return stepped(func() uint64 {
		hi, lo := bits.Mul64(s, s)
		s = hi<<32 | lo>>32
		return s
	})
}
