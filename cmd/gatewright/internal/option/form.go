package option

import (
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
)

// Form is one form of a result or report, and the file that it goes to: "" for
// the stream where it goes by itself.
type Form struct {
	Name, File string
}

// Forms reads the option --format or --report of a command where it may be
// given several times, as FORMAT or FORMAT=FILE. Where none is given, it is the
// first of the values.
func Forms(c *cli.Context, flag string, values []string) ([]Form, error) {
	given := c.StringSlice(flag)
	if len(given) == 0 {
		given = values[:1]
	}
	var forms []Form
	bare := ""
	for _, v := range given {
		name, file, named := strings.Cut(v, "=")
		if err := OneOf(flag, name, values); err != nil {
			return nil, err
		}
		switch {
		case named && file == "":
			return nil, exit.Usagef("write --"+flag+" "+name+"=FILE", "--%s %q names no file", flag, v)
		case !named && bare != "":
			return nil, exit.Usagef("write one of them to a file: --"+flag+" "+name+"=FILE", "%s and %s cannot both be printed", bare, name)
		case !named:
			bare = name
		}
		forms = append(forms, Form{name, file})
	}
	return forms, nil
}
