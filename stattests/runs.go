package stattests

import (
	"fmt"
	"math/bits"
	"strconv"
)

// RunsBits looks at the runs of equal bits in symbols of k bits (N = 2^k). The
// bits of a symbol are read from the lowest up, and a block of m symbols is one
// string of m k bits.
//
//   - "transitions": how often a bit of the block differs from the one before.
//     Successive differences of fair bits are fair bits themselves: it is
//     Binomial(m k - 1, 1/2) a block, exactly. (A total of runs is one more:
//     SP 800-22, 2.3, has the normal limit of its law given the ones.)
//   - "start-...": the length of the run at the low end of each symbol, one
//     outcome a symbol: 2^-r for r < m, 2^-(m-1) for m = min(k, 24) and longer.
//     Not for k = 1.
var RunsBits = &Test{
	Name: "runs-bits",
	Doc: "Runs of equal bits (N = 2^k): transitions within a block by exact binomial tails, and the length of the run at the low end of " +
		"each symbol by Pearson's chi-squared and exact binomial tails. Catches bits that stick or alternate. SP 800-22 2.3. " +
		"Exact and asymptotic.",
	Planted: "counter64?seed=1|words",
	New:     newRunsBits,
}

const longestStart = 24 // longer runs are counted with it

type runsBits struct {
	bits   int
	starts int // classes of a first run: 1, 2, ..., starts or longer
}

func newRunsBits(law Law, args ...uint64) (Counter, error) {
	if err := noArgs("runs-bits", args); err != nil {
		return nil, err
	}
	k, err := wholeBits("runs-bits", law)
	if err != nil {
		return nil, err
	}
	return &runsBits{k, min(k, longestStart)}, nil
}

func (r *runsBits) Block() int { return blockSymbols }

// Size is 1 for the transitions, and 1 for each length of a first run.
func (r *runsBits) Size() int { return 1 + r.starts }

func (r *runsBits) Count(t *Tally, block []uint64) {
	t.Blocks++
	// Half of the runs are of length 1: in turns, so that increments of the
	// same count do not wait for each other.
	var starts [2][32]uint64
	end := r.bits - 1
	top := uint64(1) << end
	longest := uint64(1) << (r.starts - 1)
	transitions := 0
	last := block[0] & 1 // so that the first bit differs from none
	for i, x := range block {
		d := x ^ x>>1 // bit j: bits j and j+1 of x differ
		transitions += bits.OnesCount64(d&(top-1)) + int(last^x&1)
		last = x >> end & 1
		starts[i&1][bits.TrailingZeros64(d|longest)&31]++
	}
	for i := range r.starts {
		t.Counts[1+i] += starts[0][i] + starts[1][i]
	}
	t.Counts[0] += uint64(transitions)
}

func (r *runsBits) Judge(t Tally, level float64) []Result {
	differences := uint64(blockSymbols*r.bits - 1)
	n := max(t.Counts[0], mulSaturating(t.Blocks, differences))
	results := []Result{binomialResult("transitions", "a transition", t.Blocks, t.Counts[0], n, level)}
	if r.bits == 1 {
		return results
	}
	c := categories{
		prefix: "start-",
		k:      r.starts,
		p:      func(i int) float64 { return 1 / float64(uint64(1)<<min(i+1, r.starts-1)) },
		label: func(i int) string {
			if i == r.starts-1 && r.starts < r.bits {
				return "run of " + strconv.Itoa(i+1) + " or more"
			}
			return "run of " + strconv.Itoa(i+1)
		},
		perBlock: blockSymbols,
	}
	return append(results, c.judge(t.Blocks, t.Counts[1:], level)...)
}

// RunsUpDown takes segments of 6 symbols, and of each the first run that is
// strictly monotone: whether it goes up or down, and its length. For r >= 2,
// r independent symbols ascend strictly with probability C(N, r)/N^r, exactly
// (each set of r different symbols can be sorted in one way), and descend with
// the same; the first two are equal, a class of its own, with 1/N.
//
// The classical test takes all the runs of a sequence, whose lengths are not
// independent (Knuth, TAOCP 2, 3.3.2 G); with one outcome from a fixed segment
// they are.
var RunsUpDown = &Test{
	Name: "runs-updown",
	Doc: "Direction and length of the first strictly monotone run in segments of 6 symbols, ties a class: Pearson's chi-squared, and " +
		"the most deviating class by exact binomial tails. Catches trends and symbols that repel or attract the next one. " +
		"Knuth, TAOCP 2, 3.3.2 G. Asymptotic and exact.",
	Planted: "counter64?seed=1|words",
	New:     newRunsUpDown,
}

const (
	upDownSegment = 6
	upDownBlock   = 252 // symbols: 42 segments
)

type runsUpDown struct {
	n       uint64
	longest int // run that can be: there are no 4 ascending symbols below 3
}

func newRunsUpDown(law Law, args ...uint64) (Counter, error) {
	if err := noArgs("runs-updown", args); err != nil {
		return nil, err
	}
	if err := uniform("runs-updown", law); err != nil {
		return nil, err
	}
	if err := atLeast("runs-updown", law, 2); err != nil {
		return nil, err
	}
	return &runsUpDown{law.N, int(min(law.N-1, upDownSegment-1)) + 1}, nil // N-1, because N may be 0 for 2^64
}

