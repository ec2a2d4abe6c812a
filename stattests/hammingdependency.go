package stattests

import (
	"fmt"
	"math"
	"math/bits"
	"strings"
)

// HammingDependency correlates the Hamming weights of t successive words (the
// test's argument, 2 to 10; 8 without one). Words have k bits, N = 2^k with
// k >= 2. A word is extreme if its weight is off k/2 by at least a limit, which is
// chosen so that about half of all words are extreme (not all of them); low if it
// is extreme and below k/2, high if above. Two numbers are read off a word: its
// sign w, which is -1, 0 or 1 for low, middle and high, and its extremity e, which
// is 1 for an extreme word and -1 for another.
//
// A pattern chooses w, e or neither for each of t successive words; the first word
// has one, and at least one word has w. Over all windows of t words, which overlap
// and do not cross the ends of a block, the products of what the pattern chooses
// are added: S. Let M be the number of products that are not 0. If the words are
// fair, then given all |weight - k/2|, which determine the extremities and M, the
// signs of extreme words are independent and fair. The products that are not 0 are
// products of different sets of such signs, times constants; as each window has a
// last word with w that those before have not, the products too are independent and
// fair, and (M+S)/2 is Binomial(M, 1/2), exactly, for any pattern.
//
// The counts are those of the 3^t signatures of windows; all S and M come from them
// by two linear transforms, 3 to 3, in each word. The results, each the most
// deviating of its patterns by exact binomial tails, Bonferroni over patterns and
// sides: "single", patterns of one word; "pair" of two, "triple" of three, "larger"
// of more.
//
// The idea, the signatures and the transform are Blackman and Vigna's, "A New Test
// for Hamming-Weight Dependencies", ACM Trans. Model. Comput. Simul. 32 (2022),
// who average the weight of the word that follows each signature, and take the
// transformed averages for normal. That word is here the last with w, by its sign
// only, for which the law is exact.
var HammingDependency = &Test{
	Name: "hamming-dependency",
	Doc: "Products of the signs and extremities of the Hamming weights of t successive words (argument, 2 to 10; 8 without one; N = 2^k): " +
		"the most deviating pattern of one, two, three and more words by exact binomial tails. Catches sparse transitions, few rounds, " +
		"and linear generators. After Blackman, Vigna 2022. Exact.",
	Planted: "philox4x32-4?seed=1|words",
	New:     newHammingDependency,
}

const (
	signatureWords     = 8    // without an argument
	mostSignatureWords = 10   // 3^10 counts
	signatureBlock     = 2048 // words of a block
)

type hammingDependency struct {
	bits, words, block int
	size               int       // 3^words
	class              [65]uint8 // of a weight: 0 low, 1 middle, 2 high
	signs              []uint8   // scratch: the classes of a block
}

func newHammingDependency(law Law, args ...uint64) (Counter, error) {
	t, err := oneArg("hamming-dependency", "the words of a signature", args, 2, mostSignatureWords, signatureWords)
	if err != nil {
		return nil, err
	}
	k, err := wholeBitsFrom("hamming-dependency", law, 2)
	if err != nil {
		return nil, err
	}
	h := &hammingDependency{bits: k, words: int(t), block: signatureBlock, size: int(power64(3, int(t)))}
	h.class = extremes(k)
	h.signs = make([]uint8, h.block)
	return h, nil
}

// weights returns the number of words of k bits of each Hamming weight: a row of
// Pascal's triangle. None is above 2^61.
func weights(k int) []uint64 {
	row := make([]uint64, k+1)
	row[0] = 1
	for i := 1; i <= k; i++ {
		for j := i; j > 0; j-- {
			row[j] += row[j-1]
		}
	}
	return row
}

// symmetric returns the limit from which on weights are in the middle, up to the
// limit's mirror image: the weights outside come as nearly as can be with the given
// probability, and neither part is empty. The row is that of words of 2 bits or more.
func symmetric(row []uint64, outside float64) (limit int) {
	k := len(row) - 1
	best := math.Inf(1)
	p := 0.0
	for i := 0; 2*(i+1) <= k; i++ {
		p += math.Ldexp(float64(row[i]), 1-k)
		if d := math.Abs(p - outside); d < best {
			best, limit = d, i+1
		}
	}
	return limit
}

// extremes cuts the weights of words of k >= 2 bits into low (0), middle (1) and
// high (2), alike on both sides, with a middle that is not empty and as nearly as
// can be as probable as both others together.
func extremes(k int) (class [65]uint8) {
	limit := symmetric(weights(k), 0.5)
	for w := range k + 1 {
		switch {
		case w >= limit && w <= k-limit:
			class[w] = 1
		case w > k-limit:
			class[w] = 2
		}
	}
	return class
}

func (h *hammingDependency) Block() int { return h.block }
func (h *hammingDependency) Size() int  { return h.size }

