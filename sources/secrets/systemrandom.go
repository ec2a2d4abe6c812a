package secrets

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/big"
	"math/bits"
)

// A SystemRandom draws as Python's random.SystemRandom does: from the same
// bytes it makes the same values, and takes as many bytes for them. The bytes
// that each method says it takes are those of Python.
//
// The zero value draws from crypto/rand and is safe for concurrent use. One
// made by [New] with a reader of the caller's, or by [NewFrom], is for one
// goroutine at a time. A copy draws from the same place as the original.
//
// Methods return the reader's error as it is: io.EOF if the reader ended before
// the bytes of a step, io.ErrUnexpectedEOF if it ended among them. What they
// return with an error is not random. With crypto/rand there is no such error.
// Arguments out of range are errors too, before any byte is taken; a size beyond
// memory panics as make does, and so does a nil *big.Int.
type SystemRandom struct{ from *origin } // nil: crypto/rand

// An origin is what a caller wants drawn from.
type origin struct {
	r       io.Reader
	g       Generator // instead of r, if not nil
	scratch [16]byte  // an array on the stack would escape through r, once a draw

	// The second number of the pair that Gauss draws.
	second    float64
	hasSecond bool
}

// A Generator makes integers, floats and bytes in ways of its own, as a subclass
// of Python's random.Random does that overrides getrandbits, random and
// randbytes. Arguments are in range: SystemRandom has checked them.
type Generator interface {
	GetRandBits(k int) uint64   // k random bits, 1 <= k <= 64
	BigRandBits(k int) *big.Int // k random bits, k > 64
	RandBytes(n int) []byte     // n random bytes
	Random() float64            // in [0, 1)
}

// New returns a SystemRandom that draws from r; nil means crypto/rand. The
// reader may return fewer bytes than asked for, as readers do.
func New(r io.Reader) *SystemRandom {
	if r == nil {
		return &SystemRandom{}
	}
	return &SystemRandom{&origin{r: r}}
}

// NewFrom returns a SystemRandom that makes everything from what g makes, as
// Python's Random does with what a subclass overrides. It takes no bytes.
func NewFrom(g Generator) *SystemRandom { return &SystemRandom{&origin{g: g}} }

// read fills p.
func (s *SystemRandom) read(p []byte) error {
	if s.from == nil {
		rand.Read(p) // never returns an error: it ends the program instead
		return nil
	}
	_, err := io.ReadFull(s.from.r, p)
	return err
}

// top returns k random bits, 1 <= k <= 64: the top k of the next ceil(k/8)
// bytes, which are big-endian.
func (s *SystemRandom) top(k int) (uint64, error) {
	n := (k + 7) / 8
	if s.from == nil {
		var b [8]byte // on the stack, so that goroutines do not share it
		rand.Read(b[:n])
		return binary.BigEndian.Uint64(b[:]) >> (64 - k), nil
	}
	if s.from.g != nil {
		return s.from.g.GetRandBits(k), nil
	}
	// Bytes beyond n are left over from earlier calls; the shift drops them.
	b := s.from.scratch[:]
	if _, err := io.ReadFull(s.from.r, b[:n]); err != nil {
		return 0, err
	}
	return binary.BigEndian.Uint64(b) >> (64 - k), nil
}

// Seed does nothing, as random.SystemRandom's seed, whatever its arguments: the
// bytes come from elsewhere. It takes no bytes, and does not forget the number
// that [SystemRandom.Gauss] keeps.
func (s *SystemRandom) Seed(...any) {}

// GetState returns an error that wraps errors.ErrUnsupported, as
// random.SystemRandom's getstate raises NotImplementedError: there is no state.
func (s *SystemRandom) GetState() (any, error) { return nil, errState("GetState") }

// SetState returns an error that wraps errors.ErrUnsupported, as
// random.SystemRandom's setstate raises NotImplementedError: there is no state.
func (s *SystemRandom) SetState(any) error { return errState("SetState") }

func errState(method string) error {
	return fmt.Errorf("secrets: %s: the system's source of randomness has no state: %w", method, errors.ErrUnsupported)
}

