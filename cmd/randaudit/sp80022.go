package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"math"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/randaudit/randaudit/internal/shell"
	"github.com/randaudit/randaudit/reports"
	"github.com/randaudit/randaudit/sources"
	"github.com/randaudit/randaudit/stattests/battery"
	"github.com/randaudit/randaudit/stattests/sp80022"
)

// sp80022Battery is the name and the line of the list of the battery that judges
// sequences as NIST SP 800-22 does.
const (
	sp80022Battery = "sp800-22"
	sp80022Doc     = "the 15 tests of NIST SP 800-22 rev. 1a on sequences of bits: 188 p-values each, as the standard reads them and as one verdict"
)

// sp80022Flags are the flags of that battery alone.
type sp80022Flags struct {
	sequences, bits     int
	bitOrder, constants string
	parameters          sp80022.Parameters
}

// sp80022Only are the names of its flags, and without those of others that mean
// nothing for it.
var (
	sp80022Only    = []string{"sequences", "bits", "bit-order", "constants", "block-frequency-m", "non-overlapping-m", "non-overlapping-n", "overlapping-m", "overlapping-bits", "universal-l", "universal-q", "approximate-entropy-m", "serial-m", "linear-complexity-m"}
	sp80022Without = []string{"shard", "view", "bytes", "all"}
)

func (f *sp80022Flags) flags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.IntVar(&f.sequences, "sequences", 100, "sp800-22: number of sequences")
	flags.IntVar(&f.bits, "bits", 1000000, "sp800-22: bits of a sequence")
	flags.StringVar(&f.bitOrder, "bit-order", "msb", "sp800-22: bit of a byte that comes first, msb or lsb")
	flags.StringVar(&f.constants, "constants", "exact", "sp800-22: constants of the laws: exact, nist (those of sts-2.1.2), or corrected (a better variance for FFT and Universal)")
	for _, p := range []struct {
		to         *int
		name, text string
	}{
		{&f.parameters.BlockFrequencyM, "block-frequency-m", "bits of a block of BlockFrequency (default 128)"},
		{&f.parameters.NonOverlappingTemplateM, "non-overlapping-m", "bits of a template of NonOverlappingTemplate (default 9)"},
		{&f.parameters.NonOverlappingTemplateN, "non-overlapping-n", "blocks of NonOverlappingTemplate (default 8)"},
		{&f.parameters.OverlappingTemplateM, "overlapping-m", "ones of the template of OverlappingTemplate (default 9)"},
		{&f.parameters.OverlappingTemplateBits, "overlapping-bits", "bits of a block of OverlappingTemplate (default 1032)"},
		{&f.parameters.UniversalL, "universal-l", "bits of a block of Universal (default by the length)"},
		{&f.parameters.UniversalQ, "universal-q", "blocks that initialise Universal (default 10*2^L)"},
		{&f.parameters.ApproximateEntropyM, "approximate-entropy-m", "bits of a window of ApproximateEntropy (default 10)"},
		{&f.parameters.SerialM, "serial-m", "bits of a window of Serial (default 16)"},
		{&f.parameters.LinearComplexityM, "linear-complexity-m", "bits of a block of LinearComplexity (default 500)"},
	} {
		flags.IntVar(p.to, p.name, 0, "sp800-22: "+p.text)
	}
}

// refuse returns an error for flags that mean nothing for the battery.
func (f *sp80022Flags) refuse(cmd *cobra.Command, name string) error {
	if name != sp80022Battery {
		for _, flag := range sp80022Only {
			if cmd.Flags().Changed(flag) {
				return hinted{fmt.Errorf("--%s means nothing for the battery %s", flag, name), "--battery " + sp80022Battery}
			}
		}
		return nil
	}
	for _, flag := range sp80022Without {
		if cmd.Flags().Changed(flag) {
			return hinted{fmt.Errorf("--%s means nothing for the battery %s", flag, name), "--sequences and --bits say how much is read, --test which tests are run"}
		}
	}
	if f.sequences < 1 {
		return fmt.Errorf("--sequences %d: at least one is needed", f.sequences)
	}
	if f.bits < 1 {
		return fmt.Errorf("--bits %d: at least one is needed", f.bits)
	}
	if f.bits > sp80022.MostBits {
		return fmt.Errorf("--bits %d: a sequence has at most %d", f.bits, sp80022.MostBits)
	}
	for _, flag := range sp80022Only {
		if p := cmd.Flags().Lookup(flag); p.Changed && p.Value.String() == "0" {
			return hinted{fmt.Errorf("--%s 0 is out of range", flag), "leave --" + flag + " out for its default"}
		}
	}
	if f.bitOrder != "msb" && f.bitOrder != "lsb" {
		return fmt.Errorf("--bit-order %q: it is msb or lsb", f.bitOrder)
	}
	for _, c := range []sp80022.Constants{sp80022.Exact, sp80022.NIST, sp80022.Corrected} {
		if c.String() == f.constants {
			f.parameters.Constants = c
			return nil
		}
	}
	return fmt.Errorf("--constants %q: they are exact, nist or corrected", f.constants)
}

