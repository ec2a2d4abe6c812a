package sources

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"strings"

	"github.com/randaudit/randaudit/sources/secrets"
)

// The views of the other methods and functions of package secrets. Those whose
// symbols are not uniform have their exact law.
func init() {
	for _, d := range distributions {
		RegisterView(d.entry())
	}
	for _, e := range methodEntries {
		RegisterView(e)
	}
}

var methodEntries = []ViewEntry{
	{"gausspair", "gausspair", "both floats of GaussPair through the normal distribution function, by 2^16 equal intervals", newGaussPair},
	{"binomialvariate", "binomialvariate(n,p)", "a count of BinomialVariate through its distribution function with random jumps, by 2^16 equal intervals; n up to 65536, p in hundredths", newBinomial},

	{"randrange", "randrange(start,stop,step)", "an integer of RandRange, by its number among start, start+step ...", newRandRange},
	{"randrange-down", "randrange-down(start,stop,step)", "an integer of RandRange with the step -step, start above stop, by its number", newRandRangeDown},
	{"randint", "randint(a,b)", "an integer of RandInt, less a", newRandInt},
	{"big-bits", "big-bits(k)", "the lowest and the highest 32 of k bits, 64 to 65536, of BigRandBits", newBigBits},
	{"big-below", "big-below(k)", "BigRandBelow(3*2^k), k from 16 to 65536, by 3*2^16 equal intervals", newBigBelow},
	{"big-randrange", "big-randrange(k)", "BigRandRange from 2^k down past -2^(k+1) in steps of -1, k from 16 to 65536, by 3*2^16 equal intervals", newBigRandRange},
	{"big-randint", "big-randint(k)", "BigRandInt(-2^k, 2^(k+1)-1), k from 16 to 65536, by 3*2^16 equal intervals", newBigRandInt},

	{"randbytes", "randbytes(n)", "the bytes of RandBytes(n), which are TokenBytes's", newRandBytes},
	{"tokenhex", "tokenhex(n) or tokenhex(n,i)", "the digits of TokenHex(n), or digit i of each, from 0", newTokenHex},
	{"tokenurlsafe", "tokenurlsafe(n) or tokenurlsafe(n,i)", "the characters of TokenURLSafe(n) of 6 whole bits, or character i of each, from 0: of the last of 43 for n = 32, which has 4 bits, those", newTokenURLSafe},
	{"tokenurlsafe-any", "tokenurlsafe-any(n)", "a character of TokenURLSafe(n) at a place drawn for each token: not uniform where the last has fewer than 6 bits", newTokenURLSafeAny},
	{"uuid4", "uuid4", "the 122 free bits of UUID4, as two symbols of 61 bits", newUUID4},
	{"uuid4-fixed", "uuid4-fixed", "the last bit of a UUID4, or 2 if the version or the variant is wrong, which is never to be", newUUID4Fixed},
	{"password", "password(n,i)", "character i, from 0, of a password of n characters, 4 to 64, that has one of each of four kinds (24 lower-case and 24 upper-case letters, 8 digits, 9 signs), shuffled", newPassword},
	{"password-kind", "password-kind(n,i)", "the kind of character i of such a password: lower case, upper case, digit, sign", newPasswordKind},

	{"choices", "choices(w1,w2,...)", "which of several things Choices chooses by whole weights", newChoices},
	{"choices-cumulative", "choices-cumulative(c1,c2,...)", "which of several things Choices chooses by sums of weights", newChoicesCumulative},
	{"choices-range", "choices-range(n)", "ChoicesRange(n), which is Choices without weights, n up to 65536", newChoicesRange},
	{"shuffle-place", "shuffle-place(n,i)", "which of n things, up to 65536, comes to place i, from 0, in a shuffle", newShufflePlace},
	{"shuffle-pair", "shuffle-pair(n,i,j)", "which two of n things come to the places i and j in a shuffle, among the n(n-1) pairs", newShufflePair},
	{"shuffle-parity", "shuffle-parity(n)", "0 if a shuffle of n things takes an even number of exchanges, else 1", newShuffleParity},
	{"sample-place", "sample-place(n,k,i)", "which of n things is number i, from 0, of a sample of k", newSamplePlace},
	{"sample-pair", "sample-pair(n,k,i,j)", "which two of n things are the numbers i and j of a sample of k, among the n(n-1) pairs", newSamplePair},
	{"sample-parity", "sample-parity(n,k)", "0 if an even number of pairs of a sample of k of n things stand in descending order, else 1; k up to 4096", newSampleParity},
	{"sample-counts", "sample-counts(c1,c2,...)", "which kinds the two things of a sample with counts are of: not uniform", newSampleCounts},
}

