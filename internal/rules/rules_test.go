// Package rules holds the project to the rules that keep its parts apart: who
// may import what, who may read flags, print and exit, and what no file says.
package rules

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	module = "github.com/randaudit/randaudit"
	root   = "../.." // of the module, from here
)

// A pkg is what `go list` tells of a package.
type pkg struct {
	ImportPath string
	Name       string
	Dir        string
	Standard   bool
	GoFiles    []string
	Imports    []string // direct, without tests
	Deps       []string // all, without tests
}

// local is the path within the module: "sources/secrets"; "" for others.
func (p pkg) local() string {
	l, ok := strings.CutPrefix(p.ImportPath, module+"/")
	if !ok {
		return ""
	}
	return l
}

// packages lists the module's packages and all that they need.
func packages(t *testing.T) map[string]pkg {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-deps", "-json=ImportPath,Name,Dir,Standard,GoFiles,Imports,Deps", "./...")
	cmd.Dir = root
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	all := make(map[string]pkg)
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		all[p.ImportPath] = p
	}
	return all
}

// under reports whether the import path is that of the package or below it.
func under(importPath, prefix string) bool {
	return importPath == prefix || strings.HasPrefix(importPath, prefix+"/")
}

// heavy is what only the command, the reports and the benchmarks may need: who
// imports sources, tests and batteries gets none of it.
var heavy = []string{
	"gonum.org/v1/plot",
	"github.com/chromedp",
	"github.com/spf13",
	"github.com/schollz/progressbar",
	"github.com/rogpeppe/go-internal",
	"golang.org/x/perf",
	"golang.org/x/image",
	"pgregory.net/rapid",
}

func TestImports(t *testing.T) {
	all := packages(t)
	for _, p := range all {
		l := p.local()
		if l == "" {
			continue
		}
		forbid := func(imports []string, prefix, why string) {
			for _, i := range imports {
				if under(i, prefix) {
					t.Errorf("%s needs %s: %s", l, i, why)
				}
			}
		}
		tests := under(l, "stattests") && !under(l, "stattests/battery") && !under(l, "stattests/randtest")
		switch {
		case tests:
			forbid(p.Deps, module+"/sources", "tests know symbols, not where they come from")
		case under(l, "sources") || under(l, "internal"):
			forbid(p.Deps, module+"/stattests", "only the battery joins sources and tests")
		}
		if !under(l, "cmd") {
			forbid(p.Imports, module+"/cmd", "the command is the end of the way")
			forbid(p.Imports, "github.com/spf13", "only the command reads flags")
		}
		if !under(l, "reports") {
			forbid(p.Imports, "gonum.org/v1/plot", "only the reports draw: it adds megabytes to a program")
		}
		if under(l, "sources") || under(l, "stattests") {
			for _, h := range heavy {
				forbid(p.Deps, h, "what users import stays light")
			}
		}
		if under(l, "sources/secrets") {
			for _, d := range p.Deps {
				if !all[d].Standard {
					t.Errorf("%s needs %s: it is usable on its own, with the standard library", l, d)
				}
			}
		}
	}
}

// TestPrograms holds that only package main reads flags, prints and exits.
func TestPrograms(t *testing.T) {
	forbidden := map[string][]string{
		"os":  {"Exit", "Args", "Stdout", "Stderr"},
		"fmt": {"Print", "Printf", "Println"},
	}
	for _, p := range packages(t) {
		if p.local() == "" || p.Name == "main" {
			continue
		}
		for _, i := range []string{"flag", "log", "log/slog"} {
			if slices.Contains(p.Imports, i) {
				t.Errorf("%s imports %s: only the command reads flags, prints and exits", p.local(), i)
			}
		}
		for _, name := range p.GoFiles {
			fset := token.NewFileSet()
			f, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(f, func(n ast.Node) bool {
				s, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				if x, ok := s.X.(*ast.Ident); ok && x.Obj == nil && slices.Contains(forbidden[x.Name], s.Sel.Name) {
					t.Errorf("%s: %s.%s: only the command reads flags, prints and exits", fset.Position(s.Pos()), x.Name, s.Sel.Name)
				}
				return true
			})
		}
	}
}

// TestModule holds that `go install` of the command works: it refuses a module
// that replaces or excludes others.
func TestModule(t *testing.T) {
	b, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	if m := regexp.MustCompile(`(?m)^\s*(replace|exclude)\b`).Find(b); m != nil {
		t.Errorf("go.mod has %q directives", bytes.TrimSpace(m))
	}
}

// TestFiles holds that no tracked file says what means nothing to a reader of
// the repository: paths of somebody's machine, paths out of the repository,
// hosts that only serve packages, marks of unfinished work.
func TestFiles(t *testing.T) {
	if _, err := os.Stat(filepath.Join(root, ".git")); err != nil {
		t.Skip("not a git checkout: ", err)
	}
	cmd := exec.CommandContext(t.Context(), "git", "ls-files", "-z")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("git ls-files: %v", err)
	}
	rules := map[string]*regexp.Regexp{
		"a path of somebody's machine":     regexp.MustCompile(`(^|[\s"'=(])/(root|home|Users|work)/\w`),
		"a host that only serves packages": regexp.MustCompile(`\b(proxy|registry|mirror|sum)\.[a-z0-9-]+\.(org|com|net|io|dev)\b`),
		"a mark of unfinished work":        regexp.MustCompile(`\b(TODO|FIXME|XX` + `X)\b`),
	}
	climb := regexp.MustCompile(`(?:\.\./)+[\w.-]+`)
	for _, name := range strings.Split(strings.TrimRight(string(out), "\x00"), "\x00") {
		b, err := os.ReadFile(filepath.Join(root, name))
		if errors.Is(err, os.ErrNotExist) { // deleted, not yet committed
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if bytes.IndexByte(b[:min(len(b), 8000)], 0) >= 0 { // binary, as git decides it
			continue
		}
		for i, line := range strings.Split(string(b), "\n") {
			at := name + ":" + strconv.Itoa(i+1)
			for what, re := range rules {
				if name == "internal/rules/rules_test.go" {
					continue
				}
				if m := re.FindString(line); m != "" {
					t.Errorf("%s: %s: %q", at, what, m)
				}
			}
			for _, m := range climb.FindAllString(line, -1) {
				if p := path.Join(path.Dir(name), m); strings.HasPrefix(p, "../") {
					t.Errorf("%s: %q leads out of the repository", at, m)
				}
			}
		}
	}
}
