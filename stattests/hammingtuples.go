package stattests

import (
	"fmt"
	"math"
	"math/bits"
)

// HammingTuples cuts words of k bits, N = 2^k with k >= 2, into parts of b bits
// (the test's argument, a divisor of k, 2 or more; without one 8 where 8 divides k,
// and otherwise k), the lowest first, and takes eight successive parts for a tuple:
// tuples do not overlap. The Hamming weight of a part is low, middle or high: the
// middle is symmetric around b/2 and as nearly as can be a third of all parts.
//
// The 3^8 classes of a tuple are independent of those of other tuples and have
// products of exact probabilities, numbers of parts over 2^b. How they are judged is
// said in ternary.go.
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
)

type hammingTuples struct {
	bits, part int
	low, high  uint64    // weights below low are low, those of high and above high
	class      [65]uint8 // of a weight
	p          [3]float64
}

func newHammingTuples(law Law, args ...uint64) (Counter, error) {
	k, err := wholeBitsFrom("hamming-tuples", law, 2)
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

func (h *hammingTuples) Judge(t Tally, level float64) []Result {
	return h.law().judge(t, level)
}

func (h *hammingTuples) law() ternary {
	return ternary{
		p:        h.p,
		places:   tupleParts,
		perBlock: tupleBlock * h.bits / h.part / tupleParts,
		what:     "part",
		names:    [3]string{"low", "middle", "high"},
	}
}
