package journal

import "errors"

// ErrLocked says that another editor has the file open.
var ErrLocked = errors.New("another editor has the file open")

// Lock claims the file at path for this editor until unlock is called or the
// process ends, in whatever way. It is ErrLocked when another one has it.
func Lock(dir, path string) (unlock func(), err error) { return lock(dir, path) }
