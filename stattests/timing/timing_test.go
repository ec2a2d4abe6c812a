package timing

import (
	"bytes"
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/randaudit/randaudit/sources/planted"
	"github.com/randaudit/randaudit/sources/secrets"
)

var measure = flag.Bool("measure", false, "time comparisons on this machine, for some seconds")

// TestAuditOfThisMachine times the comparison that is right and the one that
// returns early. It is for a machine with nothing else to do: the first should
// pass everywhere, but how much the second shows is the machine's matter.
func TestAuditOfThisMachine(t *testing.T) {
	if !*measure {
		t.Skip("without -measure no time is measured")
	}
	for _, c := range []struct {
		name    string
		compare Compare
		fail    bool
	}{
		{"secrets.CompareDigest", secrets.CompareDigest[[]byte], false},
		{"planted.EarlyExit", planted.EarlyExit, true},
	} {
		r, err := Audit(t.Context(), c.compare, Options{Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %+v", c.name, *r)
		if r.Fail != c.fail {
			t.Errorf("%s: fail = %v", c.name, r.Fail)
		}
	}
}

// synthetic makes differences as a machine gives them: of heavy tails, of a
// noise that wanders, and rounded to a clock's steps; shifted.
func synthetic(r *rand.Rand, n int, shift float64) []float64 {
	d := make([]float64, n)
	level := 1.0
	for i := range d {
		level *= math.Exp(0.05 * r.NormFloat64())
		level = max(0.1, min(level, 10))
		x := level * r.NormFloat64()
		if r.IntN(50) == 0 {
			x *= 100 // an interrupt
		}
		if r.Uint64()&1 == 0 {
			x = -x
		}
		d[i] = math.Round((x+shift)*64) / 64
	}
	return d
}

func TestJudge(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	fair := Pair{0, 63, synthetic(r, 5000, 0)}
	leak := Pair{0, 32, synthetic(r, 5000, 1)}
	pass, err := Judge([]Pair{fair}, 1e-9)
	if err != nil {
		t.Fatal(err)
	}
	if pass.Fail || pass.LnP < math.Log(1e-4) {
		t.Errorf("no leak: %+v", pass)
	}
	got := pass.Results[0]
	if !(got.Low <= 0 && got.High >= 0 && got.Detectable > 0 && got.Detectable < 1) || got.Place != 63 || got.Pairs != 5000 {
		t.Errorf("no leak: %+v", got)
	}
	fail, err := Judge([]Pair{fair, leak}, 1e-9)
	if err != nil {
		t.Fatal(err)
	}
	if got := fail.Results[1]; !fail.Fail || !(got.Low < 1 && 1 < got.High && got.Low > 0) || got.Law != Bound {
		t.Errorf("a leak of 1 ns: %+v", got)
	}
	for _, pairs := range [][]Pair{nil, {{0, 1, make([]float64, Least-1)}}} {
		if _, err := Judge(pairs, 1e-9); err == nil {
			t.Errorf("%d pairs were judged", len(pairs))
		}
	}
	for _, alpha := range []float64{0, 1, math.NaN()} {
		if _, err := Judge([]Pair{fair}, alpha); err == nil {
			t.Errorf("alpha = %v was taken", alpha)
		}
	}
}

// TestDetectable shifts by the smallest difference that was said to be seen: in
// 60 of 60 samples it must be, where 99 % power lets 7 be missed once in 10^6.
func TestDetectable(t *testing.T) {
	const level = 1e-6
	r := rand.New(rand.NewPCG(3, 4))
	missed := 0
	for range 60 {
		d := synthetic(r, 2000, 0)
		shift := detectable(d, math.Log(level))
		for i := range d {
			d[i] += shift
		}
		if Sign(d) > math.Log(level) {
			missed++
		}
	}
	if missed > 7 {
		t.Errorf("%d of 60 were missed", missed)
	}
	if got := detectable(synthetic(r, 20, 0), math.Log(1e-9)); got != 0 {
		t.Errorf("20 differences see %v", got)
	}
}

func TestSign(t *testing.T) {
	for _, c := range []struct {
		d    []float64
		want float64 // p
	}{
		{nil, 1},
		{[]float64{0, 0}, 1},
		{[]float64{1, -1}, 1},
		{[]float64{1, 2, 3, 0}, 0.25},
		{[]float64{1, 1, 1, 1, 1, 1, 1, 1, 1, -1}, 22. / 1024},
	} {
		if got := math.Exp(Sign(c.d)); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%v: p = %v, want %v", c.d, got, c.want)
		}
	}
}

// TestWilcoxon compares the exact law with the signs of all choices, and the
// bound with the exact law.
func TestWilcoxon(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 11).Draw(rt, "n")
		d := make([]float64, n)
		for i := range d {
			d[i] = float64(i + 1)
		}
		negative := rapid.IntRange(0, 1<<n-1).Draw(rt, "signs")
		rankSum := func(signs int) (sum int) {
			for i := range n {
				if signs>>i&1 == 0 {
					sum += i + 1
				}
			}
			return sum
		}
		for i := range d {
			if negative>>i&1 == 1 {
				d[i] = -d[i]
			}
		}
		far := func(sum int) int { return max(sum, n*(n+1)/2-sum) }
		count := 0
		for signs := range 1 << n {
			if far(rankSum(signs)) >= far(rankSum(negative)) {
				count++
			}
		}
		want := min(1, float64(count)/float64(int(1)<<n))
		lnP, law := Wilcoxon(rapid.Permutation(d).Draw(rt, "order"))
		if got := math.Exp(lnP); law != Exact || math.Abs(got-want) > 1e-9 {
			rt.Fatalf("%v: p = %v (%s), want %v", d, got, law, want)
		}
	})
	if lnP, law := Wilcoxon([]float64{0, 0}); lnP != 0 || law != Exact {
		t.Errorf("zeros: %v, %s", lnP, law)
	}
	// Ties: 30 of one size above 0. The rank sum is 30 tosses.
	ties := slices.Repeat([]float64{2}, 30)
	if lnP, law := Wilcoxon(ties); law != Bound || lnP < -29*math.Ln2 {
		t.Errorf("ties: %v, %s, but the exact law has %v", lnP, law, -29*math.Ln2)
	}
	// 50 differences, and 51 of which one is as good as none: the bound is
	// above the exact law, and not far above.
	r := rand.New(rand.NewPCG(5, 6))
	for range 20 {
		d := make([]float64, 50)
		for i := range d {
			d[i] = r.NormFloat64() + 0.7
		}
		exact, _ := Wilcoxon(d)
		bound, law := Wilcoxon(append(d, 1e-9))
		if law != Bound || bound < exact-0.1 || bound > exact*0.75+2 {
			t.Errorf("exact ln p %v, bound %v (%s)", exact, bound, law)
		}
	}
}

