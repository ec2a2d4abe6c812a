package reports

import (
	"bufio"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/randaudit/randaudit/stattests/battery"
)

// Sequences are what an audit of many sequences by a standard has beside its
// results: each of these has a [SequenceRow].
type Sequences struct {
	Standard  string `json:"standard"` // its name and revision
	Count     int    `json:"count"`    // sequences
	Bits      int    `json:"bits"`     // of each
	BitOrder  string `json:"bit_order"`
	Text      bool   `json:"text"`      // the source was a text of zeros and ones
	Constants string `json:"constants"` // "exact", "nist" or "corrected"
	Reason    string `json:"reason"`    // what the audit's ln p comes from; "" where it is 0
	// How many results do not meet the standard's criteria, and how many of a
	// fair source do not on average.
	ProportionsOut          int     `json:"proportions_out"`
	ExpectedProportionsOut  float64 `json:"expected_proportions_out"`
	UniformitiesOut         int     `json:"uniformities_out"`
	ExpectedUniformitiesOut float64 `json:"expected_uniformities_out"`
}

// A SequenceRow is what the p-values of many sequences show of one statistic. The
// result's own p is that of their uniformity.
type SequenceRow struct {
	PValues        []*float64 `json:"p_values"`        // one a sequence; nil where the test does not apply to it
	Applicable     int        `json:"applicable"`      // sequences to which it applies
	Passed         int        `json:"passed"`          // of these
	Proportion     *float64   `json:"proportion"`      // passed over applicable; nil where it applies to none
	ProportionLow  *float64   `json:"proportion_low"`  // ends of the standard's interval
	ProportionHigh *float64   `json:"proportion_high"` //
	ProportionOK   bool       `json:"proportion_ok"`
	UniformityOK   bool       `json:"uniformity_ok"`
	Classes        []int      `json:"classes"` // numbers of p-values in classes of equal width
}

// sequencesSentence is the verdict of an audit of sequences.
func (d *Document) sequencesSentence(a *Audit) string {
	q := a.Sequences
	seen := fmt.Sprintf("%s of %s bits, %s", plural(q.Count, "sequence"), grouped(q.Bits), plural(len(a.Results), "statistic"))
	s := ""
	switch a.Verdict {
	case battery.Pass:
		s = fmt.Sprintf("No evidence of bias: %s. %s.", seen, d.falseAlarms())
	case battery.Suspicious:
		s = fmt.Sprintf("Suspicious, but not decided: %s; %s. A fair source gives something as unlikely with p = %s; evidence needs p below %s. Audit more sequences.",
			plain(q.Reason), seen, pValue(a.LnP), rate(d.Alpha))
	case battery.Fail:
		s = fmt.Sprintf("Evidence of bias: %s, p = %s; %s. %s.", plain(q.Reason), pValue(a.LnP), seen, d.falseAlarms())
	}
	return s + " " + q.criteria()
}

// criteria says what the standard's own criteria flag, and of a fair source.
func (q *Sequences) criteria() string {
	s := fmt.Sprintf("By the criteria of %s, %d proportions are out (of a fair source %s on average)", plain(q.Standard), q.ProportionsOut, significant(q.ExpectedProportionsOut))
	if q.ExpectedUniformitiesOut > 0 {
		return s + fmt.Sprintf(" and %d uniformities (%s).", q.UniformitiesOut, significant(q.ExpectedUniformitiesOut))
	}
	return s + "; for uniformities there are too few sequences."
}

// grouped writes a number with commas.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// testGroup is a test with its rows.
type testGroup struct {
	name string
	rows []*Result
}

// groups are the rows by test, in the document's order.
func (a *Audit) groups() (groups []testGroup) {
	for i := range a.Results {
		r := &a.Results[i]
		if r.SequenceRow == nil {
			continue
		}
		if n := len(groups); n == 0 || groups[n-1].name != r.Test {
			groups = append(groups, testGroup{name: r.Test})
		}
		g := &groups[len(groups)-1]
		g.rows = append(g.rows, r)
	}
	return groups
}

// lowest is the row with the lowest proportion, and that with the smallest
// uniformity: nil where there is none.
func (g testGroup) lowest() (proportion, uniformity *Result) {
	for _, r := range g.rows {
		if r.Proportion != nil && (proportion == nil || *r.Proportion < *proportion.Proportion) {
			proportion = r
		}
		if r.LnP != nil && (uniformity == nil || *r.LnP < *uniformity.LnP) {
			uniformity = r
		}
	}
	return proportion, uniformity
}

