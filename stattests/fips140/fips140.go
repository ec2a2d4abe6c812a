// Package fips140 holds the statistical tests of FIPS 140-2 (2001, with change
// notice 1 of October 2001), section 4.9.1 and 4.9.2: monobit, poker, runs and long
// run of blocks of 20,000 bits, and the continuous test of 32-bit words.
//
// They were tests of a device before use, and FIPS 140-2 has since dropped the
// first four; people still ask for their counts, as rngtest gives them. What no
// program beside them says is that fair blocks fail too, 0.08 % of them. A
// [Counter] counts, [Rates] are the exact probabilities, and [Judge] says
// whether the numbers of failures fit them.
package fips140

import (
	"encoding/binary"
	"math/bits"
)

const (
	// BlockBits and BlockBytes are the size of a block.
	BlockBits  = 20000
	BlockBytes = BlockBits / 8
	// PrimeBytes begin the stream: the word that the first of the first block
	// is compared with. They are in no block.
	PrimeBytes = 4

	blockWords = (BlockBits + 63) / 64 // the last one is half
)

// Intervals of the standard. Monobit and poker are open: the ends fail. Runs are
// closed: the ends pass.
const (
	onesAbove, onesBelow = 9725, 10275
	// Poker: 2.16 < X < 46.17 for X = 16/5000 * (sum of squares) - 5000.
	squaresLeast, squaresMost = 1563176, 1576928
	longRun                   = 26 // a run so long fails
)

// runsInterval are the least and the most runs of 1, 2, ..., 5 and at least 6 bits,
// of ones and of zeros each.
var runsInterval = [6][2]int{{2315, 2685}, {1114, 1386}, {527, 723}, {240, 384}, {103, 209}, {103, 209}}

// A Counts is the number of blocks, of those that fail a test, and of those that
// pass all five.
type Counts struct {
	Blocks     uint64 `json:"blocks"`
	Passed     uint64 `json:"passed"`
	Monobit    uint64 `json:"monobit"`
	Poker      uint64 `json:"poker"`
	Runs       uint64 `json:"runs"`
	LongRun    uint64 `json:"long_run"`
	Continuous uint64 `json:"continuous"` // blocks with a 32-bit word equal to the one before
}

// A Counter counts blocks of the bytes written to it, the most significant bit of
// each first. The zero value is ready. It is used by one goroutine at a time.
type Counter struct {
	counts Counts
	primed int // bytes of PrimeBytes that came
	last   [PrimeBytes]byte
	part   [BlockBytes]byte
	filled int // bytes of part
}

// Counts are those of the whole blocks that came so far.
func (c *Counter) Counts() Counts { return c.counts }

// Write takes all bytes, and never fails.
func (c *Counter) Write(p []byte) (int, error) {
	written := len(p)
	if c.primed < PrimeBytes {
		n := copy(c.last[c.primed:], p)
		c.primed += n
		p = p[n:]
	}
	if c.filled > 0 {
		n := copy(c.part[c.filled:], p)
		c.filled += n
		p = p[n:]
		if c.filled < BlockBytes {
			return written, nil
		}
		c.block(&c.part)
		c.filled = 0
	}
	for len(p) >= BlockBytes {
		c.block((*[BlockBytes]byte)(p))
		p = p[BlockBytes:]
	}
	c.filled = copy(c.part[:], p)
	return written, nil
}

// block counts one block.
func (c *Counter) block(b *[BlockBytes]byte) {
	var words [blockWords + 1]uint64
	for i := range BlockBytes / 8 {
		words[i] = binary.BigEndian.Uint64(b[8*i:])
	}
	words[blockWords-1] = uint64(binary.BigEndian.Uint32(b[BlockBytes-4:])) << 32
	before := uint64(binary.BigEndian.Uint32(c.last[:]))
	copy(c.last[:], b[BlockBytes-PrimeBytes:])

	nibbles := countNibbles(&words)
	ones, squares := 0, 0
	for v, n := range nibbles {
		ones += n * bits.OnesCount(uint(v))
		squares += n * n
	}
	runs, long := countRuns(&words)
	fails := false
	fail := func(failed bool, count *uint64) {
		if failed {
			*count++
			fails = true
		}
	}
	fail(ones <= onesAbove || ones >= onesBelow, &c.counts.Monobit)
	fail(squares < squaresLeast || squares > squaresMost, &c.counts.Poker)
	fail(runsFail(&runs), &c.counts.Runs)
	fail(long, &c.counts.LongRun)
	fail(repeats(&words, before), &c.counts.Continuous)
	c.counts.Blocks++
	if !fails {
		c.counts.Passed++
	}
}

// runsFail reports whether a number of runs is outside its interval.
func runsFail(runs *[2][6]int) bool {
	for i, interval := range runsInterval {
		for _, of := range runs {
			if of[i] < interval[0] || of[i] > interval[1] {
				return true
			}
		}
	}
	return false
}