// DrawnLaw is [Drawn] for a way of drawing whose symbols are not uniform: law
// is what they have if all is well. Of a probability of 0 a single symbol is
// evidence of bias, so that a symbol of its own can stand for what must never
// come. The law has at most 2^16 symbols with a probability each; it is not
// checked that they add up to 1.
func DrawnLaw(name string, law Law, open func(r io.Reader) (draw func() (uint64, error))) View {
	v := Drawn(name, law.N, open)
	over := v.Over
	v.Over = func(alphabet uint64) (Law, func(Stream) Stream, error) {
		_, open, err := over(alphabet)
		if err != nil {
			return Law{}, nil, err
		}
		return law, open, nil
	}
	return v
}

// lawOf is the law of counts of equally likely things.
func lawOf(counts []uint64) Law {
	total := 0.0
	for _, c := range counts {
		total += float64(c)
	}
	return Law{N: uint64(len(counts)), P: func(i uint64) float64 { return float64(counts[i]) / total }}
}

func newRandRange(args ...uint64) (View, error) { return rangeView("randrange", args, false) }

func newRandRangeDown(args ...uint64) (View, error) { return rangeView("randrange-down", args, true) }

func rangeView(name string, args []uint64, down bool) (View, error) {
	const most = 1 << 62
	if err := wantBounds(name, args, bound{"start", 0, most}, bound{"stop", 0, most}, bound{"step", 1, most}); err != nil {
		return View{}, err
	}
	start, stop, step := int64(args[0]), int64(args[1]), int64(args[2])
	width := stop - start
	if down {
		width = -width
		step = -step
	}
	if width < 1 {
		return View{}, fmt.Errorf("%w: %s: there is nothing from start to stop", ErrArgs, viewName(name, args...))
	}
	n := (uint64(width) + args[2] - 1) / args[2]
	if n < 2 {
		return View{}, fmt.Errorf("%w: %s: there is only one number from start to stop", ErrArgs, viewName(name, args...))
	}
	return drawnBySystemRandom(viewName(name, args...), n, func(s *secrets.SystemRandom) func() (uint64, error) {
		return func() (uint64, error) {
			x, err := s.RandRange(start, stop, step)
			return uint64((x - start) / step), err
		}
	}), nil
}

func newRandInt(args ...uint64) (View, error) {
	const most = 1 << 62
	if err := wantBounds("randint", args, bound{"a", 0, most}, bound{"b", 0, most}); err != nil {
		return View{}, err
	}
	a, b := int64(args[0]), int64(args[1])
	if a >= b {
		return View{}, fmt.Errorf("%w: %s: a must be below b", ErrArgs, viewName("randint", args...))
	}
	return drawnBySystemRandom(viewName("randint", args...), args[1]-args[0]+1, func(s *secrets.SystemRandom) func() (uint64, error) {
		return func() (uint64, error) {
			x, err := s.RandInt(a, b)
			return uint64(x - a), err
		}
	}), nil
}

