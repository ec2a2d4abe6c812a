package secrets_test

import (
	"fmt"
	"strings"

	"github.com/randaudit/randaudit/sources/secrets"
)

func ExampleChoice() {
	words := []string{"correct", "horse", "battery", "staple"}
	passphrase := make([]string, 6)
	for i := range passphrase {
		passphrase[i] = secrets.Choice(words)
	}
	fmt.Println(len(strings.Join(passphrase, " ")) > 6)
	// Output: true
}

func ExampleTokenURLSafe() {
	token := secrets.TokenURLSafe(secrets.DefaultEntropy)
	fmt.Println(len(token))
	// Output: 43
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
