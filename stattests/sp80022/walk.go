package sp80022

import (
	"math"
	"math/bits"
	"strconv"
)

// A walk is what the tests of cumulative sums and of random excursions need of a
// sequence, whose bits are steps of +1 and -1 from 0.
type walk struct {
	last, highest, lowest int                         // sums; the latter two with the start, 0
	cycles                int                         // J: returns to 0, and one more if the last sum is not 0
	cyclesBy              [2 * excursionStates][6]int // by state and by visits in the cycle, from 5 on together
	visits                [2*farthestState + 1]int    // of states from -farthestState to farthestState
}

const (
	excursionStates = 4 // of the random excursions test, on either side
	farthestState   = 9 // of the variant, on either side
)

// byteSteps has, for a byte of steps, highest bit first, the last, the highest
// and the lowest sum after one to eight of them.
var byteSteps = func() (t [256]struct{ last, highest, lowest int8 }) {
	for b := range t {
		sum, highest, lowest := int8(0), int8(-8), int8(8)
		for i := range 8 {
			sum += int8(b>>(7-i)&1)*2 - 1
			highest, lowest = max(highest, sum), min(lowest, sum)
		}
		t[b] = struct{ last, highest, lowest int8 }{sum, highest, lowest}
	}
	return t
}()

// newWalk walks. Where the sum is so far out that neither a word nor a byte of
// steps can bring it to a counted state or to a new extreme, it goes by words or
// bytes.
func newWalk(b *Bits) walk {
	var w walk
	var inCycle [2 * excursionStates]int
	sum := 0
	for i := 0; i < b.n; i += 64 {
		steps := b.words[i/64]
		left := min(64, b.n-i)
		if left == 64 && sum+64 <= w.highest && sum-64 >= w.lowest && (sum > 64+farthestState || sum < -64-farthestState) {
			sum += 2*bits.OnesCount64(steps) - 64
			continue
		}
		for ; left >= 8; left -= 8 {
			if sum > 8+farthestState || sum < -8-farthestState {
				t := &byteSteps[steps>>56]
				w.highest = max(w.highest, sum+int(t.highest))
				w.lowest = min(w.lowest, sum+int(t.lowest))
				sum += int(t.last)
				steps <<= 8
				continue
			}
			for range 8 {
				sum += int(steps>>63)*2 - 1
				steps <<= 1
				w.step(sum, &inCycle)
			}
		}
		for ; left > 0; left-- {
			sum += int(steps>>63)*2 - 1
			steps <<= 1
			w.step(sum, &inCycle)
		}
	}
	if sum != 0 {
		w.endCycle(&inCycle)
	}
	w.last = sum
	return w
}

func (w *walk) step(sum int, inCycle *[2 * excursionStates]int) {
	w.highest, w.lowest = max(w.highest, sum), min(w.lowest, sum)
	switch {
	case sum == 0:
		w.endCycle(inCycle)
	case sum >= -farthestState && sum <= farthestState:
		w.visits[sum+farthestState]++
		if sum >= -excursionStates && sum < 0 {
			inCycle[sum+excursionStates]++
		} else if sum > 0 && sum <= excursionStates {
			inCycle[sum+excursionStates-1]++
		}
	}
}

func (w *walk) endCycle(inCycle *[2 * excursionStates]int) {
	w.cycles++
	for i, visits := range inCycle {
		w.cyclesBy[i][min(visits, 5)]++
	}
	*inCycle = [2 * excursionStates]int{}
}

func (s *Suite) walked(b *Bits) *walk {
	s.walk.get(func() walk { return newWalk(b) })
	return &s.walk.value
}

// cumulativeSums is the cumulative sums test, 2.13, from either end.
var cumulativeSums = test{
	name:       "CumulativeSums",
	statistics: func(*Parameters) []string { return []string{"forward", "backward"} },
	least:      func(int, *Parameters) (int, error) { return leastBits, nil },
	start: func(s *Suite) func(*Bits, []float64) {
		return func(b *Bits, p []float64) {
			w := s.walked(b)
			p[0] = cumulativeSumsP(max(w.highest, -w.lowest), b.n)
			// From the other end the sums are the last one less those before.
			p[1] = cumulativeSumsP(max(w.highest-w.last, w.last-w.lowest), b.n)
		}
	},
}