func (r *Result) proportionText() string {
	if r.Proportion == nil {
		return "not applicable"
	}
	return fmt.Sprintf("%d/%d", r.Passed, r.Applicable)
}

func (r *Result) flags() string {
	var s []string
	if !r.ProportionOK {
		s = append(s, "proportion")
	}
	if !r.UniformityOK {
		s = append(s, "uniformity")
	}
	return strings.Join(s, ", ")
}

// writeSequences is the table for a terminal: a line a test.
func writeSequences(b *bufio.Writer, a *Audit) {
	line := func(test, n, proportion, uniformity, out string) {
		fmt.Fprintf(b, "  %s %s %s %s %s\n", pad(cut(test, 24), 24), padLeft(n, 5), padLeft(proportion, 18), padLeft(uniformity, 17), padLeft(out, 8))
	}
	line("test", "rows", "least proportion", "least uniformity", "out")
	for _, g := range a.groups() {
		p, u := g.lowest()
		proportion, uniformity, out := "not applicable", "-", 0
		if p != nil {
			proportion = p.proportionText()
		}
		if u != nil {
			uniformity = pValue(*u.LnP)
		}
		for _, r := range g.rows {
			if !r.ProportionOK || !r.UniformityOK {
				out++
			}
		}
		line(plain(g.name), strconv.Itoa(len(g.rows)), proportion, uniformity, strconv.Itoa(out))
	}
}

// A sequencesTable is the page's section of one source.
type sequencesTable struct {
	Source, Standard, Lead, Criteria, Interval string
	Summary                                    [][]string
	Rows                                       []sequencesRow
}

type sequencesRow struct {
	Test, Name, Uniformity, Proportion, Note string
	Classes                                  []int
	Out                                      bool
}

func (p *page) addSequences(a *Audit) {
	q := a.Sequences
	t := sequencesTable{
		Source: plain(a.Source.Name), Standard: plain(q.Standard), Criteria: raise(q.criteria()),
		Lead: fmt.Sprintf("%s of %s bits, bytes %s, %s constants.", plural(q.Count, "sequence"), grouped(q.Bits), plain(q.BitOrder), plain(q.Constants)),
	}
	if q.Text {
		t.Lead = fmt.Sprintf("%s of %s bits, from a text of zeros and ones, %s constants.", plural(q.Count, "sequence"), grouped(q.Bits), plain(q.Constants))
	}
	for _, g := range a.groups() {
		least, even := g.lowest()
		row := []string{plain(g.name), strconv.Itoa(len(g.rows)), "not applicable", "–", ""}
		if least != nil {
			row[2] = least.proportionText()
			if t.Interval == "" && least.ProportionLow != nil {
				t.Interval = fmt.Sprintf("With %d sequences the standard wants proportions from %s to %s.", least.Applicable,
					strconv.FormatFloat(*least.ProportionLow, 'f', 4, 64), strconv.FormatFloat(*least.ProportionHigh, 'f', 4, 64))
			}
		}
		if even != nil {
			row[3] = typeset(*even.LnP)
		}
		out := 0
		for _, r := range g.rows {
			s := sequencesRow{Test: plain(r.Test), Name: plain(r.Name), Uniformity: "–", Proportion: r.proportionText(), Note: r.flags(), Classes: r.Classes}
			if r.LnP != nil {
				s.Uniformity = typeset(*r.LnP)
			}
			if s.Note != "" {
				out++
				s.Out = true
			}
			t.Rows = append(t.Rows, s)
		}
		if out > 0 {
			row[4] = strconv.Itoa(out)
		}
		t.Summary = append(t.Summary, row)
	}
	p.Sequences = append(p.Sequences, t)
}

// checkSequences returns an error where a row is not what this package writes.
func (r *SequenceRow) check() error {
	if r == nil {
		return nil
	}
	applicable := 0
	for _, p := range r.PValues {
		if p == nil {
			continue
		}
		applicable++
		if !(*p >= 0 && *p <= 1) || math.IsNaN(*p) {
			return fmt.Errorf("p_values has %v, want numbers in [0, 1] and null", *p)
		}
	}
	if applicable != r.Applicable || r.Passed < 0 || r.Passed > applicable {
		return fmt.Errorf("%d of %d p-values are said to pass, and there are %d", r.Passed, r.Applicable, applicable)
	}
	if (r.Proportion == nil) != (applicable == 0) || (r.ProportionLow == nil) != (r.Proportion == nil) || (r.ProportionHigh == nil) != (r.Proportion == nil) {
		return fmt.Errorf("proportion and its interval must be there if the test applies to a sequence, and only then")
	}
	return nil
}
