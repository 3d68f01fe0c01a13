package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/gatewright/gatewright/generate"
)

// The exit codes of all commands. A command that a signal ends exits with 128
// and the signal's number.
const (
	exitFine   = 0
	exitNo     = 1 // the command worked and its answer is no
	exitUsage  = 2
	exitFailed = 3
)

// errNo ends a command whose answer is no; it has been printed already.
var errNo = errors.New("the answer is no")

// usageError is a wrong use of the command line.
type usageError struct {
	message, hint string
}

func (e *usageError) Error() string { return e.message }

// Hint says what to type instead.
func (e *usageError) Hint() string { return e.hint }

func usagef(hint, format string, args ...any) error {
	return &usageError{fmt.Sprintf(format, args...), hint}
}

// signalled ends a command that a signal stopped.
type signalled struct{ number int }

func (s signalled) Error() string { return fmt.Sprintf("ended by signal %d", s.number) }

// exitWith prints an error as every command does and returns the exit code.
func exitWith(w io.Writer, command string, err error) int {
	var sig signalled
	switch {
	case err == nil:
		return exitFine
	case errors.Is(err, errNo):
		return exitNo
	case errors.As(err, &sig):
		return 128 + sig.number
	}
	code := exitFailed
	var usage *usageError
	var choice *generate.UsageError
	if errors.As(err, &usage) || errors.As(err, &choice) {
		code = exitUsage
	}
	for _, line := range strings.Split(strings.TrimRight(err.Error(), "\n"), "\n") {
		fmt.Fprintf(w, "%s: %s\n", command, line)
	}
	var hinter interface{ Hint() string }
	if errors.As(err, &hinter) && hinter.Hint() != "" {
		for _, line := range strings.Split(hinter.Hint(), "\n") {
			fmt.Fprintf(w, "hint: %s\n", line)
		}
	}
	return code
}
