package stattests

import (
	"math"
	"math/cmplx"
	"strconv"
)

// LempelZiv counts the phrases of strings of n bits (the test's argument, a multiple
// of 64 from 64 to 16384; 4096 without one) parsed as Ziv and Lempel did in 1978: each
// phrase is the shortest string, from where the last one ended, that is not a phrase
// yet. What is left at the end is no phrase. The bits of the symbols (N = 2^k), each
// from the lowest up, are one string.
//
// The law is exact. The phrases are the nodes of a tree, of which each is put below
// the node that the bits lead to: it is the digital search tree of independent strings
// of fair bits (Knuth, TAOCP 3, 6.3), because no bit is looked at twice. The first m
// phrases have so many bits as the tree of m nodes has internal path length,
// counted from a root above them: L(m). There are m phrases or more if L(m) <= n. The
// first bits lead K of m nodes to the left, K being Binomial(m, 1/2), where the first
// of them is the root of the others, and likewise on the right: with G(m, z) the
// generating function of L(m),
//
//	G(m, z) = z^m sum over k of C(m, k) 2^-m G(k-1, z) G(m-k-1, z), G(0, z) = G(-1, z) = 1
//
// (Jacquet and Szpankowski, "Asymptotic behavior of the Lempel-Ziv parsing scheme and
// digital search trees", Theoretical Computer Science 144, 1995). P(L(m) <= n) is taken
// from its values at roots of unity whose order is 64 standard deviations of L(m),
// about 0.52 sqrt(m), or more; the rounding is an absolute error of about 1e-13. Numbers
// of phrases that are rarer than 2^-30 together are one class. How the classes are
// judged is said in categories.go.
//
// SP 800-22 dropped its test of this kind because its law was wrong; L'Ecuyer and
// Simard's scomp_LempelZiv (TestU01) takes the normal one with a mean and a variance
// that were simulated.
var LempelZiv = &Test{
	Name: "lempel-ziv",
	Doc: "Number of phrases of strings of n bits (argument, a multiple of 64 up to 16384; 4096 without one; N = 2^k), parsed as Ziv and " +
		"Lempel did in 1978, with its exact law: Pearson's chi-squared and the most deviating number by exact binomial tails. Catches " +
		"bits that can be compressed. Jacquet, Szpankowski 1995. Asymptotic and exact.",
	Planted: "counter64?seed=1|words",
	New:     newLempelZiv,
}

const (
	lempelZivBits     = 4096  // of a string, without an argument
	mostLempelZivBits = 16384 // whose law takes half a second
	leastPhrases      = 0x1p-30
)

type lempelZiv struct {
	*bitStrings
	law   *phraseLaw
	nodes int           // places for children that can be used
	tree  [4]phraseTree // scratch
}

// A phraseTree has the two children of each node, 0 where there is none, from the
// root on.
type phraseTree [4096]uint16

func newLempelZiv(law Law, args ...uint64) (Counter, error) {
	s, err := newBitStrings("lempel-ziv", law, args, mostLempelZivBits, lempelZivBits)
	if err != nil {
		return nil, err
	}
	l := &lempelZiv{bitStrings: s, law: phraseLawOf(s.length), nodes: 2 * (mostPhrases(s.length) + 1)}
	return l, nil
}

// phraseLawOf is the law of the number of phrases of n bits.
var phraseLawOf = remember(newPhraseLaw)

// mostPhrases is the greatest number of phrases of n bits: there are 2^i of length i.
func mostPhrases(n int) int {
	m := 0
	for i := 1; ; i++ {
		if n < i<<i {
			return m + n/i
		}
		n -= i << i
		m += 1 << i
	}
}

// A phraseLaw is the law of the number of phrases of n bits.
type phraseLaw struct {
	first int       // the number of value 0, which stands for fewer as well
	p     []float64 // of first, first+1, ...; the last stands for more as well
}

