package reports

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/randaudit/randaudit/stattests"
	"github.com/randaudit/randaudit/stattests/battery"
)

// words names a verdict for people.
func words(v battery.Verdict) string {
	switch v {
	case battery.Pass:
		return "no evidence of bias"
	case battery.Suspicious:
		return "suspicious"
	case battery.Fail:
		return "evidence of bias"
	case battery.TooLittleData:
		return "too little data"
	case battery.Invalid:
		return "no verdict"
	}
	return string(v)
}

// sentence says an audit's verdict. It never says that a source is random,
// because no test can: it says what was looked for and what would have been
// seen.
func (d *Document) sentence(a *Audit) string {
	worst := a.worst()
	s := ""
	verdict := a.Verdict
	if a.Sequences != nil && (verdict == battery.Pass || verdict == battery.Suspicious || verdict == battery.Fail) {
		s, verdict = d.sequencesSentence(a), ""
	}
	switch verdict {
	case battery.Pass:
		s = fmt.Sprintf("No evidence of bias%s: %s. %s.", a.bound(), a.looked(), d.falseAlarms())
	case battery.Suspicious:
		s = fmt.Sprintf("Suspicious, but not decided: %s. A fair source gives something as unlikely in the whole audit with p = %s; evidence needs p below %s. Audit more data.",
			clause(first(worst)), pValue(a.LnP), rate(d.Alpha))
	case battery.Fail:
		s = fmt.Sprintf("Evidence of bias: %s. %s.", clause(first(worst)), d.falseAlarms())
		if n := len(a.evidence(worst, d.Alpha)); n > 1 {
			s += fmt.Sprintf(" Of %d statistics, %d are evidence by themselves.", len(worst), n)
		}
	case battery.TooLittleData:
		s = fmt.Sprintf("Too little data for a verdict: %s were read", size(a.Bytes))
		if a.NeedBytes > 0 {
			s += fmt.Sprintf(", about %s are needed", size(a.NeedBytes))
		}
		s += "."
	case battery.Invalid:
		s = "No verdict, because the source broke"
		if a.Error != "" {
			s += ": " + strings.TrimSuffix(plain(a.Error), ".")
		}
		s += "."
	}
	if a.Interrupted {
		s += " The audit was ended early, on request: this rests on what was counted until then."
	}
	return s
}

func first(rs []*Result) *Result {
	if len(rs) == 0 {
		return nil
	}
	return rs[0]
}

// falseAlarms states the rate of the whole audit.
func (d *Document) falseAlarms() string {
	return fmt.Sprintf("A fair source would be called biased %s audits", odds(d.Alpha))
}

