package main

import (
	"bytes"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/randaudit/randaudit/stattests/timing"
)

// TestTiming judges timings that were made up, and says what they show.
func TestTiming(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	report := func(leak float64) *timing.Report {
		p := timing.Pair{Reference: 0, Place: 63}
		for range 2000 {
			p.Differences = append(p.Differences, leak+r.NormFloat64())
		}
		report, err := timing.Judge([]timing.Pair{p}, 1e-9)
		if err != nil {
			t.Fatal(err)
		}
		return report
	}
	for _, c := range []struct {
		own, planted float64 // nanoseconds
		status       int
		says         string
	}{
		{0, 20, exitPass, "PASS        secrets.CompareDigest"},
		{5, 20, exitFail, "FAIL        secrets.CompareDigest"},
		{5, 0, exitFail, "FAIL        secrets.CompareDigest"},
		{0, 0, exitInconclusive, "nothing can be said"},
	} {
		all := []timed{{"secrets.CompareDigest", false, report(c.own)}, {"planted.EarlyExit", true, report(c.planted)}}
		if got := timingStatus(all); got != c.status {
			t.Errorf("%+v: exit status %d", c, got)
		}
		var b bytes.Buffer
		if err := timingText(&b, all); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), c.says) || !strings.Contains(b.String(), "would have been seen") {
			t.Errorf("%+v:\n%s", c, &b)
		}
	}
	for ln, want := range map[float64]string{0: "1", math.Log(2.5e-7): "2.5e-07", -1000 * math.Ln10: "10^-1000"} {
		if got := power(ln); got != want {
			t.Errorf("power(%v) = %s, want %s", ln, got, want)
		}
	}
}
