package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// WriteFile puts data into the file at path in one step: it is written to a
// temporary file beside it, which then takes its place. The mode and the owner
// of an existing file stay, a symbolic link is followed, and on an error the old
// file is untouched. Only a file that nothing can take the place of, because its
// folder may not be written to or because it is mounted by itself, as into a
// container, is overwritten where it is. Devices and pipes, such as /dev/stdout,
// are written to.
func WriteFile(path string, data []byte) error {
	old, err := os.Stat(path)
	switch {
	case err == nil && old.IsDir():
		return fmt.Errorf("writing %q: it is a directory", path)
	case err == nil && !old.Mode().IsRegular():
		err = pour(path, data)
	default:
		path = target(path)
		err = replace(path, data, old)
		if old != nil && err != nil && fixed(err) {
			err = overwrite(path, data)
		}
	}
	if err != nil {
		return fmt.Errorf("writing %q: %w", path, cause(err))
	}
	return nil
}

// maxLinks bounds how many links lead from one to another.
const maxLinks = 40

// target is the file that a path leads to, which need not be there yet.
func target(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	for at, n := path, 0; n < maxLinks; n++ {
		next, err := os.Readlink(at)
		if err != nil {
			return at
		}
		if !filepath.IsAbs(next) {
			dir, err := filepath.EvalSymlinks(filepath.Dir(at))
			if err != nil {
				return path
			}
			next = filepath.Join(dir, next)
		}
		at = next
	}
	return path
}

// pour writes to what is no file.
func pour(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}

// replace writes a temporary file and puts it in the place of the old one, nil
// for none.
func replace(path string, data []byte, old os.FileInfo) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if _, err = f.Write(data); err != nil {
		return err
	}
	mode := os.FileMode(0o644)
	if old != nil {
		mode = old.Mode().Perm()
		keepOwner(f, old)
	}
	if err = f.Chmod(mode); err != nil {
		return err
	}
	if err = f.Sync(); err != nil {
		return err
	}
	if err = f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// overwrite writes over a file where it is.
func overwrite(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Truncate(int64(len(data)))
	}
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}
