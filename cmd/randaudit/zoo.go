package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"github.com/randaudit/randaudit/internal/lines"
	"github.com/randaudit/randaudit/internal/shell"
	"github.com/randaudit/randaudit/reports"
	"github.com/randaudit/randaudit/sources"
	"github.com/randaudit/randaudit/stattests/battery"
)

// zooFlags are the flags of randaudit zoo.
type zooFlags struct {
	batteries []string
	jobs      int
	seed      uint64
	results   string
	commands  string
	time      time.Duration
	out       string
	markdown  string
}

const (
	defaultZooOut = "randaudit-zoo"
	// zooResults is the file of the results in the folder of the page.
	zooResults = "results.jsonl"
	// ofOthers is the group of the generators of a file of commands.
	ofOthers = "generators of other projects"
)

func newZoo(s *streams) *cobra.Command {
	f := &zooFlags{}
	cmd := &cobra.Command{
		Use:   "zoo [flags] [SOURCE...]",
		Short: "Run batteries over many generators and write a table of what they find",
		Long: `Run batteries over many generators and write a table of what they find: the bytes
and the processor seconds until each fails, and the test and the view that saw it.

A SOURCE is a name of "randaudit list sources" that takes a seed; without one it is
each of them, and --seed is theirs. --commands adds the generators of other
projects: a line of the file is a name, the width of a word in bits (8, 16, 32 or
64; where it is left out, 64) and a command that writes words, little-endian, to its
standard output. Words are parted by spaces or tabs and may be quoted as for a
shell, which is not asked otherwise. Lines that are empty or begin with # are passed
over.

Each audit runs in a process of its own, as randaudit audit --jobs 1, on one
processor; --jobs says how many at once. Its processor seconds are those of that
process and, with --commands, of the command, as the operating system counts them.

Each audit is added to the file of the results as soon as it is done, and is not
made again while it is there, unless its battery was changed or its source broke:
after an interrupt the same command goes on. A new build that tests otherwise, or a
command that now writes other words, needs a new file.

Exit status: 0 where the table was made, whatever is in it; 2 for wrong use; 3
where it was interrupted.`,
		Example: `  randaudit zoo
  randaudit zoo mt19937 chacha8 --battery express --battery quick
  randaudit zoo --commands others.txt --out others`,
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, s, args) },
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&f.batteries, "battery", []string{battery.Express.Name}, "a column of the table: see randaudit list batteries; may be repeated")
	flags.IntVar(&f.jobs, "jobs", 0, "audits at once (default: one a processor)")
	flags.Uint64Var(&f.seed, "seed", 1, "seed of each generator that takes one")
	flags.StringVar(&f.results, "results", "", "file of the results, a line an audit; it is continued if it is there (default: "+zooResults+" in the folder of --out)")
	flags.DurationVar(&f.time, "time", 0, "longest that an audit may take, as 90s; a generator that has not failed by then gave too little data; marathon needs it (default: no limit)")
	flags.StringVar(&f.commands, "commands", "", "file of commands to audit too, each on a line: NAME [WORD] COMMAND ARGS")
	flags.StringVar(&f.out, "out", defaultZooOut, "folder of the page")
	flags.StringVar(&f.markdown, "markdown", "", "write the table as Markdown to this file too")
	return cmd
}

// A generator of the zoo. Its row has no cells yet.
type generator struct {
	row  reports.ZooRow
	src  sources.Source
	args []string // that name it to randaudit audit
}

// A zooTask is one audit.
type zooTask struct {
	*generator
	battery string
	plan    string // its digest, and the longest time where there is one
}

// A zooLine of the file is what an audit found.
type zooLine struct {
	Plan    string `json:"plan"` // of the task: what tells it from all others
	Source  string `json:"source"`
	Battery string `json:"battery"`
	Version string `json:"version"` // of randaudit
	reports.ZooCell
}

