package fast_test

import (
	"fmt"
	"io"
	"math/big"
	"strings"
	"testing"

	"github.com/randaudit/randaudit/sources"
	"github.com/randaudit/randaudit/sources/secrets/fast"
	"github.com/randaudit/randaudit/stattests/battery"
	"github.com/randaudit/randaudit/stattests/exact"
)

// fair wants the proof that the outputs below n have the probability 1/n each.
func fair(t *testing.T, what string, n uint64, r *exact.Result, err error) {
	t.Helper()
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return
	}
	want := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).SetUint64(n))
	if r.Verdict != exact.Fair || r.P(0).Cmp(want) != 0 || r.P(n-1).Cmp(want) != 0 {
		t.Errorf("%s is %v", what, r.Verdict)
	}
}

// skipUnderRace leaves enumerations and audits, in which one goroutine draws, to
// runs without the race detector, under which they take ten times as long.
func skipUnderRace(t *testing.T) {
	t.Helper()
	if fast.RaceDetector() {
		t.Skip("one goroutine draws")
	}
}

// word is any word, equally likely.
func word[W fast.Word](f *exact.Feed) (W, error) {
	w, err := f.IntN(uint64(^W(0)) + 1)
	return W(w), err
}

// below proves the step of RandBelow.
func below[W uint8 | uint16](t *testing.T, n W) {
	t.Helper()
	r, err := exact.Machine(0, func(f *exact.Feed, _ int) (uint64, bool, int, error) {
		w, err := word[W](f)
		x, ok := fast.BelowStep(n, w)
		return uint64(x), ok, 0, err
	}, exact.Options{N: uint64(n)})
	fair(t, fmt.Sprintf("%T: below(%d)", n, n), uint64(n), r, err)
}

func TestBelowIsFair(t *testing.T) {
	skipUnderRace(t)
	for n := uint8(2); n != 0; n++ {
		below(t, n)
	}
	for _, n := range []uint16{2, 3, 6, 10, 52, 62, 255, 256, 257, 1000, 32767, 32769, 49152, 65535} {
		below(t, n)
	}
}

// dice proves a row of dice below n, by the number that the row is in base n.
func dice[W uint8 | uint16](t *testing.T, n W, count int) {
	type state struct {
		number uint64 // of the dice that were rolled
		rolled int
	}
	outcomes := uint64(1)
	for range count {
		outcomes *= uint64(n)
	}
	r, err := exact.Machine(state{}, func(f *exact.Feed, s state) (uint64, bool, state, error) {
		w, err := word[W](f)
		row := make([]W, count-s.rolled)
		rest := fast.DiceStep(row, n, w)
		for _, d := range row[:len(row)-len(rest)] {
			s = state{s.number*uint64(n) + uint64(d), s.rolled + 1}
		}
		return s.number, len(rest) == 0, s, err
	}, exact.Options{N: outcomes})
	fair(t, fmt.Sprintf("%T: %d dice of %d", n, count, n), outcomes, r, err)
}

func TestDiceAreFair(t *testing.T) {
	skipUnderRace(t)
	for n := uint8(2); n < 16; n++ {
		dice(t, n, 1)
		dice(t, n, 2)
		dice(t, n, 3)
	}
	dice(t, uint8(2), 12)
	dice(t, uint8(3), 6)
	dice(t, uint8(200), 1)
	for n, count := range map[uint16]int{2: 8, 3: 7, 6: 4, 10: 3, 62: 2, 100: 2, 127: 2} {
		dice(t, n, count) // of one word
	}
}

// shuffle proves a shuffle of n, by the rank of the order.
func shuffle[W uint8 | uint16](t *testing.T, n int) {
	type state struct {
		things [8]uint64
		left   int
	}
	start := state{left: n}
	orders := uint64(1)
	for i := range n {
		start.things[i] = uint64(i)
		orders *= uint64(i) + 1
	}
	r, err := exact.Machine(start, func(f *exact.Feed, s state) (uint64, bool, state, error) {
		w, err := word[W](f)
		s.left = len(fast.ShuffleStep(s.things[:s.left], w))
		return sources.Rank(s.things[:n], uint64(n)), s.left < 2, s, err
	}, exact.Options{N: orders})
	fair(t, fmt.Sprintf("%T: shuffle of %d", W(0), n), orders, r, err)
}

func TestShufflesAreFair(t *testing.T) {
	skipUnderRace(t)
	for n := 2; n <= 7; n++ {
		shuffle[uint8](t, n)
	}
	for n := 2; n <= 5; n++ {
		shuffle[uint16](t, n)
	}
}

// TestViewsAreFair has whole functions, as black boxes: what is rejected is
// assumed to be forgotten, and this is checked.
func TestViewsAreFair(t *testing.T) {
	skipUnderRace(t)
	for _, view := range []string{
		"fast-below8(10)", "fast-below8(255)", "fast-below16(49152)",
		"fast-shuffle8(2)", "fast-shuffle8(3)", "fast-shuffle8(4)",
	} {
		v, err := sources.ParseView(view)
		if err != nil {
			t.Fatal(err)
		}
		law, open, err := v.Over(256)
		if err != nil {
			t.Fatal(err)
		}
		r, err := exact.Distribution(func(r io.Reader) (uint64, error) {
			var symbol [1]uint64
			_, err := open(bytesOf{r}).Fill(symbol[:])
			return symbol[0], err
		}, exact.Options{N: law.N, Replays: 3 << 16})
		fair(t, view, law.N, r, err)
	}
}

// bytesOf is a stream of a reader's bytes, which it reads one at a time.
type bytesOf struct{ io.Reader }

func (s bytesOf) Close() error { return nil }

func (s bytesOf) Fill(dst []uint64) (int, error) {
	var b [1]byte
	if _, err := io.ReadFull(s, b[:]); err != nil {
		return 0, err
	}
	dst[0] = uint64(b[0])
	return 1, nil
}

// TestAudited audits the byte source and each way of drawing, with a rate of
// false alarms below 1e-10 for all.
func TestAudited(t *testing.T) {
	skipUnderRace(t)
	const alpha = 1e-12
	audit := func(name string, o battery.Options) {
		t.Helper()
		src, err := sources.Parse(name, sources.Options{})
		if err != nil {
			t.Fatal(err)
		}
		o.Alpha = alpha
		p, err := battery.Quick.Plan(src, o)
		if err != nil {
			t.Fatal(err)
		}
		_, report, err := battery.Audit(t.Context(), p, src, battery.RunOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if report.Verdict == battery.Fail || report.Verdict == battery.Invalid {
			t.Errorf("%s %v: %v", name, o.Views, report.Verdict)
		}
	}
	audit("fast", battery.Options{Bytes: 4 << 20})
	for _, e := range sources.Views() {
		if !strings.HasPrefix(e.Name, "fast-") {
			continue
		}
		views := []string{e.Name}
		if strings.HasSuffix(e.Usage, "(n)") {
			views = []string{e.Name + "(3)", e.Name + "(6)", e.Name + "(7)"}
		}
		switch e.Name {
		case "fast-below", "fast-dice":
			views = append(views, e.Name+"(1000)", e.Name+"(3221225472)", e.Name+"(6755399441055744)", e.Name+"(13835058055282163712)")
		case "fast-below8":
			views = append(views, e.Name+"(192)")
		case "fast-below16":
			views = append(views, e.Name+"(49152)")
		}
		audit("crypto", battery.Options{Views: views, Bytes: 1 << 20})
	}
}
