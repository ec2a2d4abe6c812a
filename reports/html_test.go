package reports

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/randaudit/randaudit/stattests"
	"github.com/randaudit/randaudit/stattests/battery"
)

func toHTML(t testing.TB, d *Document) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteHTML(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var (
	svgElement   = regexp.MustCompile(`(?s)<svg.*?<title>(.*?)</title>.*?</svg>`)
	styleElement = regexp.MustCompile(`(?s)<style>.*?</style>`)
)

// The golden page holds the titles of its plots instead of the plots.
func TestHTML(t *testing.T) {
	for name, d := range documents() {
		t.Run(name, func(t *testing.T) {
			page := toHTML(t, d)
			checkPage(t, page)
			for _, bad := range []string{"@import", "url(", "<script", "NaN", "Inf", "%!", "<no value>"} {
				if strings.Contains(page, bad) {
					t.Errorf("%q in the page", bad)
				}
			}
			page = styleElement.ReplaceAllString(page, "<style></style>")
			golden(t, name+".html", []byte(svgElement.ReplaceAllString(page, "[plot: $1]")))
		})
	}
}

// checkPage reads the page as a tree: it is written so that it is well-formed
// XML too, but for its first line.
func checkPage(t *testing.T, page string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(page))
	d.Entity = xml.HTMLEntity
	var open []string
	level := 0
	ids := map[string]bool{}
	afterSVG := false
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("not well-formed: %v", err)
		}
		switch e := tok.(type) {
		case xml.StartElement:
			name := e.Name.Local
			attr := map[string]string{}
			for _, a := range e.Attr {
				attr[a.Name.Local] = a.Value
				if strings.HasPrefix(a.Name.Local, "on") {
					t.Errorf("<%s> has a handler %s", name, a.Name.Local)
				}
			}
			for _, k := range []string{"src", "href", "action", "srcset", "data"} {
				if v, ok := attr[k]; ok && v != "data:," {
					t.Errorf("<%s %s=%q> refers to something outside", name, k, v)
				}
			}
			if id, ok := attr["id"]; ok {
				if ids[id] {
					t.Errorf("id %q twice", id)
				}
				ids[id] = true
			}
			switch name {
			case "script", "iframe", "object", "embed", "form", "image":
				t.Errorf("<%s> in the page", name)
			case "h1", "h2", "h3", "h4", "h5", "h6":
				if slices.Contains(open, "svg") {
					t.Errorf("heading in a plot")
				}
				if l := int(name[1] - '0'); l > level+1 {
					t.Errorf("<%s> follows a heading of level %d", name, level)
				} else {
					level = l
				}
			case "img":
				if attr["alt"] == "" {
					t.Errorf("an image without alt")
				}
			}
			if afterSVG && name != "title" {
				t.Errorf("a plot without a title")
			}
			afterSVG = name == "svg"
			if afterSVG && attr["role"] != "img" {
				t.Errorf("a plot that is no image to a screen reader")
			}
			open = append(open, name)
		case xml.EndElement:
			open = open[:len(open)-1]
		}
	}
}

func TestHostileNamesAreText(t *testing.T) {
	r := biased()
	r.Plan.Source = hostile
	r.Notes = []string{hostile}
	for i := range r.Cells {
		r.Cells[i].Cell.View, r.Cells[i].Cell.Test = hostile, hostile
		r.Cells[i].Forecast = &stattests.Forecast{Kind: hostile, Parameters: []stattests.Parameter{{Name: hostile, Value: hostile}}, Next: []uint64{1}}
		for j := range r.Cells[i].Results {
			s := &r.Cells[i].Results[j]
			s.Name, s.Null, s.Effect.Category = hostile, hostile, hostile
			s.Warnings = []error{errors.New(hostile)}
			for k := range s.Bins {
				s.Bins[k].Label = hostile
			}
		}
	}
	d := New(hostile, hostile, 0, 1e-9)
	d.AddAudit(r)
	d.AddAudit(suspicious())
	d.AddThroughput(Throughput{Name: hostile, Unit: hostile, Median: 1, High: 2, Confidence: 0.95, Samples: 3})
	page := toHTML(t, d)
	checkPage(t, page)
	if strings.ContainsAny(page, "\x1b\x07\u202e") {
		t.Error("a control character of a name reached the page")
	}
	for _, f := range newPage(d).figures {
		if !regexp.MustCompile(`^[a-z0-9-]+\.png$`).MatchString(f.file) {
			t.Errorf("unsafe file name %q", f.file)
		}
	}
	var text bytes.Buffer
	if err := WriteText(&text, d); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(text.String()) {
		if width(strings.TrimSuffix(line, "\n")) > columns {
			t.Errorf("too wide: %q", line)
		}
	}
}

