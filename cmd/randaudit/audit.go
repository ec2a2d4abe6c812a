package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"github.com/randaudit/randaudit/bench"
	"github.com/randaudit/randaudit/internal/shell"
	"github.com/randaudit/randaudit/reports"
	"github.com/randaudit/randaudit/sources"
	"github.com/randaudit/randaudit/stattests/battery"
)

// builtIn is what is audited where no source is given, and builtInTime the
// most that each of it takes: with the figures, 30 s for the whole run.
var builtIn = []string{"crypto", "system", "randv2-pcg", "randv2-chacha8"}

const builtInTime = 5 * time.Second

// defaultOut is the folder of the report.
const defaultOut = "randaudit-report"

// auditFlags are the flags of randaudit audit.
type auditFlags struct {
	battery      string
	views, tests []string
	bytes        string
	time         time.Duration
	seed         string
	alpha        float64
	jobs         int
	shard        uint64
	memory       string
	word         int
	record       string
	output
	all, mapped bool
	gallery     bool
	timing      bool
	sp80022Flags
}

// output says where a document goes.
type output struct {
	out, json, junit string
	quiet            bool
}

func newAudit(s *streams, status *int) *cobra.Command {
	f := &auditFlags{}
	cmd := &cobra.Command{
		Use:   "audit [flags] [SOURCE...] [-- COMMAND ARGS]",
		Short: "Audit sources and write a report",
		Long: `Audit sources and write a report.

A SOURCE is a name that "randaudit list sources" knows, with parameters as
mt19937?seed=42; what has a slash or is no name is a file (plain, gzip, zstd);
- is standard input; what follows -- is a command whose output is audited.
Without a SOURCE the built-in set is audited: ` + strings.Join(builtIn, ", ") + `.

The battery marathon goes on until it is interrupted, or --time or --bytes is used
up, or there is evidence of bias. It saves its tallies at each look and every minute:
after that, and after a crash, the same command, by the same build, goes on where it
was. A source that can be repeated is read again up to there, which --time leaves
out: a file, a pipe and a command must give the same again. Sources of the list
without a seed, and devices, give more.

Exit status: 0 no evidence of bias; 1 evidence of bias; 2 wrong use, or a source
that broke; 3 inconclusive. Of --map: 0. Of --gallery: 0, or 3 where a bias that
should have been seen was not. Of --timing: 1 where CompareDigest's time tells
where the first difference is, 3 where the planted early exit was not seen.`,
		Example: `  randaudit audit
  randaudit audit crypto --view 'below(6)' --view 'shuffle(5)'
  randaudit audit 'mt19937?seed=42' --time 20s
  randaudit audit capture.bin.zst --word 32
  ./mygen | randaudit audit - --json -
  randaudit audit -- ./mygen --fast
  randaudit audit capture.bin --battery sp800-22 --sequences 100 --bits 1000000
  randaudit audit 'sfc64?seed=1' --battery marathon --out sfc64
  randaudit audit --map
  randaudit audit --gallery
  randaudit audit --timing`,
		RunE: func(cmd *cobra.Command, args []string) error {
			dash := cmd.ArgsLenAtDash()
			if dash < 0 {
				return f.run(cmd, s, status, args, nil)
			}
			if dash == len(args) {
				return hinted{errors.New("no command after --"), "randaudit audit -- ./mygen --fast"}
			}
			return f.run(cmd, s, status, args[:dash], args[dash:])
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.battery, "battery", battery.Quick.Name, "what to count: see randaudit list batteries")
	flags.StringArrayVar(&f.views, "view", nil, "a view instead of the battery's, such as 'below(6)'; may be repeated; all: each that is not planted")
	flags.StringArrayVar(&f.tests, "test", nil, "a test instead of the battery's, such as gap; may be repeated")
	flags.StringVar(&f.bytes, "bytes", "", "end after so many bytes of each source, such as 1048576 or 64MiB")
	flags.DurationVar(&f.time, "time", 0, "end after so long for each source, such as 20s")
	flags.StringVar(&f.seed, "seed", "", "seed of the sources that take one and are given none (default: drawn fresh, and printed)")
	flags.Float64Var(&f.alpha, "alpha", battery.DefaultAlpha, "false-alarm rate of the audit of a source")
	flags.IntVar(&f.jobs, "jobs", 0, "number of workers (default: one a processor)")
	flags.Uint64Var(&f.shard, "shard", 0, "which of the source's streams to audit: those of other machines add up with randaudit report")
	flags.IntVar(&f.word, "word", 64, "width of the words of a file, pipe or command, little-endian: 8, 16, 32 or 64")
	flags.StringVar(&f.memory, "memory", "", "for the words that the test repeats keeps of each source, such as 64MiB: the more it keeps, the more it sees (default: 1MiB to 96MiB, by battery)")
	flags.StringVar(&f.record, "record", "", "keep the bytes of the source in this file")
	f.output.flags(cmd)
	flags.BoolVar(&f.all, "all", false, "go on after evidence of bias has been found")
	flags.BoolVar(&f.mapped, "map", false, "no source, but ways of drawing: a map of where their bias can be seen")
	flags.BoolVar(&f.gallery, "gallery", false, "no source, but the bugs that list planted tells of, each drawn and audited: a page to show")
	flags.BoolVar(&f.timing, "timing", false, "no source, but whether the time that CompareDigest takes tells where two secrets differ")
	f.sp80022Flags.flags(cmd)
	return cmd
}

func (o *output) flags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&o.out, "out", defaultOut, "folder of the report")
	flags.StringVar(&o.json, "json", "", "write the result as JSON to this file; - is standard output, and then no folder is written unless --out is given")
	flags.StringVar(&o.junit, "junit", "", "write the result as JUnit XML to this file")
	flags.BoolVar(&o.quiet, "quiet", false, "no table and no progress")
}

