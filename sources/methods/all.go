package methods

import (
	"fmt"
	"io"
	"math/big"

	"github.com/randaudit/randaudit/sources"
)

// A Method is a way of drawing integers below n, for words of one width.
type Method struct {
	sources.ViewEntry
	// Width is the number of bits in a word: 8, 16 or 64; 1 for what takes
	// single bits.
	Width int
	// Most is the largest n; the least is 2.
	Most uint64
	// Step is the method's step for a word below 2^Width.
	Step func(n uint64, state State, word uint64) (output uint64, done bool, next State)
	// Edges are the words on both sides of each threshold for n, by the
	// method's definition in integers without bounds; nil for methods that do
	// not reject by word.
	Edges func(n uint64) []Edge
}

// An Edge is a word beside a threshold, and what the definition says of it.
type Edge struct {
	Word     uint64
	Accepted bool
	Output   uint64 // if Accepted
}

// All lists the methods.
var All = concat(
	entry("lemire", "the high half of word*n, of which few words are rejected, as in Go's math/rand/v2", Lemire[uint8], Lemire[uint16], Lemire[uint64], lemireEdges),
	entry("openbsd", "a word modulo n, of which the first 2^w mod n words are rejected: arc4random_uniform", OpenBSD[uint8], OpenBSD[uint16], OpenBSD[uint64], openbsdEdges),
	entry("java", "a word modulo n, of which the last 2^w mod n words are rejected: java.util.Random", Java[uint8], Java[uint16], Java[uint64], javaEdges),
	entry("bitmask", "as many bits as n-1 has, again until they are below n", Bitmask[uint8], Bitmask[uint16], Bitmask[uint64], bitmaskEdges),
	entry("canon", "n times a fraction of as many words as it takes to know the whole part", Canon[uint8], Canon[uint16], Canon[uint64], nil),
	entry("canon-short", "canon with two words at most: nearly fair, by up to 2^(-2w)", CanonShort[uint8], CanonShort[uint16], CanonShort[uint64], nil),
	[]Method{newMethod("fast-dice-roller", "Lumbroso's Fast Dice Roller: bit by bit, with nearly as few as can be", 1, FastDiceRoller[uint64], nil)},
)

func concat(lists ...[]Method) (all []Method) {
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}

func entry(name, doc string, step8 Step[uint8], step16 Step[uint16], step64 Step[uint64], edges func(width int, n uint64) []Edge) []Method {
	return []Method{
		newMethod(name+"8", doc+"; words of 8 bits", 8, step8, edges),
		newMethod(name+"16", doc+"; words of 16 bits", 16, step16, edges),
		newMethod(name+"64", doc+"; words of 64 bits", 64, step64, edges),
	}
}

func newMethod[W Word](name, doc string, width int, step Step[W], edges func(width int, n uint64) []Edge) Method {
	m := Method{
		Width: width,
		Most:  uint64(^W(0)),
		Step: func(n uint64, state State, word uint64) (uint64, bool, State) {
			output, done, next := step(W(n), state, W(word))
			return uint64(output), done, next
		},
	}
	if edges != nil {
		m.Edges = func(n uint64) []Edge { return edges(width, n) }
	}
	m.ViewEntry = sources.ViewEntry{Name: name, Usage: name + "(n)", Doc: doc, New: func(args ...uint64) (sources.View, error) {
		return m.view(name, args)
	}}
	return m
}

func init() {
	for _, m := range All {
		sources.RegisterView(m.ViewEntry)
	}
}

func (m Method) view(name string, args []uint64) (sources.View, error) {
	n, err := oneArg(name, args, m.Most)
	if err != nil {
		return sources.View{}, err
	}
	return sources.Drawn(fmt.Sprintf("%s(%d)", name, n), n, func(r io.Reader) func() (uint64, error) {
		word := m.words(r)
		return func() (uint64, error) { return m.Draw(n, word) }
	}), nil
}

// Draw runs the step until it is done, with words below 2^Width.
func (m Method) Draw(n uint64, word func() (uint64, error)) (uint64, error) {
	var state State
	for {
		w, err := word()
		if err != nil {
			return 0, err
		}
		output, done, next := m.Step(n, state, w)
		if done {
			return output, nil
		}
		state = next
	}
}

