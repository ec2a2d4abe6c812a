package battery

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/randaudit/randaudit/sources"
	"github.com/randaudit/randaudit/stattests"
)

// Progress is where a run stands.
type Progress struct {
	Bytes  uint64  // of the source, read
	Rounds uint64  // whole rounds counted
	Of     uint64  // rounds at the plan's last look; 0 where there is none
	Share  float64 // of the data or of the rounds, 0 to 1; 0 where unknown
}

// RunOptions say how a plan is run. None of them changes what is counted,
// save that Time ends it.
type RunOptions struct {
	Jobs     int            // workers; 0: one a processor
	Time     time.Duration  // ends the data; 0: never
	Shard    uint64         // of the source
	All      bool           // go on after a look has failed
	Progress func(Progress) // called now and then, by one goroutine at a time; may be nil

	// From is a run of the same plan and shard that goes on; nil: a new one. What it
	// read is read again and not counted, unless the source gives fresh data each
	// time it is opened ([sources.Fresh]). It is used up.
	From *Run
	// Save is called with the run after each look and at least every SaveEvery, so that
	// From can go on with it; nil: never. An error ends the audit.
	Save      func(*Run) error
	SaveEvery time.Duration
}

// Audit runs a plan on its source and judges it.
//
// The source is opened once, and its stream is read by one goroutine at a time: views
// of whole words share blocks, views that draw take turns, in the plan's order.
// Of o.Jobs workers one reads while the others count. The end of the data, of o.Time,
// or of ctx is one more look, at what was counted.
//
// It returns an error for wrong use alone (the source cannot be opened, or is not that of
// o.From), and where o.Save does. A source that breaks later makes a report whose verdict
// is Invalid.
func Audit(ctx context.Context, p Plan, src sources.Source, o RunOptions) (*Run, *Report, error) {
	begin := time.Now()
	a := &audit{
		run:  &Run{Plan: p, Shards: []uint64{o.Shard}},
		jobs: o.Jobs, progress: o.Progress,
		saving: o.Save != nil, saveEvery: o.SaveEvery, saved: begin,
	}
	if a.jobs <= 0 {
		a.jobs = runtime.GOMAXPROCS(0)
	}
	a.run.jobs = a.jobs
	if o.From != nil {
		if err := a.run.follows(o.From); err != nil {
			return nil, nil, err
		}
		// Of other sources it may be old: what they give now is to be seen first.
		if (sources.Repeatable(p.Source) || sources.Fresh(p.Source)) && o.From.over(p, o.All) {
			return o.From, o.From.Judge(p.Alpha), nil
		}
	}
	timed, cancel := a.timed(ctx, o)
	defer cancel()
	base, err := p.open(timed, src, o.Shard)
	if err != nil {
		if timed.Err() == nil || !errors.Is(err, timed.Err()) {
			return nil, nil, err
		}
		base = &zeros{} // the time was up before the first byte came
	}
	defer base.Close()
	a.meter = &meter{Stream: base, n: p.N, left: ^uint64(0)}
	if p.Bytes > 0 {
		a.meter.left = p.Bytes / sources.SymbolBytes(p.N)
	}
	if err := a.prepare(); err != nil {
		return nil, nil, err
	}
	first := 0 // look of the plan that comes next
	if o.From != nil {
		first = a.goOn(o.From)
		if a.skip > 0 && !sources.Repeatable(p.Source) {
			a.checkAgain(o.From, base, o.All)
		}
	}
	a.free.New = func() any { return new(turn) }
	for range a.jobs {
		a.workers = append(a.workers, newWorker(a.run.Plan.Cells, a.groups))
	}

	var report *Report
	var level float64 // of the report's results
	before := a.run.Seconds
	save := func() error { // of a run that goes on
		a.run.Ended, a.run.Symbols = EndSaved, a.meter.used
		a.run.SHA256 = digest(base)
		a.run.Seconds = before + time.Since(begin).Seconds()
		a.saved = time.Now()
		return o.Save(a.run)
	}
	for look := first; ; look++ {
		rounds, ok := p.look(look)
		if !ok {
			break
		}
		end := a.count(rounds)
		for end == nil && a.run.Rounds < rounds {
			if err := save(); err != nil {
				return nil, nil, err
			}
			end = a.count(rounds)
		}
		if end != nil && a.run.Rounds < a.skip {
			switch u := o.From; {
			case ctx.Err() != nil:
				return nil, nil, ctx.Err()
			case errors.Is(end, ErrOtherData):
				return nil, nil, fmt.Errorf("battery: %s: %w", p.Source, end)
			case errors.Is(end, errOver), errors.Is(end, io.EOF) && a.meter.used >= u.Symbols:
				return u, u.Judge(p.Alpha), nil // there is nothing new, or less than the rest of a round
			default:
				return nil, nil, fmt.Errorf("battery: %s ended after %d symbols, before the place where the saved run was: is it the same data? %w", p.Source, a.meter.used, end)
			}
		}
		a.run.Looks++
		a.run.Ended, a.run.Symbols = EndPlan, a.meter.used
		if end != nil {
			a.end(ctx, timed, end)
		}
		report, level = a.run.look(p.Alpha)
		if report.Verdict == Fail {
			if a.run.Failed == 0 {
				a.run.Failed = report.Look
			}
			a.run.FailedLogP = min(a.run.FailedLogP, report.LogP)
		}
		if end != nil || report.Verdict == Fail && !o.All {
			break
		}
		if look+1 >= len(p.Looks) && report.Verdict != Suspicious {
			break
		}
		if a.saving {
			if err := save(); err != nil {
				return nil, nil, err
			}
		}
	}
	a.run.SHA256 = digest(base)
	a.run.Seconds = before + time.Since(begin).Seconds()
	if report.Verdict == Fail {
		a.forecast(report, level)
	}
	a.run.complete(report, level)
	report.Seconds, report.SHA256 = a.run.Seconds, a.run.SHA256
	return a.run, report, nil
}

