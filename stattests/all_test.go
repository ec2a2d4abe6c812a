package stattests_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/randaudit/randaudit/internal/tails"
	"github.com/randaudit/randaudit/sources"
	_ "github.com/randaudit/randaudit/sources/planted" // registers the planted ways of drawing
	"github.com/randaudit/randaudit/stattests"
)

// alphabets are the sizes that every test is tried on: those that do not fit it
// are skipped. 0 is 2^64.
var alphabets = []uint64{2, 3, 6, 13, 16, 62, 256, 1000, 1 << 16, 1<<32 + 1, 3 << 62, 0}

// level is the p-value that the tests here call evidence.
const level = 1e-12

// smaller are arguments that make a test's blocks small enough for many trials.
var smaller = map[string][]uint64{
	"lempel-ziv":        {64},
	"autocorrelation":   {6},
	"birthday-spacings": {21, 1},
	"bit-pairs":         {2},
	"close-pairs":       {4, 12},
	"collision":         {12, 1},
	"lattice":           {4},
	"linear-complexity": {64},
	"longest-run":       {64},
	"matrix-rank":       {32},
	"random-walk":       {64},
	"repeats":           {1 << 10, 22},
	"spectral":          {10},
	"sums":              {6},
}

// searching are tests that search each block for milliseconds: of these, fewer tallies of
// one block are judged.
var searching = map[string]bool{"taps": true, "multiply-carry": true}

// counters calls f for each test and each alphabet that fits it.
func counters(t *testing.T, f func(t *testing.T, n uint64, c stattests.Counter)) {
	t.Helper()
	for _, test := range stattests.All {
		fits := 0
		for _, n := range alphabets {
			c, err := test.New(stattests.Law{N: n}, smaller[test.Name]...)
			if errors.Is(err, stattests.ErrAlphabet) {
				continue
			}
			if err != nil {
				t.Errorf("%s, N = %d: %v", test.Name, n, err)
				continue
			}
			fits++
			t.Run(fmt.Sprintf("%s/N=%d", test.Name, n), func(t *testing.T) { f(t, n, c) })
		}
		if fits == 0 {
			t.Errorf("%s fits none of the alphabets", test.Name)
		}
	}
}

// fair fills the block with fair symbols below n; 0 is 2^64.
func fair(block []uint64, n uint64, r *rand.Rand) {
	switch {
	case n == 0:
		for i := range block {
			block[i] = r.Uint64()
		}
	case n&(n-1) == 0:
		for i := range block {
			block[i] = r.Uint64() & (n - 1)
		}
	default:
		for i := range block {
			block[i] = r.Uint64N(n)
		}
	}
}

// count counts blocks fair blocks.
func count(c stattests.Counter, n uint64, blocks int, r *rand.Rand) stattests.Tally {
	tally := stattests.NewTally(c)
	block := make([]uint64, c.Block())
	for range blocks {
		fair(block, n, r)
		c.Count(&tally, block)
	}
	return tally
}

func chacha8(seed byte) *rand.Rand { return rand.New(rand.NewChaCha8([32]byte{seed})) }

// TestAll holds every test of the list to what a test must be.
func TestAll(t *testing.T) {
	t.Run("entry", testEntries)
	t.Run("calibration", func(t *testing.T) { counters(t, testCalibration) })
	t.Run("split", func(t *testing.T) { counters(t, testSplit) })
	t.Run("purity", func(t *testing.T) { counters(t, testPurity) })
	t.Run("absurd", func(t *testing.T) { counters(t, testAbsurd) })
	t.Run("little", func(t *testing.T) { counters(t, testLittle) })
	t.Run("planted", testPlanted)
	t.Run("fair", testFair)
	t.Run("allocations", testAllocations)
}

