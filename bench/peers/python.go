package main

import (
	"bufio"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"
)

// pythonScript does a task, by its number in pythonTasks, as often as a line
// says, and answers with the processor time in nanoseconds.
const pythonScript = `
import os, random, secrets, sys, time, uuid
shuffle, cards = random.SystemRandom().shuffle, list(range(100))
randbelow = secrets.randbelow
tasks = [
    lambda: randbelow(10),
    lambda: shuffle(cards),
    lambda: [randbelow(6) for _ in range(1000)],
    lambda: secrets.token_hex(32),
    lambda: str(uuid.uuid4()),
    lambda: os.urandom(1 << 20),
]
print('Python %d.%d' % sys.version_info[:2], flush=True)
for line in sys.stdin:
    task, times = map(int, line.split())
    once = tasks[task]
    begin = time.process_time_ns()
    for _ in range(times):
        once()
    print(time.process_time_ns() - begin, flush=True)
`

var (
	pythonTasks = []string{below10, shuffle, dice, token, uuid, mebi}
	pythonCalls = []string{"secrets.randbelow", "random.SystemRandom().shuffle", "secrets.randbelow", "secrets.token_hex", "str(uuid.uuid4())", "os.urandom"}
)

// A python is a process that waits for tasks.
type python struct {
	cmd     *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
	version string
}

// startPython gives an error where there is no python3.
func startPython() (*python, error) {
	cmd := exec.Command("python3", "-c", pythonScript)
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &python{cmd: cmd, in: in, out: bufio.NewReader(out)}
	line, err := p.out.ReadString('\n')
	if err != nil {
		p.stop()
		return nil, fmt.Errorf("starting python3: %w", err)
	}
	p.version = strings.TrimSpace(line)
	return p, nil
}

// stop ends the process, whose answers have been read.
func (p *python) stop() {
	_ = p.in.Close()
	_ = p.cmd.Wait()
}

// way is Python's way of a task.
func (p *python) way(task string) *way {
	number := 0
	for pythonTasks[number] != task {
		number++
	}
	return &way{name: p.version + ", " + pythonCalls[number], timed: func(times int) (time.Duration, error) {
		var ns int64
		if _, err := fmt.Fprintln(p.in, number, times); err != nil {
			return 0, fmt.Errorf("asking python3: %w", err)
		}
		if _, err := fmt.Fscan(p.out, &ns); err != nil {
			return 0, fmt.Errorf("the answer of python3: %w", err)
		}
		return time.Duration(ns), nil
	}}
}
