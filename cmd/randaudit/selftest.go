package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/randaudit/randaudit/sources"
	"github.com/randaudit/randaudit/sources/planted"
	"github.com/randaudit/randaudit/stattests"
	"github.com/randaudit/randaudit/stattests/battery"
)

func newSelftest(s *streams, status *int) *cobra.Command {
	return &cobra.Command{
		Use:   "selftest",
		Short: "Check that every test fails its planted source and passes a CSPRNG",
		Long: `Check that every test fails its planted source and passes a CSPRNG.

A test that cannot fail proves nothing. Exit status: 0 where every test does as it
should, 1 where one does not.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return inOrder(cmd.Context(), len(stattests.All), func(ctx context.Context, i int) outcome {
				return selftest(ctx, stattests.All[i])
			}, func(i int, o outcome) error {
				if o.err != nil {
					return o.err
				}
				word := "ok"
				if !o.seen || o.fair != battery.Pass {
					word = "BAD"
					*status = exitFail
				}
				t := stattests.All[i]
				if _, err := fmt.Fprintf(s.out, "%-4s %-19s planted %s: %s; chacha8: %s\n", word, t.Name, t.Planted, o.planted, o.fair); err != nil {
					return fmt.Errorf("writing to standard output: %w", err)
				}
				return nil
			})
		},
	}
}

// An outcome is what a test says of its planted source and of a CSPRNG.
type outcome struct {
	planted, fair battery.Verdict
	seen          bool // the planted source
	err           error
}

// Bytes that a test sees. A planted source is left as soon as the test fails, and one
// that is not seen in the first bytes gets more of them: a test that can do no more than
// suspect does not read them all.
const (
	firstBytes   = 8 << 20
	plantedBytes = 256 << 20
	fairBytes    = 16 << 20
)

func selftest(ctx context.Context, t *stattests.Test) (o outcome) {
	source, view, _ := strings.Cut(t.Planted, "|")
	for _, bytes := range []uint64{firstBytes, plantedBytes} {
		report, err := audited(ctx, t, source, view, bytes)
		if err != nil {
			return outcome{err: err}
		}
		if o.planted, o.seen = report.Verdict, seen(report); o.seen {
			break
		}
	}
	report, err := audited(ctx, t, "chacha8?seed=1", fairView(view), fairBytes)
	if err != nil {
		return outcome{err: err}
	}
	o.fair = report.Verdict
	return o
}

// seen reports whether the audit failed the source, or suspects it with a p-value
// beyond the reach of its law: a law that reaches to p = 1e-6 alone, as that of
// anderson-darling, fails nothing by itself.
func seen(report *battery.Report) bool {
	if report.Verdict != battery.Suspicious {
		return report.Verdict == battery.Fail
	}
	for _, c := range report.Cells {
		for _, r := range c.Results {
			if r.Judged() && r.LogP() < r.Quality.Reach {
				return true
			}
		}
	}
	return false
}

// audited runs one test on so many bytes of a source, or on as many as it needs
// to say anything.
func audited(ctx context.Context, t *stattests.Test, source, view string, bytes uint64) (*battery.Report, error) {
	src, err := sources.Parse(source, sources.Options{})
	if err != nil {
		return nil, err
	}
	for again := false; ; again = true {
		plan, err := battery.Quick.Plan(src, battery.Options{
			Views: []string{view}, Tests: []string{t.Name}, Bytes: bytes, Alpha: battery.DefaultAlpha, Version: version(),
		})
		if err != nil {
			return nil, err
		}
		_, report, err := battery.Audit(ctx, plan, src, battery.RunOptions{Jobs: 1})
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		if report.Verdict != battery.TooLittleData || again {
			return report, nil
		}
		bytes = report.NeedBytes
	}
}

// fairView is the view through which a CSPRNG is shown to a test: the planted
// source's own, or a fair draw where the view itself is the planted fault.
func fairView(view string) string {
	name, args, _ := strings.Cut(view, "(")
	for _, w := range planted.All {
		if w.Name == name {
			return "below(" + args
		}
	}
	return view
}