func (r *runsUpDown) Block() int { return upDownBlock }

// Size is 1 for ties and, for up and then for down, 1 for each length from 2.
func (r *runsUpDown) Size() int { return 1 + 2*(r.longest-1) }

func (r *runsUpDown) Count(t *Tally, block []uint64) {
	t.Blocks++
	up := t.Counts[1:]
	down := up[r.longest-1:]
	for ; len(block) >= upDownSegment; block = block[upDownSegment:] {
		s := (*[upDownSegment]uint64)(block)
		i := 1
		switch {
		case s[0] < s[1]:
			for i < upDownSegment-1 && s[i] < s[i+1] {
				i++
			}
			up[i-1]++
		case s[0] > s[1]:
			for i < upDownSegment-1 && s[i] > s[i+1] {
				i++
			}
			down[i-1]++
		default:
			t.Counts[0]++
		}
	}
}

func (r *runsUpDown) Judge(t Tally, level float64) []Result {
	n := alphabet(r.n)
	// ascend[j] is the probability that the first j symbols ascend.
	var ascend [upDownSegment + 2]float64
	ascend[1] = 1
	for j := 2; j <= r.longest; j++ {
		ascend[j] = ascend[j-1] * ((n - float64(j-1)) / n) / float64(j)
	}
	c := categories{
		k: r.Size(),
		p: func(i int) float64 {
			if i == 0 {
				return 1 / n
			}
			length := (i-1)%(r.longest-1) + 2
			return ascend[length] - ascend[length+1]
		},
		label: func(i int) string {
			switch {
			case i == 0:
				return "tie"
			case i < r.longest:
				return "up " + strconv.Itoa(i+1)
			}
			return "down " + strconv.Itoa(i-r.longest+2)
		},
		perBlock: upDownBlock / upDownSegment,
	}
	return c.judge(t.Blocks, t.Counts, level)
}

// RunsMedian takes segments of 8 symbols, and of each the first run on one side
// of the median: whether it lies below or above, and its length. With q the
// probability of a side, a run has length r < 8 with probability q^r (1-q), and
// 8 with q^8. In an alphabet of odd size the middle symbol is on neither side: it
// ends a run, and is a class of its own where it comes first.
//
// Runs above and below the median go back to Wald and Wolfowitz (1940).
var RunsMedian = &Test{
	Name: "runs-median",
	Doc: "Side and length of the first run above or below the median in segments of 8 symbols, the middle symbol of odd alphabets a " +
		"class: Pearson's chi-squared, and the most deviating class by exact binomial tails. Catches symbols that stay on a side " +
		"or change it too often. Wald and Wolfowitz 1940. Asymptotic and exact.",
	Planted: "counter64?seed=1|words",
	New:     newRunsMedian,
}

const medianSegment = 8

type runsMedian struct {
	n     uint64
	below uint64 // symbols smaller than it are below the median
	above uint64 // symbols from it on are above the median
}

func newRunsMedian(law Law, args ...uint64) (Counter, error) {
	if err := noArgs("runs-median", args); err != nil {
		return nil, err
	}
	if err := uniform("runs-median", law); err != nil {
		return nil, err
	}
	if err := atLeast("runs-median", law, 2); err != nil {
		return nil, err
	}
	if law.N == 0 {
		return &runsMedian{0, 1 << 63, 1 << 63}, nil
	}
	return &runsMedian{law.N, law.N / 2, law.N - law.N/2}, nil
}

func (r *runsMedian) Block() int { return blockSymbols }

// Size is 8 lengths below, 8 above, and 1 for the middle symbol.
func (r *runsMedian) Size() int {
	if r.below == r.above {
		return 2 * medianSegment
	}
	return 2*medianSegment + 1
}

func (r *runsMedian) Count(t *Tally, block []uint64) {
	t.Blocks++
	counts := t.Counts
	for ; len(block) >= medianSegment; block = block[medianSegment:] {
		s := (*[medianSegment]uint64)(block)
		i := 1
		switch {
		case s[0] < r.below:
			for i < medianSegment && s[i] < r.below {
				i++
			}
			counts[i-1]++
		case s[0] >= r.above:
			for i < medianSegment && s[i] >= r.above {
				i++
			}
			counts[medianSegment+i-1]++
		default:
			counts[2*medianSegment]++
		}
	}
}

func (r *runsMedian) Judge(t Tally, level float64) []Result {
	n := alphabet(r.n)
	side := float64(r.below) / n
	var p [medianSegment]float64
	run := 1.0
	for i := range p {
		run *= side
		p[i] = run * (1 - side)
	}
	p[medianSegment-1] = run
	c := categories{
		k: r.Size(),
		p: func(i int) float64 {
			if i == 2*medianSegment {
				return 1 / n
			}
			return p[i%medianSegment]
		},
		label: func(i int) string {
			switch {
			case i == 2*medianSegment:
				return "middle"
			case i < medianSegment:
				return fmt.Sprintf("below %d", i+1)
			}
			return fmt.Sprintf("above %d", i-medianSegment+1)
		},
		perBlock: blockSymbols / medianSegment,
	}
	return c.judge(t.Blocks, t.Counts, level)
}
