package tui

import (
	"bytes"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/tui/clip"
)

// pasted is what the terminal sends for a paste.
func pasted(text string) tea.KeyMsg {
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true}
}

func TestEndpointsAreCopiedCutAndPasted(t *testing.T) {
	t.Parallel()
	var terminal bytes.Buffer
	d := newDriver(t, shop(t), 120, 30)
	d.m.clip.terminal = &terminal
	d.press("j", "y").sees("copied 1 endpoint")
	const copied = "{\n  \"endpoint\": \"/v1/products/{id}\",\n  \"@owner\": \"team-a\",\n"
	if !strings.HasPrefix(d.m.clip.text, copied) {
		t.Fatalf("copied %q", d.m.clip.text)
	}
	if terminal.String() != clip.Sequence(d.m.clip.text) {
		t.Errorf("the terminal got %q", terminal.String())
	}
	d.press("P").sees("paste 1 endpoint", "(5)")
	if strings.Count(d.text(), `      "endpoint": "/v1/products/{id}",`+"\n      \"@owner\"") != 2 {
		t.Errorf("pasted as\n%s", d.text())
	}
	if d.press("u"); d.text() != string(shop(t)) {
		t.Error("undo does not give the same bytes")
	}
	d.press("g", "j", "space", "space", "X").sees("(2)", "delete 2 endpoints")
	if d.press("G", "P").sees("(4)", "paste 2 endpoints"); d.m.draft.Doc().Service().Endpoint(3).Route() != "/v1/products/{id}" {
		t.Errorf("pasted as\n%s", d.text())
	}
	if d.press("u", "u"); d.text() != string(shop(t)) {
		t.Error("undo does not give the same bytes")
	}
}

func TestABackendIsPastedIntoAnotherEndpoint(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 30)
	d.press("enter", "]", "]", "y").sees("copied 1 backend").press("1", "G", "P").sees("paste 1 backend")
	e := d.m.draft.Doc().Service().Endpoint(3)
	if len(e.Backends) != 2 || e.Backends[1].URLPattern.V != "/api/levels" {
		t.Errorf("pasted as\n%s", d.text())
	}
	d.press("g", "P").sees("choose the endpoint")
}

func TestJSONThatTheTerminalPastesIsTaken(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 30)
	d.send(pasted("{\r  \"endpoint\": \"/pasted\",\r  \"backend\": []\r}\r"))
	if d.sees("(5)"); !strings.Contains(d.text(), "    {\n      \"endpoint\": \"/pasted\",\n      \"backend\": []\n    }") {
		t.Errorf("pasted as\n%s", d.text())
	}
	before := d.text()
	d.send(pasted("q\nd\nhello"))
	if d.sees("no JSON"); d.text() != before || d.quit {
		t.Error("what is no JSON has done something")
	}
	// With nothing copied P asks.
	d.press("P").sees("nothing is copied yet").press(` {"endpoint": "/typed"}`, "enter").sees("(6)")
	d.press("P", "esc", "2", "enter")
	d.send(pasted("/x"))
	d.press("enter").sees("/typed/x")
}

func TestAReadOnlyEditorCopiesAndDoesNotPaste(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 30, func(o *Options) { o.ReadOnly = true })
	d.press("y").sees("copied 1 endpoint").press("P").sees("read only").press("X").sees("read only")
	d.send(pasted(`{"endpoint": "/x"}`))
	if d.sees("read only"); d.text() != string(shop(t)) {
		t.Error("the draft has changed")
	}
}
