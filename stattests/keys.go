package stattests

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"math/bits"
	"slices"
)

// Keys are what a tally keeps of words, so that those that come again are seen however
// many others are between them: of all different words that were counted the Most with
// the smallest keys, where a word's key is a number below 2^64 that no other word has.
//
// They add: what is kept of two parts is what is kept of the whole. A word among the
// smallest of the whole is among the smallest of each part that has it, from the first
// time that it came.
type Keys struct {
	Most  int      // words that are kept
	Words []uint64 // their keys, ascending
	Again []uint64 // of these the keys of the words that came more than once, ascending

	// Places are where the first of these came, as far as that was told, ascending by their
	// keys: the distances tell a period.
	Places []Place

	fresh   []uint64 // keys that are not sorted in yet; some may be greater than what is kept
	again   []uint64 // the same of Again
	placed  []Place  // the same of Places
	scratch []uint64 // to sort in
	last    uint64   // the greatest key that may be among the smallest Most
	near    uint64   // and among those with places
}

// A Place is where a word came.
type Place struct {
	Key   uint64
	First uint64 // symbols of the source before it, the first time
	Apart uint64 // the greatest common divisor of its distances to the later times; 0: it came once
}

// Nowhere is a place that is not known, of which none is kept.
const Nowhere = math.MaxUint64

const (
	placesKept  = 1 << 12
	leastSorted = 1 << 6 // keys that are sorted in at a time, at least
	sortedShare = 8      // of the keys that are kept: as many are sorted in at a time
)

// NewKeys keeps nothing yet, and at the end so many words.
func NewKeys(most int) *Keys {
	return &Keys{Most: most, Words: []uint64{}, Again: []uint64{}, Places: []Place{}, last: math.MaxUint64, near: math.MaxUint64}
}

// batch is how many keys are sorted in at a time.
func (k *Keys) batch() int { return max(k.Most/sortedShare, leastSorted) }

// Waiting is how many keys are not sorted in yet.
func (k *Keys) Waiting() int { return len(k.fresh) + len(k.placed) }

// reserve makes room for so many more keys.
func (k *Keys) reserve(n int) {
	if cap(k.fresh)-len(k.fresh) < n {
		k.fresh = slices.Grow(k.fresh, max(8*n, cap(k.fresh)))
	}
}

// put keeps the word of a key, which is at most k.last, where there is room for it. Its place
// may be Nowhere.
func (k *Keys) put(key, place uint64) {
	k.fresh = append(k.fresh, key)
	if key <= k.near && place != Nowhere {
		k.placed = append(k.placed, Place{key, place, 0})
	}
}

// tidy sorts in what waits where it is much.
func (k *Keys) tidy() {
	if n := k.batch(); len(k.fresh) >= n {
		if most := k.Most + n + n/4; cap(k.Words) < most { // once and for all, nearly
			k.Words = append(make([]uint64, 0, most), k.Words...)
		}
		k.settleWords()
	}
	if len(k.placed) >= 2*placesKept {
		k.settlePlaces()
	}
}

// add adds u, which stays as it is.
func (k *Keys) add(u *Keys) {
	if k.Most != u.Most {
		panic(fmt.Sprintf("stattests: adding %d keys to %d", u.Most, k.Most))
	}
	k.fresh = append(append(k.fresh, u.Words...), u.fresh...)
	k.again = append(append(k.again, u.Again...), u.again...)
	k.placed = append(append(k.placed, u.Places...), u.placed...)
	k.tidy()
}

// empty forgets all but how great a key may be that the sum, to which it was added, keeps.
func (k *Keys) empty(sum *Keys) {
	k.Words, k.Again, k.Places = k.Words[:0], k.Again[:0], k.Places[:0]
	k.fresh, k.again, k.placed = k.fresh[:0], k.again[:0], k.placed[:0]
	k.last, k.near = sum.last, sum.near
}

// settled reports whether nothing waits.
func (k *Keys) settled() bool { return len(k.fresh)+len(k.again)+len(k.placed) == 0 }

// settle sorts all in: of what was counted there is one form only after it.
func (k *Keys) settle() {
	if !k.settled() {
		k.settleWords()
		k.settlePlaces()
		k.Places = slices.DeleteFunc(k.Places, func(p Place) bool { return p.Key > k.last }) // some are not there
	}
}

