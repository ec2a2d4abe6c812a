package fast

import (
	"os"
	"sync/atomic"
	"syscall"
	"unsafe"
)

// newEpoch returns a number in a page that the kernel wipes in a process that is
// forked (madvise(2), MADV_WIPEONFORK, since Linux 4.14).
func newEpoch() *atomic.Uint32 {
	const wipeOnFork = 18
	page, err := syscall.Mmap(-1, 0, os.Getpagesize(), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return new(atomic.Uint32)
	}
	if err := syscall.Madvise(page, wipeOnFork); err != nil {
		_ = syscall.Munmap(page) // nothing depends on it
		return new(atomic.Uint32)
	}
	return (*atomic.Uint32)(unsafe.Pointer(&page[0]))
}
