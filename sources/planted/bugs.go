package planted

import (
	"fmt"
	"io"
	"math/big"
	"math/bits"

	"github.com/randaudit/randaudit/sources"
	"github.com/randaudit/randaudit/sources/secrets"
)

// moduloBits is getrandbits(k) % n with as few bits as n has.
var moduloBits = method{
	name: "modulo-bits",
	doc: "as many random bits as n has, modulo n: randrange of micropython-lib as it was proposed in 2017, and caught in review. " +
		"Of n = 3, 0 comes as often as 1 and 2 together.",
	least:   2,
	most:    1 << 62,
	symbols: itself,
	open: func(n uint64, r io.Reader) func() (uint64, error) {
		s, k := secrets.New(r), bits.Len64(n)
		return func() (uint64, error) {
			x, err := s.GetRandBits(k)
			return x % n, err
		}
	},
	exact: func(n uint64) (*Distribution, error) {
		return moduloOf(new(big.Int).Lsh(big.NewInt(1), uint(bits.Len64(n))), n), nil
	},
}.way()

// rSample is sample((2/5)*2^32) of R before 3.6.0, less 1.
var rSample = single{
	name: "r-sample",
	doc: "floor(n*u) with u of 32 random bits and n = 2/5 of 2^32: R's sample() until 3.6.0 (2019), of which it is one less. " +
		"Even and odd come as 3 to 2; 1,300 draws show it.",
	// 2k/5 rounded down for k in [0, 2^32): the product 0.4*2^32 * k/2^32 is
	// rounded right where it is whole, and else far from whole.
	exact: &Distribution{N: rSampleN, total: big.NewInt(1 << 32), pieces: []piece{
		{1, rSampleN - 1, 1, big.NewInt(5), big.NewInt(1), big.NewInt(2)},
		{rSampleN, rSampleN, 1, new(big.Int), big.NewInt(1 << 32), big.NewInt(1)},
	}},
	open: func(s *secrets.SystemRandom) func() (uint64, error) {
		n := 0x1p32 * 2 / 5
		return func() (uint64, error) {
			k, err := s.GetRandBits(32)
			return uint64(n * (float64(k) * 0x1p-32)), err
		}
	},
}.way()

const rSampleN = 1717986919

// nextBytes are the bytes of .NET's Random.NextBytes: of an integer that is
// never 2^31-1.
var nextBytes = single{
	name: "next-bytes",
	doc: "a byte of an integer in [0, 2^31-1): NextBytes of .NET's Random (dotnet/runtime#41457, 2020). " +
		"0xFF lacks one in 8,388,608. No sample shows it: 3.7e18 bytes would.",
	exact: moduloOf(big.NewInt(1<<31-1), 256),
	open: func(s *secrets.SystemRandom) func() (uint64, error) {
		return func() (uint64, error) {
			x, err := s.RandBelow(1<<31 - 1)
			return x % 256, err
		}
	},
}.way()

// arc4randomOff is arc4random_uniform with >= for >: it rejects one word too
// many.
var arc4randomOff = method{
	name: "arc4random-off",
	doc: "a 32-bit word modulo n where the words up to 2^32 mod n are rejected, that one too: >= for > in asggo/random (2021). " +
		"The symbol 2^32 mod n comes from one word fewer than the others. No sample shows it for small n: only words around the threshold, or all words of 8 bits, do.",
	least:   2,
	most:    1 << 31,
	symbols: itself,
	open: func(n uint64, r io.Reader) func() (uint64, error) {
		word := littleEndian(r, 4)
		threshold := 1 << 32 % n
		return func() (uint64, error) {
			for {
				w, err := word()
				if err != nil || w > threshold {
					return w % n, err
				}
			}
		}
	},
	exact: func(n uint64) (*Distribution, error) {
		const words = 1 << 32
		quotient, threshold := new(big.Int).SetUint64(words/n), words%n
		zero, one := new(big.Int), big.NewInt(1)
		d := &Distribution{N: n, total: new(big.Int).SetUint64(words - threshold - 1)}
		if threshold > 0 {
			d.pieces = append(d.pieces, piece{1, threshold, 1, quotient, zero, one})
		}
		d.pieces = append(d.pieces, piece{threshold + 1, n, 1, quotient, big.NewInt(-1), one})
		return d, nil
	},
}.way()

