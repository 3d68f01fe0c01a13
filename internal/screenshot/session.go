package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/internal/mock"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/serve"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/tui"
	"github.com/gatewright/gatewright/tui/gateway"
	"github.com/gatewright/gatewright/tui/try"
)

// scene is a part of the recorded session: what is told under the picture, the
// keys, and how long the last frame of it stays.
type scene struct {
	caption string
	keys    string // by their names, with blanks between them
	hold    time.Duration
}

// beat is how long the frame stays that a key has brought.
const beat = 220 * time.Millisecond

var session = []scene{
	{"gatewright tui krakend.json --spec users.yaml --mock", "", 2500 * time.Millisecond},
	{"/  filter the endpoints", "/ d e l e t e enter", 1200 * time.Millisecond},
	{"enter  edit the encoding of its backend", "enter ] j j j enter", 1600 * time.Millisecond},
	{"n  no-op: lint sees at once what is missing now", "n enter", 3200 * time.Millisecond},
	{"f  apply the fix", "f", 2400 * time.Millisecond},
	{"the next endpoint, and its fix", "esc esc g j f", 2400 * time.Millisecond},
	{"t  try the draft: what clients get, and what the backend said", "t tab ctrl+r", 4500 * time.Millisecond},
	{"ctrl+s  save, the diff first", "esc ctrl+s", 4 * time.Second},
	{"saved: these bytes have changed, and no others", "enter", 3 * time.Second},
}

// record plays the session in the editor, in a folder of its own, and draws it
// as one moving picture.
func record(ctx context.Context, users *spec.Service, opts lint.Options) (svg string, err error) {
	leave, err := enter()
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, leave()) }()
	// The story is of the other mistakes of the sample.
	data := bytes.Replace(sample, []byte("{ID}"), []byte("{id}"), 1)
	if err := os.WriteFile(sampleName, data, 0o600); err != nil {
		return "", err
	}
	const columns, rows = 120, 30
	services := []*spec.Service{users}
	p := play(ctx, tui.Options{
		Path: sampleName, Data: data, Services: services,
		Send: timeless(gateway.Sender(serve.Options{Transport: mock.New(services, mock.Options{})})),
		Mock: gateway.Alone(serve.Options{Transport: mock.New(services, mock.Options{})}),
	}, opts, columns, rows)
	var frames []frame
	for _, s := range session {
		frames = append(frames, frame{p.model.View(), s.caption, beat})
		for _, key := range strings.Fields(s.keys) {
			p.press(key)
			frames = append(frames, frame{p.model.View(), s.caption, beat})
		}
		frames[len(frames)-1].stays = s.hold
	}
	saved, err := os.ReadFile(sampleName)
	if err := errors.Join(p.err, err); err != nil {
		return "", err
	}
	if doc := config.Parse(sampleName, saved); doc.Root.At("/endpoints/2/output_encoding").Str() != "no-op" {
		return "", fmt.Errorf("the session does not end as it should: it has saved\n%s", saved)
	}
	return animate("gatewright tui krakend.json", columns, rows, frames), nil
}

// enter makes a new folder the working directory; leave goes back and removes it.
func enter() (leave func() error, err error) {
	before, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "session")
	if err != nil {
		return nil, err
	}
	leave = func() error { return errors.Join(os.Chdir(before), os.RemoveAll(dir)) }
	if err := os.Chdir(dir); err != nil {
		return nil, errors.Join(err, leave())
	}
	return leave, nil
}

// timeless is a sender whose answers always take the same time, for pictures
// that are the same every time.
func timeless(send try.Sender) try.Sender {
	return func(ctx context.Context, doc *config.Document, endpoint int, req *http.Request) (*try.Answer, error) {
		a, err := send(ctx, doc, endpoint, req)
		if err != nil {
			return nil, err
		}
		a.Duration = 12 * time.Millisecond
		for i := range a.Calls {
			a.Calls[i].Duration = 11 * time.Millisecond
		}
		return a, nil
	}
}
