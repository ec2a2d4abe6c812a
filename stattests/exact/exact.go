// Package exact proves a way of drawing fair, or biased, by enumeration: every
// string of bits goes in, and the exact probability of every output comes out.
//
// What no sample can show is shown so. The bias of a 16-bit word modulo 52
// takes 850 million draws to see; enumeration takes 65,536 calls.
//
// [Distribution] takes any function that draws from an io.Reader, as a black
// box. [Draws] gives it ideal draws in place of bytes, so that a shuffle of 6
// has 720 scripts and not 10^12; [Composed] joins the two. [Tries] takes one
// try of a way of drawing that is known to repeat it, [ComposedTries] joins such
// draws, and [Machine] takes one step of any method.
//
// # What a function must be like
//
// Everything is built anew in each call, and the result is a function of the
// answers read alone: no time, goroutines, order of maps, global variables,
// nothing kept from the last call. It does not recover from panics, and an
// error of its reader never becomes a value.
//
// Of this, what can be seen is checked, and gives [ErrImpure] or
// [ErrSwallowed]: every script is replayed twice, in different surroundings;
// the reader ends once with an error of its own, once with io.EOF, sometimes
// with a panic; reading from another goroutine or after the end is noticed. A
// function that loops for ever without reading is not ended.
//
// # What is proved
//
// Let n be the number of outputs, and mass(x) the probability of the scripts
// that were seen to give x. mass(x) > 1/n, or mass(x) plus what is undecided
// below 1/n, proves bias whatever comes later. With nothing undecided, equal
// masses prove fairness. A method that rejects and draws again leaves something
// undecided at every depth: it is proved fair if it forgets what it rejected,
// so that a second try is like the first. For a black box this is an
// assumption, checked as far as [Result.Checked] says.
package exact

import (
	"errors"
	"fmt"
	"io"
	"math/big"
	"math/bits"
	"slices"
)

var (
	// ErrImpure is wrapped where a function does not depend on the answers
	// read alone.
	ErrImpure = errors.New("exact: the function keeps a state of its own")
	// ErrSwallowed is wrapped where a function makes a value of an error, or
	// goes on after one.
	ErrSwallowed = errors.New("exact: the function swallows its reader's error")
	// ErrRange is wrapped where a function gives an output that is not below
	// Options.N.
	ErrRange = errors.New("exact: the output is out of range")
	// ErrEndless is wrapped where a method may never give an output.
	ErrEndless = errors.New("exact: the method need not end")
	// ErrTooLarge is wrapped where there are more scripts than can be played.
	ErrTooLarge = errors.New("exact: there are too many scripts")
)

// Options say what is enumerated.
type Options struct {
	// N is the number of outputs: they should be the integers below N, every
	// one equally likely. 0 means 2^64.
	N uint64
	// Depth is the number of answers (bytes, or ideal draws) after which a
	// script is cut off. 0 means the least that decides, as far as Replays
	// allows.
	Depth int
	// Replays is about how often the function may be called; 0 means 2^22. With
	// a Depth it limits only the check that retries forget.
	Replays uint64
}

const defaultReplays = 1 << 22

// A Verdict is what an enumeration proves.
type Verdict int

// Verdicts.
const (
	Undecided Verdict = iota // at this depth
	Fair                     // proved fair, under Result.Assumption
	Biased                   // proved biased
)

// String is "undecided", "fair" or "biased".
func (v Verdict) String() string { return [...]string{"undecided", "fair", "biased"}[v] }

// MarshalText is String.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// A Result is what an enumeration found.
type Result struct {
	// N is the number of outputs; 0 means 2^64.
	N       uint64
	Verdict Verdict
	// Depth is the number of answers after which scripts were cut off.
	Depth int
	// Scripts is how many different scripts there are to that depth, Replays
	// how often the function was called.
	Scripts, Replays uint64
	// Assumption is what Verdict or P rest on beside what was enumerated; empty:
	// nothing.
	Assumption string
	// Checked says how far Assumption was checked.
	Checked string
	// Witness is an output whose mass proves bias.
	Witness uint64

	counts    counts
	unit      uint64 // masses are multiples of 1/unit
	undecided uint64 // in units
	closed    bool   // retries are taken to forget, or there are none
	solved    map[uint64]*big.Rat
}

// counts are masses by output, in units.
type counts struct {
	dense  []uint64
	sparse map[uint64]uint64
}

// mostDense is the largest number of outputs that are counted in a slice.
const mostDense = 1 << 20

func newCounts(n uint64) counts {
	if n != 0 && n <= mostDense {
		return counts{dense: make([]uint64, n)}
	}
	return counts{sparse: map[uint64]uint64{}}
}

func (c counts) add(x, units uint64) {
	if c.dense != nil {
		c.dense[x] += units
	} else {
		c.sparse[x] += units
	}
}