func newBigBits(args ...uint64) (View, error) {
	k, err := oneArg("big-bits", "k", args, 64, 1<<16)
	if err != nil {
		return View{}, err
	}
	return drawnBySystemRandom(viewName("big-bits", k), 1<<32, func(s *secrets.SystemRandom) func() (uint64, error) {
		low := big.NewInt(math.MaxUint32)
		var x *big.Int
		return func() (uint64, error) {
			if x != nil {
				high := x.Rsh(x, uint(k-32)).Uint64()
				x = nil
				return high, nil
			}
			y, err := s.BigRandBits(int(k))
			if err != nil {
				return 0, err
			}
			x = y
			return new(big.Int).And(y, low).Uint64(), nil
		}
	}), nil
}

// threeIntervals is a view of numbers in [0, 3*2^k), by the interval among
// 3*2^16 equal ones.
func threeIntervals(name string, args []uint64, open func(s *secrets.SystemRandom, k uint) func() (*big.Int, error)) (View, error) {
	k, err := oneArg(name, "k", args, 16, 1<<16)
	if err != nil {
		return View{}, err
	}
	return drawnBySystemRandom(viewName(name, k), 3<<16, func(s *secrets.SystemRandom) func() (uint64, error) {
		draw := open(s, uint(k))
		return func() (uint64, error) {
			x, err := draw()
			if err != nil {
				return 0, err
			}
			return x.Rsh(x, uint(k)-16).Uint64(), nil
		}
	}), nil
}

// power is c * 2^k.
func power(c int64, k uint) *big.Int { return new(big.Int).Lsh(big.NewInt(c), k) }

func newBigBelow(args ...uint64) (View, error) {
	return threeIntervals("big-below", args, func(s *secrets.SystemRandom, k uint) func() (*big.Int, error) {
		n := power(3, k)
		return func() (*big.Int, error) { return s.BigRandBelow(n) }
	})
}

func newBigRandRange(args ...uint64) (View, error) {
	return threeIntervals("big-randrange", args, func(s *secrets.SystemRandom, k uint) func() (*big.Int, error) {
		start, stop, step := power(1, k), power(-2, k), big.NewInt(-1)
		return func() (*big.Int, error) {
			x, err := s.BigRandRange(start, stop, step)
			if err != nil {
				return nil, err
			}
			return x.Sub(start, x), nil
		}
	})
}

func newBigRandInt(args ...uint64) (View, error) {
	return threeIntervals("big-randint", args, func(s *secrets.SystemRandom, k uint) func() (*big.Int, error) {
		a, b := power(-1, k), power(2, k)
		b.Sub(b, big.NewInt(1))
		return func() (*big.Int, error) {
			x, err := s.BigRandInt(a, b)
			if err != nil {
				return nil, err
			}
			return x.Sub(x, a), nil
		}
	})
}

// each is a draw of several symbols at once, given one by one.
func each(draw func() ([]byte, error)) func() (uint64, error) {
	var rest []byte
	return func() (uint64, error) {
		for len(rest) == 0 {
			var err error
			if rest, err = draw(); err != nil {
				return 0, err
			}
		}
		symbol := rest[0]
		rest = rest[1:]
		return uint64(symbol), nil
	}
}

const mostTokenBytes = 1 << 16

func newRandBytes(args ...uint64) (View, error) {
	n, err := oneArg("randbytes", "n", args, 1, mostTokenBytes)
	if err != nil {
		return View{}, err
	}
	return drawnBySystemRandom(viewName("randbytes", n), 256, func(s *secrets.SystemRandom) func() (uint64, error) {
		return each(func() ([]byte, error) { return s.RandBytes(int(n)) })
	}), nil
}

// errToken is of a token that is none.
var errToken = errors.New("sources: a token was drawn that is not well-formed")

// tokenArgs are the bytes of a token and the place in it, -1 where none is
// given, of a token of as many characters as its bytes make.
func tokenArgs(name string, args []uint64, characters func(n int) int) (n, place int, err error) {
	if len(args) != 1 && len(args) != 2 {
		return 0, 0, fmt.Errorf("%w: %s: %s takes 1 argument or 2, not %d", ErrArgs, viewName(name, args...), name, len(args))
	}
	if err := wantBounds(name, args[:1], bound{"n", 1, mostTokenBytes}); err != nil {
		return 0, 0, err
	}
	n, place = int(args[0]), -1
	if len(args) == 2 {
		if args[1] >= uint64(characters(n)) {
			return 0, 0, fmt.Errorf("%w: %s: the token has the characters 0 to %d", ErrArgs, viewName(name, args...), characters(n)-1)
		}
		place = int(args[1])
	}
	return n, place, nil
}

