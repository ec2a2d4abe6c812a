package stattests

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// BenchmarkRepeats counts new words, 2^22 of them and 2^25: the first ones cost most, since
// all are kept.
func BenchmarkRepeats(b *testing.B) {
	for _, words := range []int{1 << 22, 1 << 25} {
		for _, most := range []uint64{1 << 18, 1 << 20, 1 << 22} {
			b.Run(fmt.Sprintf("words=%d/kept=%d", words, most), func(b *testing.B) {
				c := counter(b, Repeats, 0, most)
				block := make([]uint64, c.Block())
				r := rand.NewPCG(1, 2)
				for b.Loop() {
					tally := NewTally(c)
					for range words / len(block) {
						for i := range block {
							block[i] = r.Uint64()
						}
						c.Count(&tally, block)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(words), "ns/symbol")
			})
		}
	}
}
