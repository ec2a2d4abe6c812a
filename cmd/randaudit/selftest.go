package main

import (
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
			good := true
			for _, t := range stattests.All {
				source, view, _ := strings.Cut(t.Planted, "|")
				fails, err := selftest(cmd, t.Name, source, view)
				if err != nil {
					return err
				}
				passes, err := selftest(cmd, t.Name, "chacha8?seed=1", fairView(view))
				if err != nil {
					return err
				}
				ok := fails.Verdict == battery.Fail && passes.Verdict == battery.Pass
				good = good && ok
				if _, err := fmt.Fprintf(s.out, "%-4s %-18s planted %s: %s; chacha8: %s\n",
					map[bool]string{true: "ok", false: "BAD"}[ok], t.Name, t.Planted, fails.Verdict, passes.Verdict); err != nil {
					return fmt.Errorf("writing to standard output: %w", err)
				}
			}
			if !good {
				*status = exitFail
			}
			return nil
		},
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

func selftest(cmd *cobra.Command, test, source, view string) (*battery.Report, error) {
	src, err := sources.Parse(source, sources.Options{})
	if err != nil {
		return nil, err
	}
	plan, err := battery.Quick.Plan(src, battery.Options{
		Views: []string{view}, Tests: []string{test}, Alpha: battery.DefaultAlpha, Version: version(),
	})
	if err != nil {
		return nil, err
	}
	_, report, err := battery.Audit(cmd.Context(), plan, src, battery.RunOptions{})
	if err == nil {
		err = cmd.Context().Err()
	}
	return report, err
}
