package main

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// inOrder makes n values, as many at once as there are processors, and hands each to
// use as soon as those before it are there. Where use returns an error, or ctx ends, the
// context of what is still being made ends, and nothing more is begun.
func inOrder[T any](ctx context.Context, n int, value func(ctx context.Context, i int) T, use func(i int, v T) error) error {
	values := make([]chan T, n)
	for i := range values {
		values[i] = make(chan T, 1)
	}
	ctx, cancel := context.WithCancel(ctx)
	var next atomic.Int64
	var workers sync.WaitGroup
	defer workers.Wait()
	defer cancel()
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				values[i] <- value(ctx, i)
			}
		})
	}
	for i, c := range values {
		select {
		case v := <-c:
			if err := use(i, v); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
