package reports

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// WriteJSON writes d in the format that schema/report-v1.json describes. 64-bit
// integers that a reader's floating-point numbers might not hold are decimal
// strings.
func WriteJSON(w io.Writer, d *Document) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(d); err != nil {
		return fmt.Errorf("reports: writing JSON: %w", err)
	}
	return nil
}

// Read reads what [WriteJSON] wrote. It refuses another schema and whatever a
// report cannot hold; keys that it does not know it ignores, because the schema
// may gain some.
func Read(r io.Reader) (*Document, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("reports: reading a result: %w", err)
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, errors.New("reports: reading a result: there is nothing in it: give the result.json of an audit")
	}
	d := &Document{}
	if err := json.Unmarshal(data, d); err != nil {
		// The schema is the better hint where the rest does not fit it.
		var s struct {
			Schema string `json:"schema"`
		}
		if json.Unmarshal(data, &s) == nil && s.Schema != Schema {
			return nil, fmt.Errorf("reports: reading a result: schema is %q, want %q", s.Schema, Schema)
		}
		return nil, fmt.Errorf("reports: reading a result: not the JSON of a report: %w", err)
	}
	if err := d.check(); err != nil {
		return nil, fmt.Errorf("reports: reading a result: %w", err)
	}
	d.fill()
	return d, nil
}

// fill makes absent lists empty ones, so that a document that was read writes
// the same JSON as one that was made.
func (d *Document) fill() {
	d.Audits = orEmpty(d.Audits)
	d.Demonstrations = orEmpty(d.Demonstrations)
	d.Throughput = orEmpty(d.Throughput)
	for _, as := range [][]Audit{d.Audits, d.Demonstrations} {
		for i := range as {
			a := &as[i]
			a.Notes = orEmpty(a.Notes)
			a.Results = orEmpty(a.Results)
			for j := range a.Results {
				r := &a.Results[j]
				r.Args = orEmpty(r.Args)
				r.Bins = orEmpty(r.Bins)
				r.Warnings = orEmpty(r.Warnings)
			}
		}
	}
}

func orEmpty[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
