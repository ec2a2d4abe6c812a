package reports

import (
	"bytes"
	"fmt"
	"html/template"
	"image/color"
	"io"
	"math"
	"slices"
	"strings"

	"golang.org/x/image/font"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"

	plotfont "gonum.org/v1/plot/font"
)

// The colours of the plots. PNG files use them as they are; in the page each is
// replaced by the style sheet's variable of its name, so that plots follow the
// page from light to dark. They must differ from one another and from black.
var (
	ink      = color.NRGBA{0x1B, 0x24, 0x30, 0xFF} // names and numbers
	muted    = color.NRGBA{0x5B, 0x67, 0x76, 0xFF} // axes' labels
	gridline = color.NRGBA{0xE3, 0xE7, 0xEC, 0xFF}
	expected = color.NRGBA{0x8A, 0x95, 0xA3, 0xFF} // what a fair source gives
	band     = color.NRGBA{0xDD, 0xE9, 0xF6, 0xFF} // what a fair source leaves rarely
	inside   = color.NRGBA{0x3F, 0x77, 0xB5, 0xFF} // observed, in the band
	outside  = color.NRGBA{0xC8, 0x4B, 0x2F, 0xFF} // observed, out of the band
	paper    = color.NRGBA{0xFF, 0xFF, 0xFE, 0xFF} // behind a PNG file's plot
)

// cssColours maps the colours, as vgsvg writes them, to the page's variables.
var cssColours = strings.NewReplacer(
	hex(ink), "var(--ink)", hex(muted), "var(--muted)", hex(gridline), "var(--gridline)",
	hex(expected), "var(--expected)", hex(band), "var(--band)", hex(inside), "var(--inside)",
	hex(outside), "var(--outside)",
	// The style sheet names the font, once for all plots.
	"font-family:Liberation Sans;font-variant:normal;font-weight:normal;font-style:normal;", "",
	"font-family:Liberation Sans;font-variant:normal;font-weight:bold;font-style:normal;", "font-weight:600;",
	"\n\t", " ",
)

func hex(c color.NRGBA) string { return fmt.Sprintf("#%02X%02X%02X", c.R, c.G, c.B) }

// A figure is one or more plots that belong together: each is an SVG of its own
// in the page, and all are one PNG file.
type figure struct {
	file    string // name of the PNG file
	columns int
	plots   []*chart
}

// A chart is one plot.
type chart struct {
	title         string // of the PNG file; the page has headings
	alt           string // what a person who cannot see it is told
	width, height vg.Length
	data          plot.Plotter
	x, y          string // names of the axes
	xticks        plot.Ticker
	yticks        plot.Ticker
}

// plot makes gonum's plot of c in our own theme.
func (c *chart) plot(titled bool) *plot.Plot {
	sans := func(size vg.Length) plotfont.Font {
		return plotfont.Font{Typeface: "Liberation", Variant: "Sans", Size: size}
	}
	style := func(s *text.Style, size vg.Length, c color.Color) {
		s.Font = sans(size)
		s.Color = c
	}
	p := plot.New()
	p.BackgroundColor = nil
	if titled {
		p.Title.Text = c.title
		p.Title.Padding = 6
		style(&p.Title.TextStyle, 10, ink)
		p.Title.TextStyle.Font.Weight = font.WeightBold
	}
	p.X.Label.Text, p.Y.Label.Text = c.x, c.y
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		style(&a.Label.TextStyle, 8.5, muted)
		style(&a.Tick.Label, 8.5, muted)
		a.Label.Padding = 4
		a.LineStyle.Width = 0
		a.Tick.LineStyle.Width = 0
		a.Tick.Length = 3
		a.Padding = 5
	}
	p.X.Tick.Marker, p.Y.Tick.Marker = c.xticks, c.yticks
	p.Add(c.data)
	return p
}

