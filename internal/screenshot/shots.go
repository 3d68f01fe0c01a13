package main

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/lint/report"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
	"github.com/gatewright/gatewright/tui"
)

// The sample, and the document of the backend that it calls.
var (
	//go:embed krakend.json
	sample []byte
	//go:embed users.yaml
	document []byte
)

const (
	sampleName   = "krakend.json"
	documentName = "users.yaml"
)

// shot is one picture.
type shot struct{ name, svg string }

// take makes all pictures.
func take(ctx context.Context) ([]shot, error) {
	users, err := openapi.Load(ctx, "-", openapi.Options{Name: "users", Stdin: bytes.NewReader(document)})
	if err != nil {
		return nil, fmt.Errorf("the backend's document: %w", err)
	}
	users.Source.Name = documentName
	opts := lint.Options{Services: []*spec.Service{users}}
	linted, err := lintRun(ctx, opts)
	if err != nil {
		return nil, fmt.Errorf("the lint run: %w", err)
	}
	frame, err := editor(ctx, opts, 120, 30)
	if err != nil {
		return nil, fmt.Errorf("the editor: %w", err)
	}
	return []shot{
		{"lint", render("gatewright lint krakend.json --spec users.yaml", 120, linted)},
		{"tui", render("gatewright tui krakend.json --spec users.yaml", 120, frame)},
	}, nil
}

// lintRun is what a terminal shows of a lint run over the sample.
func lintRun(ctx context.Context, opts lint.Options) (string, error) {
	result, err := lint.Run(ctx, config.Parse(sampleName, sample), opts)
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	b.WriteString("\x1b[2m$\x1b[0m gatewright lint krakend.json --spec users.yaml\n")
	err = report.Text(&b, []*lint.Result{result}, report.Options{Color: true})
	return b.String(), err
}

// editor is a frame of the editor on the sample, the cursor on an endpoint.
func editor(ctx context.Context, opts lint.Options, width, height int) (string, error) {
	var failed error
	m := tui.New(tui.Options{
		Path: sampleName, Data: sample,
		Lint: func(_ context.Context, doc *config.Document) ([]diag.Finding, error) {
			result, err := lint.Run(ctx, doc, opts)
			if err != nil {
				failed = err
				return nil, err
			}
			return result.Findings, nil
		},
	})
	m = settle(m, m.Init())
	for _, msg := range []tea.Msg{
		tea.WindowSizeMsg{Width: width, Height: height},
		key('j'), tea.KeyMsg{Type: tea.KeyEnter}, key(']'), key('j'),
	} {
		next, cmd := m.Update(msg)
		m = settle(next, cmd)
	}
	return m.View(), failed
}

func key(r rune) tea.KeyMsg { return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}} }

// settle runs a command, and those that come of it, to the end.
func settle(m tea.Model, cmd tea.Cmd) tea.Model {
	if cmd == nil {
		return m
	}
	switch msg := cmd().(type) {
	case nil:
		return m
	case tea.BatchMsg:
		for _, c := range msg {
			m = settle(m, c)
		}
		return m
	default:
		next, cmd := m.Update(msg)
		return settle(next, cmd)
	}
}
