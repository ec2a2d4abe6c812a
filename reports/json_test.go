package reports

import (
	"bytes"
	"io"
	"math"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/randaudit/randaudit/stattests"
	"github.com/randaudit/randaudit/stattests/battery"
)

func toJSON(t testing.TB, d *Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteJSON(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestJSON(t *testing.T) {
	for name, d := range documents() {
		t.Run(name, func(t *testing.T) {
			data := toJSON(t, d)
			if name != "all" { // hundreds of bins say nothing more
				golden(t, name+".json", data)
			}
			back, err := Read(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(d, back); diff != "" {
				t.Errorf("read back (-want +got):\n%s", diff)
			}
		})
	}
}

// schema compiles the committed schema; closed, it allows no key that it does
// not describe, so that the test sees a key that was added here alone.
func schema(t testing.TB, closed bool) *jsonschema.Schema {
	t.Helper()
	data, err := os.ReadFile("schema/report-v1.json")
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	var close func(v any)
	close = func(v any) {
		m, ok := v.(map[string]any)
		if !ok {
			return
		}
		for _, e := range m {
			close(e)
		}
		if m["type"] == "object" {
			m["additionalProperties"] = false
		}
	}
	if closed {
		close(v)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("report-v1.json", v); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("report-v1.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSchema(t *testing.T) {
	s := schema(t, true)
	for name, d := range documents() {
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(toJSON(t, d)))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(v); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, bad := range []string{
		`{}`,
		strings.Replace(string(toJSON(t, documents()["one"])), `"seed": "18446744073709551615"`, `"seed": 7`, 1),
		strings.Replace(string(toJSON(t, documents()["one"])), `"tail": "upper"`, `"tail": "both"`, 1),
		strings.Replace(string(toJSON(t, documents()["one"])), `"verdict": "pass"`, `"verdict": "random"`, 1),
	} {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(bad))
		if err != nil {
			t.Fatal(err)
		}
		if s.Validate(v) == nil {
			t.Errorf("the schema takes %.60s", bad)
		}
	}
}

// A two-sided p-value is of one tail, and a statistic without one of none.
func TestTail(t *testing.T) {
	for _, c := range []struct {
		sides        int
		lower, upper float64
		warnings     []error
		want         string
	}{
		{2, -40, 0, nil, "lower"},
		{2, 0, -40, nil, "upper"},
		{1, -40, 0, nil, "upper"},
		{2, -40, 0, []error{&stattests.TooLittle{Blocks: 1, Need: 2}}, ""},
	} {
		s := stattests.Result{Sides: c.sides, P: stattests.Tail{LogLower: c.lower, LogUpper: c.upper}, Warnings: c.warnings}
		if got := fromResult(battery.CellReport{}, s).Tail; got != c.want {
			t.Errorf("%+v: tail %q", c, got)
		}
	}
}

// A document of before there was a key is read, and is written as it was.
func TestReadWithoutTail(t *testing.T) {
	one := strings.Replace(string(toJSON(t, documents()["one"])), "          \"tail\": \"upper\",\n", "", 1)
	d, err := Read(strings.NewReader(one))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(one, string(toJSON(t, d))); diff != "" || strings.Contains(one, "tail") {
		t.Errorf("read and written (-want +got):\n%s", diff)
	}
}

func TestNoNumbersThatJSONLacks(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	r := report("x", 0, battery.Fail, math.Inf(-1), cell("words", "frequency", 0, 1, stattests.Result{
		Name: "chi2", Stat: inf, Sides: 2, P: stattests.Tail{LogLower: math.Inf(-1), LogUpper: 0},
		Quality: stattests.Quality{Kind: stattests.Exact, Reach: math.Inf(-1)},
		Effect:  stattests.Effect{Deviation: nan, Low: -inf, High: inf, Detectable: nan},
	}))
	r.Seconds = nan
	d := document()
	d.AddAudit(r)
	d.AddThroughput(Throughput{Median: inf, High: inf})
	back, err := Read(bytes.NewReader(toJSON(t, d)))
	if err != nil {
		t.Fatal(err)
	}
	if got := *back.Audits[0].Results[0].LnP; math.IsInf(got, 0) || got > -1e300 {
		t.Errorf("ln p = %v", got)
	}
}

func TestReadRefuses(t *testing.T) {
	one := string(toJSON(t, documents()["one"]))
	for _, c := range []struct{ in, want string }{
		{"", "there is nothing in it"},
		{"  \n", "there is nothing in it"},
		{"PK\x03\x04", "not the JSON of a report"},
		{"[]", "not the JSON of a report"},
		{"{}", `schema is ""`},
		{`{"schema":"randaudit/report/v1","alpha":1e-9}`, "version is missing: give the whole result.json of an audit"},
		{strings.Replace(one, `"audits": [`, `"Audits": [`, 1), "audits is missing"},
		{strings.Replace(one, `"need_bytes": 0,`, ``, 1), "audits[0].need_bytes is missing"},
		{strings.Replace(one, `"reach": -60`, `"far": -60`, 1), "audits[0].results[0].quality.reach is missing"},
		{strings.Replace(one, `"demonstrations": []`, `"demonstrations": null`, 1), "demonstrations is no list"},
		{strings.Replace(one, `"demonstrations": []`, `"demonstrations": [null]`, 1), "demonstrations[0] is no object"},
		{strings.Replace(one, `"tail": "upper"`, `"tail": "both"`, 1), `unknown tail "both"`},
		{`{"schema":"randaudit/report/v2","audits":7}`, `schema is "randaudit/report/v2", want "randaudit/report/v1"`},
		{one + "{}", "not the JSON of a report"},
		{one[:len(one)/2], "unexpected end of JSON"},
		{strings.Replace(one, `"verdict": "pass"`, `"verdict": "random"`, 1), `audits[0]: unknown verdict "random"`},
		{strings.Replace(one, `"alphabet": "6"`, `"alphabet": "06"`, 1), `"06" is no alphabet`},
		{strings.Replace(one, `"alphabet": "6"`, `"alphabet": ""`, 1), `"" is no alphabet`},
		{strings.Replace(one, `"p": 0.37`, `"p": 1.37`, 1), "audits[0]: results[0]: p must be"},
		{strings.Replace(one, `"expected": 10000`, `"expected": 1e300`, 1), "results[0]: bins[0]: 1e+300 is no count"},
		{strings.Replace(one, `"alpha": 1e-9`, `"alpha": 0`, 1), "alpha is 0"},
		{strings.Replace(one, `"kind": "asymptotic"`, `"kind": "folklore"`, 1), `unknown quality.kind "folklore"`},
	} {
		_, err := Read(strings.NewReader(c.in))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.40q: error %v, want %q", c.in, err, c.want)
		}
	}
	if _, err := Read(iotest.ErrReader(errFull)); err == nil {
		t.Error("a broken reader gave no error")
	}
}

func FuzzRead(f *testing.F) {
	// The document with everything in it is too long to mutate fast.
	f.Add(toJSON(f, documents()["empty"]))
	f.Add(toJSON(f, documents()["one"]))
	f.Add([]byte(`{"schema":"randaudit/report/v1","version":"","command":"","seed":"1","alpha":1e-9,"date":"2026-11-22T04:05:06Z","audits":[],"AUDITS":null,"demonstrations":[],"throughput":[]}`))
	s := schema(f, false)
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := Read(bytes.NewReader(data))
		if err != nil {
			return
		}
		var text bytes.Buffer
		if err := WriteText(&text, d); err != nil {
			t.Fatal(err)
		}
		checkPage(t, toHTML(t, d))
		if err := WriteJUnit(io.Discard, d); err != nil {
			t.Fatal(err)
		}
		out := toJSON(t, d)
		back, err := Read(bytes.NewReader(out))
		if err != nil {
			t.Fatalf("what was read and written is not read again: %v", err)
		}
		if again := toJSON(t, back); !bytes.Equal(out, again) {
			t.Errorf("reading and writing changes the document:\n%s\n%s", out, again)
		}
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(out))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(v); err != nil {
			t.Errorf("what Read takes the schema refuses: %v", err)
		}
	})
}
