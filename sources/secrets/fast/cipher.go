package fast

import (
	"crypto/aes"
	"crypto/cipher"
	"math/rand/v2"
	"reflect"
	"runtime"
)

// keystream overwrites dst with the bytes that the key makes.
func keystream(key *[keySize]byte, dst []byte) {
	switch runtime.GOARCH {
	case "amd64", "arm64", "ppc64le", "s390x":
		aesKeystream(key, dst)
	default:
		chaCha8Keystream(key, dst)
	}
}

// zeros is what is encrypted. Reading it is faster than clearing dst first.
var zeros [4096]byte

// aesKeystream is AES-256 in counter mode (NIST SP 800-38A, section 6.5), the
// counter from 0: the key is used once.
func aesKeystream(key *[keySize]byte, dst []byte) {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic("fast: " + err.Error()) // 32 bytes are a key
	}
	stream := cipher.NewCTR(block, zeros[:aes.BlockSize])
	for len(dst) > 0 {
		n := min(len(dst), len(zeros))
		stream.XORKeyStream(dst[:n], zeros[:n])
		dst = dst[n:]
	}
	erase(block)
	erase(stream)
}

// erase zeroes what x points to, or the only field of x: the round keys of a
// cipher, for which the standard library has no call.
func erase(x any) {
	v := reflect.ValueOf(x)
	if v.Kind() == reflect.Struct && v.NumField() == 1 {
		v = v.Field(0)
	}
	if v.Kind() == reflect.Pointer && !v.IsNil() {
		reflect.NewAt(v.Type().Elem(), v.UnsafePointer()).Elem().SetZero()
	}
}

// chaCha8Keystream is ChaCha8Rand (C2SP, chacha8rand.md).
func chaCha8Keystream(key *[keySize]byte, dst []byte) {
	c := rand.NewChaCha8(*key)
	_, _ = c.Read(dst)      // returns no error
	c.Seed([keySize]byte{}) // overwrites the key and the bytes not read
}
