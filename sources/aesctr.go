package sources

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
)

// aesCTR is the key stream of AES with a key of 128 bits in counter mode (FIPS
// 197; NIST SP 800-38A, section 6.5), by Go's library. The key is two outputs
// of SplitMix64 started at the seed, little-endian, and the counter starts at 0.
type aesCTR struct {
	stream cipher.Stream
	buf    [1024]byte
	next   int // the byte of buf to be output next; len(buf): another first
}

func newAESCTR(seed uint64) generator {
	words := newSeeder(seed)
	var key, counter [aes.BlockSize]byte
	binary.LittleEndian.PutUint64(key[:8], words.word64())
	binary.LittleEndian.PutUint64(key[8:], words.word64())
	return newAESCTRKey(key, counter)
}

func newAESCTRKey(key, counter [aes.BlockSize]byte) *aesCTR {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic(err) // the key has one of the lengths there are
	}
	g := &aesCTR{stream: cipher.NewCTR(block, counter[:])}
	g.next = len(g.buf)
	return g
}

func (g *aesCTR) fill(dst []uint64) {
	for len(dst) > 0 {
		if g.next == len(g.buf) {
			clear(g.buf[:])
			g.stream.XORKeyStream(g.buf[:], g.buf[:])
			g.next = 0
		}
		ready := g.buf[g.next:]
		n := min(len(ready)/8, len(dst))
		for i := range dst[:n] {
			dst[i] = binary.LittleEndian.Uint64(ready[8*i:])
		}
		g.next += 8 * n
		dst = dst[n:]
	}
}