func newTokenHex(args ...uint64) (View, error) {
	n, place, err := tokenArgs("tokenhex", args, hex.EncodedLen)
	if err != nil {
		return View{}, err
	}
	return drawnBySystemRandom(viewName("tokenhex", args...), 16, func(s *secrets.SystemRandom) func() (uint64, error) {
		return each(func() ([]byte, error) {
			token, err := s.TokenHex(n)
			if err != nil {
				return nil, err
			}
			digits := []byte(token)
			for i, c := range digits {
				digit := strings.IndexByte("0123456789abcdef", c)
				if digit < 0 || len(digits) != 2*n {
					return nil, fmt.Errorf("%w: TokenHex(%d) is %q", errToken, n, token)
				}
				digits[i] = byte(digit)
			}
			if place >= 0 {
				digits = digits[place : place+1]
			}
			return digits, nil
		})
	}), nil
}

// urlSafe is the number of each character of a token of TokenURLSafe: RFC 4648,
// section 5.
func urlSafe(token string) ([]byte, error) {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	numbers := []byte(token)
	for i, c := range numbers {
		number := strings.IndexByte(alphabet, c)
		if number < 0 {
			return nil, fmt.Errorf("%w: TokenURLSafe gave %q", errToken, token)
		}
		numbers[i] = byte(number)
	}
	return numbers, nil
}

// drawURLSafe returns a draw of the numbers of a whole token of n bytes, whose
// last is shifted to the bits that it has, lastBits.
func drawURLSafe(s *secrets.SystemRandom, n int) (draw func() ([]byte, error), lastBits int) {
	characters := base64.RawURLEncoding.EncodedLen(n)
	lastBits = 8*n - 6*(characters-1)
	return func() ([]byte, error) {
		token, err := s.TokenURLSafe(n)
		if err != nil {
			return nil, err
		}
		numbers, err := urlSafe(token)
		if err != nil {
			return nil, err
		}
		if len(numbers) != characters || numbers[characters-1]&(1<<(6-lastBits)-1) != 0 {
			return nil, fmt.Errorf("%w: TokenURLSafe(%d) is %q", errToken, n, token)
		}
		numbers[characters-1] >>= 6 - lastBits
		return numbers, nil
	}, lastBits
}

func newTokenURLSafe(args ...uint64) (View, error) {
	n, place, err := tokenArgs("tokenurlsafe", args, base64.RawURLEncoding.EncodedLen)
	if err != nil {
		return View{}, err
	}
	characters := base64.RawURLEncoding.EncodedLen(n)
	_, lastBits := drawURLSafe(nil, n)
	symbols := uint64(64)
	if place == characters-1 {
		symbols = 1 << lastBits
	}
	return drawnBySystemRandom(viewName("tokenurlsafe", args...), symbols, func(s *secrets.SystemRandom) func() (uint64, error) {
		draw, _ := drawURLSafe(s, n)
		return each(func() ([]byte, error) {
			numbers, err := draw()
			switch {
			case err != nil:
				return nil, err
			case place >= 0:
				return numbers[place : place+1], nil
			case lastBits < 6:
				return numbers[:characters-1], nil
			default:
				return numbers, nil
			}
		})
	}), nil
}

