package sources

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// ErrArgs is wrapped where a view does not take its arguments, or where what
// was given for a view is not one.
var ErrArgs = errors.New("sources: bad arguments")

// A ViewEntry is a step of the view grammar, see [ParseView].
type ViewEntry struct {
	// Name is what a user types: "below".
	Name string
	// Usage is Name with its arguments: "below(n)".
	Usage string
	// Doc says what the symbols are.
	Doc string
	// New makes the view. Its error wraps [ErrArgs] for a wrong number of
	// arguments or a wrong value.
	New func(args ...uint64) (View, error)
}

// builtinViews in the order in which they are shown: words first, then draws.
var builtinViews = []ViewEntry{
	{"words", "words", "the source's own symbols", newWords},
	{"bytes", "bytes", "the bytes of each word, the lowest first", newBytes},
	{"lane", "lane(i)", "bit i of each word, 0 the lowest", newLane},
	{"xor-lanes", "xor-lanes(i,j)", "the exclusive or of bits i and j of each word, i < j", newXORLanes},
	{"low", "low(k)", "the k lowest bits of each word", newLow},
	{"high", "high(k)", "the k highest bits of each word", newHigh},
	{"reverse", "reverse", "the bits of each word in reverse order", newReverse},
	{"decimate", "decimate(k)", "every k-th symbol: the first of each k", newDecimate},
	{"bits", "bits(k)", "k random bits, 1 to 64, drawn as SystemRandom.GetRandBits does", newBits},
	{"below", "below(n)", "an integer in [0, n), drawn as SystemRandom.RandBelow does", newBelow},
	{"choice", "choice(k)", "which of k things Choice chooses", newChoice},
	{"shuffle", "shuffle(n)", "the rank of a shuffle of n things, 2 to 20, among the n! orders", newShuffle},
	{"sample", "sample(n,k)", "the rank of a sample of k of n things among the n!/(n-k)! arrangements", newSample},
	{"float", "float", "k of a float k/2^53 in [0, 1), drawn as SystemRandom.Random does", newFloat},
}

// registeredViews are those of other packages: they register when they are
// initialised, before anything reads the list.
var registeredViews []ViewEntry

// Views lists the steps of the view grammar: those built in, then those that
// were registered.
func Views() []ViewEntry { return slices.Concat(builtinViews, registeredViews) }

// RegisterView adds a step to the view grammar. It is for the init functions
// of packages that hold views, and panics if the name is taken or is not one:
// lower-case letters, digits and hyphens, a letter first.
func RegisterView(e ViewEntry) {
	if !validName(e.Name) {
		panic(fmt.Sprintf("sources: RegisterView: %q is not a name", e.Name))
	}
	if _, ok := lookupView(e.Name); ok {
		panic("sources: RegisterView: the name " + e.Name + " is taken")
	}
	registeredViews = append(registeredViews, e)
}

func lookupView(name string) (ViewEntry, bool) {
	for _, e := range Views() {
		if e.Name == name {
			return e, true
		}
	}
	return ViewEntry{}, false
}

// validName reports whether name can stand in the view grammar.
func validName(name string) bool {
	for i, c := range []byte(name) {
		letter := c >= 'a' && c <= 'z'
		if !letter && (i == 0 || c != '-' && (c < '0' || c > '9')) {
			return false
		}
	}
	return name != ""
}

// ParseView makes the view of a name:
//
//	view = step {"/" step}
//	step = name ["(" uint {"," uint} ")"]
//
// Steps are applied from left to right: "lane(0)/decimate(16)" is the lowest
// bit of every word, then every 16th of those. There are no spaces, and numbers
// are decimal without leading zeros, so that a view has one name. The error
// wraps [ErrUnknown] for a name that [Views] does not list, and [ErrArgs] for
// anything else.
func ParseView(name string) (View, error) {
	var steps []View
	for step := range strings.SplitSeq(name, "/") {
		v, err := parseStep(step)
		if err != nil {
			return View{}, err
		}
		steps = append(steps, v)
	}
	if len(steps) == 1 {
		return steps[0], nil
	}
	return compose(steps), nil
}

