// Package tui is the terminal editor for a gateway configuration: the list of
// endpoints, the fields of one and its backends, what lint says of the draft
// while it is typed, and a request through the gateway that the draft would be.
//
//	err := tui.Run(ctx, tui.Options{Path: "krakend.json", Data: data, Lint: lint})
//
// The editor keeps every byte that nobody edits, takes back every change, and
// writes the file only when asked to and after showing what would change. It
// opens no listener and calls backends only when a request is sent by hand. It
// reads no settings and no environment: all of that comes in Options.
//
// Each component stands in a folder of its own and knows only package ui; this
// package alone speaks to the terminal library, runs commands and changes the
// draft. Components answer keys with events, which this package handles at
// once, so that keys typed ahead always meet the state that they were meant
// for.
package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"syscall"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/start"
	"github.com/gatewright/gatewright/generate"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/tui/journal"
	"github.com/gatewright/gatewright/tui/try"
)

// Options are what the editor works on and with. The zero value of every field
// but Path and Data is a working choice.
type Options struct {
	// Path is the file that is edited; saving writes to it. It need not exist
	// yet.
	Path string
	// Data is what the file holds. When it is empty the editor starts with an
	// empty configuration.
	Data []byte
	// ReadOnly refuses every change.
	ReadOnly bool
	// SaveAtOnce saves without showing first what would change, unless the draft has
	// more errors than the file, or is not checked yet.
	SaveAtOnce bool
	// Piped says that Data came through a pipe and Path, such as "-", is the name
	// of no file. It is only looked at, and can be written to a file.
	Piped bool
	// Version stands in the help.
	Version string

	// Input and Output are the terminal, nil for that of the process.
	Input  io.Reader
	Output io.Writer
	// NoColor writes no escape codes for looks, ASCII no characters beyond
	// ASCII in frames and signs, NoMouse leaves the mouse to the terminal.
	NoColor, ASCII, NoMouse bool

	// Lint says what is wrong with a draft. It is called while the user types,
	// on another goroutine, and should give up when its context ends. Without
	// it only what the gateway refuses at start is reported.
	Lint func(context.Context, *config.Document) ([]diag.Finding, error)
	// Explain returns the page of a rule.
	Explain func(rule string) (RulePage, bool)
	// Describe says what the value at a JSON pointer is for, "" when it is not
	// known.
	Describe func(pointer string) string
	// Services are what the backends' documents say of themselves: the forms
	// propose paths, fields, query strings and headers from them.
	Services []*spec.Service
	// Open returns the options for another file, which the user asks to edit
	// instead of this one; one that is not there yet has no data. Without it
	// the other file gets the options of this one, but for Committed.
	Open func(ctx context.Context, path string) (Options, error)
	// Load reads one document of a backend for an import, as it is typed: a
	// file, a URL, or HOST=FILE. Without it there is no import.
	Load func(ctx context.Context, document string) ([]*spec.Service, error)
	// Generate are the options of an import: what a project says of policies,
	// authentication and the service itself.
	Generate generate.Options
	// Send sends a request through the gateway that a draft would be. Without it
	// there is no trying out. gateway.Sender of the folder below makes one.
	Send try.Sender
	// Mock is Send with the documents answering for the backends, for requests that
	// are tried so, and to show what clients would get of the chosen endpoint.
	// Without it there is neither. gateway.Alone makes one.
	Mock try.Sender
	// Mocked says that in Send the documents answer too, so that there is nothing
	// to choose.
	Mocked bool
	// Recorded is Send with answers of the backends that were recorded before. The
	// screen for trying starts with it. Without it there is none such.
	Recorded try.Sender
	// Committed returns what the file holds in the last commit, to compare the
	// draft with. Without it there is no such comparison.
	Committed func(ctx context.Context) (string, error)
	// Editor is the command line of the user's editor, such as "vim"; a file
	// name is added to it. Empty means that there is none.
	Editor []string
	// Pager is the command line of what shows long texts, such as "less"; a file
	// name is added to it. Empty means that Editor shows them, or the screen.
	Pager []string
	// Keys give actions of the panes other keys; see Keymap.
	Keys Keymap
	// Journal is the folder for edits that are not saved yet, from which the
	// editor offers to restore them after a crash. Empty means that none are
	// kept.
	Journal string

	held    string // why another editor keeps this one from changing the file
	refused string // why the file cannot be saved
}