// newTokenURLSafeAny draws a place for each token: so its symbols are
// independent, and of one law, though the characters of a token are of two.
func newTokenURLSafeAny(args ...uint64) (View, error) {
	n, err := oneArg("tokenurlsafe-any", "n", args, 1, mostTokenBytes)
	if err != nil {
		return View{}, err
	}
	characters := uint64(base64.RawURLEncoding.EncodedLen(int(n)))
	_, lastBits := drawURLSafe(nil, int(n))
	counts := make([]uint64, 64) // of 64 * characters equally likely things
	for c := range counts {
		counts[c] = characters - 1
		if c%(1<<(6-lastBits)) == 0 {
			counts[c] += 1 << (6 - lastBits)
		}
	}
	return DrawnLaw(viewName("tokenurlsafe-any", n), lawOf(counts), func(r io.Reader) func() (uint64, error) {
		s := secrets.New(r)
		draw, lastBits := drawURLSafe(s, int(n))
		return func() (uint64, error) {
			numbers, err := draw()
			if err != nil {
				return 0, err
			}
			numbers[characters-1] <<= 6 - lastBits
			i, err := s.RandBelow(characters)
			return uint64(numbers[i]), err
		}
	}), nil
}

func newUUID4(args ...uint64) (View, error) {
	if err := wantArgs("uuid4", args, 0); err != nil {
		return View{}, err
	}
	return drawnBySystemRandom("uuid4", 1<<61, func(s *secrets.SystemRandom) func() (uint64, error) {
		var second uint64
		has := false
		return func() (uint64, error) {
			if has {
				has = false
				return second, nil
			}
			u, err := s.UUID4()
			if err != nil {
				return 0, err
			}
			var first uint64
			first, second = uuidFree(u)
			has = true
			return first, nil
		}
	}), nil
}

// uuidFree are the 122 bits of a version 4 that are random, as 61 and 61: all
// but the upper half of byte 6 and the two highest bits of byte 8. RFC 9562,
// section 5.4.
func uuidFree(u secrets.UUID) (first, second uint64) {
	for _, b := range u[:6] {
		first = first<<8 | uint64(b)
	}
	first = first<<4 | uint64(u[6]&0x0f)
	first = first<<8 | uint64(u[7]) // 60 bits
	second = uint64(u[8] & 0x3f)
	for _, b := range u[9:] {
		second = second<<8 | uint64(b)
	}
	return first<<1 | second>>61, second & (1<<61 - 1)
}

// uuidWrong is the symbol of [newUUID4Fixed] that must never come.
const uuidWrong = 2

// uuidFixed is the last bit of u, or uuidWrong unless the 6 fixed bits are 0100
// and 10: version 4, variant of RFC 9562, sections 4.1 and 4.2.
func uuidFixed(u secrets.UUID) uint64 {
	if u[6]>>4 != 4 || u[8]>>6 != 2 {
		return uuidWrong
	}
	return uint64(u[15] & 1)
}

func newUUID4Fixed(args ...uint64) (View, error) {
	if err := wantArgs("uuid4-fixed", args, 0); err != nil {
		return View{}, err
	}
	return DrawnLaw("uuid4-fixed", lawOf([]uint64{1, 1, 0}), func(r io.Reader) func() (uint64, error) {
		s := secrets.New(r)
		return func() (uint64, error) {
			u, err := s.UUID4()
			return uuidFixed(u), err
		}
	}), nil
}

// passwordKinds are the sizes of the kinds of characters, and passwordAll their
// sum.
var passwordKinds = [...]uint64{24, 24, 8, 9}

const passwordAll = 65

// drawPassword draws a password as one is drawn where each kind must be there:
// one of each kind, the rest of all, then a shuffle. It returns the character i,
// by its number among all.
func drawPassword(s *secrets.SystemRandom, password []uint64, i uint64) (uint64, error) {
	first := uint64(0)
	for k, size := range passwordKinds {
		c, err := s.RandBelow(size)
		if err != nil {
			return 0, err
		}
		password[k] = first + c
		first += size
	}
	for k := len(passwordKinds); k < len(password); k++ {
		c, err := s.RandBelow(passwordAll)
		if err != nil {
			return 0, err
		}
		password[k] = c
	}
	err := secrets.ShuffleFrom(s, password)
	return password[i], err
}

