package planted

import (
	"fmt"
	"io"
	"math/big"

	"github.com/randaudit/randaudit/sources"
)

// cryptocat draws decimal digits as Cryptocat did until June 2013.
var cryptocat = Way{
	ViewEntry: sources.ViewEntry{
		Name:  "cryptocat",
		Usage: "cryptocat",
		Doc: "decimal digits as Cryptocat drew them until 2013: bytes above 250 are rejected, where 249 would be right, and the rest is taken modulo 10. " +
			"0 has the probability 26/251, the other digits 25/251; 500,000 digits show it. Found in 2013 after private keys had been made so.",
		New: func(args ...uint64) (sources.View, error) {
			if err := noArguments(args); err != nil {
				return sources.View{}, err
			}
			return sources.Drawn("cryptocat", 10, func(r io.Reader) func() (uint64, error) {
				next := littleEndian(r, 1)
				return func() (uint64, error) {
					for {
						b, err := next()
						if err != nil || b <= 250 {
							return b % 10, err
						}
					}
				}
			}), nil
		},
	},
	Distribution: func(args ...uint64) (*Distribution, error) {
		if err := noArguments(args); err != nil {
			return nil, err
		}
		return moduloOf(big.NewInt(251), 10), nil
	},
}

func noArguments(args []uint64) error {
	if len(args) != 0 {
		return fmt.Errorf("%w: cryptocat takes no arguments, not %d", sources.ErrArgs, len(args))
	}
	return nil
}
