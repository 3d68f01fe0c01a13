package payload

import "errors"

// ErrTooLarge is what writing an answer gives that gets too large in its encoding:
// in XML and YAML a small answer can become a large one, since names and
// indentation are written again and again.
var ErrTooLarge = errors.New("the answer gets too large in its output encoding")

// writer appends to bytes, up to a limit and at most one piece more.
type writer struct {
	dst []byte
	max int
}

func writerTo(dst []byte, limit int) *writer { return &writer{dst, len(dst) + limit} }

// full reports that no more need be written.
func (w *writer) full() bool { return len(w.dst) > w.max }

func (w *writer) put(pieces ...string) {
	for _, p := range pieces {
		w.dst = append(w.dst, p...)
	}
}

func (w *writer) end() ([]byte, error) {
	if w.full() {
		return w.dst, ErrTooLarge
	}
	return w.dst, nil
}
