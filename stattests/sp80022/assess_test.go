package sp80022

import (
	"math"
	"testing"
)

// TestUniformity is the example of 4.2.2 in numbers: a hundred p-values in the
// standard's ten classes.
func TestUniformity(t *testing.T) {
	var values [][]float64
	want := [Classes]int{8, 12, 10, 9, 11, 10, 13, 7, 10, 10}
	for i, n := range want {
		for range n {
			values = append(values, []float64{(float64(i) + 0.5) / 10})
		}
	}
	values[0][0], values[len(values)-1][0] = 0, 1
	values = append(values, []float64{math.NaN()})
	r := Assess(&Suite{n: 1000000, statistics: []Statistic{{"FFT", ""}}}, values, nil).Rows[0]
	if r.Counts != want || r.Applicable != 100 || r.Passed != 99 {
		t.Errorf("%+v", r)
	}
	// 2.8 = (4+4+0+1+1+0+9+9)/10; igamc(9/2, 1.4) by Simpson's rule.
	if math.Abs(r.ChiSquared-2.8) > 1e-12 || math.Abs(math.Exp(r.LogUniformity)-simpson(2.8, 9)) > 1e-9 {
		t.Errorf("chi-squared %v, P-value_T %v, want 2.8 and %v", r.ChiSquared, math.Exp(r.LogUniformity), simpson(2.8, 9))
	}
	if r.Proportion != 0.99 || math.Abs(r.Low-0.96015) > 1e-5 || r.High != 1 {
		t.Errorf("proportion %v in %v to %v", r.Proportion, r.Low, r.High)
	}
	if a := Assess(&Suite{n: 1000000, statistics: make([]Statistic, 188)}, repeat(values[:100], 188), nil); math.Abs(a.ExpectedProportionsOut-3.46) > 0.01 || a.ProportionsOut != 0 {
		t.Errorf("of 188 proportions %v are out and %v expected, want 0 and 3.46", a.ProportionsOut, a.ExpectedProportionsOut)
	}
	few := Assess(&Suite{n: 1000000, statistics: []Statistic{{"FFT", ""}}}, values[:54], nil).Rows[0]
	if !math.IsNaN(few.LogUniformity) || !few.UniformityOK() {
		t.Errorf("54 p-values: ln P-value_T %v, want none", few.LogUniformity)
	}
}

// simpson integrates the chi-squared density from x on.
func simpson(x float64, df float64) float64 {
	g, _ := math.Lgamma(df / 2)
	density := func(t float64) float64 {
		return math.Exp((df/2-1)*math.Log(t) - t/2 - df/2*math.Ln2 - g)
	}
	const steps, far = 100000, 120.0
	h := (far - x) / steps
	sum := density(x) + density(far)
	for i := 1; i < steps; i++ {
		sum += density(x+float64(i)*h) * float64(2+2*(i%2))
	}
	return sum * h / 3
}

// TestVerdictNumbers: fair sequences give no evidence, and constant, periodic and
// biased ones do, one sequence being enough for the first two.
func TestVerdictNumbers(t *testing.T) {
	if testing.Short() {
		t.Skip("40 sequences")
	}
	const n = 1000000
	s := newSuite(t, n, Parameters{})
	assess := func(sequences int, fill func(i int, data []byte)) *Assessment {
		var values [][]float64
		var exact []float64
		var b Bits
		data := make([]byte, n/8)
		for i := range sequences {
			fill(i, data)
			b.SetBytes(data, n)
			values = append(values, s.Run(&b, nil))
			exact = append(exact, s.LogExact())
		}
		return Assess(s, values, exact)
	}
	fair := assess(20, func(i int, data []byte) { copy(data, splitmixBytes(42, i*len(data), len(data))) })
	if fair.LogP < math.Log(1e-4) {
		t.Errorf("fair: ln p = %v: %s", fair.LogP, fair.Reason)
	}
	for name, c := range map[string]struct {
		sequences int
		fill      func(i int, data []byte)
	}{
		"constant": {1, func(_ int, data []byte) { clear(data) }},
		"a period": {1, func(_ int, data []byte) { copy(data, "0123456789abcdefghijklmnopqrstuvwxyz"); fillPeriod(data, 36) }},
		"one bit in a byte set": {10, func(i int, data []byte) {
			copy(data, splitmixBytes(42, i*len(data), len(data)))
			for j := range data {
				data[j] |= 1 << (j / 8 % 64 / 8)
			}
		}},
		"repeated": {10, func(i int, data []byte) {
			copy(data, splitmixBytes(42, i*len(data), len(data)/50))
			fillPeriod(data, len(data)/50)
		}},
	} {
		if a := assess(c.sequences, c.fill); !(a.LogP < math.Log(1e-9)) || a.Reason == "" {
			t.Errorf("%s: ln p = %v, want below that of 1e-9", name, a.LogP)
		}
	}
}

