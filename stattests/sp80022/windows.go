package sp80022

import "math"

// countWindows adds the windows of m bits, m at most 33, that begin at bits from
// up to but not including to, to counts, of which there are 2^m.
func countWindows(counts []uint32, b *Bits, m, from, to int) {
	mask := uint64(1)<<m - 1
	counts = counts[:mask+1]
	for ; to-from >= 32; from += 32 {
		// The last of 32 windows lowest.
		w := b.fetch(from) >> (33 - m)
		for range 4 {
			counts[w&mask]++
			counts[w>>1&mask]++
			counts[w>>2&mask]++
			counts[w>>3&mask]++
			counts[w>>4&mask]++
			counts[w>>5&mask]++
			counts[w>>6&mask]++
			counts[w>>7&mask]++
			w >>= 8
		}
	}
	for ; from < to; from++ {
		counts[b.fetch(from)>>(64-m)]++
	}
}

// countWindowsBy4 is countWindows for small m: it counts each fourth window of m+3
// bits in wide, of which there are 2^(m+3), and adds up those that the four windows
// in each have.
func countWindowsBy4(counts, wide []uint32, b *Bits, m, from, to int) {
	clear(wide)
	mask := uint64(1)<<(m+3) - 1
	wide = wide[:mask+1]
	for ; to-from >= 32; from += 32 {
		w := b.fetch(from) >> (33 - m)
		wide[w&mask]++
		wide[w>>4&mask]++
		wide[w>>8&mask]++
		wide[w>>12&mask]++
		wide[w>>16&mask]++
		wide[w>>20&mask]++
		wide[w>>24&mask]++
		wide[w>>28&mask]++
	}
	small := uint32(1)<<m - 1
	counts = counts[:small+1]
	for w, c := range wide {
		w := uint32(w)
		counts[w>>3&small] += c
		counts[w>>2&small] += c
		counts[w>>1&small] += c
		counts[w&small] += c
	}
	countWindows(counts, b, m, from, to)
}

// windows are the numbers of windows of a cyclic sequence: counts[m][w] is how
// often the m bits of w are at its n places. Those of lengths that no test needs
// are nil.
type windows struct{ counts [][]uint32 }

// need makes room for the counts of windows of least to most bits, and of those
// between them and others that are needed.
func (w *windows) need(least, most int) {
	for m := range w.counts {
		if w.counts[m] != nil {
			least, most = min(least, m), max(most, m)
		}
	}
	w.counts = make([][]uint32, most+1)
	for m := max(least, 1); m <= most; m++ {
		w.counts[m] = make([]uint32, 1<<m)
	}
}

// cyclic counts the windows that the serial and the approximate entropy test need:
// the longest directly, shorter ones by adding up pairs.
func (s *Suite) cyclic(b *Bits) *windows {
	return s.counted.get(func() *windows {
		s.windows.count(b)
		return &s.windows
	})
}

func (w *windows) count(b *Bits) {
	m := len(w.counts) - 1
	counts := w.counts[m]
	clear(counts)
	straight := max(b.n-m+1, 0)
	countWindows(counts, b, m, 0, straight)
	for i := straight; i < b.n; i++ { // past the end, from the beginning on
		x := uint64(0)
		for j := range m {
			x = x<<1 | b.bit((i+j)%b.n)
		}
		counts[x]++
	}
	for m--; m >= 1 && w.counts[m] != nil; m-- {
		long := w.counts[m+1]
		short := w.counts[m]
		for i := range short {
			short[i] = long[2*i] + long[2*i+1]
		}
	}
}

// serial is the serial test, 2.11: how uneven the overlapping windows of m bits
// are, given those of m-1 and m-2.
var serial = test{
	name:       "Serial",
	statistics: func(*Parameters) []string { return []string{"del psi2 (p1)", "del2 psi2 (p2)"} },
	least: func(n int, p *Parameters) (int, error) {
		if p.SerialM < 2 || p.SerialM > 24 {
			return 0, &ParameterError{"Serial", "m", p.SerialM, "2 to 24"}
		}
		return 1 << (p.SerialM + 3), nil // m < floor(log2 n) - 2, 2.11.7
	},
	start: func(s *Suite) func(*Bits, []float64) {
		s.windows.need(s.p.SerialM-2, s.p.SerialM)
		return func(b *Bits, p []float64) {
			serialP(s.cyclic(b), s.p.SerialM, b.n, p)
		}
	},
}

func serialP(w *windows, m, n int, p []float64) {
	var psi [3]float64 // of m, m-1, m-2
	for i := range psi {
		if m-i < 1 {
			break // windows of no bits are all alike: 0
		}
		sum := uint64(0)
		for _, c := range w.counts[m-i] {
			sum += uint64(c) * uint64(c)
		}
		psi[i] = math.Ldexp(float64(sum), m-i)/float64(n) - float64(n)
	}
	p[0] = upperChiSquared(psi[0]-psi[1], 1<<(m-1))
	p[1] = upperChiSquared(psi[0]-2*psi[1]+psi[2], 1<<(m-2))
}

// approximateEntropy is the approximate entropy test, 2.12: the entropy of
// overlapping windows of m+1 bits less that of m.
var approximateEntropy = test{
	name:       "ApproximateEntropy",
	statistics: alone,
	least: func(n int, p *Parameters) (int, error) {
		if p.ApproximateEntropyM < 1 || p.ApproximateEntropyM > 24 {
			return 0, &ParameterError{"ApproximateEntropy", "m", p.ApproximateEntropyM, "1 to 24"}
		}
		return 1 << (p.ApproximateEntropyM + 6), nil // m < floor(log2 n) - 5, 2.12.7
	},
	start: func(s *Suite) func(*Bits, []float64) {
		s.windows.need(s.p.ApproximateEntropyM, s.p.ApproximateEntropyM+1)
		return func(b *Bits, p []float64) {
			p[0] = approximateEntropyP(s.cyclic(b), s.p.ApproximateEntropyM, b.n)
		}
	},
}

func approximateEntropyP(w *windows, m, n int) float64 {
	// 2n(ln 2 - (phi(m) - phi(m+1))), with each phi less that of even windows,
	// so that nothing cancels.
	return upperChiSquared(2*(excessEntropy(w.counts[m+1], n)-excessEntropy(w.counts[m], n)), 1<<m)
}

// excessEntropy is the sum of c ln(c/e) over the counts, where e is their mean:
// n times what the entropy is below that of even counts.
func excessEntropy(counts []uint32, n int) (sum float64) {
	mean := float64(n) / float64(len(counts))
	for _, c := range counts {
		if c > 0 {
			d := (float64(c) - mean) / mean
			sum += float64(c) * math.Log1p(d)
		}
	}
	return sum
}
