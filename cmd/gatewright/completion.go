package main

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/exportcmd"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/option"
)

// shells writes the completion script of each shell from the command tree.
var shells = map[string]func(commands []completed, global []string) string{
	"bash": bashCompletion, "zsh": zshCompletion, "fish": fishCompletion, "powershell": powershellCompletion,
}

// completed is what can be typed behind one command.
type completed struct {
	name, usage string
	options     []string            // with their dashes
	help        map[string]string   // by option
	words       []string            // fixed arguments
	values      map[string][]string // by option, of those with few
}

func (a *app) completionCommand() *cli.Command {
	return &cli.Command{
		Name:      "completion",
		Usage:     "print a shell completion script",
		UsageText: "gatewright completion bash|zsh|fish|powershell",
		Description: "EXAMPLES:\n" +
			"  source <(gatewright completion bash)\n" +
			"  gatewright completion zsh > \"${fpath[1]}/_gatewright\"\n" +
			"  gatewright completion fish > ~/.config/fish/completions/gatewright.fish\n" +
			"  gatewright completion powershell | Out-String | Invoke-Expression",
		Action: func(c *cli.Context) error {
			script, ok := shells[c.Args().First()]
			if !ok || c.Args().Len() != 1 {
				return exit.Usagef("it is one of bash, zsh, fish, powershell", "name a shell")
			}
			commands, global := a.completions()
			_, err := fmt.Fprint(a.Stdout, script(commands, global))
			return err
		},
	}
}

func (a *app) completions() (commands []completed, global []string) {
	for _, c := range a.cli.Commands {
		if c.Hidden || c.Name == "help" {
			continue
		}
		one := completed{name: c.Name, usage: c.Usage, help: map[string]string{}, values: map[string][]string{}}
		for _, f := range append(c.Flags[:len(c.Flags):len(c.Flags)], cli.HelpFlag) {
			for _, o := range dashed(f) {
				if _, ok := one.help[o]; ok {
					continue
				}
				one.options = append(one.options, o)
				one.help[o] = strings.ReplaceAll(f.(cli.DocGenerationFlag).GetUsage(), "`", "")
				if values := option.Values(f); values != nil {
					one.values[o] = values
				}
			}
		}
		switch c.Name {
		case "completion":
			one.words = []string{"bash", "zsh", "fish", "powershell"}
		case "export":
			one.words = exportcmd.Forms
		case "schema":
			one.words = []string{"service", "endpoint", "backend"}
		}
		commands = append(commands, one)
	}
	for _, f := range append(a.cli.Flags[:len(a.cli.Flags):len(a.cli.Flags)], cli.HelpFlag) {
		global = append(global, dashed(f)...)
	}
	return commands, global
}

func dashed(f cli.Flag) []string {
	var out []string
	for _, n := range f.Names() {
		out = append(out, dashes(n))
	}
	return out
}

func names(commands []completed) string {
	var list []string
	for _, c := range commands {
		list = append(list, c.name)
	}
	return strings.Join(list, " ")
}

func bashCompletion(commands []completed, global []string) string {
	var b strings.Builder
	b.WriteString("# bash completion for gatewright\n_gatewright() {\n")
	b.WriteString("  local cur=\"${COMP_WORDS[COMP_CWORD]}\" cmd=\"\" w i\n")
	b.WriteString("  for ((i = 1; i < COMP_CWORD; i++)); do\n    w=\"${COMP_WORDS[i]}\"\n    case \"$w\" in\n")
	fmt.Fprintf(&b, "      %s) cmd=\"$w\"; break ;;\n    esac\n  done\n", strings.ReplaceAll(names(commands), " ", "|"))
	b.WriteString("  local options=\"\" words=\"\"\n  case \"$cmd\" in\n")
	fmt.Fprintf(&b, "    \"\") options=%q; words=%q ;;\n", strings.Join(global, " "), names(commands))
	for _, c := range commands {
		fmt.Fprintf(&b, "    %s) options=%q; words=%q ;;\n", c.name, strings.Join(c.options, " "), strings.Join(c.words, " "))
	}
	b.WriteString("  esac\n  case \"$cmd ${COMP_WORDS[COMP_CWORD - 1]}\" in\n")
	for _, c := range commands {
		for _, o := range c.options {
			if c.values[o] != nil {
				fmt.Fprintf(&b, "    %q) COMPREPLY=($(compgen -W %q -- \"$cur\")); return ;;\n", c.name+" "+o, strings.Join(c.values[o], " "))
			}
		}
	}
	b.WriteString("  esac\n  if [[ \"$cur\" == -* ]]; then\n    COMPREPLY=($(compgen -W \"$options\" -- \"$cur\"))\n")
	b.WriteString("  elif [[ -n \"$words\" ]]; then\n    COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n")
	b.WriteString("  else\n    COMPREPLY=($(compgen -f -- \"$cur\"))\n  fi\n}\n")
	b.WriteString("complete -o filenames -o bashdefault -F _gatewright gatewright\n")
	return b.String()
}

