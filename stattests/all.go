package stattests

// All is the list of tests. To add one: a file with its Test, and a line here.
var All = []*Test{
	Frequency,
	Serial,
	Bias,
	Sweep,
	RunsBits,
	RunsUpDown,
	RunsMedian,
	Gap,
	LinearComplexity,
	HammingDependency,
	Recurrence,
	Taps,
	MultiplyCarry,
	Predict,
	RandomWalk,
	LongestRun,
	BirthdaySpacings,
	GCD,
	Collision,
	Repeats,
	Entropy,
	ClosePairs,
	LempelZiv,
	HammingTuples,
	Mod3,
	HammingWeights,
	HammingPairs,
	Sums,
	Permutation,
	Poker,
	CouponCollector,
	Maximum,
	WeightDistribution,
	MatrixRank,
	Autocorrelation,
	BitPairs,
	Lattice,
	KolmogorovSmirnov,
	AndersonDarling,
	Spectral,
	Repetition,
}

// Lookup returns the test of that name, or nil.
func Lookup(name string) *Test {
	for _, t := range All {
		if t.Name == name {
			return t
		}
	}
	return nil
}
