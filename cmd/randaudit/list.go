package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/randaudit/randaudit/sources"
	"github.com/randaudit/randaudit/sources/planted"
	"github.com/randaudit/randaudit/stattests"
	"github.com/randaudit/randaudit/stattests/battery"
)

// lists are what randaudit list can list: rows of a name and what it is, and
// headings, which have no more than a name.
var lists = map[string]func(row func(name, doc string)){
	"sources": func(row func(name, doc string)) {
		var group sources.Group
		for _, e := range sources.All {
			if e.Group != group {
				group = e.Group
				row("# "+string(group), "")
			}
			name := e.Name
			if e.Seeded {
				name += "[?seed=N]"
			}
			row(name, e.Doc)
		}
	},
	"views": func(row func(name, doc string)) {
		bad := map[string]bool{}
		for _, w := range planted.All {
			bad[w.Name] = true
		}
		for _, v := range sources.Views() {
			if !bad[v.Name] {
				row(v.Usage, v.Doc)
			}
		}
	},
	"planted": plantedList,
	"tests": func(row func(name, doc string)) {
		for _, t := range stattests.All {
			row(t.Name, t.Doc)
		}
	},
	"batteries": func(row func(name, doc string)) {
		for _, b := range battery.All {
			row(b.Name, b.Doc)
		}
		row(sp80022Battery, sp80022Doc)
	},
}

func newList(s *streams) *cobra.Command {
	return &cobra.Command{
		Use:       "list sources|views|tests|batteries|planted",
		Short:     "List what there is",
		ValidArgs: []string{"sources", "views", "tests", "batteries", "planted"},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 || lists[args[0]] == nil {
				return hinted{fmt.Errorf("list %s: say what to list", strings.Join(args, " ")), "randaudit list sources|views|tests|batteries|planted"}
			}
			w := bufio.NewWriter(s.out)
			if err := writeList(w, args[0]); err != nil {
				return err
			}
			if err := w.Flush(); err != nil {
				return fmt.Errorf("writing to standard output: %w", err)
			}
			return nil
		},
	}
}

func writeList(w io.Writer, what string) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	lists[what](func(name, doc string) {
		if doc == "" { // a heading
			fmt.Fprintln(table, name)
			return
		}
		fmt.Fprintf(table, "%s\t%s\n", name, strings.Join(strings.Fields(doc), " "))
	})
	return table.Flush()
}
