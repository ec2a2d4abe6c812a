package stattests

import (
	"fmt"
	"math"
	"math/bits"
	"slices"

	"github.com/randaudit/randaudit/internal/tails"
)

// Sums adds up ones over windows of 2^6 symbols, four times as many, and so on up to
// a block of 2^b (the test's argument, 6 to 24; 16 without one; for an odd b the
// smallest window has 2^7). Of an alphabet of N = 2^k, the ones are those of all k
// bits; of another, a symbol below floor(N/2) counts as a one. The sum over a window
// of m symbols is exactly binomial: B(m k, 1/2), or B(m, floor(N/2)/N).
//
// Windows of a size do not overlap. The sum of each falls into one of up to 20 classes
// that are cut at fixed distances from the mean, up to 3.7 standard deviations, and have
// exact probabilities, differences of binomial tails. Each size is judged by itself, as
// said in categories.go; the results begin with its number of symbols, as "64-chi2".
//
// Of a source that is too regular, such as a counter or a quasi-random sequence, the
// sums keep too near their mean, and of one that drifts or bursts, too far off. TestU01
// has tests of this kind (the guide's svaria and sstring: L'Ecuyer and Simard 2007); sums
// of bits at many scales are the idea of C. Doty-Humphrey's BCFN (PractRand).
var Sums = &Test{
	Name: "sums",
	Doc: "Ones (N = 2^k), or symbols of the lower half, in windows of 2^6, 2^8, ... up to 2^b symbols (argument, 6 to 24; 16 without one): " +
		"for each size Pearson's chi-squared over classes of the sum, and the most deviating class by exact binomial tails. " +
		"Catches drift, bursts, and what is too regular. After L'Ecuyer, Simard 2007. Asymptotic and exact.",
	Planted: "weyl64?seed=1|high(1)",
	New:     newSums,
}

const (
	leastWindow = 6  // binary logarithms of numbers of symbols
	mostWindow  = 24 // a block
	sumsWindow  = 16 // a block, without an argument
)

// sumCuts are where classes of sums are cut, in standard deviations from the mean.
var sumCuts = [...]float64{-3.7, -3, -2.4, -1.9, -1.5, -1.2, -0.9, -0.6, -0.3, 0, 0.3, 0.6, 0.9, 1.2, 1.5, 1.9, 2.4, 3, 3.7}

type sums struct {
	bits    int    // of a symbol of 2^k, or 0
	half    uint64 // where bits is 0: symbols below it are ones
	block   int
	windows []window // from the smallest on
	size    int
}

// A window is what is known about the sums over windows of one size.
type window struct {
	symbols int
	cuts    []uint64  // the greatest sums of all classes but the last
	p       []float64 // of the classes
	at      int       // its first count
}

func newSums(law Law, args ...uint64) (Counter, error) {
	b, err := oneArg("sums", "the binary logarithm of a block", args, leastWindow, mostWindow, sumsWindow)
	if err != nil {
		return nil, err
	}
	if err := uniform("sums", law); err != nil {
		return nil, err
	}
	if err := atLeast("sums", law, 2); err != nil {
		return nil, err
	}
	s := &sums{half: law.N / 2, block: 1 << b}
	trials, p := uint64(1), float64(s.half)/alphabet(law.N) // of a symbol
	if k, ok := bitsOf(law.N); ok {
		s.bits = k
		trials, p = uint64(k), 0.5
	}
	for i := leastWindow + b%2; i <= b; i += 2 {
		w := newWindow(1<<i, trials<<i, p)
		w.at = s.size
		s.size += len(w.p)
		s.windows = append(s.windows, w)
	}
	return s, nil
}

// newWindow cuts the sums of windows, which are binomial.
func newWindow(symbols int, n uint64, p float64) window {
	w := window{symbols: symbols}
	mean, sd := float64(n)*p, math.Sqrt(float64(n)*p*(1-p))
	for _, z := range sumCuts {
		if cut := math.Floor(mean + z*sd); cut >= 0 && cut < float64(n) {
			w.cuts = append(w.cuts, uint64(cut))
		}
	}
	w.cuts = slices.Compact(w.cuts)
	// Of two tails that are subtracted, the smaller ones.
	w.p = make([]float64, len(w.cuts)+1)
	for i := range w.p {
		switch {
		case i == len(w.cuts):
			_, above := tails.Binomial(w.cuts[i-1]+1, n, p)
			w.p[i] = math.Exp(above)
		case i == 0:
			below, _ := tails.Binomial(w.cuts[0], n, p)
			w.p[i] = math.Exp(below)
		case float64(w.cuts[i]) <= mean:
			more, _ := tails.Binomial(w.cuts[i], n, p)
			less, _ := tails.Binomial(w.cuts[i-1], n, p)
			w.p[i] = math.Exp(more) - math.Exp(less)
		default:
			_, more := tails.Binomial(w.cuts[i-1]+1, n, p)
			_, less := tails.Binomial(w.cuts[i]+1, n, p)
			w.p[i] = math.Exp(more) - math.Exp(less)
		}
	}
	return w
}

// class returns the class of a sum.
func (w *window) class(sum uint64) int {
	i, _ := slices.BinarySearch(w.cuts, sum)
	return i
}

func (s *sums) Block() int { return s.block }
func (s *sums) Size() int  { return s.size }

func (s *sums) Count(t *Tally, block []uint64) {
	t.Blocks++
	least := s.windows[0].symbols
	// The sums of windows that are not complete, of each size.
	var open [mostWindow]uint64
	for done := least; done <= s.block; done += least {
		sum := s.ones(block[:least])
		block = block[least:]
		for i := range s.windows {
			w := &s.windows[i]
			open[i] += sum
			if done&(w.symbols-1) != 0 {
				break
			}
			sum, open[i] = open[i], 0
			t.Counts[w.at+w.class(sum)]++
		}
	}
}

// ones adds up the ones of symbols.
func (s *sums) ones(symbols []uint64) (sum uint64) {
	if s.bits > 0 {
		n := 0
		for _, x := range symbols {
			n += bits.OnesCount64(x)
		}
		return uint64(n)
	}
	for _, x := range symbols {
		_, less := bits.Sub64(x, s.half, 0)
		sum += less
	}
	return sum
}

func (s *sums) Judge(t Tally, level float64) []Result {
	var results []Result
	for i := range s.windows {
		w := &s.windows[i]
		c := categories{
			prefix:   fmt.Sprintf("%d-", w.symbols),
			k:        len(w.p),
			p:        func(i int) float64 { return w.p[i] },
			label:    w.label,
			perBlock: s.block / w.symbols,
		}
		results = append(results, c.judge(t.Blocks, t.Counts[w.at:w.at+len(w.p)], level)...)
	}
	return results
}

// label names a class of sums.
func (w *window) label(i int) string {
	switch {
	case i == len(w.cuts):
		return fmt.Sprintf("more than %d ones", w.cuts[i-1])
	case i == 0:
		return fmt.Sprintf("%d ones at most", w.cuts[0])
	}
	return fmt.Sprintf("%d to %d ones", w.cuts[i-1]+1, w.cuts[i])
}