// digest is the SHA-256 of what was read of data from outside, "" of others.
func digest(base sources.Stream) string {
	if d, ok := base.(sources.Digester); ok {
		return d.SHA256()
	}
	return ""
}

// timed is a context that ends with the time of the run, which begins with the first symbol
// that is counted: what is read again takes none of it.
func (a *audit) timed(ctx context.Context, o RunOptions) (context.Context, func()) {
	a.begin = func() {}
	if o.Time <= 0 {
		return context.WithCancel(ctx)
	}
	if o.From == nil || sources.Fresh(a.run.Plan.Source) {
		return context.WithTimeout(ctx, o.Time)
	}
	timed, cancel := context.WithCancel(ctx)
	a.begin = func() {
		timer := time.AfterFunc(o.Time, cancel)
		context.AfterFunc(timed, func() { timer.Stop() })
	}
	return timed, cancel
}

// audit is a run under way.
type audit struct {
	run      *Run
	jobs     int
	progress func(Progress)
	look     uint64 // rounds at the next one
	meter    *meter
	groups   []*group
	workers  []*worker
	free     sync.Pool // of turns
	shown    time.Time

	saving    bool          // the run is saved on its way
	saveEvery time.Duration // so often at least
	saved     time.Time     // when it was, or when counting began

	reading sync.Mutex // of the stream and the next four
	at      int        // index of the group whose turn it is
	ended   error      // what ended the data
	until   uint64     // rounds after which the workers stop: at a look, or to save
	skip    uint64     // rounds that are read and not counted: they were before
	begin   func()     // called when they are over

	keeping sync.Mutex // of the run's tallies that have keys

	queue   sync.Mutex // of what is waiting
	waiting []task     // of turns that were read, for whoever comes first
}

// A group takes one turn on the stream a round: all views of words together,
// or one view that draws.
type group struct {
	words  bool
	views  []*viewCells
	stream sources.Stream // of a view that draws
	stuck  bool
}

