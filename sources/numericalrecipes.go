package sources

// Generators of W. H. Press, S. A. Teukolsky, W. T. Vetterling and B. P. Flannery,
// "Numerical Recipes": ran1 to ran3 of the second edition (1992, section 7.1; ran0 is
// minstd0) and Ran, Ranq1 and Ranq2 of the third (2007, section 7.1.3).

// shuffleTable is a table of 32 outputs, of which the last output picks the next one (C.
// Bays, S. D. Durham, ACM TOMS 2(1), 1976).
type shuffleTable struct {
	table [32]uint64
	last  uint64
}

// fillFrom fills the table after 8 outputs that are dropped.
func (t *shuffleTable) fillFrom(next func() uint64) {
	for range 8 {
		next()
	}
	for j := len(t.table) - 1; j >= 0; j-- {
		t.table[j] = next()
	}
	t.last = t.table[0]
}

// swap takes out the entry that the last output names and puts x there.
func (t *shuffleTable) swap(x, modulus uint64) uint64 {
	at := &t.table[t.last/(1+(modulus-1)/32)]
	out := *at
	*at = x
	return out
}

func minStd0(x uint64) stepped { return lcg(x, 16807, 0, minStdModulus, 0).(stepped) }

// ran1 is minstd0, shuffled.
func ran1(x uint64) generator {
	step := minStd0(x)
	t := new(shuffleTable)
	t.fillFrom(step)
	return stepped(func() uint64 {
		t.last = t.swap(step(), minStdModulus)
		return t.last
	})
}

// ran2 is clcg88, whose first half is shuffled.
func ran2(x uint64) generator {
	y := x
	step := lcg(x, 40014, 0, clcg88M1, 0).(stepped)
	t := new(shuffleTable)
	t.fillFrom(step)
	return stepped(func() uint64 {
		y = y * 40692 % clcg88M2
		z := t.swap(step(), clcg88M1)
		if z <= y {
			z += clcg88M1 - 1
		}
		t.last = z - y
		return t.last
	})
}

// knuthB is C++'s knuth_b ([rand.predef]), a table of 256 outputs of minstd0, of which
// the last output picks the next one by its size (Knuth, The Art of Computer
// Programming, volume 2, section 3.2.2, algorithm B).
func knuthB(x uint64) generator {
	step := minStd0(x)
	var table [256]uint64
	for j := range table {
		table[j] = step()
	}
	last := step()
	return stepped(func() uint64 {
		at := &table[256*(last-1)/(minStdModulus-1)]
		last = *at
		*at = step()
		return last
	})
}

func newKnuthB(seed uint64) generator { return highOf(knuthB(minStdState(seed)), 15) }

func newRan1(seed uint64) generator { return highOf(ran1(minStdState(seed)), 15) }
func newRan2(seed uint64) generator { return highOf(ran2(minStdState(seed)), 15) }

// knuthSubtractive is a lagged Fibonacci one, x[n] = x[n-55] - x[n-k] mod m, with the
// start of D. E. Knuth's "subtractive method" (The Art of Computer Programming, volume
// 2, 2nd edition, section 3.2.2 and 3.6). m is below 2^31, and k = 55 - second. What
// overflows wraps around, as it does where this is used.
func knuthSubtractive(first, m int32, second int) generator {
	var x [55]int32 // x[i] is their ma[i+1]
	x[54] = first
	k := int32(1)
	last := first
	for i := 1; i <= 54; i++ {
		j := 21*i%55 - 1
		x[j] = k
		if k = last - k; k < 0 {
			k += m
		}
		last = x[j]
	}
	for range 4 {
		for i := range x {
			if x[i] -= x[(i+31)%55]; x[i] < 0 {
				x[i] += m
			}
		}
	}
	i, j := 0, second
	return stepped(func() uint64 {
		y := x[i] - x[j]
		if y == m { // as .NET has it; without overflow it does not come
			y--
		}
		if y < 0 {
			y += m
		}
		x[i] = y
		if i++; i == len(x) {
			i = 0
		}
		if j++; j == len(x) {
			j = 0
		}
		return uint64(y)
	})
}

const knuthSubtractiveSeed = 161803398

// ran3 is Knuth's, mod 10^9, with the lags 55 and 24: second is 31.
func ran3(seed int32) generator {
	const m = 1000000000
	first := knuthSubtractiveSeed - seed
	if first < 0 {
		first = -first
	}
	return knuthSubtractive(first%m, m, 31)
}

// newRan3 gives 16 bits of the fraction x / 10^9.
func newRan3(seed uint64) generator {
	g := ran3(int32(newSeeder(seed).word64() % 1000000000))
	x := make([]uint64, 1)
	return stepped(func() uint64 {
		g.fill(x)
		return x[0] << 16 / 1000000000
	})
}

// dotNet is System.Random of .NET with a seed: Knuth's mod 2^31-1, with a second index
// of 21 for his 31, so that the lags are 55 and 34 (a misprint that stays for
// compatibility; dotnet/runtime issue 23198). The seed is a C# int.
func dotNet(seed int32) generator {
	if seed < 0 {
		if seed = -seed; seed < 0 {
			seed = 1<<31 - 1
		}
	}
	return knuthSubtractive(knuthSubtractiveSeed-seed, 1<<31-1, 21)
}

func newDotNet(seed uint64) generator { return highOf(dotNet(int32(seed&(1<<31-1))), 15) }

// nrStart is what a seed is combined with.
const nrStart = 4101842887655102017

// ranq1 is a xorshift of 64 bits, multiplied.
func newRanq1(seed uint64) generator {
	v := seed ^ nrStart
	if v == 0 {
		v = nrStart // the one seed that is not allowed
	}
	g := stepped(func() uint64 {
		v ^= v >> 21
		v ^= v << 35
		v ^= v >> 4
		return v * 2685821657736338717
	})
	v = g()
	return g
}

// nrXorshift and nrCarry are the steps that Ranq2 and Ran share.
func nrXorshift(v uint64) uint64 {
	v ^= v >> 17
	v ^= v << 31
	return v ^ v>>8
}

func nrCarry(w uint64) uint64 { return 4294957665*(w&0xffffffff) + w>>32 }

// newRanq2 is a xorshift xor a multiply-with-carry.
func newRanq2(seed uint64) generator {
	v, w := seed^nrStart, uint64(1)
	if v == 0 {
		v = nrStart
	}
	g := stepped(func() uint64 {
		v, w = nrXorshift(v), nrCarry(w)
		return v ^ w
	})
	w = g()
	v = g()
	return g
}

// newRan combines a congruential one, xorshifted, a xorshift and a multiply-with-carry.
func newRan(seed uint64) generator {
	v, w := uint64(nrStart), uint64(1)
	u := seed ^ v
	g := stepped(func() uint64 {
		u = u*2862933555777941757 + 7046029254386353087
		v, w = nrXorshift(v), nrCarry(w)
		x := u ^ u<<21
		x ^= x >> 35
		x ^= x << 4
		return (x + v) ^ w
	})
	g()
	v = u
	g()
	w = v
	g()
	return g
}
