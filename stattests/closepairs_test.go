package stattests

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/randaudit/randaudit/internal/tails"
)

// TestCloseCumulants enumerates three and four points on small circles.
func TestCloseCumulants(t *testing.T) {
	for _, c := range []struct{ n, b, r int }{{3, 3, 0}, {3, 3, 1}, {4, 3, 1}, {4, 4, 2}} {
		side, all := 1<<c.b, 1
		for range c.n {
			all *= side
		}
		var moments [4]float64 // factorial, over n!
		points := make([]int, c.n)
		for i := range all {
			for j := range points {
				points[j] = i % side
				i /= side
			}
			close := 0
			for j, x := range points {
				for _, y := range points[:j] {
					if (x-y+c.r+side)%side <= 2*c.r {
						close++
					}
				}
			}
			choose := 1.
			for n := range moments {
				moments[n] += choose / float64(all)
				choose *= float64(close-n) / float64(n+1)
			}
		}
		want := []float64{0, moments[1], moments[2] - moments[1]*moments[1]/2,
			moments[3] - moments[1]*moments[2] + moments[1]*moments[1]*moments[1]/3}
		for n, got := range closeCumulants(float64(c.n), float64(c.r), 1, c.b) {
			if math.Abs(got-want[n]) > 1e-12 {
				t.Errorf("%d points, radius %d of 2^%d: cumulant %d is %g, want %g", c.n, c.r, c.b, n, got, want[n])
			}
		}
	}
}

// TestCloseCount compares with all pairs: of fair points, and of points that crowd.
func TestCloseCount(t *testing.T) {
	r := rand.New(rand.NewChaCha8([32]byte{1}))
	for dims := 2; dims <= 4; dims++ {
		for name, draw := range map[string]func(i int) uint64{
			"fair":     func(int) uint64 { return r.Uint64() },
			"edges":    func(int) uint64 { return uint64(int64(r.Uint64()) >> r.IntN(2)) },
			"few":      func(int) uint64 { return r.Uint64N(50) << 58 },
			"constant": func(int) uint64 { return 12345 },
			"lines":    func(i int) uint64 { return r.Uint64() * uint64(i%dims) },
		} {
			c := counter(t, ClosePairs, 0, uint64(dims), leastPoints).(*closePairs)
			block := make([]uint64, c.Block())
			for i := range block {
				block[i] = draw(i)
			}
			tally := NewTally(c)
			c.Count(&tally, block)
			found := 0
			for i, p := range c.points {
				for _, q := range c.points[:i] {
					far := false
					for j := range dims {
						x := uint32(block[dims*i+j] >> c.shift << c.left)
						if p[j] != x {
							t.Fatalf("%s: coordinate %d of point %d is %d, want %d", name, j, i, p[j], x)
						}
						d := p[j] - q[j]
						far = far || min(d, -d) > c.radius
					}
					if !far {
						found++
					}
				}
			}
			class := min(max(found-c.law.first, 0), len(c.law.p)-1)
			if tally.Counts[class] != 1 {
				t.Errorf("%d dimensions, %s: not %d close pairs: %v", dims, name, found, tally.Counts)
			}
		}
	}
}

// checkClosePairs samples the points one by one, some of them near one that is there,
// and weighs what comes by its likelihood: with i points there, a point has c close
// ones with (1 + c(u-1))/(1 + ip(u-1)) times the probability that it has.
func checkClosePairs(t *testing.T) {
	const (
		dims, y = 4, 103
		n       = 1 << leastPoints
	)
	samples := 800
	if *long {
		samples = 20000
	}
	c := counter(t, ClosePairs, 0, dims, leastPoints).(*closePairs)
	b := 64 / dims
	radius := c.radius >> c.left
	p := closeShare(float64(radius), dims, b)
	u := y / (c.pairs * p)
	// Buckets of the first two coordinates, of which only the nearest can be close.
	const width = 16
	if float64(radius)*width > math.Ldexp(1, b) {
		t.Fatal("the buckets are too narrow")
	}
	var buckets [width * width][]point
	r := rand.New(rand.NewChaCha8([32]byte{5}))
	points := make([]point, 0, n)
	sum, squares := 0., 0.
	for range samples {
		for i := range buckets {
			buckets[i] = buckets[i][:0]
		}
		points = points[:0]
		logWeight, found := 0., 0
		for i := range n {
			var x point
			more := float64(i) * p * (u - 1)
			near := r.Float64() < more/(1+more)
			for j := range dims {
				x[j] = r.Uint32() >> c.left << c.left
			}
			if near {
				from := points[r.IntN(i)]
				for j := range dims {
					x[j] = from[j] + (r.Uint32N(2*radius+1)-radius)<<c.left
				}
			}
			column, row := int(x[0]>>28), int(x[1]>>28)
			close := 0
			for dx := width - 1; dx <= width+1; dx++ {
				for dy := width - 1; dy <= width+1; dy++ {
					for _, q := range buckets[(column+dx)%width*width+(row+dy)%width] {
						if x[0]-q[0]+c.radius <= 2*c.radius && x[1]-q[1]+c.radius <= 2*c.radius &&
							x[2]-q[2]+c.radius <= 2*c.radius && x[3]-q[3]+c.radius <= 2*c.radius {
							close++
						}
					}
				}
			}
			buckets[column*width+row] = append(buckets[column*width+row], x)
			points = append(points, x)
			found += close
			logWeight += math.Log1p(more) - math.Log1p(float64(close)*(u-1))
		}
		if found >= y {
			w := math.Exp(logWeight)
			sum += w
			squares += w * w
		}
	}
	m := float64(samples)
	truth := sum / m
	relErr := math.Sqrt(squares/m-truth*truth) / truth / math.Sqrt(m)
	_, stated := tails.Sum(uint64(y-c.law.first), 1, c.law.p)
	tailCheck(t, "sum", fmt.Sprintf("%d or more close pairs of 2^%d points in %d dimensions", y, leastPoints, dims), stated, math.Log(truth), relErr, false)
}
