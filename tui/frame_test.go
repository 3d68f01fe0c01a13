package tui

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand"
	"runtime/debug"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"github.com/gatewright/gatewright/spec"
)

// odd is a configuration with everything in it that could break a frame.
const odd = `{
  "version": "3", "timeout": 5, "host": "http://a",
  "endpoints": [
    {"endpoint": "/日本語/{id}/👨‍👩‍👧/🇨🇿", "method": "get\u0007", "backend": [{"url_pattern": "/\u202Egnp.exe", "host": ["http://a", "\u001b[31mred"]}, null]},
    {"endpoint": "` + "`" + `\t\n", "backend": [], "input_headers": ["a", 1]},
    {"endpoint": "/long", "extra_config": {"a": {"b": [1, {"c": 1e400}]}}, "backend": [{"mapping": {"a": "b", "a": "c"}, "allow": "x", "is_collection": "yes"}]},
    null, 7, {"ENDPOINT": "/caps", "x": "e\u0301\ufe0f", "backend": {"url_pattern": "/one"}}
  ],
  "async_agent": [{"name": "q"}]
}
`

var scriptKeys = []string{
	"j", "k", "g", "G", "ctrl+d", "ctrl+u", "enter", "enter", "esc", "esc", "tab", "shift+tab", "1", "2", "3", "/", "n", "d", "D", "J", "K",
	"space", "*", "x", "a", "u", "ctrl+r", "f", "F", "e", "z", "?", "@", ">", "<", "ctrl+s", "left", "right", "up", "down", "home", "end",
	"backspace", "q", "y", "w", "é", "日", "👍", "ctrl+a", "ctrl+e", "ctrl+k", "ctrl+w", "pgup", "pgdown", "]", "[", "M", "ctrl+n", "t",
	" is:error", " /v2/{id}", " 2s", " a = b", "v", "m", "b", "y", "P", "X", " {\"endpoint\": \"/p\"}", "]", "shift+tab", "i", "U", "+", "p", "ctrl+t", "ctrl+o",
	"h", "H", "v", "ctrl+o", ":", ":", "C", "@", "ctrl+x", "ctrl+y", " goto 1", " set timeout 2s", " w!", " e!", " 7", " lint", " diff", " migrate", "1", "c", "/", "N",
	"f1", "A", " e", "S", "m", "I", "p", "@", "ctrl+g", " e! krakend.json", "enter", "r", "ctrl+s", "t", "tab", " o", "I", " p", "enter", "w", "o", "=", "-", "s", "ctrl+l", "ctrl+o",
	" patch", "alt+d", "alt+s", "alt+y", "alt+o", "alt+f", "t", "ctrl+r", "ctrl+r", "alt+s", "alt+d", "3", "t", "esc", "V", "l",
}

// scripts is how many random scripts are run, firstSeed where their seeds begin;
// go test ./tui -run T02 -scripts 2000 -first-seed 9000 takes the time for many
// that no run before has seen.
var (
	scripts   = flag.Int("scripts", 120, "how many random key scripts to run")
	firstSeed = flag.Int64("first-seed", 0, "the seed of the first random key script")
)

func TestT02FramesNeverLeaveTheTerminal(t *testing.T) {
	t.Parallel()
	many := *scripts
	if testing.Short() {
		many = min(many, 40)
	}
	const lanes = 8 // run beside each other
	for lane := range int64(lanes) {
		t.Run(fmt.Sprint(lane), func(t *testing.T) {
			t.Parallel()
			for seed := lane; seed < int64(many) && !t.Failed(); seed += lanes {
				runScript(t, *firstSeed+seed)
			}
		})
	}
}

