// Package reports renders audits for people and for machines.
//
// A [Document] is the one input of every renderer, and it is also what
// [WriteJSON] saves and [Read] reads: everything that a report shows can be
// rendered again from its result.json alone. Renderers are [WriteText] (a
// terminal), [WriteHTML] (one self-contained page), [WriteJUnit] (continuous
// integration), and [WriteFolder], which writes the page, the JSON and the
// plots as PNG files.
//
// The package computes no statistics: p-values, bands and intervals come with
// the data. It sorts and it formats.
package reports

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/randaudit/randaudit/stattests"
	"github.com/randaudit/randaudit/stattests/battery"
)

// Schema names the format of the JSON; schema/report-v1.json describes it.
const Schema = "randaudit/report/v1"

// maxBins is the most bins that a result's plot may have.
const maxBins = 256

// A Document is all that a report shows.
type Document struct {
	Schema  string    `json:"schema"`  // always [Schema]
	Version string    `json:"version"` // of randaudit
	Command string    `json:"command"` // that made the report, as typed
	Seed    uint64    `json:"seed,string"`
	Alpha   float64   `json:"alpha"` // false-alarm rate of each audit
	Date    time.Time `json:"date"`
	Audits  []Audit   `json:"audits"`
	// Demonstrations are shown as figures; they are in no verdict.
	Demonstrations []Audit      `json:"demonstrations"`
	Throughput     []Throughput `json:"throughput"`
}

// An Audit is what was found of one source. Numbers of bytes and of symbols are
// numbers in JSON too: 2^53, up to which every reader holds them exactly, is
// 9 PB, more than any run reads. Values that use all 64 bits, as seeds,
// alphabets and arguments do, are decimal strings.
type Audit struct {
	Source  Source `json:"source"`
	Battery string `json:"battery"`
	// Shards are the source's streams that were counted, decimal numbers; none where it
	// is the first alone.
	Shards  []string        `json:"shards,omitempty"`
	Bytes   uint64          `json:"bytes"`   // of the source, read
	Symbols uint64          `json:"symbols"` // of the source, read
	Seconds float64         `json:"seconds"` // wall clock
	Verdict battery.Verdict `json:"verdict"`
	LnP     float64         `json:"ln_p"`  // family-wise, natural logarithm
	Looks   int             `json:"looks"` // number of looks made
	// Interrupted says that the audit ended early on request.
	Interrupted bool     `json:"interrupted"`
	NeedBytes   uint64   `json:"need_bytes"` // about how many are needed; 0 unless the data were too little
	Error       string   `json:"error"`      // what broke; "" unless the verdict is invalid
	Notes       []string `json:"notes"`
	Results     []Result `json:"results"`
	// Sequences is there for the battery of a standard that judges sequences.
	Sequences *Sequences `json:"sequences,omitempty"`
}

// A Source names what was audited.
type Source struct {
	Name   string   `json:"name"`
	N      Alphabet `json:"n"`
	Word   int      `json:"word"`   // width in bits where N is 2^8, 2^16, 2^32 or 2^64; else 0
	SHA256 string   `json:"sha256"` // of the bytes read, hex; "" where not known
}

// A Result is one statistic of one test of one view.
type Result struct {
	View     string   `json:"view"`
	Test     string   `json:"test"`
	Args     []string `json:"args"`           // of the test: decimal numbers
	Name     string   `json:"name"`           // of the statistic within the test
	Stat     *float64 `json:"stat"`           // nil where there was too little data to compute it
	Null     string   `json:"null"`           // the null law
	P        *float64 `json:"p"`              // 0 below 1e-308: use LnP; nil where there was too little data
	LnP      *float64 `json:"ln_p"`           // finite, at most 0; nil where there was too little data
	Tail     string   `json:"tail,omitempty"` // of the null law, that p is of: "lower" or "upper"; "" where not known
	Symbols  uint64   `json:"symbols"`
	Alphabet Alphabet `json:"alphabet"`
	Quality  Quality  `json:"quality"`
	Effect   Effect   `json:"effect"`
	Bins     []Bin    `json:"bins"`
	Warnings []string `json:"warnings"`
	// Forecast is there where the test tells the symbols that come next.
	Forecast *Forecast `json:"forecast,omitempty"`
	// SequenceRow is there where the audit has Sequences; its keys are beside
	// the others.
	*SequenceRow
}

// The tails of a [Result]. A two-sided p-value is twice that of the smaller one.
const (
	lowerTail = "lower"
	upperTail = "upper"
)

