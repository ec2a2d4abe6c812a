package methods

import (
	"crypto/rand"
	"fmt"
	"io"
	"math"
	"math/big"

	"github.com/randaudit/randaudit/sources"
)

// CryptoInt is crypto/rand.Int of the standard library.
var CryptoInt = sources.ViewEntry{
	Name:  "crypto-int",
	Usage: "crypto-int(n)",
	Doc:   "an integer in [0, n), drawn by Go's crypto/rand.Int: as many bits as n-1 has, in big-endian bytes, again until they are below n",
	New: func(args ...uint64) (sources.View, error) {
		n, err := oneArg("crypto-int", args, math.MaxUint64)
		if err != nil {
			return sources.View{}, err
		}
		return sources.Drawn(fmt.Sprintf("crypto-int(%d)", n), n, func(r io.Reader) func() (uint64, error) {
			most := new(big.Int).SetUint64(n)
			return func() (uint64, error) {
				x, err := rand.Int(r, most)
				if err != nil {
					return 0, err
				}
				return x.Uint64(), nil
			}
		}), nil
	},
}

func init() { sources.RegisterView(CryptoInt) }

// oneArg is n, if it is the only argument and in [2, most].
func oneArg(name string, args []uint64, most uint64) (uint64, error) {
	if len(args) != 1 {
		return 0, fmt.Errorf("%w: %s takes 1 argument, not %d", sources.ErrArgs, name, len(args))
	}
	if args[0] < 2 || args[0] > most {
		return 0, fmt.Errorf("%w: %s(%d): n must be at least 2 and at most %d", sources.ErrArgs, name, args[0], most)
	}
	return args[0], nil
}