// job is one source with its plan.
type job struct {
	src     sources.Source
	plan    battery.Plan
	tallies string       // folder of its tallies; "" where none are saved
	from    *battery.Run // what was saved there of a run that is to go on
	run     *battery.Run
}

func (f *auditFlags) run(cmd *cobra.Command, s *streams, status *int, specs, command []string) error {
	makeFolder := func() error { // before the work, not after it
		if folder := f.output.folder(cmd); folder != "" {
			return os.MkdirAll(folder, 0o777)
		}
		return nil
	}
	if (f.mapped || f.gallery) && len(specs) == 0 && command == nil {
		if err := makeFolder(); err != nil {
			return err
		}
	}
	switch {
	case f.mapped:
		return f.runMap(cmd, s, specs, command)
	case f.gallery:
		return f.runGallery(cmd, s, status, specs, command)
	case f.timing:
		return f.runTiming(cmd, s, status, specs, command)
	}
	o, seed, err := f.options(cmd)
	if err != nil {
		return err
	}
	if err := f.sp80022Flags.refuse(cmd, f.battery); err != nil {
		return err
	}
	if f.battery == sp80022Battery {
		return f.runSequences(cmd, s, status, specs, command, seed)
	}
	standard := len(specs) == 0 && command == nil
	if standard {
		specs = builtIn
	}
	b := battery.Lookup(f.battery)
	if b == nil {
		return hinted{fmt.Errorf("no battery %q", f.battery), "randaudit list batteries"}
	}
	if b.Endless && !cmd.Flags().Changed("seed") {
		seed = f.savedSeed(f.output.folder(cmd), seed)
		o.Seed = seed
	}
	var jobs []*job
	add := func(src sources.Source) error {
		plan, err := b.Plan(src, o)
		if err != nil {
			return hint(err)
		}
		jobs = append(jobs, &job{src: src, plan: plan})
		return nil
	}
	for _, spec := range specs {
		src, err := sources.Parse(spec, sources.Options{Word: f.word, Seed: seed, Stdin: s.in})
		if err != nil {
			return hint(err)
		}
		if err := add(src); err != nil {
			return err
		}
	}
	if command != nil {
		if err := add(sources.Command(command, f.word)); err != nil {
			return err
		}
	}
	if b.Endless && len(jobs) > 1 && !standard && f.time == 0 && f.bytes == "" {
		return hinted{fmt.Errorf("battery %s of %s has no end: nothing else will be audited", b.Name, jobs[0].src.Name()), "give each source --time or --bytes, or audit one"}
	}
	if f.record != "" && len(jobs) != 1 {
		return fmt.Errorf("--record keeps the bytes of one source, and there are %d", len(jobs))
	}
	if err := makeFolder(); err != nil {
		return err
	}
	unlock, err := f.lockTallies(cmd, b)
	if err != nil {
		return err
	}
	defer unlock()
	if err := f.findTallies(cmd, b, jobs); err != nil {
		return err
	}
	finishRecord, err := f.startRecord(jobs, specs)
	if err != nil {
		return err
	}

	doc := reports.New(version(), "randaudit "+shell.Join(commandLine(cmd, specs, command, standard)), seed, f.alpha)
	for _, j := range jobs {
		if err := f.audit(cmd, s, doc, j, standard); err != nil {
			if cmd.Context().Err() != nil && len(doc.Audits) > 0 {
				break // what the others showed is not lost, nor is what was saved
			}
			if len(jobs) == 1 || cmd.Context().Err() != nil {
				_ = finishRecord(err) // which removes it
				return hint(err)
			}
			// What the other sources showed is not lost with this one.
			doc.AddAudit(&battery.Report{Plan: j.plan, Verdict: battery.Invalid, Err: err})
		}
		if cmd.Context().Err() != nil {
			break
		}
	}
	if err := finishRecord(nil); err != nil {
		return err
	}
	if standard && cmd.Context().Err() == nil {
		if err := figures(cmd.Context(), doc, seed); err != nil {
			return err
		}
	}
	if err := f.write(cmd, s, doc, jobs); err != nil {
		return err
	}
	*status = exitStatus(doc)
	return nil
}