// A Forecast says what the source is and which symbols of the view come next,
// after the last that were read.
type Forecast struct {
	Kind       string      `json:"kind"`
	Parameters []Parameter `json:"parameters"`
	Next       []string    `json:"next"`          // decimal numbers
	Off        uint64      `json:"off,omitempty"` // by how much each of the generator's words in them may be off, either way
}

// A Parameter of a generator was recovered from its output.
type Parameter struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Quality says how good the null law is, and how far out.
type Quality struct {
	Kind  string   `json:"kind"`  // "exact", "asymptotic" or "simulated"; "" where nothing was computed
	Reach *float64 `json:"reach"` // ln p down to which the law may be used; nil: all the way
}

// Effect is the size of what was seen and could have been seen, as relative
// deviations: 0.1 is 10 %. The interval has a confidence of
// 99 % over all categories together.
type Effect struct {
	Category   string  `json:"category"`
	Deviation  float64 `json:"deviation"`
	Low        float64 `json:"low"`
	High       float64 `json:"high"`
	Detectable float64 `json:"detectable"` // smallest excess of the least probable category seen with 99 % power; 0 if unknown
}

// A Bin is one bar of a plot, in counts.
type Bin struct {
	Label    string  `json:"label"`
	Observed float64 `json:"observed"`
	Expected float64 `json:"expected"`
	Low      float64 `json:"low"` // the band that a fair source leaves with stattests.BandProbability
	High     float64 `json:"high"`
}

// A Throughput is the speed of one source or one way of drawing. It has the
// fields of bench.Throughput, which converts into it.
type Throughput struct {
	Name       string  `json:"name"`
	Unit       string  `json:"unit"`
	Median     float64 `json:"median"`
	Low        float64 `json:"low"` // confidence interval of the median
	High       float64 `json:"high"`
	Confidence float64 `json:"confidence"`
	Samples    int     `json:"samples"`
}

// An Alphabet is a number of symbols; 0 stands for 2^64. In JSON it is a
// decimal string.
type Alphabet uint64

const twoTo64 = "18446744073709551616"

// String is the number of symbols in decimal.
func (n Alphabet) String() string {
	if n == 0 {
		return twoTo64
	}
	return strconv.FormatUint(uint64(n), 10)
}

