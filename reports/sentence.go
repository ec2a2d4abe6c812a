package reports

import (
	"fmt"
	"slices"
	"strings"

	"github.com/randaudit/randaudit/stattests/battery"
)

// words names a verdict for people.
func words(v battery.Verdict) string {
	switch v {
	case battery.Pass:
		return "no evidence of bias"
	case battery.Suspicious:
		return "suspicious"
	case battery.Fail:
		return "evidence of bias"
	case battery.TooLittleData:
		return "too little data"
	case battery.Invalid:
		return "no verdict"
	}
	return string(v)
}

// sentence says an audit's verdict. It never says that a source is random,
// because no test can: it says what was looked for and what would have been
// seen.
func (d *Document) sentence(a *Audit) string {
	worst := a.worst()
	s := ""
	switch a.Verdict {
	case battery.Pass:
		s = fmt.Sprintf("No evidence of bias%s: %s. %s.", a.bound(), a.looked(), d.falseAlarms())
	case battery.Suspicious:
		s = fmt.Sprintf("Suspicious, but not decided: %s. A fair source gives something as unlikely in the whole audit with p = %s; evidence needs p below %s. Audit more data.",
			finding(first(worst)), pValue(a.LnP), rate(d.Alpha))
	case battery.Fail:
		s = fmt.Sprintf("Evidence of bias: %s. %s.", finding(first(worst)), d.falseAlarms())
		if n := len(a.evidence(worst, d.Alpha)); n > 1 {
			s += fmt.Sprintf(" Of %d statistics, %d are evidence by themselves.", len(worst), n)
		}
	case battery.TooLittleData:
		s = fmt.Sprintf("Too little data for a verdict: %s were read", size(a.Bytes))
		if a.NeedBytes > 0 {
			s += fmt.Sprintf(", about %s are needed", size(a.NeedBytes))
		}
		s += "."
	case battery.Invalid:
		s = "No verdict, because the source broke"
		if a.Error != "" {
			s += ": " + strings.TrimSuffix(plain(a.Error), ".")
		}
		s += "."
	}
	if a.Interrupted {
		s += " The audit was ended early, on request: this rests on what was counted until then."
	}
	return s
}

func first(rs []*Result) *Result {
	if len(rs) == 0 {
		return nil
	}
	return rs[0]
}

// falseAlarms states the rate of the whole audit.
func (d *Document) falseAlarms() string {
	return fmt.Sprintf("A fair source would be called biased %s audits", odds(d.Alpha))
}

// looked says what was looked for and in how much data.
func (a *Audit) looked() string {
	var tests, views []string
	n := 0
	for i := range a.Results {
		r := &a.Results[i]
		if r.LnP == nil {
			continue
		}
		n++
		if !slices.Contains(tests, r.Test) {
			tests = append(tests, r.Test)
		}
		if !slices.Contains(views, r.View) {
			views = append(views, r.View)
		}
	}
	return fmt.Sprintf("%s of %s (%s) on %s, %s", plural(n, "statistic"),
		plural(len(tests), "test"), plain(list(tests, 7)), plural(len(views), "view"), size(a.Bytes)+" read")
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// list joins words as a sentence does; beyond most it counts.
func list(s []string, most int) string {
	switch {
	case len(s) == 0:
		return "none"
	case len(s) == 1:
		return s[0]
	case len(s) > most:
		return strings.Join(s[:most-1], ", ") + fmt.Sprintf(" and %d more", len(s)-most+1)
	}
	return strings.Join(s[:len(s)-1], ", ") + " and " + s[len(s)-1]
}

// frequencyTest is the test whose effects are about single categories.
const frequencyTest = "frequency"

// bound says above what size a category's bias would have been seen, in
// whichever view it was: the largest of the views' own bounds.
func (a *Audit) bound() string {
	if _, worst := a.detectable(); worst != nil {
		return " above " + percent(worst.Effect.Detectable) + " in any category"
	}
	return ""
}

// detectable returns the results of frequencies that would have seen the
// smallest and the largest bias, or nil where none says what it would see.
func (a *Audit) detectable() (best, worst *Result) {
	for i := range a.Results {
		r := &a.Results[i]
		if r.LnP == nil || r.Test != frequencyTest || r.Effect.Detectable <= 0 {
			continue
		}
		if best == nil || r.Effect.Detectable < best.Effect.Detectable {
			best = r
		}
		if worst == nil || r.Effect.Detectable > worst.Effect.Detectable {
			worst = r
		}
	}
	return best, worst
}

// finding says what a result is about, in a clause.
func finding(r *Result) string {
	if r == nil {
		return "no statistic has a p-value"
	}
	s := fmt.Sprintf("view %s, test %s: ", plain(r.View), plain(r.test()))
	if e := effect(r); e != "" {
		s += e
	} else {
		s += statistic(r)
	}
	return s + " (p = " + pValue(*r.LnP) + ")"
}

// effect says which category deviates and by how much, or "".
func effect(r *Result) string {
	e := r.Effect
	if e.Category == "" || e.Deviation == 0 {
		return ""
	}
	c := plain(e.Category)
	if !strings.Contains(c, " ") {
		c = "category " + c
	}
	often := "too often"
	if e.Deviation < 0 {
		often = "too seldom"
	}
	return fmt.Sprintf("%s comes %s %s", c, percent(e.Deviation), often)
}

// statistic says where the statistic lies in its null law.
func statistic(r *Result) string {
	s := plain(r.Name)
	if r.Stat != nil {
		s += " is " + significant(*r.Stat)
	}
	if r.Null != "" {
		s += " where a fair source follows " + plain(r.Null)
	}
	return s
}

// command is what shows a result again.
func (d *Document) command(a *Audit, r *Result) string {
	s := "randaudit audit "
	name := a.Source.Name
	test := fmt.Sprintf("--view %s --test %s", quote(r.View), quote(r.test()))
	if word := a.Source.Word; word != 0 && word != 64 && strings.ContainsAny(name, "/.") {
		test += fmt.Sprintf(" --word %d", word)
	}
	test += fmt.Sprintf(" --seed %d", d.Seed)
	if c, ok := strings.CutPrefix(name, "-- "); ok {
		return s + test + " -- " + c
	}
	return s + quote(name) + " " + test
}