func passwordKind(c uint64) uint64 {
	for k, size := range passwordKinds {
		if c < size {
			return uint64(k)
		}
		c -= size
	}
	panic("sources: no such character")
}

// passwordCounts are, for each kind, the numbers of n * 65 * 24 * 3 equally
// likely things in which a character of a password is a certain one of that
// kind: the shuffle makes it the one of its kind with probability 1/n, and one
// of all characters with (n-4)/n.
func passwordCounts(n uint64) [len(passwordKinds)]uint64 {
	var counts [len(passwordKinds)]uint64
	for k, size := range passwordKinds {
		counts[k] = passwordAll*(72/size) + (n-uint64(len(passwordKinds)))*72
	}
	return counts
}

func newPassword(args ...uint64) (View, error) { return passwordView("password", args, false) }

func newPasswordKind(args ...uint64) (View, error) {
	return passwordView("password-kind", args, true)
}

func passwordView(name string, args []uint64, kinds bool) (View, error) {
	if err := wantBounds(name, args, bound{"n", uint64(len(passwordKinds)), 64}, bound{"i", 0, 63}); err != nil {
		return View{}, err
	}
	n, i := args[0], args[1]
	if i >= n {
		return View{}, fmt.Errorf("%w: %s: i must be below n", ErrArgs, viewName(name, args...))
	}
	var counts []uint64
	for k, count := range passwordCounts(n) {
		if kinds {
			counts = append(counts, count*passwordKinds[k])
			continue
		}
		for range passwordKinds[k] {
			counts = append(counts, count)
		}
	}
	return DrawnLaw(viewName(name, args...), lawOf(counts), func(r io.Reader) func() (uint64, error) {
		s := secrets.New(r)
		password := make([]uint64, n)
		return func() (uint64, error) {
			c, err := drawPassword(s, password, i)
			if kinds && err == nil {
				c = passwordKind(c)
			}
			return c, err
		}
	}), nil
}

// weights are whole weights as arguments, at least two and not all 0.
func weights(name string, args []uint64) ([]float64, error) {
	if len(args) < 2 || len(args) > 1<<10 {
		return nil, fmt.Errorf("%w: %s: %s takes from 2 to 1024 weights, not %d", ErrArgs, viewName(name, args...), name, len(args))
	}
	total := uint64(0)
	for _, w := range args {
		// A sum far below 2^53 keeps what floats round out of sight.
		if w > 1<<20 {
			return nil, fmt.Errorf("%w: %s: a weight must be at most 2^20", ErrArgs, viewName(name, args...))
		}
		total += w
	}
	if total == 0 {
		return nil, fmt.Errorf("%w: %s: a weight must be above 0", ErrArgs, viewName(name, args...))
	}
	return parameters(args), nil
}

func newChoices(args ...uint64) (View, error) {
	w, err := weights("choices", args)
	if err != nil {
		return View{}, err
	}
	return choicesView("choices", args, args, func(s *secrets.SystemRandom, things []uint64) ([]uint64, error) {
		return secrets.ChoicesFrom(s, things, w, 16)
	}), nil
}

func newChoicesCumulative(args ...uint64) (View, error) {
	const name = "choices-cumulative"
	counts := make([]uint64, len(args))
	for i, c := range args {
		counts[i] = c
		if i > 0 {
			if c < args[i-1] {
				return View{}, fmt.Errorf("%w: %s: the sums of weights must not descend", ErrArgs, viewName(name, args...))
			}
			counts[i] -= args[i-1]
		}
	}
	if _, err := weights(name, counts); err != nil {
		return View{}, err
	}
	sums := parameters(args)
	return choicesView(name, args, counts, func(s *secrets.SystemRandom, things []uint64) ([]uint64, error) {
		return secrets.ChoicesCumulativeFrom(s, things, sums, 16)
	}), nil
}

