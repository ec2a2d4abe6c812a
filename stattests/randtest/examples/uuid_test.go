package examples

import (
	"crypto/rand"
	"encoding/binary"
	"io"
	mathrand "math/rand/v2"
	"testing"

	"github.com/randaudit/randaudit/stattests/randtest"
)

// Version 4 UUIDs have 122 random bits. They have been made of less: of 32 bits of
// seed (as wallets and password managers were), and of what a short read left.

func uuidFrom(r io.Reader) (u [16]byte) {
	r.Read(u[:]) // all of it, of crypto/rand; see below for others
	u[6] = u[6]&0x0f | 0x40
	u[8] = u[8]&0x3f | 0x80
	return u
}

func TestUUID(t *testing.T) {
	randtest.Distinct(t, 122, func() []byte { u := uuidFrom(rand.Reader); return u[:] })
}

// A generator with 32 bits of seed for each: the first two equal ones are due
// after 77,000.
func TestUUIDShortSeed(t *testing.T) {
	expectFail(t, func(t testing.TB) {
		randtest.Distinct(t, 122, func() []byte {
			var seed [32]byte
			rand.Read(seed[:4])
			u := uuidFrom(mathrand.NewChaCha8(seed))
			return u[:]
		})
	})
}

// shortReader gives 3 bytes at a time, as a pipe or a socket may.
type shortReader struct{ r io.Reader }

func (s shortReader) Read(p []byte) (int, error) { return s.r.Read(p[:min(3, len(p))]) }

// The reader's count was ignored (satori/go.uuid, 2018): 13 bytes stay zero.
func TestUUIDShortRead(t *testing.T) {
	expectFail(t, func(t testing.TB) {
		randtest.Distinct(t, 122, func() []byte { u := uuidFrom(shortReader{rand.Reader}); return u[:] })
	})
}

// The bits themselves: the lower half of a UUID, without the two that are fixed.
func TestUUIDBits(t *testing.T) {
	randtest.Bits(t, 62, func() uint64 {
		u := uuidFrom(rand.Reader)
		return binary.BigEndian.Uint64(u[8:]) & (1<<62 - 1)
	})
}