// shortRead is a byte of a buffer that Read did not always fill.
var shortRead = single{
	name: "short-read",
	doc: "a byte of a buffer that a reader filled but for 1 call of 8, here, and nobody looked: NewV4 of satori/go.uuid (2018, CVE-2021-3538) left zeros in its UUIDs. " +
		"0 has the probability 263/2048, every other byte 7/2048.",
	exact: func() *Distribution {
		counts := make([]uint64, 256)
		for i := range counts {
			counts[i] = 7
		}
		counts[0] = 7 + 256
		return enumerated(counts)
	}(),
	open: func(s *secrets.SystemRandom) func() (uint64, error) {
		return func() (uint64, error) {
			read, err := s.GetRandBits(3)
			if err != nil || read == 0 {
				return 0, err
			}
			return s.GetRandBits(8)
		}
	},
}.way()

// p521 is the top 9 bits of a nonce that is a hash of 512 bits.
var p521 = single{
	name: "p521-nonce",
	doc: "the 9 highest bits of a nonce of 521 bits that was made of a hash of 512: ECDSA over P-521 in PuTTY until 0.80 (2024, CVE-2024-31497). " +
		"They are always 0. 58 to 60 signatures gave the key.",
	exact: func() *Distribution {
		counts := make([]uint64, 512)
		counts[0] = 1
		return enumerated(counts)
	}(),
	open: func(s *secrets.SystemRandom) func() (uint64, error) {
		return func() (uint64, error) {
			hash, err := s.RandBytes(64)
			if err != nil {
				return 0, err
			}
			nonce := new(big.Int).SetBytes(hash)
			return nonce.Rsh(nonce, 512).Uint64(), nil
		}
	},
}.way()

// closedFloat is a 32-bit word over 2^32 as a float32, which rounds to 1.
var closedFloat = single{
	name: "closed-float",
	doc: "whether a float32 of 32 random bits is in [0, 1/2), in [1/2, 1), or is 1, which it must never be: uniform_real_distribution<float> of Microsoft's C++ library until 2024 (microsoft/STL#1074), and of others. " +
		"Rounding makes it 1 in 1 of 33,554,432.",
	fair: []uint64{1, 1, 0},
	// float32 holds 24 bits: below 2^31 it rounds to multiples of 128, below
	// 2^32 to those of 256, and from the middle below up to the even.
	exact: enumerated([]uint64{1<<31 - 64, 1<<31 - 64, 128}),
	open: func(s *secrets.SystemRandom) func() (uint64, error) {
		return func() (uint64, error) {
			w, err := s.GetRandBits(32)
			return uint64(float32(w) * 0x1p-32 * 2), err
		}
	},
}.way()

// pythonChoices is random.choices(range(n)).
var pythonChoices = method{
	name: "python-choices",
	doc: "random.choices(range(n)) of Python, which multiplies a float of 53 bits, by design: SystemRandom.ChoicesRange does the same. " +
		"At n = 3*2^51 the remainders modulo 3 have the probabilities 1/3, 3/8 and 7/24, within 2^-53; random.randrange is fair.",
	least:   2,
	most:    1 << 53,
	symbols: itself,
	open: func(n uint64, r io.Reader) func() (uint64, error) {
		s, one := secrets.New(r), make([]uint64, 1)
		return func() (uint64, error) {
			err := s.ChoicesRange(one, n)
			return one[0], err
		}
	},
	exact: func(n uint64) (*Distribution, error) { return floatmulOf(n, 53), nil },
}.way()

// pythonUniform is random.uniform(1e15, 1e15+1), where floats are 1/8 apart.
var pythonUniform = single{
	name: "python-uniform",
	doc: "random.uniform(1e15, 1e15+1) of Python in eighths, by design: SystemRandom.Uniform does the same. " +
		"What is rounded to 1e15+1, of numbers in [1e15, 1e15+1), is 1 of 16, and 1e15 itself comes half as often as its neighbours.",
	fair: []uint64{1, 1, 1, 1, 1, 1, 1, 1, 0},
	// k/2^53 with k up to 2^49 rounds to 0; beyond, the middles between two
	// eighths round to the even one.
	exact: enumerated([]uint64{1<<49 + 1, 1<<50 - 1, 1<<50 + 1, 1<<50 - 1, 1<<50 + 1, 1<<50 - 1, 1<<50 + 1, 1<<50 - 1, 1 << 49}),
	open: func(s *secrets.SystemRandom) func() (uint64, error) {
		return func() (uint64, error) {
			x, err := s.Uniform(1e15, 1e15+1)
			return uint64((x - 1e15) * 8), err
		}
	},
}.way()

