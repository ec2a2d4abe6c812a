package randtest

import (
	"fmt"
	"io"
	"math/big"
	"strings"
	"testing"

	"github.com/randaudit/randaudit/stattests/exact"
)

// Exact proves that draw gives each number of [0, n) with probability 1/n, if the
// bytes that it reads are fair: every string of bytes is played to it, and the
// probabilities of its outputs are counted. It fails where a bias is proved,
// however small, and where nothing can be proved within MaxDraws calls; there is
// no chance in it, and FalseAlarm and Detect have no meaning.
//
// draw is given a new reader in each call. It must depend on what it reads alone,
// and return the reader's errors: see package exact. A method that reads 4 bytes
// at once has 2^32 strings to be played, which is too many. Prove it with words
// of 1 or 2 bytes.
func Exact(tb testing.TB, n uint64, draw func(r io.Reader) (uint64, error), opts ...Option) {
	tb.Helper()
	e := newExperiment(tb, "Exact", "calls", opts)
	if e.config.byteModulo || e.config.detectSet {
		e.config.refuse("Detect has no meaning for a proof: it sees every bias")
	}
	if err := e.config.wrong; err != nil {
		tb.Errorf("randtest.Exact: %v", err)
		return
	}
	if n < 2 {
		tb.Errorf("randtest.Exact: n is %d: there is nothing to prove with fewer than 2 values", n)
		return
	}
	var r *exact.Result
	if !e.prepare(func() (err error) {
		r, err = exact.Distribution(draw, exact.Options{N: n, Replays: e.config.maxDraws})
		return err
	}) {
		return
	}
	switch r.Verdict {
	case exact.Fair:
		tb.Logf("randtest.Exact: proved fair in %s calls, on strings of up to %d bytes.%s", thousands(r.Replays), r.Depth, grounds(r))
	case exact.Undecided:
		tb.Errorf("randtest.Exact: nothing is proved: on strings of up to %d bytes, %s are undecided after %s calls.\n"+
			"What could be done: MaxDraws, or the same code with words of fewer bytes.", r.Depth, share(r.Undecided()), thousands(r.Replays))
	default:
		e.biased(n, r)
	}
}

// grounds says what a proof rests on.
func grounds(r *exact.Result) string {
	if r.Assumption == "" {
		return ""
	}
	return fmt.Sprintf(" It rests on this: %s (%s).", r.Assumption, r.Checked)
}

// share writes a probability as a percentage.
func share(p *big.Rat) string {
	f, _ := p.Float64()
	return percent(f)
}

// biased says what bias is proved.
func (e *experiment) biased(n uint64, r *exact.Result) {
	e.tb.Helper()
	p := func(x uint64) *big.Rat {
		if p := r.P(x); p != nil {
			return p
		}
		return r.Mass(x)
	}
	fraction := func(x uint64) string {
		if s := p(x).RatString(); len(s) <= 24 {
			return s
		}
		f, _ := p(x).Float64()
		return fmt.Sprintf("%.8g", f)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "randtest.Exact: proved biased: %d comes with probability %s, not 1/%d.%s\n", r.Witness, fraction(r.Witness), n, grounds(r))
	t := e.exactTable(n, p)
	if t != nil {
		for _, i := range t.worst(worstShown) {
			fmt.Fprintf(&b, "  %s: %s\n", t.label(i), fraction(uint64(i)))
		}
		b.WriteString(chart(t.shown()))
	}
	fmt.Fprintf(&b, "Proved in %s calls, on strings of up to %d bytes. It is no chance: go test gives the same again.", thousands(r.Replays), r.Depth)
	e.tb.Errorf("%s", b.String())
}

// exactTable holds exact probabilities as counts of 2^40 trials, for the chart;
// nil if there are too many.
func (e *experiment) exactTable(n uint64, p func(x uint64) *big.Rat) *table {
	if n > mostFull {
		return nil
	}
	const trials = 1 << 40
	t := partition("value", func(i int) string { return fmt.Sprint(i) }, int(n), 1/float64(n))
	t.trials = trials
	for i := range t.counts {
		f, _ := p(uint64(i)).Float64()
		t.counts[i] = uint64(f * trials)
	}
	return t
}
