package reports

import (
	"bufio"
	"errors"
	"fmt"
	"html/template"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/randaudit/randaudit/stattests/battery"
)

// A Zoo is what batteries made of many generators, with what a page says of its
// making.
type Zoo struct {
	Version   string // of randaudit
	Command   string // that made it, as typed
	Date      time.Time
	Seed      uint64   // of each generator that takes one
	Batteries []string // names of the columns
	Rows      []ZooRow // those of a group one after the other
}

// A ZooRow is a generator.
type ZooRow struct {
	Name  string
	Doc   string // what it is, in a line
	Group string // the heading over it and its like
	// Sound says that no failure of it within reach was published, so that one is
	// news; Weak, that it is known to be weak, so that a pass is. A generator may be
	// neither.
	Sound, Weak bool
	Cells       []ZooCell // one for each of the batteries
}

// A ZooCell is what a battery made of a generator.
type ZooCell struct {
	Verdict battery.Verdict `json:"verdict"`
	Bytes   uint64          `json:"bytes"`       // of the generator, read
	Seconds float64         `json:"cpu_seconds"` // of the processor, that the audit took
	LnP     float64         `json:"ln_p"`        // family-wise, natural logarithm
	// View and Test are those of the least likely result of an audit that failed or
	// is suspicious, and Finding is what it saw, in words. Of an audit that broke,
	// Finding says what broke.
	View    string `json:"view,omitempty"`
	Test    string `json:"test,omitempty"`
	Finding string `json:"finding,omitempty"`
}

// NewZooCell is what an audit found, which took so many seconds of the processor.
func NewZooCell(a *Audit, seconds float64) ZooCell {
	c := ZooCell{Verdict: a.Verdict, Bytes: a.Bytes, Seconds: seconds, LnP: a.LnP}
	switch a.Verdict {
	case battery.Invalid:
		// The row has the name already.
		c.Finding = plain(strings.TrimPrefix(strings.TrimPrefix(a.Error, "sources: "), a.Source.Name+": "))
	case battery.Fail, battery.Suspicious:
		r := first(a.worst())
		if r == nil {
			break
		}
		c.View, c.Test, c.Finding = r.View, r.test(), capital(saw(r))+"."
		if r.Forecast != nil {
			c.Finding += " " + r.Forecast.is()
		}
	}
	return c
}

// news reports whether the cell is not what is known of the generator.
func (r ZooRow) news(c ZooCell) bool { return r.Sound && c.Verdict == battery.Fail }

// seenBy is the test and the view that saw it, or the verdict where none did.
func (c ZooCell) seenBy() string {
	switch {
	case c.Verdict == battery.Fail && c.Test != "":
		return plain(c.Test + " of " + c.View)
	case c.Verdict == battery.Suspicious && c.Test != "":
		return "suspicious: " + plain(c.Test+" of "+c.View)
	case c.Verdict == battery.Pass:
		return "passes"
	case c.Verdict == battery.Invalid:
		return "broke: " + plain(c.Finding)
	}
	return words(c.Verdict)
}

// says is what was found, in words.
func (c ZooCell) says() string {
	switch {
	case c.Verdict == battery.Pass:
		return "No evidence of bias."
	case c.Finding != "":
		return plain(c.Finding)
	}
	return capital(words(c.Verdict)) + "."
}

// cpu writes seconds of a processor.
func cpu(seconds float64) string { return strconv.FormatFloat(seconds, 'f', 2, 64) }

// A zooGroup is a heading with its generators.
type zooGroup struct {
	name string
	rows []ZooRow
}

func (z *Zoo) groups() (all []zooGroup) {
	for _, r := range z.Rows {
		if n := len(all); n == 0 || all[n-1].name != r.Group {
			all = append(all, zooGroup{name: r.Group})
		}
		all[len(all)-1].rows = append(all[len(all)-1].rows, r)
	}
	return all
}

// A zooCount is what a battery made of all.
type zooCount struct {
	battery                          string
	weak, weakFail, sound, soundFail int
	other, otherFail                 int
	seconds, most                    float64 // of the processor: of all, and of one generator
}

