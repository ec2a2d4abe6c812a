package examples

import (
	"testing"

	"github.com/randaudit/randaudit/stattests/randtest"
)

// Short identifiers, as nanoid makes them. Its default alphabet has 64
// characters, so that six bits of a byte choose one fairly. With an alphabet of
// one's own, the same code must reject: here 62 characters.

const nanoAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

func nanoID() string {
	const mask = 63 // the least 2^k-1 that holds all indices
	id := make([]byte, 0, 21)
	for len(id) < cap(id) {
		if i := int(randomByte() & mask); i < len(nanoAlphabet) {
			id = append(id, nanoAlphabet[i])
		}
	}
	return string(id)
}

// nanoIDWrapped takes the indices that are too large from the start again: "0"
// and "1" are twice as likely.
func nanoIDWrapped() string {
	id := make([]byte, 21)
	for i := range id {
		id[i] = nanoAlphabet[int(randomByte()&63)%len(nanoAlphabet)]
	}
	return string(id)
}

func TestNanoID(t *testing.T) {
	randtest.UniformString(t, nanoAlphabet, nanoID)
}

func TestNanoIDWrapped(t *testing.T) {
	expectFail(t, func(t testing.TB) { randtest.UniformString(t, nanoAlphabet, nanoIDWrapped) })
}
