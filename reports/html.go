package reports

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/randaudit/randaudit/stattests/battery"
)

//go:embed template
var files embed.FS

// parsePage parses the template of a page, which may use those that pages share.
func parsePage(name string) *template.Template {
	return template.Must(template.ParseFS(files, "template/"+name, "template/head.html"))
}

// style is the style sheet that pages share.
var style = func() template.CSS {
	b, err := files.ReadFile("template/style.css")
	if err != nil {
		panic(err) // it is embedded
	}
	return template.CSS(b)
}()

var pageTemplate = parsePage("page.html")

// mostFindings is how many findings of a source are shown with a plot.
const mostFindings = 6

// WriteHTML writes d as one page that needs nothing else: no script, no network,
// no file beside it.
func WriteHTML(w io.Writer, d *Document) error { return newPage(d).write(w) }

func (p *page) write(w io.Writer) error {
	if err := pageTemplate.Execute(w, p); err != nil {
		return fmt.Errorf("reports: writing the page: %w", err)
	}
	return nil
}

// A page is what the template shows, and the plots to be written beside it.
type page struct {
	Title, Version, Command, Date, Seed string
	Style                               template.CSS
	Alpha, FalseAlarms                  string
	Cards                               []card
	Grid                                *matrix
	Findings                            []finding
	Sequences                           []sequencesTable
	Passed                              []finding // a plot a source without evidence, for comparison
	Bias                                *biasFigure
	Quantiles                           []labelled
	Speeds                              []speeds
	Details                             []detail
	Legend                              []shade

	figures []*figure
}

// A card is a source's verdict.
type card struct {
	Class, Symbol, Word, Name, Sentence string
	Facts, Notes                        []string
}

// A finding is a result with its plot.
type finding struct {
	Title, Source, P, Says, Meaning, Command, Caption string
	Plot                                              template.HTML
	// Is, Tells and Next are there where the test tells what comes next.
	Is, Tells string
	Next      []string
}

// A labelled plot.
type labelled struct {
	Label string
	Plot  template.HTML
}

// A biasFigure sets ways of drawing side by side: at an n where bias shows, and
// at one where it cannot.
type biasFigure struct{ Ways []way }

type way struct {
	Name, Gloss                    string
	LargeN, LargeP, SmallN, SmallP string
	Large, Small                   template.HTML
	large, small                   *Result
}

type speeds struct {
	Title, Confidence string
	Plot              template.HTML
	Rows              [][]string
}

type detail struct {
	Name, Summary string
	Source        [][2]string
	Grid          *matrix
	Rows          [][]string
}

// A matrix is a table of the smallest p-values.
type matrix struct {
	Corner  string
	Columns []string
	Rows    []matrixRow
}

type matrixRow struct {
	Head  string
	Cells []shade
}

// A shade is a cell coloured by -log10 p.
type shade struct{ Class, Text, Title string }

// shades are the lower ends, in -log10 p, of the classes s0, s1, ...
var shades = []float64{0, 2, 4, 6, 9, 12}

func shadeOf(lnP float64) (class string, depth float64) {
	depth = max(0, -lnP/math.Ln10)
	i := len(shades) - 1
	for depth < shades[i] {
		i--
	}
	return "s" + strconv.Itoa(i), depth
}

// depthText writes -log10 p.
func depthText(depth float64) string {
	switch {
	case depth < 10:
		return strconv.FormatFloat(depth, 'f', 1, 64)
	case depth < 1e6:
		return strconv.FormatFloat(depth, 'f', 0, 64)
	}
	return "> 10⁶"
}

// newMatrix makes a table with a row a head; cells holds, for each, its results
// by their column. Of several results in a cell the smallest p counts.
func newMatrix(corner string, heads []string, cells []map[string][]*Result) *matrix {
	var columns []string
	for _, tests := range cells {
		for test := range tests {
			if !slices.Contains(columns, test) {
				columns = append(columns, test)
			}
		}
	}
	slices.Sort(columns)
	m := &matrix{Corner: corner}
	for _, c := range columns {
		m.Columns = append(m.Columns, plain(c))
	}
	for i, tests := range cells {
		row := matrixRow{Head: plain(heads[i])}
		for _, test := range columns {
			row.Cells = append(row.Cells, shadeCell(tests[test]))
		}
		m.Rows = append(m.Rows, row)
	}
	return m
}

