//go:build linux && (386 || amd64 || arm64)

package fast

import (
	"encoding/binary"
	"os"
	"runtime/debug"
	"syscall"
	"testing"
	"time"
	"unsafe"
)

// TestFork forks this process without starting another program, and compares
// what a Generator that both have draws in each.
func TestFork(t *testing.T) {
	if raceDetector {
		t.Skip("a fork does not live under the race detector")
	}
	if testing.Short() {
		t.Skip("a fork of a process with threads")
	}
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // no collection in the child, which has one thread
	var g Generator
	g.Uint64()
	for range 5 {
		child, ok := drawInFork(t, &g)
		if !ok {
			// The fork copied a lock that another thread held.
			continue
		}
		if parent := g.Uint64(); child == parent {
			t.Errorf("both draw %#x", parent)
		}
		return
	}
	t.Skip("no fork lived")
}

// drawInFork is what g draws in a child; false if none came in 2 seconds.
func drawInFork(t *testing.T, g *Generator) (uint64, bool) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = r.Close() // the answer is read
	}()
	fd := w.Fd()
	pid, _, errno := syscall.RawSyscall6(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0, 0, 0, 0)
	if errno != 0 {
		t.Skip("clone: ", errno)
	}
	if pid == 0 {
		// Nothing here may wait for another thread: there is none.
		x := g.Uint64()
		_, _, _ = syscall.RawSyscall(syscall.SYS_WRITE, fd, uintptr(unsafe.Pointer(&x)), unsafe.Sizeof(x))
		_, _, _ = syscall.RawSyscall(syscall.SYS_EXIT_GROUP, 0, 0, 0)
	}
	defer func() {
		_ = syscall.Kill(int(pid), syscall.SIGKILL) // or it has ended
		var status syscall.WaitStatus
		_, _ = syscall.Wait4(int(pid), &status, 0, nil)
	}()
	_ = w.Close()
	if err := r.SetReadDeadline(time.Now().Add(2 * time.Second)); err != nil {
		t.Fatal(err)
	}
	var b [8]byte
	n, _ := r.Read(b[:])
	return binary.NativeEndian.Uint64(b[:]), n == len(b)
}
