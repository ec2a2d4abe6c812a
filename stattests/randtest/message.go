package randtest

import (
	"fmt"
	"math"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// thousands writes 74300 as "74,300".
func thousands(n uint64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// formatP writes e^logP with two digits, however small.
func formatP(logP float64) string {
	if math.Abs(logP) < 300 {
		return fmt.Sprintf("%.2g", math.Exp(logP))
	}
	if logP <= -1e300 {
		return "0"
	}
	return fmt.Sprintf("1e%.0f", math.Ceil(logP/math.Ln10))
}

// percent writes a share without needless digits: 0.1 as "10 %".
func percent(share float64) string { return fmt.Sprintf("%.3g %%", 100*share) }

// off writes a relative deviation: "10.3 % too often".
func off(observed, expected float64) string {
	d := observed/expected - 1
	switch {
	case expected == 0:
		return "where none may come"
	case d < 0:
		return fmt.Sprintf("%.3g %% too rarely", -100*d)
	}
	return fmt.Sprintf("%.3g %% too often", 100*d)
}

// detects says what bias is promised to be seen.
func (e *experiment) detects() string {
	if e.detect != "" {
		return e.detect
	}
	if e.config.byteModulo {
		return fmt.Sprintf("the bias of b %% %d for a byte b", len(e.tables[0].counts))
	}
	return fmt.Sprintf("a bias of %s in any one of %s", percent(e.config.detect), e.bias)
}

// promises are both promises in a sentence.
func (e *experiment) promises() string {
	return fmt.Sprintf("A fair source fails with probability at most %.3g; %s passes with probability at most %.3g.",
		e.config.falseAlarm, e.detects(), e.config.miss)
}

// cannot says which promise cannot be kept within that many draws, why, and
// what could be kept.
func (e *experiment) cannot(draws uint64, why string) string {
	var b strings.Builder
	needs := thousands(e.need)
	if e.need == math.MaxUint64 {
		needs = "more than 10^13"
	}
	fmt.Fprintf(&b, "randtest.%s: cannot keep the promise that %s passes with probability at most %.3g: that needs %s %s, and %s.\n",
		e.name, e.detects(), e.config.miss, needs, e.noun, why)
	b.WriteString("What could be kept:\n")
	if e.kept != nil {
		fmt.Fprintf(&b, "  - %s;\n", e.kept(draws))
	} else if d := e.largestKept(draws); d > 0 {
		fmt.Fprintf(&b, "  - Detect(%.2g): %s in any one of %s, with %s %s;\n", d, percent(d), e.bias, thousands(e.needFor(d)), e.noun)
	}
	if e.need <= 1<<40 {
		fmt.Fprintf(&b, "  - the promise as it is, with MaxDraws(%d) and a deadline that allows as many;\n", e.need)
	}
	if e.hint != "" {
		fmt.Fprintf(&b, "  - %s;\n", e.hint)
	}
	if e.needs == nil {
		b.WriteString("  - a proof instead of draws: Exact, where the code can read its random bytes from an io.Reader;\n")
	}
	return strings.TrimSuffix(b.String(), ";\n") + "."
}

// needFor is the number of draws that another Detect share needs.
func (e *experiment) needFor(detect float64) uint64 {
	c := e.config
	c.detect, c.byteModulo = detect, false
	return e.needOf(c)
}

// sentence is the verdict of a finding.
func (f finding) sentence(noun string, drawn uint64) string {
	t := f.table
	switch f.stat {
	case statHigh:
		return fmt.Sprintf("not as expected: the counts of each %s (%d of them) are too uneven in %s %s: chi-squared is %.4g where about %d is due (p = %s)",
			t.name, len(t.counts), thousands(drawn), noun, f.x, f.df, formatP(f.logP))
	case statLow:
		return fmt.Sprintf("too even: the counts of each %s (%d of them) are nearer to their expectation in %s %s than independent draws come: chi-squared is %.4g where about %d is due (p = %s)",
			t.name, len(t.counts), thousands(drawn), noun, f.x, f.df, formatP(f.logP))
	}
	o, e := float64(t.counts[f.cell]), float64(t.trials)*t.prob(f.cell)
	return fmt.Sprintf("not as expected: %s %s came %s times in %s %s where %s are due: %s (p = %s)",
		t.name, t.label(f.cell), thousands(t.counts[f.cell]), thousands(drawn), noun, due(e), off(o, e), formatP(f.logP))
}

// due writes an expected count.
func due(e float64) string {
	if e < 100 {
		return fmt.Sprintf("%.3g", e)
	}
	return thousands(uint64(math.Round(e)))
}

// verdict chooses the finding to speak of: the least p, and of the cells
// rather than of chi-squared where both have failed.
func verdict(fs []finding) finding {
	best := fs[0]
	for _, f := range fs[1:] {
		max, bestMax := f.stat == statMax, best.stat == statMax
		if max != bestMax && max || max == bestMax && f.logP < best.logP {
			best = f
		}
	}
	return best
}

const (
	worstShown = 5  // categories in a message
	mostBars   = 16 // in its chart
)

// fail says what was found.
func (e *experiment) fail(fs []finding) {
	e.tb.Helper()
	f := verdict(fs)
	t := f.table
	var b strings.Builder
	fmt.Fprintf(&b, "randtest.%s: %s.\n", e.name, f.sentence(e.noun, e.drawn))
	width := utf8.RuneCountInString(t.name)
	worst := t.worst(worstShown)
	for _, i := range worst {
		width = max(width, utf8.RuneCountInString(t.label(i)))
	}
	fmt.Fprintf(&b, "  %*s %12s %12s %10s\n", width, t.name, "observed", "expected", "off")
	for _, i := range worst {
		expected := float64(t.trials) * t.prob(i)
		off := "-" // where none may come
		if expected > 0 {
			off = fmt.Sprintf("%+.2f%%", 100*(float64(t.counts[i])/expected-1))
		}
		fmt.Fprintf(&b, "  %*s %12d %12.1f %10s\n", width, t.label(i), t.counts[i], expected, off)
	}
	b.WriteString(chart(t.shown()))
	for _, other := range fs {
		if other.table != t && other.stat == statMax {
			fmt.Fprintf(&b, "Also %s.\n", other.sentence(e.noun, e.drawn))
		}
	}
	fmt.Fprintf(&b, "%s At most %s %s; it failed after %s.\n", e.promises(), thousands(e.need), e.noun, thousands(e.drawn))
	b.WriteString(again(e.tb))
	leave(e.tb, e.page(f.sentence(e.noun, e.drawn), t))
	e.tb.Errorf("%s", b.String())
}

// failNotes says what was found by the tests of generators.
func (e *experiment) failNotes(notes []note) {
	e.tb.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "randtest.%s: %s (p = %s).\n", e.name, notes[0].text, formatP(notes[0].logP))
	for _, n := range notes[1:] {
		fmt.Fprintf(&b, "Also %s (p = %s).\n", n.text, formatP(n.logP))
	}
	fmt.Fprintf(&b, "%s\n%s", e.promises(), again(e.tb))
	leave(e.tb, e.page(notes[0].text, nil))
	e.tb.Errorf("%s", b.String())
}

// A bar is one bar of a chart: a cell, or neighbours that share it.
type bar struct {
	label              string
	observed, expected float64
}

// bars groups the cells to at most most bars.
func (t *table) bars(most int) []bar {
	group := (len(t.counts) + most - 1) / most
	var bs []bar
	for i := 0; i < len(t.counts); i += group {
		last := min(i+group, len(t.counts)) - 1
		b := bar{label: t.label(i)}
		if last > i {
			b.label += " to " + t.label(last)
		}
		for j := i; j <= last; j++ {
			b.observed += float64(t.counts[j])
			b.expected += float64(t.trials) * t.prob(j)
		}
		if b.expected > 0 || b.observed > 0 {
			bs = append(bs, b)
		}
	}
	return bs
}

// shown are the bars of a message: of a table where neighbours are no
// neighbours in any order, the cells furthest out.
func (t *table) shown() []bar {
	if t.factor == 1 || len(t.counts) <= mostBars {
		return t.bars(mostBars)
	}
	var bs []bar
	for _, i := range t.worst(mostBars) {
		bs = append(bs, bar{t.label(i), float64(t.counts[i]), float64(t.trials) * t.prob(i)})
	}
	return bs
}

// chart draws how far off the counts are, in text: to the left what came too
// rarely, to the right what came too often.
func chart(bars []bar) string {
	const half = 20 // columns of a side
	most, width := 0.0, 0
	off := make([]float64, len(bars))
	for i, b := range bars {
		switch {
		case b.expected > 0:
			off[i] = min(b.observed/b.expected-1, 1)
		case b.observed > 0:
			off[i] = 1
		}
		most = max(most, math.Abs(off[i]))
		width = max(width, utf8.RuneCountInString(b.label))
	}
	var s strings.Builder
	for i, b := range bars {
		n := 0
		if most > 0 {
			n = int(math.Round(half * math.Abs(off[i]) / most))
		}
		left, right := "", strings.Repeat("#", n)
		if off[i] < 0 {
			left, right = right, ""
		}
		fmt.Fprintf(&s, "  %*s %*s|%s\n", width, b.label, half, left, right)
	}
	fmt.Fprintf(&s, "  %*s too rarely %*s too often (full width: %s)\n", width, "", half-10, "|", percent(most))
	return s.String()
}

// again says how to see a failure again.
func again(tb testing.TB) string {
	parts := strings.Split(tb.Name(), "/")
	for i, p := range parts {
		parts[i] = "^" + regexp.QuoteMeta(p) + "$"
	}
	pattern := strings.Join(parts, "/")
	flags := "-run '" + pattern + "'"
	if _, ok := tb.(*testing.B); ok {
		flags = "-run '^$' -bench '" + pattern + "'"
	}
	return "To see it again, with fresh draws, and to have it as a page: go test " + flags + " -count=1 -artifacts"
}
