package tui

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/gatewright/gatewright/config"
)

// backupOf is the file that keeps what another held before it was saved.
func backupOf(path string) string { return path + ".bak" }

// backUp keeps what a file holds in another one beside it, which only those can
// read who can read the file. A file that is not there needs none.
func backUp(path string) error {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading %q: %w", path, cause(err))
	}
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("reading %q: %w", path, cause(err))
	}
	backup := backupOf(path)
	// A file that is made here gets its mode before it gets its content.
	if f, err := os.OpenFile(backup, os.O_WRONLY|os.O_CREATE|os.O_EXCL, info.Mode().Perm()); err == nil {
		if err := f.Close(); err != nil {
			return fmt.Errorf("writing %q: %w", backup, cause(err))
		}
	}
	return config.WriteFile(backup, data)
}
