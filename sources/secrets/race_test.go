//go:build race

package secrets

func init() { raceDetector = true }