// inOrder is k with all sorted in, k itself if nothing waits, and else a copy.
func (k *Keys) inOrder() *Keys {
	if k.settled() {
		return k
	}
	u := *k
	u.Words, u.Again = slices.Clone(k.Words), slices.Clone(k.Again)
	u.fresh, u.again, u.placed = slices.Clone(k.fresh), slices.Clone(k.again), slices.Clone(k.placed)
	u.scratch = nil
	u.settle()
	return &u
}

func (k *Keys) settleWords() {
	fresh := k.fresh[:0]
	for _, x := range k.fresh {
		if x <= k.last {
			fresh = append(fresh, x)
		}
	}
	if len(fresh) > 0 {
		s := newSorter(len(fresh), max(1, bits.Len64(k.last)))
		if cap(k.scratch) >= len(fresh) {
			s.scratch = k.scratch[:len(fresh)]
		}
		fresh = s.sort(fresh)
		k.scratch = s.scratch
	}
	var twice []uint64
	fresh, twice = once(fresh, twice)
	k.Again = merge(k.Again, twice, nil)
	twice = twice[:0]
	k.Words = merge(k.Words, fresh, &twice)
	slices.Reverse(twice)
	k.Again = merge(k.Again, twice, nil)
	if len(k.again) > 0 {
		slices.Sort(k.again)
		k.Again = merge(k.Again, slices.Compact(k.again), nil)
		k.again = k.again[:0]
	}
	if len(k.Words) >= k.Most {
		k.Words = k.Words[:k.Most]
		k.last = k.Words[k.Most-1]
		n, _ := slices.BinarySearch(k.Again, k.last)
		if n < len(k.Again) && k.Again[n] == k.last {
			n++
		}
		k.Again = k.Again[:n]
	}
	k.fresh = fresh[:0]
}

// once leaves each number of a sorted slice there once, and appends those that were there
// more often to twice, once.
func once(a, twice []uint64) (each, more []uint64) {
	n := 0
	for i, x := range a {
		switch {
		case n == 0 || a[n-1] != x:
			a[n] = x
			n++
		case len(twice) == 0 || twice[len(twice)-1] != x:
			twice = append(twice, a[i])
		}
	}
	return a[:n], twice
}

// merge merges b into a, in the memory of a where it suffices. Both are sorted and have each
// number once, as the result has. Numbers that are in both are appended to both, the
// greatest first, unless that is nil.
func merge(a, b []uint64, both *[]uint64) []uint64 {
	if len(b) == 0 {
		return a
	}
	i, j := len(a), len(b)
	a = slices.Grow(a, len(b))[:len(a)+len(b)]
	to := len(a)
	for j > 0 {
		x := b[j-1]
		for i > 0 && a[i-1] > x {
			i--
			to--
			a[to] = a[i]
		}
		if i > 0 && a[i-1] == x {
			i--
			if both != nil {
				*both = append(*both, x)
			}
		}
		j--
		to--
		a[to] = x
	}
	return a[:i+copy(a[i:], a[to:])]
}

func (k *Keys) settlePlaces() {
	slices.SortFunc(k.placed, func(p, q Place) int {
		switch {
		case p.Key < q.Key:
			return -1
		case p.Key > q.Key:
			return 1
		}
		return 0
	})
	// Both are sorted; what is there is taken first.
	all := make([]Place, 0, min(len(k.Places)+len(k.placed), 2*placesKept))
	a, b := k.Places, k.placed
	for len(a)+len(b) > 0 {
		var p Place
		if len(b) == 0 || len(a) > 0 && a[0].Key <= b[0].Key {
			p, a = a[0], a[1:]
		} else {
			p, b = b[0], b[1:]
		}
		if n := len(all); n > 0 && all[n-1].Key == p.Key {
			all[n-1] = all[n-1].join(p)
			continue
		}
		if len(all) == placesKept {
			break
		}
		all = append(all, p)
	}
	k.Places, k.placed = all, k.placed[:0]
	if len(all) == placesKept {
		k.near = all[placesKept-1].Key
	}
}

// join is the place of a word that came at both.
func (p Place) join(q Place) Place {
	first, later := min(p.First, q.First), max(p.First, q.First)
	return Place{p.Key, first, gcd(gcd(p.Apart, q.Apart), later-first)}
}

// Equal reports whether k and u keep the same.
func (k *Keys) Equal(u *Keys) bool {
	if k == nil || u == nil {
		return k == u
	}
	k, u = k.inOrder(), u.inOrder()
	return k.Most == u.Most && slices.Equal(k.Words, u.Words) && slices.Equal(k.Again, u.Again) && slices.Equal(k.Places, u.Places)
}

