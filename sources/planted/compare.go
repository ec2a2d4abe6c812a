package planted

// EarlyExit tells whether a and b are equal, and returns at the first
// difference: so the time it takes tells where that is, and a secret can be
// guessed byte by byte. Compare secrets with secrets.CompareDigest.
func EarlyExit(a, b []byte) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
