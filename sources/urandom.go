package sources

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// openURandom opens the device random(4) of Unix systems.
func openURandom() (io.ReadCloser, error) {
	f, err := os.Open("/dev/urandom")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("sources: this system has no /dev/urandom: use the source crypto: %w", err)
	}
	if err != nil {
		return nil, fmt.Errorf("sources: urandom: use the source crypto: %w", err)
	}
	return f, nil
}
