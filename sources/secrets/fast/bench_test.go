package fast

import "testing"

func BenchmarkFast(b *testing.B) {
	var g Generator
	var sum uint64
	long := make([]byte, 1<<20)
	cards := make([]int, 100)
	dice := make([]uint64, 1000)
	for _, c := range []struct {
		name string
		do   func()
	}{
		{"own/Uint64", func() { sum += g.Uint64() }},
		{"own/RandBelow(10)", func() { sum += g.RandBelow(10) }},
		{"own/Shuffle(100)", func() { ShuffleFrom(&g, cards) }},
		{"own/Dice(1000,6)", func() { g.Dice(dice, 6) }},
		{"own/TokenHex(32)", func() { sum += uint64(len(g.TokenHex(32))) }},
		{"own/UUID4", func() { sum += uint64(len(g.UUID4().String())) }},
		{"own/Read(1KiB-)", func() { _, _ = g.Read(long[:1016]) }},
		{"own/Read(1KiB)", func() { _, _ = g.Read(long[:1024]) }},
		{"own/Read(4KiB)", func() { _, _ = g.Read(long[:4096]) }},
		{"own/Read(1MiB)", func() { _, _ = g.Read(long) }},
		{"pool/RandBelow(10)", func() { sum += RandBelow(10) }},
		{"pool/Shuffle(100)", func() { Shuffle(cards) }},
		{"pool/TokenHex(32)", func() { sum += uint64(len(TokenHex(32))) }},
		{"pool/TokenURLSafe(32)", func() { sum += uint64(len(TokenURLSafe(32))) }},
		{"pool/UUID4", func() { sum += uint64(len(UUID4().String())) }},
		{"pool/Read(1MiB)", func() { _, _ = Read(long) }},
	} {
		b.Run("call="+c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.do()
			}
		})
	}
}
