package journal

import "sync"

// Keeper writes the journal of one file, so that the one who edits need not
// wait for the disk:
//
//	write := keeper.Note(disk, text, labels) // when something has changed
//	err := write()                           // on any goroutine, at any time
//
// A note never takes the place of a later one.
type Keeper struct {
	dir, path string
	taken     int // notes, by the one who edits

	mu      sync.Mutex
	written int // the latest note that is on disk
}

// NewKeeper returns a keeper of the journal of a file in a folder.
func NewKeeper(dir, path string) *Keeper { return &Keeper{dir: dir, path: path} }

// Note takes down that the file, which holds disk, was edited to text, and
// returns what writes that; see Write. Note itself is not safe for concurrent
// use, what it returns is.
func (k *Keeper) Note(disk, text string, labels []string) (write func() error) {
	k.taken++
	n := k.taken
	return func() error {
		k.mu.Lock()
		defer k.mu.Unlock()
		if n < k.written {
			return nil
		}
		k.written = n
		return Write(k.dir, k.path, disk, text, labels)
	}
}

// Drop takes the journal away, and with it all notes that are not yet written.
func (k *Keeper) Drop() error { return k.Note("", "", nil)() }

// End notes why the editor ends, behind all notes that were taken before; see End.
func (k *Keeper) End(cause Cause) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return End(k.dir, k.path, cause)
}
