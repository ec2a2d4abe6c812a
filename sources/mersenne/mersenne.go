// Package mersenne is Python's random.Random in Go: from the same seed it makes
// the same values as CPython, all of its methods included.
//
// It is for simulations, games and tests that must be repeatable, and for
// carrying on in Go what a Python program began. It is not for secrets: 624
// outputs tell all others. Those are in sources/secrets.
package mersenne

import (
	"crypto/sha512"
	"encoding/binary"
	"errors"
	"math"
	"math/big"
	"slices"

	"github.com/randaudit/randaudit/sources/secrets"
)

// The Mersenne Twister MT19937: M. Matsumoto and T. Nishimura, Mersenne twister:
// a 623-dimensionally equidistributed uniform pseudo-random number generator,
// ACM Transactions on Modeling and Computer Simulation 8 (1998), with the
// seeding of 2002.
const (
	words  = 624        // n
	middle = 397        // m
	matrix = 0x9908b0df // a, the last row of the twist
	upper  = 1 << 31    // the one bit of the oldest word that counts
)

// A Random is a Mersenne Twister with the methods of Python's random.Random.
// [New] makes one. It is for one goroutine at a time, and must not be copied.
//
// The methods are those of [secrets.SystemRandom], with the Twister's bits: its
// getrandbits, random and randbytes take 32-bit words of it, two of them for a
// float. They panic for what is an error there, where Python raises an
// exception. The functions Choice, Choices, ChoicesCumulative, Sample,
// SampleCounts and Shuffle are methods in Python.
type Random struct {
	state State
	draw  *secrets.SystemRandom // from this Random
}

// A State is all that a [Random] goes on from: Python's getstate, without its
// version, which is 3.
type State struct {
	Words [624]uint32 // of the Mersenne Twister
	Index int         // of the word to be output next, 0 to 624: 624 means new words first

	// The number of the normal distribution that Gauss gives next, if there is
	// one: Python's gauss_next.
	GaussNext    float64
	HasGaussNext bool
}

// A Seed is what Python takes for a seed, but None. For that, a seed from the
// system, take secrets.BigRandBits(624 * 32), as Python does.
type Seed interface {
	int | int32 | int64 | uint32 | uint64 | *big.Int | float64 | string | []byte
}

// New returns a Random with the seed: Python's random.Random(seed).
//
// As in Python a negative integer is the same seed as its absolute value, and a
// float is not the same as an integer unless it is one: its hash counts, that of
// 64-bit Pythons. New panics for a float that is not a number, for its hash is
// another one each time in Python. A string is its UTF-8.
func New[S Seed](seed S) *Random {
	r := new(Random)
	r.draw = secrets.NewFrom(r)
	Reseed(r, seed)
	return r
}

// Reseed seeds r anew: the method seed of Python. r forgets what
// [Random.Gauss] has kept.
func Reseed[S Seed](r *Random, seed S) {
	var n big.Int
	switch seed := any(seed).(type) {
	case int:
		n.SetInt64(int64(seed))
	case int32:
		n.SetInt64(int64(seed))
	case int64:
		n.SetInt64(seed)
	case uint32:
		n.SetUint64(uint64(seed))
	case uint64:
		n.SetUint64(seed)
	case *big.Int:
		n.Set(seed)
	case float64:
		n.SetUint64(hash(seed))
	case string:
		n.SetBytes(withSHA512([]byte(seed)))
	case []byte:
		n.SetBytes(withSHA512(seed))
	}
	r.seed(&n)
}

// withSHA512 is the seed of version 2 for strings.
func withSHA512(seed []byte) []byte {
	digest := sha512.Sum512(seed)
	return slices.Concat(seed, digest[:])
}

// hash is Python's hash of a float on 64-bit machines: its value modulo 2^61-1,
// with its sign.
func hash(f float64) uint64 {
	const width = 61
	switch {
	case math.IsNaN(f):
		panic("mersenne: a float that is not a number is no seed")
	case math.IsInf(f, 1):
		return 314159
	case math.IsInf(f, -1):
		return 1<<64 - 314159
	}
	fraction, exponent := math.Frexp(math.Abs(f))
	x := uint64(fraction * 0x1p53)
	// Multiplying by a power of 2 modulo 2^61-1 is a rotation.
	k := ((exponent-53)%width + width) % width
	x = (x<<k | x>>(width-k)) & (1<<width - 1)
	if f < 0 {
		x = -x
	}
	if x == math.MaxUint64 { // -1 is Python's sign of an error
		x--
	}
	return x
}

// NewVersion1 returns a Random with the seed: Python's
// random.Random().seed(seed, version=1), the seeding of Python 2 and early 3,
// in which many strings have the same seed. Bytes are taken for Latin-1. For
// integers and floats version 1 is that of [New].
func NewVersion1[S string | []byte](seed S) *Random {
	var characters []rune
	switch seed := any(seed).(type) {
	case string:
		characters = []rune(seed)
	case []byte:
		for _, b := range seed {
			characters = append(characters, rune(b))
		}
	}
	var x uint64
	if len(characters) > 0 {
		x = uint64(characters[0]) << 7
	}
	for _, c := range characters {
		x = 1000003*x ^ uint64(c)
	}
	x ^= uint64(len(characters))
	if x == math.MaxUint64 {
		// Python makes it -2, of which only the absolute value counts.
		x = 2
	}
	return New(x)
}