// viewCells are the cells of one view.
type viewCells struct {
	name   string
	law    stattests.Law
	open   func(sources.Stream) sources.Stream
	shares bool     // blocks of words with other views
	cells  []int    // indexes of Plan.Cells
	size   []uint64 // symbols a round, for each of cells
	words  []uint64 // source symbols that these take, where shares
	long   []bool   // whether they are so many that they are a task of their own
	tail   tail     // of its symbols, where it draws
}

// symbols is how many symbols of the view round r counts.
func (v *viewCells) symbols(cells []Cell, r uint64) (symbols, words uint64) {
	for i, c := range v.cells {
		if cells[c].counted(r) {
			symbols, words = max(symbols, v.size[i]), max(words, v.words[i])
		}
	}
	return symbols, words
}

// A task is what one group read in one turn, to be counted by the cells of one view: by one
// cell of long blocks, or by all others. Long blocks of many tests fall due in the same
// round, just before a look: one worker would count them while the others had nothing to do.
type task struct {
	group *group
	view  *viewCells
	round uint64
	data  *turn
	only  int // index of Plan.Cells, or others
}

const others = -1

// longSymbols is from how many symbols on a cell's turn is a task of its own.
const longSymbols = 1 << 15

// takes reports whether the task counts cell k of its view.
func (t task) takes(cells []Cell, k int) bool {
	i := t.view.cells[k]
	if !cells[i].counted(t.round) {
		return false
	}
	return t.only == i || t.only == others && !t.view.long[k]
}

// A turn is what was read in one, and how many tasks have not counted it yet.
type turn struct {
	symbols []uint64
	buffer  []uint64 // all of it
	place   uint64   // symbols of the source before it; stattests.Nowhere for a view that draws
	tasks   atomic.Int32
}

func (a *audit) prepare() error {
	var words *group
	byName := map[string]*viewCells{}
	digest := a.run.Plan.Digest()
	for i, c := range a.run.Plan.Cells {
		v := byName[c.View]
		if v == nil {
			view, err := sources.ParseView(c.View)
			if err != nil {
				return err
			}
			law, open, err := view.Over(a.run.Plan.N)
			if err != nil {
				return err
			}
			v = &viewCells{name: c.View, law: stattests.Law(law), open: open, shares: view.Words}
			byName[c.View] = v
			switch {
			case !view.Words:
				a.groups = append(a.groups, &group{views: []*viewCells{v}, stream: open(a.meter)})
			case words == nil:
				words = &group{words: true}
				a.groups = append(a.groups, words)
				fallthrough
			default:
				words.views = append(words.views, v)
			}
		}
		counter, err := newCounter(c, v.law)
		if err != nil {
			return err
		}
		size := c.Blocks * uint64(counter.Block())
		v.cells, v.size = append(v.cells, i), append(v.size, size)
		var take uint64
		if v.shares {
			take, _ = need(v.open, size)
		}
		v.words = append(v.words, take)
		v.long = append(v.long, size >= longSymbols)
		if f, ok := counter.(stattests.Forecaster); ok {
			a.keepTail(v, f)
		}
		t := Tally{Plan: digest, Cell: c, Shards: a.run.Shards, Tally: stattests.NewTally(counter)}
		a.run.Tallies = append(a.run.Tallies, t)
	}
	return nil
}

func newCounter(c Cell, law stattests.Law) (stattests.Counter, error) {
	t := stattests.Lookup(c.Test)
	if t == nil {
		return nil, fmt.Errorf("battery: no test %q", c.Test)
	}
	counter, err := t.New(law, c.Args...)
	if err != nil {
		return nil, fmt.Errorf("battery: test %s of view %s: %w", c.TestName(), c.View, err)
	}
	return counter, nil
}

// law is the null law of a view's symbols.
func (r *Run) law(viewName string) (stattests.Law, error) {
	view, err := sources.ParseView(viewName)
	if err != nil {
		return stattests.Law{}, err
	}
	law, _, err := view.Over(r.Plan.N)
	return stattests.Law(law), err
}