func parseStep(step string) (View, error) {
	name, list, hasArgs := strings.Cut(step, "(")
	if !validName(name) {
		return View{}, fmt.Errorf("%w: %q is no view: write a name, or a name and numbers as in below(6) or sample(10,3), without spaces", ErrArgs, step)
	}
	e, ok := lookupView(name)
	if !ok {
		return View{}, fmt.Errorf("%w: no view is called %q: did you mean %s?", ErrUnknown, name, nearestView(name))
	}
	var args []uint64
	if hasArgs {
		list, closed := strings.CutSuffix(list, ")")
		if !closed {
			return View{}, fmt.Errorf("%w: %q: the closing parenthesis is missing: write %s", ErrArgs, step, e.Usage)
		}
		for digits := range strings.SplitSeq(list, ",") {
			arg, err := strconv.ParseUint(digits, 10, 64)
			if errors.Is(err, strconv.ErrRange) {
				return View{}, fmt.Errorf("%w: %q: %s is above 2^64-1", ErrArgs, step, digits)
			}
			if err != nil || strconv.FormatUint(arg, 10) != digits {
				return View{}, fmt.Errorf("%w: %q: %q is no decimal number without sign, spaces and leading zeros", ErrArgs, step, digits)
			}
			args = append(args, arg)
		}
	}
	return e.New(args...)
}

// nearestView is the Usage of the view whose name takes the fewest edits to
// become name.
func nearestView(name string) string {
	usage, least := "", -1
	for _, e := range Views() {
		if d := editDistance(name, e.Name); least < 0 || d < least {
			usage, least = e.Usage, d
		}
	}
	return usage
}

// editDistance is Levenshtein's: the least number of bytes to insert, delete
// or replace.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replace := diagonal
			if a[i] != b[j] {
				replace++
			}
			diagonal = row[j+1]
			row[j+1] = min(replace, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// compose is the view of steps one after the other.
func compose(steps []View) View {
	names := make([]string, len(steps))
	words := true
	for i, v := range steps {
		names[i] = v.Name
		words = words && v.Words
	}
	return View{
		Name:  strings.Join(names, "/"),
		Words: words,
		Over: func(n uint64) (Law, func(Stream) Stream, error) {
			law := Law{N: n}
			opens := make([]func(Stream) Stream, len(steps))
			for i, v := range steps {
				if law.P != nil {
					return Law{}, nil, fmt.Errorf("%w: %s cannot follow %s, whose symbols are not uniform", ErrAlphabet, v.Name, steps[i-1].Name)
				}
				var err error
				law, opens[i], err = v.Over(law.N)
				if err != nil {
					return Law{}, nil, err
				}
			}
			return law, func(s Stream) Stream {
				for _, open := range opens {
					s = open(s)
				}
				return s
			}, nil
		},
	}
}

// Apply is the source seen through a view: its name is "crypto|below(6)", its
// N that of the view's symbols. The error wraps [ErrAlphabet] where the view
// has no meaning for the source's N.
func Apply(src Source, v View) (Source, error) {
	law, open, err := v.Over(src.N())
	if err != nil {
		return nil, fmt.Errorf("%w (the source is %s)", err, src.Name())
	}
	return &viewedSource{src: src, view: v.Name, n: law.N, open: open}, nil
}

type viewedSource struct {
	src  Source
	view string
	n    uint64
	open func(Stream) Stream
}

func (s *viewedSource) Name() string { return s.src.Name() + "|" + s.view }
func (s *viewedSource) N() uint64    { return s.n }

func (s *viewedSource) Open(ctx context.Context, shard uint64) (Stream, error) {
	stream, err := s.src.Open(ctx, shard)
	if err != nil {
		return nil, err
	}
	return s.open(stream), nil
}

// viewName is the canonical name of a step.
func viewName(name string, args ...uint64) string {
	if len(args) == 0 {
		return name
	}
	b := append([]byte(name), '(')
	for i, arg := range args {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendUint(b, arg, 10)
	}
	return string(append(b, ')'))
}

// wantArgs is an error that wraps [ErrArgs] unless there are want arguments.
func wantArgs(name string, args []uint64, want int) error {
	if len(args) == want {
		return nil
	}
	plural := "s"
	if want == 1 {
		plural = ""
	}
	return fmt.Errorf("%w: %s: %s takes %d argument%s, not %d", ErrArgs, viewName(name, args...), name, want, plural, len(args))
}

// oneArg returns the only argument of a step if it lies in [least, most].
func oneArg(name, arg string, args []uint64, least, most uint64) (uint64, error) {
	if err := wantArgs(name, args, 1); err != nil {
		return 0, err
	}
	switch a := args[0]; {
	case a < least:
		return 0, fmt.Errorf("%w: %s: %s must be at least %d", ErrArgs, viewName(name, a), arg, least)
	case a > most:
		return 0, fmt.Errorf("%w: %s: %s must be at most %d", ErrArgs, viewName(name, a), arg, most)
	default:
		return a, nil
	}
}
