package main

import (
	"github.com/urfave/cli/v2"
)

func (a *app) tuiCommand() *cli.Command {
	return &cli.Command{
		Name:        "tui",
		Usage:       "edit a configuration in the terminal",
		UsageText:   "gatewright tui [options] [FILE]",
		Description: "EXAMPLES:\n  gatewright tui\n  gatewright tui --read-only gateway.json",
		Action:      func(c *cli.Context) error { return usagef("", "not there yet") },
	}
}
