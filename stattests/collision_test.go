package stattests

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestCollisionsLaw compares with Knuth's algorithm S, ball by ball.
func TestCollisionsLaw(t *testing.T) {
	for _, c := range []struct{ n, k int }{{2, 4}, {10, 100}, {100, 1 << 10}, {1 << 10, 1 << 12}, {1 << 12, 1 << 16}, {1 << 12, 1 << 22}, {4000, 1 << 30}} {
		most := min(c.n, 400)
		got := collisionsLaw(c.n, float64(c.k), most)
		want := occupancy(c.n, c.k)
		for i, p := range got {
			q := want[c.n-i]
			if q > 1e-32 && math.Abs(p/q-1) > 1e-8 || math.Abs(p-q) > 1e-13 {
				t.Errorf("%d balls, %d cells: P(%d) = %g, want %g", c.n, c.k, i, p, q)
			}
		}
	}
	for cells := leastCells; cells <= mostCells; cells++ {
		law := collisionLaw(cells)
		sum, mean := 0., float64(law.first)
		for i, p := range law.p {
			sum += p
			mean += p * float64(i)
		}
		// n - k (1 - (1-1/k)^n)
		n, k := math.Ldexp(1, ballBits(cells)), math.Ldexp(1, cells)
		want := n + k*math.Expm1(n*math.Log1p(-1/k))
		if math.Abs(sum-1) > 1e-13 || math.Abs(mean/want-1) > 1e-6 || len(law.p) > 300 {
			t.Errorf("2^%d cells: the probabilities of %d classes add to %.17g, mean %.12g, want %.12g", cells, len(law.p), sum, mean, want)
		}
	}
}

// TestKnuthCollisions: the percentage points of Knuth's table for 2^14 balls in 2^20
// cells (TAOCP 2, 3.3.2 I).
func TestKnuthCollisions(t *testing.T) {
	p := collisionsLaw(1<<14, 1<<20, 400)
	for _, c := range []struct {
		most int
		p    float64
	}{{101, 0.009}, {108, 0.043}, {119, 0.244}, {126, 0.476}, {134, 0.742}, {145, 0.946}, {153, 0.989}} {
		below := 0.
		for _, q := range p[:c.most+1] {
			below += q
		}
		if math.Abs(below-c.p) > 0.0005 {
			t.Errorf("P(C <= %d) = %.4f, want %.3f", c.most, below, c.p)
		}
	}
}

// TestCollisionCount compares both ways of counting with a map.
func TestCollisionCount(t *testing.T) {
	r := rand.New(rand.NewChaCha8([32]byte{1}))
	for _, args := range [][]uint64{{1, 12}, {2, 10}, {5, 4}, {3, 8}, {1, 32}} {
		for name, draw := range map[string]func(i int) uint64{
			"fair":     func(int) uint64 { return r.Uint64() },
			"constant": func(int) uint64 { return 12345 << 40 },
			"few":      func(int) uint64 { return r.Uint64N(100) << 56 },
			"counter":  func(i int) uint64 { return uint64(i) << 32 },
		} {
			c := counter(t, Collision, 0, args...).(*collision)
			block := make([]uint64, c.Block())
			tally := NewTally(c)
			for range 2 {
				for i := range block {
					block[i] = draw(i)
				}
				seen := map[uint64]bool{}
				for i := range c.n {
					cell := uint64(0)
					for _, x := range block[i*c.t:][:c.t] {
						cell = cell<<c.b | x>>(64-c.b)
					}
					seen[cell] = true
				}
				class := min(max(c.n-len(seen)-c.law.first, 0), len(c.law.p)-1)
				tally.Counts[class] = 0
				c.Count(&tally, block)
				if tally.Counts[class] != 1 {
					t.Errorf("%v, %s: %d collisions are not counted", args, name, c.n-len(seen))
				}
			}
		}
	}
}
