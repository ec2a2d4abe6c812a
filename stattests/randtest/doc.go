// Package randtest is for other people's `go test`: one line checks that what
// their code draws is fair, never flakes, and would see the bias.
//
//	func TestRandomString(t *testing.T) {
//		randtest.Uniform(t, 62, func() uint64 { return uint64(indexOf(randomChar())) })
//	}
//
// # Two promises
//
// Every check makes two promises, prints both (go test -v), and keeps both:
//
//   - A fair source fails with probability at most [FalseAlarm], 1e-12.
//   - A bias of at least [Detect], 10 % in any one category, passes with
//     probability at most 1e-6.
//
// The number of draws follows from them by exact binomial laws: 77,000 for a
// die, about a million for one of 62 characters. If [MaxDraws] or the deadline
// of the test does not allow as many, the check fails at once, and says which
// promise cannot be kept and what could be.
//
// Where there are more than 100 values, a category is any of 64 intervals or any
// of 64 residue classes, below 128 of 32. What no number of draws shows, such as uint32 % 10,
// [Exact] proves.
//
// # How
//
// Draws come in stages. A check fails at a stage where the evidence is there:
// the count furthest out, by the exact binomial tail and Bonferroni's
// inequality; once, before any pass, beside chi-squared over all counts, too uneven
// or too even; each with its share of FalseAlarm. It passes before the last stage only where the sequential 1 - 1e-6
// interval of every category lies within the Detect band: to pass because the
// first stage looked fine would break the second promise.
//
// Draws are taken for independent. Checks look at that too (the step from a draw,
// a string, a shuffle or a sample to the next, pairs), with a twentieth of
// FalseAlarm, but make no second promise on it: they see outputs that come twice
// in a row, and decks dealt to their end.
//
// # In a test
//
// The functions take T, B and F, and may be used in parallel tests. They report
// with Errorf. A failure prints the verdict, the worst categories, a bar chart
// and p; with go test -artifacts it leaves an HTML report. The package needs the
// standard library alone.
package randtest
