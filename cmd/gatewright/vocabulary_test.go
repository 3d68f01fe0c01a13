package main

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/console"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/option"
)

// told is an option of a command, or of all for the command "".
type told struct {
	command string
	cli.Flag
}

func (o told) name() string { return o.Names()[0] }

func (o told) usage() string {
	return strings.ReplaceAll(o.Flag.(cli.DocGenerationFlag).GetUsage(), "`", "")
}

// kind is what an option takes; a list takes what one value is.
func (o told) kind() string {
	return strings.Replace(reflect.TypeOf(option.Plain(o.Flag)).Elem().Name(), "Slice", "", 1)
}

// beginning are the first words of what an option means.
func (o told) beginning() string {
	words := strings.Fields(o.usage())
	return strings.Trim(strings.Join(words[:min(len(words), 4)], " "), ",:;")
}

func allOptions() []told {
	a := newApp(&console.Console{})
	var list []told
	for _, f := range a.cli.Flags {
		list = append(list, told{"", f})
	}
	for _, c := range a.cli.Commands {
		for _, f := range c.Flags {
			list = append(list, told{c.Name, f})
		}
	}
	return list
}

// TestOneNameOfAnOptionMeansOneThing holds the options of all commands to one
// vocabulary.
func TestOneNameOfAnOptionMeansOneThing(t *testing.T) {
	exceptions := map[string]string{
		"severity": "audit takes the options of the gateway's own audit",
		"check":    "a demo has no file that could change: it says whether the scenario works",
		"mock":     "the editor has the documents already, and needs none named",
	}
	byName, byLetter, byUsage, byEnv := map[string]told{}, map[string]string{}, map[string]string{}, map[string]string{}
	for _, o := range allOptions() {
		name := o.name()
		if first, ok := byName[name]; ok && exceptions[name] == "" && (first.beginning() != o.beginning() || first.kind() != o.kind()) {
			t.Errorf("--%s is %q (%s) of %s and %q (%s) of %s", name, first.usage(), first.kind(), first.command, o.usage(), o.kind(), o.command)
		}
		byName[name] = o
		for _, letter := range o.Names()[1:] {
			if other, ok := byLetter[letter]; ok && other != name {
				t.Errorf("-%s is --%s and --%s", letter, other, name)
			}
			byLetter[letter] = name
		}
		if other, ok := byUsage[o.usage()]; ok && other != name {
			t.Errorf("--%s and --%s mean the same: %s", other, name, o.usage())
		}
		byUsage[o.usage()] = name
		env := envName(o.command, name)
		if other, ok := byEnv[env]; ok {
			t.Errorf("%s sets --%s of %q, and %s", env, name, o.command, other)
		}
		byEnv[env] = name + " of " + o.command
	}
	for name := range exceptions {
		if _, ok := byName[name]; !ok {
			t.Errorf("there is no --%s any more", name)
		}
	}
}

func TestEveryOptionSaysWhatItMeansAndTakes(t *testing.T) {
	const many = 12
	count := map[string]int{}
	for _, o := range allOptions() {
		count[o.command]++
	}
	for _, o := range allOptions() {
		name := "--" + o.name() + " of " + cmp.Or(o.command, "gatewright")
		if o.usage() == "" {
			t.Errorf("%s has no words", name)
		}
		raw := o.Flag.(cli.DocGenerationFlag)
		if raw.TakesValue() != (placeholder(raw.GetUsage()) != "") {
			t.Errorf("%s says not what it takes, or takes nothing: %s", name, o.usage())
		}
		category := ""
		if c, ok := o.Flag.(cli.CategorizableFlag); ok {
			category = c.GetCategory()
		}
		if count[o.command] > many && category == "" {
			t.Errorf("%s stands under no heading, among %d", name, count[o.command])
		}
	}
}

// pages are those of commands that have none of their own.
var pages = map[string]string{
	"": "others", "init": "generate", "audit": "lint", "explain": "lint", "rules": "lint", "graph": "export",
	"schema": "others", "completion": "others", "version": "others",
}

// TestEveryOptionIsDocumented holds the page of each command to its options;
// those of many commands stand on a page of their own.
func TestEveryOptionIsDocumented(t *testing.T) {
	shared := map[string]int{}
	for _, o := range allOptions() {
		shared[o.name()]++
	}
	others := read(t, "../../docs/others.md")
	for _, o := range allOptions() {
		page := cmp.Or(pages[o.command], o.command)
		text := read(t, "../../docs/"+page+".md")
		if shared[o.name()] > 1 {
			text += others
		}
		if !regexp.MustCompile(`--` + o.name() + `\b`).MatchString(text) {
			t.Errorf("docs/%s.md does not name --%s of %s", page, o.name(), cmp.Or(o.command, "gatewright"))
		}
	}
}

// TestTheTableOfOptionsIsUpToDate holds docs/options.md to the command tree;
// -update writes it.
func TestTheTableOfOptionsIsUpToDate(t *testing.T) {
	commands := map[string][]told{}
	for _, o := range allOptions() {
		if o.command != "" {
			commands[o.name()] = append(commands[o.name()], o)
		}
	}
	var b strings.Builder
	b.WriteString("# All options\nWhat stands at several commands means the same at all of them, where the row does not tell them apart. Options of every command are in [others.md](others.md#options-of-every-command).\n\n| option | commands | meaning |\n|---|---|---|\n")
	for _, name := range slices.Sorted(maps.Keys(commands)) {
		list := commands[name]
		option := "--" + name
		for _, letter := range list[0].Names()[1:] {
			option = "-" + letter + ", " + option
		}
		var where, values []string
		for _, o := range list {
			where = append(where, o.command)
			if value := placeholder(o.Flag.(cli.DocGenerationFlag).GetUsage()); value != "" && !slices.Contains(values, value) {
				values = append(values, value)
			}
		}
		option = strings.TrimSpace(option + " " + strings.Join(values, `\|`))
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", option, strings.Join(where, ", "), strings.ReplaceAll(meaning(list), "|", `\|`))
	}
	const page = "../../docs/options.md"
	if *update {
		write(t, page, b.String())
	}
	if have := read(t, page); have != b.String() {
		t.Error("docs/options.md is out of date: go test ./cmd/gatewright -run TestTheTableOfOptionsIsUpToDate -update")
	}
}

// meaning is what an option means at all commands that have it: the words that
// they share, and where they share none, those of each.
func meaning(list []told) string {
	type shared struct {
		text     string
		commands []string
	}
	var all []shared
next:
	for _, o := range list {
		short := strings.TrimSpace(o.usage()[:strings.IndexAny(o.usage()+":", ":,;(")])
		for i, s := range all {
			switch {
			case strings.HasPrefix(s.text, short):
				if s.text != o.usage() {
					all[i].text = short
				}
			case !strings.HasPrefix(o.usage(), s.text):
				continue
			}
			all[i].commands = append(s.commands, o.command)
			continue next
		}
		all = append(all, shared{o.usage(), []string{o.command}})
	}
	if len(all) == 1 {
		return all[0].text
	}
	var texts []string
	for _, s := range all {
		texts = append(texts, strings.Join(s.commands, ", ")+": "+s.text)
	}
	return strings.Join(texts, "; ")
}