// repeat is the symbol of [seeds] for keys of which two are the same.
const repeat = 1

// seeds asks whether two of m keys are the same.
var seeds = func() Way {
	const name = "seeds"
	w := Way{}
	w.Name, w.Usage = name, "seeds(s,m)"
	w.Doc = "1 if two of m keys of 128 bits are the same, else 0, where each key comes from a generator that was seeded with one of s numbers: " +
		"s is 2^15 for Debian's OpenSSL (2006 to 2008), 2^31 for Android (2013), 2^32 for libbitcoin's bx (2023). " +
		"By the birthday problem two are the same among sqrt(pi s/2) keys, whatever the keys look like."
	w.New = newSeeds
	w.Distribution = func(args ...uint64) (*Distribution, error) {
		if err := seedArguments(args); err != nil {
			return nil, err
		}
		const most = 4096 // the numbers have up to 2^18 digits
		if args[1] > most {
			return nil, fmt.Errorf("%w: seeds(%d,%d): its law is computed up to m = %d", ErrTooLarge, args[0], args[1], most)
		}
		// All different: s (s-1) ... (s-m+1) of s^m.
		s, m := int64(args[0]), int64(args[1])
		different := new(big.Int)
		if m <= s {
			different.MulRange(s-m+1, s)
		}
		all := new(big.Int).Exp(big.NewInt(s), big.NewInt(m), nil)
		return enumeratedBig([]*big.Int{different, all.Sub(all, different)}), nil
	}
	w.Fair = func(args ...uint64) (*Distribution, error) {
		if err := seedArguments(args); err != nil {
			return nil, err
		}
		// At most: the sum over the pairs.
		m := int64(args[1])
		pairs := new(big.Int).Mul(big.NewInt(m), big.NewInt(m-1))
		all := new(big.Int).Lsh(big.NewInt(1), 129)
		return enumeratedBig([]*big.Int{new(big.Int).Sub(all, pairs), pairs}), nil
	}
	return w
}()

// seedArguments checks s and m.
func seedArguments(args []uint64) error {
	if len(args) != 2 {
		return fmt.Errorf("%w: seeds takes 2 arguments, not %d", sources.ErrArgs, len(args))
	}
	if s := args[0]; s < 2 || s > 1<<62 {
		return fmt.Errorf("%w: seeds(%d,%d): s must be at least 2 and at most 2^62", sources.ErrArgs, s, args[1])
	}
	if m := args[1]; m < 2 || m > 1<<16 {
		return fmt.Errorf("%w: seeds(%d,%d): m must be at least 2 and at most 65536", sources.ErrArgs, args[0], m)
	}
	return nil
}

func newSeeds(args ...uint64) (sources.View, error) {
	if err := seedArguments(args); err != nil {
		return sources.View{}, err
	}
	n, m := args[0], args[1]
	pairs := float64(m) * float64(m-1) * 0x1p-129
	law := sources.Law{N: 2, P: func(i uint64) float64 {
		if i == repeat {
			return pairs
		}
		return 1 - pairs
	}}
	return sources.DrawnLaw(fmt.Sprintf("seeds(%d,%d)", n, m), law, func(r io.Reader) func() (uint64, error) {
		s := secrets.New(r)
		keys := make(map[[2]uint64]struct{}, m)
		return func() (uint64, error) {
			clear(keys)
			symbol := uint64(0)
			for range m {
				seed, err := s.RandBelow(n)
				if err != nil {
					return 0, err
				}
				key := expand(seed)
				if _, seen := keys[key]; seen {
					symbol = repeat
				}
				keys[key] = struct{}{}
			}
			return symbol, nil
		}
	}), nil
}

// expand makes a key of a seed, as a generator does that is good but for its
// seed: SplitMix64 (G. L. Steele, D. Lea, C. H. Flood, Fast splittable
// pseudorandom number generators, OOPSLA 2014). Different seeds make different
// keys.
func expand(seed uint64) (key [2]uint64) {
	for i := range key {
		seed += 0x9e3779b97f4a7c15
		z := seed
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		key[i] = z ^ z>>31
	}
	return key
}
