// Package console is what a command talks with: its streams, its environment,
// and the global options that say how much it talks and in which colours.
//
//	con.Say("wrote %s", path)          // stderr, unless --quiet
//	return con.Deliver(path, result)   // a file, or stdout
//
// Results go to Stdout and talk to Stderr; nothing here reads the process's own
// streams or environment.
package console

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/term"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

// Console is what one run of the program talks with.
type Console struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Env            map[string]string

	// ColorMode is auto, always or never.
	ColorMode string
	// Quiet silences talk.
	Quiet bool

	// read are the files that the results are made of, and stdinRead is whether
	// standard input is among them.
	read      []string
	stdinRead bool
}

// TakeStdin returns standard input to whom reads it, which only one can.
func (c *Console) TakeStdin() (io.Reader, error) {
	if c.stdinRead {
		return nil, exit.Usagef("put one of the two into a file", "standard input can be read only once")
	}
	c.stdinRead = true
	return c.Stdin, nil
}

// Reads notes that results are made of a file: none is written over it.
func (c *Console) Reads(path string) {
	if !slices.Contains(c.read, path) {
		c.read = append(c.read, path)
	}
}

// Environ is the environment as a list of NAME=VALUE.
func (c *Console) Environ() []string {
	list := make([]string, 0, len(c.Env))
	for k, v := range c.Env {
		list = append(list, k+"="+v)
	}
	return list
}

// IsTerminal reports whether a stream, or the one that it wraps, is a terminal.
func IsTerminal(stream any) bool {
	if w, ok := stream.(interface{ Unwrap() io.Writer }); ok {
		stream = w.Unwrap()
	}
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// Color decides whether a stream gets colour codes: the --color option, then
// NO_COLOR, CLICOLOR_FORCE or FORCE_COLOR, TERM, and whether it is a terminal.
func (c *Console) Color(w io.Writer) (bool, error) {
	switch c.ColorMode {
	case "always":
		return true, nil
	case "never":
		return false, nil
	case "auto", "":
	default:
		return false, exit.Usagef("it is one of auto, always, never", "unknown value %q of --color", c.ColorMode)
	}
	for _, name := range []string{"CLICOLOR_FORCE", "FORCE_COLOR"} {
		if v := c.Env[name]; c.Env["NO_COLOR"] == "" && v != "" && v != "0" {
			return true, nil
		}
	}
	return c.Env["NO_COLOR"] == "" && c.Env["TERM"] != "dumb" && IsTerminal(w), nil
}

// Say prints talk that --quiet silences.
func (c *Console) Say(format string, args ...any) {
	if !c.Quiet {
		fmt.Fprintf(c.Stderr, format+"\n", args...)
	}
}

// fewAlike is how many findings of one rule are said, where they are no result.
const fewAlike = 3

// SayFindings says findings that are talk beside a result: of many of one rule
// the first stand for all.
func (c *Console) SayFindings(findings []diag.Finding) {
	count := map[string]int{}
	for _, f := range findings {
		if count[f.Rule]++; count[f.Rule] <= fewAlike {
			c.Say("%s", f)
		}
	}
	for _, rule := range slices.Sorted(maps.Keys(count)) {
		if more := count[rule] - fewAlike; more > 0 {
			c.Say("%d more like these [%s]", more, rule)
		}
	}
}

// Deliver writes a result to a file, or to stdout for none and for "-". The
// summary of a GitHub job is added to; every other file is replaced as a whole.
func (c *Console) Deliver(path string, data []byte) error {
	switch {
	case path == "" || path == "-":
		_, err := c.Stdout.Write(data)
		return err
	case path == c.Env["GITHUB_STEP_SUMMARY"]:
		return add(path, data)
	}
	if err := c.mayReplace(path); err != nil {
		return err
	}
	return config.WriteFile(path, data)
}

// mayReplace refuses what can never become a file, and what the result is made
// of.
func (c *Console) mayReplace(path string) error {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return canHold(path)
	}
	for _, other := range c.read {
		if source, err := os.Stat(other); err == nil && os.SameFile(info, source) {
			return exit.Usagef("name another file", "cannot write the result to %q: it was made of it", path)
		}
	}
	return nil
}

func add(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o644)
	if err != nil {
		return fmt.Errorf("writing %q: %w", path, exit.Cause(err))
	}
	if _, err := f.Write(data); err != nil {
		f.Close()
		return fmt.Errorf("writing %q: %w", path, exit.Cause(err))
	}
	return f.Close()
}

// Vacant refuses a path to write to in a folder that is not there, at which there
// is a folder itself, or, unless that may be overwritten, a file.
func Vacant(path string, overwrite bool) error {
	if path == "" || path == "-" {
		return nil
	}
	if err := canHold(path); err != nil {
		return err
	}
	if _, err := os.Stat(path); err == nil && !overwrite && !IsStream(path) {
		return exit.Usagef("--force overwrites it", "%q exists already", path)
	}
	return nil
}

// canHold refuses what can never become a file.
func canHold(path string) error {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return exit.Usagef("name a file in it", "cannot write %q: it is a directory", path)
	}
	dir := filepath.Dir(path)
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return exit.Usagef("make it first", "cannot write %q: there is no folder %q", path, dir)
	}
	return nil
}

// IsStream reports whether something is there to be written to that is no file,
// such as /dev/stdout: there is nothing in it to keep.
func IsStream(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.IsDir() && !info.Mode().IsRegular()
}

// Plural is a number with its word.
func Plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}
