package examples

import (
	"slices"
	"testing"

	"github.com/randaudit/randaudit/stattests/randtest"
)

// Six of 49. The biased form sorts the numbers and mends what came twice by adding
// 1, which favours neighbours.

func lottery() []int {
	var balls []int
	for len(balls) < 6 {
		if b := randomBelow(49); !slices.Contains(balls, b) {
			balls = append(balls, b)
		}
	}
	slices.Sort(balls)
	return balls
}

func lotteryMended() []int {
	var balls []int
	for len(balls) < 6 {
		b := randomBelow(49)
		for slices.Contains(balls, b) {
			b = (b + 1) % 49
		}
		balls = append(balls, b)
	}
	slices.Sort(balls)
	return balls
}

// The numbers from byte % 49: 0 to 10 come 6 times in 256, the others 5 times.
func lotteryModulo() []int {
	var balls []int
	for len(balls) < 6 {
		if b := int(randomByte() % 49); !slices.Contains(balls, b) {
			balls = append(balls, b)
		}
	}
	return balls
}

func TestLottery(t *testing.T) {
	randtest.Sample(t, 49, 6, lottery)
}

func TestLotteryMended(t *testing.T) {
	expectFail(t, func(t testing.TB) { randtest.Sample(t, 49, 6, lotteryMended) })
}

func TestLotteryModulo(t *testing.T) {
	expectFail(t, func(t testing.TB) { randtest.Sample(t, 49, 6, lotteryModulo) })
}
