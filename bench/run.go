package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"time"

	"golang.org/x/perf/benchfmt"
	"golang.org/x/perf/benchmath"
)

// confidence is the level of the medians' intervals. The interval of n samples
// is some pair of their order statistics: from 6 samples on, the least and the
// greatest reach 0.95 (1 - 2/2^6 = 0.969).
const confidence = 0.95

// minSamples is the least number of samples with an interval at confidence.
const minSamples = 6

// Options say what [Run] measures.
type Options struct {
	// Filter picks the benchmarks whose name it matches; nil picks all.
	Filter *regexp.Regexp
	// Count is the number of samples of each; at least 6 are needed for a
	// confidence interval at 0.95. 0 means 6.
	Count int
	// Time is how long a sample lasts; 0 means 100 ms.
	Time time.Duration
}

// Run measures the benchmarks of [All] that the options pick, writes each
// sample to w in Go's benchmark format, which benchstat reads, and returns a
// median with its confidence interval for each, in the order of All. The
// samples are taken in rounds, so that a slow minute of the machine falls on
// all benchmarks alike. What this machine does not have is left out.
//
// The error is ctx.Err() where the context ended first, and one that names the
// benchmark where a source broke; the samples written before it stand.
func Run(ctx context.Context, w io.Writer, o Options) ([]Throughput, error) {
	if o.Count == 0 {
		o.Count = minSamples
	}
	if o.Time == 0 {
		o.Time = 100 * time.Millisecond
	}
	var list []Benchmark
	for _, b := range All() {
		if o.Filter == nil || o.Filter.MatchString(b.Name) {
			list = append(list, b)
		}
	}
	if len(list) == 0 {
		return nil, errors.New("bench: the filter matches no benchmark: their names look like Source/source=crypto/size=4096 and Draw/view=below(6)/source=crypto")
	}
	return measure(ctx, w, list, o.Count, o.Time)
}

// quick are the benchmarks of [Quick]: the built-in sources at the read size
// of an audit, and dice in the ways that people draw them.
var quick = []string{
	"Source/source=crypto/size=65536",
	"Source/source=system/size=65536",
	"Source/source=randv2-pcg/size=65536",
	"Source/source=randv2-chacha8/size=65536",
	"Draw/view=below(6)/source=crypto",
	"Draw/view=below(1000)/source=crypto",
	"Draw/view=shuffle(5)/source=crypto",
	"Draw/view=modulo32(1000)/source=crypto",
	"Usual/call=crypto.rand.Int(6)",
	"Usual/call=math.rand.v2.IntN(6)",
}

// Quick measures a few sources and ways of drawing with 7 samples each, in
// about two seconds: for the report.
func Quick(ctx context.Context) ([]Throughput, error) {
	all := make(map[string]Benchmark)
	for _, b := range All() {
		all[b.Name] = b
	}
	var list []Benchmark
	for _, name := range quick {
		if b, ok := all[name]; ok {
			list = append(list, b)
		}
	}
	return measure(ctx, io.Discard, list, 7, 20*time.Millisecond)
}

// A running benchmark is open and knows how many operations fill a sample.
type running struct {
	Benchmark
	op      Op
	times   int
	samples []sample
}

// A sample is one timed run.
type sample struct {
	times         int
	elapsed       time.Duration
	bytes, allocs uint64 // of the heap
}

func measure(ctx context.Context, w io.Writer, list []Benchmark, count int, length time.Duration) (_ []Throughput, err error) {
	var open []*running
	defer func() {
		for _, r := range open {
			err = errors.Join(err, r.op.Close())
		}
	}()
	for _, b := range list {
		op, err := b.Open(ctx)
		if errors.Is(err, fs.ErrNotExist) { // no such device here
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("bench: %s: %w", b.Name, err)
		}
		r := &running{Benchmark: b, op: op}
		open = append(open, r)
		if err := r.calibrate(ctx, length); err != nil {
			return nil, fmt.Errorf("bench: %s: %w", b.Name, err)
		}
	}
	out := benchfmt.NewWriter(w)
	config := machine()
	for range count {
		for _, r := range open {
			s, err := r.sample(ctx)
			if err != nil {
				return nil, fmt.Errorf("bench: %s: %w", r.Name, err)
			}
			r.samples = append(r.samples, s)
			if err := out.Write(r.result(config, s)); err != nil {
				return nil, fmt.Errorf("bench: writing the results: %w", err)
			}
		}
	}
	var table []Throughput
	for _, r := range open {
		table = append(table, r.throughput())
	}
	return table, nil
}

