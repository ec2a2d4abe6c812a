package randtest

import (
	"fmt"
	"math"
	"testing"
)

// Float checks that draw returns independent floats that are uniform on [0, 1)
// to 53 bits: k = f*2^53, rounded down, uniform below 2^53. Intervals of f and
// the lowest six bits of k are judged; the stored bits of a float are not, which
// are not fair in a fair float. A float outside, 1 or NaN fails, and so do floats
// of fewer bits, such as float32's: use [CDF] for those.
//
// The Detect promise holds for each of 64 intervals and each of the 64 values of
// the lowest six bits.
func Float(tb testing.TB, draw func() float64, opts ...Option) {
	tb.Helper()
	e := newExperiment(tb, "Float", "draws", opts)
	if e.config.byteModulo {
		e.config.refuse("DetectByteModulo has a meaning for Uniform and UniformString only")
	}
	count := e.uniform(1 << 53)
	e.bias = fmt.Sprintf("%d intervals or %d values of the lowest bits", parts, parts)
	for _, t := range e.tables {
		switch t.name {
		case "interval", "step":
			t.label = fraction
		case "residue class":
			t.name = "value of the lowest 6 of 53 bits"
			t.label = func(i int) string { return fmt.Sprintf("%06b", i) }
		}
	}
	e.draw = func() error {
		f := draw()
		if !(f >= 0 && f < 1) {
			return fmt.Errorf("got %v, which is not in [0, 1)", f)
		}
		return count(uint64(f * (1 << 53)))
	}
	e.run()
}

// fraction names one of the equal parts of [0, 1).
func fraction(i int) string {
	return fmt.Sprintf("%.4f..%.4f", float64(i)/parts, float64(i+1)/parts)
}

// CDF checks that draw returns independent floats of the continuous law whose
// distribution function is cdf: that cdf of them is uniform on [0, 1]. A draw
// that is NaN fails, as does a cdf that is no probability.
//
// The Detect promise holds for each of 64 equally likely intervals of the law.
func CDF(tb testing.TB, cdf func(x float64) float64, draw func() float64, opts ...Option) {
	tb.Helper()
	e := newExperiment(tb, "CDF", "draws", opts)
	if e.config.byteModulo {
		e.config.refuse("DetectByteModulo has a meaning for Uniform and UniformString only")
	}
	e.bias = fmt.Sprintf("%d equally likely intervals", parts)
	intervals := partition("interval of the law", fraction, parts, 1./parts)
	intervals.promised = true
	steps := partition("step", fraction, parts, 1./parts)
	e.tables = append(e.tables, intervals, steps)
	part := func(u float64) uint64 { return min(uint64(u*parts), parts-1) }
	last := -1.
	e.draw = func() error {
		x := draw()
		u := cdf(x)
		if math.IsNaN(x) || !(u >= 0 && u <= 1) {
			return fmt.Errorf("got %v, whose cdf is %v: not from 0 to 1", x, u)
		}
		intervals.add(part(u))
		if last >= 0 {
			d := u - last
			if d < 0 {
				d++
			}
			steps.add(part(d))
		}
		last = u
		return nil
	}
	e.run()
}
