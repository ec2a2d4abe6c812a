package planted

import (
	"fmt"
	"io"
	"math"
	"math/big"
)

// modulo is word % n for words of the given number of bits: the lowest
// 2^bits mod n symbols come up once more in 2^bits than the others.
func modulo(bits int, most uint64, history string) Way {
	return method{
		name: fmt.Sprintf("modulo%d", bits),
		doc: fmt.Sprintf("a %d-bit word modulo n: the first 2^%d mod n symbols are more likely than the others. %s",
			bits, bits, history),
		least:   2,
		most:    most,
		symbols: itself,
		open: func(n uint64, r io.Reader) func() (uint64, error) {
			word := littleEndian(r, (bits+7)/8)
			mask := uint64(math.MaxUint64) >> (64 - bits)
			return func() (uint64, error) {
				w, err := word()
				return w & mask % n, err
			}
		},
		exact: func(n uint64) (*Distribution, error) {
			return moduloOf(new(big.Int).Lsh(big.NewInt(1), uint(bits)), n), nil
		},
	}.way()
}

var (
	modulo8 = modulo(8, 1<<8, "The commonest bug of token and password makers: dmuth/diceware rolled dice with byte % 6 (2017), "+
		"zipline took characters with byte % 62 (2026), where 8 of the 62 come up 5 times for 4 of the others. "+
		"5,000 to 500,000 draws show it.")
	modulo15 = modulo(15, 1<<15, "C's rand() % n where RAND_MAX is 32767, as the C standard's own example and Microsoft's library have it. "+
		"At n = 10000 the lower half comes 54 times in 100.")
	modulo16 = modulo(16, 1<<16, "For n = 52 the relative bias is 1 in 1260: 850 million draws show it.")
	modulo32 = modulo(32, 1<<32, "The textbook's bug; vaultwarden drew two-factor tokens by a modulo (2020). For small n it is far too small to be seen in any sample (n = 10: 5.5e19 draws); "+
		"near n = 3*2^30 the first third is twice as likely as the others.")
	modulo64 = modulo(64, math.MaxUint64, "fastrand.Uint64n of bytedance/gopkg (v0.1.4) is this. "+
		"The bias can be seen only for n near 2^64: at n = 3*2^62 the first third is twice as likely as the others.")
)
