package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/console"
)

func TestArrangePutsOptionsBeforeArguments(t *testing.T) {
	tests := []struct{ name, args, want string }{
		{"in order", "lint --format json a.json", "lint --format json -- a.json"},
		{"behind the file", "lint a.json --format json b.json", "lint --format json -- a.json b.json"},
		{"with equals", "lint a.json --format=json", "lint --format=json -- a.json"},
		{"global behind the command", "lint -q a.json", "-q lint -- a.json"},
		{"global with a value", "lint a.json -C dir", "-C dir lint -- a.json"},
		{"stdin", "lint - --format json", "lint --format json -- -"},
		{"dashes end the options", "lint -- --format", "lint -- --format"},
		{"unknown options stay in front", "lint a.json --nope x", "lint --nope -- a.json x"},
		{"no command", "--version", "--version"},
		{"former names", "export openapi --server=/v1", "export --url=/v1 -- openapi"},
		{"the same value twice", "serve --listen :1 --listen :1", "serve --listen :1 --listen :1"},
		{"lists", "lint --spec a --spec b", "lint --spec a --spec b"},
		{"unknown command", "lnt --format json", "lnt --format json"},
	}
	a := newApp(&console.Console{})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			args, err := arrange(a.cli, strings.Fields("gatewright "+tt.args), nil)
			if err != nil {
				t.Fatal(err)
			}
			got := strings.Join(args[1:], " ")
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAnOptionThatIsGivenTwoValuesIsRefused(t *testing.T) {
	a := newApp(&console.Console{})
	for _, args := range []string{"serve --listen :1 --listen=:2", "lint x.json --fail-on never --fail-on error", "-C a lint -C b", "generate -o a --output b"} {
		if _, err := arrange(a.cli, strings.Fields("gatewright "+args), nil); err == nil || !strings.Contains(err.Error(), "is given twice") {
			t.Errorf("%s: %v", args, err)
		}
	}
	env := map[string]string{"GATEWRIGHT_SERVE_LISTEN": ":1"}
	if _, err := arrange(a.cli, strings.Fields("gatewright serve --listen :2"), env); err != nil {
		t.Errorf("an option beside the environment: %v", err)
	}
}

func TestEveryFlagIsCompletedAndEveryCommandHasExamples(t *testing.T) {
	a := newApp(&console.Console{})
	commands, _ := a.completions()
	for _, c := range a.cli.Commands {
		if c.Name != "version" && !strings.Contains(c.Description, "EXAMPLE") {
			t.Errorf("%s has no examples in its help", c.Name)
		}
		if c.Usage == "" || c.UsageText == "" {
			t.Errorf("%s lacks usage", c.Name)
		}
		for _, one := range commands {
			if one.name != c.Name {
				continue
			}
			for _, f := range c.Flags {
				if o := dashed(f)[0]; one.help[o] == "" {
					t.Errorf("%s %s is not completed, or has no help", c.Name, o)
				}
			}
		}
	}
	for shell, script := range shells {
		text := script(commands, nil)
		for _, value := range []string{"checkstyle", "no-op", "ocelot"} {
			if !strings.Contains(text, value) {
				t.Errorf("%s does not complete the value %s", shell, value)
			}
		}
		for _, c := range commands {
			if !strings.Contains(text, c.name) {
				t.Errorf("%s completion lacks %s", shell, c.name)
			}
		}
	}
}
