package bench

import (
	crand "crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"math"
	"math/big"

	"github.com/randaudit/randaudit/sources/secrets"
)

// secretsCalls are the functions of package secrets and the methods of
// SystemRandom, from crypto/rand as they are used; the calls of the standard
// library that do the same are among usual.
var secretsCalls = func() []Benchmark {
	var s secrets.SystemRandom
	bound := new(big.Int).Lsh(big.NewInt(3), 100)
	low := new(big.Int).Neg(bound)
	things := make([]int, 52)
	ten := make([]uint64, 10)
	weights := []float64{1, 2, 3, 4}
	counts := []int{3, 2, 1, 4}
	digest := make([]byte, 64)
	other := make([]byte, 64)
	call := func(name string, draw func() uint64) Benchmark {
		b := usualDraw(name, draw)
		b.Name = "Secrets/call=" + name
		return b
	}
	float := func(name string, draw func() (float64, error)) Benchmark {
		return call(name, func() uint64 { return math.Float64bits(must(draw())) })
	}
	return []Benchmark{
		call("RandBelow(6)", func() uint64 { return secrets.RandBelow(6) }),
		call("RandBelow(1000)", func() uint64 { return secrets.RandBelow(1000) }),
		call("BigRandBelow(3*2^100)", func() uint64 { return secrets.BigRandBelow(bound).Uint64() }),
		call("RandBits(64)", func() uint64 { return secrets.RandBits(64) }),
		call("BigRandBits(521)", func() uint64 { return uint64(secrets.BigRandBits(521).BitLen()) }),
		call("Choice(52)", func() uint64 { return uint64(secrets.Choice(things)) }),
		call("Shuffle(52)", func() uint64 { secrets.Shuffle(things); return uint64(things[0]) }),
		call("Sample(52,5)", func() uint64 { return uint64(secrets.Sample(things, 5)[0]) }),
		call("TokenBytes(32)", func() uint64 { return uint64(secrets.TokenBytes(32)[0]) }),
		call("TokenHex(32)", func() uint64 { return uint64(len(secrets.TokenHex(32))) }),
		call("TokenURLSafe(32)", func() uint64 { return uint64(len(secrets.TokenURLSafe(32))) }),
		call("UUID4", func() uint64 { u := secrets.UUID4(); return uint64(u[0]) }),
		call("UUID4.String", func() uint64 { return uint64(len(secrets.UUID4().String())) }),
		call("CompareDigest(64)", func() uint64 {
			if secrets.CompareDigest(digest, other) {
				return 1
			}
			return 0
		}),

		call("SystemRandom.RandRange(0,1000,7)", func() uint64 { return uint64(must(s.RandRange(0, 1000, 7))) }),
		call("SystemRandom.RandInt(1,6)", func() uint64 { return uint64(must(s.RandInt(1, 6))) }),
		call("SystemRandom.BigRandRange", func() uint64 { return must(s.BigRandRange(low, bound, big.NewInt(1))).Uint64() }),
		call("SystemRandom.BigRandInt", func() uint64 { return must(s.BigRandInt(low, bound)).Uint64() }),
		call("SystemRandom.RandBytes(32)", func() uint64 { return uint64(must(s.RandBytes(32))[0]) }),
		call("SystemRandom.GetRandBits(8)", func() uint64 { return must(s.GetRandBits(8)) }),
		call("SystemRandom.SampleRange(52,10)", func() uint64 { return must(ten[0], s.SampleRange(ten, 52)) }),
		call("SystemRandom.ChoicesRange(52,10)", func() uint64 { return must(ten[0], s.ChoicesRange(ten, 52)) }),
		call("Choices(4,10)", func() uint64 { return uint64(len(must(secrets.ChoicesFrom(&s, counts, weights, 10)))) }),
		call("ChoicesCumulative(4,10)", func() uint64 {
			return uint64(len(must(secrets.ChoicesCumulativeFrom(&s, counts, weights, 10))))
		}),
		call("SampleCounts(10,2)", func() uint64 { return uint64(len(must(secrets.SampleCountsFrom(&s, counts, counts, 2)))) }),

		float("SystemRandom.Random", s.Random),
		float("SystemRandom.Uniform", func() (float64, error) { return s.Uniform(1, 2) }),
		float("SystemRandom.Triangular", func() (float64, error) { return s.Triangular(0, 1) }),
		float("SystemRandom.NormalVariate", func() (float64, error) { return s.NormalVariate(0, 1) }),
		float("SystemRandom.Gauss", func() (float64, error) { return s.Gauss(0, 1) }),
		float("SystemRandom.GaussPair", func() (float64, error) {
			first, _, err := s.GaussPair()
			return first, err
		}),
		float("SystemRandom.LogNormVariate", func() (float64, error) { return s.LogNormVariate(0, 1) }),
		float("SystemRandom.ExpoVariate", func() (float64, error) { return s.ExpoVariate(1) }),
		float("SystemRandom.GammaVariate(0.5)", func() (float64, error) { return s.GammaVariate(0.5, 1) }),
		float("SystemRandom.GammaVariate(2.5)", func() (float64, error) { return s.GammaVariate(2.5, 1) }),
		float("SystemRandom.BetaVariate", func() (float64, error) { return s.BetaVariate(2, 3) }),
		float("SystemRandom.VonMisesVariate", func() (float64, error) { return s.VonMisesVariate(0, 4) }),
		float("SystemRandom.ParetoVariate", func() (float64, error) { return s.ParetoVariate(3) }),
		float("SystemRandom.WeibullVariate", func() (float64, error) { return s.WeibullVariate(1, 1.5) }),
		call("SystemRandom.BinomialVariate(20,0.2)", func() uint64 { return uint64(must(s.BinomialVariate(20, 0.2))) }),
		call("SystemRandom.BinomialVariate(1000,0.5)", func() uint64 { return uint64(must(s.BinomialVariate(1000, 0.5))) }),
	}
}()

// must is v: what is drawn here from crypto/rand makes no errors.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// usualSecrets are the standard library's ways to what package secrets does.
var usualSecrets = func() []Benchmark {
	bound := new(big.Int).Lsh(big.NewInt(3), 100)
	read := make([]byte, 32)
	digest, other := make([]byte, 64), make([]byte, 64)
	return []Benchmark{
		usualDraw("crypto.rand.Int(3*2^100)", func() uint64 { return must(crand.Int(crand.Reader, bound)).Uint64() }),
		usualDraw("hex(crypto.rand.Read(32))", func() uint64 {
			crand.Read(read)
			return uint64(len(hex.EncodeToString(read)))
		}),
		usualDraw("base64(crypto.rand.Read(32))", func() uint64 {
			crand.Read(read)
			return uint64(len(base64.RawURLEncoding.EncodeToString(read)))
		}),
		usualDraw("subtle.ConstantTimeCompare(64)", func() uint64 { return uint64(subtle.ConstantTimeCompare(digest, other)) }),
	}
}()
