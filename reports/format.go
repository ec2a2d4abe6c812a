package reports

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
)

// power splits p = e^ln into m * 10^e with 1 <= m < 10.
func power(ln float64) (m float64, e int64) {
	l := max(ln/math.Ln10, -1e18)
	f := math.Floor(l)
	return math.Pow(10, l-f), int64(f)
}

// pValue writes p = e^ln: as a plain number down to 0.001, then as 4.2e-12, and
// below 1e-300, where a mantissa says nothing any more, as 10^-310.
func pValue(ln float64) string {
	m, e := power(ln)
	switch {
	case e >= -3:
		return strconv.FormatFloat(math.Exp(ln), 'g', 2, 64)
	case e < -300:
		if e < -999999 {
			return "< 10^-999999"
		}
		return fmt.Sprintf("10^%d", int64(math.Round(ln/math.Ln10)))
	}
	s := strconv.FormatFloat(m, 'f', 1, 64)
	if s == "10.0" {
		s, e = "1.0", e+1
	}
	return fmt.Sprintf("%se%d", s, e)
}

// significant writes x with about three significant digits and no exponent
// between 1e-9 and 1e15.
func significant(x float64) string {
	a := math.Abs(x)
	switch {
	case a == 0:
		return "0"
	case a >= 1e15 || a < 1e-9:
		return strconv.FormatFloat(x, 'g', 3, 64)
	case a >= 100:
		return strconv.FormatFloat(x, 'f', 0, 64)
	}
	digits := 2 - int(math.Floor(math.Log10(a)))
	s := strconv.FormatFloat(x, 'f', digits, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// percent writes a relative deviation without its sign.
func percent(x float64) string {
	x = math.Abs(x) * 100
	digits := 2
	if x > 0 {
		digits = min(max(1-int(math.Floor(math.Log10(x))), 0), 12)
	}
	if x >= 10 && x < 1000 {
		digits = 1
	}
	s := strconv.FormatFloat(x, 'f', digits, 64)
	if x >= 1e6 {
		s = strconv.FormatFloat(x, 'g', 3, 64)
	}
	if strings.Contains(s, ".") && !strings.Contains(s, "e") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s + " %"
}

// seen is percent of what would have been seen; beyond tenfold the figure says
// no more than that.
func seen(x float64) string {
	if x > 10 {
		return "> 1000 %"
	}
	return percent(x)
}

// group writes an integer with commas between the thousands.
func group(s string) string {
	var b strings.Builder
	for i, r := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func count(n uint64) string { return group(strconv.FormatUint(n, 10)) }

// short writes a count in few characters: 999, 12.3k, 4.5M, 1.2e21.
func short(n uint64) string {
	if n < 10000 {
		return count(n)
	}
	return scale(float64(n), 1000, "", "k", "M", "G", "T", "P", "E")
}

// size writes a number of bytes in binary units.
func size(n uint64) string {
	return scale(float64(n), 1024, " B", " KiB", " MiB", " GiB", " TiB", " PiB", " EiB")
}

func scale(x, step float64, units ...string) string {
	i := 0
	for x >= step && i < len(units)-1 {
		x /= step
		i++
	}
	return significant(x) + units[i]
}

// duration writes seconds for people.
func duration(s float64) string {
	if s >= 120 {
		return fmt.Sprintf("%s min", significant(s/60))
	}
	return fmt.Sprintf("%s s", strconv.FormatFloat(s, 'f', 1, 64))
}

// rate writes a small probability without the leading zero of Go's exponents.
func rate(p float64) string {
	return strings.Replace(strconv.FormatFloat(p, 'g', 3, 64), "e-0", "e-", 1)
}

// odds writes the rate alpha as "once in 1,000,000,000".
func odds(alpha float64) string {
	if 1/alpha >= 1e15 {
		return "once in " + strconv.FormatFloat(1/alpha, 'g', 3, 64)
	}
	return "once in " + group(strconv.FormatFloat(math.Round(1/alpha), 'f', 0, 64))
}

// plain escapes what a name must not do to a terminal or a page: control
// characters, line ends, marks that turn the direction of writing.
func plain(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case unicode.IsPrint(r):
			b.WriteRune(r)
		default:
			q := strconv.QuoteRuneToASCII(r)
			b.WriteString(q[1 : len(q)-1])
		}
	}
	return b.String()
}

// width is the number of terminal columns of s.
func width(s string) int { return uniseg.StringWidth(s) }

// cut shortens s to at most n columns, never within a character that a person
// sees as one; the end, which tells most names apart less, gives way to "…".
func cut(s string, n int) string {
	if width(s) <= n {
		return s
	}
	var b strings.Builder
	w := 0
	for g := uniseg.NewGraphemes(s); g.Next() && w+g.Width() <= n-1; {
		b.WriteString(g.Str())
		w += g.Width()
	}
	return b.String() + "…"
}

// pad fills s with spaces to n columns, at its end or, for numbers, before it.
func pad(s string, n int) string     { return s + strings.Repeat(" ", max(0, n-width(s))) }
func padLeft(s string, n int) string { return strings.Repeat(" ", max(0, n-width(s))) + s }

// wrap breaks s into lines of at most n columns; a longer word is broken too. A
// percent sign stays with its number.
func wrap(s string, n int) []string {
	var lines []string
	line := ""
	const glue = "\x00"
	for _, word := range strings.Fields(strings.ReplaceAll(s, " %", glue)) {
		word = strings.ReplaceAll(word, glue, " %")
		if line != "" && width(line)+1+width(word) > n {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
		for width(line) > n {
			head, w := "", 0
			for g := uniseg.NewGraphemes(line); g.Next() && w+g.Width() <= n; {
				head += g.Str()
				w += g.Width()
			}
			if head == "" {
				break
			}
			lines = append(lines, head)
			line = line[len(head):]
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// quote quotes s for a shell, where it needs it or might.
func quote(s string) string {
	safe := s != "" && strings.IndexFunc(s, func(r rune) bool {
		return !(r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_./:@%+,", r)))
	}) < 0
	if safe {
		return s
	}
	if strings.IndexFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) >= 0 {
		// ANSI-C quoting, which bash, zsh, ksh and the 2024 POSIX shell have.
		var b strings.Builder
		for i := range len(s) {
			switch c := s[i]; {
			case c == '\'' || c == '\\':
				b.WriteByte('\\')
				b.WriteByte(c)
			case c < 0x20 || c >= 0x7f:
				fmt.Fprintf(&b, `\%03o`, c)
			default:
				b.WriteByte(c)
			}
		}
		return "$'" + b.String() + "'"
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
