//go:build !linux

package fast

import "sync/atomic"

// newEpoch returns an ordinary number: a fork is not noticed.
func newEpoch() *atomic.Uint32 { return new(atomic.Uint32) }