// svg draws c to be put inline in the page.
func (c *chart) svg() template.HTML {
	canvas := vgsvg.New(c.width, c.height)
	c.plot(false).Draw(draw.New(canvas))
	var b bytes.Buffer
	canvas.WriteTo(&b) // a bytes.Buffer takes everything
	_, body, _ := strings.Cut(b.String(), "<svg")
	_, body, _ = strings.Cut(body, ">")
	return template.HTML(fmt.Sprintf(`<svg class="plot" role="img" viewBox="0 0 %g %g"><title>%s</title>`,
		c.width.Points(), c.height.Points(), template.HTMLEscapeString(c.alt)) + cssColours.Replace(strings.TrimSpace(body)))
}

// writePNG draws all plots of f into one image.
func (f *figure) writePNG(w io.Writer) error {
	const margin = 10
	columns := max(1, min(f.columns, len(f.plots)))
	rows := (len(f.plots) + columns - 1) / columns
	var width, height vg.Length
	for _, c := range f.plots {
		width, height = max(width, c.width), max(height, c.height+18)
	}
	canvas := vgimg.NewWith(
		vgimg.UseWH(vg.Length(columns)*(width+margin)+margin, vg.Length(rows)*(height+margin)+margin),
		vgimg.UseDPI(144), vgimg.UseBackgroundColor(paper))
	whole := draw.New(canvas)
	for i, c := range f.plots {
		x := margin + vg.Length(i%columns)*(width+margin)
		y := whole.Max.Y - vg.Length(i/columns+1)*(height+margin)
		c.plot(true).Draw(draw.Canvas{
			Canvas:    canvas,
			Rectangle: vg.Rectangle{Min: vg.Point{X: x, Y: y}, Max: vg.Point{X: x + c.width, Y: y + c.height + 18}},
		})
	}
	_, err := vgimg.PngCanvas{Canvas: canvas}.WriteTo(w)
	return err
}

// rectangle fills the box between two points.
func rectangle(c draw.Canvas, fill color.Color, x0, y0, x1, y1 vg.Length) {
	c.FillPolygon(fill, []vg.Point{{X: x0, Y: y0}, {X: x1, Y: y0}, {X: x1, Y: y1}, {X: x0, Y: y1}})
}

// levels draws horizontal lines at the ticks of the vertical axis.
func levels(c draw.Canvas, p *plot.Plot) {
	_, y := p.Transforms(&c)
	for _, t := range p.Y.Tick.Marker.Ticks(p.Y.Min, p.Y.Max) {
		c.StrokeLine2(draw.LineStyle{Color: gridline, Width: 0.5}, c.Min.X, y(t.Value), c.Max.X, y(t.Value))
	}
}

// maxDeviation is the largest relative deviation that a plot shows in full.
const maxDeviation = 1e4

// deviations draws how far each bin is from what a fair source gives, relative
// to that, with the band that a fair source leaves. Plots that are to be compared
// share the range from lo to hi.
type deviations struct {
	bins   []Bin
	lo, hi float64
}

func (d *deviations) relative(v float64, b Bin) float64 {
	if b.Expected <= 0 {
		return 0
	}
	return max(-1, min(v/b.Expected-1, maxDeviation))
}

// DataRange implements plot.DataRanger.
func (d *deviations) DataRange() (xmin, xmax, ymin, ymax float64) {
	for _, b := range d.bins {
		for _, v := range [...]float64{b.Observed, b.Low, b.High} {
			r := d.relative(v, b)
			ymin, ymax = min(ymin, r), max(ymax, r)
		}
	}
	if d.lo < d.hi {
		return -0.5, float64(len(d.bins)) - 0.5, d.lo, d.hi
	}
	room := 0.1 * max(ymax-ymin, 1e-9)
	// Nothing can come less often than never.
	return -0.5, float64(len(d.bins)) - 0.5, max(ymin-room, -1.1), ymax + room
}

