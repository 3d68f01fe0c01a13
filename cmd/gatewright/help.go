package main

import (
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/option"
)

// The library keeps how help looks in variables of its own.
func init() {
	cli.HelpFlag = &cli.BoolFlag{Name: "help", Aliases: []string{"h"}, Usage: "show help", DisableDefaultText: true}
	cli.FlagStringer = optionLine
	cli.HelpPrinter = func(w io.Writer, template string, data any) {
		cli.HelpPrinterCustom(w, template, data, map[string]any{"headed": headed})
	}
}

// textWidth is how wide the text beside an option is at most.
const textWidth = 72

// optionLine is an option as help shows it: its names with what they take, and
// what it means, in columns.
func optionLine(f cli.Flag) string {
	d, ok := f.(cli.DocGenerationFlag)
	if !ok {
		return ""
	}
	usage := d.GetUsage()
	value := placeholder(usage)
	usage = strings.ReplaceAll(usage, "`", "")
	if option.Many(f) {
		usage += "; repeatable"
	}
	if def := d.GetDefaultText(); def != "" && shown(f) {
		usage += " (default: " + strings.Trim(def, `"`) + ")"
	}
	line := "    "
	for _, name := range f.Names() {
		if len(name) == 1 {
			line = "-" + name + ", "
		}
	}
	line += "--" + f.Names()[0]
	if value != "" {
		line += " " + value
	}
	return line + "\t" + strings.Join(wrapped(usage, textWidth), "\n   \t")
}

// shown reports whether an option's default is worth a word: not that a switch
// is off.
func shown(f cli.Flag) bool {
	b, ok := f.(*cli.BoolFlag)
	return !ok || !b.DisableDefaultText
}

// placeholder is what stands between backquotes: the word for an option's value.
func placeholder(usage string) string {
	_, rest, _ := strings.Cut(usage, "`")
	word, _, _ := strings.Cut(rest, "`")
	return word
}

// wrapped breaks a text into lines.
func wrapped(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len(line)+1+len(word) > width {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}

// heading is a group of options in the help of a command.
type heading struct {
	Name  string
	Flags []cli.Flag
}

// headed puts options under their headings, in the order in which both come.
func headed(flags []cli.Flag) []heading {
	var list []heading
	at := map[string]int{}
	for _, f := range flags {
		name := ""
		if c, ok := f.(cli.CategorizableFlag); ok {
			name = c.GetCategory()
		}
		i, ok := at[name]
		if !ok {
			i = len(list)
			at[name] = i
			list = append(list, heading{Name: name})
		}
		list[i].Flags = append(list[i].Flags, f)
	}
	return list
}

const appHelp = `NAME:
   {{.HelpName}} - {{.Usage}}

USAGE:
   {{.UsageText}}

   {{wrap .Description 3}}

COMMANDS:{{range .VisibleCommands}}
   {{printf "%-11s" .Name}} {{.Usage}}{{end}}

GLOBAL OPTIONS:{{range .VisibleFlags}}
   {{.}}{{end}}

EXIT CODES:
   0 fine, 1 the answer is no, 2 wrong use, 3 could not do it, 128+n ended by signal n

Run 'gatewright COMMAND --help' for a command's options and examples.
`

const commandHelp = `NAME:
   {{.HelpName}} - {{.Usage}}

USAGE:
   {{.UsageText}}
{{if .Description}}
   {{wrap .Description 3}}
{{end}}{{if .VisibleFlags}}
OPTIONS:{{range headed .VisibleFlags}}{{if .Name}}
 {{.Name}}{{end}}{{range .Flags}}
   {{.}}{{end}}
{{end}}{{end}}`
