package randtest_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/randaudit/randaudit/sources"
	"github.com/randaudit/randaudit/sources/planted"
	"github.com/randaudit/randaudit/sources/secrets"
	"github.com/randaudit/randaudit/stattests/randtest"
)

// TestSecrets is the project's own package under its own check.
func TestSecrets(t *testing.T) {
	for name, check := range map[string]func(t *testing.T){
		"RandBelow(6)":     func(t *testing.T) { randtest.Uniform(t, 6, func() uint64 { return secrets.RandBelow(6) }) },
		"RandBelow(62)":    func(t *testing.T) { randtest.Uniform(t, 62, func() uint64 { return secrets.RandBelow(62) }) },
		"RandBelow(3<<30)": func(t *testing.T) { randtest.Uniform(t, 3<<30, func() uint64 { return secrets.RandBelow(3 << 30) }) },
		"RandBelow(3<<62)": func(t *testing.T) { randtest.Uniform(t, 3<<62, func() uint64 { return secrets.RandBelow(3 << 62) }) },
		"RandBits(13)":     func(t *testing.T) { randtest.Bits(t, 13, func() uint64 { return secrets.RandBits(13) }) },
		"Choice":           func(t *testing.T) { randtest.Uniform(t, 3, func() uint64 { return secrets.Choice([]uint64{0, 1, 2}) }) },
		"Shuffle":          func(t *testing.T) { randtest.Shuffle(t, 7, secrets.Shuffle) },
		"Sample":           func(t *testing.T) { randtest.Sample(t, 20, 4, func() []int { return secrets.Sample(twenty(), 4) }) },
		"Sample, order":    func(t *testing.T) { randtest.Shuffle(t, 5, func(c []int) { copy(c, secrets.Sample(c, len(c))) }) },
		"TokenHex": func(t *testing.T) {
			randtest.UniformString(t, "0123456789abcdef", func() string { return secrets.TokenHex(16) })
		},
		"TokenBytes, repeat": func(t *testing.T) { randtest.Distinct(t, 128, func() []byte { return secrets.TokenBytes(16) }) },
		"UUID4, repeat":      func(t *testing.T) { randtest.Distinct(t, 122, func() []byte { u := secrets.UUID4(); return u[:] }) },
		"TokenURLSafe": func(t *testing.T) {
			// 24 bytes are 32 whole characters.
			const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
			randtest.UniformString(t, alphabet, func() string { return secrets.TokenURLSafe(24) })
		},
		"Random": func(t *testing.T) {
			s := secrets.New(rand.NewChaCha8([32]byte{1}))
			randtest.Float(t, func() float64 {
				f, err := s.Random()
				if err != nil {
					t.Fatal(err)
				}
				return f
			})
		},
		"RandBelow(10), exact": func(t *testing.T) {
			randtest.Exact(t, 10, func(r io.Reader) (uint64, error) { return secrets.New(r).RandBelow(10) })
		},
		"RandBelow(62), exact": func(t *testing.T) {
			randtest.Exact(t, 62, func(r io.Reader) (uint64, error) { return secrets.New(r).RandBelow(62) })
		},
	} {
		t.Run(name, check)
	}
}

func twenty() []int {
	s := make([]int, 20)
	for i := range s {
		s[i] = i
	}
	return s
}

// A quiet is a test that may fail without failing the test that it is in.
type quiet struct {
	testing.TB
	dir    string
	errors []string
	logs   []string
}

func (q *quiet) Helper()             {}
func (q *quiet) ArtifactDir() string { return q.dir }
func (q *quiet) Errorf(format string, args ...any) {
	q.errors = append(q.errors, fmt.Sprintf(format, args...))
}
func (q *quiet) Logf(format string, args ...any) {
	q.logs = append(q.logs, fmt.Sprintf(format, args...))
}

