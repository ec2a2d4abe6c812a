package battery

// All is the list of batteries.
var All = []*Battery{Express, Quick, Standard, Deep, Marathon}

// Lookup returns the battery of that name, or nil.
func Lookup(name string) *Battery {
	for _, b := range All {
		if b.Name == name {
			return b
		}
	}
	return nil
}
