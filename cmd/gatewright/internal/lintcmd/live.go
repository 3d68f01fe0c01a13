package lintcmd

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/input"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/option"
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/lint"
)

// liveFlags are the options that ask the backends themselves.
func liveFlags() []cli.Flag {
	return []cli.Flag{
		&cli.BoolFlag{Name: "live", Usage: "ask the backends, with GET and HEAD alone, and judge what they answer"},
		option.Number("samples", "with --live: make each call `N` times, to see whether answers differ", 2, "2", 1, 10),
		&cli.StringSliceFlag{Name: "allow-host", Usage: "with --live: ask this `HOST[:PORT]` too, not only this machine"},
		option.Header(),
		&cli.StringFlag{Name: "record", Usage: "write what backends answer to --live to `FILE`"},
		&cli.StringFlag{Name: "replay", Usage: "take for the answers of backends what --record wrote to `FILE`"},
	}
}

// recording is what --record writes.
type recording struct {
	Version int                `json:"version"`
	Seen    []lint.Observation `json:"seen"`
}

// observations are what the backends answer; nil where nobody asks for that.
func (l *linter) observations(ctx context.Context, doc *config.Document) ([]lint.Observation, error) {
	c := l.c
	if path := c.String("replay"); path != "" {
		if c.Bool("live") {
			return nil, exit.Usagef("leave one of them out", "--live asks the backends, --replay does not")
		}
		return readRecording(path)
	}
	if !c.Bool("live") {
		if c.IsSet("record") {
			return nil, exit.Usagef("write --live --record FILE", "--record writes what --live sees")
		}
		return nil, nil
	}
	header, err := input.Header(c.StringSlice("header"))
	if err != nil {
		return nil, err
	}
	seen, skipped, err := lint.Ask(ctx, doc, lint.Asking{
		Services: l.opts.Services, AllowHosts: c.StringSlice("allow-host"), Header: header, Samples: c.Int("samples"),
	})
	if err != nil {
		return nil, err
	}
	for _, s := range skipped {
		l.Say("not asked: %s", s)
	}
	l.Say("backends asked: %d", len(seen)/max(1, c.Int("samples")))
	if path := c.String("record"); path != "" {
		l.seen = append(l.seen, seen...)
		data, err := json.MarshalIndent(recording{Version: 1, Seen: l.seen}, "", "  ")
		if err != nil {
			return nil, err
		}
		return seen, config.WriteFile(path, append(data, '\n'))
	}
	return seen, nil
}

func readRecording(path string) ([]lint.Observation, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the recording %q: %w", path, exit.Cause(err))
	}
	var r recording
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return nil, fmt.Errorf("reading the recording %q: %w", path, err)
	}
	if r.Version != 1 {
		return nil, fmt.Errorf("reading the recording %q: its version is %d, this program reads 1", path, r.Version)
	}
	return r.Seen, nil
}
