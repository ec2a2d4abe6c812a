package tails

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// uniform draws from [low, high]; rapid favours the ends and simple numbers.
func uniform(t *rapid.T, low, high float64, label string) float64 {
	return rapid.Float64Range(low, high).Draw(t, label)
}

// power2 draws from [2^low, 2^high], every scale alike.
func power2(t *rapid.T, low, high float64, label string) float64 {
	return math.Exp2(uniform(t, low, high, label))
}

// near draws a point within some 50 standard deviations of mean, at least 0.
func near(t *rapid.T, mean, sd float64, label string) float64 {
	return math.Max(0, mean+sd*uniform(t, -50, 50, label))
}

func checkLogs(t *rapid.T, lower, upper float64) {
	for _, x := range []float64{lower, upper} {
		if !(x >= -math.MaxFloat64 && x <= 0) || x == 0 && math.Signbit(x) {
			t.Fatalf("ln p is %v", x)
		}
	}
}

// slack is what rounding may do to the order of two logarithms near ln p.
func slack(logP float64) float64 { return 1e-14 + 1e-12*math.Abs(logP) }

// checkOrder checks the tails of two points, the first of which is at most the
// second.
func checkOrder(t *rapid.T, lower1, upper1, lower2, upper2 float64) {
	if lower1 > lower2+slack(lower2) || upper1 < upper2-slack(upper2) {
		t.Fatalf("not monotone: (%v, %v) then (%v, %v)", lower1, upper1, lower2, upper2)
	}
}

// checkSum checks that two probabilities are complementary.
func checkSum(t *rapid.T, lower, upper float64) {
	if sum := math.Exp(lower) + math.Exp(upper); math.Abs(sum-1) > 2e-13 {
		t.Fatalf("exp(%v) + exp(%v) is 1 + %g", lower, upper, sum-1)
	}
}

func TestContinuousProperties(t *testing.T) {
	laws := map[string]func(t *rapid.T) (tails func(x float64) (float64, float64), x, y float64){
		"normal": func(t *rapid.T) (func(float64) (float64, float64), float64, float64) {
			return Normal, uniform(t, -200, 200, "z"), uniform(t, -200, 200, "z")
		},
		"gamma": func(t *rapid.T) (func(float64) (float64, float64), float64, float64) {
			shape := power2(t, -1, 40, "log shape")
			sd := math.Sqrt(shape)
			return func(x float64) (float64, float64) { return Gamma(x, shape) }, near(t, shape, sd, "x"), near(t, shape, sd, "x")
		},
		"chisquared": func(t *rapid.T) (func(float64) (float64, float64), float64, float64) {
			df := math.Floor(power2(t, 0, 24, "log df"))
			sd := math.Sqrt(2 * df)
			return func(x float64) (float64, float64) { return ChiSquared(x, df) }, near(t, df, sd, "x"), near(t, df, sd, "x")
		},
		"noncentral": func(t *rapid.T) (func(float64) (float64, float64), float64, float64) {
			df, lambda := math.Floor(power2(t, 0, 12, "log df")), power2(t, -10, 12, "log lambda")
			sd := math.Sqrt(2*df + 4*lambda)
			return func(x float64) (float64, float64) { return NoncentralChiSquared(x, df, lambda) }, near(t, df+lambda, sd, "x"), near(t, df+lambda, sd, "x")
		},
		"smirnov": func(t *rapid.T) (func(float64) (float64, float64), float64, float64) {
			n := uint64(power2(t, 0, 53, "log n"))
			z := math.Sqrt(float64(n))
			return func(d float64) (float64, float64) { return Smirnov(d, n) }, power2(t, -8, 4, "log z") / z, power2(t, -8, 4, "log z") / z
		},
		"kolmogorov": func(t *rapid.T) (func(float64) (float64, float64), float64, float64) {
			n := uint64(power2(t, 0, 53, "log n"))
			z := math.Sqrt(float64(n))
			return func(d float64) (float64, float64) { return Kolmogorov(d, n) }, power2(t, -8, 4, "log z") / z, power2(t, -8, 4, "log z") / z
		},
		"andersondarling": func(t *rapid.T) (func(float64) (float64, float64), float64, float64) {
			return AndersonDarling, power2(t, -20, 10, "log x"), power2(t, -20, 10, "log x")
		},
	}
	for name, draw := range laws {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			tails, x, y := draw(t)
			x, y = math.Min(x, y), math.Max(x, y)
			lower1, upper1 := tails(x)
			lower2, upper2 := tails(y)
			checkLogs(t, lower1, upper1)
			checkLogs(t, lower2, upper2)
			checkSum(t, lower1, upper1)
			checkOrder(t, lower1, upper1, lower2, upper2)
		}))
	}
}

