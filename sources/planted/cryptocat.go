package planted

import (
	"fmt"
	"io"
	"math/big"

	"github.com/randaudit/randaudit/sources"
	"github.com/randaudit/randaudit/sources/secrets"
)

// A single is a way of drawing without arguments.
type single struct {
	name, doc string
	fair      []uint64 // counts of equally likely things; nil: the symbols are to be uniform
	exact     *Distribution
	open      func(s *secrets.SystemRandom) func() (uint64, error)
}

// way is the Way of s.
func (s single) way() Way {
	w := Way{
		ViewEntry: sources.ViewEntry{
			Name: s.name, Usage: s.name, Doc: s.doc,
			New: func(args ...uint64) (sources.View, error) {
				if err := noArguments(s.name, args); err != nil {
					return sources.View{}, err
				}
				open := func(r io.Reader) func() (uint64, error) { return s.open(secrets.New(r)) }
				if s.fair == nil {
					return sources.Drawn(s.name, s.exact.N, open), nil
				}
				return sources.DrawnLaw(s.name, enumerated(s.fair).law(), open), nil
			},
		},
		Distribution: func(args ...uint64) (*Distribution, error) { return s.exact, noArguments(s.name, args) },
	}
	if s.fair != nil {
		w.Fair = func(args ...uint64) (*Distribution, error) { return enumerated(s.fair), noArguments(s.name, args) }
	}
	return w
}

func noArguments(name string, args []uint64) error {
	if len(args) != 0 {
		return fmt.Errorf("%w: %s takes no arguments, not %d", sources.ErrArgs, name, len(args))
	}
	return nil
}

// cryptocat draws decimal digits as Cryptocat did until June 2013.
var cryptocat = single{
	name: "cryptocat",
	doc: "decimal digits as Cryptocat drew them until 2013: bytes above 250 are rejected, where 249 would be right, and the rest is taken modulo 10. " +
		"0 has the probability 26/251, the other digits 25/251; 500,000 digits show it. Found in 2013 after private keys had been made so.",
	exact: moduloOf(big.NewInt(251), 10),
	open: func(s *secrets.SystemRandom) func() (uint64, error) {
		return func() (uint64, error) {
			for {
				b, err := s.GetRandBits(8)
				if err != nil || b <= 250 {
					return b % 10, err
				}
			}
		}
	},
}.way()
