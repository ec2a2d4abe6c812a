package mersenne_test

import (
	"fmt"
	"math"
	"math/big"

	"github.com/randaudit/randaudit/sources/mersenne"
)

// The outputs are those of Python, with random.Random(42) where nothing else is
// said.

// A walk that is the same each time, here and in Python.
func Example() {
	r := mersenne.New(42)
	place := 0
	for range 1000 {
		if r.Random() < 0.5 {
			place--
		} else {
			place++
		}
	}
	fmt.Println(place)
	// Output: 40
}

func ExampleNew() {
	huge, _ := new(big.Int).SetString("123456789012345678901234567890", 10)
	fmt.Println(mersenne.New(42).Random())
	fmt.Println(mersenne.New("seed").Random())
	fmt.Println(mersenne.New(huge).Random())
	fmt.Println(mersenne.New(3.5).Random())
	// Output:
	// 0.6394267984578837
	// 0.1382359792209653
	// 0.7275084571578186
	// 0.3039190124834461
}

// Python's random.seed("nofar", version=1).
func ExampleNewVersion1() {
	fmt.Println(mersenne.NewVersion1("nofar").Random())
	// Output: 0.7622466465716923
}

func ExampleReseed() {
	r := mersenne.New(1)
	mersenne.Reseed(r, 42)
	fmt.Println(r.Random())
	// Output: 0.6394267984578837
}

// The same numbers once more.
func ExampleRandom_GetState() {
	r := mersenne.New(42)
	state := r.GetState()
	first := r.RandInt(1, 6)
	err := r.SetState(state)
	fmt.Println(first == r.RandInt(1, 6), err)
	// Output: true <nil>
}

func ExampleRandom_SetState() {
	var state mersenne.State
	state.Index = 1000
	fmt.Println(mersenne.New(42).SetState(state))
	// Output: mersenne: SetState: invalid state: the index must be in [0, 624]
}

func ExampleRandom_Random() {
	fmt.Println(mersenne.New(42).Random())
	// Output: 0.6394267984578837
}

func ExampleRandom_GetRandBits() {
	fmt.Println(mersenne.New(42).GetRandBits(8))
	// Output: 163
}

func ExampleRandom_BigRandBits() {
	fmt.Println(mersenne.New(42).BigRandBits(100))
	// Output: 873491343714207852616756591005
}

func ExampleRandom_RandBytes() {
	fmt.Printf("%x\n", mersenne.New(42).RandBytes(4))
	// Output: 9d79b1a3
}

func ExampleRandom_RandBelow() {
	fmt.Println(mersenne.New(42).RandBelow(1000))
	// Output: 654
}

func ExampleRandom_BigRandBelow() {
	n := new(big.Int).Exp(big.NewInt(10), big.NewInt(30), nil)
	fmt.Println(mersenne.New(42).BigRandBelow(n))
	// Output: 873491343714207852616756591005
}

func ExampleRandom_RandBelowByFloat() {
	fmt.Println(mersenne.New(42).RandBelowByFloat(6))
	// Output: 1
}

func ExampleRandom_RandRange() {
	fmt.Println(mersenne.New(42).RandRange(100, 0, -25))
	// Output: 100
}

func ExampleRandom_BigRandRange() {
	step := new(big.Int).Exp(big.NewInt(10), big.NewInt(29), nil)
	stop := new(big.Int).Mul(step, big.NewInt(10))
	fmt.Println(mersenne.New(42).BigRandRange(new(big.Int), stop, step))
	// Output: 100000000000000000000000000000
}

func ExampleRandom_RandInt() {
	fmt.Println(mersenne.New(42).RandInt(1, 6))
	// Output: 6
}

func ExampleRandom_BigRandInt() {
	b := new(big.Int).Exp(big.NewInt(10), big.NewInt(30), nil)
	fmt.Println(mersenne.New(42).BigRandInt(big.NewInt(1), b))
	// Output: 873491343714207852616756591006
}

var suits = []string{"clubs", "diamonds", "hearts", "spades"}

func ExampleChoice() {
	fmt.Println(mersenne.Choice(mersenne.New(42), suits))
	// Output: clubs
}

