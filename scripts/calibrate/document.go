package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"fmt"
	"math"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A tailCheck is a line that TestTails of stattests logs.
type tailCheck struct {
	Law        string  `json:"law"` // its kind: the leading word of a result's null
	Parameters string  `json:"parameters"`
	LogP       float64 `json:"ln_p"`  // stated
	Ratio      float64 `json:"ratio"` // true over stated
	Error      float64 `json:"error"` // relative, of the ratio
	Bound      bool    `json:"bound,omitempty"`
}

var tailLine = regexp.MustCompile(`tail check: ([^:]+): (.*): stated ln p (\S+), true over stated (\S+), relative error (\S+), bound (true|false)$`)

// tailChecks runs TestTails.
func tailChecks(ctx context.Context, long bool) (checks []tailCheck, err error) {
	args := []string{"test", "github.com/randaudit/randaudit/stattests", "-run", "^TestTails$", "-count", "1", "-v"}
	if long {
		args = append(args, "-long")
	}
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w\n%s", cmd, err, out)
	}
	return parseTailChecks(out)
}

// parseTailChecks takes the lines that tailCheck logs out of the output of go
// test -v.
func parseTailChecks(out []byte) (checks []tailCheck, err error) {
	scan := bufio.NewScanner(bytes.NewReader(out))
	for scan.Scan() {
		m := tailLine.FindStringSubmatch(scan.Text())
		if m == nil {
			continue
		}
		c := tailCheck{Law: m[1], Parameters: m[2], Bound: m[6] == "true"}
		for i, x := range []*float64{&c.LogP, &c.Ratio, &c.Error} {
			if *x, err = strconv.ParseFloat(m[3+i], 64); err != nil {
				return nil, fmt.Errorf("%q: %w", scan.Text(), err)
			}
		}
		checks = append(checks, c)
	}
	// TestTails goes through the laws in any order.
	slices.SortStableFunc(checks, func(a, b tailCheck) int { return cmp.Compare(a.Law, b.Law) })
	return checks, scan.Err()
}

// lawKind is the leading word of a null, by which laws have their tail checks.
func lawKind(null string) string {
	if i := strings.IndexAny(null, "( ,"); i >= 0 {
		return null[:i]
	}
	return null
}

// tailRatios is the range of the ratios of a law's checks.
func tailRatios(checks []tailCheck, law string) string {
	low, high := math.Inf(1), math.Inf(-1)
	for _, c := range checks {
		if c.Law == law {
			low, high = min(low, c.Ratio), max(high, c.Ratio)
		}
	}
	switch a, b := fmt.Sprintf("%.2f", low), fmt.Sprintf("%.2f", high); {
	case low > high:
		return "none"
	case a == b:
		return a
	default:
		return a + " to " + b
	}
}

const preamble = `# Calibration: how the p-values of each test are distributed for a fair source

Written by ` + "`go run ./scripts/calibrate`" + `; do not edit. %d tests, %d settings, %d rows of
which %d are out of their bounds.

A row is a result of a test in one setting: an alphabet, the test's arguments (none: the
default ones), and a number of blocks a tally. The alphabet is the largest that the test
takes of 2^64, 2^53, 2^32, 256, 6 and 2, and 6 besides, a die, where symbols are equal often.
The number of blocks is the least with which every result is judged, where a limit law is
at its worst, and as many as have %d symbols where those are more; tests that this does not
suit have settings of their own. Each tally is of fresh data: ChaCha8 with committed seeds.

- **p ≤ 0.01, 0.001, 0.0001**, in the lower and in the upper tail: the share of the tallies
  over what it should be, and Clopper and Pearson's 99 %% interval of that. Of %d tallies
  %.3g should be within the last.
- **KS**: the p-value of Kolmogorov and Smirnov's test that the p-values are uniform, and
  the distance. Where a law is discrete, both tails give P(S = s), and
  P(S < s) + V P(S = s) with a uniform V is uniform; it is what is counted in all columns.
- **bound**: the p-value is never too small, by design (Bonferroni's over many counts). Its
  share must not be above 1; it has no lower tail and no KS.
- **tail**: the true tail over the stated one near p = 1e-12, exact or importance-sampled,
  over the checks of the last table.

A row is out of its bounds if, of an exact law, a share or KS is too far off; of an
asymptotic or simulated law, if the upper share is off by more than a factor of %d, or the
lower one is above that, or the distance is above %g (a chi-squared of two classes of 150 is
a lattice, and its lower tail stops near zero, where it is no law); of a bound, if the share
is above 1. The bounds hold together (Bonferroni): if all laws are right, any row is out with
a probability of at most %g.

`

