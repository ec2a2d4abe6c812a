package examples

import (
	"math/rand/v2"
	"testing"

	"github.com/randaudit/randaudit/stattests/randtest"
)

// An ephemeral port, 49152 to 65535, or 32768 to 60999 on Linux: 28,232 ports
// from a 16-bit number by % are drawn 3 times or 2 times in 65,536.

const (
	firstPort = 32768
	ports     = 28232
)

func port() uint16       { return firstPort + uint16(rand.UintN(ports)) }
func portModulo() uint16 { return firstPort + uint16(rand.Uint32())%ports }

func TestPort(t *testing.T) {
	randtest.Uniform(t, ports, func() uint64 { return uint64(port() - firstPort) })
}

func TestPortModulo(t *testing.T) {
	expectFail(t, func(t testing.TB) {
		randtest.Uniform(t, ports, func() uint64 { return uint64(portModulo() - firstPort) })
	})
}