// TestGallery holds that the planted ways of drawing fail: each of which any one
// value, interval or residue class is 10 % off.
func TestGallery(t *testing.T) {
	covered, left := 0, 0
	for _, name := range []string{
		"modulo8(3)", "modulo8(6)", "modulo8(10)", "modulo8(26)", "modulo8(36)", "modulo8(52)", "modulo8(62)", "modulo8(94)", "modulo8(95)", "modulo8(192)", "modulo8(200)",
		"modulo16(62)", "modulo16(10000)", "modulo16(49152)", "modulo32(10)", "modulo32(3221225472)", "modulo64(13835058055282163712)",
		"mulhigh32(10)", "mulhigh32(3221225472)", "mulhigh64(13835058055282163712)",
		"floatmul(1000)", "floatmul(6755399441055744)", "floatmul(9007199254740991)",
		"naive-shuffle(3)", "naive-shuffle(4)", "naive-shuffle(5)", "offbyone-shuffle(3)", "offbyone-shuffle(4)", "offbyone-shuffle(5)",
		"sattolo(3)", "sattolo(4)", "sattolo(5)", "cryptocat",
	} {
		t.Run(name, func(t *testing.T) {
			d := distribution(t, name)
			off := largestBias(d)
			next := drawer(t, name)
			q := &quiet{TB: t, dir: t.TempDir()}
			randtest.Uniform(q, d.N, next)
			failed := len(q.errors) > 0
			t.Logf("%s: of %d symbols, one category is %.3g %% off; it fails: %t", name, d.N, 100*off, failed)
			if off < 0.1 {
				left++
				return
			}
			covered++
			if !failed {
				t.Errorf("it passes: %s", q.logs)
			}
		})
	}
	t.Logf("%d are covered by the promise, %d are not", covered, left)
	if covered < 15 {
		t.Errorf("only %d are covered", covered)
	}
}

var stepName = regexp.MustCompile(`^([a-z0-9-]+)(?:\((\d+)\))?$`)

// distribution is that of a planted way.
func distribution(t *testing.T, name string) *planted.Distribution {
	t.Helper()
	m := stepName.FindStringSubmatch(name)
	var args []uint64
	if m[2] != "" {
		n, ok := new(big.Int).SetString(m[2], 10)
		if !ok || !n.IsUint64() {
			t.Fatalf("%s: no argument", name)
		}
		args = append(args, n.Uint64())
	}
	for _, w := range planted.All {
		if w.Name == m[1] {
			d, err := w.Distribution(args...)
			if err != nil {
				t.Fatal(err)
			}
			return d
		}
	}
	t.Fatalf("no way is named %s", m[1])
	return nil
}

// largestBias is how far the category is off that is furthest off: a value to 100,
// above that any of 64 intervals or residue classes.
func largestBias(d *planted.Distribution) float64 {
	worst := 0.
	look := func(p *big.Rat, values uint64) {
		fair := new(big.Rat).SetFrac(new(big.Int).SetUint64(values), new(big.Int).SetUint64(d.N))
		ratio, _ := new(big.Rat).Quo(p, fair).Float64()
		worst = max(worst, math.Abs(ratio-1))
	}
	if d.N <= 100 {
		for i := range d.N {
			look(d.P(i), 1)
		}
		return worst
	}
	q, r := d.N/64, d.N%64
	first := func(i uint64) uint64 { return i*q + (i*r+63)/64 }
	for i := range uint64(64) {
		look(d.Between(first(i), first(i+1)-1), first(i+1)-first(i))
	}
	for _, m := range []uint64{64, 3} {
		if m == 3 && d.N&(d.N-1) == 0 {
			continue
		}
		for r := range m {
			values := d.N / m
			if r < d.N%m {
				values++
			}
			look(d.Residue(m, r), values)
		}
	}
	return worst
}

