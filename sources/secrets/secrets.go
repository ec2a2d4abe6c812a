// Package secrets is Python's secrets and random.SystemRandom in Go: integers,
// choices, shuffles, samples, tokens and distributions from the operating
// system's source of randomness, without bias where Python's are without.
//
// The functions draw from crypto/rand, are safe for concurrent use, and return
// no error: crypto/rand ends the program if the system's source fails. They
// panic for arguments without meaning, such as a choice from nothing.
//
// A [SystemRandom] draws from any io.Reader, byte for byte as Python does: a
// test can replay what a Python program drew, and an audit can look at the way
// of drawing itself. Its methods, and the functions whose names end in From,
// return errors.
//
// The functions for secrets are [RandBelow], [RandBits], [Choice],
// [TokenBytes], [TokenHex], [TokenURLSafe], [UUID4] and [CompareDigest]. The
// distributions are for simulations that need no seed; one that does is in
// sources/mersenne.
package secrets

import (
	"crypto/subtle"
	"encoding/hex"
	"math/big"
)

// DefaultEntropy is the number of bytes that a token should have where there
// is no reason for another number: 32, as in Python (secrets.DEFAULT_ENTROPY).
// It is 256 bits.
const DefaultEntropy = 32

// system draws from crypto/rand. It has no state, so that all goroutines can
// use it at once.
var system SystemRandom

// must panics where only a programming mistake makes an error.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err.Error())
	}
	return v
}

// RandBelow returns a random integer in [0, n), every one equally likely:
// Python's secrets.randbelow. It takes ceil(bit_length(n)/8) bytes a try, 1 to
// 2 tries on average. It panics if n is 0.
func RandBelow(n uint64) uint64 { return must(system.RandBelow(n)) }

// BigRandBelow is [RandBelow] for n of any size. It panics unless n > 0.
func BigRandBelow(n *big.Int) *big.Int { return must(system.BigRandBelow(n)) }

// RandBits returns k random bits: Python's secrets.randbits. It takes
// ceil(k/8) bytes. It panics unless 0 <= k <= 64.
func RandBits(k int) uint64 { return must(system.GetRandBits(k)) }

// BigRandBits is [RandBits] for k of any size. It panics if k is negative.
func BigRandBits(k int) *big.Int { return must(system.BigRandBits(k)) }

// Choice returns a random element of seq, every one equally likely: Python's
// secrets.choice. It takes what [RandBelow](len(seq)) takes. It panics if seq
// is empty.
func Choice[E any](seq []E) E { return must(ChoiceFrom(&system, seq)) }

// Shuffle shuffles seq in place, every order equally likely: Python's
// random.SystemRandom().shuffle. It takes what [RandBelow] takes for len(seq),
// len(seq)-1, ... and 2.
func Shuffle[E any](seq []E) {
	_ = ShuffleFrom(&system, seq) // crypto/rand gives no error
}

// Sample returns k elements of different places of population in random order,
// every arrangement equally likely: Python's random.SystemRandom().sample. It
// takes what [SystemRandom.SampleRange] takes. It panics unless
// 0 <= k <= len(population).
func Sample[E any](population []E, k int) []E { return must(SampleFrom(&system, population, k)) }

// TokenBytes returns n random bytes: Python's secrets.token_bytes; see
// [DefaultEntropy]. It takes n bytes. It panics if n is negative.
func TokenBytes(n int) []byte { return must(system.RandBytes(n)) }

// TokenHex returns n random bytes as 2n lower-case hexadecimal digits: Python's
// secrets.token_hex; see [DefaultEntropy]. It takes n bytes. It panics if n is
// negative.
func TokenHex(n int) string { return must(system.TokenHex(n)) }

// TokenURLSafe returns n random bytes as ceil(4n/3) characters of A-Za-z0-9-_,
// 43 for [DefaultEntropy]: Python's secrets.token_urlsafe. It is the URL-safe
// base64 of RFC 4648, section 5, without padding; unless n is a multiple of 3
// the last character has fewer values than 64: 16 (3n+2) or 4 (3n+1). It takes
// n bytes. It panics if n is negative.
//
// Unlike crypto/rand.Text, which has 26 characters of 5 bits, it has the length
// that is asked for, and 6 bits a character.
func TokenURLSafe(n int) string { return must(system.TokenURLSafe(n)) }

// A UUID is a universally unique identifier (RFC 9562).
type UUID [16]byte

// UUID4 returns a random UUID: Python's uuid.uuid4. It is of version 4 and has
// 122 random bits. It takes 16 bytes.
func UUID4() UUID { return must(system.UUID4()) }

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

// CompareDigest reports whether a and b are equal, in a time that does not tell
// where they differ: Python's secrets.compare_digest. It takes no random bytes.
// Slices or strings of different lengths are unequal, which it tells at once:
// their lengths are no secret.
//
// Both are bytes or both are strings, as in Python. Python refuses strings with
// other characters than ASCII, since what they are in memory may differ; Go's
// strings are bytes, and are compared as such.
func CompareDigest[T ~[]byte | ~string](a, b T) bool {
	return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}
