package main

import (
	"fmt"
	"os"

	"github.com/aymanbagabas/go-udiff"
	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/generate/krakend"
)

func (a *app) migrateCommand() *cli.Command {
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
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "write", Aliases: []string{"w"}, Usage: "write the result to the file itself"},
			&cli.BoolFlag{Name: "diff", Aliases: []string{"d"}, Usage: "print what changes as a diff; exit 1 where something does"},
			&cli.BoolFlag{Name: "check", Usage: "write nothing; exit 1 where something changes or is left to decide"},
			&cli.StringFlag{Name: "settings", Usage: "render a template with the settings in `DIR`"},
			&cli.StringFlag{Name: "partials", Usage: "the `DIR` that a template includes from"},
			&cli.StringFlag{Name: "templates", Usage: "the `DIR` of the sub-templates of a template"},
			&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "write the result to `FILE`"},
			&cli.BoolFlag{Name: "force", Usage: "overwrite FILE of --output"},
		},
		Action: a.migrate,
	}
}

func (a *app) migrate(c *cli.Context) error {
	path, out := c.Args().First(), c.String("output")
	write, diff, check := c.Bool("write"), c.Bool("diff"), c.Bool("check")
	if err := checkMigrate(c); err != nil {
		return err
	}
	if path == "" {
		p, err := a.project()
		if err != nil {
			return err
		}
		if path, err = a.configFile(p); err != nil {
			return err
		}
	}
	if write && path == "-" {
		return usagef("leave -w out: the result goes to stdout", "-w cannot write to standard input")
	}
	if out != "" && out != "-" && out != path && !c.Bool("force") {
		if _, err := os.Stat(out); err == nil && !isStream(out) {
			return usagef("--force overwrites it", "%q exists already", out)
		}
	}
	doc, err := a.open(path, "stdin")
	if err != nil {
		return err
	}
	if isTemplate(c, a, path) {
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
	if check {
		if len(m.Changes) > 0 {
			return errNo
		}
		return nil
	}
	if diff {
		patch := udiff.Unified(doc.Source.Name, doc.Source.Name, doc.Source.Text, m.Document.Source.Text)
		if patch == "" {
			return nil
		}
		if _, err := fmt.Fprint(a.stdout, patch); err != nil {
			return err
		}
		return errNo
	}
	if write {
		out = path
	}
	if err := a.writeMigrated(out, doc.Source.Text, m.Document.Source.Text); err != nil {
		return err
	}
	if m.Decisions() > 0 {
		return errNo
	}
	return nil
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
		return usagef("", "name one configuration, not %d", c.NArg())
	case ways > 1:
		return usagef("", "of -w, -d, --check and -o only one can be used")
	}
	return nil
}

// writeMigrated writes the result to a file, unless that has it already, or to
// stdout.
func (a *app) writeMigrated(out, before, after string) error {
	if out == "" || out == "-" {
		_, err := fmt.Fprint(a.stdout, after)
		return err
	}
	if before == after && !isStream(out) {
		if data, err := os.ReadFile(out); err == nil && string(data) == after {
			return nil
		}
	}
	return config.WriteFile(out, []byte(after))
}

func (a *app) reportMigration(m *krakend.Migration) {
	for _, c := range m.Changes {
		kind := "changed"
		if c.Decision {
			kind = "decide"
		}
		fmt.Fprintf(a.stderr, "%s: %s: %s\n", c.Span, kind, c.Message)
	}
	n := m.Decisions()
	fmt.Fprintf(a.stderr, "%s made, %d left to decide\n", plural(len(m.Changes)-n, "change"), n)
}
