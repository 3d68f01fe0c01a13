package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"sort"
	"strings"
	"sync"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/console"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/convertcmd"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/democmd"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/exportcmd"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/generatecmd"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/input"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/lintcmd"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/release"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/servecmd"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/tuicmd"
	"github.com/gatewright/gatewright/internal/suggest"
)

// app is one run of the program.
type app struct {
	input.Inputs
	cli *cli.App
}

// run runs one command line and returns the exit code. Results go to stdout,
// everything else to stderr.
func run(ctx context.Context, args, environ []string, stdin io.Reader, stdout, stderr io.Writer) (code int) {
	results := &watched{w: stdout}
	con := &console.Console{Stdin: stdin, Stdout: results, Stderr: stderr, Env: map[string]string{}}
	for _, kv := range environ {
		if k, v, ok := strings.Cut(kv, "="); ok {
			con.Env[k] = v
		}
	}
	a := newApp(con)
	a.cli.Writer = results
	args, err := arrange(a.cli, withoutHelp(a.cli, args), con.Env)
	name := a.commandName(args)
	defer func() {
		if r := recover(); r != nil {
			fmt.Fprintf(stderr, "%s: internal error: %v\nhint: this is a bug of gatewright, please report it with the command line and the input\n", name, r)
			code = exit.Failed
		}
	}()
	if err == nil {
		err = a.cli.RunContext(ctx, args)
	}
	if lost := results.failure(); lost != nil && (err == nil || errors.Is(err, exit.ErrNo)) {
		err = lost
	}
	return exit.Report(stderr, name, err)
}

func newApp(con *console.Console) *app {
	a := &app{Inputs: input.Inputs{Console: con}}
	a.cli = a.tree()
	return a
}

// watched keeps the first error of a writer: no result is lost without a word,
// whoever passes over the error of one line.
type watched struct {
	w   io.Writer
	mu  sync.Mutex
	err error
}

func (w *watched) Write(p []byte) (int, error) {
	n, err := w.w.Write(p)
	if err != nil {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.err = cmp.Or(w.err, err)
	}
	return n, err
}

// Unwrap is the writer itself, which may be a terminal.
func (w *watched) Unwrap() io.Writer { return w.w }

func (w *watched) failure() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.err
}

func (a *app) commandName(args []string) string {
	for _, arg := range args[min(1, len(args)):] {
		if c := a.cli.Command(arg); c != nil {
			return "gatewright " + c.Name
		}
	}
	return "gatewright"
}

// tree is the command tree.
func (a *app) tree() *cli.App {
	t := &cli.App{
		Name:      "gatewright",
		HelpName:  "gatewright",
		Usage:     "configuration tooling for API gateways",
		UsageText: "gatewright [global options] COMMAND [options] [ARGS]",
		Description: "gatewright makes a krakend.json right before it runs: it generates the file from the\n" +
			"backends' OpenAPI documents, lints it against them, edits it and serves it.",
		ErrWriter: a.Stderr, Reader: a.Stdin,
		HideVersion:     true,
		HideHelpCommand: true,
		ExitErrHandler:  func(*cli.Context, error) {},
		OnUsageError:    a.onUsageError,
		// The library's own completion panics; the completion command has ours.
		EnableBashCompletion:      false,
		DisableSliceFlagSeparator: true,
		CustomAppHelpTemplate:     appHelp,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "chdir", Aliases: []string{"C"}, Usage: "run in `DIR`"},
			&cli.StringFlag{Name: "color", Value: "auto", Usage: "colours in what is printed, `WHEN`: auto, always or never", Destination: &a.ColorMode},
			&cli.BoolFlag{Name: "quiet", Aliases: []string{"q"}, Usage: "print results and errors only", Destination: &a.Quiet},
			&cli.BoolFlag{Name: "version", Usage: "print the version"},
		},
		Before: a.before,
		Action: a.bare,
	}
	plainSwitches(t.Flags)
	in := a.Inputs
	t.Commands = []*cli.Command{
		democmd.Demo(in), generatecmd.Init(in), generatecmd.Generate(in), lintcmd.Lint(in), lintcmd.Audit(in), servecmd.Serve(in), tuicmd.TUI(in),
		exportcmd.Export(in), servecmd.Test(in), exportcmd.Graph(in), convertcmd.Convert(in), convertcmd.Migrate(in),
		lintcmd.Explain(in), lintcmd.Rules(in), convertcmd.Fmt(in), lintcmd.Diff(in), lintcmd.LSP(in),
		exportcmd.Schema(in), a.completionCommand(), release.Command(a.Console),
	}
	for _, c := range t.Commands {
		c.HideHelpCommand = true
		c.OnUsageError = a.onUsageError
		c.CustomHelpTemplate = commandHelp
		plainSwitches(c.Flags)
	}
	return t
}

