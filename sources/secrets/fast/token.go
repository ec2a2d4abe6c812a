package fast

import (
	"encoding/base64"
	"encoding/binary"
	"strings"
)

// wantSize panics if a token has a negative number of bytes.
func wantSize(n int) {
	if n < 0 {
		panic("fast: the number of bytes of a token must not be negative")
	}
}

// TokenBytes returns n random bytes, with one allocation. It panics if n is
// negative.
func (g *Generator) TokenBytes(n int) []byte {
	wantSize(n)
	b := make([]byte, n)
	_, _ = g.Read(b) // returns no error
	return b
}

// TokenHex returns n random bytes as 2n lower-case hexadecimal digits, with one
// allocation. It panics if n is negative.
func (g *Generator) TokenHex(n int) string {
	wantSize(n)
	var (
		s      strings.Builder
		raw    [32]byte
		digits [64]byte
	)
	s.Grow(2 * n)
	for n > 0 {
		k := min(n, len(raw))
		g.take(raw[:k])
		for i := 0; i < k; i += 4 { // up to 3 bytes too many
			binary.LittleEndian.PutUint64(digits[2*i:], hex(binary.LittleEndian.Uint32(raw[i:])))
		}
		s.Write(digits[:2*k])
		n -= k
	}
	return s.String()
}

// hex returns the 8 hexadecimal digits of 4 bytes, all of them at once; of both,
// the first is in the lowest byte. It has no table whose places in the cache
// would tell what was looked up.
func hex(b uint32) uint64 {
	const ones = 0x0101010101010101
	x := uint64(b)
	x = (x | x<<16) & 0x0000ffff0000ffff
	x = (x | x<<8) & 0x00ff00ff00ff00ff
	x = (x>>4 | x<<8) & (0x0f * ones)
	letters := (x + 6*ones) >> 4 & ones // 1 from ten on
	return x + '0'*ones + letters*('a'-'0'-10)
}

// TokenURLSafe returns n random bytes as ceil(4n/3) characters of A-Za-z0-9-_:
// the URL-safe base64 of RFC 4648, section 5, without padding, with one
// allocation. It panics if n is negative.
func (g *Generator) TokenURLSafe(n int) string {
	wantSize(n)
	var (
		s          strings.Builder
		raw        [48]byte
		characters [64]byte
	)
	s.Grow(base64.RawURLEncoding.EncodedLen(n))
	for n > 0 {
		k := min(n, len(raw)) // whole groups of 3, but for the last
		g.take(raw[:k])
		base64.RawURLEncoding.Encode(characters[:], raw[:k])
		s.Write(characters[:base64.RawURLEncoding.EncodedLen(k)])
		n -= k
	}
	return s.String()
}

// A UUID is a universally unique identifier (RFC 9562).
type UUID [16]byte

// UUID4 returns a random UUID: version 4, with 122 random bits. It takes 16
// bytes.
func (g *Generator) UUID4() (u UUID) {
	binary.LittleEndian.PutUint64(u[:8], g.Uint64())
	binary.LittleEndian.PutUint64(u[8:], g.Uint64())
	// The version, and the variant: RFC 9562, sections 4.1, 4.2 and 5.4.
	u[6] = u[6]&0x0f | 0x40
	u[8] = u[8]&0x3f | 0x80
	return u
}

// String returns u in its usual form, as
// "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", with one allocation.
func (u UUID) String() string {
	var b [36]byte
	digits := func(bytes int) uint64 { return hex(binary.LittleEndian.Uint32(u[bytes:])) }
	binary.LittleEndian.PutUint64(b[0:], digits(0))
	middle := digits(4)
	binary.LittleEndian.PutUint32(b[9:], uint32(middle))
	binary.LittleEndian.PutUint32(b[14:], uint32(middle>>32))
	middle = digits(8)
	binary.LittleEndian.PutUint32(b[19:], uint32(middle))
	binary.LittleEndian.PutUint32(b[24:], uint32(middle>>32))
	binary.LittleEndian.PutUint64(b[28:], digits(12))
	b[8], b[13], b[18], b[23] = '-', '-', '-', '-'
	return string(b[:])
}
