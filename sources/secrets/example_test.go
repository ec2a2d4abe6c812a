package secrets_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"math/rand/v2"
	"regexp"
	"strings"

	"github.com/randaudit/randaudit/sources/mersenne"
	"github.com/randaudit/randaudit/sources/secrets"
)

// A temporary password with a character of each kind. One of each is drawn
// first, the rest from all, and the shuffle leaves no place to the kinds.
// Not all such passwords are equally likely: those where the kinds are about as
// frequent come more often. To draw from all characters again until each kind is
// there would be even, but ends in no known time.
func ExampleShuffle() {
	kinds := []string{"abcdefghijkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789", "!#%+-=?@"}
	all := []rune(strings.Join(kinds, ""))

	var password []rune
	for _, kind := range kinds {
		password = append(password, secrets.Choice([]rune(kind)))
	}
	for len(password) < 16 {
		password = append(password, secrets.Choice(all))
	}
	secrets.Shuffle(password)

	fmt.Println(len(password))
	for _, kind := range kinds {
		fmt.Println(strings.ContainsAny(string(password), kind))
	}
	// Output:
	// 16
	// true
	// true
	// true
	// true
}

// A passphrase of six words of a list. This one has 2 bits a word; take a list
// of thousands.
func ExampleChoice() {
	words := []string{"correct", "horse", "battery", "staple"}
	passphrase := make([]string, 6)
	for i := range passphrase {
		passphrase[i] = secrets.Choice(words)
	}
	fmt.Println(len(strings.Join(passphrase, " ")) > 6)
	// Output: true
}

// A link for a new password, which nobody can guess: whoever tries 10^12 of
// them a second for a thousand years finds it with a probability below 10^-54.
// It is kept as its hash, so that reading the database gives no links.
func ExampleTokenURLSafe() {
	token := secrets.TokenURLSafe(secrets.DefaultEntropy)
	link := "https://example.com/reset?token=" + token
	kept := sha256.Sum256([]byte(token))

	given := strings.TrimPrefix(link, "https://example.com/reset?token=")
	hash := sha256.Sum256([]byte(given))
	fmt.Println(len(token), secrets.CompareDigest(hash[:], kept[:]))
	// Output: 43 true
}

// A link shortener wants short names, so that they can collide: it draws again
// until the name is free. With names of 6 characters there are N = 64^6 or
// 6.9*10^10, and by the birthday problem the first collision is to be expected
// after about sqrt(pi N / 2) links. Names that must be neither guessed nor
// listed are longer: see TokenURLSafe.
func ExampleRandBelow() {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	links := map[string]string{}
	shorten := func(url string, length int) string {
		for {
			name := make([]byte, length)
			for i := range name {
				name[i] = alphabet[secrets.RandBelow(uint64(len(alphabet)))]
			}
			if _, taken := links[string(name)]; !taken {
				links[string(name)] = url
				return string(name)
			}
		}
	}
	for page := range 64 { // all the names of one character
		shorten(fmt.Sprintf("https://example.com/%d", page), 1)
	}
	fmt.Println(len(links), "links, all with names of their own")

	names := math.Pow(64, 6)
	fmt.Printf("first collision after about %.0f links\n", math.Sqrt(math.Pi*names/2))
	// Output:
	// 64 links, all with names of their own
	// first collision after about 328549 links
}

// A key that is kept as a salted hash. The salt makes equal keys differ, and
// the comparison takes as long wherever the hashes differ. That is enough for
// keys that were drawn, as by TokenHex; passwords that people choose need a
// hash that is slow, such as crypto/pbkdf2.
func ExampleCompareDigest() {
	salted := func(salt []byte, key string) []byte {
		h := sha256.New()
		h.Write(salt)
		h.Write([]byte(key))
		return h.Sum(nil)
	}
	key := secrets.TokenHex(16)
	salt := secrets.TokenBytes(16)
	kept := salted(salt, key)

	fmt.Println(secrets.CompareDigest(salted(salt, key), kept))
	fmt.Println(secrets.CompareDigest(salted(salt, strings.Repeat("0", 32)), kept))
	// Output:
	// true
	// false
}

// Why a generator with a seed is right for a simulation, and wrong for a token:
// whoever knows the seed, or guesses it, such as the time of day in seconds, has
// all that was ever drawn.
func Example_reproducible() {
	// A simulation: whoever doubts its result can run it again.
	estimatePi := func(seed int) float64 {
		r := mersenne.New(seed)
		inside := 0
		for range 10000 {
			if math.Hypot(r.Random(), r.Random()) < 1 {
				inside++
			}
		}
		return 4 * float64(inside) / 10000
	}
	fmt.Println(estimatePi(2024) == estimatePi(2024))

	// A token from it: whoever knows that the seed is a second of this day, or
	// just some small number, finds it by trying.
	token := mersenne.New(4321).RandBytes(16)
	for second := range 24 * 60 * 60 {
		if bytes.Equal(mersenne.New(second).RandBytes(16), token) {
			fmt.Println("the seed was", second)
			break
		}
	}
	// Output:
	// true
	// the seed was 4321
}

