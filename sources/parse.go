package sources

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// Options are what [Parse] needs beside the name.
type Options struct {
	// Word is the width of the words of a file or of standard input, in bits:
	// 8, 16, 32 or 64; 0 means 64. Named sources have a width of their own.
	Word int
	// Seed is that of a seeded source whose name gives none.
	Seed uint64
	// Stdin is what "-" reads; nil where there is no standard input.
	Stdin io.Reader
}

// Parse returns the source that a user named:
//
//   - an exact name of [All], for a seeded source with "?seed=" and a decimal
//     or 0x hexadecimal number below 2^64: "crypto", "mt19937?seed=42";
//   - "-": standard input ([Stdin]);
//   - what has a slash (on Windows also a backslash), or is the name of an
//     existing file: that file ([File]). It must be there, but is not opened yet.
//
// Anything else is an error that wraps [ErrUnknown] and suggests names; bad
// parameters give one that wraps [ErrArgs].
func Parse(spec string, o Options) (Source, error) {
	word := o.Word
	if word == 0 {
		word = 64
	}
	if err := checkWord(word); err != nil {
		return nil, err
	}
	name, parameters, given := strings.Cut(spec, "?")
	if e, ok := Lookup(name); ok {
		seed := o.Seed
		if given {
			var err error
			if seed, err = parseSeed(e, parameters); err != nil {
				return nil, err
			}
		}
		return e.New(seed), nil
	}
	switch {
	case spec == "":
		return nil, errors.New("sources: an empty name: give the name of a source, a file, or - for standard input")
	case spec == "-":
		if o.Stdin == nil {
			return nil, errors.New("sources: there is no standard input here")
		}
		return Stdin(o.Stdin, word), nil
	}
	info, err := os.Stat(spec)
	switch isPath := strings.Contains(spec, "/") || runtime.GOOS == "windows" && strings.Contains(spec, `\`); {
	case err == nil && info.IsDir():
		return nil, fmt.Errorf("sources: %s is a directory: name a file in it", spec)
	case err == nil:
		return File(spec, word), nil
	case isPath:
		return nil, fmt.Errorf("sources: %w", err)
	}
	return nil, unknown(spec, name)
}

// parseSeed parses what follows the question mark.
func parseSeed(e Entry, parameters string) (uint64, error) {
	if !e.Seeded {
		return 0, fmt.Errorf("%w: %s takes no parameters, not even a seed: its output cannot be chosen", ErrArgs, e.Name)
	}
	const allowed = "a decimal or 0x hexadecimal number from 0 to 18446744073709551615"
	key, value, _ := strings.Cut(parameters, "=")
	if key != "seed" {
		return 0, fmt.Errorf("%w: %s has no parameter %q: it takes seed=NUMBER", ErrArgs, e.Name, key)
	}
	if strings.Contains(value, "&") {
		return 0, fmt.Errorf("%w: %s takes one parameter, seed=NUMBER: %q is more", ErrArgs, e.Name, parameters)
	}
	digits, base := value, 10
	if len(value) > 2 && (value[:2] == "0x" || value[:2] == "0X") {
		digits, base = value[2:], 16
	}
	seed, err := strconv.ParseUint(digits, base, 64)
	switch {
	case errors.Is(err, strconv.ErrRange):
		return 0, fmt.Errorf("%w: the seed %s is too large: it is %s", ErrArgs, value, allowed)
	case err != nil:
		return 0, fmt.Errorf("%w: the seed %q is no number: it is %s", ErrArgs, value, allowed)
	}
	return seed, nil
}

// unknown is the error for what is neither a name nor a file.
func unknown(spec, name string) error {
	hint := ""
	if near := nearest(name); len(near) > 0 {
		hint = " (did you mean " + strings.Join(near, " or ") + "?)"
	}
	return fmt.Errorf("%w %s%s: it is no source and no file here; a file needs a slash: %s",
		ErrUnknown, strconv.Quote(spec), hint, strconv.Quote("./"+spec))
}

// nearest is at most three names of [All] that a user may have meant, the
// likeliest first: those few edits away, those that hold what was typed, and
// those that begin with nearly that.
func nearest(name string) []string {
	const longest = 64 // nothing that long is a misspelt name
	if name == "" || len(name) > longest {
		return nil
	}
	typed := strings.ToLower(name)
	type candidate struct {
		name     string
		distance int
	}
	var found []candidate
	for _, e := range All {
		d := editDistance(typed, e.Name)
		if len(typed) >= 3 && strings.Contains(e.Name, typed) {
			d = min(d, 1)
		}
		if len(typed) >= 4 && len(typed) < len(e.Name) {
			d = min(d, editDistance(typed, e.Name[:len(typed)]))
		}
		if d <= max(1, len(name)/3) {
			found = append(found, candidate{e.Name, d})
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return a.distance - b.distance })
	var names []string
	for _, c := range found[:min(3, len(found))] {
		names = append(names, c.name)
	}
	return names
}
