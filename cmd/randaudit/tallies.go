package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"github.com/spf13/cobra"

	"github.com/randaudit/randaudit/stattests/battery"
)

// saveEvery is how often a marathon saves its tallies at least.
const saveEvery = time.Minute

// findTallies says where each job's tallies go, and finds those of a marathon that is to go
// on. It refuses a folder with a marathon in it that the audit would destroy or mix with
// another.
func (f *auditFlags) findTallies(cmd *cobra.Command, b *battery.Battery, jobs []*job) error {
	folder := f.output.folder(cmd)
	if folder == "" {
		return nil
	}
	for i, j := range jobs {
		j.tallies = filepath.Join(folder, "tallies", tallyFolder(i, j.src.Name(), f.shard))
	}
	there, err := savedTallies(folder)
	if err != nil {
		return err
	}
	if b.Endless {
		// What a kill left where the folder was replaced is not in the list.
		for _, j := range jobs {
			if !slices.Contains(there, j.tallies) {
				there = append(there, j.tallies)
			}
		}
	}
	for _, dir := range there {
		plan, shards, err := battery.LoadPlan(dir)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return hinted{err, "another folder with --out, or remove " + dir}
		}
		if was := battery.Lookup(plan.Battery); !b.Endless && was != nil && !was.Endless {
			continue
		}
		digest := plan.Digest()
		same := func(j *job) bool { return j.plan.Digest() == digest }
		mine := func(j *job) bool { return j.from == nil && same(j) }
		i := slices.IndexFunc(jobs, func(j *job) bool { return mine(j) && j.tallies == dir })
		if i < 0 && slices.Equal(shards, []uint64{f.shard}) { // it was in another place of the command
			i = slices.IndexFunc(jobs, mine)
		}
		switch {
		case i < 0 && !slices.ContainsFunc(jobs, same):
			return hinted{
				fmt.Errorf("%s holds the tallies of another plan: battery %s of %s, by randaudit %s", dir, plan.Battery, plan.Source, plan.Version),
				fmt.Sprintf("to go on with it, name the source %s and give the flags it had, to the same build of randaudit; else give another folder with --out, or remove %s", plan.Source, dir),
			}
		case i < 0:
			continue // another shard, or one source more than there are now
		}
		run, err := battery.Load(dir)
		if err != nil {
			return hinted{err, "another folder with --out, or remove " + dir}
		}
		jobs[i].tallies, jobs[i].from = dir, run
	}
	return nil
}

// savedSeed is the seed of a marathon in the folder of a report, so that the same command,
// which did not name it, goes on with it; fresh if there is none.
func (f *auditFlags) savedSeed(folder string, fresh uint64) uint64 {
	there, _ := savedTallies(folder)
	for _, dir := range there {
		if plan, _, err := battery.LoadPlan(dir); err == nil && plan.Battery == f.battery {
			return plan.Seed
		}
	}
	return fresh
}

// tallyName is what the folder of a source's tallies is called.
var tallyName = regexp.MustCompile(`^[0-9]{2,}-`)

// savedTallies lists the folders of saved tallies in the folder of a report.
func savedTallies(folder string) (dirs []string, err error) {
	entries, err := os.ReadDir(filepath.Join(folder, "tallies"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, e := range entries {
		if dir := filepath.Join(folder, "tallies", e.Name()); e.IsDir() && tallyName.MatchString(e.Name()) {
			if _, err := os.Stat(filepath.Join(dir, "run.json")); err == nil {
				dirs = append(dirs, dir)
			}
		}
	}
	return dirs, nil
}

// removeTallies removes the tallies of an earlier audit from the folder of a report, all but
// those to keep.
func removeTallies(folder string, keep []string) error {
	dirs, err := savedTallies(folder)
	if err != nil {
		return err
	}
	for _, dir := range dirs {
		if !slices.Contains(keep, dir) {
			if err := os.RemoveAll(dir); err != nil {
				return err
			}
		}
	}
	return nil
}

// tallyFolder is a safe name for the folder of a source's tallies.
func tallyFolder(i int, source string, shard uint64) string {
	safe := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, source)
	name := fmt.Sprintf("%02d-%s", i, strings.Trim(safe[:min(len(safe), 40)], "-"))
	if shard > 0 {
		name += fmt.Sprintf("-shard-%d", shard)
	}
	return name
}

// lockTallies keeps a second marathon from saving to the folder of a report while this process
// lives: each would take away what the other one writes.
func (f *auditFlags) lockTallies(cmd *cobra.Command, b *battery.Battery) (unlock func(), err error) {
	folder := f.output.folder(cmd)
	if folder == "" || !b.Endless {
		return func() {}, nil
	}
	tallies := filepath.Join(folder, "tallies")
	if err := os.MkdirAll(tallies, 0o777); err != nil {
		return nil, err
	}
	lock := flock.New(filepath.Join(tallies, ".lock"))
	switch locked, err := lock.TryLock(); {
	case err != nil:
		return nil, fmt.Errorf("locking %s: %w", tallies, err)
	case !locked:
		return nil, hinted{fmt.Errorf("another marathon is saving its tallies in %s", folder), "another folder with --out, or wait until it has ended"}
	}
	return func() { _ = lock.Unlock() }, nil
}