// countNibbles counts the 5000 values of four bits. Those of four words are sliced:
// plane k has bit k of 64 of them. The populations of the planes' conjunctions
// give the numbers of values by inclusion and exclusion.
func countNibbles(words *[blockWords + 1]uint64) (counts [16]int) {
	const lowest = 0x1111111111111111
	var have [16]int // have[s] values have at least the bits of s
	for i := 0; i+4 < blockWords; i += 4 {
		a, b, c, d := words[i], words[i+1], words[i+2], words[i+3]
		p0 := a&lowest | b&lowest<<1 | c&lowest<<2 | d&lowest<<3
		p1 := a>>1&lowest | b&(lowest<<1) | c&(lowest<<1)<<1 | d&(lowest<<1)<<2
		p2 := a>>2&lowest | b>>1&(lowest<<1) | c&(lowest<<2) | d&(lowest<<2)<<1
		p3 := a>>3&lowest | b>>2&(lowest<<1) | c>>1&(lowest<<2) | d&(lowest<<3)
		p01, p23 := p0&p1, p2&p3
		have[1] += bits.OnesCount64(p0)
		have[2] += bits.OnesCount64(p1)
		have[3] += bits.OnesCount64(p01)
		have[4] += bits.OnesCount64(p2)
		have[5] += bits.OnesCount64(p0 & p2)
		have[6] += bits.OnesCount64(p1 & p2)
		have[7] += bits.OnesCount64(p01 & p2)
		have[8] += bits.OnesCount64(p3)
		have[9] += bits.OnesCount64(p0 & p3)
		have[10] += bits.OnesCount64(p1 & p3)
		have[11] += bits.OnesCount64(p01 & p3)
		have[12] += bits.OnesCount64(p23)
		have[13] += bits.OnesCount64(p0 & p23)
		have[14] += bits.OnesCount64(p1 & p23)
		have[15] += bits.OnesCount64(p01 & p23)
	}
	have[0] = (blockWords - 1) * 16
	counts = have
	for bit := 1; bit < 16; bit <<= 1 {
		for s := range counts {
			if s&bit == 0 {
				counts[s] -= counts[s|bit]
			}
		}
	}
	for w, k := words[blockWords-1]>>32, 0; k < 8; k++ {
		counts[w&15]++
		w >>= 4
	}
	return counts
}

// countRuns counts the runs of zeros and of ones of 1, 2, ..., 5 and at least 6
// bits, and reports whether one has 26.
func countRuns(words *[blockWords + 1]uint64) (runs [2][6]int, long bool) {
	// Bit i of starts is 1 where a run starts at bit i, and from the end of the
	// block on.
	var starts [blockWords + 1]uint64
	before := ^words[0] >> 63
	for i, w := range words[:blockWords] {
		starts[i] = w ^ (w>>1 | before<<63)
		before = w
	}
	const after = 1<<32 - 1 // the half of the last word that is beyond the end
	starts[blockWords-1] |= after
	starts[blockWords] = ^uint64(0)

	var all, ones [6]int
	for i, w := range words[:blockWords] {
		s, next := starts[i], starts[i+1]
		if i == blockWords-1 {
			s &^= after
		}
		full := starts[i]
		s1 := full<<1 | next>>63
		s2 := full<<2 | next>>62
		s3 := full<<3 | next>>61
		s4 := full<<4 | next>>60
		s5 := full<<5 | next>>59
		all[5] += bits.OnesCount64(s)
		x := s & s1
		all[0] += bits.OnesCount64(x)
		ones[0] += bits.OnesCount64(x & w)
		s &^= s1
		x = s & s2
		all[1] += bits.OnesCount64(x)
		ones[1] += bits.OnesCount64(x & w)
		s &^= s2
		x = s & s3
		all[2] += bits.OnesCount64(x)
		ones[2] += bits.OnesCount64(x & w)
		s &^= s3
		x = s & s4
		all[3] += bits.OnesCount64(x)
		ones[3] += bits.OnesCount64(x & w)
		s &^= s4
		x = s & s5
		all[4] += bits.OnesCount64(x)
		ones[4] += bits.OnesCount64(x & w)

		// A run of 26 has 25 bits where none starts; of these 13 are in one
		// word.
		none := ^full
		none &= none << 1
		none &= none << 2
		none &= none << 4
		if none&(none<<5) != 0 {
			prev := ^uint64(0)
			if i > 0 {
				prev = starts[i-1]
			}
			long = long || startless(prev, full) || startless(full, next)
		}
	}
	// Runs of zeros and of ones take turns.
	total := all[5]
	ones[5] = (total + int(words[0]>>63)) / 2
	for k := range 5 {
		ones[5] -= ones[k]
		all[5] -= all[k]
	}
	runs[1] = ones
	for k := range runs[0] {
		runs[0][k] = all[k] - ones[k]
	}
	return runs, long
}

// startless reports whether two words have 25 zeros in a row.
func startless(high, low uint64) bool {
	high, low = ^high, ^low
	for _, k := range [5]uint{1, 2, 4, 8, 9} { // 2, 4, 8, 16, 25
		high, low = high&(high<<k|low>>(64-k)), low&(low<<k)
	}
	return high|low != 0
}

// repeats reports whether a 32-bit word is equal to the one before it.
func repeats(words *[blockWords + 1]uint64, before uint64) bool {
	found := uint64(0)
	for i, w := range words[:blockWords] {
		high := w >> 32
		// Of a difference d below 2^32, d-1 has its top bit set if d is 0.
		found |= (high ^ before&0xffffffff) - 1
		if i < blockWords-1 {
			found |= (high ^ w&0xffffffff) - 1
		}
		before = w
	}
	return found>>63 == 1
}
