package battery

import "github.com/randaudit/randaudit/stattests"

// A Verdict is what an audit says of a source.
type Verdict string

// The verdicts.
const (
	Pass          Verdict = "pass"            // no evidence of bias
	Suspicious    Verdict = "suspicious"      // family-wise p below 1e-4, not below alpha, and the budget ended
	Fail          Verdict = "fail"            // evidence of bias at alpha
	TooLittleData Verdict = "too-little-data" // nothing could be judged, or less than the battery's least
	Invalid       Verdict = "invalid"         // the source broke: nothing is said of it
)

// A CellReport is what one cell of a plan found.
type CellReport struct {
	Cell    Cell
	N       uint64 // alphabet of the view's symbols; 0 means 2^64
	Symbols uint64 // counted
	Results []stattests.Result
}

// A Report is the outcome of an audit of one source.
type Report struct {
	Plan        Plan
	Verdict     Verdict
	LogP        float64 // family-wise ln p: Bonferroni over the results and the looks
	LogAlpha    float64 // ln of the share of alpha that LogP was compared with: LogP already carries the looks, so ln Alpha
	Look        int     // number of looks made, from 1
	Bytes       uint64  // of the source, read
	Symbols     uint64  // of the source, read
	Seconds     float64 // wall clock
	Interrupted bool    // ended early on request (Ctrl-C)
	NeedBytes   uint64  // with TooLittleData: about how many bytes are needed
	SHA256      string  // of the bytes read, hex; "" where not known
	Err         error   // with Invalid: what broke
	Cells       []CellReport
	Notes       []string // pairs of view and test that have no meaning here, and the like
}