func TestDiscreteProperties(t *testing.T) {
	laws := map[string]func(t *rapid.T) (tails func(k uint64) (float64, float64), k, most uint64){
		"poisson": func(t *rapid.T) (func(uint64) (float64, float64), uint64, uint64) {
			mean := power2(t, -30, 40, "log mean")
			return func(k uint64) (float64, float64) { return Poisson(k, mean) }, uint64(near(t, mean, math.Sqrt(mean)+1, "k")), math.MaxUint64 - 1
		},
		"binomial": func(t *rapid.T) (func(uint64) (float64, float64), uint64, uint64) {
			n := uint64(power2(t, 0, 50, "log n"))
			p := uniform(t, 0, 1, "p")
			if rapid.Bool().Draw(t, "rare") {
				p = power2(t, -40, 0, "log p")
			}
			mean := float64(n) * p
			return func(k uint64) (float64, float64) { return Binomial(k, n, p) }, min(n, uint64(near(t, mean, math.Sqrt(mean*(1-p))+1, "k"))), n
		},
	}
	for name, draw := range laws {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			tails, k, most := draw(t)
			lower1, upper1 := tails(k)
			checkLogs(t, lower1, upper1)
			if k == most {
				return
			}
			lower2, upper2 := tails(k + 1)
			checkLogs(t, lower2, upper2)
			checkOrder(t, lower1, upper1, lower2, upper2)
			checkSum(t, lower1, upper2) // X <= k or X >= k+1
			// P(X <= k) + P(X >= k) is 1 + P(X = k), so their logs say
			// nothing above 1.
			if math.Exp(lower1)+math.Exp(upper1) < 1-2e-13 {
				t.Fatalf("the tails of %d do not overlap", k)
			}
		}))
	}
}

// TestSmall compares with sums over whole laws that are small enough.
func TestSmall(t *testing.T) {
	for n := uint64(0); n <= 25; n++ {
		for _, p := range []float64{0, 0x1p-60, 0.01, 1. / 3, 0.5, 0.75, 1 - 0x1p-53, 1} {
			mass := make([]float64, n+1)
			choose := 1.
			for k := range mass {
				mass[k] = choose * math.Pow(p, float64(k)) * math.Pow(1-p, float64(n)-float64(k))
				choose *= (float64(n) - float64(k)) / float64(k+1)
			}
			for k := range mass {
				var lower, upper float64
				for _, m := range mass[:k+1] {
					lower += m
				}
				for _, m := range mass[k:] {
					upper += m
				}
				gotLower, gotUpper := Binomial(uint64(k), n, p)
				for _, c := range [][2]float64{{gotLower, lower}, {gotUpper, upper}} {
					got, want := c[0], math.Log(c[1])
					if c[1] < 1e-300 && got > -690 || c[1] >= 1e-300 && math.Abs(got-want) > 1e-12*math.Max(1, -want) {
						t.Errorf("Binomial(%d, %d, %v) has ln p %v, want %v", k, n, p, got, want)
					}
				}
			}
		}
	}
}

