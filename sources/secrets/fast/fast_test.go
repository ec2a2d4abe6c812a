package fast

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/binary"
	stdhex "encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/big"
	"math/rand/v2"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
)

func TestAESKeystream(t *testing.T) {
	var key [keySize]byte
	for i := range key {
		key[i] = byte(i)
	}
	block, err := aes.NewCipher(key[:])
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, 1, 15, 16, 17, 4095, 4096, 4097, 12345} {
		got := bytes.Repeat([]byte{0xa5}, n)
		aesKeystream(&key, got)
		want := make([]byte, n+aes.BlockSize)
		for i := 0; i < n; i += aes.BlockSize {
			binary.BigEndian.PutUint64(want[i+8:], uint64(i/aes.BlockSize))
			block.Encrypt(want[i:], want[i:i+aes.BlockSize])
		}
		if !bytes.Equal(got, want[:n]) {
			t.Errorf("%d bytes are not those of the counter's blocks", n)
		}
	}
}

func TestChaCha8Keystream(t *testing.T) {
	key := [keySize]byte([]byte("chacha8: 32-byte seed for tests!"))
	got := bytes.Repeat([]byte{0xa5}, 12345)
	chaCha8Keystream(&key, got)
	c := rand.NewChaCha8(key)
	for i := 0; i+8 <= len(got); i += 8 {
		if w := c.Uint64(); binary.LittleEndian.Uint64(got[i:]) != w {
			t.Fatalf("the word at %d is not ChaCha8's", i)
		}
	}
}

// TestErase holds that no round keys are left.
func TestErase(t *testing.T) {
	block, err := aes.NewCipher(make([]byte, keySize))
	if err != nil {
		t.Fatal(err)
	}
	stream := cipher.NewCTR(block, zeros[:aes.BlockSize])
	stream.XORKeyStream(make([]byte, 100), zeros[:100])
	v := reflect.ValueOf(stream)
	if v.Kind() != reflect.Struct || v.NumField() != 1 || v.Field(0).Kind() != reflect.Pointer {
		t.Fatalf("crypto/cipher's stream is a %T of another kind: see what erase has to do", stream)
	}
	blockKeys, streamKeys := reflect.ValueOf(block).Elem(), v.Field(0).Elem()
	if blockKeys.IsZero() || streamKeys.IsZero() {
		t.Fatal("no round keys were there")
	}
	erase(block)
	erase(stream)
	if !blockKeys.IsZero() || !streamKeys.IsZero() {
		t.Error("round keys are left")
	}
	erase(nil)
	erase((*int)(nil))
	erase(struct{}{})
}

// draws are calls of all kinds, each with the bytes that it drew.
var draws = []struct {
	name string
	do   func(g *Generator) []byte
}{
	{"Uint64", func(g *Generator) []byte { return binary.LittleEndian.AppendUint64(nil, g.Uint64()) }},
	{"TokenBytes", func(g *Generator) []byte { return g.TokenBytes(13) }},
	{"Read", func(g *Generator) []byte { return read(g, 1000) }},
	{"Read, long", func(g *Generator) []byte { return read(g, bulkSize+5) }},
	{"TokenHex", func(g *Generator) []byte { b, _ := stdhex.DecodeString(g.TokenHex(33)); return b }},
	{"TokenURLSafe", func(g *Generator) []byte {
		b, _ := base64.RawURLEncoding.DecodeString(g.TokenURLSafe(50))
		return b
	}},
	{"UUID4", func(g *Generator) []byte { u := g.UUID4(); return u[9:] }}, // without version and variant
}

func read(g *Generator, n int) []byte {
	p := make([]byte, n)
	if got, err := g.Read(p); got != n || err != nil {
		panic(fmt.Sprint(got, err))
	}
	return p
}

// TestForwardSecrecy looks for what was drawn in the memory of the Generator: 7
// bytes are there by chance once in 10^10 runs.
func TestForwardSecrecy(t *testing.T) {
	var g Generator
	for range 12 {
		for _, d := range draws {
			drawn := d.do(&g)
			if n := len(g.state) - g.left; !bytes.Equal(g.state[keySize:n], make([]byte, n-keySize)) {
				t.Fatalf("%s does not erase", d.name)
			}
			for i := 0; i+7 <= len(drawn); i += 7 {
				if bytes.Contains(g.state[:], drawn[i:i+7]) {
					t.Fatalf("%s leaves what it drew", d.name)
				}
			}
		}
	}
	key := [keySize]byte(g.state[:keySize])
	g.refill(8)
	if bytes.Contains(g.state[:], key[:8]) {
		t.Error("a key that was used is left")
	}
}