func ExampleChoices() {
	fmt.Println(mersenne.Choices(mersenne.New(42), suits, nil, 3))
	fmt.Println(mersenne.Choices(mersenne.New(42), []string{"red", "black", "green"}, []float64{18, 18, 2}, 6))
	// Output:
	// [hearts clubs diamonds]
	// [black red red red black black]
}

func ExampleChoicesCumulative() {
	fmt.Println(mersenne.ChoicesCumulative(mersenne.New(42), []string{"red", "black", "green"}, []float64{18, 36, 38}, 6))
	// Output: [black red red red black black]
}

func ExampleRandom_ChoicesRange() {
	numbers := make([]uint64, 5)
	mersenne.New(42).ChoicesRange(numbers, 100)
	fmt.Println(numbers)
	// Output: [63 2 27 22 73]
}

func ExampleShuffle() {
	numbers := []int{1, 2, 3, 4, 5, 6}
	mersenne.Shuffle(mersenne.New(42), numbers)
	fmt.Println(numbers)
	// Output: [4 2 3 5 1 6]
}

func ExampleSample() {
	fmt.Println(mersenne.Sample(mersenne.New(42), suits, 2))
	// Output: [clubs spades]
}

func ExampleSampleCounts() {
	fmt.Println(mersenne.SampleCounts(mersenne.New(42), []string{"ten", "low"}, []int{16, 36}, 5))
	// Output: [low ten ten low low]
}

func ExampleRandom_SampleRange() {
	lottery := make([]uint64, 6)
	mersenne.New(42).SampleRange(lottery, 49)
	fmt.Println(lottery)
	// Output: [40 7 1 17 15 14]
}

func ExampleRandom_Uniform() {
	fmt.Println(mersenne.New(42).Uniform(0, 360))
	// Output: 230.19364744483815
}

func ExampleRandom_Triangular() {
	fmt.Println(mersenne.New(42).Triangular(0, 10, 2.5))
	// Output: 4.799712496826861
}

func ExampleRandom_BetaVariate() {
	fmt.Println(mersenne.New(42).BetaVariate(2, 3))
	// Output: 0.19393072669653844
}

func ExampleRandom_BinomialVariate() {
	fmt.Println(mersenne.New(42).BinomialVariate(100, 0.5))
	// Output: 52
}

func ExampleRandom_ExpoVariate() {
	fmt.Println(mersenne.New(42).ExpoVariate(0.1))
	// Output: 10.200602872748009
}

func ExampleRandom_GammaVariate() {
	fmt.Println(mersenne.New(42).GammaVariate(9, 0.5))
	// Output: 5.170764323823574
}

func ExampleRandom_Gauss() {
	r := mersenne.New(42)
	fmt.Println(r.Gauss(0, 1), r.Gauss(0, 1))
	// Output: -0.14409032957792836 -0.1729036003315193
}

func ExampleRandom_LogNormVariate() {
	fmt.Println(mersenne.New(42).LogNormVariate(0, 0.25))
	// Output: 1.0632514144162173
}

func ExampleRandom_NormalVariate() {
	fmt.Println(mersenne.New(42).NormalVariate(100, 15))
	// Output: 103.67989512561795
}

func ExampleRandom_VonMisesVariate() {
	fmt.Println(mersenne.New(42).VonMisesVariate(math.Pi, 4))
	// Output: 2.3937325049973577
}

func ExampleRandom_ParetoVariate() {
	fmt.Println(mersenne.New(42).ParetoVariate(3))
	// Output: 1.4049758243344401
}

func ExampleRandom_WeibullVariate() {
	fmt.Println(mersenne.New(42).WeibullVariate(1000, 1.5))
	// Output: 1013.3292060998442
}

// A Random is for simulations: whoever knows the seed, or 624 outputs of 32
// bits, knows all that follows. For a token use package secrets.
func ExampleRandom() {
	a, b := mersenne.New(42), mersenne.New(42)
	fmt.Println(a.GetRandBits(32) == b.GetRandBits(32))
	// Output: true
}
