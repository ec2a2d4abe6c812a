package tails

import (
	"encoding/json"
	"math"
	"os"
	"strconv"
	"testing"
)

// A reference is a row of testdata/tails.json or testdata/kolmogorov.json, which
// the scripts of the same names wrote.
type reference struct {
	law          string
	args         []float64
	lower, upper float64
}

func (r *reference) UnmarshalJSON(data []byte) error {
	var lower, upper string
	if err := json.Unmarshal(data, &[]any{&r.law, &r.args, &lower, &upper}); err != nil {
		return err
	}
	var err error
	if r.lower, err = strconv.ParseFloat(lower, 64); err != nil {
		return err
	}
	r.upper, err = strconv.ParseFloat(upper, 64)
	return err
}

func (r *reference) tails() (logLower, logUpper float64) {
	a := r.args
	switch r.law {
	case "normal":
		return Normal(a[0])
	case "chisquared":
		return ChiSquared(a[0], a[1])
	case "gamma":
		return Gamma(a[0], a[1])
	case "poisson":
		return Poisson(uint64(a[0]), a[1])
	case "binomial":
		return Binomial(uint64(a[0]), uint64(a[1]), a[2])
	case "noncentral":
		return NoncentralChiSquared(a[0], a[1], a[2])
	case "smirnov":
		return Smirnov(a[0], uint64(a[1]))
	case "kolmogorov":
		return Kolmogorov(a[0], uint64(a[1]))
	case "andersondarling":
		return AndersonDarling(a[0])
	}
	panic("no such law: " + r.law)
}

// bound is the allowed error of a logarithm near ln p: 1e-12 for p above 1e-2,
// and 1e-10 of it below; 1e-6 for the noncentral law; and what the laws of
// kolmogorov.json state.
func bound(law string, logP float64) float64 {
	switch law {
	case "noncentral":
		return 1e-6 * math.Max(1, math.Abs(logP))
	case "smirnov", "kolmogorov", "andersondarling":
		if logP < -691 {
			return 1e-4 * math.Abs(logP)
		}
		if law == "kolmogorov" {
			return 1e-8
		}
		return 1e-9
	}
	if logP > math.Log(1e-2) {
		return 1e-12
	}
	return 1e-10 * math.Abs(logP)
}

func TestReference(t *testing.T) {
	var rows []reference
	for _, table := range []struct {
		name  string
		least int // rows
	}{{"tails", 1500}, {"kolmogorov", 350}} {
		data, err := os.ReadFile("testdata/" + table.name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var part []reference
		if err := json.Unmarshal(data, &part); err != nil {
			t.Fatal(err)
		}
		if len(part) < table.least {
			t.Fatalf("%s: only %d rows", table.name, len(part))
		}
		rows = append(rows, part...)
	}
	worst := map[string]float64{}
	for _, r := range rows {
		lower, upper := r.tails()
		for _, c := range []struct {
			tail      string
			got, want float64
		}{{"lower", lower, r.lower}, {"upper", upper, r.upper}} {
			off := math.Abs(c.got-c.want) / bound(r.law, c.want)
			if !(off <= 1) {
				t.Errorf("%s %v: ln of the %s tail is %.17g, want %.17g: %.2g times the allowed error", r.law, r.args, c.tail, c.got, c.want, off)
			}
			worst[r.law] = math.Max(worst[r.law], off)
		}
	}
	for law, off := range worst {
		t.Logf("%s: largest error %.3f of what is allowed", law, off)
	}
}
