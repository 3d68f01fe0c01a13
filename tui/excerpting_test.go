package tui

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
)

func TestTheTextOfWhatIsChosenFollowsTheCursor(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 160, 40).sees("Text of GET /v1/products")
	d.press("j").sees("Text of GET /v1/products/{id}")
	d.press("G").sees("Text of DELETE /v1/users/{id}/orders").press("g").sees("Text of the service")
	d.press("j", "2", "]").sees(`>12     {"url_pattern"`)
	d.press("3", "j").sees("Text of GET /v1/products/{id}") // whose finding is chosen
	d.press("1", "2", "enter", "ctrl+u", " /renamed", "enter").sees(`>12     {"url_pattern": "/renamed"`)
	d.press("u").sees(`>12     {"url_pattern": "/api`)
	d.press("3", "z")
	if strings.Contains(d.frame(), "Text of") {
		t.Errorf("a pane is not alone:\n%s", d.frame())
	}
}

func TestTheTextOfWhatIsChosenIsTurnedOff(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 160, 40).together("gp")
	if strings.Contains(d.frame(), "Text of") {
		t.Errorf("it is still there:\n%s", d.frame())
	}
	d.together("gp").sees("Text of GET /v1/products")
	before := d.frame()
	d.send(tea.MouseMsg{X: 150, Y: 30, Button: tea.MouseButtonWheelDown})
	if d.frame() == before {
		t.Error("the wheel does not scroll it")
	}
	d.together("gp")
	d.send(tea.WindowSizeMsg{Width: 120, Height: 40})
	d.together("gp").sees("fits below the findings from 160x40")
	d.send(tea.WindowSizeMsg{Width: 200, Height: 60})
	if strings.Contains(d.frame(), "Text of") {
		t.Error("what did not fit is turned on")
	}
}

func TestAClickOnTheTextGoesToTheField(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 160, 40)
	click := func(text string) {
		t.Helper()
		for y, line := range strings.Split(d.frame(), "\n") {
			if strings.Contains(line, text) && y >= d.m.under.y {
				d.send(tea.MouseMsg{X: 150, Y: y, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress})
				return
			}
		}
		t.Fatalf("there is no %q:\n%s", text, d.frame())
	}
	for text, pointer := range map[string]string{
		` 9   "output_encoding"`: "/endpoints/0/output_encoding",
		`13     {"url_pattern"`:  "/endpoints/0/backend/1",
		`7   "endpoint"`:         "/endpoints/0/endpoint",
	} {
		d.press("1")
		if click(text); d.m.focus != paneDetail || !strings.HasPrefix(d.m.detail.Pointer(), pointer) {
			t.Errorf("a click on %q goes to %q", text, d.m.detail.Pointer())
		}
	}
	d.press("1")
	if d.send(tea.MouseMsg{X: 150, Y: 37, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress}); d.m.focus != paneList {
		t.Error("a click below the text goes somewhere")
	}
}
