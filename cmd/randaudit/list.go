package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/bits"
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
	var power bool
	c := &cobra.Command{
		Use:   "list sources|views|tests|batteries|planted",
		Short: "List what there is",
		Long: `List what there is.

With --power, tests: how many draws each needs, without arguments, to see one category
that comes 10 %, 1 % or 0.1 % more often than it should, with 99 % power at a false-alarm
rate of 1e-9 for the test by itself: on words of 64 bits (2^64), or the largest alphabet that it
takes, and on a die. A category is what the test counts: a symbol, an interval of the alphabet,
a tuple, a gap. Where some are much too rare, it is the most probable one, which is named.
The statistic is the one that sees it first. A test without numbers judges something else
than how often a category comes, which is said in their place.`,
		Example:   "  randaudit list sources\n  randaudit list tests --power",
		ValidArgs: []string{"sources", "views", "tests", "batteries", "planted"},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 || lists[args[0]] == nil {
				return hinted{fmt.Errorf("list %s: say what to list", strings.Join(args, " ")), "randaudit list sources|views|tests|batteries|planted"}
			}
			w := bufio.NewWriter(s.out)
			var err error
			switch {
			case !power:
				err = writeList(w, args[0])
			case args[0] == "tests":
				err = writePower(cmd.Context(), w)
			default:
				return hinted{fmt.Errorf("list %s: only tests have a power", args[0]), "randaudit list tests --power"}
			}
			if err != nil {
				return err
			}
			if err := w.Flush(); err != nil {
				return fmt.Errorf("writing to standard output: %w", err)
			}
			return nil
		},
	}
	c.Flags().BoolVar(&power, "power", false, "of tests: the draws needed to see a bias of 10 %, 1 % and 0.1 %")
	return c
}

// powerAlphabets are tried in this order: of the first that a test takes, and of a die,
// its power is shown.
var powerAlphabets = []uint64{0, 1 << 53, 1 << 32, 256, 6, 2}

// writePower writes what each test needs.
func writePower(ctx context.Context, w io.Writer) error {
	type row struct {
		test *stattests.Test
		law  stattests.Law
	}
	var rows []row
	for _, t := range stattests.All {
		first := true
		for _, n := range powerAlphabets {
			if !first && n != 6 {
				continue
			}
			if _, err := t.New(stattests.Law{N: n}); err != nil {
				continue
			}
			rows = append(rows, row{t, stattests.Law{N: n}})
			first = false
		}
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprint(table, "test\tsymbols\t10 %\t1 %\t0.1 %\tstatistic\tcategory\n")
	err := inOrder(ctx, len(rows), func(_ context.Context, i int) string {
		return powerOf(rows[i].test, rows[i].law)
	}, func(_ int, text string) error {
		_, err := fmt.Fprint(table, text)
		return err
	})
	if err != nil {
		return err
	}
	return table.Flush()
}

// powerOf is a row of the table.
func powerOf(t *stattests.Test, law stattests.Law) string {
	c, err := t.New(law)
	if err != nil {
		panic(err) // writePower has tried it
	}
	level := battery.DefaultAlpha / float64(len(c.Judge(stattests.NewTally(c), 0)))
	text := t.Name + "\t" + alphabetName(law.N)
	by, of := "-", counted[t.Name]
	for _, deviation := range []float64{0.1, 0.01, 0.001} {
		blocks, statistic, category := stattests.Needed(c, law, deviation, level)
		if blocks == 0 {
			text += "\t-"
			continue
		}
		by = statistic
		if category != "" {
			of = category
		}
		text += fmt.Sprintf("\t%.2g", blocks*float64(c.Block()))
	}
	if of == "" {
		of = "any"
	}
	return text + "\t" + by + "\t" + of + "\n"
}

// counted says which category it is that comes too often, in tests that count no more
// than one, and what is judged by tests that count none.
var counted = map[string]string{
	"anderson-darling":   "none: all the distribution; a law that reaches to p = 1e-6 decides nothing",
	"autocorrelation":    "a bit unlike an earlier one",
	"bias":               "a one, at any place",
	"bit-pairs":          "a bit unlike another",
	"birthday-spacings":  "an equal spacing",
	"close-pairs":        "a close pair",
	"collision":          "a collision",
	"hamming-dependency": "any pattern of weights",
	"kolmogorov-smirnov": "the lower half",
	"lattice":            "a combination near 0",
	"linear-complexity":  "none: how long a recurrence the bits need",
	"multiply-carry":     "a word that a multiplication with carry gives",
	"predict":            "none: whether the words that come are those predicted",
	"repeats":            "a word that came before",
	"recurrence":         "a word that a recurrence gives",
	"runs-bits":          "a bit unlike the one before",
	"spectral":           "none: how strong a period is",
	"taps":               "a word that a recurrence gives",
}

func alphabetName(n uint64) string {
	if k := bits.TrailingZeros64(n); n == 0 || n == 1<<k && k > 10 {
		return fmt.Sprintf("2^%d", k)
	}
	return fmt.Sprint(n)
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
