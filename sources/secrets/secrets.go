// Package secrets is Python's secrets and random.SystemRandom in Go: integers,
// choices, shuffles, samples and tokens from the operating system's source of
// randomness, without bias.
//
// The functions draw from crypto/rand, are safe for concurrent use, and return
// no error: crypto/rand ends the program if the system's source fails. They
// panic only for arguments without meaning, such as a choice from nothing.
//
// A [SystemRandom] draws from any io.Reader, byte for byte as Python does: a
// test can replay what a Python program drew, and an audit can look at the way
// of drawing itself.
package secrets

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
)

// DefaultEntropy is the number of bytes that a token should have where there
// is no reason for another number: 32, as in Python. It is 256 bits.
const DefaultEntropy = 32

// system draws from crypto/rand. It has no state, so that all goroutines can
// use it at once.
var system SystemRandom

// RandBelow returns a random integer in [0, n), every one equally likely. It
// panics if n is 0.
func RandBelow(n uint64) uint64 {
	r, _ := system.RandBelow(n)
	return r
}

// RandBits returns k random bits. It panics unless 0 <= k <= 64.
func RandBits(k int) uint64 {
	r, _ := system.GetRandBits(k)
	return r
}

// Choice returns a random element of seq, every one equally likely. It panics
// if seq is empty.
func Choice[E any](seq []E) E {
	e, _ := ChoiceFrom(&system, seq)
	return e
}

// Shuffle shuffles seq in place, every order equally likely.
func Shuffle[E any](seq []E) {
	_ = ShuffleFrom(&system, seq)
}

// Sample returns k elements of different places of population in random order,
// every arrangement equally likely. It panics unless
// 0 <= k <= len(population).
func Sample[E any](population []E, k int) []E {
	s, _ := SampleFrom(&system, population, k)
	return s
}

// TokenBytes returns n random bytes; see [DefaultEntropy]. It panics if n is
// negative.
func TokenBytes(n int) []byte {
	b, _ := system.RandBytes(n)
	return b
}

// TokenHex returns n random bytes as 2n lower-case hexadecimal digits. It
// panics if n is negative.
func TokenHex(n int) string { return hex.EncodeToString(TokenBytes(n)) }

// TokenURLSafe returns n random bytes as ceil(4n/3) characters of
// A-Za-z0-9-_: the URL-safe base64 of RFC 4648, section 5, without padding. It
// panics if n is negative.
func TokenURLSafe(n int) string { return base64.RawURLEncoding.EncodeToString(TokenBytes(n)) }

// A UUID is a universally unique identifier (RFC 9562).
type UUID [16]byte

// UUID4 returns a random UUID: version 4, 122 random bits.
func UUID4() UUID {
	var u UUID
	rand.Read(u[:])
	return u.version4()
}

// version4 sets the version to 4 and the variant to that of RFC 9562
// (sections 4.1, 4.2 and 5.4).
func (u UUID) version4() UUID {
	u[6] = u[6]&0x0f | 0x40
	u[8] = u[8]&0x3f | 0x80
	return u
}

// String returns u in its usual form, as
// "f81d4fae-7dec-11d0-a765-00a0c91e6bf6".
func (u UUID) String() string {
	var b [36]byte
	hex.Encode(b[0:8], u[0:4])
	hex.Encode(b[9:13], u[4:6])
	hex.Encode(b[14:18], u[6:8])
	hex.Encode(b[19:23], u[8:10])
	hex.Encode(b[24:36], u[10:16])
	b[8], b[13], b[18], b[23] = '-', '-', '-', '-'
	return string(b[:])
}
