// Tests writes docs/tests.md: what every test of stattests.All looks at, what evidence
// of it means, and which batteries look with it.
//
//	go run ./scripts/tests
//
// Run it in the module's folder.
package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/randaudit/randaudit/reports"
	"github.com/randaudit/randaudit/stattests"
	"github.com/randaudit/randaudit/stattests/battery"
)

const path = "docs/tests.md"

func main() {
	if err := run(); err != nil {
		fmt.Fprintf(os.Stderr, "tests: %v\n", err)
		os.Exit(2)
	}
}

func run() error {
	var b strings.Builder
	document(&b)
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		return fmt.Errorf("writing the document: %w", err)
	}
	return nil
}

const introduction = `# The tests

What ` + "`randaudit list tests`" + ` lists, with what evidence of each means to somebody who uses
the source, the planted source that each must fail (` + "`randaudit selftest`" + ` checks it), and
the batteries that look with it. A test takes any view whose alphabet it fits, and arguments
where they are named: ` + "`randaudit audit SOURCE --view 'low(8)' --test 'serial(3)'`" + `.

How much data each needs to see a bias of 1 % is said by ` + "`randaudit list tests --power`" + `;
[how its p-values are distributed](calibration.md) for a fair source is measured. An exact
test's p-value is right at any depth; an asymptotic one's is used only as far out as its law
was shown right.

This page is made by ` + "`go run ./scripts/tests`" + ` from the tests' own words.
`

// document writes the page.
func document(w io.Writer) {
	fmt.Fprint(w, introduction)
	for _, t := range stattests.All {
		source, view, _ := strings.Cut(t.Planted, "|")
		fmt.Fprintf(w, "\n## %s\n\n%s\n\n", t.Name, sentences(t.Doc))
		fmt.Fprintf(w, "*Evidence means:* %s\n\n", sentences(reports.Meaning(t.Name)))
		fmt.Fprintf(w, "- must fail `%s` on `%s`\n", source, view)
		if in := batteries(t.Name); len(in) > 0 {
			fmt.Fprintf(w, "- is in %s\n", strings.Join(in, ", "))
		}
	}
}

// sentences are the words of s, of which none is taken for Markdown.
func sentences(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	return strings.NewReplacer("*", `\*`, "_", `\_`, "<", "&lt;", "[", `\[`).Replace(s)
}

// batteries are those that look with a test.
func batteries(name string) []string {
	var in []string
	for _, b := range battery.All {
		if slices.ContainsFunc(b.Rows, func(r battery.Row) bool {
			return slices.ContainsFunc(r.Tests, func(test string) bool {
				bare, _, _ := strings.Cut(test, "(")
				return bare == name
			})
		}) {
			in = append(in, "`"+b.Name+"`")
		}
	}
	return in
}
