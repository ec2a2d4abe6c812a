package reports

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// A saying makes a sentence for people of the label of a test's category, which is short
// because it stands beside bars as well.
type saying struct {
	pattern *regexp.Regexp // of the whole label
	subject string         // of the sentence, with $1 as regexp has it
	verb    verb
}

// A verb is what the subject does, too often or too seldom.
type verb int

const (
	comes verb = iota
	come       // of many
	differ
	isStrong
)

// say makes a saying.
func say(pattern, subject string, v verb) saying {
	return saying{regexp.MustCompile("^(?:" + pattern + ")$"), subject, v}
}

// sayings are the sayings of a test, of which the first that fits is used.
var sayings = map[string][]saying{
	"serial": {
		say(`\((\w+), (\w+)\)`, "$1 and then $2", comes),
		say(`\(interval (\d+), interval (\d+)\) of (\d+)`, "interval $1 of $3 of the alphabet and then interval $2", comes),
		say(`\((.*)\)`, "the sequence $1", comes),
		say(`\((.*)\) (of \d+)`, "the sequence $1 $2", comes),
	},
	"sweep": {
		say(`(first|second|last) third`, "the $1 third of the range", comes),
		say(`remainder .*`, "$0", comes),
		say(`even|odd`, "an $0 number", comes),
	},
	"runs-bits": {
		say(`a transition`, "a bit unlike the one before", comes),
		say(`run of (.*)`, "a symbol that begins with $1 equal bits", comes),
	},
	"runs-updown": {
		say(`tie`, "a value equal to the one before", comes),
		say(`up (\d+)`, "a climb of $1 values in a row", comes),
		say(`down (\d+)`, "a fall of $1 values in a row", comes),
	},
	"runs-median": {
		say(`(below|above) 1`, "a value $1 the median and then one that is not", comes),
		say(`(below|above) (\d+)`, "a run of $2 values $1 the median", comes),
	},
	"gap": {
		say(`first hit at 0`, "a small value at once", comes),
		say(`first hit at (\d+)`, "a small value after $1 others", comes),
		say(`no hit`, "a stretch without a small value", comes),
		say(`gap of (.*)`, "a small value and the next one $1 places later", come),
		say(`no hit to begin with`, "a stretch without a small value", comes),
		say(`no other hit`, "a small value without another one after it", comes),
	},
	"hamming-dependency": {
		say(`positive w(\d+)`, "a word with more ones than zeros", comes),
		say(`positive w(\d+) w(\d+)`, "two words that both have many ones, or both few, at places $1 and $2 of a few in a row,", come),
		say(`positive (.*)`, "numbers of ones in the pattern $1 over a few words in a row", come),
	},
	"random-walk": {
		say(`steps to the right (.*)`, "a walk with $1 steps to the right", comes),
		say(`maximum (.*)`, "a walk that gets $1 steps to the right of its start", comes),
		say(`odd times on the right side (.*)`, "a walk on the right side of its start at $1 odd times", comes),
		say(`returns (.*)`, "a walk with $1 returns to its start", comes),
		say(`changes of side (.*)`, "a walk with $1 changes of side", comes),
	},
	"longest-run": {say(`longest run of (\w+) (.*)`, "a string whose longest run of $1 has the length $2", comes)},
	"birthday-spacings": {
		say(`equal spacings`, "equal distances between values", come),
		say(`(.*) equal spacings(.*)`, "a set of values with $1 equal distances$2", comes),
	},
	"collision": {
		say(`collisions`, "values that came before", come),
		say(`(.*) collisions(.*)`, "a set of values with $1 repeated ones$2", comes),
	},
	"close-pairs": {
		say(`close pairs`, "pairs of points that are close to each other", come),
		say(`(.*) close pairs(.*)`, "a set of points with $1 close pairs$2", comes),
	},
	"gcd":             {say(`gcd (.*)`, "a greatest common divisor of $1 of two values in a row", comes)},
	"entropy":         {say(`entropy ([0-9.]+)(.*)`, "a stretch of 256 symbols with an entropy of $1 bits$2", comes)},
	"lempel-ziv":      {say(`phrases (\d+)(.*)`, "a string that is compressed to $1 phrases$2", comes)},
	"hamming-weights": {say(`(\d+) ones of (\d+)`, "a symbol with $1 ones among its $2 bits", comes)},
	"hamming-pairs":   {say(`(.*) and then (.*)`, "a word of $1 and then one of $2", comes)},
	"permutation":     {say(`order (.*)`, "the order by size $1 of values in a row", comes)},
	"poker":           {say(`kinds (\d+)(.*)`, "a hand with $1 different kinds of values$2", comes)},
	"coupon-collector": {
		say(`set complete after (.*)`, "a set of all kinds that takes $1 values", comes),
	},
	"maximum": {
		say(`greatest from (\d+) to (\d+)`, "a stretch whose greatest value is from $1 to $2", comes),
		say(`greatest (.*)`, "a stretch whose greatest value is $1", comes),
	},
	"weight-distribution": {say(`hits (\d+)(.*)`, "a stretch with $1 small values$2", comes)},
	"matrix-rank": {
		say(`rank (\d+)-(\d+) or more`, "a matrix of $1 rows of bits of which at least $2 are sums of others", comes),
		say(`rank (\d+)-(\d+)`, "a matrix of $1 rows of bits of which $2 are sums of others", comes),
		say(`rank (\d+)`, "a matrix of $1 rows of bits of which none is a sum of others", comes),
	},
	"autocorrelation": {
		say(`a bit unlike itself (\d+) symbols? later`, "a bit and the same bit $1 symbols later", differ),
		say(`bit (\d+) unlike itself (\d+) symbols? later`, "bit $1 and the same bit $2 symbols later", differ),
	},
	"bit-pairs": {
		say(`a bit i unlike bit i \+ 0 \(mod (\d+)\) (\d+) symbols? later`, "bits and the same bits $2 symbols later", differ),
		say(`a bit i unlike bit i \+ (\d+) \(mod (\d+)\) (\d+) symbols? later`, "bits and those $1 places higher, around the end, $3 symbols later", differ),
		say(`bit (\d+) unlike bit (\d+) (\d+) symbols? later`, "bit $1 and bit $2 $3 symbols later", differ),
		say(`bit (\d+) unlike bit (\d+)`, "bit $1 and bit $2 of a symbol", differ),
	},
	"repetition":         {say(`a repetition`, "a value followed by what followed it a few values before", comes)},
	"lattice":            {say(`a combination of (\d+) symbols near 0`, "a sum of multiples of $1 values in a row, by numbers from earlier values, near 0", comes)},
	"kolmogorov-smirnov": {say(`a symbol below (.*) of the alphabet`, "a value below $1 of the range", comes)},
	"anderson-darling":   {say(`a symbol below (.*) of the alphabet`, "a value below $1 of the range", comes)},
	"spectral":           {say(`power at (.*)`, "the rhythm with $1", isStrong)},
	"sums":               {say(`(\d+) to (\d+) ones`, "a stretch with $1 to $2 ones", comes), say(`(.*) ones(.*)`, "a stretch with $1 ones$2", comes)},
}

