package main

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/console"
)

// TestShellsCompleteCommandsOptionsAndValues asks the shells themselves.
func TestShellsCompleteCommandsOptionsAndValues(t *testing.T) {
	t.Parallel()
	commands, global := newApp(&console.Console{}).completions()
	asks := map[string]string{
		"bash": `complete_line() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _gatewright; echo "${COMPREPLY[@]}"; }`,
		"fish": `function complete_line; set -l parts; for a in $argv; set parts $parts $a; end; complete -C "$parts" | string split -f1 \t; end`,
	}
	for shell, ask := range asks {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			path, err := exec.LookPath(shell)
			if err != nil {
				t.Skip(shell + " is not installed")
			}
			for line, want := range map[string]string{
				"gatewright gener":           "generate",
				"gatewright lint --profi":    "--profile",
				"gatewright lint --format j": "json junit",
				"gatewright convert --to k":  "krakend kong",
			} {
				cmd := exec.CommandContext(t.Context(), path, "-c", shells[shell](commands, global)+"\n"+ask+"\ncomplete_line "+line)
				out, err := cmd.CombinedOutput()
				if err != nil {
					t.Fatalf("%v: %s", err, out)
				}
				got := strings.Fields(string(out))
				for _, word := range strings.Fields(want) {
					if !strings.Contains(" "+strings.Join(got, " ")+" ", " "+word+" ") {
						t.Errorf("%s: got %q, want %s among them", line, got, want)
					}
				}
			}
		})
	}
}