func choicesView(name string, args, counts []uint64, draw func(s *secrets.SystemRandom, things []uint64) ([]uint64, error)) View {
	return DrawnLaw(viewName(name, args...), lawOf(counts), func(r io.Reader) func() (uint64, error) {
		s := secrets.New(r)
		things := make([]uint64, len(counts))
		ascending(things)
		var rest []uint64
		return func() (uint64, error) {
			if len(rest) == 0 {
				var err error
				if rest, err = draw(s, things); err != nil {
					return 0, err
				}
			}
			c := rest[0]
			rest = rest[1:]
			return c, nil
		}
	})
}

func newChoicesRange(args ...uint64) (View, error) {
	// Up to here the floats that are rounded make no bias above 2^-37.
	n, err := oneArg("choices-range", "n", args, 2, 1<<16)
	if err != nil {
		return View{}, err
	}
	return drawnBySystemRandom(viewName("choices-range", n), n, func(s *secrets.SystemRandom) func() (uint64, error) {
		one := make([]uint64, 1)
		return func() (uint64, error) {
			err := s.ChoicesRange(one, n)
			return one[0], err
		}
	}), nil
}

// mostThings that a view keeps in memory.
const mostThings = 1 << 16

// place is the bound of a place among n.
func place(name string, n uint64) bound { return bound{name, 0, n - 1} }

// rowView is the view of a row of k different things below n: a shuffle where
// k = n.
func rowView(name string, args []uint64, symbols, n, k uint64, open func(s *secrets.SystemRandom, row []uint64) func() error, symbol func(row []uint64) uint64) View {
	return drawnBySystemRandom(viewName(name, args...), symbols, func(s *secrets.SystemRandom) func() (uint64, error) {
		row := make([]uint64, k)
		draw := open(s, row)
		return func() (uint64, error) {
			if err := draw(); err != nil {
				return 0, err
			}
			return symbol(row), nil
		}
	})
}

// shuffled shuffles the row afresh.
func shuffled(s *secrets.SystemRandom, row []uint64) func() error {
	return func() error {
		ascending(row)
		return secrets.ShuffleFrom(s, row)
	}
}

// sampled fills the row with a sample of things below n.
func sampled(n uint64) func(s *secrets.SystemRandom, row []uint64) func() error {
	return func(s *secrets.SystemRandom, row []uint64) func() error {
		return func() error { return s.SampleRange(row, n) }
	}
}

// pairOf is the number of the pair of what stands at i and j, among n(n-1).
func pairOf(n, i, j uint64) func(row []uint64) uint64 {
	return func(row []uint64) uint64 { return Rank([]uint64{row[i], row[j]}, n) }
}

func at(i uint64) func(row []uint64) uint64 { return func(row []uint64) uint64 { return row[i] } }

// wantThings checks n, the numbers of things, and k, that of those in a row, and
// then the places in it, which must differ.
func wantThings(name string, args []uint64, sample bool, places ...string) (n, k uint64, rest []uint64, err error) {
	bounds := []bound{{"n", 2, mostThings}}
	if sample {
		bounds = append(bounds, bound{"k", 1, mostThings})
	}
	for _, p := range places {
		bounds = append(bounds, place(p, mostThings))
	}
	if err := wantBounds(name, args, bounds...); err != nil {
		return 0, 0, nil, err
	}
	n, k, rest = args[0], args[0], args[1:]
	if sample {
		k, rest = args[1], args[2:]
		if k > n {
			return 0, 0, nil, fmt.Errorf("%w: %s: k must be at most n", ErrArgs, viewName(name, args...))
		}
	}
	for _, p := range rest {
		if p >= k {
			return 0, 0, nil, fmt.Errorf("%w: %s: the places are 0 to %d", ErrArgs, viewName(name, args...), k-1)
		}
	}
	if len(rest) == 2 && rest[0] == rest[1] {
		return 0, 0, nil, fmt.Errorf("%w: %s: the two places must differ", ErrArgs, viewName(name, args...))
	}
	return n, k, rest, nil
}