// TestSnapshot holds that two copies of a Generator, which draw the same, do so
// for 8,160 bytes at most: what is drawn later depends on fresh bytes of
// crypto/rand. So who has read its memory cannot tell more.
func TestSnapshot(t *testing.T) {
	a, b := new(Generator), new(Generator)
	read(a, 1)
	b.state, b.left, b.epoch = a.state, a.left, a.epoch
	if first, second := read(a, 4000), read(b, 4000); !bytes.Equal(first, second) {
		t.Fatal("copies draw differently: this test tests nothing")
	}
	a.take(make([]byte, a.left))
	b.take(make([]byte, b.left))
	if bytes.Equal(a.state[:8], make([]byte, 8)) || !bytes.Equal(a.state[:keySize], b.state[:keySize]) {
		t.Fatal("copies have other keys: this test tests nothing")
	}
	if a.Uint64() == b.Uint64() {
		t.Error("copies draw the same after their buffers")
	}

	// Long reads do not even share their first bytes.
	b.state, b.left, b.epoch = a.state, a.left, a.epoch
	if bytes.Equal(read(a, bulkSize)[:8], read(b, bulkSize)[:8]) {
		t.Error("copies have the same long reads")
	}
}

func TestReseed(t *testing.T) {
	for name, reseed := range map[string]func(g *Generator){
		"Generator.Reseed": (*Generator).Reseed,
		"Reseed":           func(*Generator) { Reseed() },
		"a fork":           func(*Generator) { epoch.Store(0) }, // what the kernel does
	} {
		var g Generator
		g.Uint64()
		next := slices.Clone(g.state[len(g.state)-g.left:])
		reseed(&g)
		if got := read(&g, 64); bytes.Contains(next, got[:8]) {
			t.Errorf("%s: what was to be drawn is drawn", name)
		}
		if bytes.Contains(g.state[:], next[100:108]) {
			t.Errorf("%s: what was to be drawn is left", name)
		}
	}
	if epoch.Load() == 0 {
		t.Error("the epoch stays that of a fork")
	}
}

// TestRead holds that every byte is written, at every length and offset: that a
// byte is 0 ten times in a row, of 100,000, has a probability below 1e-18.
func TestRead(t *testing.T) {
	var g Generator
	for _, n := range []int{0, 1, 7, 8, 9, 100, bulkSize - 1, bulkSize, bulkSize + 1, 3 * bufferSize, bulkMost, bulkMost + 1} {
		var all []byte
		for range 10 {
			p := read(&g, n+2)[:n] // two more that Read is not given
			p = append(p, 0, 0)
			if _, err := Read(p[:n]); err != nil || !bytes.Equal(p[n:], []byte{0, 0}) {
				t.Fatalf("Read of %d bytes: %v, and then %v", n, err, p[n:])
			}
			if all == nil {
				all = make([]byte, n)
			}
			for i := range all {
				all[i] |= p[i]
			}
		}
		if i := bytes.IndexByte(all, 0); i >= 0 {
			t.Errorf("of %d bytes, that at %d is always 0", n, i)
		}
	}
}

// script gives words to draw from, 8 bytes each.
func script(words ...uint64) *bytes.Reader {
	var b []byte
	for _, w := range words {
		b = binary.LittleEndian.AppendUint64(b, w)
	}
	return bytes.NewReader(b)
}

func TestTokens(t *testing.T) {
	stream := read(new(Generator), 4096)
	words := func() *Generator { return NewFrom(iotest.OneByteReader(bytes.NewReader(stream))) }
	for n := range 200 {
		if got := words().TokenBytes(n); !bytes.Equal(got, stream[:n]) {
			t.Errorf("TokenBytes(%d) = %x", n, got)
		}
		if got, want := words().TokenHex(n), stdhex.EncodeToString(stream[:n]); got != want {
			t.Errorf("TokenHex(%d) = %s, want %s", n, got, want)
		}
		if got, want := words().TokenURLSafe(n), base64.RawURLEncoding.EncodeToString(stream[:n]); got != want {
			t.Errorf("TokenURLSafe(%d) = %s, want %s", n, got, want)
		}
	}
	for b := range 256 {
		if got, want := hex(uint32(b)*0x01010101), binary.LittleEndian.Uint64([]byte(strings.Repeat(fmt.Sprintf("%02x", b), 4))); got != want {
			t.Errorf("the digits of %#x are %x", b, got)
		}
	}
	u := NewFrom(script(0xffffffffffffffff, 0x0123456789abcdef)).UUID4()
	if got, want := u.String(), "ffffffff-ffff-4fff-afcd-ab8967452301"; got != want {
		t.Errorf("UUID4 = %s, want %s", got, want)
	}
	if u := UUID4().String(); !regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(u) {
		t.Errorf("UUID4 = %s", u)
	}
}