// plainSwitches keeps help from telling of each switch that it is off.
func plainSwitches(flags []cli.Flag) {
	for _, f := range flags {
		if b, ok := f.(*cli.BoolFlag); ok {
			b.DisableDefaultText = true
		}
	}
}

func (a *app) before(c *cli.Context) error {
	if _, err := a.Color(a.Stdout); err != nil {
		return err
	}
	if dir := c.String("chdir"); dir != "" {
		err := os.Chdir(dir)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return exit.Usagef("name a folder that exists", "cannot run in %q: there is no such folder", dir)
		case err != nil:
			return exit.Usagef("name a folder that can be entered", "cannot run in %q: %w", dir, exit.Cause(err))
		}
	}
	return nil
}

// otherwise are names that commands have elsewhere.
var otherwise = map[string]string{
	"check": "lint", "validate": "lint", "verify": "lint", "run": "serve", "start": "serve", "mock": "serve",
	"edit": "tui", "format": "fmt", "import": "convert", "openapi": "export", "upgrade": "migrate", "doc": "explain", "docs": "explain",
}

// bare runs where no command was named, or an unknown one.
func (a *app) bare(c *cli.Context) error {
	if c.Bool("version") {
		return release.Print(a.Console, "text")
	}
	if name := c.Args().First(); name != "" {
		var names []string
		for _, cmd := range a.cli.Commands {
			names = append(names, cmd.Name)
		}
		sort.Strings(names)
		hint := "run 'gatewright --help' for the commands"
		if near := cmp.Or(otherwise[name], suggest.Near(name, names)); near != "" {
			hint = fmt.Sprintf("did you mean %q? %s", near, hint)
		}
		return exit.Usagef(hint, "unknown command %q", name)
	}
	a.cli.Writer = a.Stderr
	if err := cli.ShowAppHelp(c); err != nil {
		return err
	}
	return exit.Usagef("", "name a command")
}

// onUsageError words the library's complaints about options as one line.
func (a *app) onUsageError(c *cli.Context, err error, _ bool) error {
	text := err.Error()
	if name, ok := strings.CutPrefix(text, "flag provided but not defined: -"); ok {
		for _, file := range []string{"-" + name, "--" + name} {
			if _, err := os.Lstat(file); err == nil {
				return exit.Usagef("name the file as ./"+file+", or behind --", "unknown option %s", file)
			}
		}
		name = strings.TrimLeft(name, "-")
		hint := "run '" + strings.TrimSpace("gatewright "+commandOf(c)) + " --help' for the options"
		if near := suggest.Near(name, optionNames(a.cli, c)); near != "" {
			hint = "did you mean --" + near + "? " + hint
		}
		return exit.Usagef(hint, "unknown option %s", dashes(name))
	}
	if name, ok := strings.CutPrefix(text, "flag needs an argument: -"); ok {
		name = dashes(strings.TrimLeft(name, "-"))
		return exit.Usagef("write "+name+" VALUE", "option %s needs a value", name)
	}
	if m := wrongValue.FindStringSubmatch(text); m != nil {
		return a.badValue(c, dashes(strings.TrimLeft(m[2], "-")), m[1])
	}
	if word, ok := strings.CutPrefix(text, "bad flag syntax: "); ok {
		return exit.Usagef("an option starts with one dash or two", "%q is no option", word)
	}
	return exit.Usagef("", "%s", text)
}

// wrongValue is what the library says of a value that it cannot read.
var wrongValue = regexp.MustCompile(`^invalid (?:boolean )?value ("(?:[^"\\]|\\.)*") for (?:flag )?-(\S+): `)

// badValue words that an option cannot have a value, and what it takes.
func (a *app) badValue(c *cli.Context, option, value string) error {
	hint := "write a whole number"
	f := findFlag(a.cli.Flags, option)
	if c.Command != nil && f == nil {
		f = findFlag(c.Command.Flags, option)
	}
	switch f.(type) {
	case *cli.DurationFlag:
		hint = "write a number and a unit, such as 30s"
	case *cli.IntFlag:
	default:
		return exit.Usagef("it is a switch: leave the value out", "%s is no value of %s", value, option)
	}
	return exit.Usagef(hint, "%s is no value of %s", value, option)
}

// dashes is the name of an option as it is typed.
func dashes(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}

func commandOf(c *cli.Context) string {
	if c.Command == nil || c.Command.Name == "gatewright" {
		return ""
	}
	return c.Command.Name
}

func optionNames(app *cli.App, c *cli.Context) []string {
	var names []string
	flags := app.Flags
	if c.Command != nil {
		flags = append(flags[:len(flags):len(flags)], c.Command.Flags...)
	}
	for _, f := range flags {
		for _, n := range f.Names() {
			if len(n) > 1 {
				names = append(names, n)
			}
		}
	}
	return names
}
