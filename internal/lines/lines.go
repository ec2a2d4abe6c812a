// Package lines holds files of a JSON value a line: the results of the long runs of
// scripts, which go on from what they find there.
package lines

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
)

// Decode returns the values of whole lines. A key that T lacks is an error.
func Decode[T any](b []byte) (values []T, err error) {
	for line := range bytes.Lines(b) {
		var v T
		if err := decode(line, &v); err != nil {
			return nil, fmt.Errorf("line %d: %w", len(values)+1, err)
		}
		values = append(values, v)
	}
	return values, nil
}

func decode(line []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields() // those of somebody else's file
	if err := d.Decode(v); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("there is more than one value")
	}
	return nil
}

// A File is added to while a run goes on.
type File[T any] struct{ f *os.File }

// Open returns a file, which is made where there is none, and the values in it. The
// beginning of a value after its last whole line is cut off: there an earlier run was
// killed. Anything else there is an error, since the file is then not one of these.
func Open[T any](name string) (file *File[T], values []T, err error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o666)
	if err != nil {
		return nil, nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("%s: %w", name, err), f.Close())
		}
	}()
	b, err := io.ReadAll(f)
	if err != nil {
		return nil, nil, err
	}
	whole := bytes.LastIndexByte(b, '\n') + 1
	if values, err = Decode[T](b[:whole]); err != nil {
		return nil, nil, err
	}
	if whole < len(b) {
		var v T
		if err := decode(b[whole:], &v); err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, nil, fmt.Errorf("line %d: %w", len(values)+1, err)
		}
		if err := f.Truncate(int64(whole)); err != nil {
			return nil, nil, err
		}
	}
	return &File[T]{f}, values, nil
}

// Close closes the file.
func (f *File[T]) Close() error { return f.f.Close() }

// Fill makes a value of each task, as many at once as there are jobs, adds it to the
// file and hands it to took, one at a time. After an error no task is begun.
func Fill[T, K any](f *File[T], jobs int, tasks []K, value func(K) (T, error), took func(K, T)) (err error) {
	var mu sync.Mutex
	var workers sync.WaitGroup
	next := 0
	for range jobs {
		workers.Go(func() {
			for {
				mu.Lock()
				i := next
				next++
				stop := err != nil || i >= len(tasks)
				mu.Unlock()
				if stop {
					return
				}
				v, made := value(tasks[i])
				mu.Lock()
				if made == nil {
					made = f.add(v)
				}
				if made == nil {
					took(tasks[i], v)
				}
				err = errors.Join(err, made)
				mu.Unlock()
			}
		})
	}
	workers.Wait()
	return err
}

func (f *File[T]) add(v T) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = f.f.Write(append(b, '\n'))
	return err
}
