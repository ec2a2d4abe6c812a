package battery

import "slices"

// deepRounds is how many rounds Deep counts all tests in.
const deepRounds = 1 << 16

// long are rows of tests that cost little a byte and see what only much data shows: slow
// biases of bytes, and the repetitions of RC4, which take some 2^35 bytes.
var long = []Row{
	{View: "bytes", Tests: []string{"repetition"}},
	{View: "low(16)", Tests: []string{"frequency"}},
}

// Deep is standard with four times as much data, and then reads on, 2^36 bytes of words in all,
// with the tests that cost little. A look that is suspicious is not doubled beyond that;
// that is what Marathon is for.
var Deep = &Battery{
	Name:  "deep",
	Doc:   "standard with more data, and then 64 GiB of what costs little: slow biases and repetitions, in ten minutes",
	Least: 1 << 14, Memory: 96 << 20,
	Rows:  slices.Concat(untilRound(deepRounds, Standard.Rows), long),
	Looks: []uint64{1, 4, 16, 64, 256, 1024, 4096, 16384, deepRounds, 2 * deepRounds, 4 * deepRounds, 8 * deepRounds, 16 * deepRounds},
}

// untilRound is rows that are counted in so many rounds alone, but for repeats, which costs
// little and sees the longer periods the longer it counts.
func untilRound(rounds uint64, rows []Row) []Row {
	rows = slices.Clone(rows)
	for i := range rows {
		if !slices.Contains(rows[i].Tests, "repeats") {
			rows[i].Until = rounds
		}
	}
	return rows
}