func shadeCell(rs []*Result) shade {
	if len(rs) == 0 {
		return shade{"none", "–", "not applied"}
	}
	var least *Result
	n := 0
	for _, r := range rs {
		if r.LnP == nil {
			continue
		}
		n++
		if least == nil || *r.LnP < *least.LnP {
			least = r
		}
	}
	if least == nil {
		return shade{"none", "…", "too little data"}
	}
	class, depth := shadeOf(*least.LnP)
	title := fmt.Sprintf("p = %s: view %s, test %s, %s", typeset(*least.LnP), plain(least.View), plain(least.test()), plain(least.Name))
	if n > 1 {
		title = fmt.Sprintf("smallest of %d: ", n) + title
	}
	return shade{class, depthText(depth), title}
}

// superscript writes an integer above the line.
var superscript = strings.NewReplacer("-", "⁻", "0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴",
	"5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹")

// typeset writes p = e^ln as pValue does, with raised exponents.
func typeset(ln float64) string {
	s := pValue(ln)
	if m, e, ok := strings.Cut(s, "10^"); ok {
		return m + "10" + superscript.Replace(e)
	}
	if m, e, ok := strings.Cut(s, "e"); ok {
		return m + "\u00a0×\u00a010" + superscript.Replace(e)
	}
	return s
}

// powers finds powers of ten as a terminal shows them.
var powers = regexp.MustCompile(`10\^-?\d+|\b1e-\d+\b|\de-\d+\b`)

// raise typesets a sentence that was made for a terminal: its powers of ten,
// and no line's end before a unit.
func raise(s string) string {
	s = powers.ReplaceAllStringFunc(s, func(m string) string {
		if e, ok := strings.CutPrefix(m, "10^"); ok {
			return "10" + superscript.Replace(e)
		}
		digit, e, _ := strings.Cut(m, "e")
		if m[0] == '1' && m[1] == 'e' {
			return "10" + superscript.Replace(e)
		}
		return digit + "\u00a0×\u00a010" + superscript.Replace(e)
	})
	return strings.NewReplacer(" %", "\u00a0%", "p = ", "p\u00a0=\u00a0").Replace(s)
}

func newPage(d *Document) *page {
	p := &page{
		Title:       d.headline(),
		Version:     plain(d.Version),
		Command:     plain(d.Command),
		Date:        d.Date.UTC().Format("2 January 2006, 15:04 UTC"),
		Seed:        strconv.FormatUint(d.Seed, 10),
		Style:       style,
		Alpha:       raise(rate(d.Alpha)),
		FalseAlarms: odds(d.Alpha),
	}
	if d.Date.IsZero() {
		p.Date = ""
	}
	for i, lo := range shades {
		text := "above " + strconv.FormatFloat(lo, 'f', -1, 64)
		if i+1 < len(shades) {
			text = fmt.Sprintf("%g to %g", lo, shades[i+1])
		}
		p.Legend = append(p.Legend, shade{Class: "s" + strconv.Itoa(i), Text: text})
	}
	for i := range d.Audits {
		a := &d.Audits[i]
		p.Cards = append(p.Cards, d.card(a))
		p.Details = append(p.Details, d.detail(a))
		if a.Sequences != nil {
			p.addSequences(a) // has the tests one below the other
			p.Details[i].Grid = nil
			continue
		}
		p.addFindings(d, a)
	}
	p.addGrid(d)
	p.addBias(d)
	p.addQuantiles(d)
	p.addSpeeds(d)
	return p
}

// headline says the outcome of all audits.
func (d *Document) headline() string {
	n := map[battery.Verdict]int{}
	for i := range d.Audits {
		n[d.Audits[i].Verdict]++
	}
	of := func(v battery.Verdict) string {
		if len(d.Audits) == 1 {
			return ""
		}
		return fmt.Sprintf(" in %d of %s", n[v], plural(len(d.Audits), "source"))
	}
	switch {
	case len(d.Audits) == 0:
		return "Nothing was audited"
	case n[battery.Fail] > 0:
		return "Evidence of bias" + of(battery.Fail)
	case n[battery.Invalid] > 0:
		return "A source broke: no verdict" + of(battery.Invalid)
	case n[battery.Suspicious] > 0:
		return "Suspicious, not decided" + of(battery.Suspicious)
	case n[battery.TooLittleData] > 0:
		return "Too little data" + of(battery.TooLittleData)
	case len(d.Audits) == 1:
		return "No evidence of bias"
	}
	return fmt.Sprintf("No evidence of bias in %d sources", len(d.Audits))
}