func ExampleSample() {
	winners := secrets.Sample([]string{"Ada", "Blaise", "Carl", "Emmy", "Sophie"}, 3)
	fmt.Println(len(winners), winners[0] != winners[1])
	// Output: 3 true
}

func ExampleBigRandBelow() {
	// A number of 100 digits, zeros in front allowed.
	googol := new(big.Int).Exp(big.NewInt(10), big.NewInt(100), nil)
	n := secrets.BigRandBelow(googol)
	fmt.Println(len(fmt.Sprintf("%0100d", n)))
	// Output: 100
}

func ExampleRandBits() {
	fmt.Println(secrets.RandBits(6) < 64)
	// Output: true
}

func ExampleBigRandBits() {
	fmt.Println(secrets.BigRandBits(256).BitLen() <= 256)
	// Output: true
}

func ExampleTokenBytes() {
	key := secrets.TokenBytes(secrets.DefaultEntropy)
	fmt.Println(len(key))
	// Output: 32
}

func ExampleTokenHex() {
	fmt.Println(len(secrets.TokenHex(16)))
	// Output: 32
}

func ExampleUUID4() {
	form := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	fmt.Println(form.MatchString(secrets.UUID4().String()))
	// Output: true
}

func ExampleUUID_String() {
	fmt.Println(secrets.UUID{0xf8, 0x1d, 0x4f, 0xae, 0x7d, 0xec, 0x11, 0xd0, 0xa7, 0x65})
	// Output: f81d4fae-7dec-11d0-a765-000000000000
}

// The zero value draws from crypto/rand, and there are no errors but of the
// arguments.
func ExampleSystemRandom() {
	var s secrets.SystemRandom
	height, err := s.NormalVariate(170, 10)
	fmt.Println(height > 50 && height < 290, err)
	_, err = s.GammaVariate(-1, 1)
	fmt.Println(err)
	// Output:
	// true <nil>
	// secrets: GammaVariate: alpha = -1 and beta = 1 must be positive, and alpha below 2^1023
}

// A reader of one's own makes a draw repeatable, and the same as Python's from
// the same bytes: three bits of 0xff and of 0xe5 are 7, which is not below 6,
// and then three bits of 0x40 are 2.
func ExampleSystemRandom_RandBelow() {
	s := secrets.New(strings.NewReader("\xff\xe5\x40"))
	die, err := s.RandBelow(6)
	fmt.Println(die+1, err)
	_, err = s.RandBelow(6)
	fmt.Println(err)
	// Output:
	// 3 <nil>
	// EOF
}

// All 256 bytes that a try can take: each face of a die comes of 32, and the
// other 64 are rejected.
func ExampleSystemRandom_TryBelow() {
	faces, rejected := [6]int{}, 0
	for b := range 256 {
		v, ok, err := secrets.New(bytes.NewReader([]byte{byte(b)})).TryBelow(6)
		switch {
		case err != nil:
			fmt.Println(err)
		case ok:
			faces[v]++
		default:
			rejected++
		}
	}
	fmt.Println(faces, rejected)
	// Output: [32 32 32 32 32 32] 64
}

// example is a reader that gives the same bytes each time.
func example() io.Reader {
	return rand.NewChaCha8([32]byte([]byte("32 bytes, the same for examples.")))
}

// always is a generator that makes the same bits again and again.
type always byte

func (a always) GetRandBits(k int) uint64   { return uint64(a) * 0x0101010101010101 >> (64 - k) }
func (a always) BigRandBits(k int) *big.Int { return new(big.Int) }
func (a always) RandBytes(n int) []byte     { return bytes.Repeat([]byte{byte(a)}, n) }
func (a always) Random() float64            { return float64(a) / 256 }

func ExampleNewFrom() {
	s := secrets.NewFrom(always(0x80))
	u, _ := s.Uniform(10, 20)
	token, _ := s.TokenHex(4)
	fmt.Println(u, token)
	// Output: 15 80808080
}

func ExampleNew() {
	s := secrets.New(strings.NewReader("seven b"))
	u, err := s.Random()
	fmt.Println(u, err)
	// Output: 0.45076694465945044 <nil>
}

func ExampleSystemRandom_GetRandBits() {
	bits, err := secrets.New(strings.NewReader("\xa5\xff")).GetRandBits(4)
	fmt.Printf("%b %v\n", bits, err)
	// Output: 1010 <nil>
}

