// Package journal keeps what an editor has not saved yet, so that it is still
// there after a crash: one small file for each edited file, in a folder of its
// own, readable by its owner only since configurations may hold secrets.
//
//	journal.Write(dir, path, disk, text, labels)
//	journal.End(dir, path, journal.Closed) // where the editor can still tell why
//	j, err := journal.Read(dir, path)
//	text, err := j.Restore(disk)
package journal

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/tui/draft"
)

// Journal is what was not saved.
type Journal struct {
	// Path is the edited file, Base the hash of what it held.
	Path string `json:"path"`
	Base string `json:"base"`
	// Labels say in words what was done.
	Labels []string    `json:"labels"`
	Edit   syntax.Edit `json:"edit"`
	// Ended is why the editor has ended, as far as it could tell.
	Ended Cause `json:"ended,omitempty"`
	// Written is when it was written last; Read sets it.
	Written time.Time `json:"-"`
}

// ErrChanged says that the file no longer holds what was edited.
var ErrChanged = errors.New("the file has changed since")

// Write notes that the file at path, which holds disk, was edited to text.
// Where both are the same the journal is taken away.
func Write(dir, path, disk, text string, labels []string) error {
	if disk == text {
		return Remove(dir, path)
	}
	j := Journal{Path: absolute(path), Base: hash(disk), Labels: labels, Edit: draft.Difference(disk, text)}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("writing the journal of %q: %w", path, err)
	}
	return j.write(file(dir, path))
}

// End notes in the journal of a file, where there is one, why the editor ends.
func End(dir, path string, cause Cause) error {
	j, err := Read(dir, path)
	if j == nil || err != nil {
		return err
	}
	j.Ended = cause
	return j.write(file(dir, path))
}

func (j *Journal) write(name string) error {
	data, err := json.Marshal(j)
	if err != nil {
		return fmt.Errorf("writing the journal of %q: %w", j.Path, err)
	}
	return replace(name, data)
}

// replace writes a file that only its owner can read, in one step.
func replace(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".journal.*") // made with mode 0600
	if err != nil {
		return fmt.Errorf("writing a journal: %w", err)
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
		return fmt.Errorf("writing a journal: %w", err)
	}
	return nil
}

// Read returns the journal of a file, nil where there is none.
func Read(dir, path string) (*Journal, error) {
	name := file(dir, path)
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the journal of %q: %w", path, err)
	}
	j := &Journal{}
	if err := json.Unmarshal(data, j); err != nil {
		return nil, fmt.Errorf("reading the journal of %q: %w", path, err)
	}
	if info, err := os.Stat(name); err == nil {
		j.Written = info.ModTime()
	}
	return j, nil
}

// Restore returns the text that was edited, from what the file holds. It is
// ErrChanged where that is not what it held then.
func (j *Journal) Restore(disk string) (string, error) {
	if hash(disk) != j.Base {
		return "", ErrChanged
	}
	return syntax.Apply(disk, []syntax.Edit{j.Edit})
}

// Remove takes the journal of a file away.
func Remove(dir, path string) error {
	err := os.Remove(file(dir, path))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing the journal of %q: %w", path, err)
	}
	return nil
}

func file(dir, path string) string {
	return filepath.Join(dir, hash(absolute(path))+".json")
}

func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}
