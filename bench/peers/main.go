// Command compare measures package fast in turn with what else there is: the
// standard library, github.com/google/uuid, github.com/gofrs/uuid,
// lukechampine.com/frand, and Python where python3 can be run.
//
// It prints a table in Markdown. Times are of the processor, user and system, of
// the whole process, so that garbage collection counts and a busy machine does
// not. All ways of a task are measured in each round, one after the other, and a
// ratio is of times of one round; medians are shown with their intervals at a
// confidence of 95 %, which assume nothing of how times are distributed.
//
// It is a module of its own, so that who uses randaudit does not need these
// libraries.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"text/tabwriter"
	"time"

	"golang.org/x/perf/benchmath"
)

// leastRounds is the least number of values whose median has an interval at 95 %:
// from the least to the greatest, 1 - 2/2^6.
const leastRounds = 6

func main() {
	rounds := flag.Int("rounds", 21, "`times` to measure everything")
	length := flag.Duration("time", 30*time.Millisecond, "processor `time` of a measurement")
	flag.Parse()
	if flag.NArg() > 0 || *rounds < leastRounds || *length <= 0 {
		fmt.Fprintf(os.Stderr, "compare: error: it takes no arguments, -rounds must be %d or more, and -time positive\n", leastRounds)
		os.Exit(2)
	}
	if err := run(os.Stdout, *rounds, *length); err != nil {
		fmt.Fprintln(os.Stderr, "compare: error:", err)
		os.Exit(1)
	}
}

// A way is one way of doing a task.
type way struct {
	name   string
	wanted float64 // times as fast as the task's first way, at least; 0: nothing is wanted
	// timed does the task so many times and returns the processor time taken.
	timed func(times int) (time.Duration, error)

	times  int
	ns     []float64 // of the processor for one, by round
	ratios []float64 // of the first way's time to this one's, by round
}

// A task has several ways, of which the first is what the others are compared
// with.
type task struct {
	name string
	ways []*way
}

func run(w io.Writer, rounds int, length time.Duration) error {
	tasks := tasks()
	python, err := startPython()
	if err == nil {
		defer python.stop()
		for i := range tasks {
			tasks[i].ways = append(tasks[i].ways, python.way(tasks[i].name))
		}
	}
	for _, t := range tasks {
		for _, way := range t.ways {
			if err := way.calibrate(length); err != nil {
				return err
			}
		}
	}
	for range rounds {
		for _, t := range tasks {
			for _, way := range t.ways {
				took, err := way.timed(way.times)
				if err != nil {
					return err
				}
				way.ns = append(way.ns, float64(took)/float64(way.times))
				last := len(way.ns) - 1
				way.ratios = append(way.ratios, t.ways[0].ns[last]/way.ns[last])
			}
		}
	}
	return write(w, tasks, rounds)
}

// calibrate finds how many times take the length.
func (w *way) calibrate(length time.Duration) error {
	if _, err := w.timed(1); err != nil { // the first is of another kind
		return err
	}
	for w.times = 1; ; {
		took, err := w.timed(w.times)
		if err != nil {
			return err
		}
		if took >= length/4 {
			w.times = max(1, int(float64(w.times)*float64(length)/float64(took)))
			return nil
		}
		w.times *= 4
	}
}

func write(w io.Writer, tasks []task, rounds int) error {
	fmt.Fprintf(w, "%s, %s/%s, %s: medians of %d rounds.\n\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, processor(), rounds)
	table := tabwriter.NewWriter(w, 0, 0, 1, ' ', 0)
	fmt.Fprintln(table, "| task\t| way\t| time\t| times as fast\t| wanted\t|")
	fmt.Fprintln(table, "|---\t|---\t|---\t|---\t|---\t|")
	for _, t := range tasks {
		task := t.name
		for i, way := range t.ways {
			ratio, wanted := "1", ""
			if i > 0 {
				r := summary(way.ratios)
				ratio = fmt.Sprintf("%s (%s to %s)", digits(r.Center), digits(r.Lo), digits(r.Hi))
				if way.wanted > 0 {
					wanted = fmt.Sprintf("%g", way.wanted)
					if r.Center < way.wanted {
						wanted += ", missed"
					}
				}
			}
			ns := summary(way.ns)
			fmt.Fprintf(table, "| %s\t| %s\t| %s ± %.0f %%\t| %s\t| %s\t|\n", task, way.name, duration(ns.Center),
				100*max(ns.Hi-ns.Center, ns.Center-ns.Lo)/ns.Center, ratio, wanted)
			task = ""
		}
	}
	return table.Flush()
}

func summary(values []float64) benchmath.Summary {
	return benchmath.AssumeNothing.Summary(benchmath.NewSample(values, &benchmath.DefaultThresholds), 0.95)
}

// digits writes three digits, or whole numbers.
func digits(v float64) string {
	switch {
	case v < 10:
		return fmt.Sprintf("%.2f", v)
	case v < 100:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.0f", v)
}

func duration(ns float64) string {
	switch {
	case ns < 1e3:
		return digits(ns) + " ns"
	case ns < 1e6:
		return digits(ns/1e3) + " µs"
	}
	return digits(ns/1e6) + " ms"
}

// processor is the name that the operating system has for it.
func processor() string {
	b, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return "unknown processor"
	}
	for line := range strings.Lines(string(b)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "unknown processor"
}
