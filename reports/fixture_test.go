package reports

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/randaudit/randaudit/stattests"
	"github.com/randaudit/randaudit/stattests/battery"
)

// hostile is a file name that attacks a page, a terminal and a table.
const hostile = "./<script>alert(1)</script>\x1b[31m\n\u202e'\"&.bin"

// bins returns n bins of a category each; those of the map deviate by a factor.
func bins(n int, expected float64, factor map[int]float64) []stattests.Bin {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	sd := math.Sqrt(expected)
	bs := make([]stattests.Bin, n)
	for i := range bs {
		f, ok := factor[i]
		if !ok {
			f = 1
		}
		bs[i] = stattests.Bin{
			Label:    fmt.Sprint(i),
			Observed: math.Round(f*expected + sd*r.NormFloat64()),
			Expected: expected, Low: expected - 4*sd, High: expected + 4*sd,
		}
	}
	return bs
}

// result returns an exact one-sided result whose upper tail is e^ln.
func result(name string, stat float64, null string, ln float64) stattests.Result {
	return stattests.Result{
		Name: name, Stat: stat, Null: null, Sides: 1,
		P:       stattests.Tail{LogLower: math.Log1p(-math.Exp(min(ln, -1e-9))), LogUpper: ln},
		Quality: stattests.Quality{Kind: stattests.Exact, Reach: math.Inf(-1)},
	}
}

func frequency(n int, expected, stat, ln float64, e stattests.Effect, factor map[int]float64) stattests.Result {
	r := result("chi2", stat, fmt.Sprintf("chi2(%d)", n-1), ln)
	r.Quality = stattests.Quality{Kind: stattests.Asymptotic, Reach: -60}
	if ln < -60 {
		r.Quality = stattests.Quality{Kind: stattests.Exact, Reach: math.Inf(-1)}
	}
	r.Effect = e
	r.Bins = bins(n, expected, factor)
	return r
}

func report(source string, n uint64, v battery.Verdict, logP float64, cells ...battery.CellReport) *battery.Report {
	return &battery.Report{
		Plan:    battery.Plan{Source: source, N: n, Battery: "quick", Seed: 42, Alpha: 1e-9},
		Verdict: v, LogP: logP, Look: 3,
		Bytes: 256 << 20, Symbols: 32 << 20, Seconds: 7.04, Cells: cells,
	}
}

func cell(view, test string, n, symbols uint64, rs ...stattests.Result) battery.CellReport {
	return battery.CellReport{Cell: battery.Cell{View: view, Test: test, Blocks: 1}, N: n, Symbols: symbols, Results: rs}
}

// fair is the report of a source without fault: many views, each p the next of
// a sequence that is spread as uniformly as the golden ratio spreads it.
func fair(source string, offset float64) *battery.Report {
	r := report(source, 0, battery.Pass, 0)
	p := offset
	next := func() float64 {
		_, p = math.Modf(p + math.Phi)
		return math.Log(p)
	}
	views := []struct {
		name string
		n    uint64
	}{
		{"words", 0}, {"bytes", 256}, {"low(8)", 256}, {"bits(8)", 256}, {"below(6)", 6}, {"below(1000)", 1000},
		{"below(13835058055282163712)", 13835058055282163712}, {"choice(10)", 10}, {"shuffle(5)", 120}, {"sample(10,3)", 720}, {"float", 1 << 53},
	}
	for i, v := range views {
		e := stattests.Effect{Category: "3", Deviation: 0.0011, Low: -0.001, High: 0.0032, Detectable: 0.004 * float64(i+1) / 4}
		k := int(v.n)
		if v.n == 0 || v.n > 256 {
			k = 64
		}
		r.Cells = append(r.Cells,
			cell(v.name, "frequency", v.n, 1<<22, frequency(k, float64(1<<22)/float64(k), float64(k)-0.37, next(), e, nil)),
			cell(v.name, "serial", v.n, 1<<22, frequency(k, float64(1<<22)/float64(k), float64(k)+1.5, next(), stattests.Effect{}, nil)),
			cell(v.name, "runs-updown", v.n, 1<<22, result("runs", 2796202, "normal(2796202.3, 863)", next())),
			cell(v.name, "gap", v.n, 1<<22, result("chi2", 14.2, "chi2(15)", next())),
		)
		if v.n > 1000 || v.n == 0 {
			r.Cells = append(r.Cells, cell(v.name, "sweep", v.n, 1<<22,
				result("thirds-chi2", 1.4, "chi2(2)", next()), result("mod3-chi2", 2.2, "chi2(2)", next()), result("parity-chi2", 0.3, "chi2(1)", next())))
		}
	}
	lc := cell("lane(0)", "linear-complexity", 2, 65536, result("length", 32768, "linear complexity of 65536 bits", next()))
	lc.Cell.Args = []uint64{65536}
	r.Cells = append(r.Cells, lc)
	r.Notes = []string{"lane(0): test gap is skipped, because it needs an alphabet of at least 4"}
	return r
}

