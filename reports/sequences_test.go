package reports

import (
	"bytes"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/randaudit/randaudit/stattests/battery"
)

// sequencesDocument is an audit of two sequences by two statistics of which one
// does not apply to the second.
func sequencesDocument() *Document {
	half, small, low, high, one := 0.5, 0.001, 0.779, 1.0, 1.0
	zero, uniformity, lnUniformity := 0.0, 0.25, -1.386
	reach := -9.2
	d := New("v1", "randaudit audit x --battery sp800-22", 1, 1e-9)
	d.AddAudit(&battery.Report{Plan: battery.Plan{Source: "x", N: 256, Battery: "sp800-22"}, Verdict: battery.Pass, Look: 1, Bytes: 250000})
	a := &d.Audits[0]
	a.Sequences = &Sequences{Standard: "NIST SP 800-22 rev. 1a", Count: 2, Bits: 1000000, BitOrder: "most significant bit first", Constants: "exact", ProportionsOut: 1, ExpectedProportionsOut: 0.04}
	row := func(test, name string, s *SequenceRow) Result {
		return Result{View: "bits", Test: test, Name: name, Args: []string{}, Alphabet: 2, Quality: Quality{"asymptotic", &reach}, Bins: []Bin{}, Warnings: []string{"w"}, SequenceRow: s}
	}
	a.Results = []Result{
		row("Frequency", "", &SequenceRow{[]*float64{&half, &small}, 2, 1, &half, &low, &high, false, true, []int{1, 0, 0, 0, 0, 1, 0, 0, 0, 0}}),
		row("RandomExcursions", "-4", &SequenceRow{[]*float64{&half, nil}, 1, 1, &one, &low, &high, true, true, make([]int, 10)}),
		row("RandomExcursions", "4", &SequenceRow{[]*float64{nil, nil}, 0, 0, nil, nil, nil, true, true, make([]int, 10)}),
	}
	a.Results[1].P, a.Results[1].LnP, a.Results[1].Stat = &uniformity, &lnUniformity, &zero
	return d
}

func TestSequences(t *testing.T) {
	d := sequencesDocument()
	var text, page, data, again bytes.Buffer
	for _, err := range []error{WriteText(&text, d), WriteHTML(&page, d), WriteJSON(&data, d)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"2 sequences of 1,000,000 bits", "1 proportions are out", "not applicable", "RandomExcursions"} {
		if got := text.String() + page.String(); !strings.Contains(strings.Join(strings.Fields(got), " "), want) {
			t.Errorf("neither the table nor the page has %q:\n%s", want, &text)
		}
	}
	if !strings.Contains(page.String(), "All 3 statistics") {
		t.Error("the page lacks the statistics")
	}
	if !strings.Contains(data.String(), "null\n          ]") {
		t.Error("what does not apply is no null in JSON")
	}
	for _, line := range strings.Split(text.String(), "\n") {
		if width(line) > columns {
			t.Errorf("a line has %d columns: %s", width(line), line)
		}
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema(t, true).Validate(v); err != nil {
		t.Error(err)
	}
	read, err := Read(bytes.NewReader(data.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if err := WriteJSON(&again, read); err != nil || again.String() != data.String() {
		t.Errorf("read and written again it is another document: %v", err)
	}
	for name, spoil := range map[string]func(r *Result){
		"p above 1":      func(r *Result) { two := 2.0; r.PValues[0] = &two },
		"too many pass":  func(r *Result) { r.Passed = 3 },
		"no proportion":  func(r *Result) { r.Proportion = nil },
		"no row":         func(r *Result) { r.SequenceRow = nil },
		"other p-values": func(r *Result) { r.Applicable = 1 },
	} {
		bad := sequencesDocument()
		spoil(&bad.Audits[0].Results[0])
		if bad.check() == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