// runSequences is randaudit audit --battery sp800-22.
func (f *auditFlags) runSequences(cmd *cobra.Command, s *streams, status *int, specs, command []string, seed uint64) error {
	if len(specs) == 0 && command == nil {
		return hinted{errors.New("the battery sp800-22 needs a source"), "randaudit audit FILE --battery sp800-22; randaudit list sources shows those with a name"}
	}
	// Made here for the errors of parameters, before anything is read.
	if _, err := sp80022.NewSuite(f.bits, f.parameters, f.tests...); err != nil {
		return err
	}
	var all []sources.Source
	for _, spec := range specs {
		src, err := sources.Parse(spec, sources.Options{Word: 8, Seed: seed, Stdin: s.in})
		if err != nil {
			return hint(err)
		}
		all = append(all, src)
	}
	if command != nil {
		all = append(all, sources.Command(command, 8))
	}
	if f.record != "" && len(all) != 1 {
		return fmt.Errorf("--record keeps the bytes of one source, and there are %d", len(all))
	}
	doc := reports.New(version(), "randaudit "+shell.Join(commandLine(cmd, specs, command, false)), seed, f.alpha)
	for i, src := range all {
		if err := f.auditSequences(cmd, s, doc, src); err != nil {
			return err
		}
		if cmd.Context().Err() != nil {
			if i+1 < len(all) {
				doc.Audits[i].Interrupted = true // sources remain
			}
			break
		}
	}
	if err := f.output.write(cmd, s, doc); err != nil {
		return err
	}
	*status = exitStatus(doc)
	return nil
}

