package stattests

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
)

// TestSerialEnumeration feeds every tuple once.
func TestSerialEnumeration(t *testing.T) {
	for _, c := range []struct {
		n    uint64
		args []uint64
	}{
		{2, []uint64{3}}, {6, []uint64{3}}, {40, []uint64{3}}, {44, []uint64{3}}, {4, []uint64{5}}, {10, []uint64{5}}, {3, []uint64{7}}, {2, []uint64{16}},
		{20, []uint64{3, 2}}, {6, []uint64{4, 1}}, {300, []uint64{2, 8}}, {258, []uint64{2, 5}},
	} {
		t.Run(fmt.Sprint(c.n, c.args), func(t *testing.T) {
			enumerate(t, counter(t, Serial, c.n, c.args...), c.n, int(c.args[0]))
		})
	}
}

// TestSerialClasses has the number of classes by hand, and places tuples.
func TestSerialClasses(t *testing.T) {
	for _, c := range []struct {
		n    uint64
		args []uint64
		size int
	}{
		{0, nil, 4096}, {256, nil, 65536}, {257, nil, 4096},
		{0, []uint64{2}, 4096}, {256, []uint64{2}, 65536}, {0, []uint64{2, 8}, 65536},
		{0, []uint64{3}, 32768}, {40, []uint64{3}, 64000}, {41, []uint64{3}, 32768}, {41, []uint64{3, 1}, 8},
		{0, []uint64{4}, 4096}, {16, []uint64{4}, 65536}, {17, []uint64{4}, 4096},
		{1 << 32, []uint64{5}, 32768}, {1 << 32, []uint64{6}, 4096}, {1 << 32, []uint64{8}, 256}, {1 << 32, []uint64{15}, 32768},
		{1 << 32, []uint64{16}, 65536}, {2, []uint64{16}, 65536}, {3, []uint64{10}, 59049}, {3, []uint64{11}, 2048},
	} {
		s := counter(t, Serial, c.n, c.args...).(*serial)
		if s.Size() != c.size || s.Block()%s.t != 0 {
			t.Errorf("N = %d, %v: %d classes, want %d; blocks of %d", c.n, c.args, s.Size(), c.size, s.Block())
		}
		r := rand.New(rand.NewChaCha8([32]byte{5}))
		block := make([]uint64, s.Block())
		want := make([]uint64, s.Size())
		for i := 0; i < len(block); i += s.t {
			place := uint64(0)
			for j := range s.t {
				x := r.Uint64()
				if c.n != 0 {
					x %= c.n
				}
				block[i+j] = x
				if s.cut != nil {
					x = s.cut.of(x)
				}
				place = place*uint64(s.side) + x
			}
			want[place]++
		}
		tally := NewTally(s)
		s.Count(&tally, block)
		for i, n := range tally.Counts {
			if n != want[i] {
				t.Fatalf("N = %d, %v: class %d: %d, want %d", c.n, c.args, i, n, want[i])
			}
		}
	}
	for _, args := range [][]uint64{{0}, {1}, {17}, {2, 0}, {2, 9}, {3, 6}, {1 << 63, 2}, {2, 1 << 63}} {
		if _, err := Serial.New(Law{N: 0}, args...); !errors.Is(err, ErrArgs) {
			t.Errorf("%v: %v", args, err)
		}
	}
	if got := counter(t, Serial, 7, 3).(*serial).label(1*49 + 2*7 + 3); got != "(1, 2, 3)" {
		t.Error(got)
	}
	if got := counter(t, Serial, 0, 3).(*serial).label(1<<10 | 2<<5 | 3); got != "(interval 2, interval 3, interval 4) of 32" {
		t.Error(got)
	}
}
