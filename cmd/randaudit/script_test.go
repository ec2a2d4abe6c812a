package main

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"randaudit": main})
}

// raceDetector reports that the tests run under the race detector. Scripts leave out
// what has no goroutines then, or has them as before with other flags.
var raceDetector bool

// The scripts are named after behaviours. Beside testscript's own commands they
// have:
//
//	exit N command args...   run a command, which must exit with status N
//	fair FILE BYTES          write that many bytes of ChaCha8 to a file
//	zeros FILE BYTES         write that many zeros
//	socket FILE              make a file that is there and that nobody can open
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exit":   cmdExit,
			"fair":   func(ts *testscript.TestScript, _ bool, args []string) { fill(ts, args, rand.NewChaCha8([32]byte{1})) },
			"zeros":  func(ts *testscript.TestScript, _ bool, args []string) { fill(ts, args, zeroReader{}) },
			"socket": cmdSocket,
		},
		Condition: func(cond string) (bool, error) {
			switch cond {
			case "tmpfs":
				return exec.Command("unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt").Run() == nil, nil
			case "short":
				return testing.Short(), nil
			case "race":
				return raceDetector, nil
			}
			return false, errors.New("unknown condition")
		},
	})
}

func cmdExit(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exit STATUS COMMAND ARGS...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	status := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		e, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("%v", err)
		}
		status = e.ExitCode()
	}
	if status != want {
		ts.Fatalf("exit status %d, want %d", status, want)
	}
}

func cmdSocket(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: socket FILE")
	}
	l, err := net.ListenUnix("unix", &net.UnixAddr{Net: "unix", Name: ts.MkAbs(args[0])})
	ts.Check(err)
	l.SetUnlinkOnClose(false)
	ts.Check(l.Close())
}

func fill(ts *testscript.TestScript, args []string, r io.Reader) {
	if len(args) != 2 {
		ts.Fatalf("usage: fair|zeros FILE BYTES")
	}
	n, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	file, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	_, err = io.CopyN(file, r, n)
	ts.Check(err)
	ts.Check(file.Close())
}

type zeroReader struct{}

func (zeroReader) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestParseSize(t *testing.T) {
	for s, want := range map[string]uint64{"": 0, "0": 0, "4096": 4096, "64KiB": 64 << 10, "64MiB": 64 << 20, "2GiB": 2 << 30, "1TiB": 1 << 40} {
		if got, err := parseSize(s); err != nil || got != want {
			t.Errorf("parseSize(%q) = %d, %v; want %d", s, got, err, want)
		}
	}
	for _, s := range []string{"-1", "x", "1.5MiB", "64MB", "99999999999TiB", "18446744073709551616"} {
		if got, err := parseSize(s); err == nil {
			t.Errorf("parseSize(%q) = %d, want an error", s, got)
		}
	}
}

// failing is a standard output that cannot be written.
type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("closed") }

func TestClosedOutput(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	var stderr bytes.Buffer
	for _, args := range [][]string{
		{"audit", "splitmix64?seed=1", "--bytes", "65536", "--json", "-"},
		{"audit", "splitmix64?seed=1", "--bytes", "65536", "--out", dir},
		{"list", "sources"},
	} {
		stderr.Reset()
		if status := run(args, nil, failing{}, &stderr); status != exitWrong || !bytes.Contains(stderr.Bytes(), []byte("closed")) {
			t.Errorf("%v: exit status %d, %s; want 2 and what went wrong", args, status, &stderr)
		}
	}
}
