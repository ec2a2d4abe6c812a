package battery

import "slices"

// Standard is quick and more: it reads some gigabytes of a fast source, and
// adds the tests that need many of them, or that cost more than they find. Each test
// of the list is in it, but anderson-darling, whose law no verdict may use so far out.
var Standard = &Battery{
	Name:  "standard",
	Doc:   "quick with more data, and all other tests: close pairs, tuples, spectra, permutations, walks of words, ranks of large matrices, in a minute",
	Least: 1 << 14, Memory: 24 << 20,
	Rows: slices.Concat(Quick.Rows, []Row{
		{View: "words", Tests: []string{"entropy", "serial(3)", "gcd", "sums", "hamming-pairs", "permutation", "poker", "coupon-collector", "maximum", "weight-distribution"}, Every: 4},
		{View: "words", Tests: []string{"random-walk", "longest-run", "lempel-ziv", "hamming-weights", "kolmogorov-smirnov", "gap(12)"}, Every: 16},
		{View: "lane(0)", Tests: []string{"entropy", "sums", "weight-distribution", "longest-run"}, Every: 4},
		{View: "low(8)", Tests: []string{"entropy", "serial(3)", "gcd", "gap(5)", "poker", "mod3"}, Every: 4},
		{View: "lane(0)", Tests: []string{"spectral", "autocorrelation"}, Every: 16},
		{View: "words", Tests: []string{"spectral", "bit-pairs(4)", "matrix-rank(1024)"}, Every: 256},
		{View: "low(1)", Tests: []string{"collision(20,1)"}, Every: 16},
		{View: "words", Tests: []string{"collision(2,10)", "close-pairs(4,16)"}, Every: 16},
		{View: "low(8)", Tests: []string{"close-pairs(4,16)"}, Every: 64},
		{View: "words", Tests: []string{"birthday-spacings(3,20)"}, Every: 256},
		{View: "low(16)", Tests: []string{"birthday-spacings(3,16)"}, Every: 128},
		{View: "decimate(16)/low(8)", Tests: []string{"birthday-spacings(4,8)"}, Every: 64},
		{View: "words", Tests: []string{"lattice(16)"}, Every: 4096},
		{View: "words", Tests: []string{"autocorrelation(20)"}, Every: 4096},
	}),
	Looks: []uint64{1, 4, 16, 64, 256, 1024, 4096, 16384},
}
