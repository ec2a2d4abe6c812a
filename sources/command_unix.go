//go:build unix

package sources

import (
	"os/exec"
	"syscall"
)

// prepare puts the command into a process group of its own, so that its
// children can be killed with it.
func prepare(c *exec.Cmd) { c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// kill kills the process group of a command that was started and not reaped.
func kill(c *exec.Cmd) {
	// An error means that the group is gone: there is nothing left to do.
	_ = syscall.Kill(-c.Process.Pid, syscall.SIGKILL)
}
