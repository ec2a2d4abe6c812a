package sources

import (
	"io"
	"math"
	"math/bits"

	"github.com/randaudit/randaudit/sources/secrets/fast"
)

// The views of package fast: each way of drawing from the source's words in
// place of the package's own, and the same code from words of 8 and 16 bits,
// which exact can enumerate.
func init() {
	for _, e := range []ViewEntry{
		{"fast-below", "fast-below(n)", "an integer in [0, n), drawn as fast.RandBelow does", newFastBelow},
		{"fast-below8", "fast-below8(n)", "fast-below by words of 8 bits: it can be proved fair", fastBelowWords[uint8]("fast-below8")},
		{"fast-below16", "fast-below16(n)", "fast-below by words of 16 bits: it can be proved fair", fastBelowWords[uint16]("fast-below16")},
		{"fast-dice", "fast-dice(n)", "an integer in [0, n), one of 8 drawn at once as fast.Dice does", newFastDice},
		{"fast-shuffle", "fast-shuffle(n)", "the rank of a shuffle of n things, 2 to 20, drawn as fast.Shuffle does", newFastShuffle},
		{"fast-shuffle8", "fast-shuffle8(n)", "fast-shuffle by words of 8 bits: it can be proved fair", fastShuffleWords[uint8]("fast-shuffle8")},
		{"fast-shuffle16", "fast-shuffle16(n)", "fast-shuffle by words of 16 bits: it can be proved fair", fastShuffleWords[uint16]("fast-shuffle16")},
		{"fast-hex", "fast-hex", "the hexadecimal digits of tokens, as fast.TokenHex makes them", newFastHex},
		{"fast-urlsafe", "fast-urlsafe", "the characters of tokens, as fast.TokenURLSafe makes them", newFastURLSafe},
	} {
		RegisterView(e)
	}
}

// openFast is the bytes of package fast: the source "fast".
func openFast() (io.ReadCloser, error) { return io.NopCloser(new(fast.Generator)), nil }

// drawnFast is Drawn for what panics where the reader ends, as a
// [fast.Generator] does.
func drawnFast(name string, n uint64, open func(r io.Reader) func() uint64) View {
	return Drawn(name, n, func(r io.Reader) func() (uint64, error) {
		draw := open(r)
		return func() (symbol uint64, err error) {
			defer func() {
				if p := recover(); p != nil {
					e, ok := p.(*fast.ReadError)
					if !ok {
						panic(p)
					}
					err = e.Err
				}
			}()
			return draw(), nil
		}
	})
}

func newFastBelow(args ...uint64) (View, error) {
	n, err := oneArg("fast-below", "n", args, 2, math.MaxUint64)
	if err != nil {
		return View{}, err
	}
	return drawnFast(viewName("fast-below", n), n, func(r io.Reader) func() uint64 {
		g := fast.NewFrom(r)
		return func() uint64 { return g.RandBelow(n) }
	}), nil
}

func newFastDice(args ...uint64) (View, error) {
	n, err := oneArg("fast-dice", "n", args, 2, math.MaxUint64)
	if err != nil {
		return View{}, err
	}
	return drawnFast(viewName("fast-dice", n), n, func(r io.Reader) func() uint64 {
		g := fast.NewFrom(r)
		var dice [8]uint64
		left := 0 // the last ones
		return func() uint64 {
			if left == 0 {
				g.Dice(dice[:], n)
				left = len(dice)
			}
			left--
			return dice[len(dice)-1-left]
		}
	}), nil
}

func newFastShuffle(args ...uint64) (View, error) {
	return fastShuffle("fast-shuffle", args, func(r io.Reader) func(things []uint64) {
		g := fast.NewFrom(r)
		return func(things []uint64) { fast.ShuffleFrom(g, things) }
	})
}

func fastShuffle(name string, args []uint64, open func(r io.Reader) func(things []uint64)) (View, error) {
	n, err := oneArg(name, "n", args, 2, 20) // 20! is the last below 2^64
	if err != nil {
		return View{}, err
	}
	orders, _ := arrangements(n, n)
	return drawnFast(viewName(name, n), orders, func(r io.Reader) func() uint64 {
		shuffle := open(r)
		things := make([]uint64, n)
		return func() uint64 {
			ascending(things)
			shuffle(things)
			return Rank(things, n)
		}
	}), nil
}

// fastWords reads words, least significant byte first.
func fastWords[W uint8 | uint16](r io.Reader) func() W {
	buf := make([]byte, bits.Len64(uint64(^W(0)))/8)
	return func() W {
		if _, err := io.ReadFull(r, buf); err != nil {
			panic(&fast.ReadError{Err: err})
		}
		word := uint64(0)
		for i, b := range buf {
			word |= uint64(b) << (8 * i)
		}
		return W(word)
	}
}

func fastBelowWords[W uint8 | uint16](name string) func(args ...uint64) (View, error) {
	return func(args ...uint64) (View, error) {
		n, err := oneArg(name, "n", args, 2, uint64(^W(0)))
		if err != nil {
			return View{}, err
		}
		return drawnFast(viewName(name, n), n, func(r io.Reader) func() uint64 {
			next := fastWords[W](r)
			return func() uint64 { return uint64(fast.BelowWords(W(n), next)) }
		}), nil
	}
}

func fastShuffleWords[W uint8 | uint16](name string) func(args ...uint64) (View, error) {
	return func(args ...uint64) (View, error) {
		return fastShuffle(name, args, func(r io.Reader) func(things []uint64) {
			next := fastWords[W](r)
			return func(things []uint64) { fast.ShuffleWords(things, next) }
		})
	}
}

func newFastHex(args ...uint64) (View, error) {
	return fastToken("fast-hex", args, "0123456789abcdef", func(g *fast.Generator) string { return g.TokenHex(32) })
}

func newFastURLSafe(args ...uint64) (View, error) {
	// Of whole groups of 3 bytes all characters are equally likely.
	return fastToken("fast-urlsafe", args, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", func(g *fast.Generator) string { return g.TokenURLSafe(48) })
}

// fastToken is the places of a token's characters in the alphabet.
func fastToken(name string, args []uint64, alphabet string, token func(g *fast.Generator) string) (View, error) {
	if err := wantArgs(name, args, 0); err != nil {
		return View{}, err
	}
	var places [256]uint64
	for i, c := range []byte(alphabet) {
		places[c] = uint64(i)
	}
	return drawnFast(name, uint64(len(alphabet)), func(r io.Reader) func() uint64 {
		g := fast.NewFrom(r)
		rest := ""
		return func() uint64 {
			if rest == "" {
				rest = token(g)
			}
			c := rest[0]
			rest = rest[1:]
			return places[c]
		}
	}), nil
}