func fillPeriod(data []byte, period int) {
	for i := period; i < len(data); i++ {
		data[i] = data[i-period]
	}
}

func TestNothing(t *testing.T) {
	a := Assess(&Suite{n: 100, statistics: []Statistic{{"FFT", ""}}}, nil, nil)
	if a.LogP != 0 || a.Rows[0].Applicable != 0 || !a.Rows[0].ProportionOK() || !a.Rows[0].UniformityOK() {
		t.Errorf("%+v", a)
	}
}

// repeat makes each sequence's one p-value that of so many statistics.
func repeat(values [][]float64, statistics int) (repeated [][]float64) {
	for _, v := range values {
		row := make([]float64, statistics)
		for i := range row {
			row[i] = v[0]
		}
		repeated = append(repeated, row)
	}
	return repeated
}

// TestReach: what no data could have failed has a LeastLogP that says so.
func TestReach(t *testing.T) {
	const n = 1000000
	alpha := 1e-9
	for _, c := range []struct {
		test      string
		p         float64
		sequences int
		reaches   bool
	}{
		{"RandomExcursions", math.NaN(), 100, false},
		{"Serial", 0, 1, false},
		{"Serial", 0, 3, false},
		{"Serial", 0, 4, true},
		{"Runs", 0, 1, false},
		{"Frequency", 0, 1, true},
		{"Frequency", math.NaN(), 1, false},
	} {
		s := &Suite{n: n, statistics: []Statistic{{c.test, ""}}}
		values := make([][]float64, c.sequences)
		for i := range values {
			values[i] = []float64{c.p}
		}
		a := Assess(s, values, make([]float64, c.sequences))
		if got := a.LeastLogP < math.Log(alpha); got != c.reaches {
			t.Errorf("%d sequences of %s with p = %v: least ln p %v", c.sequences, c.test, c.p, a.LeastLogP)
		}
		if a.LogP < a.LeastLogP-1e-9 {
			t.Errorf("%s: ln p = %v below the least, %v", c.test, a.LogP, a.LeastLogP)
		}
		if need := a.NeedSequences(alpha); need != 4 {
			t.Errorf("%d sequences are needed, want 4", need)
		}
	}
}

// TestAtom: a template's count that is its mean is no evidence with one block.
func TestAtom(t *testing.T) {
	values := repeat([][]float64{{1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}}, 1)
	for blocks, want := range map[int]bool{1: false, 8: true} {
		s := &Suite{n: 102409, p: Parameters{NonOverlappingTemplateN: blocks}, statistics: []Statistic{{"NonOverlappingTemplate", "1"}}}
		if a := Assess(s, values, nil); a.LogP < math.Log(1e-9) != want {
			t.Errorf("%d blocks: ln p = %v", blocks, a.LogP)
		}
	}
}

// TestLeftOut: constants of the standard's program count only where they are
// calibrated.
func TestLeftOut(t *testing.T) {
	for _, c := range []struct {
		n    int
		p    Parameters
		want int
	}{
		{1000000, Parameters{Constants: NIST}, 0},
		{1000000, Parameters{Constants: Exact, OverlappingTemplateM: 2, OverlappingTemplateBits: 6}, 0},
		{1000000, Parameters{Constants: NIST, OverlappingTemplateM: 2, OverlappingTemplateBits: 6}, 1},
		{2000000, Parameters{Constants: NIST}, 1},
	} {
		s := newSuite(t, c.n, c.p, "OverlappingTemplate")
		a := Assess(s, repeat([][]float64{{0}, {0}, {0}, {0}, {0}}, 1), make([]float64, 5))
		if len(a.LeftOut) != c.want || a.LogP < math.Log(1e-9) != (c.want == 0) {
			t.Errorf("%d bits, %+v: ln p = %v, left out %v", c.n, c.p, a.LogP, a.LeftOut)
		}
	}
}