func ExampleSystemRandom_BigRandBits() {
	bits, err := secrets.New(strings.NewReader("\xff\x00\xff\x00\xff\x00\xff\x00\xff\x80")).BigRandBits(73)
	fmt.Printf("%x %v\n", bits, err)
	// Output: 1fe01fe01fe01fe01ff <nil>
}

func ExampleSystemRandom_Random() {
	u, err := secrets.New(strings.NewReader("\x80\x00\x00\x00\x00\x00\x00")).Random()
	fmt.Println(u, err)
	// Output: 0.5 <nil>
}

func ExampleSystemRandom_RandBytes() {
	b, err := secrets.New(strings.NewReader("as they come")).RandBytes(7)
	fmt.Printf("%s %v\n", b, err)
	// Output: as they <nil>
}

func ExampleSystemRandom_TokenHex() {
	token, err := secrets.New(strings.NewReader("\x00\xff")).TokenHex(2)
	fmt.Println(token, err)
	// Output: 00ff <nil>
}

func ExampleSystemRandom_TokenURLSafe() {
	token, err := secrets.New(strings.NewReader("\xfb\xff")).TokenURLSafe(2)
	fmt.Println(token, err)
	// Output: -_8 <nil>
}

func ExampleSystemRandom_UUID4() {
	u, err := secrets.New(strings.NewReader(strings.Repeat("\xff", 16))).UUID4()
	fmt.Println(u, err)
	// Output: ffffffff-ffff-4fff-bfff-ffffffffffff <nil>
}

func ExampleSystemRandom_BigRandBelow() {
	googol := new(big.Int).Exp(big.NewInt(10), big.NewInt(100), nil)
	n, err := secrets.New(example()).BigRandBelow(googol)
	fmt.Println(n.Cmp(googol) < 0, err)
	// Output: true <nil>
}

func ExampleSystemRandom_RandRange() {
	s := secrets.New(example())
	for range 5 {
		n, _ := s.RandRange(100, 0, -25) // 100, 75, 50 or 25
		fmt.Print(n, " ")
	}
	// Output: 50 25 25 75 50
}

func ExampleSystemRandom_BigRandRange() {
	huge := new(big.Int).Lsh(big.NewInt(1), 100)
	n, err := secrets.New(example()).BigRandRange(huge, new(big.Int).Add(huge, big.NewInt(10)), big.NewInt(5))
	fmt.Println(n.Sub(n, huge), err)
	// Output: 5 <nil>
}

func ExampleSystemRandom_RandInt() {
	s := secrets.New(example())
	for range 10 {
		die, _ := s.RandInt(1, 6)
		fmt.Print(die, " ")
	}
	// Output: 3 4 4 2 5 6 3 3 3 5
}

func ExampleSystemRandom_BigRandInt() {
	huge := new(big.Int).Lsh(big.NewInt(1), 100)
	n, err := secrets.New(example()).BigRandInt(huge, huge)
	fmt.Println(n, err)
	// Output: 1267650600228229401496703205376 <nil>
}

func ExampleSystemRandom_SampleRange() {
	lottery := make([]uint64, 6)
	err := secrets.New(example()).SampleRange(lottery, 49)
	fmt.Println(lottery, err) // counted from 0
	// Output: [19 29 28 12 36 17] <nil>
}

func ExampleSystemRandom_ChoicesRange() {
	numbers := make([]uint64, 8)
	err := secrets.New(example()).ChoicesRange(numbers, 100)
	fmt.Println(numbers, err)
	// Output: [30 81 61 53 55 74 17 39] <nil>
}

func ExampleChoiceFrom() {
	suit, err := secrets.ChoiceFrom(secrets.New(example()), []string{"clubs", "diamonds", "hearts", "spades"})
	fmt.Println(suit, err)
	// Output: hearts <nil>
}

// Roulette: 18 pockets are red, 18 black and 2 green.
func ExampleChoicesFrom() {
	spins, err := secrets.ChoicesFrom(secrets.New(example()), []string{"red", "black", "green"}, []float64{18, 18, 2}, 6)
	fmt.Println(spins, err)
	// Output: [red black black black black black] <nil>
}

func ExampleChoicesCumulativeFrom() {
	spins, err := secrets.ChoicesCumulativeFrom(secrets.New(example()), []string{"red", "black", "green"}, []float64{18, 36, 38}, 6)
	fmt.Println(spins, err)
	// Output: [red black black black black black] <nil>
}

func ExampleShuffleFrom() {
	letters := []rune("abcdefgh")
	err := secrets.ShuffleFrom(secrets.New(example()), letters)
	fmt.Println(string(letters), err)
	// Output: afhcbgde <nil>
}

