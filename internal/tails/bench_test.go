package tails

import (
	"math"
	"testing"
)

var sink float64

// BenchmarkTails times every function where it has most to do: near the mean,
// and far from it.
func BenchmarkTails(b *testing.B) {
	for _, c := range []struct {
		name string
		f    func() (float64, float64)
	}{
		{"law=normal/at=1", func() (float64, float64) { return Normal(1) }},
		{"law=normal/at=50", func() (float64, float64) { return Normal(50) }},
		{"law=chisquared/df=1/at=40", func() (float64, float64) { return ChiSquared(40, 1) }},
		{"law=chisquared/df=255/at=256", func() (float64, float64) { return ChiSquared(256, 255) }},
		{"law=chisquared/df=1e7/at=mean", func() (float64, float64) { return ChiSquared(1e7, 1e7) }},
		{"law=gamma/shape=1e9/at=mean", func() (float64, float64) { return Gamma(1e9, 1e9) }},
		{"law=poisson/mean=3/at=5", func() (float64, float64) { return Poisson(5, 3) }},
		{"law=poisson/mean=1e9/at=mean", func() (float64, float64) { return Poisson(1e9, 1e9) }},
		{"law=binomial/n=1000/at=mean", func() (float64, float64) { return Binomial(500, 1000, 0.5) }},
		{"law=binomial/n=2^40/at=mean", func() (float64, float64) { return Binomial(1<<39, 1<<40, 0.5) }},
		{"law=binomial/n=2^40/at=far", func() (float64, float64) { return Binomial(1<<38, 1<<40, 0.5) }},
		{"law=smirnov/n=1000/z=1", func() (float64, float64) { return Smirnov(1/math.Sqrt(1000), 1000) }},
		{"law=smirnov/n=1e6/z=5", func() (float64, float64) { return Smirnov(5e-3, 1e6) }},
		{"law=kolmogorov/n=1e4/c=9", func() (float64, float64) { return Kolmogorov(9e-4, 1e4) }},
		{"law=kolmogorov/n=1e6/z=1", func() (float64, float64) { return Kolmogorov(1e-3, 1e6) }},
		{"law=andersondarling/at=1", func() (float64, float64) { return AndersonDarling(1) }},
		{"law=andersondarling/at=30", func() (float64, float64) { return AndersonDarling(30) }},
		{"law=noncentral/df=255/lambda=200", func() (float64, float64) { return NoncentralChiSquared(400, 255, 200) }},
		{"law=noncentral/df=5000/lambda=4999", func() (float64, float64) { return NoncentralChiSquared(10500, 5000, 4999) }},
		{"law=noncentral/df=1e6/lambda=2e4", func() (float64, float64) { return NoncentralChiSquared(1.02e6, 1e6, 2e4) }},
		{"quantile=normal", func() (float64, float64) { return NormalQuantile(-20), 0 }},
		{"quantile=chisquared/df=255", func() (float64, float64) { return ChiSquaredQuantile(-20, 255), 0 }},
		{"quantile=chisquared/df=1e7", func() (float64, float64) { return ChiSquaredQuantile(-20, 1e7), 0 }},
		{"quantile=noncentrality/df=255", func() (float64, float64) { return Noncentrality(255, -20, 0.99), 0 }},
		{"quantile=band/n=1e6", func() (float64, float64) {
			low, high := BinomialBand(-10, 1e6, 1./256)
			return float64(low), float64(high)
		}},
		{"quantile=band/n=2^40", func() (float64, float64) {
			low, high := BinomialBand(-10, 1<<40, 1./256)
			return float64(low), float64(high)
		}},
		{"helper=log1mexp", func() (float64, float64) { return Log1mExp(-0.3), 0 }},
		{"helper=logadd", func() (float64, float64) { return LogAdd(-0.3, math.Pi), 0 }},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				x, y := c.f()
				sink += x + y
			}
		})
	}
}
