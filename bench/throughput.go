// Package bench measures how fast sources and ways of drawing are, in the
// format of Go's benchmarks.
//
// [All] is the one list of what is measured. `go test -bench . ./bench` runs
// it under package testing; [Run] runs the same without a test binary, and
// prints what benchstat reads; [Quick] runs a few of them in about two
// seconds.
package bench

// A Throughput is the speed of one source or one way of drawing.
type Throughput struct {
	Name       string  // the benchmark's name, "Source/source=crypto/size=65536"
	Unit       string  // "MB/s" or "ns/op"
	Median     float64 // of the samples
	Low, High  float64 // confidence interval of the median
	Confidence float64 // its level, such as 0.95
	Samples    int     // runs that it rests on
}
