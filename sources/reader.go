package sources

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/klauspost/compress/zstd"
)

var (
	// ErrStalled is wrapped where a source of bytes gave none for 10 s. A slow
	// source is not stalled: one byte in 10 s is enough.
	ErrStalled = errors.New("sources: stalled")
	// ErrAlreadyRead is wrapped by Open where a source can be opened once
	// only, because what was read from it cannot be read again.
	ErrAlreadyRead = errors.New("sources: already read")
)

// stallTime is how long a source of bytes may be silent; tests shorten it.
var stallTime = 10 * time.Second

// A Digester is a [Stream] that knows the SHA-256 of its bytes: those of files
// (after decompression), readers and commands.
type Digester interface {
	// SHA256 is the digest, in hex, of exactly the bytes whose words Fill has
	// given so far, or "" if it is not known. It may be called after Close.
	SHA256() string
}

// FromReader is the source of the bytes of r, taken as little-endian words of
// word bits: 8, 16, 32 or 64 (anything else is an error of Open). N is 2^word.
// Nothing is guessed about the bytes: compressed ones stay so.
//
// The source has one stream and can be opened once ([ErrOneStream],
// [ErrAlreadyRead]). The stream reads ahead by up to 512 KiB, ends with io.EOF
// where r does (a last incomplete word is dropped), wraps any other error of
// r, and wraps [ErrStalled] if r gives no byte for 10 s. If r is an io.Closer,
// closing the stream closes it; without that, a Read that hangs keeps its
// goroutine.
func FromReader(name string, r io.Reader, word int) Source {
	src := &readerSource{name: name, word: word, r: r}
	if c, ok := r.(io.Closer); ok {
		src.stop = c.Close
	}
	return src
}

// Stdin is the source "-" of the bytes of r, the standard input, in words of
// word bits as in [FromReader]. Gzip and zstd are recognised as in [File]. r
// stays open.
func Stdin(r io.Reader, word int) Source {
	return &readerSource{name: "-", word: word, r: r, detect: true}
}

// readerSource is a reader that can be read once.
type readerSource struct {
	name   string
	word   int
	r      io.Reader
	detect bool         // look for compression
	stop   func() error // closes r; may be nil
	opened atomic.Bool
}

func (s *readerSource) Name() string { return s.name }
func (s *readerSource) N() uint64    { return wordN(s.word) }

func (s *readerSource) Open(ctx context.Context, shard uint64) (Stream, error) {
	if err := checkOpen(ctx, shard, s.word); err != nil {
		return nil, err
	}
	if s.opened.Swap(true) {
		return nil, fmt.Errorf("%w: %q can be opened once only; keep its bytes in a file to audit them again", ErrAlreadyRead, s.name)
	}
	return newInputStream(ctx, input{name: s.name, word: s.word, r: s.r, detect: s.detect, stop: s.stop}), nil
}

// wordN is the alphabet of words of the given width in bits; 0 means 2^64.
func wordN(word int) uint64 {
	if word < 0 || word >= 64 {
		return 0
	}
	return 1 << word
}

func checkWord(word int) error {
	switch word {
	case 8, 16, 32, 64:
		return nil
	}
	return fmt.Errorf("sources: words of %d bits: use 8, 16, 32 or 64", word)
}

// checkOpen holds what every source of bytes asks of Open's arguments.
func checkOpen(ctx context.Context, shard uint64, word int) error {
	if err := checkWord(word); err != nil {
		return err
	}
	if shard != 0 {
		return ErrOneStream
	}
	return ctx.Err()
}

// An input is what a inputStream reads.
type input struct {
	name   string // for errors
	word   int    // bits
	r      io.Reader
	detect bool         // look for gzip and zstd
	finish func() error // called at the end of r: io.EOF, or what broke; may be nil
	stop   func() error // makes a hanging Read return and frees what was taken; may be nil
}

const (
	// The ring holds the words between reader and Fill. Its size is a multiple
	// of 8, so that no word lies across its end.
	ringSize = 512 << 10
	// ringStep bounds one Read, one conversion (and so the time between two
	// looks at the context), and how much Fill may take before it tells the
	// reader: a reader told of every word would read single words.
	ringStep = 128 << 10
	// closeGrace bounds how long Close waits for an input that does not stop.
	closeGrace = time.Second
)

