package stattests

import (
	"fmt"
	"strconv"

	"github.com/randaudit/randaudit/internal/gf2"
)

// MatrixRank fills square matrices of n rows (the test's argument, 32 or a multiple of
// 64 up to 1024; 256 without one) with the bits of the stream, row by row, each symbol
// (N = 2^k) from its lowest bit up, and counts them by how much their rank over the
// field of two elements is below n.
//
// The law of the rank is exact ([gf2.Deficits]; Marsaglia and Tsay, "Matrices and the
// structure of random number sequences", Linear Algebra Appl. 67 (1985), 147-156;
// Kovalenko 1972): it is n-d with the probability 0.289, 0.578, 0.128, 0.005, nearly, for
// d = 0, 1, 2, 3. Ranks that come less than once among 2^50 are joined with the next.
//
// It is the rank test of diehard and SP 800-22 (2.5, with n = 32), for any size. A
// generator that is linear with a state of fewer than n bits has a rank no greater
// than that. linear-complexity needs fewer bits for the same, but one lane of them.
var MatrixRank = &Test{
	Name: "matrix-rank",
	Doc: "Rank over GF(2) of square matrices of n rows of bits (N = 2^k; argument, 32 or a multiple of 64 up to 1024; 256 without one): Pearson's " +
		"chi-squared, and the most deviating rank by exact binomial tails. Catches generators that are linear over GF(2), as shift registers are. " +
		"Marsaglia, Tsay 1985. Asymptotic and exact.",
	Planted: "xorshift128?seed=1|words",
	New:     newMatrixRank,
}

const (
	matrixRows  = 256 // without an argument
	mostRows    = 1024
	leastRows   = 32 // two rows to a word
	mostDeficit = 9  // classes of deficits: the last is of so many or more
)

type matrixRank struct {
	*bitStrings
	n      int
	ranker *gf2.Ranker // nil for leastRows
}

func newMatrixRank(law Law, args ...uint64) (Counter, error) {
	n, err := oneArg("matrix-rank", "the rows of a matrix", args, leastRows, mostRows, matrixRows)
	if err != nil {
		return nil, err
	}
	if n != leastRows && n%64 != 0 {
		return nil, fmt.Errorf("stattests: matrix-rank takes %d rows or a multiple of 64, not %d: %w", leastRows, n, ErrArgs)
	}
	k, err := wholeBits("matrix-rank", law)
	if err != nil {
		return nil, err
	}
	m := &matrixRank{bitStrings: cutBits(k, int(n*n)), n: int(n)}
	if n != leastRows {
		m.ranker = gf2.NewRanker(m.n)
	}
	return m, nil
}

func (m *matrixRank) Size() int { return mostDeficit + 1 }

func (m *matrixRank) Count(t *Tally, block []uint64) {
	t.Blocks++
	for words := m.of(block); len(words) > 0; words = words[m.length/64:] {
		var rank int
		if m.ranker == nil {
			matrix := *(*[leastRows * leastRows / 64]uint64)(words)
			rank = gf2.Rank32(&matrix)
		} else {
			rank = m.ranker.Rank(words[:m.length/64])
		}
		t.Counts[min(m.n-rank, mostDeficit)]++
	}
}

func (m *matrixRank) Judge(t Tally, level float64) []Result {
	return valued{
		what: "rank",
		value: func(i int) string {
			if i == 0 {
				return strconv.Itoa(m.n)
			}
			return fmt.Sprintf("%d-%d", m.n, i)
		},
		p:        gf2.Deficits(m.n, mostDeficit),
		least:    leastValued,
		perBlock: m.perBlock(),
	}.judge(t.Blocks, t.Counts, level)
}
