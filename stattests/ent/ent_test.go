package ent

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// naive computes the figures a sample at a time, in ent's order of operations.
func naive(data []byte, byBits bool) Figures {
	samples := make([]float64, 0, 8*len(data))
	for _, b := range data {
		if !byBits {
			samples = append(samples, float64(b))
			continue
		}
		for i := 7; i >= 0; i-- {
			samples = append(samples, float64(b>>i&1))
		}
	}
	k := 256
	if byBits {
		k = 2
	}
	f := Figures{Bits: byBits, Samples: uint64(len(samples)), Counts: make([]uint64, k)}
	var t1, t2, t3 float64
	for i, x := range samples {
		f.Counts[int(x)]++
		t1 += x * samples[(i+1)%len(samples)]
		t2 += x
		t3 += x * x
	}
	n := float64(len(samples))
	f.SerialCorrelation = (n*t1 - t2*t2) / (n*t3 - t2*t2)
	for ; len(data) >= 6; data = data[6:] {
		x := float64(data[0])*65536 + float64(data[1])*256 + float64(data[2])
		y := float64(data[3])*65536 + float64(data[4])*256 + float64(data[5])
		f.Points++
		if x*x+y*y <= math.Pow(math.Pow(256, 3)-1, 2) {
			f.Inside++
		}
	}
	f.compute()
	return f
}

func near(a, b float64) bool {
	return math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= 1e-9*max(1, math.Abs(b))
}

func compare(t interface{ Fatalf(string, ...any) }, got, want Figures) {
	if got.Samples != want.Samples || got.Points != want.Points || got.Inside != want.Inside ||
		!near(got.Entropy, want.Entropy) || !near(got.ChiSquared, want.ChiSquared) || !near(got.Mean, want.Mean) ||
		!near(got.SerialCorrelation, want.SerialCorrelation) {
		got.Counts, want.Counts = nil, nil
		t.Fatalf("%+v, want %+v", got, want)
	}
	for i, c := range got.Counts {
		if c != want.Counts[i] {
			t.Fatalf("value %d comes %d times, want %d", i, c, want.Counts[i])
		}
	}
}

