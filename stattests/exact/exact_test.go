package exact_test

import (
	"errors"
	"io"
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/randaudit/randaudit/sources"
	"github.com/randaudit/randaudit/sources/planted"
	"github.com/randaudit/randaudit/sources/secrets"
	"github.com/randaudit/randaudit/stattests/exact"
)

func oneByte(r io.Reader) (byte, error) {
	var b [1]byte
	_, err := io.ReadFull(r, b[:])
	return b[0], err
}

// retry draws below n by rejection of bytes of at least limit.
func retry(limit int, of func(tries int, b byte) uint64) func(r io.Reader) (uint64, error) {
	return func(r io.Reader) (uint64, error) {
		for tries := 0; ; tries++ {
			b, err := oneByte(r)
			if err != nil || int(b) < limit {
				return of(tries, b), err
			}
		}
	}
}

func TestVerdicts(t *testing.T) {
	modulo := func(n byte) func(int, byte) uint64 { return func(_ int, b byte) uint64 { return uint64(b % n) } }
	tenth := func(_ int, b byte) uint64 {
		return uint64(b % 10)
	}
	for _, c := range []struct {
		name    string
		n       uint64
		draw    func(r io.Reader) (uint64, error)
		verdict exact.Verdict
		p       map[uint64]*big.Rat // some probabilities; nil: not known
		assumes bool
	}{
		{"a byte", 256, retry(256, func(_ int, b byte) uint64 { return uint64(b) }), exact.Fair, map[uint64]*big.Rat{7: big.NewRat(1, 256)}, false},
		{"modulo 62", 62, retry(256, modulo(62)), exact.Biased, map[uint64]*big.Rat{0: big.NewRat(5, 256), 8: big.NewRat(4, 256)}, false},
		{"rejection", 62, retry(248, modulo(62)), exact.Fair, map[uint64]*big.Rat{0: big.NewRat(1, 62)}, true},
		{"rejection at 251", 10, retry(251, modulo(10)), exact.Biased, map[uint64]*big.Rat{0: big.NewRat(26, 251), 9: big.NewRat(25, 251)}, true},
		{"gives up after 20", 10, func(r io.Reader) (uint64, error) {
			for tries := 0; ; tries++ {
				b, err := oneByte(r)
				if err != nil || b < 250 || tries == 20 {
					return tenth(tries, b), err
				}
			}
		}, exact.Undecided, nil, false},
		{"an output that never comes", 3, retry(256, modulo(2)), exact.Biased, map[uint64]*big.Rat{2: new(big.Rat)}, false},
		{"a word", 1 << 32, func(r io.Reader) (uint64, error) {
			var b [4]byte
			_, err := io.ReadFull(r, b[:])
			return uint64(b[0]) | uint64(b[3])<<24, err
		}, exact.Undecided, nil, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := exact.Distribution(c.draw, exact.Options{N: c.n, Replays: 1 << 18})
			if err != nil {
				t.Fatal(err)
			}
			if r.Verdict != c.verdict || (r.Assumption != "") != c.assumes {
				t.Errorf("%v under %q (%s), want %v", r.Verdict, r.Assumption, r.Checked, c.verdict)
			}
			for x, want := range c.p {
				if p := r.P(x); p == nil || p.Cmp(want) != 0 {
					t.Errorf("P(%d) = %v, want %v", x, p, want)
				}
			}
			if c.p == nil && r.P(0) != nil {
				t.Errorf("P(0) = %v, which is not known", r.P(0))
			}
		})
	}
}