func (c counts) at(x uint64) uint64 {
	if c.dense != nil {
		return c.dense[x]
	}
	return c.sparse[x]
}

// Mass is the probability of the scripts that were seen to give x, x < N.
func (r *Result) Mass(x uint64) *big.Rat {
	if r.solved != nil {
		return r.P(x)
	}
	return fraction(r.counts.at(x), r.unit)
}

// Undecided is the probability of the scripts that were cut off.
func (r *Result) Undecided() *big.Rat {
	if r.solved != nil {
		return new(big.Rat)
	}
	return fraction(r.undecided, r.unit)
}

// P is the exact probability of x, x < N, under Assumption; nil if it is not
// known.
func (r *Result) P(x uint64) *big.Rat {
	switch {
	case r.solved != nil:
		if p := r.solved[x]; p != nil {
			return new(big.Rat).Set(p)
		}
		return new(big.Rat)
	case r.closed:
		return fraction(r.counts.at(x), r.unit-r.undecided)
	}
	return nil
}

// Outputs are the outputs that were seen, in ascending order.
func (r *Result) Outputs() []uint64 {
	var xs []uint64
	switch {
	case r.solved != nil:
		for x := range r.solved {
			xs = append(xs, x)
		}
	case r.counts.dense != nil:
		for x, units := range r.counts.dense {
			if units > 0 {
				xs = append(xs, uint64(x))
			}
		}
	default:
		for x := range r.counts.sparse {
			xs = append(xs, x)
		}
	}
	slices.Sort(xs)
	return xs
}

func fraction(a, b uint64) *big.Rat {
	return new(big.Rat).SetFrac(new(big.Int).SetUint64(a), new(big.Int).SetUint64(b))
}

// Distribution enumerates a function that draws one output from a reader,
// which is new for every call and gives one byte a Read. The function is a
// black box: see the package's comment for what it must be like.
//
// The error is not nil where the function is not like that, or fails.
func Distribution(draw func(r io.Reader) (uint64, error), o Options) (*Result, error) {
	return Draws(func(f *Feed) (uint64, error) { return draw(f) }, o)
}

// Draws enumerates a function that draws one output from a Feed: from ideal
// draws, from bytes, or from both.
func Draws(draw func(f *Feed) (uint64, error), o Options) (*Result, error) {
	if o.Depth < 0 {
		return nil, fmt.Errorf("exact: a depth of %d: it must not be negative", o.Depth)
	}
	if o.Replays == 0 {
		o.Replays = defaultReplays
	}
	t := &tree{draw: draw}
	if o.Depth > 0 {
		l, err := t.level(o, o.Depth, ^uint64(0), 0)
		if err != nil {
			return nil, err
		}
		return t.settle(o, l)
	}
	var best *Result
	expected := uint64(0)
	for depth := 1; ; depth++ {
		l, err := t.level(o, depth, (o.Replays-t.replays)/2, expected) // every script is played twice
		if errors.Is(err, ErrTooLarge) && best != nil {
			best.Replays = t.replays
			return best, nil
		}
		if err != nil {
			return nil, err
		}
		r, err := t.settle(o, l)
		if err != nil {
			return nil, err
		}
		if best == nil || r.closed || !best.closed {
			best = r
		}
		expected = l.next
		if r.Verdict != Undecided || t.replays >= o.Replays || l.next > (o.Replays-t.replays)/2 {
			best.Replays = t.replays
			return best, nil
		}
	}
}

// Play gives a function one string of bytes: its output, or that it asks for
// more than they are. It is for what is too large to enumerate: the words on
// both sides of a threshold can still be tried. The error is as with
// [Distribution]; it wraps [ErrImpure] too where not all bytes are taken.
func Play(draw func(r io.Reader) (uint64, error), script []byte) (output uint64, more bool, err error) {
	t := &tree{draw: func(f *Feed) (uint64, error) { return draw(f) }}
	return t.play(script)
}

func (t *tree) play(script []byte) (output uint64, more bool, err error) {
	path := make([]fork, len(script))
	for i, b := range script {
		path[i] = fork{256, uint64(b)}
	}
	at, err := t.replay(&Feed{path: path, limit: len(path)}, endError)
	return at.value, at.cut, err
}

// A level is the tree to a depth.
type level struct {
	Result
	leaves  []leaf // in lexicographic order, as long as there are few
	paths   []fork // of the leaves
	cuts    []int  // which of the leaves are cut
	deepest int    // answers of a script
	next    uint64 // how many scripts the next level will have, if its forks are like the first
}

