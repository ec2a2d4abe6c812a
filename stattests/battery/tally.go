package battery

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"

	"github.com/randaudit/randaudit/sources"
	"github.com/randaudit/randaudit/stattests"
)

// A Tally is what one cell of a plan counted, and over which shards.
type Tally struct {
	Plan   string   `json:"plan"` // the plan's digest
	Cell   Cell     `json:"cell"`
	Shards []uint64 `json:"shards"` // ascending
	stattests.Tally
}

// Add adds u to t. It refuses a tally of another plan or cell, and a shard
// that is already in.
func (t *Tally) Add(u Tally) error {
	if t.Plan != u.Plan {
		return fmt.Errorf("battery: tallies of two plans, %s and %s, do not add", t.Plan, u.Plan)
	}
	if t.Cell.View != u.Cell.View || t.Cell.TestName() != u.Cell.TestName() || len(t.Counts) != len(u.Counts) {
		return fmt.Errorf("battery: tallies of two cells, %s of %s and %s of %s, do not add", t.Cell.TestName(), t.Cell.View, u.Cell.TestName(), u.Cell.View)
	}
	shards, err := joinShards(t.Shards, u.Shards)
	if err != nil {
		return err
	}
	t.Shards = shards
	u.Keys = u.Keys.Elsewhere()
	t.Tally.Add(u.Tally)
	t.Settle()
	return nil
}

// forecast returns that of a test of a view, nil where there is none.
func (r *Run) forecast(view, test string) *stattests.Forecast {
	for i, f := range r.Forecasts {
		if f.View == view && f.Test == test {
			return &r.Forecasts[i].Forecast
		}
	}
	return nil
}

func joinShards(a, b []uint64) ([]uint64, error) {
	for _, s := range b {
		if slices.Contains(a, s) {
			return nil, fmt.Errorf("battery: shard %d is already in: the same data must not be counted twice", s)
		}
	}
	joined := slices.Concat(a, b)
	slices.Sort(joined)
	return joined, nil
}

// How a run ended.
const (
	EndPlan        = "plan"        // at a look of the plan
	EndBytes       = "bytes"       // at Plan.Bytes
	EndData        = "data"        // at the end of the source's data
	EndTime        = "time"        // when its time was up
	EndInterrupted = "interrupted" // on request
	EndBroken      = "broken"      // because the source broke
	EndSaved       = "saved"       // not at all: it was saved on its way
)

// A Run is what an audit counted: all that [Run.Judge] needs.
type Run struct {
	Plan    Plan     `json:"plan"`
	Shards  []uint64 `json:"shards"`
	Looks   int      `json:"looks"`   // looks made, the one that ended the run included
	Rounds  uint64   `json:"rounds"`  // whole rounds counted
	Symbols uint64   `json:"symbols"` // read from the source
	Seconds float64  `json:"seconds"` // wall clock
	Ended   string   `json:"ended"`
	// Failed is the first look that was evidence of bias, from 1, and
	// FailedLogP its family-wise ln p; 0 where there was none.
	Failed     int      `json:"failed,omitempty"`
	FailedLogP float64  `json:"failed_ln_p,omitempty"`
	SHA256     string   `json:"sha256,omitempty"` // of the bytes read, hex, of a source that was data from outside
	Broken     string   `json:"broken,omitempty"` // what broke, with EndBroken
	Stuck      []string `json:"stuck,omitempty"`  // views whose draws were rejected without end: sources.ErrStuck
	Tallies    []Tally  `json:"-"`                // in the order of Plan.Cells
	// Forecasts tell what would have come next, where the run failed by a test
	// that can.
	Forecasts []Forecast `json:"forecasts,omitempty"`

	jobs     int                 // cells judged at a time; 0: one a processor
	counters []stattests.Counter // that judge, in the order of Tallies; made when first needed
}

// Bytes is how many bytes of the source were read.
func (r *Run) Bytes() uint64 { return r.Symbols * sources.SymbolBytes(r.Plan.N) }

