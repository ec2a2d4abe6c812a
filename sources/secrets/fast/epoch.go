package fast

import "sync/atomic"

// epoch is a number that a Generator's bytes are drawn under. It changes with
// [Reseed], and is 0 in a process that was just forked, as far as the operating
// system can tell: see newEpoch.
var epoch = func() *atomic.Uint32 {
	e := newEpoch()
	e.Store(lastEpoch.Add(1))
	return e
}()

// lastEpoch counts the epochs of this process and of those that it was forked
// from.
var lastEpoch atomic.Uint32

// currentEpoch is the epoch, a new one after a fork.
func currentEpoch() uint32 {
	if now := epoch.Load(); now != 0 {
		return now
	}
	return nextEpoch()
}

func nextEpoch() uint32 {
	now := lastEpoch.Add(1)
	epoch.Store(now)
	return now
}
