package biasmap_test

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/randaudit/randaudit/stattests/battery/biasmap"
)

// A function of one's own looks fair for dice, and is not.
func ExampleOwn() {
	random := rand.New(rand.NewPCG(1, 2))
	mine := func(n uint64) uint64 { return uint64(random.Uint32()) % n }

	m, err := biasmap.Measure(context.Background(), biasmap.Options{}, biasmap.Own("mine", mine))
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, cell := range m.Rows[0].Cells {
		if cell.Seen() {
			fmt.Printf("biased at n = %d: %s\n", m.Columns[i].N, cell.Effect.Category)
			break
		}
	}
	// Output:
	// biased at n = 1610612736: last third
}
