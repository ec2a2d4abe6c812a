package reports

import (
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"math"
	"math/big"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/randaudit/randaudit/internal/shell"
	"github.com/randaudit/randaudit/sources/planted"
	"github.com/randaudit/randaudit/stattests/battery"
)

// GallerySchema names the format of the JSON of a gallery.
const GallerySchema = "randaudit/gallery/v1"

// A Gallery is the bugs that people shipped, each audited.
type Gallery struct {
	Version   string // of randaudit
	Command   string // that made it, as typed
	Date      time.Time
	Seed      uint64
	DrawAlpha float64 // p-value that Exhibited.Draws are to reach
	DrawPower float64 // and with which probability
	Exhibits  []Exhibited
}

// An Exhibited is a bug, its exact law, and what an audit of it says.
type Exhibited struct {
	planted.Exhibit
	Classes []planted.Class
	Draws   float64 // that are needed to see it; +Inf: none show it
	Keys    uint64  // of short seeds: among how many two are the same with DrawPower; else 0
	Report  *battery.Report
}

// shownClasses is the most classes, or runs of equal ones, that are told.
const shownClasses = 10

// fraction is a probability: exactly, unless that takes a line, with its decimals
// where the fraction is none that one can read.
func fraction(p *big.Rat) string {
	const readable, longest = 9, 40 // characters
	if p.IsInt() {
		return p.Num().String()
	}
	f, _ := p.Float64()
	decimals := strconv.FormatFloat(f, 'g', 6, 64)
	if p.Denom().BitLen() > 128 {
		return decimals
	}
	switch s := p.RatString(); {
	case len(s) <= readable:
		return s
	case len(s) <= longest:
		return fmt.Sprintf("%s (%s)", s, decimals)
	}
	return decimals
}

var exponent = regexp.MustCompile(`(\d)e([+-])0*(\d+)`)

// exponents typesets numbers such as 2.1e-32.
func exponents(s string) string {
	return exponent.ReplaceAllStringFunc(s, func(m string) string {
		parts := exponent.FindStringSubmatch(m)
		return parts[1] + "\u00a0×\u00a010" + superscript.Replace(strings.TrimPrefix(parts[2], "+")+parts[3])
	})
}

// alike are neighbouring classes of the same probabilities.
type alike struct {
	first, last planted.Class
}

func (a alike) String() string {
	label := a.first.Label
	_, err := strconv.Atoi(label)
	switch {
	case err == nil && a.first.Label != a.last.Label:
		return fmt.Sprintf("symbols %s to %s: %s each, fair %s", label, a.last.Label, fraction(a.first.Real), fraction(a.first.Fair))
	case err == nil:
		label = "symbol " + label
	}
	return fmt.Sprintf("%s: %s, fair %s", label, fraction(a.first.Real), fraction(a.first.Fair))
}

// Law says the exact distribution, and what is fair: each class, or, where they
// are many, the likeliest and the rarest.
func (e *Exhibited) Law() []string {
	if e.Keys > 0 {
		c := e.Classes[len(e.Classes)-1]
		_, args, _ := e.Way()
		return []string{fmt.Sprintf("two of %s keys the same: %s, fair %s", count(args[1]), fraction(c.Real), fraction(c.Fair))}
	}
	var groups []alike
	most, least, never := e.Classes[0], e.Classes[0], 0
	for _, c := range e.Classes {
		if k := len(groups) - 1; k >= 0 && e.Shows == planted.Symbols && groups[k].first.Real.Cmp(c.Real) == 0 && groups[k].first.Fair.Cmp(c.Fair) == 0 {
			groups[k].last = c
		} else {
			groups = append(groups, alike{c, c})
		}
		if c.Real.Cmp(most.Real) > 0 {
			most = c
		}
		if c.Real.Cmp(least.Real) < 0 {
			least = c
		}
		if c.Real.Sign() == 0 && c.Fair.Sign() > 0 {
			never++
		}
	}
	var lines []string
	switch {
	case never > 0 && len(groups) > 2:
		lines = []string{alike{most, most}.String(), fmt.Sprintf("%d of %d never come", never, len(e.Classes))}
	case len(groups) <= shownClasses:
		for _, g := range groups {
			lines = append(lines, g.String())
		}
	default:
		lines = []string{alike{most, most}.String(), alike{least, least}.String()}
	}
	return lines
}

// Needs says how many draws show it, with the probability that Keys was computed
// for.
func (e *Exhibited) Needs(power float64) string {
	if e.Keys > 0 {
		return fmt.Sprintf("%s keys, of which two are the same with a probability of %s", count(e.Keys), percent(power))
	}
	return draws(e.Draws)
}

func draws(n float64) string {
	switch {
	case math.IsInf(n, 1):
		return "none show it"
	case n < 2:
		return "1 draw"
	case n < 1e7:
		return thousands(int(math.Ceil(n))) + " draws"
	}
	return strconv.FormatFloat(n, 'e', 1, 64) + " draws"
}

// says is the harness's verdict.
func (g *Gallery) says(e *Exhibited, a *Audit, p func(ln float64) string) string {
	symbols := uint64(0)
	for i := range a.Results {
		symbols = max(symbols, a.Results[i].Symbols)
	}
	what := "draws"
	if e.Keys > 0 {
		_, args, _ := e.Way()
		what = fmt.Sprintf("times %s keys", count(args[1]))
	}
	s := fmt.Sprintf("%s in %s %s", words(a.Verdict), count(symbols), what)
	if a.Verdict == battery.Fail {
		if p := p(a.LnP); strings.HasPrefix(p, "<") {
			return s + ", p " + p
		}
		return s + ", p = " + p(a.LnP)
	}
	if e.Draws > float64(symbols) {
		return s + ": too few to see it"
	}
	return s
}

