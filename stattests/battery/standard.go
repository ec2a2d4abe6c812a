package battery

import "slices"

// Standard is quick and more: it reads some gigabytes of a fast source, and
// adds the tests that need many of them, or that cost more than they find.
var Standard = &Battery{
	Name:  "standard",
	Doc:   "quick with more data, and birthday spacings, close pairs, walks, tuples and greatest common divisors, in a minute",
	Least: 1 << 14,
	Rows: slices.Concat(Quick.Rows, []Row{
		{View: "words", Tests: []string{"random-walk", "entropy", "serial(3)", "gcd", "mod3", "sums", "hamming-pairs"}, Every: 4},
		{View: "lane(0)", Tests: []string{"random-walk", "entropy", "sums"}, Every: 2},
		{View: "low(8)", Tests: []string{"entropy", "serial(3)", "gcd"}, Every: 4},
		{View: "low(1)", Tests: []string{"collision(20,1)"}, Every: 16},
		{View: "words", Tests: []string{"collision(2,10)", "close-pairs(4,16)"}, Every: 16},
		{View: "low(8)", Tests: []string{"close-pairs(4,16)"}, Every: 64},
		{View: "words", Tests: []string{"birthday-spacings(3,20)"}, Every: 256},
		{View: "low(16)", Tests: []string{"birthday-spacings(3,16)"}, Every: 128},
		{View: "lane(0)", Tests: []string{"linear-complexity(131584)"}, Every: 2048},
	}),
	Looks: []uint64{1, 4, 16, 64, 256, 1024, 4096, 16384},
}
