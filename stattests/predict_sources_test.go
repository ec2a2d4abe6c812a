package stattests_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/randaudit/randaudit/sources"
	"github.com/randaudit/randaudit/stattests"
)

// Sources that are predicted are, with the ten outputs that come next; those that are
// not known to it are no hit.
func TestPredictSources(t *testing.T) {
	for spec, kind := range map[string]string{
		"mt19937": "the Mersenne Twister (MT19937)", "java48": "the highest 32 bits of drand48's generator",
		"minstd": "a linear congruential generator", "randu": "a linear congruential generator", "lcg32": "a linear congruential generator",
		"lcg64hi": "the highest 32 bits of a linear congruential generator modulo 2^64 (Knuth's MMIX)", "counter64": "a linear congruential generator modulo a power of two",
		"mathrand": "math/rand of Go", "glibcrand": "glibc's rand()",
		"xorshift32": "xorshift32", "xorshift64": "xorshift64", "xorshift128": "xorshift128 11", "xorshift128p": "xorshift128+",
		"xoroshiro128p": "xoroshiro128+ 24", "xoroshiro128p-2016": "xoroshiro128+ 55", "xoshiro128p": "xoshiro128+", "xoshiro256p": "xoshiro256+",
		"mwc64": "multiply-with-carry of base 2^32", "mwc64x": "multiply-with-carry of base 2^32, x XOR carry", "mwc8222": "multiply-with-carry of base 2^32, MWC256", "mwc128": "multiply-with-carry of base 2^64",
		"mwc192": "multiply-with-carry of base 2^64", "mwc256": "multiply-with-carry of base 2^64",
		"mwc2x16": "two multiply-with-carry", "mwc-r": "R's", "mwc1616": "Math.random() of V8 until 2015",
		"murmur64": "a counter and MurmurHash3's 64", "murmur32": "a counter and MurmurHash3's 32", "splitmix32": "a counter and MurmurHash3's 32", "lowbias32": "a counter and lowbias32",
		"pcg64-once": "PCG RXS-M-XS 64/64", "pcg32-once": "PCG RXS-M-XS 32/32", "pcg16-once": "PCG RXS-M-XS 16/16", "pcg8-once": "PCG RXS-M-XS 8/8",
		"splitmix64": "SplitMix64", "xoshiro256ss": "xoshiro256**", "xoshiro128ss": "xoshiro128**", "xoroshiro128ss": "xoroshiro128**",
		"xoroshiro64ss": "xoroshiro64**", "xoroshiro64s": "xoroshiro64*", "xorshift64s": "xorshift64*",
		"romutrio": "RomuTrio", "romuduo": "RomuDuo", "romuduojr": "RomuDuoJr",
		"lcg128hi": "the highest 64 bits of a linear congruential generator modulo 2^128", "lcg128top": "the highest 32 bits of a linear congruential generator modulo 2^128",
		"lehmer64": "the highest 64 bits of a congruential generator modulo 2^128 (lehmer64)",
		"chacha8":  "", "aes-ctr": "", "sfc64": "", "xoshiro256pp": "", "romuquad": "", "wyrand": "", "pcg32": "", "msws": "", "rc4": "",
	} {
		t.Run(spec, func(t *testing.T) {
			t.Parallel()
			src, err := sources.Parse(spec+"?seed=7", sources.Options{})
			if err != nil {
				t.Fatal(err)
			}
			stream, err := src.Open(context.Background(), 0)
			if err != nil {
				t.Fatal(err)
			}
			defer stream.Close()
			c, err := stattests.Predict.New(stattests.Law{N: src.N()})
			if err != nil {
				t.Fatal(err)
			}
			const ahead = 10
			blocks := 8
			if spec == "mwc64x" { // one of 128 is tried
				blocks = 400
			}
			symbols := make([]uint64, blocks*c.Block()+ahead)
			if _, err := stream.Fill(symbols); err != nil {
				t.Fatal(err)
			}
			tally := stattests.NewTally(c)
			told := false
			for i := range blocks {
				block := symbols[i*c.Block():][:c.Block()]
				c.Count(&tally, block)
				f, ok := c.(stattests.Forecaster).Forecast(block, ahead)
				if !ok {
					continue
				}
				told = true
				if kind == "" || !strings.HasPrefix(f.Kind, kind) || f.Off != 0 {
					t.Errorf("it is taken for %s, off by %d", f.Kind, f.Off)
				}
				if want := symbols[(i+1)*c.Block():][:ahead]; !slices.Equal(f.Next, want) {
					t.Errorf("%d come, not %d", want, f.Next)
				}
			}
			hit := slices.Max(tally.Counts) > 0
			if found := kind != ""; told != found || hit != found {
				t.Errorf("told: %t, hit: %t", told, hit)
			}
		})
	}
}
