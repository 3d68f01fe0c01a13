//go:build unix

package config

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// fixed reports whether an error says that nothing can take the place of a file.
func fixed(err error) bool {
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) || errors.Is(err, syscall.EBUSY)
}

// keepOwner gives a new file the owner and the group of the old one, as far as
// this process may.
func keepOwner(f *os.File, old os.FileInfo) {
	s, ok := old.Sys().(*syscall.Stat_t)
	if !ok || int(s.Uid) == os.Geteuid() && int(s.Gid) == os.Getegid() {
		return
	}
	if f.Chown(int(s.Uid), int(s.Gid)) != nil {
		_ = f.Chown(-1, int(s.Gid)) // the group alone is better than nothing
	}
}
