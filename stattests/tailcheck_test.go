package stattests

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/randaudit/randaudit/internal/tails"
)

// tailChecks has, for each law that a [Result] names, the comparison of its tail
// near p = 1e-12 with an exact or importance-sampled one. TestAll asks for an
// entry for each law; scripts/calibrate reads what they log.
var tailChecks = map[string]func(t *testing.T){
	"chi2":             checkChiSquared,
	"binomial":         checkBinomial,
	"extreme":          checkExtreme,
	"sum":              checkSum,
	"kolmogorov":       checkKolmogorov,
	"anderson-darling": checkAndersonDarling,
	"gamma":            checkGamma,
}

// lawKind is the leading word of a result's Null: the law without its parameters.
func lawKind(null string) string {
	if i := strings.IndexAny(null, "( ,"); i >= 0 {
		return null[:i]
	}
	return null
}

// TestTails checks the tail of every law.
func TestTails(t *testing.T) {
	for kind, check := range tailChecks {
		t.Run(kind, check)
	}
}

// tailCheck compares the ln p that a law states with the true one, whose
// relative standard error is given (0 where it is exact). A law may be off by a
// factor of 2; a bound may be above the truth by any. It logs the line that
// scripts/calibrate reads.
func tailCheck(t *testing.T, kind, parameters string, stated, truth, relErr float64, bound bool) {
	t.Helper()
	report := t.Logf
	if truth-stated > math.Ln2+3*relErr || !bound && stated-truth > math.Ln2+3*relErr || relErr > 0.15 || !(stated <= 0) {
		report = t.Errorf
	}
	report("tail check: %s: %s: stated ln p %.3f, true over stated %.4f, relative error %.4f, bound %t",
		kind, parameters, stated, math.Exp(truth-stated), relErr, bound)
}

// near is ln 1e-12.
const near = -27.631021115928547

func checkChiSquared(t *testing.T) {
	samples := 20000
	if *long {
		samples = 200000
	}
	r := rand.New(rand.NewChaCha8([32]byte{3}))
	for _, c := range []struct {
		k     int
		least float64
	}{{2, 5000}, {6, 5000}, {24, 1000}, {256, 1000}} {
		if reach(c.least, c.k) > near {
			t.Fatalf("%d classes, %g expected: chi-squared is not used at 1e-12", c.k, c.least)
		}
		x := tails.ChiSquaredQuantile(near, float64(c.k-1))
		truth, relErr := exactTail(expectations(c.k, c.least, "equal"), x, true, samples, r)
		tailCheck(t, "chi2", fmt.Sprintf("%d classes, %g expected", c.k, c.least), near, truth, relErr, false)
	}
}

// checkBinomial adds up the exact law in rationals.
func checkBinomial(t *testing.T) {
	const n = 1500
	choose := new(big.Int)
	for _, c := range []struct{ up, of int64 }{{1, 2}, {1, 6}, {1, 62}} {
		sum, total := new(big.Int), new(big.Int).Exp(big.NewInt(c.of), big.NewInt(n), nil)
		for k := int64(n); k >= 0; k-- {
			term := choose.Binomial(n, k)
			term = new(big.Int).Mul(term, new(big.Int).Exp(big.NewInt(c.up), big.NewInt(k), nil))
			sum.Add(sum, term.Mul(term, new(big.Int).Exp(big.NewInt(c.of-c.up), big.NewInt(n-k), nil)))
			if truth := logRat(new(big.Rat).SetFrac(sum, total)); truth > near {
				_, stated := binomial(uint64(k), n, float64(c.up)/float64(c.of))
				tailCheck(t, "binomial", fmt.Sprintf("%d or more of %d, p = %d/%d", k, n, c.up, c.of), stated, truth, 0, false)
				break
			}
		}
	}
	checkRepeats(t)
}

// checkRepeats compares repeats' law with that of collisions, which are the words that
// came again but for those that came three times, where all of the fewest words that are taken
// are kept: then they depend on each other most.
func checkRepeats(t *testing.T) {
	const n = leastKept
	law := collisionsLaw(n, 1<<fewestBits, 60)
	truth := 0.
	for c := len(law) - 1; c >= 0; c-- {
		if truth += law[c]; math.Log(truth) > near {
			_, stated := binomial(uint64(c), uint64(n-c), again(n, fewestBits))
			tailCheck(t, "binomial", fmt.Sprintf("%d or more of %d words of %d bits again", c, n, fewestBits), stated, math.Log(truth), 0, false)
			return
		}
	}
}

// checkExtreme computes, in high precision, the probability that one of B
// blocks is so far out.
func checkExtreme(t *testing.T) {
	c := complexityOf(complexityBits)
	const blocks, d = 1000, 25 // P(D >= 25) is 1.2e-15
	one := big.NewFloat(1).SetPrec(400)
	q := new(big.Float).SetPrec(400)
	for j := d; j <= c.m/2; j++ {
		q.Add(q, new(big.Float).SetMantExp(one, -2*j))
	}
	some := new(big.Float).Sub(one, q)
	none := new(big.Float).Copy(one)
	for range blocks {
		none.Mul(none, some)
	}
	truth, _ := new(big.Float).Sub(one, none).Float64()
	tailCheck(t, "extreme", fmt.Sprintf("deviation %d or more among %d blocks", d, blocks), anyOf(blocks, c.logAtLeast(d)), math.Log(truth), 0, false)
}

// logRat is the logarithm of a positive rational.
func logRat(r *big.Rat) float64 {
	f := new(big.Float).SetPrec(100).SetRat(r)
	mantissa := new(big.Float)
	exponent := f.MantExp(mantissa)
	m, _ := mantissa.Float64()
	return math.Log(m) + float64(exponent)*math.Ln2
}
