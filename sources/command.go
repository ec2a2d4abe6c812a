package sources

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/randaudit/randaudit/internal/shell"
)

// Command is the source of the bytes that a command writes to its standard
// output, taken as little-endian words of word bits as in [FromReader]. args
// is the program and its arguments; no shell is involved. Its name is "-- "
// and the arguments, quoted for a POSIX shell where they need it.
//
// Each Open starts the command anew, with nothing on its standard input, and
// fails if that cannot be done. There is one stream ([ErrOneStream]). It ends
// with io.EOF if the command closes its output and exits with status 0; if it
// fails, the error holds its exit status and the end of what it wrote to
// standard error. Close kills the command: on Unix its whole process group.
func Command(args []string, word int) Source { return &command{args: args, word: word} }

type command struct {
	args []string
	word int
}

func (c *command) Name() string {
	name := "--"
	for _, arg := range c.args {
		name += " " + shell.Quote(arg)
	}
	return name
}

func (c *command) N() uint64 { return wordN(c.word) }

func (c *command) Open(ctx context.Context, shard uint64) (Stream, error) {
	if err := checkOpen(ctx, shard, c.word); err != nil {
		return nil, err
	}
	if len(c.args) == 0 {
		return nil, errors.New("sources: no command: put it after --")
	}
	r, w, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("sources: cannot run %s: %w", c.args[0], err)
	}
	p := &process{Cmd: exec.Command(c.args[0], c.args[1:]...)}
	p.Stdout = w
	p.Stderr = &p.complaint
	// Grandchildren may keep standard error open for ever.
	p.WaitDelay = time.Second
	prepare(p.Cmd)
	err = p.Start()
	w.Close()
	if err != nil {
		r.Close()
		if errors.Is(err, exec.ErrNotFound) || errors.Is(err, exec.ErrDot) {
			err = fmt.Errorf("%w; a program in this folder needs a slash: ./%s", err, c.args[0])
		}
		return nil, fmt.Errorf("sources: cannot run the command: %w", err)
	}
	return newInputStream(ctx, input{
		name: c.Name(), word: c.word, r: r,
		finish: func() error {
			if err := p.wait(); err != nil {
				return p.failure(err)
			}
			return io.EOF
		},
		stop: func() error {
			p.kill()
			r.Close()
			p.wait()
			return nil
		},
	}), nil
}

// A process is a command that runs.
type process struct {
	*exec.Cmd
	complaint tail

	waiting sync.Once
	result  error
	mu      sync.Mutex
	reaped  bool // its number may be another's
}

// wait waits for the process to end, however often it is called.
func (p *process) wait() error {
	p.waiting.Do(func() {
		// Not under the lock: kill is what ends a wait.
		p.result = p.Wait()
		p.mu.Lock()
		p.reaped = true
		p.mu.Unlock()
		if errors.Is(p.result, exec.ErrWaitDelay) {
			p.result = nil // it ended well; what holds its standard error is not it
		}
	})
	return p.result
}

func (p *process) kill() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.reaped {
		kill(p.Cmd)
	}
}

// failure adds to err what the process wrote to standard error.
func (p *process) failure(err error) error {
	if text := p.complaint.String(); text != "" {
		return fmt.Errorf("the command failed: %w; its standard error ends with: %s", err, text)
	}
	return fmt.Errorf("the command failed: %w; it wrote nothing to standard error", err)
}

// tailSize is how much of a command's standard error is kept, in bytes.
const tailSize = 2 << 10

// A tail keeps the end of what is written to it.
type tail struct {
	mu   sync.Mutex
	kept []byte
	cut  bool
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, p[max(0, len(p)-tailSize):]...)
	if over := len(t.kept) - tailSize; over > 0 || len(p) > tailSize {
		t.cut = true
		t.kept = append(t.kept[:0], t.kept[max(0, over):]...)
	}
	return len(p), nil
}

// String is the text that was kept, fit to be printed.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	text := strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return -1 // no escape sequences
		}
		return r
	}, strings.ToValidUTF8(string(t.kept), "?"))
	text = strings.TrimSpace(text)
	if t.cut && text != "" {
		text = "..." + text
	}
	return text
}
