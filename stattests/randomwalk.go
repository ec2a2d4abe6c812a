package stattests

// RandomWalk takes walks of L steps (the test's argument, a multiple of 64 from 64
// to 4096; 1024 without one). The bits of the symbols (N = 2^k), each from the lowest
// up, are one string: a 1 is a step to the right, S_i = S_(i-1) + 1, and a 0 one to
// the left; S_0 = 0. Five numbers are read off each walk. With b(n, j) = C(n, j)/2^n,
// exactly (Feller, An Introduction to Probability Theory and Its Applications, 1,
// chapter III):
//
//   - "right": H, the steps to the right. P(H = j) = b(L, j).
//   - "maximum": M, the greatest of S_0, ..., S_L: P(M = j) = P(S_L = j) or
//     P(S_L = j+1), whichever is not 0: b(L, ceil((L+j)/2)). Section III.7.
//   - "positive": J, the odd i with S_i > 0; the walk is on the right side 2J of L
//     times. P(J = j) = b(2j, j) b(L-2j, L/2-j), the discrete arc sine law. Section
//     III.4.
//   - "returns": R, the i > 0 with S_i = 0. P(R = j) = b(L-j, L/2). Section III.6.
//   - "changes": C, the i with S_(i-1) S_(i+1) < 0, i < L. P(C = j) = 2 b(L-1, L/2+j).
//     Section III.5.
//
// The statistics are those of L'Ecuyer and Simard's swalk_RandomWalk1 (TestU01), of
// which each is judged by itself as categories.go says; values rarer than 2^-50
// together are one class. H sees how many ones there are, the others in which order.
var RandomWalk = &Test{
	Name: "random-walk",
	Doc: "Walks of L bits (argument, a multiple of 64 up to 4096; 1024 without one; N = 2^k): steps to the right, maximum, times on the " +
		"right side, returns to the origin and changes of side, each by Pearson's chi-squared and the most deviating value by exact " +
		"binomial tails. Catches biased, sticky and clustered bits. L'Ecuyer, Simard, TestU01; Feller 1, III. Asymptotic and exact.",
	Planted: "philox4x32-3?seed=1|words",
	New:     newRandomWalk,
}

const (
	walkSteps     = 1024 // without an argument
	mostWalkSteps = 4096
)

type randomWalk struct{ *bitStrings }

func newRandomWalk(law Law, args ...uint64) (Counter, error) {
	s, err := newBitStrings("random-walk", law, args, mostWalkSteps, walkSteps)
	if err != nil {
		return nil, err
	}
	return &randomWalk{s}, nil
}

// Size is L+1 values of H, L+1 of M, and L/2+1 of J, R and C; C is at most L/2-1.
func (w *randomWalk) Size() int { return 2*(w.length+1) + 3*(w.length/2+1) }

// strides has, for 8 steps that begin at an odd place 2h+1, of 8 bits each: how many
// of the places before the steps 1, 3, 5, 7 are positive, how many of those after
// them are 0, how often the side changes, and how far the walk rises above its
// beginning. Steps that begin further out than h = -5 or h = 4 do not get to 0: the
// rows are those of h from -5 to 4.
var strides = func() (table [16][256]uint32) {
	for row := range 10 {
		for steps := range 256 {
			start := 2*(row-5) + 1
			place, top := start, start
			var positive, zero, change uint32
			for i := 0; i < 8; i += 2 {
				before := place
				place += 2*(steps>>i&1) - 1
				top = max(top, place)
				if before > 0 {
					positive++
				}
				if place == 0 {
					zero++
				}
				place += 2*(steps>>(i+1)&1) - 1
				top = max(top, place)
				if before > 0 != (place > 0) {
					change++
				}
			}
			table[row][steps] = positive | zero<<8 | change<<16 | uint32(top-start)<<24
		}
	}
	return table
}()

// strideRow is the row of strides of h = i - 128.
var strideRow = func() (rows [256]uint8) {
	for i := range rows {
		rows[i] = uint8(min(max(i-128, -5), 4) + 5)
	}
	return rows
}()

// stride looks up 8 steps that begin at h = at - 128, and the place 2h to which they
// rise, plus 256.
func stride(at, steps uint64) (s uint32, top int) {
	s = strides[strideRow[uint8(at)]&15][uint8(steps)]
	return s, 2*int(uint8(at)) + int(s>>24)
}

