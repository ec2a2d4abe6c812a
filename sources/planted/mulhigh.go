package planted

import (
	"fmt"
	"io"
	"math"
	"math/big"
	"math/bits"
)

// mulhigh is word * n >> width: D. Lemire's method ("Fast random integer
// generation in an interval", ACM TOMACS 29, 2019) without its rejection.
func mulhigh(width int, most uint64, history string) Way {
	return method{
		name: fmt.Sprintf("mulhigh%d", width),
		doc: fmt.Sprintf("the high half of a %d-bit word times n, without rejection: the bias is that of the modulo, spread over the whole range. %s",
			width, history),
		least:   2,
		most:    most,
		symbols: itself,
		open: func(n uint64, r io.Reader) func() (uint64, error) {
			word := littleEndian(r, width/8)
			shift := 64 - width
			return func() (uint64, error) {
				w, err := word()
				high, _ := bits.Mul64(w<<shift, n) // of a word on top of 64 bits
				return high, err
			}
		},
		exact: func(n uint64) (*Distribution, error) {
			// A word w gives a symbol below x if w*n < x*2^width: there are
			// ceil(x*2^width / n) of them.
			total, bign := new(big.Int).Lsh(big.NewInt(1), uint(width)), new(big.Int).SetUint64(n)
			return &Distribution{N: n, total: total, pieces: []piece{
				{1, n, 1, total, new(big.Int).Sub(bign, big.NewInt(1)), bign},
			}}, nil
		},
	}.way()
}

var (
	mulhigh32 = mulhigh(32, 1<<32, "Uint32n of valyala/fastrand (v1.1.0) is this, and R's sample() was before 3.6.0 (2019), with floats. "+
		"At n = 3*2^30 every third symbol is twice as likely as the others.")
	mulhigh64 = mulhigh(64, math.MaxUint64, "Harmless for small n, as in the first word of Canon's method; "+
		"at n = 3*2^62 every third symbol is twice as likely as the others.")
)
