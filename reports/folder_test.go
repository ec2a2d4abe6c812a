package reports

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
)

func folderFiles(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "[b]")
	if err := WriteFolder(dir, documents()["all"]); err != nil {
		t.Fatal(err)
	}
	names := folderFiles(t, dir)
	for _, want := range []string{"index.html", "result.json", "finding-1-crypto-modulo8-62-frequency.png", "modulo-bias.png", "p-values.png", "throughput-1-source.png"} {
		if !slices.Contains(names, want) {
			t.Errorf("no %s among %q", want, names)
		}
	}
	for _, name := range names {
		if !regexp.MustCompile(`^[a-z0-9-]+\.(png|html|json)$`).MatchString(name) {
			t.Errorf("file %q", name)
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, ".png") && !bytes.HasPrefix(data, []byte("\x89PNG")) {
			t.Errorf("%s is no PNG", name)
		}
	}
	// Another report takes the place of the first, and leaves what is not its own.
	if err := os.WriteFile(filepath.Join(dir, "mine.png"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := WriteFolder(dir, documents()["empty"]); err != nil {
		t.Fatal(err)
	}
	if got, want := folderFiles(t, dir), []string{"index.html", "mine.png", "result.json"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A report that cannot be written must leave the earlier one whole.
func TestFolderFails(t *testing.T) {
	dir := t.TempDir()
	if err := WriteFolder(dir, documents()["all"]); err != nil {
		t.Fatal(err)
	}
	before := folderFiles(t, dir)
	if err := os.Mkdir(filepath.Join(dir, temporaryName("result.json")), 0o777); err != nil {
		t.Fatal(err)
	}
	err := WriteFolder(dir, documents()["one"])
	if err == nil || !strings.Contains(err.Error(), "result.json") {
		t.Errorf("error %v, want one that names the file", err)
	}
	if after := folderFiles(t, dir); !slices.Equal(before, after) {
		t.Errorf("files before: %q\nafter: %q", before, after)
	}
	file := filepath.Join(dir, "index.html")
	if err := WriteFolder(file, documents()["one"]); err == nil {
		t.Error("a file was taken for a folder")
	}
	if runtime.GOOS == "linux" {
		if err := writeFile("/dev/full", func(w io.Writer) error { return WriteJSON(w, documents()["one"]) }); err == nil {
			t.Error("a full disk gave no error")
		}
	}
}
