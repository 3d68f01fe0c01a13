// Package tuicmd has the command tui: it brings the editor together with what
// it may not import itself, the terminal, git and the project file.
package tuicmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/console"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/generatecmd"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/input"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/option"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/release"
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/internal/mock"
	"github.com/gatewright/gatewright/internal/project"
	"github.com/gatewright/gatewright/internal/record"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/lint/rule"
	"github.com/gatewright/gatewright/schemas"
	"github.com/gatewright/gatewright/serve"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/tui"
	"github.com/gatewright/gatewright/tui/gateway"
	"github.com/gatewright/gatewright/tui/try"
)

// action does what the commands here do, each in a method.
type action struct{ input.Inputs }

// TUI is the command tui.
func TUI(in input.Inputs) *cli.Command {
	a := action{in}
	return &cli.Command{
		Name:      "tui",
		Usage:     "edit a configuration in the terminal",
		UsageText: "gatewright tui [options] [FILE]",
		Description: "The editor lints while you type and sends requests through the gateway that the draft would\n" +
			"be. Press ? for its keys. It writes the file only when told to. - is standard input, to be\n" +
			"looked at and written to a file.\n\n" +
			"EXAMPLES:\n" +
			"  gatewright tui\n" +
			"  gatewright tui --spec users.yaml gateway.json\n" +
			"  gatewright tui --read-only gateway.json\n" +
			"  gatewright convert ocelot.json | gatewright tui -      look at what a command makes",
		Flags: []cli.Flag{
			option.Spec(),
			&cli.BoolFlag{Name: "mock", Usage: "answer tried requests from the documents instead of the backends"},
			&cli.StringFlag{Name: "replay", Usage: "take for the answers of backends what --record wrote into `DIR`"},
			&cli.BoolFlag{Name: "read-only", Usage: "look, change nothing"},
			option.Choice("confirm-save", "`WHEN` saving shows first what changes: diff always, never only where the draft has more errors than the file or is not checked yet", "diff", "never"),
			&cli.BoolFlag{Name: "ascii", Usage: "draw with ASCII characters only, as happens where the locale has no others"},
			&cli.BoolFlag{Name: "no-mouse", Usage: "leave the mouse to the terminal"},
			&cli.BoolFlag{Name: "accessible", Usage: "a conversation in lines instead of a screen: for screen readers, pipes and odd terminals"},
			&cli.StringFlag{Name: "keymap", Usage: "other keys for actions, from `FILE`", DefaultText: "gatewright/keys.yaml in the folder of settings"},
		},
		Action: func(c *cli.Context) error { return a.tui(c.Context, c) },
	}
}

func (a action) tui(ctx context.Context, c *cli.Context) error {
	p, err := a.Project()
	if err != nil {
		return err
	}
	file, data, err := a.edited(c, p)
	if err != nil {
		return err
	}
	keyboard := a.Stdin
	if file == "-" {
		terminal, piped, err := a.piped()
		if err != nil {
			return err
		}
		defer terminal.Close()
		keyboard, data = terminal, piped
	}
	services, err := a.Specs(ctx, input.SpecSources(c, p), input.Fetch{})
	if err != nil {
		return err
	}
	color, err := a.Color(a.Stdout)
	if err != nil {
		return err
	}
	keys, err := a.keymap(c.String("keymap"))
	if err != nil {
		return err
	}
	importing, err := generatecmd.ProjectOptions(p)
	if err != nil {
		return err
	}
	recorded, err := replayed(c.String("replay"))
	if err != nil {
		return err
	}
	opts := a.onFile(tui.Options{
		Recorded: recorded,
		Version:  release.Version(), ReadOnly: c.Bool("read-only"),
		NoColor: !color, ASCII: a.asciiOnly(c), NoMouse: c.Bool("no-mouse"),
		SaveAtOnce: c.String("confirm-save") == "never",
		Load: func(ctx context.Context, document string) ([]*spec.Service, error) {
			return a.Specs(ctx, input.Bound([]string{document}), input.Fetch{})
		},
		Generate: importing,
		Explain:  explained,
		Describe: described,
		Editor:   a.editor(),
		Pager:    a.pager(),
		Journal:  a.stateFolder(),
		Keys:     keys,
	}, file, data, services, c.Bool("mock"))
	if file == "-" {
		opts.Piped, opts.Input, opts.Committed = true, keyboard, nil
	}
	if c.Bool("accessible") {
		opts.Input, opts.Output = keyboard, a.Stdout
		return bySignal(tui.RunPlain(ctx, opts))
	}
	if a.Env["GOGC"] == "" {
		// An edit leaves a text of the whole file behind. Collecting those less
		// often keeps the collector out of the way of most keys.
		debug.SetGCPercent(400)
	}
	return bySignal(tui.Run(ctx, opts))
}