// apart is the distance between equal words, where there is one: that of most words with
// places that came again, and a divisor of that of all.
func (k *Keys) apart() (symbols uint64, ok bool) {
	words, exact := 0, 0
	for _, p := range k.Places {
		if p.Apart > 0 {
			symbols = gcd(symbols, p.Apart)
			words++
		}
	}
	for _, p := range k.Places {
		if p.Apart > 0 && p.Apart == symbols {
			exact++
		}
	}
	return symbols, words >= fewRepeats && 2*exact > words
}

// Elsewhere is what of k counts beside words of another stream, to which distances mean
// nothing: all but the places. It shares k's memory.
func (k *Keys) Elsewhere() *Keys {
	if k == nil {
		return nil
	}
	u := *k
	u.Places, u.placed = nil, nil
	return &u
}

// keysHeader begins a file of keys. After it come the numbers Most and of Words, Again and
// Places, and then these, all of 8 bytes, the lowest first.
const keysHeader = "randaudit keys 1\n"

// chunkBytes is how much of keys is written or read at a time.
const chunkBytes = 1 << 16

// WriteTo writes what is kept; it sorts in what waits.
func (k *Keys) WriteTo(w io.Writer) (n int64, err error) {
	k.settle()
	b := make([]byte, 0, chunkBytes)
	flush := func() {
		if err == nil {
			var some int
			some, err = w.Write(b)
			n += int64(some)
		}
		b = b[:0]
	}
	put := func(x uint64) {
		if b = binary.LittleEndian.AppendUint64(b, x); len(b) > chunkBytes-8 {
			flush()
		}
	}
	b = append(b, keysHeader...)
	for _, size := range []int{k.Most, len(k.Words), len(k.Again), len(k.Places)} {
		put(uint64(size))
	}
	for _, a := range [][]uint64{k.Words, k.Again} {
		for _, x := range a {
			put(x)
		}
	}
	for _, p := range k.Places {
		put(p.Key)
		put(p.First)
		put(p.Apart)
	}
	flush()
	return n, err
}

// ReadKeys reads what [Keys.WriteTo] wrote, of which there are so many bytes. It refuses what
// is not in order.
func ReadKeys(from io.Reader, size int64) (*Keys, error) {
	r := bufio.NewReaderSize(from, chunkBytes)
	header := make([]byte, len(keysHeader))
	if _, err := io.ReadFull(r, header); err != nil || string(header) != keysHeader {
		return nil, errors.New("stattests: these are no keys: the first line is another")
	}
	var word [8]byte
	var err error
	get := func() (x uint64) {
		if err == nil {
			_, err = io.ReadFull(r, word[:])
		}
		return binary.LittleEndian.Uint64(word[:])
	}
	most, words, again, places := get(), get(), get(), get()
	if err == nil && (most > mostKept || most > math.MaxInt/16 || words > most || again > words || places > placesKept) {
		return nil, fmt.Errorf("stattests: %d keys of at most %d, %d again, %d with places", words, most, again, places)
	}
	if err == nil && uint64(size) != uint64(len(keysHeader))+8*(4+words+again+3*places) {
		return nil, fmt.Errorf("stattests: keys of %d bytes, which are not as many as they say", size)
	}
	k := NewKeys(int(most))
	ascending := true
	list := func(n uint64) []uint64 {
		if err != nil {
			return nil
		}
		a := make([]uint64, n)
		for i := range a {
			a[i] = get()
			ascending = ascending && (i == 0 || a[i-1] < a[i])
		}
		return a
	}
	k.Words, k.Again = list(words), list(again)
	for i := uint64(0); i < places && err == nil; i++ {
		k.Places = append(k.Places, Place{get(), get(), get()})
		ascending = ascending && (i == 0 || k.Places[i-1].Key < k.Places[i].Key)
	}
	if err != nil {
		return nil, fmt.Errorf("stattests: reading keys: %w", err)
	}
	if !ascending {
		return nil, errors.New("stattests: keys that are not in order")
	}
	if len(k.Words) == k.Most && k.Most > 0 {
		k.last = k.Words[k.Most-1]
	}
	if len(k.Places) == placesKept {
		k.near = k.Places[placesKept-1].Key
	}
	return k, nil
}
