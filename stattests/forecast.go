package stattests

// A Forecast says what a source is, as far as its symbols show it, and what it
// will give next.
type Forecast struct {
	Kind       string      `json:"kind"`       // of generator, as "java.util.Random"
	Parameters []Parameter `json:"parameters"` // recovered from the symbols alone
	Next       []uint64    `json:"next"`       // symbols: those that follow the ones looked at
	// Off is by how much each of the generator's words in Next may be off, either
	// way, where its lowest bits are not seen and may carry.
	Off uint64 `json:"off,omitempty"`
}

// A Parameter of a generator.
type Parameter struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// A Forecaster is a [Counter] that can tell symbols that have not been drawn yet.
// It looks at symbols itself, since a tally, which adds up over blocks that come in
// any order, cannot hold what comes next.
type Forecaster interface {
	Counter
	// Forecast tells the n symbols that follow a block of Block() symbols, if it
	// can. Nothing is said of how probable that is: Judge does.
	Forecast(block []uint64, n int) (f Forecast, ok bool)
}