func (d *deviations) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	// One outline, because neighbouring boxes would show their seams.
	var outline []vg.Point
	for i, b := range d.bins {
		h := y(d.relative(max(b.Low, b.High), b))
		outline = append(outline, vg.Point{X: x(float64(i) - 0.5), Y: h}, vg.Point{X: x(float64(i) + 0.5), Y: h})
	}
	for i := len(d.bins) - 1; i >= 0; i-- {
		l := y(d.relative(d.bins[i].Low, d.bins[i]))
		outline = append(outline, vg.Point{X: x(float64(i) + 0.5), Y: l}, vg.Point{X: x(float64(i) - 0.5), Y: l})
	}
	c.FillPolygon(band, outline)
	levels(c, p)
	c.StrokeLine2(draw.LineStyle{Color: expected, Width: 0.8}, c.Min.X, y(0), c.Max.X, y(0))
	half := 0.36
	if len(d.bins) <= 6 {
		half = 0.2 // a few broad bars would be all that one sees
	}
	for i, b := range d.bins {
		fill := inside
		if b.leaves() {
			fill = outside
		}
		top, mid := y(d.relative(b.Observed, b)), y(0)
		rectangle(c, fill, x(float64(i)-half), mid, x(float64(i)+half), top)
		// A cap keeps a bar of almost no height visible.
		rectangle(c, fill, x(float64(i)-half), top-0.5, x(float64(i)+half), top+0.5)
	}
}

// labels puts the bins' labels on an axis: all, on several lines if need be,
// where the bins are few; else as many as fit without touching.
type labels struct {
	bins  []Bin
	width vg.Length
}

// Ticks implements plot.Ticker.
func (l labels) Ticks(_, _ float64) []plot.Tick {
	const (
		few       = 8
		character = 4.8 // points, at the size of ticks' labels
		gap       = 8
	)
	n := len(l.bins)
	text := l.text()
	fit := n
	if n > few {
		text = distinct(text)
		longest := 1
		for _, s := range text {
			longest = max(longest, width(s))
		}
		fit = max(1, int(l.width.Points()/(character*float64(longest)+gap)))
	}
	step := nice((n + fit - 1) / max(fit, 1))
	var ts []plot.Tick
	for i := 0; i < n; i += step {
		label := text[i]
		if n <= few {
			room := int((l.width.Points()/float64(n) - gap) / character)
			lines := wrap(label, max(room, 4))
			label = strings.Join(lines[:min(len(lines), 3)], "\n")
		}
		ts = append(ts, plot.Tick{Value: float64(i), Label: label})
	}
	return ts
}

func (l labels) text() []string {
	var text []string
	for _, b := range l.bins {
		text = append(text, cut(plain(b.Label), 32))
	}
	return text
}

// distinct shortens labels: of ranges it keeps the start, and where they are
// long, of names like "interval 3 of 256" what tells them apart.
func distinct(text []string) []string {
	const long = 12
	var names [][]string
	longest := 0
	for _, s := range text {
		s, _, _ = strings.Cut(s, " to ")
		longest = max(longest, width(s))
		names = append(names, strings.Fields(s))
	}
	same := make([]bool, len(names[0])) // the words that all have in this place
	for i := range same {
		same[i] = longest > long && !slices.ContainsFunc(names, func(words []string) bool {
			return len(words) != len(same) || words[i] != names[0][i]
		})
	}
	var short []string
	for _, words := range names {
		var kept []string
		for i, w := range words {
			if i >= len(same) || !same[i] {
				kept = append(kept, w)
			}
		}
		s := strings.Join(kept, " ")
		if longest > long {
			s = strings.Trim(s, "(),")
		}
		short = append(short, cut(s, 16))
	}
	return short
}

// nice is the smallest of 1, 2, 5, 10, 16, 20, 32, ... that is at least n, so
// that the labels that are left count in round steps.
func nice(n int) int {
	steps := []int{1, 2, 4, 5, 8, 10, 16, 20, 32, 50, 64, 100, 128}
	if i, _ := slices.BinarySearch(steps, n); i < len(steps) {
		return steps[i]
	}
	return n
}

// rounded are ticks at round numbers, written by label.
type rounded struct{ label func(v, step float64) string }

