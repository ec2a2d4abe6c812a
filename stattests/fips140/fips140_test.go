package fips140

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// naive judges blocks a bit at a time, as the standard has it.
func naive(data []byte) (c Counts) {
	before := binary.LittleEndian.Uint32(data)
	data = data[PrimeBytes:]
	for ; len(data) >= BlockBytes; data = data[BlockBytes:] {
		block := data[:BlockBytes]
		var nibbles [16]int
		var runs [2][6]int
		ones, longest := 0, 0
		run, last := 0, byte(2)
		end := func() {
			if run > 0 {
				runs[last][min(run, 6)-1]++
				longest = max(longest, run)
			}
		}
		for _, b := range block {
			nibbles[b>>4]++
			nibbles[b&15]++
			for i := 7; i >= 0; i-- {
				bit := b >> i & 1
				ones += int(bit)
				if bit != last {
					end()
					run, last = 0, bit
				}
				run++
			}
		}
		end()
		squares := 0
		for _, n := range nibbles {
			squares += n * n
		}
		x := 16./5000*float64(squares) - 5000
		fails := false
		fail := func(failed bool, n *uint64) {
			if failed {
				*n++
				fails = true
			}
		}
		fail(!(9725 < ones && ones < 10275), &c.Monobit)
		fail(!(2.16 < x && x < 46.17), &c.Poker)
		outside := false
		for k, interval := range runsInterval {
			for v := range runs {
				outside = outside || runs[v][k] < interval[0] || runs[v][k] > interval[1]
			}
		}
		fail(outside, &c.Runs)
		fail(longest >= 26, &c.LongRun)
		repeated := false
		for i := 0; i < BlockBytes; i += 4 {
			w := binary.LittleEndian.Uint32(block[i:])
			repeated = repeated || w == before
			before = w
		}
		fail(repeated, &c.Continuous)
		c.Blocks++
		if !fails {
			c.Passed++
		}
	}
	return c
}

func count(data []byte, step int) Counts {
	var c Counter
	for len(data) > 0 {
		n, _ := c.Write(data[:min(step, len(data))])
		data = data[n:]
	}
	return c.Counts()
}

// TestAgainstNaive compares blocks that are near the ends of the intervals: biased
// by a little, with a long run or a repeat put in.
func TestAgainstNaive(t *testing.T) {
	r := rand.New(rand.NewChaCha8([32]byte{1}))
	var sum Counts
	for trial := range 400 {
		data := make([]byte, PrimeBytes+3*BlockBytes)
		for i := range data {
			data[i] = byte(r.Uint64())
			switch {
			case trial%5 == 1 && r.IntN(18) == 0: // near the ends of monobit and poker
				data[i] |= 0x5a
			case trial%5 == 2 && r.IntN(40) == 0: // near those of runs
				data[i] = 0x55
			}
		}
		if trial%5 == 3 {
			for range 3 { // runs of about 26
				at, length := r.IntN(8*len(data)-40), 23+r.IntN(6)
				for i := at; i < at+length; i++ {
					data[i/8] |= 1 << (7 - i%8)
				}
			}
		}
		if at := 4 * r.IntN(len(data)/4-1); trial%5 == 4 {
			copy(data[at:at+4], data[at+4:])
		}
		want := naive(data)
		if got := count(data, 1+r.IntN(6000)); got != want {
			t.Fatalf("trial %d: %+v, want %+v", trial, got, want)
		}
		sum.Passed += want.Passed
		sum.Monobit += want.Monobit
		sum.Poker += want.Poker
		sum.Runs += want.Runs
		sum.LongRun += want.LongRun
		sum.Continuous += want.Continuous
	}
	for name, n := range map[string]uint64{"monobit": sum.Monobit, "poker": sum.Poker, "runs": sum.Runs, "long run": sum.LongRun, "continuous": sum.Continuous, "none": sum.Passed} {
		if n < 10 {
			t.Errorf("%s: only %d blocks", name, n)
		}
	}
}

// TestIntervals sets each number to the ends of its interval.
func TestIntervals(t *testing.T) {
	runs := [2][6]int{}
	middle := func() {
		for v := range runs {
			for k, i := range runsInterval {
				runs[v][k] = (i[0] + i[1]) / 2
			}
		}
	}
	for v := range runs {
		for k, i := range runsInterval {
			for n, want := range map[int]bool{i[0] - 1: true, i[0]: false, i[1]: false, i[1] + 1: true} {
				middle()
				if runs[v][k] = n; runsFail(&runs) != want {
					t.Errorf("%d runs of length %d: fails %v, want %v", n, k+1, !want, want)
				}
			}
		}
	}
	for squares, want := range map[int]bool{squaresLeast - 1: false, squaresLeast: true, squaresMost: true, squaresMost + 1: false} {
		// X in 1/100: 16*squares/5000 - 5000 = (16*squares - 25000000)/5000.
		x := 16*squares - 25000000
		if got := x*100 > 216*5000 && x*100 < 4617*5000; got != want {
			t.Errorf("squares %d: passes %v, want %v", squares, got, want)
		}
	}
}

func TestExtremes(t *testing.T) {
	for name, fill := range map[string]byte{"zeros": 0, "ones": 0xff, "alternating": 0x55} {
		data := make([]byte, PrimeBytes+2*BlockBytes)
		for i := range data {
			data[i] = fill
		}
		if got, want := count(data, len(data)), naive(data); got != want || got.Passed != 0 {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
}

// TestPieces: how the bytes are cut changes nothing.
func TestPieces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.NewChaCha8([32]byte{byte(rapid.Byte().Draw(t, "seed"))})
		data := make([]byte, rapid.IntRange(0, 8000).Draw(t, "n"))
		r.Read(data)
		want := count(data, len(data)+1)
		if got := count(data, rapid.IntRange(1, 3000).Draw(t, "step")); got != want {
			t.Fatalf("%+v, want %+v", got, want)
		}
	})
}

func splitmix(n int) []byte {
	data := make([]byte, 0, n)
	for s := uint64(42); len(data) < n; {
		s += 0x9e3779b97f4a7c15
		z := s
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		data = binary.LittleEndian.AppendUint64(data, z^z>>31)
	}
	return data
}

func TestSplitmix(t *testing.T) {
	size := 256 << 20
	if testing.Short() {
		t.Skip("256 MiB")
	}
	var c Counter
	data := splitmix(size)
	c.Write(data)
	want := Counts{Blocks: 107374, Passed: 107291, Monobit: 10, Poker: 11, Runs: 36, LongRun: 26}
	if got := c.Counts(); got != want {
		t.Errorf("%+v, want %+v, which rngtest counts", got, want)
	}
}

func BenchmarkCounter(b *testing.B) {
	data := splitmix(1 << 20)
	var c Counter
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		c.Write(data)
	}
}
