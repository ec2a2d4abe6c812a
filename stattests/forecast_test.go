package stattests_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/randaudit/randaudit/sources"
	"github.com/randaudit/randaudit/stattests"
)

// What a recurrence or a register that is found tells of the symbols that follow is so,
// and fair ones are not foretold.
func TestForecasts(t *testing.T) {
	for _, c := range []struct {
		spec string
		bit  bool // the lowest of each word
		test *stattests.Test
		kind string // nothing: it is not foretold
		says string // the first parameter
		off  uint64
	}{
		{"mathrand", false, stattests.Recurrence, "a lagged Fibonacci generator", "x[i] = x[i-273] + x[i-607]", 0},
		{"lfib-17-5", false, stattests.Recurrence, "a lagged Fibonacci generator", "x[i] = x[i-5] + x[i-17]", 0},
		{"lfib-55-24-subtract", false, stattests.Recurrence, "a lagged Fibonacci generator", "x[i] = x[i-55] - x[i-24]", 0},
		{"lfib-607-273-high", false, stattests.Recurrence, "a lagged Fibonacci generator", "x[i] = x[i-273] + x[i-607]", 1},
		{"swb-37-24", false, stattests.Recurrence, "a lagged Fibonacci generator", "x[i] = x[i-24] - x[i-37]", 1},
		{"r250", false, stattests.Recurrence, "a shift register with two taps", "x[i] = x[i-103] XOR x[i-250]", 0},
		{"lfib-607-273-xor", false, stattests.Recurrence, "a shift register with two taps", "x[i] = x[i-273] XOR x[i-607]", 0},
		{"chacha8", false, stattests.Recurrence, "", "", 0},
		{"xorshift64", true, stattests.LinearComplexity, "a generator that is linear", "64 bits", 0},
		{"taus88", true, stattests.LinearComplexity, "a generator that is linear", "88 bits", 0},
		{"well512a", true, stattests.LinearComplexity, "a generator that is linear", "512 bits", 0},
		{"xoroshiro128p", true, stattests.LinearComplexity, "a generator that is linear", "128 bits", 0},
		{"chacha8", true, stattests.LinearComplexity, "", "", 0},
	} {
		src, err := sources.Parse(c.spec+"?seed=11", sources.Options{})
		if err != nil {
			t.Fatal(err)
		}
		stream, err := src.Open(context.Background(), 0)
		if err != nil {
			t.Fatal(err)
		}
		law := stattests.Law{N: src.N()}
		if c.bit {
			law.N = 2
		}
		counter, err := c.test.New(law)
		if err != nil {
			t.Fatal(err)
		}
		const ahead = 10
		symbols := make([]uint64, counter.Block()+ahead)
		if _, err := stream.Fill(symbols); err != nil {
			t.Fatal(err)
		}
		if err := stream.Close(); err != nil {
			t.Fatal(err)
		}
		for i := range symbols {
			symbols[i] &= law.N - 1
		}
		f, ok := counter.(stattests.Forecaster).Forecast(symbols[:counter.Block()], ahead)
		if ok != (c.kind != "") || !strings.HasPrefix(f.Kind, c.kind) || f.Off != c.off {
			t.Errorf("%s: taken for %q, off by %d", c.spec, f.Kind, f.Off)
			continue
		}
		if !ok {
			continue
		}
		if f.Parameters[0].Value != c.says {
			t.Errorf("%s: %s", c.spec, f.Parameters[0].Value)
		}
		for i, x := range symbols[counter.Block():] {
			if (x-f.Next[i]+c.off)&(law.N-1) > 2*c.off {
				t.Errorf("%s: %d comes, not %d", c.spec, x, f.Next[i])
			}
		}
		for _, x := range []uint64{0, law.N - 1} {
			if f, ok := counter.(stattests.Forecaster).Forecast(slices.Repeat([]uint64{x}, counter.Block()), 1); ok {
				t.Errorf("%d without end is taken for %s", x, f.Kind)
			}
		}
	}
}
