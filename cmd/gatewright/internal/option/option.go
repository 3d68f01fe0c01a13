// Package option has the options that several commands share, so that one name
// means one thing everywhere, with the same words in every help.
//
//	Flags: []cli.Flag{option.Spec(), option.Output(), option.Format("text", "json", "junit")}
//
// An option of one command alone stands with that command.
package option

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/internal/suggest"
)

// Output is where the result goes, instead of stdout.
func Output() cli.Flag {
	return &cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "write the result to `FILE`"}
}

// Force overwrites what is at --output.
func Force() cli.Flag {
	return &cli.BoolFlag{Name: "force", Usage: "overwrite FILE of --output, whatever it holds"}
}

// Write changes files in place.
func Write() cli.Flag {
	return &cli.BoolFlag{Name: "write", Aliases: []string{"w"}, Usage: "write the result to the file itself"}
}

// Diff shows what would change. More says what is peculiar to a command.
func Diff(more string) cli.Flag {
	return &cli.BoolFlag{Name: "diff", Aliases: []string{"d"}, Usage: "write nothing and show what would change" + more}
}

// Check tells by the exit code whether something would change.
func Check(more string) cli.Flag {
	return &cli.BoolFlag{Name: "check", Usage: "write nothing and exit 1 where something would change" + more}
}

// Format is the form of the result, the first of them unless told otherwise.
func Format[T ~string](forms ...T) cli.Flag {
	var values []string
	for _, f := range forms {
		values = append(values, string(f))
	}
	return choice("format", []string{"f"}, "print the result as `FORMAT`: "+list(values), values[0], values)
}

// Formats are the forms of the result, where it can have several.
func Formats(values ...string) cli.Flag {
	return &someOf{&cli.StringSliceFlag{Name: "format", Aliases: []string{"f"}, DefaultText: values[0],
		Usage: "print the result as `FORMAT`, or write it to a file with FORMAT=FILE: " + list(values)}, values}
}

// Report is the form of the report that stands beside the result.
func Report(values ...string) cli.Flag {
	return &someOf{&cli.StringSliceFlag{Name: "report", DefaultText: values[0],
		Usage: "report on stderr as `FORMAT`, or write the report to a file with FORMAT=FILE: " + list(values)}, values}
}

// Verbose reports more.
func Verbose(what string) cli.Flag {
	return &cli.BoolFlag{Name: "verbose", Aliases: []string{"v"}, Usage: "report more than usual: " + what}
}

// Spec names documents of backends.
func Spec() cli.Flag {
	return &cli.StringSliceFlag{Name: "spec", Usage: "the OpenAPI document of a backend, a file or a URL: `[HOST=]SPEC`"}
}

// Host says where services are.
func Host() cli.Flag {
	return &cli.StringSliceFlag{Name: "host", Usage: "where a service is, instead of what is read of it: `[NAME=]URL`"}
}

// Header is sent to whom the command asks.
func Header() cli.Flag {
	return &cli.StringSliceFlag{Name: "header", Usage: "send a `HEADER` with requests of the command's own: \"Name: value\""}
}

// FetchTimeout bounds the fetching of documents.
func FetchTimeout() cli.Flag {
	return &cli.DurationFlag{
		Name: "fetch-timeout", Value: 30 * time.Second, Usage: "give up fetching a document after this `TIME`",
		Action: func(_ *cli.Context, d time.Duration) error {
			if d <= 0 {
				return exit.Usagef("write a time such as 30s", "--fetch-timeout %s leaves no time", d)
			}
			return nil
		},
	}
}

// Config names the configuration; value is where it is unless told otherwise.
func Config(value string) cli.Flag {
	return &cli.StringFlag{Name: "config", Aliases: []string{"c"}, Value: value, Usage: "the configuration `FILE`"}
}

// Name is what the configuration is called.
func Name() cli.Flag {
	return &cli.StringFlag{Name: "name", Usage: "the configuration's `NAME`"}
}

// Port is the gateway's.
func Port(whence string) cli.Flag {
	return Number("port", "the gateway's `PORT`", 0, whence, 1, 65535)
}

// Edition says for which gateway a configuration is.
func Edition() cli.Flag {
	return Choice("edition", "the `EDITION` of the gateway: ce is the Community, ee the Enterprise Edition", "ce", "ee")
}

