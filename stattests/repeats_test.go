package stattests

import (
	"bytes"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

// BenchmarkRepeats counts new words, 2^22 of them and 2^25: the first ones cost most, since
// all are kept.
func BenchmarkRepeats(b *testing.B) {
	for _, words := range []int{1 << 22, 1 << 25} {
		for _, most := range []uint64{1 << 18, 1 << 20, 1 << 22} {
			b.Run(fmt.Sprintf("words=%d/kept=%d", words, most), func(b *testing.B) {
				c := counter(b, Repeats, 0, most)
				block := make([]uint64, c.Block())
				r := rand.NewPCG(1, 2)
				for b.Loop() {
					tally := NewTally(c)
					for range words / len(block) {
						for i := range block {
							block[i] = r.Uint64()
						}
						c.Count(&tally, block)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(words), "ns/symbol")
			})
		}
	}
}

// keptNaively is what should be kept of words, some of which have places.
func keptNaively(most int, words, places []uint64) *Keys {
	times, placed := map[uint64]int{}, map[uint64]Place{}
	for i, x := range words {
		key := spread(x)
		times[key]++
		if places[i] == Nowhere {
			continue
		}
		if p, ok := placed[key]; ok {
			placed[key] = p.join(Place{key, places[i], 0})
		} else {
			placed[key] = Place{key, places[i], 0}
		}
	}
	k := NewKeys(most)
	for _, key := range slices.Sorted(maps.Keys(times)) {
		if len(k.Words) == most {
			break
		}
		k.Words = append(k.Words, key)
		if times[key] > 1 {
			k.Again = append(k.Again, key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(placed)) {
		if len(k.Places) < placesKept && (len(k.Words) < most || key <= k.Words[most-1]) {
			k.Places = append(k.Places, placed[key])
		}
	}
	return k
}

// TestKept: what is kept is what should be, whatever the order and whoever counts which
// blocks, in tallies that are added, moved, written and read.
func TestKept(t *testing.T) {
	for _, different := range []uint64{1, 5, 900, 1500, 1 << 14, 1 << 40} {
		t.Run(fmt.Sprint(different), func(t *testing.T) {
			c := counter(t, Repeats, 0, leastKept).(*repeating)
			r := rand.New(rand.NewChaCha8([32]byte{byte(different)}))
			const blocks = 24
			words, places := make([]uint64, blocks*c.Block()), make([]uint64, blocks*c.Block())
			for i := range words {
				words[i], places[i] = r.Uint64N(different)<<13, uint64(3*i)
				if i/c.Block()%4 == 3 {
					places[i] = Nowhere
				}
			}
			want := keptNaively(c.most, words, places)
			parts := []Tally{NewTally(c), NewTally(c), NewTally(c)}
			sum := NewTally(c)
			for _, b := range r.Perm(blocks) {
				part := &parts[b*b%3]
				at := b * c.Block()
				c.CountAt(part, words[at:][:c.Block()], places[at], 3*uint64(c.Block()))
				if b%5 == 0 {
					part.MoveTo(&sum)
				}
			}
			for i := range parts {
				var b bytes.Buffer
				if n, err := parts[i].Keys.WriteTo(&b); err != nil || n != int64(b.Len()) {
					t.Fatal(n, err)
				}
				keys, err := ReadKeys(&b, int64(b.Len()))
				if err != nil {
					t.Fatal(err)
				}
				sum.Add(Tally{Blocks: parts[i].Blocks, Keys: keys})
			}
			before := c.Judge(sum, 1e-9)
			sum.Settle()
			if !sum.Keys.Equal(want) || sum.Blocks != blocks {
				t.Errorf("%d words, %d again, %d places of %d blocks; want %d, %d, %d of %d", len(sum.Keys.Words), len(sum.Keys.Again), len(sum.Keys.Places),
					sum.Blocks, len(want.Words), len(want.Again), len(want.Places), blocks)
			}
			if after := c.Judge(sum, 1e-9); !reflect.DeepEqual(before, after) {
				t.Errorf("judged before all was in order: %+v, after: %+v", before, after)
			}
		})
	}
}

// TestKeysRefused: what is not in order is not read.
func TestKeysRefused(t *testing.T) {
	for name, k := range map[string]*Keys{
		"words descend": {Most: 9, Words: []uint64{2, 1}},
		"a word twice":  {Most: 9, Words: []uint64{2, 2}},
		"too many":      {Most: 1, Words: []uint64{1, 2}},
		"more again":    {Most: 9, Words: []uint64{1}, Again: []uint64{1, 2}},
		"places":        {Most: 9, Words: []uint64{1, 2}, Places: []Place{{2, 0, 0}, {1, 0, 0}}},
	} {
		var b bytes.Buffer
		if _, err := k.WriteTo(&b); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadKeys(&b, int64(b.Len())); err == nil {
			t.Errorf("%s: read", name)
		}
	}
	var b bytes.Buffer
	if _, err := (&Keys{Most: 9, Words: []uint64{1, 5}, Again: []uint64{5}}).WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	whole := b.Bytes()
	if _, err := ReadKeys(bytes.NewReader(whole), int64(len(whole))); err != nil {
		t.Error(err)
	}
	for n := range whole {
		for _, size := range []int{n, len(whole)} {
			if _, err := ReadKeys(bytes.NewReader(whole[:n]), int64(size)); err == nil {
				t.Errorf("%d of %d bytes: read", n, len(whole))
			}
		}
	}
	if _, err := ReadKeys(bytes.NewReader(append(whole, 0)), int64(len(whole)+1)); err == nil {
		t.Error("a byte too many: read")
	}
}

// TestRepeatsSees has sources with too few different words, and what is said of them.
func TestRepeatsSees(t *testing.T) {
	fair := func(i uint64) uint64 { // the i-th word of a fair source
		x := i * 0xd1342543de82ef95
		x = (x ^ x>>32) * 0xdaba0b6eb09322e3
		x = (x ^ x>>29) * 0x9e6c63d0876a9a47
		return x ^ x>>32
	}
	for _, tt := range []struct {
		name  string
		words uint64
		most  uint64
		draw  func(i uint64) uint64
		found string // "": nothing
	}{
		{"fair", 1 << 21, 1 << 14, fair, ""},
		{"one word", 1 << 12, 1 << 14, func(uint64) uint64 { return 7 }, "the one word that there is"},
		{"period 2^20", 1<<20 + 1<<14, 1 << 14, func(i uint64) uint64 { return fair(i % (1 << 20)) }, "a word that came 1048576 symbols before"},
		{"period 2^20, four times", 1 << 22, 1 << 14, func(i uint64) uint64 { return fair(i % (1 << 20)) }, "a word that came 1048576 symbols before"},
		{"period 1000003", 1 << 21, 1 << 14, func(i uint64) uint64 { return fair(i % 1000003) }, "a word that came 1000003 symbols before"},
		{"a cycle after a tail", 1 << 21, 1 << 14, func(i uint64) uint64 {
			if i < 1500000 {
				return fair(i)
			}
			return fair(1500000 + (i-1500000)%99991)
		}, "a word that came 99991 symbols before"},
		{"a copy of 2^15 words", 1 << 21, 1 << 14, func(i uint64) uint64 {
			if i >= 1<<20 && i < 1<<20+1<<15 {
				return fair(i - 777777)
			}
			return fair(i)
		}, "a word that came 777777 symbols before"},
		{"few different", 1 << 21, 1 << 14, func(i uint64) uint64 { return fair(1<<50 + fair(i)>>34) }, "a word that came before"},
		{"two streams in turn", 1 << 18, 1 << 14, func(i uint64) uint64 { return fair(i / 2) }, "a word that came 1 symbols before"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := counter(t, Repeats, 0, tt.most).(*repeating)
			tally := NewTally(c)
			block := make([]uint64, c.Block())
			for at := uint64(0); at < tt.words; at += uint64(len(block)) {
				for i := range block {
					block[i] = tt.draw(at + uint64(i))
				}
				c.CountAt(&tally, block, at, uint64(len(block)))
			}
			res := c.Judge(tally, 1e-9)[0]
			if tt.found == "" {
				if res.Stat != 0 || res.LogP() < -1 {
					t.Errorf("%g came again: ln p = %g", res.Stat, res.LogP())
				}
				return
			}
			if res.Usable() > near || res.Effect.Category != tt.found {
				t.Errorf("%q, ln p = %g, want %q", res.Effect.Category, res.LogP(), tt.found)
			}
		})
	}
}

// TestRepeatsTooFew: of words that come no more than once, none of which is there twice, it is
// said how far that is from evidence, and where enough are due it is evidence.
func TestRepeatsTooFew(t *testing.T) {
	c := counter(t, Repeats, 0, 1<<14, 26).(*repeating)
	tally := NewTally(c)
	block := make([]uint64, c.Block())
	for i := range uint64(1 << 20) {
		block[i%repeatsBlock] = i * 0x9e3779b1 << 38 // each of 2^26 once
		if i%repeatsBlock < repeatsBlock-1 {
			continue
		}
		c.Count(&tally, block)
		res := c.Judge(tally, 1e-9)[0]
		due := float64(len(tally.Keys.inOrder().Words)) * again(i+1, 26)
		switch {
		case res.Stat != 0:
			t.Fatalf("%g came again", res.Stat)
		case due < fewest != (len(res.Warnings) > 0):
			t.Fatalf("%.3g are due: warnings %v", due, res.Warnings)
		case math.Abs(res.LogP()-min(0, math.Ln2-due)) > 0.01*due:
			t.Fatalf("%.3g are due: ln p = %g", due, res.LogP())
		}
	}
	if p := c.Judge(tally, 1e-9)[0].LogP(); p > -100 {
		t.Errorf("ln p = %g", p)
	}
}