// auditSequences audits one source.
func (f *auditFlags) auditSequences(cmd *cobra.Command, s *streams, doc *reports.Document, src sources.Source) (err error) {
	begin := time.Now()
	ctx, cancel := context.WithCancel(cmd.Context())
	defer cancel()
	if f.time > 0 {
		ctx, cancel = context.WithTimeout(ctx, f.time)
		defer cancel()
	}
	in, err := sources.OpenBytes(ctx, src)
	if err != nil {
		return hint(err)
	}
	defer in.Close()
	digest := sha256.New()
	var from io.Reader = in
	if f.record != "" {
		file, err := os.Create(f.record)
		if err != nil {
			return fmt.Errorf("--record: %w", err)
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		from = io.TeeReader(from, file)
	}
	r := sp80022.NewReader(io.TeeReader(from, digest), f.bitOrder == "lsb")
	show, finish := f.progress(s, src.Name())
	run := &sequencesRun{suite: f.newSuite, jobs: f.jobs, most: f.sequences, bits: f.bits}
	if show != nil {
		run.done = func(n int) {
			show(battery.Progress{Bytes: uint64(r.Bytes()), Share: float64(n) / float64(f.sequences)})
		}
	}
	end := run.read(r)
	finish()

	first := f.newSuite()
	report := &battery.Report{
		Plan: battery.Plan{Source: src.Name(), N: 1 << 8, Battery: sp80022Battery, Seed: doc.Seed, Alpha: f.alpha, Version: version()},
		Look: 1, Bytes: uint64(r.Bytes()), Symbols: uint64(r.Bytes()), Seconds: time.Since(begin).Seconds(), SHA256: sum(digest),
	}
	for _, e := range first.Refused() {
		report.Notes = append(report.Notes, e.Error())
	}
	assessment := sp80022.Assess(first, run.values, run.exact)
	if len(assessment.LeftOut) > 0 {
		report.Notes = append(report.Notes, fmt.Sprintf("the verdict leaves out the p-values of %s: those by the constants of sts-2.1.2 are calibrated only for 1000000 bits and default parameters", strings.Join(assessment.LeftOut, ", ")))
	}
	judge(report, assessment, len(run.values), len(first.Refused()) == len(testsOf(first)), f.bits, f.alpha)
	switch {
	case end == nil, errors.Is(end, io.EOF), f.time > 0 && errors.Is(end, context.DeadlineExceeded):
		if n := len(run.values); n < f.sequences && (cmd.Flags().Changed("sequences") || n == 0) {
			report.Notes = append(report.Notes, fmt.Sprintf("%d of %d sequences: the data or the time ended", n, f.sequences))
		}
	case cmd.Context().Err() != nil && errors.Is(end, cmd.Context().Err()):
		report.Interrupted = true
	default:
		report.Verdict, report.Err, report.LogP = battery.Invalid, end, 0
	}
	doc.AddAudit(report)
	audit := &doc.Audits[len(doc.Audits)-1]
	audit.Sequences = &reports.Sequences{
		Standard: "NIST SP 800-22 rev. 1a", Count: len(run.values), Bits: f.bits, BitOrder: bitOrders[f.bitOrder], Text: r.Text(),
		Constants: f.constants, Reason: assessment.Reason,
		ProportionsOut: assessment.ProportionsOut, ExpectedProportionsOut: assessment.ExpectedProportionsOut,
		UniformitiesOut: assessment.UniformitiesOut, ExpectedUniformitiesOut: assessment.ExpectedUniformitiesOut,
	}
	if report.Verdict != battery.Invalid { // no number from a source that broke
		for i := range assessment.Rows {
			audit.Results = append(audit.Results, sequenceResult(&assessment.Rows[i], f.bits, first))
		}
	}
	return nil
}

var bitOrders = map[string]string{"msb": "most significant bit first", "lsb": "least significant bit first"}

func (f *auditFlags) newSuite() *sp80022.Suite {
	suite, err := sp80022.NewSuite(f.bits, f.parameters, f.tests...)
	if err != nil {
		panic(err) // runSequences made one
	}
	return suite
}

// testsOf are the names of the suite's tests.
func testsOf(suite *sp80022.Suite) (names []string) {
	for _, st := range suite.Statistics() {
		if !slices.Contains(names, st.Test) {
			names = append(names, st.Test)
		}
	}
	return names
}

func sum(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

// judge gives the report its verdict.
func judge(report *battery.Report, a *sp80022.Assessment, sequences int, refused bool, bits int, alpha float64) {
	switch {
	case sequences == 0 || refused:
		report.Verdict = battery.TooLittleData
		report.NeedBytes = uint64(bits+7) / 8
		return
	case a.LogP < math.Log(alpha):
		report.Verdict = battery.Fail
	case a.LogP < math.Log(battery.SuspiciousP):
		report.Verdict = battery.Suspicious
	case a.LeastLogP >= math.Log(alpha):
		// No data could have failed.
		report.Verdict = battery.TooLittleData
		need := a.NeedSequences(alpha)
		if sequences < need {
			report.NeedBytes = (uint64(need)*uint64(bits) + 7) / 8
		}
		report.Notes = append(report.Notes, fmt.Sprintf("too few sequences to which a test of the verdict applies: evidence needs %d", need))
		return
	default:
		report.Verdict = battery.Pass
	}
	report.LogP = a.LogP
}

// sequenceResult is a row as the report has it.
func sequenceResult(row *sp80022.Row, bits int, suite *sp80022.Suite) reports.Result {
	reach := math.Log(battery.SuspiciousP)
	r := reports.Result{
		View: "bits", Test: row.Test, Args: []string{}, Name: row.Name, Null: "uniform p-values: chi2(9)",
		Symbols: uint64(row.Applicable) * uint64(bits), Alphabet: 2,
		Quality: reports.Quality{Kind: "asymptotic", Reach: &reach},
		Bins:    []reports.Bin{}, Warnings: []string{},
		SequenceRow: &reports.SequenceRow{
			Applicable: row.Applicable, Passed: row.Passed, Proportion: number(row.Proportion),
			ProportionLow: number(row.Low), ProportionHigh: number(row.High),
			ProportionOK: row.ProportionOK(), UniformityOK: row.UniformityOK(), Classes: row.Counts[:],
			PValues: make([]*float64, len(row.PValues)),
		},
	}
	for i, p := range row.PValues {
		r.PValues[i] = number(p)
	}
	r.Stat, r.LnP, r.P = number(row.ChiSquared), number(row.LogUniformity), number(math.Exp(row.LogUniformity))
	for _, e := range suite.Refused() {
		if e.Test == row.Test {
			r.Warnings = append(r.Warnings, e.Error())
		}
	}
	switch {
	case len(r.Warnings) > 0:
	case row.Applicable == 0:
		r.Warnings = append(r.Warnings, "not applicable to any of the sequences: they have too few cycles")
	case r.P == nil:
		r.Warnings = append(r.Warnings, fmt.Sprintf("the uniformity needs at least %d p-values, and there are %d", sp80022.LeastSequences, row.Applicable))
	}
	return r
}

// number is nil for NaN and the infinities, which JSON has not.
func number(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

// A sequencesRun computes the p-values of sequences with several workers.
type sequencesRun struct {
	suite      func() *sp80022.Suite
	jobs       int
	most, bits int
	done       func(n int) // called after each sequence that was read; may be nil

	values [][]float64
	exact  []float64
}

// read reads up to most sequences, and returns what ended them before.
func (q *sequencesRun) read(r *sp80022.Reader) (end error) {
	jobs := q.jobs
	if jobs <= 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	jobs = min(jobs, q.most)
	type task struct {
		at   int
		bits *sp80022.Bits
	}
	tasks := make(chan task)
	free := make(chan *sp80022.Bits, jobs+1)
	for range cap(free) {
		free <- &sp80022.Bits{}
	}
	var mu sync.Mutex
	var workers sync.WaitGroup
	for range jobs {
		workers.Go(func() {
			var suite *sp80022.Suite
			for t := range tasks {
				if suite == nil {
					suite = q.suite()
				}
				p := suite.Run(t.bits, nil)
				mu.Lock()
				for len(q.values) <= t.at {
					q.values, q.exact = append(q.values, nil), append(q.exact, 0)
				}
				q.values[t.at], q.exact[t.at] = p, suite.LogExact()
				mu.Unlock()
				free <- t.bits
			}
		})
	}
	for i := range q.most {
		b := <-free
		if end = r.Next(b, q.bits); end != nil {
			break
		}
		tasks <- task{i, b}
		if q.done != nil {
			q.done(i + 1)
		}
	}
	close(tasks)
	workers.Wait()
	return end
}