func ExampleSampleFrom() {
	sample, err := secrets.SampleFrom(secrets.New(example()), strings.Split("abcdefgh", ""), 3)
	fmt.Println(sample, err)
	// Output: [e d g] <nil>
}

// Five cards of an urn with 16 tens and 36 others.
func ExampleSampleCountsFrom() {
	hand, err := secrets.SampleCountsFrom(secrets.New(example()), []string{"ten", "low"}, []int{16, 36}, 5)
	fmt.Println(hand, err)
	// Output: [low low low ten low] <nil>
}

func ExampleSystemRandom_Uniform() {
	angle, err := secrets.New(example()).Uniform(0, 360)
	fmt.Printf("%.3f %v\n", angle, err)
	// Output: 110.336 <nil>
}

func ExampleSystemRandom_Triangular() {
	s := secrets.New(example())
	middle, _ := s.Triangular(0, 10)
	low, err := s.Triangular(0, 10, 2.5)
	fmt.Printf("%.3f %.3f %v\n", middle, low, err)
	// Output: 3.915 6.317 <nil>
}

func ExampleSystemRandom_BetaVariate() {
	x, err := secrets.New(example()).BetaVariate(2, 3)
	fmt.Printf("%.3f %v\n", x, err)
	// Output: 0.254 <nil>
}

func ExampleSystemRandom_BinomialVariate() {
	heads, err := secrets.New(example()).BinomialVariate(100, 0.5)
	fmt.Println(heads, err)
	// Output: 47 <nil>
}

// The wait in minutes for a bus that comes every 10 minutes by the mean.
func ExampleSystemRandom_ExpoVariate() {
	wait, err := secrets.New(example()).ExpoVariate(1.0 / 10)
	fmt.Printf("%.3f %v\n", wait, err)
	// Output: 3.660 <nil>
}

func ExampleSystemRandom_GammaVariate() {
	x, err := secrets.New(example()).GammaVariate(9, 0.5)
	fmt.Printf("%.3f %v\n", x, err)
	// Output: 3.691 <nil>
}

// Gauss draws pairs; the second takes no bytes.
func ExampleSystemRandom_Gauss() {
	s := secrets.New(strings.NewReader("fourteen bytes"))
	first, _ := s.Gauss(0, 1)
	second, _ := s.Gauss(0, 1)
	_, err := s.Gauss(0, 1)
	fmt.Printf("%.3f %.3f %v\n", first, second, err)
	// Output: -0.859 0.623 EOF
}

func ExampleSystemRandom_GaussPair() {
	x, y, err := secrets.New(strings.NewReader("fourteen bytes")).GaussPair()
	fmt.Printf("%.3f %.3f %v\n", x, y, err)
	// Output: -0.859 0.623 <nil>
}

func ExampleSystemRandom_LogNormVariate() {
	x, err := secrets.New(example()).LogNormVariate(0, 0.25)
	fmt.Printf("%.3f %v\n", x, err)
	// Output: 0.632 <nil>
}

func ExampleSystemRandom_NormalVariate() {
	iq, err := secrets.New(example()).NormalVariate(100, 15)
	fmt.Printf("%.3f %v\n", iq, err)
	// Output: 72.462 <nil>
}

func ExampleSystemRandom_VonMisesVariate() {
	// Wind from about the south, pi.
	direction, err := secrets.New(example()).VonMisesVariate(math.Pi, 4)
	fmt.Printf("%.3f %v\n", direction, err)
	// Output: 3.401 <nil>
}

func ExampleSystemRandom_ParetoVariate() {
	x, err := secrets.New(example()).ParetoVariate(3)
	fmt.Printf("%.3f %v\n", x, err)
	// Output: 1.130 <nil>
}

func ExampleSystemRandom_WeibullVariate() {
	hours, err := secrets.New(example()).WeibullVariate(1000, 1.5)
	fmt.Printf("%.1f %v\n", hours, err)
	// Output: 511.7 <nil>
}

func ExampleSystemRandom_Seed() {
	s := secrets.New(strings.NewReader("7 bytes."))
	s.Seed(42) // to no effect
	u, _ := s.Random()
	fmt.Println(u > 0.2)
	// Output: true
}

func ExampleSystemRandom_GetState() {
	_, err := secrets.New(nil).GetState()
	fmt.Println(errors.Is(err, errors.ErrUnsupported))
	// Output: true
}

func ExampleSystemRandom_SetState() {
	err := secrets.New(nil).SetState(nil)
	fmt.Println(err)
	// Output: secrets: SetState: the system's source of randomness has no state: unsupported operation
}

func ExampleUUID() {
	id, _ := secrets.New(example()).UUID4()
	fmt.Println(id[6]>>4, id[8]>>6) // version 4, and the variant of RFC 4122
	// Output: 4 2
}
