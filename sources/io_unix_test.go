//go:build unix

package sources

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// shell is the source of a POSIX shell's script.
func runShell(script string, word int) Source { return Command([]string{"sh", "-c", script}, word) }

func TestCommandName(t *testing.T) {
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"./mygen", "--fast"}, "-- ./mygen --fast"},
		{[]string{"sh", "-c", "echo 'a b'"}, `-- sh -c 'echo '\''a b'\'''`},
		{[]string{"x", "", "$HOME", "a=b"}, "-- x '' '$HOME' a=b"},
	} {
		if got := Command(test.args, 32); got.Name() != test.want || got.N() != 1<<32 {
			t.Errorf("%q: name %q, N=%d; want %q", test.args, got.Name(), got.N(), test.want)
		}
	}
	// A shell must read the name back as the arguments.
	args := []string{"printf", `%s\n`, "it's", "a b", `\`, "*", "é", "$(x)", "#", "~", "!"}
	name := Command(args, 8).Name()
	got, err := readAll(t, runShell(strings.TrimPrefix(name, "-- "), 8), 100)
	want := strings.Join(args[2:], "\n") + "\n"
	if err != io.EOF || !slices.Equal(got, words([]byte(want), 8)) {
		t.Errorf("%s is read by a shell as %d bytes, %v; want %q", name, len(got), err, want)
	}
}

func TestCommand(t *testing.T) {
	noLeak(t)
	const mega = 1 << 20
	for _, test := range []struct {
		name, script string
		n            int    // words of 64 bits
		want         string // in the error; "" for io.EOF
	}{
		{"writes and ends", "printf 0123456789abcdef", 2, ""},
		{"a last incomplete word", "printf 0123456789abcdefghi", 2, ""},
		{"writes nothing and ends", "exit 0", 0, ""},
		{"prints to standard error", "printf 01234567; echo all is well >&2", 1, ""},
		{"dies after a megabyte", "head -c 1048576 /dev/zero; echo the sensor is gone >&2; exit 3", mega / 8, "exit status 3; its standard error ends with: the sensor is gone"},
		{"dies without a word", "printf 01234567; exit 1", 1, "exit status 1; it wrote nothing to standard error"},
		{"is killed", "kill -KILL $$", 0, "signal: killed"},
		{"says a lot", "yes nonsense | head -c 100000 >&2; echo last words >&2; exit 3", 0, "last words"},
		{"says it in colour", `printf '\033[31mred\377' >&2; exit 3`, 0, "with: [31mred?"},
		{"leaves a child that writes", "(sleep 0.1; printf 01234567) & exit 0", 1, ""},
		{"reads its standard input", "cat", 0, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			src := runShell(test.script, 64)
			for range 2 { // it can be run again
				got, err := readAll(t, src, 5000)
				if len(got) != test.n {
					t.Errorf("%d words, want %d", len(got), test.n)
				}
				switch {
				case test.want == "" && err != io.EOF:
					t.Errorf("error %v, want io.EOF", err)
				case test.want != "" && (errors.Is(err, io.EOF) || !strings.Contains(err.Error(), test.want)):
					t.Errorf("error %v, want one with %q", err, test.want)
				case len(err.Error()) > tailSize+500:
					t.Errorf("an error of %d bytes", len(err.Error()))
				}
			}
		})
	}
}

func TestCommandErrors(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("data", []byte("not a program"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		args []string
		want string
	}{
		{nil, "no command"},
		{[]string{""}, "cannot run the command"},
		{[]string{"no-such-command-here"}, "needs a slash: ./no-such-command-here"},
		{[]string{"./no-such-command-here"}, "no such file"},
		{[]string{"./data"}, "permission denied"},
	} {
		s, err := Command(test.args, 64).Open(context.Background(), 0)
		if err == nil {
			s.Close()
			t.Errorf("%q can be run", test.args)
			continue
		}
		if !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: %v, want %q", test.args, err, test.want)
		}
	}
	if _, err := runShell("exit", 64).Open(context.Background(), 1); err != ErrOneStream {
		t.Errorf("shard 1: %v", err)
	}
}

// TestCommandHangs: a command that writes nothing is found out, and killed
// with its children.
func TestCommandHangs(t *testing.T) {
	noLeak(t)
	shortStall(t, 100*time.Millisecond)
	pids := filepath.Join(t.TempDir(), "pids")
	for _, script := range []string{
		"sleep 1000",
		"exec >&-; sleep 1000",             // the end of its output is not its end
		"trap '' TERM HUP INT; sleep 1000", // cannot be asked
		"sleep 1000 & echo $! >" + pids + "; wait",
	} {
		start := time.Now()
		got, err := readAll(t, runShell(script, 64), 10)
		if len(got) != 0 || !errors.Is(err, ErrStalled) {
			t.Errorf("%s: %d words, %v", script, len(got), err)
		}
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%s: took %v", script, took)
		}
	}
	text, err := os.ReadFile(pids)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	if !gone(pid) {
		t.Errorf("the child %d of a command is alive", pid)
	}
}

// gone reports whether a process ends soon.
func gone(pid int) bool {
	for range 100 {
		stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
		zombie := err == nil && bytes.Contains(stat, []byte(") Z ")) // nobody reaps it, but it is dead
		if zombie || syscall.Kill(pid, 0) == syscall.ESRCH {
			return true
		}
		time.Sleep(20 * time.Millisecond)
	}
	return false
}

// TestCommandClosed: Close ends a command that still writes, which is no
// failure.
func TestCommandClosed(t *testing.T) {
	noLeak(t)
	for _, read := range []int{0, 1, 1 << 17} {
		s, err := Command([]string{"yes"}, 64).Open(context.Background(), 0)
		if err != nil {
			t.Fatal(err)
		}
		dst := make([]uint64, read)
		if n, err := s.Fill(dst); n != read || err != nil {
			t.Errorf("%d words of yes: %d, %v", read, n, err)
		}
		for _, x := range dst {
			if x != 0x0a790a790a790a79 {
				t.Fatalf("yes wrote %#x", x)
			}
		}
		start := time.Now()
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("Close took %v", took)
		}
	}
}

func TestCommandCanceled(t *testing.T) {
	noLeak(t)
	ctx, cancel := context.WithCancel(context.Background())
	s, err := runShell("printf 01234567; sleep 1000", 64).Open(ctx, 0)
	if err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(50*time.Millisecond, cancel)
	if n, err := s.Fill(make([]uint64, 2)); n > 1 || err != context.Canceled {
		t.Errorf("Fill: %d, %v", n, err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
}

func TestDevices(t *testing.T) {
	noLeak(t)
	for _, path := range []string{"/dev/zero", "/dev/urandom"} {
		s, err := File(path, 64).Open(context.Background(), 0)
		if err != nil {
			t.Fatal(err)
		}
		dst := make([]uint64, 200_000)
		if n, err := s.Fill(dst); n != len(dst) || err != nil {
			t.Errorf("%s: %d, %v", path, n, err)
		}
		if zero := !slices.ContainsFunc(dst, func(x uint64) bool { return x != 0 }); zero != (path == "/dev/zero") {
			t.Errorf("%s: zeros: %v", path, zero)
		}
		if err := s.Close(); err != nil {
			t.Errorf("%s: Close: %v", path, err)
		}
	}
	if got, err := readAll(t, File("/dev/null", 64), 10); len(got) != 0 || err != io.EOF {
		t.Errorf("/dev/null: %d, %v", len(got), err)
	}
}

func TestNamedPipe(t *testing.T) {
	noLeak(t)
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip(err)
	}
	data := randomBytes(1000)
	go os.WriteFile(path, data, 0o600)
	if got, err := readAll(t, File(path, 8), 100); err != io.EOF || !slices.Equal(got, words(data, 8)) {
		t.Errorf("%d bytes, %v", len(got), err)
	}

	// A writer that says nothing: the context ends the wait.
	ctx, cancel := context.WithCancel(context.Background())
	writer := make(chan *os.File)
	go func() {
		w, _ := os.OpenFile(path, os.O_WRONLY, 0)
		writer <- w
	}()
	s, err := File(path, 8).Open(ctx, 0)
	if err != nil {
		t.Fatal(err)
	}
	w := <-writer
	defer w.Close()
	time.AfterFunc(20*time.Millisecond, cancel)
	if _, err := s.Fill(make([]uint64, 1)); err != context.Canceled {
		t.Errorf("Fill of a silent pipe: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	w.Close()

	// No writer: Open itself must not hang.
	ctx, cancel = context.WithCancel(context.Background())
	time.AfterFunc(20*time.Millisecond, cancel)
	if _, err := File(path, 8).Open(ctx, 0); err != context.Canceled {
		t.Errorf("Open of a pipe without a writer, cancelled: %v", err)
	}
	shortStall(t, 50*time.Millisecond)
	if _, err := File(path, 8).Open(context.Background(), 0); !errors.Is(err, ErrStalled) {
		t.Errorf("Open of a pipe without a writer: %v", err)
	}
	// Let the goroutines that wait for a writer go.
	if w, err = os.OpenFile(path, os.O_WRONLY, 0); err != nil {
		t.Fatal(err)
	}
	w.Close()
}
