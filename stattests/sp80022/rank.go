package sp80022

import (
	"github.com/randaudit/randaudit/internal/gf2"
)

const (
	rankRows = 32                  // of a matrix, and its columns
	rankBits = rankRows * rankRows // of a matrix
	// leastMatrices is what the standard recommends, 2.5.7.
	leastMatrices = 38
)

// rank is the binary matrix rank test, 2.5.
var rank = test{
	name:       "Rank",
	statistics: alone,
	least:      func(int, *Parameters) (int, error) { return leastMatrices * rankBits, nil },
	start: func(s *Suite) func(*Bits, []float64) {
		probabilities := rankProbabilities(rankRows)
		return func(b *Bits, p []float64) {
			var counts [3]int // of full rank, one less, and lower
			matrices := b.n / rankBits
			for i := range matrices {
				m := [16]uint64(b.words[16*i:])
				counts[min(rankRows-gf2.Rank32(&m), 2)]++
			}
			s.exact.classes(counts[:], probabilities, matrices)
			p[0] = pearson(counts[:], probabilities, matrices)
		}
	},
}

// rankProbabilities are those of full rank, one less, and lower of a square
// matrix of fair bits, 3.5.
func rankProbabilities(rows int) []float64 {
	law := gf2.Deficits(rows, 1)
	return append(law, 1-law[0]-law[1])
}
