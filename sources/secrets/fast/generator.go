package fast

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/binary"
	"io"
)

const (
	keySize = 32
	// bufferSize makes the setting up of the cipher a quarter of the cost of a
	// byte; with twice as much it leaves the first cache of the processor.
	bufferSize = 8192 - keySize
	// bulkSize is the length from which a read has a key of its own: setting up
	// its cipher is as fast there as copying and erasing.
	bulkSize = 4096
	// bulkMost is the most that one key makes.
	bulkMost = 1 << 20
)

// A Generator draws as the package's functions do, for one goroutine at a time.
// The zero value is ready for use, and the package's documentation says what it
// promises. It must not be copied after its first use: the copy would draw the
// same.
//
// It is a Source of math/rand/v2, whose rand.New gives it further methods.
type Generator struct {
	_     noCopy
	epoch uint32 // of the bytes to be drawn
	left  int    // bytes to be drawn: the last ones of state
	// The key, and then the buffer, of which what was drawn is 0.
	state [keySize + bufferSize]byte
	from  io.Reader // instead of the cipher, if not nil
}

// noCopy has go vet report copies.
type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}

// NewFrom returns a Generator that takes its words from r, 8 bytes each, least
// significant first, and reads none ahead: for tests and audits, which want to
// repeat what was drawn or to look at the way of drawing alone. Its methods
// panic with a *[ReadError] where r gives no 8 bytes. What r gives is drawn as
// it is: nothing of what the package promises of bytes holds.
func NewFrom(r io.Reader) *Generator { return &Generator{from: r} }

// A ReadError is what the methods of a Generator panic with that was made by
// [NewFrom], where its reader fails.
type ReadError struct{ Err error }

// Error names the package and the reader's error.
func (e *ReadError) Error() string { return "fast: reading words: " + e.Err.Error() }

// Unwrap returns the reader's error as it was: io.EOF, or
// io.ErrUnexpectedEOF if the reader ended within a word.
func (e *ReadError) Unwrap() error { return e.Err }

// Reseed makes g draw from fresh bytes of crypto/rand. What it held is erased.
func (g *Generator) Reseed() { g.discard() }

// discard erases the bytes to be drawn.
func (g *Generator) discard() {
	clear(g.state[len(g.state)-g.left:])
	g.left = 0
}

// refill makes bytes to be drawn, of which want are needed, at most 8. Those
// that there are, too few or of another epoch, are lost.
func (g *Generator) refill(want int) {
	g.epoch = currentEpoch()
	if g.from != nil {
		if g.left < want { // or only the epoch is another, and a reader's bytes do not age
			g.readWord()
		}
		return
	}
	var seed [keySize]byte
	fresh(&seed, g.state[:keySize])
	keystream(&seed, g.state[:])
	clear(seed[:])
	g.left = bufferSize
}

func (g *Generator) readWord() {
	g.discard()
	if _, err := io.ReadFull(g.from, g.state[len(g.state)-8:]); err != nil {
		panic(&ReadError{err})
	}
	g.left = 8
}

// fresh makes a seed of a key and as many bytes of crypto/rand. It is as hard to
// predict as the harder of the two.
func fresh(seed *[keySize]byte, key []byte) {
	rand.Read(seed[:]) // returns no error: it ends the program instead
	subtle.XORBytes(seed[:], seed[:], key)
}

// Uint64 returns 64 random bits.
func (g *Generator) Uint64() uint64 {
	if g.left < 8 || g.epoch != epoch.Load() {
		g.refill(8)
	}
	b := g.state[len(g.state)-g.left:]
	x := binary.LittleEndian.Uint64(b)
	binary.LittleEndian.PutUint64(b, 0)
	g.left -= 8
	return x
}

// take fills p from the buffer. Unlike Read it leaves p on the caller's stack.
func (g *Generator) take(p []byte) {
	for len(p) > 0 {
		if g.left == 0 || g.epoch != epoch.Load() {
			g.refill(1)
		}
		b := g.state[len(g.state)-g.left:]
		n := copy(p, b)
		clear(b[:n])
		p, g.left = p[n:], g.left-n
	}
}

// Read fills p with random bytes. It returns len(p) and no error.
func (g *Generator) Read(p []byte) (int, error) {
	if len(p) < bulkSize || g.from != nil {
		g.take(p)
		return len(p), nil
	}
	var key, seed [keySize]byte
	for rest := p; len(rest) > 0; {
		part := rest[:min(len(rest), bulkMost)]
		g.take(key[:])
		fresh(&seed, key[:])
		keystream(&seed, part)
		rest = rest[len(part):]
	}
	clear(key[:])
	clear(seed[:])
	return len(p), nil
}