func (z *Zoo) counts() (all []zooCount) {
	for i, name := range z.Batteries {
		n := zooCount{battery: plain(name)}
		for _, r := range z.Rows {
			c := r.Cells[i]
			fail := boolean(c.Verdict == battery.Fail)
			switch {
			case r.Weak:
				n.weak, n.weakFail = n.weak+1, n.weakFail+fail
			case r.Sound:
				n.sound, n.soundFail = n.sound+1, n.soundFail+fail
			default:
				n.other, n.otherFail = n.other+1, n.otherFail+fail
			}
			n.seconds, n.most = n.seconds+c.Seconds, max(n.most, c.Seconds)
		}
		all = append(all, n)
	}
	return all
}

// fields are the columns of a table of counts, each with its number.
func (n zooCount) fields() []string {
	of := func(fail, all int) string {
		if all == 0 {
			return "-"
		}
		return fmt.Sprintf("%d of %d", fail, all)
	}
	return []string{n.battery, of(n.weakFail, n.weak), of(n.soundFail, n.sound), of(n.otherFail, n.other), cpu(n.seconds), cpu(n.most)}
}

var zooCountHeads = []string{"battery", "weak ones fail", "sound ones fail", "others fail", "CPU s", "most for one"}

// surprises are the sound generators that fail, each with what was seen.
func (z *Zoo) surprises() (all []string) {
	for _, r := range z.Rows {
		for i, c := range r.Cells {
			if r.news(c) {
				all = append(all, fmt.Sprintf("%s fails %s, %s: %s", plain(r.Name), plain(z.Batteries[i]), c.seenBy(), c.says()))
			}
		}
	}
	return all
}

// missed are the weak generators that a battery passes, for each battery that does.
func (z *Zoo) missed() (all []string) {
	for i, name := range z.Batteries {
		var names []string
		for _, r := range z.Rows {
			if r.Weak && r.Cells[i].Verdict == battery.Pass {
				names = append(names, plain(r.Name))
			}
		}
		if len(names) > 0 {
			all = append(all, fmt.Sprintf("%s: %s", plain(name), strings.Join(names, ", ")))
		}
	}
	return all
}

// columns counts the batteries.
func (z *Zoo) columns() string {
	if len(z.Batteries) == 1 {
		return "1 battery"
	}
	return fmt.Sprintf("%d batteries", len(z.Batteries))
}

// makes says who makes something of the generators.
func (z *Zoo) makes() string {
	if len(z.Batteries) == 1 {
		return "the battery `" + plain(z.Batteries[0]) + "` makes"
	}
	return "the batteries make"
}

// check returns an error where a row has not a cell for each battery.
func (z *Zoo) check() error {
	for _, r := range z.Rows {
		if len(r.Cells) != len(z.Batteries) {
			return fmt.Errorf("reports: zoo: %s has %d cells for %d batteries", r.Name, len(r.Cells), len(z.Batteries))
		}
	}
	if len(z.Rows) == 0 || len(z.Batteries) == 0 {
		return errors.New("reports: zoo: there are no generators or no batteries")
	}
	return nil
}

// WriteZooText writes z as tables for a terminal, at most 80 columns wide: for each
// battery the generators with the bytes and processor seconds to the verdict and what
// saw it, and then how many fail.
func WriteZooText(w io.Writer, z *Zoo) error {
	if err := z.check(); err != nil {
		return err
	}
	b := bufio.NewWriter(w)
	row := func(mark, name, bytes, seconds, seen string) {
		line := fmt.Sprintf("%s %s %s %s  ", mark, pad(cut(name, 22), 22), padLeft(bytes, 9), padLeft(seconds, 7))
		fmt.Fprintf(b, "%s%s\n", line, cut(seen, columns-width(line)))
	}
	for i, name := range z.Batteries {
		for _, g := range z.groups() {
			fmt.Fprintf(b, "%s\n", cut(plain(name+": "+g.name), columns))
			row(" ", "generator", "read", "CPU s", "fails")
			for _, r := range g.rows {
				c := r.Cells[i]
				mark := " "
				if r.news(c) {
					mark = "!"
				}
				row(mark, plain(r.Name), size(c.Bytes), cpu(c.Seconds), c.seenBy())
			}
			fmt.Fprintln(b)
		}
	}
	counts := func(f []string) {
		fmt.Fprintf(b, "%s %s %s %s %s %s\n", pad(cut(f[0], 10), 10), padLeft(f[1], 14), padLeft(f[2], 15), padLeft(f[3], 11), padLeft(f[4], 9), padLeft(f[5], 12))
	}
	counts(zooCountHeads)
	for _, n := range z.counts() {
		counts(n.fields())
	}
	for _, s := range z.surprises() {
		fmt.Fprintln(b)
		for _, line := range wrap("! "+s, columns) {
			fmt.Fprintln(b, line)
		}
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("reports: writing the table of the zoo: %w", err)
	}
	return nil
}

