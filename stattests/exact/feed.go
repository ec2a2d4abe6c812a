package exact

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"runtime"
	"slices"
)

// A Feed hands out what a way of drawing asks for. It plays one script, in
// which every answer so far is written; what is asked beyond the script is
// answered with 0, and the other answers have their turn in later replays. So
// all answers are met, like the leaves of a tree.
//
// A Feed is used by the goroutine that it was given to, and not after the way
// of drawing has returned.
type Feed struct {
	path  []fork // the script; grows while it is short of limit
	limit int    // forks that may be answered; the next is cut off
	pos   int    // forks answered

	end     ending // what is met at the cut
	cut     bool   // the script ended before the way of drawing did
	after   int    // asked for after the cut
	closed  bool   // the way of drawing has returned
	aborted bool   // it was ended by a panic
	broken  error  // what it did that it must not
	watch   []byte // the goroutine that may ask; nil: not looked at
}

// A fork is a number asked for and its answer.
type fork struct{ n, answer uint64 }

// An ending is how a Feed ends.
type ending int

const (
	endError ending = iota // with an error of its own
	endEOF                 // with io.EOF, as files do
	endPanic               // with a panic, which goes through whatever does not recover
)

// errCut is the error of a Feed that has no more answers.
var errCut = errors.New("exact: the script ends here")

// abort is the panic that ends a way of drawing that goes on after an error.
type abort struct{}

// mostAfter is how often a way of drawing may ask again after an error.
const mostAfter = 100

// IntN answers with an integer in [0, n): over all replays with each of them.
// It is an ideal draw; n must be at least 1. The error means that the script
// ends here, and must be returned.
func (f *Feed) IntN(n uint64) (uint64, error) {
	if n == 0 {
		panic("exact: IntN: the upper bound must be positive")
	}
	if f.closed {
		f.breaks(ErrImpure, "it reads after it has returned")
		return 0, errCut
	}
	if f.watch != nil && !bytes.Equal(f.watch, goroutine()) {
		f.breaks(ErrImpure, "it reads from another goroutine")
		return 0, errCut // a panic there could not be caught
	}
	if f.cut {
		return f.refuse()
	}
	if n == 1 {
		return 0, nil
	}
	if f.pos == len(f.path) {
		if f.pos == f.limit {
			f.cut = true
			return f.refuse()
		}
		f.path = append(f.path, fork{n, 0})
	}
	at := f.path[f.pos]
	f.pos++
	if at.n != n {
		f.breaks(ErrImpure, fmt.Sprintf("after the same answers it asked for one of %d, then for one of %d", at.n, n))
		f.cut = true
		return f.refuse()
	}
	return at.answer, nil
}

// refuse is the answer after the cut.
func (f *Feed) refuse() (uint64, error) {
	f.after++
	switch {
	case f.end == endPanic || f.after > mostAfter:
		f.aborted = true
		if f.end != endPanic {
			f.breaks(ErrSwallowed, fmt.Sprintf("it asked again %d times after an error", mostAfter))
		}
		panic(abort{})
	case f.end == endEOF:
		return 0, io.EOF
	}
	return 0, errCut
}

// Read answers with one byte: IntN(256).
func (f *Feed) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	b, err := f.IntN(256)
	if err != nil {
		return 0, err
	}
	p[0] = byte(b)
	return 1, nil
}

func (f *Feed) breaks(kind error, how string) {
	if f.broken == nil {
		f.broken = fmt.Errorf("%w: %s", kind, how)
	}
}

// goroutine names the goroutine that calls it, "goroutine 7 [".
func goroutine() []byte {
	buf := make([]byte, 64)
	buf = buf[:runtime.Stack(buf, false)]
	if i := bytes.IndexByte(buf, '['); i >= 0 {
		buf = buf[:i]
	}
	return buf
}

// A leaf is what came of a script.
type leaf struct {
	value   uint64
	product uint64 // of the bounds of its forks: its mass is 1/product; 0 if it is 2^64 or more
	forks   int
	cut     bool // it asked for more; there is no value
}

// A tree replays a way of drawing.
type tree struct {
	draw    func(f *Feed) (uint64, error)
	lean    bool // levels keep no leaves
	replays uint64
	watched int // replays in which the goroutine was looked at
	panics  int // cuts that were made by a panic
}

// Replays in which what is dear to look at is looked at.
const (
	watchedReplays = 16
	panickedCuts   = 16
)

