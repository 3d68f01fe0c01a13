package main

import (
	"errors"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/option"
)

// formerly are former names of options by command, which go on working.
var formerly = map[string]map[string]string{"export": {"server": "url"}}

// arrange puts a command line into the order that the CLI library needs:
// global options, the command, its options, and behind them the arguments. The
// library takes options behind an argument for arguments, and refuses global
// options behind a command. Where one option is given two values, the library
// would take the last without a word; that is an error.
func arrange(app *cli.App, args []string, env map[string]string) ([]string, error) {
	if len(args) == 0 {
		return args, nil
	}
	var cmd *cli.Command
	var global, own given
	var rest []string
	for words := args[1:]; len(words) > 0; {
		word := words[0]
		words = words[1:]
		switch {
		case word == "--":
			rest = append(rest, words...)
			words = nil
		case word == "-" || !strings.HasPrefix(word, "-"):
			if cmd == nil {
				if cmd = app.Command(word); cmd == nil {
					// An unknown command: the library words the error.
					return slices.Concat(args[:1], global.words, []string{word}, words), nil
				}
				continue
			}
			rest = append(rest, word)
		default:
			to, f := &global, findFlag(app.Flags, word)
			if cmd != nil {
				word = today(cmd.Name, word)
				if mine := findFlag(cmd.Flags, word); mine != nil || f == nil {
					to, f = &own, mine
				}
			}
			words = to.add(f, word, words)
		}
	}
	out := slices.Concat(args[:1], fromEnv("", app.Flags, env, global.words), global.words)
	if cmd != nil {
		out = slices.Concat(out, []string{cmd.Name}, fromEnv(cmd.Name, cmd.Flags, env, own.words), own.words)
	}
	if cmd != nil && len(rest) > 0 {
		out = append(append(out, "--"), rest...)
	}
	return out, errors.Join(global.twice, own.twice)
}

// withoutHelp turns the words "help COMMAND" into the option --help.
func withoutHelp(app *cli.App, args []string) []string {
	for i, word := range args {
		switch {
		case i == 0 || strings.HasPrefix(word, "-"):
		case word != "help":
			return args
		case i+1 == len(args):
			return slices.Concat(args[:i], []string{"--help"})
		case app.Command(args[i+1]) != nil:
			return slices.Concat(args[:i], []string{args[i+1], "--help"})
		default:
			return slices.Concat(args[:i], args[i+1:]) // the library words the error
		}
	}
	return args
}

// given are options of a command line.
type given struct {
	words  []string
	values map[cli.Flag]string
	twice  error
}

// add takes an option with its value, which may be the next word, and returns
// the words that are left.
func (g *given) add(f cli.Flag, word string, words []string) (left []string) {
	g.words = append(g.words, word)
	if f == nil || !takesValue(f) {
		return words
	}
	_, value, joined := strings.Cut(word, "=")
	if !joined {
		if len(words) == 0 {
			return nil
		}
		value, words = words[0], words[1:]
		g.words = append(g.words, value)
	}
	if option.Many(f) {
		return words
	}
	if before, ok := g.values[f]; ok && before != value && g.twice == nil {
		g.twice = exit.Usagef("name one of them", "--%s is given twice: %q and %q", f.Names()[0], before, value)
	}
	if g.values == nil {
		g.values = map[cli.Flag]string{}
	}
	g.values[f] = value
	return words
}

// today is an option by the name that it has now.
func today(command, word string) string {
	name, rest, joined := strings.Cut(strings.TrimLeft(word, "-"), "=")
	now, ok := formerly[command][name]
	switch {
	case !ok:
		return word
	case joined:
		return "--" + now + "=" + rest
	}
	return "--" + now
}

func findFlag(flags []cli.Flag, arg string) cli.Flag {
	name, _, _ := strings.Cut(strings.TrimLeft(arg, "-"), "=")
	for _, f := range flags {
		for _, n := range f.Names() {
			if n == name {
				return f
			}
		}
	}
	return nil
}

func takesValue(f cli.Flag) bool {
	d, ok := f.(cli.DocGenerationFlag)
	return ok && d.TakesValue()
}

// fromEnv gives the options that the environment sets: GATEWRIGHT_COLOR for a
// global option, GATEWRIGHT_LINT_FORMAT for one of a command. They stand in
// front of those of the command line, which win: a list that is given there
// takes the place of the whole list.
func fromEnv(command string, flags []cli.Flag, env map[string]string, given []string) []string {
	var out []string
	for _, f := range flags {
		name := f.Names()[0]
		if v := env[envName(command, name)]; v != "" && name != "help" && name != "version" {
			if option.Many(f) {
				if isGiven(f, given) {
					continue
				}
				for _, one := range strings.Fields(v) {
					out = append(out, "--"+name+"="+one)
				}
				continue
			}
			out = append(out, "--"+name+"="+v)
		}
	}
	return out
}

func isGiven(f cli.Flag, args []string) bool {
	for _, a := range args {
		if strings.HasPrefix(a, "-") && findFlag([]cli.Flag{f}, a) != nil {
			return true
		}
	}
	return false
}

func envName(command, flag string) string {
	name := "GATEWRIGHT_" + flag
	if command != "" {
		name = "GATEWRIGHT_" + command + "_" + flag
	}
	return strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}
