package convertcmd

import (
	"fmt"
	"os"

	"github.com/aymanbagabas/go-udiff"
	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/console"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/input"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/option"
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/generate/krakend"
)

// Migrate is the command migrate.
func Migrate(in input.Inputs) *cli.Command {
	a := action{in}
	return &cli.Command{
		Name:      "migrate",
		Usage:     "bring a configuration of an earlier version to version 3",
		UsageText: "gatewright migrate [options] [FILE]",
		Description: "The names of namespaces, fields and settings become today's, values get the type of their\n" +
			"field; every other byte stays. The result goes to stdout, the list of what changed and of\n" +
			"what a person has to decide to stderr.\n\n" +
			"EXAMPLES:\n" +
			"  gatewright migrate -d krakend.json\n" +
			"  gatewright migrate -w krakend.json\n" +
			"  gatewright migrate --check krakend.json",
		Flags: append([]cli.Flag{
			option.Write(),
			option.Diff(""),
			option.Check(", or is left to decide"),
			option.Output(),
			option.Force(),
			option.StdinName(),
		}, option.Templates()...),
		Action: a.migrate,
	}
}

func (a action) migrate(c *cli.Context) error {
	path, out := c.Args().First(), c.String("output")
	write := c.Bool("write")
	if err := checkMigrate(c); err != nil {
		return err
	}
	if path == "" {
		p, err := a.Project()
		if err != nil {
			return err
		}
		if path, err = a.ConfigFile(p); err != nil {
			return err
		}
	}
	if write && path == "-" {
		return exit.Usagef("leave -w out: the result goes to stdout", "-w cannot write to standard input")
	}
	if out != path {
		if err := console.Vacant(out, c.Bool("force")); err != nil {
			return err
		}
	}
	doc, err := a.Open(path, c.String("stdin-name"))
	if err != nil {
		return err
	}
	a.SayPassedOver(doc.Root)
	if a.IsTemplate(c, path) {
		return a.migrateTemplate(c, doc)
	}
	if err := readable(doc); err != nil {
		return err
	}
	m, err := krakend.Migrate(doc)
	if err != nil {
		return err
	}
	a.reportMigration(m)
	before, after := doc.Source.Text, m.Document.Source.Text
	if write {
		out = path
	}
	no := m.Decisions() > 0
	switch {
	case c.Bool("check"):
		no = len(m.Changes) > 0
	case c.Bool("diff"):
		patch := udiff.Unified(doc.Source.Name, doc.Source.Name, before, after)
		no = patch != ""
		_, err = fmt.Fprint(a.Stdout, patch)
	default:
		err = a.writeMigrated(out, before, after)
	}
	if err == nil && no {
		err = exit.ErrNo
	}
	return err
}

// checkMigrate refuses options that exclude each other.
func checkMigrate(c *cli.Context) error {
	ways := 0
	for _, on := range []bool{c.Bool("write"), c.Bool("diff"), c.Bool("check"), c.String("output") != ""} {
		if on {
			ways++
		}
	}
	switch {
	case c.NArg() > 1:
		return exit.Usagef("the result goes to a file with -o "+c.Args().Get(1), "name one configuration, not %d", c.NArg())
	case ways > 1:
		return exit.Usagef("", "of -w, -d, --check and -o only one can be used")
	}
	return nil
}

// writeMigrated writes the result to a file, unless that has it already, or to
// stdout.
func (a action) writeMigrated(out, before, after string) error {
	if out == "" || out == "-" {
		_, err := fmt.Fprint(a.Stdout, after)
		return err
	}
	if before == after && !console.IsStream(out) {
		if data, err := os.ReadFile(out); err == nil && string(data) == after {
			return nil
		}
	}
	return config.WriteFile(out, []byte(after))
}

func (a action) reportMigration(m *krakend.Migration) {
	for _, c := range m.Changes {
		kind := "changed"
		if c.Decision {
			kind = "decide"
		}
		fmt.Fprintf(a.Stderr, "%s: %s: %s\n", c.Span, kind, c.Message)
	}
	n := m.Decisions()
	fmt.Fprintf(a.Stderr, "%s made, %d left to decide\n", console.Plural(len(m.Changes)-n, "change"), n)
}
