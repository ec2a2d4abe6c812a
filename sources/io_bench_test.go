package sources

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

// BenchmarkFile reads a cached file, digest included.
func BenchmarkFile(b *testing.B) {
	const size = 64 << 20
	path := filepath.Join(b.TempDir(), "data")
	if err := os.WriteFile(path, make([]byte, size), 0o600); err != nil {
		b.Fatal(err)
	}
	dst := make([]uint64, 8192)
	for _, word := range []int{8, 16, 32, 64} {
		b.Run("word="+map[int]string{8: "8", 16: "16", 32: "32", 64: "64"}[word], func(b *testing.B) {
			b.SetBytes(size)
			for b.Loop() {
				s, err := File(path, word).Open(context.Background(), 0)
				if err != nil {
					b.Fatal(err)
				}
				for err == nil {
					_, err = s.Fill(dst)
				}
				s.Close()
			}
		})
	}
}
