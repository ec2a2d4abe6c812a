package shell

import "testing"

func TestQuote(t *testing.T) {
	for s, want := range map[string]string{
		"crypto": "crypto", "below(6)": "'below(6)'", "": "''", "it's": `'it'\''s'`, "mt19937?seed=42": "'mt19937?seed=42'",
		"a b": "'a b'", "$HOME": "'$HOME'", "é": "'é'",
	} {
		if got := Quote(s); got != want {
			t.Errorf("Quote(%q) = %s, want %s", s, got, want)
		}
	}
	if got, want := Join([]string{"audit", "below(6)"}), "audit 'below(6)'"; got != want {
		t.Errorf("Join = %s, want %s", got, want)
	}
}
