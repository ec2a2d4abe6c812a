package examples

import (
	"crypto/rand"
	"fmt"
	"strings"
	"testing"
	"time"
)

// randomByte is a byte from the operating system's generator.
func randomByte() byte {
	var b [1]byte
	rand.Read(b[:])
	return b[0]
}

// randomBelow is fair below n, from 1 to 256: bytes at and above the largest
// multiple of n are drawn again.
func randomBelow(n int) int {
	for {
		if b := int(randomByte()); b < 256/n*n {
			return b % n
		}
	}
}

// A failing is a test in which a check should fail.
type failing struct {
	testing.TB
	dir    string
	errors []string
}

func (f *failing) Errorf(format string, args ...any) {
	f.errors = append(f.errors, fmt.Sprintf(format, args...))
}
func (f *failing) ArtifactDir() string { return f.dir }

// expectFail runs a check that should fail, and logs what it says.
func expectFail(t *testing.T, check func(tb testing.TB)) {
	t.Helper()
	start := time.Now()
	f := &failing{TB: t, dir: t.TempDir()}
	check(f)
	if len(f.errors) == 0 {
		t.Error("it passes")
		return
	}
	t.Logf("after %v it says: %s", time.Since(start).Round(time.Millisecond), strings.Join(f.errors, "\n"))
}
