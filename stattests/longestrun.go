package stattests

import "math/bits"

// LongestRun takes the longest run of ones, and the longest run of zeros, in
// strings of m bits (the test's argument, a multiple of 64 from 64 to 65536; 1024
// without one). The bits of the symbols (N = 2^k), each from the lowest up, are one
// string. If F(n) is the probability that no run of ones in n fair bits is as long
// as r, then by the place of the first zero
//
//	F(n) = F(n-1)/2 + F(n-2)/4 + ... + F(n-r)/2^r for n >= r, and 1 below,
//
// and by where the first such run ends, with G = 1 - F,
//
//	G(n) = G(n-1) + (1 - G(n-r-1))/2^(r+1) for n > r, G(r) = 2^-r, and 0 below:
//
// exactly (Schilling, "The longest run of heads", College Mathematics Journal 21,
// 1990, who counts the strings by the first). All terms are positive in the first,
// which is used where F is at most 1/2, and none cancels in the second, which is
// used beyond. Runs of 100 and more are one value. Ones and zeros are judged each by
// itself, as categories.go says; values rarer than 2^-50 together are one class.
//
// SP 800-22, 2.4, has the longest run of ones in blocks of 8, 128 or 10,000 bits in
// 4 to 7 classes.
var LongestRun = &Test{
	Name: "longest-run",
	Doc: "Longest run of ones and of zeros in strings of m bits (argument, a multiple of 64 up to 65536; 1024 without one; N = 2^k): each " +
		"by Pearson's chi-squared and the most deviating length by exact binomial tails. Catches bits that cluster or repel. " +
		"Schilling 1990; SP 800-22 2.4. Asymptotic and exact.",
	Planted: "counter64?seed=1|words",
	New:     newLongestRun,
}

const (
	longestRunBits = 1024    // of a string, without an argument
	mostRunBits    = 1 << 16 // bits of a string
	mostRun        = 100     // longer runs are counted with it
)

type longestRun struct {
	*bitStrings
	p []float64 // of the lengths from 0 to the greatest that is counted
}

func newLongestRun(law Law, args ...uint64) (Counter, error) {
	s, err := newBitStrings("longest-run", law, args, mostRunBits, longestRunBits)
	if err != nil {
		return nil, err
	}
	return &longestRun{s, longestRunLaw(s.length, min(s.length, mostRun))}, nil
}

// longestRunLaw returns the probabilities that the longest run of ones in n fair
// bits has a length of 0, 1, ..., most-1, and of most or more.
func longestRunLaw(n, most int) []float64 {
	p := make([]float64, most+1)
	shorter, longer := 0.0, 1.0 // the runs are all shorter than r; one is not
	for r := range most {
		if longer >= 0.5 {
			next := noRun(n, r+1)
			p[r], shorter = next-shorter, next
			longer = 1 - next
			if longer < 0.5 {
				longer = someRun(n, r+1)
			}
			continue
		}
		next := someRun(n, r+1)
		p[r], longer = longer-next, next
	}
	p[most] = longer
	return p
}

// noRun is the probability that n fair bits have no run of r ones.
func noRun(n, r int) float64 {
	last := make([]float64, r) // of F, in a circle
	for i := range last {
		last[i] = 1
	}
	f := 1.0
	for i := r; i <= n; i++ {
		f = 0
		half := 0.5
		for j := i - 1; j >= i-r; j-- {
			f += last[j%r] * half
			half /= 2
		}
		last[i%r] = f
	}
	return f
}

// someRun is the probability that n fair bits have a run of r ones.
func someRun(n, r int) float64 {
	if n < r {
		return 0
	}
	half := 1.0
	for range r {
		half /= 2
	}
	last := make([]float64, r+1) // of G, in a circle
	g := half
	last[r] = g
	for i := r + 1; i <= n; i++ {
		g += (1 - last[i%(r+1)]) * (half / 2)
		last[i%(r+1)] = g
	}
	return g
}

// Size is a count for each length, of runs of ones and then of zeros.
func (l *longestRun) Size() int { return 2 * len(l.p) }

func (l *longestRun) Count(t *Tally, block []uint64) {
	t.Blocks++
	ones, zeros := t.Counts[:len(l.p)], t.Counts[len(l.p):]
	for all := l.of(block); len(all) > 0; all = all[l.length/64:] {
		words := all[:l.length/64]
		ones[min(longestOnes(words, 0), len(ones)-1)]++
		zeros[min(longestOnes(words, ^uint64(0)), len(zeros)-1)]++
	}
}

// longestOnes is the length of the longest run of ones in the words, each of which
// is flipped by the mask. Of runs inside of words, those of 8 or more are looked for
// first.
func longestOnes(words []uint64, flip uint64) int {
	longest := 0
	open := 0 // the run that the words so far end with
	for _, x := range words {
		x ^= flip
		low := bits.TrailingZeros64(^x)
		longest = max(longest, open+low)
		if low < 64 {
			open = bits.LeadingZeros64(^x)
		} else {
			open += 64
		}
		eight := x & (x >> 1)
		eight &= eight >> 2
		eight &= eight >> 4
		for n := 8; eight != 0; n++ {
			longest = max(longest, n)
			eight &= eight >> 1
		}
	}
	if longest >= 8 {
		return longest
	}
	for _, x := range words {
		x ^= flip
		for n := 1; x != 0; n++ {
			longest = max(longest, n)
			x &= x >> 1
		}
	}
	return longest
}

func (l *longestRun) Judge(t Tally, level float64) []Result {
	var results []Result
	for i, of := range []string{"ones", "zeros"} {
		v := valued{
			prefix:   of + "-",
			what:     "longest run of " + of,
			p:        l.p,
			least:    leastValued,
			perBlock: l.perBlock(),
		}
		results = append(results, v.judge(t.Blocks, t.Counts[i*len(l.p):][:len(l.p)], level)...)
	}
	return results
}
