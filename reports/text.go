package reports

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/randaudit/randaudit/stattests/battery"
)

// columns is the width of a terminal that every line fits in.
const columns = 80

// WriteText writes d as a table for a terminal, at most 80 columns wide: for
// each source its verdict in words and its least likely results.
func WriteText(w io.Writer, d *Document) error {
	b := bufio.NewWriter(w)
	if len(d.Audits) == 0 {
		fmt.Fprintln(b, "Nothing was audited.")
	}
	for i := range d.Audits {
		if i > 0 {
			fmt.Fprintln(b)
		}
		d.writeAudit(b, &d.Audits[i])
	}
	if len(d.Throughput) > 0 {
		fmt.Fprintf(b, "\n%s %s  %s\n", pad("throughput", 44), padLeft("median", 12), "interval")
		for _, t := range d.Throughput {
			fmt.Fprintf(b, "%s %s  %s\n", pad(cut(plain(t.Name), 44), 44),
				padLeft(cut(significant(t.Median)+" "+plain(t.Unit), 12), 12),
				cut(fmt.Sprintf("%s to %s", significant(t.Low), significant(t.High)), columns-59))
		}
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("reports: writing the table: %w", err)
	}
	return nil
}

// label is a verdict's word in the terminal's first column.
func label(v battery.Verdict) string {
	switch v {
	case battery.TooLittleData:
		return "TOO LITTLE"
	default:
		return strings.ToUpper(string(v))
	}
}

func (d *Document) writeAudit(b *bufio.Writer, a *Audit) {
	const indent = 12
	margin := strings.Repeat(" ", indent)
	facts := fmt.Sprintf("%s in %s", size(a.Bytes), duration(a.Seconds))
	name := cut(plain(a.Source.Name), columns-indent-2-width(facts))
	fmt.Fprintf(b, "%s%s  %s\n", pad(label(a.Verdict), indent), name, facts)
	for _, line := range wrap(d.sentence(a), columns-indent) {
		fmt.Fprintf(b, "%s%s\n", margin, line)
	}
	if worst := a.worst(); a.Verdict == battery.Fail && a.Sequences == nil && len(worst) > 0 {
		for _, line := range wrap(meaning(worst[0]), columns-indent) {
			fmt.Fprintf(b, "%s%s\n", margin, line)
		}
	}
	switch n := len(a.Notes); n {
	case 0:
	case 1:
		for _, line := range wrap("Note: "+plain(a.Notes[0]), columns-indent) {
			fmt.Fprintf(b, "%s%s\n", margin, line)
		}
	default:
		fmt.Fprintf(b, "%s%d notes are in the report.\n", margin, n)
	}
	if a.Sequences != nil {
		writeSequences(b, a)
		return
	}
	if i := slices.IndexFunc(a.Results, func(r Result) bool { return r.Forecast != nil }); i >= 0 {
		f := a.Results[i].Forecast
		next := f.tells(a.Results[i].View) + " " + plain(strings.Join(f.Next, ", ")) + "."
		for _, line := range append(wrap(f.is(), columns-indent), wrap(next, columns-indent)...) {
			fmt.Fprintf(b, "%s%s\n", margin, line)
		}
	}
	writeWorst(b, a)
}

func writeWorst(b *bufio.Writer, a *Audit) {
	rs := a.worst()
	rows := 3
	if a.Verdict == battery.Fail || a.Verdict == battery.Suspicious {
		rows = 6
	}
	if rs = rs[:min(rows, len(rs))]; len(rs) == 0 {
		return
	}
	row := func(view, test, p, symbols, seen string) {
		fmt.Fprintf(b, "  %s %s %s %s %s\n", pad(cut(view, 24), 24), pad(cut(test, 21), 21),
			padLeft(p, 12), padLeft(symbols, 7), padLeft(seen, 10))
	}
	row("least likely: view", "test", "p", "symbols", "would see")
	for _, r := range rs {
		would := "-"
		if r.Effect.Detectable > 0 {
			would = seen(r.Effect.Detectable)
		}
		row(plain(r.View), plain(r.test()+" "+r.Name), pValue(*r.LnP), short(r.Symbols), would)
	}
}
