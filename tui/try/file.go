package try

import (
	"fmt"
	"os"
	"sync"
)

// MaxShown is how many bytes of a body are held and shown; a longer one lies
// whole in a file.
const MaxShown = 1 << 20

// File is where a body lies of which only the start is held. It is taken away by
// Remove, unless Keep was called before: whoever was told its name may count on
// it. It is safe for concurrent use; a nil File is that of a body that needs
// none.
type File struct {
	// Path is the file, "" where none could be written.
	Path string
	// Size is how many bytes of the body it has.
	Size int64
	// Err is why it does not have all of them, nil for the bound on files.
	Err error

	mu   sync.Mutex
	kept bool
}

// Keep lets the file stay.
func (f *File) Keep() {
	if f != nil {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.kept = true
	}
}

// Remove takes the file away, unless it is kept.
func (f *File) Remove() {
	if f == nil || f.Path == "" {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.kept {
		os.Remove(f.Path) // one that is gone already is gone
	}
}

// Discard takes away the files in which the bodies of the answer lie, but those
// that are kept. A nil answer has none.
func (a *Answer) Discard() {
	if a == nil {
		return
	}
	a.File.Remove()
	for _, c := range a.Calls {
		c.File.Remove()
	}
}

// cut says where a body of a number of bytes is cut, and where the whole of it is,
// with a hint what to do with that; nothing where held is all of it.
func (f *File) cut(held int, all int64, hint string) []string {
	if int64(held) >= all {
		return nil
	}
	text := fmt.Sprintf("cut at %s, %s in all", size(int64(held)), size(all))
	switch {
	case f == nil:
		return []string{"(" + text + ")"}
	case f.Path == "":
		return []string{"! " + text + "; not saved: " + f.reason()}
	case f.Size < all:
		return []string{fmt.Sprintf("! %s: the first %s saved to %s%s", text, size(f.Size), f.Path, f.why()), hint}
	}
	return []string{text + ": saved to " + f.Path, hint}
}

func (f *File) reason() string {
	if f.Err == nil {
		return "it is too long"
	}
	return f.Err.Error()
}

func (f *File) why() string {
	if f.Err == nil {
		return ""
	}
	return "; " + f.Err.Error()
}
