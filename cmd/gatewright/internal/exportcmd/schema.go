package exportcmd

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/input"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/option"
	"github.com/gatewright/gatewright/internal/suggest"
	"github.com/gatewright/gatewright/schemas"
)

// Schema is the command schema.
func Schema(in input.Inputs) *cli.Command {
	a := action{in}
	return &cli.Command{
		Name:      "schema",
		Usage:     "print the JSON Schema of the configuration, for editors",
		UsageText: "gatewright schema [service|endpoint|backend|NAME]",
		Description: "One self-contained draft-07 document; service, the default, is the whole file. NAME is\n" +
			"that of a smaller one, such as namespace/security/cors, or of x-gatewright.\n\n" +
			"EXAMPLES:\n" +
			"  gatewright schema > krakend.schema.json\n" +
			"  gatewright schema backend",
		Flags: []cli.Flag{option.Output()},
		Action: func(c *cli.Context) error {
			name := c.Args().First()
			if name == "" {
				name = "service"
			}
			if c.Args().Len() > 1 {
				return exit.Usagef("", "name one schema")
			}
			text, err := schemas.Bundle(name)
			if err != nil {
				hint := "it is one of " + strings.Join(schemas.Names(), ", ")
				if near := suggest.Near(name, schemas.Names()); near != "" {
					hint = fmt.Sprintf("did you mean %q? ", near) + hint
				}
				return exit.Usagef(hint, "there is no schema %q", name)
			}
			return a.Deliver(c.String("output"), text)
		},
	}
}
