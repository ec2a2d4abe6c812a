package main

import (
	"crypto/rand"
	"encoding/hex"
	"math/big"
	"runtime"
	"syscall"
	"time"

	gofrs "github.com/gofrs/uuid/v5"
	google "github.com/google/uuid"
	"lukechampine.com/frand"

	"github.com/randaudit/randaudit/sources/secrets"
	"github.com/randaudit/randaudit/sources/secrets/fast"
)

// The tasks, by the names that python.go has them by too.
const (
	below10 = "an integer below 10"
	shuffle = "a shuffle of 100"
	dice    = "1,000 dice"
	token   = "32 bytes as hexadecimal digits"
	uuid    = "a UUID as a string"
	mebi    = "1 MiB"
)

// processorTime is what this process has taken.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // only for wrong arguments
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// do makes a way of a function that does the task.
func do[T any](name string, wanted float64, once func() T) *way {
	return &way{name: name, wanted: wanted, timed: func(times int) (time.Duration, error) {
		var last T
		begin := processorTime()
		for range times {
			last = once()
		}
		took := processorTime() - begin
		runtime.KeepAlive(last)
		return took, nil
	}}
}

// cryptoInt is an integer below n as crypto/rand gives it. n is made once, as a
// careful program does.
func cryptoInt(n *big.Int) uint64 {
	x, err := rand.Int(rand.Reader, n)
	if err != nil {
		panic(err) // crypto/rand.Reader gives no errors
	}
	return x.Uint64()
}

// bounds are the integers up to 100, made once.
var bounds = func() (b [101]*big.Int) {
	for i := range b {
		b[i] = big.NewInt(int64(i))
	}
	return b
}()

func tasks() []task {
	own := new(fast.Generator)
	cards, rolls, long := make([]int, 100), make([]uint64, 1000), make([]byte, 1<<20)
	for i := range cards {
		cards[i] = i
	}
	swap := func(i, j int) { cards[i], cards[j] = cards[j], cards[i] }
	google.EnableRandPool()
	return []task{
		{below10, []*way{
			do("crypto/rand.Int", 0, func() uint64 { return cryptoInt(bounds[10]) }),
			do("fast.RandBelow", 6, func() uint64 { return fast.RandBelow(10) }),
			do("fast.Generator.RandBelow", 20, func() uint64 { return own.RandBelow(10) }),
			do("secrets.RandBelow", 0, func() uint64 { return secrets.RandBelow(10) }),
			do("frand.Uint64n", 0, func() uint64 { return frand.Uint64n(10) }),
		}},
		{shuffle, []*way{
			do("crypto/rand.Int, Fisher-Yates", 0, func() []int {
				for i := len(cards) - 1; i > 0; i-- {
					swap(i, int(cryptoInt(bounds[i+1])))
				}
				return cards
			}),
			do("fast.Shuffle", 20, func() []int { fast.Shuffle(cards); return cards }),
			do("fast.ShuffleFrom", 20, func() []int { fast.ShuffleFrom(own, cards); return cards }),
			do("secrets.Shuffle", 0, func() []int { secrets.Shuffle(cards); return cards }),
			do("frand.Shuffle", 0, func() []int { frand.Shuffle(len(cards), swap); return cards }),
		}},
		{dice, []*way{
			do("crypto/rand.Int", 0, func() []uint64 {
				for i := range rolls {
					rolls[i] = cryptoInt(bounds[6])
				}
				return rolls
			}),
			do("fast.Dice", 0, func() []uint64 { fast.Dice(rolls, 6); return rolls }),
			do("frand.Uint64n", 0, func() []uint64 {
				for i := range rolls {
					rolls[i] = frand.Uint64n(6)
				}
				return rolls
			}),
		}},
		{token, []*way{
			do("hex.EncodeToString, crypto/rand.Read", 0, func() string {
				b := make([]byte, 32)
				rand.Read(b) // gives no error
				return hex.EncodeToString(b)
			}),
			do("fast.TokenHex", 1, func() string { return fast.TokenHex(32) }),
			do("secrets.TokenHex", 0, func() string { return secrets.TokenHex(32) }),
			do("hex.EncodeToString, frand.Bytes", 0, func() string { return hex.EncodeToString(frand.Bytes(32)) }),
		}},
		{uuid, []*way{
			do("google/uuid.NewString, with its pool", 0, google.NewString),
			do("fast.UUID4, String", 1, func() string { return fast.UUID4().String() }),
			do("secrets.UUID4, String", 0, func() string { return secrets.UUID4().String() }),
			do("gofrs/uuid.NewV4, String", 0, func() string { return gofrs.Must(gofrs.NewV4()).String() }),
		}},
		{mebi, []*way{
			do("crypto/rand.Read", 0, func() []byte { rand.Read(long); return long }),
			do("fast.Read", 10, func() []byte {
				fast.Read(long) // gives no error
				return long
			}),
			do("frand.Read", 0, func() []byte {
				frand.Read(long) // gives no error
				return long
			}),
		}},
	}
}
