package stattests

import (
	"flag"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/randaudit/randaudit/internal/tails"
)

var long = flag.Bool("long", false, "check the reach of laws on the long table as well, and powers and intervals with more trials")

// exactTail returns ln P(X^2 >= x) and ln P(X^2 <= x) for the multinomial with
// expectations e, by importance sampling: with z_i = (n_i - e_i)/sqrt(e_i), a
// direction is drawn uniformly, and the length from about the chi-squared law
// beyond x; the point is rounded to integers n, and weighs the multinomial
// probability of n over the density of the proposal (n stands for a cell of
// volume 1 in the first k-1 coordinates). It returns the relative standard
// error too.
func exactTail(e []float64, x float64, upper bool, samples int, r *rand.Rand) (logP, relErr float64) {
	k := len(e)
	df := float64(k - 1)
	n := 0.0
	for _, v := range e {
		n += v
	}
	least, logDet := math.Inf(1), -math.Log(n)
	u := make([]float64, k)
	for i, v := range e {
		least = min(least, v)
		u[i] = math.Sqrt(v / n)
		logDet += math.Log(v)
	}
	lgN, _ := math.Lgamma(n + 1)
	lgDf, _ := math.Lgamma(df / 2)
	// What rounding may move X^2 by: 5 standard deviations.
	margin := 5 * 2 * math.Sqrt(x) * 0.41 / math.Sqrt(least)
	margin += float64(k) / 6 / least
	bound := x - margin
	rate := max(0.02, (1-(df-2)/bound)/2)
	if !upper {
		bound = x + margin
	}
	g, y := make([]float64, k), make([]float64, k)
	var sum, sum2 float64
	lower, nominal := tails.ChiSquared(x, df)
	if !upper {
		nominal = lower
	}
	for range samples {
		dot, norm := 0.0, 0.0
		for i := range g {
			g[i] = r.NormFloat64()
			dot += g[i] * u[i]
		}
		for i := range g {
			g[i] -= dot * u[i]
			norm += g[i] * g[i]
		}
		var r2, logH float64
		if upper {
			t := r.ExpFloat64() / rate
			r2, logH = bound+t, math.Log(rate)-rate*t
		} else {
			r2 = bound * math.Pow(1-r.Float64(), 2/df)
			logH = math.Log(df/2) + (df/2-1)*math.Log(r2) - df/2*math.Log(bound)
		}
		scale := math.Sqrt(r2 / norm)
		rest, x2, logPMF, ok := n, 0.0, lgN, true
		for i, v := range e {
			y[i] = math.Round(v + math.Sqrt(v)*g[i]*scale)
			if i == k-1 {
				y[i] = rest
			}
			if y[i] < 0 {
				ok = false
				break
			}
			rest -= y[i]
			x2 += (y[i] - v) * (y[i] - v) / v
			lg, _ := math.Lgamma(y[i] + 1)
			logPMF += y[i]*math.Log(v/n) - lg
		}
		if !ok || upper && x2 < x || !upper && x2 > x {
			continue
		}
		logGauss := -df/2*math.Log(2*math.Pi) - logDet/2 - r2/2
		logChi := (df/2-1)*math.Log(r2) - r2/2 - df/2*math.Ln2 - lgDf
		w := math.Exp(logPMF - logGauss + logChi - logH - nominal)
		sum += w
		sum2 += w * w
	}
	m := float64(samples)
	mean := sum / m
	return math.Log(mean) + nominal, math.Sqrt(sum2/m-mean*mean) / mean / math.Sqrt(m)
}

