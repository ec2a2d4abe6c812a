package stattests

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
)

// Predict takes the first words of each block for the output of a generator
// that it knows, recovers the generator's state from them, and predicts the words
// after them. What is tried is in the list generators; the types of predictors say
// how the state is recovered. Symbols of 8, 16, 32 and 64 bits are also read as
// words of the other widths, lowest bits first: a generator of 32-bit words is often
// read as one of 64-bit words. What has fewer bits than a word, as a float or what
// rand() gives, is looked for in the lowest bits of words, as an integer, and in the
// highest, as a part of 1, where the others are 0.
//
// The null law: a hypothesis tells at most one set of words a block (none, where the
// block's first word rules it out), before they are looked at, so all of them are hit in B blocks at most binomial(B, q) times,
// where q is 2^-60 or less. The p-value is that of the hypothesis with the
// smallest one, times their number (Bonferroni); it is a bound that holds for every
// sample size. A single hit is evidence enough: nobody predicts 60 bits by luck.
var Predict = &Test{
	Name: "predict",
	Doc: "Recovers the state of generators in wide use from a block's first words, and predicts the next 60 bits or more: the Mersenne Twister (also Python's random.random() and PHP's mt_rand()), " +
		"congruential generators with unknown parameters, truncated ones of known multipliers (rand() of C libraries, drand48, java.util.Random, modulo 2^64 and 2^128), glibc's rand(), Go's math/rand, .NET's Random, Math.random() of browsers, " +
		"xorshift, xoroshiro and xoshiro with +, * and **, multiply-with-carry, counters behind a known mixer (SplitMix64), RomuTrio and RomuDuo: binomial tail of the hits. " +
		"Matsumoto and Nishimura 1998; Plumstead 1982; Klapper and Goresky 1997. A bound.",
	Planted: "mt19937?seed=1|words",
	New:     newPredict,
}

const predictBytes = 8192 // of a block of machine words

// A reading is a block read as words of some width, and what is tried on them.
type reading struct {
	width      int
	looked     int      // words that are looked at to count
	words      []uint64 // where they are not the symbols themselves
	hypotheses []hypothesis
	predictors []predictor
	outputs    []uint64 // the generator's, where words have more bits
}

type predict struct {
	width int // bits of a symbol
	block int
	as    []*reading
	size  int // hypotheses
}

func newPredict(law Law, args ...uint64) (Counter, error) {
	if err := noArgs("predict", args); err != nil {
		return nil, err
	}
	width, err := wholeBits("predict", law)
	if err != nil {
		return nil, err
	}
	p := &predict{width: width, block: predictBytes * 8 / width}
	widths := []int{width}
	if width == 8 || width == 16 || width == 32 || width == 64 {
		widths = []int{8, 16, 32, 64}
	}
	made := map[int]predictor{} // of each generator: one is used at a time
	for _, width := range widths {
		hypotheses := hypothesesOf(width)
		if len(hypotheses) == 0 {
			continue
		}
		r := &reading{width: width, hypotheses: hypotheses}
		if width != p.width {
			r.words = make([]uint64, predictBytes*8/width)
		}
		known := 0
		for _, h := range hypotheses {
			if made[h.generator] == nil {
				made[h.generator] = h.make()
			}
			r.predictors = append(r.predictors, made[h.generator])
			r.looked = max(r.looked, h.from+h.known+h.ahead)
			if h.padded(width) {
				known = max(known, h.known)
			}
		}
		r.outputs = make([]uint64, known)
		p.as, p.size = append(p.as, r), p.size+len(hypotheses)
	}
	if len(p.as) == 0 {
		return nil, fmt.Errorf("stattests: predict needs words of 8, 16, 32 or 64 bits or floats of 24, 48, 52 or 53, not %s symbols: %w", size(law.N), ErrAlphabet)
	}
	return p, nil
}

func (p *predict) Block() int { return p.block }
func (p *predict) Size() int  { return p.size }

func (p *predict) Count(t *Tally, block []uint64) {
	t.Blocks++
	i := 0
	for _, r := range p.as {
		words := r.read(block, p.width, r.looked)
		seen := glanceAt(words, r.width)
		for k := range r.hypotheses {
			h := &r.hypotheses[k]
			if seen.allows(h, r.width) && words[0]&h.rarely == 0 {
				if _, ok := r.follow(k, words, h.from+h.known+h.ahead); ok {
					t.Counts[i]++
				}
			}
			i++
		}
	}
}

// A glance is what shows at once in the first words of a block.
type glance struct {
	periodic  bool // few words in turn: of any generator, and of none
	low, high int  // how many lowest and highest bits are 0 in all
}

func glanceAt(words []uint64, width int) glance {
	some := uint64(0)
	for _, x := range words[:8] {
		some |= x
	}
	periodic := false
	for period := 1; period <= 4; period++ {
		periodic = periodic || slices.Equal(words[:8-period], words[period:8])
	}
	return glance{periodic, bits.TrailingZeros64(some), width - bits.Len64(some)}
}

// allows reports whether the hypothesis is worth a try: the bits that it leaves out are 0.
func (g glance) allows(h *hypothesis, width int) bool {
	return !g.periodic && g.low >= h.drop && g.high >= width-h.drop-h.shown
}