func TestAgainstNaive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		data := make([]byte, rapid.IntRange(1, 500).Draw(t, "n"))
		r := rand.NewChaCha8([32]byte{rapid.Byte().Draw(t, "seed")})
		r.Read(data)
		if rapid.Bool().Draw(t, "few values") {
			for i := range data {
				data[i] &= 0x81
			}
		}
		for _, byBits := range []bool{false, true} {
			c := Counter{Bits: byBits}
			for rest := data; len(rest) > 0; {
				n := min(rapid.IntRange(1, 100).Draw(t, "piece"), len(rest))
				c.Write(rest[:n])
				rest = rest[n:]
			}
			compare(t, c.Figures(), naive(data, byBits))
			compare(t, c.Figures(), naive(data, byBits)) // looking changes nothing
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

// TestPrinted are the digits that ent prints for 16 MiB of splitmix64, seed 42.
func TestPrinted(t *testing.T) {
	data := splitmix(16 << 20)
	for byBits, want := range map[bool][5]string{
		false: {"7.999990", "234.745148", "127.506557", "3.140733", "0.000353"},
		true:  {"1.000000", "1.113676", "0.500046", "3.140733", "-0.000144"},
	} {
		c := Counter{Bits: byBits}
		c.Write(data)
		f := c.Figures()
		for i, x := range [5]float64{f.Entropy, f.ChiSquared, f.Mean, f.Pi, f.SerialCorrelation} {
			if got := strconv.FormatFloat(x, 'f', 6, 64); got != want[i] {
				t.Errorf("by bits %v: figure %d is %s, want %s", byBits, i, got, want[i])
			}
		}
		if p, name := LogP(f.Laws()); p < math.Log(1e-4) {
			t.Errorf("by bits %v: ln p = %v of %s", byBits, p, name)
		}
	}
}

// TestPointsInside counts the points of the circle.
func TestPointsInside(t *testing.T) {
	const r = 1<<24 - 1
	count, y := uint64(0), uint64(r)
	for x := uint64(0); x <= r; x++ {
		for x*x+y*y > radius {
			y--
		}
		count += y + 1
	}
	if count != pointsInside {
		t.Errorf("%d points, want %d", uint64(pointsInside), count)
	}
}

// TestCalibrated: the p-values of fair data are uniform, roughly: of 2000 samples
// 20 are expected below 0.01 and each interval is left by 20. With fixed seeds.
func TestCalibrated(t *testing.T) {
	for _, byBits := range []bool{false, true} {
		low, out := map[string]int{}, map[string]int{}
		const trials = 2000
		data := make([]byte, 40000)
		r := rand.NewChaCha8([32]byte{1, 2, 3})
		for range trials {
			r.Read(data)
			c := Counter{Bits: byBits}
			c.Write(data)
			f := c.Figures()
			for _, l := range f.Laws() {
				if l.LogP < math.Log(0.01) {
					low[l.Name]++
				}
				if l.Value < l.Low || l.Value > l.High {
					out[l.Name]++
				}
			}
		}
		for _, name := range []string{"entropy", "chi-squared", "mean", "monte-carlo-pi", "serial-correlation"} {
			// P(Binomial(2000, 0.01) > 45) and P(< 4) are below 1e-5.
			if low[name] > 45 || low[name] < 4 || out[name] > 45 || out[name] < 4 {
				t.Errorf("by bits %v: %s: %d of %d p-values below 0.01, %d figures out of their intervals", byBits, name, low[name], trials, out[name])
			}
		}
	}
}

func TestExtremes(t *testing.T) {
	for name, fill := range map[string]func(i int) byte{
		"zeros": func(int) byte { return 0 }, "ones": func(int) byte { return 255 }, "counter": func(i int) byte { return byte(i) },
	} {
		data := make([]byte, 65536)
		for i := range data {
			data[i] = fill(i)
		}
		for _, byBits := range []bool{false, true} {
			c := Counter{Bits: byBits}
			c.Write(data)
			f := c.Figures()
			laws := f.Laws()
			if p, figure := LogP(laws); !(p < math.Log(1e-9)) {
				t.Errorf("%s, by bits %v: ln p = %v of %s: %+v", name, byBits, p, figure, laws)
			}
		}
	}
	// Few bytes have figures and no p-values that would not be right.
	var c Counter
	c.Write([]byte("abc"))
	f := c.Figures()
	for _, l := range f.Laws() {
		if !math.IsNaN(l.LogP) {
			t.Errorf("3 bytes: ln p of %s is %v", l.Name, l.LogP)
		}
	}
	for _, c := range []struct {
		bits  bool
		bytes int
	}{{false, 38400}, {true, 125}} {
		for _, bytes := range []int{c.bytes - 1, c.bytes} {
			counter := Counter{Bits: c.bits}
			counter.Write(splitmix(c.bytes)[:bytes])
			f := counter.Figures()
			whole := true
			for _, l := range f.Laws() {
				whole = whole && !math.IsNaN(l.LogP)
			}
			if enough := uint64(bytes) >= f.NeedBytes(); enough != whole || enough != (bytes == c.bytes) {
				t.Errorf("%d bytes, by bits %v: every figure has a law: %v, want %v; %d are needed", bytes, c.bits, whole, bytes == c.bytes, f.NeedBytes())
			}
		}
	}
	// One sample has no correlation, and no infinity.
	var one Counter
	one.Write([]byte("a"))
	f = one.Figures()
	for _, l := range f.Laws() {
		if math.IsInf(l.Expected, 0) || math.IsInf(l.Low, 0) || math.IsInf(l.High, 0) || math.IsInf(l.LogP, 0) {
			t.Errorf("one byte: %+v", l)
		}
	}
	var empty Counter
	f = empty.Figures()
	if p, name := LogP(f.Laws()); p != 0 || name != "" {
		t.Errorf("nothing: ln p = %v of %q", p, name)
	}
}

// TestOverflow: counts of 32 bits are folded in time.
func TestOverflow(t *testing.T) {
	var c Counter
	c.since = mostSince - 3
	c.counts[0][7] = mostSince - 3
	c.total = mostSince - 3
	c.Write([]byte{7, 7, 7, 7, 7, 7, 7, 7})
	if got := c.Figures().Counts[7]; got != mostSince+5 {
		t.Errorf("%d, want %d", got, mostSince+5)
	}
}

func BenchmarkBytes(b *testing.B) { benchmark(b, false) }
func BenchmarkBits(b *testing.B)  { benchmark(b, true) }

func benchmark(b *testing.B, byBits bool) {
	data := splitmix(1 << 20)
	c := Counter{Bits: byBits}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		c.Write(data)
	}
}
