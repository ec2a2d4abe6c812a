package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/randaudit/randaudit/internal/shell"
	"github.com/randaudit/randaudit/reports"
	"github.com/randaudit/randaudit/stattests/battery/biasmap"
)

// mapFlags are the flags that go with --map.
var mapFlags = []string{"map", "seed", "out", "json", "quiet"}

// runMap is randaudit audit --map: it judges no source.
func (f *auditFlags) runMap(cmd *cobra.Command, s *streams, specs, command []string) error {
	if len(specs) > 0 || command != nil {
		return hinted{errors.New("--map takes no source: it is of ways of drawing"), "randaudit audit --map"}
	}
	var other error
	cmd.Flags().Visit(func(flag *pflag.Flag) {
		if !slices.Contains(mapFlags, flag.Name) && other == nil {
			other = hinted{fmt.Errorf("--%s does not go with --map", flag.Name), "randaudit audit --map"}
		}
	})
	if other != nil {
		return other
	}
	_, seed, err := f.options(cmd)
	if err != nil {
		return err
	}
	measured, err := biasmap.Measure(cmd.Context(), biasmap.Options{Seed: seed}, biasmap.Known()...)
	if err != nil {
		return err
	}
	m := &reports.Map{
		Version: version(), Command: "randaudit " + shell.Join(commandLine(cmd, nil, nil, true)),
		Date: time.Now().UTC(), Map: measured,
	}
	return f.output.writePage(cmd, s, page{
		text:   m.WriteText,
		json:   func(w io.Writer) error { return reports.WriteMapJSON(w, m) },
		folder: func(dir string) error { return reports.WriteMapFolder(dir, m) },
		told:   "\nMap: ", file: "map.html",
	})
}
