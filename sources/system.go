package sources

import (
	"crypto/rand"
	"io"
)

// openSystem reads the bytes that SystemRandom gives.
func openSystem() (io.ReadCloser, error) { return io.NopCloser(rand.Reader), nil }