// markdown writes plain text so that none of it is taken for Markdown.
var markdown = strings.NewReplacer(`\`, `\\`, "~", `\~`, "*", `\*`, "_", `\_`, "<", "&lt;", "&", "&amp;", "[", `\[`, "|", `\|`, "`", "\\`")

// WriteZooMarkdown writes z as a page of documentation. It has no date and no version,
// so that what is made again differs where a finding does.
func WriteZooMarkdown(w io.Writer, z *Zoo) error {
	if err := z.check(); err != nil {
		return err
	}
	b := bufio.NewWriter(w)
	line := func(cells ...string) { fmt.Fprintf(b, "| %s |\n", strings.Join(cells, " | ")) }
	rule := func(n int) { fmt.Fprintf(b, "|%s\n", strings.Repeat("---|", n)) }
	fmt.Fprintf(b, "# The zoo\n\n")
	for _, l := range wrap(fmt.Sprintf("What %s of %d generators, seed %d. %s Made by", z.makes(), len(z.Rows), z.Seed, zooHow), columns) {
		fmt.Fprintln(b, l)
	}
	fmt.Fprintf(b, "\n    %s\n\n", plain(z.Command))
	line(zooCountHeads...)
	rule(len(zooCountHeads))
	for _, n := range z.counts() {
		line(n.fields()...)
	}
	list := func(title string, all []string) {
		fmt.Fprintf(b, "\n## %s\n\n", title)
		for _, s := range all {
			fmt.Fprintf(b, "- %s\n", markdown.Replace(s))
		}
		if len(all) == 0 {
			fmt.Fprintf(b, "None.\n")
		}
	}
	list(zooSurprisesTitle, z.surprises())
	list(zooMissedTitle, z.missed())
	for _, g := range z.groups() {
		fmt.Fprintf(b, "\n## %s\n\n", markdown.Replace(capital(plain(g.name))))
		heads := []string{"generator"}
		for _, name := range z.Batteries {
			heads = append(heads, plain(name)+" reads", "CPU s", "fails")
		}
		line(heads...)
		rule(len(heads))
		for _, r := range g.rows {
			cells := []string{markdown.Replace(plain(r.Name))}
			for _, c := range r.Cells {
				seen := markdown.Replace(c.seenBy())
				if r.news(c) {
					seen = "**" + seen + "**"
				}
				cells = append(cells, size(c.Bytes), cpu(c.Seconds), seen)
			}
			line(cells...)
		}
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("reports: writing the page of the zoo: %w", err)
	}
	return nil
}

const (
	zooSurprisesTitle = "Sound ones that fail"
	zooMissedTitle    = "Weak ones that pass"
)

// zooHow says how the figures were got.
const zooHow = "Each audit runs in a process of its own, with one worker on one processor: CPU s are the user and system seconds of that process, the generator, the start and the report included; they vary with the machine and with what else runs on it. A generator is left at the look at which it fails, so the bytes are those read until then; one that passes has been read to the battery's end."

// WriteZooFolder writes z to dir, which it makes if it is not there, as index.html.
func WriteZooFolder(dir string, z *Zoo) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fmt.Errorf("reports: making the folder of the zoo: %w", err)
	}
	return replaceFile(dir, indexFile, func(w io.Writer) error { return WriteZooHTML(w, z) })
}

var zooTemplate = parsePage("zoo.html")

// zooShades are the bytes below which a failure has the classes s5, s4, ...
var zooShades = []uint64{128 << 10, 1 << 20, 8 << 20, 64 << 20}

var zooLegend = []shade{
	{"s5", "below 128 KiB", ""}, {"s4", "to 1 MiB", ""}, {"s3", "to 8 MiB", ""}, {"s2", "to 64 MiB", ""}, {"s1", "more", ""},
}

// A zooHeat is a cell of the heat map.
type zooHeat struct{ Class, Text, Seconds, Test, Title string }

func heatOf(r ZooRow, c ZooCell, batteryName string) zooHeat {
	h := zooHeat{
		Class: "unseen " + string(c.Verdict), Text: words(c.Verdict), Seconds: cpu(c.Seconds) + "\u00a0s",
		Title: fmt.Sprintf("%s, %s: %s", plain(r.Name), plain(batteryName), raise(c.says())),
	}
	switch c.Verdict {
	case battery.Fail:
	case battery.Pass:
		h.Text = "passes"
		return h
	default:
		return h
	}
	i, _ := slices.BinarySearch(zooShades, c.Bytes+1)
	h.Class, h.Text = "s"+strconv.Itoa(5-i), size(c.Bytes)
	test, _, _ := strings.Cut(c.Test, "(")
	h.Test = plain(test)
	if r.news(c) {
		h.Class += " news"
	}
	h.Title += " p\u00a0=\u00a0" + typeset(c.LnP) + " in the whole audit."
	return h
}

// sheetRows is how many generators stand below one another in the heat map; more
// stand beside them.
const sheetRows = 22

// WriteZooHTML writes z as one page that needs nothing else: a heat map and a table.
func WriteZooHTML(w io.Writer, z *Zoo) error {
	if err := z.check(); err != nil {
		return err
	}
	type heatRow struct {
		Name, Doc string
		News      bool
		Cells     []zooHeat
	}
	type tableCell struct{ Battery, Class, Verdict, Bytes, Seconds, Test, View, Says string }
	type tableRow struct {
		Name, Doc string
		Cells     []tableCell
	}
	type group struct {
		Name   string
		Sheets [][]heatRow
		Table  []tableRow
	}
	page := struct {
		Title, Version, Command, Date, Seed, How string
		Style                                    template.CSS
		Batteries, CountHeads                    []string
		Counts                                   [][]string
		SurprisesTitle, MissedTitle              string
		Surprises, Missed                        []string
		Groups                                   []group
		Legend                                   []shade
	}{
		Title:   fmt.Sprintf("%s, %s", plural(len(z.Rows), "generator"), z.columns()),
		Version: plain(z.Version), Command: plain(z.Command), Seed: strconv.FormatUint(z.Seed, 10), How: zooHow,
		Style: style, CountHeads: zooCountHeads, Legend: zooLegend,
		SurprisesTitle: zooSurprisesTitle, MissedTitle: zooMissedTitle, Missed: z.missed(),
	}
	if !z.Date.IsZero() {
		page.Date = z.Date.UTC().Format("2 January 2006, 15:04 UTC")
	}
	for _, name := range z.Batteries {
		page.Batteries = append(page.Batteries, plain(name))
	}
	for _, n := range z.counts() {
		page.Counts = append(page.Counts, n.fields())
	}
	for _, s := range z.surprises() {
		page.Surprises = append(page.Surprises, raise(s))
	}
	for _, g := range z.groups() {
		var heat []heatRow
		out := group{Name: plain(g.name)}
		for _, r := range g.rows {
			h, t := heatRow{Name: plain(r.Name), Doc: plain(r.Doc)}, tableRow{Name: plain(r.Name), Doc: plain(r.Doc)}
			for i, c := range r.Cells {
				h.News = h.News || r.news(c)
				h.Cells = append(h.Cells, heatOf(r, c, z.Batteries[i]))
				t.Cells = append(t.Cells, tableCell{
					page.Batteries[i], string(c.Verdict), words(c.Verdict), size(c.Bytes), cpu(c.Seconds), plain(c.Test), plain(c.View), raise(c.says()),
				})
			}
			heat, out.Table = append(heat, h), append(out.Table, t)
		}
		out.Sheets = slices.Collect(slices.Chunk(heat, sheetRows))
		page.Groups = append(page.Groups, out)
	}
	if err := zooTemplate.Execute(w, page); err != nil {
		return fmt.Errorf("reports: writing the page of the zoo: %w", err)
	}
	return nil
}
