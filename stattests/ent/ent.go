// Package ent computes the figures of John Walker's ent (fourmilab.ch/random), by
// bytes or by bits: entropy, chi-squared, mean, Monte Carlo value for pi and serial
// correlation. Its printed digits are ent's. What ent lacks is here with each:
// the law under the null hypothesis, the p-value, and the interval that holds the
// figure of a fair source with probability 0.99.
package ent

import (
	"encoding/binary"
	"math"
	"math/bits"
)

// groupBytes make a point of the Monte Carlo test: 3 bytes each for x and y.
const groupBytes = 6

// A Counter counts the bytes written to it. The zero value is ready and counts by
// bytes. It is used by one goroutine at a time.
type Counter struct {
	// Bits counts bits, the most significant of each byte first, instead of
	// bytes. It must not change once bytes have come.
	Bits bool

	total   uint64           // bytes
	counts  [4][256]uint32   // of bytes, in turn, so that equal neighbours do not wait for each other
	sums    [256]uint64      // of counts, before they overflow
	since   int              // bytes in counts
	ones    uint64           // bits
	pairs   uint64           // by bits: neighbours that are both 1
	cross   uint64           // by bytes: sum of the products of neighbours; modulo 2^64, exact to 2.8e14 bytes
	first   byte             // of all
	last    byte             // so far
	points  uint64           // of the Monte Carlo test
	outside uint64           // of these
	group   [groupBytes]byte // of a point that is not whole
	have    int              // of group
}

// Write takes all bytes, and never fails.
func (c *Counter) Write(p []byte) (int, error) {
	written := len(p)
	if written == 0 {
		return 0, nil
	}
	if c.total == 0 {
		c.first, c.last = p[0], 0 // the product with the last byte comes at the end
	}
	c.monteCarlo(p)
	if c.Bits {
		c.writeBits(p)
	} else {
		c.writeBytes(p)
	}
	c.total += uint64(written)
	c.last = p[written-1]
	return written, nil
}

// radius is ent's: (256^3 - 1)^2.
const radius = (1<<24 - 1) * (1<<24 - 1)

// beyond is 1 where x^2 + y^2 > radius, so that their difference borrows.
func beyond(x, y uint64) uint64 { return (radius - (x*x + y*y)) >> 63 }

func (c *Counter) monteCarlo(p []byte) {
	for c.have > 0 && len(p) > 0 {
		c.group[c.have] = p[0]
		p = p[1:]
		if c.have++; c.have == groupBytes {
			c.have = 0
			c.points++
			g := &c.group
			c.outside += beyond(uint64(g[0])<<16|uint64(g[1])<<8|uint64(g[2]), uint64(g[3])<<16|uint64(g[4])<<8|uint64(g[5]))
		}
	}
	n := uint64(0)
	outside := uint64(0)
	for len(p) >= 4*groupBytes {
		a, b, d := binary.BigEndian.Uint64(p), binary.BigEndian.Uint64(p[8:]), binary.BigEndian.Uint64(p[16:])
		// Eight numbers of 24 bits in three words.
		outside += beyond(a>>40, a>>16&0xffffff)
		outside += beyond((a<<8|b>>56)&0xffffff, b>>32&0xffffff)
		outside += beyond(b>>8&0xffffff, (b<<16|d>>48)&0xffffff)
		outside += beyond(d>>24&0xffffff, d&0xffffff)
		n += 4
		p = p[4*groupBytes:]
	}
	for len(p) >= groupBytes {
		outside += beyond(uint64(p[0])<<16|uint64(p[1])<<8|uint64(p[2]), uint64(p[3])<<16|uint64(p[4])<<8|uint64(p[5]))
		n++
		p = p[groupBytes:]
	}
	c.points += n
	c.outside += outside
	c.have += copy(c.group[c.have:], p)
}

// writeBits counts ones, and neighbours that both are.
func (c *Counter) writeBits(p []byte) {
	before := uint64(c.last) & 1
	var ones, pairs int
	for len(p) >= 8 {
		w := binary.BigEndian.Uint64(p)
		ones += bits.OnesCount64(w)
		pairs += bits.OnesCount64(w & (w>>1 | before<<63))
		before = w & 1
		p = p[8:]
	}
	for _, b := range p {
		ones += bits.OnesCount8(b)
		pairs += bits.OnesCount8(b & (b>>1 | byte(before)<<7))
		before = uint64(b) & 1
	}
	c.ones += uint64(ones)
	c.pairs += uint64(pairs)
}

// mostSince bounds the bytes in counts: a count of 32 bits cannot overflow.
const mostSince = 1 << 30