// GetRandBits returns k random bits: random.SystemRandom's getrandbits, for
// k <= 64. It takes ceil(k/8) bytes, most significant first, and keeps the top
// k bits. It is an error unless 0 <= k <= 64; see [SystemRandom.BigRandBits].
func (s *SystemRandom) GetRandBits(k int) (uint64, error) {
	switch {
	case k < 0:
		return 0, errors.New("secrets: GetRandBits: the number of bits must not be negative")
	case k > 64:
		return 0, fmt.Errorf("secrets: GetRandBits: %d bits do not fit into 64: use BigRandBits", k)
	case k == 0:
		return 0, nil
	}
	return s.top(k)
}

// BigRandBits returns k random bits: random.SystemRandom's getrandbits. It takes
// ceil(k/8) bytes, most significant first, and keeps the top k bits. It is an
// error if k is negative.
func (s *SystemRandom) BigRandBits(k int) (*big.Int, error) {
	if k <= 64 {
		r, err := s.GetRandBits(k)
		if err != nil {
			return nil, err
		}
		return new(big.Int).SetUint64(r), nil
	}
	if s.from != nil && s.from.g != nil {
		return s.from.g.BigRandBits(k), nil
	}
	b := make([]byte, (k-1)/8+1)
	if err := s.read(b); err != nil {
		return nil, err
	}
	r := new(big.Int).SetBytes(b)
	return r.Rsh(r, uint(8*len(b)-k)), nil
}

// Random returns a float in [0, 1): one of the 2^53 multiples of 2^-53, every
// one equally likely. It is random.SystemRandom's random. It takes 7 bytes.
func (s *SystemRandom) Random() (float64, error) {
	if s.from != nil && s.from.g != nil {
		return s.from.g.Random(), nil
	}
	k, err := s.top(53) // the top 53 bits of 7 bytes: Python's >> 3
	return float64(k) * 0x1p-53, err
}

// RandBytes returns n random bytes as they come: random.SystemRandom's
// randbytes. It takes n bytes. It is an error if n is negative.
func (s *SystemRandom) RandBytes(n int) ([]byte, error) {
	if n < 0 {
		return nil, errors.New("secrets: RandBytes: the number of bytes must not be negative")
	}
	if s.from != nil && s.from.g != nil {
		return s.from.g.RandBytes(n), nil
	}
	b := make([]byte, n)
	if err := s.read(b); err != nil {
		return nil, err
	}
	return b, nil
}

// TokenHex is the function [TokenHex], with an error for its panic.
func (s *SystemRandom) TokenHex(n int) (string, error) {
	b, err := s.RandBytes(n)
	return hex.EncodeToString(b), err
}

// TokenURLSafe is the function [TokenURLSafe], with an error for its panic.
func (s *SystemRandom) TokenURLSafe(n int) (string, error) {
	b, err := s.RandBytes(n)
	return base64.RawURLEncoding.EncodeToString(b), err
}

// UUID4 is the function [UUID4].
func (s *SystemRandom) UUID4() (UUID, error) {
	var u UUID
	switch {
	case s.from == nil:
		rand.Read(u[:])
	case s.from.g != nil:
		copy(u[:], s.from.g.RandBytes(len(u)))
	default:
		if err := s.read(s.from.scratch[:]); err != nil {
			return UUID{}, err
		}
		u = s.from.scratch
		clear(s.from.scratch[:])
	}
	// Version 4, and the variant of RFC 9562, sections 4.1, 4.2 and 5.4.
	u[6] = u[6]&0x0f | 0x40
	u[8] = u[8]&0x3f | 0x80
	return u, nil
}

// RandBelow returns a random integer in [0, n), every one equally likely:
// random.SystemRandom's _randbelow and one-argument randrange. It takes
// bit_length(n) bits (not bit_length(n-1): a power of two rejects half of its
// tries), again until the number is below n: ceil(bit_length(n)/8) bytes a try,
// 1 to 2 tries on average. It is an error if n is 0.
func (s *SystemRandom) RandBelow(n uint64) (uint64, error) {
	if n == 0 {
		return 0, errors.New("secrets: RandBelow: the upper bound must be positive")
	}
	for {
		v, ok, err := s.TryBelow(n)
		if ok || err != nil {
			return v, err
		}
	}
}

