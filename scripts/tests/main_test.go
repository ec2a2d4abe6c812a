package main

import (
	"os"
	"strings"
	"testing"
)

// TestDocument: the page says what the tests say.
func TestDocument(t *testing.T) {
	page, err := os.ReadFile("../../" + path)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	document(&b)
	if b.String() != string(page) {
		t.Errorf("%s is out of date: go run ./scripts/tests makes it", path)
	}
}
