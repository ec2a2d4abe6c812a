package stattests

// LawKind is the leading word of a [Result]'s Null.
func LawKind(null string) string { return lawKind(null) }

// TailChecked reports whether tailChecks has the law.
func TailChecked(kind string) bool { _, ok := tailChecks[kind]; return ok }