// runScript presses random keys in a terminal of random sizes and looks at every
// frame; then it takes everything back.
func runScript(t *testing.T, seed int64) {
	const steps = 60
	long := strings.Replace(string(shop(t)), "/v1/users/{id}/orders", "/"+strings.Repeat("very-long/", 400), 1)
	inputs := []string{string(shop(t)), odd, long, "{}", `{"endpoints": {}}`, "", `{"version": 3,`, "[1, 2", doubled, version2, met}
	documents := products(t)
	base := inputs[seed%int64(len(inputs))]
	rnd := rand.New(rand.NewSource(seed))
	width, height := 20+rnd.Intn(280), 5+rnd.Intn(95)
	color := seed%3 == 0
	d := newDriver(t, []byte(base), width, height, func(o *Options) {
		o.NoColor, o.ASCII, o.Send = !color, seed%2 == 0, canned
		o.Load = func(context.Context, string) ([]*spec.Service, error) { return documents, nil }
		o.Committed = func(context.Context) (string, error) { return string(shop(t)), nil }
		o.Open = func(context.Context, string) (Options, error) { return Options{}, errors.New("this one is to stay") }
		if seed%4 == 0 {
			o.Mock = canned
		}
	})
	d.m.export = func(string, []byte) error { return nil } // names are typed at random
	var script []string
	defer func() {
		if r := recover(); r != nil {
			t.Fatalf("seed %d, %dx%d: panic after %q: %v\n%s", seed, width, height, script, r, debug.Stack())
		}
	}()
	for range steps {
		k := scriptKeys[rnd.Intn(len(scriptKeys))]
		script = append(script, k)
		d.press(k)
		switch rnd.Intn(12) {
		case 0:
			width, height = 20+rnd.Intn(280), 5+rnd.Intn(95)
			d.send(tea.WindowSizeMsg{Width: width, Height: height})
		case 1:
			d.send(tea.MouseMsg{X: rnd.Intn(width), Y: rnd.Intn(height), Button: tea.MouseButtonLeft, Action: tea.MouseActionPress})
		case 2:
			d.send(tea.MouseMsg{X: rnd.Intn(width), Y: rnd.Intn(height), Button: tea.MouseButtonWheelDown})
		}
		frame := d.frame()
		if fault := frameFault(frame, width, height); fault != "" {
			t.Fatalf("seed %d, %dx%d: after %q: %s\n%s", seed, width, height, script, fault, frame)
		}
		if missing := missingIn(d.m, frame); missing != "" {
			t.Fatalf("seed %d, %dx%d: after %q there is no %s:\n%s", seed, width, height, script, missing, frame)
		}
	}
	for range steps * 8 {
		d.m.undo()
	}
	if d.m.draft.Disk() == base && base != "" && d.text() != base {
		t.Fatalf("seed %d: after %q undoing all gives another text:\n%s", seed, script, d.text())
	}
}

// missingIn returns what a frame must have and does not: the name of the file on
// top, keys or a message at the bottom, the cursor of the pane with the focus.
func missingIn(m *model, frame string) string {
	lines := strings.Split(frame, "\n")
	switch {
	case m.tooSmall():
		return ""
	case !strings.Contains(ansi.Strip(lines[0]), "krakend"):
		return "title"
	case strings.TrimSpace(ansi.Strip(lines[len(lines)-1])) == "":
		return "status line"
	case len(m.overlays) > 0 || m.broken:
		return ""
	}
	pane := ansi.Strip(strings.Join(m.pane(m.focus).View(), "\n"))
	empty := strings.Contains(pane, "nothing matches") || strings.Contains(pane, "nothing to report") || strings.Contains(pane, "this is no object")
	if !empty && !strings.Contains(pane, ">") {
		return "cursor"
	}
	return ""
}

func TestNoColorWritesNoEscapeCodes(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 30, func(o *Options) { o.ASCII = true })
	for _, k := range []string{"2", "enter", "esc", "3", "e", "esc", "?", "esc", "/"} {
		d.press(k)
		if i := strings.IndexFunc(d.frame(), func(r rune) bool { return r > '~' || r < ' ' && r != '\n' }); i >= 0 {
			t.Fatalf("after %q: %s", k, fmt.Sprintf("%q", d.frame()[i:i+1]))
		}
	}
}