// options reads the flags.
func (f *auditFlags) options(cmd *cobra.Command) (o battery.Options, seed uint64, err error) {
	if cmd.Flags().Changed("time") && f.time <= 0 {
		return o, 0, hinted{fmt.Errorf("--time %v: the time must be above 0", f.time), "--time 20s"}
	}
	if !(f.alpha > 0 && f.alpha < 1) {
		return o, 0, hinted{fmt.Errorf("--alpha %v: the false-alarm rate must be above 0 and below 1", f.alpha), fmt.Sprintf("the default is %v", battery.DefaultAlpha)}
	}
	if f.jobs < 0 || cmd.Flags().Changed("jobs") && f.jobs == 0 {
		return o, 0, fmt.Errorf("--jobs %d: at least one worker is needed", f.jobs)
	}
	switch f.word {
	case 8, 16, 32, 64:
	default:
		return o, 0, fmt.Errorf("--word %d: the width must be 8, 16, 32 or 64", f.word)
	}
	size, err := parseSize(f.bytes)
	if err != nil || cmd.Flags().Changed("bytes") && size == 0 {
		return o, 0, hinted{fmt.Errorf("--bytes %q is not a number of bytes above 0", f.bytes), "--bytes 1048576, or --bytes 64MiB"}
	}
	memory, err := parseSize(f.memory)
	if err != nil || cmd.Flags().Changed("memory") && memory < leastMemory {
		return o, 0, hinted{fmt.Errorf("--memory %q is not a number of bytes of %d or more", f.memory, leastMemory), "--memory 64MiB"}
	}
	if cmd.Flags().Changed("seed") {
		seed, err = strconv.ParseUint(f.seed, 0, 64)
		if err != nil {
			return o, 0, fmt.Errorf("--seed %q is not a whole number below 2^64", f.seed)
		}
	} else {
		seed = freshSeed()
	}
	return battery.Options{
		Views: f.views, Tests: f.tests, Seed: seed, Bytes: size, Endless: f.time > 0, Alpha: f.alpha, Version: version(), Memory: memory,
	}, seed, nil
}

func freshSeed() uint64 {
	var b [8]byte
	rand.Read(b[:])
	return binary.LittleEndian.Uint64(b[:])
}

// leastMemory is what --memory gives at the least: with less, hardly a word is kept.
const leastMemory = 1 << 10

// parseSize reads a number of bytes, as 4096, 64KiB, 64MiB or 2GiB. The empty
// string is 0.
func parseSize(s string) (uint64, error) {
	if s == "" {
		return 0, nil
	}
	shift := 0
	for suffix, k := range map[string]int{"KiB": 10, "MiB": 20, "GiB": 30, "TiB": 40} {
		if rest, ok := strings.CutSuffix(s, suffix); ok {
			s, shift = rest, k
			break
		}
	}
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		return 0, err
	}
	if n > (1<<63)>>shift {
		return 0, strconv.ErrRange
	}
	return n << shift, nil
}

// hint adds advice to errors about names.
func hint(err error) error {
	switch {
	case errors.Is(err, sources.ErrUnknown):
		return hinted{err, "randaudit list sources and randaudit list views show what there is"}
	case errors.Is(err, battery.ErrMemory):
		return hinted{err, "--memory is for the test repeats: add --test repeats, or leave --memory out"}
	case errors.Is(err, battery.ErrOtherData):
		return hinted{err, "for other data, another folder with --out"}
	case errors.Is(err, sources.ErrAlphabet):
		return hinted{err, "for a file, a pipe or a command --word sets the width of a word"}
	}
	return err
}

// commandLine is the command as it can be typed again.
func commandLine(cmd *cobra.Command, specs, command []string, standard bool) []string {
	args := []string{"audit"}
	if !standard {
		args = append(args, specs...)
	}
	args = append(args, setFlags(cmd)...)
	if command != nil {
		args = append(append(args, "--"), command...)
	}
	return args
}

