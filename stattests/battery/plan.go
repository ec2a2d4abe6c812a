// Package battery joins sources and tests: a [Plan] says what is counted,
// [Run] counts it, [Judge] turns the tallies into a [Report] with one verdict
// at one stated false-alarm rate.
package battery

// A Cell is one test of one view, and how much of it a round counts.
type Cell struct {
	View   string   `json:"view"`            // canonical name of a view
	Test   string   `json:"test"`            // name of a test
	Args   []uint64 `json:"args,omitempty"`  // the test's arguments
	Blocks uint64   `json:"blocks"`          // blocks counted in a round
	Every  uint64   `json:"every,omitempty"` // counted in the last of every Every rounds; 0 or 1: in each
}

// A Plan fixes what an audit counts and when it is looked at. Two runs of a
// plan over the same stream give the same tallies, bit for bit, whatever the
// number of workers.
type Plan struct {
	Source  string   `json:"source"`          // canonical name
	N       uint64   `json:"n,string"`        // the source's alphabet; 0 means 2^64
	Battery string   `json:"battery"`         // name
	Seed    uint64   `json:"seed,string"`     // that the source was opened with
	Cells   []Cell   `json:"cells"`           // in the order of their turns
	Looks   []uint64 `json:"looks"`           // rounds after which the tallies are judged, ascending; the last ends the run
	Bytes   uint64   `json:"bytes,omitempty"` // end of the data, in bytes of the source; 0: the last look ends it
	Alpha   float64  `json:"alpha"`           // false-alarm rate of the whole run
	Version string   `json:"version"`         // of randaudit
}