// exactBits is exactTail for the upper tail of the sum of the squares
// (o_i - n/2)^2/(n/4) of k independent Binomial(n, 1/2).
func exactBits(n float64, k int, x float64, samples int, r *rand.Rand) (logP, relErr float64) {
	df := float64(k)
	lgN, _ := math.Lgamma(n + 1)
	lgDf, _ := math.Lgamma(df / 2)
	bound := max(0.01, x-5*2*math.Sqrt(x)*0.29*2/math.Sqrt(n)-df/n)
	rate := max(0.02, (1-(df-2)/bound)/2)
	z := make([]float64, k)
	var sum, sum2 float64
	_, nominal := tails.ChiSquared(x, df)
	for range samples {
		norm := 0.0
		for i := range z {
			z[i] = r.NormFloat64()
			norm += z[i] * z[i]
		}
		t := r.ExpFloat64() / rate
		r2, logH := bound+t, math.Log(rate)-rate*t
		x2, logPMF, ok := 0.0, 0.0, true
		for i := range z {
			o := math.Round(n/2 + math.Sqrt(n)/2*z[i]*math.Sqrt(r2/norm))
			if o < 0 || o > n {
				ok = false
				break
			}
			x2 += (o - n/2) * (o - n/2) / (n / 4)
			a, _ := math.Lgamma(o + 1)
			b, _ := math.Lgamma(n - o + 1)
			logPMF += lgN - a - b - n*math.Ln2
		}
		if !ok || x2 < x {
			continue
		}
		logGauss := -df/2*math.Log(2*math.Pi*n/4) - r2/2
		logChi := (df/2-1)*math.Log(r2) - r2/2 - df/2*math.Ln2 - lgDf
		w := math.Exp(logPMF - logGauss + logChi - logH - nominal)
		sum += w
		sum2 += w * w
	}
	m := float64(samples)
	mean := sum / m
	return math.Log(mean) + nominal, math.Sqrt(sum2/m-mean*mean) / mean / math.Sqrt(m)
}

// expectations are k expected counts, the least of which is e.
func expectations(k int, e float64, shape string) []float64 {
	all := make([]float64, k)
	for i := range all {
		all[i] = e
		switch {
		case shape == "one rare" && i > 0:
			all[i] = 10 * e
		case shape == "half rare" && i >= k/2:
			all[i] = 10 * e
		case shape == "geometric":
			all[i] = e * math.Exp2(float64(min(i, 20))) // as in a gap test
		}
	}
	return all
}

// TestReach compares the exact tails of Pearson's X^2 with chi-squared at the
// depth down to which reach calls it right within a factor of 2, and the lower
// tail where chiSquared stops it.
func TestReach(t *testing.T) {
	ks, es, shapes := []int{2, 6, 24}, []float64{150, 5000}, []string{"equal", "half rare"}
	samples := 20000
	if *long {
		ks, es = []int{2, 3, 5, 6, 8, 12, 23, 24, 32, 64, 256}, []float64{150, 200, 450, 1000, 4000, 20000}
		shapes = []string{"equal", "one rare", "half rare", "geometric"}
		samples = 100000
	}
	r := rand.New(rand.NewChaCha8([32]byte{1}))
	for _, k := range ks {
		for _, least := range es {
			for _, shape := range shapes {
				e := expectations(k, least, shape)
				df := float64(k - 1)
				want := reach(least, k)
				x := tails.ChiSquaredQuantile(want, df)
				got, err := exactTail(e, x, true, samples, r)
				report := t.Logf
				if math.Abs(got-want) > math.Ln2+3*err || err > 0.15 {
					report = t.Errorf
				}
				report("k=%d least=%g %s: upper tail, ln p %.2f: ratio %.3f (relative error %.3f)", k, least, shape, want, math.Exp(got-want), err)

				nearest := float64(k) / least
				want, _ = tails.ChiSquared(nearest, df)
				if want < deepest {
					x := tails.ChiSquaredQuantile(tails.Log1mExp(deepest), df)
					nearest, want = x, deepest
				}
				got, err = exactTail(e, nearest, false, samples, r)
				report = t.Logf
				if got-want > math.Ln2+3*err || err > 0.15 { // below, it may be on the safe side
					report = t.Errorf
				}
				report("k=%d least=%g %s: lower tail, ln p %.2f: ratio %.3f (relative error %.3f)", k, least, shape, want, math.Exp(got-want), err)
			}
		}
	}
}

func TestReachBits(t *testing.T) {
	ks, ns, samples := []int{2, 64}, []float64{512}, 10000
	if *long {
		ks, ns, samples = []int{2, 3, 4, 8, 16, 31, 32, 64}, []float64{512, 768, 1024, 4096, 1 << 16}, 100000
	}
	r := rand.New(rand.NewChaCha8([32]byte{2}))
	for _, k := range ks {
		for _, n := range ns {
			x := tails.ChiSquaredQuantile(deepest, float64(k))
			got, err := exactBits(n, k, x, samples, r)
			report := t.Logf
			if math.Abs(got-deepest) > math.Ln2+3*err || err > 0.15 {
				report = t.Errorf
			}
			report("k=%d n=%g: ratio %.3f (relative error %.3f)", k, n, math.Exp(got-deepest), err)
		}
	}
}