func zshCompletion(commands []completed, global []string) string {
	quote := func(s string) string {
		return strings.NewReplacer("'", "'\\''", ":", "\\:", "[", "\\[", "]", "\\]").Replace(s)
	}
	var b strings.Builder
	b.WriteString("#compdef gatewright\n_gatewright() {\n  local -a commands options words\n  commands=(\n")
	for _, c := range commands {
		fmt.Fprintf(&b, "    '%s:%s'\n", c.name, quote(c.usage))
	}
	b.WriteString("  )\n  local cmd w\n  for w in ${words[2,CURRENT-1]}; do\n    case $w in\n")
	fmt.Fprintf(&b, "      %s) cmd=$w; break ;;\n    esac\n  done\n  case $cmd in\n", strings.ReplaceAll(names(commands), " ", "|"))
	fmt.Fprintf(&b, "    '') options=(%s); if [[ $PREFIX == -* ]]; then compadd -- $options; else _describe command commands; fi ;;\n", strings.Join(global, " "))
	for _, c := range commands {
		fmt.Fprintf(&b, "    %s)\n      options=(\n", c.name)
		for _, o := range c.options {
			fmt.Fprintf(&b, "        '%s:%s'\n", o, quote(c.help[o]))
		}
		b.WriteString("      )\n      case $words[CURRENT-1] in\n")
		for _, o := range c.options {
			if c.values[o] != nil {
				fmt.Fprintf(&b, "        %s) compadd %s; return ;;\n", o, strings.Join(c.values[o], " "))
			}
		}
		b.WriteString("      esac\n      if [[ $PREFIX == -* ]]; then _describe option options; ")
		if len(c.words) > 0 {
			fmt.Fprintf(&b, "else compadd %s; fi ;;\n", strings.Join(c.words, " "))
		} else {
			b.WriteString("else _files; fi ;;\n")
		}
	}
	b.WriteString("  esac\n}\nif [ \"$funcstack[1]\" = \"_gatewright\" ]; then _gatewright \"$@\"; else compdef _gatewright gatewright; fi\n")
	return strings.Replace(b.String(), "local -a commands options words\n", "local -a commands options\n", 1)
}

func fishCompletion(commands []completed, global []string) string {
	quote := func(s string) string { return "'" + strings.ReplaceAll(s, "'", "\\'") + "'" }
	var b strings.Builder
	b.WriteString("# fish completion for gatewright\n")
	offer := func(cond, o, help string, values []string) {
		kind, name := "-l", strings.TrimLeft(o, "-")
		if len(name) == 1 {
			kind = "-s"
		}
		fmt.Fprintf(&b, "complete -c gatewright -n %s %s %s -d %s", quote(cond), kind, name, quote(help))
		if values != nil {
			fmt.Fprintf(&b, " -x -a %s", quote(strings.Join(values, " ")))
		}
		b.WriteByte('\n')
	}
	for _, o := range global {
		offer("__fish_use_subcommand", o, "", nil)
	}
	for _, c := range commands {
		fmt.Fprintf(&b, "complete -c gatewright -f -n __fish_use_subcommand -a %s -d %s\n", c.name, quote(c.usage))
		seen := "__fish_seen_subcommand_from " + c.name
		for _, o := range c.options {
			offer(seen, o, c.help[o], c.values[o])
		}
		if len(c.words) > 0 {
			fmt.Fprintf(&b, "complete -c gatewright -f -n %s -a %s\n", quote(seen), quote(strings.Join(c.words, " ")))
		}
	}
	return b.String()
}

func powershellCompletion(commands []completed, global []string) string {
	list := func(words []string) string {
		if len(words) == 0 {
			return "@()"
		}
		return "@('" + strings.Join(words, "', '") + "')"
	}
	var b strings.Builder
	b.WriteString("# PowerShell completion for gatewright\nRegister-ArgumentCompleter -Native -CommandName gatewright -ScriptBlock {\n")
	b.WriteString("  param($wordToComplete, $commandAst, $cursorPosition)\n  $offers = @{\n")
	fmt.Fprintf(&b, "    '' = %s\n", list(append(global, strings.Fields(names(commands))...)))
	for _, c := range commands {
		fmt.Fprintf(&b, "    '%s' = %s\n", c.name, list(append(c.options[:len(c.options):len(c.options)], c.words...)))
		for _, o := range c.options {
			if c.values[o] != nil {
				fmt.Fprintf(&b, "    '%s %s' = %s\n", c.name, o, list(c.values[o]))
			}
		}
	}
	b.WriteString("  }\n  $cmd = ''\n  $before = ''\n")
	b.WriteString("  foreach ($e in $commandAst.CommandElements | Select-Object -Skip 1) {\n    if ($e.Extent.EndOffset -ge $cursorPosition) { break }\n")
	b.WriteString("    if ($cmd -eq '' -and $offers.ContainsKey($e.ToString())) { $cmd = $e.ToString() }\n    $before = $e.ToString()\n  }\n")
	b.WriteString("  $at = if ($offers.ContainsKey(\"$cmd $before\")) { \"$cmd $before\" } else { $cmd }\n")
	b.WriteString("  $offers[$at] | Where-Object { $_ -like \"$wordToComplete*\" } | ForEach-Object {\n")
	b.WriteString("    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)\n  }\n}\n")
	return b.String()
}