func (c *Counter) writeBytes(p []byte) {
	for len(p) > mostSince {
		c.writeBytes(p[:mostSince])
		c.last = p[mostSince-1]
		p = p[mostSince:]
	}
	if c.since += len(p); c.since > mostSince {
		c.fold()
		c.since = len(p)
	}
	// Of a word with bytes x0 ... x7, lowest first, and the byte x(-1) before
	// it, the products with the byte before are
	//
	//	x0 (x(-1) + x1) + x2 (x1 + x3) + x4 (x3 + x5) + x6 (x5 + x7):
	//
	// four of up to 9 by 8 bits, two by two in the middle of a product of
	// words.
	const low = 0x00ff00ff00ff00ff
	before := uint64(c.last)
	cross := uint64(0)
	c0, c1, c2, c3 := &c.counts[0], &c.counts[1], &c.counts[2], &c.counts[3]
	for len(p) >= 8 {
		w := binary.LittleEndian.Uint64(p)
		p = p[8:]
		c0[byte(w)]++
		c1[byte(w>>8)]++
		c2[byte(w>>16)]++
		c3[byte(w>>24)]++
		c0[byte(w>>32)]++
		c1[byte(w>>40)]++
		c2[byte(w>>48)]++
		c3[byte(w>>56)]++
		even, odd := w&low, w>>8&low
		sums := odd + (odd<<16 | before) // of the byte before and after each even one
		before = w >> 56
		const lanes = 0x0000ffff0000ffff
		cross += (even & lanes) * bits.RotateLeft64(sums&lanes, 32) >> 32
		cross += (even >> 16 & lanes) * bits.RotateLeft64(sums>>16&lanes, 32) >> 32
	}
	for _, b := range p {
		c0[b]++
		cross += before * uint64(b)
		before = uint64(b)
	}
	c.cross += cross
}

// fold adds the counts of 32 bits to those of 64.
func (c *Counter) fold() {
	for i := range c.sums {
		for k := range c.counts {
			c.sums[i] += uint64(c.counts[k][i])
			c.counts[k][i] = 0
		}
	}
	c.since = 0
}

// Figures are those of what has come so far, as ent computes them.
func (c *Counter) Figures() Figures {
	f := Figures{Bits: c.Bits, Inside: c.points - c.outside, Points: c.points}
	if c.Bits {
		f.Samples = 8 * c.total
		f.Counts = []uint64{f.Samples - c.ones, c.ones}
		pairs := c.pairs
		if c.total > 0 {
			pairs += uint64(c.last & 1 & (c.first >> 7))
		}
		f.correlation(pairs)
	} else {
		c.fold()
		f.Samples = c.total
		f.Counts = append([]uint64(nil), c.sums[:]...)
		f.correlation(c.cross + uint64(c.last)*uint64(c.first))
	}
	f.compute()
	return f
}

// Figures are ent's.
type Figures struct {
	Bits    bool     `json:"bits"`    // counted by bits, else by bytes
	Samples uint64   `json:"samples"` // bits or bytes
	Counts  []uint64 `json:"counts"`  // of each value

	Entropy    float64 `json:"entropy"`     // bits a sample
	ChiSquared float64 `json:"chi_squared"` // Pearson's, of the counts
	Mean       float64 `json:"mean"`        // of the samples
	Pi         float64 `json:"monte_carlo_pi"`
	// SerialCorrelation is that of each sample with the next, the last with
	// the first; NaN where all samples are equal.
	SerialCorrelation float64 `json:"-"`

	Inside uint64 `json:"inside"` // points of the Monte Carlo test within the circle
	Points uint64 `json:"points"`
}

// correlation computes the serial correlation from the cyclic sum of products. The
// integers are exact, where ent has sums of rounded ones.
func (f *Figures) correlation(cross uint64) {
	sum, squares := 0.0, 0.0
	for v, n := range f.Counts {
		sum += float64(v) * float64(n)
		squares += float64(v) * float64(v) * float64(n)
	}
	n := float64(f.Samples)
	// Both less the square of the mean, so that little cancels.
	mean := sum / n
	var variance float64
	for v, c := range f.Counts {
		variance += (float64(v) - mean) * (float64(v) - mean) * float64(c)
	}
	if f.Samples == 0 || variance == 0 {
		f.SerialCorrelation = math.NaN()
		return
	}
	f.SerialCorrelation = 1 - (squares-float64(cross))/variance
}

func (f *Figures) compute() {
	n := float64(f.Samples)
	expected := n / float64(len(f.Counts))
	for v, c := range f.Counts {
		d := float64(c) - expected
		f.ChiSquared += d * d / expected
		f.Mean += float64(v) * float64(c)
		if p := float64(c) / n; p > 0 {
			f.Entropy -= p * math.Log2(p)
		}
	}
	f.Mean /= n
	f.Pi = 4 * float64(f.Inside) / float64(f.Points)
}