// replay plays f once.
func (t *tree) replay(f *Feed, end ending) (l leaf, err error) {
	t.replays++
	f.pos, f.end, f.cut, f.after, f.closed, f.aborted, f.watch = 0, end, false, 0, false, false, nil
	if t.watched < watchedReplays {
		t.watched++
		f.watch = goroutine()
	}
	value, err := t.call(f)
	f.closed = true
	switch {
	case f.broken != nil:
		return leaf{}, fmt.Errorf("%w (after %s)", f.broken, script(f.path))
	case f.cut && err == nil:
		if f.aborted {
			return leaf{}, fmt.Errorf("%w: it recovers from a panic of its reader (after %s)", ErrSwallowed, script(f.path))
		}
		return leaf{}, fmt.Errorf("%w: it gave %d where its reader gave an error (after %s)", ErrSwallowed, value, script(f.path))
	case !f.cut && err != nil:
		return leaf{}, fmt.Errorf("exact: it failed of itself after %s: %w", script(f.path), err)
	case f.pos < len(f.path):
		return leaf{}, fmt.Errorf("%w: after the same answers it first asked for %d, then for %d (%s)", ErrImpure, len(f.path), f.pos, script(f.path))
	}
	l = leaf{value: value, product: 1, forks: f.pos, cut: f.cut}
	for _, at := range f.path {
		hi, lo := bits.Mul64(l.product, at.n)
		if hi != 0 {
			lo = 0 // and stays so
		}
		l.product = lo
	}
	if l.cut {
		l.value = 0
	}
	return l, nil
}

// call is the way of drawing, ended where it goes on after an error.
func (t *tree) call(f *Feed) (value uint64, err error) {
	defer func() {
		if f.aborted {
			if r := recover(); r != nil {
				if _, ours := r.(abort); !ours {
					panic(r)
				}
				err = errCut
			}
		}
	}()
	return t.draw(f)
}

// chunk is how many scripts are played before they are played again.
const chunk = 1024

// walk plays all scripts that begin with start and go on for at most depth
// more forks, and hands their leaves to visit in lexicographic order. Each is
// played twice, the second time in the opposite order, so that a state kept
// between calls, of whatever period, shows; and with another error at its cut.
// The path that visit is given is valid until it returns.
func (t *tree) walk(start []fork, depth int, visit func(path []fork, l leaf) error) error {
	f := &Feed{path: slices.Clone(start), limit: len(start) + depth}
	var (
		leaves = make([]leaf, 0, chunk)
		paths  []fork // of the leaves, one after the other
	)
	again := func() error {
		end := len(paths)
		second := Feed{limit: f.limit}
		for _, l := range slices.Backward(leaves) {
			path := paths[end-l.forks : end]
			end -= l.forks
			second.path = append(second.path[:0], path...)
			l2, err := t.replay(&second, endEOF)
			if err != nil {
				return err
			}
			if l2 != l {
				return fmt.Errorf("%w: two replays of one script differ: %s, then %s (%s)", ErrImpure, l, l2, script(path))
			}
			if l.cut && t.panics < panickedCuts {
				t.panics++
				if _, err := t.replay(&second, endPanic); err != nil {
					return err
				}
			}
		}
		at := 0
		for _, l := range leaves {
			if err := visit(paths[at:at+l.forks], l); err != nil {
				return err
			}
			at += l.forks
		}
		leaves, paths = leaves[:0], paths[:0]
		return nil
	}
	for {
		l, err := t.replay(f, endError)
		if err != nil {
			return err
		}
		if l.forks < len(start) {
			return fmt.Errorf("%w: it first asked for more, and then did not, after %s", ErrImpure, script(start))
		}
		leaves, paths = append(leaves, l), append(paths, f.path...)
		if len(leaves) == chunk {
			if err := again(); err != nil {
				return err
			}
		}
		// The next script in lexicographic order.
		i := len(f.path) - 1
		for i >= len(start) && f.path[i].answer == f.path[i].n-1 {
			i--
		}
		if i < len(start) {
			return again()
		}
		f.path = f.path[:i+1]
		f.path[i].answer++
	}
}

func (l leaf) String() string {
	if l.cut {
		return fmt.Sprintf("it asked for more than %d", l.forks)
	}
	return fmt.Sprintf("it gave %d after %d", l.value, l.forks)
}

// script writes a path: "0x3f 0x00" for bytes, "2 of 5" for draws.
func script(path []fork) string {
	if len(path) == 0 {
		return "nothing"
	}
	var b bytes.Buffer
	for i, at := range path {
		if i > 0 {
			b.WriteByte(' ')
		}
		if at.n == 256 {
			fmt.Fprintf(&b, "0x%02x", at.answer)
		} else {
			fmt.Fprintf(&b, "%d of %d", at.answer, at.n)
		}
	}
	return b.String()
}