// RulePage is what the editor shows of a rule.
type RulePage struct {
	Summary, Why, Fix string
	// Bad and Good are configurations with the mistake and without it.
	Bad, Good string
}

// ErrNoTerminal says that the editor has no terminal to run in.
var ErrNoTerminal = errors.New("the editor needs a terminal")

// New returns the editor as a model for bubbletea.
func New(o Options) tea.Model { return newModel(context.Background(), o) }

// SignalError says that a signal has ended the editor. It wraps
// context.Canceled.
type SignalError struct{ Signal os.Signal }

// Error names the signal.
func (e *SignalError) Error() string { return "the editor was ended by a signal: " + e.Signal.String() }

// Unwrap returns context.Canceled.
func (e *SignalError) Unwrap() error { return context.Canceled }

// Run runs the editor until the user leaves it, ctx ends, or the process gets
// SIGINT, SIGTERM or SIGHUP. In the last two cases it keeps the unsaved edits
// in the journal, gives the terminal back as it was, and returns the error of
// ctx or a *SignalError.
func Run(ctx context.Context, o Options) error {
	ctx, stop := untilSignal(ctx)
	defer stop()
	held, unlock := claim(o)
	o.held, o.refused = held, refused(o.Path)
	m := newModel(ctx, o)
	m.unlock = unlock
	defer func() { m.unlock() }() // of the file that is open in the end
	m.interval = 2 * time.Second
	m.opts.Output = shareable(o.Output)
	m.clip.terminal = m.opts.Output
	_, err := tea.NewProgram(m, m.settings()...).Run()
	m.stop()
	m.hasEnded(causeOf(ctx, err))
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil && m.keeper != nil && m.draft.Dirty():
		return fmt.Errorf("editing %q: %w; what was not saved is kept, the next start offers it", m.opts.Path, err)
	case err != nil:
		return fmt.Errorf("editing %q: %w", m.opts.Path, err)
	}
	return nil
}

// untilSignal returns a context that SIGINT, SIGTERM or SIGHUP ends, with a
// *SignalError for its cause.
func untilSignal(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	go func() {
		select {
		case s := <-signals:
			cancel(&SignalError{s})
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		cancel(nil)
	}
}

// claim takes the file for this editor, where there is a folder to note that
// in. When another editor has it, held says that this one must not change it;
// that it cannot be claimed for another reason keeps nobody from editing.
func claim(o Options) (held string, unlock func()) {
	unlock = func() {}
	if o.Journal == "" || o.ReadOnly || o.Piped {
		return "", unlock
	}
	release, err := journal.Lock(o.Journal, o.Path)
	switch {
	case errors.Is(err, journal.ErrLocked):
		return "another editor has this file open; here it is read only", unlock
	case err != nil:
		return "", unlock
	}
	return "", release
}

// refused returns why a file must not be written, "" where it may be. That its
// folder lets another file take its place does not count: who takes the right to
// write away means it.
func refused(path string) string {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err == nil {
		_ = f.Close() // nothing was written
		return ""
	}
	if errors.Is(err, fs.ErrPermission) {
		return "you may not write this file"
	}
	return "" // it is not there yet, or saving will tell
}

// settings are how the terminal library runs the editor.
func (m *model) settings() []tea.ProgramOption {
	settings := []tea.ProgramOption{tea.WithAltScreen(), tea.WithContext(m.ctx), tea.WithoutSignalHandler()}
	if m.mouse {
		settings = append(settings, tea.WithMouseCellMotion())
	}
	if m.opts.Input != nil {
		settings = append(settings, tea.WithInput(m.opts.Input))
	}
	if m.opts.Output != nil {
		settings = append(settings, tea.WithOutput(m.opts.Output))
	}
	return settings
}

// refusals is the check that stands in where there is no lint.
func refusals(_ context.Context, doc *config.Document) ([]diag.Finding, error) {
	found := append([]diag.Finding(nil), doc.Findings...)
	found = append(found, doc.Service().Findings()...)
	return diag.Sort(append(found, start.Check(doc.Service())...)), nil
}