// counter makes the counter of a cell from the plan alone.
func (r *Run) counter(c Cell) (stattests.Counter, error) {
	law, err := r.law(c.View)
	if err != nil {
		return nil, err
	}
	return newCounter(c, law)
}

// count counts up to so many rounds in all, or until the run is to be saved, and merges
// the workers' tallies. It returns what ended the data before that.
func (a *audit) count(rounds uint64) (end error) {
	a.look, a.until = rounds, rounds
	var working sync.WaitGroup
	for _, w := range a.workers[1:] {
		working.Go(func() { a.work(w) })
	}
	a.work(a.workers[0])
	working.Wait()
	for _, w := range a.workers {
		for i := range w.tallies {
			if w.tallies[i].Blocks > 0 {
				w.tallies[i].MoveTo(&a.run.Tallies[i].Tally)
			}
		}
	}
	for i := range a.run.Tallies {
		a.run.Tallies[i].Settle()
	}
	return a.ended
}

// work lets a worker read and count until enough rounds are read.
func (a *audit) work(w *worker) {
	for t, ok := a.take(); ok; t, ok = a.take() {
		w.count(t)
		a.relieve(w)
		if t.data.tasks.Add(-1) == 0 {
			a.free.Put(t.data)
		}
	}
}

// mostWaiting is how many keys wait in a worker's tally: they then go where those of all
// workers are, so that there is one copy of what is kept.
const mostWaiting = 1 << 14

// relieve moves tallies with many keys to those of the run.
func (a *audit) relieve(w *worker) {
	for _, i := range w.keeping {
		if w.tallies[i].Keys.Waiting() >= mostWaiting {
			a.keeping.Lock()
			w.tallies[i].MoveTo(&a.run.Tallies[i].Tally)
			a.keeping.Unlock()
		}
	}
}

// ahead is how many tasks are to wait for each worker where there are several, so that one
// has something to do while another reads.
const ahead = 8

// take returns what the worker that calls it is to count next. It reads if nobody does, and
// counts what it has read of a view that draws, since it finds that in its processor's
// cache: handing all to others was measured to cost a third more. Only what is read for
// many views, and long blocks, wait for whoever cannot read.
func (a *audit) take() (t task, ok bool) {
	enough := 1
	if a.jobs > 1 {
		enough = ahead * a.jobs
	}
	if a.tasks() >= enough || !a.reading.TryLock() {
		if t, ok = a.next(); ok {
			return t, true
		}
		a.reading.Lock() // another is reading what there is to do
	}
	defer a.reading.Unlock()
	for a.ended == nil && a.run.Rounds < a.until {
		if t = a.turn(); t.data != nil {
			return t, true
		}
		if t, ok = a.next(); ok {
			return t, true
		}
	}
	return a.next()
}

// turn lets the group whose turn it is read. It returns the task of a view that draws;
// others wait.
func (a *audit) turn() (own task) {
	if g := a.groups[a.at]; !g.stuck {
		own, a.ended = a.read(g)
	}
	if a.at++; a.ended == nil && a.at == len(a.groups) {
		a.at = 0
		a.endRound()
	}
	return own
}

// tasks is how many are waiting.
func (a *audit) tasks() int {
	a.queue.Lock()
	defer a.queue.Unlock()
	return len(a.waiting)
}

// next takes the task that has waited longest, if there is one.
func (a *audit) next() (t task, ok bool) {
	a.queue.Lock()
	defer a.queue.Unlock()
	if len(a.waiting) == 0 {
		return t, false
	}
	t, a.waiting = a.waiting[0], a.waiting[1:]
	return t, true
}

// endRound notes that each group has had its turn.
func (a *audit) endRound() {
	if !slices.ContainsFunc(a.groups, func(g *group) bool { return !g.stuck }) {
		a.ended = io.EOF // every view is stuck: there is nothing more to count
		return
	}
	a.run.Rounds++
	a.show()
	switch {
	case a.run.Rounds == a.skip:
		a.saved = time.Now()
		a.begin()
	case a.run.Rounds > a.skip && a.saving && time.Since(a.saved) >= a.saveEvery:
		a.until = a.run.Rounds
	}
}