// eight names the places of tuples of low, middle and high, or of remainders.
var eight = regexp.MustCompile(`(?:part|symbol) (\d+) (\w+)`)

// subject is who does what in a sentence on a category.
func subject(r *Result) (string, verb) {
	c := plain(r.Effect.Category)
	for _, s := range sayings[r.Test] {
		if m := s.pattern.FindStringSubmatchIndex(c); m != nil {
			return string(s.pattern.ExpandString(nil, s.subject, c, m)), s.verb
		}
	}
	switch r.Test {
	case "hamming-tuples":
		if s, ok := strings.CutPrefix(c, "parts "); ok {
			return "a sequence of parts of words with few, half or many ones (" + s + ")", comes
		}
		return "a sequence of parts of words with " + places(c, map[string]string{"low": "few ones in ", "middle": "about half ones in ", "high": "many ones in "}, "part"), comes
	case "mod3":
		if s, ok := strings.CutPrefix(c, "symbols "); ok {
			return "a sequence that leaves " + s + " modulo 3", comes
		}
		return "a sequence that modulo 3 leaves " + places(c, map[string]string{"0": "0 at ", "1": "1 at ", "2": "2 at "}, "place"), comes
	}
	if !strings.Contains(c, " ") {
		c = "category " + c
	}
	return c, comes
}

