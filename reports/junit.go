package reports

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/randaudit/randaudit/stattests/battery"
)

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Skipped  int          `xml:"skipped,attr"`
	Time     string       `xml:"time,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name      string      `xml:"name,attr"`
	Tests     int         `xml:"tests,attr"`
	Failures  int         `xml:"failures,attr"`
	Errors    int         `xml:"errors,attr"`
	Skipped   int         `xml:"skipped,attr"`
	Time      string      `xml:"time,attr"`
	Timestamp string      `xml:"timestamp,attr"`
	Cases     []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	Failure *junitMessage `xml:"failure"`
	Error   *junitMessage `xml:"error"`
	Skipped *junitMessage `xml:"skipped"`
}

type junitMessage struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// WriteJUnit writes d for continuous integration, in the XML of JUnit: a
// testsuite a source, whose first testcase is the verdict and whose others are
// the statistics.
//
// The verdict is a failure where there is evidence of bias, an error where the
// source broke, and skipped where nothing was decided (suspicious, or too little
// data): a fair source may end there, and the exit status tells it apart. A
// statistic is a failure where it is evidence by itself, and skipped where it had
// too little data.
func WriteJUnit(w io.Writer, d *Document) error {
	all := junitSuites{Name: "randaudit"}
	var total float64
	for i := range d.Audits {
		a := &d.Audits[i]
		s := d.suite(a)
		all.Tests += s.Tests
		all.Failures += s.Failures
		all.Errors += s.Errors
		all.Skipped += s.Skipped
		total += a.Seconds
		all.Suites = append(all.Suites, s)
	}
	all.Time = seconds(total)
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return fmt.Errorf("reports: writing JUnit: %w", err)
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(all); err != nil {
		return fmt.Errorf("reports: writing JUnit: %w", err)
	}
	if _, err := io.WriteString(w, "\n"); err != nil {
		return fmt.Errorf("reports: writing JUnit: %w", err)
	}
	return nil
}

func seconds(s float64) string { return strconv.FormatFloat(s, 'f', 3, 64) }

func (d *Document) suite(a *Audit) junitSuite {
	s := junitSuite{Name: plain(a.Source.Name), Time: seconds(a.Seconds), Timestamp: d.Date.UTC().Format("2006-01-02T15:04:05")}
	add := func(c junitCase) {
		c.Class = s.Name
		s.Tests++
		switch {
		case c.Failure != nil:
			s.Failures++
		case c.Error != nil:
			s.Errors++
		case c.Skipped != nil:
			s.Skipped++
		}
		s.Cases = append(s.Cases, c)
	}
	verdict := junitCase{Name: "verdict"}
	m := &junitMessage{Message: words(a.Verdict), Text: d.sentence(a)}
	switch a.Verdict {
	case battery.Fail:
		verdict.Failure = m
	case battery.Invalid:
		verdict.Error = m
	case battery.Suspicious, battery.TooLittleData:
		verdict.Skipped = m
	}
	add(verdict)
	evidence := map[*Result]bool{}
	if a.Verdict == battery.Fail {
		for _, r := range a.evidence(a.worst(), d.Alpha) {
			evidence[r] = true
		}
	}
	for i := range a.Results {
		r := &a.Results[i]
		c := junitCase{Name: fmt.Sprintf("%s %s %s", plain(r.View), plain(r.test()), plain(r.Name))}
		switch {
		case evidence[r]:
			c.Failure = &junitMessage{
				Message: "p = " + pValue(*r.LnP),
				Text:    fmt.Sprintf("Evidence of bias: %s.\nSee it again: %s", clause(r), plain(d.command(a, r))),
			}
		case r.LnP == nil:
			c.Skipped = &junitMessage{Message: "too little data", Text: plain(strings.Join(r.Warnings, "; "))}
		}
		add(c)
	}
	return s
}