func (d *Document) card(a *Audit) card {
	c := card{
		Class:    string(a.Verdict),
		Name:     plain(a.Source.Name),
		Sentence: raise(d.sentence(a)),
	}
	c.Word = capital(words(a.Verdict))
	switch a.Verdict {
	case battery.Pass:
		c.Symbol = "✓"
	case battery.Fail:
		c.Symbol = "✕"
	case battery.Suspicious:
		c.Symbol = "?"
	case battery.TooLittleData:
		c.Symbol = "…"
	default:
		c.Symbol = "!"
	}
	c.Facts = []string{size(a.Bytes) + " read", duration(a.Seconds), plural(len(a.Results), "statistic")}
	if a.Seconds >= 0.01 {
		c.Facts = append(c.Facts, size(uint64(min(float64(a.Bytes)/a.Seconds, 1e18)))+"/s, tests included")
	}
	for _, note := range a.Notes {
		c.Notes = append(c.Notes, plain(note))
	}
	return c
}

// addGrid adds sources against tests, or, where there is one source only, its
// views against tests.
func (p *page) addGrid(d *Document) {
	if len(d.Audits) == 1 {
		p.Grid, p.Details[0].Grid = p.Details[0].Grid, nil
		return
	}
	var heads []string
	var cells []map[string][]*Result
	for i := range d.Audits {
		a := &d.Audits[i]
		if len(a.Results) == 0 || a.Sequences != nil {
			continue
		}
		tests := map[string][]*Result{}
		for j := range a.Results {
			r := &a.Results[j]
			tests[r.Test] = append(tests[r.Test], r)
		}
		heads = append(heads, a.Source.Name)
		cells = append(cells, tests)
	}
	if len(cells) > 0 {
		p.Grid = newMatrix("source", heads, cells)
	}
}

// views sets the views of a against its tests.
func (a *Audit) views() *matrix {
	var heads []string
	var cells []map[string][]*Result
	for i := range a.Results {
		r := &a.Results[i]
		at := slices.Index(heads, r.View)
		if at < 0 {
			at = len(heads)
			heads = append(heads, r.View)
			cells = append(cells, map[string][]*Result{})
		}
		cells[at][r.Test] = append(cells[at][r.Test], r)
	}
	if len(cells) == 0 {
		return nil
	}
	return newMatrix("view", heads, cells)
}

// fileName keeps what is safe in a file's name on any system.
func fileName(parts ...string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(strings.Join(parts, "-")) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			b.WriteRune(r)
		} else if s := b.String(); s != "" && s[len(s)-1] != '-' {
			b.WriteByte('-')
		}
		if b.Len() >= 80 {
			break
		}
	}
	return strings.Trim(b.String(), "-")
}

// addFindings adds the evidence against a, or, for comparison, the plot of its
// least likely result.
func (p *page) addFindings(d *Document, a *Audit) {
	worst := a.worst()
	if a.Verdict == battery.Pass {
		p.addPassed(a, worst)
		return
	}
	type key struct{ view, test string }
	shown := map[key]bool{}
	for _, r := range a.evidence(worst, d.Alpha) {
		k := key{r.View, r.test()}
		// The statistics of one test of one view tell one story.
		if shown[k] || len(shown) == mostFindings {
			continue
		}
		shown[k] = true
		f := finding{
			Title:   fmt.Sprintf("%s, %s", plain(r.View), plain(r.test())),
			Source:  plain(a.Source.Name),
			P:       typeset(*r.LnP),
			Says:    raise(says(r)),
			Meaning: meaning(r),
			Command: d.command(a, r),
		}
		if c := r.Forecast; c != nil {
			f.Is, f.Tells = c.is(), c.tells(r.View)
			for _, x := range c.Next {
				f.Next = append(f.Next, plain(x))
			}
		}
		if b := a.binned(worst, r); b != nil {
			f.Plot = p.draw(fileName("finding", strconv.Itoa(len(p.Findings)+1), a.Source.Name, r.View, r.Test),
				deviationChart(plotTitle(a, r), b, 480, 190))
			f.Caption = "Deviation from the expected count."
			switch {
			case slices.ContainsFunc(b.Bins, Bin.leaves):
			case r.ofAll() && r.Tail == lowerTail:
				f.Caption += " The bars are shorter than chance leaves them, not longer."
			default:
				f.Caption += " No bar leaves the band: what the statistic sees is spread over many values, or is in single ones that share a bar."
			}
		}
		p.Findings = append(p.Findings, f)
	}
}

// leastBars is the least number of bars of a plot that is shown of a source
// without evidence: two or three flat bars show nothing.
const leastBars = 5

