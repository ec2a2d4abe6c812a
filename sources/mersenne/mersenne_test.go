package mersenne

import (
	"math"
	"math/big"
	"strings"
	"testing"
)

// TestReference holds the first outputs for the key that the authors of the
// Mersenne Twister give: the words 0x123, 0x234, 0x345 and 0x456.
func TestReference(t *testing.T) {
	key, _ := new(big.Int).SetString("00000456000003450000023400000123", 16)
	r := New(key)
	for i, want := range []uint64{1067595299, 955945823, 477289528, 4107218783, 4228976476} {
		if got := r.GetRandBits(32); got != want {
			t.Errorf("output %d is %d, want %d", i, got, want)
		}
	}
}

func TestReseed(t *testing.T) {
	r := New(1)
	r.Gauss(0, 1)
	Reseed(r, "another")
	if r.GetState() != New("another").GetState() {
		t.Error("Reseed leaves something of the seed before, or of Gauss")
	}
	if a, b := New(math.Inf(1)), New(math.Inf(-1)); a.GetState() == b.GetState() {
		t.Error("the infinities are the same seed")
	}
	if New(-1.0).GetState() != New(uint64(math.MaxUint64-1)).GetState() {
		t.Error("the hash of -1.0 is not -2")
	}
	if New(int32(-7)).GetState() != New(uint32(7)).GetState() {
		t.Error("-7 and 7 are not the same seed")
	}
}

func TestState(t *testing.T) {
	r := New(7)
	r.Gauss(0, 1)
	state := r.GetState()
	want := []float64{r.Gauss(0, 1), r.Gauss(0, 1), r.Random()}
	other := New("other")
	if err := other.SetState(state); err != nil {
		t.Fatal(err)
	}
	for i, got := range []float64{other.Gauss(0, 1), other.Gauss(0, 1), other.Random()} {
		if got != want[i] {
			t.Errorf("float %d after SetState is %v, want %v", i, got, want[i])
		}
	}
	before := other.GetState()
	for _, index := range []int{-1, 625} {
		state.Index = index
		if err := other.SetState(state); err == nil || other.GetState() != before {
			t.Errorf("SetState with the index %d: %v, or it changed the state", index, err)
		}
	}
}

func TestPanics(t *testing.T) {
	r := New(1)
	for name, f := range map[string]func(){
		"New(NaN)":            func() { New(math.NaN()) },
		"GetRandBits(-1)":     func() { r.GetRandBits(-1) },
		"GetRandBits(65)":     func() { r.GetRandBits(65) },
		"BigRandBits(-1)":     func() { r.BigRandBits(-1) },
		"RandBytes(-1)":       func() { r.RandBytes(-1) },
		"RandBelow(0)":        func() { r.RandBelow(0) },
		"RandBelowByFloat(0)": func() { r.RandBelowByFloat(0) },
		"Choice of nothing":   func() { Choice(r, []int{}) },
		"SampleRange":         func() { r.SampleRange(make([]uint64, 3), 2) },
		"LogNormVariate":      func() { r.LogNormVariate(1000, 1) },
	} {
		func() {
			defer func() {
				if message, _ := recover().(string); !strings.HasPrefix(message, "mersenne: ") {
					t.Errorf("%s: no panic of this package, but %q", name, message)
				}
			}()
			f()
		}()
	}
}

// TestRandBytes holds randbytes to getrandbits, as CPython's own tests do.
func TestRandBytes(t *testing.T) {
	for n := range 30 {
		b := New(8675309).RandBytes(n)
		for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
			b[i], b[j] = b[j], b[i]
		}
		if want := New(8675309).BigRandBits(8 * n); new(big.Int).SetBytes(b).Cmp(want) != 0 {
			t.Errorf("RandBytes(%d) is not BigRandBits(%d)", n, 8*n)
		}
	}
}

func TestNoAllocations(t *testing.T) {
	r := New(1)
	things := make([]int, 10)
	if allocs := testing.AllocsPerRun(100, func() {
		r.Random()
		r.RandBelow(6)
		r.RandRange(0, 100, 7)
		r.Gauss(0, 1)
		Shuffle(r, things)
		Choice(r, things)
	}); allocs != 0 {
		t.Errorf("%v allocations", allocs)
	}
}

func FuzzSeed(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte("seed"))
	f.Add(make([]byte, 2500))
	f.Fuzz(func(t *testing.T, seed []byte) {
		n := new(big.Int).SetBytes(seed)
		if New(n).state != New(new(big.Int).Neg(n)).state {
			t.Error("n and -n are not the same seed")
		}
		if New(seed).state != New(string(seed)).state {
			t.Error("a string is not its bytes")
		}
		if f := New(seed).Random(); f < 0 || f >= 1 {
			t.Errorf("Random is %v", f)
		}
		NewVersion1(seed).Random()
		NewVersion1(string(seed)).Random()
	})
}
