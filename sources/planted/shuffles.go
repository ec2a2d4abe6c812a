package planted

import (
	"fmt"
	"io"
	"slices"

	"github.com/randaudit/randaudit/sources"
	"github.com/randaudit/randaudit/sources/secrets"
)

// A swap exchanges the thing at place i with one of the first m, fairly drawn.
type swap struct{ i, m uint64 }

// shuffle is a way of shuffling n things by swaps. The symbol is the rank of
// the order that the things 0 ... n-1 end in, as in the view shuffle(n).
func shuffle(name, doc string, swaps func(n uint64) []swap) Way {
	return orders(name, doc, func(n uint64, s *secrets.SystemRandom) func(things []uint64) error {
		steps := swaps(n)
		return func(things []uint64) error {
			for _, step := range steps {
				j, err := s.RandBelow(step.m)
				if err != nil {
					return err
				}
				things[step.i], things[j] = things[j], things[step.i]
			}
			return nil
		}
	}, func(n uint64) []uint64 { return outcomes(n, swaps(n)) })
}

// orders is a way of bringing n things that ascend into another order. counts
// are those of equally likely ways to each order, by rank.
func orders(name, doc string, open func(n uint64, s *secrets.SystemRandom) func(things []uint64) error, counts func(n uint64) []uint64) Way {
	return method{
		name:    name,
		doc:     doc,
		least:   2,
		most:    20, // 20! is the last below 2^64
		symbols: factorial,
		open: func(n uint64, r io.Reader) func() (uint64, error) {
			reorder := open(n, secrets.New(r))
			things := make([]uint64, n)
			return func() (uint64, error) {
				ascending(things)
				if err := reorder(things); err != nil {
					return 0, err
				}
				return sources.Rank(things, n), nil
			}
		},
		exact: func(n uint64) (*Distribution, error) {
			const most = 8 // 8! = 40320
			if n > most {
				return nil, fmt.Errorf("%w: %s(%d): it is enumerated up to n = %d", ErrTooLarge, name, n, most)
			}
			return enumerated(counts(n)), nil
		},
	}.way()
}

func factorial(n uint64) uint64 {
	product := uint64(1)
	for i := range n {
		product *= i + 1
	}
	return product
}

func ascending(s []uint64) {
	for i := range s {
		s[i] = uint64(i)
	}
}

// outcomes counts, for each order of n things by rank, the ways in which the
// swaps lead to it.
func outcomes(n uint64, swaps []swap) []uint64 {
	things := make([]uint64, n)
	ascending(things)
	orders := permutations(things)
	counts := make([]uint64, len(orders))
	counts[0] = 1
	for _, step := range swaps {
		next := make([]uint64, len(orders))
		for rank, count := range counts {
			if count == 0 {
				continue
			}
			order := orders[rank]
			for j := range step.m {
				order[step.i], order[j] = order[j], order[step.i]
				next[sources.Rank(order, n)] += count
				order[step.i], order[j] = order[j], order[step.i]
			}
		}
		counts = next
	}
	return counts
}

// permutations lists the orders of things, which ascend, by rank.
func permutations(things []uint64) [][]uint64 {
	if len(things) == 0 {
		return [][]uint64{nil}
	}
	var all [][]uint64
	for i, first := range things {
		for _, rest := range permutations(slices.Delete(slices.Clone(things), i, i+1)) {
			all = append(all, append([]uint64{first}, rest...))
		}
	}
	return all
}

var (
	naiveShuffle = shuffle("naive-shuffle",
		"a shuffle that swaps every card with any card: n^n ways lead to n! orders, which does not divide. "+
			"It has been written ever since Fisher and Yates's shuffle is used. "+
			"Of 4 cards the likeliest order comes up 15 times in 256, the rarest 8 times.",
		func(n uint64) []swap { return eachWith(n, n) })

	offByOneShuffle = shuffle("offbyone-shuffle",
		"the shuffle of ASF Software's online poker (1999): every card is swapped with one of the first n-1, for random(51)+1 is never 52. "+
			"The last card never ends in its place. "+
			"Published by Arkin, Hill, Marks, Schmid and Walls, \"How We Learned to Cheat at Online Poker\".",
		func(n uint64) []swap { return eachWith(n, n-1) })

	sattolo = shuffle("sattolo",
		"Fisher and Yates's shuffle with j < i in place of j <= i: S. Sattolo's algorithm (1986) for a random cycle. "+
			"No card ever ends in its place; only (n-1)! of the n! orders can come up.",
		func(n uint64) []swap {
			var swaps []swap
			for i := n - 1; i >= 1; i-- {
				swaps = append(swaps, swap{i, i})
			}
			return swaps
		})

	exclusiveShuffle = shuffle("exclusive-shuffle",
		"Fisher and Yates's shuffle with a bounded draw that leaves out its bound where that is a power of two: cipherstash/vitaminc until 2026. "+
			"Of the places 1, 2, 4, 8 ... no card stays in its own. Of 4 cards 8 of the 24 orders can come up.",
		func(n uint64) []swap {
			var swaps []swap
			for i := n - 1; i >= 1; i-- {
				m := i + 1
				if i&(i-1) == 0 {
					m = i
				}
				swaps = append(swaps, swap{i, m})
			}
			return swaps
		})
)

// coinSort is insertion sort by a comparison that tosses a coin.
var coinSort = orders("coin-sort",
	"a sort with a comparison that tosses a coin, here by insertion: the ballot of browsers that Microsoft showed in the European Union (2010) was ordered so. "+
		"The last thing stays the last with the probability 1/2, whatever n is.",
	func(_ uint64, s *secrets.SystemRandom) func(things []uint64) error {
		return func(things []uint64) error {
			for i := 1; i < len(things); i++ {
				for j := i; j > 0; j-- {
					smaller, err := s.GetRandBits(1)
					if err != nil {
						return err
					}
					if smaller == 0 {
						break
					}
					things[j-1], things[j] = things[j], things[j-1]
				}
			}
			return nil
		}
	},
	func(n uint64) []uint64 {
		// Of 2^i tosses for thing i, 2^(i-1) leave it, 2^(i-2) move it by one
		// ..., and one each moves it by i-1 and by i.
		counts := make([]uint64, factorial(n))
		var insert func(order []uint64, ways uint64)
		insert = func(order []uint64, ways uint64) {
			i := uint64(len(order))
			if i == n {
				counts[sources.Rank(order, n)] += ways
				return
			}
			for by := range i + 1 {
				each := uint64(1)
				if by < i {
					each = 1 << (i - by - 1)
				}
				insert(slices.Insert(slices.Clone(order), int(i-by), i), ways*each)
			}
		}
		insert([]uint64{0}, 1)
		return counts
	})

// eachWith swaps each of n things with one of the first m.
func eachWith(n, m uint64) []swap {
	swaps := make([]swap, n)
	for i := range swaps {
		swaps[i] = swap{uint64(i), m}
	}
	return swaps
}