func TestAbsurd(t *testing.T) {
	inf := math.Inf(1)
	huge := []float64{0, 5e-324, 1e-300, 1e-20, 0.3, 0.5, 1, 2, 199.5, 1e4, 1e9, 1e16, 1e50, 1e100, 1e200, 1e300, math.MaxFloat64, inf}
	check := func(what string, lower, upper float64) {
		t.Helper()
		for _, x := range []float64{lower, upper} {
			if !(x >= -math.MaxFloat64 && x <= 0) || x == 0 && math.Signbit(x) {
				t.Errorf("%s: ln p is %v and %v", what, lower, upper)
				return
			}
		}
		if sum := math.Exp(lower) + math.Exp(upper); sum < 1-1e-12 {
			t.Errorf("%s: the tails %v and %v have the sum %v", what, lower, upper, sum)
		}
	}
	both := func(what string, x float64, tails func(float64) (float64, float64)) {
		t.Helper()
		lower, upper := tails(x)
		check(what, lower, upper)
	}
	for _, x := range huge {
		both(fmt.Sprint("Normal ", x), x, Normal)
		both(fmt.Sprint("Normal -", x), -x, Normal)
		for _, a := range huge {
			if a >= 0.5 && a < inf {
				both(fmt.Sprint("Gamma ", x, " ", a), x, func(x float64) (float64, float64) { return Gamma(x, a) })
			}
			if a >= 1 && a < inf {
				both(fmt.Sprint("ChiSquared ", x, " ", a), x, func(x float64) (float64, float64) { return ChiSquared(x, a) })
				for _, lambda := range huge {
					if lambda < inf {
						both(fmt.Sprint("NoncentralChiSquared ", x, " ", a, " ", lambda), x, func(x float64) (float64, float64) { return NoncentralChiSquared(x, a, lambda) })
					}
				}
			}
		}
	}
	for _, x := range huge {
		both(fmt.Sprint("AndersonDarling ", x), x, AndersonDarling)
		for _, d := range []float64{x, 1 - x} {
			for _, n := range []uint64{1, 2, 10, 1000, 1001, 1 << 20, 1 << 53} {
				if d >= 0 {
					both(fmt.Sprint("Smirnov ", d, " ", n), d, func(x float64) (float64, float64) { return Smirnov(x, n) })
					both(fmt.Sprint("Kolmogorov ", d, " ", n), d, func(x float64) (float64, float64) { return Kolmogorov(x, n) })
				}
			}
		}
	}
	counts := []uint64{0, 1, 2, 3, 10, 1000, 1 << 31, 1 << 40, 1 << 53, 1 << 63, math.MaxUint64}
	for _, k := range counts {
		for _, mean := range huge {
			if mean < inf {
				lower, upper := Poisson(k, mean)
				check(fmt.Sprint("Poisson ", k, " ", mean), lower, upper)
			}
		}
		for _, n := range counts {
			for _, p := range []float64{0, 5e-324, 1e-300, 1e-12, 1. / 3, 0.5, 0.999, 1 - 0x1p-53, 1} {
				for _, k := range []uint64{k, n - k, n/2 + k, n} {
					lower, upper := Binomial(k, n, p)
					check(fmt.Sprint("Binomial ", k, " ", n, " ", p), lower, upper)
				}
			}
		}
	}
}

func TestPanics(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for name, f := range map[string]func(){
		"normal NaN":               func() { Normal(nan) },
		"normal quantile":          func() { NormalQuantile(1e-9) },
		"normal quantile NaN":      func() { NormalQuantile(nan) },
		"gamma x":                  func() { Gamma(-1, 1) },
		"gamma x NaN":              func() { Gamma(nan, 1) },
		"gamma shape":              func() { Gamma(1, 0.4) },
		"gamma shape Inf":          func() { Gamma(1, inf) },
		"chi-squared x":            func() { ChiSquared(-1e-300, 1) },
		"chi-squared df":           func() { ChiSquared(1, 0) },
		"chi-squared quantile":     func() { ChiSquaredQuantile(0.1, 1) },
		"chi-squared quantile df":  func() { ChiSquaredQuantile(-1, nan) },
		"poisson":                  func() { Poisson(1, -1) },
		"poisson Inf":              func() { Poisson(1, inf) },
		"binomial":                 func() { Binomial(1, 2, 1.1) },
		"binomial NaN":             func() { Binomial(1, 2, nan) },
		"binomial band":            func() { BinomialBand(0, 2, 0.5) },
		"noncentral x":             func() { NoncentralChiSquared(-1, 2, 1) },
		"noncentral lambda":        func() { NoncentralChiSquared(1, 2, -1) },
		"smirnov d":                func() { Smirnov(-1, 2) },
		"smirnov n":                func() { Smirnov(0.1, 0) },
		"kolmogorov NaN":           func() { Kolmogorov(nan, 2) },
		"kolmogorov n":             func() { Kolmogorov(0.1, 1<<53+1) },
		"anderson-darling":         func() { AndersonDarling(nan) },
		"noncentrality level":      func() { Noncentrality(2, 0, 0.9) },
		"noncentrality power":      func() { Noncentrality(2, -1, 1) },
		"complement of NaN":        func() { Log1mExp(nan) },
		"sum of a NaN and another": func() { LogAdd(0, nan) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			f()
		})
	}
}