// words reads words little-endian, and bits lowest first.
func (m Method) words(r io.Reader) func() (uint64, error) {
	buf := make([]byte, max(1, m.Width/8))
	left, bits := 0, byte(0)
	return func() (uint64, error) {
		if m.Width == 1 {
			if left == 0 {
				if _, err := io.ReadFull(r, buf); err != nil {
					return 0, err
				}
				left, bits = 8, buf[0]
			}
			bit := bits & 1
			left, bits = left-1, bits>>1
			return uint64(bit), nil
		}
		if _, err := io.ReadFull(r, buf); err != nil {
			return 0, err
		}
		word := uint64(0)
		for i, b := range buf {
			word |= uint64(b) << (8 * i)
		}
		return word, nil
	}
}

// span is 2^width.
func span(width int) *big.Int { return new(big.Int).Lsh(big.NewInt(1), uint(width)) }

// around makes edges of words that the definition of a method is asked for:
// those that lie in [0, 2^width), each once.
func around(width int, words []*big.Int, define func(word *big.Int) (output *big.Int, accepted bool)) []Edge {
	var edges []Edge
	seen := map[uint64]bool{}
	for _, w := range words {
		for d := int64(-1); d <= 1; d++ {
			word := new(big.Int).Add(w, big.NewInt(d))
			if word.Sign() < 0 || word.Cmp(span(width)) >= 0 || seen[word.Uint64()] {
				continue
			}
			seen[word.Uint64()] = true
			e := Edge{Word: word.Uint64()}
			if output, accepted := define(word); accepted {
				e.Accepted, e.Output = true, output.Uint64()
			}
			edges = append(edges, e)
		}
	}
	return edges
}

// lemireEdges: an output x has the words of [x*2^w/n, (x+1)*2^w/n); of these
// the last floor(2^w/n) are accepted. The thresholds of the first, the middle
// and the last outputs are taken.
func lemireEdges(width int, n uint64) []Edge {
	total, bign, one := span(width), new(big.Int).SetUint64(n), big.NewInt(1)
	share := new(big.Int).Div(total, bign)
	first := func(x *big.Int) *big.Int { // ceil(x*2^w/n)
		v := new(big.Int).Mul(x, total)
		return v.Add(v, bign).Sub(v, one).Div(v, bign)
	}
	var words []*big.Int
	for _, x := range []uint64{0, 1, 2, n / 3, n/2 - 1, n / 2, n - 2, n - 1} {
		if x >= n {
			continue
		}
		next := first(new(big.Int).SetUint64(x + 1))
		words = append(words, first(new(big.Int).SetUint64(x)), new(big.Int).Sub(next, share))
	}
	words = append(words, total)
	return around(width, words, func(w *big.Int) (*big.Int, bool) {
		x := new(big.Int).Mul(w, bign)
		x.Div(x, total)
		next := first(new(big.Int).Add(x, one))
		return x, w.Cmp(next.Sub(next, share)) >= 0
	})
}

func openbsdEdges(width int, n uint64) []Edge {
	total, bign := span(width), new(big.Int).SetUint64(n)
	threshold := new(big.Int).Mod(total, bign)
	return around(width, []*big.Int{new(big.Int), threshold, bign, total}, func(w *big.Int) (*big.Int, bool) {
		return new(big.Int).Mod(w, bign), w.Cmp(threshold) >= 0
	})
}

func javaEdges(width int, n uint64) []Edge {
	total, bign := span(width), new(big.Int).SetUint64(n)
	threshold := new(big.Int).Sub(total, new(big.Int).Mod(total, bign))
	return around(width, []*big.Int{new(big.Int), bign, threshold, total}, func(w *big.Int) (*big.Int, bool) {
		return new(big.Int).Mod(w, bign), w.Cmp(threshold) < 0
	})
}

func bitmaskEdges(width int, n uint64) []Edge {
	bign := new(big.Int).SetUint64(n)
	least := span(new(big.Int).SetUint64(n - 1).BitLen()) // the least power of two that is not below n
	return around(width, []*big.Int{new(big.Int), bign, least, span(width)}, func(w *big.Int) (*big.Int, bool) {
		x := new(big.Int).Mod(w, least)
		return x, x.Cmp(bign) < 0
	})
}