// WriteText writes g as a list for a terminal.
func (g *Gallery) WriteText(w io.Writer) error {
	var b strings.Builder
	for i := range g.Exhibits {
		e := &g.Exhibits[i]
		a := fromReport(e.Report)
		fmt.Fprintf(&b, "%s %s\n", pad(plain(e.When), 13), plain(e.Name))
		margin := strings.Repeat(" ", 14)
		for _, line := range []string{e.What, "Law: " + strings.Join(e.Law(), "; "), "Needs: " + e.Needs(g.DrawPower), "Audit of " + e.View + ": " + g.says(e, &a, pValue)} {
			for _, part := range wrap(plain(line), columns-14) {
				fmt.Fprintf(&b, "%s%s\n", margin, part)
			}
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteGalleryJSON writes g as JSON. Probabilities are fractions; those of more
// than 40 digits, and the seed, are decimal strings.
func WriteGalleryJSON(w io.Writer, g *Gallery) error {
	type class struct {
		Label string  `json:"label"`
		Real  float64 `json:"real"`
		Fair  float64 `json:"fair"`
		Exact string  `json:"exact,omitempty"` // Real as a fraction, where it has up to 40 digits
	}
	type exhibit struct {
		Name    string   `json:"name"`
		When    string   `json:"when"`
		What    string   `json:"what"`
		Source  string   `json:"source"`
		View    string   `json:"view"`
		Shows   string   `json:"shows"`
		Classes []class  `json:"classes"`
		Draws   *float64 `json:"draws"` // null: none show it
		Keys    uint64   `json:"keys,omitempty"`
		Audit   Audit    `json:"audit"`
	}
	doc := struct {
		Schema   string    `json:"schema"`
		Version  string    `json:"version"`
		Command  string    `json:"command"`
		Date     time.Time `json:"date"`
		Seed     uint64    `json:"seed,string"`
		Alpha    float64   `json:"alpha"` // that draws are to reach
		Power    float64   `json:"power"`
		Exhibits []exhibit `json:"exhibits"`
	}{GallerySchema, valid(g.Version), valid(g.Command), g.Date, g.Seed, g.DrawAlpha, g.DrawPower, []exhibit{}}
	for i := range g.Exhibits {
		e := &g.Exhibits[i]
		out := exhibit{Name: e.Name, When: e.When, What: e.What, Source: e.Source, View: e.View, Shows: string(e.Shows), Draws: orNil(e.Draws), Keys: e.Keys, Audit: fromReport(e.Report)}
		for _, c := range e.Classes {
			real, _ := c.Real.Float64()
			fair, _ := c.Fair.Float64()
			k := class{Label: c.Label, Real: real, Fair: fair}
			if c.Real.Denom().BitLen() < 128 {
				if s := c.Real.RatString(); len(s) <= 40 {
					k.Exact = s
				}
			}
			out.Classes = append(out.Classes, k)
		}
		doc.Exhibits = append(doc.Exhibits, out)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(doc); err != nil {
		return fmt.Errorf("reports: writing JSON: %w", err)
	}
	return nil
}

var galleryTemplate = parsePage("gallery.html")

// WriteGalleryHTML writes g as one page that needs nothing else.
func WriteGalleryHTML(w io.Writer, g *Gallery) error {
	type exhibit struct {
		Name, When, What, Source, View, Needs, Says, Again string
		Class, Symbol                                      string
		Law                                                []string
		Plot                                               template.HTML
	}
	page := struct {
		Version, Command, Date, Seed, Alpha, Power string
		Seen, Unseen                               int
		Style                                      template.CSS
		Exhibits                                   []exhibit
	}{
		Version: plain(g.Version), Command: plain(g.Command), Seed: strconv.FormatUint(g.Seed, 10),
		Alpha: raise(rate(g.DrawAlpha)), Power: percent(g.DrawPower), Style: style,
	}
	if !g.Date.IsZero() {
		page.Date = g.Date.UTC().Format("2 January 2006, 15:04 UTC")
	}
	for i := range g.Exhibits {
		e := &g.Exhibits[i]
		a := fromReport(e.Report)
		out := exhibit{
			Name: e.Name, When: e.When, What: e.What, Source: e.Source, View: e.View,
			Needs: exponents(e.Needs(g.DrawPower)), Says: g.says(e, &a, typeset),
			Class: string(a.Verdict), Symbol: "✓",
			Again: "randaudit audit crypto --view " + shell.Quote(e.View),
		}
		for _, line := range e.Law() {
			out.Law = append(out.Law, exponents(line))
		}
		if a.Verdict == battery.Fail {
			out.Symbol = "✕"
			page.Seen++
		} else {
			page.Unseen++
		}
		if worst := a.worst(); len(worst) > 0 {
			if r := a.binned(worst, worst[0]); r != nil && len(r.Bins) > 2 {
				out.Plot = deviationChart(e.Name, r, 420, 170).svg()
			}
		}
		page.Exhibits = append(page.Exhibits, out)
	}
	if err := galleryTemplate.Execute(w, page); err != nil {
		return fmt.Errorf("reports: writing the page of the gallery: %w", err)
	}
	return nil
}

// WriteGalleryFolder writes g to dir, which it makes if it is not there:
// gallery.html and gallery.json. An audit's report in the same folder is left
// alone.
func WriteGalleryFolder(dir string, g *Gallery) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fmt.Errorf("reports: making the folder of the gallery: %w", err)
	}
	for _, f := range []struct {
		name  string
		write func(io.Writer, *Gallery) error
	}{{"gallery.json", WriteGalleryJSON}, {"gallery.html", WriteGalleryHTML}} {
		if err := replaceFile(dir, f.name, func(w io.Writer) error { return f.write(w, g) }); err != nil {
			return err
		}
	}
	return nil
}