// calibrate finds how many operations last about the given time: it doubles
// from 1 until half of it is reached, and scales that up. Half, because a
// source that reads ahead does the work of thousands of operations in one.
func (r *running) calibrate(ctx context.Context, length time.Duration) error {
	for r.times = 1; ; r.times *= 2 {
		s, err := r.sample(ctx)
		if err != nil {
			return err
		}
		if s.elapsed >= length/2 || r.times > 1<<28 {
			scale := float64(length) / float64(max(s.elapsed, 1))
			r.times = max(1, int(min(float64(r.times)*scale, 1<<30)))
			return nil
		}
	}
}

// sample times one run.
func (r *running) sample(ctx context.Context) (sample, error) {
	if err := ctx.Err(); err != nil {
		return sample{}, err
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	err := r.op.Do(r.times)
	elapsed := time.Since(start)
	runtime.ReadMemStats(&after)
	return sample{r.times, elapsed, after.TotalAlloc - before.TotalAlloc, after.Mallocs - before.Mallocs}, err
}

func (s sample) nsPerOp() float64 { return float64(s.elapsed.Nanoseconds()) / float64(s.times) }

// mbPerSecond is in 10^6 bytes per second.
func (r *running) mbPerSecond(s sample) float64 { return float64(r.Bytes) * 1e3 / s.nsPerOp() }

// round keeps the digits that mean something.
func round(v float64) float64 {
	v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'g', 5, 64), 64)
	return v
}

// result is the sample as a line of Go's benchmark format, in the order of
// columns that `go test -benchmem` prints.
func (r *running) result(config []benchfmt.Config, s sample) *benchfmt.Result {
	values := []benchfmt.Value{{Value: round(s.nsPerOp()), Unit: "ns/op"}}
	if r.Bytes > 0 {
		values = append(values, benchfmt.Value{Value: round(r.mbPerSecond(s)), Unit: "MB/s"})
	}
	values = append(values,
		benchfmt.Value{Value: float64(s.bytes / uint64(s.times)), Unit: "B/op"},
		benchfmt.Value{Value: float64(s.allocs / uint64(s.times)), Unit: "allocs/op"})
	name := r.Name
	if procs := runtime.GOMAXPROCS(0); procs != 1 {
		name = fmt.Sprintf("%s-%d", name, procs)
	}
	return &benchfmt.Result{Config: config, Name: benchfmt.Name(name), Iters: s.times, Values: values}
}

// throughput sums the samples up, with no assumption on how they are
// distributed.
func (r *running) throughput() Throughput {
	t := Throughput{Name: r.Name, Unit: "ns/op", Samples: len(r.samples)}
	if r.Bytes > 0 {
		t.Unit = "MB/s"
	}
	var values []float64
	for _, s := range r.samples {
		v := s.nsPerOp()
		if r.Bytes > 0 {
			v = r.mbPerSecond(s)
		}
		values = append(values, v)
	}
	summary := benchmath.AssumeNothing.Summary(benchmath.NewSample(values, &benchmath.DefaultThresholds), confidence)
	t.Median, t.Low, t.High, t.Confidence = summary.Center, summary.Lo, summary.Hi, summary.Confidence
	return t
}

// machine is what heads Go's benchmark results.
func machine() []benchfmt.Config {
	config := []benchfmt.Config{
		{Key: "goos", Value: []byte(runtime.GOOS), File: true},
		{Key: "goarch", Value: []byte(runtime.GOARCH), File: true},
		{Key: "pkg", Value: []byte("github.com/randaudit/randaudit/bench"), File: true},
	}
	if cpu := processor(); cpu != "" {
		config = append(config, benchfmt.Config{Key: "cpu", Value: []byte(cpu), File: true})
	}
	return config
}

// processor is the processor's name, where Linux tells it; "" elsewhere.
func processor() string {
	f, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return ""
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if key, value, ok := strings.Cut(lines.Text(), ":"); ok && strings.TrimSpace(key) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