func TestNormalQuantile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		logP := -power2(t, -60, 60, "log of -logP")
		z := NormalQuantile(logP)
		lower, upper := Normal(z)
		// Of the smaller tail, the derivative of its logarithm in ln z is
		// about z^2: 1e-15 of z.
		if logP < -math.Ln2 {
			if math.Abs(upper/logP-1) > 1e-14 {
				t.Fatalf("NormalQuantile(%v) = %v, whose ln p is %v", logP, z, upper)
			}
		} else if want := Log1mExp(logP); math.Abs(lower/want-1) > 1e-14 {
			t.Fatalf("NormalQuantile(%v) = %v, whose lower ln p is %v, want %v", logP, z, lower, want)
		}
	})
	if z := NormalQuantile(-math.Ln2); math.Abs(z) > 1e-15 {
		t.Errorf("the median is %v", z)
	}
	for _, logP := range []float64{0, -5e-324, -math.MaxFloat64} {
		if z := NormalQuantile(logP); math.Abs(z) < 37 || math.Abs(z) > 1e155 {
			t.Errorf("NormalQuantile(%v) = %v", logP, z)
		}
	}
}

func TestChiSquaredQuantile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		df := math.Floor(power2(t, 0, 24, "log df"))
		logUpper := -power2(t, -60, 20, "log of -logUpper")
		x := ChiSquaredQuantile(logUpper, df)
		lower, upper := ChiSquared(x, df)
		if logUpper < -math.Ln2 {
			if math.Abs(upper/logUpper-1) > 1e-9 {
				t.Fatalf("ChiSquaredQuantile(%v, %v) = %v, whose ln p is %v", logUpper, df, x, upper)
			}
		} else if want := Log1mExp(logUpper); math.Abs(lower/want-1) > 1e-9 {
			t.Fatalf("ChiSquaredQuantile(%v, %v) = %v, whose lower ln p is %v, want %v", logUpper, df, x, lower, want)
		}
	})
	for _, c := range []struct{ logUpper, df float64 }{{0, 1}, {-5e-324, 1}, {-5e-324, 1e7}, {-1e300, 1}, {-math.MaxFloat64, 3}, {-1, 1e300}} {
		if x := ChiSquaredQuantile(c.logUpper, c.df); !(x >= 0 && x <= math.MaxFloat64) {
			t.Errorf("ChiSquaredQuantile(%v, %v) = %v", c.logUpper, c.df, x)
		}
	}
	// Tables of the chi-squared law: 5 % and 0.1 % points.
	for _, c := range []struct{ p, df, want float64 }{{0.05, 1, 3.841459}, {0.05, 10, 18.307038}, {0.001, 5, 20.515006}, {0.95, 10, 3.940299}} {
		if x := ChiSquaredQuantile(math.Log(c.p), c.df); math.Abs(x-c.want) > 1e-6 {
			t.Errorf("ChiSquaredQuantile(ln %v, %v) = %v, want %v", c.p, c.df, x, c.want)
		}
	}
}

func TestNoncentrality(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		df := math.Floor(power2(t, 0, 20, "log df"))
		logAlpha := -uniform(t, 0.1, 1000, "-logAlpha")
		power := uniform(t, 0.001, 0.999, "power")
		lambda := Noncentrality(df, logAlpha, power)
		critical := ChiSquaredQuantile(logAlpha, df)
		_, upper := NoncentralChiSquared(critical, df, lambda)
		if math.Log(power) <= logAlpha {
			if lambda != 0 {
				t.Fatalf("lambda is %v where none is needed", lambda)
			}
			return
		}
		if got := math.Exp(upper); math.Abs(got-power) > 1e-6 {
			t.Fatalf("Noncentrality(%v, %v, %v) = %v has the power %v", df, logAlpha, power, lambda, got)
		}
	})
}

