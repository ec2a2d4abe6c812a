package sources

import (
	"fmt"
	"math"
	"math/bits"
)

// scratchWords is how many words a view reads at once where it cannot work in
// the caller's slice: 8 KiB, which stay in the first-level cache.
const scratchWords = 1024

// wordBits is the width of words of alphabet n, or an error that wraps
// ErrAlphabet if n is not a power of two of at least 2.
func wordBits(view string, n uint64) (int, error) {
	if n == 0 {
		return 64, nil
	}
	if n == 1 || n&(n-1) != 0 {
		return 0, fmt.Errorf("%w: %s reads bits and needs N = 2^k, but N is %d", ErrAlphabet, view, n)
	}
	return bits.TrailingZeros64(n), nil
}

// wordSize is the number of bytes in words of alphabet n, 0 where its symbols
// are no words of 8, 16, 32 or 64 bits.
func wordSize(n uint64) int {
	switch n {
	case 1 << 8:
		return 1
	case 1 << 16:
		return 2
	case 1 << 32:
		return 4
	case 0:
		return 8
	}
	return 0
}

// wordBytes is the number of bytes in words of alphabet n, or an error that
// wraps ErrAlphabet.
func wordBytes(view string, n uint64) (int, error) {
	if size := wordSize(n); size > 0 {
		return size, nil
	}
	return 0, fmt.Errorf("%w: %s reads bytes and needs N = 2^8, 2^16, 2^32 or 2^64, but N is %d", ErrAlphabet, view, n)
}

func newWords(args ...uint64) (View, error) {
	if err := wantArgs("words", args, 0); err != nil {
		return View{}, err
	}
	return View{Name: "words", Words: true, Over: func(n uint64) (Law, func(Stream) Stream, error) {
		return Law{N: n}, func(s Stream) Stream { return s }, nil
	}}, nil
}

func newBytes(args ...uint64) (View, error) {
	if err := wantArgs("bytes", args, 0); err != nil {
		return View{}, err
	}
	return View{Name: "bytes", Words: true, Over: func(n uint64) (Law, func(Stream) Stream, error) {
		width, err := wordBytes("bytes", n)
		if err != nil {
			return Law{}, nil, err
		}
		return Law{N: 256}, func(s Stream) Stream {
			if width == 1 {
				return s
			}
			return &byteStream{Stream: s, width: width}
		}, nil
	}}, nil
}

// byteStream cuts words into bytes. It reads no more words than the bytes that
// were asked for need.
type byteStream struct {
	Stream
	width   int    // bytes in a word
	word    uint64 // the word that was begun; its next byte is the lowest
	left    int    // bytes of word not yet given
	scratch [scratchWords]uint64
}

func (b *byteStream) Fill(dst []uint64) (int, error) {
	n := 0
	var err error
	for {
		for ; b.left > 0 && n < len(dst); n++ {
			dst[n] = b.word & 0xff
			b.word >>= 8
			b.left--
		}
		if n == len(dst) || err != nil {
			break
		}
		want := min(len(b.scratch), (len(dst)-n+b.width-1)/b.width)
		var got int
		got, err = b.Stream.Fill(b.scratch[:want])
		for _, w := range b.scratch[:got] {
			if len(dst)-n < b.width { // the last word
				b.word, b.left = w, b.width
				break
			}
			symbols := dst[n : n+b.width]
			for i := range symbols {
				symbols[i] = w & 0xff
				w >>= 8
			}
			n += b.width
		}
	}
	if n == len(dst) {
		err = nil
	}
	return n, err
}

// mapped makes a view that turns each word into one symbol by itself. law gives
// N for words of a width, or an error that wraps ErrAlphabet; change rewrites
// the words.
func mapped(name string, law func(width int) (uint64, error), change func(width int, words []uint64)) View {
	return View{Name: name, Words: true, Over: func(n uint64) (Law, func(Stream) Stream, error) {
		width, err := wordBits(name, n)
		if err != nil {
			return Law{}, nil, err
		}
		symbols, err := law(width)
		if err != nil {
			return Law{}, nil, err
		}
		return Law{N: symbols}, func(s Stream) Stream {
			return &mappedStream{s, func(words []uint64) { change(width, words) }}
		}, nil
	}}
}

// mappedStream changes words where they are, in the caller's slice.
type mappedStream struct {
	Stream
	change func(words []uint64)
}

func (m *mappedStream) Fill(dst []uint64) (int, error) {
	n, err := m.Stream.Fill(dst)
	m.change(dst[:n])
	return n, err
}

