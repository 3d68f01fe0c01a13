package main

import (
	"context"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/tui"
)

// player presses the keys of the real editor, without a terminal.
type player struct {
	model tea.Model
	err   error // the first that came up
}

// play opens the editor in a terminal of a size.
func play(ctx context.Context, o tui.Options, opts lint.Options, width, height int) *player {
	p := &player{}
	o.Lint = func(_ context.Context, doc *config.Document) ([]diag.Finding, error) {
		result, err := lint.Run(ctx, doc, opts)
		if err != nil {
			p.fail(err)
			return nil, err
		}
		return result.Findings, nil
	}
	p.model = tui.New(o)
	p.settle(p.model.Init())
	p.send(tea.WindowSizeMsg{Width: width, Height: height})
	return p
}

func (p *player) fail(err error) {
	if p.err == nil {
		p.err = err
	}
}

var named = map[string]tea.KeyType{
	"enter": tea.KeyEnter, "esc": tea.KeyEsc, "tab": tea.KeyTab, "down": tea.KeyDown, "up": tea.KeyUp,
	"ctrl+r": tea.KeyCtrlR, "ctrl+s": tea.KeyCtrlS,
}

// press presses a key by its name, and waits for all that comes of it.
func (p *player) press(key string) {
	if t, ok := named[key]; ok {
		p.send(tea.KeyMsg{Type: t})
		return
	}
	if len([]rune(key)) != 1 {
		p.fail(fmt.Errorf("there is no key %q", key))
		return
	}
	p.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(key)})
}

func (p *player) send(msg tea.Msg) {
	next, cmd := p.model.Update(msg)
	p.model = next
	p.settle(cmd)
}

// settle runs a command, and those that come of it, to the end.
func (p *player) settle(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			p.settle(c)
		}
	default:
		p.send(msg)
	}
}
