// Package exit is how a command ends: the codes that all commands share, the
// errors that choose one, and the words in which a user reads them.
//
//	return exit.Usagef("write --port 8080", "--port %q is no number", port)
//
// It ends nothing itself: main does, with what Report returns.
package exit

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
	Fine   = 0
	No     = 1 // the command worked and its answer is no
	Usage  = 2
	Failed = 3
)

// Report prints an error as every command does, with its hint, and returns the
// exit code.
func Report(w io.Writer, command string, err error) int {
	var sig Signal
	switch {
	case err == nil:
		return Fine
	case errors.Is(err, ErrNo):
		return No
	case errors.As(err, &sig):
		return 128 + int(sig)
	}
	code := Failed
	var usage *UsageError
	var choice *generate.UsageError
	if errors.As(err, &usage) || errors.As(err, &choice) {
		code = Usage
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
