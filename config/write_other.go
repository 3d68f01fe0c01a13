//go:build !unix

package config

import (
	"errors"
	"io/fs"
	"os"
)

// fixed reports whether an error says that nothing can take the place of a file.
func fixed(err error) bool { return errors.Is(err, fs.ErrPermission) }

// keepOwner does nothing: files here get the owner that their folder gives them.
func keepOwner(*os.File, os.FileInfo) {}