// A inputStream reads its input in a goroutine of its own, so that Fill can
// give up on an input that hangs.
//
// Bytes go through a ring with one writer (pump) and one reader (Fill). head
// and tail count bytes since the start; they are published after the bytes
// that they speak of, and each publication leaves a token in a channel of
// capacity one, so no wake-up is lost.
type inputStream struct {
	in   input
	size int // bytes in a word
	ctx  context.Context

	ring  []byte
	head  atomic.Uint64 // bytes put in
	tail  atomic.Uint64 // bytes taken out, as the pump knows it
	data  chan struct{} // token: head moved, the input ended, or bytes came in
	space chan struct{} // token: tail moved
	done  chan struct{} // closed by Close
	ended chan struct{} // closed by pump when it returns
	err   error         // why the input ended; valid once ended is closed

	// Of Fill alone.
	pos    uint64 // bytes taken out
	broken error  // what Fill returned, and will return for ever
	timer  *time.Timer
	digest hash.Hash

	closing  sync.Once
	closeErr error
}

func newInputStream(ctx context.Context, in input) *inputStream {
	s := &inputStream{
		in: in, size: in.word / 8, ctx: ctx,
		ring:   make([]byte, ringSize),
		data:   make(chan struct{}, 1),
		space:  make(chan struct{}, 1),
		done:   make(chan struct{}),
		ended:  make(chan struct{}),
		digest: sha256.New(),
	}
	go s.pump()
	return s
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// pump moves bytes from the input to the ring until the input ends or the
// stream is closed.
func (s *inputStream) pump() {
	s.err = s.read()
	close(s.ended)
}

func (s *inputStream) read() error {
	r, release, err := s.decoder()
	if err != nil {
		return s.explain(err)
	}
	defer release()
	var head uint64
	for {
		free := ringSize - (head - s.tail.Load())
		if free == 0 {
			select {
			case <-s.space:
				continue
			case <-s.done:
				return errClosed
			}
		}
		select {
		case <-s.done:
			return errClosed
		default:
		}
		at := head % ringSize
		buf := s.ring[at:min(at+min(free, ringStep), ringSize)]
		n, err := r.Read(buf)
		if n > 0 {
			head += uint64(n)
			s.head.Store(head)
			signal(s.data)
		}
		if err != nil {
			return s.explain(err)
		}
	}
}

// explain turns the error that ended the input into the one that Fill returns.
func (s *inputStream) explain(err error) error {
	if err == io.EOF && s.in.finish != nil {
		err = s.in.finish()
	}
	if err == io.EOF {
		return io.EOF
	}
	return fmt.Errorf("sources: %s: %w", s.in.name, err)
}

// decoder is the input, decompressed where it is compressed, and what frees
// the decompressor.
func (s *inputStream) decoder() (r io.Reader, release func(), err error) {
	release = func() {}
	raw := &rawReader{s: s}
	if !s.in.detect {
		return raw, release, nil
	}
	raw.tick = true
	head := make([]byte, 0, 4)
	for maybeCompressed(head) && len(head) < cap(head) {
		n, err := raw.Read(head[len(head):cap(head)])
		head = head[:len(head)+n]
		if err == io.EOF {
			break // too short to be compressed; the next Read says it again
		}
		if err != nil {
			return nil, nil, err
		}
		select {
		case <-s.done:
			return nil, nil, errClosed
		default:
		}
	}
	whole := io.MultiReader(bytes.NewReader(head), raw)
	if len(head) < cap(head) || !maybeCompressed(head) {
		raw.tick = false
		return whole, release, nil
	}
	if head[0] == gzipMagic[0] {
		z, err := gzip.NewReader(bufio.NewReaderSize(whole, ringStep))
		if err != nil {
			return nil, nil, broken("gzip", err)
		}
		return &decompressor{"gzip", z}, release, nil
	}
	// One goroutine decompresses already: this one.
	z, err := zstd.NewReader(whole, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, nil, broken("zstd", err)
	}
	return &decompressor{"zstd", z}, z.Close, nil
}

var (
	// RFC 1952, section 2.3.1: ID1, ID2, and CM for deflate; the fourth byte
	// holds flags of which three bits must be zero. Random bytes start so once
	// in 2^27.
	gzipMagic = []byte{0x1f, 0x8b, 8}
	// RFC 8878, section 3.1.1.
	zstdMagic = []byte{0x28, 0xb5, 0x2f, 0xfd}
)

// maybeCompressed reports whether data that begin with head (at most 4 bytes)
// may be gzip or zstd.
func maybeCompressed(head []byte) bool {
	prefix := func(magic []byte) bool {
		for i := range min(len(head), len(magic)) {
			if head[i] != magic[i] {
				return false
			}
		}
		return true
	}
	return prefix(zstdMagic) || prefix(gzipMagic) && (len(head) < 4 || head[3]&0xe0 == 0)
}

// A rawReader reads the input for the pump.
type rawReader struct {
	s *inputStream
	// tick tells Fill of every byte that came in, also where a decompressor
	// needs many of them to give one: a slow compressed input is not stalled.
	tick bool
}

func (r *rawReader) Read(p []byte) (int, error) {
	for empty := 0; ; empty++ {
		n, err := r.s.in.r.Read(p)
		if n < 0 || n > len(p) {
			return 0, fmt.Errorf("the reader is broken: Read returned %d for %d bytes", n, len(p))
		}
		if n > 0 && r.tick {
			signal(r.s.data)
		}
		if n > 0 || err != nil {
			return n, err
		}
		// A reader may give nothing and no error (serial ports do it); Fill
		// notices when it goes on for too long. It is not worth a busy
		// processor.
		select {
		case <-r.s.done:
			return 0, errClosed
		default:
		}
		if empty > 100 {
			time.Sleep(time.Millisecond)
		}
	}
}

// errClosed ends a pump whose stream was closed; nobody sees it.
var errClosed = errors.New("closed")

// A decompressor names the format in errors.
type decompressor struct {
	format string
	r      io.Reader
}

func (d *decompressor) Read(p []byte) (int, error) {
	n, err := d.r.Read(p)
	if err != nil && err != io.EOF {
		err = broken(d.format, err)
	}
	return n, err
}

func broken(format string, err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || err == io.EOF {
		// io.EOF must not be found in it: the data did not end as data does.
		return fmt.Errorf("the %s data are truncated: %w", format, io.ErrUnexpectedEOF)
	}
	return fmt.Errorf("the %s data are broken: %w", format, err)
}

// Fill is as in [Stream].
func (s *inputStream) Fill(dst []uint64) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	n := 0
	for n < len(dst) {
		if s.broken != nil {
			return n, s.broken
		}
		have := s.head.Load() - s.pos
		if have < uint64(s.size) {
			if err := s.wait(); err != nil {
				s.broken = err
			}
			continue
		}
		at := s.pos % ringSize
		count := int(min(have, ringSize-at, ringStep)) / s.size
		count = min(count, len(dst)-n)
		chunk := s.ring[at:][:count*s.size]
		s.digest.Write(chunk)
		decodeWords(dst[n:n+count], chunk, s.size)
		n += count
		s.pos += uint64(len(chunk))
		if s.pos-s.tail.Load() >= ringStep || s.head.Load()-s.pos < uint64(s.size) {
			s.tail.Store(s.pos)
			signal(s.space)
		}
		if n < len(dst) {
			if err := s.ctx.Err(); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

// wait returns nil when bytes may have come, and an error when no word will.
func (s *inputStream) wait() error {
	if s.timer == nil {
		s.timer = time.NewTimer(stallTime)
	} else {
		s.timer.Reset(stallTime)
	}
	defer s.timer.Stop()
	select {
	case <-s.data:
		return nil
	case <-s.ended:
		if s.head.Load()-s.pos >= uint64(s.size) {
			return nil
		}
		return s.err
	case <-s.ctx.Done():
		return s.ctx.Err()
	case <-s.timer.C:
		// Data may have come at the same time, as after this process was
		// stopped and continued.
		if len(s.data) > 0 {
			return nil
		}
		return fmt.Errorf("%w: %s: no data for %v", ErrStalled, s.in.name, stallTime)
	}
}

// decodeWords decodes little-endian words of size bytes: len(dst) of them.
func decodeWords(dst []uint64, src []byte, size int) {
	switch size {
	case 8:
		for i := range dst {
			dst[i] = binary.LittleEndian.Uint64(src)
			src = src[8:]
		}
	case 4:
		for i := range dst {
			dst[i] = uint64(binary.LittleEndian.Uint32(src))
			src = src[4:]
		}
	case 2:
		for i := range dst {
			dst[i] = uint64(binary.LittleEndian.Uint16(src))
			src = src[2:]
		}
	case 1:
		for i, b := range src[:len(dst)] {
			dst[i] = uint64(b)
		}
	}
}

// SHA256 is as in [Digester].
func (s *inputStream) SHA256() string { return hex.EncodeToString(s.digest.Sum(nil)) }

// Close stops the input. It waits at most about a second for one that does
// not stop.
func (s *inputStream) Close() error {
	s.closing.Do(func() {
		close(s.done)
		// An input is stopped under a running Read only if that Read hangs:
		// not every reader can be closed while it is read.
		select {
		case <-s.ended:
		case <-time.After(20 * time.Millisecond):
		}
		if s.in.stop == nil {
			return
		}
		stopped := make(chan error, 1)
		go func() {
			err := s.in.stop()
			<-s.ended
			stopped <- err
		}()
		select {
		case s.closeErr = <-stopped:
		case <-time.After(closeGrace):
		}
	})
	return s.closeErr
}
