// Package planted holds known-bad ways of drawing, each as it stood in real
// programs and each with its exact distribution: what an audit must find, and
// how much of it there is to find.
//
// Importing the package adds the ways to the view grammar of package sources:
// "modulo8(62)" is then a view like "below(62)". They are for tests of tests
// and for demonstrations. Nothing here is fit for use.
package planted

import (
	"errors"
	"fmt"
	"io"

	"github.com/randaudit/randaudit/sources"
)

// A Way is a known-bad way of drawing: a step of the view grammar with its
// distribution.
type Way struct {
	sources.ViewEntry
	// Distribution is what the symbols of a uniform source have. The error
	// wraps [sources.ErrArgs] for arguments that New does not take, and
	// [ErrTooLarge] where the alphabet is too large to enumerate.
	Distribution func(args ...uint64) (*Distribution, error)
	// Fair is what a right way of drawing would have; nil where that is
	// uniform. It takes the same arguments.
	Fair func(args ...uint64) (*Distribution, error)
}

// ErrTooLarge is wrapped where a distribution is known only by enumeration and
// its alphabet is too large for it.
var ErrTooLarge = errors.New("planted: the alphabet is too large to enumerate")

// All lists the ways. To add one: a file with its Way, and a line here.
var All = []Way{
	modulo8,
	modulo15,
	modulo16,
	modulo32,
	modulo64,
	mulhigh32,
	mulhigh64,
	moduloBits,
	floatmul53,
	floatmul32,
	floatmul31,
	naiveShuffle,
	offByOneShuffle,
	sattolo,
	exclusiveShuffle,
	coinSort,
	cryptocat,
	rSample,
	nextBytes,
	arc4randomOff,
	shortRead,
	p521,
	closedFloat,
	pythonChoices,
	pythonUniform,
	seeds,
}

func init() {
	for _, w := range All {
		sources.RegisterView(w.ViewEntry)
	}
}

// A method is a way of drawing symbols below a number n that the user gives.
type method struct {
	name, doc   string
	least, most uint64                                             // n
	symbols     func(n uint64) uint64                              // N of the symbols
	open        func(n uint64, r io.Reader) func() (uint64, error) // as sources.Drawn has it
	exact       func(n uint64) (*Distribution, error)              // of the symbols
}

// way is the Way of m.
func (m method) way() Way {
	return Way{
		ViewEntry: sources.ViewEntry{
			Name:  m.name,
			Usage: m.name + "(n)",
			Doc:   m.doc,
			New: func(args ...uint64) (sources.View, error) {
				n, err := m.argument(args)
				if err != nil {
					return sources.View{}, err
				}
				open := func(r io.Reader) func() (uint64, error) { return m.open(n, r) }
				return sources.Drawn(fmt.Sprintf("%s(%d)", m.name, n), m.symbols(n), open), nil
			},
		},
		Distribution: func(args ...uint64) (*Distribution, error) {
			n, err := m.argument(args)
			if err != nil {
				return nil, err
			}
			return m.exact(n)
		},
	}
}

// argument is n, if args are n alone and it is in range.
func (m method) argument(args []uint64) (uint64, error) {
	if len(args) != 1 {
		return 0, fmt.Errorf("%w: %s takes 1 argument, not %d", sources.ErrArgs, m.name, len(args))
	}
	switch n := args[0]; {
	case n < m.least:
		return 0, fmt.Errorf("%w: %s(%d): n must be at least %d", sources.ErrArgs, m.name, n, m.least)
	case n > m.most:
		return 0, fmt.Errorf("%w: %s(%d): n must be at most %d", sources.ErrArgs, m.name, n, m.most)
	default:
		return n, nil
	}
}

// itself is the number of symbols of a method that draws integers below n.
func itself(n uint64) uint64 { return n }

// littleEndian returns a function that reads whole words of the given number
// of bytes, at most 8, least significant byte first.
func littleEndian(r io.Reader, bytes int) func() (uint64, error) {
	buf := make([]byte, bytes)
	return func() (uint64, error) {
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
