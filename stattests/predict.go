package stattests

import (
	"fmt"
	"math"
)

// Predict takes the first words of each block for the output of a generator
// that it knows, recovers the generator's state from them, and predicts the words
// after them. What is tried is in the list [hypotheses], for each width of words;
// the types of predictors say how the state is recovered, and from where. Symbols of
// 8, 16, 32 and 64 bits are also read as words of the other widths, lowest bits
// first: a generator of 32-bit words is often read as one of 64-bit words.
//
// The null law: a hypothesis tells at most one set of words a block, before they
// are looked at, so all of them are hit in B blocks at most binomial(B, q) times,
// where q is 2^-60 or less. The p-value is that of the hypothesis with the
// smallest one, times their number (Bonferroni); it is a bound that holds for every
// sample size. A single hit is evidence enough: nobody predicts 60 bits by luck.
var Predict = &Test{
	Name: "predict",
	Doc: "Recovers the state of the Mersenne Twister, of linear congruential generators with unknown parameters, and of truncated ones with the multipliers " +
		"of drand48, java.util.Random and MMIX from a block's first words, and predicts the next 64 bits or more: binomial tail of the hits. " +
		"Matsumoto and Nishimura 1998; Plumstead 1982. A bound.",
	Planted: "mt19937?seed=1|words",
	New:     newPredict,
}

// hypotheses are those for words of each width.
var hypotheses = map[int][]hypothesis{
	32: {
		{kind: "the Mersenne Twister (MT19937)", known: 624, ahead: 2, make: func() predictor { return new(twister) }},
		{kind: "a linear congruential generator", known: 12, ahead: 4, make: func() predictor { return new(congruential) }},
		{kind: "the highest 32 bits of drand48's generator (java.util.Random)", known: 4, ahead: 4, off: 1, make: newTruncated(0x5DEECE66D, 48, 32, 11)},
		{kind: "the highest 32 bits of a linear congruential generator modulo 2^64 (Knuth's MMIX)", known: 4, ahead: 4, off: 1,
			make: newTruncated(6364136223846793005, 64, 32, 1442695040888963407)},
	},
	64: {
		{kind: "the 64-bit Mersenne Twister (MT19937-64)", known: 312, ahead: 1, make: func() predictor { return new(twister64) }},
	},
}

// A hypothesis is that words are those of a certain generator.
type hypothesis struct {
	kind  string // of generator
	known int    // words that its state is recovered from
	ahead int    // words that are then predicted, before they are looked at
	drop  int    // lowest bits of a word that are not its output, but zeros
	off   uint64 // by how much the true word may be above the predicted one
	make  func() predictor
}

// A predictor recovers a generator's state from words and goes on from there.
type predictor interface {
	// fit recovers the state after the words known, or says that they are not
	// the generator's.
	fit(known []uint64) bool
	// next is the word that comes next, as far as the state tells.
	next() uint64
	// see advances by the word that came.
	see(word uint64)
	// parameters are what was recovered.
	parameters() []Parameter
}

// logQ is ln of the probability that fair words of so many bits are as predicted.
func (h hypothesis) logQ(width int) float64 {
	return float64(h.ahead) * (math.Log(float64(h.off+1)) - float64(width-h.drop)*math.Ln2)
}

const predictBytes = 8192 // of a block of machine words

// A reading is a block read as words of some width, and what is tried on them.
type reading struct {
	width      int
	words      []uint64 // where they are not the symbols themselves
	hypotheses []hypothesis
	predictors []predictor
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
	for _, width := range widths {
		if len(hypotheses[width]) == 0 {
			continue
		}
		s := &reading{width: width, hypotheses: hypotheses[width]}
		if width != p.width {
			s.words = make([]uint64, predictBytes*8/width)
		}
		for _, h := range s.hypotheses {
			s.predictors = append(s.predictors, h.make())
		}
		p.as, p.size = append(p.as, s), p.size+len(s.hypotheses)
	}
	if len(p.as) == 0 {
		return nil, fmt.Errorf("stattests: predict needs words of 8, 16, 32 or 64 bits, not %s symbols: %w", size(law.N), ErrAlphabet)
	}
	return p, nil
}

