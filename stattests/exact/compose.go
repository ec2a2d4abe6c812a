package exact

import (
	"errors"
	"fmt"
	"io"
	"slices"
)

// Composed enumerates a way of drawing on its draws: a shuffle whose bytes all
// go through a draw below n, which it makes several times. below is that draw,
// and draws tells the bound of the next one from the draws so far, 0 after the
// last.
//
// First each bound's draw is proved fair on its bytes, as [Distribution] does;
// one that is not is an error that wraps [ErrUnfair]. Then the whole is played
// with every row of draws, as the bytes that make each draw come out so. It
// must take exactly these bytes. For a shuffle of 6 that is 720 scripts, where
// bytes alone have 10^12.
//
// That the bytes reach the way of drawing only as the values of its draws is an
// assumption, beside those of the draws. It is checked with other bytes for the
// same draws, among them some that are rejected first. [Draws] needs no such
// assumption, where a way of drawing can be given the Feed itself.
func Composed(draw func(r io.Reader) (uint64, error), draws func(drawn []uint64) uint64, below func(r io.Reader, n uint64) (uint64, error), o Options) (*Result, error) {
	return composed(draw, draws, func(n uint64) (*Result, func(f *Feed) (uint64, error), error) {
		whole := func(f *Feed) (uint64, error) { return below(f, n) }
		r, err := Draws(whole, Options{N: n, Replays: mostCode})
		return r, whole, err
	}, "each draw proved fair on its bytes", o)
}

// ComposedTries is [Composed] with a draw of which one try is known: ok is false
// where it is rejected, and then the draw is to try again from the beginning.
// Each bound's try is enumerated whole, as by [Tries], so that nothing is
// assumed of the draws but that they repeat their try until it is ok.
func ComposedTries(draw func(r io.Reader) (uint64, error), draws func(drawn []uint64) uint64, try func(r io.Reader, n uint64) (v uint64, ok bool, err error), o Options) (*Result, error) {
	return composed(draw, draws, func(n uint64) (*Result, func(f *Feed) (uint64, error), error) {
		r, err := Tries(func(r io.Reader) (uint64, bool, error) { return try(r, n) }, Options{N: n, Replays: mostCode})
		if err != nil {
			return nil, nil, err
		}
		// What is rejected is a draw that asks for more.
		r.Assumption = "a draw repeats its try until it is ok"
		return r, func(f *Feed) (uint64, error) {
			for {
				if v, ok, err := try(f, n); ok || err != nil {
					return v, err
				}
			}
		}, nil
	}, "the tries of each draw enumerated whole", o)
}

// composed is Composed by what proves a bound's draw.
func composed(draw func(r io.Reader) (uint64, error), draws func(drawn []uint64) uint64, prove prover, how string, o Options) (*Result, error) {
	c := &composer{next: draws, prove: prove, codes: map[uint64]*code{}, assumptions: map[string]bool{}}
	if o.Replays == 0 {
		o.Replays = defaultReplays
	}
	c.inner = &tree{draw: func(f *Feed) (uint64, error) { return draw(f) }}
	t := &tree{draw: c.draw}
	l, err := t.level(Options{N: o.N}, mostDraws, o.Replays/(2*variants), 0)
	if err != nil {
		return nil, err
	}
	r, err := t.settle(o, l)
	if err != nil {
		return nil, err
	}
	r.Depth, r.Replays = c.deepest, c.replays+c.inner.replays
	r.Assumption = "its bytes act only through its draws"
	for a := range c.assumptions {
		r.Assumption += "; in these, " + a
	}
	r.Checked = fmt.Sprintf("each row of draws made by %d different strings of bytes, half of them with rejected ones; %s", variants, how)
	return r, nil
}

// ErrUnfair is wrapped where a draw that [Composed] rests on is not proved fair.
var ErrUnfair = errors.New("exact: a draw is not proved fair")

const (
	mostDraws = 64      // in a row
	variants  = 4       // strings of bytes for each row of draws
	mostCode  = 1 << 20 // calls to prove a bound's draw
)

// A code gives the bytes that make a draw below n come out as wanted.
type code struct {
	accepted map[uint64][][]byte
	rejected [][]byte
}

// pick is a string of bytes for j; another one for another salt.
func (c *code) pick(j uint64, salt int) []byte {
	list := c.accepted[j]
	b := list[salt*7919%len(list)]
	if salt%2 == 1 && len(c.rejected) > 0 {
		return slices.Concat(c.rejected[salt*104729%len(c.rejected)], b)
	}
	return b
}

// A prover proves the draw below n, and gives it for its bytes to be listed.
type prover func(n uint64) (*Result, func(f *Feed) (uint64, error), error)

type composer struct {
	inner       *tree // plays the way of drawing on bytes
	next        func(drawn []uint64) uint64
	prove       prover
	codes       map[uint64]*code
	assumptions map[string]bool
	deepest     int
	replays     uint64
}

// draw plays one row of draws, by bytes of several kinds.
func (c *composer) draw(f *Feed) (uint64, error) {
	var drawn []uint64
	var bounds []uint64
	for n := c.next(drawn); n != 0; n = c.next(drawn) {
		j, err := f.IntN(n)
		if err != nil {
			return 0, err
		}
		drawn, bounds = append(drawn, j), append(bounds, n)
	}
	c.deepest = max(c.deepest, len(drawn))
	var first uint64
	for variant := range variants {
		var b []byte
		for i, j := range drawn {
			code, err := c.code(bounds[i])
			if err != nil {
				return 0, err
			}
			salt := variant
			if variant > 0 {
				// Other bytes in other places, the same in each replay.
				salt += int(j)*2 + 4*i
			}
			b = append(b, code.pick(j, salt)...)
		}
		value, more, err := c.inner.play(b)
		switch {
		case err != nil:
			return 0, fmt.Errorf("draws %v: %w", drawn, err)
		case more:
			return 0, fmt.Errorf("%w: it takes more than the draws %v", ErrImpure, drawn)
		case variant > 0 && value != first:
			return 0, fmt.Errorf("%w: the draws %v gave %d, and with other bytes %d", ErrImpure, drawn, first, value)
		}
		first = value
	}
	return first, nil
}

// code proves the draw below n fair, once, and lists its bytes.
func (c *composer) code(n uint64) (*code, error) {
	if known := c.codes[n]; known != nil {
		return known, nil
	}
	r, draw, err := c.prove(n)
	if err != nil {
		return nil, fmt.Errorf("the draw below %d: %w", n, err)
	}
	c.replays += r.Replays
	if r.Verdict != Fair {
		return nil, fmt.Errorf("%w: below %d it is %v", ErrUnfair, n, r.Verdict)
	}
	if r.Assumption != "" {
		c.assumptions[r.Assumption] = true
	}
	known := &code{accepted: map[uint64][][]byte{}}
	t := &tree{draw: draw}
	err = t.walk(nil, r.Depth, func(path []fork, l leaf) error {
		const most = 64
		b := make([]byte, len(path))
		for i, at := range path {
			b[i] = byte(at.answer)
		}
		switch {
		case l.cut && len(known.rejected) < most:
			known.rejected = append(known.rejected, b)
		case !l.cut && len(known.accepted[l.value]) < most:
			known.accepted[l.value] = append(known.accepted[l.value], b)
		}
		return nil
	})
	c.codes[n] = known
	c.replays += t.replays
	return known, err
}
