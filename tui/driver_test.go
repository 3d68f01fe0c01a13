package tui

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
)

// driver plays the terminal: it presses keys, runs the commands that come of
// them until there are none left, and looks at frames.
type driver struct {
	testing.TB
	m    *model
	quit bool
}

func shop(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "shop.json"))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// newDriver opens a copy of data in a file of its own, in a terminal of a size.
func newDriver(t testing.TB, data []byte, width, height int, change ...func(*Options)) *driver {
	t.Helper()
	path := filepath.Join(t.TempDir(), "krakend.json")
	if len(data) > 0 {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	o := Options{Path: path, Data: data, NoColor: true, Version: "test"}
	for _, c := range change {
		c(&o)
	}
	m := newModel(context.Background(), o)
	m.wait = 0
	d := &driver{TB: t, m: m}
	d.run(m.Init())
	d.send(tea.WindowSizeMsg{Width: width, Height: height})
	return d
}

func (d *driver) send(msg tea.Msg) {
	d.Helper()
	_, cmd := d.m.Update(msg)
	d.run(cmd)
}

func (d *driver) run(cmd tea.Cmd) {
	d.Helper()
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			d.run(c)
		}
	case tea.QuitMsg:
		d.quit = true
	default:
		d.send(msg)
	}
}

// press presses keys by their names: "enter", "ctrl+s", "j"; a word with a
// blank before it is typed letter by letter.
func (d *driver) press(keys ...string) *driver {
	d.Helper()
	for _, k := range keys {
		if text, ok := strings.CutPrefix(k, " "); ok {
			for _, r := range text {
				d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
			}
			continue
		}
		d.send(keyMsg(k))
	}
	return d
}

var keyTypes = map[string]tea.KeyType{
	"enter": tea.KeyEnter, "esc": tea.KeyEsc, "tab": tea.KeyTab, "shift+tab": tea.KeyShiftTab, "space": tea.KeySpace,
	"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight, "home": tea.KeyHome, "end": tea.KeyEnd,
	"pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "backspace": tea.KeyBackspace, "delete": tea.KeyDelete,
	"ctrl+a": tea.KeyCtrlA, "ctrl+c": tea.KeyCtrlC, "ctrl+d": tea.KeyCtrlD, "ctrl+e": tea.KeyCtrlE, "ctrl+k": tea.KeyCtrlK,
	"ctrl+n": tea.KeyCtrlN, "ctrl+p": tea.KeyCtrlP, "ctrl+r": tea.KeyCtrlR, "ctrl+s": tea.KeyCtrlS, "ctrl+u": tea.KeyCtrlU,
	"ctrl+w": tea.KeyCtrlW, "ctrl+x": tea.KeyCtrlX, "ctrl+t": tea.KeyCtrlT, "f2": tea.KeyF2, "f5": tea.KeyF5, "f6": tea.KeyF6, "f7": tea.KeyF7, "ctrl+y": tea.KeyCtrlY, "ctrl+b": tea.KeyCtrlB, "ctrl+o": tea.KeyCtrlO, "ctrl+z": tea.KeyCtrlZ, "f1": tea.KeyF1, "shift+up": tea.KeyShiftUp, "shift+down": tea.KeyShiftDown,
}

func keyMsg(name string) tea.KeyMsg {
	if t, ok := keyTypes[name]; ok {
		if t == tea.KeySpace {
			return tea.KeyMsg{Type: t, Runes: []rune{' '}}
		}
		return tea.KeyMsg{Type: t}
	}
	if letter, ok := strings.CutPrefix(name, "ctrl+"); ok && len(letter) == 1 && letter >= "a" && letter <= "z" {
		return tea.KeyMsg{Type: tea.KeyType(letter[0] - 'a' + 1)}
	}
	if letter, ok := strings.CutPrefix(name, "alt+"); ok {
		return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(letter), Alt: true}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
}

func (d *driver) text() string { return d.m.draft.Doc().Source.Text }

func (d *driver) frame() string { return d.m.View() }

// sees fails unless the frame has all the texts; those of a long message, which
// may have the path of a folder of any length in it, may be broken anywhere.
func (d *driver) sees(texts ...string) *driver {
	d.Helper()
	frame := ansi.Strip(d.frame())
	for _, text := range texts {
		if !strings.Contains(frame, text) && !strings.Contains(d.m.note.text, text) {
			d.Errorf("the frame has no %q:\n%s", text, frame)
		}
	}
	return d
}

// onDisk returns what the edited file holds.
func (d *driver) onDisk() string {
	d.Helper()
	data, err := os.ReadFile(d.m.opts.Path)
	if err != nil {
		d.Fatal(err)
	}
	return string(data)
}

// frameFault returns what is wrong with the shape of a frame, "" for nothing.
func frameFault(frame string, width, height int) string {
	lines := strings.Split(frame, "\n")
	if len(lines) != height {
		return "it has the wrong number of lines"
	}
	for _, line := range lines {
		if ansi.StringWidth(line) > width {
			return "a line is too wide: " + line
		}
		plain := ansi.Strip(line)
		if i := strings.IndexFunc(plain, func(r rune) bool { return r < ' ' || r == 0x7f || r >= 0x202a && r <= 0x202e }); i >= 0 {
			return "a control character: " + line
		}
	}
	return ""
}