// StdinName is what standard input is called in messages.
func StdinName() cli.Flag {
	return &cli.StringFlag{Name: "stdin-name", Value: "stdin.json", Usage: "the `NAME` of standard input in messages"}
}

// Listen is where the gateway listens.
func Listen(whence string) cli.Flag {
	return &cli.StringFlag{Name: "listen", Usage: "listen on `HOST:PORT`", DefaultText: whence}
}

// Templates are the folders that a template is rendered with.
func Templates() []cli.Flag {
	return append([]cli.Flag{
		&cli.StringFlag{Name: "settings", Usage: "render the file as a template with the settings in `DIR`"},
	}, templateFolders()...)
}

// Environments are Templates for commands that render the file for several
// environments.
func Environments() []cli.Flag {
	return append([]cli.Flag{
		&cli.StringSliceFlag{Name: "settings", Usage: "render the file as a template with the settings in `DIR`, one environment each"},
	}, templateFolders()...)
}

func templateFolders() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "partials", Usage: "the `DIR` that a template includes from"},
		&cli.StringFlag{Name: "templates", Usage: "the `DIR` of the sub-templates of a template"},
	}
}

// Choice is an option with few values, the first of which holds where none is
// given. Any other is refused.
func Choice(name, usage string, values ...string) cli.Flag {
	return choice(name, nil, usage, values[0], values)
}

// Unstated is a Choice that says nothing where it is not given; said is what
// happens then.
func Unstated(name, usage, said string, values ...string) cli.Flag {
	f := choice(name, nil, usage, "", values)
	Plain(f).(*cli.StringFlag).DefaultText = said
	return f
}

func choice(name string, aliases []string, usage, value string, values []string) cli.Flag {
	return &oneOf{&cli.StringFlag{Name: name, Aliases: aliases, Usage: usage, Value: value, Action: func(_ *cli.Context, v string) error {
		return OneOf(name, v, values)
	}}, values}
}

// oneOf and someOf are options that can have few values.
type oneOf struct {
	*cli.StringFlag
	values []string
}

type someOf struct {
	*cli.StringSliceFlag
	values []string
}

// Values are those that an option can have, nil where it takes any.
func Values(f cli.Flag) []string {
	switch f := f.(type) {
	case *oneOf:
		return f.values
	case *someOf:
		return f.values
	}
	return nil
}

// Plain is the library's own form of an option.
func Plain(f cli.Flag) cli.Flag {
	switch f := f.(type) {
	case *oneOf:
		return f.StringFlag
	case *someOf:
		return f.StringSliceFlag
	}
	return f
}

// Many reports whether an option may be given several times.
func Many(f cli.Flag) bool {
	_, many := Plain(f).(*cli.StringSliceFlag)
	return many
}

// Number is an option that takes a number from least to most.
func Number(name, usage string, value int, said string, least, most int) cli.Flag {
	return &cli.IntFlag{Name: name, Usage: usage, Value: value, DefaultText: said, Action: func(_ *cli.Context, n int) error {
		switch {
		case n >= least && n <= most:
			return nil
		case most == math.MaxInt:
			return exit.Usagef(fmt.Sprintf("it is a number from %d on", least), "--%s %d cannot be used", name, n)
		}
		return exit.Usagef(fmt.Sprintf("it is a number from %d to %d", least, most), "--%s %d cannot be used", name, n)
	}}
}

// OneOf refuses a value of an option that is none of those it can have.
func OneOf(name, value string, values []string) error {
	if slices.Contains(values, value) {
		return nil
	}
	hint := "it is one of " + strings.Join(values, ", ")
	if near := suggest.Near(value, values); near != "" {
		hint = fmt.Sprintf("did you mean %q? %s", near, hint)
	}
	return exit.Usagef(hint, "unknown value %q of --%s", value, name)
}

// list writes values as a text does.
func list(values []string) string {
	last := len(values) - 1
	if last < 1 {
		return strings.Join(values, "")
	}
	return strings.Join(values[:last], ", ") + " or " + values[last]
}

// In puts options under a heading of the help.
func In(category string, flags ...cli.Flag) []cli.Flag {
	for _, f := range flags {
		switch f := Plain(f).(type) {
		case *cli.StringFlag:
			f.Category = category
		case *cli.StringSliceFlag:
			f.Category = category
		case *cli.BoolFlag:
			f.Category = category
		case *cli.IntFlag:
			f.Category = category
		case *cli.DurationFlag:
			f.Category = category
		}
	}
	return flags
}
