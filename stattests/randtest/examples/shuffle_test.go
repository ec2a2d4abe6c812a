package examples

import (
	"sort"
	"testing"

	"github.com/randaudit/randaudit/stattests/randtest"
)

// Shuffles: Fisher and Yates's, and three that look like it.

func fisherYates(cards []int) {
	for i := len(cards) - 1; i > 0; i-- {
		j := randomBelow(i + 1)
		cards[i], cards[j] = cards[j], cards[i]
	}
}

// swapWithAny is what most write at first: n^n ways lead to n! orders.
func swapWithAny(cards []int) {
	for i := range cards {
		j := randomBelow(len(cards))
		cards[i], cards[j] = cards[j], cards[i]
	}
}

// sattolo has j < i: no card ever stays.
func sattolo(cards []int) {
	for i := len(cards) - 1; i > 0; i-- {
		j := randomBelow(i)
		cards[i], cards[j] = cards[j], cards[i]
	}
}

// sortByCoin sorts with a comparison that tosses a coin, as the browser ballot of
// 2010 did.
func sortByCoin(cards []int) {
	sort.Slice(cards, func(int, int) bool { return randomByte()&1 == 0 })
}

func TestShuffle(t *testing.T) {
	randtest.Shuffle(t, 10, fisherYates)
}

func TestShuffleSwapWithAny(t *testing.T) {
	expectFail(t, func(t testing.TB) { randtest.Shuffle(t, 10, swapWithAny) })
}

func TestShuffleSattolo(t *testing.T) {
	expectFail(t, func(t testing.TB) { randtest.Shuffle(t, 10, sattolo) })
}

func TestShuffleSortByCoin(t *testing.T) {
	expectFail(t, func(t testing.TB) { randtest.Shuffle(t, 10, sortByCoin) })
}
