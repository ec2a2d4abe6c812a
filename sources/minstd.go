package sources

// minStd is a multiplicative congruential generator mod the prime 2^31-1: the
// "minimal standard" of S. K. Park and K. W. Miller, "Random number generators:
// good ones are hard to find", CACM 31(10), 1988. minstd0 has their first
// multiplier, 16807 (P. A. W. Lewis, A. S. Goodman, J. M. Miller 1969); minstd
// the 48271 of their reply in CACM 36(7), 1993. The states 1..2^31-2 are output
// shifted left by one: bit 0 is always 0. The state is the seed mod 2^31-1, or
// 1 if that is 0.
type minStd struct{ s, multiplier uint64 }

const minStdModulus = 1<<31 - 1

func newMinStd0(seed uint64) generator { return &minStd{minStdState(seed), 16807} }
func newMinStd(seed uint64) generator  { return &minStd{minStdState(seed), 48271} }

func minStdState(seed uint64) uint64 { return max(seed%minStdModulus, 1) }

func (g *minStd) fill(dst []uint64) {
	s, multiplier := g.s, g.multiplier
	for i := range dst {
		s = s * multiplier % minStdModulus
		dst[i] = s << 1
	}
	g.s = s
}
