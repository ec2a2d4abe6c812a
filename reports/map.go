package reports

import (
	"encoding/json"
	"fmt"
	"html/template"
	"image/color"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/randaudit/randaudit/stattests"
	"github.com/randaudit/randaudit/stattests/battery/biasmap"
)

// MapSchema names the format of the JSON of a map.
const MapSchema = "randaudit/map/v1"

// A Map is a map of where bias can be seen, with what a page says of its making.
type Map struct {
	Version string // of randaudit
	Command string // that made it, as typed
	Date    time.Time
	*biasmap.Map
}

// WriteMapFolder writes m to dir, which it makes if it is not there: map.html,
// map.json and map.png. An audit's report in the same folder is left alone.
func WriteMapFolder(dir string, m *Map) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fmt.Errorf("reports: making the folder of the map: %w", err)
	}
	for _, f := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{"map.png", (&figure{plots: []*chart{m.chart()}}).writePNG},
		{"map.json", func(w io.Writer) error { return WriteMapJSON(w, m) }},
		{"map.html", func(w io.Writer) error { return WriteMapHTML(w, m) }},
	} {
		if err := replaceFile(dir, f.name, f.write); err != nil {
			return err
		}
	}
	return nil
}

// WriteMapJSON writes m as JSON: n and the seed, which use all 64 bits, are
// decimal strings.
func WriteMapJSON(w io.Writer, m *Map) error {
	type need struct {
		Known    biasmap.Knowledge `json:"known"`
		Draws    *float64          `json:"draws"` // null unless biased
		Question string            `json:"question,omitempty"`
		Law      string            `json:"law,omitempty"`
		Proof    string            `json:"proof,omitempty"`
	}
	type cell struct {
		N       uint64   `json:"n,string"`
		Applies bool     `json:"applies"`
		P       *float64 `json:"p,omitempty"` // 0 below 1e-308: use ln_p
		LnP     *float64 `json:"ln_p,omitempty"`
		Effect  *Effect  `json:"effect,omitempty"`
		Need    *need    `json:"need,omitempty"`
	}
	type way struct {
		Name  string `json:"name"`
		Doc   string `json:"doc"`
		Cells []cell `json:"cells"`
	}
	doc := struct {
		Schema  string    `json:"schema"`
		Version string    `json:"version"`
		Command string    `json:"command"`
		Date    time.Time `json:"date"`
		Seed    uint64    `json:"seed,string"`
		Draws   int       `json:"draws"` // that each cell is measured on
		Alpha   float64   `json:"alpha"` // of the test whose draws are told, and
		Power   float64   `json:"power"` // its power
		Ways    []way     `json:"ways"`
	}{MapSchema, valid(m.Version), valid(m.Command), m.Date, m.Seed, m.Draws, biasmap.Alpha, biasmap.Power, []way{}}
	for _, r := range m.Rows {
		row := way{Name: valid(r.Way.Name), Doc: valid(r.Way.Doc)}
		for i, c := range r.Cells {
			out := cell{N: m.Columns[i].N, Applies: c.Applies}
			if c.Applies {
				p := math.Exp(c.LnP)
				out.P, out.LnP, out.Effect = &p, &c.LnP, mapEffect(c.Effect)
				out.Need = &need{Known: c.Need.Known, Question: c.Need.Question, Law: c.Need.Law, Proof: c.Need.Proof}
				if c.Need.Known == biasmap.Biased {
					out.Need.Draws = &c.Need.Draws
				}
			}
			row.Cells = append(row.Cells, out)
		}
		doc.Ways = append(doc.Ways, row)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(doc); err != nil {
		return fmt.Errorf("reports: writing JSON: %w", err)
	}
	return nil
}

func mapEffect(e stattests.Effect) *Effect {
	return &Effect{Category: valid(e.Category), Deviation: e.Deviation, Low: e.Low, High: e.High, Detectable: e.Detectable}
}

var mapTemplate = parsePage("map.html")

// WriteMapHTML writes m as one page that needs nothing else.
func WriteMapHTML(w io.Writer, m *Map) error {
	type row struct {
		Name, Doc string
		Proofs    []string
		Cells     []mapCell
	}
	page := struct {
		Version, Command, Date, Seed, Draws string
		Style                               template.CSS
		Columns                             []string
		Rows                                []row
		Legend                              []shade
	}{
		Version: plain(m.Version), Command: plain(m.Command), Seed: strconv.FormatUint(m.Seed, 10), Draws: thousands(m.Draws),
		Style: style, Legend: mapLegend,
	}
	if !m.Date.IsZero() {
		page.Date = m.Date.UTC().Format("2 January 2006, 15:04 UTC")
	}
	for _, c := range m.Columns {
		page.Columns = append(page.Columns, columnName(c))
	}
	for _, r := range m.Rows {
		out := row{Name: plain(r.Way.Name), Doc: plain(r.Way.Doc)}
		for i, c := range r.Cells {
			out.Cells = append(out.Cells, cellOf(c, m.Columns[i]))
			if p := c.Need.Proof; p != "" && (len(out.Proofs) == 0 || out.Proofs[0] != p) {
				out.Proofs = append(out.Proofs, p)
			}
		}
		page.Rows = append(page.Rows, out)
	}
	if err := mapTemplate.Execute(w, page); err != nil {
		return fmt.Errorf("reports: writing the page of the map: %w", err)
	}
	return nil
}

// columnName is n, or 3*2^(w-2) as three quarters of what w bits hold.
func columnName(c biasmap.Column) string {
	if c.Width == 0 {
		return strconv.FormatUint(c.N, 10)
	}
	return "¾·2" + superscript.Replace(strconv.Itoa(c.Width))
}

// columnLabel is columnName for a font that has few raised digits.
func columnLabel(c biasmap.Column) string {
	if c.Width == 0 {
		return columnName(c)
	}
	return "¾·2^" + strconv.Itoa(c.Width)
}

// A mapCell is a cell as it is shown.
type mapCell struct {
	Class string // of the colour
	Text  string // the draws needed
	P     string // measured
	Off   string // the deviation, where p is evidence
	Title string
	plain string // Text in a font that has few raised digits
}

// mapShades are the draws needed below which a cell has the classes s5, s4, ...
var mapShades = []float64{1e4, 1e6, 1e9, 1e15, math.Inf(1)}

var mapLegend = []shade{
	{"s5", "below 10⁴", ""}, {"s4", "10⁴ to 10⁶", ""}, {"s3", "10⁶ to 10⁹", ""}, {"s2", "10⁹ to 10¹⁵", ""},
	{"s1", "10¹⁵ and more: out of reach", ""}, {"s0", "none: exact", ""},
}

func cellOf(c biasmap.Cell, column biasmap.Column) mapCell {
	if !c.Applies {
		return mapCell{Class: "none", Text: "–", Title: "not applicable: it cannot draw below " + columnName(column), plain: "–"}
	}
	p := "p\u00a0=\u00a0" + typeset(c.LnP)
	if strings.HasPrefix(typeset(c.LnP), "<") {
		p = "p\u00a0" + typeset(c.LnP)
	}
	measured := fmt.Sprintf("measured at n = %d: %s", column.N, p)
	out := mapCell{P: p}
	if c.Seen() {
		out.Off = raise(signedPercent(c.Effect.Deviation, 0.01))
		measured += fmt.Sprintf("; category %s deviates by %s", plain(c.Effect.Category), out.Off)
	}
	switch c.Need.Known {
	case biasmap.Exact:
		out.Class, out.Text, out.Title = "s0", "none: exact", "no bias: "+c.Need.Proof
		out.plain = "none"
	case biasmap.Unknown:
		out.Class, out.Text, out.Title = "none", "not seen", "its distribution is not known"
		if c.Seen() {
			out.Class, out.Text = "s5", "seen"
		}
		out.plain = out.Text
	default:
		i := 0
		for c.Need.Draws >= mapShades[i] {
			i++
		}
		out.Class = "s" + strconv.Itoa(5-i)
		out.plain = drawsText(c.Need.Draws)
		out.Text = out.plain
		if digits, exponent, ok := strings.Cut(out.plain, "e"); ok {
			out.Text = digits + "·10" + superscript.Replace(exponent)
		}
		out.Title = fmt.Sprintf("%s draws, by %s: %s", out.Text, c.Need.Question, c.Need.Law)
	}
	out.Title += "; " + measured
	return out
}

// drawsText writes a number of draws: 5,405, and with two digits where it is
// large, 5.5e19.
func drawsText(draws float64) string {
	if draws < 10000 {
		return thousands(int(draws))
	}
	digits, exponent, _ := strings.Cut(strconv.FormatFloat(draws, 'e', 1, 64), "e+")
	return digits + "e" + strings.TrimPrefix(exponent, "0")
}

func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// heat draws a map: a row of cells for each way.
type heat struct{ rows [][]mapCell }

// heatColours are those of the page in the light.
var heatColours = map[string]color.NRGBA{
	"s0": {0xDC, 0xEE, 0xE3, 0xFF}, "s1": {0xF1, 0xEF, 0xE0, 0xFF}, "s2": {0xFB, 0xE7, 0xA8, 0xFF}, "s3": {0xF7, 0xC8, 0x73, 0xFF},
	"s4": {0xEE, 0x95, 0x60, 0xFF}, "s5": {0xC8, 0x43, 0x2B, 0xFF}, "none": paper,
}

// DataRange implements plot.DataRanger.
func (h *heat) DataRange() (xmin, xmax, ymin, ymax float64) {
	return -0.5, float64(len(h.rows[0])) - 0.5, -0.5, float64(len(h.rows)) - 0.5
}

func (h *heat) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	style := p.Y.Tick.Label
	style.XAlign, style.YAlign = draw.XCenter, draw.YCenter
	for i, row := range h.rows {
		at := float64(len(h.rows) - 1 - i)
		for k, cell := range row {
			rectangle(c, heatColours[cell.Class], x(float64(k)-0.5)+1, y(at-0.5)+1, x(float64(k)+0.5)-1, y(at+0.5)-1)
			style.Color = ink
			switch cell.Class {
			case "s5":
				style.Color = paper
			case "none":
				style.Color = muted
			}
			if cell.Off == "" {
				c.FillText(style, vg.Point{X: x(float64(k)), Y: y(at)}, cell.plain)
				continue
			}
			c.FillText(style, vg.Point{X: x(float64(k)), Y: y(at) + 5}, cell.plain)
			small := style
			small.Font.Size = 7
			c.FillText(small, vg.Point{X: x(float64(k)), Y: y(at) - 5}, cell.Off)
		}
	}
}

// chart plots the draws needed, and below them the deviation that was seen.
func (m *Map) chart() *chart {
	h := &heat{}
	var names, columns []plot.Tick
	for i, r := range m.Rows {
		var row []mapCell
		for k, c := range r.Cells {
			row = append(row, cellOf(c, m.Columns[k]))
		}
		h.rows = append(h.rows, row)
		names = append(names, plot.Tick{Value: float64(len(m.Rows) - 1 - i), Label: cut(plain(r.Way.Name), 24)})
	}
	for k, c := range m.Columns {
		columns = append(columns, plot.Tick{Value: float64(k), Label: columnLabel(c)})
	}
	return &chart{
		title: "Draws needed to see the bias of a way of drawing an integer below n",
		width: 640, height: vg.Length(60 + 23*len(m.Rows)),
		data: h,
		x: "n\nnone: exact, there is no bias;  –: it cannot draw there;  false-alarm rate 1 in a million, power 99 %\n" +
			"below: the largest deviation of a category in " + thousands(m.Draws) + " draws, where p is below 1e-6",
		xticks: plot.ConstantTicks(columns), yticks: plot.ConstantTicks(names),
	}
}