// read reads a group's symbols of this round, if any are due, and makes tasks of them. It
// returns that of a view that draws, and what ended the data.
func (a *audit) read(g *group) (own task, err error) {
	cells := a.run.Plan.Cells
	var symbols, words uint64
	for _, v := range g.views {
		s, w := v.symbols(cells, a.run.Rounds)
		symbols, words = max(symbols, s), max(words, w)
	}
	stream, size := g.stream, symbols
	if g.words {
		stream, size = a.meter, words
	}
	if size == 0 {
		return own, nil
	}
	data := a.free.Get().(*turn)
	if uint64(len(data.buffer)) < size {
		data.buffer = make([]uint64, size)
	}
	data.place = stattests.Nowhere
	if g.words {
		data.place = a.meter.used
	}
	n, err := stream.Fill(data.buffer[:size])
	if uint64(n) < size && err == nil {
		err = fmt.Errorf("battery: view %s gave %d of %d symbols and no error", g.views[0].name, n, size)
	}
	if !g.words {
		g.views[0].tail.add(data.buffer[:n])
	}
	data.symbols = data.buffer[:n]
	if a.run.Rounds < a.skip {
		a.free.Put(data)
		return own, a.stuck(g, err)
	}
	var all []task
	for _, v := range g.views {
		short := false
		for k, i := range v.cells {
			switch {
			case !cells[i].counted(a.run.Rounds):
			case v.long[k]:
				all = append(all, task{g, v, a.run.Rounds, data, i})
			default:
				short = true
			}
		}
		if short && !g.words {
			own = task{g, v, a.run.Rounds, data, others}
		} else if short {
			all = append(all, task{g, v, a.run.Rounds, data, others})
		}
	}
	data.tasks.Store(int32(len(all)))
	if own.data != nil {
		data.tasks.Add(1)
	}
	a.queue.Lock()
	a.waiting = append(a.waiting, all...)
	a.queue.Unlock()
	return own, a.stuck(g, err)
}

// stuck notes that a group's draws were rejected without end, if that is the error. It
// returns any other.
func (a *audit) stuck(g *group, err error) error {
	if !errors.Is(err, sources.ErrStuck) {
		return err
	}
	g.stuck = true
	a.run.Stuck = append(a.run.Stuck, g.views[0].name)
	return nil
}

// end notes why the data ended.
func (a *audit) end(ctx, timed context.Context, err error) {
	switch {
	case ctx.Err() != nil && (errors.Is(err, ctx.Err()) || a.meter.used == 0):
		a.run.Ended = EndInterrupted
	case timed.Err() != nil && (errors.Is(err, timed.Err()) || a.meter.used == 0):
		a.run.Ended = EndTime
	case errors.Is(err, io.EOF) && a.meter.left == 0:
		a.run.Ended = EndBytes
	case errors.Is(err, io.EOF):
		a.run.Ended = EndData
	default:
		a.run.Ended, a.run.Broken = EndBroken, err.Error()
	}
	if a.run.Ended == EndTime || a.run.Ended == EndInterrupted {
		a.run.Plan.Bytes = a.run.Bytes() // with which the run can be repeated
	}
}

func (a *audit) show() {
	if a.progress == nil || time.Since(a.shown) < 100*time.Millisecond {
		return
	}
	a.shown = time.Now()
	p := Progress{Bytes: a.meter.used * sources.SymbolBytes(a.run.Plan.N), Rounds: a.run.Rounds}
	switch looks := a.run.Plan.Looks; {
	case a.run.Plan.Bytes > 0:
		p.Share = float64(p.Bytes) / float64(a.run.Plan.Bytes)
	case looks[len(looks)-1] < endless:
		p.Of = max(a.look, looks[len(looks)-1])
		p.Share = float64(p.Rounds) / float64(p.Of)
	}
	a.progress(p)
}