// looked says what was looked for and in how much data.
func (a *Audit) looked() string {
	var tests, views []string
	n := 0
	for i := range a.Results {
		r := &a.Results[i]
		if r.LnP == nil {
			continue
		}
		n++
		if !slices.Contains(tests, r.Test) {
			tests = append(tests, r.Test)
		}
		if !slices.Contains(views, r.View) {
			views = append(views, r.View)
		}
	}
	return fmt.Sprintf("%s of %s (%s) on %s, %s", plural(n, "statistic"),
		plural(len(tests), "test"), plain(list(tests, 7)), plural(len(views), "view"), size(a.Bytes)+" read")
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// list joins words as a sentence does; beyond most it counts.
func list(s []string, most int) string {
	switch {
	case len(s) == 0:
		return "none"
	case len(s) == 1:
		return s[0]
	case len(s) > most:
		return strings.Join(s[:most-1], ", ") + fmt.Sprintf(" and %d more", len(s)-most+1)
	}
	return strings.Join(s[:len(s)-1], ", ") + " and " + s[len(s)-1]
}

// frequencyTest is the test whose effects are about single categories.
const frequencyTest = "frequency"

// bound says above what size a category's bias would have been seen: in the
// view that shows the smallest, in the one that shows only the largest, and in
// which views even a category that comes twice as often might not be seen.
func (a *Audit) bound() string {
	best, worst, without := a.detectable()
	s := ""
	if best != nil {
		s = fmt.Sprintf(" in any category above %s (view %s)", percent(best.Effect.Detectable), plain(best.View))
		if worst != best {
			s += fmt.Sprintf(" to %s (view %s)", percent(worst.Effect.Detectable), plain(worst.View))
		}
	}
	if n := len(without); n > 0 {
		s += fmt.Sprintf(", but a category that comes twice as often might not be seen in %s (%s)", plural(n, "view"), plain(list(without, 3)))
	}
	return s
}

// detectable returns the results that say what bias of a category would have
// been seen in the view where it is smallest and in the one where it is
// largest, nil where none says it; and the views of which none says it, or says
// more than 100 %. Of the statistics of a view the one that sees most counts.
func (a *Audit) detectable() (best, worst *Result, without []string) {
	views := map[string]*Result{}
	for i := range a.Results {
		r := &a.Results[i]
		if r.LnP == nil || r.Test != frequencyTest {
			continue
		}
		if v := views[r.View]; v == nil || r.sees() < v.sees() {
			views[r.View] = r
		}
	}
	for _, view := range slices.Sorted(maps.Keys(views)) {
		r := views[view]
		switch {
		case r.sees() > 1:
			without = append(without, view)
		case best == nil:
			best, worst = r, r
		case r.sees() < best.sees():
			best = r
		case r.sees() > worst.sees():
			worst = r
		}
	}
	return best, worst, without
}

// sees is the smallest relative deviation that r would have seen, infinite where
// that is not known.
func (r *Result) sees() float64 {
	if r.Effect.Detectable <= 0 {
		return math.Inf(1)
	}
	return r.Effect.Detectable
}

// clause says what a result is about, in a clause.
func clause(r *Result) string {
	if r == nil {
		return "no statistic has a p-value"
	}
	return fmt.Sprintf("view %s, test %s: %s", plain(r.View), plain(r.test()), saw(r))
}

// saw says what a result is about, without where.
func saw(r *Result) string {
	what, most := about(r)
	s := fmt.Sprintf("%s (p = %s)", what, pValue(*r.LnP))
	if most != "" {
		s += "; most off: " + most
	}
	return s
}

// about says what the p-value of r is of, and, where that is not one category,
// which deviates most and by how much, or "".
func about(r *Result) (what, most string) {
	e := effect(r)
	switch {
	case r.ofAll() && r.Tail == lowerTail:
		// Which category is most off says nothing where all are too near.
		return "the counts fit too well: more even than chance allows, " + statistic(r), ""
	case r.ofAll() && r.Tail == upperTail:
		return "the counts are off by more than chance allows, " + statistic(r), e
	case r.ofAll():
		return statistic(r), e
	}
	if s := special(r); s != "" {
		return s, ""
	}
	if e != "" {
		return e, ""
	}
	return statistic(r), ""
}

// ofAll reports whether r is a statistic of all categories together, Pearson's,
// whose effect is that of the category that is most off.
func (r *Result) ofAll() bool { return r.Name == "chi2" || strings.HasSuffix(r.Name, "-chi2") }

// statistic says where the statistic lies in its null law.
func statistic(r *Result) string {
	s := plain(r.Name)
	if !r.ofAll() {
		s = "statistic " + s
	}
	if r.Stat != nil {
		s += " is " + significant(*r.Stat)
	}
	switch {
	case r.Null == "":
	case r.ofAll():
		s += " against the law " + plain(r.Null)
	default:
		s += ", where the law of a fair source is " + plain(r.Null)
	}
	return s
}

// command is what shows a result again: with as many bytes as the whole audit
// read, so that each look at the result is made again.
func (d *Document) command(a *Audit, r *Result) string {
	if a.Sequences != nil || len(a.Shards) > 1 {
		return d.Command // it is a verdict on all sequences of a standard, or on all shards
	}
	flags := "--view " + quote(r.View)
	// A view that is stuck is found out by drawing, not by a test.
	if r.Test != drawing {
		flags += " --test " + quote(r.test())
	}
	if a.Bytes > 0 {
		flags += fmt.Sprintf(" --bytes %d", a.Bytes)
	}
	for _, shard := range a.Shards {
		flags += " --shard " + shard
	}
	if d.Alpha != battery.DefaultAlpha {
		flags += " --alpha " + strconv.FormatFloat(d.Alpha, 'g', -1, 64)
	}
	// Only bytes from outside, which have a digest, were told their width.
	if a.Source.SHA256 != "" && a.Source.Word != 64 {
		flags += fmt.Sprintf(" --word %d", a.Source.Word)
	}
	// The name of a command is quoted already.
	if c, ok := strings.CutPrefix(a.Source.Name, "-- "); ok {
		return "randaudit audit " + flags + " -- " + c
	}
	return "randaudit audit " + quote(a.Source.Name) + " " + flags
}

// drawing takes the place of a test's name where a view rejected without end
// what the source gave.
const drawing = "drawing"

// is says what the source is and how that shows.
func (f *Forecast) is() string {
	s := "The source is " + plain(f.Kind)
	for i, p := range f.Parameters {
		s += []string{", ", ": "}[boolean(i == 0)] + plain(p.Name) + " " + plain(p.Value)
	}
	return s + "."
}

// tells says what comes next in a view.
func (f *Forecast) tells(view string) string {
	what := "symbols of " + plain(view)
	if view == "words" {
		what = "outputs"
	}
	off := ""
	if f.Off > 0 {
		off = fmt.Sprintf(", but for %d more or less in each word of the generator", f.Off)
	}
	return fmt.Sprintf("The next %d %s, none of which has been drawn, will be%s:", len(f.Next), what, off)
}

// meanings says, test by test, what evidence of it means to somebody who uses
// the source.
var meanings = map[string]string{
	"frequency":           "Some values come more often than others, so whoever bets on them, or tries them first, is right more often than is fair.",
	"serial":              "A value depends on the one before it, so the next one can be guessed better than by chance. Counters and small or short-period generators do this, and ways of drawing that use the same bits twice.",
	"bias":                "A bit position is not 0 and 1 equally often, so whatever is made of these bits inherits the bias. Generators that leave a bit unused do this, words that are wider than what is in them, and hardware without correction.",
	"sweep":               "Thirds of the range, remainders modulo 3 or parities are not equally likely. A way of drawing that shows this reduces a word with % n or a multiplication and rejects nothing: the fault is there at every n, and at this one it is large enough to be seen.",
	"runs-bits":           "Equal bits follow one another too often or too seldom: neighbouring bits depend on each other. Counters do this, small numbers in wide words, and hardware that is read too fast.",
	"runs-median":         "Large and small values cluster or alternate: neighbouring values depend on each other, as in a counter or in noise that is read too fast.",
	"runs-updown":         "Rises and falls do not alternate as they should: neighbouring values depend on each other, as in a counter or a congruential generator with a small or a simple multiplier.",
	"gap":                 "Values return too soon or too late: the source remembers what it gave. Counters do this, short periods, and lagged Fibonacci generators.",
	drawing:               "The way of drawing rejects everything that the source gives, without end: the source is stuck on what a fair one gives rarely.",
	"linear-complexity":   "The bits follow a short linear recurrence, so everything that comes can be computed from a few kilobytes of what came. Shift registers, xorshift generators and the Mersenne Twister are made of such recurrences, and low bits of congruential generators are.",
	"birthday-spacings":   "Distances between values repeat too often or too seldom: values lie on a lattice, so few points are ever reached. Congruential generators, multiply-with-carry and counters with a constant step do this, and short periods.",
	"close-pairs":         "Points made of several values keep a distance, or cluster: they lie on a lattice, as those of congruential generators, or values depend on those before them, as those of ciphers with few rounds.",
	"collision":           "Values, or several in a row, repeat too often or too seldom. Too often: their number or their period is small. Too seldom: none comes twice before all have come, as from a permuted counter, so what has come can be ruled out.",
	"repeats":             "Whole words come again that should not have, or, of a great many, none does. Again: there are few different ones, because the state or the seeds are few, because the source goes round in a period, or because two streams that should differ are the same. What came is then what will come. Never: each comes once before all have, as from a counter, so what has come can be ruled out.",
	"hamming-dependency":  "How many ones a word has depends on the words before it: a step changes too little of the state, or mixes it too little. Ciphers and hashes with few rounds do this, and linear generators with few taps.",
	"hamming-tuples":      "How many ones a part of a word has depends on other parts of it or of the words nearby: the bits are mixed too little, as by few rounds or by a counter behind a weak hash.",
	"mod3":                "What successive values leave modulo 3 depends on one another: the source counts, adds a constant or multiplies, and mixes the result too little.",
	"hamming-weights":     "Words have too many or too few ones, or too nearly as many as they should on average: bits are biased, or one is made to match the others.",
	"hamming-pairs":       "How many ones a word has depends on a word before it: too little of the state changes, or it is mixed too little. Ciphers with few rounds do this, and linear generators whose state has mostly zeros.",
	"recurrence":          "Each value is the sum, the difference or the exclusive or of two values that came before, always at the same distance, so everything that comes can be computed. Lagged Fibonacci generators and shift registers on whole words do this.",
	"taps":                "Each value is a sum or an exclusive or of three or four values that came before, always at the same distances, so everything that comes can be computed. Lagged Fibonacci generators and shift registers with more than two taps do this.",
	"multiply-carry":      "Each value is a multiple of one that came before, always at the same distance and by the same number, and what is carried over from the multiplication before, so everything that comes can be computed. Multiply-with-carry generators do this.",
	"predict":             "What came next was computed from what had come: whoever sees some of the output knows all the rest. A source of secrets must not be a generator of this kind.",
	"random-walk":         "A walk that steps up for a one and down for a zero strays, returns or turns otherwise than a fair one: bits depend on each other over some hundred places. Counters do this, biased and sticky hardware, and ciphers with few rounds.",
	"longest-run":         "The longest runs of equal bits are too short or too long: bits depend on their neighbours, or too much is avoided. Counters do this, small numbers in wide words, and hardware that sticks.",
	"gcd":                 "The greatest common divisors of successive values are not those of independent ones: low bits have a pattern, or values are multiples of something. Counters do this, and congruential generators modulo a power of two, whose low bits have short periods.",
	"entropy":             "Symbols are spread too evenly or too unevenly over short stretches, so what has come makes what comes next more or less likely. Counters and very short periods are too even; bursts and repeats are too uneven.",
	"lempel-ziv":          "The bits compress too well or too badly: strings of bits repeat too often, or are avoided. What compresses has structure that can be foretold: a counter, a short period, text or the like.",
	"permutation":         "The order of successive values by size is not as chance has it: a value depends on those before it, as in a counter or a short congruential or Fibonacci recurrence.",
	"poker":               "Too many or too few different values are in short stretches: values repeat, as small numbers and short periods do, or are avoided until others have come, as a deck does.",
	"coupon-collector":    "It takes too long or too short until every kind of value has come: kinds take turns, as in a counter or a deck, or stay away for long.",
	"maximum":             "The greatest of some successive values is too great or too small: large values cluster, as in a counter or in drifting noise, or keep apart.",
	"weight-distribution": "Small values are too many in some stretches and too few in others, or the same everywhere: values far apart depend on each other, as those of a lagged Fibonacci generator do.",
	"matrix-rank":         "Matrices of the bits have too many rows that are sums of others: the source is linear over bits, as shift registers and xorshift generators are, and everything that comes can be computed from what came.",
	"autocorrelation":     "A bit goes with the same bit of a value some places later: the source has a short period or counts, or its low bits do, as those of congruential generators modulo a power of two; hardware picks up a hum.",
	"repetition":          "Pairs of values come again soon after they came: the state changes a little at a time, so what was given lately tells what is given next. RC4 does this throughout, shuffling tables and short periods do.",
	"lattice":             "A sum of successive values, each times a small number, comes out nearly the same every time: the source multiplies and adds, so each value can be computed from those before it. Congruential generators do this, also with a large modulus of which only high bits are shown, and multiply-with-carry.",
	"bit-pairs":           "A bit goes with another one of the same value or of one some places later: the source mixes its counter or its state too little, as ciphers and hashes with few rounds do.",
	"kolmogorov-smirnov":  "Values lean to one side of their range, so whoever bets on small or large ones is right more often than is fair. The scaling is wrong, the words are narrower than they are taken for, or the noise is not centred.",
	"anderson-darling":    "Values lean to one side of their range, or come too often or too seldom near its ends. The scaling is wrong, the words are narrower than they are taken for, or the noise is not centred.",
	"spectral":            "The bits have a period, or some rhythms of zeros and ones are stronger than chance makes them: a counter, low bits of a congruential generator, or hardware that picks up a hum or is filtered.",
	"sums":                "The numbers of ones in stretches of the output keep too near their mean, or stray too far from it. Counters with a constant step and quasi-random sequences are too regular; hardware drifts, comes in bursts or warms up.",
}

// Meaning says what evidence of a test means to somebody who uses the source, "" of a test
// that is not known.
func Meaning(test string) string { return meanings[test] }

// meaning says what evidence from r means.
func meaning(r *Result) string {
	if r.ofAll() && r.Tail == lowerTail {
		return "What is counted comes more evenly than independent draws give it, as from a counter or a deck that is dealt to its end: what has not come for long can be expected soon."
	}
	if s, ok := meanings[r.Test]; ok {
		return s
	}
	if t := stattests.Lookup(r.Test); t != nil {
		return "The test looks at: " + t.Doc
	}
	return "A fair source gives a statistic this far out with the probability p."
}
