package stattests

import (
	"strconv"
	"sync"
)

// A valued statistic takes its values 0, 1, ... with the probabilities p. It is judged
// as categories: neighbours are one class until it has at least the probability least,
// so that what is too rare to matter costs no Bonferroni.
type valued struct {
	prefix   string             // of the names of the results
	what     string             // what takes the values
	value    func(i int) string // what value i is called; nil for i itself
	p        []float64
	least    float64
	perBlock int // values in a block
}

// judge judges how often each value came.
func (v valued) judge(blocks uint64, counts []uint64, level float64) []Result {
	var start []int // the first value of each class, and the end
	var p []float64
	var lumped []uint64
	fresh := true
	for i, q := range v.p {
		if fresh {
			start, p, lumped = append(start, i), append(p, 0), append(lumped, 0)
		}
		k := len(p) - 1
		p[k] += q
		lumped[k] = addSaturating(lumped[k], counts[i])
		fresh = p[k] >= v.least
	}
	if k := len(p) - 1; !fresh && k > 0 { // what is left over joins the last
		p[k-1] += p[k]
		lumped[k-1] = addSaturating(lumped[k-1], lumped[k])
		start, p, lumped = start[:k], p[:k], lumped[:k]
	}
	start = append(start, len(v.p))
	c := categories{
		prefix: v.prefix,
		k:      len(p),
		p:      func(i int) float64 { return p[i] },
		label: func(i int) string {
			from, to := v.name(start[i]), v.name(start[i+1]-1)
			switch {
			case start[i]+1 == start[i+1]:
				return v.what + " " + from
			case i == 0:
				return v.what + " " + to + " or less"
			case i == len(p)-1:
				return v.what + " " + from + " or more"
			}
			return v.what + " " + from + " to " + to
		},
		perBlock: v.perBlock,
	}
	return c.judge(blocks, lumped, level)
}

func (v valued) name(i int) string {
	if v.value == nil {
		return strconv.Itoa(i)
	}
	return v.value(i)
}

// leastValued is the least of a valued statistic whose probabilities have no
// error but rounding: a single value that is rarer is evidence by itself.
const leastValued = 0x1p-50

// centred is the law of the number of ones among n fair bits.
func centred(n int) []float64 {
	p := make([]float64, n+1)
	m := n / 2
	p[m] = 1
	for i := 1; i <= m; i++ {
		p[m] *= float64(2*i-1) / float64(2*i)
	}
	if n%2 == 1 {
		p[m] *= float64(n) / float64(n+1) // C(2m+1, m)/2 = C(2m, m) (2m+1)/(2m+2)
	}
	for i := m; i > 0; i-- {
		p[i-1] = p[i] * float64(i) / float64(n-i+1)
	}
	for i := m; i < n; i++ {
		p[i+1] = p[i] * float64(n-i) / float64(i+1)
	}
	return p
}

// remember returns f, but computes each value once: counters, of which each worker
// has its own, share a law that takes long.
func remember[K comparable, V any](f func(K) V) func(K) V {
	var known sync.Map // from K to func() V
	return func(k K) V {
		v, _ := known.LoadOrStore(k, sync.OnceValue(func() V { return f(k) }))
		return v.(func() V)()
	}
}