func newLane(args ...uint64) (View, error) {
	i, err := oneArg("lane", "i", args, 0, 63)
	if err != nil {
		return View{}, err
	}
	name := viewName("lane", i)
	law := func(width int) (uint64, error) {
		if i >= uint64(width) {
			return 0, fmt.Errorf("%w: %s: the words have %d bits, of which the highest is lane(%d)", ErrAlphabet, name, width, width-1)
		}
		return 2, nil
	}
	return mapped(name, law, func(_ int, words []uint64) {
		for j, w := range words {
			words[j] = w >> (i & 63) & 1
		}
	}), nil
}

func newXORLanes(args ...uint64) (View, error) {
	if err := wantArgs("xor-lanes", args, 2); err != nil {
		return View{}, err
	}
	i, j := args[0], args[1]
	if i >= j || j > 63 {
		return View{}, fmt.Errorf("%w: xor-lanes(i,j): i must be below j, and j at most 63", ErrArgs)
	}
	name := viewName("xor-lanes", i, j)
	law := func(width int) (uint64, error) {
		if j >= uint64(width) {
			return 0, fmt.Errorf("%w: %s: the words have %d bits, 0 to %d", ErrAlphabet, name, width, width-1)
		}
		return 2, nil
	}
	return mapped(name, law, func(_ int, words []uint64) {
		for k, w := range words {
			words[k] = (w>>(i&63) ^ w>>(j&63)) & 1
		}
	}), nil
}

// powerOfTwo returns the N of words of k bits if words of a width have so many.
func powerOfTwo(name string, k uint64) func(width int) (uint64, error) {
	return func(width int) (uint64, error) {
		if k > uint64(width) {
			return 0, fmt.Errorf("%w: %s: the words have only %d bits", ErrAlphabet, name, width)
		}
		return 1 << k, nil // 0, which is 2^64, for k = 64
	}
}

func newLow(args ...uint64) (View, error) {
	k, err := oneArg("low", "k", args, 1, 64)
	if err != nil {
		return View{}, err
	}
	name := viewName("low", k)
	mask := uint64(math.MaxUint64) >> (64 - k)
	return mapped(name, powerOfTwo(name, k), func(_ int, words []uint64) {
		for j := range words {
			words[j] &= mask
		}
	}), nil
}

func newHigh(args ...uint64) (View, error) {
	k, err := oneArg("high", "k", args, 1, 64)
	if err != nil {
		return View{}, err
	}
	name := viewName("high", k)
	return mapped(name, powerOfTwo(name, k), func(width int, words []uint64) {
		shift := uint64(width) - k
		for j := range words {
			words[j] >>= shift & 63
		}
	}), nil
}

func newReverse(args ...uint64) (View, error) {
	if err := wantArgs("reverse", args, 0); err != nil {
		return View{}, err
	}
	law := func(width int) (uint64, error) { return 1 << width, nil }
	return mapped("reverse", law, func(width int, words []uint64) {
		shift := 64 - width
		for j, w := range words {
			words[j] = bits.Reverse64(w) >> (shift & 63)
		}
	}), nil
}

func newDecimate(args ...uint64) (View, error) {
	k, err := oneArg("decimate", "k", args, 1, math.MaxUint64)
	if err != nil {
		return View{}, err
	}
	return View{Name: viewName("decimate", k), Words: true, Over: func(n uint64) (Law, func(Stream) Stream, error) {
		return Law{N: n}, func(s Stream) Stream { return &decimatedStream{Stream: s, k: k} }, nil
	}}, nil
}

// decimatedStream gives the first symbol of each k. It reads k symbols for each
// that it gives, and drops a group that the stream's end cuts off.
type decimatedStream struct {
	Stream
	k       uint64
	seen    uint64 // symbols of the current group that were read, below k
	first   uint64 // the first of them
	scratch [scratchWords]uint64
}

func (d *decimatedStream) Fill(dst []uint64) (int, error) {
	n := 0
	for n < len(dst) {
		want := uint64(len(d.scratch))
		if hi, lo := bits.Mul64(uint64(len(dst)-n), d.k); hi == 0 {
			want = min(want, lo-d.seen)
		}
		got, err := d.Stream.Fill(d.scratch[:want])
		words := d.scratch[:got]
		for len(words) > 0 {
			if d.seen == 0 {
				d.first = words[0]
			}
			step := min(d.k-d.seen, uint64(len(words)))
			words = words[step:]
			d.seen += step
			if d.seen == d.k {
				dst[n] = d.first
				n++
				d.seen = 0
			}
		}
		if err != nil && n < len(dst) {
			return n, err
		}
	}
	return n, nil
}
