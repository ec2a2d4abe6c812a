// Package biasmap draws the map of where bias can be seen: for ways of drawing
// an integer below n, and for n from 6 to 3*2^62, what a sample shows, and how
// many draws it would take to see the bias that is there.
//
// The way x % n of a 32-bit word is biased at n = 10, and 5.5e19 draws would be
// needed to see it; at n = 3*2^30 it takes 450. Both are read off its exact
// distribution. The draws that are needed stand beside what a sample of a
// stated size did show: a p-value and an effect.
//
// A way of one's own is put on the map by
//
//	m, err := biasmap.Measure(ctx, biasmap.Options{}, append(biasmap.Known(), biasmap.Own("mine", draw))...)
//
// [Map.WriteText] shows it on a terminal, and WriteMapFolder of package reports
// makes a page and a picture of it.
package biasmap

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"sync"

	"github.com/randaudit/randaudit/sources"
	"github.com/randaudit/randaudit/stattests"
)

// DefaultDraws is the number of draws that each cell is measured on.
const DefaultDraws = 1 << 16

// A Column is an n of the map.
type Column struct {
	N uint64
	// Width is the w of n = 3*2^(w-2), three quarters of what w bits hold,
	// where the bias of ways that draw from words of w bits is largest; 0 for
	// other n.
	Width int
}

// Columns are the n of the map, ascending in two groups: what people draw
// from, and 3*2^(w-2).
var Columns = []Column{
	{6, 0}, {10, 0}, {62, 0}, {256, 0}, {1000, 0},
	{3 << 6, 8}, {3 << 14, 16}, {3 << 29, 31}, {3 << 30, 32}, {3 << 51, 53}, {3 << 61, 63}, {3 << 62, 64},
}

// Options of a measurement. The zero value is ready for use.
type Options struct {
	Draws int    // of each cell, at least 1; 0 means [DefaultDraws]. Rounded up to a multiple of 256.
	Seed  uint64 // of the words that the known ways draw from
}

// A Map has a row of cells for each way.
type Map struct {
	Draws   int
	Seed    uint64
	Columns []Column
	Rows    []Row
}

// A Row is a way with a cell for each column.
type Row struct {
	Way   Way
	Cells []Cell
}

// A Cell is what was measured of a way at an n, and what is known of it.
type Cell struct {
	// Applies reports that the way can draw at this n. If not, the cell has
	// no more.
	Applies bool
	// LnP is the natural logarithm of the p-value that the sample is fair: the
	// least of the tests frequency and sweep, times their number of statistics
	// (Bonferroni), at most 0.
	LnP float64
	// Effect is that of the statistic with the least p-value: the category
	// that deviates most, and by how much. Where there is no evidence it is
	// what chance did.
	Effect stattests.Effect
	// Need is how many draws it takes to see the bias.
	Need Need
}

// Seen reports whether the measurement shows a bias at the level [Alpha].
func (c Cell) Seen() bool { return c.Applies && c.LnP < math.Log(Alpha) }

// Measure makes the map of the given ways, which takes a few seconds for
// [Known]. The known ways draw from the words of ChaCha with 8 rounds, each
// cell from a part of its own, so that the same seed gives the same map. Ways of
// one's own are called one after the other by the goroutine that calls Measure.
//
// It is an error if a way draws a number that is not below n, or if the context
// ends.
func Measure(ctx context.Context, o Options, ways ...Way) (*Map, error) {
	if o.Draws < 0 {
		return nil, fmt.Errorf("biasmap: %d draws: there must be at least 1", o.Draws)
	}
	if o.Draws == 0 {
		o.Draws = DefaultDraws
	}
	blocks := (o.Draws-1)/block + 1
	m := &Map{Draws: blocks * block, Seed: o.Seed, Columns: Columns}
	source, err := sources.Parse("chacha8", sources.Options{Seed: o.Seed})
	if err != nil {
		return nil, fmt.Errorf("biasmap: %w", err)
	}
	for _, way := range ways {
		m.Rows = append(m.Rows, Row{Way: way, Cells: make([]Cell, len(Columns))})
	}

	errs := make([]error, len(m.Rows))
	row := func(i int) {
		for k, column := range m.Columns {
			shard := uint64(i*len(m.Columns) + k)
			if m.Rows[i].Cells[k], errs[i] = measure(ctx, m.Rows[i].Way, column.N, blocks, source, shard); errs[i] != nil {
				return
			}
		}
	}
	var wg sync.WaitGroup
	var own []int // they may share a generator, and panic
	room := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, way := range ways {
		if way.draw != nil {
			own = append(own, i)
			continue
		}
		wg.Go(func() {
			room <- struct{}{}
			defer func() { <-room }()
			row(i)
		})
	}
	for _, i := range own {
		row(i)
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return m, nil
}

// block is the number of symbols in a block of the tests.
const block = 256

func measure(ctx context.Context, w Way, n uint64, blocks int, source sources.Source, shard uint64) (Cell, error) {
	if n > w.Most {
		return Cell{}, nil
	}
	fill, err := w.open(ctx, n, source, shard)
	if err != nil {
		return Cell{}, fmt.Errorf("biasmap: %s: %w", w.Name, err)
	}
	var counters []stattests.Counter
	var tallies []stattests.Tally
	for _, test := range []*stattests.Test{stattests.Frequency, stattests.Sweep} {
		c, err := test.New(stattests.Law{N: n})
		if errors.Is(err, stattests.ErrAlphabet) {
			continue // sweep needs 256 symbols
		}
		if err != nil {
			return Cell{}, fmt.Errorf("biasmap: %w", err)
		}
		counters = append(counters, c)
		tallies = append(tallies, stattests.NewTally(c))
	}
	var symbols [block]uint64
	for range blocks {
		if err := ctx.Err(); err != nil {
			return Cell{}, err
		}
		if err := fill(symbols[:]); err != nil {
			return Cell{}, fmt.Errorf("biasmap: %s at n = %d: %w", w.Name, n, err)
		}
		for _, x := range symbols {
			if x >= n {
				return Cell{}, fmt.Errorf("biasmap: %s drew %d, which is not below n = %d", w.Name, x, n)
			}
		}
		for i, c := range counters {
			c.Count(&tallies[i], symbols[:])
		}
	}
	cell := Cell{Applies: true, LnP: math.Inf(1), Need: w.need(n)}
	statistics := 0
	for i, c := range counters {
		for _, r := range c.Judge(tallies[i], Alpha) {
			if !r.Judged() {
				continue
			}
			statistics++
			if p := r.Usable(); p < cell.LnP {
				cell.LnP, cell.Effect = p, r.Effect
			}
		}
	}
	cell.LnP = min(0, cell.LnP+math.Log(float64(statistics)))
	return cell, nil
}