// What a plot cannot show must not break it.
func TestOddBins(t *testing.T) {
	d := document()
	for _, bs := range [][]stattests.Bin{
		{{Label: "a"}},
		{{Label: "a", Observed: 5}, {Label: "b", Expected: 5, Low: 5, High: 5}},
		{{Label: "a", Observed: 1 << 62, Expected: 1e-300, Low: -5, High: 5}, {Observed: -1, Expected: 3}},
		bins(256, 3, nil),
	} {
		s := result("chi2", 1, "chi2(1)", -1000)
		s.Bins = bs
		d.AddAudit(report("x", 0, battery.Fail, -1000, cell("words", "frequency", 0, 1, s)))
	}
	checkPage(t, toHTML(t, d))
	for _, f := range newPage(d).figures {
		if err := f.writePNG(io.Discard); err != nil {
			t.Error(err)
		}
	}
}

// The built-in audit's report is a small part of its 30 s.
func TestFast(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a second")
	}
	d := document()
	for range 4 {
		r := biased()
		for i := range 150 {
			r.Cells = append(r.Cells, cell("low(8)", "serial", 256, 1<<20, frequency(64, 900, 711, -30-float64(i), stattests.Effect{}, nil)))
		}
		d.AddAudit(r)
	}
	d.AddDemonstration(demonstration())
	start := time.Now()
	if err := WriteFolder(t.TempDir(), d); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took > 10*time.Second { // it takes half a second alone
		t.Errorf("took %v", took)
	}
}

func TestDistinct(t *testing.T) {
	for _, c := range []struct{ in, want []string }{
		{[]string{"0 to 3", "4 to 7"}, []string{"0", "4"}},
		{[]string{"bit 0", "bit 1"}, []string{"bit 0", "bit 1"}},
		{[]string{"interval 1 of 256", "interval 2 of 256"}, []string{"1", "2"}},
		{[]string{"(interval 1, interval 1) of 64", "(interval 2, interval 1) of 64"}, []string{"1", "2"}},
		{[]string{"first hit at 0", "no hit"}, []string{"first hit at 0", "no hit"}},
		{[]string{"", "a"}, []string{"", "a"}},
	} {
		if got := distinct(c.in); !slices.Equal(got, c.want) {
			t.Errorf("%q: got %q, want %q", c.in, got, c.want)
		}
	}
}

func TestTypeset(t *testing.T) {
	for in, want := range map[string]string{
		"p = 4.2e-12, 10^-310": "p\u00a0=\u00a04.2\u00a0×\u00a010⁻¹², 10⁻³¹⁰",
		"below 1e-9":           "below 10⁻⁹",
		"by 0.4 % in 1e-x":     "by 0.4\u00a0% in 1e-x",
	} {
		if got := raise(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestCommand(t *testing.T) {
	for _, c := range []struct {
		source Source
		alpha  float64
		want   string
	}{
		{Source{Name: "mt19937?seed=42", N: 1 << 32, Word: 32}, 1e-9, `randaudit audit 'mt19937?seed=42' --view 'below(6)' --test 'gap(1,2)' --bytes 268435464`},
		{Source{Name: "crypto"}, 1.25e-6, `randaudit audit crypto --view 'below(6)' --test 'gap(1,2)' --bytes 268435464 --alpha 1.25e-06`},
		{Source{Name: "it's.bin", N: 1 << 32, Word: 32, SHA256: "00"}, 1e-9, `randaudit audit 'it'\''s.bin' --view 'below(6)' --test 'gap(1,2)' --bytes 268435464 --word 32`},
		{Source{Name: "-- ./gen --fast", Word: 64, SHA256: "00"}, 1e-9, `randaudit audit --view 'below(6)' --test 'gap(1,2)' --bytes 268435464 -- ./gen --fast`},
		{Source{Name: "-", Word: 64, SHA256: "00"}, 1e-9, `randaudit audit - --view 'below(6)' --test 'gap(1,2)' --bytes 268435464`},
	} {
		d := New("0.1.0", "", 1, c.alpha)
		a := &Audit{Source: c.source, Bytes: 268435464}
		if got := d.command(a, &Result{View: "below(6)", Test: "gap", Args: []string{"1", "2"}}); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
	d := New("0.1.0", "randaudit audit x.bin --battery sp800-22", 1, 1e-9)
	if got := d.command(&Audit{Bytes: 1, Sequences: &Sequences{}}, &Result{View: "bits", Test: "Runs"}); got != d.Command {
		t.Errorf("of sequences: got %s", got)
	}
}
