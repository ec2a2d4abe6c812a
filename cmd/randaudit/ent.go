package main

import (
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/randaudit/randaudit/stattests/battery"
	"github.com/randaudit/randaudit/stattests/ent"
)

// entResult is the JSON of randaudit ent.
type entResult struct {
	Schema string `json:"schema"`
	byteRun
	Unit    string          `json:"unit"` // "byte" or "bit"
	Samples uint64          `json:"samples"`
	Counts  []uint64        `json:"counts"`
	Figures []entFigure     `json:"figures"`
	LnP     *float64        `json:"ln_p"` // nil where no figure has a p-value
	Verdict battery.Verdict `json:"verdict"`
}

// entFigure is a figure with its law; nil is what there is too little data for.
type entFigure struct {
	Name     string   `json:"name"`
	Value    *float64 `json:"value"`
	Expected *float64 `json:"expected"`
	Low      *float64 `json:"low"` // ends of the interval of a fair source, with probability 0.99
	High     *float64 `json:"high"`
	Null     string   `json:"null"`
	P        *float64 `json:"p"`
	LnP      *float64 `json:"ln_p"`
}

func newEnt(s *streams, status *int) *cobra.Command {
	f := &byteFlags{}
	var byBits, terse, counts bool
	cmd := &cobra.Command{
		Use:   "ent [flags] FILE|-|SOURCE",
		Short: "Compute ent's figures, each with its law, p-value and interval",
		Long: `Compute the figures of John Walker's ent: entropy, chi-squared, mean, Monte Carlo
value for pi and serial correlation, by bytes or by bits. Each has its law for a
fair source, its p-value, and the interval that a fair source's figure is in 99
times of 100.

Exit status: 0 no evidence of bias; 1 evidence of bias; 2 wrong use, or a source
that broke; 3 inconclusive.`,
		Example: `  randaudit ent capture.bin
  randaudit ent -b -t capture.bin
  ./mygen | randaudit ent - --bytes 1GiB`,
		RunE: func(cmd *cobra.Command, args []string) error {
			c := ent.Counter{Bits: byBits}
			run, err := f.copy(cmd, s, args, &c)
			if err != nil {
				return err
			}
			figures := c.Figures()
			if figures.Samples == 0 {
				*status = exitInconclusive
				return f.write(s, entResult{Schema: entSchema, byteRun: run, Unit: unit(byBits), Counts: figures.Counts, Figures: []entFigure{}, Verdict: battery.TooLittleData}, func(w io.Writer) {
					fmt.Fprintln(w, "There are no data.")
				})
			}
			laws := figures.Laws()
			logP, reason := ent.LogP(laws)
			r := entResult{Schema: entSchema, byteRun: run, Unit: unit(byBits), Samples: figures.Samples, Counts: figures.Counts}
			if reason != "" {
				r.LnP = &logP
			}
			for _, l := range laws {
				r.Figures = append(r.Figures, entFigure{
					l.Name, number(l.Value), number(l.Expected), number(l.Low), number(l.High), l.Null, number(math.Exp(l.LogP)), number(l.LogP),
				})
			}
			r.Verdict, *status = f.verdict(logP, run.Bytes >= figures.NeedBytes(), run.Interrupted)
			return f.write(s, r, func(w io.Writer) {
				if terse {
					entCSV(w, &figures, counts)
					return
				}
				if counts {
					entTable(w, &figures)
				}
				f.entText(w, &r, laws, logP, reason)
			})
		},
	}
	f.flags(cmd)
	flags := cmd.Flags()
	flags.BoolVarP(&byBits, "bits", "b", false, "by bits, the most significant of each byte first")
	flags.BoolVarP(&terse, "terse", "t", false, "ent's CSV")
	flags.BoolVarP(&counts, "counts", "c", false, "ent's table of how often each value comes")
	return cmd
}

const entSchema = "randaudit/ent/v1"

func unit(byBits bool) string {
	if byBits {
		return "bit"
	}
	return "byte"
}

// entNumber writes as ent's C does.
func entNumber(x float64) string {
	if math.IsNaN(x) {
		return "-nan"
	}
	return strconv.FormatFloat(x, 'f', 6, 64)
}

// entCSV is what ent -t prints, and with the counts what ent -t -c does.
func entCSV(w io.Writer, f *ent.Figures, counts bool) {
	serial := f.SerialCorrelation
	if math.IsNaN(serial) {
		serial = -100000 // ent's mark
	}
	fmt.Fprintf(w, "0,File-%ss,Entropy,Chi-square,Mean,Monte-Carlo-Pi,Serial-Correlation\n", unit(f.Bits))
	fmt.Fprintf(w, "1,%d,%s,%s,%s,%s,%s\n", f.Samples, entNumber(f.Entropy), entNumber(f.ChiSquared), entNumber(f.Mean), entNumber(f.Pi), entNumber(serial))
	if !counts {
		return
	}
	fmt.Fprintln(w, "2,Value,Occurrences,Fraction")
	for v, n := range f.Counts {
		fmt.Fprintf(w, "3,%d,%d,%s\n", v, n, entNumber(float64(n)/float64(f.Samples)))
	}
}

// entTable is what ent -c prints first. The characters are those of ISO 8859-1, as
// ent has them, in UTF-8.
func entTable(w io.Writer, f *ent.Figures) {
	fmt.Fprintln(w, "Value Char Occurrences Fraction")
	for v, n := range f.Counts {
		if n == 0 {
			continue
		}
		char := ' '
		if v > ' ' && v < 127 || v > 160 {
			char = rune(v)
		}
		fmt.Fprintf(w, "%3d   %c   %10d   %s\n", v, char, n, entNumber(float64(n)/float64(f.Samples)))
	}
	fmt.Fprintf(w, "\nTotal:    %10d   %s\n\n", f.Samples, entNumber(1))
}

func (f *byteFlags) entText(w io.Writer, r *entResult, laws []ent.Law, logP float64, reason string) {
	fmt.Fprintf(w, "%s: %d bytes, by %ss\n\n", strconv.QuoteToGraphic(r.Source), r.Bytes, r.Unit)
	fmt.Fprintf(w, "%-20s %14s %14s   %-30s %8s\n", "figure", "value", "fair source", "in 99 of 100", "p")
	for _, l := range laws {
		value := entNumber(l.Value)
		if math.IsNaN(l.Value) {
			value = "undefined"
		}
		between := "-"
		if !math.IsNaN(l.Low) {
			between = entNumber(l.Low) + " to " + entNumber(l.High)
		}
		expected := "-"
		if !math.IsNaN(l.Expected) {
			expected = entNumber(l.Expected)
		}
		fmt.Fprintf(w, "%-20s %14s %14s   %-30s %8s\n", l.Name, value, expected, between, probability(l.LogP))
	}
	fmt.Fprintln(w)
	for _, l := range laws {
		if math.IsNaN(l.LogP) && !math.IsNaN(l.Value) {
			fmt.Fprintf(w, "The law of %s needs at least %d bytes.\n", l.Name, l.Need)
		}
	}
	fmt.Fprintln(w, f.sentence(r.Verdict, logP, "the figure least likely of a fair source is "+reason))
}
