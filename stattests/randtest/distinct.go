package randtest

import (
	"crypto/sha256"
	"fmt"
	"math"
	"testing"

	"github.com/randaudit/randaudit/internal/tails"
)

const (
	leastBits = 24. // of a token; fewer are values, for Uniform
	seedBits  = 32. // a source that knows only 2^seedBits tokens is to be seen
)

// Distinct checks that tokens repeat as often as they should, where draw returns
// one of 2^bits tokens, all equally likely: 122 for a version 4 UUID, 21*6 for
// 21 characters of 64. bits need not be whole, and is at least 24.
//
// "Must not repeat" is the wrong test below about 77 bits: of tokens of 32 bits,
// one is due to repeat after 77,000. So the count of repeats is judged against
// its law. Too many of them show a short seed, a cloned state or a fork; too few,
// tokens that are no random draws (a counter, a list).
//
// The second promise is about seeds: a source that knows at most 2^32 tokens (or
// half as many as it should, if that is less) passes with probability at most
// 1e-6. That takes 345,000 tokens, for tokens of 32 bits 1.32 million. Detect has no meaning here.
//
// The law of the repeats R among m tokens of M is bounded on both sides: the
// i-th token repeats with probability at most i/M whatever came before, and as
// long as there are no more than c repeats, with at least (i-c)/M. The sums of
// such trials lie within binomial ones of the same mean (Hoeffding, "On the
// distribution of the number of successes in independent trials", Annals of
// Mathematical Statistics 27, 1956, theorem 4).
func Distinct(tb testing.TB, bits float64, draw func() []byte, opts ...Option) {
	tb.Helper()
	e := newExperiment(tb, "Distinct", "tokens", opts)
	if e.config.byteModulo || e.config.detectSet {
		e.config.refuse("Detect has no meaning for tokens: what is to be seen is a source of too few of them")
	}
	if !(bits >= leastBits && bits <= 1<<20) {
		tb.Errorf("randtest.Distinct: tokens of %v bits: it takes 24 and more (check fewer values with Uniform)", bits)
		return
	}
	seed := min(seedBits, bits-1)
	e.detect = fmt.Sprintf("a source that knows no more than 2^%.4g tokens (a short seed, a cloned state)", seed)
	e.needs = func(c config) uint64 { return tokens(c, bits, seed) }
	e.kept = func(draws uint64) string {
		for s := math.Floor(seed); s > 0; s-- {
			if n := tokens(e.config, bits, s); n <= draws {
				return fmt.Sprintf("with %s tokens, a source that knows no more than 2^%.4g would be seen, but this check promises no less than 2^%.4g", thousands(n), s, seed)
			}
		}
		return "no promise with so few tokens"
	}
	first := make(map[[16]byte]uint64)
	repeats := uint64(0)
	var a, b uint64 // the first two that were equal
	var same []byte
	e.draw = func() error {
		token := draw()
		if len(token) == 0 {
			return fmt.Errorf("got an empty token")
		}
		k := key(token)
		before, known := first[k]
		if !known {
			first[k] = e.drawn
			return nil
		}
		if repeats == 0 {
			a, b, same = before, e.drawn, append(same, token[:min(len(token), 32)]...)
		}
		repeats++
		return nil
	}
	e.look = func(alpha float64) []note {
		expected := float64(e.drawn) * (float64(e.drawn) - 1) / 2 / math.Exp2(bits)
		few, many := repeatsTails(repeats, e.drawn, bits)
		if many <= math.Log(alpha*tooMany) {
			return []note{{logP: many, text: fmt.Sprintf(
				"too many repeats: %s of %s tokens came before where %.3g are due, as if there were about 2^%.1f different ones; tokens %s and %s are both %x",
				thousands(repeats), thousands(e.drawn), expected, math.Log2(float64(e.drawn)*float64(e.drawn)/2/float64(repeats)),
				thousands(a+1), thousands(b+1), same)}}
		}
		if few <= math.Log(alpha*(1-tooMany)) {
			return []note{{logP: few, text: fmt.Sprintf(
				"too few repeats: %s of %s tokens came before where %.4g are due: these are not independent draws from 2^%.4g tokens",
				thousands(repeats), thousands(e.drawn), expected, bits)}}
		}
		return nil
	}
	e.run()
}

// tooMany is the share of the false-alarm rate for too many repeats.
const tooMany = 0.9

// key identifies a token: itself if it is short, else 128 bits of its hash.
func key(token []byte) (k [16]byte) {
	if len(token) < len(k) {
		copy(k[:], token)
		k[len(k)-1] = byte(len(token))
		return k
	}
	h := sha256.Sum256(token)
	copy(k[:], h[:])
	return k
}

// repeatsTails bounds ln P(R <= r) and ln P(R >= r) for the number of repeats
// among m tokens of 2^bits.
func repeatsTails(r, m uint64, bits float64) (few, many float64) {
	n, k := float64(m), float64(r)
	scale := math.Exp2(-bits)
	if mean := n * (n - 1) / 2 * scale; k >= mean+1 {
		_, many = tails.Binomial(r, m, mean/n)
	} else if k > mean {
		many = math.Log(mean / k) // Markov's inequality
	}
	if k < n {
		if mean := (n - k) * (n - 1 - k) / 2 * scale; k <= mean-1 {
			few, _ = tails.Binomial(r, m, mean/n)
		}
	}
	return few, many
}

// tokens is the least number of tokens of the given bits that keeps both
// promises against a source of 2^seed, rounded up to three digits.
func tokens(c config, bits, seed float64) uint64 {
	logAlpha, logBeta := math.Log(c.falseAlarm*lastShare*tooMany), math.Log(c.miss)
	ok := func(m uint64) bool {
		// The fewest repeats that are too many.
		low, high := uint64(0), m
		for high-low > 1 {
			mid := low + (high-low)/2
			if _, many := repeatsTails(mid, m, bits); many <= logAlpha {
				high = mid
			} else {
				low = mid
			}
		}
		few, _ := repeatsTails(high-1, m, seed)
		return few <= logBeta
	}
	return least(ok)
}
