package lines

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestFill: a file is continued after what is whole in it, and after an error nothing
// more is begun.
func TestFill(t *testing.T) {
	name := filepath.Join(t.TempDir(), "values.jsonl")
	if err := os.WriteFile(name, []byte("1\n2\n3"), 0o666); err != nil {
		t.Fatal(err)
	}
	f, values, err := Open[int](name)
	if err != nil || !slices.Equal(values, []int{1, 2}) {
		t.Fatalf("%v, %v", values, err)
	}
	var took []int
	take := func(k, v int) {
		if v != k*k {
			t.Errorf("%d of %d", v, k)
		}
		took = append(took, v)
	}
	if err := Fill(f, 3, []int{3, 4, 5}, func(k int) (int, error) { return k * k, nil }, take); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	begun := 0
	err = Fill(f, 1, []int{6, 7, 8}, func(k int) (int, error) {
		begun++
		if k == 7 {
			return 0, broken
		}
		return k * k, nil
	}, take)
	if !errors.Is(err, broken) || begun != 2 {
		t.Errorf("%v after %d tasks", err, begun)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	_, values, err = Open[int](name)
	slices.Sort(values)
	slices.Sort(took)
	if err != nil || !slices.Equal(values, []int{1, 2, 9, 16, 25, 36}) || !slices.Equal(took, values[2:]) {
		t.Errorf("%v, %v; took %v", values, err, took)
	}
	if err := os.WriteFile(name, []byte("1\nnotes\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Open[int](name); err == nil {
		t.Error("somebody else's file is taken")
	}
	for _, other := range []string{`{"name":"x"}`, `{"name":"x"}` + "\n", `{"count":1} {"count":2}` + "\n"} {
		if err := os.WriteFile(name, []byte(other), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, _, err := Open[struct{ Count int }](name); err == nil {
			t.Errorf("%q is taken", other)
		}
		if b, err := os.ReadFile(name); err != nil || string(b) != other {
			t.Errorf("%q was made %q, %v", other, b, err)
		}
	}
}

// TestOpenOther: a file of something else is refused and left as it is.
func TestOpenOther(t *testing.T) {
	for _, text := range []string{"precious", "1\n2\nprecious", "1\n\"2\"", "one\n", "\x00"} {
		name := filepath.Join(t.TempDir(), "other")
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if f, values, err := Open[int](name); err == nil {
			t.Errorf("%q: %v", text, values)
			f.Close()
		}
		if b, err := os.ReadFile(name); err != nil || string(b) != text {
			t.Errorf("%q became %q, %v", text, b, err)
		}
	}
}
