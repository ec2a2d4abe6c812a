package examples

import (
	"crypto/rand"
	"testing"

	"github.com/randaudit/randaudit/stattests/randtest"
)

// Random strings for salts and invitations, as in Grafana and many others: read as
// many bytes as characters are wanted, and take each by % 62. The first eight
// letters come 5 times in 256, the others 4 times.

const alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

func randomStringModulo() string {
	b := make([]byte, 10)
	rand.Read(b)
	for i, v := range b {
		b[i] = alphanumeric[v%byte(len(alphanumeric))]
	}
	return string(b)
}

func randomString() string {
	b := make([]byte, 10)
	for i := range b {
		b[i] = alphanumeric[randomBelow(len(alphanumeric))]
	}
	return string(b)
}

func TestRandomString(t *testing.T) {
	randtest.UniformString(t, alphanumeric, randomString)
}

// The same promise for a tenth of the draws: against this one bug.
func TestRandomStringByteModulo(t *testing.T) {
	randtest.UniformString(t, alphanumeric, randomString, randtest.DetectByteModulo())
}

func TestRandomStringModulo(t *testing.T) {
	expectFail(t, func(t testing.TB) { randtest.UniformString(t, alphanumeric, randomStringModulo) })
}
