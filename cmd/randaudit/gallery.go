package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/randaudit/randaudit/internal/shell"
	"github.com/randaudit/randaudit/reports"
	"github.com/randaudit/randaudit/sources"
	"github.com/randaudit/randaudit/sources/planted"
	"github.com/randaudit/randaudit/stattests/battery"
)

const (
	drawAlpha = 1e-6 // of the draws that the gallery tells
	drawPower = 0.99

	// The gallery draws until it has evidence, up to so many rounds where that
	// is to come by the exact law, and fewer where it is not.
	visibleRounds   = 2048 // 4 million draws
	invisibleRounds = 256
	drawsPerRound   = 2048 // as a rule
)

// onlyFlags refuses a source, and flags that do not go with a mode of audit.
func onlyFlags(cmd *cobra.Command, mode string, specs, command, flags []string) error {
	again := "randaudit audit --" + mode
	if len(specs) > 0 || command != nil {
		return hinted{fmt.Errorf("--%s takes no source", mode), again}
	}
	var other error
	cmd.Flags().Visit(func(flag *pflag.Flag) {
		if flag.Name != mode && !slices.Contains(flags, flag.Name) && other == nil {
			other = hinted{fmt.Errorf("--%s does not go with --%s", flag.Name, mode), again}
		}
	})
	return other
}

// runGallery is randaudit audit --gallery: each bug of the gallery on the
// operating system's random numbers. Evidence of bias is what it is there to
// show; what must be seen and is not leaves the run inconclusive.
func (f *auditFlags) runGallery(cmd *cobra.Command, s *streams, status *int, specs, command []string) error {
	if err := onlyFlags(cmd, "gallery", specs, command, []string{"alpha", "jobs", "seed", "out", "json", "quiet"}); err != nil {
		return err
	}
	_, seed, err := f.options(cmd)
	if err != nil {
		return err
	}
	g := &reports.Gallery{
		Version: version(), Command: "randaudit " + shell.Join(commandLine(cmd, nil, nil, true)),
		Date: time.Now().UTC(), Seed: seed, DrawAlpha: drawAlpha, DrawPower: drawPower,
	}
	for _, e := range planted.Gallery {
		exhibited, foreseen, err := f.exhibit(cmd.Context(), e, seed)
		if err != nil {
			return fmt.Errorf("%s: %w", e.View, err)
		}
		if exhibited.Report.Interrupted {
			return errors.New("interrupted: no gallery was written")
		}
		if !foreseen {
			*status = exitInconclusive
		}
		g.Exhibits = append(g.Exhibits, exhibited)
	}
	return f.writeGallery(cmd, s, g)
}

// exhibited is what is exactly known of a bug.
func exhibited(e planted.Exhibit) (x reports.Exhibited, err error) {
	x.Exhibit = e
	if x.Classes, err = e.Classes(); err != nil {
		return x, err
	}
	x.Draws = planted.Draws(x.Classes, drawAlpha, drawPower)
	way, args, err := e.Way()
	if err == nil && way.Name == "seeds" {
		x.Keys = planted.Keys(args[0], drawPower)
	}
	return x, err
}

// visible reports whether so many draws are evidence at alpha but for once in
// 10,000 times: an audit's statistics and looks share alpha, in less than 100
// parts.
func visible(classes []planted.Class, alpha, draws float64) bool {
	return planted.Draws(classes, alpha/100, 0.9999) <= draws
}

// exhibit audits one bug. It reports whether evidence came if it had to.
func (f *auditFlags) exhibit(ctx context.Context, e planted.Exhibit, seed uint64) (x reports.Exhibited, foreseen bool, err error) {
	if x, err = exhibited(e); err != nil {
		return x, false, err
	}
	src, err := sources.Parse("crypto", sources.Options{Seed: seed})
	if err != nil {
		return x, false, err
	}
	test := "frequency"
	if e.Shows != planted.Symbols {
		test = "sweep"
	}
	plan, err := battery.Quick.Plan(src, battery.Options{
		Views: []string{e.View}, Tests: []string{test}, Seed: seed, Alpha: f.alpha, Version: version(),
	})
	if err != nil {
		return x, false, err
	}
	// The least of bytes is of a source that nobody knows.
	plan.Least, plan.Doublings = 0, 0
	rounds := uint64(invisibleRounds)
	perRound := float64(plan.Cells[0].Blocks) * 256 // symbols of a block of either test
	visible := visible(x.Classes, f.alpha, visibleRounds*perRound)
	if visible {
		rounds = visibleRounds
	}
	plan.Looks = nil
	for r := uint64(1); r < rounds; r *= 4 {
		plan.Looks = append(plan.Looks, r)
	}
	plan.Looks = append(plan.Looks, rounds)
	_, x.Report, err = battery.Audit(ctx, plan, src, battery.RunOptions{Jobs: f.jobs})
	if err != nil {
		return x, false, err
	}
	return x, !visible || x.Report.Verdict == battery.Fail, nil
}

func (f *auditFlags) writeGallery(cmd *cobra.Command, s *streams, g *reports.Gallery) error {
	return f.output.writePage(cmd, s, page{
		text:   g.WriteText,
		json:   func(w io.Writer) error { return reports.WriteGalleryJSON(w, g) },
		folder: func(dir string) error { return reports.WriteGalleryFolder(dir, g) },
		told:   "Gallery: ", file: "gallery.html",
	})
}

// A page is what --map and --gallery write, in each of its forms.
type page struct {
	text, json func(io.Writer) error
	folder     func(dir string) error
	told, file string // what the last line calls the page, and its name in the folder
}

// writePage puts a page where the flags say.
func (o *output) writePage(cmd *cobra.Command, s *streams, p page) error {
	var err error
	switch {
	case o.json == "-":
		err = writeAll(s.out, p.json)
	case !o.quiet:
		err = writeAll(s.out, p.text)
	}
	if err != nil {
		return err
	}
	if o.json != "" && o.json != "-" {
		if err := writeFile(o.json, p.json); err != nil {
			return err
		}
	}
	folder := o.folder(cmd)
	if folder == "" {
		return nil
	}
	if err := p.folder(folder); err != nil {
		return err
	}
	if o.json != "-" && !o.quiet {
		if _, err := fmt.Fprintf(s.out, "%s%s\n", p.told, printable(filepath.Join(folder, p.file))); err != nil {
			return fmt.Errorf("writing to standard output: %w", err)
		}
	}
	return nil
}

// plantedList lists the planted ways of drawing, then the bugs of the gallery.
func plantedList(row func(name, doc string)) {
	for _, w := range planted.All {
		row(w.Usage, w.Doc)
	}
	for _, e := range planted.Gallery {
		x, err := exhibited(e)
		if err != nil {
			panic(err) // the gallery is held to have laws
		}
		verdict := "An audit finds it."
		if !visible(x.Classes, battery.DefaultAlpha, visibleRounds*drawsPerRound) {
			verdict = "The gallery draws too few to find it."
		}
		row(e.View, fmt.Sprintf("%s: %s. %s Exactly: %s. Needs: %s. %s Told by: %s.",
			e.When, e.Name, e.What, strings.Join(x.Law(), "; "), x.Needs(drawPower), verdict, e.Source))
	}
}
