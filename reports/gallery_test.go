package reports

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/randaudit/randaudit/sources/planted"
	"github.com/randaudit/randaudit/stattests"
	"github.com/randaudit/randaudit/stattests/battery"
)

// gallery is one of three exhibits: seen, not to be seen, and short seeds.
func gallery(tb testing.TB) *Gallery {
	tb.Helper()
	g := &Gallery{
		Version: "v1", Command: "randaudit audit --gallery", Date: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Seed: 7,
		DrawAlpha: 1e-6, DrawPower: 0.99,
	}
	for _, name := range []string{"Cryptocat's digits", "NextBytes of .NET", "Milk Sad"} {
		for _, e := range planted.Gallery {
			if e.Name != name {
				continue
			}
			x := Exhibited{Exhibit: e}
			var err error
			if x.Classes, err = e.Classes(); err != nil {
				tb.Fatal(err)
			}
			x.Draws = planted.Draws(x.Classes, g.DrawAlpha, g.DrawPower)
			verdict, ln := battery.Fail, math.Log(3.1e-40)
			switch name {
			case "NextBytes of .NET":
				verdict, ln = battery.Pass, 0
			case "Milk Sad":
				x.Keys = planted.Keys(1<<32, g.DrawPower)
			}
			cell := battery.CellReport{Cell: battery.Cell{View: e.View, Test: "frequency"}, Symbols: 524288, N: 10, Results: []stattests.Result{{
				Name: "chi2", Stat: 200, Null: "chi2(9)", P: stattests.Tail{LogUpper: ln}, Sides: 1,
				Quality: stattests.Quality{Kind: stattests.Asymptotic, Reach: -30},
				Bins:    []stattests.Bin{{Label: "0", Observed: 120, Expected: 100, Low: 90, High: 110}, {Label: "1", Observed: 90, Expected: 100, Low: 90, High: 110}, {Label: "2", Observed: 90, Expected: 100, Low: 90, High: 110}},
			}}}
			x.Report = &battery.Report{Plan: battery.Plan{Source: "crypto"}, Verdict: verdict, LogP: ln, Look: 1, Cells: []battery.CellReport{cell}}
			g.Exhibits = append(g.Exhibits, x)
		}
	}
	if len(g.Exhibits) != 3 {
		tb.Fatalf("%d exhibits", len(g.Exhibits))
	}
	return g
}

func TestGalleryText(t *testing.T) {
	var b bytes.Buffer
	if err := gallery(t).WriteText(&b); err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(b.String()), " ")
	for _, want := range []string{
		"2013 Cryptocat's digits", "symbol 0: 26/251, fair 1/10; symbols 1 to 9: 25/251 each, fair 1/10", "Needs: 504,480 draws",
		"evidence of bias in 524,288 draws, p = 3.1e-40",
		"symbol 255: 8388607/2147483647 (0.00390625), fair 1/256", "no evidence of bias in 524,288 draws: too few to see it",
		"two of 4,096 keys the same: 0.00195074", "198,892 keys",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the text lacks %q:\n%s", want, b.String())
		}
	}
	for line := range strings.SplitSeq(b.String(), "\n") {
		if width(line) > columns {
			t.Errorf("a line is wider than %d columns: %s", columns, line)
		}
	}
	if err := gallery(t).WriteText(failingWriter{}); err == nil {
		t.Error("no error of the writer")
	}
}

type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, errors.New("full") }

func TestWriteGalleryFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	g := gallery(t)
	if err := WriteGalleryFolder(dir, g); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(dir, "gallery.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Cryptocat&#39;s digits", "p = 3.1\u00a0×\u00a010⁻⁴⁰", "26/251", "The audit found 2 of them", "--view &#39;seeds(4294967296,4096)&#39;", "<svg"} {
		if !bytes.Contains(page, []byte(want)) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, never := range []string{"<script", "http://", "https://", "src="} {
		if bytes.Contains(page, []byte(never)) {
			t.Errorf("the page has %q", never)
		}
	}
	data, err := os.ReadFile(filepath.Join(dir, "gallery.json"))
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Schema   string
		Exhibits []struct {
			Name, View string
			Draws      *float64
			Keys       uint64
			Classes    []struct {
				Real, Fair float64
				Exact      string
			}
			Audit Audit
		}
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	first := doc.Exhibits[0]
	if doc.Schema != GallerySchema || len(doc.Exhibits) != 3 || first.Classes[0].Exact != "26/251" || first.Classes[0].Fair != 0.1 ||
		*first.Draws < 5e5 || first.Audit.Verdict != battery.Fail || doc.Exhibits[2].Keys != 198892 {
		t.Errorf("%+v", doc)
	}
	// A file in the place of the folder.
	if err := WriteGalleryFolder(filepath.Join(dir, "gallery.json"), g); err == nil {
		t.Error("a file was taken for a folder")
	}
	var b bytes.Buffer
	if err := errors.Join(WriteGalleryHTML(&b, g), WriteGalleryJSON(&b, g)); err != nil {
		t.Error(err)
	}
	if err := errors.Join(WriteGalleryHTML(failingWriter{}, g)); err == nil {
		t.Error("no error of the page's writer")
	}
	if err := WriteGalleryJSON(failingWriter{}, g); err == nil {
		t.Error("no error of the JSON's writer")
	}
}
