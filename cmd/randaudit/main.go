// Command randaudit audits sources of randomness and ways of drawing.
//
// Its exit status is 0 for no evidence of bias, 1 for evidence of bias, 2 for
// wrong use or a source that broke, and 3 where the audit is inconclusive.
package main

import "os"

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