func newPhraseLaw(n int) *phraseLaw {
	// Mean and variance of L(m) by the recurrence, and where n is within 12 standard
	// deviations.
	most := mostPhrases(n)
	mean, variance := make([]float64, most+2), make([]float64, most+2)
	halves := make([]splits, most+2)
	first, last := 0, 0
	below := func(x []float64, k int) float64 { return x[max(k-1, 0)] }
	for m := 1; m <= most+1; m++ {
		b := newSplits(m)
		halves[m] = b
		var e1, e2, v float64
		for i, p := range b.p {
			k := b.first + i
			sum := below(mean, k) + below(mean, m-k)
			e1 += p * sum
			e2 += p * sum * sum
			v += p * (below(variance, k) + below(variance, m-k))
		}
		mean[m], variance[m] = float64(m)+e1, v+max(0, e2-e1*e1)
		off := float64(n) - mean[m]
		reach := 12 * math.Sqrt(variance[m]+1)
		if off > reach {
			first = m
		}
		if last = m; off < -reach {
			break
		}
	}
	l := &phraseLaw{first: first, p: make([]float64, last-first)}
	order := 256
	for float64(order) < 64*math.Sqrt(variance[last]) {
		order *= 2
	}
	// atLeast[i] is P(L(first+i) <= n): the sum of the probabilities of the order/2
	// numbers up to n.
	atLeast := make([]float64, last-first+1)
	g := make([]complex128, last+1)
	g[0] = 1
	for j := range order/2 + 1 {
		angle := 2 * math.Pi * float64(j) / float64(order)
		sin, cos := math.Sincos(angle)
		z := complex(cos, sin)
		zm := complex(1, 0)
		for m := 1; m <= last; m++ {
			zm *= z
			b := halves[m]
			var sum complex128
			i, end := 0, len(b.p)-1
			for ; i < end; i, end = i+1, end-1 { // the law of K is symmetrical
				k := b.first + i
				sum += complex(2*b.p[i], 0) * g[max(k-1, 0)] * g[max(m-k-1, 0)]
			}
			if i == end {
				k := b.first + i
				sum += complex(b.p[i], 0) * g[max(k-1, 0)] * g[max(m-k-1, 0)]
			}
			g[m] = zm * sum
		}
		// The sum of z^-s for order/2 values of s up to n.
		window := complex(float64(order/2), 0)
		if j > 0 {
			window = (1 - cmplx.Pow(z, complex(float64(order/2), 0))) / (1 - z)
		}
		window *= cmplx.Rect(1, -angle*float64(n))
		weight := 2.0 / float64(order) // for the conjugate root too
		if j == 0 || j == order/2 {
			weight /= 2
		}
		for i := range atLeast {
			atLeast[i] += weight * real(g[first+i]*window)
		}
	}
	atLeast[0], atLeast[len(atLeast)-1] = 1, 0
	for i := range l.p {
		l.p[i] = max(0, atLeast[i]-atLeast[i+1])
	}
	return l
}

// splits is the law of the number of ones among m fair bits, without its tails below
// 1e-20.
type splits struct {
	first int
	p     []float64
}

func newSplits(m int) splits {
	p := centred(m)
	first := 0
	for p[first] < 1e-20 {
		first++
	}
	return splits{first, p[first : m+1-first]}
}

// Size is a count for each number of phrases.
func (l *lempelZiv) Size() int { return len(l.law.p) }

func (l *lempelZiv) Count(t *Tally, block []uint64) {
	t.Blocks++
	all := l.of(block)
	n := l.length / 64
	for ; len(all) >= 4*n; all = all[4*n:] {
		for _, m := range l.phrases4(all, n) {
			t.Counts[min(max(m-l.law.first, 0), len(t.Counts)-1)]++
		}
	}
	for ; len(all) > 0; all = all[n:] {
		m := l.phrases(all[:n])
		t.Counts[min(max(m-l.law.first, 0), len(t.Counts)-1)]++
	}
}

// phrases returns the number of phrases of a string.
func (l *lempelZiv) phrases(words []uint64) int {
	tree := &l.tree[0]
	clear(tree[:l.nodes])
	var node, m uint32
	for _, x := range words {
		for range 64 {
			node, m = grow(tree, node, m, x)
			x >>= 1
		}
	}
	return int(m / 2)
}

// grow goes one bit down from a node of a tree, whose last node is m. Where there is
// none, one is put there, and the next phrase begins at the root, 0. Nodes are the
// places of their children: even. It does not branch, because nobody could foresee
// which way.
func grow(tree *phraseTree, node, m uint32, x uint64) (uint32, uint32) {
	at := node | uint32(x)&1
	next := uint32(tree[at%uint32(len(tree))])
	fresh := uint32(int32(next-1) >> 31) // all ones if next is 0
	m += fresh & 2
	tree[at%uint32(len(tree))] = uint16(next | m&fresh)
	return next, m
}

// phrases4 returns the numbers of phrases of four strings of n words each, in less time
// than one after the other: their steps do not wait for each other.
func (l *lempelZiv) phrases4(words []uint64, n int) [4]int {
	t0, t1, t2, t3 := &l.tree[0], &l.tree[1], &l.tree[2], &l.tree[3]
	for i := range l.tree {
		clear(l.tree[i][:l.nodes])
	}
	var a, b, c, d, ma, mb, mc, md uint32
	for i := range n {
		w, x, y, z := words[i], words[n+i], words[2*n+i], words[3*n+i]
		for range 64 {
			a, ma = grow(t0, a, ma, w)
			b, mb = grow(t1, b, mb, x)
			c, mc = grow(t2, c, mc, y)
			d, md = grow(t3, d, md, z)
			w, x, y, z = w>>1, x>>1, y>>1, z>>1
		}
	}
	return [4]int{int(ma / 2), int(mb / 2), int(mc / 2), int(md / 2)}
}

func (l *lempelZiv) Judge(t Tally, level float64) []Result {
	v := valued{
		what:     "phrases",
		value:    func(i int) string { return strconv.Itoa(l.law.first + i) },
		p:        l.law.p,
		least:    leastPhrases,
		perBlock: l.perBlock(),
	}
	return v.judge(t.Blocks, t.Counts, level)
}