// strides8 takes 64 steps that begin at the place 2h+1: the sum of strides, the
// place to which they rise, and how much h grows.
func strides8(x uint64, h int) (sum uint32, top, growth int) {
	n := weights8(x) * ones8 // the ones of each byte, and of those before it
	// Where each byte begins, as stride takes it; near enough for one that begins
	// further out than it can come back from, so that a byte has room for it.
	near := min(max(h, -33), 32)
	at := n<<8 + uint64(near+128)*ones8 - 0x1c1814100c080400
	s0, t0 := stride(at, x)
	s1, t1 := stride(at>>8, x>>8)
	s2, t2 := stride(at>>16, x>>16)
	s3, t3 := stride(at>>24, x>>24)
	s4, t4 := stride(at>>32, x>>32)
	s5, t5 := stride(at>>40, x>>40)
	s6, t6 := stride(at>>48, x>>48)
	s7, t7 := stride(at>>56, x>>56)
	sum = s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7
	top = max(max(max(t0, t1), max(t2, t3)), max(max(t4, t5), max(t6, t7)))
	return sum, top - 256 + 2*(h-near) + 1, int(n>>56) - 32
}

func (w *randomWalk) Count(t *Tally, block []uint64) {
	t.Blocks++
	right := t.Counts[:w.length+1]
	maximum := t.Counts[len(right):][:w.length+1]
	positive := t.Counts[2*len(right):][:w.length/2+1]
	returns := t.Counts[2*len(right)+len(positive):][:w.length/2+1]
	changes := t.Counts[2*len(right)+2*len(positive):][:w.length/2+1]
	for all := w.of(block); len(all) > 0; {
		walk := all[:w.length/64]
		all = all[len(walk):]
		var j, r, c int
		// The walk is cut after its first step, and its last step is followed by
		// its opposite: all sides are at odd places, none of which is 0, and the
		// step that is too many changes nothing.
		first := int(walk[0] & 1)
		h := first - 1 // the walk is at 2h+1
		top := first   // S_0 or S_1
		for i, x := range walk {
			next := ^x >> 63
			if i+1 < len(walk) {
				next = walk[i+1]
			}
			sum, rise, growth := strides8(x>>1|next<<63, h)
			top = max(top, rise)
			h += growth
			j += int(sum & 0xff)
			r += int(sum >> 8 & 0xff)
			c += int(sum >> 16 & 0xff)
		}
		right[h+1+w.length/2-int(^walk[len(walk)-1]>>63)]++
		maximum[top]++
		positive[j]++
		returns[r]++
		changes[c]++
	}
}

// laws are the probabilities of the values of H, M, J, R and C.
func (w *randomWalk) laws() [5][]float64 {
	l := w.length
	right, short := centred(l), centred(l-1)
	maximum := make([]float64, l+1)
	for j := range maximum {
		maximum[j] = right[(l+j+1)/2]
	}
	half := l/2 + 1
	positive, returns, changes := make([]float64, half), make([]float64, half), make([]float64, half)
	// middle[j] is b(2j, j).
	middle := make([]float64, half)
	middle[0] = 1
	for j := 1; j < half; j++ {
		middle[j] = middle[j-1] * float64(2*j-1) / float64(2*j)
	}
	returns[0] = middle[half-1]
	for j := range half {
		positive[j] = middle[j] * middle[half-1-j]
		if j+1 < half {
			returns[j+1] = returns[j] * float64(l-2*j) / float64(l-j)
			changes[j] = 2 * short[half-1+j]
		}
	}
	return [5][]float64{right, maximum, positive, returns, changes}
}

func (w *randomWalk) Judge(t Tally, level float64) []Result {
	var results []Result
	counts := t.Counts
	for i, p := range w.laws() {
		v := valued{
			prefix:   [...]string{"right-", "maximum-", "positive-", "returns-", "changes-"}[i],
			what:     [...]string{"steps to the right", "maximum", "odd times on the right side", "returns", "changes of side"}[i],
			p:        p,
			least:    leastValued,
			perBlock: w.perBlock(),
		}
		results = append(results, v.judge(t.Blocks, counts[:len(p)], level)...)
		counts = counts[len(p):]
	}
	return results
}