// A worker counts tasks: it owns its counters and tallies.
type worker struct {
	cells    []Cell
	counters []stattests.Counter
	tallies  []stattests.Tally
	keeping  []int // those that have keys
	symbols  []uint64
}

func newWorker(cells []Cell, groups []*group) *worker {
	w := &worker{cells: cells, counters: make([]stattests.Counter, len(cells)), tallies: make([]stattests.Tally, len(cells))}
	for _, g := range groups {
		for _, v := range g.views {
			for _, i := range v.cells {
				counter, err := newCounter(cells[i], v.law)
				if err != nil {
					panic(err) // prepare made the same counter
				}
				w.counters[i], w.tallies[i] = counter, stattests.NewTally(counter)
				if w.tallies[i].Keys != nil {
					w.keeping = append(w.keeping, i)
				}
			}
		}
	}
	return w
}

func (w *worker) count(t task) {
	v := t.view
	symbols := uint64(0)
	for k := range v.cells {
		if t.takes(w.cells, k) {
			symbols = max(symbols, v.size[k])
		}
	}
	data := t.data.symbols
	if t.group.words {
		if uint64(cap(w.symbols)) < symbols {
			w.symbols = make([]uint64, symbols)
		}
		n, _ := v.open(&replay{data}).Fill(w.symbols[:symbols])
		data = w.symbols[:n]
	}
	for k, i := range v.cells {
		if !t.takes(w.cells, k) {
			continue
		}
		own := data[:min(uint64(len(data)), v.size[k])]
		size := w.counters[i].Block()
		keeper, ok := w.counters[i].(stattests.Keeper)
		if !ok {
			for ; len(own) >= size; own = own[size:] {
				w.counters[i].Count(&w.tallies[i], own[:size])
			}
			continue
		}
		place, takes := t.data.place, v.words[k]/w.cells[i].Blocks
		if v.words[k]%w.cells[i].Blocks > 0 {
			place, takes = stattests.Nowhere, 0
		}
		for ; len(own) >= size; own = own[size:] {
			keeper.CountAt(&w.tallies[i], own[:size], place, takes)
			place += takes
		}
	}
}

// replay is a stream of words that were read before.
type replay struct{ words []uint64 }

func (r *replay) Fill(dst []uint64) (int, error) {
	n := copy(dst, r.words)
	r.words = r.words[n:]
	if n < len(dst) {
		return n, io.EOF
	}
	return n, nil
}

func (r *replay) Close() error { return nil }

// A meter is the source's stream: it counts, it ends the data at Plan.Bytes,
// and it holds the source to its contract.
type meter struct {
	sources.Stream
	n    uint64 // alphabet
	used uint64 // symbols read
	tail tail
	left uint64 // symbols until the end of the data

	again uint64       // symbols that are read again
	check func() error // called after as many; nil: they need not be compared
}

func (m *meter) Fill(dst []uint64) (int, error) {
	if m.check == nil || m.used+uint64(len(dst)) < m.again {
		return m.fill(dst)
	}
	first := int(m.again - m.used)
	n, err := m.fill(dst[:first])
	if n < first || err != nil {
		return n, err
	}
	check := m.check
	m.check = nil
	if err := check(); err != nil {
		return n, err
	}
	more, err := m.fill(dst[first:])
	return n + more, err
}

func (m *meter) fill(dst []uint64) (int, error) {
	want := dst
	if uint64(len(want)) > m.left {
		want = want[:m.left]
	}
	n, err := m.Stream.Fill(want)
	m.used += uint64(n)
	m.tail.add(want[:n])
	m.left -= uint64(n)
	if m.n != 0 {
		for _, x := range want[:n] {
			if x >= m.n {
				return 0, fmt.Errorf("battery: the source gave the symbol %d, which is not below its N=%d", x, m.n)
			}
		}
	}
	switch {
	case err == nil && n < len(want):
		err = fmt.Errorf("battery: the source gave %d of %d symbols and no error", n, len(want))
	case err == nil && n < len(dst):
		err = io.EOF
	}
	return n, err
}