// TestViolations holds that what a function must not do is seen.
func TestViolations(t *testing.T) {
	calls := 0
	var kept io.Reader
	for _, c := range []struct {
		name string
		draw func(r io.Reader) (uint64, error)
		want error
	}{
		{"counter", func(r io.Reader) (uint64, error) {
			b, err := oneByte(r)
			calls++
			return uint64(b+byte(calls)) & 1, err
		}, exact.ErrImpure},
		{"counter of 64", func(r io.Reader) (uint64, error) {
			b, err := oneByte(r)
			calls++
			return uint64(b&1) ^ uint64(calls>>6&1), err
		}, exact.ErrImpure},
		{"clock", func(r io.Reader) (uint64, error) {
			b, err := oneByte(r)
			return uint64(b&1) ^ uint64(time.Now().Nanosecond()>>4&1), err
		}, exact.ErrImpure},
		{"another source", func(r io.Reader) (uint64, error) {
			b, err := oneByte(r)
			return uint64(b&1) ^ rand.Uint64N(2), err
		}, exact.ErrImpure},
		{"order of a map", func(r io.Reader) (uint64, error) {
			_, err := oneByte(r)
			for x := range map[uint64]bool{0: true, 1: true, 2: true, 3: true} {
				return x & 1, err
			}
			return 0, err
		}, exact.ErrImpure},
		{"goroutine", func(r io.Reader) (uint64, error) {
			var b byte
			var err error
			done := make(chan bool)
			go func() { b, err = oneByte(r); done <- true }()
			<-done
			return uint64(b & 1), err
		}, exact.ErrImpure},
		{"reader of the last call", func(r io.Reader) (uint64, error) {
			if kept != nil {
				oneByte(kept)
			}
			kept = r
			b, err := oneByte(r)
			return uint64(b & 1), err
		}, exact.ErrImpure},
		{"bytes kept for the next call", func() func(r io.Reader) (uint64, error) {
			var bits, left uint64
			return func(r io.Reader) (uint64, error) {
				if left == 0 {
					b, err := oneByte(r)
					if err != nil {
						return 0, err
					}
					bits, left = uint64(b), 8
				}
				x := bits & 1
				bits, left = bits>>1, left-1
				return x, nil
			}
		}(), exact.ErrImpure},
		{"error ignored", func(r io.Reader) (uint64, error) {
			var b [4]byte
			io.ReadFull(r, b[:])
			return uint64(b[0] & 1), nil
		}, exact.ErrSwallowed},
		{"end of file as an end", func(r io.Reader) (uint64, error) {
			var b [40]byte
			_, err := io.ReadFull(r, b[:])
			if errors.Is(err, io.ErrUnexpectedEOF) || err == io.EOF {
				err = nil
			}
			return uint64(b[0] & 1), err
		}, exact.ErrSwallowed},
		{"again and again", func(r io.Reader) (uint64, error) {
			for {
				b, err := oneByte(r)
				if err == nil && b < 2 {
					return uint64(b), nil
				}
			}
		}, exact.ErrSwallowed},
		{"recover", func(r io.Reader) (x uint64, err error) {
			defer func() {
				if recover() != nil {
					x, err = 0, nil
				}
			}()
			b, err := oneByte(r)
			if err == nil && b > 1 {
				b, err = oneByte(r)
			}
			return uint64(b & 1), err
		}, exact.ErrSwallowed},
		{"out of range", func(r io.Reader) (uint64, error) {
			b, err := oneByte(r)
			return uint64(b % 3), err
		}, exact.ErrRange},
		{"fails of itself", func(r io.Reader) (uint64, error) {
			if b, err := oneByte(r); err != nil || b < 255 {
				return 0, err
			}
			return 0, io.ErrNoProgress
		}, io.ErrNoProgress},
	} {
		t.Run(c.name, func(t *testing.T) {
			if r, err := exact.Distribution(c.draw, exact.Options{N: 2}); !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v (%+v)", err, c.want, r)
			}
		})
	}
}

// TestPlanted holds what enumeration finds to the exact distributions.
func TestPlanted(t *testing.T) {
	for _, c := range []struct {
		name  string
		args  []uint64
		draws func(n uint64) func(drawn []uint64) uint64 // nil: on its bytes
	}{
		{name: "modulo8", args: []uint64{62}}, {name: "modulo8", args: []uint64{10}}, {name: "modulo8", args: []uint64{255}},
		{name: "modulo16", args: []uint64{52}}, {name: "modulo16", args: []uint64{1000}},
		{name: "cryptocat"},
		{"naive-shuffle", []uint64{4}, func(n uint64) func([]uint64) uint64 { return times(n, func(uint64) uint64 { return n }) }},
		{"offbyone-shuffle", []uint64{4}, func(n uint64) func([]uint64) uint64 { return times(n, func(uint64) uint64 { return n - 1 }) }},
		{"sattolo", []uint64{5}, func(n uint64) func([]uint64) uint64 { return times(n-1, func(i uint64) uint64 { return n - 1 - i }) }},
	} {
		for _, way := range planted.All {
			if way.Name != c.name {
				continue
			}
			d, err := way.Distribution(c.args...)
			if err != nil {
				t.Fatal(err)
			}
			draw := viewed(t, way.ViewEntry, c.args)
			var r *exact.Result
			if c.draws == nil {
				r, err = exact.Distribution(draw, exact.Options{N: d.N})
			} else {
				r, err = exact.ComposedTries(draw, c.draws(c.args[0]), tryBelow, exact.Options{N: d.N})
			}
			if err != nil {
				t.Fatal(err)
			}
			if r.Verdict != exact.Biased {
				t.Errorf("%s%v is %v", c.name, c.args, r.Verdict)
			}
			for x := range d.N {
				if p := r.P(x); p == nil || p.Cmp(d.P(x)) != 0 {
					t.Errorf("%s%v: P(%d) = %v, want %v", c.name, c.args, x, p, d.P(x))
				}
			}
		}
	}
}

func below(r io.Reader, n uint64) (uint64, error) { return secrets.New(r).RandBelow(n) }

func tryBelow(r io.Reader, n uint64) (uint64, bool, error) { return secrets.New(r).TryBelow(n) }

// times are k draws with bounds that the place of a draw gives.
func times(k uint64, bound func(i uint64) uint64) func(drawn []uint64) uint64 {
	return func(drawn []uint64) uint64 {
		if i := uint64(len(drawn)); i < k {
			return bound(i)
		}
		return 0
	}
}

// viewed draws by a view.
func viewed(t testing.TB, e sources.ViewEntry, args []uint64) func(r io.Reader) (uint64, error) {
	t.Helper()
	v, err := e.New(args...)
	if err != nil {
		t.Fatal(err)
	}
	_, open, err := v.Over(256)
	if err != nil {
		t.Fatal(err)
	}
	return func(r io.Reader) (uint64, error) {
		var x [1]uint64
		_, err := open(byteStream{r}).Fill(x[:])
		return x[0], err
	}
}

// byteStream is a stream of a reader's bytes that reads one at a time.
type byteStream struct{ io.Reader }

func (s byteStream) Fill(dst []uint64) (int, error) {
	b, err := oneByte(s)
	if err != nil {
		return 0, err
	}
	dst[0] = uint64(b)
	return 1, nil
}

func (byteStream) Close() error { return nil }