// places lists what stands at which places of a tuple.
func places(label string, stands map[string]string, place string) string {
	var s []string
	for _, m := range eight.FindAllStringSubmatch(label, -1) {
		s = append(s, stands[m[2]]+place+" "+m[1])
	}
	return list(s, len(s))
}

// effect says which category deviates and by how much, or "".
func effect(r *Result) string {
	d := r.Effect.Deviation
	if r.Effect.Category == "" || d == 0 {
		return ""
	}
	who, v := subject(r)
	does, never, should := "comes", "does not come", "it should"
	often, seldom := "often", "seldom"
	switch v {
	case come:
		does, never, should = "come", "do not come", "they should"
	case differ:
		does, never, should = "differ", "do not differ", "they should"
	case isStrong:
		does, never, should = "is", "is not there", "it should be"
		often, seldom = "strong", "weak"
	}
	switch {
	case d <= -1:
		return fmt.Sprintf("%s %s at all", who, never)
	case d < 0:
		return fmt.Sprintf("%s %s %s too %s", who, does, percent(d), seldom)
	case d >= manyTimes:
		return fmt.Sprintf("%s %s more than a million times as %s as %s", who, does, often, should)
	case d >= 2:
		return fmt.Sprintf("%s %s %s times as %s as %s", who, does, significant(1+d), often, should)
	}
	return fmt.Sprintf("%s %s %s too %s", who, does, percent(d), often)
}

// manyTimes is a deviation of which nobody wants to know more.
const manyTimes = 1e6

var (
	tried    = regexp.MustCompile(`^binomial\((\d+), (2\^-\d+)?`)
	foretold = regexp.MustCompile(`^output that (.*) would give next$`)
	relation = regexp.MustCompile(`^a word that (.*) gives?$`)
	drawn    = regexp.MustCompile(`^binomial\((\d+), (\S+)\)$`)
	distance = regexp.MustCompile(`^a word that came (\d+) symbols before$`)
	lengths  = regexp.MustCompile(`^extreme class of \d+ linear complexities of (\d+) bits$`)
)

// special says what was seen by a test that does not count how often categories come, or
// "".
func special(r *Result) string {
	if r.Stat == nil {
		return ""
	}
	switch r.Test {
	case "predict", "recurrence", "taps", "multiply-carry":
		n := tried.FindStringSubmatch(r.Null)
		if n == nil || *r.Stat == 0 {
			return ""
		}
		hits := fmt.Sprintf("in %s of %s tries", significant(*r.Stat), n[1])
		if m := foretold.FindStringSubmatch(r.Effect.Category); m != nil {
			return fmt.Sprintf("%s, whose state was worked out from words that had come, foretells bits of those that come next %s, and by chance would in one of %s",
				plain(m[1]), hits, strings.Replace(n[2], "-", "", 1))
		}
		if m := relation.FindStringSubmatch(r.Effect.Category); m != nil {
			return fmt.Sprintf("%s foretells the next word %s, and by chance would in %s of them", plain(m[1]), hits, significant(*r.Stat/(1+r.Effect.Deviation)))
		}
	case "repeats":
		n := drawn.FindStringSubmatch(r.Null)
		if n == nil {
			return ""
		}
		kept, _ := strconv.ParseFloat(n[1], 64)
		share, _ := strconv.ParseFloat(n[2], 64)
		s := fmt.Sprintf("of %s different words that were kept %s came again, and by chance %s would", group(n[1]), count(uint64(*r.Stat)), significant(kept*share))
		if m := distance.FindStringSubmatch(r.Effect.Category); m != nil {
			s += fmt.Sprintf(", most after %s symbols and all after multiples of that", group(m[1]))
		}
		return s
	case "linear-complexity":
		n := lengths.FindStringSubmatch(r.Null)
		if n == nil {
			return ""
		}
		m, err := strconv.Atoi(n[1])
		if err != nil {
			return ""
		}
		length := m/2 + int(*r.Stat)
		if *r.Stat < 0 {
			return fmt.Sprintf("%d bits in a row follow a linear recurrence of at most %d bits, where one of about %d is due", m, length, m/2)
		}
		return fmt.Sprintf("%d bits in a row follow no linear recurrence of fewer than %d bits, where one of about %d is due", m, length, m/2)
	}
	return ""
}
