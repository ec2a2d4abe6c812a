package reports

import (
	"bytes"
	"encoding/json"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/randaudit/randaudit/stattests/battery/biasmap"
)

// A map of a name that would act on a page or a terminal, with cells of every
// kind.
func testMap(t *testing.T) *Map {
	t.Helper()
	var ways []biasmap.Way
	for _, w := range biasmap.Known() {
		if w.Name == "SystemRandom" || w.Name == "modulo8" || w.Name == "modulo32" {
			ways = append(ways, w)
		}
	}
	ways = append(ways, biasmap.Own("<b>\x1bmine", func(uint64) uint64 { return 3 }))
	m, err := biasmap.Measure(t.Context(), biasmap.Options{Draws: 4096, Seed: 1}, ways...)
	if err != nil {
		t.Fatal(err)
	}
	return &Map{Version: "v0", Command: "randaudit audit --map", Map: m}
}

func TestMap(t *testing.T) {
	dir := t.TempDir()
	m := testMap(t)
	if err := WriteMapFolder(dir, m); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(dir, "map.html"))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(page, []byte("<b>")) || bytes.ContainsRune(page, '\x1b') {
		t.Error("the page has a name as it came")
	}
	for _, want := range []string{`class="s0"`, `class="s1"`, `class="s5"`, `>seen<`, `>5.5·10¹⁹<`, `>none: exact<`, `not applicable`, `¾·2³²`, `class="none"`, "4,096 draws"} {
		if !bytes.Contains(page, []byte(want)) {
			t.Errorf("no %q in the page", want)
		}
	}
	for _, never := range []string{"http:", "https:", "<script", "NaN", "Inf"} {
		if bytes.Contains(page, []byte(never)) {
			t.Errorf("%q in the page", never)
		}
	}

	b, err := os.ReadFile(filepath.Join(dir, "map.json"))
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Schema string
		Ways   []struct {
			Name  string
			Cells []struct {
				N       string
				Applies bool
				P       *float64
				Need    *struct {
					Known string
					Draws *float64
				}
			}
		}
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Schema != MapSchema || len(doc.Ways) != len(m.Rows) {
		t.Errorf("schema %q, %d ways", doc.Schema, len(doc.Ways))
	}
	for _, w := range doc.Ways {
		for _, c := range w.Cells {
			if c.Applies != (c.P != nil) || c.Applies != (c.Need != nil) || c.Applies && (c.Need.Known == "biased") != (c.Need.Draws != nil) {
				t.Errorf("%s at %s: keys do not fit", w.Name, c.N)
			}
		}
	}

	picture, err := os.Open(filepath.Join(dir, "map.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer picture.Close()
	if _, err := png.Decode(picture); err != nil {
		t.Error(err)
	}
	left, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range left {
		names = append(names, e.Name())
	}
	if got := strings.Join(names, " "); got != "map.html map.json map.png" {
		t.Errorf("the folder has %s", got)
	}
}
