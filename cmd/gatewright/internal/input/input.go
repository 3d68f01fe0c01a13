// Package input is what commands work on, found and read the same way by all of
// them: the project file, the configuration, rendered where it is a template,
// and the documents of the backends.
//
//	in := input.Inputs{Console: con}
//	doc, services, err := in.Gateway(ctx, c, c.Args().First())
//
// It reads only; where results go is the commands' own.
package input

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/console"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/internal/project"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/spec"
)

// Inputs reads what a run of the program works on. Every command has it, and
// with it the console.
type Inputs struct {
	*console.Console
}

// The usual folders and names of a configuration. A name of the first kind that
// is there beats those of the others.
var (
	usualFolders = []string{".", "krakend", "gateway"}
	usualNames   = [][]string{{"krakend.json"}, {"krakend.yaml", "krakend.yml", "krakend.toml"}, {"krakend.tmpl"}}
)

// Project reads the nearest project file; its faults are errors.
func (in Inputs) Project() (*project.File, error) {
	f, findings, err := project.Find(".")
	if err != nil {
		return nil, err
	}
	if len(findings) > 0 {
		return nil, faulty(findings)
	}
	return f, nil
}

// faulty is the error of a project file with faults.
func faulty(findings []diag.Finding) error {
	var lines, hints []string
	for _, f := range findings {
		lines = append(lines, f.String())
		if f.Hint != "" {
			hints = append(hints, f.Hint)
		}
	}
	return exit.Usagef(strings.Join(hints, "\n"), "%s", strings.Join(lines, "\n"))
}

// ConfigFile names the configuration that a command works on where its
// arguments name none.
func (in Inputs) ConfigFile(p *project.File) (string, error) {
	if p.Config != "" {
		if _, err := os.Stat(p.Config); errors.Is(err, fs.ErrNotExist) {
			return "", exit.Usagef(fmt.Sprintf("make it: gatewright generate -o %s", p.Config), "there is no %q, which %s names", p.Config, project.Name)
		}
		return p.Config, nil
	}
	for _, kind := range usualNames {
		var found []string
		for _, folder := range usualFolders {
			for _, name := range kind {
				path := filepath.Join(folder, name)
				if info, err := os.Stat(path); err == nil && !info.IsDir() {
					found = append(found, path)
				}
			}
		}
		switch len(found) {
		case 0:
		case 1:
			return found[0], nil
		default:
			return "", exit.Usagef("name the one you mean", "there are several configurations here: %s", strings.Join(found, ", "))
		}
	}
	return "", exit.Usagef("name the file, or run 'gatewright generate SPEC -o krakend.json' to make one", "there is no krakend.json here")
}

// Open reads a configuration as it stands in its file, "-" from stdin under the
// given name.
func (in Inputs) Open(path, stdinName string) (*config.Document, error) {
	switch {
	case path == "-":
	case IsDir(path):
		return nil, exit.WithHint(fmt.Errorf("reading %q: it is a directory", path), "name a file in it")
	default:
		in.Reads(path)
		return config.Open(path)
	}
	stdin, err := in.TakeStdin()
	if err != nil {
		return nil, err
	}
	data, err := config.ReadAll("stdin", stdin)
	if err != nil {
		return nil, err
	}
	return config.Parse(stdinName, data), nil
}

// SayPassedOver warns that only the first document of a YAML file is read.
func (in Inputs) SayPassedOver(root *syntax.Node) {
	if at := syntax.SecondDocument(root); at.Source != nil {
		in.Say("%s: warning: a second document starts here, only the first is read", at)
	}
}

// Gateway reads a configuration that has to be one, the usual one for "", and
// the documents of --spec, else those of the project.
func (in Inputs) Gateway(ctx context.Context, c *cli.Context, file string) (*config.Document, []*spec.Service, error) {
	p, err := in.Project()
	if err != nil {
		return nil, nil, err
	}
	if file == "" {
		if file, err = in.ConfigFile(p); err != nil {
			return nil, nil, err
		}
	}
	l, err := in.Load(c, file, "stdin.json")
	if err != nil {
		return nil, nil, err
	}
	for _, f := range l.Found {
		fmt.Fprintln(in.Stderr, f)
	}
	if err := Refusal(l.Doc); err != nil {
		return nil, nil, err
	}
	in.SayPassedOver(l.Doc.Root)
	services, err := in.Specs(ctx, SpecSources(c, p), Fetch{})
	return l.Doc, lint.Located(l.Doc, services), err
}

// Refusal is the error of a document that holds no configuration: its text is
// refused by the gateway, or it is no object. found are findings about how the
// document was made.
func Refusal(doc *config.Document, found ...diag.Finding) error {
	if err := Foreign(doc); err != nil {
		return err
	}
	switch {
	case doc.Broken():
		return append(exit.Findings(found), doc.Findings...)
	case doc.Root.Kind != syntax.Object:
		return exit.Findings(doc.Service().Findings())
	}
	return nil
}

// NoArgs refuses arguments where a command takes none.
func NoArgs(c *cli.Context) error {
	if c.Args().Present() {
		return exit.Usagef("run 'gatewright "+c.Command.Name+" --help'", "unexpected argument %q", c.Args().First())
	}
	return nil
}

// IsDir reports whether a path is that of a folder.
func IsDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
