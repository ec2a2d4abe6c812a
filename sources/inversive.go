package sources

// Inversive generators mod p = 2^31-1, which have no lattice (J. Eichenauer, J. Lehn,
// "A non-linear congruential pseudo random number generator", Statistische Hefte 27,
// 1986; P. Hellekalek, "Inversive pseudorandom number generators", Winter Simulation
// Conference 1995). Their period is p; the sources give the highest 16 of 31 bits.

// inverse is 1/x mod 2^31-1, and 0 for 0, by Euclid's algorithm.
func inverse(x uint64) uint64 {
	if x == 0 {
		return 0
	}
	a, b := int64(minStdModulus), int64(x)
	u, v := int64(0), int64(1)
	for b != 1 {
		q := a / b
		a, b = b, a-q*b
		u, v = v, u-q*v
	}
	if v < 0 {
		v += minStdModulus
	}
	return uint64(v)
}

// icg is x = a/x + b, here with the 9102 and 2147483647-36884165 that Boost's
// hellekalek1995 has.
func icg(x uint64) generator {
	return stepped(func() uint64 {
		x = (9102*inverse(x) + minStdModulus - 36884165) % minStdModulus
		return x
	})
}

func newICG(seed uint64) generator {
	return highOf(icg(newSeeder(seed).word64()%minStdModulus), 15)
}

// newEICG is the explicit one, 1 / (a n + b) (J. Eichenauer-Herrmann, "Statistical
// independence of a new class of inversive congruential pseudorandom numbers",
// Mathematics of Computation 60, 1993), with a = 16807.
func newEICG(seed uint64) generator {
	n := newSeeder(seed).word64() % minStdModulus
	return highOf(stepped(func() uint64 {
		if n += 16807; n >= minStdModulus {
			n -= minStdModulus
		}
		return inverse(n)
	}), 15)
}
