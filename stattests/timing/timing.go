// Package timing asks whether the time that a comparison of secrets takes tells
// where they first differ: whoever can measure that guesses a secret byte by
// byte.
//
// [Measure] times pairs of calls that differ in nothing but the place of the
// first difference, in an order drawn for each pair, and [Judge] tests the
// differences within the pairs. If the place does not matter, the sign of each
// difference is the toss that drew the order: a fair coin, independent of all
// others, however the machine's speed wanders and whatever the times depend on
// beside. So the sign test (Arbuthnott 1710) and the signed-rank test (F.
// Wilcoxon, Biometrics Bulletin 1, 1945) hold for timings as they are. A t-test
// of two samples (Welch's) does not: it takes timings for independent, and they
// are not.
package timing

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"time"
)

// A Compare tells whether two slices are equal.
type Compare func(a, b []byte) bool

// Options say what [Measure] measures.
type Options struct {
	Length int     // bytes of what is compared; 0 means 64
	Places []int   // of the first difference, each against the first of them; none means the first byte, the middle and the last
	Pairs  int     // timed for each place but the first; 0 means 20000
	Calls  int     // in a timing; 0 means 100
	Seed   uint64  // of what is compared, and of the order
	Alpha  float64 // false-alarm rate of the whole; 0 means 1e-9
}

// The defaults of [Options].
const (
	DefaultLength = 64
	DefaultPairs  = 20000
	DefaultCalls  = 100
	DefaultAlpha  = 1e-9
)

// ErrWrong is wrapped where a comparison gives the wrong answer: nothing is said
// of its time then.
var ErrWrong = errors.New("timing: the comparison is wrong")

// A Pair is a place of the first difference against the reference, and what was
// measured.
type Pair struct {
	Reference, Place int       // of the first difference, from 0
	Differences      []float64 // of a call at Place less one at Reference, in nanoseconds, in the order of measuring
}

// Measure times a comparison. It takes the options' Pairs times twice Calls
// calls for each place: about a second by default. The error is ctx.Err() where
// the context ended first, and wraps [ErrWrong] where compare is wrong.
//
// It locks its goroutine to a thread. All calls read the same two slices, and
// all bytes of both are written before each timing, so that neither where they
// lie nor what the caches hold differs between the places.
func Measure(ctx context.Context, compare Compare, o Options) ([]Pair, error) {
	o = o.withDefaults()
	if compare == nil {
		return nil, errors.New("timing: there is nothing to time: compare is nil")
	}
	if o.Length < 1 || o.Length > mostLength || o.Pairs < 1 || o.Calls < 1 {
		return nil, fmt.Errorf("timing: length %d, pairs %d and calls %d must be at least 1, and the length at most %d", o.Length, o.Pairs, o.Calls, mostLength)
	}
	if len(o.Places) < 2 {
		return nil, errors.New("timing: at least two places are needed")
	}
	for i, p := range o.Places {
		if p < 0 || p >= o.Length {
			return nil, fmt.Errorf("timing: place %d of %d bytes", p, o.Length)
		}
		if i > 0 && p == o.Places[0] {
			return nil, fmt.Errorf("timing: place %d is compared with itself: give other places, or at least 3 bytes", p)
		}
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()

	r := rand.New(rand.NewPCG(o.Seed, 0))
	secret := make([]byte, o.Length)
	for i := range secret {
		secret[i] = byte(r.Uint32())
	}
	a, b := make([]byte, o.Length), make([]byte, o.Length)
	bits := make([]byte, len(o.Places)) // that make the difference
	copy(a, secret)
	copy(b, secret)
	if !compare(a, b) {
		return nil, fmt.Errorf("%w: equal slices differ", ErrWrong)
	}
	for i, p := range o.Places {
		bits[i] = 1 << (r.Uint32() % 8)
		copy(b, secret)
		b[p] ^= bits[i]
		if compare(a, b) {
			return nil, fmt.Errorf("%w: slices that differ at byte %d are equal", ErrWrong, p)
		}
	}
	timed := func(i int) float64 {
		copy(a, secret)
		copy(b, secret)
		b[o.Places[i]] ^= bits[i]
		for range 4 { // the first calls pay for what the processor guessed wrong
			compare(a, b)
		}
		begin := time.Now()
		for range o.Calls {
			compare(a, b)
		}
		return float64(time.Since(begin)) / float64(o.Calls)
	}
	pairs := make([]Pair, len(o.Places)-1)
	for i := range pairs {
		pairs[i] = Pair{o.Places[0], o.Places[i+1], make([]float64, 0, o.Pairs)}
	}
	for n := range o.Pairs {
		if n%256 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		// Every place has its turn, so that a slow minute falls on all.
		for i := range pairs {
			var d float64
			if r.Uint64()&1 == 0 {
				d = -timed(0)
				d += timed(i + 1)
			} else {
				d = timed(i + 1)
				d -= timed(0)
			}
			pairs[i].Differences = append(pairs[i].Differences, d)
		}
	}
	return pairs, nil
}

// mostLength is the greatest length of the slices: 1 GiB.
const mostLength = 1 << 30

func (o Options) withDefaults() Options {
	if o.Length == 0 {
		o.Length = DefaultLength
	}
	if o.Pairs == 0 {
		o.Pairs = DefaultPairs
	}
	if o.Calls == 0 {
		o.Calls = DefaultCalls
	}
	if o.Alpha == 0 {
		o.Alpha = DefaultAlpha
	}
	if o.Places == nil {
		o.Places = []int{0, o.Length / 2, o.Length - 1}
	}
	return o
}
