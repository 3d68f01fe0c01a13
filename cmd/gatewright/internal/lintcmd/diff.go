package lintcmd

import (
	"bytes"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/input"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/option"
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/lint/diff"
)

// Diff is the command diff.
func Diff(in input.Inputs) *cli.Command {
	a := action{in}
	return &cli.Command{
		Name:      "diff",
		Usage:     "say what differs between two configurations",
		UsageText: "gatewright diff [options] OLD NEW\n   gatewright diff --settings DIR --settings DIR [options] TEMPLATE",
		Description: "Compares what the gateway does for clients and backends, not what the files look like.\n" +
			"Exit 0: no difference. 1: a difference; with --breaking one that can hurt clients.\n\n" +
			"EXAMPLES:\n" +
			"  gatewright diff old.json new.json\n" +
			"  git show main:krakend.json | gatewright diff - krakend.json --breaking\n" +
			"  gatewright diff --settings settings/staging --settings settings/prod krakend.tmpl",
		Flags: append([]cli.Flag{
			option.Format(diff.Formats()...),
			option.Output(),
			&cli.BoolFlag{Name: "breaking", Usage: "only what can hurt clients"},
			option.StdinName(),
		}, option.Environments()...),
		Action: a.diff,
	}
}

func (a action) diff(c *cli.Context) error {
	args, settings := c.Args().Slice(), c.StringSlice("settings")
	if len(args) == 1 && len(settings) == 2 {
		args = append(args, args[0])
	}
	switch {
	case len(args) != 2:
		return exit.Usagef("gatewright diff OLD NEW", "name two configurations")
	case args[0] == "-" && args[1] == "-":
		return exit.Usagef("", "standard input can be read only once")
	case len(settings) > 2:
		return exit.Usagef("one for both configurations, or one for each", "there are two configurations, and %d --settings", len(settings))
	}
	var docs [2]*config.Document
	var failed []error
	for i, file := range args {
		of := ""
		if len(settings) > 0 {
			of = settings[min(i, len(settings)-1)]
		}
		l, err := a.LoadWith(c, file, c.String("stdin-name"), of)
		if err == nil {
			err = input.Refusal(l.Doc, l.Found...)
		}
		if err != nil {
			failed = append(failed, err)
		}
		docs[i] = l.Doc
	}
	if len(failed) > 0 {
		return exit.Join(failed)
	}
	d := diff.Compare(docs[0], docs[1])
	breaking := c.Bool("breaking")
	var b bytes.Buffer
	if err := d.Write(&b, c.String("format"), breaking); err != nil {
		return err
	}
	if err := a.Deliver(c.String("output"), b.Bytes()); err != nil {
		return err
	}
	if len(d.Changes) > 0 && !breaking || len(d.Breaking()) > 0 {
		return exit.ErrNo
	}
	return nil
}