func TestNewFrom(t *testing.T) {
	r := script(1<<63+1, 7, 9)
	g := NewFrom(r)
	if x := g.RandBelow(10); x != 5 {
		t.Errorf("a half of 10 is %d", x)
	}
	if x := g.RandBits(64); x != 7 || r.Len() != 8 {
		t.Errorf("RandBits(64) = %d, and %d bytes are left, want 7 and 8", x, r.Len())
	}
	g.take(make([]byte, 3))
	Reseed()
	g.take(make([]byte, 5))
	broken := errors.New("broken")
	for want, r := range map[error]io.Reader{
		io.EOF:              r,
		io.ErrUnexpectedEOF: strings.NewReader("1234567"),
		broken:              iotest.ErrReader(broken),
	} {
		func() {
			defer func() {
				e, ok := recover().(*ReadError)
				if !ok || !errors.Is(e, want) || !strings.HasPrefix(e.Error(), "fast: ") {
					t.Errorf("the panic is %v, want %v", e, want)
				}
			}()
			NewFrom(r).Uint64()
		}()
	}
}

func TestPanics(t *testing.T) {
	for name, f := range map[string]func(){
		"RandBelow(0)":     func() { RandBelow(0) },
		"BelowWords(0)":    func() { BelowWords(0, new(Generator).Uint64) },
		"RandBits(-1)":     func() { RandBits(-1) },
		"RandBits(65)":     func() { RandBits(65) },
		"Dice(0)":          func() { Dice(make([]uint64, 1), 0) },
		"Choice":           func() { Choice([]int{}) },
		"ShuffleWords":     func() { ShuffleWords(make([]int, 256), func() uint8 { return 0 }) },
		"TokenBytes(-1)":   func() { TokenBytes(-1) },
		"TokenHex(-1)":     func() { TokenHex(-1) },
		"TokenURLSafe(-1)": func() { TokenURLSafe(-1) },
	} {
		func() {
			defer func() {
				if message, _ := recover().(string); !strings.HasPrefix(message, "fast: ") {
					t.Errorf("%s: no panic of this package, but %q", name, message)
				}
			}()
			f()
		}()
	}
}

// raceDetector reports that the test runs under the race detector.
var raceDetector bool

func TestAllocations(t *testing.T) {
	if raceDetector {
		t.Skip("crypto/rand allocates and sync.Pool forgets under the race detector")
	}
	var g Generator
	cards, dice := make([]string, 100), make([]uint64, 100)
	for name, c := range map[string]struct {
		want float64
		do   func()
	}{
		"draws": {0, func() {
			g.RandBelow(10)
			g.RandBits(7)
			ChoiceFrom(&g, cards)
			ShuffleFrom(&g, cards)
			g.Dice(dice, 6)
			g.UUID4()
		}},
		"pooled draws": {0, func() {
			RandBelow(10)
			RandBits(7)
			Choice(cards)
			Shuffle(cards)
			Dice(dice, 6)
			UUID4()
		}},
		"TokenBytes":      {1, func() { TokenBytes(32) }},
		"TokenHex":        {1, func() { TokenHex(32) }},
		"long TokenHex":   {1, func() { TokenHex(1000) }},
		"TokenURLSafe":    {1, func() { TokenURLSafe(32) }},
		"UUID":            {1, func() { _ = UUID4().String() }},
		"Generator.Token": {2, func() { g.TokenHex(32); g.TokenURLSafe(100) }},
	} {
		// A refill now and then is 2 more, in 8,160 bytes.
		if got := testing.AllocsPerRun(100, c.do); got != c.want {
			t.Errorf("%s: %v allocations, want %v", name, got, c.want)
		}
	}
}

// TestConcurrent draws in many goroutines what repeats once in 10^28 runs.
func TestConcurrent(t *testing.T) {
	const goroutines, each = 8, 1000
	tokens := make([][]string, goroutines)
	var wg sync.WaitGroup
	for i := range tokens {
		wg.Go(func() {
			cards := []int{1, 2, 3, 4}
			for range each {
				tokens[i] = append(tokens[i], TokenHex(16))
				if RandBelow(6) >= 6 {
					t.Error("RandBelow(6) is not below 6")
				}
				Shuffle(cards)
				if j := RandBits(4); j == 3 {
					Reseed()
				}
			}
		})
	}
	wg.Wait()
	all := slices.Sorted(slices.Values(slices.Concat(tokens...)))
	if n := len(slices.Compact(all)); n != goroutines*each {
		t.Errorf("%d tokens repeat", goroutines*each-n)
	}
}

