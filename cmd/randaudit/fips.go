package main

import (
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/randaudit/randaudit/stattests/battery"
	"github.com/randaudit/randaudit/stattests/fips140"
)

// fipsResult is the JSON of randaudit fips.
type fipsResult struct {
	Schema string `json:"schema"`
	byteRun
	fips140.Counts
	Tests   []fips140.Line  `json:"tests"`
	LnP     float64         `json:"ln_p"`
	Verdict battery.Verdict `json:"verdict"`
}

func newFIPS(s *streams, status *int) *cobra.Command {
	f := &byteFlags{}
	cmd := &cobra.Command{
		Use:   "fips [flags] FILE|-|SOURCE",
		Short: "Count the blocks that fail the tests of FIPS 140-2",
		Long: `Count the blocks of 20,000 bits that fail the tests of FIPS 140-2: monobit, poker,
runs, long run, and the continuous test of 32-bit words, as rngtest does. The
first 32 bits only prime the continuous test.

Fair blocks fail too, 0.08 % of them: the verdict is about how many do.

Exit status: 0 no evidence of bias; 1 evidence of bias; 2 wrong use, or a source
that broke; 3 inconclusive.`,
		Example: `  randaudit fips capture.bin
  ./mygen | randaudit fips - --bytes 256MiB`,
		RunE: func(cmd *cobra.Command, args []string) error {
			var c fips140.Counter
			run, err := f.copy(cmd, s, args, &c)
			if err != nil {
				return err
			}
			r := fipsResult{Schema: "randaudit/fips140-2/v1", byteRun: run, Counts: c.Counts(), Tests: c.Counts().Judge(), LnP: c.Counts().LogP()}
			r.Verdict, *status = f.verdict(r.LnP, r.Blocks > 0, run.Interrupted)
			return f.write(s, r, func(w io.Writer) { f.fipsText(w, &r) })
		},
	}
	f.flags(cmd)
	return cmd
}

func (f *byteFlags) fipsText(w io.Writer, r *fipsResult) {
	fmt.Fprintf(w, "%s: %d blocks of 20,000 bits, %d bytes\n\n", strconv.QuoteToGraphic(r.Source), r.Blocks, r.Bytes)
	fmt.Fprintf(w, "%-12s %12s %14s   %-20s %8s\n", "test", "blocks fail", "fair source", "in 99 of 100", "p")
	reason, least := "", math.Inf(1)
	for i, l := range r.Tests {
		fmt.Fprintf(w, "%-12s %12d %14.2f   %-20s %8s\n", l.Test, l.Failed, l.Expected, fmt.Sprintf("%d to %d", l.Low, l.High), probability(l.LogP))
		if i < len(r.Tests)-1 && l.LogP < least {
			reason, least = fmt.Sprintf("%d blocks fail %s", l.Failed, l.Test), l.LogP
		}
	}
	fmt.Fprintf(w, "%-12s %12d\n\n%s\n", "none", r.Passed, f.sentence(r.Verdict, r.LnP, reason))
	if r.Blocks == 0 {
		fmt.Fprintf(w, "At least %d bytes are needed.\n", fips140.PrimeBytes+fips140.BlockBytes)
	}
}