// bySignal gives the error of an editor that a signal has ended the exit code of
// that signal.
func bySignal(err error) error {
	var ended *tui.SignalError
	if errors.As(err, &ended) {
		if n, ok := ended.Signal.(syscall.Signal); ok {
			return exit.Signal(n)
		}
	}
	return err
}

// replayed answers for the backends with what was recorded in a folder, nil for
// none.
func replayed(folder string) (try.Sender, error) {
	if folder == "" {
		return nil, nil
	}
	recordings, err := record.Open(folder)
	if err != nil {
		return nil, err
	}
	return gateway.Sender(serve.Options{Version: release.Version(), Transport: recordings}), nil
}

// onFile completes options with what is of one file: where the services listen
// that documents describe, its checks, its gateway and its commits.
func (a action) onFile(o tui.Options, file string, data []byte, services []*spec.Service, mocks bool) tui.Options {
	located := lint.Located(config.Parse(file, data), services)
	o.Path, o.Data, o.Services = file, data, located
	o.Lint = func(ctx context.Context, doc *config.Document) ([]diag.Finding, error) {
		r, err := lint.Run(ctx, doc, lint.Options{Services: located})
		if err != nil {
			return nil, err
		}
		return r.Findings, nil
	}
	live := serve.Options{Version: release.Version()}
	documents := serve.Options{Version: release.Version(), Transport: mock.New(located, mock.Options{})}
	o.Send, o.Mock, o.Mocked = gateway.Sender(live), nil, mocks
	if mocks {
		o.Send = gateway.Sender(documents)
	}
	if len(located) > 0 {
		o.Mock = gateway.Alone(documents)
	}
	o.Committed = func(ctx context.Context) (string, error) { return a.committed(ctx, file) }
	o.Open = func(_ context.Context, path string) (tui.Options, error) {
		data, err := editable(path)
		return a.onFile(o, path, data, services, mocks), err
	}
	return o
}

// committed returns what the last commit has of a file.
func (a action) committed(ctx context.Context, file string) (string, error) {
	data, err := input.AtCommit(ctx, a.Environ(), "HEAD", file)
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return "", errors.New("there is no git to ask for the last commit")
	case err != nil:
		return "", err
	case data == nil:
		return "", fmt.Errorf("the last commit has no %s", filepath.Base(file))
	}
	return string(data), nil
}

// edited returns the file that is to be edited, and what it holds.
func (a action) edited(c *cli.Context, p *project.File) (file string, data []byte, err error) {
	file = c.Args().First()
	switch {
	case c.Args().Len() > 1:
		return "", nil, exit.Usagef("", "name one configuration")
	case file == "-" && console.IsTerminal(a.Stdin):
		return "", nil, exit.Usagef("pipe a configuration into it, or name a file", "nothing is piped into the editor")
	case file == "-":
		return file, nil, a.shows(c, a.Stdout)
	case file == "" && p.Config != "":
		file = p.Config // which need not be there yet
	case file == "":
		if file, err = a.ConfigFile(p); err != nil {
			return "", nil, err
		}
	}
	if data, err = editable(file); err != nil {
		return "", nil, err
	}
	return file, data, a.shows(c, a.Stdin, a.Stdout)
}

