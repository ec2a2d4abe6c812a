package biasmap

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"math/bits"
	"math/rand"
	randv2 "math/rand/v2"

	"github.com/randaudit/randaudit/sources"
	_ "github.com/randaudit/randaudit/sources/methods" // registers the views crypto-int and lemire64
	"github.com/randaudit/randaudit/sources/planted"
	"github.com/randaudit/randaudit/sources/secrets"
)

// A Way is a way of drawing integers below n: one of [Known], or [Own].
type Way struct {
	Name string
	Doc  string // what it is
	// Most is the largest n that it can draw at: beyond it the map has no
	// cell. [Own] sets it to the largest uint64.
	Most uint64

	view func(n uint64) (sources.View, error) // of the known ways
	draw func(n uint64) uint64                // of one's own
	need func(n uint64) Need
}

// Own is a way of one's own: draw returns a random number below n, for any n up
// to Most. A function that cannot draw beyond
// some n needs Most to be set to it. Of its distribution nothing is known but
// what it draws, so that the map shows what was measured, and no draws needed.
func Own(name string, draw func(n uint64) uint64) Way {
	return Way{
		Name: name,
		Doc:  "a function of one's own",
		Most: math.MaxUint64,
		draw: draw,
		need: func(uint64) Need { return Need{Known: Unknown} },
	}
}

// open returns a function that draws below n.
func (w Way) open(ctx context.Context, n uint64, source sources.Source, shard uint64) (fill func([]uint64) error, err error) {
	if w.draw != nil {
		return func(dst []uint64) error {
			for i := range dst {
				dst[i] = w.draw(n)
			}
			return nil
		}, nil
	}
	view, err := w.view(n)
	if err != nil {
		return nil, err
	}
	_, over, err := view.Over(source.N())
	if err != nil {
		return nil, err
	}
	words, err := source.Open(ctx, shard)
	if err != nil {
		return nil, err
	}
	stream := over(words)
	return func(dst []uint64) error {
		_, err := stream.Fill(dst)
		return err
	}, nil
}

// Known lists the known ways: the fair ones first, with what proves them, and
// then the biased ones, with their exact distributions.
func Known() []Way {
	ways := []Way{
		fair("SystemRandom", "randbelow of Python's secrets and its counterpart here: as many bits as n has, again until they are below n", math.MaxUint64,
			named("below"), stringsProof),
		fair("fast", "RandBelow of this project's fast layer: Lemire's method", math.MaxUint64,
			named("fast-below"), enumeratedProof),
		fair("crypto/rand", "Int of Go's crypto/rand: as many bits as n-1 has, again until they are below n", math.MaxUint64,
			named("crypto-int"), stringsProof),
		fair("math/rand", "Int63n of Go's math/rand: 63 bits modulo n, of which the last 2^63 mod n words are drawn again", math.MaxInt64,
			int63n, "the words that are kept are a multiple of n: every output has as many of them"),
		fair("math/rand/v2", "Uint64N of Go's math/rand/v2: Lemire's method", math.MaxUint64,
			uint64n, lemireProof),
		fair("lemire64", "D. Lemire's method for words of 64 bits", math.MaxUint64,
			named("lemire64"), enumeratedProof),
	}
	for _, p := range planted.All {
		if most := mostOf[p.Name]; most != 0 {
			ways = append(ways, biased(p, most))
		}
	}
	return append(ways, choices())
}

const (
	lemireProof     = "of words of w bits every output has floor(2^w/n) that are kept (Lemire 2019)"
	enumeratedProof = lemireProof + "; the same code is enumerated at 8 and 16 bits"
	stringsProof    = "each output is one of the 2^k equally likely strings of k bits, and the rest are drawn again"
)