// Count numbers a signature in base 3, the first word as the highest digit.
func (h *hammingDependency) Count(t *Tally, block []uint64) {
	t.Blocks++
	counts, signs := t.Counts[:h.size], h.signs[:len(block)]
	signature := 0
	for i, x := range block[:h.words-1] {
		signs[i] = h.class[bits.OnesCount64(x)]
		signature = 3*signature + int(signs[i])
	}
	// What enters comes to the lowest digit, and what leaves is taken from the
	// one above the highest.
	leaves := 0
	old := signs
	for i := h.words - 1; i < len(block); i++ {
		sign := h.class[bits.OnesCount64(block[i])]
		signs[i] = sign
		signature = 3*signature + (int(sign) - leaves)
		counts[signature]++
		leaves = h.size * int(old[0])
		old = old[1:]
	}
}

// A linear map of the counts of low, middle and high.
func signed(low, middle, high int64) (any, sign, extremity int64) {
	return low + middle + high, high - low, low + high - middle
}

// moved is signed without the signs: how many products are not 0.
func moved(low, middle, high int64) (any, sign, extremity int64) {
	return low + middle + high, high + low, low + middle + high
}

// transform applies f along each word.
func transform(v []int64, f func(low, middle, high int64) (any, sign, extremity int64)) {
	for step := 1; step < len(v); step *= 3 {
		for at := 0; at < len(v); at += 3 * step {
			for i := at; i < at+step; i++ {
				v[i], v[i+step], v[i+2*step] = f(v[i], v[i+step], v[i+2*step])
			}
		}
	}
}

// products returns, for each pattern, the sum of the products and how many are
// not 0. A pattern is numbered like a signature: digit 0 for neither, 1 for w, 2
// for e.
func (h *hammingDependency) products(counts []uint64) (sum, number []int64) {
	// More than 2^53 windows are taken for a share of them.
	total := 0.0
	for _, n := range counts {
		total += float64(n)
	}
	_, exponent := math.Frexp(total)
	s := max(0, exponent-53)
	sum, number = make([]int64, h.size), make([]int64, h.size)
	for i, n := range counts {
		sum[i] = int64(n >> s)
		number[i] = sum[i]
	}
	transform(sum, signed)
	transform(number, moved)
	return sum, number
}

// A patternGroup is what the patterns of some number of words come to.
type patternGroup struct {
	name             string
	patterns         int
	pattern          int // the most deviating
	sum, number      int64
	depth            float64 // its divergence
	leastNumber      int64
	leastNumberKnown bool
}

func (h *hammingDependency) Judge(t Tally, level float64) []Result {
	groups := []patternGroup{{name: "single"}, {name: "pair"}, {name: "triple"}, {name: "larger"}}
	groups = groups[:min(h.words, len(groups))]
	sum, number := h.products(t.Counts)
	for pattern := h.size / 3; pattern < h.size; pattern++ {
		words, signs := 0, 0
		for rest := pattern; rest > 0; rest /= 3 {
			words += (rest%3 + 1) / 2
			signs += rest % 3 % 2
		}
		if signs == 0 {
			continue
		}
		g := &groups[min(words, len(groups))-1]
		g.patterns++
		m := number[pattern]
		if !g.leastNumberKnown || m < g.leastNumber {
			g.leastNumber, g.leastNumberKnown = m, true
		}
		if m == 0 {
			continue
		}
		// Chernoff's exponent is between d^2/2 and ln 2 d^2 for each product.
		d := float64(sum[pattern]) / float64(m)
		if math.Ln2*float64(m)*d*d < g.depth {
			continue
		}
		if depth := float64(m) / 2 * (divergence(d) + divergence(-d)); depth >= g.depth {
			g.depth, g.pattern, g.sum, g.number = depth, pattern, sum[pattern], m
		}
	}
	results := make([]Result, len(groups))
	for i := range groups {
		results[i] = h.judge(t.Blocks, number[0], &groups[i], level)
	}
	return results
}

// judge judges a group of patterns of windows windows.
func (h *hammingDependency) judge(blocks uint64, windows int64, g *patternGroup, level float64) Result {
	r := Result{Name: g.name, Sides: 1}
	if windows == 0 {
		r.Warnings = []error{&TooLittle{blocks, 1}}
		return r
	}
	tests := float64(2 * g.patterns)
	r.Null = fmt.Sprintf("binomial(%d, 0.5), Bonferroni over %d", g.number, g.patterns)
	r.Quality = Quality{Exact, math.Inf(-1)}
	if g.number == 0 {
		return r // no extreme word at all: nothing is known
	}
	m, ones := uint64(g.number), uint64((g.number+g.sum)/2)
	r.Stat = float64(g.sum) / math.Sqrt(float64(m))
	r.P.LogUpper = min(0, min(binomial(ones, m, 0.5))+math.Log(tests))
	if level > 0 {
		d, low, high := deviation(ones, m, 0.5, float64(g.patterns))
		r.Effect = Effect{h.label(g.pattern), d, low, high, 0}
		if g.leastNumber > 0 {
			r.Effect.Detectable = excess(uint64(g.leastNumber), 0.5, math.Log(level/tests))
		}
	}
	return r
}

// label names a pattern, as "positive w1 w2 e4".
func (h *hammingDependency) label(pattern int) string {
	var s strings.Builder
	s.WriteString("positive")
	for i, power := 1, h.size/3; power > 0; i, power = i+1, power/3 {
		if digit := pattern / power % 3; digit > 0 {
			fmt.Fprintf(&s, " %c%d", "we"[digit-1], i)
		}
	}
	return s.String()
}
