package biasmap

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/rivo/uniseg"
)

const nameWidth = 12 // so that a line has 80 columns at most

// WriteText writes the map for a terminal, at most 80 columns wide: the draws
// needed, then the p-values and effects of the sample.
func (m *Map) WriteText(w io.Writer) error {
	b := bufio.NewWriter(w)
	table := func(cell func(Cell) string) {
		small, large := m.Columns, []Column(nil)
		for i, c := range m.Columns {
			if c.Width > 0 {
				small, large = m.Columns[:i], m.Columns[i:]
				break
			}
		}
		fmt.Fprintf(b, "%*s%s\n", nameWidth+5*len(small), "", "  3*2^(w-2), w =")
		fmt.Fprintf(b, "%-*s", nameWidth, "n =")
		for _, c := range small {
			fmt.Fprintf(b, " %4d", c.N)
		}
		for _, c := range large {
			fmt.Fprintf(b, " %4d", c.Width)
		}
		fmt.Fprintln(b)
		for _, r := range m.Rows {
			fmt.Fprint(b, fit(r.Way.Name))
			for _, c := range r.Cells {
				text := "n/a"
				if c.Applies {
					text = cell(c)
				}
				fmt.Fprintf(b, " %4s", text)
			}
			fmt.Fprintln(b)
		}
	}
	fmt.Fprintf(b, "Draws needed to see the bias of ways of drawing an integer below n\n")
	fmt.Fprintf(b, "by the exact distribution, at a false-alarm rate of 1e-6 with a power of 99 %%\n")
	fmt.Fprintf(b, "(none: exact, there is no bias to see; ?: its distribution is not known;\n")
	fmt.Fprintf(b, "n/a: not applicable, it cannot draw there)\n\n")
	table(func(c Cell) string { return c.Need.short() })
	m.writeProofs(b)
	fmt.Fprintf(b, "\nMeasured on %d draws each: the power of ten of p\n\n", m.Draws)
	table(func(c Cell) string { return powerOfTen(c.LnP) })
	fmt.Fprintf(b, "\nThe largest deviation of a category in these draws, in %%, where p is below 1e-6\n\n")
	table(func(c Cell) string {
		if !c.Seen() {
			return "."
		}
		return deviation(c.Effect.Deviation)
	})
	if err := b.Flush(); err != nil {
		return fmt.Errorf("biasmap: writing the map: %w", err)
	}
	return nil
}

// writeProofs says for each proof of fairness what it is of.
func (m *Map) writeProofs(w io.Writer) {
	var proofs []string
	of := map[string][]string{}
	for _, r := range m.Rows {
		for _, c := range r.Cells {
			if p := c.Need.Proof; p != "" && !slices.Contains(of[p], r.Way.Name) {
				if of[p] == nil {
					proofs = append(proofs, p)
				}
				of[p] = append(of[p], r.Way.Name)
			}
		}
	}
	if len(proofs) > 0 {
		fmt.Fprintf(w, "\nWhy there is none:\n")
	}
	for _, p := range proofs {
		line := ""
		for word := range strings.FieldsSeq(strings.Join(of[p], ", ") + ": " + p) {
			if line != "" && uniseg.StringWidth(line+" "+word) > 76 {
				fmt.Fprintln(w, "  "+line)
				line = "  "
			}
			if strings.TrimSpace(line) != "" {
				line += " "
			}
			line += word
		}
		fmt.Fprintln(w, "  "+line)
	}
}

// fit cuts or fills a name, which comes from outside, to its column.
func fit(name string) string {
	var kept strings.Builder
	width := 0
	for g := uniseg.NewGraphemes(name); g.Next(); {
		r := g.Runes()[0]
		if !strconv.IsPrint(r) || width+g.Width() > nameWidth {
			continue
		}
		width += g.Width()
		kept.WriteString(g.Str())
	}
	return kept.String() + strings.Repeat(" ", nameWidth-width)
}

// short is the need in four characters.
func (n Need) short() string {
	switch n.Known {
	case Exact:
		return "none"
	case Unknown:
		return "?"
	}
	return formatDraws(n.Draws)
}

// formatDraws writes a number of draws in four characters, for columns: 450, or
// 5e19, rounded to the nearest.
func formatDraws(draws float64) string {
	if draws < 10000 {
		return strconv.FormatFloat(draws, 'f', 0, 64)
	}
	return strings.Replace(strings.Replace(strconv.FormatFloat(draws, 'e', 0, 64), "e+0", "e", 1), "e+", "e", 1)
}

// powerOfTen is log10 p, rounded towards 0, -999 at least.
func powerOfTen(lnP float64) string {
	return strconv.Itoa(int(max(lnP/math.Ln10, -999)))
}

func deviation(d float64) string {
	percent := math.Abs(d) * 100
	sign := "+"
	if d < 0 {
		sign = "-"
	}
	if percent < 9.95 {
		return sign + strconv.FormatFloat(percent, 'f', 1, 64)
	}
	if percent > 999 {
		return sign + "999"
	}
	return sign + strconv.FormatFloat(percent, 'f', 0, 64)
}