// startRecord has the only source's bytes written to a file as well. The file is
// there only when finish(nil) has been called.
func (f *auditFlags) startRecord(jobs []*job, specs []string) (finish func(error) error, err error) {
	if f.record == "" {
		return func(err error) error { return err }, nil
	}
	if jobs[0].from != nil {
		return nil, hinted{
			fmt.Errorf("--record would keep only what %s gives from now on: its marathon goes on where it was", jobs[0].src.Name()),
			"leave --record out, or begin anew in another folder with --out",
		}
	}
	if info, err := os.Stat(f.record); err == nil {
		for _, spec := range specs {
			if from, err := os.Stat(spec); err == nil && os.SameFile(info, from) {
				return nil, fmt.Errorf("--record %s is the source itself", f.record)
			}
		}
	}
	file, err := createFile(f.record)
	if err != nil {
		return nil, fmt.Errorf("--record: %w", err)
	}
	w := bufio.NewWriterSize(file, 1<<16)
	jobs[0].src = sources.Record(jobs[0].src, w)
	return func(err error) error {
		if err := file.finish(errors.Join(err, w.Flush())); err != nil {
			return fmt.Errorf("--record: %w", err)
		}
		return nil
	}, nil
}

// audit runs one source's plan and adds its report to the document.
func (f *auditFlags) audit(cmd *cobra.Command, s *streams, doc *reports.Document, j *job, standard bool) error {
	o := battery.RunOptions{Jobs: f.jobs, Time: f.time, All: f.all, Shard: f.shard, From: j.from}
	if battery.Lookup(f.battery).Endless && j.tallies != "" {
		o.SaveEvery = saveEvery
		o.Save = func(r *battery.Run) error {
			if err := r.Save(j.tallies); err != nil { // a disk may be full for a while
				fmt.Fprintf(s.err, "randaudit: %v; the audit goes on, and tries again\n", err)
			}
			return nil
		}
	}
	if standard && f.time == 0 && f.bytes == "" {
		o.Time = builtInTime
	}
	var finish func()
	o.Progress, finish = f.progress(s, j.src.Name())
	run, report, err := battery.Audit(cmd.Context(), j.plan, j.src, o)
	finish()
	if err != nil {
		return err
	}
	if run == j.from && !f.quiet {
		fmt.Fprintf(s.err, "randaudit: %s: nothing new was counted; this is what was saved before\n", printable(j.src.Name()))
	}
	j.run = run
	doc.AddAudit(report)
	return nil
}

// progress shows a bar on standard error where that is a terminal. It never
// shows a p-value: who sees one will stop at it.
func (f *auditFlags) progress(s *streams, name string) (func(battery.Progress), func()) {
	file := s.terminal()
	if f.quiet || file == nil {
		return nil, func() {}
	}
	bar := progressbar.NewOptions64(1000,
		progressbar.OptionSetWriter(file),
		progressbar.OptionSetDescription(strconv.QuoteToGraphic(name)),
		progressbar.OptionClearOnFinish(),
		progressbar.OptionSetPredictTime(false),
	)
	begin := time.Now()
	show := func(p battery.Progress) {
		share := p.Share
		if f.time > 0 {
			share = float64(time.Since(begin)) / float64(f.time)
		}
		bar.Describe(fmt.Sprintf("%s  %.0f MiB", strconv.QuoteToGraphic(name), float64(p.Bytes)/(1<<20)))
		_ = bar.Set64(int64(1000 * min(share, 1)))
	}
	return show, func() { _ = bar.Finish() }
}

// figures adds what a report of the built-in set shows beside its verdicts:
// the modulo-bias figure and the throughput.
func figures(ctx context.Context, doc *reports.Document, seed uint64) error {
	src, err := sources.Parse("crypto", sources.Options{Seed: seed})
	if err != nil {
		return err
	}
	for _, d := range []struct{ view, test string }{
		{"modulo32(3221225472)", "sweep"},
		{"mulhigh64(13835058055282163712)", "sweep"},
		{"below(13835058055282163712)", "sweep"},
		{"modulo32(1000)", "frequency"},
		{"mulhigh64(1000)", "frequency"},
		{"below(1000)", "frequency"},
	} {
		plan, err := battery.Quick.Plan(src, battery.Options{
			Views: []string{d.view}, Tests: []string{d.test}, Seed: seed, Alpha: doc.Alpha, Version: doc.Version,
		})
		if err != nil {
			return err
		}
		plan.Looks, plan.Doublings = []uint64{128}, 0
		_, report, err := battery.Audit(ctx, plan, src, battery.RunOptions{})
		if err != nil {
			return err
		}
		doc.AddDemonstration(report)
	}
	speeds, err := bench.Quick(ctx)
	if err != nil && ctx.Err() == nil {
		return err
	}
	for _, t := range speeds {
		doc.AddThroughput(reports.Throughput(t))
	}
	return nil
}