// addPassed adds the plot of the least likely result that has enough bars.
func (p *page) addPassed(a *Audit, worst []*Result) {
	i := slices.IndexFunc(worst, func(r *Result) bool { return len(r.Bins) >= leastBars })
	if i < 0 {
		return
	}
	r := worst[i]
	p.Passed = append(p.Passed, finding{
		Title:  fmt.Sprintf("%s, %s", plain(r.View), plain(r.test())),
		Source: plain(a.Source.Name),
		P:      typeset(*r.LnP),
		Plot: p.draw(fileName("least", strconv.Itoa(len(p.Passed)+1), a.Source.Name, r.View, r.Test),
			deviationChart(plotTitle(a, r), r, 300, 150)),
	})
}

func plotTitle(a *Audit, r *Result) string {
	return cut(fmt.Sprintf("%s: %s, %s", plain(a.Source.Name), plain(r.View), plain(r.test())), 60)
}

// binned is the result whose bins show r: its own, or those of the least likely
// result of the same cell that has any.
func (a *Audit) binned(worst []*Result, r *Result) *Result {
	if len(r.Bins) > 0 {
		return r
	}
	for _, s := range worst {
		if s.View == r.View && s.test() == r.test() && len(s.Bins) > 0 {
			return s
		}
	}
	return nil
}

// says is what r is about, with the interval of its effect, as a sentence.
func says(r *Result) string {
	s, most := about(r)
	if most != "" {
		s += "; most off: " + most
	}
	if e := r.Effect; (most != "" || s == effect(r)) && e.Low < e.High {
		s += fmt.Sprintf(" (99 %% interval: %s to %s)", signed(e.Low), signed(e.High))
	}
	return capital(s) + "."
}

// capital begins s, which is not empty, with a capital letter.
func capital(s string) string {
	first := []rune(s)
	first[0] = unicode.ToUpper(first[0])
	return string(first)
}

// signed is percent with a sign.
func signed(x float64) string {
	if x < 0 {
		return "−" + percent(x)
	}
	return "+" + percent(x)
}

// draw adds a figure of one plot, and returns it for the page.
func (p *page) draw(file string, c *chart) template.HTML {
	p.figures = append(p.figures, &figure{file + ".png", 1, []*chart{c}})
	return c.svg()
}

// glosses say how the ways of the modulo-bias figure draw.
var glosses = map[string]string{
	"modulo8":   "byte % n",
	"modulo16":  "16-bit word % n",
	"modulo32":  "32-bit word % n",
	"modulo64":  "64-bit word % n",
	"mulhigh32": "high half of 32-bit word × n",
	"mulhigh64": "high half of 64-bit word × n",
	"floatmul":  "int(float × n)",
	"below":     "rejection, as SystemRandom draws",
}

// leastVisible is the least n of the figure's first row: n near 3 * 2^(w-2) of
// words of w bits, where w is at least 32.
const leastVisible uint64 = 1 << 31

var oneArgument = regexp.MustCompile(`^([a-z0-9-]+)\(([0-9]+)\)$`)

