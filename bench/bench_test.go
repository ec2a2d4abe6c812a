package bench

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
)

// The benchmarks of All, by the first part of their names, so that
// `go test -bench 'Draw/view=below' ./bench` picks as usual.

func BenchmarkSource(b *testing.B)  { run(b, "Source") }
func BenchmarkDraw(b *testing.B)    { run(b, "Draw") }
func BenchmarkSecrets(b *testing.B) { run(b, "Secrets") }
func BenchmarkUsual(b *testing.B)   { run(b, "Usual") }

// run runs the benchmarks of that kind, with a sub-benchmark a part of the
// name.
func run(b *testing.B, kind string) {
	list := ofKind(kind)
	for len(list) > 0 {
		parts := strings.Split(list[0].Name, "/")
		if len(parts) == 2 {
			b.Run(parts[1], list[0].measureB)
			list = list[1:]
			continue
		}
		prefix := parts[0] + "/" + parts[1] + "/"
		n := 0
		for n < len(list) && strings.HasPrefix(list[n].Name, prefix) {
			n++
		}
		group := list[:n]
		b.Run(parts[1], func(b *testing.B) {
			for _, m := range group {
				b.Run(strings.TrimPrefix(m.Name, prefix), m.measureB)
			}
		})
		list = list[n:]
	}
}

func ofKind(kind string) []Benchmark {
	var list []Benchmark
	for _, m := range All() {
		if strings.HasPrefix(m.Name, kind+"/") {
			list = append(list, m)
		}
	}
	return list
}

func (m Benchmark) measureB(b *testing.B) {
	op, err := m.Open(b.Context())
	if errors.Is(err, fs.ErrNotExist) {
		b.Skip(err)
	}
	if err != nil {
		b.Fatal(err)
	}
	defer op.Close()
	b.SetBytes(m.Bytes)
	b.ReportAllocs()
	b.ResetTimer()
	if err := op.Do(b.N); err != nil {
		b.Fatal(err)
	}
}
