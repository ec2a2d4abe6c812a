// Anytimepower draws how many draws the evidence of stattests/anytime takes to see
// a bias, beside a chi-squared test of a number of draws fixed before.
//
//	go run ./scripts/anytimepower -out docs/anytime-power.svg
//
// Both have the false-alarm rate 1e-12. The chi-squared curve is the power of a
// test of exactly n draws, by the noncentral chi-squared law: who takes another n
// takes another test. The other curve is the share of simulated paths whose
// evidence has reached 1e12 by n draws: one may look all the time, and stop there.
// Seeds are fixed, so that the same picture comes out.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"

	"github.com/randaudit/randaudit/internal/tails"
	"github.com/randaudit/randaudit/stattests/anytime"
)

// A bias is a panel of the picture.
type bias struct {
	name string
	k    int                    // categories
	p    func(i int) float64    // of the biased source
	draw func(r *rand.Rand) int // from it
	most int                    // draws on the axis
}

var biases = []bias{
	{
		name: "die whose 6 is 10 % heavy", k: 6, most: 150_000,
		p: func(i int) float64 {
			if i == 5 {
				return 1.1 / 6
			}
			return (1 - 1.1/6) / 5
		},
		draw: func(r *rand.Rand) int {
			if r.Float64() < 1.1/6 {
				return 5
			}
			return r.IntN(5)
		},
	},
	byteModulo(62, 60_000),
	byteModulo(10, 900_000),
}

func byteModulo(n, most int) bias {
	return bias{
		name: fmt.Sprintf("byte %% %d", n), k: n, most: most,
		p:    func(i int) float64 { return float64((255-i)/n+1) / 256 },
		draw: func(r *rand.Rand) int { return r.IntN(256) % n },
	}
}

const (
	logAlpha = -27.631021115928547 // ln 1e-12
	points   = 120                 // of a curve
	panel    = 300.                // width
	gap      = 70.                 // between panels
	height   = 190.
)

func main() {
	out := flag.String("out", "docs/anytime-power.svg", "file of the picture")
	paths := flag.Int("paths", 400, "simulated paths of each bias")
	flag.Parse()
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" font-family="system-ui, sans-serif" font-size="12">
<title>Draws to see a bias: anytime-valid evidence beside a chi-squared test of fixed size</title>
<rect width="100%%" height="100%%" fill="#fff"/>
`, 60+float64(len(biases))*(panel+gap), height+110)
	for i, c := range biases {
		draw(&b, c, 50+float64(i)*(panel+gap), *paths)
	}
	y := height + 92
	fmt.Fprintf(&b, `<path d="M50 %.1fh30" stroke="#0b6e4f" stroke-width="2"/><text x="86" y="%.1f">share of paths whose evidence has reached 1e12: look at any time</text>
<path d="M520 %.1fh30" stroke="#b3261e" stroke-width="2" stroke-dasharray="6 4"/><text x="556" y="%.1f">power of chi-squared at 1e-12, one look at n draws fixed before</text>
</svg>
`, y-4, y, y-4, y)
	if err := os.WriteFile(*out, b.Bytes(), 0o644); err != nil {
		fmt.Fprintf(os.Stderr, "anytimepower: error: %v\n", err)
		os.Exit(2)
	}
}

// draw adds a panel whose left edge is at x, and prints its numbers.
func draw(b *bytes.Buffer, c bias, x float64, paths int) {
	phi := 0. // the noncentrality of a draw
	for i := range c.k {
		d := c.p(i)*float64(c.k) - 1
		phi += d * d / float64(c.k)
	}
	df := float64(c.k - 1)
	critical := tails.ChiSquaredQuantile(logAlpha, df)
	power := func(n float64) float64 {
		_, upper := tails.NoncentralChiSquared(critical, df, n*phi)
		return math.Exp(upper)
	}
	crossed := crossings(c, paths)
	share := func(n float64) float64 {
		at, _ := slices.BinarySearch(crossed, int(n)+1)
		return float64(at) / float64(paths)
	}
	quantile := func(q float64) int { return crossed[int(math.Ceil(q*float64(paths)))-1] }
	fixed := tails.Noncentrality(df, logAlpha, 0.99) / phi
	fmt.Printf("%s: evidence: half of the paths by %d draws, 99 %% by %d; chi-squared: power 1/2 at %.0f, 99 %% at %.0f\n", c.name,
		quantile(0.5), quantile(0.99), tails.Noncentrality(df, logAlpha, 0.5)/phi, fixed)

	fmt.Fprintf(b, `<text x="%.1f" y="24" font-weight="600">%s</text>
<path d="M%.1f 40v%.1fh%.1f" fill="none" stroke="#57606a"/>
`, x, c.name, x, height, panel)
	for i := range 5 {
		f := float64(i) / 4
		fmt.Fprintf(b, `<text x="%.1f" y="%.1f" text-anchor="middle" fill="#57606a">%s</text>
<text x="%.1f" y="%.1f" text-anchor="end" fill="#57606a">%.0f%%</text>
`, x+f*panel, 40+height+18, round(f*float64(c.most)), x-6, 40+height*(1-f)+4, 100*f)
	}
	fmt.Fprintf(b, `<text x="%.1f" y="%.1f" text-anchor="middle" fill="#57606a">draws</text>
`, x+panel/2, 40+height+36)
	curve(b, x, float64(c.most), power, `stroke="#b3261e" stroke-dasharray="6 4"`)
	curve(b, x, float64(c.most), share, `stroke="#0b6e4f"`)
}

// round writes a number of draws shortly.
func round(n float64) string {
	if n >= 1000 {
		return fmt.Sprintf("%.4gk", n/1000)
	}
	return fmt.Sprintf("%.0f", n)
}

// curve adds a curve from 0 to most.
func curve(b *bytes.Buffer, x, most float64, f func(n float64) float64, style string) {
	fmt.Fprint(b, `<polyline points="`)
	for i := range points + 1 {
		t := float64(i) / points
		y := 0.
		if i > 0 {
			y = f(t * most)
		}
		fmt.Fprintf(b, "%.1f,%.1f ", x+t*panel, 40+height*(1-y))
	}
	fmt.Fprintf(b, `" fill="none" stroke-width="2" %s/>
`, style)
}

// crossings are the draws at which the evidence of each path reaches 1e12, in
// ascending order.
func crossings(c bias, paths int) []int {
	crossed := make([]int, paths)
	step := c.most / 300
	for i := range crossed {
		r := rand.New(rand.NewPCG(uint64(i), uint64(c.k)))
		e := anytime.NewUniform(c.k)
		for n := 1; ; n++ {
			e.Add(c.draw(r))
			if n%step == 0 && e.Log() >= -logAlpha {
				crossed[i] = n
				break
			}
		}
	}
	slices.Sort(crossed)
	return crossed
}