// TestHodgesLehmann compares with all means, sorted.
func TestHodgesLehmann(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) float64 {
			return float64(rapid.IntRange(-40, 40).Draw(t, "x")) / 4
		}), 1, 30).Draw(rt, "d")
		var means []float64
		for i, a := range d {
			for _, b := range d[:i+1] {
				means = append(means, (a+b)/2)
			}
		}
		slices.Sort(means)
		n := len(means)
		want := (means[(n-1)/2] + means[n/2]) / 2
		median, low, high := HodgesLehmann(d)
		if math.Abs(median-want) > 1e-9 || low > median || high < median {
			rt.Fatalf("%v: %v in %v to %v, want %v", d, median, low, high, want)
		}
		sorted := slices.Clone(d)
		slices.Sort(sorted)
		for k := 1; k <= n; k++ {
			if got := walsh(sorted, float64(k)); math.Abs(got-means[k-1]) > 1e-9 {
				rt.Fatalf("%v: mean %d is %v, want %v", d, k, got, means[k-1])
			}
		}
	})
}

// TestMeasure holds what is measured to its form, and wrong comparisons and
// options to errors.
func TestMeasure(t *testing.T) {
	calls := 0
	compare := func(a, b []byte) bool { calls++; return bytes.Equal(a, b) }
	pairs, err := Measure(t.Context(), compare, Options{Length: 16, Pairs: 50, Calls: 3, Places: []int{0, 7, 15}})
	if err != nil {
		t.Fatal(err)
	}
	if len(pairs) != 2 || pairs[0].Place != 7 || pairs[1].Place != 15 || pairs[1].Reference != 0 ||
		len(pairs[0].Differences) != 50 || len(pairs[1].Differences) != 50 || calls < 2*50*2*3 {
		t.Errorf("%d pairs, %d calls", len(pairs), calls)
	}
	for _, wrong := range []Compare{
		func(a, b []byte) bool { return true },
		func(a, b []byte) bool { return false },
		func(a, b []byte) bool { return bytes.Equal(a[:5], b[:5]) },
	} {
		if _, err := Measure(t.Context(), wrong, Options{}); !errors.Is(err, ErrWrong) {
			t.Errorf("a wrong comparison: %v", err)
		}
	}
	for _, o := range []Options{{Places: []int{0}}, {Places: []int{0, 64}}, {Places: []int{-1, 2}}} {
		if _, err := Measure(t.Context(), bytes.Equal, o); err == nil || errors.Is(err, ErrWrong) {
			t.Errorf("places %v: %v", o.Places, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Audit(ctx, bytes.Equal, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// Differences of 1 ns among noise of the same size.
func ExampleJudge() {
	r := rand.New(rand.NewPCG(1, 1))
	pair := Pair{Reference: 0, Place: 31}
	for range 1000 {
		pair.Differences = append(pair.Differences, 1+r.NormFloat64())
	}
	report, err := Judge([]Pair{pair}, DefaultAlpha)
	fmt.Printf("%v, %.1f ns, %v\n", report.Fail, report.Results[0].Median, err)
	// Output: true, 1.0 ns, <nil>
}

// TestAudit times comparisons whose time is no matter of the machine: one waits
// 20 microseconds for the last byte, the other always.
func TestAudit(t *testing.T) {
	wait := func() {
		for begin := time.Now(); time.Since(begin) < 20*time.Microsecond; {
		}
	}
	o := Options{Length: 8, Places: []int{0, 7}, Pairs: 80, Calls: 2, Seed: 1}
	for fail, compare := range map[bool]Compare{
		true: func(a, b []byte) bool {
			if a[7] != b[7] {
				wait()
			}
			return bytes.Equal(a, b)
		},
		false: func(a, b []byte) bool {
			wait()
			return bytes.Equal(a, b)
		},
	} {
		r, err := Audit(t.Context(), compare, o)
		if err != nil {
			t.Fatal(err)
		}
		if r.Fail != fail || len(r.Results) != 1 || r.Alpha != DefaultAlpha {
			t.Errorf("want fail = %v: %+v", fail, r)
		}
	}
}

// A comparison of your own: 16 bytes, the last place against the first.
func ExampleOptions() {
	var compare Compare = func(a, b []byte) bool { return subtle.ConstantTimeCompare(a, b) == 1 }
	pairs, err := Measure(context.Background(), compare, Options{Length: 16, Places: []int{0, 15}, Pairs: 100})
	fmt.Println(len(pairs), pairs[0].Place, len(pairs[0].Differences), err)
	// Output: 1 15 100 <nil>
}

// TestReport holds the JSON keys, which are part of what is versioned.
func TestReport(t *testing.T) {
	r := Report{Alpha: 1e-9, Results: []Result{{Place: 63, Pairs: 20, Law: Exact}}}
	got, err := json.Marshal(r)
	const want = `{"alpha":1e-9,"fail":false,"ln_p":0,"results":[{"reference":0,"place":63,"pairs":20,"ln_p_sign":0,"ln_p_wilcoxon":0,"law":"exact","median_ns":0,"low_ns":0,"high_ns":0,"detectable_ns":0}]}`
	if err != nil || string(got) != want {
		t.Errorf("%s, %v", got, err)
	}
}

// Options under which nothing would be measured are errors, and no all-clear.
func TestWrongOptions(t *testing.T) {
	equal := func(a, b []byte) bool { return bytes.Equal(a, b) }
	for name, o := range map[string]Options{
		"no calls":         {Calls: -1, Pairs: 100, Length: 16},
		"no pairs":         {Pairs: -1},
		"no bytes":         {Length: -1},
		"too many bytes":   {Length: mostLength + 1},
		"one byte":         {Length: 1, Pairs: 100},
		"the same place":   {Places: []int{0, 0}},
		"one place":        {Places: []int{0}},
		"a place outside":  {Length: 4, Places: []int{0, 4}},
		"a negative place": {Places: []int{0, -1}},
	} {
		if _, err := Audit(t.Context(), equal, o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := Measure(t.Context(), nil, Options{}); err == nil {
		t.Error("no comparison, and no error")
	}
}
