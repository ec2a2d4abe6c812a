package reports

import (
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"sync"
)

// The files of a folder beside the plots.
const (
	indexFile  = "index.html"
	resultFile = "result.json"
)

// ownPlots are the names of the plots that [WriteFolder] writes, so that it can
// take away those of an earlier report.
var ownPlots = []string{"finding-*.png", "least-*.png", "modulo-bias.png", "p-values.png", "throughput-*.png"}

// WriteFolder writes d to dir, which it makes if it is not there: index.html,
// result.json, and the plots as PNG files. Every file is first written under
// another name, and takes its own only when all are complete: after an error,
// such as a full disk, what was in dir before is still there. The plots of an
// earlier report are removed.
func WriteFolder(dir string, d *Document) (err error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fmt.Errorf("reports: making the folder of the report: %w", err)
	}
	p := newPage(d)
	names := []string{resultFile}
	writers := []func(io.Writer) error{func(w io.Writer) error { return WriteJSON(w, d) }}
	for _, f := range p.figures {
		names = append(names, f.file)
		writers = append(writers, f.writePNG)
	}
	// The page comes last: who sees it sees a whole report.
	names = append(names, indexFile)
	writers = append(writers, p.write)

	temporary := make([]string, len(names))
	for i, name := range names {
		temporary[i] = filepath.Join(dir, temporaryName(name))
	}
	defer func() {
		if err != nil {
			for _, t := range temporary {
				os.Remove(t) // the error that is returned says more
			}
		}
	}()
	errs := make([]error, len(names))
	var wg sync.WaitGroup
	room := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range names {
		wg.Go(func() {
			room <- struct{}{}
			defer func() { <-room }()
			if err := writeFile(temporary[i], writers[i]); err != nil {
				errs[i] = fmt.Errorf("reports: writing %s: %w", filepath.Join(dir, names[i]), err)
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err // a full disk stops all of them: one is enough to say so
		}
	}
	if err := removeOld(dir); err != nil {
		return err
	}
	for i, name := range names {
		if err := os.Rename(temporary[i], filepath.Join(dir, name)); err != nil {
			return fmt.Errorf("reports: putting %s in its place: %w", name, err)
		}
	}
	return nil
}

// temporaryName is what a file is called until it is complete: another process
// that writes to the same folder uses another name.
func temporaryName(name string) string { return fmt.Sprintf(".%s.%d.tmp", name, os.Getpid()) }

// removeOld removes the plots of an earlier report.
func removeOld(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("reports: looking for an earlier report: %w", err)
	}
	for _, e := range entries {
		for _, pattern := range ownPlots {
			if ok, _ := path.Match(pattern, e.Name()); ok && e.Type().IsRegular() {
				if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
					return fmt.Errorf("reports: removing a plot of an earlier report: %w", err)
				}
			}
		}
	}
	return nil
}

// replaceFile writes a file of a folder, which has its name only when it is whole.
func replaceFile(dir, name string, write func(io.Writer) error) error {
	whole, temporary := filepath.Join(dir, name), filepath.Join(dir, temporaryName(name))
	err := writeFile(temporary, write)
	if err == nil {
		err = os.Rename(temporary, whole)
	}
	if err != nil {
		os.Remove(temporary) // the error that is returned says more
		return fmt.Errorf("reports: writing %s: %w", whole, err)
	}
	return nil
}

func writeFile(name string, write func(io.Writer) error) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := write(f); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