// addBias adds the figure of the demonstrations that draw both below a large n
// and below a small one.
func (p *page) addBias(d *Document) {
	var ways []*way
	for i := range d.Demonstrations {
		for j := range d.Demonstrations[i].Results {
			r := &d.Demonstrations[i].Results[j]
			m := oneArgument.FindStringSubmatch(r.View)
			if m == nil || r.LnP == nil || len(r.Bins) == 0 {
				continue
			}
			n, err := strconv.ParseUint(m[2], 10, 64)
			if err != nil {
				continue
			}
			at := slices.IndexFunc(ways, func(w *way) bool { return w.Name == m[1] })
			if at < 0 {
				at = len(ways)
				ways = append(ways, &way{Name: m[1], Gloss: glosses[m[1]]})
			}
			w := ways[at]
			switch {
			case n >= leastVisible && r.Test == "sweep":
				if w.large == nil || *r.LnP < *w.large.LnP {
					w.large, w.LargeN = r, group(m[2])
				}
			case n < leastVisible && r.Test == frequencyTest:
				w.small, w.SmallN = r, group(m[2])
			}
		}
	}
	ways = slices.DeleteFunc(ways, func(w *way) bool { return w.large == nil || w.small == nil })
	if len(ways) == 0 {
		return
	}
	// Planted ways first, in the order of the document; the fair one closes.
	slices.SortStableFunc(ways, func(a, b *way) int { return boolean(a.Name == "below") - boolean(b.Name == "below") })
	row := func(result func(*way) *Result) []*chart {
		var charts []*chart
		lo, hi := 0.0, 0.0
		for _, w := range ways {
			_, _, l, h := (&deviations{bins: result(w).Bins}).DataRange()
			lo, hi = min(lo, l), max(hi, h)
		}
		for _, w := range ways {
			r := result(w)
			c := deviationChart(plain(r.View), r, 230, 150)
			c.data = &deviations{bins: r.Bins, lo: lo, hi: hi}
			charts = append(charts, c)
		}
		return charts
	}
	large, small := row(func(w *way) *Result { return w.large }), row(func(w *way) *Result { return w.small })
	b := &biasFigure{}
	for i, w := range ways {
		w.Large, w.Small = large[i].svg(), small[i].svg()
		w.LargeP, w.SmallP = typeset(*w.large.LnP), typeset(*w.small.LnP)
		b.Ways = append(b.Ways, *w)
	}
	p.Bias = b
	p.figures = append(p.figures, &figure{"modulo-bias.png", len(ways), append(large, small...)})
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

// leastQuantiles is the least number of p-values whose plot says anything.
const leastQuantiles = 8

func (p *page) addQuantiles(d *Document) {
	f := &figure{file: "p-values.png", columns: 3}
	for i := range d.Audits {
		a := &d.Audits[i]
		ps := a.uniform()
		if len(ps) < leastQuantiles {
			continue
		}
		c := quantileChart(a.Source.Name, ps)
		f.plots = append(f.plots, c)
		p.Quantiles = append(p.Quantiles, labelled{plain(a.Source.Name), c.svg()})
	}
	if len(f.plots) > 0 {
		p.figures = append(p.figures, f)
	}
}

// mostBars is how many speeds a plot shows; the table below has all.
const mostBars = 40

func (p *page) addSpeeds(d *Document) {
	type key struct{ kind, unit string }
	var order []key
	groups := map[key][]Throughput{}
	for _, t := range d.Throughput {
		kind, _, _ := strings.Cut(t.Name, "/")
		k := key{kind, t.Unit}
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], t)
	}
	for i, k := range order {
		ts := groups[k]
		s := speeds{Title: fmt.Sprintf("%s, %s", plain(k.kind), plain(k.unit))}
		if c := ts[0].Confidence; c > 0 {
			s.Confidence = percent(c)
		}
		for _, t := range ts {
			s.Rows = append(s.Rows, []string{plain(t.Name), significant(t.Median) + " " + plain(t.Unit),
				significant(t.Low) + " to " + significant(t.High), strconv.Itoa(t.Samples)})
		}
		s.Plot = p.draw(fileName("throughput", strconv.Itoa(i+1), k.kind), barChart(s.Title, ts[:min(len(ts), mostBars)]))
		p.Speeds = append(p.Speeds, s)
	}
}

func (d *Document) detail(a *Audit) detail {
	t := detail{
		Name:    plain(a.Source.Name),
		Summary: plural(len(a.Results), "result"),
		Grid:    a.views(),
	}
	add := func(name, value string) { t.Source = append(t.Source, [2]string{name, value}) }
	add("alphabet", group(a.Source.N.String()))
	if a.Source.Word > 0 {
		add("word", fmt.Sprintf("%d bits", a.Source.Word))
	}
	add("battery", plain(a.Battery))
	add("bytes", count(a.Bytes))
	add("symbols", count(a.Symbols))
	add("looks", strconv.Itoa(a.Looks))
	if a.Looks > 0 {
		add("p of the whole audit", typeset(a.LnP))
	}
	if len(a.Shards) > 0 {
		add("shards", strings.Join(a.Shards, ", "))
	}
	if a.Source.SHA256 != "" {
		add("SHA-256", plain(a.Source.SHA256))
	}
	for i := range a.Results {
		r := &a.Results[i]
		stat, p, effects, sees := "–", "–", "–", "–"
		if r.Stat != nil {
			stat = significant(*r.Stat)
		}
		if r.LnP != nil {
			p = typeset(*r.LnP)
		}
		if r.Effect.Category != "" {
			effects = plain(r.Effect.Category) + ": " + signed(r.Effect.Deviation)
		}
		if r.Effect.Detectable > 0 {
			sees = seen(r.Effect.Detectable)
		}
		quality := plain(r.Quality.Kind)
		if r.Quality.Reach != nil && r.LnP != nil {
			quality += ", to " + typeset(*r.Quality.Reach)
		}
		var warnings []string
		for _, w := range r.Warnings {
			warnings = append(warnings, plain(w))
		}
		t.Rows = append(t.Rows, []string{plain(r.View), plain(r.test()), plain(r.Name), stat, plain(r.Null), p,
			count(r.Symbols), group(r.Alphabet.String()), quality, effects, sees, strings.Join(warnings, "; ")})
	}
	return t
}
