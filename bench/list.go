package bench

import (
	"context"
	crand "crypto/rand"
	"fmt"
	"math/big"
	"math/rand"
	randv2 "math/rand/v2"
	"runtime"
	"strconv"
	"strings"

	"github.com/randaudit/randaudit/sources"
	_ "github.com/randaudit/randaudit/sources/planted" // its ways of drawing are measured too
)

// A Benchmark is one thing whose speed is measured.
type Benchmark struct {
	// Name has the form that benchstat groups by: "Source/source=crypto/size=4096".
	Name string
	// Bytes is what one operation yields, in bytes of the source; 0 for a
	// draw, which is measured in nanoseconds.
	Bytes int64
	// Open readies the benchmark outside the measured time.
	Open func(ctx context.Context) (Op, error)
}

// An Op is a benchmark that has been opened.
type Op struct {
	Do    func(times int) error // does the operation that many times
	Close func() error
}

// seed starts the sources that take one: any will do, and a fixed one makes
// runs comparable.
const seed = 42

// sizes are the bytes asked of a source in one read, from what one draw needs
// to what an audit reads.
var sizes = []int{64, 512, 4096, 65536}

// drawSources are the sources under the views: the operating system's
// generator, a fast cryptographic one, and one that costs next to nothing, so
// that the view's own cost shows.
var drawSources = []string{"crypto", "randv2-chacha8", "splitmix64"}

// drawViews are the ways of drawing: as SystemRandom does, then the planted
// ones, whose speed is why people write them.
var drawViews = []string{
	"bits(8)", "below(6)", "below(1000)", "below(13835058055282163712)",
	"choice(10)", "float", "shuffle(5)", "shuffle(20)", "sample(10,3)",
	"modulo8(62)", "modulo32(1000)", "modulo64(1000)", "mulhigh32(1000)", "mulhigh64(1000)",
	"floatmul(1000)", "naive-shuffle(5)", "sattolo(5)",
}

// All lists what is measured: each source at each read size, each way of
// drawing on a few sources, each function of package secrets, and the usual Go
// ways to compare them with.
func All() []Benchmark {
	var list []Benchmark
	for _, e := range sources.All {
		for _, size := range sizes {
			list = append(list, readSource(e, size))
		}
	}
	for _, view := range drawViews {
		for _, source := range drawSources {
			list = append(list, drawView(view, source))
		}
	}
	list = append(list, secretsCalls...)
	return append(append(list, usual...), usualSecrets...)
}

// readSource measures Fill with room for size bytes of the source's symbols.
func readSource(e sources.Entry, size int) Benchmark {
	src := e.New(seed)
	width := int(sources.SymbolBytes(src.N()))
	symbols := max(1, size/width)
	return Benchmark{
		Name:  fmt.Sprintf("Source/source=%s/size=%d", e.Name, size),
		Bytes: int64(symbols * width),
		Open: func(ctx context.Context) (Op, error) {
			stream, err := src.Open(ctx, 0)
			if err != nil {
				return Op{}, err
			}
			dst := make([]uint64, symbols)
			return Op{
				Do: func(times int) error {
					for range times {
						if _, err := stream.Fill(dst); err != nil {
							return err
						}
					}
					return nil
				},
				Close: stream.Close,
			}, nil
		},
	}
}

// drawBlock is the symbols drawn by one Fill: enough that its cost is the
// draws', few enough to stay in the processor's first cache.
const drawBlock = 1024

// drawView measures one symbol of a view, drawn in blocks.
func drawView(view, source string) Benchmark {
	return Benchmark{
		Name: fmt.Sprintf("Draw/view=%s/source=%s", keyValue(view), source),
		Open: func(ctx context.Context) (Op, error) {
			e, ok := sources.Lookup(source)
			if !ok {
				return Op{}, fmt.Errorf("bench: %w: source %s", sources.ErrUnknown, source)
			}
			v, err := sources.ParseView(view)
			if err != nil {
				return Op{}, err
			}
			src, err := sources.Apply(e.New(seed), v)
			if err != nil {
				return Op{}, err
			}
			stream, err := src.Open(ctx, 0)
			if err != nil {
				return Op{}, err
			}
			dst := make([]uint64, drawBlock)
			return Op{
				Do: func(times int) error {
					for times > 0 {
						n, err := stream.Fill(dst[:min(times, len(dst))])
						if err != nil {
							return err
						}
						times -= n
					}
					return nil
				},
				Close: stream.Close,
			}, nil
		},
	}
}

// keyValue makes s fit as a value in a benchmark's name, where a slash begins
// the next key.
func keyValue(s string) string { return strings.ReplaceAll(s, "/", ":") }

// usual are the ways that Go programs draw with the standard library, named by
// package and call: what a way of drawing has to compare with.
var usual = []Benchmark{
	usualDraw("crypto.rand.Int(6)", func() uint64 { return cryptoInt(6) }),
	usualDraw("crypto.rand.Int(1000)", func() uint64 { return cryptoInt(1000) }),
	usualDraw("crypto.rand.Text", func() uint64 { return uint64(len(crand.Text())) }),
	usualDraw("math.rand.Intn(6)", func() uint64 { return uint64(rand.Intn(6)) }),
	usualDraw("math.rand.v2.IntN(6)", func() uint64 { return uint64(randv2.IntN(6)) }),
	usualDraw("math.rand.v2.IntN(1000)", func() uint64 { return uint64(randv2.IntN(1000)) }),
	usualDraw("math.rand.v2.Float64", func() uint64 { return uint64(randv2.Float64() * (1 << 53)) }),
	usualDraw("math.rand.v2.Perm(5)", func() uint64 { return uint64(randv2.Perm(5)[0]) }),
	usualRead(16), usualRead(4096),
}

func cryptoInt(n int64) uint64 {
	v, err := crand.Int(crand.Reader, big.NewInt(n))
	if err != nil {
		panic(err) // crypto/rand.Reader returns no errors
	}
	return v.Uint64()
}

// usualRead measures crypto/rand.Read.
func usualRead(size int) Benchmark {
	dst := make([]byte, size)
	b := usualDraw("crypto.rand.Read("+strconv.Itoa(size)+")", func() uint64 {
		crand.Read(dst) // never fails: it crashes the program instead
		return uint64(dst[0])
	})
	b.Bytes = int64(size)
	return b
}

// usualDraw measures one call of draw.
func usualDraw(call string, draw func() uint64) Benchmark {
	return Benchmark{
		Name: "Usual/call=" + call,
		Open: func(context.Context) (Op, error) {
			return Op{
				Do: func(times int) error {
					var sum uint64
					for range times {
						sum += draw()
					}
					runtime.KeepAlive(sum) // or the compiler could leave out the draws
					return nil
				},
				Close: func() error { return nil },
			}, nil
		},
	}
}