// Ticks implements plot.Ticker.
func (r rounded) Ticks(lo, hi float64) []plot.Tick {
	span := hi - lo
	if !(span > 0) {
		return nil
	}
	step := math.Pow(10, math.Floor(math.Log10(span/4)))
	for _, m := range []float64{5, 2} {
		if span/(step*m) >= 3 {
			step *= m
			break
		}
	}
	var ts []plot.Tick
	for k := math.Ceil(lo / step); k*step <= hi; k++ {
		ts = append(ts, plot.Tick{Value: k * step, Label: r.label(k*step, step)})
	}
	return ts
}

// decimals are the digits after the point that a step of ticks needs.
func decimals(step float64) int {
	return min(max(0, -int(math.Floor(math.Log10(step)+1e-9))), 12)
}

// signedPercent labels a relative deviation.
func signedPercent(v, step float64) string {
	if math.Abs(v) < step/2 {
		return "0"
	}
	return strings.Replace(fmt.Sprintf("%+.*f %%", decimals(step*100), v*100), "-", "−", 1)
}

// number labels a plain number.
func number(v, step float64) string { return fmt.Sprintf("%.*f", decimals(step), math.Abs(v)) }

// deviationChart plots the bins of r.
func deviationChart(title string, r *Result, w, h vg.Length) *chart {
	return &chart{
		title: title,
		alt:   deviationAlt(r),
		width: w, height: h,
		data:   &deviations{bins: r.Bins},
		xticks: labels{r.Bins, w - 60},
		yticks: rounded{signedPercent},
	}
}

// leaves reports whether the bin is outside its band.
func (b Bin) leaves() bool { return b.High > b.Low && (b.Observed < b.Low || b.Observed > b.High) }

// deviationAlt says what the plot shows.
func deviationAlt(r *Result) string {
	out := 0
	worst := 0
	d := &deviations{}
	for i, b := range r.Bins {
		if b.leaves() {
			out++
		}
		if math.Abs(d.relative(b.Observed, b)) > math.Abs(d.relative(r.Bins[worst].Observed, r.Bins[worst])) {
			worst = i
		}
	}
	s := fmt.Sprintf("Observed against expected counts of view %s, test %s %s, in %s: ",
		plain(r.View), plain(r.test()), plain(r.Name), plural(len(r.Bins), "bin"))
	if out == 0 {
		s += "all are inside the band that a fair source leaves once in 100."
	} else {
		s += fmt.Sprintf("%d outside the band that a fair source leaves once in 100.", out)
	}
	b := r.Bins[worst]
	return s + fmt.Sprintf(" Bin %s deviates most: %s instead of %s.", cut(plain(b.Label), 40), significant(b.Observed), significant(b.Expected))
}

// quantiles draws sorted p-values against those of a uniform distribution.
type quantiles struct {
	p    []float64 // ascending
	half float64   // half the height of the band
}

// DataRange implements plot.DataRanger.
func (q *quantiles) DataRange() (xmin, xmax, ymin, ymax float64) { return 0, 1, 0, 1 }

func (q *quantiles) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	h := min(q.half, 1)
	at := func(u, v float64) vg.Point { return vg.Point{X: x(u), Y: y(v)} }
	c.FillPolygon(band, []vg.Point{at(0, 0), at(0, h), at(1-h, 1), at(1, 1), at(1, 1-h), at(h, 0)})
	levels(c, p)
	c.StrokeLine2(draw.LineStyle{Color: expected, Width: 0.8}, x(0), y(0), x(1), y(1))
	for i, v := range q.p {
		u := (float64(i) + 0.5) / float64(len(q.p))
		fill := inside
		if math.Abs(v-u) > q.half {
			fill = outside
		}
		rectangle(c, fill, x(u)-1.3, y(v)-1.3, x(u)+1.3, y(v)+1.3)
	}
}

// uniform returns the p-values of a that are uniform if the source is fair,
// sorted. The others are bounds: of the most extreme of several classes, they
// are larger than uniform ones, by design.
func (a *Audit) uniform() []float64 {
	var ps []float64
	for _, r := range a.worst() {
		if !strings.Contains(r.Null, "Bonferroni") && !strings.HasPrefix(r.Null, "extreme") {
			ps = append(ps, *r.P)
		}
	}
	slices.Sort(ps)
	return ps
}