func testEntries(t *testing.T) {
	seen := map[string]bool{}
	for _, test := range stattests.All {
		if seen[test.Name] {
			t.Errorf("%s is listed twice", test.Name)
		}
		seen[test.Name] = true
		if stattests.Lookup(test.Name) != test {
			t.Errorf("Lookup(%q) does not find it", test.Name)
		}
		if test.Name != strings.ToLower(test.Name) || strings.ContainsAny(test.Name, " _/(") {
			t.Errorf("%q is no key: small letters, digits and hyphens", test.Name)
		}
		if test.Doc == "" || test.Planted == "" {
			t.Errorf("%s has no Doc or no Planted", test.Name)
		}
		if _, err := test.New(stattests.Law{N: 2}, 1, 2, 3); !errors.Is(err, stattests.ErrArgs) {
			t.Errorf("%s takes three arguments: %v", test.Name, err)
		}
		if _, err := test.New(stattests.Law{N: 1}); !errors.Is(err, stattests.ErrAlphabet) {
			t.Errorf("%s takes an alphabet of one symbol: %v", test.Name, err)
		}
	}
	if stattests.Lookup("no such test") != nil {
		t.Error("Lookup finds what is not there")
	}
}

// kolmogorov is the p-value of the Kolmogorov-Smirnov test that v is uniform, by
// the limit law with Stephens's correction (1970).
func kolmogorov(v []float64) float64 {
	slices.Sort(v)
	n := float64(len(v))
	d := 0.0
	for i, x := range v {
		d = max(d, x-float64(i)/n, float64(i+1)/n-x)
	}
	s := math.Sqrt(n)
	d *= s + 0.12 + 0.11/s
	p := 0.0
	for j := 1.0; j < 100; j++ {
		p += 2 * math.Pow(-1, j-1) * math.Exp(-2*j*j*d*d)
	}
	return min(1, p)
}

// testCalibration judges many tallies of fair symbols. Where both tails of the
// statistic count, P(S < s) + V P(S = s) with a uniform V is uniform; where one
// bound does, p <= u comes in no more than the share u.
func testCalibration(t *testing.T, n uint64, c stattests.Counter) {
	tallies, symbols := 250, 6000
	if testing.Short() || c.Size() > 10000 {
		tallies = 60
	}
	blocks := max(4, symbols/c.Block())
	if c.Block() == 64 {
		blocks = 350 // so that there are classes enough for a chi-squared
	}
	if searching[strings.Split(t.Name(), "/")[2]] {
		tallies, blocks = 60, 1
	}
	r := chacha8(1)
	values, ps := map[string][]float64{}, map[string][]float64{}
	for range tallies {
		for _, result := range c.Judge(count(c, n, blocks, r), 0) {
			if !result.Judged() {
				continue
			}
			checkedLaw(t, result)
			ps[result.Name] = append(ps[result.Name], math.Exp(result.LogP()))
			if result.Sides == 2 {
				less := -math.Expm1(result.P.LogUpper)
				equal := max(0, math.Exp(result.P.LogLower)-less)
				values[result.Name] = append(values[result.Name], less+r.Float64()*equal)
			}
		}
	}
	if len(ps) == 0 {
		t.Error("nothing was judged")
	}
	for name, p := range ps {
		for _, u := range []float64{0.01, 0.05, 0.2, 0.5} {
			below := uint64(0)
			for _, x := range p {
				if x <= u {
					below++
				}
			}
			if _, logUpper := tails.Binomial(below, uint64(len(p)), u); logUpper < math.Log(1e-4) {
				t.Errorf("%s: p <= %g in %d of %d", name, u, below, len(p))
			}
		}
	}
	for name, v := range values {
		if p := kolmogorov(v); p < 1e-4 {
			t.Errorf("%s: the %d p-values are not uniform: %g", name, len(v), p)
		}
	}
}

// same reports whether tallies say the same.
func same(t, u stattests.Tally) bool {
	return t.Blocks == u.Blocks && slices.Equal(t.Counts, u.Counts) && t.Keys.Equal(u.Keys)
}

// testSplit adds up tallies of parts.
func testSplit(t *testing.T, n uint64, c stattests.Counter) {
	r := chacha8(2)
	whole := stattests.NewTally(c)
	parts := []stattests.Tally{stattests.NewTally(c), stattests.NewTally(c), stattests.NewTally(c)}
	block := make([]uint64, c.Block())
	for i := range 20 {
		fair(block, n, r)
		c.Count(&whole, block)
		c.Count(&parts[i*i%3], block)
	}
	sum := stattests.NewTally(c)
	for _, p := range parts {
		sum.Add(p)
	}
	if !same(sum, whole) {
		t.Error("the sum of the parts is not the whole")
	}
	if whole.Blocks != 20 {
		t.Errorf("%d blocks counted, not 20", whole.Blocks)
	}
}