// TestThresholds holds 64-bit words on both sides of each threshold to the
// definition: with P the product of the bounds, word*P is the place of the
// results among the P (mixed radix, first bound first) times 2^64 plus a rest,
// and is rejected where the rest is below 2^64 mod P.
func TestThresholds(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	two64 := new(big.Int).Lsh(big.NewInt(1), 64)
	check := func(n, step uint64, k int) {
		p := big.NewInt(1)
		bounds := make([]uint64, k)
		for i := range bounds {
			bounds[i] = n - uint64(i)*step
			p.Mul(p, new(big.Int).SetUint64(bounds[i]))
		}
		if p.Cmp(two64) >= 0 {
			t.Fatalf("the product of %v is not below 2^64", bounds)
		}
		threshold := new(big.Int).Mod(two64, p)
		accepted, rejected := 0, 0
		for trial := range 40 {
			// The words at the beginning of a result's, at random or the ends.
			place := new(big.Int).Mul(p, new(big.Int).SetUint64(random.Uint64()))
			place.Rsh(place, 64)
			switch trial {
			case 0:
				place.SetInt64(0)
			case 1:
				place.Sub(p, big.NewInt(1))
			}
			first := new(big.Int).Lsh(place, 64)
			first.Add(first, p).Sub(first, big.NewInt(1)).Div(first, p)
			for d := int64(-2); d <= 2; d++ {
				w := new(big.Int).Add(first, big.NewInt(d))
				if w.Sign() < 0 || w.Cmp(two64) >= 0 {
					continue
				}
				place, rest := new(big.Int).QuoRem(new(big.Int).Mul(w, p), two64, new(big.Int))
				want := make([]uint64, k)
				digits := new(big.Int).Set(place)
				for i := k - 1; i >= 0; i-- {
					var digit big.Int
					digits.QuoRem(digits, new(big.Int).SetUint64(bounds[i]), &digit)
					want[i] = digit.Uint64()
				}
				wantOK := rest.Cmp(threshold) >= 0
				got := make([]uint64, k)
				if ok := many(w.Uint64(), n, step, got); ok != wantOK || ok && !slices.Equal(got, want) {
					t.Fatalf("many(%v, %v) = %v, %v; want %v, %v", w, bounds, got, ok, want, wantOK)
				}
				if k == 1 {
					if x, ok := one(w.Uint64(), n); ok != wantOK || ok && x != want[0] {
						t.Fatalf("one(%v, %d) = %d, %v; want %d, %v", w, n, x, ok, want[0], wantOK)
					}
				}
				if wantOK {
					accepted++
				} else {
					rejected++
				}
			}
		}
		if accepted == 0 || rejected == 0 && threshold.Sign() > 0 {
			t.Errorf("%v: %d words accepted and %d rejected: no threshold is among them", bounds, accepted, rejected)
		}
	}
	for _, n := range []uint64{1, 2, 3, 6, 10, 62, 100, 127, 128, 129, 255, 256, 1000, 16383, 16385, 1 << 18, 1<<19 + 1, 1<<28 - 1, 1<<28 + 1, 1<<31 + 1, 1 << 56, 1<<62 + 1, 3 << 62, 1<<63 - 1, 1 << 63, 1<<63 + 1, 1<<64 - 1} {
		check(n, 0, 1)
		k := batch(n)
		check(n, 0, k)
		if n >= 2 {
			check(n, 1, int(min(uint64(k), n-1)))
		}
	}
}

// TestShuffle64 holds the whole shuffle, whose steps [TestThresholds] has, to a
// plain one by the same words.
func TestShuffle64(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for _, n := range []int{0, 1, 2, 3, 9, 100, 129, 5000} {
		words := []uint64{}
		next := func() uint64 {
			w := random.Uint64()
			words = append(words, w)
			return w
		}
		got := make([]int, n)
		for i := range got {
			got[i] = i
		}
		want := slices.Clone(got)
		ShuffleWords(got, next)
		m := uint64(n)
		for _, w := range words {
			places := make([]uint64, min(uint64(batch(m)), m-1))
			if !many(w, m, 1, places) {
				continue
			}
			for _, j := range places {
				m--
				want[m], want[j] = want[j], want[m]
			}
		}
		if !slices.Equal(got, want) || m > 1 {
			t.Errorf("a shuffle of %d differs", n)
		}
	}
	// 100 elements: 8 a word down to 4 that are left, and these by one.
	words := 0
	ShuffleWords(make([]int, 100), func() uint64 { words++; return 1<<63 + 1 })
	if words != 13 {
		t.Errorf("a shuffle of 100 takes %d words, want 13", words)
	}
}
