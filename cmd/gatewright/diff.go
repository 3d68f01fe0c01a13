package main

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/lint/diff"
)

func (a *app) diffCommand() *cli.Command {
	return &cli.Command{
		Name:      "diff",
		Usage:     "say what differs between two configurations",
		UsageText: "gatewright diff [options] OLD NEW",
		Description: "Compares what the gateway does for clients and backends, not what the files look like.\n" +
			"Exit 0: no difference. 1: a difference; with --breaking one that can hurt clients.\n\n" +
			"EXAMPLES:\n" +
			"  gatewright diff old.json new.json\n" +
			"  git show main:krakend.json | gatewright diff - krakend.json --breaking",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "format", Aliases: []string{"f"}, Value: "text", Usage: "print as `FORMAT`: " + strings.Join(diff.Formats(), ", ")},
			&cli.BoolFlag{Name: "breaking", Usage: "only what can hurt clients"},
			&cli.StringFlag{Name: "stdin-name", Value: "stdin.json", Usage: "the `NAME` of standard input"},
		},
		Action: a.diff,
	}
}

func (a *app) diff(c *cli.Context) error {
	args := c.Args().Slice()
	if len(args) != 2 {
		return usagef("gatewright diff OLD NEW", "name two configurations")
	}
	if args[0] == "-" && args[1] == "-" {
		return usagef("", "standard input can be read only once")
	}
	format := c.String("format")
	if !slices.Contains(diff.Formats(), format) {
		return usagef("it is one of "+strings.Join(diff.Formats(), ", "), "unknown format %q", format)
	}
	var docs [2]*config.Document
	var failed []error
	for i, file := range args {
		doc, found, err := a.load(file, c.String("stdin-name"))
		if err == nil {
			err = refusal(doc, found...)
		}
		if err != nil {
			failed = append(failed, err)
		}
		docs[i] = doc
	}
	if len(failed) > 0 {
		return joined(failed)
	}
	d := diff.Compare(docs[0], docs[1])
	breaking := c.Bool("breaking")
	if err := d.Write(a.stdout, format, breaking); err != nil {
		return err
	}
	if len(d.Changes) > 0 && !breaking || len(d.Breaking()) > 0 {
		return errNo
	}
	return nil
}
