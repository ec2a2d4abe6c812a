package stattests

import "strconv"

// Permutation sorts tuples of t successive symbols (the test's argument, 2 to 8; 5
// without one) that do not overlap, and counts each of the t! orders. Equal symbols
// count as in ascending order, so that each tuple has exactly one order.
//
// A tuple has the order s, that is, s lists its places from the least symbol to the
// greatest, if x[s1] <= x[s2] <= ... <= x[st], where a sign is < if the places there
// descend: of N symbols exactly C(N+t-1-d, t) tuples, where d is the number of such
// descents, which proves Worpitzky's identity (Knuth, TAOCP 3, 5.1.3). So the law is
// exact for every alphabet, ties and all, and tends to 1/t! for a large one.
//
// It is the permutation test (Knuth, TAOCP 2, 3.3.2 F); an order's number is
// made of its inversions (ibid., algorithm P, for another order of the numbers).
var Permutation = &Test{
	Name: "permutation",
	Doc: "Orders of t successive symbols that do not overlap (argument, 2 to 8; 5 without one), of equal ones as they come: " +
		"Pearson's chi-squared over the t! orders, and the most deviating order by exact binomial tails. " +
		"Catches symbols that follow on others by size. Knuth, TAOCP 2, 3.3.2 F. Asymptotic and exact.",
	Planted: "counter64?seed=1|low(8)",
	New:     newPermutation,
}

const (
	permuted     = 5 // symbols, without an argument
	mostPermuted = 8 // 40,320 orders
)

type permutation struct {
	n    uint64
	t    int
	size int // t!
}

func newPermutation(law Law, args ...uint64) (Counter, error) {
	t, err := oneArg("permutation", "the symbols of a tuple", args, 2, mostPermuted, permuted)
	if err != nil {
		return nil, err
	}
	if err := uniform("permutation", law); err != nil {
		return nil, err
	}
	if err := atLeast("permutation", law, 2); err != nil {
		return nil, err
	}
	p := &permutation{law.N, int(t), 1}
	for i := 2; i <= p.t; i++ {
		p.size *= i
	}
	return p, nil
}

func (p *permutation) Block() int { return tuples * p.t }
func (p *permutation) Size() int  { return p.size }

func (p *permutation) Count(t *Tally, block []uint64) {
	t.Blocks++
	counts := t.Counts[:p.size]
	for ; len(block) >= p.t; block = block[p.t:] {
		counts[order(block[:p.t])]++
	}
}

// order is the number of a tuple's order: sum of b_i i! over places i, where b_i
// counts the places before i with a greater symbol, and is i or less.
func order(x []uint64) (number int) {
	for i := len(x) - 1; i > 0; i-- {
		greater := 0
		for _, y := range x[:i] {
			if y > x[i] {
				greater++
			}
		}
		number = (number + greater) * i
	}
	return number
}

// places is the order of a number: the places from the least symbol to the greatest.
func (p *permutation) places(number int) []int {
	var s []int
	for i := range p.t {
		// Place i has b_i of the earlier ones above it.
		at := i - number%(i+1)
		number /= i + 1
		s = append(s, 0)
		copy(s[at+1:], s[at:])
		s[at] = i
	}
	return s
}

// probability is C(N+t-1-d, t) / N^t, factor by factor.
func (p *permutation) probability(number int) float64 {
	descents := 0
	s := p.places(number)
	for i := 1; i < len(s); i++ {
		if s[i] < s[i-1] {
			descents++
		}
	}
	n, q := alphabet(p.n), 1.0
	for i := 1; i <= p.t; i++ {
		q *= max(0, n-1+float64(i-descents)) / (n * float64(i))
	}
	return q
}

func (p *permutation) Judge(t Tally, level float64) []Result {
	return categories{
		k: p.size,
		p: p.probability,
		label: func(i int) string {
			label, before := "order", " "
			for _, rank := range p.ranks(i) {
				label += before + strconv.Itoa(rank)
				before = "-"
			}
			return label
		},
		perBlock: tuples,
	}.judge(t.Blocks, t.Counts, level)
}

// ranks is the order of a number as the ranks of the symbols, from 1.
func (p *permutation) ranks(number int) []int {
	r := make([]int, p.t)
	for rank, place := range p.places(number) {
		r[place] = rank + 1
	}
	return r
}
