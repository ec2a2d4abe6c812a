package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	_ "github.com/randaudit/randaudit/sources/planted" // registers the planted views
)

// Exit statuses.
const (
	exitPass         = 0 // no evidence of bias
	exitFail         = 1 // evidence of bias
	exitWrong        = 2 // wrong use, or a source that broke
	exitInconclusive = 3 // too little data, still suspicious at the end, or interrupted
)

// streams are what the command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// terminal is standard error where that is a terminal, and else nil.
func (s *streams) terminal() *os.File {
	if file, ok := s.err.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		return file
	}
	return nil
}

// hinted is an error with advice on what to do.
type hinted struct {
	error
	hint string
}

func (h hinted) Unwrap() error { return h.error }

// run is the whole command: a function of its arguments and streams.
func run(args []string, in io.Reader, out, errOut io.Writer) int {
	// A reader that goes away is an error of writing, said on standard error,
	// and not a signal that ends the command without a word.
	// It is caught, not ignored: a command that is audited would inherit that.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	status := exitPass
	s := &streams{in: in, out: out, err: errOut}
	root := newRoot(s, &status)
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errOut)
	if err := root.ExecuteContext(ctx); err != nil {
		if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
			fmt.Fprintln(errOut, "randaudit: interrupted")
			status = exitInconclusive
		} else {
			fmt.Fprintln(errOut, "randaudit: error:", printable(err.Error()))
			status = exitWrong
		}
		if h, ok := errors.AsType[hinted](err); ok {
			fmt.Fprintln(errOut, "randaudit: hint:", printable(h.hint))
		}
	}
	return status
}

// printable escapes what would act on a terminal: names come from outside.
func printable(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r == '\n' || r == '\t' || strconv.IsGraphic(r) {
			b.WriteRune(r)
			continue
		}
		q := strconv.QuoteRuneToASCII(r)
		b.WriteString(q[1 : len(q)-1])
	}
	return b.String()
}

func newRoot(s *streams, status *int) *cobra.Command {
	root := &cobra.Command{
		Use:   "randaudit",
		Short: "Test the statistical quality of sources of randomness and of ways of drawing",
		Long: `randaudit tests the statistical quality of sources of randomness and of what
people draw from them: dice, choices, shuffles, samples, tokens, floats.

Exit status: 0 no evidence of bias; 1 evidence of bias; 2 wrong use, or a source
that broke; 3 inconclusive (too little data, still suspicious when the budget
ended, or interrupted).`,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return hinted{fmt.Errorf("no such command: %q", args[0]), "randaudit --help lists the commands; to audit a source: randaudit audit " + args[0]}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return hinted{err, cmd.CommandPath() + " --help lists the flags"}
	})
	root.AddCommand(newAudit(s, status), newList(s), newBench(s), newReport(s, status), newSelftest(s, status), newExact(s, status), newFIPS(s, status), newEnt(s, status), newZoo(s))
	for _, c := range root.Commands() {
		c.Version = root.Version // so that --version works everywhere
	}
	return root
}

// version is the module's version as the build recorded it.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}

// setFlags are the flags that were given, as they can be typed again.
func setFlags(cmd *cobra.Command) (args []string) {
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if values, ok := f.Value.(pflag.SliceValue); ok {
			for _, v := range values.GetSlice() {
				args = append(args, "--"+f.Name, v)
			}
			return
		}
		if f.Value.Type() == "bool" {
			if f.Value.String() != "true" {
				args = append(args, "--"+f.Name+"="+f.Value.String())
				return
			}
			args = append(args, "--"+f.Name)
			return
		}
		args = append(args, "--"+f.Name, f.Value.String())
	})
	return args
}