func (f *zooFlags) run(cmd *cobra.Command, s *streams, specs []string) (err error) {
	if f.jobs < 0 || cmd.Flags().Changed("jobs") && f.jobs == 0 {
		return fmt.Errorf("--jobs %d: at least one audit at once is needed", f.jobs)
	}
	if f.time < 0 {
		return fmt.Errorf("--time %s: an audit takes some time", f.time)
	}
	if f.jobs == 0 {
		f.jobs = runtime.GOMAXPROCS(0)
	}
	all, err := f.generators(specs)
	if err != nil {
		return err
	}
	tasks, err := f.tasks(all)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(f.out, 0o777); err != nil {
		return err
	}
	results := f.results
	if results == "" {
		results = filepath.Join(f.out, zooResults)
	}
	file, known, err := lines.Open[zooLine](results)
	if err != nil {
		return fmt.Errorf("results: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()

	have := map[string]zooLine{}
	for _, l := range known {
		switch l.Verdict {
		case battery.Pass, battery.Suspicious, battery.Fail, battery.TooLittleData:
			have[l.Plan] = l // and what broke may have been mended
		}
	}
	var todo []zooTask
	begun := map[string]bool{} // a command that has two names is audited once
	for _, t := range tasks {
		if _, ok := have[t.plan]; !ok && !begun[t.plan] {
			todo = append(todo, t)
			begun[t.plan] = true
		}
	}
	show, finish := zooProgress(s, len(tasks), len(tasks)-len(todo))
	err = lines.Fill(file, f.jobs, todo,
		func(t zooTask) (zooLine, error) { return t.audit(cmd.Context(), f.time) },
		func(t zooTask, l zooLine) {
			have[t.plan] = l
			show(t)
		})
	finish()
	if ended := cmd.Context().Err(); ended != nil {
		done := 0
		for _, t := range tasks {
			if _, ok := have[t.plan]; ok {
				done++
			}
		}
		return hinted{ended, fmt.Sprintf("%d of %d audits are in %s: the same command goes on from there", done, len(tasks), results)}
	}
	if err != nil {
		return err
	}
	return f.write(cmd, s, f.zoo(cmd, specs, all, tasks, have))
}

// generators are those of the list that were named, or all that take a seed, and those
// of the file of commands.
func (f *zooFlags) generators(specs []string) (all []*generator, err error) {
	for _, spec := range specs {
		if e, ok := sources.Lookup(spec); !ok || !e.Seeded {
			return nil, hinted{fmt.Errorf("zoo %s: it is no generator of the list that takes a seed", strconv.Quote(spec)),
				"randaudit list sources names them; --seed gives them another seed; a generator of your own goes into a file: randaudit zoo --commands FILE"}
		}
	}
	for _, e := range sources.All {
		if !e.Seeded || len(specs) > 0 && !slices.Contains(specs, e.Name) {
			continue
		}
		src := e.New(f.seed)
		all = append(all, &generator{
			row: reports.ZooRow{
				Name: e.Name, Doc: e.Doc, Group: string(e.Group), Sound: e.Group == sources.Sound, Weak: e.Group == sources.Weak,
			},
			src: src, args: []string{src.Name()},
		})
	}
	if f.commands == "" {
		return all, nil
	}
	text, err := os.ReadFile(f.commands)
	if err != nil {
		return nil, fmt.Errorf("--commands: %w", err)
	}
	others, err := commandGenerators(string(text))
	if err != nil {
		return nil, hinted{fmt.Errorf("--commands %s: %w", f.commands, err), "a line is: NAME [WORD] COMMAND ARGS, such as: mine 32 ./mygen --fast"}
	}
	return append(all, others...), nil
}

// commandGenerators reads a file of commands.
func commandGenerators(text string) (all []*generator, err error) {
	number := 0
	names := map[string]bool{}
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		words, err := shell.Split(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		name, word, command := words[0], 64, words[1:]
		if len(command) > 0 && slices.Contains([]string{"8", "16", "32", "64"}, command[0]) {
			word, _ = strconv.Atoi(command[0])
			command = command[1:]
		}
		if len(command) == 0 {
			return nil, fmt.Errorf("line %d: %s has no command", number, strconv.Quote(name))
		}
		if _, ok := sources.Lookup(name); ok || names[name] || name == "" {
			return nil, fmt.Errorf("line %d: the name %s is taken already", number, strconv.Quote(name))
		}
		names[name] = true
		all = append(all, &generator{
			row:  reports.ZooRow{Name: name, Doc: fmt.Sprintf("%d-bit words of %s", word, shell.Join(command)), Group: ofOthers},
			src:  sources.Command(command, word),
			args: append([]string{"--word", strconv.Itoa(word), "--"}, command...),
		})
	}
	if len(all) == 0 {
		return nil, errors.New("there is no command in it")
	}
	return all, nil
}

// tasks are all audits of the table: each generator with each battery.
func (f *zooFlags) tasks(all []*generator) (tasks []zooTask, err error) {
	var columns []string // each battery once
	for _, name := range f.batteries {
		if !slices.Contains(columns, name) {
			columns = append(columns, name)
		}
	}
	f.batteries = columns
	for _, g := range all {
		for _, name := range f.batteries {
			b := battery.Lookup(name)
			if b == nil {
				return nil, hinted{fmt.Errorf("no battery %q", name), "randaudit list batteries"}
			}
			if b.Endless && f.time == 0 {
				return nil, hinted{fmt.Errorf("battery %s has no end: no second generator would be audited", name), "--time 90s"}
			}
			// Without a version: it changes with every commit, and what is counted does not.
			plan, err := b.Plan(g.src, battery.Options{Alpha: battery.DefaultAlpha})
			if err != nil {
				return nil, fmt.Errorf("%s: %w", g.row.Name, err)
			}
			key := plan.Digest()
			if f.time > 0 {
				key += " " + f.time.String()
			}
			tasks = append(tasks, zooTask{g, name, key})
		}
	}
	return tasks, nil
}

// stopTime is how long an audit may take to stop when it is asked to.
const stopTime = 5 * time.Second

// audit runs an audit in a process of its own, whose processor seconds the operating
// system counts apart from all others. It ends it after the longest time, 0: never.
func (t zooTask) audit(ctx context.Context, most time.Duration) (zooLine, error) {
	l := zooLine{Plan: t.plan, Source: t.src.Name(), Battery: t.battery, Version: version()}
	own, err := os.Executable()
	if err != nil {
		return l, fmt.Errorf("finding this program, to run an audit: %w", err)
	}
	args := append([]string{"audit", "--battery", t.battery, "--jobs", "1", "--json", "-"}, t.args...)
	limited := ctx
	if most > 0 {
		var cancel context.CancelFunc
		limited, cancel = context.WithTimeout(ctx, most)
		defer cancel()
	}
	c := exec.CommandContext(limited, own, args...)
	// One worker on one processor: a collector of garbage on a second one would be
	// counted too.
	c.Env = append(os.Environ(), "GOMAXPROCS=1")
	c.Cancel = func() error { return c.Process.Signal(os.Interrupt) }
	c.WaitDelay = stopTime
	out, ended := c.Output()
	if ctx.Err() != nil {
		return l, ctx.Err()
	}
	if c.ProcessState == nil {
		return l, fmt.Errorf("running an audit of %s: %w", t.row.Name, ended)
	}
	seconds := (c.ProcessState.UserTime() + c.ProcessState.SystemTime()).Seconds()
	doc, err := reports.Read(bytes.NewReader(out))
	switch {
	case err == nil && len(doc.Audits) == 1 && doc.Audits[0].Interrupted && limited.Err() == nil:
		return l, fmt.Errorf("the audit of %s was interrupted", t.row.Name)
	case err == nil && len(doc.Audits) == 1:
		a := &doc.Audits[0]
		if a.Interrupted && a.Verdict == battery.Pass {
			a.Verdict = battery.TooLittleData
		}
		l.ZooCell = reports.NewZooCell(a, math.Round(seconds*1000)/1000)
		return l, nil
	}
	if limited.Err() != nil { // before it could give a report
		l.ZooCell = reports.ZooCell{Verdict: battery.TooLittleData, Seconds: seconds}
		return l, nil
	}
	// It gave no report: it was used wrongly, or killed.
	why := fmt.Sprint(ended)
	if e, ok := errors.AsType[*exec.ExitError](ended); ok && len(e.Stderr) > 0 {
		first, _, _ := strings.Cut(string(e.Stderr), "\n")
		why = strings.TrimPrefix(strings.TrimPrefix(first, "randaudit: error: "), "sources: ")
	}
	l.ZooCell = reports.ZooCell{Verdict: battery.Invalid, Seconds: seconds, Finding: strings.ToValidUTF8(why, "?")}
	return l, nil
}

// zooProgress shows a bar on standard error where that is a terminal.
func zooProgress(s *streams, all, done int) (show func(zooTask), finish func()) {
	file := s.terminal()
	if file == nil {
		return func(zooTask) {}, func() {}
	}
	bar := progressbar.NewOptions(all, progressbar.OptionSetWriter(file), progressbar.OptionShowCount(), progressbar.OptionClearOnFinish())
	_ = bar.Set(done)
	return func(t zooTask) {
		bar.Describe(strconv.QuoteToGraphic(t.row.Name))
		_ = bar.Add(1)
	}, func() { _ = bar.Finish() }
}

// zoo makes the table.
func (f *zooFlags) zoo(cmd *cobra.Command, specs []string, all []*generator, tasks []zooTask, have map[string]zooLine) *reports.Zoo {
	args := append(append([]string{"zoo"}, specs...), setFlags(cmd)...)
	z := &reports.Zoo{Command: "randaudit " + shell.Join(args), Date: time.Now().UTC(), Seed: f.seed, Batteries: f.batteries}
	var versions []string
	for _, g := range all {
		row := g.row
		for len(row.Cells) < len(f.batteries) {
			l := have[tasks[0].plan]
			tasks = tasks[1:]
			row.Cells = append(row.Cells, l.ZooCell)
			versions = append(versions, l.Version)
		}
		z.Rows = append(z.Rows, row)
	}
	slices.Sort(versions)
	z.Version = strings.Join(slices.Compact(versions), " and ")
	return z
}

// write puts the table where the flags say.
func (f *zooFlags) write(cmd *cobra.Command, s *streams, z *reports.Zoo) error {
	if err := writeAll(s.out, func(w io.Writer) error { return reports.WriteZooText(w, z) }); err != nil {
		return err
	}
	if f.markdown != "" {
		if err := writeFile(f.markdown, func(w io.Writer) error { return reports.WriteZooMarkdown(w, z) }); err != nil {
			return err
		}
	}
	if err := reports.WriteZooFolder(f.out, z); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(s.out, "\nZoo: %s\n", printable(filepath.Join(f.out, "index.html"))); err != nil {
		return fmt.Errorf("writing to standard output: %w", err)
	}
	return nil
}
