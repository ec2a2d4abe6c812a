package lattice

import "math/big"

// ReduceExactly is as [Reducer.Reduce] for numbers of any size: the algorithm in integers
// alone, H. Cohen, "A course in computational
// algebraic number theory", algorithm 2.6.7.
func ReduceExactly(b [][]*big.Int) {
	n := len(b)
	d := make([]*big.Int, n+1) // determinants of Gram: d[i+1] is that of i+1 vectors
	d[0] = big.NewInt(1)
	lambda := make([][]*big.Int, n) // lambda[i][j] is d[j+1] times the coefficient of Gram and Schmidt
	for i := range lambda {
		lambda[i] = make([]*big.Int, n)
	}
	product := func(x, y *big.Int) *big.Int { return new(big.Int).Mul(x, y) }
	quotient := func(x, y *big.Int) *big.Int { return new(big.Int).Quo(x, y) } // exact
	// shorten takes as many of vector l off vector k as it has in it.
	shorten := func(k, l int) {
		q := new(big.Int).Lsh(lambda[k][l], 1)
		q.Add(q, d[l+1])
		q.Div(q, new(big.Int).Lsh(d[l+1], 1)) // rounded
		if q.Sign() == 0 {
			return
		}
		for j := range n {
			b[k][j].Sub(b[k][j], product(q, b[l][j]))
		}
		lambda[k][l].Sub(lambda[k][l], product(q, d[l+1]))
		for i := range l {
			lambda[k][i].Sub(lambda[k][i], product(q, lambda[l][i]))
		}
	}
	for k, most := 0, -1; k < n; {
		if k > most {
			most = k
			for j := range k + 1 {
				u := new(big.Int)
				for i := range n {
					u.Add(u, product(b[k][i], b[j][i]))
				}
				for i := range j {
					u = quotient(new(big.Int).Sub(product(d[i+1], u), product(lambda[k][i], lambda[j][i])), d[i])
				}
				if j < k {
					lambda[k][j] = u
				} else {
					d[k+1] = u
				}
			}
		}
		if k == 0 {
			k++
			continue
		}
		shorten(k, k-1)
		l := lambda[k][k-1]
		next := new(big.Int).Add(product(d[k-1], d[k+1]), product(l, l)) // d[k] after a swap is this over d[k]
		if new(big.Int).Lsh(next, 2).Cmp(product(big.NewInt(3), product(d[k], d[k]))) >= 0 {
			for l := k - 2; l >= 0; l-- {
				shorten(k, l)
			}
			k++
			continue
		}
		b[k], b[k-1] = b[k-1], b[k]
		for j := range k - 1 {
			lambda[k][j], lambda[k-1][j] = lambda[k-1][j], lambda[k][j]
		}
		next = quotient(next, d[k])
		for i := k + 1; i <= most; i++ {
			t := lambda[i][k]
			lambda[i][k] = quotient(new(big.Int).Sub(product(d[k+1], lambda[i][k-1]), product(l, t)), d[k])
			lambda[i][k-1] = quotient(new(big.Int).Add(product(next, t), product(l, lambda[i][k])), d[k+1])
		}
		d[k] = next
		k = max(1, k-1)
	}
}
