package exit

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"github.com/gatewright/gatewright/config/diag"
)

// ErrNo ends a command whose answer is no; it has been printed already.
var ErrNo = errors.New("the answer is no")

// UsageError is a wrong use of the command line.
type UsageError struct {
	message, hint string
}

// Usagef makes the error of a wrong use; the hint says what to type instead, ""
// where there is nothing to say.
func Usagef(hint, format string, args ...any) error {
	return &UsageError{fmt.Errorf(format, args...).Error(), hint}
}

func (e *UsageError) Error() string { return e.message }

// Hint says what to type instead.
func (e *UsageError) Hint() string { return e.hint }

// Signal ends a command that a signal stopped.
type Signal syscall.Signal

func (s Signal) Error() string { return fmt.Sprintf("ended by signal %d", int(s)) }

// Findings is an error made of findings; each is a line of its own, with its
// hint.
type Findings []diag.Finding

func (f Findings) Error() string {
	var b strings.Builder
	for _, one := range f {
		fmt.Fprintln(&b, one)
		if one.Hint != "" {
			fmt.Fprintf(&b, "  hint: %s\n", one.Hint)
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// hinted is an error with a hint.
type hinted struct {
	error
	hint string
}

// WithHint adds to an error what to do about it.
func WithHint(err error, hint string) error { return &hinted{err, hint} }

func (h *hinted) Unwrap() error { return h.error }

func (h *hinted) Hint() string { return h.hint }

// Join makes one error of several, a line each; the one itself where it is
// alone, and nil of none.
func Join(errs []error) error {
	switch len(errs) {
	case 0:
		return nil
	case 1:
		return errs[0]
	}
	return lines(errs)
}

type lines []error

func (l lines) Error() string {
	var b strings.Builder
	for _, err := range l {
		fmt.Fprintln(&b, err)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// Cause is an error of the file system without the operation and the name of
// the file, for messages that say both themselves.
func Cause(err error) error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return pe.Err
	}
	return err
}
