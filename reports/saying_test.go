package reports

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"github.com/randaudit/randaudit/sources"
	"github.com/randaudit/randaudit/stattests"
	"github.com/randaudit/randaudit/stattests/battery"
)

// found is what each test says, at the least, of the source that is planted for it.
var found = map[string]string{
	"frequency":           `category \d+ comes`,
	"serial":              `255 and then 0 comes`,
	"bias":                `a one at bit 0 does not come at all`,
	"sweep":               `remainder 0 modulo 3 comes 4\d.* % too often`,
	"runs-bits":           `a bit unlike the one before comes 78`,
	"runs-updown":         `a climb of 6 values in a row comes \d+ times as often as it should`,
	"runs-median":         `a run of 8 values below the median comes`,
	"gap":                 `a stretch without a small value comes`,
	"linear-complexity":   `4096 bits in a row follow a linear recurrence of at most \d+ bits, where one of about 2048 is due`,
	"hamming-dependency":  `two words that both have many ones, or both few, at places 1 and 5 of a few in a row, come`,
	"recurrence":          `x\[i\] = x\[i-273\] \+ x\[i-607\] foretells the next word in 192 of 192 tries, and by chance would in 0.0.* of them`,
	"taps":                `x\[i\] = x\[i-256\] \+ x\[i-198\] \+ x\[i-137\] \+ x\[i-78\] foretells the next word in \d+ of \d+ tries, and by chance would in .* of them`,
	"multiply-carry":      `x\[i\] = 809430660 x\[i-256\] \+ carry modulo 2\^32 foretells the next word in \d+ of \d+ tries, and by chance would in .* of them`,
	"predict":             `the Mersenne Twister \(MT19937\), whose state was worked out from words that had come, foretells bits of those that come next in \d+ of \d+ tries, and by chance would in one of 2\^64`,
	"random-walk":         `a walk with .* comes`,
	"longest-run":         `a string whose longest run of zeros has the length 58 or more comes more than a million times as often as it should`,
	"birthday-spacings":   `equal distances between values come .* times as often as they should`,
	"gcd":                 `a greatest common divisor of 1 of two values in a row comes 6.* % too often`,
	"collision":           `values that came before come 8.* % too seldom`,
	"repeats":             `of [0-9,]+ different words that were kept \d+ came again, and by chance .* would`,
	"entropy":             `a stretch of 256 symbols with an entropy of 7.4531 bits or more comes`,
	"close-pairs":         `pairs of points that are close to each other come 7.* % too often`,
	"lempel-ziv":          `a string that is compressed to 542 phrases or less`,
	"hamming-tuples":      `a sequence of parts of words with few ones in part 8 does not come at all`,
	"mod3":                `a sequence that modulo 3 leaves 0 at place 2, 1 at place 4 and 2 at place 7 comes`,
	"hamming-weights":     `a symbol with 6 ones among its 8 bits comes`,
	"hamming-pairs":       `a word of 0 to 25 ones and then one of 0 to 25 ones comes`,
	"sums":                `a stretch with .* ones comes`,
	"permutation":         `the order by size 1-2-3-4-5 of values in a row comes`,
	"poker":               `a hand with 2 different kinds of values or less comes`,
	"coupon-collector":    `a set of all kinds that takes more than 64 values comes`,
	"maximum":             `a stretch whose greatest value is below 166 comes`,
	"weight-distribution": `a stretch with 32 small values comes`,
	"matrix-rank":         `a matrix of 256 rows of bits of which at least 7 are sums of others comes`,
	"autocorrelation":     `a bit and the same bit 1024 symbols later do not differ at all`,
	"bit-pairs":           `bits and the same bits 16 symbols later differ .* % too seldom`,
	"repetition":          `a value followed by what followed it a few values before comes 16 times as often as it should`,
	"lattice":             `a sum of multiples of 8 values in a row, by numbers from earlier values, near 0 comes 100 % too often`,
	"kolmogorov-smirnov":  `a value below \d+/4096 of the range comes .* % too seldom`,
	"anderson-darling":    `a value below \d+/4096 of the range comes .* % too seldom`,
	"spectral":            `the rhythm with periods of 8 to 8.533 bits is 4.* times as strong as it should be`,
}

// TestFound holds what is said of each test's planted source.
func TestFound(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	for _, test := range stattests.All {
		t.Run(test.Name, func(t *testing.T) {
			t.Parallel()
			name, view, _ := strings.Cut(test.Planted, "|")
			src, err := sources.Parse(name, sources.Options{})
			if err != nil {
				t.Fatal(err)
			}
			plan, err := battery.Quick.Plan(src, battery.Options{
				Views: []string{view}, Tests: []string{test.Name}, Bytes: 8 << 20, Alpha: battery.DefaultAlpha,
			})
			if err != nil {
				t.Fatal(err)
			}
			_, report, err := battery.Audit(context.Background(), plan, src, battery.RunOptions{Jobs: 1})
			if err != nil {
				t.Fatal(err)
			}
			d := document()
			d.Audits = nil
			d.AddAudit(report)
			got := d.sentence(&d.Audits[0])
			t.Log(got)
			if want := found[test.Name]; want == "" || !regexp.MustCompile(want).MatchString(got) {
				t.Errorf("said: %s\nwant %s", got, want)
			}
			for _, s := range []string{"\n", "%!", "$"} {
				if strings.Contains(got, s) {
					t.Errorf("%q in: %s", s, got)
				}
			}
		})
	}
}
