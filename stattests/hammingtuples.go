package stattests

import (
	"fmt"
	"math"
	"math/bits"
	"strings"
)

// HammingTuples cuts words of k bits, N = 2^k with k >= 2, into parts of b bits
// (the test's argument, a divisor of k, 2 or more; without one 8 where 8 divides k,
// and otherwise k), the lowest first, and takes eight successive parts for a tuple:
// tuples do not overlap. The Hamming weight of a part is low, middle or high: the
// middle is symmetric around b/2 and as nearly as can be a third of all parts.
//
// The 3^8 classes of a tuple are independent of those of other tuples and have
// products of exact probabilities, numbers of parts over 2^b. They are judged as
// said in categories.go: "chi2" and "max". A dependence of a few parts is diluted in
// so many classes; "marginal" looks at each choice of one, two or three of the eight
// places: each of the 3, 9 or 27 classes there has an exactly binomial count, and the
// most deviating of all 1,788 is judged by its exact tail, Bonferroni over all and
// both sides.
//
// Tuples of classes of Hamming weights are the idea of C. Doty-Humphrey's DC6 test
// (PractRand), which takes overlapping ones and another law.
var HammingTuples = &Test{
	Name: "hamming-tuples",
	Doc: "Hamming weights of parts of b bits of words (argument, a divisor of k; without one 8, or k where 8 does not divide it; N = 2^k), " +
		"low, middle or high, in tuples of 8: Pearson's chi-squared over the 3^8 classes, and the most deviating class of all and of one to " +
		"three places by exact binomial tails. Catches sparse and badly mixed words. After Doty-Humphrey's DC6. Asymptotic and exact.",
	Planted: "xtea-2?seed=1|words",
	New:     newHammingTuples,
}

const (
	tupleParts   = 8
	tupleClasses = 6561 // 3^8
	tupleBlock   = 1024 // words of a block
	mostPlaces   = 3    // that a marginal class has
)

type hammingTuples struct {
	bits, part int
	low, high  uint64    // weights below low are low, those of high and above high
	class      [65]uint8 // of a weight
	p          [3]float64
}

func newHammingTuples(law Law, args ...uint64) (Counter, error) {
	k, err := weighty("hamming-tuples", law, 2)
	without := uint64(k)
	if k%8 == 0 {
		without = 8
	}
	b, argErr := oneArg("hamming-tuples", "the bits of a part", args, 2, 64, without)
	if argErr != nil {
		return nil, argErr
	}
	if err != nil {
		return nil, err
	}
	if k%int(b) != 0 {
		return nil, fmt.Errorf("stattests: hamming-tuples takes parts that divide words of %d bits, not of %d: %w", k, b, ErrAlphabet)
	}
	h := &hammingTuples{bits: k, part: int(b)}
	row := weights(h.part)
	limit := symmetric(row, 2./3)
	h.low, h.high = uint64(limit), uint64(h.part-limit+1)
	var parts [3]uint64 // of each class
	for w, n := range row {
		if uint64(w) >= h.low {
			h.class[w]++
		}
		if uint64(w) >= h.high {
			h.class[w]++
		}
		parts[h.class[w]] += n
	}
	for i, n := range parts {
		h.p[i] = math.Ldexp(float64(n), -h.part)
	}
	return h, nil
}

func (h *hammingTuples) Block() int { return tupleBlock }
func (h *hammingTuples) Size() int  { return tupleClasses }

// Count numbers a tuple in base 3, its first part as the lowest digit.
func (h *hammingTuples) Count(t *Tally, block []uint64) {
	t.Blocks++
	counts := (*[tupleClasses]uint64)(t.Counts)
	switch {
	case h.part == 8 && h.bits == 64:
		for _, x := range block {
			low, high := h.bytes(x)
			counts[low+81*high]++
		}
	case h.part == 8 && h.bits == 32:
		for ; len(block) >= 2; block = block[2:] {
			low, high := h.bytes(block[0] | block[1]<<32)
			counts[low+81*high]++
		}
	case h.part == 8 && h.bits == 8:
		for ; len(block) >= 8; block = block[8:] {
			b := (*[8]uint64)(block)
			low, high := h.bytes(b[0] | b[1]<<8 | b[2]<<16 | b[3]<<24 | b[4]<<32 | b[5]<<40 | b[6]<<48 | b[7]<<56)
			counts[low+81*high]++
		}
	case h.part == 16 && h.bits == 64:
		for ; len(block) >= 2; block = block[2:] {
			counts[h.quarters(block[0])+81*h.quarters(block[1])]++
		}
	case h.part == h.bits:
		for ; len(block) >= tupleParts; block = block[tupleParts:] {
			tuple := 0
			for i := tupleParts - 1; i >= 0; i-- {
				tuple = 3*tuple + int(h.class[bits.OnesCount64(block[i])])
			}
			counts[tuple]++
		}
	default:
		mask := uint64(1)<<h.part - 1
		tuple, place, power := 0, 0, 1
		for _, x := range block {
			for range h.bits / h.part {
				tuple += power * int(h.class[bits.OnesCount64(x&mask)])
				x >>= h.part
				power *= 3
				if place++; place == tupleParts {
					counts[tuple]++
					tuple, place, power = 0, 0, 1
				}
			}
		}
	}
}

