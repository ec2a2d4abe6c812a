package stattests_test

import (
	"fmt"
	"testing"

	"github.com/randaudit/randaudit/stattests"
)

// benchmarked are the alphabets of BenchmarkCount.
var benchmarked = []uint64{2, 6, 256, 1 << 32, 3 << 62, 0}

// BenchmarkCount counts blocks that are in the cache: ns/symbol is what a test
// costs, MB/s is over the 8 bytes that a symbol takes in memory.
func BenchmarkCount(b *testing.B) {
	for _, test := range stattests.All {
		for _, n := range benchmarked {
			c, err := test.New(stattests.Law{N: n})
			if err != nil {
				continue
			}
			b.Run(fmt.Sprintf("test=%s/n=%d", test.Name, n), func(b *testing.B) {
				many := max(2, min(64, 1<<20/c.Block())) // blocks, so that branches are not learnt by heart
				blocks := make([]uint64, many*c.Block())
				fair(blocks, n, chacha8(1))
				tally := stattests.NewTally(c)
				b.SetBytes(8 * int64(c.Block()))
				b.ReportAllocs()
				i := 0
				for b.Loop() {
					c.Count(&tally, blocks[i*c.Block():][:c.Block()])
					i = (i + 1) % many
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(c.Block()), "ns/symbol")
			})
		}
	}
}

// BenchmarkJudge judges tallies of a hundred blocks.
func BenchmarkJudge(b *testing.B) {
	for _, test := range stattests.All {
		for _, n := range []uint64{2, 256, 1 << 16} {
			c, err := test.New(stattests.Law{N: n}, smaller[test.Name]...)
			if err != nil {
				continue
			}
			b.Run(fmt.Sprintf("test=%s/n=%d", test.Name, n), func(b *testing.B) {
				tally := count(c, n, 100, chacha8(1))
				b.ReportAllocs()
				for b.Loop() {
					c.Judge(tally, level)
				}
			})
		}
	}
}