// TryBelow is one try of [SystemRandom.RandBelow], which repeats it until ok:
// with v in [0, n) if ok, every one equally likely, and a rejected v if not. It
// takes ceil(bit_length(n)/8) bytes. It is an error if n is 0.
//
// A try depends on its own bytes alone, so that all of them can be enumerated:
// that is how RandBelow is proved fair. To draw, use RandBelow.
func (s *SystemRandom) TryBelow(n uint64) (v uint64, ok bool, err error) {
	if n == 0 {
		return 0, false, errors.New("secrets: TryBelow: the upper bound must be positive")
	}
	v, err = s.top(bits.Len64(n))
	return v, err == nil && v < n, err
}

// BigRandBelow is [SystemRandom.RandBelow] for n of any size. It is an error
// unless n > 0.
func (s *SystemRandom) BigRandBelow(n *big.Int) (*big.Int, error) {
	if n.Sign() <= 0 {
		return nil, errors.New("secrets: BigRandBelow: the upper bound must be positive")
	}
	for {
		r, err := s.BigRandBits(n.BitLen())
		if err != nil || r.Cmp(n) < 0 {
			return r, err
		}
	}
}

// RandRange returns one of start, start+step, start+2*step ... before stop,
// every one equally likely: random.SystemRandom's randrange. Python's
// randrange(stop) is RandRange(0, stop, 1), and randrange(start, stop) has the
// step 1. It takes what [SystemRandom.RandBelow] takes for their number. It is
// an error if step is 0, or there is no such number: if stop <= start for a
// positive step, or stop >= start for a negative one.
func (s *SystemRandom) RandRange(start, stop, step int64) (int64, error) {
	var width, stride uint64
	switch {
	case step == 0:
		return 0, errors.New("secrets: RandRange: the step must not be 0")
	case step > 0 && start < stop:
		width, stride = uint64(stop)-uint64(start), uint64(step)
	case step < 0 && start > stop:
		width, stride = uint64(start)-uint64(stop), -uint64(step)
	default:
		return 0, fmt.Errorf("secrets: RandRange: no numbers from %d to before %d by %d", start, stop, step)
	}
	i, err := s.RandBelow((width-1)/stride + 1)
	if err != nil {
		return 0, err
	}
	return start + int64(i)*step, nil // modulo 2^64 on the way, right in the end
}

// BigRandRange is [SystemRandom.RandRange] for numbers of any size.
func (s *SystemRandom) BigRandRange(start, stop, step *big.Int) (*big.Int, error) {
	if step.Sign() == 0 {
		return nil, errors.New("secrets: BigRandRange: the step must not be 0")
	}
	width := new(big.Int).Sub(stop, start)
	if width.Sign() != step.Sign() {
		return nil, fmt.Errorf("secrets: BigRandRange: no numbers from %v to before %v by %v", start, stop, step)
	}
	n := width.Abs(width).Sub(width, big.NewInt(1))
	n.Quo(n, new(big.Int).Abs(step)).Add(n, big.NewInt(1))
	i, err := s.BigRandBelow(n)
	if err != nil {
		return nil, err
	}
	return i.Mul(i, step).Add(i, start), nil
}

// RandInt returns a random integer in [a, b], b included, every one equally
// likely: random.SystemRandom's randint. It takes what
// [SystemRandom.RandBelow] takes for b-a+1. It is an error if b < a.
func (s *SystemRandom) RandInt(a, b int64) (int64, error) {
	if b < a {
		return 0, fmt.Errorf("secrets: RandInt: no numbers from %d to %d", a, b)
	}
	n := uint64(b) - uint64(a) + 1
	if n == 0 { // 2^64
		i, err := s.BigRandInt(big.NewInt(a), big.NewInt(b))
		if err != nil {
			return 0, err
		}
		return i.Int64(), nil
	}
	i, err := s.RandBelow(n)
	if err != nil {
		return 0, err
	}
	return a + int64(i), nil
}

// BigRandInt is [SystemRandom.RandInt] for numbers of any size.
func (s *SystemRandom) BigRandInt(a, b *big.Int) (*big.Int, error) {
	if b.Cmp(a) < 0 {
		return nil, fmt.Errorf("secrets: BigRandInt: no numbers from %v to %v", a, b)
	}
	one := big.NewInt(1)
	return s.BigRandRange(a, new(big.Int).Add(b, one), one)
}
