package main

import (
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/spf13/cobra"

	"github.com/randaudit/randaudit/bench"
)

func newBench(s *streams) *cobra.Command {
	var (
		filter string
		count  int
		length time.Duration
	)
	cmd := &cobra.Command{
		Use:   "bench [flags]",
		Short: "Measure the throughput of sources and ways of drawing",
		Long: `Measure the throughput of sources and ways of drawing, in the format of Go's
benchmarks, which benchstat reads. The same benchmarks run under go test:
go test -bench . ./bench`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			re, err := regexp.Compile(filter)
			if err != nil {
				return fmt.Errorf("--bench: %w", err)
			}
			if count < 1 || length <= 0 {
				return errors.New("--count and --benchtime must be above 0")
			}
			_, err = bench.Run(cmd.Context(), s.out, bench.Options{Filter: re, Count: count, Time: length})
			return err
		},
	}
	cmd.Flags().StringVar(&filter, "bench", ".", "run only the benchmarks that match this regular expression")
	cmd.Flags().IntVar(&count, "count", 6, "run each benchmark so often: a 95 % interval takes six")
	cmd.Flags().DurationVar(&length, "benchtime", 100*time.Millisecond, "run each benchmark so long each time")
	return cmd
}