func (p *predict) Block() int { return p.block }
func (p *predict) Size() int  { return p.size }

func (p *predict) Count(t *Tally, block []uint64) {
	t.Blocks++
	i := 0
	for _, s := range p.as {
		words := s.read(block, p.width)
		for k, h := range s.hypotheses {
			if _, ok := s.follow(k, words, h.known+h.ahead); ok {
				t.Counts[i]++
			}
			i++
		}
	}
}

// read returns the symbols of the given width as words of the reading's: the
// first ones of several are the lowest bits.
func (r *reading) read(symbols []uint64, width int) []uint64 {
	if width == r.width {
		return symbols
	}
	recut(r.words, r.width, symbols, width)
	return r.words
}

// recut cuts the bits of words anew, the lowest first.
func recut(to []uint64, toWidth int, from []uint64, fromWidth int) {
	if parts := fromWidth / toWidth; parts > 0 {
		for i := range to {
			to[i] = from[i/parts] >> (i % parts * toWidth) & (1<<toWidth - 1)
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

// follow lets hypothesis k predict words up to the given one; ok says that all
// came as predicted.
func (r *reading) follow(k int, words []uint64, end int) (p predictor, ok bool) {
	h, p := r.hypotheses[k], r.predictors[k]
	if !p.fit(words[:h.known]) {
		return nil, false
	}
	mask := uint64(math.MaxUint64) >> (64 - r.width + h.drop)
	for _, x := range words[h.known:end] {
		if (x>>h.drop-p.next())&mask > h.off {
			return nil, false
		}
		p.see(x >> h.drop)
	}
	return p, true
}

// Forecast follows a hypothesis through the block and beyond.
func (p *predict) Forecast(block []uint64, n int) (f Forecast, ok bool) {
	for _, s := range p.as {
		words := s.read(block, p.width)
		for k, h := range s.hypotheses {
			q, ok := s.follow(k, words, len(words))
			if !ok {
				continue
			}
			if u, ok := q.(interface{ settle() }); ok {
				u.settle()
			}
			f.Kind, f.Parameters = h.kind, q.parameters()
			if s.width != p.width {
				f.Kind += fmt.Sprintf(", words of %d bits", s.width)
			}
			f.Next = make([]uint64, n)
			next := f.Next
			if s.width != p.width {
				next = make([]uint64, (n*p.width+s.width-1)/s.width)
			}
			for i := range next {
				x := q.next()
				q.see(x)
				next[i] = x << h.drop
			}
			if s.width != p.width {
				recut(f.Next, p.width, next, s.width)
			}
			return f, true
		}
	}
	return f, false
}

// hypothesis returns the one of a count, and ln of its probability.
func (p *predict) hypothesis(i int) (h hypothesis, width int) {
	for _, s := range p.as {
		if i < len(s.hypotheses) {
			return s.hypotheses[i], s.width
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
		h, width := p.hypothesis(i)
		_, upper := binomial(hits, t.Blocks, math.Exp(h.logQ(width)))
		upper = min(0, upper+math.Log(float64(p.size)))
		if upper < r.P.LogUpper {
			r.P.LogUpper, best = upper, i
		}
	}
	h, width := p.hypothesis(best)
	hits := min(t.Counts[best], t.Blocks)
	q := math.Exp(h.logQ(width))
	r.Stat = float64(hits)
	r.Null = fmt.Sprintf("binomial(%d, 2^%.0f), Bonferroni over %d", t.Blocks, h.logQ(width)/math.Ln2, p.size)
	r.Quality = Quality{Exact, math.Inf(-1)}
	if level > 0 {
		d, low, high := deviation(hits, t.Blocks, q, choices(p.size))
		what := fmt.Sprintf("output that %s would give next", h.kind)
		r.Effect = Effect{what, d, low, high, excess(t.Blocks, q, math.Log(level/float64(p.size)))}
	}
	return []Result{r}
}
