package fips140

import (
	"math"
	"testing"
)

// TestJudge: 0.08 % of the blocks of a fair source fail, and that is no evidence;
// twice as many are.
func TestJudge(t *testing.T) {
	fair := Counts{Blocks: 107374, Passed: 107291, Monobit: 10, Poker: 11, Runs: 36, LongRun: 26}
	if p := fair.LogP(); p < math.Log(0.01) {
		t.Errorf("fair: ln p = %v: %+v", p, fair.Judge())
	}
	lines := fair.Judge()
	if any := lines[5]; any.Failed != 83 || math.Abs(any.Expected-85.38) > 0.02 || any.Low >= 83 || any.High <= 83 {
		t.Errorf("all tests: %+v, want 83 where 85.38 are expected", any)
	}
	bad := fair
	bad.Runs *= 4
	if p := bad.LogP(); !(p < math.Log(1e-9)) {
		t.Errorf("four times as many: ln p = %v", p)
	}
	if p := (Counts{}).LogP(); p != 0 {
		t.Errorf("no blocks: ln p = %v", p)
	}
	if p := (Counts{Blocks: 3, LongRun: 3, Runs: 3, Poker: 3, Monobit: 3, Continuous: 3}).LogP(); !(p < math.Log(1e-9)) {
		t.Errorf("three blocks that fail: ln p = %v", p)
	}
}