// seed initialises r with the 32-bit words of |n| (init_by_array of 2002).
func (r *Random) seed(n *big.Int) {
	b := n.Bytes() // of the absolute value
	slices.Reverse(b)
	for len(b) == 0 || len(b)%4 != 0 {
		b = append(b, 0)
	}
	key := make([]uint32, len(b)/4)
	for i := range key {
		key[i] = binary.LittleEndian.Uint32(b[4*i:])
	}

	r.state = State{Index: words}
	s := &r.state.Words
	s[0] = 19650218
	for i := 1; i < words; i++ {
		s[i] = 1812433253*(s[i-1]^s[i-1]>>30) + uint32(i)
	}
	i := 1
	next := func() {
		if i++; i == words {
			s[0] = s[words-1]
			i = 1
		}
	}
	for k := range max(words, len(key)) {
		j := k % len(key)
		s[i] = (s[i] ^ (s[i-1]^s[i-1]>>30)*1664525) + key[j] + uint32(j)
		next()
	}
	for range words - 1 {
		s[i] = (s[i] ^ (s[i-1]^s[i-1]>>30)*1566083941) - uint32(i)
		next()
	}
	s[0] = upper
}

// GetState returns the state: Python's getstate.
func (r *Random) GetState() State { return r.state }

// SetState makes r go on from the state: Python's setstate. It is an error if
// the index is not in [0, 624].
func (r *Random) SetState(state State) error {
	if state.Index < 0 || state.Index > words {
		return errors.New("mersenne: SetState: invalid state: the index must be in [0, 624]")
	}
	r.state = state
	return nil
}

// next returns the next 32 bits.
func (r *Random) next() uint32 {
	s := &r.state.Words
	if r.state.Index == words {
		for k := range s {
			y := s[k]&upper | s[(k+1)%words]&^upper
			s[k] = s[(k+middle)%words] ^ y>>1 ^ -(y&1)&matrix
		}
		r.state.Index = 0
	}
	y := s[r.state.Index]
	r.state.Index++
	y ^= y >> 11
	y ^= y << 7 & 0x9d2c5680
	y ^= y << 15 & 0xefc60000
	return y ^ y>>18
}

// Random returns a float in [0, 1), a multiple of 2^-53: Python's random. It
// takes two words.
func (r *Random) Random() float64 {
	a, b := r.next()>>5, r.next()>>6
	return float64(uint64(a)<<26|uint64(b)) * 0x1p-53
}

// GetRandBits returns k random bits, 0 <= k <= 64: Python's getrandbits. It
// takes ceil(k/32) words, the least significant first, and the top bits of the
// last.
func (r *Random) GetRandBits(k int) uint64 {
	switch {
	case k < 0:
		panic("mersenne: GetRandBits: the number of bits must not be negative")
	case k > 64:
		panic("mersenne: GetRandBits: the bits do not fit into 64: use BigRandBits")
	case k == 0:
		return 0
	case k <= 32:
		return uint64(r.next() >> (32 - k))
	}
	low := uint64(r.next())
	return low | uint64(r.next()>>(64-k))<<32
}

// BigRandBits is [Random.GetRandBits] for any k >= 0.
func (r *Random) BigRandBits(k int) *big.Int {
	if k < 0 {
		panic("mersenne: BigRandBits: the number of bits must not be negative")
	}
	b := r.bytes(uint64(k))
	slices.Reverse(b)
	return new(big.Int).SetBytes(b)
}

// RandBytes returns n random bytes: Python's randbytes. They are the bits of
// [Random.BigRandBits](8n), the least significant byte first. It takes
// ceil(n/4) words.
func (r *Random) RandBytes(n int) []byte {
	if n < 0 {
		panic("mersenne: RandBytes: the number of bytes must not be negative")
	}
	return r.bytes(8 * uint64(n))[:n]
}

// bytes returns k random bits in whole words, the least significant byte first.
func (r *Random) bytes(k uint64) []byte {
	b := make([]byte, (k+31)/32*4)
	for i := 0; i < len(b); i += 4 {
		binary.LittleEndian.PutUint32(b[i:], r.next())
	}
	if k%32 != 0 { // the top bits of the last
		last := b[len(b)-4:]
		binary.LittleEndian.PutUint32(last, binary.LittleEndian.Uint32(last)>>(32-k%32))
	}
	return b
}

// RandBelowByFloat returns a random integer in [0, n), n > 0, from floats alone:
// what randrange(n) is in Python if a subclass overrides random and not
// getrandbits. It takes a float a try. Every one is equally likely up to
// n = 2^53; from there on Python warns, and most integers never come.
func (r *Random) RandBelowByFloat(n uint64) uint64 {
	const floats = 1 << 53
	if n == 0 {
		panic("mersenne: RandBelowByFloat: the upper bound must be positive")
	}
	if n >= floats {
		return uint64(r.Random() * float64(n))
	}
	for {
		if k := uint64(r.Random() * floats); k < floats-floats%n {
			return k % n
		}
	}
}
