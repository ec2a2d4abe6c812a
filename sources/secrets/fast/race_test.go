//go:build race

package fast

func init() { raceDetector = true }
