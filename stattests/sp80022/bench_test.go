package sp80022

import "testing"

// BenchmarkTest is each test alone, with what it shares with others, and Suite
// all of them: for sequences of 10^6 bits.
func BenchmarkTest(b *testing.B) {
	for _, name := range Tests() {
		b.Run(name, func(b *testing.B) { benchmark(b, name) })
	}
}

func BenchmarkSuite(b *testing.B) { benchmark(b) }

func benchmark(b *testing.B, names ...string) {
	const n = 1000000
	s := newSuite(b, n, Parameters{}, names...)
	data := splitmixBytes(42, 0, n/8)
	var bits Bits
	p := make([]float64, len(s.Statistics()))
	b.SetBytes(n / 8)
	b.ReportAllocs()
	for b.Loop() {
		bits.SetBytes(data, n)
		s.Run(&bits, p)
	}
}