// MarshalText implements [encoding.TextMarshaler].
func (n Alphabet) MarshalText() ([]byte, error) { return []byte(n.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]. It takes decimal numbers
// from 1 to 2^64 without leading zeros.
func (n *Alphabet) UnmarshalText(text []byte) error {
	s := string(text)
	if s == twoTo64 {
		*n = 0
		return nil
	}
	v, err := strconv.ParseUint(s, 10, 64)
	if err != nil || s[0] == '0' {
		return fmt.Errorf("reports: %q is no alphabet: write a decimal number from 1 to %s", s, twoTo64)
	}
	*n = Alphabet(v)
	return nil
}

// word is the width in bits of n where it is that of a machine word, else 0.
func (n Alphabet) word() int {
	switch n {
	case 1 << 8:
		return 8
	case 1 << 16:
		return 16
	case 1 << 32:
		return 32
	case 0:
		return 64
	}
	return 0
}

// New returns an empty document, dated now. The seed is that of the run; alpha
// is the false-alarm rate of each audit.
func New(version, command string, seed uint64, alpha float64) *Document {
	return &Document{
		Schema:         Schema,
		Version:        valid(version),
		Command:        valid(command),
		Seed:           seed,
		Alpha:          alpha,
		Date:           time.Now().UTC().Truncate(time.Second),
		Audits:         []Audit{},
		Demonstrations: []Audit{},
		Throughput:     []Throughput{},
	}
}

// AddAudit adds the audit of a source.
func (d *Document) AddAudit(r *battery.Report) { d.Audits = append(d.Audits, fromReport(r)) }

// AddDemonstration adds figures that are in no verdict.
func (d *Document) AddDemonstration(r *battery.Report) {
	d.Demonstrations = append(d.Demonstrations, fromReport(r))
}

// AddThroughput adds measured speeds.
func (d *Document) AddThroughput(ts ...Throughput) {
	for _, t := range ts {
		d.Throughput = append(d.Throughput, Throughput{
			Name: valid(t.Name), Unit: valid(t.Unit),
			Median: finite(t.Median), Low: finite(t.Low), High: finite(t.High),
			Confidence: finite(t.Confidence), Samples: t.Samples,
		})
	}
}

func fromReport(r *battery.Report) Audit {
	n := Alphabet(r.Plan.N)
	a := Audit{
		Source:      Source{Name: valid(r.Plan.Source), N: n, Word: n.word(), SHA256: r.SHA256},
		Battery:     valid(r.Plan.Battery),
		Bytes:       r.Bytes,
		Symbols:     r.Symbols,
		Seconds:     max(0, finite(r.Seconds)),
		Verdict:     r.Verdict,
		LnP:         min(0, finite(r.LogP)),
		Looks:       r.Look,
		Interrupted: r.Interrupted,
		NeedBytes:   r.NeedBytes,
		Notes:       []string{},
		Results:     []Result{},
	}
	if r.Err != nil {
		a.Error = valid(r.Err.Error())
	}
	if !slices.Equal(r.Shards, []uint64{0}) {
		for _, shard := range r.Shards {
			a.Shards = append(a.Shards, strconv.FormatUint(shard, 10))
		}
	}
	for _, note := range r.Notes {
		a.Notes = append(a.Notes, valid(note))
	}
	for _, c := range r.Cells {
		for _, s := range c.Results {
			a.Results = append(a.Results, fromResult(c, s))
		}
	}
	return a
}

func fromResult(c battery.CellReport, s stattests.Result) Result {
	r := Result{
		View:     valid(c.Cell.View),
		Test:     valid(c.Cell.Test),
		Args:     []string{},
		Name:     valid(s.Name),
		Null:     valid(s.Null),
		Symbols:  c.Symbols,
		Alphabet: Alphabet(c.N),
		Quality:  Quality{Kind: s.Quality.Kind, Reach: orNil(s.Quality.Reach)},
		Effect: Effect{
			Category:   valid(s.Effect.Category),
			Deviation:  finite(s.Effect.Deviation),
			Low:        finite(s.Effect.Low),
			High:       finite(s.Effect.High),
			Detectable: max(0, finite(s.Effect.Detectable)),
		},
		Bins:     []Bin{},
		Warnings: []string{},
	}
	for _, v := range c.Cell.Args {
		r.Args = append(r.Args, strconv.FormatUint(v, 10))
	}
	for _, w := range s.Warnings {
		r.Warnings = append(r.Warnings, valid(w.Error()))
	}
	if s.Judged() {
		ln := finite(s.LogP())
		p := math.Exp(ln)
		r.P, r.LnP, r.Tail = &p, &ln, upperTail
		if s.Sides == 2 && s.P.LogLower < s.P.LogUpper {
			r.Tail = lowerTail
		}
		r.Stat = orNil(s.Stat)
	}
	for _, b := range s.Bins {
		r.Bins = append(r.Bins, Bin{
			Label: valid(b.Label), Observed: finite(b.Observed), Expected: finite(b.Expected),
			Low: finite(b.Low), High: finite(b.High),
		})
	}
	if f := c.Forecast; f != nil {
		r.Forecast = &Forecast{Kind: valid(f.Kind), Parameters: []Parameter{}, Next: []string{}, Off: f.Off}
		for _, p := range f.Parameters {
			r.Forecast.Parameters = append(r.Forecast.Parameters, Parameter{valid(p.Name), valid(p.Value)})
		}
		for _, x := range f.Next {
			r.Forecast.Next = append(r.Forecast.Next, strconv.FormatUint(x, 10))
		}
	}
	return r
}

// valid replaces what JSON cannot carry, so that a document is the same after
// it has been saved and read.
func valid(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

// finite maps NaN to 0 and the infinities to the largest numbers, because JSON
// has neither.
func finite(x float64) float64 {
	if math.IsNaN(x) {
		return 0
	}
	return max(-math.MaxFloat64, min(x, math.MaxFloat64))
}

// orNil is nil where x is no number of JSON's.
func orNil(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

// usable is the ln p that a verdict may use: no further out than the law has
// been shown right. It is 0 where there is no p-value.
func (r *Result) usable() float64 {
	if r.LnP == nil {
		return 0
	}
	if r.Quality.Reach != nil {
		return max(*r.LnP, *r.Quality.Reach)
	}
	return *r.LnP
}

// test is the test with its arguments, as --test takes it.
func (r *Result) test() string {
	if len(r.Args) == 0 {
		return r.Test
	}
	return r.Test + "(" + strings.Join(r.Args, ",") + ")"
}

// worst returns the results with a p-value, the least likely first. The order
// among equals is that of the document.
func (a *Audit) worst() []*Result {
	var rs []*Result
	for i := range a.Results {
		if a.Results[i].LnP != nil {
			rs = append(rs, &a.Results[i])
		}
	}
	slices.SortStableFunc(rs, func(x, y *Result) int {
		return cmp.Or(cmp.Compare(x.usable(), y.usable()), cmp.Compare(*x.LnP, *y.LnP))
	})
	return rs
}

// evidence returns which of the sorted results gave the verdict of a failed or
// suspicious audit: those that, with the correction for the number of results
// and looks that the audit's own ln p carries, are below alpha or below
// [battery.SuspiciousP]. The first one always is.
func (a *Audit) evidence(worst []*Result, alpha float64) []*Result {
	level := math.Log(alpha)
	switch {
	case len(worst) == 0:
		return nil
	case a.Verdict == battery.Suspicious:
		level = math.Log(battery.SuspiciousP)
	case a.Verdict != battery.Fail:
		return nil
	}
	correction := a.LnP - worst[0].usable()
	n := 1
	for n < len(worst) && worst[n].usable()+correction <= level {
		n++
	}
	return worst[:n]
}

// check returns an error where d is not what this package writes.
func (d *Document) check() error {
	if !(d.Alpha > 0 && d.Alpha < 1) {
		return fmt.Errorf("alpha is %v, want a rate between 0 and 1", d.Alpha)
	}
	for i := range d.Audits {
		if err := d.Audits[i].check(); err != nil {
			return fmt.Errorf("audits[%d]: %w", i, err)
		}
	}
	for i := range d.Demonstrations {
		if err := d.Demonstrations[i].check(); err != nil {
			return fmt.Errorf("demonstrations[%d]: %w", i, err)
		}
	}
	for i, t := range d.Throughput {
		if t.Low < 0 || t.Median < t.Low || t.High < t.Median || t.Samples < 0 {
			return fmt.Errorf("throughput[%d]: want 0 <= low <= median <= high, and no negative number of samples", i)
		}
	}
	return nil
}

func (a *Audit) check() error {
	switch a.Verdict {
	case battery.Pass, battery.Suspicious, battery.Fail, battery.TooLittleData, battery.Invalid:
	default:
		return fmt.Errorf("unknown verdict %q", a.Verdict)
	}
	if a.LnP > 0 || a.Seconds < 0 || a.Looks < 0 {
		return errors.New("ln_p must not be above 0, seconds and looks must not be negative")
	}
	if a.Source.Word != a.Source.N.word() {
		return fmt.Errorf("source.word is %d, but source.n is %s", a.Source.Word, a.Source.N)
	}
	for i := range a.Results {
		if (a.Results[i].SequenceRow == nil) != (a.Sequences == nil) {
			return fmt.Errorf("results[%d]: an audit of sequences has p_values in each result, and no other has", i)
		}
		if err := a.Results[i].check(); err != nil {
			return fmt.Errorf("results[%d]: %w", i, err)
		}
	}
	return nil
}

func (r *Result) check() error {
	if (r.P == nil) != (r.LnP == nil) {
		return errors.New("p and ln_p must both be there or both be null")
	}
	if r.LnP != nil && (*r.LnP > 0 || *r.P < 0 || *r.P > 1) {
		return errors.New("p must be in [0, 1] and ln_p must not be above 0")
	}
	switch r.Tail {
	case lowerTail, upperTail, "":
	default:
		return fmt.Errorf("unknown tail %q", r.Tail)
	}
	switch r.Quality.Kind {
	case stattests.Exact, stattests.Asymptotic, stattests.Simulated:
	case "": // a statistic that was not computed has no law
	default:
		return fmt.Errorf("unknown quality.kind %q", r.Quality.Kind)
	}
	for _, s := range r.Args {
		if _, err := strconv.ParseUint(s, 10, 64); err != nil {
			return fmt.Errorf("argument %q is no decimal number", s)
		}
	}
	if err := r.SequenceRow.check(); err != nil {
		return err
	}
	if len(r.Bins) > maxBins {
		return fmt.Errorf("%d bins, want at most %d", len(r.Bins), maxBins)
	}
	for i, b := range r.Bins {
		for _, v := range [...]float64{b.Observed, b.Expected, b.Low, b.High} {
			// A tally's counts are 64-bit integers.
			if math.Abs(v) > 1<<64 {
				return fmt.Errorf("bins[%d]: %v is no count", i, v)
			}
		}
	}
	return nil
}
