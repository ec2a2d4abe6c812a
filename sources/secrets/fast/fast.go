// Package fast draws as package secrets does, without bias, but not the bytes
// that Python would take, and many times as fast: it makes its random bytes
// itself, by a cipher whose keys come from crypto/rand, and takes as few of
// them as it can.
//
// The functions have the names that they have in package secrets, are safe for
// concurrent use, and panic where those do. A [Generator] of one's own does the
// same for one goroutine at a time, without the few nanoseconds that it takes
// to find a free one. Use package secrets unless a profile says otherwise: it
// keeps nothing that could leak.
//
// # How it draws
//
// One integer below n is drawn by Lemire's method ("Fast random integer
// generation in an interval", ACM TOMACS 29, 2019). Shuffles and dice take up
// to 8 integers out of one word of 64 bits (N. Brackett-Rozinsky and D. Lemire,
// "Batched ranged random integer generation", Software: Practice and Experience
// 55, 2025; arXiv 2408.06213). Both reject the few words that would make some
// results likelier than others, so that all are equally likely. The code is
// generic over the width of words: at 8 and 16 bits every word is tried by the
// tests, and the probabilities are exactly equal; at 64 the words around each
// threshold are.
//
// # Where the bytes come from
//
// A Generator holds a key of 32 bytes and up to 8,160 bytes to be drawn. When
// these are used up, the key is combined by exclusive or with 32 bytes of
// crypto/rand, and makes the next key and the next 8,160 bytes: fast key erasure
// (D. J. Bernstein, "Fast-key-erasure random-number generators", 2017). The
// cipher is AES-256 in counter mode where the standard library runs it in
// hardware (amd64, arm64, ppc64le, s390x), else ChaCha8 as in math/rand/v2, for
// AES in software is slow and tells its key by its timing. Reads of 4,096 bytes
// and more have a key of their own for each 1 MiB, made in the same way.
//
// # What it promises
//
//   - Secure bytes: whoever predicts them has broken the cipher, or both this
//     key and crypto/rand.
//   - Forward secrecy: a byte is erased from the Generator when it is drawn, a
//     key when it has been used, and the cipher's round keys too. Who reads the
//     memory of a Generator learns nothing of what was drawn from it before.
//   - Memory disclosure: who reads it learns what will be drawn until the bytes
//     are used up, at most 8,160, and nothing of what comes after that, because
//     fresh bytes of crypto/rand are in every key. The results that were drawn
//     are the caller's to keep.
//   - Reseeding: at least once in 8,160 bytes, and in 1 MiB of a long read, and
//     when [Reseed] or [Generator.Reseed] is called. Nothing is reseeded by the
//     clock.
//   - Fork: a Go program does not fork without starting another program, but C
//     code in it may. On Linux (4.14 or later) a process that was forked draws
//     other bytes from the first on, because it finds a page of memory wiped.
//     Elsewhere, it may draw the same bytes until those it has are used up.
//   - Snapshots: two machines that run on from one snapshot of a virtual machine
//     draw the same until the bytes are used up, at most 8,160 for each
//     Generator. Call [Reseed] where a machine is told that it was restored.
//
// It does not promise that nothing is left in registers and on the stack, that
// pages are not swapped to a disk, or anything against someone who reads the
// memory again and again. What erases round keys knows crypto/aes of the Go
// distribution; with another one (GOEXPERIMENT=boringcrypto) they are left to
// the garbage collector.
package fast

import "sync"

var pool = sync.Pool{New: func() any { return new(Generator) }}

// A Generator that the pool drops is not erased: what it holds has never been
// drawn.
func get() *Generator  { return pool.Get().(*Generator) }
func put(g *Generator) { pool.Put(g) }

// Reseed makes the package's functions draw from fresh bytes of crypto/rand,
// and every [Generator] too.
func Reseed() { nextEpoch() }

// Uint64 returns 64 random bits.
func Uint64() uint64 {
	g := get()
	x := g.Uint64()
	put(g)
	return x
}

// Read fills p with random bytes. It returns len(p) and no error.
func Read(p []byte) (int, error) {
	g := get()
	defer put(g)
	return g.Read(p)
}

// RandBelow returns a random integer in [0, n), every one equally likely. It
// panics if n is 0.
func RandBelow(n uint64) uint64 {
	g := get()
	x := g.RandBelow(n)
	put(g)
	return x
}

// RandBits returns k random bits. It panics unless 0 <= k <= 64.
func RandBits(k int) uint64 {
	g := get()
	x := g.RandBits(k)
	put(g)
	return x
}

// Dice fills dst with random integers in [0, n), every row of them equally
// likely. It panics if n is 0.
func Dice(dst []uint64, n uint64) {
	g := get()
	g.Dice(dst, n)
	put(g)
}

// Choice returns a random element of seq, every one equally likely. It panics
// if seq is empty.
func Choice[E any](seq []E) E {
	g := get()
	x := ChoiceFrom(g, seq)
	put(g)
	return x
}

// Shuffle shuffles seq in place, every order equally likely.
func Shuffle[E any](seq []E) {
	g := get()
	ShuffleFrom(g, seq)
	put(g)
}

// TokenBytes returns n random bytes. It panics if n is negative.
func TokenBytes(n int) []byte {
	g := get()
	b := g.TokenBytes(n)
	put(g)
	return b
}

// TokenHex returns n random bytes as 2n lower-case hexadecimal digits. It
// panics if n is negative.
func TokenHex(n int) string {
	g := get()
	s := g.TokenHex(n)
	put(g)
	return s
}

// TokenURLSafe returns n random bytes as ceil(4n/3) characters of A-Za-z0-9-_:
// the URL-safe base64 of RFC 4648, section 5, without padding. It panics if n
// is negative.
func TokenURLSafe(n int) string {
	g := get()
	s := g.TokenURLSafe(n)
	put(g)
	return s
}

// UUID4 returns a random UUID: version 4, with 122 random bits.
func UUID4() UUID {
	g := get()
	u := g.UUID4()
	put(g)
	return u
}
