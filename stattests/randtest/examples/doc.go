// Package examples shows how to test code that draws: small re-creations of what
// real programs do, each in a fair form, which passes, and in a biased form that
// has been in use, which fails. Its tests are written as a user would write them,
// but for expectFail, which turns a failure that is due into a pass.
package examples