// TestNoncentralMethods holds the two ways of computing the law to one another
// where it changes from one to the other.
func TestNoncentralMethods(t *testing.T) {
	for _, share := range []float64{0.001, 0.1, 0.5, 0.9, 0.999} {
		df := math.Floor(noncentralLarge * share)
		lambda := noncentralLarge - df
		sd := math.Sqrt(2*df + 4*lambda)
		for z := -20.25; z <= 40; z += 0.5 {
			x := df + lambda + z*sd
			if x <= 0 {
				continue
			}
			lower, upper := NoncentralChiSquared(x, df, lambda)
			saddleLower, saddleUpper := Normal(noncentralRoot(x, df, lambda, noncentralTilt(x, df, lambda)))
			for _, c := range [][2]float64{{lower, saddleLower}, {upper, saddleUpper}} {
				if math.Abs(c[0]-c[1]) > 1e-6*math.Max(1, -c[0]) {
					t.Errorf("df %v, lambda %v, %v sd: mixture %v, saddle-point %v", df, lambda, z, c[0], c[1])
				}
			}
		}
	}
}

func TestBinomialBand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := uint64(power2(t, 0, 50, "log n"))
		p := uniform(t, 0, 1, "p")
		if rapid.Bool().Draw(t, "rare") {
			p = power2(t, -40, 0, "log p")
		}
		logP := -power2(t, -10, 10, "log of -logP")
		low, high := BinomialBand(logP, n, p)
		if low > n || high > n {
			t.Fatalf("the band is [%d, %d]", low, high)
		}
		if lower, _ := Binomial(low, n, p); !(lower > logP) {
			t.Errorf("low %d has ln p %v", low, lower)
		}
		if low > 0 {
			if lower, _ := Binomial(low-1, n, p); lower > logP {
				t.Errorf("low-1 = %d has ln p %v", low-1, lower)
			}
		}
		if _, upper := Binomial(high, n, p); !(upper > logP) {
			t.Errorf("high %d has ln p %v", high, upper)
		}
		if high < n {
			if _, upper := Binomial(high+1, n, p); upper > logP {
				t.Errorf("high+1 = %d has ln p %v", high+1, upper)
			}
		}
	})
	if low, high := BinomialBand(math.Log(0.025), 100, 0.5); low != 40 || high != 60 {
		t.Errorf("the band of 100 coins is [%d, %d], want [40, 60]", low, high)
	}
}

func TestLogs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := -power2(t, -1074, 9, "log of -x")
		back := Log1mExp(Log1mExp(x))
		// Where 1 - e^x is nearly 1, its logarithm has what precision e^x has.
		if x > -700 && math.Abs(back-x) > 4e-16*math.Max(1, -x)*math.Exp(-math.Max(x, -1)) {
			t.Fatalf("twice the complement of %v is %v", x, back)
		}
		y := uniform(t, -800, 0, "y")
		sum := LogAdd(x, y)
		if sum != LogAdd(y, x) || sum < x || sum < y || sum > math.Max(x, y)+math.Ln2+1e-12 {
			t.Fatalf("LogAdd(%v, %v) = %v", x, y, sum)
		}
	})
	inf := math.Inf(-1)
	for _, c := range []struct{ got, want float64 }{
		{Log1mExp(0), -math.MaxFloat64},
		{Log1mExp(1e-17), -math.MaxFloat64},
		{Log1mExp(inf), 0},
		{Log1mExp(-math.Ln2), -math.Ln2},
		{LogAdd(inf, -3), -3},
		{LogAdd(inf, inf), -math.MaxFloat64},
		{LogAdd(-math.MaxFloat64, -math.MaxFloat64), -math.MaxFloat64},
		{LogAdd(0, 0), math.Ln2},
		{ln(0x1p-1070), -1070 * math.Ln2},
	} {
		if math.Abs(c.got-c.want) > 1e-15*math.Abs(c.want) {
			t.Errorf("got %v, want %v", c.got, c.want)
		}
	}
}
