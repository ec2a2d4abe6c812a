package examples

import (
	"io"
	"testing"

	"github.com/randaudit/randaudit/stattests/randtest"
)

// One-time passwords of six digits. Cryptocat's digits (2013) rejected bytes above
// 250 in place of those from 250: 0 came 26 times in 251, each other digit 25
// times. Zero is 3.6 % too likely, so that Detect must be told.

func otp(digit func() int) string {
	b := make([]byte, 6)
	for i := range b {
		b[i] = '0' + byte(digit())
	}
	return string(b)
}

func fairDigit() int { return randomBelow(10) }

func cryptocatDigit() int {
	for {
		if b := randomByte(); b <= 250 {
			return int(b % 10)
		}
	}
}

func TestOTP(t *testing.T) {
	randtest.UniformString(t, "0123456789", func() string { return otp(fairDigit) }, randtest.Detect(0.03))
}

func TestOTPCryptocat(t *testing.T) {
	expectFail(t, func(t testing.TB) {
		randtest.UniformString(t, "0123456789", func() string { return otp(cryptocatDigit) }, randtest.Detect(0.03))
	})
}

// Where the digit can read from an io.Reader, no sample is needed: each bias is
// proved, in milliseconds.

func digitFrom(r io.Reader, most byte) (uint64, error) {
	var b [1]byte
	for {
		if _, err := io.ReadFull(r, b[:]); err != nil {
			return 0, err
		}
		if b[0] <= most {
			return uint64(b[0] % 10), nil
		}
	}
}

func TestDigitExact(t *testing.T) {
	randtest.Exact(t, 10, func(r io.Reader) (uint64, error) { return digitFrom(r, 249) })
}

func TestDigitExactCryptocat(t *testing.T) {
	expectFail(t, func(t testing.TB) {
		randtest.Exact(t, 10, func(r io.Reader) (uint64, error) { return digitFrom(r, 250) })
	})
}
