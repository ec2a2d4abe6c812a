package sources

// Lagged Fibonacci generators: x[n] = x[n-long] op x[n-short], op one of +, -,
// xor and * (Knuth, The Art of Computer Programming, volume 2, section 3.2.2;
// G. Marsaglia, "A current view of random number generators", 1985). With two
// taps every third word of a triple is known from the other two, and its
// lowest bit is linear.

// An operation joins two words.
type operation func(x, y uint64) uint64

func add(x, y uint64) uint64       { return x + y }
func subtract(x, y uint64) uint64  { return x - y }
func exclusive(x, y uint64) uint64 { return x ^ y }
func multiply(x, y uint64) uint64  { return x * y }

// laggedFibonacci has the words of mask, 2^k-1, and lags len(x) and short: op
// of the older word and the newer.
func laggedFibonacci(x []uint64, short int, mask uint64, op operation) generator {
	i, j := 0, len(x)-short
	return stepped(func() uint64 {
		y := op(x[i], x[j]) & mask
		x[i] = y
		if i++; i == len(x) {
			i = 0
		}
		if j++; j == len(x) {
			j = 0
		}
		return y
	})
}

// newLFIB starts one of 32-bit words from the high halves of SplitMix64's
// outputs; those to be multiplied must be odd.
func newLFIB(long, short int, op operation) func(seed uint64) generator {
	return func(seed uint64) generator {
		x := make([]uint64, long)
		words := newSeeder(seed)
		for i := range x {
			x[i] = uint64(words.word32())
		}
		x[0] |= 1 // not all even
		return laggedFibonacci(x, short, 1<<32-1, op)
	}
}

// newLFIBMultiply multiplies odd numbers mod 2^64 and gives the high half.
func newLFIBMultiply(long, short int) func(seed uint64) generator {
	return func(seed uint64) generator {
		x := make([]uint64, long)
		words := newSeeder(seed)
		for i := range x {
			x[i] = words.word64() | 1
		}
		return highOf(laggedFibonacci(x, short, 1<<64-1, multiply), 32)
	}
}

// newLFIBHigh adds 64-bit words and gives the high half.
func newLFIBHigh(long, short int) func(seed uint64) generator {
	return func(seed uint64) generator {
		x := make([]uint64, long)
		newSeeder(seed).fill64(x)
		return highOf(laggedFibonacci(x, short, 1<<64-1, add), 32)
	}
}

// newR250 is S. Kirkpatrick and E. P. Stoll's R250, x[n] = x[n-103] xor
// x[n-250] ("A very fast shift-register sequence random number generator", J.
// Computational Physics 40, 1981). Ising models went wrong with it (A. M.
// Ferrenberg, D. P. Landau, Y. J. Wong, Physical Review Letters 69, 1992).
func newR250(seed uint64) generator { return newLFIB(250, 103, exclusive)(seed) }

// newR250R521 is the xor of R250 and of R521, x[n] = x[n-168] xor x[n-521] (A.
// Heuer, B. Duenweg, A. M. Ferrenberg, Computer Physics Communications 103,
// 1997).
func newR250R521(seed uint64) generator {
	words := newSeeder(seed)
	r250, r521 := newLFIB(250, 103, exclusive)(words.word64()), newLFIB(521, 168, exclusive)(words.word64())
	x, y := make([]uint64, 1), make([]uint64, 1)
	return stepped(func() uint64 {
		r250.fill(x)
		r521.fill(y)
		return x[0] ^ y[0]
	})
}

// newZiff4 is R. M. Ziff's four-tap generator, x[n] = x[n-471] xor x[n-1586]
// xor x[n-6988] xor x[n-9689] ("Four-tap shift-register-sequence random-number
// generators", Computers in Physics 12(4), 1998).
func newZiff4(seed uint64) generator {
	var x [9689]uint32
	newSeeder(seed).fill32(x[:])
	i := 0
	return stepped(func() uint64 {
		at := func(lag int) uint32 {
			k := i - lag
			if k < 0 {
				k += len(x)
			}
			return x[k]
		}
		x[i] ^= at(471) ^ at(1586) ^ at(6988)
		y := x[i]
		if i++; i == len(x) {
			i = 0
		}
		return uint64(y)
	})
}

// marsaglia1999 holds the table generators of "Random numbers for C: the end,
// at last?" (sci.stat.math, 20 January 1999), which work on the 256 words that
// 256 outputs of KISS make.
type marsaglia1999 struct {
	t    [256]uint32
	c    uint8
	x, y uint32
}

func newMarsaglia1999(k *kiss99) *marsaglia1999 {
	var t [256]uint64
	k.fill(t[:])
	g := new(marsaglia1999)
	for i, w := range t {
		g.t[i] = uint32(w)
	}
	return g
}

// lfib4 adds four words.
func (g *marsaglia1999) lfib4() uint64 {
	t := &g.t
	g.c++
	c := g.c
	t[c] += t[c+58] + t[c+119] + t[c+178]
	return uint64(t[c])
}

// swb subtracts with borrow, with lags 222 and 237.
func (g *marsaglia1999) swb() uint64 {
	g.c++
	var borrow uint32
	if g.x < g.y {
		borrow = 1
	}
	g.x, g.y = g.t[g.c+34], g.t[g.c+19]+borrow
	g.t[g.c] = g.x - g.y
	return uint64(g.t[g.c])
}

func newLFIB4(seed uint64) generator {
	return stepped(newMarsaglia1999(newKISS99(seed).(*kiss99)).lfib4)
}

func newSWB1999(seed uint64) generator {
	return stepped(newMarsaglia1999(newKISS99(seed).(*kiss99)).swb)
}

// newFib1999 is FIB of the same post: the plain Fibonacci sequence mod 2^32,
// every second term, from a and b.
func fib1999(a, b uint32) generator {
	return stepped(func() uint64 {
		b += a
		a = b - a
		return uint64(a)
	})
}

func newFib1999(seed uint64) generator {
	words := newSeeder(seed)
	return fib1999(words.word32(), words.word32()|1)
}
