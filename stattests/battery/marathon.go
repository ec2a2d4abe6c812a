package battery

import "slices"

// Marathon counts what standard and deep do for as long as it may, and looks at 1, 2, 4, ...
// rounds. What it counted can be saved on the way (RunOptions.Save), gone on with
// (RunOptions.From), and added to other shards of it ([Run.Add]).
var Marathon = &Battery{
	Name:    "marathon",
	Doc:     "all of deep, twice as long from look to look until it is stopped or finds evidence; the same command goes on where it was",
	Least:   1 << 14,
	Memory:  96 << 20,
	Rows:    slices.Concat(Standard.Rows, long),
	Looks:   looksTimes(2),
	Endless: true,
}
