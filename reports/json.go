package reports

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

//go:embed schema/report-v1.json
var schemaJSON []byte

// WriteJSON writes d in the format that schema/report-v1.json describes. Seeds,
// alphabets and arguments, which use all 64 bits, are decimal strings; numbers
// of bytes and of symbols are numbers.
func WriteJSON(w io.Writer, d *Document) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(d); err != nil {
		return fmt.Errorf("reports: writing JSON: %w", err)
	}
	return nil
}

// Read reads what [WriteJSON] wrote. It refuses another schema, a document
// without a key that the schema requires, and whatever a report cannot hold;
// keys that it does not know it ignores, because the schema may gain some.
func Read(r io.Reader) (*Document, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("reports: reading a result: %w", err)
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, errors.New("reports: reading a result: there is nothing in it: give the result.json of an audit")
	}
	// The schema comes first: it is the better hint where the rest does not fit.
	var s struct {
		Schema string `json:"schema"`
	}
	if json.Unmarshal(data, &s) == nil && s.Schema != Schema {
		return nil, fmt.Errorf("reports: reading a result: schema is %q, want %q: read it with the randaudit that wrote it", s.Schema, Schema)
	}
	d := &Document{}
	if err := json.Unmarshal(data, d); err != nil {
		return nil, fmt.Errorf("reports: reading a result: not the JSON of a report: %w", err)
	}
	if err := complete(data); err != nil {
		return nil, fmt.Errorf("reports: reading a result: %w: give the whole result.json of an audit", err)
	}
	if err := d.check(); err != nil {
		return nil, fmt.Errorf("reports: reading a result: %w", err)
	}
	d.fill()
	return d, nil
}

// complete returns an error where data, which is valid JSON, lacks a key that
// the schema requires.
func complete(data []byte) error {
	root := &shape{}
	if err := json.Unmarshal(schemaJSON, root); err != nil {
		panic(err) // it is embedded
	}
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		return err
	}
	return root.check(root, v, "")
}

// A shape is what says in a schema which keys there must be.
type shape struct {
	Ref        string            `json:"$ref"`
	Required   []string          `json:"required"`
	Properties map[string]*shape `json:"properties"`
	Items      *shape            `json:"items"`
	Defs       map[string]*shape `json:"$defs"`
}

// check returns an error where v, which is at the given place of its document,
// lacks a key or is no list or no object where the shape has one.
func (s *shape) check(root *shape, v any, place string) error {
	if s.Ref != "" {
		s = root.Defs[strings.TrimPrefix(s.Ref, "#/$defs/")]
	}
	if s.Items != nil {
		list, ok := v.([]any)
		if !ok {
			return fmt.Errorf("%s is no list", place)
		}
		for i, item := range list {
			if err := s.Items.check(root, item, fmt.Sprintf("%s[%d]", place, i)); err != nil {
				return err
			}
		}
	}
	if s.Properties == nil {
		return nil
	}
	object, ok := v.(map[string]any)
	if !ok {
		return fmt.Errorf("%s is no object", place)
	}
	if place != "" {
		place += "."
	}
	for _, key := range s.Required {
		if _, ok := object[key]; !ok {
			return fmt.Errorf("%s%s is missing", place, key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(s.Properties)) {
		if child, ok := object[key]; ok {
			if err := s.Properties[key].check(root, child, place+key); err != nil {
				return err
			}
		}
	}
	return nil
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
				if r.Forecast != nil {
					r.Forecast.Parameters = orEmpty(r.Forecast.Parameters)
					r.Forecast.Next = orEmpty(r.Forecast.Next)
				}
				if r.SequenceRow != nil {
					r.PValues = orEmpty(r.PValues)
					r.Classes = orEmpty(r.Classes)
				}
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