// shows reports that the editor cannot be shown, where streams that it needs are
// no terminal.
func (a action) shows(c *cli.Context, streams ...any) error {
	if c.Bool("accessible") {
		return nil
	}
	for _, s := range streams {
		if !console.IsTerminal(s) {
			return exit.Usagef("run it in a terminal, or use 'gatewright lint'", "%s", tui.ErrNoTerminal)
		}
	}
	if a.Env["TERM"] == "dumb" {
		return exit.Usagef("--accessible is the same editor as a conversation in lines", "the editor needs a terminal that can move its cursor, and TERM is dumb")
	}
	return nil
}

// asciiOnly reports whether the screen is drawn with ASCII characters: as the
// option says, else where the locale has no others.
func (a action) asciiOnly(c *cli.Context) bool {
	if c.IsSet("ascii") {
		return c.Bool("ascii")
	}
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := a.Env[name]; v != "" {
			v = strings.ToLower(strings.ReplaceAll(v, "-", ""))
			return !strings.Contains(v, "utf8")
		}
	}
	return false // nothing is said, as in most containers, and terminals know UTF-8
}

// keymap reads the keys from a file: one that is named must be there, the one
// in the folder of settings need not.
func (a action) keymap(file string) (tui.Keymap, error) {
	named := file != ""
	if !named {
		folder := a.Env["XDG_CONFIG_HOME"]
		if folder == "" {
			home, err := os.UserHomeDir()
			if err != nil {
				return nil, nil
			}
			folder = filepath.Join(home, ".config")
		}
		file = filepath.Join(folder, "gatewright", "keys.yaml")
	}
	data, err := os.ReadFile(file)
	switch {
	case !named && errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("reading the keymap: %w", err)
	}
	keys, err := tui.ParseKeymap(file, data)
	if err != nil {
		return nil, exit.Usagef("docs/tui.md names the actions", "%v", err)
	}
	return keys, nil
}

// editable reads the file for the editor; one that is not there yet is empty.
func editable(file string) ([]byte, error) {
	if info, err := os.Stat(file); err == nil && !info.IsDir() && !info.Mode().IsRegular() {
		// Reading a pipe would wait for somebody who writes to it.
		return nil, exit.Usagef("name a file that holds a configuration", "cannot edit %q: it is no regular file", file)
	}
	data, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist) && input.IsDir(filepath.Dir(file)):
		return nil, nil
	case input.IsDir(file):
		return nil, exit.Usagef("name a file in it", "cannot edit %q: it is a directory", file)
	case err != nil:
		var pe *fs.PathError
		if errors.As(err, &pe) {
			err = pe.Err
		}
		return nil, fmt.Errorf("reading %q: %w", file, err)
	}
	return data, nil
}

func explained(id string) (tui.RulePage, bool) {
	r, ok := rule.Find(id)
	if !ok {
		return tui.RulePage{}, false
	}
	return tui.RulePage{Summary: r.Summary, Why: r.Why, Fix: r.Fix, Bad: r.Bad, Good: r.Good}, true
}

func described(pointer string) string {
	f, ok := schemas.Describe(pointer)
	if !ok {
		return ""
	}
	text := f.Description
	if len(f.Enum) > 0 {
		text += " One of " + strings.Join(f.Enum, ", ") + "."
	}
	if len(f.Fields) > 0 {
		text += " Keys: " + strings.Join(f.Fields, ", ") + "."
	}
	if f.Default != "" {
		text += " Default: " + f.Default + "."
	}
	return text
}

// editor is the user's editor as a command line.
func (a action) editor() []string {
	for _, name := range []string{"VISUAL", "EDITOR"} {
		if words := strings.Fields(a.Env[name]); len(words) > 0 {
			return words
		}
	}
	return nil
}

// pager is the user's pager as a command line, nil for none.
func (a action) pager() []string {
	if words := strings.Fields(a.Env["PAGER"]); len(words) > 0 {
		return words
	}
	if less, err := exec.LookPath("less"); err == nil {
		return []string{less}
	}
	return nil
}

// stateFolder is where edits are kept that are not saved yet.
func (a action) stateFolder() string {
	base := a.Env["XDG_STATE_HOME"]
	if base == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return ""
		}
		base = filepath.Join(home, ".local", "state")
	}
	return filepath.Join(base, "gatewright")
}
