package secrets

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"io"
	"math/bits"
)

// A SystemRandom draws as Python's random.SystemRandom does: from the same
// bytes it makes the same values, and takes as many bytes for them.
//
// The zero value draws from crypto/rand and is safe for concurrent use. One
// made by [New] with a reader of the caller's is for one goroutine at a time.
//
// Every method returns the reader's error: io.EOF if the reader ended before
// the bytes of a step, io.ErrUnexpectedEOF if it ended among them. With
// crypto/rand the error is always nil. What an argument out of range does is
// not an error but a panic, as in math/rand/v2.
type SystemRandom struct {
	r       io.Reader // nil: crypto/rand
	scratch [8]byte   // an array on the stack would escape through r, once a draw
}

// New returns a SystemRandom that draws from r; nil means crypto/rand. The
// reader may return fewer bytes than asked for, as readers do.
func New(r io.Reader) *SystemRandom { return &SystemRandom{r: r} }

// read fills p.
func (s *SystemRandom) read(p []byte) error {
	if s.r == nil {
		rand.Read(p) // never returns an error: it ends the program instead
		return nil
	}
	_, err := io.ReadFull(s.r, p)
	return err
}

// top returns the top k bits, 1 <= k <= 64, of the next ceil(k/8) bytes, which
// are big-endian.
func (s *SystemRandom) top(k int) (uint64, error) {
	n := (k + 7) / 8
	if s.r == nil {
		var b [8]byte // on the stack, so that goroutines do not share it
		rand.Read(b[:n])
		return binary.BigEndian.Uint64(b[:]) >> (64 - k), nil
	}
	// Bytes beyond n are left over from earlier calls; the shift drops them.
	if _, err := io.ReadFull(s.r, s.scratch[:n]); err != nil {
		return 0, err
	}
	return binary.BigEndian.Uint64(s.scratch[:]) >> (64 - k), nil
}

// GetRandBits returns k random bits, 0 <= k <= 64: random.SystemRandom's
// getrandbits. It takes ceil(k/8) bytes, most significant first, and keeps the
// top k bits.
func (s *SystemRandom) GetRandBits(k int) (uint64, error) {
	switch {
	case k < 0:
		panic("secrets: GetRandBits: the number of bits must not be negative")
	case k > 64:
		panic(fmt.Sprintf("secrets: GetRandBits: %d bits do not fit into 64", k))
	case k == 0:
		return 0, nil
	}
	return s.top(k)
}

// RandBelow returns a random integer in [0, n), every one equally likely;
// n must be at least 1. It is CPython's _randbelow: bit_length(n) bits (not
// bit_length(n-1): a power of two rejects half of its tries), again until the
// number is below n. That is 1 to 2 tries on average.
func (s *SystemRandom) RandBelow(n uint64) (uint64, error) {
	if n == 0 {
		panic("secrets: RandBelow: the upper bound must be positive")
	}
	k := bits.Len64(n)
	for {
		r, err := s.top(k)
		if err != nil || r < n {
			return r, err
		}
	}
}

// Random returns a float in [0, 1): one of the 2^53 multiples of 2^-53, every
// one equally likely. It takes 7 bytes.
func (s *SystemRandom) Random() (float64, error) {
	k, err := s.top(53) // the top 53 bits of 7 bytes: Python's >> 3
	return float64(k) * 0x1p-53, err
}

// RandBytes returns n random bytes, n >= 0, as the reader gives them.
func (s *SystemRandom) RandBytes(n int) ([]byte, error) {
	if n < 0 {
		panic("secrets: RandBytes: the number of bytes must not be negative")
	}
	b := make([]byte, n)
	if err := s.read(b); err != nil {
		return nil, err
	}
	return b, nil
}

// ChoiceFrom returns a random element of seq, which must not be empty, drawn
// by s: random.SystemRandom's choice.
func ChoiceFrom[E any](s *SystemRandom, seq []E) (E, error) {
	if len(seq) == 0 {
		panic("secrets: Choice: cannot choose from an empty sequence")
	}
	i, err := s.RandBelow(uint64(len(seq)))
	if err != nil {
		var zero E
		return zero, err
	}
	return seq[i], nil
}

// ShuffleFrom shuffles seq in place, every order equally likely, drawn by s:
// random.SystemRandom's shuffle, which is Fisher and Yates's from the end. On
// an error seq is left partly shuffled.
func ShuffleFrom[E any](s *SystemRandom, seq []E) error {
	for i := len(seq) - 1; i >= 1; i-- {
		j, err := s.RandBelow(uint64(i) + 1)
		if err != nil {
			return err
		}
		seq[i], seq[j] = seq[j], seq[i]
	}
	return nil
}

// SampleFrom returns k elements of different places of population in random
// order, every arrangement equally likely, drawn by s: random.SystemRandom's
// sample. 0 <= k <= len(population).
func SampleFrom[E any](s *SystemRandom, population []E, k int) ([]E, error) {
	if k < 0 || k > len(population) {
		panic(fmt.Sprintf("secrets: Sample: %d elements of %d: the sample is larger than the population or negative", k, len(population)))
	}
	places := make([]uint64, k)
	if err := s.SampleRange(places, uint64(len(population))); err != nil {
		return nil, err
	}
	sample := make([]E, k)
	for i, p := range places {
		sample[i] = population[p]
	}
	return sample, nil
}

// SampleRange fills dst with different numbers of [0, n) in random order:
// random.SystemRandom's sample(range(n), k) with k = len(dst) <= n. For k up
// to 20 it allocates nothing.
func (s *SystemRandom) SampleRange(dst []uint64, n uint64) error {
	k := len(dst)
	if uint64(k) > n {
		panic(fmt.Sprintf("secrets: SampleRange: %d numbers of %d: the sample is larger than the population", k, n))
	}
	// Python compares the size of a list of n with that of a set of k. Both
	// ways are fair; which one is taken decides what the bytes become.
	if n <= setSize(k) {
		return s.samplePool(dst, int(n))
	}
	return s.sampleSet(dst, n)
}

// setSize is the largest population for which CPython's sample of k keeps a
// pool: 21, and for k > 5 4^ceil(log4(3k)) more.
func setSize(k int) uint64 {
	if k <= 5 {
		return 21
	}
	size := uint64(1)
	for size < 3*uint64(k) {
		size *= 4
	}
	return 21 + size
}

// samplePool takes each number from a pool and fills its place with the last
// one not taken.
func (s *SystemRandom) samplePool(dst []uint64, n int) error {
	var small [85]uint64 // setSize(20)
	pool := small[:]
	if n > len(small) {
		pool = make([]uint64, n)
	}
	pool = pool[:n]
	for i := range pool {
		pool[i] = uint64(i)
	}
	for i := range dst {
		j, err := s.RandBelow(uint64(n - i))
		if err != nil {
			return err
		}
		dst[i] = pool[j]
		pool[j] = pool[n-i-1]
	}
	return nil
}

// sampleSet draws each number from the whole range, again while it was drawn
// before.
func (s *SystemRandom) sampleSet(dst []uint64, n uint64) error {
	var selected map[uint64]bool
	if len(dst) > 20 { // below it looking through dst is as fast as a map
		selected = make(map[uint64]bool, len(dst))
	}
	for i := range dst {
	again:
		j, err := s.RandBelow(n)
		if err != nil {
			return err
		}
		if selected != nil {
			if selected[j] {
				goto again
			}
			selected[j] = true
		} else {
			for _, earlier := range dst[:i] {
				if earlier == j {
					goto again
				}
			}
		}
		dst[i] = j
	}
	return nil
}