// mostOf are the planted ways that draw integers below n, and the largest n.
var mostOf = map[string]uint64{
	"modulo8": 1 << 8, "modulo16": 1 << 16, "modulo32": 1 << 32, "modulo64": math.MaxUint64,
	"mulhigh32": 1 << 32, "mulhigh64": math.MaxUint64,
	"floatmul": 1 << 53,
}

// fair is a way that is exact by its construction.
func fair(name, doc string, most uint64, view func(n uint64) (sources.View, error), proof string) Way {
	return Way{Name: name, Doc: doc, Most: most, view: view, need: func(uint64) Need { return Need{Known: Exact, Proof: proof} }}
}

// biased is a planted way.
func biased(p planted.Way, most uint64) Way {
	return Way{Name: p.Name, Doc: p.Doc, Most: most, view: named(p.Name), need: func(n uint64) Need {
		d, err := p.Distribution(n)
		if err != nil {
			return Need{Known: Unknown}
		}
		return needOf(d)
	}}
}

// named is a step of the view grammar that takes n.
func named(step string) func(n uint64) (sources.View, error) {
	return func(n uint64) (sources.View, error) { return sources.ParseView(fmt.Sprintf("%s(%d)", step, n)) }
}

// int63n is Int63n of math/rand.
func int63n(n uint64) (sources.View, error) {
	return sources.Drawn("int63n", n, func(r io.Reader) func() (uint64, error) {
		w := &words{r: r}
		from := rand.New(w)
		return func() (uint64, error) { return uint64(from.Int63n(int64(n))), w.err }
	}), nil
}

// uint64n is Uint64N of math/rand/v2.
func uint64n(n uint64) (sources.View, error) {
	return sources.Drawn("uint64n", n, func(r io.Reader) func() (uint64, error) {
		w := &words{r: r}
		from := randv2.New(w)
		return func() (uint64, error) { return from.Uint64N(n), w.err }
	}), nil
}

// words are a reader's as a source of both packages math/rand.
type words struct {
	r   io.Reader
	err error
}

// Uint64 gives other random words after an error: a way that retries ends.
func (w *words) Uint64() uint64 {
	var b [8]byte
	if _, err := io.ReadFull(w.r, b[:]); err != nil {
		w.err = err
		return randv2.Uint64()
	}
	return binary.LittleEndian.Uint64(b[:])
}

func (w *words) Int63() int64 { return int64(w.Uint64() >> 1) }

// Seed does nothing: rand.Source has it.
func (w *words) Seed(int64) {}

// choices is random.choices(range(n)) of Python, which is int(random()*n) at
// every n that a range of Python's choices can have.
func choices() Way {
	return Way{
		Name: "choices",
		Doc:  "random.choices(range(n)) of Python: int(random()*n) with a float of 53 random bits; a range has at most 2^63-1 numbers",
		Most: math.MaxInt64,
		view: func(n uint64) (sources.View, error) {
			return sources.Drawn("choices", n, func(r io.Reader) func() (uint64, error) {
				s := secrets.New(r)
				one := make([]uint64, 1)
				return func() (uint64, error) {
					err := s.ChoicesRange(one, n)
					return one[0], err
				}
			}), nil
		},
		need: choicesNeed,
	}
}

func choicesNeed(n uint64) Need {
	if n <= mostOf["floatmul"] {
		return needOf(floatmul(n))
	}
	// n*k/2^53 is even for every k, and rounding, to at most 53 bits, leaves
	// it so. No other question sees as much.
	if bits.TrailingZeros64(n) > 53 {
		return chiSquaredNeed("parity", 1, 1, 1, 0.5)
	}
	return Need{Known: Unknown}
}

// floatmul is the distribution of int(random()*n), n at most 2^53.
func floatmul(n uint64) *planted.Distribution {
	for _, p := range planted.All {
		if p.Name == "floatmul" {
			d, err := p.Distribution(n)
			if err != nil {
				panic(err) // n is in its range
			}
			return d
		}
	}
	panic("biasmap: no floatmul among the planted ways")
}