const (
	ones8  = 0x0101010101010101
	ones16 = 0x0001000100010001
)

// weights8 returns the weights of the bytes of x, each in its byte.
func weights8(x uint64) uint64 {
	x -= x >> 1 & 0x5555555555555555
	x = x&0x3333333333333333 + x>>2&0x3333333333333333
	return (x + x>>4) & 0x0f0f0f0f0f0f0f0f
}

// bytes returns the numbers in base 3 of the classes of the lower and of the higher
// four bytes of x, the lowest byte as the lowest digit.
func (h *hammingTuples) bytes(x uint64) (low, high uint64) {
	w := weights8(x)
	// The highest bit of a byte says whether its weight reaches a limit.
	classes := (w+(128-h.low)*ones8)>>7&ones8 + (w+(128-h.high)*ones8)>>7&ones8
	// The fourth and the eighth byte of the product hold the sums; none is above
	// 80, so that nothing is carried.
	sums := classes * (27 + 9<<8 + 3<<16 + 1<<24)
	return sums >> 24 & 0xff, sums >> 56
}

// quarters returns the number in base 3 of the classes of the four quarters of x.
func (h *hammingTuples) quarters(x uint64) uint64 {
	w := weights8(x)
	w = (w + w>>8) & (ones16 * 0xff)
	classes := (w+(1<<15-h.low)*ones16)>>15&ones16 + (w+(1<<15-h.high)*ones16)>>15&ones16
	return classes * (27 + 9<<16 + 3<<32 + 1<<48) >> 48
}

// probability of a class of the tuple.
func (h *hammingTuples) probability(tuple int) float64 {
	p := 1.0
	for range tupleParts {
		p *= h.p[tuple%3]
		tuple /= 3
	}
	return p
}

func (h *hammingTuples) Judge(t Tally, level float64) []Result {
	c := categories{
		k: tupleClasses,
		p: h.probability,
		label: func(i int) string {
			s := make([]byte, tupleParts)
			for j := range s {
				s[j] = "lmh"[i%3]
				i /= 3
			}
			return "parts " + string(s)
		},
		perBlock: tupleBlock * h.bits / h.part / tupleParts,
	}
	results := c.judge(t.Blocks, t.Counts, level)

	r := Result{Name: "marginal", Sides: 1}
	n := uint64(0)
	for _, o := range t.Counts {
		n = addSaturating(n, o)
	}
	if n == 0 {
		r.Warnings = []error{&TooLittle{t.Blocks, 1}}
		return append(results, r)
	}
	m := marginals{p: h.p}
	m.collect(t.Counts, 0, 0, 1)
	worst, z, logP := extreme(m.classes, n)
	r.Stat, r.P.LogUpper = z, logP
	r.Null = fmt.Sprintf("binomial, Bonferroni over %d", len(m.classes))
	r.Quality = Quality{Exact, math.Inf(-1)}
	if level > 0 {
		choices := float64(len(m.classes))
		d, low, high := deviation(min(worst.observed, n), n, worst.p, choices)
		rare := min(h.p[0], h.p[1])
		r.Effect = Effect{marginal(worst.first), d, low, high, excess(n, rare*rare*rare, math.Log(level/2/choices))}
	}
	return append(results, r)
}

// marginals collects the classes of up to mostPlaces places.
type marginals struct {
	p       [3]float64
	classes []class
}

// collect adds the classes of a table of tuples whose highest places are dealt
// with: kept of them have classes, whose probability is p. The name of a class has
// two bits a place, 0 where any class is meant and otherwise the class plus 1, the
// highest place lowest.
func (m *marginals) collect(table []uint64, name, kept int, p float64) {
	if len(table) == 1 {
		if kept > 0 {
			m.classes = append(m.classes, class{name, name, table[0], p})
		}
		return
	}
	third := len(table) / 3
	place := 0
	for s := third; s > 1; s /= 3 {
		place++
	}
	shift := 2 * place
	if kept < mostPlaces {
		for i := range 3 {
			m.collect(table[i*third:(i+1)*third], name|(i+1)<<shift, kept+1, p*m.p[i])
		}
	}
	any := make([]uint64, third)
	for i := range any {
		any[i] = addSaturating(addSaturating(table[i], table[third+i]), table[2*third+i])
	}
	m.collect(any, name, kept, p)
}

// marginal names a class of some places, as "part 1 low, part 4 high".
func marginal(name int) string {
	var s []string
	for i := range tupleParts {
		if c := name >> (2 * i) & 3; c > 0 {
			s = append(s, fmt.Sprintf("part %d %s", i+1, [...]string{"low", "middle", "high"}[c-1]))
		}
	}
	return strings.Join(s, ", ")
}
