package sources

// An Entry is a line of [All]: a source that can be named.
type Entry struct {
	// Name is what a user types: "mt19937".
	Name string
	// Doc says in one line what the source is, and its reference.
	Doc string
	// Seeded reports that the source takes a seed, as "mt19937?seed=42".
	Seeded bool
	// New makes the source. The seed is ignored unless Seeded.
	New func(seed uint64) Source
}

// All lists the sources that can be named, in the order in which they are
// shown: those of the operating system and of Go's library first, then the
// generators. A new generator is one file and one line here.
var All = []Entry{
	unseeded("crypto", "crypto/rand, the operating system's generator as Go reads it", openCrypto),
	unseeded("urandom", "the device /dev/urandom, read as a file", openURandom),
	unseeded("system", "the bytes of secrets.SystemRandom, the counterpart of Python's random.SystemRandom", openSystem),

	seeded("splitmix64", words64, "SplitMix64: a counter in steps of the golden ratio, mixed (Steele, Lea, Flood 2014)", newSplitMix64),
}

// Lookup returns the entry of the given name, without parameters, and whether
// there is one.
func Lookup(name string) (Entry, bool) {
	for _, e := range All {
		if e.Name == name {
			return e, true
		}
	}
	return Entry{}, false
}
