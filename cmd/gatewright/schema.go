package main

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/internal/suggest"
	"github.com/gatewright/gatewright/schemas"
)

func (a *app) schemaCommand() *cli.Command {
	return &cli.Command{
		Name:      "schema",
		Usage:     "print the JSON Schema of the configuration, for editors",
		UsageText: "gatewright schema [service|endpoint|backend]",
		Description: "One self-contained draft-07 document; service, the default, is the whole file.\n\n" +
			"EXAMPLES:\n" +
			"  gatewright schema > krakend.schema.json\n" +
			"  gatewright schema backend",
		Action: func(c *cli.Context) error {
			name := c.Args().First()
			if name == "" {
				name = "service"
			}
			if c.Args().Len() > 1 {
				return usagef("", "name one schema")
			}
			text, err := schemas.Bundle(name)
			if err != nil {
				hint := "it is one of " + strings.Join(schemas.Names(), ", ")
				if near := suggest.Near(name, schemas.Names()); near != "" {
					hint = fmt.Sprintf("did you mean %q? ", near) + hint
				}
				return usagef(hint, "there is no schema %q", name)
			}
			_, err = a.stdout.Write(text)
			return err
		},
	}
}
