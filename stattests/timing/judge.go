package timing

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/randaudit/randaudit/internal/tails"
)

// Laws of a p-value.
const (
	Exact = "exact" // the law itself
	Bound = "bound" // a multiple of its normal limit, which is never below it
)

// A Result is what the differences of a [Pair] show.
type Result struct {
	Reference int `json:"reference"` // place of the first difference
	Place     int `json:"place"`     // the other
	Pairs     int `json:"pairs"`

	LnPSign     float64 `json:"ln_p_sign"`     // of the sign test, two-sided; exact
	LnPWilcoxon float64 `json:"ln_p_wilcoxon"` // of the signed-rank test, two-sided
	Law         string  `json:"law"`           // of the latter: Exact up to 50 differences without ties, else Bound

	Median     float64 `json:"median_ns"` // Hodges and Lehmann's estimate of the difference, in nanoseconds a call
	Low        float64 `json:"low_ns"`    // of its 99 % interval, half a step of the clock wider on either side
	High       float64 `json:"high_ns"`
	Detectable float64 `json:"detectable_ns"` // smallest difference that the sign test sees with 99 % power; 0 if unknown
}

// A Report is what was found of a comparison.
type Report struct {
	Alpha   float64  `json:"alpha"` // false-alarm rate of all results together
	Fail    bool     `json:"fail"`  // the time tells the place
	LnP     float64  `json:"ln_p"`  // of all results together, by Bonferroni's inequality
	Results []Result `json:"results"`
}

// Least is the least number of pairs that are judged.
const Least = 20

// Audit measures and judges a comparison.
func Audit(ctx context.Context, compare Compare, o Options) (*Report, error) {
	pairs, err := Measure(ctx, compare, o)
	if err != nil {
		return nil, err
	}
	return Judge(pairs, o.withDefaults().Alpha)
}

// Judge judges what was measured at the false-alarm rate alpha for all pairs
// together. It is an error if there are none, or fewer than [Least] differences
// of one, or if alpha is not between 0 and 1.
func Judge(pairs []Pair, alpha float64) (*Report, error) {
	if !(alpha > 0 && alpha < 1) {
		return nil, fmt.Errorf("timing: the false-alarm rate is %v: it must be above 0 and below 1", alpha)
	}
	if len(pairs) == 0 {
		return nil, errors.New("timing: nothing was measured")
	}
	r := &Report{Alpha: alpha}
	tests := math.Log(float64(2 * len(pairs)))
	level := math.Log(alpha) - tests // of one test
	for _, p := range pairs {
		if len(p.Differences) < Least {
			return nil, fmt.Errorf("timing: %d pairs are too few: measure %d", len(p.Differences), Least)
		}
		result := judge(p, level)
		r.LnP = min(r.LnP, tests+min(result.LnPSign, result.LnPWilcoxon))
		r.Results = append(r.Results, result)
	}
	r.Fail = r.LnP < math.Log(alpha)
	return r, nil
}

func judge(p Pair, level float64) Result {
	r := Result{Reference: p.Reference, Place: p.Place, Pairs: len(p.Differences)}
	r.LnPSign = Sign(p.Differences)
	r.LnPWilcoxon, r.Law = Wilcoxon(p.Differences)
	r.Median, r.Low, r.High = HodgesLehmann(p.Differences)
	// A clock that ticks hides what is less than a step.
	half := step(p.Differences) / 2
	r.Low, r.High = r.Low-half, r.High+half
	r.Detectable = detectable(p.Differences, level)
	return r
}

// step is the smallest difference that is not 0.
func step(differences []float64) float64 {
	least := math.Inf(1)
	for _, d := range differences {
		if d != 0 {
			least = min(least, math.Abs(d))
		}
	}
	if math.IsInf(least, 1) {
		return 0
	}
	return least
}

// Sign is ln p of the two-sided sign test: whether differences are as often
// above 0 as below. Those of 0 are left out. It is exact.
func Sign(differences []float64) float64 {
	var above, all uint64
	for _, d := range differences {
		if d > 0 {
			above++
		}
		if d != 0 {
			all++
		}
	}
	lower, upper := tails.Binomial(above, all, 0.5)
	return min(0, math.Ln2+min(lower, upper))
}

// exactRanks is the most differences of which the law of the rank sum is
// computed.
const exactRanks = 50

