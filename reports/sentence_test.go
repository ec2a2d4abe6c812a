package reports

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/randaudit/randaudit/stattests"
	"github.com/randaudit/randaudit/stattests/battery"
)

// What a p-value is of, and which category is most off, are two things.
func TestClause(t *testing.T) {
	stat, ln := 0.5, math.Log(2e-15)
	off := Effect{Category: "253", Deviation: 0.0039, Low: -0.01, High: 0.02}
	for _, c := range []struct {
		name, tail, null string
		effect           Effect
		want, says       string
	}{
		{"chi2", lowerTail, "chi2(255)", off,
			"view words, test frequency: the counts fit too well: more even than chance allows, chi2 is 0.5 against the law chi2(255) (p = 2.0e-15)",
			"The counts fit too well: more even than chance allows, chi2 is 0.5 against the law chi2(255)."},
		{"thirds-chi2", upperTail, "chi2(2)", off,
			"view words, test frequency: the counts are off by more than chance allows, thirds-chi2 is 0.5 against the law chi2(2) (p = 2.0e-15); most off: category 253 comes 0.39 % too often",
			"The counts are off by more than chance allows, thirds-chi2 is 0.5 against the law chi2(2); most off: category 253 comes 0.39 % too often (99 % interval: −1 % to +2 %)."},
		{"chi2", "", "chi2(2)", Effect{},
			"view words, test frequency: chi2 is 0.5 against the law chi2(2) (p = 2.0e-15)",
			"Chi2 is 0.5 against the law chi2(2)."},
		{"max", upperTail, "binomial, Bonferroni over 256", off,
			"view words, test frequency: category 253 comes 0.39 % too often (p = 2.0e-15)",
			"Category 253 comes 0.39 % too often (99 % interval: −1 % to +2 %)."},
		{"bit 31", lowerTail, "binomial(1000, 0.5)", Effect{Category: "bit 31", Deviation: -0.01},
			"view words, test frequency: bit 31 comes 1 % too seldom (p = 2.0e-15)",
			"Bit 31 comes 1 % too seldom."},
		{"runs", lowerTail, "normal(0, 1)", Effect{},
			"view words, test frequency: statistic runs is 0.5, where the law of a fair source is normal(0, 1) (p = 2.0e-15)",
			"Statistic runs is 0.5, where the law of a fair source is normal(0, 1)."},
	} {
		r := &Result{View: "words", Test: "frequency", Name: c.name, Stat: &stat, Null: c.null, LnP: &ln, Tail: c.tail, Effect: c.effect}
		if got := clause(r); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
		if got := says(r); got != c.says {
			t.Errorf("got  %s\nwant %s", got, c.says)
		}
	}
}

// Counts that are too even are not said to come too often anywhere.
func TestTooEven(t *testing.T) {
	s := result("chi2", 0, "chi2(255)", 0)
	s.Sides, s.P = 2, stattests.Tail{LogLower: -34.5, LogUpper: 0}
	s.Effect = stattests.Effect{Category: "253", Deviation: 0.0039}
	s.Bins = bins(256, 1e4, nil)
	for i := range s.Bins {
		s.Bins[i].Observed = 1e4
	}
	d := document()
	d.AddAudit(report("even.bin", 256, battery.Fail, -30, cell("words", "frequency", 256, 1<<20, s)))
	for what, text := range map[string]string{"sentence": d.sentence(&d.Audits[0]), "page": toHTML(t, d)} {
		if !strings.Contains(text, "too well: more even than chance allows") || strings.Contains(text, "too often") || strings.Contains(text, "come more often than others") {
			t.Errorf("%s: %s", what, text)
		}
	}
}

// What the source is and what it gives next are on the terminal, on the page and in
// the document that is read again.
func TestForecast(t *testing.T) {
	c := cell("words", "predict", 1<<32, 16384, result("hits", 8, "binomial(8, 2^-64), Bonferroni over 5", -300))
	c.Forecast = &stattests.Forecast{
		Kind:       "a linear congruential generator",
		Parameters: []stattests.Parameter{{Name: "modulus", Value: "2147483647"}, {Name: "multiplier", Value: "48271"}},
		Next:       []uint64{11, 22, 1<<64 - 1},
	}
	d := document()
	d.AddAudit(report("gen.bin", 1<<32, battery.Fail, -300, c))
	var b strings.Builder
	if err := WriteText(&b, d); err != nil {
		t.Fatal(err)
	}
	var saved bytes.Buffer
	if err := WriteJSON(&saved, d); err != nil {
		t.Fatal(err)
	}
	read, err := Read(&saved)
	if err != nil {
		t.Fatal(err)
	}
	for what, text := range map[string]string{"terminal": strings.Join(strings.Fields(b.String()), " "), "page": toHTML(t, d), "page again": toHTML(t, read)} {
		for _, want := range []string{
			"The source is a linear congruential generator: modulus 2147483647, multiplier 48271.",
			"The next 3 outputs, none of which has been drawn, will be:", "22", "18446744073709551615",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %q", what, want)
			}
		}
	}
}

// Where lowest bits are not seen, the sentence does not claim more than is known.
func TestForecastOff(t *testing.T) {
	for off, want := range map[uint64]string{
		0: "The next 1 outputs, none of which has been drawn, will be:",
		1: "The next 1 outputs, none of which has been drawn, will be, but for 1 more or less in each word of the generator:",
	} {
		if got := (&Forecast{Next: []string{"7"}, Off: off}).tells("words"); got != want {
			t.Errorf("off by %d: %s", off, got)
		}
	}
}

// The bound of a pass is that of the views that have one.
func TestBound(t *testing.T) {
	type seen struct {
		view       string
		detectable float64
	}
	for _, c := range []struct {
		seen []seen
		want string
	}{
		{nil, "No evidence of bias: 0 statistics"},
		{[]seen{{"words", 0.004}}, "No evidence of bias in any category above 0.4 % (view words): 1 "},
		{[]seen{{"words", 0.004}, {"words", 3}, {"words", 0}}, "No evidence of bias in any category above 0.4 % (view words): 3 "},
		{[]seen{{"a", 0.5}, {"b", 0.25}, {"c", 0.75}}, "No evidence of bias in any category above 25 % (view b) to 75 % (view c): 3 "},
		{[]seen{{"a", 0.5}, {"b", 1.5}, {"c", 0}}, "No evidence of bias in any category above 50 % (view a), but a category that comes twice as often might not be seen in 2 views (b and c): 3 "},
		{[]seen{{"a", 1.5}}, "No evidence of bias, but a category that comes twice as often might not be seen in 1 view (a): 1 "},
		{[]seen{{"a", 0}}, "No evidence of bias, but a category that comes twice as often might not be seen in 1 view (a): 1 "},
	} {
		d := document()
		r := report("x", 0, battery.Pass, 0)
		for _, s := range c.seen {
			res := result("chi2", 5, "chi2(5)", -1)
			res.Effect.Detectable = s.detectable
			r.Cells = append(r.Cells, cell(s.view, "frequency", 6, 1<<16, res))
		}
		d.AddAudit(r)
		got := d.sentence(&d.Audits[0])
		if !strings.HasPrefix(got, c.want) {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

// TestMeanings: what evidence means is said for each test of the list, and for no other.
func TestMeanings(t *testing.T) {
	for _, test := range stattests.All {
		if meanings[test.Name] == "" {
			t.Errorf("what evidence of %s means is not said", test.Name)
		}
	}
	for name := range meanings {
		if name != drawing && stattests.Lookup(name) == nil {
			t.Errorf("there is no test %s", name)
		}
	}
}
