package main

import (
	"strings"

	"github.com/urfave/cli/v2"
)

// arrange puts a command line into the order that the CLI library needs:
// global options, the command, its options, and behind them the arguments. The
// library takes options behind an argument for arguments, and refuses global
// options behind a command.
func arrange(app *cli.App, args []string, env map[string]string) []string {
	if len(args) == 0 {
		return args
	}
	out := []string{args[0]}
	var global, own, rest []string
	var cmd *cli.Command
	flags := app.Flags
	args = args[1:]
	for len(args) > 0 {
		a := args[0]
		args = args[1:]
		switch {
		case a == "--":
			rest = append(rest, args...)
			args = nil
		case a == "-" || !strings.HasPrefix(a, "-"):
			if cmd == nil {
				if cmd = app.Command(a); cmd == nil {
					// An unknown command: the library words the error.
					return append(append(out, global...), append([]string{a}, args...)...)
				}
				flags = cmd.Flags
				continue
			}
			rest = append(rest, a)
		default:
			f := findFlag(flags, a)
			dest := &own
			if g := findFlag(app.Flags, a); cmd == nil || f == nil && g != nil {
				f, dest = g, &global
			}
			*dest = append(*dest, a)
			if f != nil && takesValue(f) && !strings.Contains(a, "=") && len(args) > 0 {
				*dest = append(*dest, args[0])
				args = args[1:]
			}
		}
	}
	out = append(append(out, fromEnv("", app.Flags, env, global)...), global...)
	if cmd == nil {
		return out
	}
	out = append(append(append(out, cmd.Name), fromEnv(cmd.Name, cmd.Flags, env, own)...), own...)
	if len(rest) > 0 {
		out = append(append(out, "--"), rest...)
	}
	return out
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
			if _, list := f.(*cli.StringSliceFlag); list {
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
