// Package watch tells when files change, however they are written: in place,
// renamed over, or exchanged behind a symbolic link as Kubernetes does.
//
// The common call is
//
//	w, err := watch.New(files)
//	defer w.Close()
//	w.Run(ctx, func() []string { return reload() })
//
// What counts is the content of the files: a change of their times alone, and
// other files beside them, tell nothing. Where the system tells no changes, on
// some network file systems, nothing is told here either.
package watch

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/fsnotify/fsnotify"
)

// quiet is how long files must stay as they are before a change of them is
// told: editors and copies write in several steps.
const quiet = 100 * time.Millisecond

type sum [sha256.Size]byte

// Watcher watches files and folders.
type Watcher struct {
	events *fsnotify.Watcher
	paths  []string
	told   sum // what the paths held when they were last told of
}

// New starts to watch files, which need not exist, and what lies directly in
// folders. The error names every folder that cannot be watched.
func New(paths []string) (*Watcher, error) {
	events, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, fmt.Errorf("watching files: %w", err)
	}
	w := &Watcher{events: events}
	if err := w.watch(paths); err != nil {
		return nil, errors.Join(err, events.Close())
	}
	w.told = w.sum()
	return w, nil
}

// Close ends the watch.
func (w *Watcher) Close() error { return w.events.Close() }

// Run calls changed after each change, until ctx ends. It returns what is to be
// watched from then on, nil for the same.
func (w *Watcher) Run(ctx context.Context, changed func() []string) {
	timer := time.NewTimer(quiet)
	timer.Stop()
	defer timer.Stop()
	last, waiting := w.told, false
	for {
		select {
		case <-ctx.Done():
			return
		case _, open := <-w.events.Events:
			if !open {
				return
			}
		case _, open := <-w.events.Errors:
			// Events were lost: a look at the files finds what they were about.
			if !open {
				return
			}
		case <-timer.C:
			waiting = false
			now := w.sum()
			if now == w.told {
				last = now
				continue
			}
			if now == last {
				w.told = now
				w.follow(changed())
				last = w.told
				continue
			}
			last = now
		}
		if !waiting {
			waiting = true
			timer.Reset(quiet)
		}
	}
}

// follow watches other paths from now on, where there are any.
func (w *Watcher) follow(paths []string) {
	if paths == nil {
		return
	}
	before := w.paths
	// Folders that have gone are no reason to stop; their files count as missing.
	_ = w.watch(paths)
	if !slices.Equal(before, w.paths) {
		w.told = w.sum()
	}
}

// watch exchanges the paths. Folders are watched rather than files: a file that
// is renamed over would be lost.
func (w *Watcher) watch(paths []string) error {
	w.paths = slices.Compact(slices.Sorted(slices.Values(paths)))
	wanted := map[string]bool{}
	for _, path := range w.paths {
		for _, dir := range folders(path) {
			wanted[dir] = true
		}
	}
	for _, dir := range w.events.WatchList() {
		if !wanted[dir] {
			_ = w.events.Remove(dir) // it has gone by itself otherwise
		}
	}
	var problems []error
	for dir := range wanted {
		if err := w.events.Add(dir); err != nil {
			problems = append(problems, fmt.Errorf("watching %q: %w", dir, err))
		}
	}
	return errors.Join(problems...)
}

// folders are those in which a change of path can be seen: that of a link, and
// that of what it leads to.
func folders(path string) []string {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return []string{path}
	}
	dirs := []string{filepath.Dir(path)}
	if real, err := filepath.EvalSymlinks(path); err == nil && filepath.Dir(real) != dirs[0] {
		dirs = append(dirs, filepath.Dir(real))
	}
	return dirs
}

// sum is a fingerprint of what the paths hold.
func (w *Watcher) sum() sum {
	h := sha256.New()
	for _, path := range w.paths {
		entries, err := os.ReadDir(path)
		if err != nil {
			add(h, path)
			continue
		}
		for _, e := range entries {
			add(h, filepath.Join(path, e.Name()))
		}
	}
	return sum(h.Sum(nil))
}

// add adds one file; folders inside of folders count for nothing.
func add(h io.Writer, path string) {
	text, err := os.ReadFile(path)
	fmt.Fprintf(h, "%q %t %d\n", path, err == nil, len(text))
	h.Write(text)
}