// write puts the document, and the tallies of the runs, where the flags say.
func (f *auditFlags) write(cmd *cobra.Command, s *streams, doc *reports.Document, jobs []*job) error {
	if err := f.output.print(s, doc); err != nil {
		return err
	}
	if folder := f.output.folder(cmd); folder != "" {
		endless := battery.Lookup(f.battery).Endless
		var saved []string
		for _, j := range jobs {
			// A marathon whose source broke goes on from what was saved before.
			if j.run == nil || endless && j.run.Broken != "" {
				continue
			}
			if err := j.run.Save(j.tallies); err != nil {
				return err
			}
			saved = append(saved, j.tallies)
		}
		if !endless {
			if err := removeTallies(folder, saved); err != nil {
				return err
			}
		}
	}
	return f.output.save(cmd, s, doc)
}

// folder is where the report goes, "" where none is written.
func (o *output) folder(cmd *cobra.Command) string {
	if o.json == "-" && !cmd.Flags().Changed("out") {
		return ""
	}
	return o.out
}

// write prints the document and then saves it.
func (o *output) write(cmd *cobra.Command, s *streams, doc *reports.Document) error {
	if err := o.print(s, doc); err != nil {
		return err
	}
	return o.save(cmd, s, doc)
}

// print writes to standard output: the verdict first, since a full disk should
// not hide it.
func (o *output) print(s *streams, doc *reports.Document) error {
	w := bufio.NewWriter(s.out)
	switch {
	case o.json == "-":
		if err := reports.WriteJSON(w, doc); err != nil {
			return err
		}
	case !o.quiet:
		if err := reports.WriteText(w, doc); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("writing to standard output: %w", err)
	}
	return nil
}

// save writes the files.
func (o *output) save(cmd *cobra.Command, s *streams, doc *reports.Document) error {
	if o.junit != "" {
		if err := writeFile(o.junit, func(w io.Writer) error { return reports.WriteJUnit(w, doc) }); err != nil {
			return err
		}
	}
	if o.json != "" && o.json != "-" {
		if err := writeFile(o.json, func(w io.Writer) error { return reports.WriteJSON(w, doc) }); err != nil {
			return err
		}
	}
	folder := o.folder(cmd)
	if folder == "" {
		return nil
	}
	if err := reports.WriteFolder(folder, doc); err != nil {
		return err
	}
	if o.json != "-" && !o.quiet {
		if _, err := fmt.Fprintf(s.out, "\nReport: %s\n", printable(filepath.Join(folder, "index.html"))); err != nil {
			return fmt.Errorf("writing to standard output: %w", err)
		}
	}
	return nil
}

// writeFile writes a file whole or not at all.
func writeFile(name string, write func(io.Writer) error) error {
	file, err := createFile(name)
	if err != nil {
		return err
	}
	if err := file.finish(write(file)); err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	return nil
}

// A newFile is written under another name until it is whole; what is no regular
// file (a device, a pipe) is written as it is.
type newFile struct {
	*os.File
	name string
}

func createFile(name string) (*newFile, error) {
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		file, err := os.OpenFile(name, os.O_WRONLY, 0)
		return &newFile{file, name}, err
	}
	file, err := os.Create(name + ".tmp")
	return &newFile{file, name}, err
}

// finish closes the file and gives it its name, or removes it where there was
// an error, which it returns.
func (f *newFile) finish(err error) error {
	err = errors.Join(err, f.Close())
	if f.File.Name() == f.name {
		return err
	}
	if err != nil {
		_ = os.Remove(f.File.Name())
		return err
	}
	return os.Rename(f.File.Name(), f.name)
}

// exitStatus of a document: evidence of bias anywhere, else a source that
// broke, else an audit that is inconclusive, else 0.
func exitStatus(doc *reports.Document) int {
	statuses := map[int]bool{}
	for _, a := range doc.Audits {
		switch {
		case a.Verdict == battery.Fail:
			statuses[exitFail] = true
		case a.Verdict == battery.Invalid:
			statuses[exitWrong] = true
		case a.Verdict != battery.Pass || a.Interrupted:
			statuses[exitInconclusive] = true
		}
	}
	for _, s := range []int{exitFail, exitWrong, exitInconclusive} {
		if statuses[s] {
			return s
		}
	}
	return exitPass
}