// biased is the report of modulo8(62): the first eight categories come too often.
func biased() *battery.Report {
	factor := map[int]float64{}
	for i := range 62 {
		factor[i] = 4 * 62 / 256.0
		if i < 8 {
			factor[i] = 5 * 62 / 256.0
		}
	}
	e := stattests.Effect{Category: "3", Deviation: 0.2109, Low: 0.205, High: 0.217, Detectable: 0.012}
	r := report("crypto", 0, battery.Fail, -709.9)
	r.Bytes, r.Symbols, r.Look, r.Seconds = 1<<20, 1<<20, 1, 0.11
	r.Cells = []battery.CellReport{
		cell("modulo8(62)", "frequency", 62, 1<<20, frequency(62, float64(1<<20)/62, 7340.2, -713.8, e, factor)),
		cell("modulo8(62)", "serial", 62, 1<<20, frequency(62, 900, 711, -250, stattests.Effect{}, map[int]float64{5: 1.3, 6: 1.25})),
		cell("modulo8(62)", "gap", 62, 1<<20, result("chi2", 41, "chi2(15)", -8.1)),
		cell("modulo8(62)", "runs-updown", 62, 1<<20, result("runs", 699050, "normal(699050.3, 431)", -0.7)),
	}
	return r
}

func suspicious() *battery.Report {
	r := report("./capture.bin.zst", 1<<32, battery.Suspicious, -11.5)
	r.SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	e := stattests.Effect{Category: "bit 31", Deviation: -0.0042, Low: -0.007, High: -0.0012, Detectable: 0.0061}
	bias := result("bit 31", -5.4, "binomial(1000000, 0.5)", -16.4)
	bias.Sides, bias.Effect = 2, e
	r.Cells = []battery.CellReport{
		cell("words", "bias", 1<<32, 1000000, bias),
		cell("words", "gap", 1<<32, 1000000, result("chi2", 12, "chi2(15)", -0.4)),
	}
	r.Interrupted = true
	return r
}

func tooLittle() *battery.Report {
	r := report(hostile, 256, battery.TooLittleData, 0)
	r.Bytes, r.Symbols, r.Look, r.Seconds, r.NeedBytes = 10, 10, 1, 0.002, 1<<17
	w := stattests.Result{Name: "chi2", Stat: math.NaN(), Warnings: []error{&stattests.TooLittle{Blocks: 0, Need: 16}}}
	r.Cells = []battery.CellReport{cell("words", "frequency", 256, 10, w)}
	return r
}

func invalid() *battery.Report {
	r := report("-- ./mygen --fast", 0, battery.Invalid, 0)
	r.Bytes, r.Symbols, r.Look = 1<<20, 1<<17, 0
	r.Err = errors.New("sources: the command ended with exit status 3\x07 after 1048576 bytes: \"no device\"")
	return r
}

// demonstration has the six plots of the modulo-bias figure.
func demonstration() *battery.Report {
	r := report("crypto", 0, battery.Fail, -2000)
	const symbols = 1 << 16
	for _, w := range []struct {
		way    string
		n      uint64
		factor map[int]float64
		name   string
		ln     float64
	}{
		{"modulo32", 3221225472, map[int]float64{0: 1.5, 1: 0.75, 2: 0.75}, "thirds-chi2", -8000},
		{"mulhigh64", 13835058055282163712, map[int]float64{0: 1.5, 1: 0.75, 2: 0.75}, "mod3-chi2", -8100},
		{"below", 13835058055282163712, nil, "mod3-chi2", -0.6},
	} {
		s := result(w.name, 1.2, "chi2(2)", w.ln)
		s.Bins = bins(3, symbols/3.0, w.factor)
		other := result("parity-chi2", 0.2, "chi2(1)", -0.4)
		other.Bins = bins(2, symbols/2.0, nil)
		r.Cells = append(r.Cells,
			cell(fmt.Sprintf("%s(%d)", w.way, w.n), "sweep", w.n, symbols, other, s),
			cell(w.way+"(1000)", "frequency", 1000, symbols, frequency(250, symbols/250.0, 251, -0.5, stattests.Effect{}, nil)))
	}
	return r
}

func throughput() []Throughput {
	return []Throughput{
		{"Source/source=crypto/size=65536", "MB/s", 1851.2, 1790, 1893.5, 0.95, 10},
		{"Source/source=system/size=65536", "MB/s", 402, 391, 412, 0.95, 10},
		{"Source/source=splitmix64/size=65536", "MB/s", 6100, 5900, 6212, 0.95, 10},
		{"Draw/view=below(6)/source=crypto", "ns/op", 31.2, 30.1, 33.7, 0.95, 10},
		{"Draw/view=shuffle(5)/source=crypto", "ns/op", 142.5, 139, 151, 0.95, 10},
	}
}

// document returns an empty document of a fixed date.
func document() *Document {
	d := New("0.1.0", "randaudit audit crypto --view 'modulo8(62)'", math.MaxUint64, 1e-9)
	d.Date = time.Date(2026, 11, 22, 4, 5, 6, 0, time.UTC)
	return d
}

// documents are the fixtures of the golden files.
func documents() map[string]*Document {
	ds := map[string]*Document{"empty": document()}
	one := document()
	one.AddAudit(report("crypto", 0, battery.Pass, -0.3,
		cell("below(6)", "frequency", 6, 60000, frequency(6, 10000, 5.3, -0.97, stattests.Effect{Category: "4", Deviation: 0.01, Low: -0.02, High: 0.03, Detectable: 0.064}, nil))))
	ds["one"] = one
	all := document()
	for _, r := range []*battery.Report{biased(), fair("crypto", 0.3), suspicious(), tooLittle(), invalid()} {
		all.AddAudit(r)
	}
	all.AddDemonstration(demonstration())
	all.AddThroughput(throughput()...)
	ds["all"] = all
	return ds
}