func newShufflePlace(args ...uint64) (View, error) {
	n, _, places, err := wantThings("shuffle-place", args, false, "i")
	if err != nil {
		return View{}, err
	}
	return rowView("shuffle-place", args, n, n, n, shuffled, at(places[0])), nil
}

func newShufflePair(args ...uint64) (View, error) {
	n, _, places, err := wantThings("shuffle-pair", args, false, "i", "j")
	if err != nil {
		return View{}, err
	}
	return rowView("shuffle-pair", args, n*(n-1), n, n, shuffled, pairOf(n, places[0], places[1])), nil
}

func newShuffleParity(args ...uint64) (View, error) {
	n, _, _, err := wantThings("shuffle-parity", args, false)
	if err != nil {
		return View{}, err
	}
	return rowView("shuffle-parity", args, 2, n, n, shuffled, parity), nil
}

func newSamplePlace(args ...uint64) (View, error) {
	n, k, places, err := wantThings("sample-place", args, true, "i")
	if err != nil {
		return View{}, err
	}
	return rowView("sample-place", args, n, n, k, sampled(n), at(places[0])), nil
}

func newSamplePair(args ...uint64) (View, error) {
	n, k, places, err := wantThings("sample-pair", args, true, "i", "j")
	if err != nil {
		return View{}, err
	}
	return rowView("sample-pair", args, n*(n-1), n, k, sampled(n), pairOf(n, places[0], places[1])), nil
}

func newSampleParity(args ...uint64) (View, error) {
	n, k, _, err := wantThings("sample-parity", args, true)
	if err != nil {
		return View{}, err
	}
	if k < 2 || k > 4096 {
		return View{}, fmt.Errorf("%w: %s: k must be from 2 to 4096", ErrArgs, viewName("sample-parity", args...))
	}
	return rowView("sample-parity", args, 2, n, k, sampled(n), descents), nil
}

// parity is 0 if the order of 0 ... n-1 comes about by an even number of
// exchanges, else 1: n less its cycles, modulo 2. It leaves the row in order.
func parity(row []uint64) uint64 {
	exchanges := uint64(0)
	for i := range row {
		for row[i] != uint64(i) {
			j := row[i]
			row[i], row[j] = row[j], row[i]
			exchanges++
		}
	}
	return exchanges & 1
}

// descents is the number of pairs in descending order, modulo 2.
func descents(row []uint64) uint64 {
	n := uint64(0)
	for i, a := range row {
		for _, b := range row[:i] {
			if b > a {
				n++
			}
		}
	}
	return n & 1
}

func newSampleCounts(args ...uint64) (View, error) {
	const name = "sample-counts"
	if len(args) < 2 || len(args) > 256 {
		return View{}, fmt.Errorf("%w: %s: %s takes from 2 to 256 counts, not %d", ErrArgs, viewName(name, args...), name, len(args))
	}
	counts, total := make([]int, len(args)), uint64(0)
	for i, c := range args {
		if c > 1<<20 {
			return View{}, fmt.Errorf("%w: %s: a count must be at most 2^20", ErrArgs, viewName(name, args...))
		}
		counts[i] = int(c)
		total += c
	}
	if total < 2 {
		return View{}, fmt.Errorf("%w: %s: there must be two things", ErrArgs, viewName(name, args...))
	}
	k := uint64(len(args))
	pairs := make([]uint64, k*k)
	for i, a := range args {
		for j, b := range args {
			switch {
			case i != j:
				pairs[uint64(i)*k+uint64(j)] = a * b
			case a > 0:
				pairs[uint64(i)*k+uint64(j)] = a * (a - 1)
			}
		}
	}
	return DrawnLaw(viewName(name, args...), lawOf(pairs), func(r io.Reader) func() (uint64, error) {
		s := secrets.New(r)
		kinds := make([]uint64, k)
		ascending(kinds)
		return func() (uint64, error) {
			two, err := secrets.SampleCountsFrom(s, kinds, counts, 2)
			if err != nil {
				return 0, err
			}
			return two[0]*k + two[1], nil
		}
	}), nil
}
