package main

import (
	"fmt"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/randaudit/randaudit/internal/shell"
	"github.com/randaudit/randaudit/reports"
	"github.com/randaudit/randaudit/sources"
	"github.com/randaudit/randaudit/stattests/battery"
)

func newReport(s *streams, status *int) *cobra.Command {
	var (
		o     output
		alpha float64
	)
	cmd := &cobra.Command{
		Use:   "report [flags] RESULT.json|TALLIES...",
		Short: "Render saved results, or judge saved tallies again",
		Long: `Render saved results, or judge saved tallies again.

A file is a result.json: it is rendered as it is. A folder holds the tallies of a
source, as an audit leaves them under tallies/: they are judged again, at --alpha.
Folders of one plan and different shards are added up; a shard that is there twice is
refused, unless its source gives other data each time. The tallies of a marathon that is
under way are judged as far as they were saved. That is one look more than its plan has:
who looks again and again until something shows will see it in a fair source too.`,
		Example: `  randaudit report randaudit-report/result.json --out again
  randaudit report randaudit-report/tallies/* --alpha 1e-6`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return hinted{fmt.Errorf("nothing to report"), "randaudit report " + defaultOut + "/result.json"}
			}
			if !(alpha > 0 && alpha < 1) {
				return fmt.Errorf("--alpha %v: the false-alarm rate must be above 0 and below 1", alpha)
			}
			doc, err := gather(cmd, args, alpha)
			if err != nil {
				return err
			}
			if err := o.write(cmd, s, doc); err != nil {
				return err
			}
			*status = exitStatus(doc)
			return nil
		},
	}
	cmd.Flags().Float64Var(&alpha, "alpha", battery.DefaultAlpha, "false-alarm rate at which tallies are judged")
	o.flags(cmd)
	return cmd
}

// gather makes one document of saved results and tallies.
func gather(cmd *cobra.Command, args []string, alpha float64) (*reports.Document, error) {
	var doc *reports.Document
	var runs []*battery.Run
	for _, name := range args {
		info, err := os.Stat(name)
		if err != nil {
			return nil, err
		}
		if info.IsDir() {
			run, err := battery.Load(name)
			if err != nil {
				return nil, err
			}
			runs = append(runs, run)
			continue
		}
		file, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		d, err := reports.Read(file)
		file.Close()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if doc == nil {
			doc = d
			continue
		}
		if d.Alpha != doc.Alpha {
			return nil, fmt.Errorf("%s was judged at alpha %v and %s at %v: report them apart, or judge their tallies again", args[0], doc.Alpha, name, d.Alpha)
		}
		doc.Audits = append(doc.Audits, d.Audits...)
		doc.Demonstrations = append(doc.Demonstrations, d.Demonstrations...)
		doc.Throughput = append(doc.Throughput, d.Throughput...)
	}
	if len(runs) == 0 {
		return doc, nil
	}
	if doc == nil {
		doc = reports.New(version(), "randaudit "+shell.Join(append(append([]string{"report"}, args...), setFlags(cmd)...)), runs[0].Plan.Seed, alpha)
	} else if doc.Alpha != alpha {
		return nil, fmt.Errorf("%s was judged at alpha %v: judge the tallies at the same with --alpha %v", args[0], doc.Alpha, doc.Alpha)
	}
	joined, err := join(runs)
	if err != nil {
		return nil, err
	}
	for i, r := range joined {
		other := func(j *battery.Run) bool {
			return j.Plan.Source == r.Plan.Source && j.Plan.Battery == r.Plan.Battery && j.Plan.Digest() != r.Plan.Digest()
		}
		if slices.ContainsFunc(joined[:i], other) {
			fmt.Fprintf(cmd.ErrOrStderr(), "randaudit: runs of %s by other flags or another build do not add: they are judged apart\n", printable(r.Plan.Source))
		}
		doc.AddAudit(r.Judge(alpha))
	}
	return doc, nil
}

// join adds up the runs that are different shards of one plan. Runs of the same
// shard are audits of their own where they need not be of the same data; where a seed
// says that they are, they are refused.
func join(runs []*battery.Run) (joined []*battery.Run, err error) {
	for _, r := range runs {
		i := slices.IndexFunc(joined, func(j *battery.Run) bool {
			return j.Plan.Digest() == r.Plan.Digest() &&
				(sources.Repeatable(r.Plan.Source) || !slices.ContainsFunc(j.Shards, func(s uint64) bool { return slices.Contains(r.Shards, s) }))
		})
		if i < 0 {
			joined = append(joined, r)
			continue
		}
		if err := joined[i].Add(r); err != nil {
			return nil, err
		}
	}
	return joined, nil
}