// Add adds what another shard of the same plan counted. Where a run stops must not depend
// on what it saw: runs that the plan ended must have as many rounds, unless one of them has
// failed, which stays so; others may differ. A source that broke adds nothing. Each look at
// a shard counts as a look. There is no next symbol after two shards: of their forecasts
// the first of a cell is kept.
func (r *Run) Add(u *Run) error {
	if d, e := r.Plan.Digest(), u.Plan.Digest(); d != e {
		return fmt.Errorf("battery: runs of two plans, %s and %s, do not add", d, e)
	}
	same := r.Ended == EndPlan && u.Ended == EndPlan && r.Rounds == u.Rounds
	if !same && !(r.unseen() && u.unseen()) {
		return fmt.Errorf("battery: runs that ended by %s after %d rounds and by %s after %d do not add: give all shards the same number of bytes", r.Ended, r.Rounds, u.Ended, u.Rounds)
	}
	shards, err := joinShards(r.Shards, u.Shards)
	if err != nil {
		return err
	}
	if len(r.Tallies) != len(u.Tallies) {
		return fmt.Errorf("battery: runs with %d and %d tallies do not add", len(r.Tallies), len(u.Tallies))
	}
	for i := range r.Tallies {
		if err := r.Tallies[i].Add(u.Tallies[i]); err != nil {
			return err
		}
	}
	r.Shards = shards
	r.Looks += u.Looks
	if r.Ended != EndSaved && (u.Ended == EndSaved || u.Ended == EndInterrupted) {
		r.Ended = u.Ended // whichever of them comes first
	}
	r.Failed, r.FailedLogP = max(r.Failed, u.Failed), min(r.FailedLogP, u.FailedLogP)
	r.Rounds += u.Rounds
	r.Symbols += u.Symbols
	r.Seconds += u.Seconds
	r.SHA256 = ""
	r.Stuck = append(r.Stuck, u.Stuck...)
	for _, f := range u.Forecasts {
		if r.forecast(f.View, f.Test) == nil {
			r.Forecasts = append(r.Forecasts, f)
		}
	}
	return nil
}

// unseen reports whether what the run saw had no part in where it ended, or is a failure,
// which no sum undoes.
func (r *Run) unseen() bool {
	return r.Broken == "" && (r.Ended != EndPlan || r.Failed > 0)
}

// runFile is the name of the file that holds a saved run but for its tallies.
const runFile = "run.json"

// Save writes the run to a folder, in the place of what was there: run.json,
// and a file a tally. They are written to another folder beside it, flushed to the
// disk, and only then is what was there put aside, the new folder given its name, and
// the old one removed: however a process or a machine ends, [Load] finds one of them
// whole. Two processes must not save to one folder at a time.
func (r *Run) Save(dir string) error {
	if err := r.save(dir); err != nil {
		return fmt.Errorf("battery: saving tallies: %w", err)
	}
	return nil
}

func (r *Run) save(dir string) (err error) {
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o777); err != nil {
		return err
	}
	fresh, old := beside(dir, "new"), beside(dir, "old")
	if err := os.RemoveAll(fresh); err != nil { // of a process that was killed
		return err
	}
	if err := os.Mkdir(fresh, 0o777); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.RemoveAll(fresh)
		}
	}()
	for i, t := range r.Tallies {
		if err := writeJSON(filepath.Join(fresh, tallyFile(i)), t); err != nil {
			return err
		}
		if t.Keys != nil {
			write := func(w io.Writer) error { _, err := t.Keys.WriteTo(w); return err }
			if err := writeFile(filepath.Join(fresh, keysFile(i)), write); err != nil {
				return err
			}
		}
	}
	if err := writeJSON(filepath.Join(fresh, runFile), r); err != nil {
		return err
	}
	flushFolder(fresh)
	// Where there is no dir, a process was killed between the two renames: what is
	// put aside is then all that there is, and stays until the new one has its name.
	if _, err := os.Lstat(dir); err == nil {
		if err := os.RemoveAll(old); err != nil {
			return err
		}
		if err := os.Rename(dir, old); err != nil {
			return err
		}
	}
	if err := os.Rename(fresh, dir); err != nil {
		return err
	}
	flushFolder(parent)
	return os.RemoveAll(old)
}

// beside is the folder in which what is to replace dir is written, or what was replaced
// is kept until then. A shell's * leaves it out.
func beside(dir, what string) string {
	dir = filepath.Clean(dir)
	return filepath.Join(filepath.Dir(dir), "."+filepath.Base(dir)+"."+what)
}

// flushFolder flushes the names in a folder to the disk, as far as the system can: not all
// can do that for a folder, and only the end of a machine would tell.
func flushFolder(dir string) {
	if f, err := os.Open(dir); err == nil {
		_ = f.Sync()
		_ = f.Close()
	}
}

func tallyFile(i int) string { return fmt.Sprintf("cell-%03d.json", i) }

// keysFile has the keys of tally i, in binary.
func keysFile(i int) string { return fmt.Sprintf("cell-%03d.keys", i) }

// writeJSON writes a value to a new file.
func writeJSON(name string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return writeFile(name, func(w io.Writer) error {
		_, err := w.Write(append(b, '\n'))
		return err
	})
}

// writeFile makes a new file and flushes it to the disk.
func writeFile(name string, write func(io.Writer) error) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Sync(), f.Close())
}

