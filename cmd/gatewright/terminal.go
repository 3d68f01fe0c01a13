package main

import (
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// isTerminal reports whether a stream is a terminal.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// colour decides whether a stream gets colour codes: the --color option, then
// NO_COLOR, CLICOLOR_FORCE or FORCE_COLOR, TERM, and whether it is a terminal.
func (a *app) colour(w io.Writer) (bool, error) {
	switch a.colorFlag {
	case "always":
		return true, nil
	case "never":
		return false, nil
	case "auto", "":
	default:
		return false, usagef("it is one of auto, always, never", "unknown value %q of --color", a.colorFlag)
	}
	for _, name := range []string{"CLICOLOR_FORCE", "FORCE_COLOR"} {
		if v := a.env[name]; a.env["NO_COLOR"] == "" && v != "" && v != "0" {
			return true, nil
		}
	}
	return a.env["NO_COLOR"] == "" && a.env["TERM"] != "dumb" && isTerminal(w), nil
}

// say prints talk that --quiet silences.
func (a *app) say(format string, args ...any) {
	if !a.quiet {
		fmt.Fprintf(a.stderr, format+"\n", args...)
	}
}
