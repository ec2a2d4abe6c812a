package battery

// Express looks at raw words and their bits within a second of processor time,
// by the tests that find most for what they cost: what a kind of generator
// cannot hide (its linear complexity, a recurrence, its state) before how often
// its symbols come.
var Express = &Battery{
	Name:  "express",
	Doc:   "raw words and lanes: what finds most generators for its cost, in a second",
	Least: 1 << 14, Memory: 1 << 20,
	Rows: []Row{
		{View: "words", Tests: []string{"frequency", "serial", "bias", "runs-bits", "runs-updown", "gap", "gap(6)", "mod3", "hamming-dependency", "hamming-tuples"}},
		{View: "words", Tests: []string{"predict"}, Every: 4},
		{View: "low(8)", Tests: []string{"birthday-spacings(4,8)"}, Every: 16},
		{View: "words", Tests: []string{"recurrence", "multiply-carry", "lattice"}, Every: 16},
		{View: "words", Tests: []string{"repeats"}},
		{View: "bytes", Tests: []string{"frequency", "serial"}},
		{View: "low(8)", Tests: []string{"frequency", "serial", "gap", "permutation"}},
		{View: "words", Tests: []string{"autocorrelation", "matrix-rank"}, Every: 16},
		{View: "lane(0)", Tests: []string{"linear-complexity(4096)"}, Every: 8},
		{View: "reverse/lane(0)", Tests: []string{"linear-complexity(4096)"}, Every: 8},
		{View: "lane(0)", Tests: []string{"linear-complexity(45056)"}, Every: 64},
		{View: "lane(0)", Tests: []string{"random-walk"}, Every: 4},
		{View: "words", Tests: []string{"collision"}, Every: 192},
		{View: "low(8)", Tests: []string{"birthday-spacings(6,8)"}, Every: 96},
		{View: "lane(0)", Tests: []string{"linear-complexity(131584)"}, Every: 192},
	},
	Looks: []uint64{1, 8, 64, 192},
}