// quantileChart plots the sorted p-values of a source.
func quantileChart(source string, ps []float64) *chart {
	// The band of the Dvoretzky-Kiefer-Wolfowitz inequality with Massart's
	// constant: for independent p-values it is left once in 100.
	half := math.Sqrt(math.Log(2/0.01) / (2 * float64(len(ps))))
	out := 0
	for i, v := range ps {
		if math.Abs(v-(float64(i)+0.5)/float64(len(ps))) > half {
			out++
		}
	}
	alt := fmt.Sprintf("%d p-values of %s, sorted, against those of a uniform distribution: ", len(ps), plain(source))
	if out == 0 {
		alt += "all follow the diagonal within the band."
	} else {
		alt += fmt.Sprintf("%d lie outside the band around the diagonal.", out)
	}
	return &chart{
		title: cut(plain(source), 34),
		alt:   alt,
		width: 220, height: 190,
		data: &quantiles{ps, half},
		x:    "uniform", y: "p-value",
		xticks: rounded{number}, yticks: rounded{number},
	}
}

// bars draws speeds as horizontal bars with their confidence intervals.
type bars struct{ ts []Throughput }

// DataRange implements plot.DataRanger.
func (b *bars) DataRange() (xmin, xmax, ymin, ymax float64) {
	for _, t := range b.ts {
		xmax = max(xmax, t.High)
	}
	return 0, max(xmax, 1e-9) * 1.16, -0.6, float64(len(b.ts)) - 0.4
}

func (b *bars) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for _, t := range p.X.Tick.Marker.Ticks(p.X.Min, p.X.Max) {
		c.StrokeLine2(draw.LineStyle{Color: gridline, Width: 0.5}, x(t.Value), c.Min.Y, x(t.Value), c.Max.Y)
	}
	style := p.Y.Tick.Label
	style.Color = ink
	style.XAlign, style.YAlign = draw.XLeft, draw.YCenter
	for i, t := range b.ts {
		at := float64(len(b.ts) - 1 - i)
		rectangle(c, inside, x(0), y(at-0.3), x(t.Median), y(at+0.3))
		interval := draw.LineStyle{Color: ink, Width: 0.8}
		c.StrokeLine2(interval, x(t.Low), y(at), x(t.High), y(at))
		c.StrokeLine2(interval, x(t.Low), y(at-0.18), x(t.Low), y(at+0.18))
		c.StrokeLine2(interval, x(t.High), y(at-0.18), x(t.High), y(at+0.18))
		c.FillText(style, vg.Point{X: x(t.High) + 5, Y: y(at)}, significant(t.Median))
	}
}

// barChart plots speeds that share a unit.
func barChart(title string, ts []Throughput) *chart {
	var names []plot.Tick
	unit := ts[0].Unit
	for i, t := range ts {
		names = append(names, plot.Tick{Value: float64(len(ts) - 1 - i), Label: cut(plain(benchmarkLabel(t.Name)), 44)})
	}
	return &chart{
		title: title,
		alt:   fmt.Sprintf("Bars of %s in %s, each with its confidence interval; the numbers are in the table below.", plural(len(ts), "median"), plain(unit)),
		width: 720, height: vg.Length(40 + 18*len(ts)),
		data:   &bars{ts},
		x:      plain(unit),
		xticks: rounded{number}, yticks: plot.ConstantTicks(names),
	}
}

// benchmarkLabel drops what a benchmark's name says in its keys:
// "Source/source=crypto/size=4096" is "crypto, 4096".
func benchmarkLabel(name string) string {
	var values []string
	for part := range strings.SplitSeq(name, "/") {
		if _, v, ok := strings.Cut(part, "="); ok {
			values = append(values, v)
		}
	}
	if len(values) == 0 {
		return name
	}
	return strings.Join(values, ", ")
}