// Wilcoxon is ln p of the two-sided signed-rank test, and its law. Differences
// of 0 are left out, and ties have the mean of their ranks. The law is exact up
// to 50 differences without ties. Beyond, it is a bound that holds for any number
// of differences, at any depth, with ties: the signs are tosses, and a sum of
// tosses with weights of variance 1 is at least x with at most 3.18 times the
// probability of a standard normal variable (V. Bentkus, D. Dzindzalieta, A tight
// Gaussian bound for weighted sums of Rademacher random variables, Bernoulli 21,
// 2015, theorem 1.1).
func Wilcoxon(differences []float64) (lnP float64, law string) {
	d := slices.DeleteFunc(slices.Clone(differences), func(x float64) bool { return x == 0 })
	n := len(d)
	if n == 0 {
		return 0, Exact
	}
	slices.SortFunc(d, func(a, b float64) int {
		switch a, b = math.Abs(a), math.Abs(b); {
		case a < b:
			return -1
		case a > b:
			return 1
		}
		return 0
	})
	var sum, variance float64 // of the ranks of those above 0; of them over the tosses
	ties := false
	for i := 0; i < n; {
		j := i
		for j < n && math.Abs(d[j]) == math.Abs(d[i]) {
			j++
		}
		ties = ties || j > i+1
		rank := float64(i+j+1) / 2
		for ; i < j; i++ {
			if d[i] > 0 {
				sum += rank
			}
			variance += rank * rank / 4
		}
	}
	mean := float64(n) * float64(n+1) / 4
	if n <= exactRanks && !ties {
		// How many of the 2^n choices of signs have each rank sum.
		ways := make([]float64, n*(n+1)/2+1)
		ways[0] = 1
		for rank := 1; rank <= n; rank++ {
			for s := len(ways) - 1; s >= rank; s-- {
				ways[s] += ways[s-rank]
			}
		}
		tail := 0.0 // exact: below 2^53
		for s := 0; s <= int(min(sum, 2*mean-sum)); s++ {
			tail += ways[s]
		}
		return min(0, math.Log(tail)-float64(n-1)*math.Ln2), Exact
	}
	_, upper := tails.Normal(math.Abs(sum-mean) / math.Sqrt(variance))
	_, c := tails.Normal(math.Sqrt2) // the constant is 1/(4 P(Z >= sqrt 2))
	return min(0, math.Ln2-math.Log(4)-c+upper), Bound
}

// normal99 is the 0.995 quantile of the normal distribution.
const normal99 = 2.5758293035489004

// HodgesLehmann is the median of the means of all pairs of differences, each
// with itself too, and its 99 % interval: what belongs to the signed-rank test
// (J. L. Hodges, E. L. Lehmann, Estimates of location based on rank tests,
// Annals of Mathematical Statistics 34, 1963; J. W. Tukey for the interval). The
// interval is that of the normal limit. It panics without differences.
func HodgesLehmann(differences []float64) (median, low, high float64) {
	d := slices.Clone(differences)
	slices.Sort(d)
	n := float64(len(d))
	all := n * (n + 1) / 2
	half := normal99 * math.Sqrt(n*(n+1)*(2*n+1)/24)
	edge := max(1, math.Floor(all/2-half))
	median = (walsh(d, math.Floor((all+1)/2)) + walsh(d, math.Floor((all+2)/2))) / 2
	return median, walsh(d, edge), walsh(d, all+1-edge)
}

// walsh is the k-th smallest, from 1, of the means (d[i]+d[j])/2, i <= j, of the
// ascending d. It halves the range that holds it until no float is between.
func walsh(d []float64, k float64) float64 {
	// How many means are at most x, by walking along the border.
	below := func(x float64) float64 {
		count := 0.0
		j := len(d) - 1
		for i := range d {
			if j < i {
				break
			}
			for j >= i && (d[i]+d[j])/2 > x {
				j--
			}
			count += float64(j - i + 1)
		}
		return count
	}
	low, high := d[0], d[len(d)-1]
	if below(low) >= k {
		return low
	}
	for range 1100 { // more than any range of floats takes
		middle := low + (high-low)/2
		if middle <= low || middle >= high {
			break
		}
		if below(middle) >= k {
			high = middle
		} else {
			low = middle
		}
		if high-low <= 1e-12*max(math.Abs(low), math.Abs(high)) {
			break
		}
	}
	return high
}

// detectable is the smallest shift of the differences that the sign test calls
// evidence at the level e^level with 99 % power. A shift s turns the sign of
// those below s: with symmetric differences, it makes the share of signs above
// 0 be 1/2 + P(|d| < s)/2, which must be (z + z')/(2 sqrt(n)) more than 1/2 for
// the quantiles z of the level and z' of the power.
func detectable(differences []float64, level float64) float64 {
	n := len(differences)
	z := tails.NormalQuantile(level-math.Ln2) + tails.NormalQuantile(math.Log(0.01))
	share := z / math.Sqrt(float64(n))
	if !(share < 1) {
		return 0
	}
	sizes := make([]float64, n)
	median, _, _ := HodgesLehmann(differences)
	for i, d := range differences {
		sizes[i] = math.Abs(d - median)
	}
	slices.Sort(sizes)
	// Where most differences are 0, the next step of the clock shows.
	return max(sizes[min(n-1, int(math.Ceil(share*float64(n))))], step(differences))
}
