package examples

import (
	"math/rand/v2"
	"testing"

	"github.com/randaudit/randaudit/stattests/randtest"
)

// A load balancer chooses one of five servers, and is watched while a simulation
// runs. The biased one forgets to exclude a server that went down, and gives its
// share to the next: late, after 50,000 requests.

func TestBalancer(t *testing.T) {
	chosen := randtest.Stream(t, 5)
	for range 200_000 {
		chosen(rand.Uint64N(5))
	}
}

func TestBalancerLate(t *testing.T) {
	expectFail(t, func(t testing.TB) {
		chosen := randtest.Stream(t, 5)
		for request := range 100_000 {
			server := rand.Uint64N(5)
			if request > 50_000 && server == 2 && rand.IntN(2) == 0 {
				server = 3
			}
			chosen(server)
		}
	})
}