// readKeys reads those of a tally.
func readKeys(name string) (*stattests.Keys, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("battery: reading tallies: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("battery: reading tallies: %w", err)
	}
	k, err := stattests.ReadKeys(f, info.Size())
	if err != nil {
		return nil, fmt.Errorf("battery: reading %s: %w", name, err)
	}
	return k, nil
}

// LoadPlan reads what a run in a folder that Save wrote is of, whatever may be wrong with its
// tallies. Its error wraps [fs.ErrNotExist] where there is none.
func LoadPlan(dir string) (Plan, []uint64, error) {
	r, _, err := loadRun(dir)
	return r.Plan, r.Shards, err
}

// loadRun reads a run but for its tallies, and says in which folder it is.
func loadRun(dir string) (r Run, where string, err error) {
	if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
		// A process was killed while it replaced the folder.
		if old := beside(dir, "old"); hasRun(old) {
			dir = old
		}
	}
	if err := readJSON(filepath.Join(dir, runFile), &r); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return r, dir, fmt.Errorf("battery: %s holds no saved run: it has no %s: %w", dir, runFile, fs.ErrNotExist)
		}
		return r, dir, err
	}
	if err := r.sound(); err != nil {
		return r, dir, fmt.Errorf("battery: %s is not what a run saves: %w", filepath.Join(dir, runFile), err)
	}
	return r, dir, nil
}

// Load reads a run that Save wrote. Its error wraps [fs.ErrNotExist] where there is none.
func Load(dir string) (*Run, error) {
	r, dir, err := loadRun(dir)
	if err != nil {
		return nil, err
	}
	for _, view := range r.Stuck {
		if _, err := r.law(view); err != nil {
			return nil, fmt.Errorf("battery: %s: %w", runFile, err)
		}
	}
	digest := r.Plan.Digest()
	for i, cell := range r.Plan.Cells {
		var t Tally
		if err := readJSON(filepath.Join(dir, tallyFile(i)), &t); err != nil {
			return nil, err
		}
		if t.Plan != digest || t.Cell.View != cell.View || t.Cell.TestName() != cell.TestName() || !slices.Equal(t.Shards, r.Shards) {
			return nil, fmt.Errorf("battery: %s is not of the plan in %s: the folder was changed or mixed with another", filepath.Join(dir, tallyFile(i)), runFile)
		}
		counter, err := r.counter(cell)
		if err != nil {
			return nil, err
		}
		if fresh := stattests.NewTally(counter); fresh.Keys != nil {
			if t.Keys, err = readKeys(filepath.Join(dir, keysFile(i))); err != nil {
				return nil, err
			}
			if t.Keys.Most != fresh.Keys.Most {
				return nil, fmt.Errorf("battery: %s keeps %d words, %s %d", filepath.Join(dir, keysFile(i)), t.Keys.Most, cell.TestName(), fresh.Keys.Most)
			}
		}
		if len(t.Counts) != counter.Size() {
			return nil, fmt.Errorf("battery: %s has %d counts, %s has %d", filepath.Join(dir, tallyFile(i)), len(t.Counts), cell.TestName(), counter.Size())
		}
		r.Tallies = append(r.Tallies, t)
	}
	return &r, nil
}

// sound returns an error for what no run saves.
func (r *Run) sound() error {
	ends := []string{EndPlan, EndBytes, EndData, EndTime, EndInterrupted, EndBroken, EndSaved}
	switch {
	case r.Looks < 0 || !(r.Seconds >= 0) || len(r.Plan.Cells) == 0:
		return fmt.Errorf("it has %d looks, %v seconds and %d cells", r.Looks, r.Seconds, len(r.Plan.Cells))
	case len(r.Shards) == 0 || !slices.IsSorted(r.Shards) || len(slices.Compact(slices.Clone(r.Shards))) < len(r.Shards):
		return fmt.Errorf("its shards are %d", r.Shards)
	case r.Failed < 0 || !(r.FailedLogP <= 0) || r.Failed == 0 && r.FailedLogP < 0:
		return fmt.Errorf("it failed at look %d with ln p %v", r.Failed, r.FailedLogP)
	case !slices.Contains(ends, r.Ended):
		return fmt.Errorf("it ended by %q", r.Ended)
	case r.Symbols > math.MaxUint64/8:
		return fmt.Errorf("it read %d symbols", r.Symbols)
	}
	return nil
}

func hasRun(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, runFile))
	return err == nil
}

func readJSON(name string, v any) error {
	b, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("battery: reading tallies: %w", err)
	}
	if err := json.Unmarshal(b, v); err != nil {
		return fmt.Errorf("battery: reading %s: %w", name, err)
	}
	return nil
}
