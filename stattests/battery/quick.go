package battery

// few are the tests of a way of drawing one of few symbols, many those of many.
var (
	few  = []string{"frequency", "serial", "runs-updown", "runs-median", "gap"}
	many = append([]string{"sweep"}, few...)
)

// Quick looks at raw words, lanes and draws within a few seconds.
//
// The values of n near 3*2^(w-2) are those at which a modulo or a
// multiplication of w-bit words shows: thirds, residues modulo 3 or parities
// are then off by a quarter or more, while at n = 1000 nothing can be seen.
var Quick = &Battery{
	Name:  "quick",
	Doc:   "raw words, lanes and draws: frequencies, pairs, bits, runs, gaps, linear complexity, birthday spacings, recurrences and predictions, in seconds",
	Least: 1 << 14, Memory: 6 << 20,
	Rows: []Row{
		{View: "words", Tests: []string{"frequency", "serial", "bias", "sweep", "runs-bits", "runs-updown", "runs-median", "gap", "hamming-dependency", "hamming-tuples"}},
		{View: "words", Tests: []string{"predict", "gap(6)", "gap(9)", "mod3"}, Every: 4},
		{View: "words", Tests: []string{"autocorrelation", "matrix-rank"}, Every: 64},
		{View: "low(8)", Tests: []string{"birthday-spacings(4,8)"}, Every: 16},
		{View: "words", Tests: []string{"recurrence", "lattice"}, Every: 16},
		{View: "words", Tests: []string{"multiply-carry"}, Every: 256},
		{View: "words", Tests: []string{"taps"}, Every: 1024},
		{View: "words", Tests: []string{"collision"}, Every: 128},
		{View: "words", Tests: []string{"birthday-spacings"}, Every: 128},
		{View: "low(8)", Tests: []string{"birthday-spacings(6,8)"}, Every: 256},
		{View: "words", Tests: []string{"repeats"}},
		{View: "bytes", Tests: []string{"frequency", "serial", "gap"}},
		{View: "low(8)", Tests: []string{"frequency", "serial", "runs-updown", "gap"}},
		{View: "low(8)", Tests: []string{"permutation"}, Every: 8},
		{View: "lane(0)", Tests: []string{"random-walk"}, Every: 4},
		{View: "high(8)", Tests: []string{"serial", "runs-updown", "gap"}},
		{View: "lane(0)", Tests: []string{"linear-complexity(4096)"}, Every: 16},
		{View: "reverse/lane(0)", Tests: []string{"linear-complexity(4096)"}, Every: 16},
		{View: "lane(0)", Tests: []string{"linear-complexity(65536)"}, Every: 64},
		{View: "xor-lanes(0,1)", Tests: []string{"linear-complexity(65536)"}, Every: 256},
		{View: "lane(0)", Tests: []string{"linear-complexity(131584)"}, Every: 512},
		{View: "bits(8)", Tests: []string{"frequency", "serial", "runs-bits", "gap"}},
		{View: "below(6)", Tests: few},
		{View: "below(1000)", Tests: many},
		{View: "below(3221225472)", Tests: many},           // 3*2^30
		{View: "below(6755399441055744)", Tests: many},     // 3*2^51
		{View: "below(13835058055282163712)", Tests: many}, // 3*2^62
		{View: "choice(10)", Tests: few},
		{View: "shuffle(5)", Tests: few},
		{View: "sample(10,3)", Tests: many},
		{View: "float", Tests: many},
	},
	Looks: []uint64{1, 4, 16, 64, 256, 1024, 4096},
}

// allViews is what "--view all" stands for: each view that is not planted,
// with parameters that people use, or that take each way through its code.
var allViews = []string{
	"words", "bytes", "lane(0)", "xor-lanes(0,1)", "reverse/lane(0)", "low(8)", "high(8)", "reverse", "decimate(2)", "decimate(16)",

	// Integers and bytes.
	"bits(1)", "bits(8)", "bits(53)", "below(2)", "below(6)", "below(10)", "below(62)", "below(256)",
	"below(1000)", "below(3221225472)", "below(6755399441055744)", "below(13835058055282163712)",
	"randrange(0,1000,7)", "randrange-down(1000,0,7)", "randint(1,6)",
	"big-bits(521)", "big-below(100)", "big-randrange(100)", "big-randint(100)", "randbytes(32)",

	// Floats.
	"float", "uniform(10,20)", "triangular(25)", "normalvariate(1000,250)", "gauss(1000,250)", "gausspair",
	"lognormvariate(0,25)", "expovariate(150)", "gammavariate(50)", "gammavariate(100)", "gammavariate(250)",
	"betavariate(200,300)", "vonmisesvariate(100,0)", "vonmisesvariate(100,400)", "paretovariate(300)",
	"weibullvariate(100,150)", "binomialvariate(20,20)", "binomialvariate(1000,93)",

	// Sequences.
	"choice(10)", "choice(62)", "choices(1,2,3,4)", "choices-cumulative(1,3,6,10)", "choices-range(6)",
	"shuffle(5)", "shuffle(20)", "shuffle-place(52,0)", "shuffle-place(52,51)", "shuffle-pair(52,0,51)", "shuffle-parity(52)",
	"sample(10,3)", "sample(52,5)", "sample-place(100,30,29)", "sample-pair(100,5,0,4)", "sample-parity(100,5)",
	"sample-counts(3,2,1)",

	// Tokens.
	"tokenhex(32)", "tokenhex(32,63)", "tokenurlsafe(32)", "tokenurlsafe(32,0)", "tokenurlsafe(32,42)", "tokenurlsafe-any(32)",
	"uuid4", "uuid4-fixed", "password(12,0)", "password-kind(12,11)",

	// The same by the faster package.
	"fast-below(6)", "fast-below(13835058055282163712)", "fast-dice(6)", "fast-shuffle(5)", "fast-hex", "fast-urlsafe",
}
