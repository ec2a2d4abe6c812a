package stattests_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/randaudit/randaudit/stattests"
)

// TestNIST compares counts with those that NIST's sts-2.1.2 printed for a million binary
// digits of pi and of e: the ranks of matrices (its Rank), and the ones (its Frequency);
// see sp80022/testdata. What the two make of the counts differs: sts pools ranks below
// 31, and has the normal limit for the ones.
func TestNIST(t *testing.T) {
	var golden struct {
		STS struct {
			Lines map[string]map[string][]string `json:"stats.txt lines"`
		} `json:"sts-2.1.2"`
	}
	b, err := os.ReadFile("sp80022/testdata/nist-sts-golden.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &golden); err != nil {
		t.Fatal(err)
	}
	number := func(constant, test, after string) (n int) {
		for _, line := range golden.STS.Lines[constant][test] {
			if _, text, ok := strings.Cut(line, after); ok {
				if _, err := fmt.Sscanf(text, "%d", &n); err != nil {
					t.Fatalf("%s, %s: %q: %v", constant, test, line, err)
				}
				return n
			}
		}
		t.Fatalf("%s, %s: no line with %q", constant, test, after)
		return 0
	}
	for _, constant := range []string{"pi", "e"} {
		packed, err := os.ReadFile("sp80022/testdata/" + constant + "-1e6.bin")
		if err != nil {
			t.Fatal(err)
		}
		var bits []uint64
		for _, x := range packed {
			for i := 7; i >= 0; i-- {
				bits = append(bits, uint64(x>>i&1))
			}
		}
		whole := func(test *stattests.Test, args ...uint64) (counts, rest []uint64) {
			c, err := test.New(stattests.Law{N: 2}, args...)
			if err != nil {
				t.Fatal(err)
			}
			tally, left := stattests.NewTally(c), bits
			for ; len(left) >= c.Block(); left = left[c.Block():] {
				c.Count(&tally, left[:c.Block()])
			}
			return tally.Counts, left
		}
		ranks, _ := whole(stattests.MatrixRank, 32)
		low := uint64(0)
		for _, n := range ranks[2:] {
			low += n
		}
		for _, c := range []struct {
			name string
			got  uint64
			want int
		}{
			{"rank 32", ranks[0], number(constant, "Rank", "F_32 = ")},
			{"rank 31", ranks[1], number(constant, "Rank", "F_31 = ")},
			{"lower ranks", low, number(constant, "Rank", "F_30 = ")},
		} {
			if c.got != uint64(c.want) {
				t.Errorf("%s: %s comes %d times, sts has %d", constant, c.name, c.got, c.want)
			}
		}
		ones, rest := whole(stattests.Bias)
		n := ones[0]
		for _, bit := range rest {
			n += bit
		}
		if got, want := 2*int(n)-len(bits), number(constant, "Frequency", "partial sum = "); got != want {
			t.Errorf("%s: ones less zeros are %d, sts has %d", constant, got, want)
		}
	}
}
