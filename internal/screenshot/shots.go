package main

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/internal/mock"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/lint/report"
	"github.com/gatewright/gatewright/serve"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
	"github.com/gatewright/gatewright/tui"
	"github.com/gatewright/gatewright/tui/gateway"
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
	session, err := record(ctx, users, opts)
	if err != nil {
		return nil, fmt.Errorf("the session: %w", err)
	}
	return []shot{
		{"session", session},
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
	mocks := gateway.Alone(serve.Options{Transport: mock.New(opts.Services, mock.Options{})})
	p := play(ctx, tui.Options{Path: sampleName, Data: sample, Services: opts.Services, Mock: mocks}, opts, width, height)
	for _, key := range []string{"enter", "]", "j", "j", "j", "j"} {
		p.press(key)
	}
	return p.model.View(), p.err
}
