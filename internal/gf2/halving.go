package gf2

// halving is the algorithm of Berlekamp and Massey with its steps done by halves: half
// of the steps look at half of the bits only, and what they come to is multiplied into
// the rest, so that n bits take about n^1.585 operations, as the multiplication does.
// (Bernstein and Yang, "Fast constant-time gcd computation and modular inversion",
// TCHES 2019(3), section 5, for the division steps of Euclid's algorithm, which these
// are.)
//
// Let c be the connection polynomial after i steps and b the one before the last change
// of length, multiplied by x^(i - changed). The coefficients of c s and b s from x^i on
// are called now and old: the lowest of now is the discrepancy, and that of old is 1.
// A step is
//
//	discrepancy 0:               c, b = c, x b
//	discrepancy 1, 2 length > i: c, b = c+b, x b
//	discrepancy 1, 2 length <= i: c, b = c+b, x c    and length = i+1-length
//
// with now and old likewise, of which each then loses its lowest coefficient, 0. So k
// steps are a matrix of polynomials, which follows from k coefficients of now and old
// and from 2 length - i.
type halving struct {
	levels  []halves // by how often the steps were halved
	scratch []uint64 // of multiply
	product []uint64
}

// halves is the memory of one halving.
type halves struct {
	first, second matrix
	now, old      []uint64 // after the first half of the steps
}

// A matrix has c and b in terms of what they were before: c = m[0] c + m[1] b,
// b = m[2] c + m[3] b. Its polynomials end with a word that is not 0.
type matrix [4][]uint64

// reset makes room for words words of bits.
func (z *halving) reset(words int) {
	if len(z.scratch) > 0 && cap(z.levels[0].now) >= words {
		return
	}
	z.levels = nil
	for w := words; ; w = (w + 1) / 2 {
		l := halves{now: make([]uint64, w), old: make([]uint64, w)}
		for i := range 4 {
			l.first[i], l.second[i] = make([]uint64, 0, w+2), make([]uint64, 0, w+2)
		}
		z.levels = append(z.levels, l)
		if w == 1 {
			break
		}
	}
	z.product = make([]uint64, words+8)
	z.scratch = make([]uint64, 2*len(z.product)+64)
}

// linearComplexity is that of the first n bits of s, which has no more words than they
// take, for n from 1.
func (z *halving) linearComplexity(s []uint64, n int) int {
	words := len(s)
	z.reset(words)
	now, old := z.levels[0].now[:words], z.levels[0].old[:words]
	copy(now, s)
	clear(old)
	old[0] = 1 // as if a one had come just before s
	excess := z.steps(1, now, old, n, 0, nil)
	return (excess + n) / 2
}

// steps does n steps, of as many coefficients of now and old, from where the excess is
// 2 length - i, and returns what it is then. m is set to the matrix of the steps, unless
// it is nil.
func (z *halving) steps(level int, now, old []uint64, n, excess int, m *matrix) int {
	if zero(now) {
		if m != nil {
			m[0], m[1], m[2] = append(m[0][:0], 1), m[1][:0], m[2][:0]
			m[3] = m[3][:n/64+1]
			clear(m[3])
			m[3][n/64] = 1 << (n % 64)
		}
		return excess - n
	}
	if len(now) == 1 {
		return few(now[0], old[0], n, excess, m)
	}
	l := &z.levels[level]
	h := (len(now) + 1) / 2
	excess = z.steps(level+1, now[:h], old[:h], 64*h, excess, &l.first)
	rest := len(now) - h
	z.apply(l.now[:rest], h, now, old, l.first[0], l.first[1])
	z.apply(l.old[:rest], h, now, old, l.first[2], l.first[3])
	if m == nil {
		return z.steps(level+1, l.now[:rest], l.old[:rest], n-64*h, excess, nil)
	}
	excess = z.steps(level+1, l.now[:rest], l.old[:rest], n-64*h, excess, &l.second)
	for i := range 4 {
		row, column := i/2*2, i%2
		m[i] = z.sum(m[i], l.second[row], l.first[column], l.second[row+1], l.first[column+2])
	}
	return excess
}

// few does at most 64 steps, of one word, and at least one.
func few(now, old uint64, n, excess int, m *matrix) int {
	// b is kept without the x of its last step, so that each polynomial has a word.
	c0, c1, b0, b1 := uint64(1), uint64(0), uint64(0), uint64(1)
	for i := range n {
		if i > 0 {
			b0, b1 = b0<<1, b1<<1
		}
		if now&1 == 1 {
			if excess <= 0 {
				now, old = now^old, now
				c0, c1, b0, b1 = c0^b0, c1^b1, c0, c1
				excess = 2 - excess
			} else {
				now ^= old
				c0, c1 = c0^b0, c1^b1
			}
		}
		now >>= 1
		excess--
	}
	if m != nil {
		m[0] = trim(append(m[0][:0], c0))
		m[1] = trim(append(m[1][:0], c1))
		m[2] = trim(append(m[2][:0], b0<<1, b0>>63))
		m[3] = trim(append(m[3][:0], b1<<1, b1>>63))
	}
	return excess
}

// apply sets dst to words h and following, as many as dst has, of p now + q old.
func (z *halving) apply(dst []uint64, h int, now, old, p, q []uint64) {
	clear(dst)
	z.middle(dst, h, now, p)
	z.middle(dst, h, old, q)
}

// middle adds words h and following, as many as dst has, of a p to dst.
func (z *halving) middle(dst []uint64, h int, a, p []uint64) {
	p, shift := lowest(p)
	if len(p) == 0 {
		return
	}
	a = a[:h+len(dst)-shift]
	h -= shift
	for at := max(0, h-len(p)); at < len(a); at += len(p) {
		piece := a[at:min(at+len(p), len(a))]
		product := z.product[:len(piece)+len(p)]
		multiply(product, piece, p, z.scratch)
		to := at - h
		if to < 0 {
			product, to = product[-to:], 0
		}
		add(dst[to:][:min(len(product), len(dst)-to)], product)
	}
}

// sum sets dst to a b + c d, and returns it.
func (z *halving) sum(dst, a, b, c, d []uint64) []uint64 {
	dst = dst[:max(len(a)+len(b), len(c)+len(d))]
	clear(dst)
	z.multiplyAdd(dst, a, b)
	z.multiplyAdd(dst, c, d)
	return trim(dst)
}

func (z *halving) multiplyAdd(dst, a, b []uint64) {
	a, i := lowest(a)
	b, j := lowest(b)
	if len(a) == 0 || len(b) == 0 {
		return
	}
	product := z.product[:len(a)+len(b)]
	multiply(product, a, b, z.scratch)
	add(dst[i+j:][:len(product)], product)
}

// trim leaves the words of zeros at the end out.
func trim(p []uint64) []uint64 {
	for len(p) > 0 && p[len(p)-1] == 0 {
		p = p[:len(p)-1]
	}
	return p
}

// lowest leaves the words of zeros at the start out, and says how many they were.
func lowest(p []uint64) ([]uint64, int) {
	i := 0
	for i < len(p) && p[i] == 0 {
		i++
	}
	return p[i:], i
}

func zero(p []uint64) bool {
	for _, w := range p {
		if w != 0 {
			return false
		}
	}
	return true
}
