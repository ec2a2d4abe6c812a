package randtest

import "fmt"

// An Option changes a promise, or what may be spent on it.
type Option func(*config)

// A config is what a check promises and may spend.
type config struct {
	falseAlarm float64 // probability at most with which a fair source fails
	miss       float64 // probability at most with which a bias of at least detect passes
	detect     float64 // relative deviation of one category
	byteModulo bool    // the bias to detect is that of b % n instead
	detectSet  bool    // by the user
	maxDraws   uint64
	wrong      error // the first option without meaning
}

func newConfig(opts []Option) config {
	c := config{falseAlarm: 1e-12, miss: 1e-6, detect: 0.1, maxDraws: 2_000_000}
	for _, o := range opts {
		o(&c)
	}
	return c
}

func (c *config) refuse(format string, args ...any) {
	if c.wrong == nil {
		c.wrong = fmt.Errorf(format, args...)
	}
}

// FalseAlarm sets the probability at most with which a fair source fails:
// 1e-12 without it. It takes probabilities from 1e-14 to 0.1.
func FalseAlarm(p float64) Option {
	return func(c *config) {
		if !(p >= 1e-14 && p <= 0.1) {
			c.refuse("FalseAlarm(%v) is not from 1e-14 to 0.1", p)
			return
		}
		c.falseAlarm = p
	}
}

// Detect sets the bias that passes with probability at most 1e-6: a category
// whose probability is off by at least this share of itself, either way. It is
// 0.1 without the option, 10 %. It takes shares above 0 up to 1. The number of
// draws goes with its square: half the share takes four times the draws.
func Detect(share float64) Option {
	return func(c *config) {
		if !(share > 0 && share <= 1) {
			c.refuse("Detect(%v) is not above 0 and at most 1", share)
			return
		}
		c.detect, c.detectSet, c.byteModulo = share, true, false
	}
}

// DetectByteModulo sets the bias that passes with probability at most 1e-6 to
// that of a byte's remainder, b % n, on n values in whatever order: 256 % n of
// them are drawn 256/n + 1 times in 256 (rounded down), the others one time
// less. It replaces [Detect], and has a meaning for [Uniform] and
// [UniformString] with n from 3 to 255 that is no power of two.
func DetectByteModulo() Option {
	return func(c *config) { c.byteModulo = true }
}

// MaxDraws sets how many draws there may be: 2 million without it. A check
// whose promises need more fails at once, and says what could be kept.
func MaxDraws(n uint64) Option {
	return func(c *config) {
		if n == 0 || n > 1<<40 {
			c.refuse("MaxDraws(%d) is not from 1 to 2^40", n)
			return
		}
		c.maxDraws = n
	}
}
