// Package sourcetest checks implementations of [sources.Source], as
// testing/fstest does for file systems.
package sourcetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/randaudit/randaudit/sources"
)

// Run checks that src keeps the contract of [sources.Source] and
// [sources.Stream]; each check is a subtest. Run it with -race too: two shards
// are read at the same time.
//
// A few thousand symbols are read. Nothing is said of their quality: that is
// what audits are for. What a source cannot do is not asked of it: shards
// where Open returns [sources.ErrOneStream], a second opening where it returns
// [sources.ErrAlreadyRead] (those checks are skipped), the same symbols again
// where two openings of shard 0 differ. A name that holds "?seed=" promises
// them.
func Run(t *testing.T, src sources.Source) {
	for _, c := range checks {
		t.Run(c.name, func(t *testing.T) {
			err := c.check(src)
			if errors.Is(err, sources.ErrAlreadyRead) {
				t.Skip(err)
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
}

// checks are in an order that lets a source which can be opened once show
// most in that opening.
var checks = []struct {
	name  string
	check func(sources.Source) error
}{
	{"stream", checkStream},
	{"identity", checkIdentity},
	{"cancel", checkCancel},
	{"reopen", checkReopen},
	{"fill sizes", checkFillSizes},
	{"shards", checkShards},
	{"shards at once", checkShardsAtOnce},
}

// patience is how long a stream may take to notice that its context ended, or
// to close; tests shorten it.
var patience = 5 * time.Second

const symbols = 1024 // that are compared between streams

// checkStream checks one stream of shard 0: symbols below N, Fill's promises,
// Close.
func checkStream(src sources.Source) error {
	s, err := src.Open(context.Background(), 0)
	if err != nil {
		return fmt.Errorf("opening shard 0: %w", err)
	}
	if err := fillAndCheck(s, src.N()); err != nil {
		s.Close()
		return err
	}
	return closeStream(s)
}

func fillAndCheck(s sources.Stream, n uint64) error {
	if err := checkEmptyFill(s); err != nil {
		return err
	}
	for _, size := range []int{1, 2, 3, 7, 64, 0, 1000, 1, symbols} {
		_, err := fill(s, n, size)
		if err == io.EOF {
			return nil // shorter than this; it ended well
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func checkEmptyFill(s sources.Stream) error {
	for _, dst := range [][]uint64{nil, {}} {
		if n, err := s.Fill(dst); n != 0 || err != nil {
			return fmt.Errorf("a Fill of no symbols returned %d, %v: want 0, nil", n, err)
		}
	}
	return nil
}

// fill calls Fill once and checks what can be seen from there. The error may
// be Fill's own.
func fill(s sources.Stream, n uint64, size int) ([]uint64, error) {
	const guard = 0x5eed0fa11cafe
	buf := make([]uint64, size+4)
	for i := range buf {
		buf[i] = guard
	}
	got, err := s.Fill(buf[:size])
	if got < 0 || got > size {
		return nil, fmt.Errorf("a Fill of %d symbols returned %d", size, got)
	}
	if got < size && err == nil {
		return nil, fmt.Errorf("a Fill of %d symbols returned %d without an error", size, got)
	}
	for _, x := range buf[size:] {
		if x != guard {
			return nil, fmt.Errorf("a Fill of %d symbols wrote behind them", size)
		}
	}
	for i, x := range buf[:got] {
		if n != 0 && x >= n {
			return nil, fmt.Errorf("symbol %d of a Fill is %d: N is %d", i, x, n)
		}
	}
	return buf[:got], err
}

func closeStream(s sources.Stream) error {
	return inTime("the stream's Close", func() error {
		if err := s.Close(); err != nil {
			return fmt.Errorf("closing the stream: %w", err)
		}
		return nil
	})
}

// inTime runs f, which is left behind if it takes longer than patience.
func inTime(what string, f func() error) error {
	result := make(chan error, 1)
	go func() { result <- f() }()
	select {
	case err := <-result:
		return err
	case <-time.After(patience):
		return fmt.Errorf("%s has not returned for %v", what, patience)
	}
}

// checkIdentity checks what can be asked of a source that is not open.
func checkIdentity(src sources.Source) error {
	name, n := src.Name(), src.N()
	if name == "" {
		return errors.New("the name is empty")
	}
	if n == 1 {
		return errors.New("an N of 1: nothing can be said of a single symbol (0 means 2^64)")
	}
	other, err := src.Open(context.Background(), 0)
	if err == nil {
		err = closeStream(other)
	}
	if got := src.Name(); got != name {
		return fmt.Errorf("the name changed from %q to %q", name, got)
	}
	if got := src.N(); got != n {
		return fmt.Errorf("the N changed from %d to %d", n, got)
	}
	return err
}

// checkCancel checks that a stream ends soon after its context, with the
// context's error, and closes then.
func checkCancel(src sources.Source) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	s, err := src.Open(ctx, 0)
	if err != nil {
		return fmt.Errorf("opening shard 0: %w", err)
	}
	cancel()
	if err := checkCanceled(s, src.N()); err != nil {
		go s.Close() // Fill may still run
		return err
	}
	if err := closeStream(s); err != nil {
		return fmt.Errorf("after the context ended: %w", err)
	}

	s, err = src.Open(ctx, 0)
	if errors.Is(err, context.Canceled) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("opening with a context that had ended: %w: want context.Canceled, or a stream that returns it", err)
	}
	if err := checkCanceled(s, src.N()); err != nil {
		go s.Close()
		return fmt.Errorf("opened with a context that had ended: %w", err)
	}
	return closeStream(s)
}

func checkCanceled(s sources.Stream, n uint64) error {
	return inTime("a Fill after the context ended", func() error {
		for start := time.Now(); time.Since(start) < patience/2; {
			_, err := fill(s, n, symbols)
			switch {
			case errors.Is(err, context.Canceled), err == io.EOF:
				return nil
			case err != nil:
				return fmt.Errorf("a Fill after the context ended: %w: want context.Canceled", err)
			}
		}
		return errors.New("the stream's Fill goes on after the context ended: want context.Canceled")
	})
}

// read returns the first symbols of a shard, fewer if the stream is shorter,
// asked for in pieces of the given sizes in turn.
func read(src sources.Source, shard uint64, count int, sizes ...int) ([]uint64, error) {
	s, err := src.Open(context.Background(), shard)
	if err != nil {
		return nil, fmt.Errorf("opening shard %d: %w", shard, err)
	}
	var all []uint64
	for i := 0; len(all) < count; i++ {
		part, err := fill(s, src.N(), min(sizes[i%len(sizes)], count-len(all)))
		all = append(all, part...)
		if err == io.EOF {
			break
		}
		if err != nil {
			s.Close()
			return nil, fmt.Errorf("shard %d: %w", shard, err)
		}
	}
	return all, closeStream(s)
}

// repeatable returns the first symbols of shard 0 and whether they were the
// same in two openings.
func repeatable(src sources.Source) ([]uint64, bool, error) {
	a, err := read(src, 0, symbols, symbols)
	if err != nil {
		return nil, false, err
	}
	b, err := read(src, 0, symbols, symbols)
	if err != nil {
		return nil, false, err
	}
	return a, slices.Equal(a, b), nil
}

// checkReopen checks that what repeats does so always.
func checkReopen(src sources.Source) error {
	want, same, err := repeatable(src)
	if err != nil {
		return err
	}
	if !same {
		if strings.Contains(src.Name(), "?seed=") {
			return errors.New("the name holds a seed, but two openings of shard 0 differ")
		}
		return nil
	}
	got, err := read(src, 0, symbols, symbols)
	if err != nil {
		return err
	}
	if i := firstDifference(got, want); i >= 0 {
		return fmt.Errorf("two openings of shard 0 agreed, the third differs at symbol %d", i)
	}
	return nil
}

// firstDifference is -1 for equal slices.
func firstDifference(a, b []uint64) int {
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			return i
		}
	}
	return -1
}

// checkFillSizes checks that the symbols do not depend on how many are asked
// for at once.
func checkFillSizes(src sources.Source) error {
	want, same, err := repeatable(src)
	if err != nil || !same {
		return err
	}
	for _, sizes := range [][]int{{1}, {3, 1, 0, 7}, {symbols / 2}, {5, 500}} {
		got, err := read(src, 0, symbols, sizes...)
		if err != nil {
			return err
		}
		if i := firstDifference(got, want); i >= 0 {
			return fmt.Errorf("the stream depends on the sizes of Fill: sizes %v differ from one Fill at symbol %d", sizes, i)
		}
	}
	return nil
}

// checkShards checks that shards are there or not, and differ.
func checkShards(src sources.Source) error {
	shards := []uint64{0, 1, 2, 1 << 40}
	var streams [][]uint64
	for _, shard := range shards {
		a, err := read(src, shard, symbols, symbols)
		if shard > 0 && errors.Is(err, sources.ErrOneStream) {
			if len(streams) > 1 {
				return fmt.Errorf("shard %d has a stream, shard %d has not", shards[len(streams)-1], shard)
			}
			return nil
		}
		if err != nil {
			return err
		}
		for i, b := range streams {
			if len(a) > 0 && slices.Equal(a, b) {
				return fmt.Errorf("shards %d and %d give the same symbols: let Open return sources.ErrOneStream for shards above 0, or give each a seed of its own", shards[i], shard)
			}
		}
		streams = append(streams, a)
	}
	return nil
}

// checkShardsAtOnce checks that two shards can be read at the same time and
// give what they give one after the other.
func checkShardsAtOnce(src sources.Source) error {
	var alone [2][]uint64
	for i := range alone {
		var err error
		alone[i], err = read(src, uint64(i), symbols, symbols)
		if errors.Is(err, sources.ErrOneStream) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	_, same, err := repeatable(src)
	if err != nil {
		return err
	}
	var (
		wg    sync.WaitGroup
		start = make(chan struct{})
		both  [2][]uint64
		errs  [2]error
	)
	for i := range both {
		wg.Go(func() {
			<-start
			both[i], errs[i] = read(src, uint64(i), symbols, 16)
		})
	}
	close(start)
	wg.Wait()
	if err := errors.Join(errs[:]...); err != nil {
		return fmt.Errorf("two shards at the same time: %w", err)
	}
	for i := range both {
		if at := firstDifference(both[i], alone[i]); same && at >= 0 {
			return fmt.Errorf("shard %d differs at symbol %d when another shard is read at the same time", i, at)
		}
	}
	return nil
}