// level plays all scripts of a depth, at most limit of them. There are about as
// many as expected.
func (t *tree) level(o Options, depth int, limit, expected uint64) (*level, error) {
	const mostKept = 1 << 21
	expected = min(expected, mostKept, limit)
	l := &level{
		Result: Result{N: o.N, Depth: depth, counts: newCounts(o.N), unit: 1},
		leaves: make([]leaf, 0, expected),
		paths:  make([]fork, 0, expected*uint64(depth)),
	}
	err := t.walk(nil, depth, func(path []fork, at leaf) error {
		if l.Scripts++; l.Scripts > limit {
			return fmt.Errorf("%w: more than %d of %d answers", ErrTooLarge, limit, depth)
		}
		if at.product == 0 {
			return fmt.Errorf("%w: a script of %d answers has a mass of 2^-64 or less", ErrTooLarge, at.forks)
		}
		if l.unit%at.product != 0 {
			if err := l.refine(at.product); err != nil {
				return err
			}
		}
		units := l.unit / at.product
		if at.cut {
			l.undecided += units
			l.next += path[0].n
		} else {
			l.next++
			if o.N != 0 && at.value >= o.N {
				return fmt.Errorf("%w: it gave %d, which is not below %d (after %s)", ErrRange, at.value, o.N, script(path))
			}
			l.counts.add(at.value, units)
		}
		l.deepest = max(l.deepest, at.forks)
		if l.Scripts <= mostKept && !t.lean {
			if at.cut {
				l.cuts = append(l.cuts, len(l.leaves))
			}
			l.leaves, l.paths = append(l.leaves, at), append(l.paths, path...)
		}
		return nil
	})
	if l.Scripts > mostKept {
		l.leaves, l.paths, l.cuts = nil, nil, nil
	}
	l.Replays = t.replays
	return l, err
}

// refine makes the unit divisible by product.
func (l *level) refine(product uint64) error {
	a, b := l.unit, product
	for b != 0 {
		a, b = b, a%b
	}
	factor := product / a
	hi, unit := bits.Mul64(l.unit, factor)
	if hi != 0 {
		return fmt.Errorf("%w: masses that are no multiples of 2^-64", ErrTooLarge)
	}
	l.unit = unit
	l.undecided *= factor
	for i := range l.counts.dense {
		l.counts.dense[i] *= factor
	}
	for x := range l.counts.sparse {
		l.counts.sparse[x] *= factor
	}
	return nil
}

// settle judges a level.
func (t *tree) settle(o Options, l *level) (*Result, error) {
	r := &l.Result
	if r.undecided == 0 {
		r.closed = true
	} else if l.cuts != nil && len(l.cuts) < len(l.leaves) {
		forgets, checked, err := t.forgets(o, l)
		if err != nil {
			return nil, err
		}
		if forgets {
			r.closed, r.Assumption, r.Checked = true, "retries forget what was rejected: each try is like the first", checked
		}
	}
	r.Replays = t.replays
	r.judge()
	return r, nil
}

// judge sets the verdict, and drops the assumption where bias is proved without
// it and it tells nothing more.
func (r *Result) judge() {
	if x, ok := r.refuted(); ok {
		r.Verdict, r.Witness = Biased, x
		return
	}
	if r.closed && r.uniform() {
		r.Verdict = Fair
	}
}

// refuted is an output whose mass no later answer can mend.
func (r *Result) refuted() (uint64, bool) {
	// mass > 1/n, and mass + undecided < 1/n, in units.
	above, rest := uint64(0), r.unit
	if r.N != 0 {
		above, rest = r.unit/r.N, r.unit%r.N
	}
	below := above // mass + undecided at most this - 1 is too little
	if rest != 0 {
		below++
	}
	never := r.N != 0 && r.N <= mostDense
	if !never {
		// Outputs without mass are not in the map.
		if seen := uint64(len(r.counts.sparse)); (r.N == 0 || seen < r.N) && r.undecided < below {
			for x := uint64(0); ; x++ {
				if r.counts.sparse[x] == 0 {
					return x, true
				}
			}
		}
	}
	for _, x := range r.outputs() {
		if units := r.counts.at(x); units > above || units+r.undecided < below {
			return x, true
		}
	}
	return 0, false
}

// outputs are all outputs, or those with mass where there are too many.
func (r *Result) outputs() []uint64 {
	if r.counts.dense == nil {
		return r.Outputs()
	}
	xs := make([]uint64, len(r.counts.dense))
	for x := range xs {
		xs[x] = uint64(x)
	}
	return xs
}

// uniform reports whether all outputs have the same mass.
func (r *Result) uniform() bool {
	if r.counts.dense == nil && (r.N == 0 || uint64(len(r.counts.sparse)) < r.N) {
		return false
	}
	xs := r.outputs()
	first := r.counts.at(xs[0])
	for _, x := range xs {
		if r.counts.at(x) != first {
			return false
		}
	}
	return true
}
