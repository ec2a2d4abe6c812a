package stattests

import (
	"fmt"
	"math"
)

// Repetition asks whether a symbol is followed by what followed it before: wherever a symbol
// x comes whose last place, followed by y, is near, is it followed by y again? Near is at
// most w symbols back (the argument, 1 to 8192; without one N/8, and 32 at least).
//
// Whether there is such a y, and which, is known before the symbol is that is compared
// with it. So the answers, in order, are independent, and each is yes with probability
// 1/N, exactly, whatever came before. A block has a fixed number of them, the first r: r
// is four standard deviations below the mean of how many there are (taken as binomial; the
// law does not depend on it). Where as many symbols are left as answers are missing, each
// of them gives one, and is compared with the symbol before it if nothing is near. The sum
// over blocks is thus Binomial(r blocks, 1/N), exactly.
//
// The repetition of pairs at short distances is the strongest bias of RC4 that lasts: a pair
// of bytes with g bytes between it and itself comes 1 + exp(-(4+8g)/256)/256 times as often
// as it should (I. Mantin, "Predicting and Distinguishing Attacks on RC4 Keystream
// Generator", EUROCRYPT 2005). All gaps together show it in a tenth of the bytes that one
// takes, and w near 40 is best. Any state that changes a little at a time can do it.
var Repetition = &Test{
	Name: "repetition",
	Doc: "Whether a symbol is followed by what followed it before, where that is at most w symbols back (argument; N/8 and 32 at least without; N up to 65536): " +
		"the number of repetitions by exact binomial tails. Catches states that change a little at a time: RC4, shuffling tables, short periods. Mantin 2005. Exact.",
	Planted: "counter64?seed=1|low(4)",
	New:     newRepetition,
}

const (
	leastNear       = 32 // symbols back, without an argument
	mostNear        = 1 << 13
	repetitionBlock = 1 << 15
)

type repetition struct {
	n       uint64   // symbols of the alphabet
	near    int      // symbols back, at most
	answers int      // of a block
	seen    []uint32 // scratch, by symbol: the place of what followed it last, plus near+1, and above 2^16 that symbol
}

func newRepetition(law Law, args ...uint64) (Counter, error) {
	if err := uniform("repetition", law); err != nil {
		return nil, err
	}
	if err := atLeast("repetition", law, 2); err != nil {
		return nil, err
	}
	near, err := oneArg("repetition", "the symbols back", args, 1, mostNear, max(leastNear, law.N/8))
	if err != nil {
		return nil, err
	}
	if law.N == 0 || law.N > mostSymbols {
		return nil, fmt.Errorf("stattests: repetition needs at most %d symbols: %w", mostSymbols, ErrAlphabet)
	}
	r := &repetition{n: law.N, near: int(near)}
	places := float64(repetitionBlock - 1 - r.near)
	p := -math.Expm1(float64(r.near) * math.Log1p(-1/float64(r.n))) // that a symbol is near
	r.answers = max(1, int(places*p-4*math.Sqrt(places*p*(1-p))))
	return r, nil
}

func (r *repetition) Block() int { return repetitionBlock }
func (r *repetition) Size() int  { return 1 }

func (r *repetition) Count(t *Tally, block []uint64) {
	t.Blocks++
	if r.seen == nil { // a judge needs none
		r.seen = make([]uint32, r.n)
	}
	seen := r.seen
	clear(seen)
	near := uint32(r.near)
	yes, left := uint32(0), r.answers
	before := uint32(block[0])
	place := near + 1 // of what follows the first symbol, counted so that 0 is not near
	rest := block[1:]
	// Without branches: whether a symbol is near cannot be foretold.
	for left > 0 && len(rest) > left {
		x := uint32(rest[0])
		last := seen[before]
		seen[before] = place | x<<16
		is := (place - last&0xffff - near - 1) >> 31 // 1 where it is near
		different := last>>16 ^ x
		yes += is & ((different - 1) >> 31)
		left -= int(is)
		before = x
		place++
		rest = rest[1:]
	}
	for ; left > 0; left-- {
		x := uint32(rest[0])
		last := seen[before]
		seen[before] = place | x<<16
		told := before
		if place-last&0xffff <= near {
			told = last >> 16
		}
		if told == x {
			yes++
		}
		before = x
		place++
		rest = rest[1:]
	}
	t.Counts[0] += uint64(yes)
}

func (r *repetition) Judge(t Tally, level float64) []Result {
	n := max(mulSaturating(t.Blocks, uint64(r.answers)), t.Counts[0])
	res := Result{Name: "again", Sides: 2, Stat: float64(t.Counts[0])}
	if n == 0 {
		res.Warnings = []error{&TooLittle{t.Blocks, 1}}
		return []Result{res}
	}
	p := 1 / float64(r.n)
	res.Null = fmt.Sprintf("binomial(%d, 1/%d)", n, r.n)
	res.P.LogLower, res.P.LogUpper = binomial(t.Counts[0], n, p)
	res.Quality = Quality{Exact, math.Inf(-1)}
	if level > 0 {
		d, low, high := deviation(t.Counts[0], n, p, 1)
		res.Effect = Effect{"a repetition", d, low, high, excess(n, p, math.Log(level/2))}
		for i, label := range []string{"what followed before", "another"} {
			share, k := p, t.Counts[0]
			if i == 1 {
				share, k = 1-p, n-t.Counts[0]
			}
			low, high := binomialBand(n, share, math.Log(BandProbability/4))
			res.Bins = append(res.Bins, Bin{label, float64(k), float64(n) * share, low, high})
		}
	}
	return []Result{res}
}
