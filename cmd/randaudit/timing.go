package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"github.com/randaudit/randaudit/sources/planted"
	"github.com/randaudit/randaudit/sources/secrets"
	"github.com/randaudit/randaudit/stattests/timing"
)

// timed is a comparison that --timing audits.
type timed struct {
	Name    string         `json:"name"`
	Planted bool           `json:"planted"` // it must fail, or the machine hides what there is to see
	Report  *timing.Report `json:"report"`
}

// runTiming is randaudit audit --timing: exit status 1 where the time of
// CompareDigest tells where the first difference is, and 3 where that of a
// comparison that returns early does not, so that nothing can be said.
func (f *auditFlags) runTiming(cmd *cobra.Command, s *streams, status *int, specs, command []string) error {
	if err := onlyFlags(cmd, "timing", specs, command, []string{"alpha", "seed", "json", "quiet"}); err != nil {
		return err
	}
	_, seed, err := f.options(cmd)
	if err != nil {
		return err
	}
	all := []timed{{Name: "secrets.CompareDigest"}, {Name: "planted.EarlyExit", Planted: true}}
	for i, compare := range []timing.Compare{secrets.CompareDigest[[]byte], planted.EarlyExit} {
		all[i].Report, err = timing.Audit(cmd.Context(), compare, timing.Options{Seed: seed, Alpha: f.alpha})
		if err != nil {
			if cmd.Context().Err() != nil {
				return errors.New("interrupted: nothing is said of the time")
			}
			return err
		}
	}
	writeJSON := func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(struct {
			Schema      string  `json:"schema"`
			Version     string  `json:"version"`
			Seed        uint64  `json:"seed,string"`
			Comparisons []timed `json:"comparisons"`
		}{"randaudit/timing/v1", version(), seed, all})
	}
	switch {
	case f.json == "-":
		err = writeAll(s.out, writeJSON)
	case !f.quiet:
		err = writeAll(s.out, func(w io.Writer) error { return timingText(w, all) })
	}
	if err != nil {
		return err
	}
	if f.json != "" && f.json != "-" {
		if err := writeFile(f.json, writeJSON); err != nil {
			return err
		}
	}
	*status = timingStatus(all)
	return nil
}

func timingStatus(all []timed) int {
	status := exitPass
	for _, c := range all {
		switch {
		case c.Report.Fail && !c.Planted:
			return exitFail
		case !c.Report.Fail && c.Planted:
			status = exitInconclusive
		}
	}
	return status
}

func timingText(w io.Writer, all []timed) error {
	var b strings.Builder
	fmt.Fprintf(&b, "Does the time of a comparison of %d bytes tell where the first difference is?\n", timing.DefaultLength)
	for _, c := range all {
		verdict := "PASS"
		if c.Report.Fail {
			verdict = "FAIL"
		}
		note := ""
		if c.Planted {
			note = " (planted: it returns at the first difference, and must fail)"
		}
		fmt.Fprintf(&b, "\n%-12s%s%s\n", verdict, c.Name, note)
		for _, r := range c.Report.Results {
			fmt.Fprintf(&b, "  byte %d against byte %d, %d pairs in random order\n", r.Place, r.Reference, r.Pairs)
			fmt.Fprintf(&b, "    difference %+.3f ns a call, 99 %% interval %+.3f to %+.3f ns\n", r.Median, r.Low, r.High)
			if r.Detectable > 0 {
				fmt.Fprintf(&b, "    a leak of %.3f ns would have been seen with 99 %% power\n", r.Detectable)
			}
			fmt.Fprintf(&b, "    sign test p = %s (exact), signed-rank test p = %s (%s)\n", power(r.LnPSign), power(r.LnPWilcoxon), r.Law)
		}
	}
	if timingStatus(all) == exitInconclusive {
		b.WriteString("\nThe planted comparison was not found out: on this machine, now, nothing can be said of the other.\n")
	}
	fmt.Fprintf(&b, "\nA comparison without a leak fails once in %.0f audits.\n", 1/all[0].Report.Alpha)
	_, err := io.WriteString(w, b.String())
	return err
}

// power writes e^ln as a probability.
func power(ln float64) string {
	if l := ln / math.Ln10; l < -300 {
		return fmt.Sprintf("10^%.0f", l)
	}
	return fmt.Sprintf("%.2g", math.Exp(ln))
}
