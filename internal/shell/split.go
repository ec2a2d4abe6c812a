package shell

import (
	"errors"
	"strings"
)

// Split reads a line as words, as a POSIX shell would that expands nothing: words are
// parted by spaces and tabs, a backslash or single quotes take what follows as it is, and
// in double quotes a backslash does so before a quote, a backslash, a dollar or a
// backquote. It gives back what [Join] was given. A quote that does not end is an error,
// and so is a backslash at the end.
func Split(line string) (words []string, err error) {
	const blanks = " \t"
	var word strings.Builder
	begun := false // there is a word, be it empty
	var quote byte // that is open; 0: none
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case quote == 0 && strings.IndexByte(blanks, c) >= 0:
			if begun {
				words = append(words, word.String())
			}
			word.Reset()
			begun = false
			continue
		case c == quote:
			quote = 0
		case quote == 0 && (c == '\'' || c == '"'):
			quote = c
		case c == '\\' && quote == 0 && i+1 == len(line):
			return nil, errors.New("a backslash at the end takes no character")
		case c == '\\' && (quote == 0 || quote == '"' && i+1 < len(line) && strings.IndexByte("\"\\$`", line[i+1]) >= 0):
			i++
			word.WriteByte(line[i])
		default:
			word.WriteByte(c)
		}
		begun = true
	}
	if quote != 0 {
		return nil, errors.New("a quote is opened and not closed: " + string(quote))
	}
	if begun {
		words = append(words, word.String())
	}
	return words, nil
}