// read returns the symbols of the given width as n words of the reading's: the
// first ones of several are the lowest bits.
func (r *reading) read(symbols []uint64, width, n int) []uint64 {
	if width == r.width {
		return symbols
	}
	recut(r.words[:n], r.width, symbols, width)
	return r.words[:n]
}

// recut cuts the bits of words anew, the lowest first.
func recut(to []uint64, toWidth int, from []uint64, fromWidth int) {
	if parts := fromWidth / toWidth; parts > 0 {
		for i := 0; i < len(to); from = from[1:] {
			x := from[0]
			for range min(parts, len(to)-i) {
				to[i] = x & (1<<toWidth - 1)
				x >>= toWidth
				i++
			}
		}
		return
	}
	parts := toWidth / fromWidth
	for i := range to {
		to[i] = 0
		for j, x := range from[i*parts:][:parts] {
			to[i] |= x << (j * fromWidth)
		}
	}
}

// known are the outputs that hypothesis k recovers a state from, where the words
// have 0 in the bits that are not output.
func (r *reading) known(k int, words []uint64) (known []uint64, ok bool) {
	h := &r.hypotheses[k]
	words = words[h.from:][:h.known]
	if !h.padded(r.width) {
		return words, true
	}
	for i, x := range words {
		if x>>h.drop>>h.shown != 0 || x&(1<<h.drop-1) != 0 {
			return nil, false
		}
		r.outputs[i] = x >> h.drop
	}
	return r.outputs[:h.known], true
}

// follow lets hypothesis k predict words up to the given one; ok says that all
// came as predicted.
func (r *reading) follow(k int, words []uint64, end int) (p predictor, ok bool) {
	h, p := &r.hypotheses[k], r.predictors[k]
	known, ok := r.known(k, words)
	if !ok || !p.fit(known) {
		return nil, false
	}
	mask := uint64(math.MaxUint64) >> (64 - h.shown)
	partial, _ := p.(partial)
	for _, x := range words[h.from+h.known : end] {
		if x&(1<<h.drop-1) != 0 {
			return nil, false
		}
		switch x >>= h.drop; {
		case x&^mask != 0:
			return nil, false
		case partial != nil:
			if !partial.agrees(x) {
				return nil, false
			}
		case (x-p.next())&mask >= h.among:
			return nil, false
		}
		p.see(x)
	}
	return p, true
}

// Forecast follows a hypothesis through the block and beyond.
func (p *predict) Forecast(block []uint64, n int) (f Forecast, ok bool) {
	for _, r := range p.as {
		words := r.read(block, p.width, predictBytes*8/r.width)
		seen := glanceAt(words, r.width)
		for k, h := range r.hypotheses {
			if !seen.allows(&h, r.width) {
				continue
			}
			q, ok := r.follow(k, words, len(words))
			if !ok {
				continue
			}
			if s, ok := q.(settler); ok && !s.settle() {
				continue
			}
			next := make([]uint64, (n*p.width+r.width-1)/r.width)
			f = Forecast{Kind: h.kind + h.place(r.width, p.width), Parameters: q.parameters(), Off: q.off(len(next)) << h.drop}
			for i := range next {
				x := q.next()
				q.see(x)
				next[i] = x << h.drop
			}
			f.Next = next
			if r.width != p.width {
				f.Next = make([]uint64, n)
				recut(f.Next, p.width, next, r.width)
			}
			return f, true
		}
	}
	return f, false
}

// hypothesis returns the one of a count.
func (p *predict) hypothesis(i int) hypothesis {
	for _, s := range p.as {
		if i < len(s.hypotheses) {
			return s.hypotheses[i]
		}
		i -= len(s.hypotheses)
	}
	panic("stattests: predict has fewer hypotheses")
}

func (p *predict) Judge(t Tally, level float64) []Result {
	r := Result{Name: "hits", Sides: 1}
	if t.Blocks == 0 {
		r.Warnings = []error{&TooLittle{0, 1}}
		return []Result{r}
	}
	best := 0
	for i, hits := range t.Counts {
		if hits = min(hits, t.Blocks); hits == 0 {
			continue
		}
		h := p.hypothesis(i)
		_, upper := binomial(hits, t.Blocks, math.Exp(h.logQ()))
		upper = min(0, upper+math.Log(float64(p.size)))
		if upper < r.P.LogUpper {
			r.P.LogUpper, best = upper, i
		}
	}
	h := p.hypothesis(best)
	hits := min(t.Counts[best], t.Blocks)
	q := math.Exp(h.logQ())
	r.Stat = float64(hits)
	r.Null = fmt.Sprintf("binomial(%d, 2^%.0f), Bonferroni over %d", t.Blocks, h.logQ()/math.Ln2, p.size)
	r.Quality = Quality{Exact, math.Inf(-1)}
	if level > 0 {
		d, low, high := deviation(hits, t.Blocks, q, choices(p.size))
		// As a forecast does, the first of those that are right as often is named.
		first := slices.IndexFunc(t.Counts, func(hits uint64) bool { return hits >= t.Counts[best] })
		what := fmt.Sprintf("output that %s would give next", p.hypothesis(first).kind)
		r.Effect = Effect{what, d, low, high, excess(t.Blocks, q, math.Log(level/float64(p.size)))}
	}
	return []Result{r}
}
