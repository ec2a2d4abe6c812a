package sources

import (
	"context"
	"testing"
)

// openView opens a source seen through a view.
func openView(tb testing.TB, source Source, view string) Stream {
	tb.Helper()
	v, err := ParseView(view)
	if err != nil {
		tb.Fatal(err)
	}
	src, err := Apply(source, v)
	if err != nil {
		tb.Fatal(err)
	}
	s, err := src.Open(context.Background(), 0)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { s.Close() })
	return s
}

func BenchmarkView(b *testing.B) {
	e, ok := Lookup("splitmix64")
	if !ok {
		b.Fatal("no splitmix64")
	}
	for _, view := range []string{"words", "bytes", "lane(0)", "decimate(16)", "lane(0)/decimate(16)", "bits(8)", "below(6)", "below(1000)", "choice(10)", "shuffle(5)", "shuffle(20)", "sample(10,3)", "float"} {
		b.Run("view="+view, func(b *testing.B) {
			s := openView(b, e.New(1), view)
			dst := make([]uint64, 4096)
			b.ReportAllocs()
			b.ResetTimer()
			for n := 0; n < b.N; n += len(dst) {
				if _, err := s.Fill(dst[:min(len(dst), b.N-n)]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