// testPurity asks twice, and another counter.
func testPurity(t *testing.T, n uint64, c stattests.Counter) {
	r := chacha8(3)
	block := make([]uint64, c.Block())
	fair(block, n, r)
	given := slices.Clone(block)
	once, twice := stattests.NewTally(c), stattests.NewTally(c)
	c.Count(&once, block)
	c.Count(&twice, block)
	count(c, n, 3, r) // what the counter has seen in between does not matter
	c.Count(&twice, block)
	if !slices.Equal(block, given) {
		t.Error("Count changes the block")
	}
	sum := stattests.NewTally(c)
	sum.Add(once)
	sum.Add(once)
	if !same(twice, sum) {
		t.Error("the same block does not always add the same")
	}

	tally := count(c, n, 50, r)
	before := stattests.NewTally(c)
	before.Add(tally)
	first, second := c.Judge(tally, level), c.Judge(tally, level)
	if !same(tally, before) {
		t.Error("Judge changes the tally")
	}
	if !reflect.DeepEqual(first, second) {
		t.Error("Judge does not always say the same")
	}
	alone := c.Judge(tally, 0)
	for i := range first {
		bare := first[i]
		bare.Effect, bare.Bins = stattests.Effect{}, nil
		if !reflect.DeepEqual(alone[i], bare) {
			t.Errorf("%s: without a level: %+v, with one: %+v", bare.Name, alone[i], bare)
		}
	}
	names := map[string]bool{}
	for _, result := range first {
		if names[result.Name] {
			t.Errorf("two results are named %q", result.Name)
		}
		names[result.Name] = true
	}
}

// valid checks what must hold of a result whatever was counted: JSON has to
// hold its numbers, and a verdict has to be drawn from it.
func valid(t *testing.T, r stattests.Result) {
	t.Helper()
	numbers := []float64{r.Stat, r.P.LogLower, r.P.LogUpper, r.Effect.Deviation, r.Effect.Low, r.Effect.High, r.Effect.Detectable, r.LogP(), r.Usable()}
	for _, b := range r.Bins {
		numbers = append(numbers, b.Observed, b.Expected, b.Low, b.High)
	}
	for _, x := range numbers {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			t.Errorf("%s: not finite: %+v", r.Name, r)
			return
		}
	}
	if r.P.LogLower > 0 || r.P.LogUpper > 0 || r.LogP() > 0 {
		t.Errorf("%s: a probability above 1: %+v", r.Name, r.P)
	}
	if len(r.Bins) > 256 {
		t.Errorf("%s: %d bins", r.Name, len(r.Bins))
	}
	if r.Name == "" {
		t.Error("a result has no name")
	}
	if !r.Judged() {
		if r.P != (stattests.Tail{}) {
			t.Errorf("%s: too little data, and yet a p-value: %+v", r.Name, r.P)
		}
		return
	}
	if r.Sides != 1 && r.Sides != 2 || r.Null == "" {
		t.Errorf("%s: Sides %d, Null %q", r.Name, r.Sides, r.Null)
	}
	q := r.Quality
	switch q.Kind {
	case stattests.Exact:
		if !math.IsInf(q.Reach, -1) {
			t.Errorf("%s: an exact law that reaches to %g", r.Name, q.Reach)
		}
	case stattests.Asymptotic, stattests.Simulated:
		if !(q.Reach <= 0) || math.IsInf(q.Reach, 0) {
			t.Errorf("%s: a law that reaches to %g", r.Name, q.Reach)
		}
	default:
		t.Errorf("%s: quality %q", r.Name, q.Kind)
	}
}

// testAbsurd judges tallies that no fair source makes.
func testAbsurd(t *testing.T, _ uint64, c stattests.Counter) {
	blocks := uint64(1000)
	for _, absurd := range []struct {
		name  string
		count func(i int) uint64
	}{
		{"zeros", func(int) uint64 { return 0 }},
		{"all in the first", func(i int) uint64 {
			if i == 0 {
				return blocks * uint64(c.Block())
			}
			return 0
		}},
		{"all in the last", func(i int) uint64 {
			if i == c.Size()-1 {
				return blocks * uint64(c.Block())
			}
			return 0
		}},
		{"huge", func(int) uint64 { return 1 << 60 }},
		{"alternately huge", func(i int) uint64 { return uint64(i%2) << 60 }},
		{"the greatest", func(int) uint64 { return math.MaxUint64 }},
	} {
		tally := stattests.NewTally(c)
		for _, tally.Blocks = range []uint64{0, 1, blocks, math.MaxUint64} {
			for i := range tally.Counts {
				tally.Counts[i] = absurd.count(i)
			}
			for _, result := range c.Judge(tally, level) {
				valid(t, result)
			}
			if t.Failed() {
				t.Fatalf("%s, %d blocks", absurd.name, tally.Blocks)
			}
		}
	}
}

