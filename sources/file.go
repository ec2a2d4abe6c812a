package sources

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"
)

// File is the source of the bytes of a file, taken as little-endian words of
// word bits as in [FromReader]. Its name is the path as given.
//
// A file that begins as gzip (RFC 1952) or zstd (RFC 8878) does is
// decompressed; plain random bytes begin so once in 2^27. Devices and named
// pipes will do. The file has one stream, from its start to its end, which may
// be opened again. Open fails for a missing or unreadable file and for a
// directory; the stream fails, not with io.EOF, where compressed data are
// truncated or broken, or a read fails.
func File(path string, word int) Source { return &file{path: path, word: word} }

type file struct {
	path string
	word int
}

func (f *file) Name() string { return f.path }
func (f *file) N() uint64    { return wordN(f.word) }

func (f *file) Open(ctx context.Context, shard uint64) (Stream, error) {
	if err := checkOpen(ctx, shard, f.word); err != nil {
		return nil, err
	}
	h, err := openFile(ctx, f.path)
	if err != nil {
		return nil, err
	}
	return newInputStream(ctx, input{name: f.path, word: f.word, r: h, detect: true, stop: h.Close}), nil
}

// openFile opens a file that is not a directory. To open a named pipe waits
// for its writer, so it is done aside: where ctx ends or the stall time passes
// first, the goroutine stays until a writer comes.
func openFile(ctx context.Context, path string) (io.ReadCloser, error) {
	type opened struct {
		h   *os.File
		err error
	}
	result := make(chan opened)
	abandoned := make(chan struct{})
	go func() {
		h, err := openPlain(path)
		select {
		case result <- opened{h, err}:
		case <-abandoned:
			if err == nil {
				h.Close()
			}
		}
	}()
	timer := time.NewTimer(stallTime)
	defer timer.Stop()
	select {
	case o := <-result:
		if o.err != nil {
			return nil, o.err
		}
		return o.h, nil
	case <-ctx.Done():
		close(abandoned)
		return nil, ctx.Err()
	case <-timer.C:
		close(abandoned)
		return nil, fmt.Errorf("%w: %s: it could not be opened for %v; does anything write to it?", ErrStalled, path, stallTime)
	}
}

func openPlain(path string) (*os.File, error) {
	h, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("sources: cannot read the file: %w", err)
	}
	info, err := h.Stat()
	if err == nil && info.IsDir() {
		err = fmt.Errorf("%s is a directory: name a file", path)
	}
	if err != nil {
		h.Close()
		return nil, fmt.Errorf("sources: cannot read the file: %w", err)
	}
	return h, nil
}
