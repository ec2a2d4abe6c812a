package battery

import (
	"github.com/randaudit/randaudit/sources"
	"github.com/randaudit/randaudit/stattests"
)

// forecastSymbols is how many symbols a forecast tells.
const forecastSymbols = 10

// A Forecast is what a test of a view tells of the symbols after those that were
// read. It rests on the last symbols alone, and is in no verdict: where the test has
// failed, it shows what that means.
type Forecast struct {
	View string `json:"view"`
	Test string `json:"test"` // with its arguments
	stattests.Forecast
}

// A tail keeps the last symbols of a stream, as many as most.
type tail struct {
	most    int
	symbols []uint64 // with older ones before them
}

func (t *tail) add(symbols []uint64) {
	if t.most == 0 {
		return
	}
	symbols = symbols[max(0, len(symbols)-t.most):]
	if len(t.symbols)+len(symbols) > 4*t.most {
		keep := min(len(t.symbols), t.most)
		t.symbols = t.symbols[:copy(t.symbols, t.symbols[len(t.symbols)-keep:])]
	}
	t.symbols = append(t.symbols, symbols...)
}

// last returns the last n symbols, if there are so many.
func (t *tail) last(n uint64) (symbols []uint64, ok bool) {
	if n > uint64(len(t.symbols)) {
		return nil, false
	}
	return t.symbols[uint64(len(t.symbols))-n:], true
}

// keepTail lets as many symbols be kept as a forecast of a view needs: of the
// source where the view shares its words, so that nothing is drawn between them and
// the ones that are told; else of the view.
func (a *audit) keepTail(v *viewCells, f stattests.Forecaster) {
	if !v.shares {
		v.tail.most = max(v.tail.most, f.Block())
		return
	}
	words, _ := need(v.open, uint64(f.Block()))
	a.meter.tail.most = max(a.meter.tail.most, int(words))
}

// forecast tells what comes next, of each cell of the report that is evidence at
// the given level of one result.
func (a *audit) forecast(rep *Report, level float64) {
	for _, g := range a.groups {
		for _, v := range g.views {
			for _, i := range v.cells {
				f, ok := a.run.counters[i].(stattests.Forecaster)
				if !ok || !rep.Cells[i].below(level) {
					continue
				}
				block, ok := v.tail.last(uint64(f.Block()))
				if v.shares {
					block, ok = a.meter.view(v.open, f.Block())
				}
				if !ok {
					continue
				}
				if told, ok := f.Forecast(block, forecastSymbols); ok {
					cell := a.run.Plan.Cells[i]
					a.run.Forecasts = append(a.run.Forecasts, Forecast{cell.View, cell.TestName(), told})
				}
			}
		}
	}
}

// view reads the last n symbols of a view of words.
func (m *meter) view(open func(sources.Stream) sources.Stream, n int) (block []uint64, ok bool) {
	words, _ := need(open, uint64(n))
	last, ok := m.tail.last(words)
	if !ok {
		return nil, false
	}
	block = make([]uint64, n)
	got, _ := open(&replay{last}).Fill(block)
	return block, got == n
}