// testLittle grows a tally block by block: as long as a result has too little
// data, it says how many blocks are needed, and with as many it is judged.
func testLittle(t *testing.T, n uint64, c stattests.Counter) {
	r := chacha8(4)
	for _, result := range c.Judge(stattests.NewTally(c), level) {
		if result.Judged() {
			t.Errorf("%s: judged without a block", result.Name)
		}
	}
	var need uint64
	for _, result := range c.Judge(count(c, n, 1, r), level) {
		for _, w := range result.Warnings {
			var little *stattests.TooLittle
			if errors.As(w, &little) {
				if little.Blocks != 1 || little.Need <= 1 {
					t.Errorf("%s: one block: %v", result.Name, little)
				}
				need = max(need, little.Need)
			}
		}
	}
	if need > 2000 {
		t.Fatalf("%d blocks are needed", need)
	}
	for _, result := range c.Judge(count(c, n, int(need), r), level) {
		if need > 0 && !result.Judged() {
			t.Errorf("%s: not judged with the %d blocks that are said to be needed", result.Name, need)
		}
	}
}

// openPlanted opens a "source|view".
func openPlanted(t *testing.T, planted string) (sources.Source, sources.Stream) {
	t.Helper()
	source, view, _ := strings.Cut(planted, "|")
	src, err := sources.Parse(source, sources.Options{})
	if err != nil {
		t.Fatal(err)
	}
	v, err := sources.ParseView(view)
	if err != nil {
		t.Fatal(err)
	}
	if src, err = sources.Apply(src, v); err != nil {
		t.Fatal(err)
	}
	stream, err := src.Open(context.Background(), 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := stream.Close(); err != nil {
			t.Error(err)
		}
	})
	return src, stream
}

// testPlanted runs each test on the source that it must fail, as the test is
// without arguments: p below 1e-12 within four million symbols, or, of a law that does
// not reach so far, as far as it reaches.
func testPlanted(t *testing.T) {
	for _, test := range stattests.All {
		t.Run(test.Name, func(t *testing.T) {
			src, stream := openPlanted(t, test.Planted)
			c, err := test.New(stattests.Law{N: src.N()})
			if err != nil {
				t.Fatal(err)
			}
			tally := stattests.NewTally(c)
			block := make([]uint64, c.Block())
			least := 0.0
			for next := 1; next*len(block) <= 4<<20; next *= 4 {
				for tally.Blocks < uint64(next) {
					if n, err := stream.Fill(block); err != nil {
						t.Fatalf("%d symbols: %v", n, err)
					}
					c.Count(&tally, block)
				}
				for _, result := range c.Judge(tally, level) {
					valid(t, result)
					if !result.Judged() {
						continue
					}
					least = min(least, result.Usable())
					if result.LogP() < 2*result.Quality.Reach { // anderson-darling's
						least = min(least, result.LogP())
					}
				}
				if least < math.Log(1e-12) {
					t.Logf("%s: ln p = %.4g after %d symbols", test.Planted, least, tally.Blocks*uint64(len(block)))
					return
				}
			}
			t.Errorf("%s passes: ln p = %.4g", test.Planted, least)
		})
	}
}

// testFair runs each test on a million fair symbols of each alphabet: with
// these seeds, forever, nothing is below 1e-9.
func testFair(t *testing.T) {
	symbols := make([]uint64, 1<<20)
	if testing.Short() {
		symbols = symbols[:1<<17]
	}
	for i, n := range alphabets {
		fair(symbols, n, chacha8(byte(10+i)))
		for _, test := range stattests.All {
			c, err := test.New(stattests.Law{N: n})
			if err != nil {
				continue
			}
			tally := stattests.NewTally(c)
			for at := c.Block(); at <= len(symbols); at += c.Block() {
				c.Count(&tally, symbols[at-c.Block():at])
			}
			for _, result := range c.Judge(tally, 0) {
				valid(t, result)
				if result.Judged() && result.LogP() < math.Log(1e-9) {
					t.Errorf("%s, N = %d: %s: ln p = %g of fair symbols", test.Name, n, result.Name, result.LogP())
				}
				checkedLaw(t, result)
			}
		}
	}
}

