package convertcmd

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/aymanbagabas/go-udiff"
	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/input"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/option"
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/schemas"
)

// Fmt is the command fmt.
func Fmt(in input.Inputs) *cli.Command {
	a := action{in}
	return &cli.Command{
		Name:      "fmt",
		Usage:     "lay configurations out canonically",
		UsageText: "gatewright fmt [-w|-d|--check] [options] [FILE|-]...",
		Description: "Prints the configuration in the layout of generated files: an element a line, short lists\n" +
			"on one line. Values, comment keys and line endings stay as they are.\n" +
			"Exit 0: fine. 1: with -d or --check, a file is laid out otherwise. 3: a file is no JSON.\n\n" +
			"EXAMPLES:\n" +
			"  gatewright fmt -w krakend.json\n" +
			"  gatewright fmt --check gateway/*.json\n" +
			"  gatewright fmt -d --sort keys --sort endpoints krakend.json",
		Flags: []cli.Flag{
			option.Write(),
			option.Diff(""),
			option.Check(", and name the files"),
			&cli.StringSliceFlag{Name: "sort", Usage: "`WHAT` to sort: keys (in the order of the schema) or endpoints (by path and method)"},
			&cli.StringFlag{Name: "indent", Value: "2", Usage: "`N` blanks a level, or tab"},
			option.StdinName(),
		},
		Action: a.fmt,
	}
}

func (a action) fmt(c *cli.Context) error {
	how, err := layoutOf(c)
	if err != nil {
		return err
	}
	files := c.Args().Slice()
	if len(files) == 0 {
		p, err := a.Project()
		if err != nil {
			return err
		}
		file, err := a.ConfigFile(p)
		if err != nil {
			return err
		}
		files = []string{file}
	}
	write, diff, check := c.Bool("write"), c.Bool("diff"), c.Bool("check")
	switch {
	case write && diff || write && check || diff && check:
		return exit.Usagef("choose one of them", "-w, -d and --check exclude each other")
	case len(files) > 1 && !write && !diff && !check:
		return exit.Usagef("write them with -w, or look at them with -d or --check", "only one file can be printed")
	case write && slices.Contains(files, "-"):
		return exit.Usagef("leave -w out to print it", "standard input cannot be written")
	}
	var failed []error
	differs := false
	for _, file := range files {
		changed, err := a.fmtOne(c, file, how)
		if err != nil {
			failed = append(failed, err)
		}
		differs = differs || changed
	}
	if len(failed) > 0 {
		return exit.Join(failed)
	}
	if differs && (diff || check) {
		return exit.ErrNo
	}
	return nil
}

// fmtOne lays one file out and reports whether that changes it.
func (a action) fmtOne(c *cli.Context, file string, how config.Layout) (changed bool, err error) {
	doc, err := a.Open(file, c.String("stdin-name"))
	if err != nil {
		return false, err
	}
	text, err := doc.Layout(how)
	if err != nil {
		return false, err
	}
	changed = !bytes.Equal(text, []byte(doc.Source.Text))
	name := doc.Source.Name
	switch {
	case c.Bool("write"):
		if !changed {
			return false, nil
		}
		if err := config.WriteFile(file, text); err != nil {
			return false, err
		}
		a.Say("laid out %s", file)
	case c.Bool("diff"):
		_, err = fmt.Fprint(a.Stdout, udiff.Unified(name, name, doc.Source.Text, string(text)))
	case c.Bool("check"):
		if changed {
			_, err = fmt.Fprintln(a.Stdout, name)
		}
	default:
		_, err = a.Stdout.Write(text)
	}
	return changed, err
}

func layoutOf(c *cli.Context) (how config.Layout, err error) {
	switch s := c.String("indent"); s {
	case "tab":
		how.Indent = "\t"
	default:
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > 16 {
			return how, exit.Usagef("it is a number from 1 to 16, or tab", "--indent %q is no indentation", s)
		}
		how.Indent = strings.Repeat(" ", n)
	}
	for _, what := range c.StringSlice("sort") {
		switch what {
		case "keys":
			how.KeyOrder = func(pointer string) []string {
				field, _ := schemas.Describe(pointer)
				return field.Fields
			}
		case "endpoints":
			how.SortEndpoints = true
		case "none":
		default:
			return how, exit.Usagef("it is one of keys, endpoints, none", "--sort %q is unknown", what)
		}
	}
	return how, nil
}