const header = `| result | symbols | arguments | blocks | tallies | null | law | lower 0.01 | lower 0.001 | lower 0.0001 | upper 0.01 | upper 0.001 | upper 0.0001 | KS | tail | |
|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
`

// document is the page, and the number of rows that are out of bounds.
func document(entries []entry, checks []tailCheck) (text string, faults int) {
	bounds, rows, tests, tallies := 0, 0, 0, 0
	last := ""
	for _, e := range entries {
		if e.Test != last {
			last = e.Test
			tests++
		}
		tallies = max(tallies, e.Tallies)
		for _, r := range e.Rows {
			rows++
			bounds += r.checks()
		}
	}
	var b strings.Builder
	level := falseAlarm / float64(max(1, bounds))
	last = ""
	for _, e := range entries {
		if e.Test != last {
			last = e.Test
			fmt.Fprintf(&b, "\n## %s\n\n%s", e.Test, header)
		}
		for _, r := range e.Rows {
			fault := strings.Join(r.faults(level), ", ")
			if fault != "" {
				faults++
				fault = "**" + fault + "**"
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %d of %d | %s %s |\n",
				r.Name, power(e.N), arguments(e.Args), e.Blocks, e.Block, r.cells(checks), fault)
		}
	}
	b.WriteString("\n## Tails near p = 1e-12\n\n`TestTails` in `stattests`, with `-long`. The error is one standard error of the ratio, 0 where the\ntruth was computed exactly. A bound may be above the truth by any factor.\n\n" +
		"| law | parameters | stated p | true over stated | relative error | |\n|---|---|---|---|---|---|\n")
	for _, c := range checks {
		kind := ""
		if c.Bound {
			kind = "bound"
		}
		fmt.Fprintf(&b, "| %s | %s | %.3g | %.4f | %.4f | %s |\n", c.Law, c.Parameters, math.Exp(c.LogP), c.Ratio, c.Error, kind)
	}
	return fmt.Sprintf(preamble, tests, len(entries), rows, faults, enough, tallies, float64(tallies)*limits[2], factor, slack, falseAlarm) + strings.TrimPrefix(b.String(), "\n"), faults
}

func arguments(args []uint64) string {
	if len(args) == 0 {
		return ""
	}
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(args), " ", ", "), "[]")
}

// cells are the columns from the tallies to the tail.
func (r row) cells(checks []tailCheck) string {
	if r.Judged == 0 {
		return fmt.Sprintf("needs %d blocks | | | | | | | | | | |", r.Need)
	}
	share := func(count uint64, limit float64) string {
		low, high := interval(count, r.Judged)
		return fmt.Sprintf("%.2f (%.2f–%.2f)", float64(count)/float64(r.Judged)/limit, low/limit, high/limit)
	}
	law := r.Quality
	if r.Bound {
		law += ", bound"
	}
	cells := []string{strconv.FormatUint(r.Judged, 10), strings.ReplaceAll(r.Null, "|", `\|`), law}
	for i, limit := range limits {
		if r.Bound {
			cells = append(cells, "")
		} else {
			cells = append(cells, share(r.Lower[i], limit))
		}
	}
	for i, limit := range limits {
		cells = append(cells, share(r.Upper[i], limit))
	}
	ks := ""
	if !r.Bound {
		ks = fmt.Sprintf("%.2g (%.4f)", kolmogorov(r.Distance, r.Judged), r.Distance)
	}
	return strings.Join(append(cells, ks, tailRatios(checks, lawKind(r.Null))), " | ") + " |"
}