// drawer draws by the view of that name from ChaCha8.
func drawer(t *testing.T, name string) func() uint64 {
	t.Helper()
	view, err := sources.ParseView(name)
	if err != nil {
		t.Fatal(err)
	}
	src, err := sources.Apply(sources.FromRandSource("chacha8", rand.NewChaCha8([32]byte{9})), view)
	if err != nil {
		t.Fatal(err)
	}
	s, err := src.Open(context.Background(), 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	block := make([]uint64, 256)
	var left []uint64
	return func() uint64 {
		if len(left) == 0 {
			if _, err := s.Fill(block); err != nil {
				t.Fatal(err)
			}
			left = block
		}
		v := left[0]
		left = left[1:]
		return v
	}
}

const strangersTest = `package stranger

import (
	"crypto/rand"
	"testing"

	"github.com/randaudit/randaudit/stattests/randtest"
)

func b() uint64 {
	var b [1]byte
	rand.Read(b[:])
	return uint64(b[0])
}

func below(n uint64) uint64 {
	for {
		if v := b(); v < 256/n*n {
			return v % n
		}
	}
}

func TestFair(t *testing.T)  { randtest.Uniform(t, 62, func() uint64 { return below(62) }) }
func TestMod62(t *testing.T) { randtest.Uniform(t, 62, func() uint64 { return b() % 62 }) }
func TestMod95(t *testing.T) { randtest.Uniform(t, 95, func() uint64 { return b() % 95 }) }
func TestDie(t *testing.T) {
	randtest.Uniform(t, 6, func() uint64 {
		if v := below(60); v < 49 { // 6 with 11/60
			return below(5)
		}
		return 5
	})
}
`

// TestStranger is another module that uses the package: it needs nothing else of
// ours but light packages, fair draws pass 8 times, and biased ones fail each
// time, in seconds.
func TestStranger(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a module of its own")
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"go.mod": "module stranger\n\ngo 1.26\n\nrequire github.com/randaudit/randaudit v0.0.0\n\n" +
			"replace github.com/randaudit/randaudit => " + root + "\n",
		"go.sum":           string(sum),
		"stranger_test.go": strangersTest,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	command := func(args ...string) (string, error) {
		cmd := exec.CommandContext(t.Context(), "go", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off")
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := command("test", "-c", "-o", "stranger.test"); err != nil {
		t.Fatalf("go test -c: %v\n%s", err, out)
	}
	binary := func(args ...string) (string, time.Duration, error) {
		cmd := exec.CommandContext(t.Context(), filepath.Join(dir, "stranger.test"), args...)
		cmd.Dir = dir
		var b bytes.Buffer
		cmd.Stdout, cmd.Stderr = &b, &b
		start := time.Now()
		err := cmd.Run()
		return b.String(), time.Since(start), err
	}
	const times = 8
	out, took, err := binary("-test.run", "^TestFair$", "-test.count", fmt.Sprint(times), "-test.v")
	if err != nil || strings.Count(out, "--- PASS: TestFair") != times {
		t.Errorf("fair draws: %v\n%s", err, out)
	}
	t.Logf("%d times fair: %v", times, took)
	for _, name := range []string{"TestMod62", "TestMod95", "TestDie"} {
		out, took, _ := binary("-test.run", "^"+name+"$", "-test.count", fmt.Sprint(times))
		if n := strings.Count(out, "--- FAIL: "+name); n != times {
			t.Errorf("%s failed %d of %d times:\n%s", name, n, times, out)
		}
		t.Logf("%s, %d times: %v", name, times, took)
		if took > times*10*time.Second {
			t.Errorf("%s took %v a time", name, took/times)
		}
	}

	out, err = command("test", "-run", "^TestDie$", "-artifacts", "-outputdir", dir)
	if err == nil || !strings.Contains(out, "value 5 came") {
		t.Errorf("go test -artifacts: %v\n%s", err, out)
	}
	pages, _ := filepath.Glob(filepath.Join(dir, "_artifacts", "*", "*", "randtest-uniform.html"))
	more, _ := filepath.Glob(filepath.Join(dir, "_artifacts", "*", "randtest-uniform.html"))
	if len(pages)+len(more) != 1 {
		t.Errorf("%d pages are left:\n%s", len(pages)+len(more), out)
	}

	out, err = command("list", "-deps", "-test", ".")
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, out)
	}
	for p := range strings.Lines(out) {
		p, _, _ = strings.Cut(strings.TrimSpace(p), " ")
		first, _, _ := strings.Cut(p, "/")
		if strings.Contains(first, ".") && !strings.HasPrefix(first, "stranger") && !strings.HasPrefix(p, "github.com/randaudit/randaudit/") {
			t.Errorf("a user needs %s", p)
		}
	}
}
