package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/randaudit/randaudit/sources"
	"github.com/randaudit/randaudit/stattests/battery"
)

// byteFlags are those of the commands that read bytes of one source.
type byteFlags struct {
	bytes string
	time  time.Duration
	alpha float64
	json  string
	quiet bool
}

// endlessBytes is what is read of a source that would never end, without --bytes
// and --time.
const endlessBytes = 256 << 20

func (f *byteFlags) flags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.bytes, "bytes", "", "end after so many bytes, such as 1048576 or 64MiB (default: the end of the data; 256MiB of a source with a name)")
	flags.DurationVar(&f.time, "time", 0, "end after so long, such as 20s")
	flags.Float64Var(&f.alpha, "alpha", battery.DefaultAlpha, "false-alarm rate of the verdict")
	flags.StringVar(&f.json, "json", "", "write the result as JSON to this file; - is standard output, and then nothing else is written there")
	flags.BoolVar(&f.quiet, "quiet", false, "write nothing to standard output")
}

// A byteRun is what was read, and how it ended.
type byteRun struct {
	Source      string  `json:"source"`
	Bytes       uint64  `json:"bytes"`
	Seconds     float64 `json:"seconds"`
	Interrupted bool    `json:"interrupted"`
}

// copy writes the bytes of the source to w, up to the end that the flags set.
func (f *byteFlags) copy(cmd *cobra.Command, s *streams, args []string, w io.Writer) (run byteRun, err error) {
	if len(args) != 1 {
		return run, hinted{fmt.Errorf("%d sources: one is read", len(args)), "randaudit " + cmd.Name() + " FILE, or - for standard input, or a name of randaudit list sources"}
	}
	if !(f.alpha > 0 && f.alpha < 1) {
		return run, fmt.Errorf("--alpha %v: the false-alarm rate must be above 0 and below 1", f.alpha)
	}
	if cmd.Flags().Changed("time") && f.time <= 0 {
		return run, fmt.Errorf("--time %v: the time must be above 0", f.time)
	}
	limit, err := parseSize(f.bytes)
	if err != nil || cmd.Flags().Changed("bytes") && limit == 0 {
		return run, hinted{fmt.Errorf("--bytes %q is not a number of bytes above 0", f.bytes), "--bytes 1048576, or --bytes 64MiB"}
	}
	name, _, _ := strings.Cut(args[0], "?")
	if _, named := sources.Lookup(name); named && limit == 0 && f.time == 0 {
		limit = endlessBytes
	}
	if limit == 0 {
		limit = math.MaxInt64
	}
	src, err := sources.Parse(args[0], sources.Options{Word: 8, Seed: freshSeed(), Stdin: s.in})
	if err != nil {
		return run, hint(err)
	}
	begin := time.Now()
	ctx := cmd.Context()
	if f.time > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, f.time)
		defer cancel()
	}
	in, err := sources.OpenBytes(ctx, src)
	if err != nil {
		return run, hint(err)
	}
	defer in.Close()
	run.Source = src.Name()
	buf := make([]byte, 64<<10)
	for err == nil && run.Bytes < limit {
		var n int
		n, err = in.Read(buf[:min(uint64(len(buf)), limit-run.Bytes)])
		run.Bytes += uint64(n)
		if _, err := w.Write(buf[:n]); err != nil {
			return run, err
		}
	}
	run.Seconds = time.Since(begin).Seconds()
	switch {
	case err == nil, errors.Is(err, io.EOF), f.time > 0 && errors.Is(err, context.DeadlineExceeded):
		return run, nil
	case cmd.Context().Err() != nil && errors.Is(err, cmd.Context().Err()):
		run.Interrupted = true
		return run, nil
	}
	return run, err
}

// verdict is that of a family-wise ln p, 0 where there is none, and the exit status.
// Evidence may come before there is enough to say that there is none.
func (f *byteFlags) verdict(logP float64, enough, interrupted bool) (v battery.Verdict, status int) {
	switch {
	case logP < math.Log(f.alpha):
		return battery.Fail, exitFail
	case !enough:
		return battery.TooLittleData, exitInconclusive
	case logP < math.Log(battery.SuspiciousP):
		return battery.Suspicious, exitInconclusive
	case interrupted:
		return battery.Pass, exitInconclusive
	}
	return battery.Pass, exitPass
}

// write gives the result to whom the flags say.
func (f *byteFlags) write(s *streams, v any, text func(w io.Writer)) error {
	if f.json != "" {
		write := func(w io.Writer) error {
			e := json.NewEncoder(w)
			e.SetEscapeHTML(false)
			e.SetIndent("", "  ")
			return e.Encode(v)
		}
		if f.json != "-" {
			if err := writeFile(f.json, write); err != nil {
				return err
			}
		} else if err := write(s.out); err != nil {
			return fmt.Errorf("writing to standard output: %w", err)
		}
	}
	if f.json == "-" || f.quiet {
		return nil
	}
	w := bufio.NewWriter(s.out)
	text(w)
	if err := w.Flush(); err != nil {
		return fmt.Errorf("writing to standard output: %w", err)
	}
	return nil
}

// sentence says a verdict of this family-wise ln p.
func (f *byteFlags) sentence(v battery.Verdict, logP float64, reason string) string {
	p := probability(logP)
	switch v {
	case battery.Fail:
		return fmt.Sprintf("Evidence of bias: %s, p = %s with the correction for several.", reason, p)
	case battery.Suspicious:
		return fmt.Sprintf("Suspicious, but not decided: %s, p = %s with the correction for several. Read more data.", reason, p)
	case battery.TooLittleData:
		return "Too little data for a verdict."
	}
	return fmt.Sprintf("No evidence of bias; a fair source would be called biased with probability %v.", f.alpha)
}

// probability writes e^logP, also where no float64 holds it.
func probability(logP float64) string {
	switch {
	case math.IsNaN(logP):
		return "-"
	case logP > math.Log(1e-300):
		return fmt.Sprintf("%.2g", math.Exp(logP))
	}
	return fmt.Sprintf("10^%.0f", max(logP/math.Ln10, -1e15))
}
