package reports

import (
	"bytes"
	"encoding/xml"
	"errors"
	"strings"
	"testing"
)

func TestJUnit(t *testing.T) {
	for name, d := range documents() {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			if err := WriteJUnit(&b, d); err != nil {
				t.Fatal(err)
			}
			golden(t, name+".junit.xml", b.Bytes())
			var back junitSuites
			if err := xml.Unmarshal(b.Bytes(), &back); err != nil {
				t.Fatal(err)
			}
			if len(back.Suites) != len(d.Audits) {
				t.Errorf("%d suites of %d audits", len(back.Suites), len(d.Audits))
			}
		})
	}
}

func TestErrorsOfTheWriterAreReturned(t *testing.T) {
	d := documents()["one"]
	for name, write := range map[string]func(*full) error{
		"text":  func(w *full) error { return WriteText(w, d) },
		"json":  func(w *full) error { return WriteJSON(w, d) },
		"html":  func(w *full) error { return WriteHTML(w, d) },
		"junit": func(w *full) error { return WriteJUnit(w, d) },
	} {
		for _, room := range []int{0, 60} {
			if err := write(&full{room}); !errors.Is(err, errFull) || !strings.HasPrefix(err.Error(), "reports: writing ") {
				t.Errorf("%s, %d bytes of room: error %v", name, room, err)
			}
		}
	}
}