// cumulativeSumsP is the p-value of the largest absolute sum z of n steps, 2.13.5.
// The limits of the sums are the standard's program's, which rounds towards 0;
// beyond them no term is above 1e-15. Terms more than 40 standard deviations out
// are 0 as a float64, and not summed.
func cumulativeSumsP(z, n int) float64 {
	unit := float64(z) / math.Sqrt(float64(n))
	normal := func(k int) float64 { return math.Erfc(-float64(k)*unit/math.Sqrt2) / 2 }
	p := 1.0
	far := int(10/unit) + 2
	last := min((n/z-1)/4, far)
	for k := max((-n/z+1)/4, -far); k <= last; k++ {
		p -= normal(4*k+1) - normal(4*k-1)
	}
	for k := max((-n/z-3)/4, -far); k <= last; k++ {
		p += normal(4*k+3) - normal(4*k+1)
	}
	return min(max(p, 0), 1)
}

const leastExcursions = 1000000

// randomExcursions is the random excursions test, 2.14: how often cycles of the
// walk visit a state.
var randomExcursions = test{
	name: "RandomExcursions",
	statistics: func(*Parameters) (names []string) {
		for x := -excursionStates; x <= excursionStates; x++ {
			if x != 0 {
				names = append(names, strconv.Itoa(x))
			}
		}
		return names
	},
	least: func(int, *Parameters) (int, error) { return leastExcursions, nil },
	start: func(s *Suite) func(*Bits, []float64) {
		var probabilities [excursionStates][]float64
		for i := range probabilities {
			probabilities[i] = excursionProbabilities(i+1, s.p.Constants)
		}
		return func(b *Bits, p []float64) {
			w := s.walked(b)
			if !w.enough(b.n) {
				notApplicable(p)
				return
			}
			for i := range p {
				x := max(excursionStates-1-i, i-excursionStates) // |state| - 1
				p[i] = pearson(w.cyclesBy[i][:], probabilities[x], w.cycles)
			}
		}
	},
}

// enough reports whether there are enough cycles for the excursions tests, 2.14.4.
func (w *walk) enough(n int) bool {
	return float64(w.cycles) >= max(500, 0.005*math.Sqrt(float64(n)))
}

// excursionProbabilities are those of 0, 1, ..., 4 and at least 5 visits to the
// state x >= 1 in a cycle, 3.14: the state is reached with probability 1/(2x), and
// then left for good with the same.
func excursionProbabilities(x int, c Constants) []float64 {
	if c == NIST {
		return nistExcursions[x-1][:]
	}
	leave := 1 / (2 * float64(x))
	p := []float64{1 - leave, 0, 0, 0, 0, 0}
	stay := leave
	for k := 1; k < 5; k++ {
		p[k] = stay * leave
		stay *= 1 - leave
	}
	p[5] = stay
	return p
}

// nistExcursions are the program's decimals.
var nistExcursions = [excursionStates][6]float64{
	{0.5000000000, 0.25000000000, 0.12500000000, 0.06250000000, 0.03125000000, 0.0312500000},
	{0.7500000000, 0.06250000000, 0.04687500000, 0.03515625000, 0.02636718750, 0.0791015625},
	{0.8333333333, 0.02777777778, 0.02314814815, 0.01929012346, 0.01607510288, 0.0803755143},
	{0.8750000000, 0.01562500000, 0.01367187500, 0.01196289063, 0.01046752930, 0.0732727051},
}

// randomExcursionsVariant is the random excursions variant test, 2.15: how often
// the walk visits a state.
var randomExcursionsVariant = test{
	name: "RandomExcursionsVariant",
	statistics: func(*Parameters) (names []string) {
		for x := -farthestState; x <= farthestState; x++ {
			if x != 0 {
				names = append(names, strconv.Itoa(x))
			}
		}
		return names
	},
	least: func(int, *Parameters) (int, error) { return leastExcursions, nil },
	start: func(s *Suite) func(*Bits, []float64) {
		return func(b *Bits, p []float64) {
			w := s.walked(b)
			if !w.enough(b.n) {
				notApplicable(p)
				return
			}
			for i := range p {
				x := i - farthestState
				if x >= 0 {
					x++
				}
				p[i] = variantP(w.visits[x+farthestState], x, w.cycles)
			}
		}
	},
}

func variantP(visits, x, cycles int) float64 {
	return math.Erfc(math.Abs(float64(visits-cycles)) / math.Sqrt(2*float64(cycles)*(4*math.Abs(float64(x))-2)))
}
