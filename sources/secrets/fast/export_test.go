package fast

// The steps, which exact enumerates whole.

func BelowStep[W Word](n, word W) (x W, ok bool)            { return one(word, n) }
func DiceStep[W Word](dst []W, n, word W) (rest []W)        { return diceStep(dst, n, word) }
func ShuffleStep[W Word, E any](seq []E, word W) (rest []E) { return shuffleStep(seq, word) }

// RaceDetector reports that the test runs under the race detector.
func RaceDetector() bool { return raceDetector }
