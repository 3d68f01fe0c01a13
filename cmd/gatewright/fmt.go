package main

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/aymanbagabas/go-udiff"
	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/schemas"
)

func (a *app) fmtCommand() *cli.Command {
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
			&cli.BoolFlag{Name: "write", Aliases: []string{"w"}, Usage: "write the files instead of printing them"},
			&cli.BoolFlag{Name: "diff", Aliases: []string{"d"}, Usage: "show what would change"},
			&cli.BoolFlag{Name: "check", Usage: "name the files that would change"},
			&cli.StringSliceFlag{Name: "sort", Usage: "`WHAT` to sort: keys (in the order of the schema) or endpoints (by path and method); repeatable"},
			&cli.StringFlag{Name: "indent", Value: "2", Usage: "`N` blanks a level, or tab"},
			&cli.StringFlag{Name: "stdin-name", Value: "stdin.json", Usage: "the `NAME` of standard input in messages"},
		},
		Action: a.fmt,
	}
}

func (a *app) fmt(c *cli.Context) error {
	how, err := layoutOf(c)
	if err != nil {
		return err
	}
	files := c.Args().Slice()
	if len(files) == 0 {
		p, err := a.project()
		if err != nil {
			return err
		}
		file, err := a.configFile(p)
		if err != nil {
			return err
		}
		files = []string{file}
	}
	write, diff, check := c.Bool("write"), c.Bool("diff"), c.Bool("check")
	switch {
	case write && diff || write && check || diff && check:
		return usagef("choose one of them", "-w, -d and --check exclude each other")
	case len(files) > 1 && !write && !diff && !check:
		return usagef("write them with -w, or look at them with -d or --check", "only one file can be printed")
	case write && slices.Contains(files, "-"):
		return usagef("leave -w out to print it", "standard input cannot be written")
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
		return joined(failed)
	}
	if differs && (diff || check) {
		return errNo
	}
	return nil
}

// fmtOne lays one file out and reports whether that changes it.
func (a *app) fmtOne(c *cli.Context, file string, how config.Layout) (changed bool, err error) {
	doc, err := a.open(file, c.String("stdin-name"))
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
		a.say("laid out %s", file)
		return true, config.WriteFile(file, text)
	case c.Bool("diff"):
		_, err = fmt.Fprint(a.stdout, udiff.Unified(name, name, doc.Source.Text, string(text)))
	case c.Bool("check"):
		if changed {
			_, err = fmt.Fprintln(a.stdout, name)
		}
	default:
		_, err = a.stdout.Write(text)
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
			return how, usagef("it is a number from 1 to 16, or tab", "--indent %q is no indentation", s)
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
			return how, usagef("it is one of keys, endpoints, none", "--sort %q is unknown", what)
		}
	}
	return how, nil
}