// checkedLaw asks for a check of the tail of the law that a result names.
func checkedLaw(t *testing.T, r stattests.Result) {
	t.Helper()
	if kind := stattests.LawKind(r.Null); r.Judged() && !stattests.TailChecked(kind) {
		t.Errorf("%s: the tail of the law %q (%s) is not checked: see tailChecks", r.Name, kind, r.Null)
	}
}

// testAllocations counts blocks, for which nothing may be allocated, on the
// alphabets of the benchmark, one of which each test must fit.
func testAllocations(t *testing.T) {
	for _, test := range stattests.All {
		fits := false
		for _, n := range benchmarked {
			c, err := test.New(stattests.Law{N: n})
			if err != nil {
				continue
			}
			fits = true
			tally := stattests.NewTally(c)
			block := make([]uint64, c.Block())
			fair(block, n, chacha8(6))
			// The runtime counts what every goroutine allocates, its own among
			// them: a block that allocates nothing shows it in one try of a few.
			allocations := math.Inf(1)
			for try := 0; try < 5 && allocations > 0; try++ {
				allocations = min(allocations, testing.AllocsPerRun(1, func() { c.Count(&tally, block) }))
			}
			if allocations > 0 {
				t.Errorf("%s, N = %d: %g allocations a block", test.Name, n, allocations)
			}
		}
		if !fits {
			t.Errorf("%s has no benchmark: it fits none of %d", test.Name, benchmarked)
		}
	}
}

// TestTogether has two goroutines make, feed and judge a counter of their own each, as
// an audit's workers do: what the counters share must be ready for that, which the race
// detector sees, and both must come to the same.
func TestTogether(t *testing.T) {
	for _, test := range stattests.All {
		for _, n := range alphabets {
			var results [2][]stattests.Result
			var workers sync.WaitGroup
			for i := range results {
				workers.Go(func() {
					c, err := test.New(stattests.Law{N: n}, smaller[test.Name]...)
					if err == nil {
						results[i] = c.Judge(count(c, n, max(4, 6000/c.Block()), chacha8(7)), level)
					}
				})
			}
			workers.Wait()
			if !reflect.DeepEqual(results[0], results[1]) {
				t.Errorf("%s, N = %d: one goroutine: %+v, another: %+v", test.Name, n, results[0], results[1])
			}
		}
	}
}

// FuzzJudge judges arbitrary counts: the first byte picks the test, the second
// the alphabet, and the rest are the counts, repeated to fill the tally.
func FuzzJudge(f *testing.F) {
	for i := range stattests.All {
		f.Add(byte(i), byte(i), uint64(100), []byte{1, 0, 0, 0, 0, 0, 0, 0, 2})
		f.Add(byte(i), byte(7), uint64(1)<<50, []byte("\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00\x01\x02\x03\x04\x05\x06\x00\x00"))
		f.Add(byte(i), byte(0), uint64(0), []byte{})
	}
	f.Fuzz(func(t *testing.T, test, alphabet byte, blocks uint64, data []byte) {
		// Small enough that an execution takes a millisecond.
		alphabets := []uint64{2, 3, 6, 13, 16, 1000, 3 << 62, 0}
		entry := stattests.All[int(test)%len(stattests.All)]
		c, err := entry.New(stattests.Law{N: alphabets[int(alphabet)%len(alphabets)]})
		if err != nil {
			return
		}
		tally := stattests.NewTally(c)
		tally.Blocks = blocks
		for len(data)%8 != 0 {
			data = append(data, 0)
		}
		for i := range tally.Counts {
			if at := 8 * i; len(data) > 0 {
				tally.Counts[i] = binary.LittleEndian.Uint64(data[at%len(data):])
			}
		}
		for _, result := range c.Judge(tally, level) {
			valid(t, result)
		}
	})
}
